//! Notes: what a clerk writes for whoever serves next, sealed, and gone with the day.

use std::path::Path;

use antre_protocol::{View, ViewKind};
use antre_storage::Role;
use serde_json::{Value, json};

use crate::fixture::{Answer, BRANCH, Branch, token};
use crate::needs::texts_kept;
use crate::screen::{Following, PATIENCE};

const WORDS: &str = "KTP asli sudah dilihat; puasa sejak malam";

impl Branch {
    async fn notes(&self, token: &str, ticket: &Value, text: &str) -> Answer {
        let path = format!("/api/v1/tickets/{}/notes", ticket["id"].as_str().unwrap());
        self.post(token, &path, json!({"text": text})).await
    }

    async fn history(&self, token: &str, ticket: &Value) -> Answer {
        let path = format!("/api/v1/tickets/{}/history", ticket["id"].as_str().unwrap());
        self.get(token, &path).await
    }
}

async fn left(branch: &Branch, count: i64) {
    let left = async {
        while texts_kept(branch) != count {
            tokio::task::yield_now().await;
        }
    };
    let in_time = tokio::time::timeout(PATIENCE, left).await;
    in_time.expect("what nothing refers to is erased");
}

fn staff_of(dir: &Path, counter: &'static str) -> impl Future<Output = String> {
    token(dir, Role::Counter, Some(counter))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_without_words_or_with_too_many_is_refused_in_a_sentence() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    let long = "x".repeat(501);
    for text in ["", "   ", "\n", &long, "a\u{0}b", "\u{202e}terbalik"] {
        let refused = branch.notes(&branch.clerk, &ticket, text).await;
        refused.is_problem(400, "note_out_of_range");
        assert_eq!(
            refused.json["title"],
            "Catatan berisi 1 sampai 500 karakter. Persingkat catatannya."
        );
    }
    let huge = "y".repeat(100 * 1024);
    for lang in ["id", "en"] {
        let path = format!("/api/v1/tickets/{}/notes", ticket["id"].as_str().unwrap());
        let refused = branch
            .post_in(lang, &branch.clerk, &path, json!({"text": huge}))
            .await;
        refused.is_problem(413, "body_too_large");
        let wanted = if lang == "id" {
            "Terlalu panjang. Persingkat, lalu kirim lagi."
        } else {
            "This is too long. Make it shorter and send it again."
        };
        assert_eq!(refused.json["title"], wanted);
    }
    let path = format!("/api/v1/tickets/{}/notes", ticket["id"].as_str().unwrap());
    let more = json!({"text": "x", "nik": "1"});
    let refused = branch.post(&branch.clerk, &path, more).await;
    refused.is_problem(400, "malformed_body");
    assert_eq!(texts_kept(&branch), 0);
    // 500 characters of four bytes, in several lines.
    let most = "\u{1f9fe}\n".repeat(250);
    let kept = branch.notes(&branch.clerk, &ticket, most.trim_end()).await;
    assert_eq!(kept.status, 201, "{}", kept.text);
    for _ in 0..7 {
        assert_eq!(
            branch.notes(&branch.clerk, &ticket, WORDS).await.status,
            201
        );
    }
    let ninth = branch.notes(&branch.clerk, &ticket, WORDS).await;
    ninth.is_problem(409, "too_many_notes");
    left(&branch, 8).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_read_where_the_ticket_stands_and_by_supervisors_and_lies_nowhere_in_clear() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    let [mut kiosk, mut display, mut counter] = Following::every_kind(&branch).await;
    assert_eq!(
        branch.notes(&branch.clerk, &ticket, WORDS).await.status,
        201
    );
    counter
        .until(|view| {
            let View::Counter(view) = view else {
                panic!("a counter's view")
            };
            let card = view.counters[0].ticket.as_ref();
            card.is_some_and(|card| card.notes == 1)
        })
        .await;
    let text = |answer: &Answer| answer.json["notes"][0]["text"].clone();
    for token in [&branch.clerk, &branch.supervisor] {
        let history = branch.history(token, &ticket).await;
        assert_eq!(text(&history), WORDS, "{}", history.text);
        assert_eq!(history.json["notes"][0]["counter"], "loket-1");
    }
    let other = staff_of(branch.dir.path(), "loket-2").await;
    let greeter = token(branch.dir.path(), Role::Greeter, None).await;
    for token in [&other, &greeter] {
        let history = branch.history(token, &ticket).await;
        assert_eq!(history.json["notes"].as_array().unwrap().len(), 1);
        assert_eq!(text(&history), Value::Null);
    }
    for token in [&branch.kiosk, &branch.display] {
        let refused = branch.history(token, &ticket).await;
        refused.is_problem(403, "forbidden");
    }
    for screen in [&mut kiosk, &mut display, &mut counter] {
        screen.equals_a_snapshot(&branch).await;
        let wire = serde_json::to_string(&screen.view).unwrap();
        assert!(!wire.contains("puasa"), "{wire}");
    }
    assert_eq!(branch.file_holds("puasa"), None);
    // It travels with the ticket, over a restart, to whoever serves it next.
    let path = format!(
        "/api/v1/tickets/{}/transfer",
        ticket["id"].as_str().unwrap()
    );
    let body = json!({"service": "lab", "note": "Minta hasil hari ini"});
    let moved = branch.post(&branch.clerk, &path, body).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let gone = branch.history(&branch.clerk, &ticket).await;
    assert_eq!(text(&gone), Value::Null, "it stands here no more");
    let branch = branch.restarted().await;
    let open = "/api/v1/counters/loket-2/open";
    branch.post(&other, open, json!({})).await;
    let next = "/api/v1/counters/loket-2/call-next";
    assert_eq!(branch.post(&other, next, json!({})).await.status, 200);
    let history = branch.history(&other, &ticket).await.json;
    let texts: Vec<&str> = history["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, [WORDS, "Minta hasil hari ini"]);
    let legs = history["legs"].as_array().unwrap();
    assert_eq!(
        (legs.len(), legs[0]["outcome"].as_str()),
        (2, Some("transferred"))
    );
    assert_eq!(
        (legs[0]["counter"].as_str(), legs[1]["counter"].as_str()),
        (Some("loket-1"), Some("loket-2"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_of_an_act_that_is_refused_or_repeated_leaves_nothing_behind() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    let path = |verb: &str| format!("/api/v1/tickets/{}/{verb}", ticket["id"].as_str().unwrap());
    let body = json!({"service": "tidak-ada", "note": WORDS});
    let refused = branch.post(&branch.clerk, &path("transfer"), body).await;
    refused.is_problem(404, "unknown_service");
    let body = json!({"return_secs": 0, "note": WORDS});
    let refused = branch.post(&branch.clerk, &path("park"), body).await;
    refused.is_problem(400, "return_out_of_range");
    let other = staff_of(branch.dir.path(), "loket-2").await;
    let refused = branch.notes(&other, &ticket, WORDS).await;
    refused.is_problem(403, "wrong_counter");
    left(&branch, 0).await;
    let body = json!({"return_secs": 600, "note": WORDS});
    for _ in 0..3 {
        let parked = branch
            .post_as(&branch.clerk, &path("park"), "k", body.clone())
            .await;
        assert_eq!(parked.status, 200, "{}", parked.text);
    }
    left(&branch, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_forgotten_with_its_day() {
    // A few seconds before three in the morning in Jakarta, when the day turns.
    let night = BRANCH.replace(
        r#"hours = { week = { mon = ["08:00-15:00"], tue"#,
        r#"hours = { week = { mon = ["08:00-03:00"], tue"#,
    );
    let branch = Branch::of(&night, "2026-11-23T19:59:55Z").await;
    let mut counter = Following::start(&branch, &branch.clerk, ViewKind::Counter).await;
    let ticket = branch.called().await;
    assert_eq!(
        branch.notes(&branch.clerk, &ticket, WORDS).await.status,
        201
    );
    assert_eq!(texts_kept(&branch), 1);
    let tuesday = "2026-11-24".parse().unwrap();
    counter
        .until(|view| view.branch().business_date == Some(tuesday))
        .await;
    left(&branch, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_whose_note_cannot_be_kept_is_told_so() {
    let branch = Branch::open().await;
    let ticket = branch.called().await;
    std::fs::write(branch.dir.path().join("data/private.db"), vec![7; 8_192]).unwrap();
    let refused = branch.notes(&branch.clerk, &ticket, WORDS).await;
    refused.is_problem(503, "not_durable");
    let history = branch.history(&branch.clerk, &ticket).await;
    assert_eq!(history.json["notes"], json!([]));
}
