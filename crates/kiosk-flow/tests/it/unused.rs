//! A kiosk that nobody uses, in a branch that has a picture to show.

use std::time::Duration;

use antre_kiosk_flow::branch::Brand;
use antre_kiosk_flow::flow::{Flow, HOME_IDLE, News, Touch, UNUSED};

use crate::samples;

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn flow(version: &str) -> Flow {
    let mut branch = samples::clinic();
    branch.brand = Brand {
        version: version.into(),
        ..Brand::default()
    };
    let mut flow = Flow::new(1, Duration::ZERO);
    flow.handle_news(News::Branch(Box::new(branch)), Duration::ZERO);
    flow
}

#[test]
fn it_is_unused_a_minute_after_nobody_touched_it() {
    let flow = flow("v1");
    assert_eq!(flow.next_deadline(at(0)), Some(UNUSED));
    assert!(!flow.view(at(59)).unused);
    assert!(flow.view(UNUSED).unused);
    assert_eq!(flow.next_deadline(UNUSED), None, "and then it sleeps");
}

#[test]
fn the_minute_begins_when_the_last_customer_is_forgotten() {
    let mut flow = flow("v1");
    flow.handle_touch(Touch::Anywhere, at(50));
    assert!(!flow.view(at(70)).unused);
    let forgotten = at(50) + HOME_IDLE;
    flow.handle_timeout(forgotten);
    assert!(!flow.view(forgotten + UNUSED - at(1)).unused);
    assert!(flow.view(forgotten + UNUSED).unused);
}

#[test]
fn a_branch_without_a_picture_is_not_woken_for_one() {
    let flow = flow("");
    assert_eq!(flow.next_deadline(at(0)), None);
    assert!(!flow.view(at(100)).unused);
}
