//! Appointments: who is admitted, by which age they queue, and when they are called.

use antre_domain::config::{Config, Window};
use antre_domain::*;
use serde_json::json;

use crate::scene::*;

const AT_NINE: &str = "2026-11-23T09:00:00+07:00";

/// The puskesmas with a booked class, early by half an hour and late by ten minutes; *Janji temu dulu*.
fn booking() -> Config {
    let mut config = puskesmas();
    config.classes.push(config::Class {
        appointment: Some(Window {
            early_secs: 1_800,
            late_secs: 600,
        }),
        ..class("booked", 300)
    });
    config.profiles[0].rule = rule(json!({"appointments_first": {}}));
    config
}

fn at_work(config: Config) -> Scene {
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for counter in ["l1", "l2"] {
        scene.must(clerk(counter), open(counter));
    }
    scene
}

/// Somebody who has booked `at` comes now.
fn comes(scene: &mut Scene, at: &str) -> TicketId {
    let given = scene.must(kiosk("k1"), book("umum", "booked", at));
    given[0].what.ticket().unwrap()
}

fn due(at: &str) -> CallReason {
    let booked_at = instant(at);
    CallReason::AppointmentDue { booked_at }
}

#[test]
fn whoever_comes_too_early_is_told_from_when_they_are_admitted() {
    let mut scene = at_work(booking());
    scene.at("2026-11-23T08:29:59.999+07:00");
    let from = instant("2026-11-23T08:30:00+07:00");
    assert_eq!(
        scene.refused(kiosk("k1"), book("umum", "booked", AT_NINE)),
        Rejection::AppointmentEarly { from }
    );
    scene.at("2026-11-23T08:30:00+07:00");
    let early = comes(&mut scene, AT_NINE);
    let ticket = scene.ticket(early);
    assert_eq!(ticket.class, id("booked"));
    assert_eq!(ticket.leg.place.since, instant(AT_NINE));
    assert_eq!(ticket.booked_at, Some(instant(AT_NINE)));
    assert_eq!(ticket.issued_at, from);
}

#[test]
fn whoever_comes_late_queues_as_a_regular_customer_from_the_moment_they_come() {
    let mut scene = at_work(booking());
    scene.at("2026-11-23T09:10:00+07:00");
    let in_time = comes(&mut scene, AT_NINE);
    assert_eq!(scene.ticket(in_time).class, id("booked"));
    scene.at("2026-11-23T09:10:00.001+07:00");
    let late = comes(&mut scene, AT_NINE);
    let ticket = scene.ticket(late);
    assert_eq!(ticket.class, id("regular"));
    assert_eq!(ticket.leg.place.since, scene.clock);
    assert_eq!(ticket.booked_at, Some(instant(AT_NINE)), "it is on record");
}

#[test]
fn nobody_is_late_for_a_branch_that_stood_still() {
    let mut scene = at_work(booking());
    scene.at("2026-11-23T08:55:00+07:00");
    scene.must(supervisor(), Act::Hold(HoldReason::PowerCut));
    scene.at("2026-11-23T09:40:00+07:00");
    scene.must(supervisor(), Act::ResumeBranch);
    let waited_outside = comes(&mut scene, AT_NINE);
    assert_eq!(scene.ticket(waited_outside).class, id("booked"));
    // From here on the ten minutes count.
    scene.at("2026-11-23T09:50:00.001+07:00");
    let late = comes(&mut scene, AT_NINE);
    assert_eq!(scene.ticket(late).class, id("regular"));
}

#[test]
fn a_class_by_appointment_needs_the_booked_time_and_no_other_class_takes_one() {
    let mut scene = at_work(booking());
    assert_eq!(
        scene.refused(kiosk("k1"), issue_as("umum", "booked")),
        Rejection::BookingNeeded(id("booked"))
    );
    assert_eq!(
        scene.refused(kiosk("k1"), book("umum", "priority", AT_NINE)),
        Rejection::NotByAppointment(id("priority"))
    );
}

#[test]
fn an_early_appointment_is_called_before_its_time_only_where_nobody_else_can_be() {
    let mut scene = at_work(booking());
    scene.at("2026-11-23T08:40:00+07:00");
    let early = comes(&mut scene, AT_NINE);
    scene.touch("umum");
    let (first, reason) = scene.next("l1").unwrap();
    assert_eq!(scene.number(first), "A002");
    assert_eq!(reason, CallReason::LongestWait { waited_secs: 0 });
    let (next, reason) = scene.next("l2").unwrap();
    assert_eq!(next, early);
    assert_eq!(reason, CallReason::LongestWait { waited_secs: 0 });
}

#[test]
fn an_appointment_is_due_to_the_second() {
    let mut scene = at_work(booking());
    scene.at("2026-11-23T08:40:00+07:00");
    let booked = comes(&mut scene, AT_NINE);
    let waiting = scene.must(kiosk("k1"), issue_many("umum", 4));
    let waiting: Vec<TicketId> = waiting.iter().filter_map(|e| e.what.ticket()).collect();
    scene.at("2026-11-23T08:59:59.999+07:00");
    assert_eq!(scene.next("l1").unwrap().0, waiting[0]);
    scene.at(AT_NINE);
    assert_eq!(scene.next("l1").unwrap(), (booked, due(AT_NINE)));
}

#[test]
fn appointments_are_called_by_their_booked_time_not_by_their_arrival() {
    let mut scene = at_work(booking());
    scene.at("2026-11-23T09:05:00+07:00");
    let times = ["09:05", "09:00", "09:02", "08:58"];
    let came: Vec<TicketId> = times
        .iter()
        .map(|time| comes(&mut scene, &format!("2026-11-23T{time}:00+07:00")))
        .collect();
    let called: Vec<TicketId> = (0..4).map(|_| scene.next("l1").unwrap().0).collect();
    assert_eq!(called, [came[3], came[1], came[2], came[0]]);
}

#[test]
fn the_wait_of_an_appointment_counts_from_the_booked_time() {
    let mut config = booking();
    config.profiles[0].rule = rule(json!({"fair": {}}));
    let mut scene = at_work(config);
    scene.at("2026-11-23T08:40:00+07:00");
    comes(&mut scene, AT_NINE);
    scene.at("2026-11-23T09:04:00+07:00");
    let (_, reason) = scene.next("l1").unwrap();
    assert_eq!(reason, CallReason::LongestWait { waited_secs: 240 });
}

#[test]
fn those_who_walk_in_keep_their_share_under_a_flood_of_appointments() {
    let mut config = booking();
    config.profiles[0].rule = rule(json!({"appointments_first": {"one_in": 5}}));
    let mut scene = at_work(config);
    let walk_ins = scene.must(kiosk("k1"), issue_many("umum", 10)).len();
    scene.at(AT_NINE);
    for _ in 0..40 {
        comes(&mut scene, AT_NINE);
    }
    let reasons: Vec<CallReason> = (0..20).map(|_| scene.next("l1").unwrap().1).collect();
    let is_due = |reason: &&CallReason| **reason == due(AT_NINE);
    assert_eq!(reasons.iter().filter(is_due).count(), 16);
    for (index, reason) in reasons.iter().enumerate() {
        let is_share = matches!(reason, CallReason::GuaranteedTurn { one_in: 5, .. });
        assert_eq!(is_share, index % 5 == 4, "call {index}: {reason:?}");
    }
    assert!(walk_ins > 4);
}

#[test]
fn those_ahead_of_an_early_appointment_are_all_who_can_be_called_now() {
    let mut scene = at_work(booking());
    scene.at("2026-11-23T08:40:00+07:00");
    let booked = comes(&mut scene, AT_NINE);
    let walk_ins: Vec<TicketId> = (0..3).map(|_| scene.touch("umum")).collect();
    let ahead = |scene: &Scene, ticket| scene.branch.ahead(scene.ticket(ticket));
    assert_eq!(ahead(&scene, booked), 3);
    assert_eq!(ahead(&scene, walk_ins[0]), 0);
    scene.at(AT_NINE);
    scene.touch("kia");
    assert_eq!(ahead(&scene, booked), 0, "the time has come");
    assert_eq!(ahead(&scene, walk_ins[0]), 1);
}

#[test]
fn a_cap_does_not_count_the_time_before_an_appointment() {
    let mut config = booking();
    config.profiles[0].rule = rule(json!({"fair": {"cap_secs": 900}}));
    let mut scene = at_work(config);
    scene.at("2026-11-23T08:30:00+07:00");
    let booked = comes(&mut scene, AT_NINE);
    scene.at("2026-11-23T09:14:59+07:00");
    let regular = scene.touch("umum");
    scene.at("2026-11-23T09:15:00+07:00");
    let past = CallReason::PastCap {
        waited_secs: 900,
        cap_secs: 900,
    };
    assert_eq!(scene.next("l1").unwrap(), (booked, past));
    assert_eq!(scene.next("l1").unwrap().0, regular);
}

#[test]
fn an_appointment_carried_to_the_next_day_is_the_oldest_there() {
    let mut config = booking();
    config.rules.unserved = config::Unserved::Carry;
    let mut scene = at_work(config);
    scene.at("2026-11-23T14:40:00+07:00");
    let at = "2026-11-23T15:00:00+07:00";
    comes(&mut scene, at);
    scene.at("2026-11-24T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    scene.touch("umum");
    let (ticket, _) = scene.next("l1").unwrap();
    assert_eq!(scene.ticket(ticket).class, id("booked"));
    assert_eq!(scene.ticket(ticket).leg.place.since, instant(at));
}
