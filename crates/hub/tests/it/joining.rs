//! What a kiosk gave without its hub becomes part of the day: once, in order, and one ticket a person.

use antre_domain::What;
use antre_hub::Tongue;
use antre_hub::story::{Question, why};
use antre_protocol::ReservedNumber;
use serde_json::{Value, json};

use crate::fixture::{Answer, Branch, fresh_key};

const ISSUE: &str = "/api/v1/tickets";
const JOIN: &str = "/api/v1/reserve/join";
const NINE: &str = "2026-11-23T02:00:00Z";

impl Branch {
    /// What this kiosk may give of the series A.
    async fn held(&self, kiosk: &str) -> Vec<ReservedNumber> {
        let answer = self.reserve(kiosk).await;
        answer.days[0].series[0].numbers.clone()
    }

    async fn join(&self, tickets: &[Value]) -> Answer {
        self.post(&self.kiosk, JOIN, json!({"tickets": tickets}))
            .await
    }

    fn whats(&self) -> impl Iterator<Item = What> {
        self.events().into_iter().map(|event| event.what)
    }

    async fn state(&self, id: &Value) -> String {
        let path = format!("/api/v1/tickets/{}", id.as_str().unwrap());
        let answer = self.get(&self.kiosk, &path).await;
        answer.json["state"].as_str().unwrap().to_owned()
    }
}

/// A ticket as the kiosk reports it, given at `at`.
fn given(number: &ReservedNumber, at: &str) -> Value {
    json!({
        "ticket": number.ticket, "service": "poli", "class": "umum", "locale": "id", "party": 1,
        "issued_at": at, "heard_at": "2026-11-23T01:00:00Z",
    })
}

fn instead_of(number: &ReservedNumber, key: &str) -> Value {
    let mut ticket = given(number, "2026-11-23T01:30:00Z");
    ticket["instead_of"] = key.into();
    ticket
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_ticket_of_this_kiosk_does_not_join() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    let others = branch.held(&branch.another_kiosk().await).await;
    let good = given(&held[0], NINE);
    branch.join(&[]).await.is_problem(400, "count_out_of_range");
    let many = vec![good.clone(); 51];
    branch
        .join(&many)
        .await
        .is_problem(400, "count_out_of_range");
    let with = |field: &str, value: Value| {
        let mut bad = good.clone();
        bad[field] = value;
        bad
    };
    for bad in [
        json!({}),
        with("ticket", json!("A980")),
        with("party", json!(-1)),
        with("issued_at", json!("09:00")),
        with("nik", json!("1")),
        Value::Null,
    ] {
        branch.join(&[bad]).await.is_problem(400, "malformed_body");
    }
    for key in ["", "a b", &"k".repeat(129)] {
        let answer = branch.join(&[instead_of(&held[0], key)]).await;
        answer.is_problem(400, "malformed_key");
    }
    let own = json!({"tickets": [instead_of(&held[0], "own")]});
    let answer = branch.post_as(&branch.kiosk, JOIN, "own", own).await;
    answer.is_problem(400, "malformed_key");
    // One that cannot join keeps the others out: the kiosk sorts it out and asks again.
    let strange = with("ticket", json!("0000000000000"));
    for bad in [strange, given(&others[0], NINE)] {
        let answer = branch.join(&[good.clone(), bad]).await;
        answer.is_problem(409, "not_reserved");
    }
    assert_eq!(branch.join(&[good]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_on_paper_joins_by_its_time_of_issue_and_moves_others_back() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    let online = branch.ticket().await;
    assert_eq!(
        (online["number"].as_str(), online["ahead"].as_u64()),
        (Some("A001"), Some(0))
    );
    // In another order than they were given; a clock an hour ahead gives no time to come.
    let answer = branch
        .join(&[
            given(&held[1], "2026-11-23T01:40:00Z"),
            given(&held[0], "2026-11-23T01:12:00Z"),
            given(&held[2], "2026-11-23T03:00:00Z"),
        ])
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let tickets = answer.json["tickets"].as_array().unwrap();
    let told: Vec<_> = tickets
        .iter()
        .map(|ticket| {
            (
                ticket["number"].as_str().unwrap(),
                ticket["ahead"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("A981", 1), ("A980", 0), ("A982", 3)]);
    assert_eq!(tickets[1]["issued_at"], "2026-11-23T01:12:00.000Z");
    assert_eq!(tickets[0]["url"], held[1].url.clone().unwrap());
    assert!(tickets[2]["issued_at"].as_str().unwrap() < "2026-11-23T02:30:00");
    let path = format!("/api/v1/tickets/{}", online["id"].as_str().unwrap());
    assert_eq!(branch.get(&branch.kiosk, &path).await.json["ahead"], 2);
    // Its page is the one on its slip.
    let page = branch.status_page(&tickets[1], "id").await;
    assert!(page.contains("980"), "{page}");
    // What joined is burnt: neither the head nor another reserve gives it again.
    let again = branch.held(&branch.kiosk).await;
    assert_eq!(again.len(), 20);
    assert!(held[..3].iter().all(|one| !again.contains(one)));
    assert_eq!(branch.ticket().await["number"], "A002");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_joins_twice_joins_once() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    let body = json!({"tickets": [given(&held[0], "2026-11-23T01:12:00Z")]});
    let key = fresh_key();
    let first = branch
        .post_as(&branch.kiosk, JOIN, &key, body.clone())
        .await;
    let again = branch
        .post_as(&branch.kiosk, JOIN, &key, body.clone())
        .await;
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    // The answer was lost with the key, and the hub has been started anew since.
    let branch = branch.restarted().await;
    let replay = branch
        .post_as(&branch.kiosk, JOIN, &key, body.clone())
        .await;
    let anew = branch.post(&branch.kiosk, JOIN, body).await;
    for answer in [&again, &replay, &anew] {
        assert_eq!(
            answer.json["tickets"][0]["id"],
            first.json["tickets"][0]["id"]
        );
        assert_eq!(
            answer.json["tickets"][0]["issued_at"],
            first.json["tickets"][0]["issued_at"]
        );
    }
    let joined = |what: &What| matches!(what, What::TicketIssued { .. });
    assert_eq!(branch.whats().filter(joined).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_twin_of_an_answer_that_was_lost_gives_way_to_the_printed_ticket() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    let body = json!({"service": "poli"});
    let twin = branch
        .post_as(&branch.kiosk, ISSUE, "lost", body.clone())
        .await;
    assert_eq!(twin.status, 201);
    let answer = branch.join(&[instead_of(&held[0], "lost")]).await;
    assert_eq!(answer.json["tickets"][0]["state"], "waiting");
    assert_eq!(branch.state(&twin.json["id"]).await, "cancelled");
    // Sent once more, it says what became of it, and gives nobody another number.
    let late = branch.post_as(&branch.kiosk, ISSUE, "lost", body).await;
    assert_eq!(
        (late.json["id"].clone(), late.json["state"].as_str()),
        (twin.json["id"].clone(), Some("cancelled"))
    );
    assert_eq!(
        branch.ticket().await["number"],
        "A002",
        "the twin's number is burnt"
    );
    let superseded = branch.whats().find_map(|what| match what {
        What::TicketCancelled { superseded_by, .. } => superseded_by,
        _ => None,
    });
    assert_eq!(superseded, Some(held[0].ticket));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_comes_after_its_printed_ticket_makes_none_not_even_after_a_restart() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    branch.join(&[instead_of(&held[0], "late")]).await;
    let body = json!({"service": "poli"});
    let late = branch
        .post_as(&branch.kiosk, ISSUE, "late", body.clone())
        .await;
    late.is_problem(409, "key_reused");
    let branch = branch.restarted().await;
    let late = branch
        .post_as(&branch.kiosk, ISSUE, "late", body.clone())
        .await;
    late.is_problem(409, "key_reused");
    // Another device's key of that name is its own.
    let clerk = branch.post_as(&branch.clerk, ISSUE, "late", body).await;
    assert_eq!(
        (clerk.status, clerk.json["number"].as_str()),
        (201, Some("A001"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_of_one_key_leaves_no_twin_behind() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    let body = json!({"service": "poli", "count": 4});
    let twins = branch.post_as(&branch.kiosk, ISSUE, "group", body).await;
    let printed: Vec<Value> = held[..3]
        .iter()
        .map(|one| instead_of(one, "group"))
        .collect();
    // In two reports: the first takes all that there are, and the second finds them ended.
    assert_eq!(branch.join(&printed[..2]).await.status, 200);
    assert_eq!(branch.join(&printed[2..]).await.status, 200);
    for twin in twins.json["tickets"].as_array().unwrap() {
        assert_eq!(branch.state(&twin["id"]).await, "cancelled");
    }
    for one in &held[..3] {
        assert_eq!(branch.state(&json!(one.ticket)).await, "waiting");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_served_under_the_twin_is_not_called_again() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    let twin = branch
        .post_as(&branch.kiosk, ISSUE, "lost", json!({"service": "poli"}))
        .await;
    branch.open_counter().await;
    let next = "/api/v1/counters/loket-1/call-next";
    branch.post(&branch.clerk, next, json!({})).await;
    let start = format!("{ISSUE}/{}/start", twin.json["id"].as_str().unwrap());
    branch.post(&branch.clerk, &start, json!({})).await;
    let answer = branch.join(&[instead_of(&held[0], "lost")]).await;
    assert_eq!(answer.json["tickets"][0]["state"], "cancelled");
    assert_eq!(branch.state(&twin.json["id"]).await, "serving");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_and_the_report_that_replaces_it_at_the_same_moment_make_one_open_ticket() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    for (index, number) in held.iter().enumerate().take(8) {
        let key = format!("race-{index}");
        let tickets = [instead_of(number, &key)];
        let request = branch.post_as(&branch.kiosk, ISSUE, &key, json!({"service": "poli"}));
        let report = branch.join(&tickets);
        let (request, report) = tokio::join!(request, report);
        assert_eq!(report.status, 200, "{}", report.text);
        if request.status == 201 {
            assert_eq!(branch.state(&request.json["id"]).await, "cancelled");
        } else {
            request.is_problem(409, "key_reused");
        }
        assert_eq!(branch.state(&json!(number.ticket)).await, "waiting");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_story_says_when_it_was_given_and_when_it_joined_and_whom_it_moved_back() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    branch.ticket().await;
    let body = json!({"service": "poli"});
    branch.post_as(&branch.kiosk, ISSUE, "lost", body).await;
    let mut printed = instead_of(&held[0], "lost");
    printed["issued_at"] = "2026-11-23T01:12:00Z".into();
    branch.join(&[printed]).await;
    let story = |number: &str, tongue: Tongue| {
        let question = Question {
            ticket: number.parse().unwrap(),
            before: None,
            date: None,
        };
        let why = why(&branch.dir.path().join("data"), &question).unwrap();
        // Without the lines that it is broken into.
        let told = why.tell(tongue).to_string();
        told.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for (number, tongue, words) in [
        (
            "A980",
            Tongue::Id,
            "Nomor diberikan saat jaringan terputus, pukul 08.12, dan bergabung pukul 09.00;",
        ),
        (
            "A980",
            Tongue::En,
            "It was given while the connection was lost, at 08:12, and joined at 09:00;",
        ),
        ("A002", Tongue::Id, "Nomor ini digantikan oleh A980"),
        ("A002", Tongue::En, "This number gave way to A980"),
        ("A001", Tongue::Id, "A980"),
    ] {
        let told = story(number, tongue);
        assert!(told.contains(words), "{number} {words:?}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reports_count_a_wait_from_the_time_on_paper() {
    let branch = Branch::open().await;
    let held = branch.held(&branch.kiosk).await;
    branch
        .join(&[given(&held[0], "2026-11-23T01:12:00Z")])
        .await;
    let legs = branch.legs().await;
    let at: antre_domain::Timestamp = "2026-11-23T01:12:00Z".parse().unwrap();
    assert_eq!((legs.len(), legs[0].joined_at_ms), (1, at.millis()));
}
