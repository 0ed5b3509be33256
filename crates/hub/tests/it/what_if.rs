//! A day played back under another rule, or with one more counter.

use serde_json::{Value, json};

use crate::fixture::{Answer, Branch};

fn one_more(from: &str, to: &str) -> Value {
    json!({"what": "one_more_counter", "profile": "semua", "from": from, "to": to})
}

async fn ask(branch: &Branch, changes: Value) -> Answer {
    let body = json!({ "changes": changes });
    branch
        .post(&branch.supervisor, "/api/v1/what-if", body)
        .await
}

/// Three were called one after the other.
async fn busy_day() -> Branch {
    let branch = Branch::open().await;
    for _ in 0..4 {
        branch.ticket().await;
    }
    branch.open_counter().await;
    for _ in 0..3 {
        let path = "/api/v1/counters/loket-1/call-next";
        let call = branch.post(&branch.clerk, path, json!({})).await;
        assert_eq!(call.status, 200, "{}", call.text);
    }
    branch
}

#[tokio::test]
async fn a_day_is_played_back_as_it_was_and_with_one_more_counter() {
    let branch = busy_day().await;
    let answer = ask(&branch, json!([one_more("09:00", "10:00")])).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json["date"], "2026-11-23");
    for day in ["was", "would_be"] {
        let day = &answer.json[day];
        assert_eq!(day["classes"][0]["class"], "umum");
        assert_eq!(day["classes"][0]["name"], "Umum");
        assert!(day["classes"][0]["called"].as_u64().unwrap() >= 3, "{day}");
        assert_eq!(day["half_hours"][0]["from_minute"], 540);
    }
    // Nothing was changed by it.
    let after = branch.get(&branch.supervisor, "/api/v1/branch").await;
    assert_eq!(after.json["counters"].as_array().unwrap().len(), 2);
    branch.hub.stop().await;
}

#[tokio::test]
async fn what_does_not_fit_the_branch_is_refused_with_the_place() {
    let branch = busy_day().await;
    for (changes, detail) in [
        (json!([]), "changes: 1 to 4"),
        (
            json!([{"what": "profile", "counter": "loket-9", "profile": "semua"}]),
            "loket-9",
        ),
        (
            json!([{"what": "profile", "counter": "loket-1", "profile": "tidak-ada"}]),
            "tidak-ada",
        ),
        (json!([one_more("11:00", "10:00")]), "ends before it begins"),
    ] {
        let answer = ask(&branch, changes).await;
        answer.is_problem(400, "bad_what_if");
        let said = answer.json["detail"].as_str().unwrap();
        assert!(said.contains(detail), "{said}");
    }
    let unknown = ask(&branch, json!([{"what": "magic"}])).await;
    unknown.is_problem(400, "malformed_body");
    let body = json!({"date": "2020-01-01", "changes": [one_more("09:00", "10:00")]});
    let no_day = branch
        .post(&branch.supervisor, "/api/v1/what-if", body)
        .await;
    no_day.is_problem(404, "not_found");
    branch.hub.stop().await;
}

#[tokio::test]
async fn a_day_on_which_nobody_was_called_has_nothing_to_replay() {
    let branch = Branch::open().await;
    let empty = ask(&branch, json!([one_more("09:00", "10:00")])).await;
    empty.is_problem(409, "nothing_to_replay");
    branch.hub.stop().await;
}

#[tokio::test]
async fn only_whoever_leads_a_branch_may_ask() {
    let branch = Branch::open().await;
    for token in [&branch.kiosk, &branch.clerk, &branch.display] {
        let body = json!({"changes": [one_more("09:00", "10:00")]});
        let answer = branch.post(token, "/api/v1/what-if", body).await;
        answer.is_problem(403, "forbidden");
        let answer = branch.get(token, "/api/v1/forecast").await;
        answer.is_problem(403, "forbidden");
    }
    branch.hub.stop().await;
}
