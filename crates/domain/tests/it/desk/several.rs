//! The pharmacy calls several ready numbers at once.

use antre_domain::*;

use super::{call_several, counter, kinds};
use crate::scene::*;

/// Three are called to `l1` at once, and others wait.
fn three_called() -> (Scene, [TicketId; 3]) {
    let mut scene = Scene::at_work();
    let called = [(); 3].map(|()| scene.touch("umum"));
    scene.touch("umum");
    scene.must(clerk("l1"), call_several("l1", &called));
    (scene, called)
}

fn standing(scene: &Scene) -> (Option<TicketId>, Vec<TicketId>) {
    let counter = counter(scene, "l1");
    (counter.ticket, counter.also.clone())
}

#[test]
fn several_are_called_by_one_act_and_the_first_stands_before_the_counter() {
    let (scene, [a, b, c]) = three_called();
    assert_eq!(standing(&scene), (Some(a), vec![b, c]));
    assert_eq!(counter(&scene, "l1").calls, 3);
    for ticket in [a, b, c] {
        assert_eq!(scene.state(ticket), StateName::Called);
    }
}

#[test]
fn whoever_comes_first_of_them_steps_before_the_counter() {
    let (mut scene, [a, b, c]) = three_called();
    scene.must(clerk("l1"), Act::Start(b));
    assert_eq!(standing(&scene), (Some(b), vec![a, c]));
    let busy = Rejection::CounterBusy {
        counter: id("l1"),
        ticket: b,
    };
    assert_eq!(scene.refused(clerk("l1"), Act::Start(c)), busy);
    assert_eq!(scene.refused(clerk("l1"), finish(c)), busy);
    scene.must(clerk("l1"), finish(b));
    assert_eq!(
        standing(&scene),
        (Some(a), vec![c]),
        "the next comes forward"
    );
}

#[test]
fn whatever_ends_the_present_one_brings_the_next_forward() {
    let ends: [fn(TicketId) -> Act; 6] = [
        finish,
        Act::NoShow,
        Act::Cancel,
        requeue,
        |ticket| park(ticket, None),
        |ticket| transfer(ticket, "gigi"),
    ];
    for end in ends {
        let (mut scene, [a, b, c]) = three_called();
        scene.must(clerk("l1"), end(a));
        assert_eq!(standing(&scene), (Some(b), vec![c]));
        scene.must(clerk("l1"), end(c));
        assert_eq!(
            standing(&scene),
            (Some(b), vec![]),
            "out of the middle, too"
        );
        scene.must(clerk("l1"), end(b));
        assert_eq!(standing(&scene), (None, vec![]));
    }
}

#[test]
fn nobody_else_is_called_before_each_of_them_is_dealt_with() {
    let (mut scene, [a, b, c]) = three_called();
    let other = scene.touch("umum");
    for act in [
        call_next("l1"),
        call("l1", other),
        call_several("l1", &[other]),
    ] {
        assert_eq!(scene.refused(clerk("l1"), act), Rejection::StillCalled(3));
    }
    scene.must(clerk("l1"), Act::Start(a));
    assert_eq!(
        scene.refused(clerk("l1"), call_next("l1")),
        Rejection::StillCalled(2)
    );
    scene.must(clerk("l1"), Act::NoShow(b));
    scene.must(clerk("l1"), Act::NoShow(c));
    scene.must(clerk("l1"), call_next("l1"));
    assert_eq!(scene.state(a), StateName::Finished);
}

#[test]
fn another_counter_is_never_handed_one_of_them() {
    let (mut scene, called) = three_called();
    for ticket in called {
        let refused = scene.refused(clerk("l2"), call("l2", ticket));
        let (state, verb) = (StateName::Called, Verb::Call);
        assert_eq!(refused, Rejection::WrongState { state, verb });
        assert_eq!(
            scene.refused(clerk("l2"), Act::Start(ticket)),
            Rejection::WrongCounter
        );
    }
    let (next, _) = scene.next("l2").unwrap();
    assert!(!called.contains(&next));
}

#[test]
fn one_to_eight_each_once_or_none_at_all() {
    let mut scene = Scene::at_work();
    let many: Vec<TicketId> = (0..9).map(|_| scene.touch("umum")).collect();
    let refused = Rejection::TooManyTogether(TOGETHER_MAX);
    for tickets in [&[][..], &many, &[many[0], many[0]]] {
        let act = call_several("l1", tickets);
        assert_eq!(scene.refused(clerk("l1"), act), refused);
    }
    let gone = scene.touch("umum");
    scene.must(supervisor(), Act::Cancel(gone));
    let act = call_several("l1", &[many[0], gone]);
    assert_eq!(scene.refused(clerk("l1"), act).code(), "wrong_state");
    assert_eq!(scene.state(many[0]), StateName::Waiting, "all or none");
    let strange = scene.touch("kia");
    let act = call_several("l1", &[many[0], strange]);
    assert_eq!(
        scene.refused(clerk("l1"), act),
        Rejection::NotInProfile(id("kia"))
    );
    scene.must(clerk("l1"), call_several("l1", &many[..8]));
}

#[test]
fn whoever_was_served_is_finished_by_the_same_act() {
    let mut scene = Scene::at_work();
    let served = scene.touch("umum");
    let next = [(); 2].map(|()| scene.touch("umum"));
    scene.next("l1");
    scene.must(clerk("l1"), Act::Start(served));
    let events = scene.must(clerk("l1"), call_several("l1", &next));
    assert_eq!(
        kinds(&events),
        ["ticket_finished", "ticket_called", "ticket_called"]
    );
}

#[test]
fn each_of_them_can_be_missed_and_that_undone() {
    let (mut scene, [a, b, c]) = three_called();
    scene.must(clerk("l1"), Act::NoShow(b));
    scene.must(clerk("l1"), Act::Undo(b));
    assert_eq!(standing(&scene), (Some(a), vec![c, b]));
    scene.must(clerk("l1"), Act::NoShow(a));
    assert_eq!(standing(&scene), (Some(c), vec![b]));
    scene.must(clerk("l1"), Act::Undo(a));
    assert_eq!(standing(&scene), (Some(a), vec![c, b]), "as it was");
}

#[test]
fn a_finish_is_not_undone_once_the_next_of_them_is_served() {
    let (mut scene, [a, b, _]) = three_called();
    scene.must(clerk("l1"), Act::Start(a));
    scene.must(clerk("l1"), finish(a));
    scene.must(clerk("l1"), Act::Start(b));
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(a)),
        Rejection::NothingToUndo
    );
}

#[test]
fn a_counter_with_any_of_them_neither_rests_nor_closes() {
    let (mut scene, [a, b, _]) = three_called();
    scene.must(clerk("l1"), finish(a));
    let busy = Rejection::CounterBusy {
        counter: id("l1"),
        ticket: b,
    };
    let rest = Act::Break {
        counter: id("l1"),
        reason: Some(BreakReason::Meal),
    };
    assert_eq!(scene.refused(clerk("l1"), rest), busy);
    assert_eq!(
        scene.refused(clerk("l1"), Act::CloseCounter(id("l1"))),
        busy
    );
}

#[test]
fn the_end_of_the_day_leaves_nobody_at_a_counter() {
    let (mut scene, [a, b, c]) = three_called();
    scene.must(clerk("l1"), Act::Start(b));
    let yesterday = scene.date();
    scene.at("2026-11-24T08:00:00+07:00");
    assert_ne!(scene.date(), yesterday);
    for ticket in [a, b, c] {
        assert!(scene.branch.ticket(ticket).is_none());
    }
}
