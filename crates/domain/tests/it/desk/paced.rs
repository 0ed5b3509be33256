//! Time between calls, between a call and its repetition, and after a service.

use antre_domain::*;

use super::{at_work, counter};
use crate::scene::*;

#[test]
fn a_call_is_not_repeated_at_once() {
    let mut scene = at_work(|config| config.rules.recall_gap_secs = 5);
    let ticket = scene.touch("umum");
    scene.next("l1");
    let called_at = scene.clock;
    assert_eq!(
        scene.ticket(ticket).recalls_from(&scene.config().rules),
        Some(called_at.plus_secs(5))
    );
    scene.wait(4);
    let again_at = called_at.plus_secs(5);
    let refused = Rejection::RecallTooSoon { again_at };
    assert_eq!(scene.refused(clerk("l1"), Act::Recall(ticket)), refused);
    scene.wait(1);
    scene.must(clerk("l1"), Act::Recall(ticket));
    let again_at = scene.clock.plus_secs(5);
    let refused = Rejection::RecallTooSoon { again_at };
    assert_eq!(scene.refused(clerk("l1"), Act::Recall(ticket)), refused);
    scene.wait(5);
    scene.must(clerk("l1"), Act::Recall(ticket));
}

#[test]
fn a_fresh_call_forgets_when_the_one_before_was_repeated() {
    let mut scene = at_work(|config| config.rules.recall_gap_secs = 5);
    let ticket = scene.touch("umum");
    scene.next("l1");
    scene.wait(10);
    scene.must(clerk("l1"), Act::Recall(ticket));
    scene.must(clerk("l1"), requeue(ticket));
    scene.wait(60);
    scene.next("l1");
    assert_eq!(scene.ticket(ticket).recalled_at, None);
    scene.wait(5);
    scene.must(clerk("l1"), Act::Recall(ticket));
}

#[test]
fn a_counter_does_not_call_again_at_once_whatever_the_call() {
    let mut scene = at_work(|config| config.rules.call_gap_secs = 10);
    let [first, second] = [(); 2].map(|()| scene.touch("umum"));
    scene.next("l1");
    let again_at = scene.clock.plus_secs(10);
    let from = counter(&scene, "l1").calls_from(&scene.config().rules);
    assert_eq!(from, Some(again_at));
    scene.wait(9);
    let refused = Rejection::CallTooSoon { again_at };
    for act in [
        call_next("l1"),
        call("l1", second),
        super::call_several("l1", &[second]),
    ] {
        assert_eq!(scene.refused(clerk("l1"), act), refused);
    }
    assert_eq!(
        scene.state(first),
        StateName::Called,
        "nothing was finished"
    );
    assert_eq!(
        scene.next("l2").unwrap().0,
        second,
        "each counter for itself"
    );
    scene.wait(1);
    scene.must(clerk("l1"), call_next("l1"));
}

#[test]
fn without_a_gap_nothing_waits() {
    let mut scene = Scene::at_work();
    let first = scene.touch("umum");
    scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), Act::Recall(first));
    scene.must(clerk("l1"), call_next("l1"));
    assert_eq!(
        counter(&scene, "l1").calls_from(&scene.config().rules),
        None
    );
}

#[test]
fn after_a_service_a_counter_wraps_up_until_it_calls_again() {
    let mut scene = at_work(|config| config.rules.wrap_up_secs = 60);
    let first = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), finish(first));
    let until = scene.clock.plus_secs(60);
    assert_eq!(counter(&scene, "l1").wraps_until, Some(until));
    scene.touch("umum");
    assert!(scene.next("l1").is_some(), "the clerk need not wait");
    assert_eq!(counter(&scene, "l1").wraps_until, None);
}

#[test]
fn whoever_is_called_by_the_same_act_leaves_nothing_to_wrap_up() {
    let mut scene = at_work(|config| config.rules.wrap_up_secs = 60);
    scene.touch("umum");
    scene.touch("umum");
    scene.next("l1");
    scene.next("l1");
    assert_eq!(counter(&scene, "l1").wraps_until, None);
    assert!(scene.next("l1").is_none());
    assert!(counter(&scene, "l1").wraps_until.is_some());
}

#[test]
fn an_undone_finish_and_a_break_end_the_wrap_up() {
    let mut scene = at_work(|config| config.rules.wrap_up_secs = 60);
    let first = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), finish(first));
    scene.must(clerk("l1"), Act::Undo(first));
    assert_eq!(counter(&scene, "l1").wraps_until, None);
    scene.must(clerk("l1"), finish(first));
    let rest = Act::Break {
        counter: id("l1"),
        reason: Some(BreakReason::Prayer),
    };
    scene.must(clerk("l1"), rest);
    assert_eq!(counter(&scene, "l1").wraps_until, None);
    assert_eq!(
        counter(&scene, "l1").break_reason,
        Some(BreakReason::Prayer)
    );
    scene.must(clerk("l1"), open("l1"));
    assert_eq!(counter(&scene, "l1").break_reason, None);
}
