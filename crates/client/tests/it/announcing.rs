//! Each call is announced once.

use antre_client::session::{ANNOUNCEMENTS_MAX, Closed, Session, SessionEvent, Transmit};

use crate::fake_hub::FakeHub;
use crate::following::{at, following, greeted, hello};

fn announced(session: &mut Session) -> Vec<(u64, u32)> {
    let mut calls = Vec::new();
    while let Some(event) = session.poll_event() {
        if let SessionEvent::Announce(announcement) = event {
            calls.push((announcement.call.seq, announcement.age_secs));
        }
    }
    calls
}

fn reconnect(session: &mut Session, hub: &FakeHub, ms: u64) {
    session.handle_closed(at(ms), Closed::Lost);
    session.handle_timeout(at(ms + 400));
    while session.poll_transmit() != Some(Transmit::Connect) {}
    session.handle_open(at(ms + 400));
    let hello = hello(session);
    for text in hub.answer(&hello) {
        session.handle_text(at(ms + 400), &text);
    }
}

#[test]
fn a_first_snapshot_announces_the_last_minute_with_each_calls_age() {
    let mut hub = FakeHub::new();
    hub.call();
    hub.clock_ms += 50_000;
    hub.call();
    hub.clock_ms += 20_000;
    hub.call();
    let (mut session, hello) = greeted(at(0));
    for text in hub.answer(&hello) {
        session.handle_text(at(0), &text);
    }
    assert_eq!(announced(&mut session), [(2, 20), (3, 0)]);
}

#[test]
fn a_second_snapshot_announces_only_what_is_newer() {
    let mut hub = FakeHub::new();
    hub.call();
    let mut session = following(&hub, at(0));
    assert_eq!(announced(&mut session), [(1, 0)]);
    session.handle_text(at(1), "torn");
    hub.call();
    reconnect(&mut session, &hub, 2);
    assert_eq!(announced(&mut session), [(2, 0)]);
}

#[test]
fn a_tail_after_an_hour_tells_how_old_its_calls_are() {
    let mut hub = FakeHub::new();
    let mut session = following(&hub, at(0));
    hub.call();
    hub.clock_ms += 3_600_000;
    hub.call();
    reconnect(&mut session, &hub, 3_600_000);
    assert_eq!(announced(&mut session), [(1, 3_600), (2, 0)]);
}

#[test]
fn another_epoch_begins_its_announcements_anew() {
    let mut hub = FakeHub::new();
    hub.call();
    hub.call();
    let mut session = following(&hub, at(0));
    assert_eq!(announced(&mut session).len(), 2);
    hub.restore(2);
    hub.call();
    reconnect(&mut session, &hub, 10);
    assert_eq!(announced(&mut session), [(2, 0)]);
    assert_eq!(*session.poll_view().unwrap(), hub.view());
}

#[test]
fn calls_that_nobody_takes_collapse_to_the_newest_with_a_count() {
    let mut hub = FakeHub::new();
    let mut session = following(&hub, at(0));
    for _ in 0..ANNOUNCEMENTS_MAX + 5 {
        session.handle_text(at(1), &hub.call().unwrap());
    }
    assert_eq!(
        session.poll_event(),
        Some(SessionEvent::CallsSkipped { count: 5 })
    );
    let seqs: Vec<u64> = announced(&mut session)
        .into_iter()
        .map(|(seq, _)| seq)
        .collect();
    assert_eq!(seqs, (6..=ANNOUNCEMENTS_MAX as u64 + 5).collect::<Vec<_>>());
}
