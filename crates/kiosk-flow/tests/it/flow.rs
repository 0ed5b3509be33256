//! The state machine alone, without a screen.

use std::time::Duration;

use antre_domain::HoldReason;
use antre_kiosk_flow::branch::{Branch, MinuteOfDay, Paper, Stop};
use antre_kiosk_flow::flow::{Act, Flow, News, PAGE_STAY, STEP, STEPS, Touch, WARNING};
use antre_kiosk_flow::view::{Notice, Page};

use crate::samples;

fn at(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn kiosk() -> Flow {
    let mut flow = Flow::new(1, at(0));
    flow.handle_news(News::Branch(Box::new(samples::clinic())), at(0));
    flow
}

const NEXT: Touch = Touch::Take { priority: false };
/// Has neither a class that goes first nor anything to bring.
const PHARMACY: usize = 5;
const GENERAL: usize = 0;
const CLOSED: usize = 3;

/// A customer who holds number A012 at `now`.
fn holding(now: Duration) -> Flow {
    let mut flow = kiosk();
    flow.handle_touch(Touch::Choose(PHARMACY), at(0));
    let asked = Act::Issue {
        act: antre_kiosk_flow::flow::ActId(1),
        service: "ambil-obat-(farmasi)".into(),
        priority: false,
        language: "id".into(),
        large: false,
        people: 1,
        one_each: false,
        needs: Vec::new(),
    };
    let mut again = kiosk();
    assert_eq!(
        again.handle_touch(Touch::Choose(PHARMACY), at(0)),
        Some(asked)
    );
    let issued = News::Issued(
        antre_kiosk_flow::flow::ActId(1),
        Box::new(samples::ticket()),
    );
    flow.handle_news(issued, now);
    flow
}

fn shows_number(flow: &Flow, now: Duration) -> bool {
    matches!(flow.view(now).page, Page::Number { .. })
}

#[test]
fn a_service_with_nothing_to_decide_is_one_touch_away() {
    let mut flow = kiosk();
    assert!(flow.handle_touch(Touch::Choose(PHARMACY), at(0)).is_some());
}

#[test]
fn a_service_with_something_to_bring_is_shown_before_it_is_taken() {
    let mut flow = kiosk();
    assert_eq!(flow.handle_touch(Touch::Choose(GENERAL), at(0)), None);
    assert!(matches!(
        flow.view(at(0)).page,
        Page::Chosen { issuing: false, .. }
    ));
    let act = flow.handle_touch(Touch::Take { priority: true }, at(1_000));
    assert!(
        matches!(act, Some(Act::Issue { priority: true, .. })),
        "{act:?}"
    );
}

#[test]
fn a_finger_that_strikes_twice_asks_once() {
    let mut flow = kiosk();
    flow.handle_touch(Touch::Choose(GENERAL), at(0));
    assert_eq!(flow.handle_touch(NEXT, at(499)), None);
    assert!(flow.handle_touch(NEXT, at(500)).is_some());
}

#[test]
fn one_act_is_never_asked_for_twice_however_long_the_answer_takes() {
    let mut flow = kiosk();
    flow.handle_touch(Touch::Choose(GENERAL), at(0));
    let mut asked = 0;
    for touch in 1..200 {
        let now = at(touch * 1_000);
        flow.handle_timeout(now);
        for what in [
            NEXT,
            Touch::Take { priority: true },
            Touch::Choose(0),
            Touch::Back,
        ] {
            asked += usize::from(flow.handle_touch(what, now + at(touch)).is_some());
        }
    }
    assert_eq!(asked, 1);
    assert!(matches!(
        flow.view(at(200_000)).page,
        Page::Chosen {
            issuing: true,
            slow: true,
            ..
        }
    ));
}

#[test]
fn two_acts_never_carry_the_same_name() {
    let mut flow = kiosk();
    let first = flow.handle_touch(Touch::Choose(PHARMACY), at(0));
    flow.handle_news(News::NotIssued(antre_kiosk_flow::flow::ActId(1)), at(100));
    let second = flow.handle_touch(Touch::Choose(PHARMACY), at(1_000));
    assert!(first.is_some() && second.is_some());
    assert_ne!(first, second);
}

#[test]
fn a_closed_service_answers_a_touch_and_gives_nothing() {
    let mut flow = kiosk();
    assert_eq!(flow.handle_touch(Touch::Choose(CLOSED), at(0)), None);
    assert!(matches!(flow.view(at(0)).page, Page::Chosen { .. }));
    assert_eq!(flow.handle_touch(NEXT, at(1_000)), None);
}

#[test]
fn nobody_goes_first_where_the_service_knows_no_such_class() {
    let mut flow = kiosk();
    let mut branch = samples::clinic();
    branch.services[GENERAL].priority = false;
    flow.handle_news(News::Branch(Box::new(branch)), at(0));
    flow.handle_touch(Touch::Choose(GENERAL), at(0));
    assert_eq!(
        flow.handle_touch(Touch::Take { priority: true }, at(1_000)),
        None
    );
}

#[test]
fn a_service_that_closes_under_the_finger_is_not_taken() {
    let mut flow = kiosk();
    flow.handle_touch(Touch::Choose(GENERAL), at(0));
    let mut branch = samples::clinic();
    branch.services[GENERAL].availability = branch.services[CLOSED].availability;
    flow.handle_news(News::Branch(Box::new(branch)), at(100));
    assert_eq!(flow.handle_touch(NEXT, at(1_000)), None);
}

#[test]
fn a_service_that_vanishes_under_the_finger_leads_back_to_the_list() {
    let mut flow = kiosk();
    flow.handle_touch(Touch::Choose(GENERAL), at(0));
    let mut branch = samples::clinic();
    branch.services.remove(GENERAL);
    flow.handle_news(News::Branch(Box::new(branch)), at(100));
    assert_eq!(flow.view(at(100)).page, Page::Services);
}

#[test]
fn the_number_stays_while_the_hub_goes_and_comes() {
    let mut flow = holding(at(1_000));
    let gone = Branch {
        stop: Some(Stop::HubGone(None)),
        ..samples::clinic()
    };
    flow.handle_news(News::Branch(Box::new(gone)), at(2_000));
    assert!(shows_number(&flow, at(2_000)));
    flow.handle_touch(Touch::Done, at(3_000));
    assert!(matches!(flow.view(at(3_000)).page, Page::Stopped(_)));
}

#[test]
fn leaving_is_announced_twenty_seconds_before_and_one_touch_extends_it() {
    let mut flow = holding(at(0));
    let warned = PAGE_STAY - WARNING;
    assert!(!flow.view(warned - at(1)).still_there);
    assert!(flow.view(warned).still_there);
    assert!(WARNING >= Duration::from_secs(20));
    flow.handle_touch(Touch::Anywhere, warned + at(5_000));
    flow.handle_timeout(PAGE_STAY + at(5_000));
    assert!(shows_number(&flow, PAGE_STAY + at(5_000)));
    assert!(!flow.view(PAGE_STAY).still_there);
    flow.handle_timeout(warned + at(5_000) + PAGE_STAY);
    assert!(!shows_number(&flow, PAGE_STAY * 2));
}

#[test]
fn the_bar_loses_a_thread_a_step_and_deadlines_meet_each_of_them() {
    let mut flow = holding(at(0));
    let mut now = at(0);
    let mut seen = vec![flow.view(now).steps_left];
    while shows_number(&flow, now) {
        now = flow.next_deadline(now).unwrap();
        flow.handle_timeout(now);
        seen.push(flow.view(now).steps_left);
    }
    let expected: Vec<u32> = (1..=STEPS).rev().chain([STEPS]).collect();
    assert_eq!(seen, expected);
    assert_eq!(now, STEP * STEPS);
}

#[test]
fn the_next_customer_finds_the_list_in_the_branchs_language_and_usual_size() {
    let mut flow = kiosk();
    for (second, touch) in [
        Touch::Language(1),
        Touch::Large,
        Touch::Contrast,
        Touch::Low,
    ]
    .into_iter()
    .enumerate()
    {
        flow.handle_touch(touch, at(second as u64 * 1_000));
    }
    let changed = flow.view(at(3_000));
    assert!(changed.large && changed.contrast && changed.low && changed.language == 1);
    let asked = at(3_000) + PAGE_STAY - WARNING;
    assert!(
        flow.view(asked).still_there,
        "large text is something to lose"
    );
    let left = at(3_000) + PAGE_STAY;
    flow.handle_timeout(left);
    let next = flow.view(left);
    assert!(!next.large && !next.contrast && !next.low && next.language == 0);
    assert_ne!(next.visit, changed.visit);
    assert_eq!(flow.next_deadline(left), None, "an idle kiosk sleeps");
}

#[test]
fn a_wrong_choice_is_given_back_once_and_said() {
    let mut flow = holding(at(0));
    let act = flow.handle_touch(Touch::Wrong, at(1_000));
    assert_eq!(
        act,
        Some(Act::Cancel {
            ticket: "t1".into()
        })
    );
    assert_eq!(flow.handle_touch(Touch::Wrong, at(2_000)), None);
    assert_eq!(flow.handle_touch(Touch::Done, at(3_000)), None);
    assert!(
        shows_number(&flow, at(3_000)),
        "not before the hub has said so"
    );
    flow.handle_news(News::Cancelled("other".into()), at(3_000));
    assert!(shows_number(&flow, at(3_000)));
    flow.handle_news(News::Cancelled("t1".into()), at(4_000));
    let view = flow.view(at(4_000));
    assert_eq!(
        (view.notice, view.notice_number.as_str()),
        (Some(Notice::Cancelled), "A012")
    );
}

#[test]
fn a_number_that_cannot_be_given_back_stays_valid_and_the_kiosk_says_so() {
    let mut flow = holding(at(0));
    flow.handle_touch(Touch::Wrong, at(1_000));
    flow.handle_news(News::NotCancelled("t1".into()), at(2_000));
    assert_eq!(flow.view(at(2_000)).notice, Some(Notice::NotCancelled));
}

#[test]
fn only_a_doubtful_slip_is_printed_again_and_only_by_a_touch() {
    let mut flow = holding(at(0));
    assert_eq!(flow.handle_touch(Touch::Reprint, at(1_000)), None);
    flow.handle_news(News::Paper("t1".into(), Paper::Unknown), at(1_500));
    let again = flow.handle_touch(Touch::Reprint, at(2_000));
    assert_eq!(
        again,
        Some(Act::Reprint {
            ticket: "t1".into()
        })
    );
    assert_eq!(flow.handle_touch(Touch::Reprint, at(3_000)), None);
}

#[test]
fn an_answer_to_an_act_that_is_not_on_the_screen_changes_nothing() {
    let mut flow = kiosk();
    let stray = News::Issued(
        antre_kiosk_flow::flow::ActId(99),
        Box::new(samples::ticket()),
    );
    flow.handle_touch(Touch::Choose(PHARMACY), at(0));
    flow.handle_news(stray, at(100));
    assert!(!shows_number(&flow, at(100)));
}

#[test]
fn nothing_is_asked_of_a_branch_that_is_stopped() {
    let mut flow = kiosk();
    let held = Branch {
        stop: Some(Stop::Held {
            reason: HoldReason::SystemDown,
            since: MinuteOfDay::new(642),
        }),
        ..samples::clinic()
    };
    flow.handle_news(News::Branch(Box::new(held)), at(0));
    assert_eq!(flow.handle_touch(Touch::Choose(PHARMACY), at(1_000)), None);
    assert!(matches!(flow.view(at(1_000)).page, Page::Stopped(_)));
}

#[test]
fn a_driver_without_fingers_may_touch_as_fast_as_it_likes() {
    let mut flow = kiosk();
    flow.take_every_touch();
    flow.handle_touch(Touch::Choose(GENERAL), at(1));
    assert!(flow.handle_touch(NEXT, at(1)).is_some());
}
