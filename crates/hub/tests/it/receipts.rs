//! One act, one ticket, however often it is asked for.

use serde_json::json;

use crate::fixture::Branch;

const ISSUE: &str = "/api/v1/tickets";

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_gives_the_same_ticket_and_says_that_it_is_one() {
    let branch = Branch::open().await;
    let first = branch
        .post_as(&branch.kiosk, ISSUE, "k", json!({"service": "poli"}))
        .await;
    let again = branch
        .post_as(&branch.kiosk, ISSUE, "k", json!({"service": "poli"}))
        .await;
    assert_eq!((first.status, again.status), (201, 201));
    for fact in ["id", "number", "issued_at", "url", "service", "class"] {
        assert_eq!(first.json[fact], again.json[fact], "{fact}");
    }
    assert_eq!(first.header("idempotent-replay"), None);
    assert_eq!(again.header("idempotent-replay"), Some("true"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_tells_the_present_state() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let first = branch
        .post_as(&branch.kiosk, ISSUE, "k", json!({"service": "poli"}))
        .await;
    assert_eq!(first.json["state"], "waiting");
    branch
        .post(
            &branch.clerk,
            "/api/v1/counters/loket-1/call-next",
            json!({}),
        )
        .await;
    let again = branch
        .post_as(&branch.kiosk, ISSUE, "k", json!({"service": "poli"}))
        .await;
    assert_eq!(
        (again.json["state"].as_str(), again.json["counter"].as_str()),
        (Some("called"), Some("loket-1"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_one_request_of_one_device() {
    let branch = Branch::open().await;
    let first = branch
        .post_as(&branch.kiosk, ISSUE, "k", json!({"service": "poli"}))
        .await;
    let other = branch
        .post_as(
            &branch.kiosk,
            ISSUE,
            "k",
            json!({"service": "poli", "party": 2}),
        )
        .await;
    other.is_problem(409, "key_reused");
    let elsewhere = branch
        .post_as(
            &branch.kiosk,
            "/api/v1/tickets/0000000000000/cancel",
            "k",
            json!({}),
        )
        .await;
    elsewhere.is_problem(409, "key_reused");
    let another_device = branch
        .post_as(&branch.clerk, ISSUE, "k", json!({"service": "poli"}))
        .await;
    assert_eq!(another_device.status, 201);
    assert_ne!(another_device.json["id"], first.json["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_and_nobody_leave_no_receipt() {
    let branch = Branch::open().await;
    let next = "/api/v1/counters/loket-1/call-next";
    branch
        .post_as(&branch.clerk, next, "k", json!({}))
        .await
        .is_problem(409, "counter_closed");
    branch.open_counter().await;
    let nobody = branch.post_as(&branch.clerk, next, "k", json!({})).await;
    assert_eq!((nobody.status, nobody.text.as_str()), (204, ""));
    let ticket = branch.ticket().await;
    let call = branch.post_as(&branch.clerk, next, "k", json!({})).await;
    assert_eq!(
        call.json["ticket"]["id"], ticket["id"],
        "the key was still free"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_receipts_numbers_and_tokens() {
    let branch = Branch::open().await;
    let first = branch
        .post_as(
            &branch.kiosk,
            ISSUE,
            "k",
            json!({"service": "poli", "count": 3}),
        )
        .await;
    let health = branch.get("", "/healthz").await.json;
    let branch = branch.restarted().await;
    let again = branch
        .post_as(
            &branch.kiosk,
            ISSUE,
            "k",
            json!({"service": "poli", "count": 3}),
        )
        .await;
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(first.json["tickets"], again.json["tickets"]);
    assert_eq!(branch.ticket().await["number"], "A004");
    let health_again = branch.get("", "/healthz").await.json;
    assert_eq!(
        health["epoch"], health_again["epoch"],
        "a restart is no new history"
    );
    assert!(health_again["seq"].as_u64() >= health["seq"].as_u64());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_under_one_key_are_one_act() {
    let branch = Branch::open().await;
    let asks =
        (0..16).map(|_| branch.post_as(&branch.kiosk, ISSUE, "k", json!({"service": "poli"})));
    let answers = futures_util::future::join_all(asks).await;
    let replays = answers
        .iter()
        .filter(|answer| answer.header("idempotent-replay").is_some())
        .count();
    assert!(
        answers
            .iter()
            .all(|answer| answer.json["id"] == answers[0].json["id"])
    );
    assert_eq!(replays, 15);
}
