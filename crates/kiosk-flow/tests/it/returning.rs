//! Somebody with a slip is back.

use std::time::Duration;

use antre_domain::HoldReason;
use antre_kiosk_flow::branch::{Branch, MinuteOfDay, Paper, Stop, Words};
use antre_kiosk_flow::flow::{
    Act, ActId, CheckedIn, Flow, News, Returning, SCAN_MOST, TYPED_MOST, Touch,
};
use antre_kiosk_flow::view::{Found, Page};

use crate::samples;

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn kiosk(branch: Branch) -> Flow {
    let mut flow = Flow::new(1, at(0));
    flow.handle_news(News::Branch(Box::new(branch)), at(0));
    flow
}

fn back_before(branch: Branch) -> Flow {
    let mut flow = kiosk(branch);
    flow.handle_touch(Touch::Returning, at(1));
    flow
}

/// Each key a second after the last, so that none is taken for a trembling finger.
fn types(flow: &mut Flow, keys: &str) {
    types_from(flow, 10, keys);
}

fn types_from(flow: &mut Flow, first_sec: u64, keys: &str) {
    for (second, key) in keys.chars().enumerate() {
        flow.handle_touch(Touch::Key(key), at(first_sec + second as u64));
    }
}

fn typed(flow: &Flow) -> (String, bool) {
    match flow.view(at(30)).page {
        Page::Returning {
            letters,
            digits,
            complete,
            ..
        } => (letters + &digits, complete),
        other => panic!("{other:?}"),
    }
}

fn found(flow: &Flow) -> Option<Found> {
    match flow.view(at(40)).page {
        Page::Returning { found, .. } => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_number_on_a_slip_is_looked_up() {
    let mut flow = back_before(samples::clinic());
    types(&mut flow, "A012");
    assert_eq!(typed(&flow), ("A012".into(), true));
    let asked = flow.handle_touch(Touch::CheckIn, at(31));
    let by = Returning::Number("A012".into());
    assert_eq!(asked, Some(Act::CheckIn { act: ActId(1), by }));
    assert_eq!(flow.handle_touch(Touch::CheckIn, at(32)), None, "once");
    let answer = CheckedIn::Waiting(Box::new(samples::ticket()));
    flow.handle_news(News::CheckedIn(ActId(1), answer), at(33));
    let Some(Found::Waiting(ticket)) = found(&flow) else {
        panic!("it waits again");
    };
    assert_eq!((ticket.digits.as_str(), ticket.ahead), ("012", 7));
    flow.handle_touch(Touch::Done, at(41));
    assert_eq!(flow.view(at(41)).page, Page::Services);
}

#[test]
fn each_answer_is_shown_in_the_customers_language() {
    let counter = Words(vec!["Loket 3".into(), "Counter 3".into()]);
    let answers = [
        CheckedIn::Called(Box::new(samples::ticket()), counter),
        CheckedIn::Unknown,
        CheckedIn::Over,
        CheckedIn::NotAsked,
    ];
    for answer in answers {
        let mut flow = back_before(samples::clinic());
        flow.handle_touch(Touch::Language(1), at(2));
        types(&mut flow, "B7");
        flow.handle_touch(Touch::CheckIn, at(31));
        flow.handle_news(News::CheckedIn(ActId(1), answer.clone()), at(33));
        let shown = found(&flow).unwrap();
        match (&answer, &shown) {
            (CheckedIn::Called(..), Found::Called(_, counter)) => assert_eq!(counter, "Counter 3"),
            (CheckedIn::Unknown, Found::Unknown)
            | (CheckedIn::Over, Found::Over)
            | (CheckedIn::NotAsked, Found::NotAsked) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn only_letters_of_the_branch_and_digits_are_taken_and_a_wrong_letter_gives_way() {
    let mut branch = samples::clinic();
    branch.prefixes = vec!["A".into(), "AB".into(), "C".into()];
    let mut flow = back_before(branch);
    types(&mut flow, "Z?1");
    assert_eq!(typed(&flow), ("1".into(), false), "digits may come first");
    types(&mut flow, "C");
    assert_eq!(typed(&flow), ("C1".into(), true));
    types(&mut flow, "A");
    assert_eq!(typed(&flow), ("A1".into(), true));
    types(&mut flow, "B");
    assert_eq!(typed(&flow), ("AB1".into(), true));
    types(&mut flow, "23456789");
    assert_eq!(typed(&flow).0.len(), TYPED_MOST);
    let Page::Returning { keys, .. } = flow.view(at(30)).page else {
        panic!("still there");
    };
    assert_eq!(keys, ['A', 'B', 'C']);
}

#[test]
fn an_unfinished_number_is_not_looked_up() {
    let mut flow = back_before(samples::clinic());
    assert_eq!(flow.handle_touch(Touch::CheckIn, at(2)), None);
    types(&mut flow, "A");
    assert_eq!(flow.handle_touch(Touch::CheckIn, at(31)), None);
    flow.handle_touch(Touch::Erase, at(32));
    assert_eq!(typed(&flow).0, "");
    types(&mut flow, "12");
    assert_eq!(
        flow.handle_touch(Touch::CheckIn, at(33)),
        None,
        "which series?"
    );
}

#[test]
fn fast_fingers_type_and_trembling_ones_do_not() {
    let mut flow = back_before(samples::clinic());
    let ms = |ms| Duration::from_millis(ms);
    for (key, when) in [
        ('A', 5_000),
        ('1', 5_150),
        ('2', 5_300),
        ('2', 5_400),
        ('2', 5_950),
    ] {
        flow.handle_touch(Touch::Key(key), ms(when));
    }
    assert_eq!(typed(&flow).0, "A122");
}

#[test]
fn who_mistyped_types_again() {
    let mut flow = back_before(samples::clinic());
    types(&mut flow, "A1");
    flow.handle_touch(Touch::CheckIn, at(31));
    flow.handle_news(News::CheckedIn(ActId(1), CheckedIn::Unknown), at(33));
    flow.handle_touch(Touch::Erase, at(41));
    assert_eq!((found(&flow), typed(&flow).0.as_str()), (None, ""));
    types_from(&mut flow, 42, "A2");
    let again = flow.handle_touch(Touch::CheckIn, at(45));
    assert!(matches!(again, Some(Act::CheckIn { act: ActId(2), .. })));
    // The first question's answer is no answer to the second.
    flow.handle_news(News::CheckedIn(ActId(1), CheckedIn::Over), at(46));
    assert_eq!(found(&flow), None);
}

#[test]
fn without_the_hub_nobody_is_asked_and_the_page_says_so() {
    let flow = back_before(samples::alone());
    assert_eq!(found(&flow), Some(Found::NotAsked));
    let mut flow = kiosk(samples::alone());
    assert_eq!(flow.handle_scan("http://antre/t/AAAA", at(1)), None);
    assert_eq!(found(&flow), Some(Found::NotAsked));
}

#[test]
fn a_slip_held_before_the_scanner_is_looked_up_from_any_page_before_a_number() {
    let link = "http://192.168.1.10:8080/t/AAAAAAAAAAAAAAAAAAAAAA";
    for touches in [&[][..], &[Touch::Choose(0)], &[Touch::Returning]] {
        let mut flow = kiosk(samples::clinic());
        for (second, touch) in touches.iter().enumerate() {
            flow.handle_touch(*touch, at(1 + second as u64));
        }
        let asked = flow.handle_scan(&format!("{link}\r\n"), at(5));
        let by = Returning::Link(link.into());
        assert_eq!(asked, Some(Act::CheckIn { act: ActId(1), by }));
    }
}

#[test]
fn a_scanner_disturbs_nobody_who_waits_for_a_number_or_reads_one() {
    let mut flow = kiosk(samples::clinic());
    flow.handle_touch(Touch::Choose(5), at(1));
    assert_eq!(flow.handle_scan("http://antre/t/AAAA", at(2)), None);
    assert!(matches!(
        flow.view(at(2)).page,
        Page::Chosen { issuing: true, .. }
    ));
    flow.handle_news(News::Issued(ActId(1), Box::new(samples::ticket())), at(3));
    flow.handle_news(News::Paper("t1".into(), Paper::Unknown), at(4));
    assert_eq!(flow.handle_scan("http://antre/t/AAAA", at(5)), None);
    assert!(matches!(flow.view(at(5)).page, Page::Number { .. }));
}

#[test]
fn what_is_no_slip_of_ours_is_unknown_and_a_flood_of_letters_is_passed_over() {
    let mut flow = kiosk(samples::clinic());
    assert_eq!(flow.handle_scan("8992775000106", at(1)), None);
    assert_eq!(found(&flow), Some(Found::Unknown));
    let mut flow = kiosk(samples::clinic());
    assert_eq!(flow.handle_scan(&"/t/x".repeat(SCAN_MOST), at(1)), None);
    assert_eq!(flow.handle_scan(" \r\n", at(2)), None);
    assert_eq!(flow.view(at(2)).page, Page::Services);
}

#[test]
fn an_answer_is_read_to_the_end_but_not_before_the_way_out_of_the_building() {
    let mut flow = back_before(samples::clinic());
    types(&mut flow, "A1");
    flow.handle_touch(Touch::CheckIn, at(31));
    flow.handle_news(News::CheckedIn(ActId(1), CheckedIn::Over), at(33));
    let stopped = |stop| Branch {
        stop: Some(stop),
        ..samples::clinic()
    };
    let gone = stopped(Stop::HubGone(None));
    flow.handle_news(News::Branch(Box::new(gone)), at(34));
    assert_eq!(found(&flow), Some(Found::Over));
    let leave = stopped(Stop::Held {
        reason: HoldReason::Evacuation,
        since: MinuteOfDay::new(600),
    });
    flow.handle_news(News::Branch(Box::new(leave)), at(35));
    assert!(matches!(flow.view(at(35)).page, Page::Stopped(_)));
}
