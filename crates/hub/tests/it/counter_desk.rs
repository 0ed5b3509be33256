//! What is new at a counter: how a service ended, several at once, somebody without a slip, rests with
//! reasons, arrivals by themselves, and what a supervisor does with a counter.

use antre_protocol::{CounterCard, View, ViewKind};
use serde_json::{Value, json};

use crate::fixture::{Answer, BRANCH, Branch, MONDAY_NINE};
use crate::screen::Following;

/// The branch with things to deliver and rules to keep.
fn with_rules(rules: &str) -> String {
    let deliveries = r#"
deliveries = [
    { id = "obat", name = { id = "Obat", en = "Medicine" }, services = ["poli"] },
    { id = "hasil", name = "Hasil lab", services = ["lab"] },
]
"#;
    let profiles = r#"profiles = [
    { id = "lab-saja", name = "Lab", services = ["lab"] },"#;
    let branch = BRANCH.replacen("profiles = [", profiles, 1);
    format!("{deliveries}{branch}\n[rules]\n{rules}\n")
}

impl Branch {
    async fn ruled(rules: &str) -> Self {
        Self::of(&with_rules(rules), MONDAY_NINE).await
    }

    async fn counter_act(&self, token: &str, act: &str, body: Value) -> Answer {
        let path = format!("/api/v1/counters/loket-1/{act}");
        self.post(token, &path, body).await
    }

    async fn says_verb(&self, ticket: &Value, verb: &str, body: Value) -> Answer {
        let id = ticket["id"].as_str().unwrap();
        let path = format!("/api/v1/tickets/{id}/{verb}");
        self.post(&self.clerk, &path, body).await
    }

    async fn serving(&self) -> Value {
        let ticket = self.called().await;
        assert_eq!(
            self.says_verb(&ticket, "start", json!({})).await.status,
            200
        );
        ticket
    }
}

fn desk<'a>(view: &'a View, id: &str) -> &'a CounterCard {
    let View::Counter(view) = view else {
        panic!("a counter's view")
    };
    let mut counters = view.counters.iter();
    counters.find(|card| card.id.as_str() == id).unwrap()
}

/// What is refused says what to do, in both languages.
async fn says(answer: impl AsyncFn(&'static str) -> Answer, code: &str, words: [&str; 2]) {
    for (lang, words) in ["id", "en"].into_iter().zip(words) {
        let answer = answer(lang).await;
        assert_eq!(answer.json["code"], code, "{}", answer.text);
        assert_eq!(answer.json["title"], words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_does_not_end_without_what_the_branch_insists_on() {
    let branch = Branch::ruled("outcome = \"mandatory\"\ndelivered = \"mandatory\"").await;
    let ticket = branch.serving().await;
    let finish = |body: Value| {
        let (branch, ticket) = (&branch, &ticket);
        async move |lang: &'static str| {
            branch
                .says_verb(ticket, &format!("finish?lang={lang}"), body.clone())
                .await
        }
    };
    says(
        finish(json!({})),
        "outcome_needed",
        [
            "Pilih dahulu hasil pelayanan ini.",
            "Choose first how this service ended.",
        ],
    )
    .await;
    says(
        finish(json!({"outcome": "served"})),
        "delivery_needed",
        [
            "Pilih dahulu apa yang diserahkan.",
            "Choose first what was delivered.",
        ],
    )
    .await;
    says(
        finish(json!({"outcome": "served", "delivered": ["hasil"]})),
        "unknown_delivery",
        [
            "Hasil lab tidak diserahkan oleh layanan ini. Pilih dari daftar.",
            "Hasil lab is not delivered by this service. Choose from the list.",
        ],
    )
    .await;
    let next = branch
        .counter_act(&branch.clerk, "call-next", json!({}))
        .await;
    next.is_problem(409, "outcome_needed");
    branch.ticket().await;
    let finish = json!({"outcome": "served", "delivered": ["obat", "obat"]});
    let body = json!({"finish": finish});
    let next = branch.counter_act(&branch.clerk, "call-next", body).await;
    assert_eq!(next.json["ticket"]["number"], "A002", "{}", next.text);
    let path = format!("/api/v1/tickets/{}/history", ticket["id"].as_str().unwrap());
    let history = branch.get(&branch.clerk, &path).await.json;
    assert_eq!(history["legs"][0]["outcome"], "served");
    assert_eq!(history["legs"][0]["delivered"], json!(["obat"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_ready_numbers_are_called_in_one_act_and_come_forward_one_by_one() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let mut tickets = Vec::new();
    for _ in 0..3 {
        tickets.push(branch.ticket().await);
    }
    let ids: Vec<&Value> = tickets.iter().map(|ticket| &ticket["id"]).collect();
    let nobody = json!({"tickets": []});
    let refused = branch
        .counter_act(&branch.clerk, "call-several", nobody)
        .await;
    refused.is_problem(400, "too_many_together");
    let twice = json!({"tickets": [ids[0], ids[0]]});
    let refused = branch
        .counter_act(&branch.clerk, "call-several", twice)
        .await;
    refused.is_problem(400, "too_many_together");
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    let body = json!({"tickets": ids});
    let key = "several-1";
    let path = "/api/v1/counters/loket-1/call-several";
    let called = branch.post_as(&branch.clerk, path, key, body.clone()).await;
    assert_eq!(called.status, 200, "{}", called.text);
    let numbers = |answer: &Answer| {
        let calls = answer.json["calls"].as_array().unwrap().clone();
        let numbers = calls.iter().map(|call| call["ticket"]["number"].clone());
        numbers.collect::<Vec<_>>()
    };
    assert_eq!(numbers(&called), ["A001", "A002", "A003"]);
    assert_eq!(called.json["calls"][1]["reason"]["code"], "chosen");
    let again = branch.post_as(&branch.clerk, path, key, body).await;
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(numbers(&again), ["A001", "A002", "A003"]);
    counter
        .until(|view| desk(view, "loket-1").also.len() == 2)
        .await;
    counter.equals_a_snapshot(&branch).await;
    display
        .until(|view| matches!(view, View::Display(view) if view.open_calls.len() == 3))
        .await;
    let next = branch
        .counter_act(&branch.clerk, "call-next", json!({}))
        .await;
    next.is_problem(409, "still_called");
    for verb in ["start", "finish"] {
        assert_eq!(
            branch.says_verb(&tickets[0], verb, json!({})).await.status,
            200
        );
    }
    counter
        .until(|view| {
            let desk = desk(view, "loket-1");
            let present = desk.ticket.as_ref();
            present.is_some_and(|card| json!(card.id) == tickets[1]["id"]) && desk.also.len() == 1
        })
        .await;
    counter.equals_a_snapshot(&branch).await;
    display.equals_a_snapshot(&branch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_a_slip_is_served_at_once_and_no_hall_hears_of_it() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    let unknown = branch
        .counter_act(&branch.clerk, "walk-in", json!({"service": "kasir"}))
        .await;
    unknown.is_problem(404, "unknown_service");
    let body = json!({"service": "poli", "class": "prioritas", "locale": "en"});
    let served = branch.counter_act(&branch.clerk, "walk-in", body).await;
    assert_eq!(served.status, 200, "{}", served.text);
    assert_eq!(served.json["ticket"]["state"], "serving");
    assert_eq!(served.json["ticket"]["number"], "A001");
    assert_eq!(served.json["reason"]["code"], "walk_in");
    let busy = branch
        .counter_act(&branch.clerk, "walk-in", json!({"service": "poli"}))
        .await;
    assert_ne!(busy.status, 200, "somebody stands there: {}", busy.text);
    display.equals_a_snapshot(&branch).await;
    let View::Display(view) = &display.view else {
        panic!("a display's view")
    };
    assert!(view.open_calls.is_empty() && view.recent_calls.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rest_says_why_and_only_from_the_closed_list() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let bad = branch
        .counter_act(&branch.clerk, "break", json!({"reason": "kopi"}))
        .await;
    bad.is_problem(400, "malformed_body");
    let rests = branch
        .counter_act(&branch.clerk, "break", json!({"reason": "prayer"}))
        .await;
    assert_eq!(rests.json["state"], "break", "{}", rests.text);
    counter
        .until(|view| {
            let desk = desk(view, "loket-1");
            desk.break_reason.is_some() && desk.since.is_some()
        })
        .await;
    counter.equals_a_snapshot(&branch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_arrival_is_called_to_whoever_stands_by() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let missing = branch
        .counter_act(&branch.clerk, "stand-by", json!({}))
        .await;
    missing.is_problem(400, "malformed_body");
    let stands = branch
        .counter_act(&branch.clerk, "stand-by", json!({"on": true}))
        .await;
    assert_eq!(stands.status, 200, "{}", stands.text);
    counter.until(|view| desk(view, "loket-1").standby).await;
    let ticket = branch.ticket().await;
    counter
        .until(|view| {
            let present = desk(view, "loket-1").ticket.as_ref();
            present.is_some_and(|card| json!(card.id) == ticket["id"])
        })
        .await;
    counter.equals_a_snapshot(&branch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_in_order_after_a_service_ends_by_itself_on_staffs_screens_alone() {
    let branch = Branch::ruled("wrap_up_secs = 3").await;
    let ticket = branch.serving().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    assert_eq!(
        branch.says_verb(&ticket, "finish", json!({})).await.status,
        200
    );
    counter
        .until(|view| desk(view, "loket-1").state == "wrap_up")
        .await;
    assert!(desk(&counter.view, "loket-1").wraps_until.is_some());
    let staff = branch.get(&branch.clerk, "/api/v1/branch").await.json;
    assert_eq!(staff["counters"][0]["state"], "wrap_up");
    // Time alone ends it: no event tells, the live lane does, also to whoever was away meanwhile.
    let mut away = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    counter
        .until(|view| desk(view, "loket-1").state == "idle")
        .await;
    assert_eq!(desk(&counter.view, "loket-1").wraps_until, None);
    counter.equals_a_snapshot(&branch).await;
    away.reconnect(&branch).await;
    away.until(|view| desk(view, "loket-1").state == "idle")
        .await;
    display.equals_a_snapshot(&branch).await;
    let wire = serde_json::to_string(&display.view).unwrap();
    assert!(!wire.contains("wrap"), "{wire}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_comes_too_soon_says_from_when() {
    let branch = Branch::ruled("recall_gap_secs = 600\ncall_gap_secs = 600").await;
    let ticket = branch.called().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let card = desk(&counter.view, "loket-1");
    let recall_from = card.ticket.as_ref().unwrap().recall_from;
    assert!(recall_from.is_some() && card.calls_from.is_some());
    let recall = branch.says_verb(&ticket, "recall?lang=en", json!({})).await;
    recall.is_problem(409, "recall_too_soon");
    let title = recall.json["title"].as_str().unwrap();
    assert!(
        title.starts_with("Called a moment ago. Call again from 09:10:"),
        "{title}"
    );
    branch.says_verb(&ticket, "start", json!({})).await;
    branch.ticket().await;
    let next = branch
        .counter_act(&branch.clerk, "call-next?lang=id", json!({}))
        .await;
    next.is_problem(409, "call_too_soon");
    let title = next.json["title"].as_str().unwrap();
    assert!(
        title.starts_with("Loket ini baru saja memanggil. Panggil lagi mulai pukul 09.10."),
        "{title}"
    );
    counter.equals_a_snapshot(&branch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_supervisor_assigns_profiles_and_releases_counters() {
    let branch = Branch::ruled("").await;
    let ticket = branch.serving().await;
    for (act, body) in [
        ("profile", json!({"profile": "lab-saja"})),
        ("release", json!({})),
    ] {
        for token in [&branch.clerk, &branch.kiosk, &branch.display] {
            let refused = branch.counter_act(token, act, body.clone()).await;
            refused.is_problem(403, "forbidden");
        }
    }
    let mut screens = Following::every_kind(&branch).await;
    let unknown = branch
        .counter_act(&branch.supervisor, "profile", json!({"profile": "kasir"}))
        .await;
    unknown.is_problem(404, "unknown_profile");
    let assigned = branch
        .counter_act(
            &branch.supervisor,
            "profile",
            json!({"profile": "lab-saja"}),
        )
        .await;
    assert_eq!(assigned.json["profile"], "lab-saja", "{}", assigned.text);
    let released = branch
        .counter_act(&branch.supervisor, "release", json!({}))
        .await;
    assert_eq!(released.json["state"], "closed", "{}", released.text);
    let path = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
    let again = branch.get(&branch.clerk, &path).await.json;
    assert_eq!(
        (again["state"].as_str(), again["ahead"].as_u64()),
        (Some("waiting"), Some(0)),
        "back at the old place"
    );
    for screen in &mut screens {
        screen.equals_a_snapshot(&branch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_goes_to_one_counter_and_waits_for_it_alone() {
    let branch = Branch::open().await;
    let ticket = branch.serving().await;
    let to = json!({"counter": "loket-2"});
    let closed = branch
        .says_verb(
            &ticket,
            "transfer?lang=en",
            json!({"service": "lab", "to": to}),
        )
        .await;
    closed.is_problem(409, "counter_closed");
    assert_eq!(
        closed.json["title"],
        "Counter 2 is not open. Open it first."
    );
    let nobody = json!({"service": "lab", "to": {"clerk": "p-1"}});
    let away = branch.says_verb(&ticket, "transfer", nobody).await;
    away.is_problem(409, "clerk_away");
    let two = json!({"service": "lab", "to": {"counter": "loket-2", "clerk": "p-1"}});
    let both = branch.says_verb(&ticket, "transfer", two).await;
    both.is_problem(400, "malformed_body");
    let open = "/api/v1/counters/loket-2/open";
    branch.post(&branch.supervisor, open, json!({})).await;
    let body = json!({"service": "lab", "to": to, "age": "fresh"});
    let moved = branch.says_verb(&ticket, "transfer", body).await;
    assert_eq!(moved.json["state"], "waiting", "{}", moved.text);
    let next = branch
        .counter_act(&branch.clerk, "call-next", json!({}))
        .await;
    assert_eq!(next.status, 204, "{}", next.text);
    let path = "/api/v1/counters/loket-2/call-next";
    let next = branch.post(&branch.supervisor, path, json!({})).await;
    assert_eq!(next.json["reason"]["code"], "directed", "{}", next.text);
    assert_eq!(next.json["ticket"]["id"], ticket["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn verbs_against_a_finished_ticket_say_what_to_do() {
    let branch = Branch::open().await;
    let ticket = branch.serving().await;
    branch.says_verb(&ticket, "finish", json!({})).await;
    for (verb, words) in [
        (
            "recall",
            "Nomor ini selesai, tidak dapat dipanggil ulang. Pilih nomor lain.",
        ),
        (
            "park",
            "Nomor ini selesai, tidak dapat ditunda. Pilih nomor lain.",
        ),
        (
            "start",
            "Nomor ini selesai, tidak dapat mulai dilayani. Pilih nomor lain.",
        ),
    ] {
        let refused = branch
            .says_verb(&ticket, &format!("{verb}?lang=id"), json!({}))
            .await;
        refused.is_problem(409, "wrong_state");
        assert_eq!(refused.json["title"], words);
    }
    let unknown = json!({"because": "bosan"});
    let refused = branch.says_verb(&ticket, "requeue", unknown).await;
    refused.is_problem(400, "malformed_body");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_another_took_first_is_refused_in_words_that_say_so() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    let open = "/api/v1/counters/loket-2/open";
    branch.post(&branch.supervisor, open, json!({})).await;
    let call = "/api/v1/counters/loket-2/call?lang=en";
    let body = json!({"ticket": ticket["id"]});
    let late = branch.post(&branch.supervisor, call, body).await;
    late.is_problem(409, "wrong_state");
    assert_eq!(
        late.json["title"],
        "This ticket is called and cannot be called. Another clerk was first. Choose another one."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_is_told_the_rules_that_it_needs() {
    let rules =
        "outcome = \"mandatory\"\nrecalls_max = 3\nchoice_needs_reason = true\nlock_secs = 90";
    let branch = Branch::ruled(rules).await;
    let counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let View::Counter(view) = &counter.view else {
        panic!("a counter's view")
    };
    let desk = json!(view.desk);
    assert_eq!(desk["outcome"], "mandatory");
    assert_eq!(desk["recalls_max"], 3);
    assert_eq!(desk["lock_secs"], 90);
    assert_eq!(desk["choice_needs_reason"], true);
    assert_eq!(desk["deliveries"][0]["id"], "obat");
    assert_eq!(desk["classes"][1]["priority"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_says_from_when_somebody_waits_too_long_and_only_to_staff() {
    let branch = Branch::open().await;
    let [mut kiosk, _, mut counter] = Following::every_kind(&branch).await;
    let late_from = |view: &View| {
        let services = match view {
            View::Counter(view) => &view.services,
            View::Kiosk(view) => &view.services,
            View::Display(_) => panic!("a hall knows no services"),
        };
        services[0].late_from
    };
    assert_eq!(late_from(&counter.view), None);
    branch.ticket().await;
    counter.until(|view| late_from(view).is_some()).await;
    let regular = late_from(&counter.view).unwrap();
    let body = json!({"service": "poli", "class": "prioritas"});
    branch.post(&branch.kiosk, "/api/v1/tickets", body).await;
    // Ten minutes are promised to whoever goes first, half an hour to everybody else.
    counter
        .until(|view| late_from(view).is_some_and(|from| from < regular))
        .await;
    counter.equals_a_snapshot(&branch).await;
    kiosk.equals_a_snapshot(&branch).await;
    assert_eq!(late_from(&kiosk.view), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_closing_report_tells_what_was_delivered_and_how_many_came_without_a_slip() {
    let branch = Branch::ruled("delivered = \"optional\"").await;
    let ticket = branch.serving().await;
    let obat = json!({"delivered": ["obat"]});
    for verb in ["finish", "undo", "finish"] {
        let body = if verb == "finish" {
            obat.clone()
        } else {
            json!({})
        };
        let done = branch.says_verb(&ticket, verb, body).await;
        assert_eq!(done.status, 200, "{verb} {}", done.text);
    }
    let body = json!({"service": "poli"});
    branch.counter_act(&branch.clerk, "walk-in", body).await;
    let report = branch.get(&branch.supervisor, "/api/v1/report").await.json;
    assert_eq!(report["walk_ins"], 1);
    assert_eq!(
        report["delivered"],
        json!([{"delivery": "obat", "count": 1}])
    );
    let data = branch.dir.path().join("data");
    let report = antre_hub::report::read(&data, None).unwrap();
    for (tongue, rows) in [
        (
            antre_hub::Tongue::Id,
            [
                "Nomor diberikan 2 (1 tanpa kertas nomor)",
                "Diserahkan Obat 1",
            ],
        ),
        (
            antre_hub::Tongue::En,
            ["Numbers given 2 (1 without a slip)", "Delivered Medicine 1"],
        ),
    ] {
        let table = report.table(tongue);
        let table = table.split_whitespace().collect::<Vec<_>>().join(" ");
        for row in rows {
            assert!(table.contains(row), "{row}: {table}");
        }
    }
}
