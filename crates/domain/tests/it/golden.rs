//! What the log has ever held must stay readable: the bytes in `golden/` are never edited, only
//! added to. A new version of an event adds a line; the old line stays.

use std::collections::BTreeSet;

use antre_domain::{DecodeError, Event, What, decode, encode};
use serde_json::Value;

const EVENTS_V1: &str = include_str!("golden/events-v1.jsonl");

fn lines() -> impl Iterator<Item = &'static str> {
    EVENTS_V1.lines().filter(|line| !line.is_empty())
}

fn read(line: &str) -> Event {
    decode(line.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{line}"))
}

#[test]
fn every_line_ever_written_is_read_and_means_the_same() {
    for line in lines() {
        let event = read(line);
        let written: Value = serde_json::from_slice(&encode(&event)).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(line).unwrap());
    }
}

#[test]
fn todays_events_are_still_written_byte_for_byte_as_these() {
    for line in lines() {
        assert_eq!(String::from_utf8(encode(&read(line))).unwrap(), line);
    }
}

#[test]
fn the_corpus_holds_every_kind_of_event() {
    let found: BTreeSet<&str> = lines().map(|line| read(line).what.kind()).collect();
    let expected: BTreeSet<&str> = KINDS.into_iter().collect();
    assert_eq!(found, expected);
    for line in lines() {
        let event = read(line);
        assert_eq!(KINDS[index(&event.what)], event.what.kind());
        let stored: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&stored["type"], &stored["v"]),
            (&event.what.kind().into(), &1.into())
        );
    }
}

const KINDS: [&str; 20] = [
    "epoch_started",
    "configured",
    "clock_confirmed",
    "day_opened",
    "day_closed",
    "ticket_issued",
    "ticket_called",
    "ticket_recalled",
    "ticket_started",
    "ticket_finished",
    "ticket_transferred",
    "ticket_parked",
    "ticket_resumed",
    "ticket_no_show",
    "ticket_requeued",
    "ticket_cancelled",
    "ticket_act_undone",
    "counter_opened",
    "counter_paused",
    "counter_closed",
];

/// Its place in [`KINDS`]. A new kind of event fails to compile here until the corpus has it.
fn index(what: &What) -> usize {
    match what {
        What::EpochStarted { .. } => 0,
        What::Configured { .. } => 1,
        What::ClockConfirmed { .. } => 2,
        What::DayOpened { .. } => 3,
        What::DayClosed { .. } => 4,
        What::TicketIssued { .. } => 5,
        What::TicketCalled { .. } => 6,
        What::TicketRecalled { .. } => 7,
        What::TicketStarted { .. } => 8,
        What::TicketFinished { .. } => 9,
        What::TicketTransferred { .. } => 10,
        What::TicketParked { .. } => 11,
        What::TicketResumed { .. } => 12,
        What::TicketNoShow { .. } => 13,
        What::TicketRequeued { .. } => 14,
        What::TicketCancelled { .. } => 15,
        What::TicketActUndone { .. } => 16,
        What::CounterOpened { .. } => 17,
        What::CounterPaused { .. } => 18,
        What::CounterClosed { .. } => 19,
    }
}

#[test]
fn what_is_no_event_is_an_error_and_never_a_guess() {
    let good: Value =
        serde_json::from_str(lines().find(|line| line.contains("ticket_issued")).unwrap()).unwrap();
    let broken = |change: fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value);
        decode(value.to_string().as_bytes())
    };
    let changes: [fn(&mut Value); 12] = [
        |v| drop(v.as_object_mut().unwrap().remove("type")),
        |v| drop(v.as_object_mut().unwrap().remove("v")),
        |v| drop(v.as_object_mut().unwrap().remove("at")),
        |v| drop(v.as_object_mut().unwrap().remove("by")),
        |v| drop(v.as_object_mut().unwrap().remove("number")),
        |v| v["type"] = "ticket_lost".into(),
        |v| v["v"] = 0.into(),
        |v| v["v"] = (-1).into(),
        |v| v["v"] = "1".into(),
        |v| v["at"] = "yesterday".into(),
        |v| v["by"]["name"] = "somebody".into(),
        |v| v["party"] = 256.into(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let read = broken(change);
        assert!(
            matches!(read, Err(DecodeError::Malformed(_))),
            "change {index}: {read:?}"
        );
    }
    for text in [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"ticket_issued\"",
        "{}",
        "\u{0}",
    ] {
        assert!(
            matches!(decode(text.as_bytes()), Err(DecodeError::Malformed(_))),
            "{text:?}"
        );
    }
    assert!(matches!(
        decode(b"\xff\xfe"),
        Err(DecodeError::Malformed(_))
    ));
}

#[test]
fn an_event_from_the_future_names_its_version() {
    for line in lines() {
        let mut value: Value = serde_json::from_str(line).unwrap();
        for future in [2, u64::from(u32::MAX) + 7] {
            value["v"] = future.into();
            let error = decode(value.to_string().as_bytes()).unwrap_err();
            let DecodeError::Newer { kind, found } = error else {
                panic!("{error}")
            };
            assert_eq!(kind, value["type"].as_str().unwrap());
            assert_eq!(u64::from(found), future.min(u32::MAX.into()));
        }
    }
}
