//! A counter whose clerk or PC is gone, and work that a supervisor assigns.

use antre_domain::*;

use super::{call_several, counter, kinds, petugas, sign_in};
use crate::scene::*;

#[test]
fn whoever_stood_at_a_released_counter_waits_again_at_their_old_place() {
    let mut scene = Scene::at_work();
    scene.must(petugas("petugas-1"), sign_in("petugas-1", "k1"));
    scene.must(
        supervisor(),
        Act::AssignProfile {
            counter: id("k1"),
            profile: id("general"),
        },
    );
    let tickets = [(); 4].map(|()| {
        scene.wait(1);
        scene.touch("umum")
    });
    scene.must(petugas("petugas-1"), call_several("k1", &tickets[..2]));
    scene.must(petugas("petugas-1"), Act::Start(tickets[1]));
    let events = scene.must(supervisor(), Act::ReleaseCounter(id("k1")));
    assert_eq!(
        kinds(&events),
        [
            "ticket_requeued",
            "ticket_requeued",
            "clerk_signed_out",
            "counter_released"
        ]
    );
    for event in &events[..2] {
        let What::TicketRequeued { because, .. } = event.what else {
            panic!("{event:?}");
        };
        assert_eq!(because, Some(RequeueReason::CounterReleased));
    }
    assert_eq!(scene.queue("umum", "regular"), tickets);
    assert_eq!(scene.ticket(tickets[1]).leg.started_at, None);
    let state = counter(&scene, "k1");
    assert_eq!((state.desk, state.clerk.clone()), (Desk::Closed, None));
    assert_eq!(scene.next("l1").unwrap().0, tickets[0]);
}

#[test]
fn only_a_supervisor_releases_and_only_what_is_held() {
    let mut scene = Scene::at_work();
    let release = || Act::ReleaseCounter(id("l1"));
    for by in [clerk("l1"), clerk("l2"), kiosk("k1"), Actor::TIMER] {
        assert_eq!(scene.refused(by, release()), Rejection::Forbidden);
    }
    scene.must(supervisor(), release());
    assert_eq!(
        scene.refused(supervisor(), release()),
        Rejection::CounterUnchanged(id("l1"))
    );
    assert_eq!(
        scene.refused(supervisor(), Act::ReleaseCounter(id("l9"))),
        Rejection::UnknownCounter(id("l9"))
    );
}

#[test]
fn a_clerk_does_not_name_a_release_as_their_reason() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    let because = Some(RequeueReason::CounterReleased);
    assert_eq!(
        scene.refused(clerk("l1"), Act::Requeue { ticket, because }),
        Rejection::Forbidden
    );
    let because = Some(RequeueReason::Mistake);
    let events = scene.must(clerk("l1"), Act::Requeue { ticket, because });
    let What::TicketRequeued { because: said, .. } = events[0].what else {
        panic!("{events:?}");
    };
    assert_eq!(said, because);
}

fn assign(counter: &str, profile: &str) -> Act {
    Act::AssignProfile {
        counter: id(counter),
        profile: id(profile),
    }
}

#[test]
fn assigned_work_is_called_for_at_once_and_outlasts_a_break() {
    let mut scene = Scene::at_work();
    let mother = scene.touch("kia");
    assert_eq!(scene.next("l1"), None);
    scene.must(supervisor(), assign("l1", "mothers"));
    assert_eq!(scene.next("l1").unwrap().0, mother);
    scene.must(clerk("l1"), finish(mother));
    let rest = Act::Break {
        counter: id("l1"),
        reason: None,
    };
    scene.must(clerk("l1"), rest);
    scene.must(clerk("l1"), open("l1"));
    assert_eq!(counter(&scene, "l1").profile, id("mothers"));
    scene.must(clerk("l1"), Act::CloseCounter(id("l1")));
    scene.must(clerk("l1"), open("l1"));
    assert_eq!(counter(&scene, "l1").profile, id("general"));
}

#[test]
fn work_is_assigned_by_supervisors_to_counters_that_work() {
    let mut scene = Scene::at_work();
    for by in [clerk("l1"), kiosk("k1"), Actor::TIMER] {
        assert_eq!(
            scene.refused(by, assign("l1", "mothers")),
            Rejection::Forbidden
        );
    }
    for (act, refused) in [
        (assign("l9", "mothers"), Rejection::UnknownCounter(id("l9"))),
        (
            assign("l1", "night"),
            Rejection::UnknownProfile(id("night")),
        ),
        (assign("k1", "general"), Rejection::CounterClosed(id("k1"))),
        (
            assign("l1", "general"),
            Rejection::CounterUnchanged(id("l1")),
        ),
    ] {
        assert_eq!(scene.refused(supervisor(), act), refused);
    }
}
