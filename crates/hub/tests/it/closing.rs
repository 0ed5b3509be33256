//! What the clock does by itself: closing time, and a counter's own pause.

use antre_protocol::View;
use serde_json::{Value, json};

use crate::fixture::{BRANCH, Branch};
use crate::screen::Following;

/// Two seconds before three in the afternoon of Monday 23 November 2026 in Jakarta.
const ALMOST_THREE: &str = "2026-11-23T07:59:57Z";

fn waiting(view: &View) -> u32 {
    match view {
        View::Kiosk(view) => view.services.iter().map(|card| card.waiting).sum(),
        View::Counter(view) => view.services.iter().map(|card| card.waiting).sum(),
        View::Display(_) => 0,
    }
}

fn aside(view: &View) -> usize {
    match view {
        View::Counter(view) => view.aside.len(),
        View::Kiosk(_) | View::Display(_) => 0,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_sees_the_queues_close_and_who_is_at_a_counter_is_served() {
    let file = format!("rules = {{ at_closing = \"expire\" }}\n{BRANCH}");
    let branch = Branch::of(&file, ALMOST_THREE).await;
    let served = branch.called().await;
    let parked = branch.ticket().await;
    let absent = branch.ticket().await;
    let left = branch.ticket().await;
    let state = async |ticket: &Value| {
        let path = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
        branch.get(&branch.clerk, &path).await.json["state"].clone()
    };
    let call = "/api/v1/counters/loket-2/call".to_owned();
    let verb = |ticket: &Value, verb: &str| {
        format!("/api/v1/tickets/{}/{verb}", ticket["id"].as_str().unwrap())
    };
    for (path, body) in [
        ("/api/v1/counters/loket-2/open".to_owned(), json!({})),
        (call.clone(), json!({"ticket": parked["id"]})),
        (verb(&parked, "park"), json!({})),
        (call, json!({"ticket": absent["id"]})),
        (verb(&absent, "no-show"), json!({})),
    ] {
        let answer = branch.post(&branch.supervisor, &path, body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    let mut screens = Following::every_kind(&branch).await;
    let [kiosk, _, counter] = &mut screens;
    kiosk.until(|view| waiting(view) == 0).await;
    counter
        .until(|view| waiting(view) == 0 && aside(view) == 0)
        .await;
    for screen in &mut screens {
        screen.equals_a_snapshot(&branch).await;
    }
    assert_eq!(state(&left).await, "expired");
    assert_eq!(state(&parked).await, "expired");
    assert_eq!(state(&absent).await, "expired");
    assert_eq!(state(&served).await, "called");
    let page = branch.status_page(&left, "id").await;
    assert!(page.contains("Nomor ini sudah berakhir"), "{page}");
    let legs = branch.legs().await;
    let outcome = |ticket: &Value| {
        let number = ticket["number"].as_str().unwrap();
        legs.iter()
            .find(|leg| leg.number == number)
            .unwrap()
            .outcome
            .as_deref()
    };
    assert_eq!(outcome(&left), Some("expired"));
    assert_eq!(outcome(&parked), Some("expired"));
    // Whoever did not come is told from whoever was sent home.
    assert_eq!(outcome(&absent), Some("no_show"));
    assert_eq!(outcome(&served), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_rests_by_itself_when_its_own_pause_begins() {
    let own = r#"sign = "1", hours = { week = { mon = ["08:00-12:00", "13:00-15:00"] } }"#;
    let file = BRANCH.replace(r#"sign = "1""#, own);
    let branch = Branch::of(&file, "2026-11-23T04:59:57Z").await;
    let mut screens = Following::every_kind(&branch).await;
    branch.open_counter().await;
    let is = |view: &View, state: &str| {
        let counters = match view {
            View::Counter(view) => &view.counters,
            View::Display(view) => &view.counters,
            View::Kiosk(_) => panic!("a kiosk knows no counters"),
        };
        counters[0].state == state
    };
    let [_, _, counter] = &mut screens;
    counter.until(|view| is(view, "idle")).await;
    counter.until(|view| is(view, "break")).await;
    for screen in &mut screens {
        screen.equals_a_snapshot(&branch).await;
    }
    branch.open_counter().await;
}
