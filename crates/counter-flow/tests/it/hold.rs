//! The whole branch stands still: nobody is called.

use antre_counter_flow::panel::{ENTER_RESTS, Intent, Key, Primary};
use antre_domain::HoldReason;
use antre_protocol::HeldFacts;

use crate::made::{Desk, call_next, finish, id, ticket};

fn held() -> Option<HeldFacts> {
    // 08:30 in Jakarta.
    let since = "2026-11-23T01:30:00.000Z".parse().unwrap();
    let reason = HoldReason::SystemDown;
    Some(HeldFacts { reason, since })
}

fn held_desk(state: &str) -> Desk {
    let present = matches!(state, "called" | "serving");
    let mut desk = Desk::new(state, None);
    desk.view.branch.held = held();
    desk.sees(state, present.then(|| ticket("A012", 0, "umum", state)));
    desk
}

#[test]
fn a_held_branch_calls_nobody_from_a_free_counter() {
    let mut desk = held_desk("idle");
    assert_eq!(desk.face().primary, Primary::Held);
    assert!(!desk.face().ready);
    assert_eq!(desk.strike(Key::Enter), None);
}

#[test]
fn whoever_is_being_served_is_finished_and_nobody_is_called() {
    let mut desk = held_desk("serving");
    assert_eq!(desk.face().primary, Primary::Finish);
    assert!(desk.face().ready);
    assert_eq!(desk.strike(Key::Enter), Some(finish(id("A012"))));
}

#[test]
fn whoever_was_called_can_still_be_served_but_has_not_failed_to_come() {
    let mut desk = held_desk("called");
    assert!(!desk.face().recall && !desk.face().no_show);
    assert_eq!(desk.strike(Key::Recall), None);
    assert_eq!(desk.strike(Key::NoShow), None);
    assert_eq!(desk.strike(Key::NoShow), None);
    assert_eq!(desk.strike(Key::Enter), Some(Intent::Start(id("A012"))));
}

#[test]
fn counters_open_and_rest_as_ever_while_the_branch_is_held() {
    assert_eq!(held_desk("closed").face().primary, Primary::Open);
    assert_eq!(held_desk("break").face().primary, Primary::EndBreak);
    let mut idle = held_desk("idle");
    idle.strike(Key::Break);
    assert!(matches!(
        idle.strike(Key::Digit(1)),
        Some(Intent::Break { .. })
    ));
}

#[test]
fn the_call_key_comes_back_by_itself_when_the_branch_goes_on() {
    let mut desk = held_desk("idle");
    desk.strike(Key::Enter);
    desk.view.branch.held = None;
    desk.sees("idle", None);
    desk.pass(ENTER_RESTS);
    assert_eq!(desk.face().primary, Primary::CallNext);
    assert_eq!(desk.strike(Key::Enter), Some(call_next()));
}

#[test]
fn no_wait_grows_while_the_branch_is_held() {
    let mut desk = held_desk("idle");
    let longest = |desk: &Desk| desk.panel.glance(desk.now).queues[1].longest_secs / 60;
    // It is 08:42, and since 08:30 the clocks of those who wait stand still.
    assert_eq!(longest(&desk), 29);
    desk.view.branch.held = None;
    desk.sees("idle", None);
    assert_eq!(longest(&desk), 41);
}
