//! Services that take so many people: over the day, or over a part of it.

use antre_protocol::{ServiceCard, View};
use serde_json::{Value, json};

use crate::fixture::{Answer, Branch};
use crate::screen::Following;

/// Open from eight to twelve and from one to three. `bagian` takes three people before noon and one
/// after, `harian` two in the whole day, and `kontrol` is numbered like `harian`.
const BRANCH: &str = r#"
name = "Puskesmas Kuota"
time_zone = "Asia/Jakarta"
public_url = "http://antre.test/"
hours = { week = { mon = ["08:00-12:00", "13:00-15:00"], tue = ["08:00-12:00"] } }
classes = [{ id = "umum", name = "Umum", target_wait_secs = 1800 }]
series = [
    { id = "a", prefix = "A", services = ["bagian", "jam"] },
    { id = "b", prefix = "B", services = ["harian", "kontrol"], last = 3 },
]
services = [
    { id = "bagian", name = { id = "Poli Gigi", en = "Dental clinic" }, quotas = [
        { between = "08:00-12:00", people_max = 3 },
        { between = "13:00-15:00", people_max = 1 },
    ] },
    { id = "harian", name = { id = "Vaksin", en = "Vaccine" }, quotas = [{ people_max = 2 }] },
    { id = "kontrol", name = "Kontrol" },
    { id = "jam", name = "Per jam", quotas = [
        { between = "09:00-10:00", people_max = 1 },
        { between = "10:00-11:00", people_max = 1 },
    ] },
]
profiles = [{ id = "semua", name = "Semua", services = ["bagian", "harian", "kontrol", "jam"] }]
counters = [{ id = "loket-1", noun = "Loket", sign = "1", profile = "semua" }]
"#;

/// Monday 23 November 2026 in Jakarta.
const NINE: &str = "2026-11-23T02:00:00Z";
const ALMOST_TEN: &str = "2026-11-23T02:59:57Z";
const ALMOST_TWELVE: &str = "2026-11-23T04:59:58Z";
const ALMOST_ONE: &str = "2026-11-23T05:59:58Z";
const ONE: &str = "2026-11-23T06:00:00Z";
const FIVE: &str = "2026-11-23T10:00:00Z";

impl Branch {
    async fn takes(&self, service: &str, party: u8) -> Answer {
        let body = json!({"service": service, "party": party});
        self.post(&self.kiosk, "/api/v1/tickets", body).await
    }

    /// A service at a glance: open, exhausted, and when it opens.
    async fn glance(&self, service: &str) -> (bool, bool, Value) {
        let branch = self.get("", "/api/v1/branch").await.json;
        let services = branch["services"].as_array().unwrap();
        let found = services
            .iter()
            .find(|known| known["id"] == service)
            .unwrap();
        let is = |name: &str| found[name].as_bool().unwrap();
        (is("open"), is("exhausted"), found["opens_at"].clone())
    }
}

fn card<'a>(view: &'a View, service: &str) -> &'a ServiceCard {
    let services = match view {
        View::Kiosk(view) => &view.services,
        View::Counter(view) => &view.services,
        View::Display(_) => panic!("a hall knows no services"),
    };
    services
        .iter()
        .find(|card| card.id.as_str() == service)
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_part_of_the_day_says_when_the_next_begins() {
    let branch = Branch::of(BRANCH, NINE).await;
    assert_eq!(branch.takes("bagian", 2).await.status, 201);
    let refused = branch.takes("bagian", 2).await;
    refused.is_problem(409, "service_full");
    assert_eq!(refused.json["title"], "Tempat Poli Gigi tersisa 1 orang.");
    assert_eq!(branch.glance("bagian").await, (true, false, Value::Null));
    assert_eq!(branch.takes("bagian", 1).await.status, 201);
    let at_one = json!("2026-11-23T06:00:00.000Z");
    assert_eq!(branch.glance("bagian").await, (false, false, at_one));
    let body = json!({"service": "bagian"});
    for (lang, title) in [
        (
            "id",
            "Tempat Poli Gigi sudah penuh. Nomor diberikan lagi pukul 13.00.",
        ),
        (
            "en",
            "Dental clinic is full. Numbers are given again at 13:00.",
        ),
    ] {
        let refused = branch
            .post_in(lang, &branch.kiosk, "/api/v1/tickets", body.clone())
            .await;
        refused.is_problem(409, "service_full");
        assert_eq!(refused.json["title"], title);
    }
    let branch = branch.restarted_at(ONE).await;
    assert_eq!(branch.glance("bagian").await, (true, false, Value::Null));
    assert_eq!(branch.takes("bagian", 1).await.status, 201);
    let tomorrow = branch.glance("bagian").await;
    assert_eq!(
        tomorrow,
        (false, true, Value::Null),
        "nothing comes after this part"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_day_is_exhausted_until_the_next() {
    let branch = Branch::of(BRANCH, NINE).await;
    branch.takes("harian", 1).await;
    branch.takes("harian", 1).await;
    assert_eq!(branch.glance("harian").await, (false, true, Value::Null));
    let refused = branch.takes("harian", 1).await;
    refused.is_problem(409, "service_full");
    assert_eq!(refused.json["title"], "Tempat Vaksin hari ini sudah penuh.");
    // At five the doors are closed, too: then it opens by its hours.
    let branch = branch.restarted_at(FIVE).await;
    let at_eight = json!("2026-11-24T01:00:00.000Z");
    assert_eq!(branch.glance("harian").await, (false, true, at_eight));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_ticket_gives_its_places_back() {
    let branch = Branch::of(BRANCH, NINE).await;
    let mut screens = Following::every_kind(&branch).await;
    let ticket = branch.takes("bagian", 3).await.json;
    let [kiosk, _, counter] = &mut screens;
    for screen in [kiosk, counter] {
        screen.until(|view| !card(view, "bagian").open).await;
        let at_one = "2026-11-23T06:00:00Z".parse().unwrap();
        assert_eq!(card(&screen.view, "bagian").opens_at, Some(at_one));
    }
    let cancel = format!("/api/v1/tickets/{}/cancel", ticket["id"].as_str().unwrap());
    branch.post(&branch.kiosk, &cancel, json!({})).await;
    let [kiosk, _, counter] = &mut screens;
    for screen in [kiosk, counter] {
        screen.until(|view| card(view, "bagian").open).await;
        assert_eq!(card(&screen.view, "bagian").opens_at, None);
    }
    for screen in &mut screens {
        screen.equals_a_snapshot(&branch).await;
    }
    assert_eq!(branch.takes("bagian", 1).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_is_told_by_the_clock_that_the_next_part_has_begun() {
    let branch = Branch::of(BRANCH, ALMOST_TWELVE).await;
    branch.takes("bagian", 3).await;
    branch.takes("harian", 2).await;
    let branch = branch.restarted_at(ALMOST_ONE).await;
    let mut screens = Following::every_kind(&branch).await;
    let [kiosk, _, counter] = &mut screens;
    for screen in [kiosk, counter] {
        assert!(!card(&screen.view, "bagian").open);
        screen.until(|view| card(view, "bagian").open).await;
        let full = card(&screen.view, "harian");
        assert!(!full.open && full.exhausted, "its hours open what is full");
    }
    for screen in &mut screens {
        screen.until(|view| view.branch().open).await;
        screen.equals_a_snapshot(&branch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn places_come_back_in_the_middle_of_open_hours() {
    let branch = Branch::of(BRANCH, ALMOST_TEN).await;
    let mut screens = Following::every_kind(&branch).await;
    branch.takes("jam", 1).await;
    let [kiosk, _, counter] = &mut screens;
    for screen in [kiosk, counter] {
        screen.until(|view| !card(view, "jam").open).await;
        let at_ten = "2026-11-23T03:00:00Z".parse().unwrap();
        assert_eq!(card(&screen.view, "jam").opens_at, Some(at_ten));
        screen.until(|view| card(view, "jam").open).await;
    }
    for screen in &mut screens {
        screen.equals_a_snapshot(&branch).await;
    }
    assert_eq!(branch.takes("jam", 1).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_clock_says_does_not_undo_a_hold() {
    let branch = Branch::of(BRANCH, ALMOST_ONE).await;
    let mut screens = Following::every_kind(&branch).await;
    let body = json!({"reason": "ceremony"});
    branch
        .post(&branch.supervisor, "/api/v1/branch/hold", body)
        .await;
    let is_held = |view: &View| view.branch().held.is_some();
    for screen in &mut screens {
        screen.until(is_held).await;
    }
    for screen in &mut screens {
        screen.told_of_time().await;
        assert!(is_held(&screen.view) && !screen.view.branch().open);
        assert_eq!(screen.view.branch().opens_at, None, "its hours have begun");
    }
    assert_eq!(branch.glance("bagian").await, (false, false, Value::Null));
    let answer = branch
        .post(&branch.supervisor, "/api/v1/branch/resume", json!({}))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(branch.glance("bagian").await, (true, false, Value::Null));
    for screen in &mut screens {
        screen.until(|view| view.branch().open).await;
        screen.equals_a_snapshot(&branch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_number_of_a_series_closes_every_service_that_it_numbers() {
    let branch = Branch::of(BRANCH, NINE).await;
    let mut kiosk = Following::start(&branch, &branch.kiosk, antre_protocol::ViewKind::Kiosk).await;
    branch.takes("harian", 1).await;
    branch.takes("kontrol", 1).await;
    assert!(!card(&kiosk.view, "harian").exhausted);
    branch.takes("kontrol", 1).await;
    let both = |view: &View| card(view, "harian").exhausted && card(view, "kontrol").exhausted;
    kiosk.until(both).await;
    kiosk.equals_a_snapshot(&branch).await;
    branch
        .takes("harian", 1)
        .await
        .is_problem(409, "series_exhausted");
}
