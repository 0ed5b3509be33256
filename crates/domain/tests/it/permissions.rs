use antre_domain::*;

use crate::scene::*;

/// Every act on a ticket that stands before `l1`, which only `l1` and those above may do.
fn acts_on_the_called(ticket: TicketId) -> Vec<Act> {
    vec![
        Act::Recall(ticket),
        Act::Start(ticket),
        finish(ticket),
        transfer(ticket, "lab"),
        park(ticket, None),
        Act::NoShow(ticket),
        requeue(ticket),
        Act::Cancel(ticket),
    ]
}

/// Every act on a counter.
fn acts_at_l1(waiting: TicketId) -> Vec<Act> {
    vec![
        Act::OpenCounter {
            counter: id("l1"),
            profile: Some(id("mothers")),
        },
        Act::Break {
            counter: id("l1"),
            reason: None,
        },
        Act::CloseCounter(id("l1")),
        call_next("l1"),
        call("l1", waiting),
    ]
}

#[test]
fn a_kiosk_does_nothing_that_a_clerk_does() {
    let mut scene = Scene::at_work();
    let called = scene.touch("umum");
    let waiting = scene.touch("umum");
    scene.next("l1");
    let mut acts = acts_on_the_called(called);
    acts.extend(acts_at_l1(waiting));
    acts.extend([transfer(waiting, "kia"), Act::Undo(called)]);
    for act in acts {
        assert_eq!(
            scene.refused(kiosk("k1"), act.clone()),
            Rejection::Forbidden,
            "{act:?}"
        );
    }
}

#[test]
fn a_clerk_is_refused_at_another_counter() {
    let mut scene = Scene::at_work();
    let called = scene.touch("umum");
    let waiting = scene.touch("umum");
    scene.next("l1");
    for act in acts_on_the_called(called)
        .into_iter()
        .chain(acts_at_l1(waiting))
    {
        assert_eq!(
            scene.refused(clerk("l2"), act.clone()),
            Rejection::WrongCounter,
            "{act:?}"
        );
    }
}

#[test]
fn a_clerk_without_a_counter_is_at_no_counter() {
    let mut scene = Scene::at_work();
    let nowhere = Actor {
        counter: None,
        ..clerk("l1")
    };
    assert_eq!(
        scene.refused(nowhere, call_next("l1")),
        Rejection::WrongCounter
    );
}

#[test]
fn a_supervisor_acts_at_every_counter() {
    for index in 0..acts_on_the_called(TicketId::from_bits(0)).len() {
        let mut scene = Scene::at_work();
        let ticket = scene.touch("umum");
        scene.next("l1");
        scene.must(supervisor(), acts_on_the_called(ticket).swap_remove(index));
    }
    let mut scene = Scene::at_work();
    let waiting = scene.touch("umum");
    scene.must(supervisor(), call("l1", waiting));
    scene.must(supervisor(), finish(waiting));
    scene.must(
        supervisor(),
        Act::Break {
            counter: id("l1"),
            reason: None,
        },
    );
    scene.must(supervisor(), Act::CloseCounter(id("l1")));
    scene.must(supervisor(), open("l1"));
}

#[test]
fn any_clerk_moves_those_who_wait_and_brings_back_those_set_aside() {
    let mut scene = Scene::at_work();
    let parked = scene.touch("umum");
    let absent = scene.touch("umum");
    let waiting = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), park(parked, None));
    scene.next("l1");
    scene.must(clerk("l1"), Act::NoShow(absent));
    scene.must(clerk("l2"), Act::Resume(parked));
    scene.must(clerk("l2"), requeue(absent));
    scene.must(clerk("l2"), transfer(waiting, "lab"));
}

#[test]
fn a_kiosk_takes_back_only_what_it_gave_itself_and_only_before_the_call() {
    let mut scene = Scene::at_work();
    let called = scene.touch("umum");
    let waiting = scene.touch("umum");
    scene.next("l1");
    assert_eq!(
        scene.refused(kiosk("k2"), Act::Cancel(waiting)),
        Rejection::Forbidden
    );
    assert_eq!(
        scene.refused(kiosk("k1"), Act::Cancel(called)),
        Rejection::Forbidden
    );
    scene.must(clerk("l1"), park(called, None));
    assert_eq!(
        scene.refused(kiosk("k1"), Act::Cancel(called)),
        Rejection::Forbidden
    );
    scene.must(kiosk("k1"), Act::Cancel(waiting));
}

#[test]
fn a_kiosk_without_a_name_takes_nothing_back() {
    let mut scene = Scene::at_work();
    let nameless = Actor {
        device: None,
        ..kiosk("k1")
    };
    let ticket = scene.must(nameless.clone(), issue("umum"))[0]
        .what
        .ticket()
        .unwrap();
    assert_eq!(
        scene.refused(nameless, Act::Cancel(ticket)),
        Rejection::Forbidden
    );
}

#[test]
fn what_is_due_is_said_by_time_alone() {
    let mut scene = Scene::at_work();
    let (at, reason) = next_deadline(&scene.branch).unwrap();
    scene.clock = at;
    for actor in [kiosk("k1"), clerk("l1"), supervisor(), Actor::ADMIN] {
        let due = Act::Due { reason, at };
        assert_eq!(scene.refused(actor, due), Rejection::Forbidden);
    }
    scene.must(Actor::TIMER, Act::Due { reason, at });
}

#[test]
fn holding_the_branch_is_a_supervisors_and_so_is_going_on() {
    let mut scene = Scene::at_work();
    let everybody_else = [kiosk("k1"), clerk("l1"), Actor::TIMER];
    for actor in everybody_else.clone() {
        let hold = Act::Hold(HoldReason::SystemDown);
        assert_eq!(scene.refused(actor, hold), Rejection::Forbidden);
    }
    for boss in [supervisor(), Actor::ADMIN] {
        scene.must(boss.clone(), Act::Hold(HoldReason::SystemDown));
        for actor in everybody_else.clone() {
            assert_eq!(
                scene.refused(actor, Act::ResumeBranch),
                Rejection::Forbidden
            );
        }
        scene.must(boss, Act::ResumeBranch);
    }
}

#[test]
fn configuration_and_clock_are_a_supervisors() {
    let mut scene = Scene::at_work();
    let config = Box::new(scene.config());
    for actor in [kiosk("k1"), clerk("l1"), Actor::TIMER] {
        assert_eq!(
            scene.refused(actor.clone(), Act::Configure(config.clone())),
            Rejection::Forbidden
        );
        assert_eq!(
            scene.refused(actor, Act::ConfirmClock),
            Rejection::Forbidden
        );
    }
    for actor in [supervisor(), Actor::ADMIN] {
        scene.must(actor.clone(), Act::Configure(config.clone()));
        scene.must(actor, Act::ConfirmClock);
    }
}
