//! Nothing is without a bound.

use antre_hub::limits::{APP_CONNECTIONS_MAX, Rate, SOCKETS_MAX};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::fixture::Branch;

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_runs_wild_is_slowed_and_the_others_are_not() {
    let branch = Branch::open_with(|options| {
        options.device_rate = Rate {
            per_sec: 0.1,
            burst: 3.0,
        }
    })
    .await;
    for _ in 0..3 {
        branch.ticket().await;
    }
    let refused = branch
        .post(&branch.kiosk, "/api/v1/tickets", json!({"service": "poli"}))
        .await;
    refused.is_problem(429, "too_many_requests");
    assert_eq!(refused.json["retry_after_secs"], 10);
    assert_eq!(refused.header("retry-after"), Some("10"));
    branch.open_counter().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_too_many_is_told_so() {
    let branch = Branch::open().await;
    let mut held = Vec::new();
    for _ in 0..APP_CONNECTIONS_MAX {
        held.push(TcpStream::connect(branch.hub.listen_addr()).await.unwrap());
    }
    let mut answer = String::new();
    // The connections that the fixture still keeps alive are among the held ones' places.
    let mut one_more = TcpStream::connect(branch.hub.listen_addr()).await.unwrap();
    one_more
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    one_more.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.contains(r#""code":"busy""#), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_websocket_too_many_is_told_so() {
    let branch = Branch::open().await;
    let handshake = format!(
        "GET /api/v1/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        branch.display
    );
    let shake = async || {
        let mut stream = TcpStream::connect(branch.hub.listen_addr()).await.unwrap();
        stream.write_all(handshake.as_bytes()).await.unwrap();
        let mut answer = vec![0; 4096];
        let len = stream.read(&mut answer).await.unwrap();
        (stream, String::from_utf8_lossy(&answer[..len]).into_owned())
    };
    let mut held = Vec::new();
    for _ in 0..SOCKETS_MAX {
        let (stream, answer) = shake().await;
        assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
        held.push(stream);
    }
    let (_, answer) = shake().await;
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.contains(r#""code":"busy""#),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_header_fields_are_refused() {
    let branch = Branch::open().await;
    let mut stream = TcpStream::connect(branch.hub.listen_addr()).await.unwrap();
    let fields: String = (0..100).map(|index| format!("X-{index}: y\r\n")).collect();
    stream
        .write_all(format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{fields}\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}
