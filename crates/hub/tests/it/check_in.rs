//! "I am back": by the number on the slip or by the key in its QR.

use serde_json::{Value, json};

use crate::fixture::{Answer, BRANCH, Branch, MONDAY_NINE};

const CHECK_IN: &str = "/api/v1/tickets/check-in";

impl Branch {
    async fn back(&self, body: Value) -> Answer {
        self.post(&self.kiosk, CHECK_IN, body).await
    }

    pub(crate) async fn does(&self, verb: &str, ticket: &Value) {
        let path = format!("/api/v1/tickets/{}/{verb}", ticket["id"].as_str().unwrap());
        let answer = self.post(&self.clerk, &path, json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}

fn key(ticket: &Value) -> Value {
    let url = ticket["url"].as_str().unwrap();
    json!({"key": url.rsplit('/').next().unwrap()})
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_number_and_key_is_named_and_it_is_one_of_today() {
    let branch = Branch::open().await;
    let ticket = branch.ticket().await;
    for bad in [json!({}), json!({"number": "A001", "key": "x"})] {
        branch.back(bad).await.is_problem(400, "number_or_key");
    }
    for bad in [
        json!({"number": "satu"}),
        json!({"number": 1}),
        json!({"id": "x"}),
    ] {
        branch.back(bad).await.is_problem(400, "malformed_body");
    }
    for unknown in [
        json!({"number": "A002"}),
        json!({"number": "Z001"}),
        json!({"number": "A999"}),
        json!({"key": ""}),
        json!({"key": "x".repeat(4_000)}),
        json!({"key": ticket["id"]}),
    ] {
        branch.back(unknown).await.is_problem(404, "unknown_ticket");
    }
    let hall = branch
        .post(&branch.display, CHECK_IN, json!({"number": "A001"}))
        .await;
    hall.is_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_or_is_called_is_told_so_and_nothing_happens() {
    let branch = Branch::open().await;
    let ticket = branch.ticket().await;
    let waiting = branch.back(json!({"number": "A1"})).await;
    assert_eq!(
        (waiting.status, waiting.json["state"].as_str()),
        (200, Some("waiting"))
    );
    assert_eq!(waiting.json["id"], ticket["id"]);
    branch.open_counter().await;
    branch
        .post(
            &branch.clerk,
            "/api/v1/counters/loket-1/call-next",
            json!({}),
        )
        .await;
    let before = branch.events().len();
    let called = branch.back(key(&ticket)).await;
    assert_eq!(
        (
            called.json["state"].as_str(),
            called.json["counter"].as_str()
        ),
        (Some("called"), Some("loket-1"))
    );
    assert_eq!(branch.events().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_set_aside_or_missed_is_back_in_the_queue() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    branch.does("park", &ticket).await;
    let parked = branch.back(json!({"number": "A001"})).await;
    assert_eq!(
        (parked.status, parked.json["state"].as_str()),
        (200, Some("waiting"))
    );
    branch
        .post(
            &branch.clerk,
            "/api/v1/counters/loket-1/call-next",
            json!({}),
        )
        .await;
    branch.does("no-show", &ticket).await;
    // The clerk may do it for them, too.
    let missed = branch.post(&branch.clerk, CHECK_IN, key(&ticket)).await;
    assert_eq!(
        (missed.status, missed.json["state"].as_str()),
        (200, Some("waiting"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_ended_or_is_back_too_late_is_over() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    branch.does("start", &ticket).await;
    branch.does("finish", &ticket).await;
    let served = branch.back(json!({"number": "A001"})).await;
    served.is_problem(409, "over");
    assert_eq!(
        served.json["title"],
        "Nomor ini tidak berlaku lagi. Ambil nomor baru."
    );
    // Missed at nine; half an hour is the grace, and it is ten.
    let missed = branch.ticket().await;
    let next = "/api/v1/counters/loket-1/call-next";
    branch.post(&branch.clerk, next, json!({})).await;
    branch.does("no-show", &missed).await;
    let branch = branch.restarted_at("2026-11-23T03:00:00Z").await;
    branch.back(key(&missed)).await.is_problem(409, "over");
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_that_begin_alike_are_told_apart() {
    let series = r#"{ id = "ab", prefix = "AB", services = ["kecil"], last = 9, width = 3 },"#;
    let file = BRANCH.replace(
        r#"{ id = "c", prefix = "C", services = ["kecil"], last = 2 },"#,
        series,
    );
    let branch = Branch::of(&file, MONDAY_NINE).await;
    let poli = branch.ticket().await;
    let kecil = branch
        .post(
            &branch.kiosk,
            "/api/v1/tickets",
            json!({"service": "kecil"}),
        )
        .await
        .json;
    assert_eq!(
        branch.back(json!({"number": "A001"})).await.json["id"],
        poli["id"]
    );
    assert_eq!(
        branch.back(json!({"number": "AB001"})).await.json["id"],
        kecil["id"]
    );
    branch
        .back(json!({"number": "B001"}))
        .await
        .is_problem(404, "unknown_ticket");
}
