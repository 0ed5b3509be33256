use std::time::Duration;

use antre_counter_flow::watch::{ARMED_FOR, Choice, Intent, Item, Key, PAUSE, Page, Told};
use antre_domain::{AnnouncementKind, HoldReason};

use super::scene::{Hall, clerk_id, counter_id, notice, row};

const MS: Duration = Duration::from_millis(1);

fn alarm(hall: &mut Hall) {
    hall.key(Key::Item(Item::Alarm(1)));
}

#[test]
fn an_alarm_takes_two_strokes_with_a_pause() {
    let mut hall = Hall::open(Page::Tell);
    alarm(&mut hall);
    assert!(matches!(
        hall.watch.told(hall.now),
        Some(Told::Armed(Intent::Announce(_)))
    ));
    assert!(hall.acts().is_empty());
    hall.pass(PAUSE);
    alarm(&mut hall);
    let Intent::Announce(request) = hall.act() else {
        panic!("no alarm");
    };
    assert_eq!(request.kind, AnnouncementKind::Fire);
    assert!(
        request.zones.is_empty() && request.spoken && request.for_secs.is_none(),
        "for everybody"
    );
}

#[test]
fn a_hanging_key_never_gives_an_alarm() {
    let mut hall = Hall::open(Page::Tell);
    for _ in 0..200 {
        alarm(&mut hall);
        hall.pass(PAUSE - MS);
    }
    assert!(hall.acts().is_empty());
}

#[test]
fn a_second_stroke_that_comes_too_late_is_a_first_one() {
    let mut hall = Hall::open(Page::Tell);
    alarm(&mut hall);
    hall.pass(ARMED_FOR);
    assert_eq!(hall.watch.told(hall.now), None);
    alarm(&mut hall);
    assert!(hall.acts().is_empty());
    hall.pass(PAUSE);
    alarm(&mut hall);
    assert_eq!(hall.acts().len(), 1);
}

#[test]
fn another_key_in_between_takes_it_back() {
    let mut hall = Hall::open(Page::Tell);
    for between in [
        Key::Up,
        Key::Back,
        Key::Page(Page::Tell),
        Key::Item(Item::Alarm(0)),
        Key::Item(Item::Text),
    ] {
        alarm(&mut hall);
        hall.pass(PAUSE);
        hall.key(between.clone());
        hall.pass(PAUSE);
        alarm(&mut hall);
        assert!(hall.acts().is_empty(), "{between:?}");
        hall.key(Key::Back);
        assert!(hall.watch.is_open(), "first only what is armed is dropped");
        hall.pass(ARMED_FOR);
    }
}

#[test]
fn the_branch_is_held_and_goes_on_by_two_strokes() {
    let mut hall = Hall::open(Page::Tell);
    hall.key(Key::Item(Item::Hold(0)));
    assert!(hall.acts().is_empty());
    hall.pass(PAUSE);
    hall.key(Key::Enter);
    assert_eq!(hall.act(), Intent::Hold(HoldReason::SystemDown));
    hall.held(0);
    hall.key(Key::Item(Item::Hold(0)));
    assert!(hall.acts().is_empty(), "it is held already");
    hall.key(Key::Item(Item::Resume));
    assert!(hall.acts().is_empty());
    hall.pass(PAUSE);
    hall.key(Key::Enter);
    assert_eq!(hall.act(), Intent::ResumeBranch);
}

#[test]
fn a_dead_counter_is_released_by_two_strokes_for_the_clerk_who_was_meant() {
    let mut hall = Hall::open(Page::Hall);
    hall.key(Key::Counter(1));
    let release = hall
        .watch
        .choices()
        .iter()
        .position(|choice| *choice == Choice::Release);
    let digit = u8::try_from(release.unwrap() + 1).unwrap();
    hall.key(Key::Digit(digit));
    // Meanwhile another clerk has sat down there.
    hall.view.counters[1].clerk = Some(clerk_id("p-2"));
    hall.see();
    hall.pass(PAUSE);
    hall.key(Key::Digit(digit));
    assert!(hall.acts().is_empty());
    hall.pass(PAUSE);
    hall.key(Key::Digit(digit));
    assert_eq!(hall.act(), Intent::Release(counter_id("2")));
}

#[test]
fn a_counter_is_closed_by_two_strokes() {
    let mut hall = Hall::open(Page::Hall);
    hall.key(Key::Counter(0));
    hall.key(Key::Digit(2));
    assert!(hall.acts().is_empty());
    hall.pass(PAUSE);
    hall.key(Key::Digit(2));
    assert_eq!(hall.act(), Intent::Close(counter_id("1")));
}

#[test]
fn a_ticket_is_cancelled_by_two_strokes() {
    let mut hall = Hall::open(Page::Waiting);
    hall.list(vec![row("A012", "umum", 900)]);
    hall.key(Key::Enter);
    hall.key(Key::Digit(6));
    assert!(hall.acts().is_empty());
    hall.pass(PAUSE);
    hall.key(Key::Digit(6));
    assert_eq!(hall.act(), Intent::Cancel(row("A012", "umum", 900).id));
    assert_eq!(hall.watch.acted_on().unwrap().to_string(), "A012");
}

#[test]
fn a_notice_ends_at_once_and_an_alarm_by_two_strokes() {
    let mut hall = Hall::open(Page::Tell);
    let fire = antre_protocol::AnnouncementCard {
        kind: AnnouncementKind::Fire,
        ..notice(2)
    };
    hall.view.announcements = vec![notice(1), fire];
    hall.see();
    hall.key(Key::Item(Item::End(0)));
    assert!(matches!(hall.act(), Intent::EndAnnouncement { .. }));
    hall.key(Key::Item(Item::End(1)));
    assert!(hall.acts().is_empty());
    hall.pass(PAUSE);
    hall.key(Key::Item(Item::End(1)));
    assert_eq!(hall.acts().len(), 1);
}

#[test]
fn nothing_is_armed_or_done_without_a_hub() {
    let mut hall = Hall::open(Page::Tell);
    alarm(&mut hall);
    hall.watch.handle_line(false, hall.now);
    hall.pass(PAUSE);
    alarm(&mut hall);
    assert_eq!(hall.watch.told(hall.now), Some(Told::Gone));
    assert!(hall.asks().is_empty());
    hall.watch.handle_line(true, hall.now);
    alarm(&mut hall);
    assert!(hall.acts().is_empty(), "that was the first stroke");
}

#[test]
fn what_waits_to_be_sent_is_not_sent_late() {
    let mut hall = Hall::open(Page::Hall);
    hall.key(Key::Service(0));
    hall.key(Key::Digit(2));
    hall.watch.handle_line(false, hall.now);
    assert_eq!(hall.watch.told(hall.now), Some(Told::Gone));
    hall.watch.handle_line(true, hall.now);
    assert!(hall.acts().is_empty());
}
