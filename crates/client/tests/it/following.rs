//! The session by itself: greeting, order, freshness, reconnects.

use std::time::Duration;

use antre_client::Moment;
use antre_client::session::{
    CONNECT_MAX, CloseReason, Closed, Reason, SILENCE_MAX, STALE_AFTER, Session, SessionEvent,
    Transmit,
};
use antre_protocol::{ClientMessage, Hello, KioskView, ServerMessage, View, ViewKind};

use crate::fake_hub::{FakeHub, branch_facts, encode};

pub(crate) fn at(ms: u64) -> Moment {
    Moment::new(Duration::from_millis(ms))
}

/// A session whose socket has just opened, and what it said.
pub(crate) fn greeted(now: Moment) -> (Session, String) {
    let mut session = Session::new(ViewKind::Display, now, 1);
    assert_eq!(session.poll_transmit(), Some(Transmit::Connect));
    session.handle_open(now);
    let hello = hello(&mut session);
    (session, hello)
}

pub(crate) fn following(hub: &FakeHub, now: Moment) -> Session {
    let (mut session, hello) = greeted(now);
    for text in hub.answer(&hello) {
        session.handle_text(now, &text);
    }
    assert_eq!(session.poll_event(), Some(SessionEvent::Live));
    session
}

pub(crate) fn hello(session: &mut Session) -> String {
    match session.poll_transmit() {
        Some(Transmit::Text(text)) => text,
        other => panic!("a hello was due, not {other:?}"),
    }
}

/// Lets the session reconnect and gives its next hello.
fn hello_again(session: &mut Session) -> Hello {
    while session.poll_transmit().is_some() {}
    let (due_at, reason) = session.poll_deadline().unwrap();
    assert_eq!(reason, Reason::Reconnect);
    session.handle_timeout(due_at);
    assert_eq!(session.poll_transmit(), Some(Transmit::Connect));
    session.handle_open(due_at);
    let ClientMessage::Hello(hello) = serde_json::from_str(&hello(session)).unwrap();
    hello
}

#[test]
fn the_first_hello_knows_nothing_and_the_next_one_resumes() {
    let mut hub = FakeHub::new();
    hub.call();
    let (mut session, first) = greeted(at(0));
    let ClientMessage::Hello(first) = serde_json::from_str(&first).unwrap();
    assert_eq!(
        first,
        Hello {
            epoch: None,
            seq: None,
            view: ViewKind::Display
        }
    );
    session.handle_text(at(0), &hub.snapshot());
    hub.quiet();
    session.handle_text(at(10), &hub.heartbeat());
    session.handle_closed(at(20), Closed::Lost);
    let next = hello_again(&mut session);
    assert_eq!(
        next,
        Hello {
            epoch: Some("1-a".into()),
            seq: Some(2),
            view: ViewKind::Display
        }
    );
}

#[test]
fn frames_make_the_view_that_a_snapshot_would() {
    let mut hub = FakeHub::new();
    let mut session = following(&hub, at(0));
    for frame in [
        hub.call(),
        hub.call(),
        hub.quiet(),
        hub.serve(),
        hub.withdraw(),
    ]
    .into_iter()
    .flatten()
    {
        session.handle_text(at(1), &frame);
    }
    assert_eq!(*session.poll_view().unwrap(), hub.view());
    assert_eq!(session.poll_view(), None, "a view is told once");
}

#[test]
fn what_does_not_follow_ends_the_connection_and_asks_for_everything() {
    let mut hub = FakeHub::new();
    let (first, second) = (hub.call().unwrap(), hub.call().unwrap());
    let stray_snapshot = hub.snapshot();
    let kiosk = View::Kiosk(KioskView {
        copies: Vec::new(),

        branch: branch_facts(),
        services: Vec::new(),
        slip: antre_protocol::SlipFacts::default(),
        reserve: Default::default(),
        brand: Default::default(),
        prefixes: vec!["A".into(), "B".into()],
    });
    let tail = ServerMessage::Tail {
        epoch: "1-a".into(),
        seq: 2,
        at: hub.now(),
    };
    let old_live = ServerMessage::Live {
        seq: 1,
        at: hub.now(),
        changes: Vec::new(),
    };
    let other_kind = ServerMessage::Snapshot {
        epoch: "1-a".into(),
        seq: 9,
        at: hub.now(),
        view: Box::new(kiosk.clone()),
        calls: Vec::new(),
    };
    let other_reset = ServerMessage::Event {
        seq: 9,
        at: hub.now(),
        changes: vec![antre_protocol::Change::Reset {
            view: Box::new(kiosk),
        }],
    };
    let third = hub.call().unwrap();
    let cases: Vec<(&str, Vec<String>, CloseReason)> = vec![
        ("an older event", vec![first], CloseReason::OutOfOrder),
        (
            "the last event twice",
            vec![second],
            CloseReason::OutOfOrder,
        ),
        (
            "a heartbeat of the past",
            vec![encode(&old_live)],
            CloseReason::OutOfOrder,
        ),
        (
            "a tail in the middle",
            vec![encode(&tail)],
            CloseReason::OutOfOrder,
        ),
        (
            "an older snapshot",
            vec![third.clone(), stray_snapshot],
            CloseReason::OutOfOrder,
        ),
        (
            "a torn frame",
            vec![third[..third.len() / 2].to_owned()],
            CloseReason::Malformed,
        ),
        (
            "another kind of view",
            vec![encode(&other_kind)],
            CloseReason::Malformed,
        ),
        (
            "a reset to another kind",
            vec![encode(&other_reset)],
            CloseReason::Malformed,
        ),
    ];
    for (what, texts, reason) in cases {
        let mut hub = FakeHub::new();
        hub.call();
        hub.call();
        let mut session = following(&hub, at(0));
        for text in texts {
            session.handle_text(at(1), &text);
        }
        assert_eq!(
            session.poll_transmit(),
            Some(Transmit::Close(reason)),
            "{what}"
        );
        let Hello { epoch, seq, .. } = hello_again(&mut session);
        assert_eq!((epoch, seq), (None, None), "{what}");
    }
}

#[test]
fn a_hub_that_talks_before_its_snapshot_is_not_believed() {
    let mut hub = FakeHub::new();
    let frame = hub.call().unwrap();
    let tail = encode(&ServerMessage::Tail {
        epoch: hub.epoch.clone(),
        seq: 1,
        at: hub.now(),
    });
    for text in [frame, hub.heartbeat(), tail] {
        let (mut session, _) = greeted(at(0));
        session.handle_text(at(1), &text);
        assert_eq!(
            session.poll_transmit(),
            Some(Transmit::Close(CloseReason::OutOfOrder))
        );
        assert_eq!((session.poll_view(), session.poll_event()), (None, None));
    }
}

#[test]
fn a_tail_from_another_place_than_asked_is_refused() {
    let mut hub = FakeHub::new();
    let mut session = following(&hub, at(0));
    session.handle_closed(at(1), Closed::Lost);
    hub.call();
    hello_again(&mut session);
    let tail = ServerMessage::Tail {
        epoch: hub.epoch.clone(),
        seq: 1,
        at: hub.now(),
    };
    session.handle_text(at(900), &encode(&tail));
    assert_eq!(
        session.poll_transmit(),
        Some(Transmit::Close(CloseReason::OutOfOrder))
    );
}

#[test]
fn silence_is_told_within_five_seconds_and_then_the_socket_is_dropped() {
    let hub = FakeHub::new();
    let mut session = following(&hub, at(1_000));
    assert!(STALE_AFTER < Duration::from_secs(5));
    assert_eq!(
        session.poll_deadline(),
        Some((at(1_000) + STALE_AFTER, Reason::Stale))
    );
    session.handle_timeout(at(4_999));
    assert_eq!(session.poll_event(), None);
    session.handle_timeout(at(5_000));
    assert_eq!(
        session.poll_event(),
        Some(SessionEvent::Stale { since: at(1_000) })
    );
    assert_eq!(
        session.poll_deadline(),
        Some((at(1_000) + SILENCE_MAX, Reason::Silence))
    );
    session.handle_timeout(at(7_000));
    assert_eq!(
        session.poll_transmit(),
        Some(Transmit::Close(CloseReason::Silence))
    );
    assert_eq!(session.poll_event(), None, "stale is told once");
    let Hello { seq, .. } = hello_again(&mut session);
    assert_eq!(seq, Some(0), "silence is no reason to doubt what is known");
}

#[test]
fn a_short_break_is_not_shown_and_a_late_hub_makes_the_view_live_again() {
    let hub = FakeHub::new();
    let mut session = following(&hub, at(0));
    session.handle_closed(at(100), Closed::Lost);
    assert_eq!(session.poll_event(), None);
    session.handle_timeout(at(4_000));
    assert_eq!(
        session.poll_event(),
        Some(SessionEvent::Stale { since: at(0) })
    );
    assert_eq!(session.poll_transmit(), Some(Transmit::Connect));
    session.handle_open(at(4_100));
    let hello = hello(&mut session);
    for text in hub.answer(&hello) {
        session.handle_text(at(4_200), &text);
    }
    assert_eq!(session.poll_event(), Some(SessionEvent::Live));
}

#[test]
fn a_hub_that_was_never_there_is_said_to_be_gone() {
    let mut session = Session::new(ViewKind::Display, at(0), 1);
    session.handle_closed(at(1), Closed::Lost);
    session.handle_timeout(at(4_000));
    assert_eq!(
        session.poll_event(),
        Some(SessionEvent::Stale { since: at(0) })
    );
}

#[test]
fn an_attempt_that_hangs_is_given_up() {
    let mut session = Session::new(ViewKind::Display, at(0), 1);
    assert_eq!(session.poll_transmit(), Some(Transmit::Connect));
    session.handle_timeout(at(0) + CONNECT_MAX);
    assert_eq!(
        session.poll_transmit(),
        Some(Transmit::Close(CloseReason::NotOpened))
    );
    assert!(matches!(
        session.poll_deadline(),
        Some((_, Reason::Reconnect))
    ));
}

#[test]
fn the_wait_between_attempts_grows_and_a_stable_connection_resets_it() {
    let hub = FakeHub::new();
    let mut session = following(&hub, at(0));
    let mut now = at(0);
    let wait_after = |session: &mut Session, now: Moment| {
        session.handle_closed(now, Closed::Lost);
        let (due_at, _) = loop {
            match session.poll_deadline().unwrap() {
                (due_at, Reason::Reconnect) => break (due_at, ()),
                (due_at, _) => session.handle_timeout(due_at.max(now)),
            }
        };
        due_at
    };
    let mut waits = Vec::new();
    for _ in 0..8 {
        let due_at = wait_after(&mut session, now);
        waits.push(due_at.since(now));
        now = due_at;
        session.handle_timeout(now);
    }
    assert!(waits[0] <= Duration::from_millis(375), "{waits:?}");
    assert!(waits[6] >= Duration::from_millis(2_500), "{waits:?}");
    session.handle_open(now);
    session.handle_text(now, &hub.snapshot());
    for _ in 0..6 {
        now = now + Duration::from_secs(2);
        session.handle_text(now, &hub.heartbeat());
    }
    let due_at = wait_after(&mut session, now);
    assert!(due_at.since(now) <= Duration::from_millis(375));
}

#[test]
fn a_refusal_is_told_once_and_tried_again() {
    let mut session = Session::new(ViewKind::Display, at(0), 1);
    session.handle_closed(at(1), Closed::Refused { status: 401 });
    assert_eq!(
        session.poll_event(),
        Some(SessionEvent::Refused { status: 401 })
    );
    let (due_at, _) = session.poll_deadline().unwrap();
    session.handle_timeout(due_at);
    session.handle_closed(due_at, Closed::Refused { status: 401 });
    assert_eq!(session.poll_event(), None);
    assert!(matches!(
        session.poll_deadline(),
        Some((_, Reason::Reconnect))
    ));
}

#[test]
fn the_hubs_clock_runs_on_between_its_words() {
    let mut hub = FakeHub::new();
    let session = following(&hub, at(500));
    hub.clock_ms += 1_500;
    assert_eq!(session.hub_time(at(2_000)), Some(hub.now()));
}
