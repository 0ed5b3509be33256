//! What phones see behind the QR code.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::fixture::{Answer, Branch};

/// Longer than any period of the stream.
const PATIENCE: Duration = Duration::from_secs(20);

impl Branch {
    async fn page(&self, path: &str) -> Answer {
        let request = reqwest::Client::new().get(self.public_url(path));
        self.ask(request).await
    }
}

fn path_of(ticket: &Value) -> String {
    ticket["url"]
        .as_str()
        .unwrap()
        .strip_prefix("http://antre.test")
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_shows_its_own_ticket_as_it_stands() {
    let branch = Branch::open().await;
    let first = branch.ticket().await;
    let second = branch.ticket().await;
    let page = branch.page(&path_of(&second)).await;
    assert_eq!(page.status, 200);
    for words in [
        "A 002",
        "1 orang di depan Anda",
        "Perkiraan belum tersedia",
        "Tunggu di Ruang 1",
        "Siapkan KTP",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("001"), "no other ticket is named");
    assert!(
        page.text
            .contains(r#"<noscript><meta http-equiv="refresh" content="15">"#)
    );
    branch.open_counter().await;
    branch
        .post(
            &branch.clerk,
            "/api/v1/counters/loket-1/call-next",
            json!({}),
        )
        .await;
    let called = branch.page(&format!("{}?lang=en", path_of(&first))).await;
    assert!(
        called.text.contains("Please go to") && called.text.contains("Counter 1"),
        "{}",
        called.text
    );
    let id = first["id"].as_str().unwrap();
    branch
        .post(
            &branch.clerk,
            &format!("/api/v1/tickets/{id}/finish"),
            json!({}),
        )
        .await;
    let done = branch.page(&path_of(&first)).await;
    assert!(
        done.text.contains("Terima kasih") && !done.text.contains("refresh"),
        "{}",
        done.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_speaks_the_language_chosen_at_the_kiosk() {
    let branch = Branch::open().await;
    let ticket = json!({"service": "poli", "locale": "en"});
    let ticket = branch
        .post(&branch.kiosk, "/api/v1/tickets", ticket)
        .await
        .json;
    let page = branch.page(&path_of(&ticket)).await;
    assert!(
        page.text.contains(r#"<html lang="en">"#) && page.text.contains("General clinic"),
        "{}",
        page.text
    );
    let page = branch.page(&format!("{}?lang=id", path_of(&ticket))).await;
    assert!(page.text.contains(r#"<html lang="id">"#), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_that_is_none_gets_the_same_answer() {
    let branch = Branch::open().await;
    let unknown = branch.page("/t/AAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(unknown.status, 404);
    for path in [
        "/t/x",
        "/t/%FF",
        "/t/",
        "/",
        "/healthz",
        "/api/v1/branch",
        "/t/AAAAAAAAAAAAAAAAAAAAAA/events",
    ] {
        let answer = branch.page(path).await;
        assert_eq!(
            (answer.status, &answer.text),
            (404, &unknown.text),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_loads_nothing_from_elsewhere_and_is_kept_nowhere() {
    let branch = Branch::open().await;
    let page = branch.page(&path_of(&branch.ticket().await)).await;
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .starts_with("default-src 'none'")
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("x-robots-tag"), Some("noindex, nofollow"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    for asset in [
        "status.css",
        "status.js",
        "lurik.svg",
        "antre-sans-bold.ttf",
        "antre-sans-medium.ttf",
    ] {
        assert_eq!(
            branch.page(&format!("/assets/{asset}")).await.status,
            200,
            "{asset}"
        );
    }
    assert_eq!(branch.page("/assets/branch.toml").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_listener_only_reads_and_not_too_often() {
    let branch = Branch::open().await;
    let client = reqwest::Client::new();
    let post = client
        .post(branch.public_url("/t/AAAAAAAAAAAAAAAAAAAAAA"))
        .send()
        .await
        .unwrap();
    assert_eq!(post.status(), 405);
    let mut statuses = Vec::new();
    for _ in 0..200 {
        let status = client
            .get(branch.public_url("/assets/lurik.svg"))
            .send()
            .await
            .unwrap()
            .status();
        statuses.push(status.as_u16());
        if status == 429 {
            break;
        }
    }
    assert_eq!(statuses.last(), Some(&429));
    branch.ticket().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_follows_hears_of_the_call_and_of_the_end() {
    let branch = Branch::open().await;
    let ticket = branch.ticket().await;
    let events =
        reqwest::Client::new().get(branch.public_url(&format!("{}/events", path_of(&ticket))));
    let mut events = events.send().await.unwrap();
    let mut heard = String::new();
    let mut hear = async |words: &str| {
        let listen = async {
            while !heard.contains(words) {
                let piece = events.chunk().await.unwrap().expect("the stream goes on");
                heard.push_str(&String::from_utf8_lossy(&piece));
            }
        };
        timeout(PATIENCE, listen)
            .await
            .expect("the hub says it in time");
    };
    hear("event: slip").await;
    hear("event: beat").await;
    branch.open_counter().await;
    branch
        .post(
            &branch.clerk,
            "/api/v1/counters/loket-1/call-next",
            json!({}),
        )
        .await;
    hear("Silakan menuju").await;
    let cancel = format!("/api/v1/tickets/{}/cancel", ticket["id"].as_str().unwrap());
    branch.post(&branch.clerk, &cancel, json!({})).await;
    hear("dibatalkan").await;
    hear("event: end").await;
    assert!(
        events.chunk().await.unwrap().is_none(),
        "nothing follows the end"
    );
}
