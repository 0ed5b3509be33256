//! The whole branch stops, every place is kept, and one act resumes.

use antre_domain::HoldReason;
use antre_protocol::{HoldAnswer, View};
use serde_json::{Value, json};

use crate::fixture::{Branch, fresh_key};
use crate::screen::Following;

const HOLD: &str = "/api/v1/branch/hold";
const RESUME: &str = "/api/v1/branch/resume";
const CALL_NEXT: &str = "/api/v1/counters/loket-1/call-next";

impl Branch {
    async fn hold(&self) {
        let body = json!({"reason": "system_down"});
        let answer = self.post(&self.supervisor, HOLD, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    async fn resume(&self) {
        let answer = self.post(&self.supervisor, RESUME, json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_holds_the_branch_and_lets_it_go_on() {
    let branch = Branch::open().await;
    let body = json!({"reason": "power_cut"});
    let held = branch.post(&branch.supervisor, HOLD, body).await;
    assert_eq!(held.status, 200, "{}", held.text);
    let answer: HoldAnswer = serde_json::from_value(held.json.clone()).unwrap();
    assert_eq!(answer.held.unwrap().reason, HoldReason::PowerCut);
    let glance = branch.get("", "/api/v1/branch").await.json;
    assert_eq!(glance["held"], held.json["held"]);
    assert_eq!(glance["open"], false);
    let resumed = branch.post(&branch.supervisor, RESUME, json!({})).await;
    assert_eq!(
        (resumed.status, &resumed.json),
        (200, &json!({"held": null}))
    );
    let glance = branch.get("", "/api/v1/branch").await.json;
    assert_eq!((glance.get("held"), &glance["open"]), (None, &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_is_held_nobody_is_given_a_number_or_called_and_is_told_why() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    branch.ticket().await;
    branch.hold().await;
    let recall = format!("/api/v1/tickets/{}/recall", ticket["id"].as_str().unwrap());
    let acts: [(&str, &str, Value); 3] = [
        (&branch.kiosk, "/api/v1/tickets", json!({"service": "poli"})),
        (&branch.clerk, CALL_NEXT, json!({})),
        (&branch.clerk, &recall, json!({})),
    ];
    for (token, path, body) in acts {
        for (lang, title) in [
            (
                "id",
                "Pelayanan sedang dihentikan sementara: sistem sedang terganggu.",
            ),
            ("en", "The branch is held for now: a system is down."),
        ] {
            let answer = branch.post_in(lang, token, path, body.clone()).await;
            answer.is_problem(409, "branch_held");
            assert_eq!(answer.json["title"], title, "{path}");
        }
    }
    branch.resume().await;
    branch.ticket().await;
    let call = branch.post(&branch.clerk, CALL_NEXT, json!({})).await;
    assert_eq!(call.json["ticket"]["number"], "A002", "{}", call.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_supervises_may_hold_or_resume() {
    let branch = Branch::open().await;
    for token in [&branch.kiosk, &branch.clerk, &branch.display] {
        let body = json!({"reason": "other"});
        branch
            .post(token, HOLD, body)
            .await
            .is_problem(403, "forbidden");
        branch
            .post(token, RESUME, json!({}))
            .await
            .is_problem(403, "forbidden");
    }
    let body = json!({"reason": "other"});
    branch
        .post("", HOLD, body)
        .await
        .is_problem(401, "unauthorized");
    branch
        .post("", RESUME, json!({}))
        .await
        .is_problem(401, "unauthorized");
    let glance = branch.get("", "/api/v1/branch").await.json;
    assert_eq!(glance.get("held"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_needs_one_of_the_five_reasons_and_nothing_else() {
    let branch = Branch::open().await;
    for bad in [
        json!({}),
        json!({"reason": "lunch"}),
        json!({"reason": null}),
        json!({"reason": ["other"]}),
        json!({"reason": "other", "because": "flood"}),
        json!([]),
    ] {
        let answer = branch.post(&branch.supervisor, HOLD, bad).await;
        answer.is_problem(400, "malformed_body");
    }
    let answer = branch
        .post(&branch.supervisor, RESUME, json!({"reason": "other"}))
        .await;
    answer.is_problem(400, "malformed_body");
    let unkeyed = branch
        .request(reqwest::Method::POST, HOLD, &branch.supervisor)
        .json(&json!({"reason": "other"}));
    branch.ask(unkeyed).await.is_problem(400, "missing_key");
    for reason in [
        "system_down",
        "power_cut",
        "evacuation",
        "ceremony",
        "other",
    ] {
        let held = branch
            .post(&branch.supervisor, HOLD, json!({"reason": reason}))
            .await;
        assert_eq!(held.json["held"]["reason"], reason, "{}", held.text);
        branch.resume().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_is_held_once_and_resumed_once() {
    let branch = Branch::open().await;
    let refused = branch.post(&branch.supervisor, RESUME, json!({})).await;
    refused.is_problem(409, "not_held");
    branch.hold().await;
    let again = branch
        .post(&branch.supervisor, HOLD, json!({"reason": "other"}))
        .await;
    again.is_problem(409, "branch_held");
    branch.resume().await;
    let again = branch.post(&branch.supervisor, RESUME, json!({})).await;
    again.is_problem(409, "not_held");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_hold_is_the_same_hold_and_tells_the_present_state() {
    let branch = Branch::open().await;
    let key = fresh_key();
    let hold = async || {
        let body = json!({"reason": "evacuation"});
        branch.post_as(&branch.supervisor, HOLD, &key, body).await
    };
    let first = hold().await;
    let again = hold().await;
    assert_eq!((again.status, &again.json), (200, &first.json));
    assert_eq!(first.header("idempotent-replay"), None);
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    branch.resume().await;
    let late = hold().await;
    assert_eq!((late.status, &late.json), (200, &json!({"held": null})));
    branch.ticket().await;
    let other = json!({"reason": "other"});
    let other = branch.post_as(&branch.supervisor, HOLD, &key, other).await;
    other.is_problem(409, "key_reused");
}

fn is_held(view: &View) -> bool {
    let held = view.branch().held;
    held.is_some_and(|held| held.reason == HoldReason::SystemDown)
}

fn gives_numbers(view: &View) -> bool {
    match view {
        View::Kiosk(view) => view.services.iter().any(|card| card.open),
        View::Counter(view) => view.services.iter().any(|card| card.open),
        View::Display(view) => view.branch.open,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_told_of_the_hold_and_of_its_end() {
    let branch = Branch::open().await;
    branch.ticket().await;
    let mut screens = Following::every_kind(&branch).await;
    branch.hold().await;
    for screen in &mut screens {
        assert!(gives_numbers(&screen.view));
        screen.until(is_held).await;
        assert!(!gives_numbers(&screen.view) && !screen.view.branch().open);
        screen.equals_a_snapshot(&branch).await;
    }
    branch.resume().await;
    for screen in &mut screens {
        screen.until(|view| !is_held(view)).await;
        assert!(gives_numbers(&screen.view) && screen.view.branch().open);
        screen.equals_a_snapshot(&branch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_returns_during_a_hold_is_not_told_that_the_branch_is_open() {
    let branch = Branch::open().await;
    let mut kiosk = Following::every_kind(&branch)
        .await
        .into_iter()
        .next()
        .unwrap();
    branch.hold().await;
    kiosk.until(is_held).await;
    kiosk.reconnect(&branch).await;
    // The tail tells first of all what time alone has changed: from before the hold it would be wrong.
    kiosk.told_of_time().await;
    assert!(is_held(&kiosk.view) && !gives_numbers(&kiosk.view));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_outlives_the_hub() {
    let branch = Branch::open().await;
    branch.hold().await;
    let branch = branch.restarted().await;
    let glance = branch.get("", "/api/v1/branch").await.json;
    assert_eq!(glance["held"]["reason"], "system_down");
    let services = glance["services"].as_array().unwrap();
    assert!(services.iter().all(|service| service["open"] == false));
    let body = json!({"service": "poli"});
    let refused = branch.post(&branch.kiosk, "/api/v1/tickets", body).await;
    refused.is_problem(409, "branch_held");
    branch.resume().await;
    branch.ticket().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_reads_that_the_branch_is_held_and_the_place_kept() {
    let branch = Branch::open().await;
    let first = branch.ticket().await;
    let second = branch.ticket().await;
    branch.hold().await;
    let page = branch.status_page(&second, "id").await;
    for words in [
        "1 orang di depan Anda",
        "Pelayanan dihentikan sementara: sistem sedang terganggu.",
        "Tempat Anda dalam antrean tetap.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(
        !page.contains("Perkiraan"),
        "nobody can say how long: {page}"
    );
    let page = branch.status_page(&first, "en").await;
    for words in [
        "The branch is held for now: a system is down.",
        "Your place in the queue is kept.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    branch.resume().await;
    let page = branch.status_page(&second, "id").await;
    assert!(
        page.contains("Perkiraan") && !page.contains("dihentikan"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_may_serve_out_during_a_hold_and_a_parked_return_moves_by_it() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    let mut screens = Following::every_kind(&branch).await;
    let verb = async |verb: &str, body: Value| {
        let path = format!("/api/v1/tickets/{}/{verb}", ticket["id"].as_str().unwrap());
        let answer = branch.post(&branch.clerk, &path, body).await;
        assert_eq!(answer.status, 200, "{verb} {}", answer.text);
    };
    verb("start", json!({})).await;
    verb("park", json!({"return_secs": 600})).await;
    let [_, _, counter] = &mut screens;
    counter.until(|view| returns_at(view).is_some()).await;
    let before = returns_at(&counter.view);
    branch.hold().await;
    branch.resume().await;
    counter.until(|view| returns_at(view) > before).await;
    for screen in &mut screens {
        screen.equals_a_snapshot(&branch).await;
    }
}

fn returns_at(view: &View) -> Option<antre_domain::Timestamp> {
    let View::Counter(view) = view else {
        panic!("a counter's view")
    };
    view.aside.first()?.returns_at
}
