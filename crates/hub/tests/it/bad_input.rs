//! Everything that the wire refuses, and how.

use reqwest::Method;
use serde_json::json;

use crate::fixture::{Branch, fresh_key};

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_cannot_be_taken_is_refused_by_code() {
    let branch = Branch::open().await;
    let issue = async |service: &str| {
        branch
            .post(
                &branch.kiosk,
                "/api/v1/tickets",
                json!({"service": service}),
            )
            .await
    };
    issue("tidak-ada").await.is_problem(404, "unknown_service");
    let closed = issue("siang").await;
    closed.is_problem(409, "service_closed");
    assert_eq!(
        closed.json["title"],
        "Poli Siang tutup. Nomor diberikan lagi pukul 13.00."
    );
    issue("lab").await.is_problem(409, "not_walk_in");
    assert_eq!(issue("kecil").await.status, 201);
    assert_eq!(issue("kecil").await.json["number"], "C002");
    issue("kecil").await.is_problem(409, "series_exhausted");
    issue("Poli Umum").await.is_problem(400, "malformed_body");
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_out_of_range_are_refused() {
    let branch = Branch::open().await;
    for (body, code) in [
        (json!({"service": "poli", "count": 0}), "count_out_of_range"),
        (
            json!({"service": "poli", "count": 51}),
            "count_out_of_range",
        ),
        (json!({"service": "poli", "party": 0}), "party_out_of_range"),
        (json!({"service": "poli", "count": 256}), "malformed_body"),
        (json!({"service": "poli", "count": -1}), "malformed_body"),
        (
            json!({"service": "poli", "locale": "Indonesian"}),
            "malformed_body",
        ),
        (
            json!({"service": "poli", "colour": "red"}),
            "malformed_body",
        ),
        (json!({}), "malformed_body"),
        (json!([]), "malformed_body"),
    ] {
        branch
            .post(&branch.kiosk, "/api/v1/tickets", body)
            .await
            .is_problem(400, code);
    }
    let unknown = json!({"service": "poli", "class": "emas"});
    branch
        .post(&branch.kiosk, "/api/v1/tickets", unknown)
        .await
        .is_problem(404, "unknown_class");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_valid_token_nothing_is_given_and_the_door_says_how_to_knock() {
    let branch = Branch::open().await;
    for token in ["", "antre_wrong"] {
        let answer = branch
            .post(token, "/api/v1/tickets", json!({"service": "poli"}))
            .await;
        answer.is_problem(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    let ticket = branch.ticket().await;
    let path = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
    branch.get("", &path).await.is_problem(401, "unauthorized");
    let request = branch
        .request(Method::GET, "/api/v1/sync", "")
        .header("Authorization", "Basic YTpi");
    branch.ask(request).await.is_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_does_its_own_and_no_more() {
    let branch = Branch::open().await;
    let issue = "/api/v1/tickets";
    let next = "/api/v1/counters/loket-1/call-next";
    branch
        .post(&branch.display, issue, json!({"service": "poli"}))
        .await
        .is_problem(403, "forbidden");
    branch
        .post(&branch.kiosk, next, json!({}))
        .await
        .is_problem(403, "forbidden");
    branch
        .post(&branch.clerk, "/api/v1/clock/confirm", json!({}))
        .await
        .is_problem(403, "forbidden");
    assert_eq!(
        branch
            .post(&branch.supervisor, "/api/v1/clock/confirm", json!({}))
            .await
            .status,
        200
    );
    let other = "/api/v1/counters/loket-2/open";
    branch
        .post(&branch.clerk, other, json!({}))
        .await
        .is_problem(403, "wrong_counter");
    assert_eq!(
        branch
            .post(&branch.supervisor, other, json!({}))
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verb_in_the_wrong_state_says_which_state() {
    let branch = Branch::open().await;
    let ticket = branch.ticket().await;
    let id = ticket["id"].as_str().unwrap();
    for verb in [
        "start", "finish", "recall", "no-show", "park", "resume", "requeue",
    ] {
        let path = format!("/api/v1/tickets/{id}/{verb}");
        branch
            .post(&branch.supervisor, &path, json!({}))
            .await
            .is_problem(409, "wrong_state");
    }
    let undo = branch
        .post(
            &branch.supervisor,
            &format!("/api/v1/tickets/{id}/undo"),
            json!({}),
        )
        .await;
    undo.is_problem(409, "nothing_to_undo");
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_refuse_what_their_state_does_not_allow() {
    let branch = Branch::open().await;
    let at = |verb: &str| format!("/api/v1/counters/loket-1/{verb}");
    branch
        .post(&branch.clerk, &at("call-next"), json!({}))
        .await
        .is_problem(409, "counter_closed");
    branch
        .post(&branch.clerk, &at("close"), json!({}))
        .await
        .is_problem(409, "counter_unchanged");
    branch
        .post(&branch.clerk, &at("open"), json!({"profile": "emas"}))
        .await
        .is_problem(404, "unknown_profile");
    branch.called().await;
    branch
        .post(&branch.clerk, &at("close"), json!({}))
        .await
        .is_problem(409, "counter_busy");
    let nowhere = "/api/v1/counters/loket-9/open";
    branch
        .post(&branch.supervisor, nowhere, json!({}))
        .await
        .is_problem(404, "unknown_counter");
}

#[tokio::test(flavor = "multi_thread")]
async fn identifiers_are_malformed_or_unknown() {
    let branch = Branch::open().await;
    branch
        .get(&branch.clerk, "/api/v1/tickets/A012")
        .await
        .is_problem(404, "malformed_id");
    branch
        .get(&branch.clerk, "/api/v1/tickets/%FF")
        .await
        .is_problem(404, "malformed_id");
    branch
        .get(&branch.clerk, "/api/v1/tickets/0000000000000")
        .await
        .is_problem(404, "unknown_ticket");
    let loket = "/api/v1/counters/Loket%201/open";
    branch
        .post(&branch.clerk, loket, json!({}))
        .await
        .is_problem(404, "malformed_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_without_a_key_or_with_a_bad_one_does_nothing() {
    let branch = Branch::open().await;
    let request = || {
        branch
            .request(Method::POST, "/api/v1/tickets", &branch.kiosk)
            .json(&json!({"service": "poli"}))
    };
    branch.ask(request()).await.is_problem(400, "missing_key");
    for key in ["", "two words", &"k".repeat(129)] {
        branch
            .ask(request().header("Idempotency-Key", key))
            .await
            .is_problem(400, "malformed_key");
    }
    assert_eq!(branch.ticket().await["number"], "A001");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_no_small_json_are_refused() {
    let branch = Branch::open().await;
    let post = |media_type: &'static str, body: Vec<u8>| {
        let request = branch.request(Method::POST, "/api/v1/tickets", &branch.kiosk);
        request
            .header("Idempotency-Key", fresh_key())
            .header("Content-Type", media_type)
            .body(body)
    };
    let json_type = "application/json";
    branch
        .ask(post(json_type, b"{\"service\":".to_vec()))
        .await
        .is_problem(400, "malformed_body");
    branch
        .ask(post(json_type, vec![b'['; 10_000]))
        .await
        .is_problem(400, "malformed_body");
    branch
        .ask(post(json_type, b"\xff\xfe".to_vec()))
        .await
        .is_problem(400, "malformed_body");
    branch
        .ask(post("text/plain", b"{\"service\":\"poli\"}".to_vec()))
        .await
        .is_problem(415, "wrong_media_type");
    let large = format!("{{\"service\":\"{}\"}}", "a".repeat(200 * 1024));
    branch
        .ask(post(json_type, large.clone().into_bytes()))
        .await
        .is_problem(413, "body_too_large");
    assert_eq!(branch.ticket().await["number"], "A001");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_hides_its_length_is_measured_all_the_same() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let branch = Branch::open().await;
    let mut stream = tokio::net::TcpStream::connect(branch.hub.listen_addr())
        .await
        .unwrap();
    let head = format!(
        "POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nIdempotency-Key: k\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        branch.kiosk
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
    for _ in 0..5 {
        stream.write_all(chunk.as_bytes()).await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let mut answer = vec![0; 4096];
    let len = stream.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..len]);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("body_too_large"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_served_is_a_problem_too() {
    let branch = Branch::open().await;
    branch
        .get("", "/api/v2/tickets")
        .await
        .is_problem(404, "not_found");
    let delete = branch
        .ask(branch.request(Method::DELETE, "/api/v1/branch", &branch.supervisor))
        .await;
    delete.is_problem(405, "method_not_allowed");
    assert_eq!(delete.header("allow"), Some("GET"));
    branch
        .get(&branch.kiosk, "/api/v1/sync")
        .await
        .is_problem(400, "malformed_body");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_wrong_tokens_is_slowed_and_hinders_nobody_else() {
    let branch = Branch::open().await;
    let mut refused = branch.get("antre_wrong", "/api/v1/sync").await;
    for _ in 0..20 {
        if refused.status == 429 {
            break;
        }
        refused = branch.get("antre_wrong", "/api/v1/sync").await;
    }
    refused.is_problem(429, "too_many_requests");
    assert!(refused.header("retry-after").is_some());
    branch.ticket().await;
}
