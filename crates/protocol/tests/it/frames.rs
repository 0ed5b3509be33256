//! What crosses the WebSocket.

use antre_protocol::*;
use serde_json::{Value, json};

use crate::cards::*;

fn every_message() -> Vec<ServerMessage> {
    let mut all = vec![
        ServerMessage::Tail {
            epoch: "1-9f".to_owned(),
            seq: 12,
            at: at(0),
        },
        ServerMessage::Event {
            seq: 13,
            at: at(1),
            changes: every_change(),
        },
        ServerMessage::Live {
            seq: 13,
            at: at(2),
            changes: Vec::new(),
        },
        ServerMessage::Live {
            seq: 13,
            at: at(2),
            changes: every_change(),
        },
    ];
    all.extend(every_view().map(|view| ServerMessage::Snapshot {
        epoch: "1-9f".to_owned(),
        seq: 12,
        at: at(0),
        view: Box::new(view),
        calls: vec![call("A001", 11, 1)],
    }));
    for message in &all {
        // A new kind of message must join the list above.
        match message {
            ServerMessage::Tail { .. }
            | ServerMessage::Event { .. }
            | ServerMessage::Live { .. }
            | ServerMessage::Snapshot { .. } => {}
        }
    }
    all
}

#[test]
fn every_message_is_read_as_it_was_written() {
    for message in every_message() {
        let wire = serde_json::to_string(&message).unwrap();
        assert_eq!(
            serde_json::from_str::<ServerMessage>(&wire).unwrap(),
            message
        );
    }
}

#[test]
fn messages_and_changes_keep_their_names() {
    let wire = |message: &ServerMessage| serde_json::to_value(message).unwrap();
    let messages = every_message();
    assert_eq!(
        wire(&messages[0]),
        json!({"type": "tail", "epoch": "1-9f", "seq": 12, "at": "2026-11-23T01:00:00.000Z"})
    );
    assert_eq!(
        wire(&messages[2]),
        json!({"type": "live", "seq": 13, "at": "2026-11-23T01:00:02.000Z"})
    );
    let event = wire(&messages[1]);
    assert_eq!(
        (&event["type"], &event["seq"]),
        (&"event".into(), &13.into())
    );
    let names: Vec<&Value> = event["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["change"])
        .collect();
    assert_eq!(
        names,
        [
            "reset",
            "branch",
            "service",
            "opening",
            "wait",
            "counter",
            "called",
            "call_ended",
            "call_withdrawn",
            "served",
            "aside",
            "aside_gone",
            "printer",
            "help",
            "help_gone",
            "reserve",
            "cloth",
            "announced",
            "announcement_ended",
            "display",
            "copies",
        ]
    );
    assert_eq!(
        event["changes"][6],
        json!({"change": "called", "call": {
            "seq": 7, "at": "2026-11-23T01:01:00.000Z", "ticket": "0000000000001", "number": "A001", "colour": 0,
            "counter": "l1", "recall": 0,
        }})
    );
    assert_eq!(
        event["changes"][13],
        json!({"change": "help", "help": {
            "device": "kiosk-1", "name": "Kiosk 1", "since": "2026-11-23T01:00:30.000Z",
        }})
    );
    assert_eq!(
        event["changes"][15],
        json!({"change": "reserve", "reserve": {"per_series": 20, "recall": ["a"], "version": "2f"}})
    );
    assert_eq!(
        event["changes"][9],
        json!({"change": "served", "served": 12, "thread": 3})
    );
    assert_eq!(
        event["changes"].as_array().unwrap()[16..],
        [
            json!({"change": "cloth", "threads": [0, 2, 2]}),
            json!({"change": "announced", "announcement": {
                "id": "00000000000000000000000000000007", "kind": "notice", "text": "Lantai licin",
                "zones": ["kiri"], "since": "2026-11-23T01:00:00.000Z",
                "until": "2026-11-23T01:10:00.000Z", "spoken": true,
            }}),
            json!({"change": "announcement_ended", "id": "00000000000000000000000000000007"}),
            json!({"change": "display", "display": {
                "device": "layar-1", "name": "Layar 1", "zone": "kiri", "sound": "lost", "reachable": true,
                "faults": [{"code": "clip_missing", "about": "loket"}],
                "since": "2026-11-23T01:00:00.000Z",
            }}),
            json!({"change": "copies", "copies": [{
                "ticket": "0000000000001", "device": "kiosk-1", "asked_at": "2026-11-23T01:01:00.000Z",
            }]}),
        ]
    );
    let snapshot = wire(&messages[4]);
    assert_eq!(
        (&snapshot["type"], &snapshot["view"]["kind"]),
        (&"snapshot".into(), &"kiosk".into())
    );
    assert_eq!(wire(&messages[5])["view"]["kind"], "display");
    assert_eq!(wire(&messages[6])["view"]["kind"], "counter");
    assert_eq!(
        event["changes"][4],
        json!({"change": "wait", "service": "umum", "wait": {"from_secs": 600, "to_secs": 1200},
            "waits": [{"class": "prioritas", "wait": null}]})
    );
}

#[test]
fn hello_names_a_view_and_perhaps_what_is_known() {
    for (view, name) in [
        (ViewKind::Kiosk, "kiosk"),
        (ViewKind::Display, "display"),
        (ViewKind::Counter, "counter"),
    ] {
        let hello = ClientMessage::Hello(Hello {
            epoch: None,
            seq: None,
            view,
        });
        let wire = json!({"type": "hello", "view": name});
        assert_eq!(serde_json::to_value(&hello).unwrap(), wire);
        assert_eq!(
            serde_json::from_value::<ClientMessage>(wire).unwrap(),
            hello
        );
    }
    let hello = ClientMessage::Hello(Hello {
        epoch: Some("1-9f".to_owned()),
        seq: Some(12),
        view: ViewKind::Kiosk,
    });
    let wire = json!({"type": "hello", "epoch": "1-9f", "seq": 12, "view": "kiosk"});
    assert_eq!(serde_json::to_value(&hello).unwrap(), wire);
    assert_eq!(
        serde_json::from_value::<ClientMessage>(wire).unwrap(),
        hello
    );
}

#[test]
fn the_longest_hello_fits_the_largest_message_of_a_client() {
    let hello = ClientMessage::Hello(Hello {
        epoch: Some(format!("{}-{:016x}", u32::MAX, u64::MAX)),
        seq: Some(u64::MAX),
        view: ViewKind::Display,
    });
    assert!(serde_json::to_vec(&hello).unwrap().len() <= FRAME_BYTES_MAX);
}
