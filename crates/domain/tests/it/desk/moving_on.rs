//! Where nobody says it, the service says what becomes of class and age; and nobody is moved to where
//! nobody comes for them. Walk-ins.

use antre_domain::config::{OnTransfer, TransferClass};
use antre_domain::*;

use super::{at_work, kinds};
use crate::scene::*;

fn move_to(ticket: TicketId, service: &str) -> Act {
    Act::Transfer {
        ticket,
        service: id(service),
        class: None,
        age: None,
        to: None,
        note: None,
    }
}

fn moved(rule: OnTransfer, class: &str) -> (Scene, TicketId) {
    let mut scene = at_work(|config| config.services[1].on_transfer = rule);
    let ticket = scene.touch_as("umum", class);
    scene.wait(60);
    scene.must(supervisor(), move_to(ticket, "gigi"));
    (scene, ticket)
}

#[test]
fn a_priority_is_kept_lost_or_gained_as_the_service_has_it() {
    use TransferClass::{Gain, Keep, Lose};
    for (class, before, after) in [
        (Keep, "regular", "regular"),
        (Keep, "priority", "priority"),
        (Lose, "regular", "regular"),
        (Lose, "priority", "regular"),
        (Gain, "regular", "priority"),
        (Gain, "priority", "priority"),
    ] {
        let age = Age::Keep;
        let (scene, ticket) = moved(OnTransfer { class, age }, before);
        assert_eq!(scene.ticket(ticket).class, id(after), "{class:?} {before}");
    }
}

#[test]
fn the_age_is_kept_or_lost_as_the_service_has_it() {
    for (age, is_kept) in [(Age::Keep, true), (Age::Fresh, false)] {
        let class = TransferClass::Keep;
        let (scene, ticket) = moved(OnTransfer { class, age }, "regular");
        let ticket = scene.ticket(ticket);
        assert_eq!(ticket.leg.place.since == ticket.issued_at, is_kept);
    }
}

#[test]
fn what_the_clerk_says_stands_before_what_the_service_says() {
    let mut scene = at_work(|config| {
        config.services[1].on_transfer = OnTransfer {
            class: TransferClass::Gain,
            age: Age::Fresh,
        };
    });
    let ticket = scene.touch("umum");
    scene.wait(60);
    let act = Act::Transfer {
        ticket,
        service: id("gigi"),
        class: Some(id("regular")),
        age: Some(Age::Keep),
        to: None,
        note: None,
    };
    scene.must(supervisor(), act);
    let ticket = scene.ticket(ticket);
    assert_eq!(ticket.class, id("regular"));
    assert_eq!(ticket.leg.place.since, ticket.issued_at);
}

#[test]
fn nobody_is_moved_to_a_service_that_is_over_for_today() {
    // Numbers for gigi end at eleven; l1 and l2 take it, k1 does not.
    let mut scene = at_work(|config| config.services[1].hours = Some(every_day("08:00-11:00")));
    scene.must(supervisor(), open("k1"));
    let ticket = scene.touch("kia");
    scene.at("2026-11-23T12:00:00+07:00");
    scene.must(supervisor(), move_to(ticket, "gigi"));
    scene.must(supervisor(), move_to(ticket, "kia"));
    for counter in ["l1", "l2"] {
        scene.must(clerk(counter), Act::CloseCounter(id(counter)));
    }
    let refused = scene.refused(supervisor(), move_to(ticket, "gigi"));
    let closed = Rejection::ServiceClosed {
        service: id("gigi"),
        opens_at: Some(instant("2026-11-24T07:45:00+07:00")),
    };
    assert_eq!(refused, closed);
    assert_eq!(scene.queue("kia", "regular"), [ticket], "where it was");
}

#[test]
fn whoever_is_early_may_be_moved_to_what_opens_later_today() {
    let mut scene = Scene::of(
        super::changed(|config| config.services[1].hours = Some(every_day("13:00-15:00"))),
        "2026-11-23T08:00:00+07:00",
    );
    let ticket = scene.touch("umum");
    scene.must(supervisor(), move_to(ticket, "gigi"));
    assert_eq!(scene.queue("gigi", "regular"), [ticket]);
}

#[test]
fn a_paused_service_takes_whom_somebody_will_call() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.must(supervisor(), Act::PauseService(id("gigi")));
    scene.must(supervisor(), Act::PauseService(id("kia")));
    scene.must(supervisor(), move_to(ticket, "gigi"));
    let closed = Rejection::ServiceClosed {
        service: id("kia"),
        opens_at: None,
    };
    assert_eq!(scene.refused(supervisor(), move_to(ticket, "kia")), closed);
    scene.must(supervisor(), open("k1"));
    scene.must(supervisor(), move_to(ticket, "kia"));
}

fn walk_in(counter: &str, service: &str) -> Act {
    Act::WalkIn {
        counter: id(counter),
        service: id(service),
        class: None,
        locale: None,
    }
}

#[test]
fn whoever_stands_at_the_counter_is_given_a_number_and_served_by_one_act() {
    let mut scene = Scene::at_work();
    let waits = scene.touch("umum");
    let events = scene.must(clerk("l1"), walk_in("l1", "gigi"));
    assert_eq!(
        kinds(&events),
        ["ticket_issued", "ticket_called", "ticket_started"]
    );
    let What::TicketCalled { reason, quiet, .. } = &events[1].what else {
        panic!("{events:?}");
    };
    assert_eq!(*reason, CallReason::WalkIn);
    assert_eq!(quiet.unwrap().without, Without::Both);
    let ticket = events[0].what.ticket().unwrap();
    assert_eq!(scene.state(ticket), StateName::Serving);
    assert_eq!(scene.number(ticket), "C001");
    assert_eq!(scene.state(waits), StateName::Waiting);
}

#[test]
fn a_walk_in_is_refused_where_a_number_or_a_call_would_be() {
    let mut scene = Scene::at_work();
    let wrong = Rejection::WrongCounter;
    assert_eq!(scene.refused(clerk("l2"), walk_in("l1", "umum")), wrong);
    assert_eq!(
        scene.refused(clerk("l1"), walk_in("l1", "kia")),
        Rejection::NotInProfile(id("kia"))
    );
    assert_eq!(
        scene.refused(clerk("l1"), walk_in("l1", "lab")),
        Rejection::NotWalkIn(id("lab"))
    );
    assert_eq!(
        scene.refused(clerk("k1"), walk_in("k1", "kia")),
        Rejection::CounterClosed(id("k1"))
    );
    let ticket = scene.touch("umum");
    scene.next("l1");
    let busy = Rejection::CounterBusy {
        counter: id("l1"),
        ticket,
    };
    assert_eq!(scene.refused(clerk("l1"), walk_in("l1", "umum")), busy);
    scene.must(supervisor(), Act::Hold(HoldReason::Other));
    assert_eq!(
        scene.refused(clerk("l2"), walk_in("l2", "umum")),
        Rejection::BranchHeld(HoldReason::Other)
    );
    assert_eq!(scene.day().tickets.len(), 1, "no number was taken");
}

#[test]
fn a_walk_in_waits_for_no_gap_and_makes_nobody_wait_for_one() {
    let mut scene = at_work(|config| config.rules.call_gap_secs = 60);
    scene.touch("umum");
    let first = scene.next("l1").unwrap().0;
    scene.must(clerk("l1"), finish(first));
    scene.must(clerk("l1"), walk_in("l1", "umum"));
    scene.wait(60);
    scene.touch("umum");
    assert!(scene.next("l1").is_some());
}
