//! The next arrival is called by itself.

use antre_domain::*;

use super::{at_work, counter, petugas, sign_in, sign_out, stand_by};
use crate::scene::*;

/// Lets pass what is due, and says who was called where meanwhile.
fn called(scene: &mut Scene, pass: impl FnOnce(&mut Scene)) -> Vec<(String, TicketId)> {
    let before = scene.log.len();
    pass(scene);
    scene.pass_deadlines();
    let calls = scene.log[before..].iter();
    let calls = calls.filter_map(|event| match &event.what {
        What::TicketCalled {
            ticket, counter, ..
        } => Some((counter.to_string(), *ticket)),
        _ => None,
    });
    calls.collect()
}

fn arrives(scene: &mut Scene, service: &str) -> (TicketId, Vec<(String, TicketId)>) {
    let mut ticket = None;
    let calls = called(scene, |scene| ticket = Some(scene.touch(service)));
    (ticket.unwrap(), calls)
}

#[test]
fn an_arrival_is_called_by_itself_with_the_rules_own_reason() {
    let mut scene = Scene::at_work();
    scene.must(clerk("l1"), stand_by("l1", true));
    let (ticket, calls) = arrives(&mut scene, "umum");
    assert_eq!(calls, [("l1".to_owned(), ticket)]);
    let event = scene.log.last().unwrap();
    assert_eq!(event.by, Actor::TIMER);
    let What::TicketCalled { reason, quiet, .. } = &event.what else {
        panic!("{event:?}");
    };
    assert_eq!((reason.code(), *quiet), ("longest_wait", None));
}

#[test]
fn a_busy_counter_waits_until_it_is_free() {
    let mut scene = Scene::at_work();
    scene.must(clerk("l1"), stand_by("l1", true));
    let (first, _) = arrives(&mut scene, "umum");
    let (second, calls) = arrives(&mut scene, "umum");
    assert_eq!(calls, []);
    let calls = called(&mut scene, |scene| {
        scene.must(clerk("l1"), finish(first));
    });
    assert_eq!(calls, [("l1".to_owned(), second)]);
}

#[test]
fn the_counter_that_has_called_nobody_for_longest_has_the_next_one() {
    let mut scene = Scene::at_work();
    for counter in ["l1", "l2"] {
        scene.must(clerk(counter), stand_by(counter, true));
    }
    let mut turns = Vec::new();
    for _ in 0..4 {
        scene.wait(5);
        let (ticket, calls) = arrives(&mut scene, "umum");
        turns.extend(calls.into_iter().map(|(counter, _)| counter));
        let at = scene.ticket(ticket).state.counter().unwrap().to_string();
        scene.must(clerk(&at), finish(ticket));
        scene.pass_deadlines();
    }
    assert_eq!(turns, ["l1", "l2", "l1", "l2"]);
}

#[test]
fn every_counter_that_is_free_calls_in_one_act() {
    let mut scene = Scene::at_work();
    for counter in ["l1", "l2"] {
        scene.must(clerk(counter), stand_by(counter, true));
    }
    let events = scene.must(kiosk("k1"), issue_many("umum", 3));
    let (at, reason) = next_deadline(&scene.branch).unwrap();
    assert_eq!(reason, DeadlineReason::ArrivalsCalled);
    assert_eq!(at, scene.clock);
    let calls = scene.must(Actor::TIMER, Act::Due { reason, at });
    assert_eq!(calls.len(), 2, "of {} who came", events.len());
    assert_ne!(calls[0].what.ticket(), calls[1].what.ticket());
    let (_, next) = next_deadline(&scene.branch).unwrap();
    assert_eq!(next, DeadlineReason::DayTurns);
}

#[test]
fn it_waits_for_the_wrap_up_and_for_the_time_between_two_calls() {
    let mut scene = at_work(|config| {
        config.rules.wrap_up_secs = 60;
        config.rules.call_gap_secs = 90;
    });
    scene.must(clerk("l1"), stand_by("l1", true));
    let (first, _) = arrives(&mut scene, "umum");
    scene.wait(10);
    scene.must(clerk("l1"), finish(first));
    let (second, calls) = arrives(&mut scene, "umum");
    assert_eq!(calls, []);
    // The wrap-up ends after 70 s, the gap after 90.
    assert_eq!(called(&mut scene, |scene| scene.wait(79)), []);
    let calls = called(&mut scene, |scene| scene.wait(1));
    assert_eq!(calls, [("l1".to_owned(), second)]);
    scene.wait(200);
    scene.must(clerk("l1"), finish(second));
    let (third, calls) = arrives(&mut scene, "umum");
    assert_eq!(calls, []);
    assert_eq!(called(&mut scene, |scene| scene.wait(59)), []);
    let calls = called(&mut scene, |scene| scene.wait(1));
    assert_eq!(calls, [("l1".to_owned(), third)]);
}

#[test]
fn a_break_a_close_and_a_sign_out_end_it() {
    let ends: [fn(&mut Scene); 3] = [
        |scene| {
            let rest = Act::Break {
                counter: id("k1"),
                reason: None,
            };
            scene.must(petugas("petugas-1"), rest);
            scene.must(petugas("petugas-1"), open("k1"));
        },
        |scene| {
            scene.must(petugas("petugas-1"), Act::CloseCounter(id("k1")));
            scene.must(petugas("petugas-1"), open("k1"));
        },
        |scene| {
            scene.must(petugas("petugas-1"), sign_out("petugas-1"));
            scene.must(supervisor(), open("k1"));
        },
    ];
    for end in ends {
        let mut scene = Scene::at_work();
        scene.must(petugas("petugas-1"), sign_in("petugas-1", "k1"));
        scene.must(petugas("petugas-1"), stand_by("k1", true));
        end(&mut scene);
        assert!(!counter(&scene, "k1").standby);
        assert_eq!(arrives(&mut scene, "kia").1, []);
    }
}

#[test]
fn a_hold_stops_it_and_its_end_calls_at_once() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.must(supervisor(), Act::Hold(HoldReason::Ceremony));
    let calls = called(&mut scene, |scene| {
        scene.must(clerk("l1"), stand_by("l1", true));
        scene.wait(600);
    });
    assert_eq!(calls, []);
    let calls = called(&mut scene, |scene| {
        scene.must(supervisor(), Act::ResumeBranch);
    });
    assert_eq!(calls, [("l1".to_owned(), ticket)]);
}

#[test]
fn whoever_waits_for_another_counter_is_called_when_that_is_over() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    let act = Act::Transfer {
        ticket,
        service: id("umum"),
        class: None,
        age: None,
        to: Some(Directed::Counter(id("l2"))),
        note: None,
    };
    scene.must(supervisor(), act);
    let calls = called(&mut scene, |scene| {
        scene.must(clerk("l1"), stand_by("l1", true));
        scene.wait(1_799);
    });
    assert_eq!(calls, []);
    let calls = called(&mut scene, |scene| scene.wait(1));
    assert_eq!(calls, [("l1".to_owned(), ticket)]);
}

#[test]
fn whoever_was_sent_to_it_is_called_however_late_the_timer() {
    let mut scene = Scene::at_work();
    let mother = scene.touch("kia");
    scene.must(clerk("l1"), stand_by("l1", true));
    let act = Act::Transfer {
        ticket: mother,
        service: id("kia"),
        class: None,
        age: None,
        to: Some(Directed::Counter(id("l1"))),
        note: None,
    };
    scene.must(supervisor(), act);
    let calls = called(&mut scene, |scene| scene.wait(3_600));
    assert_eq!(calls, [("l1".to_owned(), mother)]);
}

#[test]
fn standing_by_twice_or_closed_is_refused() {
    let mut scene = Scene::at_work();
    assert_eq!(
        scene.refused(clerk("k1"), stand_by("k1", true)),
        Rejection::CounterClosed(id("k1"))
    );
    assert_eq!(
        scene.refused(clerk("l1"), stand_by("l1", false)),
        Rejection::CounterUnchanged(id("l1"))
    );
    scene.must(clerk("l1"), stand_by("l1", true));
    assert_eq!(
        scene.refused(clerk("l1"), stand_by("l1", true)),
        Rejection::CounterUnchanged(id("l1"))
    );
    assert_eq!(
        scene.refused(clerk("l2"), stand_by("l1", false)),
        Rejection::WrongCounter
    );
}

#[test]
fn nobody_is_called_twice_for_one_arrival() {
    let mut scene = Scene::at_work();
    scene.must(clerk("l1"), stand_by("l1", true));
    scene.touch("umum");
    let due = next_deadline(&scene.branch).unwrap();
    let act = Act::Due {
        reason: due.1,
        at: due.0,
    };
    scene.must(Actor::TIMER, act.clone());
    assert_eq!(scene.refused(Actor::TIMER, act), Rejection::NotDue);
}
