//! A customer who walks away leaves nothing behind; and is warned before.

use std::time::Duration;

use antre_kiosk_flow::branch::Branch;
use antre_kiosk_flow::flow::{ActId, Flow, HOME_IDLE, News, PAGE_STAY, Touch, WARNING};
use antre_kiosk_flow::view::KioskView;
use antre_protocol::Need;

use crate::samples;

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn kiosk(branch: Branch) -> Flow {
    let mut flow = Flow::new(1, at(0));
    flow.handle_news(News::Branch(Box::new(branch)), at(0));
    flow
}

/// What the next customer sees, but for the count of customers.
fn fresh(flow: &Flow, now: Duration) -> KioskView {
    KioskView {
        visit: 0,
        // A page that nobody touched has no time.
        steps_left: 0,
        ..flow.view(now)
    }
}

#[test]
fn whatever_was_touched_the_next_customer_finds_the_kiosk_as_new() {
    let ways: [&[Touch]; 7] = [
        &[
            Touch::Language(1),
            Touch::Large,
            Touch::Contrast,
            Touch::Low,
        ],
        &[
            Touch::Choose(2),
            Touch::People(4),
            Touch::OneEach(true),
            Touch::Tell,
            Touch::Need(Need::Fetch),
        ],
        &[Touch::Choose(0), Touch::Tip(0)],
        &[
            Touch::Returning,
            Touch::Key('A'),
            Touch::Key('1'),
            Touch::Key('2'),
        ],
        &[
            Touch::Returning,
            Touch::Key('A'),
            Touch::Key('1'),
            Touch::CheckIn,
        ],
        &[Touch::Help, Touch::Large],
        &[Touch::Anywhere],
    ];
    for touches in ways {
        let mut flow = kiosk(samples::clinic());
        for (second, touch) in touches.iter().enumerate() {
            flow.handle_touch(*touch, at(1 + second as u64));
        }
        flow.handle_timeout(at(100));
        let new = kiosk(samples::clinic());
        assert_eq!(fresh(&flow, at(100)), fresh(&new, at(0)), "{touches:?}");
        assert_eq!(flow.next_deadline(at(100)), None, "{touches:?}");
    }
}

#[test]
fn who_has_read_the_number_leaves_nothing_either() {
    let mut flow = kiosk(samples::clinic());
    flow.handle_touch(Touch::Contrast, at(1));
    flow.handle_touch(Touch::Choose(5), at(2));
    flow.handle_news(News::Issued(ActId(1), Box::new(samples::ticket())), at(3));
    flow.handle_touch(Touch::Done, at(4));
    let new = kiosk(samples::clinic());
    assert_eq!(fresh(&flow, at(4)), fresh(&new, at(0)));
}

#[test]
fn every_page_with_something_on_it_asks_before_it_goes() {
    let ways: [(Branch, &[Touch]); 4] = [
        (samples::clinic(), &[Touch::Large]),
        (samples::clinic(), &[Touch::Choose(0)]),
        (samples::clinic(), &[Touch::Returning]),
        (samples::grouped_hall(), &[Touch::Group(0)]),
    ];
    for (branch, touches) in ways {
        let mut flow = kiosk(branch);
        for touch in touches {
            flow.handle_touch(*touch, at(0));
        }
        let warned = PAGE_STAY - WARNING;
        let before = flow.view(warned - at(1));
        let asked = flow.view(warned);
        assert!(!before.still_there && asked.still_there, "{touches:?}");
        assert!(asked.warns(Some(&before)), "heard once");
        assert!(!flow.view(warned + at(1)).warns(Some(&asked)));
        flow.handle_touch(Touch::Anywhere, warned + at(2));
        flow.handle_timeout(PAGE_STAY);
        assert_eq!(flow.view(PAGE_STAY).visit, 0, "one touch extends");
    }
}

#[test]
fn a_list_with_nothing_to_lose_is_anew_without_a_question() {
    let mut flow = kiosk(samples::clinic());
    flow.handle_touch(Touch::Anywhere, at(0));
    assert_eq!(flow.next_deadline(at(1)), Some(HOME_IDLE));
    assert!(!flow.view(HOME_IDLE).still_there);
    flow.handle_timeout(HOME_IDLE);
    assert_eq!(flow.view(HOME_IDLE).visit, 1);
}
