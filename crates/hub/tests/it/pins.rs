//! The staff's PIN: who may ask, what a wrong one costs, and that nobody tells it.

use antre_hub::{LocalError, set_pin};
use antre_storage::Role;
use serde_json::{Value, json};

use crate::fixture::{Answer, Branch, token};

const PIN: &str = "/api/v1/devices/pin";

impl Branch {
    async fn set_pin(&self, pin: &'static str) -> Result<(), LocalError> {
        let data = self.dir.path().join("data");
        tokio::task::spawn_blocking(move || set_pin(&data, pin))
            .await
            .unwrap()
    }

    async fn types(&self, token: &str, pin: &str) -> Answer {
        self.post(token, PIN, json!({"pin": pin})).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_kiosks_ask_for_the_pin_and_only_in_due_form() {
    let branch = Branch::open().await;
    for token in [&branch.clerk, &branch.supervisor, &branch.display] {
        branch
            .types(token, "2580")
            .await
            .is_problem(403, "forbidden");
    }
    branch
        .types("", "2580")
        .await
        .is_problem(401, "unauthorized");
    for bad in [
        json!({}),
        json!({"pin": 2580}),
        json!({"pin": "2580", "who": "x"}),
        Value::Null,
    ] {
        let answer = branch.post(&branch.kiosk, PIN, bad).await;
        answer.is_problem(400, "malformed_body");
    }
    let unkeyed = branch.request(reqwest::Method::POST, PIN, &branch.kiosk);
    let unkeyed = branch.ask(unkeyed.json(&json!({"pin": "2580"}))).await;
    unkeyed.is_problem(400, "missing_key");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_without_a_pin_says_so_and_locks_nobody_out() {
    let branch = Branch::open().await;
    for _ in 0..7 {
        let answer = branch.types(&branch.kiosk, "2580").await;
        answer.is_problem(409, "no_pin");
    }
    branch.set_pin("2580").await.unwrap();
    assert_eq!(branch.types(&branch.kiosk, "2580").await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_that_is_none_is_not_set() {
    let branch = Branch::open().await;
    branch.set_pin("2580").await.unwrap();
    for bad in ["", "25", "0000", "1234", "25 80", "258025802"] {
        let error = branch.set_pin(bad).await.unwrap_err();
        assert!(matches!(error, LocalError::Wrong(_)), "{bad:?}: {error}");
        assert!(
            bad.is_empty() || !error.to_string().contains(bad),
            "{error}"
        );
    }
    assert_eq!(branch.types(&branch.kiosk, "2580").await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_pin_counts_at_once_and_after_a_restart() {
    let branch = Branch::open().await;
    branch.set_pin("2580").await.unwrap();
    assert_eq!(branch.types(&branch.kiosk, "2580").await.status, 204);
    branch.set_pin("739105").await.unwrap();
    let answer = branch.types(&branch.kiosk, "2580").await;
    answer.is_problem(403, "wrong_pin");
    let branch = branch.restarted().await;
    assert_eq!(branch.types(&branch.kiosk, "739105").await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_hub_the_pin_is_set_directly() {
    let branch = Branch::open().await;
    let Branch { dir, hub, .. } = branch;
    hub.stop().await;
    let data = dir.path().join("data");
    set_pin(&data, "2580").unwrap();
    let error = set_pin(&dir.path().join("typo"), "2580").unwrap_err();
    assert!(matches!(error, LocalError::Wrong(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_pins_lock_one_kiosk_even_against_the_right_one() {
    let branch = Branch::open().await;
    branch.set_pin("2580").await.unwrap();
    for _ in 0..4 {
        let answer = branch.types(&branch.kiosk, "9999").await;
        answer.is_problem(403, "wrong_pin");
    }
    // A right one in between, and all is forgotten.
    assert_eq!(branch.types(&branch.kiosk, "2580").await.status, 204);
    for _ in 0..4 {
        let answer = branch.types(&branch.kiosk, "258").await;
        answer.is_problem(403, "wrong_pin");
    }
    for wrong_or_right in ["9999", "2580"] {
        let answer = branch.types(&branch.kiosk, wrong_or_right).await;
        answer.is_problem(429, "pin_locked");
        let secs: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&secs), "{secs}");
        assert_eq!(answer.json["retry_after_secs"], secs);
    }
    let other = token(branch.dir.path(), Role::Kiosk, None).await;
    assert_eq!(branch.types(&other, "2580").await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tries_at_once_are_still_only_five() {
    let branch = Branch::open().await;
    branch.set_pin("2580").await.unwrap();
    let tries = (0..12).map(|_| branch.types(&branch.kiosk, "9999"));
    let answers = futures_util::future::join_all(tries).await;
    let wrong = answers.iter().filter(|answer| answer.status == 403).count();
    let locked = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((wrong, locked), (4, 8));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_found_in_no_file_and_in_no_answer() {
    let branch = Branch::open().await;
    branch.set_pin("739105").await.unwrap();
    let answer = branch.types(&branch.kiosk, "739104").await;
    assert!(!answer.text.contains("73910"), "{}", answer.text);
    assert_eq!(branch.types(&branch.kiosk, "739105").await.status, 204);
    let Branch { dir, hub, .. } = branch;
    hub.stop().await;
    for file in std::fs::read_dir(dir.path().join("data")).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let holds = |pin: &[u8]| bytes.windows(pin.len()).any(|window| window == pin);
        assert!(!holds(b"739105") && !holds(b"739104"), "{}", path.display());
    }
}
