//! One clerk a counter, and one counter a clerk.

use antre_domain::*;

use super::{at_work, call_several, changed, counter, kinds, petugas, sign_in, sign_out, stand_by};
use crate::scene::*;

const ONE: &str = "petugas-1";
const TWO: &str = "petugas-2";

/// A branch whose clerks sign in, with the first one at `l1`.
fn signed_in() -> Scene {
    let config = changed(|config| config.rules.sign_in = true);
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(petugas(ONE), sign_in(ONE, "l1"));
    scene
}

fn clerk_at(scene: &Scene, name: &str) -> Option<ClerkId> {
    counter(scene, name).clerk.clone()
}

#[test]
fn whoever_signs_in_opens_the_counter_and_works_there() {
    let mut scene = signed_in();
    assert_eq!(clerk_at(&scene, "l1"), Some(id(ONE)));
    assert_eq!(counter(&scene, "l1").desk, Desk::Open);
    let ticket = scene.touch("umum");
    scene.must(petugas(ONE), call_next("l1"));
    scene.must(petugas(ONE), Act::Start(ticket));
    scene.must(petugas(ONE), finish(ticket));
}

#[test]
fn a_second_clerk_is_refused_the_same_counter() {
    let mut scene = signed_in();
    let taken = Rejection::CounterTaken {
        counter: id("l1"),
        clerk: id(ONE),
    };
    assert_eq!(scene.refused(petugas(TWO), sign_in(TWO, "l1")), taken);
    assert_eq!(clerk_at(&scene, "l1"), Some(id(ONE)));
    assert_eq!(
        scene.refused(supervisor(), sign_in(TWO, "l1")),
        taken,
        "nor by a supervisor: they release the counter first"
    );
}

#[test]
fn without_a_clerk_a_counter_does_nothing_where_clerks_sign_in() {
    let mut scene = signed_in();
    let waits = scene.touch("umum");
    let called = scene.touch("umum");
    scene.must(petugas(ONE), call("l1", called));
    let pc = Actor {
        clerk: None,
        ..clerk("l1")
    };
    for by in [pc, clerk("l1"), petugas(TWO)] {
        for act in [
            open("l2"),
            Act::CloseCounter(id("l1")),
            call_next("l1"),
            call("l1", waits),
            call_several("l1", &[waits]),
            stand_by("l1", true),
            Act::WalkIn {
                counter: id("l1"),
                service: id("umum"),
                class: None,
                locale: None,
            },
            Act::Recall(called),
            Act::Start(called),
            finish(called),
            Act::NoShow(called),
            park(called, None),
            requeue(called),
            transfer(called, "gigi"),
            transfer(waits, "gigi"),
            Act::Cancel(waits),
            Act::Undo(called),
        ] {
            assert_eq!(
                scene.refused(by.clone(), act.clone()),
                Rejection::SignInNeeded,
                "{act:?} by {by:?}"
            );
        }
    }
}

#[test]
fn a_clerk_acts_only_where_they_are_signed_in_and_a_supervisor_everywhere() {
    let mut scene = signed_in();
    scene.must(petugas(TWO), sign_in(TWO, "l2"));
    let ticket = scene.touch("umum");
    scene.must(petugas(ONE), call_next("l1"));
    for act in [call_next("l1"), Act::Start(ticket), finish(ticket)] {
        assert_eq!(scene.refused(petugas(TWO), act), Rejection::WrongCounter);
    }
    // On the PC of the other counter, too.
    let there = Actor {
        clerk: Some(id(TWO)),
        ..clerk("l1")
    };
    assert_eq!(
        scene.refused(there, Act::Start(ticket)),
        Rejection::WrongCounter
    );
    scene.must(supervisor(), Act::Start(ticket));
}

#[test]
fn whoever_has_not_signed_in_does_not_act_for_one_who_has() {
    let mut scene = Scene::at_work();
    scene.must(petugas(ONE), sign_in(ONE, "k1"));
    assert_eq!(
        scene.refused(clerk("k1"), call_next("k1")),
        Rejection::WrongCounter
    );
}

#[test]
fn a_pc_of_one_counter_signs_nobody_in_at_another() {
    let mut scene = Scene::puskesmas();
    let fixed = Actor {
        clerk: Some(id(ONE)),
        ..clerk("l1")
    };
    assert_eq!(
        scene.refused(fixed.clone(), sign_in(ONE, "l2")),
        Rejection::WrongCounter
    );
    scene.must(fixed, sign_in(ONE, "l1"));
}

#[test]
fn everybody_signs_for_themselves() {
    let mut scene = signed_in();
    for act in [sign_in(ONE, "l2"), sign_out(ONE)] {
        assert_eq!(
            scene.refused(petugas(TWO), act.clone()),
            Rejection::Forbidden
        );
        assert_eq!(scene.refused(kiosk("k1"), act), Rejection::Forbidden);
    }
    assert_eq!(
        scene.refused(petugas(TWO), sign_in(TWO, "l9")),
        Rejection::UnknownCounter(id("l9"))
    );
    scene.must(supervisor(), sign_out(ONE));
    assert_eq!(clerk_at(&scene, "l1"), None);
}

#[test]
fn whoever_signs_in_elsewhere_takes_along_whom_they_serve() {
    let mut scene = signed_in();
    let ticket = scene.touch("umum");
    scene.must(petugas(ONE), call_next("l1"));
    scene.must(petugas(ONE), Act::Start(ticket));
    let elsewhere = Actor {
        device: Some(id("pc-new")),
        ..petugas(ONE)
    };
    let events = scene.must(elsewhere.clone(), sign_in(ONE, "l2"));
    assert_eq!(
        kinds(&events),
        [
            "clerk_signed_in",
            "counter_opened",
            "ticket_moved",
            "counter_closed"
        ]
    );
    assert_eq!(
        scene.ticket(ticket).state,
        State::Serving { counter: id("l2") }
    );
    assert_eq!(counter(&scene, "l1").desk, Desk::Closed);
    assert_eq!(clerk_at(&scene, "l1"), None);
    scene.must(elsewhere, finish(ticket));
}

#[test]
fn all_who_were_called_at_once_come_along_in_their_order() {
    let mut scene = signed_in();
    let called = [(); 3].map(|()| scene.touch("umum"));
    scene.must(petugas(ONE), call_several("l1", &called));
    scene.must(petugas(ONE), Act::Start(called[1]));
    scene.must(petugas(ONE), sign_in(ONE, "l2"));
    let here = counter(&scene, "l2");
    assert_eq!(here.ticket, Some(called[1]));
    assert_eq!(here.also, [called[0], called[2]]);
}

#[test]
fn nobody_moves_to_where_somebody_stands_already() {
    let mut scene = at_work(|_| {});
    scene.must(petugas(ONE), sign_in(ONE, "l1"));
    let [own, other] = [(); 2].map(|()| scene.touch("umum"));
    scene.must(petugas(ONE), call("l1", own));
    scene.must(clerk("l2"), call("l2", other));
    let busy = Rejection::CounterBusy {
        counter: id("l2"),
        ticket: other,
    };
    assert_eq!(scene.refused(petugas(ONE), sign_in(ONE, "l2")), busy);
    assert_eq!(scene.ticket(own).state.counter(), Some(&id("l1")));
    scene.must(petugas(ONE), finish(own));
    scene.must(petugas(ONE), sign_in(ONE, "l2"));
    assert_eq!(counter(&scene, "l2").ticket, Some(other), "and serves on");
}

#[test]
fn the_work_comes_along_with_the_clerk() {
    let mut scene = signed_in();
    scene.must(
        supervisor(),
        Act::AssignProfile {
            counter: id("l1"),
            profile: id("mothers"),
        },
    );
    scene.must(petugas(ONE), sign_in(ONE, "l2"));
    assert_eq!(counter(&scene, "l2").profile, id("mothers"));
}

#[test]
fn a_clerks_own_profile_opens_the_counter() {
    let config = changed(|config| {
        config.clerks = vec![config::Clerk {
            id: id(ONE),
            profile: id("mothers"),
        }];
    });
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(petugas(ONE), sign_in(ONE, "l1"));
    assert_eq!(counter(&scene, "l1").profile, id("mothers"));
}

#[test]
fn signing_in_again_where_one_sits_changes_nothing() {
    let mut scene = signed_in();
    assert_eq!(scene.must(petugas(ONE), sign_in(ONE, "l1")), []);
    scene.must(petugas(ONE), Act::CloseCounter(id("l1")));
    let events = scene.must(petugas(ONE), sign_in(ONE, "l1"));
    assert_eq!(kinds(&events), ["counter_opened"]);
}

#[test]
fn nobody_signs_out_while_somebody_stands_before_them() {
    let mut scene = signed_in();
    let ticket = scene.touch("umum");
    scene.must(petugas(ONE), call_next("l1"));
    let busy = Rejection::CounterBusy {
        counter: id("l1"),
        ticket,
    };
    assert_eq!(scene.refused(petugas(ONE), sign_out(ONE)), busy);
    let nowhere = Act::SignIn {
        clerk: id(ONE),
        counter: None,
    };
    assert_eq!(scene.refused(petugas(ONE), nowhere.clone()), busy);
    scene.must(petugas(ONE), finish(ticket));
    let events = scene.must(petugas(ONE), sign_out(ONE));
    assert_eq!(kinds(&events), ["counter_closed", "clerk_signed_out"]);
    assert_eq!(clerk_at(&scene, "l1"), None);
    scene.must(petugas(ONE), sign_in(ONE, "l1"));
    let events = scene.must(petugas(ONE), nowhere);
    assert_eq!(kinds(&events), ["counter_closed", "clerk_signed_in"]);
    assert_eq!(clerk_at(&scene, "l1"), None);
}

#[test]
fn the_end_of_the_day_signs_everybody_out() {
    let mut scene = signed_in();
    scene.at("2026-11-24T08:00:00+07:00");
    assert_eq!(clerk_at(&scene, "l1"), None);
    assert_eq!(
        scene.refused(petugas(ONE), open("l1")),
        Rejection::SignInNeeded
    );
}

#[test]
fn an_act_is_undone_by_the_same_clerk_on_whichever_pc() {
    let mut scene = signed_in();
    scene.must(petugas(TWO), sign_in(TWO, "l2"));
    let ticket = scene.touch("umum");
    scene.must(petugas(ONE), call_next("l1"));
    scene.must(petugas(ONE), park(ticket, None));
    assert_eq!(
        scene.refused(petugas(TWO), Act::Undo(ticket)),
        Rejection::WrongCounter
    );
    let elsewhere = Actor {
        device: Some(id("pc-new")),
        ..petugas(ONE)
    };
    scene.must(elsewhere, Act::Undo(ticket));
    assert_eq!(scene.state(ticket), StateName::Called);
}

#[test]
fn whoever_has_moved_away_takes_nothing_back_at_the_counter_they_left() {
    let mut scene = signed_in();
    let ticket = scene.touch("umum");
    scene.must(petugas(ONE), call_next("l1"));
    scene.must(petugas(ONE), finish(ticket));
    scene.must(petugas(ONE), sign_in(ONE, "l2"));
    scene.must(petugas(TWO), sign_in(TWO, "l1"));
    assert_eq!(
        scene.refused(petugas(ONE), Act::Undo(ticket)),
        Rejection::WrongCounter
    );
}

#[test]
fn another_clerk_takes_nothing_back_on_the_same_pc() {
    let mut scene = signed_in();
    scene.must(petugas(TWO), sign_in(TWO, "l2"));
    let ticket = scene.touch("umum");
    scene.must(petugas(ONE), transfer(ticket, "gigi"));
    let same_pc = Actor {
        clerk: Some(id(TWO)),
        ..petugas(ONE)
    };
    assert_eq!(
        scene.refused(same_pc, Act::Undo(ticket)),
        Rejection::WrongCounter
    );
    scene.must(petugas(ONE), Act::Undo(ticket));
}
