//! Everybody is spoken to in their language.

use reqwest::Method;
use serde_json::json;

use crate::fixture::{Branch, fresh_key};

#[tokio::test(flavor = "multi_thread")]
async fn problems_and_names_follow_the_reader() {
    let branch = Branch::open().await;
    let title = async |path: &str, accept: &str| {
        let request = branch
            .request(Method::POST, path, &branch.kiosk)
            .header("Accept-Language", accept);
        let request = request
            .header("Idempotency-Key", fresh_key())
            .json(&json!({"service": "siang"}));
        branch.ask(request).await.json["title"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let indonesian = "Poli Siang tutup. Nomor diberikan lagi pukul 13.00.";
    let english = "Poli Siang is closed. Numbers are given again at 13:00.";
    assert_eq!(title("/api/v1/tickets", "fr").await, indonesian);
    assert_eq!(title("/api/v1/tickets", "en-US,en;q=0.9").await, english);
    assert_eq!(title("/api/v1/tickets?lang=id", "en").await, indonesian);
    let answer = branch.get("", "/api/v1/branch?lang=en").await.json;
    assert_eq!(answer["services"][0]["name"], "General clinic");
}
