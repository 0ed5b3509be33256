use antre_domain::*;

use crate::scene::*;

/// What of a branch an undo must bring back: everything but the passage of time.
fn standing(scene: &Scene) -> impl PartialEq + std::fmt::Debug + use<> {
    let day = scene.day();
    let mut tickets = day.tickets.clone();
    tickets.values_mut().for_each(|ticket| ticket.undo = None);
    let counters = day.counters.clone();
    (
        tickets,
        day.queues.clone(),
        day.series.clone(),
        counters,
        next_deadline(&scene.branch),
    )
}

/// A branch in which `l1` serves a ticket while another waits.
fn serving() -> (Scene, TicketId) {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), Act::Start(ticket));
    (scene, ticket)
}

/// The same, with the ticket called but not begun.
fn called() -> (Scene, TicketId) {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), Act::Recall(ticket));
    (scene, ticket)
}

/// The same in a visit that goes on to the mothers' room.
fn travelling() -> (Scene, TicketId) {
    let mut config = puskesmas();
    config.services[0].journey = Some(id("visit"));
    config.journeys = vec![config::Journey {
        id: id("visit"),
        name: "visit".into(),
        stops: vec![id("umum"), id("kia"), id("lab")],
        order: config::StopOrder::Fixed,
        age: config::JourneyAge::Visit,
    }];
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    let ticket = scene.touch("umum");
    scene.touch("umum");
    scene.wait(60);
    scene.next("l1");
    scene.must(clerk("l1"), Act::Start(ticket));
    (scene, ticket)
}

type Situation = fn() -> (Scene, TicketId);
type OnTicket = fn(TicketId) -> Act;

/// Every act that can be taken back, from each situation in which it is done at a counter.
fn undoable_acts() -> Vec<(Situation, OnTicket)> {
    vec![
        (serving, finish),
        (called, Act::NoShow),
        (serving, |t| park(t, Some(300))),
        (serving, |t| park(t, None)),
        (called, |t| park(t, Some(300))),
        (serving, |t| transfer(t, "kia")),
        (called, |t| transfer(t, "lab")),
        (serving, |t| Act::Transfer {
            ticket: t,
            service: id("kia"),
            class: Some(id("priority")),
            age: Some(Age::Fresh),
            to: None,
            note: None,
        }),
        (serving, Act::Cancel),
        (called, Act::Cancel),
        (travelling, finish),
        (travelling, |t| transfer(t, "lab")),
        (travelling, |ticket| Act::Finish {
            ticket,
            finish: Outcome::Incomplete.into(),
        }),
    ]
}

#[test]
fn whatever_is_undone_was_as_if_it_had_never_been() {
    for (situation, act) in undoable_acts() {
        let (mut scene, ticket) = situation();
        let before = standing(&scene);
        scene.must(clerk("l1"), act(ticket));
        assert_ne!(standing(&scene), before, "{:?} does something", act(ticket));
        scene.wait(10);
        scene.must(clerk("l1"), Act::Undo(ticket));
        assert_eq!(standing(&scene), before, "{:?}", act(ticket));
    }
}

#[test]
fn an_act_on_one_who_waits_can_be_undone_too() {
    for act in [Act::Cancel as fn(TicketId) -> Act, |t| transfer(t, "kia")] {
        let mut scene = Scene::at_work();
        let ticket = scene.touch("umum");
        scene.touch("umum");
        let before = standing(&scene);
        scene.must(clerk("l2"), act(ticket));
        scene.must(clerk("l2"), Act::Undo(ticket));
        assert_eq!(standing(&scene), before);
    }
}

#[test]
fn a_called_ticket_that_was_finished_unstarted_is_being_served_after_the_undo() {
    let (mut scene, ticket) = called();
    scene.must(clerk("l1"), finish(ticket));
    scene.must(clerk("l1"), Act::Undo(ticket));
    assert_eq!(
        scene.ticket(ticket).state,
        State::Serving { counter: id("l1") }
    );
}

#[test]
fn a_cancelled_parked_ticket_still_comes_back_after_the_undo() {
    let (mut scene, ticket) = serving();
    scene.must(clerk("l1"), park(ticket, Some(8)));
    scene.must(clerk("l1"), Act::Cancel(ticket));
    scene.must(clerk("l1"), Act::Undo(ticket));
    assert_eq!(scene.state(ticket), StateName::Parked);
    scene.wait(8);
    assert_eq!(scene.state(ticket), StateName::Waiting);
}

#[test]
fn a_step_of_a_journey_that_is_undone_gives_back_every_stop_ahead() {
    let (mut scene, ticket) = travelling();
    let onward = |scene: &Scene| scene.ticket(ticket).onward.clone();
    assert_eq!(onward(&scene), [id("kia"), id("lab")]);
    scene.must(clerk("l1"), finish(ticket));
    assert_eq!(scene.ticket(ticket).leg.service, id("kia"));
    assert_eq!(onward(&scene), [id("lab")]);
    let undone = scene.must(clerk("l1"), Act::Undo(ticket));
    let act = Undoable::Transfer;
    assert_eq!(undone[0].what, What::TicketActUndone { ticket, act });
    assert_eq!(onward(&scene), [id("kia"), id("lab")]);
    // And the way goes on from there as if nothing had been.
    scene.must(clerk("l1"), finish(ticket));
    assert_eq!(scene.queue("kia", "regular"), [ticket]);
}

#[test]
fn a_step_of_a_journey_is_not_undone_once_the_next_stop_has_called() {
    let (mut scene, ticket) = travelling();
    scene.must(clerk("k1"), open("k1"));
    scene.must(clerk("l1"), finish(ticket));
    assert_eq!(scene.next("k1").unwrap().0, ticket);
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(ticket)),
        Rejection::NothingToUndo
    );
}

#[test]
fn a_parked_ticket_whose_cancelling_is_undone_after_a_hold_has_lost_no_time() {
    let (mut scene, ticket) = serving();
    scene.must(clerk("l1"), park(ticket, Some(60)));
    scene.must(supervisor(), Act::Hold(HoldReason::PowerCut));
    scene.wait(3_600);
    scene.must(clerk("l1"), Act::Cancel(ticket));
    scene.must(supervisor(), Act::ResumeBranch);
    scene.must(clerk("l1"), Act::Undo(ticket));
    scene.wait(59);
    assert_eq!(scene.state(ticket), StateName::Parked);
    scene.wait(1);
    assert_eq!(scene.state(ticket), StateName::Waiting);
}

#[test]
fn only_the_same_hand_takes_back() {
    for (situation, act) in undoable_acts() {
        let (mut scene, ticket) = situation();
        scene.must(clerk("l1"), act(ticket));
        let others = [
            clerk("l2"),
            supervisor(),
            Actor {
                clerk: Some(id("stranger")),
                ..clerk("l1")
            },
            Actor {
                device: Some(id("elsewhere")),
                ..clerk("l1")
            },
        ];
        for other in others {
            assert_eq!(
                scene.refused(other, Act::Undo(ticket)),
                Rejection::WrongCounter
            );
        }
        scene.must(clerk("l1"), Act::Undo(ticket));
    }
}

#[test]
fn an_undo_is_refused_when_it_is_no_longer_fresh() {
    for (situation, act) in undoable_acts() {
        let (mut scene, ticket) = situation();
        scene.must(clerk("l1"), act(ticket));
        scene.wait(11);
        assert_eq!(
            scene.refused(clerk("l1"), Act::Undo(ticket)),
            Rejection::NothingToUndo
        );
    }
}

#[test]
fn an_undo_is_refused_after_the_counter_called_again() {
    for (situation, act) in undoable_acts() {
        let (mut scene, ticket) = situation();
        scene.must(clerk("l1"), act(ticket));
        let (next, _) = scene.next("l1").expect("another waits");
        assert_eq!(
            scene.refused(clerk("l1"), Act::Undo(ticket)),
            Rejection::NothingToUndo
        );
        // Not even when the counter is free again.
        scene.must(clerk("l1"), finish(next));
        assert_eq!(
            scene.refused(clerk("l1"), Act::Undo(ticket)),
            Rejection::NothingToUndo
        );
    }
}

#[test]
fn nobody_is_brought_back_to_a_counter_that_stopped() {
    for stop in [
        Act::Break {
            counter: id("l1"),
            reason: None,
        },
        Act::CloseCounter(id("l1")),
    ] {
        let (mut scene, ticket) = serving();
        scene.must(clerk("l1"), finish(ticket));
        scene.must(clerk("l1"), stop);
        assert_eq!(
            scene.refused(clerk("l1"), Act::Undo(ticket)),
            Rejection::NothingToUndo
        );
        scene.must(clerk("l1"), open("l1"));
        scene.must(clerk("l1"), Act::Undo(ticket));
    }
}

#[test]
fn an_undo_is_not_undone_and_a_call_or_start_is_not_either() {
    let (mut scene, ticket) = serving();
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(ticket)),
        Rejection::NothingToUndo
    );
    scene.must(clerk("l1"), finish(ticket));
    scene.must(clerk("l1"), Act::Undo(ticket));
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(ticket)),
        Rejection::NothingToUndo
    );
    let waiting = scene.queue("umum", "regular")[0];
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(waiting)),
        Rejection::NothingToUndo
    );
}

#[test]
fn a_transfer_is_not_undone_once_the_ticket_was_called_there() {
    let (mut scene, ticket) = serving();
    scene.must(clerk("k1"), open("k1"));
    scene.must(clerk("l1"), transfer(ticket, "kia"));
    assert_eq!(scene.next("k1").unwrap().0, ticket);
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(ticket)),
        Rejection::NothingToUndo
    );
}

#[test]
fn a_cancelled_touch_is_not_undone_at_the_kiosk() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.must(kiosk("k1"), Act::Cancel(ticket));
    assert_eq!(
        scene.refused(kiosk("k1"), Act::Undo(ticket)),
        Rejection::Forbidden
    );
}

#[test]
fn a_new_configuration_ends_every_undo() {
    let (mut scene, ticket) = serving();
    scene.must(clerk("l1"), transfer(ticket, "kia"));
    let mut config = scene.config();
    config.name = "Puskesmas Mawar".to_owned();
    scene.must(supervisor(), Act::Configure(Box::new(config)));
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(ticket)),
        Rejection::NothingToUndo
    );
}
