//! What the clerks' verbs and the branch's answers look like on the wire.

use serde_json::{Value, json};

use crate::fixture::Branch;

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_goes_from_the_kiosk_to_the_end_of_its_service() {
    let branch = Branch::open().await;
    let ticket = branch.ticket().await;
    assert_eq!(ticket["number"], "A001");
    assert_eq!(
        (ticket["state"].as_str(), ticket["ahead"].as_u64()),
        (Some("waiting"), Some(0))
    );
    assert_eq!(ticket["wait"], Value::Null);
    assert!(
        ticket["url"]
            .as_str()
            .unwrap()
            .starts_with("http://antre.test/t/")
    );
    branch.open_counter().await;
    let call = branch
        .post(
            &branch.clerk,
            "/api/v1/counters/loket-1/call-next",
            json!({}),
        )
        .await
        .json;
    assert_eq!(call["ticket"]["id"], ticket["id"]);
    assert_eq!(call["reason"]["code"], "longest_wait");
    assert_eq!(
        call["reason"]["text"],
        "Menunggu paling lama: kurang dari 1 menit."
    );
    let id = ticket["id"].as_str().unwrap();
    for (verb, state) in [
        ("recall", "called"),
        ("start", "serving"),
        ("finish", "finished"),
        ("undo", "serving"),
    ] {
        let answer = branch
            .post(
                &branch.clerk,
                &format!("/api/v1/tickets/{id}/{verb}"),
                json!({}),
            )
            .await;
        assert_eq!(
            (answer.status, answer.json["state"].as_str()),
            (200, Some(state)),
            "{verb} {}",
            answer.text
        );
    }
    let read = branch
        .get(&branch.kiosk, &format!("/api/v1/tickets/{id}"))
        .await
        .json;
    assert_eq!(
        (read["state"].as_str(), read["counter"].as_str()),
        (Some("serving"), Some("loket-1"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_set_aside_moved_on_and_called_by_choice() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    let verb = async |verb: &str, body: Value| {
        let path = format!("/api/v1/tickets/{}/{verb}", ticket["id"].as_str().unwrap());
        let answer = branch.post(&branch.clerk, &path, body).await;
        assert_eq!(answer.status, 200, "{verb} {}", answer.text);
        answer.json
    };
    assert_eq!(
        verb("park", json!({"return_secs": 600})).await["state"],
        "parked"
    );
    assert_eq!(verb("resume", json!({})).await["state"], "waiting");
    let chosen = branch
        .post(
            &branch.clerk,
            "/api/v1/counters/loket-1/call",
            json!({"ticket": ticket["id"]}),
        )
        .await;
    assert_eq!(chosen.json["reason"]["code"], "chosen", "{}", chosen.text);
    assert_eq!(verb("no-show", json!({})).await["state"], "no_show");
    assert_eq!(verb("requeue", json!({})).await["state"], "waiting");
    let moved = verb(
        "transfer",
        json!({"service": "lab", "class": "prioritas", "age": "fresh"}),
    )
    .await;
    assert_eq!(
        (moved["service"].as_str(), moved["class"].as_str()),
        (Some("lab"), Some("prioritas"))
    );
    assert_eq!(moved["number"], ticket["number"], "a number never changes");
    assert_eq!(verb("cancel", json!({})).await["state"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_gets_its_numbers_in_one_act() {
    let branch = Branch::open().await;
    let group = branch
        .post(
            &branch.kiosk,
            "/api/v1/tickets",
            json!({"service": "poli", "count": 20}),
        )
        .await;
    let numbers: Vec<&str> = group.json["tickets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ticket| ticket["number"].as_str().unwrap())
        .collect();
    assert_eq!(
        (numbers.len(), numbers[0], numbers[19]),
        (20, "A001", "A020")
    );
    let one = branch
        .post(
            &branch.kiosk,
            "/api/v1/tickets",
            json!({"service": "poli", "count": 1}),
        )
        .await;
    assert_eq!(
        one.json["tickets"].as_array().unwrap().len(),
        1,
        "a list where count is given"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_branch_tells_everybody_its_services_and_staff_its_counters() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    branch.ticket().await;
    let open = branch.get("", "/api/v1/branch").await.json;
    assert_eq!(open["name"], "Puskesmas Uji");
    assert_eq!(
        (open["open"].as_bool(), open["business_date"].as_str()),
        (Some(true), Some("2026-11-23"))
    );
    assert_eq!(open.get("counters"), None);
    let services = open["services"].as_array().unwrap();
    assert_eq!(
        (
            services[0]["name"].as_str(),
            services[0]["waiting"].as_u64()
        ),
        (Some("Poli Umum"), Some(1))
    );
    assert_eq!(services[1]["opens_at"], "2026-11-23T06:00:00.000Z");
    assert_eq!(
        (
            services[1]["open"].as_bool(),
            services[2]["walk_in"].as_bool()
        ),
        (Some(false), Some(false))
    );
    assert_eq!(
        branch
            .get(&branch.kiosk, "/api/v1/branch")
            .await
            .json
            .get("counters"),
        None
    );
    let staff = branch.get(&branch.clerk, "/api/v1/branch").await.json;
    let counters = staff["counters"].as_array().unwrap();
    assert_eq!(
        (counters[0]["name"].as_str(), counters[0]["state"].as_str()),
        (Some("Loket 1"), Some("called"))
    );
    assert_eq!(counters[0]["ticket"]["id"], ticket["id"]);
    assert_eq!(
        (counters[1]["state"].as_str(), &counters[1]["ticket"]),
        (Some("closed"), &Value::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_opens_rests_and_closes() {
    let branch = Branch::open().await;
    for (verb, state) in [
        ("open", "idle"),
        ("break", "break"),
        ("open", "idle"),
        ("close", "closed"),
    ] {
        let answer = branch
            .post(
                &branch.clerk,
                &format!("/api/v1/counters/loket-1/{verb}"),
                json!({}),
            )
            .await;
        assert_eq!(
            (answer.status, answer.json["state"].as_str()),
            (200, Some(state)),
            "{verb} {}",
            answer.text
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_takes_back_only_what_it_gave_itself() {
    let branch = Branch::open().await;
    let own = branch.ticket().await;
    let cancel =
        |ticket: &Value| format!("/api/v1/tickets/{}/cancel", ticket["id"].as_str().unwrap());
    let others = branch
        .post(&branch.clerk, "/api/v1/tickets", json!({"service": "poli"}))
        .await
        .json;
    branch
        .post(&branch.kiosk, &cancel(&others), json!({}))
        .await
        .is_problem(403, "forbidden");
    assert_eq!(
        branch
            .post(&branch.kiosk, &cancel(&own), json!({}))
            .await
            .json["state"],
        "cancelled"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_hands_never_get_the_same_person() {
    let branch = Branch::open().await;
    let group = json!({"service": "poli", "count": 40});
    branch.post(&branch.kiosk, "/api/v1/tickets", group).await;
    for counter in ["loket-1", "loket-2"] {
        branch
            .post(
                &branch.supervisor,
                &format!("/api/v1/counters/{counter}/open"),
                json!({}),
            )
            .await;
    }
    let call = async |index: usize| {
        let path = format!("/api/v1/counters/loket-{}/call-next", index % 2 + 1);
        branch.post(&branch.supervisor, &path, json!({})).await.json["ticket"]["number"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mut called = futures_util::future::join_all((0..40).map(call)).await;
    called.sort();
    called.dedup();
    assert_eq!(called.len(), 40);
}
