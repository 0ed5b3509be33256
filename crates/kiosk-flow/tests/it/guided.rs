//! For one who hears the screen instead of seeing it.

use std::time::Duration;

use antre_kiosk_flow::flow::{Flow, GUIDED_TIMES, News, PAGE_STAY, STEP, Touch, WARNING};
use antre_kiosk_flow::view::Page;

use crate::samples;

const SECOND: Duration = Duration::from_secs(1);

fn guided() -> Flow {
    let mut flow = Flow::new(1, Duration::ZERO);
    flow.handle_news(News::Branch(Box::new(samples::clinic())), Duration::ZERO);
    flow.be_guided(true, Duration::ZERO);
    flow.handle_touch(Touch::Choose(0), SECOND);
    flow
}

fn is_home(flow: &Flow, now: Duration) -> bool {
    flow.view(now).page == Page::Services
}

#[test]
fn pages_stay_twice_as_long_and_ask_twice_as_long() {
    let mut flow = guided();
    let end = SECOND + PAGE_STAY * GUIDED_TIMES;
    let asks = end - WARNING * GUIDED_TIMES;
    flow.handle_timeout(asks - SECOND);
    assert!(!flow.view(asks - SECOND).still_there);
    assert!(flow.view(asks).still_there);
    flow.handle_timeout(end - SECOND);
    assert!(!is_home(&flow, end - SECOND));
    flow.handle_timeout(end);
    assert!(is_home(&flow, end));
}

#[test]
fn every_deadline_lies_ahead_until_the_page_has_gone() {
    let mut flow = guided();
    let mut now = SECOND;
    let mut woken = 0;
    while !is_home(&flow, now) {
        let due = flow.next_deadline(now).unwrap();
        assert!(due > now, "{due:?} at {now:?}");
        now = due;
        flow.handle_timeout(now);
        woken += 1;
    }
    assert_eq!(woken, PAGE_STAY.as_secs() / STEP.as_secs());
}

#[test]
fn the_list_asks_too_before_it_takes_the_guide_away() {
    let mut flow = guided();
    flow.handle_touch(Touch::Back, SECOND * 2);
    let asks = SECOND * 2 + (PAGE_STAY - WARNING) * GUIDED_TIMES;
    flow.handle_timeout(asks);
    assert!(flow.view(asks).still_there);
    assert_eq!(flow.view(asks).visit, 0);
    let end = SECOND * 2 + PAGE_STAY * GUIDED_TIMES;
    flow.handle_timeout(end);
    assert_eq!(flow.view(end).visit, 1);
}

#[test]
fn the_next_customer_is_as_quick_as_any() {
    let mut flow = guided();
    let end = SECOND + PAGE_STAY * GUIDED_TIMES;
    flow.handle_timeout(end);
    flow.handle_touch(Touch::Choose(0), end + SECOND);
    assert!(!is_home(&flow, end + SECOND));
    flow.handle_timeout(end + SECOND + PAGE_STAY);
    assert!(is_home(&flow, end + SECOND + PAGE_STAY));
}

#[test]
fn two_fast_keys_are_two_keys() {
    let mut flow = guided();
    let soon = SECOND + Duration::from_millis(50);
    flow.handle_touch(Touch::Back, soon);
    assert!(is_home(&flow, soon));
}
