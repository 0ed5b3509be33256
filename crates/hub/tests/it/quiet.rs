//! Calls that are not for all eyes or ears.

use antre_domain::Without;
use antre_protocol::{Call, DisplayView, View, ViewKind};
use serde_json::{Value, json};

use crate::fixture::{Answer, Branch};
use crate::screen::{Following, Screen};

const NEXT: &str = "/api/v1/counters/loket-1/call-next";
const CALL: &str = "/api/v1/counters/loket-1/call";

impl Branch {
    async fn calls(&self, quiet: Value) -> Answer {
        self.post(&self.clerk, NEXT, json!({"quiet": quiet})).await
    }
}

fn without(what: &str) -> Value {
    json!({"without": what, "because": "delicate"})
}

fn hall(view: &View) -> &DisplayView {
    match view {
        View::Display(view) => view,
        View::Kiosk(_) | View::Counter(_) => panic!("a display's view"),
    }
}

fn is_on_the_counters_panel(view: &View) -> bool {
    let View::Counter(view) = view else {
        panic!("a counter's view")
    };
    view.counters[0].ticket.is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_call_says_without_what_and_why_in_words_of_a_list() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let ticket = branch.ticket().await;
    for bad in [
        json!({}),
        json!("voice"),
        json!({"without": "voice"}),
        json!({"because": "asked"}),
        json!({"without": "colour", "because": "asked"}),
        json!({"without": "voice", "because": "Bapak Budi sakit"}),
        json!({"without": "voice", "because": "asked", "note": "x"}),
    ] {
        branch
            .calls(bad.clone())
            .await
            .is_problem(400, "malformed_body");
        let chosen = json!({"ticket": ticket["id"], "quiet": bad});
        let answer = branch.post(&branch.clerk, CALL, chosen).await;
        answer.is_problem(400, "malformed_body");
    }
    assert_eq!(branch.calls(without("voice")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_screen_is_announced_and_stands_in_no_view() {
    let branch = Branch::open().await;
    let ticket = branch.ticket().await;
    branch.open_counter().await;
    let (mut screen, _) = Screen::following(&branch, &branch.display, "display").await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    assert_eq!(branch.calls(without("screen")).await.status, 200);
    branch.does("recall", &ticket).await;
    for recall in [0, 1] {
        let change = screen.event().await["changes"][0].clone();
        assert_eq!(
            (&change["change"], &change["call"]["without"]),
            (&json!("called"), &json!("screen")),
        );
        assert_eq!(change["call"]["recall"], recall);
    }
    counter.until(is_on_the_counters_panel).await;
    display.equals_a_snapshot(&branch).await;
    let view = hall(&display.view);
    assert_eq!((view.open_calls.len(), view.recent_calls.len()), (0, 0));
    let (_, snapshot) = Screen::following(&branch, &branch.display, "display").await;
    let calls: Vec<Call> = serde_json::from_value(snapshot["calls"].clone()).unwrap();
    let quiet: Vec<_> = calls.iter().map(|call| call.without).collect();
    assert_eq!(quiet, [Some(Without::Screen); 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_call_without_voice_and_screen_no_display_hears_anything() {
    let branch = Branch::open().await;
    let fetched = branch.ticket().await;
    let called = branch.ticket().await;
    branch.open_counter().await;
    let (mut screen, _) = Screen::following(&branch, &branch.display, "display").await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let answer = branch.calls(without("both")).await;
    assert_eq!(answer.json["ticket"]["id"], fetched["id"]);
    counter.until(is_on_the_counters_panel).await;
    for verb in ["recall", "no-show", "requeue"] {
        branch.does(verb, &fetched).await;
    }
    let chosen = json!({"ticket": fetched["id"], "quiet": without("both")});
    assert_eq!(branch.post(&branch.clerk, CALL, chosen).await.status, 200);
    for verb in ["recall", "park"] {
        branch.does(verb, &fetched).await;
    }
    branch.post(&branch.clerk, NEXT, json!({})).await;
    let first = screen.event().await;
    assert_eq!(
        first["changes"][0]["call"]["ticket"], called["id"],
        "{first}"
    );
    let (_, snapshot) = Screen::following(&branch, &branch.display, "display").await;
    assert!(
        !snapshot
            .to_string()
            .contains(fetched["id"].as_str().unwrap())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_voice_is_shown_like_any_other_and_says_so() {
    let branch = Branch::open().await;
    branch.ticket().await;
    branch.open_counter().await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    branch.calls(without("voice")).await;
    display
        .until(|view| !hall(view).open_calls.is_empty())
        .await;
    display.equals_a_snapshot(&branch).await;
    let call = &hall(&display.view).open_calls[0];
    assert_eq!(call.without, Some(Without::Voice));
    // What is quiet and why is the same over a restart, which reads it from the log.
    let branch = branch.restarted().await;
    let display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    assert_eq!(
        hall(&display.view).open_calls[0].without,
        Some(Without::Voice)
    );
}
