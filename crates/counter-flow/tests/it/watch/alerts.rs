use std::time::Duration;

use antre_counter_flow::watch::{Key, Page, TONE_GAP};

use super::scene::{Hall, at, service_id};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_service_that_passes_its_target_is_seen_and_heard_at_that_moment() {
    let mut hall = Hall::new();
    hall.late(0, 1_790);
    assert!(!hall.watch.take_tone());
    assert!(hall.watch.alerts().is_empty());
    assert_eq!(
        hall.watch.next_deadline(hall.now),
        Some(hall.now + 10 * SECOND)
    );
    hall.pass(10 * SECOND);
    assert!(
        hall.watch.take_tone(),
        "no view came, time alone made it late"
    );
    assert!(!hall.watch.take_tone(), "once");
    let [alert] = hall.watch.alerts() else {
        panic!("{:?}", hall.watch.alerts());
    };
    assert_eq!(
        (&alert.service, alert.since, alert.late),
        (&service_id("umum"), at(10), true)
    );
}

#[test]
fn an_alert_stays_until_somebody_has_seen_it_even_when_the_wait_is_over() {
    let mut hall = Hall::new();
    hall.late(0, 2_000);
    hall.late(1, 1_900);
    hall.served(0);
    let alerts: Vec<bool> = hall.watch.alerts().iter().map(|alert| alert.late).collect();
    assert_eq!(alerts, [false, true]);
    hall.key(Key::Page(Page::Hall));
    hall.key(Key::Seen);
    assert_eq!(hall.watch.alerts()[0].service, service_id("gigi"));
    hall.key(Key::Seen);
    hall.key(Key::Seen);
    assert!(hall.watch.alerts().is_empty());
    hall.pass(600 * SECOND);
    assert!(
        hall.watch.alerts().is_empty(),
        "what was seen is not told again"
    );
}

#[test]
fn a_service_that_wavers_sounds_once_in_half_a_minute() {
    let mut hall = Hall::new();
    let mut tones = Vec::new();
    for _ in 0..100 {
        hall.late(0, 2_000);
        if hall.watch.take_tone() {
            tones.push(hall.now);
        }
        hall.served(0);
        hall.pass(SECOND);
    }
    assert!(
        tones.windows(2).all(|pair| pair[1] - pair[0] >= TONE_GAP),
        "{tones:?}"
    );
    assert_eq!(tones.len(), 4, "{tones:?}");
    assert_eq!(hall.watch.alerts().len(), 1, "and one row says so");
}

#[test]
fn another_service_sounds_all_the_same() {
    let mut hall = Hall::new();
    hall.late(0, 2_000);
    assert!(hall.watch.take_tone());
    hall.late(1, 2_000);
    assert!(hall.watch.take_tone());
}

#[test]
fn a_muted_alert_is_seen_and_not_heard_then_or_later() {
    let mut hall = Hall::open(Page::Hall);
    hall.key(Key::Mute);
    hall.late(0, 2_000);
    assert!(!hall.watch.take_tone());
    assert_eq!(hall.watch.alerts().len(), 1);
    hall.key(Key::Mute);
    hall.see();
    assert!(!hall.watch.take_tone());
    hall.late(1, 2_000);
    assert!(hall.watch.take_tone());
}

#[test]
fn nobody_but_who_leads_the_hall_hears_or_sees_anything() {
    let mut hall = Hall::new();
    hall.watch.handle_role(false, hall.now);
    hall.late(0, 2_000);
    hall.pass(60 * SECOND);
    hall.key(Key::Page(Page::Hall));
    assert!(!hall.watch.take_tone());
    assert!(hall.watch.alerts().is_empty() && !hall.watch.is_open());
    assert_eq!(hall.watch.next_deadline(hall.now), None);
    assert_eq!(hall.watch.summary(hall.now).waiting, 0);
    hall.watch.handle_role(true, hall.now);
    assert!(hall.watch.take_tone(), "whoever signs in hears what stands");
}

#[test]
fn a_hold_stops_the_waits() {
    let mut hall = Hall::new();
    hall.held(0);
    hall.late(0, 1_790);
    hall.pass(3_600 * SECOND);
    assert!(hall.watch.alerts().is_empty());
    assert_eq!(hall.watch.services(hall.now).0[0].longest_secs, Some(1_790));
}

#[test]
fn what_cannot_be_heard_of_does_not_become_late() {
    let mut hall = Hall::new();
    hall.late(0, 1_790);
    hall.watch.handle_line(false, hall.now);
    hall.pass(60 * SECOND);
    assert!(hall.watch.alerts().is_empty() && !hall.watch.take_tone());
    hall.watch.handle_line(true, hall.now);
    assert!(hall.watch.take_tone(), "it was late meanwhile");
}

#[test]
fn a_service_that_the_branch_no_longer_has_takes_its_alert_along() {
    let mut hall = Hall::new();
    hall.late(0, 2_000);
    hall.view.services.remove(0);
    hall.see();
    assert!(hall.watch.alerts().is_empty());
}
