//! Several services in one visit, and visits by appointment.

use antre_protocol::{View, ViewKind};
use serde_json::{Value, json};

use crate::fixture::{Answer, Branch, fresh_key};
use crate::screen::Following;

/// A visit goes to registration, the clinic and the pharmacy; a round to two desks in any order.
const BRANCH: &str = r#"
name = "Puskesmas Kunjungan"
time_zone = "Asia/Jakarta"
public_url = "http://antre.test/"
hours = { week = { mon = ["08:00-15:00"] } }
rules = { choice_needs_reason = true }
classes = [
    { id = "umum", name = { id = "Umum", en = "General" }, target_wait_secs = 1800 },
    { id = "janji", name = { id = "Janji temu", en = "By appointment" }, target_wait_secs = 300,
        appointment = { early_secs = 1800, late_secs = 600 } },
]
series = [{ id = "a", prefix = "A", services = ["berobat", "keliling", "sekali", "daftar", "poli", "farmasi"] }]
services = [
    { id = "berobat", name = { id = "Berobat", en = "See a doctor" }, journey = "kunjungan" },
    { id = "keliling", name = "Keliling", journey = "putaran" },
    { id = "sekali", name = "Sekali", journey = "kunjungan", quotas = [{ people_max = 1 }] },
    { id = "daftar", name = { id = "Pendaftaran", en = "Registration" } },
    { id = "poli", name = { id = "Poli Umum", en = "General clinic" }, walk_in = false },
    { id = "farmasi", name = { id = "Farmasi", en = "Pharmacy" }, walk_in = false },
]
journeys = [
    { id = "kunjungan", name = "Kunjungan", stops = ["daftar", "poli", "farmasi"] },
    { id = "putaran", name = "Putaran", stops = ["farmasi", "daftar", "poli"], order = "any" },
]
profiles = [{ id = "semua", name = "Semua", services = ["berobat", "keliling", "sekali", "daftar", "poli", "farmasi"] }]
counters = [
    { id = "loket-1", noun = "Loket", sign = "1", profile = "semua" },
    { id = "loket-2", noun = "Loket", sign = "2", profile = "semua" },
]
"#;

/// Monday 23 November 2026, 09:00 in Jakarta.
const NINE: &str = "2026-11-23T02:00:00Z";
const TICKETS: &str = "/api/v1/tickets";

impl Branch {
    async fn visits() -> Self {
        let branch = Self::of(BRANCH, NINE).await;
        branch.open_counter().await;
        branch
    }

    async fn issue(&self, body: Value) -> Answer {
        self.post(&self.kiosk, TICKETS, body).await
    }

    async fn call_next(&self) -> Value {
        let path = "/api/v1/counters/loket-1/call-next";
        self.post(&self.clerk, path, json!({})).await.json
    }

    async fn verb(&self, ticket: &Value, verb: &str, body: Value) -> Value {
        let path = format!("{TICKETS}/{}/{verb}", ticket["id"].as_str().unwrap());
        let answer = self.post(&self.clerk, &path, body).await;
        assert_eq!(answer.status, 200, "{verb} {}", answer.text);
        answer.json
    }
}

/// Service, state, and what follows.
fn stands(ticket: &Value) -> (&str, &str, Vec<&str>) {
    let onward = ticket.get("onward").and_then(Value::as_array);
    let onward = onward.into_iter().flatten();
    (
        ticket["service"].as_str().unwrap(),
        ticket["state"].as_str().unwrap(),
        onward.map(|stop| stop.as_str().unwrap()).collect(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_goes_from_stop_to_stop_under_one_number() {
    let branch = Branch::visits().await;
    let mut screens = Following::every_kind(&branch).await;
    let ticket = branch.issue(json!({"service": "berobat"})).await.json;
    assert_eq!(
        stands(&ticket),
        ("daftar", "waiting", vec!["poli", "farmasi"])
    );
    assert_eq!(branch.call_next().await["ticket"]["id"], ticket["id"]);
    branch.verb(&ticket, "start", json!({})).await;
    let next = branch.verb(&ticket, "finish", json!({})).await;
    assert_eq!(stands(&next), ("poli", "waiting", vec!["farmasi"]));
    assert_eq!(next["number"], ticket["number"]);
    // A clerk in a hurry: called, never started, and the next call finishes it.
    assert_eq!(stands(&branch.call_next().await["ticket"]).0, "poli");
    let last = branch.call_next().await;
    assert_eq!(stands(&last["ticket"]), ("farmasi", "called", vec![]));
    let [kiosk, display, counter] = &mut screens;
    counter
        .until(|view| at_counter(view) == Some("farmasi"))
        .await;
    display
        .until(|view| matches!(view, View::Display(view) if view.open_calls.len() == 1))
        .await;
    kiosk.equals_a_snapshot(&branch).await;
    let done = branch.verb(&ticket, "finish", json!({})).await;
    assert_eq!(stands(&done), ("farmasi", "finished", vec![]));
    for screen in &mut screens {
        screen.equals_a_snapshot(&branch).await;
    }
    let legs = branch.legs().await;
    let legs: Vec<(&str, Option<&str>)> = legs
        .iter()
        .map(|leg| (leg.service.as_str(), leg.outcome.as_deref()))
        .collect();
    let served = Some("served");
    assert_eq!(
        legs,
        [("daftar", served), ("poli", served), ("farmasi", served)]
    );
}

fn at_counter(view: &View) -> Option<&str> {
    let View::Counter(view) = view else {
        panic!("a counter's view")
    };
    let counter = view
        .counters
        .iter()
        .find(|card| card.id.as_str() == "loket-1")?;
    Some(counter.ticket.as_ref()?.service.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_sees_what_comes_next_and_whoever_left_goes_nowhere() {
    let branch = Branch::visits().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let ticket = branch.issue(json!({"service": "berobat"})).await.json;
    branch.call_next().await;
    counter.until(|view| at_counter(view).is_some()).await;
    let View::Counter(view) = &counter.view else {
        panic!("a counter's view")
    };
    let card = view.counters[0].ticket.as_ref().unwrap();
    let onward: Vec<&str> = card.onward.iter().map(|stop| stop.as_str()).collect();
    assert_eq!(onward, ["poli", "farmasi"]);
    let left = branch
        .verb(&ticket, "finish", json!({"outcome": "left"}))
        .await;
    assert_eq!(stands(&left).1, "finished");
    assert_eq!(branch.legs().await[0].outcome.as_deref(), Some("left"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_tells_who_waits_where_a_visit_begins() {
    let branch = Branch::visits().await;
    let mut screens = Following::every_kind(&branch).await;
    branch.issue(json!({"service": "daftar"})).await;
    branch.issue(json!({"service": "berobat"})).await;
    let waiting = |view: &View, service: &str| {
        let services = match view {
            View::Kiosk(view) => &view.services,
            View::Counter(view) => &view.services,
            View::Display(_) => panic!("a hall knows no services"),
        };
        let found = services.iter().find(|card| card.id.as_str() == service);
        found.unwrap().waiting
    };
    let [kiosk, _, counter] = &mut screens;
    kiosk.until(|view| waiting(view, "berobat") == 2).await;
    assert_eq!(
        waiting(&kiosk.view, "keliling"),
        0,
        "it begins where nobody waits"
    );
    counter.until(|view| waiting(view, "daftar") == 2).await;
    assert_eq!(
        waiting(&counter.view, "berobat"),
        0,
        "nobody waits in its own queue"
    );
    branch.call_next().await;
    kiosk.until(|view| waiting(view, "berobat") == 1).await;
    for screen in &mut screens {
        screen.equals_a_snapshot(&branch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_takes_the_places_of_the_service_it_was_issued_for() {
    let branch = Branch::visits().await;
    let mut screens = Following::every_kind(&branch).await;
    let [_, _, counter] = &mut screens;
    let is_open = |view: &View| {
        let View::Counter(view) = view else {
            panic!("a counter's view")
        };
        let found = view
            .services
            .iter()
            .find(|card| card.id.as_str() == "sekali");
        found.unwrap().open
    };
    assert!(is_open(&counter.view));
    let ticket = branch.issue(json!({"service": "sekali"})).await.json;
    assert_eq!(stands(&ticket).0, "daftar");
    counter.until(|view| !is_open(view)).await;
    let full = branch.issue(json!({"service": "sekali"})).await;
    full.is_problem(409, "service_full");
    branch.verb(&ticket, "cancel", json!({})).await;
    counter.until(is_open).await;
    branch.verb(&ticket, "undo", json!({})).await;
    counter.until(|view| !is_open(view)).await;
    for screen in &mut screens {
        screen.equals_a_snapshot(&branch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finish_that_moved_on_is_answered_again_and_can_be_taken_back() {
    let branch = Branch::visits().await;
    let ticket = branch.issue(json!({"service": "berobat"})).await.json;
    branch.call_next().await;
    let key = fresh_key();
    let finish = async || {
        let path = format!("{TICKETS}/{}/finish", ticket["id"].as_str().unwrap());
        branch.post_as(&branch.clerk, &path, &key, json!({})).await
    };
    let first = finish().await;
    let again = finish().await;
    assert_eq!(first.json, again.json);
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    let undone = branch.verb(&ticket, "undo", json!({})).await;
    assert_eq!(
        stands(&undone),
        ("daftar", "serving", vec!["poli", "farmasi"])
    );
    let legs = branch.legs().await;
    let legs: Vec<(&str, Option<&str>)> = legs
        .iter()
        .map(|leg| (leg.service.as_str(), leg.outcome.as_deref()))
        .collect();
    assert_eq!(legs, [("daftar", None), ("poli", Some("undone"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_page_tells_the_further_stops_in_words() {
    let branch = Branch::visits().await;
    let visit = branch.issue(json!({"service": "berobat"})).await.json;
    let page = branch.status_page(&visit, "id").await;
    assert!(
        page.contains("Pendaftaran") && page.contains("Setelah ini: Poli Umum, lalu Farmasi"),
        "{page}"
    );
    let page = branch.status_page(&visit, "en").await;
    assert!(
        page.contains("After this: General clinic, then Pharmacy"),
        "{page}"
    );
    // The visit above already waits at registration, so the round begins elsewhere.
    let round = branch.issue(json!({"service": "keliling"})).await.json;
    assert_eq!(
        stands(&round),
        ("farmasi", "waiting", vec!["daftar", "poli"])
    );
    let page = branch.status_page(&round, "id").await;
    assert!(
        page.contains("Masih perlu ke: Pendaftaran, Poli Umum"),
        "{page}"
    );
    let page = branch.status_page(&round, "en").await;
    assert!(
        page.contains("Still to visit: Registration, General clinic"),
        "{page}"
    );
    branch.call_next().await;
    branch
        .verb(&visit, "finish", json!({"outcome": "incomplete"}))
        .await;
    let page = branch.status_page(&visit, "id").await;
    assert!(!page.contains("Setelah ini"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_is_taken_from_its_window_on() {
    let branch = Branch::visits().await;
    // Booked for 09:31, admitted from 09:01.
    let body =
        json!({"service": "daftar", "class": "janji", "booked_at": "2026-11-23T09:31:00+07:00"});
    for (lang, title) in [
        (
            "id",
            "Terlalu awal. Nomor untuk janji temu ini diberikan mulai 23-11-2026 pukul 09.01.",
        ),
        (
            "en",
            "Too early. Numbers for this appointment are given from 09:01 on 23-11-2026.",
        ),
    ] {
        let early = branch
            .post_in(lang, &branch.kiosk, TICKETS, body.clone())
            .await;
        early.is_problem(409, "appointment_early");
        assert_eq!(early.json["title"], title);
    }
    let branch = branch.restarted_at("2026-11-23T02:01:00Z").await;
    let taken = branch.issue(body).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    assert_eq!(taken.json["class"], "janji");
    assert_eq!(taken.json["booked_at"], "2026-11-23T02:31:00.000Z");
    let page = branch.status_page(&taken.json, "id").await;
    assert!(page.contains("Janji temu pukul 09.31"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_too_late_for_a_booking_queues_as_a_regular_customer() {
    let branch = Branch::visits().await;
    let body =
        |booked_at: &str| json!({"service": "daftar", "class": "janji", "booked_at": booked_at});
    let just = branch.issue(body("2026-11-23T08:52:00+07:00")).await.json;
    assert_eq!(just["class"], "janji");
    let late = branch.issue(body("2026-11-23T08:49:00+07:00")).await.json;
    assert_eq!(late["class"], "umum");
    assert_eq!(late["booked_at"], "2026-11-23T01:49:00.000Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_without_its_time_and_a_time_without_a_booking_are_refused() {
    let branch = Branch::visits().await;
    let nameless = json!({"service": "daftar", "class": "janji"});
    let needless = json!({"service": "daftar", "booked_at": "2026-11-23T09:00:00+07:00"});
    for (body, code, indonesian, english) in [
        (
            nameless,
            "booking_needed",
            "Janji temu memerlukan jam yang sudah dipesan.",
            "By appointment needs the booked time.",
        ),
        (
            needless,
            "not_by_appointment",
            "Umum tidak memakai janji temu.",
            "General has no appointments.",
        ),
    ] {
        for (lang, title) in [("id", indonesian), ("en", english)] {
            let refused = branch
                .post_in(lang, &branch.kiosk, TICKETS, body.clone())
                .await;
            refused.is_problem(400, code);
            assert_eq!(refused.json["title"], title);
        }
    }
    for bad in [
        json!("09:00"),
        json!(1_795_399_200),
        json!("2026-11-23T09:00:00"),
        json!("tomorrow"),
    ] {
        let body = json!({"service": "daftar", "class": "janji", "booked_at": bad});
        branch.issue(body).await.is_problem(400, "malformed_body");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_chosen_out_of_turn_is_chosen_for_a_reason_on_record() {
    let branch = Branch::visits().await;
    branch.issue(json!({"service": "daftar"})).await;
    let ticket = branch.issue(json!({"service": "daftar"})).await.json;
    let call = async |lang: &str, body: Value| {
        let path = "/api/v1/counters/loket-1/call";
        branch.post_in(lang, &branch.clerk, path, body).await
    };
    let id = &ticket["id"];
    for (lang, title) in [
        ("id", "Sebutkan alasan memanggil nomor ini di luar giliran."),
        ("en", "Say why this ticket is called out of its turn."),
    ] {
        let refused = call(lang, json!({"ticket": id})).await;
        refused.is_problem(409, "reason_needed");
        assert_eq!(refused.json["title"], title);
    }
    for bad in [json!("a friend"), json!(["guest"]), json!(1)] {
        let refused = call("id", json!({"ticket": id, "because": bad})).await;
        refused.is_problem(400, "malformed_body");
    }
    let chosen = call("en", json!({"ticket": id, "because": "emergency"})).await;
    assert_eq!(chosen.status, 200, "{}", chosen.text);
    assert_eq!(chosen.json["reason"]["code"], "chosen");
    assert_eq!(
        chosen.json["reason"]["text"],
        "Chosen by a clerk after a wait of less than 1 min: an emergency."
    );
}
