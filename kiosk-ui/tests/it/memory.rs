//! What a kiosk remembers across a restart.

use std::path::Path;

use antre_domain::{Locale, SlipState};
use antre_kiosk::network::memory::{Kept, Memory, Settings};
use antre_kiosk::staff::RECENT_MAX;
use antre_protocol::TicketAnswer;

fn kept(value: u64) -> Kept {
    Kept {
        answer: TicketAnswer {
            id: antre_domain::TicketId::from_bits(value),
            number: format!("A{value:03}").parse().unwrap(),
            service: "umum".parse().unwrap(),
            class: "umum".parse().unwrap(),
            state: "waiting".into(),
            counter: None,
            issued_at: "2026-11-23T08:00:00+07:00".parse().unwrap(),
            booked_at: None,
            onward: Vec::new(),
            ahead: 0,
            wait: None,
            url: None,
        },
        date: "2026-11-23".parse().ok(),
        locale: Locale::ID,
        large: false,
        party: 1,
        offline: true,
        copies: 0,
        unfinished: true,
    }
}

fn id(value: u64) -> String {
    antre_domain::TicketId::from_bits(value).to_string()
}

/// Numbers of the day, newest first, with whether their slips are unfinished.
fn recent(memory: &Memory, today: &str) -> Vec<(String, bool)> {
    let recent = memory.recent(today.parse().ok());
    recent
        .map(|kept| (kept.answer.number.to_string(), kept.unfinished))
        .collect()
}

/// The program ends and is started anew.
fn again(memory: Memory, path: &Path) -> Memory {
    drop(memory);
    Memory::open(path)
}

#[test]
fn a_slip_that_nobody_saw_come_out_is_unfinished_after_a_restart_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("memory");
    let mut memory = Memory::open(&path);
    for value in 1..=4 {
        memory.given(kept(value));
    }
    memory.ended(&id(1), SlipState::Confirmed);
    memory.ended(&id(2), SlipState::Unknown);
    memory.ended(&id(3), SlipState::Failed);
    memory.given(kept(5));
    memory.forget(&id(5));
    let memory = again(memory, &path);
    // A fifth was given back.
    let expected = [
        ("A004", true),
        ("A003", true),
        ("A002", true),
        ("A001", false),
    ]
    .map(|(number, unfinished)| (number.to_owned(), unfinished));
    assert_eq!(recent(&memory, "2026-11-23"), expected);
    assert_eq!(recent(&memory, "2026-11-24"), [], "the day is over");
}

#[test]
fn no_two_copies_are_the_same_act_across_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("memory");
    let mut memory = Memory::open(&path);
    memory.given(kept(1));
    assert_eq!(memory.next_copy(&id(1)), Some(1));
    let mut memory = again(memory, &path);
    assert_eq!(memory.next_copy(&id(1)), Some(2));
    assert_eq!(memory.next_copy(&id(2)), None, "nobody knows that ticket");
}

#[test]
fn only_the_last_slips_are_kept_and_the_file_stays_small() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("memory");
    let mut memory = Memory::open(&path);
    for value in 1..=900 {
        memory.given(kept(value));
    }
    let memory = again(memory, &path);
    let recent = recent(&memory, "2026-11-23");
    assert_eq!(recent.len(), RECENT_MAX);
    assert_eq!(recent[0].0, "A900");
    assert!(std::fs::metadata(&path).unwrap().len() < 300 * 1024);
}

#[test]
fn a_kiosk_that_rests_rests_after_a_restart_and_its_screen_keeps_its_width() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("memory");
    let mut memory = Memory::open(&path);
    let decided = Settings {
        paused: true,
        screen_tenths_mm: Some(4_760),
    };
    assert!(memory.set(decided));
    let memory = again(memory, &path);
    assert_eq!(memory.settings(), decided);
    drop(memory);
    assert_eq!(antre_kiosk::network::measured_width(&path), Some(4_760));
}

#[test]
fn a_file_that_is_no_memory_stops_no_kiosk() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("memory");
    std::fs::write(&path, "something else altogether, of some length").unwrap();
    let mut memory = Memory::open(&path);
    memory.given(kept(1));
    assert_eq!(recent(&memory, "2026-11-23").len(), 1);
    assert!(
        !memory.set(Settings::default()),
        "it will not outlast a restart"
    );
}
