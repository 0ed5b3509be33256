//! The WebSocket: what a screen is told, and what ends its connection.

use futures_util::SinkExt as _;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpSocket;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{self, Message};

use crate::fixture::Branch;
use crate::screen::{PATIENCE, Screen};

fn closes(code: u16, reason: &str) -> (u16, String) {
    (code, reason.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hall_is_told_of_the_call_and_of_nobody_who_waits() {
    let branch = Branch::open().await;
    let (mut hall, snapshot) = Screen::following(&branch, &branch.display, "display").await;
    assert_eq!(snapshot["view"]["kind"], "display");
    let ticket = branch.called().await;
    loop {
        let event = hall.event().await;
        assert_eq!(event["type"], "event");
        let called = event["changes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|change| change["change"] == "called");
        if let Some(called) = called {
            assert_eq!(called["call"]["number"], ticket["number"]);
            assert_eq!(called["call"]["seq"], event["seq"]);
            break;
        }
        assert!(!event.to_string().contains("A001"), "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returning_screen_gets_the_tail_and_one_from_elsewhere_a_snapshot() {
    let branch = Branch::open().await;
    let (screen, snapshot) = Screen::following(&branch, &branch.clerk, "counter").await;
    drop(screen);
    branch.ticket().await;
    branch.ticket().await;
    let hello = |epoch: &Value, seq: u64| json!({"type": "hello", "view": "counter", "epoch": epoch, "seq": seq});
    let seq = snapshot["seq"].as_u64().unwrap();
    let mut back = Screen::connect(&branch, &branch.clerk).await.unwrap();
    back.say(hello(&snapshot["epoch"], seq)).await;
    assert_eq!(back.event().await["type"], "tail");
    let seqs = [
        back.event().await["seq"].as_u64(),
        back.event().await["seq"].as_u64(),
    ];
    assert_eq!(seqs, [Some(seq + 1), Some(seq + 2)]);
    for (epoch, seq) in [
        (json!("1-0000000000000000"), seq),
        (snapshot["epoch"].clone(), seq + 1_000),
    ] {
        let mut stranger = Screen::connect(&branch, &branch.clerk).await.unwrap();
        stranger.say(hello(&epoch, seq)).await;
        assert_eq!(stranger.next().await["type"], "snapshot");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heartbeat_comes_without_any_event_and_says_how_far_it_is() {
    let branch = Branch::open().await;
    let (mut kiosk, snapshot) = Screen::following(&branch, &branch.kiosk, "kiosk").await;
    for _ in 0..3 {
        let beat = kiosk.next().await;
        assert_eq!(
            (beat["type"].as_str(), &beat["seq"]),
            (Some("live"), &snapshot["seq"])
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_hello_ends_the_connection_with_a_code() {
    let branch = Branch::open().await;
    for hello in [
        Message::text("hello"),
        Message::text(r#"{"type":"hello","view":"cellar"}"#),
        Message::text(r#"{"type":"hello","view":"kiosk","colour":"red"}"#),
        Message::binary(vec![1, 2, 3]),
    ] {
        let mut screen = Screen::connect(&branch, &branch.kiosk).await.unwrap();
        screen.0.send(hello).await.unwrap();
        assert_eq!(screen.closed().await, closes(4400, "malformed_hello"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_hello_and_longer_than_a_hello_end_the_connection() {
    let branch = Branch::open().await;
    let (mut screen, _) = Screen::following(&branch, &branch.kiosk, "kiosk").await;
    screen.say(json!({"type": "hello", "view": "kiosk"})).await;
    assert_eq!(screen.closed().await, closes(4400, "unexpected_message"));
    let mut long = Screen::connect(&branch, &branch.kiosk).await.unwrap();
    long.say(json!({"type": "hello", "view": "kiosk", "epoch": "x".repeat(5_000)}))
        .await;
    assert_eq!(long.closed().await, closes(1009, "message_too_long"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_a_role_may_not_see_is_refused() {
    let branch = Branch::open().await;
    for (token, view) in [
        (&branch.display, "counter"),
        (&branch.kiosk, "counter"),
        (&branch.kiosk, "display"),
    ] {
        let mut screen = Screen::connect(&branch, token).await.unwrap();
        screen.say(json!({"type": "hello", "view": view})).await;
        assert_eq!(screen.closed().await, closes(4403, "forbidden"), "{view}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_is_not_waited_for() {
    let branch = Branch::open().await;
    let silent = Screen::connect(&branch, &branch.kiosk).await.unwrap();
    assert_eq!(silent.closed().await, closes(4408, "hello_timeout"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_frame_end_the_connection() {
    use tokio::io::AsyncWriteExt as _;
    let branch = Branch::open().await;
    let (mut screen, _) = Screen::following(&branch, &branch.kiosk, "kiosk").await;
    // Reserved bits set, reserved opcode, no mask (RFC 6455, 5.2).
    screen
        .0
        .get_mut()
        .write_all(&[0xff, 0x05, 1, 2, 3, 4, 5])
        .await
        .unwrap();
    assert_eq!(screen.closed().await, closes(1002, "protocol_error"));
    branch.ticket().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_there_is_no_socket() {
    let branch = Branch::open().await;
    let refused = Screen::connect(&branch, "antre_wrong").await.err().unwrap();
    assert!(
        matches!(&refused, tungstenite::Error::Http(answer) if answer.status() == 401),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn screens_are_told_that_the_hub_stops() {
    let branch = Branch::open().await;
    let (screen, _) = Screen::following(&branch, &branch.display, "display").await;
    branch.hub.stop().await;
    assert_eq!(screen.closed().await, closes(1001, "stopping"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_let_go_and_slows_nobody() {
    let branch = Branch::open().await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let stream = socket.connect(branch.hub.listen_addr()).await.unwrap();
    let mut slow = Screen::over(stream, &branch, &branch.supervisor)
        .await
        .unwrap();
    slow.say(json!({"type": "hello", "view": "counter"})).await;
    let (mut quick, _) = Screen::following(&branch, &branch.supervisor, "counter").await;
    // Nobody reads at the slow end, while far more is said than the buffers between hold.
    let issue = json!({"service": "lebar", "count": 50});
    for _ in 0..19 {
        assert_eq!(
            branch
                .post(&branch.kiosk, "/api/v1/tickets", issue.clone())
                .await
                .status,
            201
        );
    }
    let last = branch
        .post(&branch.kiosk, "/api/v1/tickets", json!({"service": "poli"}))
        .await;
    assert_eq!(last.status, 201);
    let seq = branch.get("", "/healthz").await.json["seq"].as_u64();
    while quick.event().await["seq"].as_u64() < seq {}
    // The hub gives up on it: what is left in the buffers ends without a close frame.
    let mut rest = Vec::new();
    let ended = timeout(PATIENCE, async {
        loop {
            // Waits for the hub's side to be gone before a single byte is read.
            let sockets = branch.get("", "/metrics").await.text;
            if sockets.contains("antre_slow_readers_total 1") {
                break;
            }
            tokio::task::yield_now().await;
        }
        slow.0.get_mut().read_to_end(&mut rest).await
    });
    let _ = ended.await.expect("a slow reader is let go");
}
