//! Somebody at a kiosk needs help; a service takes a break; what a kiosk's page of a service says.

use antre_protocol::{HelpCard, ServiceCard, View, ViewKind};
use serde_json::json;

use crate::fixture::{Answer, BRANCH, Branch, MONDAY_NINE};
use crate::reserve::kiosk_view;
use crate::screen::Following;

const HELP: &str = "/api/v1/devices/help";

impl Branch {
    async fn rings(&self) -> Answer {
        self.post(&self.kiosk, HELP, json!({})).await
    }

    async fn answers(&self, token: &str, device: &str) -> Answer {
        let path = format!("/api/v1/devices/{device}/help-answered");
        self.post(token, &path, json!({})).await
    }

    async fn turns(&self, token: &str, service: &str, verb: &str) -> Answer {
        let path = format!("/api/v1/services/{service}/{verb}");
        self.post(token, &path, json!({})).await
    }
}

fn helps(view: &View) -> &[HelpCard] {
    match view {
        View::Counter(view) => &view.helps,
        View::Kiosk(_) | View::Display(_) => panic!("a counter's view"),
    }
}

fn card<'a>(view: &'a View, id: &str) -> &'a ServiceCard {
    let mut services = kiosk_view(view).services.iter();
    services.find(|card| card.id.as_str() == id).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn kiosks_ring_and_staff_answers_and_nobody_else() {
    let branch = Branch::open().await;
    for token in [&branch.clerk, &branch.supervisor, &branch.display] {
        branch
            .post(token, HELP, json!({}))
            .await
            .is_problem(403, "forbidden");
    }
    for token in [&branch.kiosk, &branch.display] {
        branch
            .answers(token, "kiosk-1")
            .await
            .is_problem(403, "forbidden");
    }
    branch
        .post("", HELP, json!({}))
        .await
        .is_problem(401, "unauthorized");
    let answer = branch.post(&branch.kiosk, HELP, json!({"why": "x"})).await;
    answer.is_problem(400, "malformed_body");
    branch
        .answers(&branch.clerk, "kiosk%201")
        .await
        .is_problem(404, "malformed_id");
    // Nobody rang there: whoever comes second has nothing left to do.
    assert_eq!(branch.answers(&branch.clerk, "kiosk-9").await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counters_hear_who_rang_until_somebody_goes() {
    let branch = Branch::open().await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    assert_eq!(branch.rings().await.status, 204);
    counter.until(|view| !helps(view).is_empty()).await;
    let device = helps(&counter.view)[0].device.clone();
    assert_eq!(helps(&counter.view)[0].name, device.as_str());
    counter.equals_a_snapshot(&branch).await;
    // Rung twice is rung once.
    let before = branch.events().len();
    assert_eq!(branch.rings().await.status, 204);
    assert_eq!(branch.events().len(), before);
    // The kiosk says what it is called: the card does, too.
    let report =
        json!({"name": "Kiosk 1", "health": {"watched": "automatic"}, "since": MONDAY_NINE});
    branch
        .post(&branch.kiosk, "/api/v1/devices/printer", report)
        .await;
    counter.until(|view| helps(view)[0].name == "Kiosk 1").await;
    counter.equals_a_snapshot(&branch).await;
    counter.reconnect(&branch).await;
    assert_eq!(
        branch.answers(&branch.clerk, device.as_str()).await.status,
        204
    );
    counter.until(|view| helps(view).is_empty()).await;
    counter.equals_a_snapshot(&branch).await;
    // The next one rings again.
    branch.rings().await;
    counter.until(|view| helps(view).len() == 1).await;
    assert_eq!(helps(&counter.view)[0].name, "Kiosk 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ring_is_known_after_a_restart_and_gone_with_its_day() {
    let branch = Branch::of(BRANCH, "2026-11-23T19:59:50Z").await;
    branch.rings().await;
    let branch = branch.restarted_at("2026-11-23T19:59:57Z").await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    assert_eq!(helps(&counter.view).len(), 1);
    let tuesday = "2026-11-24".parse().unwrap();
    counter
        .until(|view| view.branch().business_date == Some(tuesday))
        .await;
    assert_eq!(helps(&counter.view), []);
    counter.equals_a_snapshot(&branch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_supervisor_pauses_a_service_that_there_is() {
    let branch = Branch::open().await;
    for token in [&branch.kiosk, &branch.clerk, &branch.display] {
        branch
            .turns(token, "poli", "pause")
            .await
            .is_problem(403, "forbidden");
    }
    for verb in ["pause", "resume"] {
        let answer = branch.turns(&branch.supervisor, "tidak-ada", verb).await;
        answer.is_problem(404, "unknown_service");
        let answer = branch.turns(&branch.supervisor, "Poli%20Umum", verb).await;
        answer.is_problem(404, "malformed_id");
    }
    // What does not run cannot be resumed; nothing happens.
    let before = branch.events().len();
    assert_eq!(
        branch
            .turns(&branch.supervisor, "poli", "resume")
            .await
            .status,
        204
    );
    assert_eq!(branch.events().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_service_gives_no_numbers_and_calls_on() {
    let branch = Branch::open().await;
    let [mut kiosk, _, mut counter] = Following::every_kind(&branch).await;
    let ticket = branch.ticket().await;
    assert_eq!(
        branch
            .turns(&branch.supervisor, "poli", "pause")
            .await
            .status,
        204
    );
    kiosk.until(|view| card(view, "poli").paused).await;
    assert!(!card(&kiosk.view, "poli").open);
    assert!(!card(&kiosk.view, "lebar").paused && card(&kiosk.view, "lebar").open);
    for screen in [&mut kiosk, &mut counter] {
        screen.equals_a_snapshot(&branch).await;
    }
    for (lang, words) in [
        ("id", "Poli Umum berhenti memberi nomor untuk sementara."),
        ("en", "General clinic gives no numbers for now."),
    ] {
        let body = json!({"service": "poli"});
        let answer = branch
            .post_in(lang, &branch.kiosk, "/api/v1/tickets", body)
            .await;
        answer.is_problem(409, "service_paused");
        assert_eq!(answer.json["title"], words);
    }
    let branch = branch.restarted().await;
    branch.open_counter().await;
    let call = branch
        .post(
            &branch.clerk,
            "/api/v1/counters/loket-1/call-next",
            json!({}),
        )
        .await;
    assert_eq!(call.json["ticket"]["id"], ticket["id"]);
    assert_eq!(
        branch
            .turns(&branch.supervisor, "poli", "resume")
            .await
            .status,
        204
    );
    assert_eq!(branch.ticket().await["number"], "A002");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_is_told_what_its_page_of_a_service_says() {
    let advice = r#"cost = "Rp10.000", at_once = true, asks_party = true,
        tips = [{ question = "Ganti kartu?", answer = "Lewat aplikasi." }], id = "kecil","#;
    let file = BRANCH.replace(r#"id = "kecil", name"#, &format!("{advice} name"));
    // A table in one line may not be broken.
    let file = file.replace(
        "asks_party = true,\n        tips",
        "asks_party = true, tips",
    );
    let branch = Branch::of(&file, MONDAY_NINE).await;
    let kiosk = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    let kecil = card(&kiosk.view, "kecil");
    assert_eq!(kecil.cost, Some("Rp10.000".into()));
    assert!(kecil.at_once && kecil.asks_party && !kecil.too_late);
    assert_eq!(kecil.tips[0].question, "Ganti kartu?".into());
    assert_eq!(kecil.tips[0].answer, "Lewat aplikasi.".into());
    let poli = card(&kiosk.view, "poli");
    assert!(poli.cost.is_none() && poli.tips.is_empty() && !poli.at_once && !poli.asks_party);
    assert_eq!(kiosk.view.branch().closed_for, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holiday_is_called_by_its_name() {
    let holiday = r#"hours = { periods = [{ from = "2026-11-23", to = "2026-11-23", name = { id = "Idulfitri", en = "Eid" } }], week"#;
    let file = BRANCH.replacen("hours = { week", holiday, 1);
    let branch = Branch::of(&file, MONDAY_NINE).await;
    for mut screen in Following::every_kind(&branch).await {
        let facts = screen.view.branch().clone();
        assert!(!facts.open);
        let name = facts.closed_for.unwrap();
        assert_eq!(
            name.get(antre_domain::Locale::ID, antre_domain::Locale::ID),
            "Idulfitri"
        );
        screen.equals_a_snapshot(&branch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_is_warned_where_the_day_will_not_last() {
    let file = format!("rules = {{ at_closing = \"expire\" }}\n{BRANCH}");
    let branch = Branch::of(&file, "2026-11-23T07:00:00Z").await;
    branch.open_counter().await;
    let many = json!({"service": "poli", "count": 50});
    let issued = branch.post(&branch.kiosk, "/api/v1/tickets", many).await;
    assert_eq!(issued.status, 201);
    for _ in 0..4 {
        let next = "/api/v1/counters/loket-1/call-next";
        branch.post(&branch.clerk, next, json!({})).await;
    }
    let mut kiosk = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    kiosk.equals_a_snapshot(&branch).await;
    assert!(
        !card(&kiosk.view, "poli").too_late,
        "four calls in a moment"
    );
    // Ten minutes before closing: four calls in fifty minutes, and 46 wait.
    let branch = branch.restarted_at("2026-11-23T07:50:00Z").await;
    let mut kiosk = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    kiosk.until(|view| card(view, "poli").too_late).await;
    kiosk.equals_a_snapshot(&branch).await;
}
