//! *Help* rings once, and says what came of it.

use std::time::Duration;

use antre_kiosk_flow::flow::{Act, Flow, HELP_STAY, HELP_WAIT, News, Touch};
use antre_kiosk_flow::view::Help;

use crate::samples;

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn rung() -> Flow {
    let mut flow = Flow::new(1, at(0));
    flow.handle_news(News::Branch(Box::new(samples::clinic())), at(0));
    assert_eq!(flow.handle_touch(Touch::Help, at(1)), Some(Act::Help));
    flow
}

fn help(flow: &Flow, now: Duration) -> (Option<Help>, bool) {
    let view = flow.view(now);
    (view.help, view.help_open)
}

#[test]
fn staff_are_told_once_and_that_is_said_until_it_is_read() {
    let mut flow = rung();
    assert_eq!(help(&flow, at(1)), (Some(Help::Ringing), true));
    flow.handle_news(News::HelpRung { told: true }, at(2));
    assert_eq!(help(&flow, at(2)), (Some(Help::Told), true));
    flow.handle_touch(Touch::Anywhere, at(3));
    assert_eq!(help(&flow, at(3)), (Some(Help::Told), false));
    // Impatience is answered, and rings nobody.
    assert_eq!(flow.handle_touch(Touch::Help, at(5)), None);
    assert_eq!(help(&flow, at(5)), (Some(Help::Told), true));
    flow.handle_timeout(at(2) + HELP_STAY);
    assert_eq!(help(&flow, at(22)), (None, false));
    assert_eq!(flow.handle_touch(Touch::Help, at(23)), Some(Act::Help));
}

#[test]
fn who_was_not_heard_is_told_so_and_may_ring_again_at_once() {
    let mut flow = rung();
    flow.handle_news(News::HelpRung { told: false }, at(2));
    assert_eq!(help(&flow, at(2)), (Some(Help::NotTold), true));
    flow.handle_touch(Touch::Anywhere, at(3));
    assert_eq!(help(&flow, at(3)), (None, false));
    assert_eq!(flow.handle_touch(Touch::Help, at(4)), Some(Act::Help));
}

#[test]
fn a_ring_that_nobody_answers_has_told_nobody() {
    let mut flow = rung();
    let due = at(1) + HELP_WAIT;
    assert_eq!(flow.next_deadline(at(1)), Some(due));
    flow.handle_timeout(due);
    assert_eq!(help(&flow, due), (Some(Help::NotTold), true));
    // What comes late changes nothing that was said.
    flow.handle_news(News::HelpRung { told: true }, due + at(1));
    assert_eq!(help(&flow, due + at(1)).0, Some(Help::NotTold));
}

#[test]
fn the_next_customer_hears_nothing_of_the_last_ones_ring() {
    let mut flow = rung();
    flow.handle_touch(Touch::Large, at(2));
    flow.handle_timeout(at(100));
    flow.handle_news(News::HelpRung { told: true }, at(101));
    assert_eq!(help(&flow, at(101)), (None, false));
}
