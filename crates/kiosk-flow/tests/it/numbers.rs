//! Several numbers by one act: each with its slip, and all given back together.

use std::time::Duration;

use antre_kiosk_flow::branch::Paper;
use antre_kiosk_flow::flow::{Act, ActId, Flow, News, Touch};
use antre_kiosk_flow::view::{Notice, Page};

use crate::samples;

const MOTHERS: usize = 2;

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// A mother with two children, one number each.
fn three() -> Flow {
    let mut flow = Flow::new(1, at(0));
    flow.handle_news(News::Branch(Box::new(samples::clinic())), at(0));
    flow.handle_touch(Touch::Choose(MOTHERS), at(1));
    flow.handle_touch(Touch::People(3), at(2));
    flow.handle_touch(Touch::OneEach(true), at(3));
    flow.handle_touch(Touch::Take { priority: false }, at(4));
    let tickets = samples::each_ticket(3);
    flow.handle_news(News::IssuedEach(ActId(1), tickets), at(5));
    flow
}

fn papers(flow: &Flow) -> (Paper, Vec<Paper>) {
    match flow.view(at(6)).page {
        Page::Number { paper, each, .. } => (paper, each.iter().map(|one| one.paper).collect()),
        other => panic!("{other:?}"),
    }
}

fn acts(first: Option<Act>, flow: &mut Flow) -> Vec<Act> {
    first
        .into_iter()
        .chain(std::iter::from_fn(|| flow.poll_act()))
        .collect()
}

#[test]
fn each_slip_has_its_own_state_and_the_one_to_see_to_is_said() {
    let mut flow = three();
    assert_eq!(papers(&flow), (Paper::Printing, vec![Paper::Printing; 3]));
    flow.handle_news(News::Paper("t1".into(), Paper::Out), at(6));
    flow.handle_news(News::Paper("t3".into(), Paper::Unknown), at(6));
    let each = vec![Paper::Out, Paper::Printing, Paper::Unknown];
    assert_eq!(papers(&flow), (Paper::Unknown, each));
    // The copy is the doubtful one's.
    let again = flow.handle_touch(Touch::Reprint, at(7));
    assert_eq!(
        again,
        Some(Act::Reprint {
            ticket: "t3".into()
        })
    );
    for ticket in ["t2", "t3"] {
        flow.handle_news(News::Paper(ticket.into(), Paper::Out), at(8));
    }
    assert_eq!(papers(&flow).0, Paper::Out);
}

#[test]
fn all_are_given_back_together_and_the_list_says_so_after_the_last_answer() {
    let mut flow = three();
    let first = flow.handle_touch(Touch::Wrong, at(6));
    let given: Vec<Act> = ["t1", "t2", "t3"]
        .map(|ticket| Act::Cancel {
            ticket: ticket.into(),
        })
        .into();
    assert_eq!(acts(first, &mut flow), given);
    flow.handle_news(News::Cancelled("t1".into()), at(7));
    flow.handle_news(News::Cancelled("t2".into()), at(7));
    assert!(matches!(
        flow.view(at(7)).page,
        Page::Number {
            cancelling: true,
            ..
        }
    ));
    flow.handle_news(News::Cancelled("t3".into()), at(8));
    let view = flow.view(at(8));
    assert_eq!(
        (view.page, view.notice),
        (Page::Services, Some(Notice::Cancelled))
    );
    assert_eq!(view.notice_number, "C012–C014");
}

#[test]
fn a_number_that_stays_valid_is_the_one_that_is_named() {
    let mut flow = three();
    flow.handle_touch(Touch::Wrong, at(6));
    flow.handle_news(News::Cancelled("t1".into()), at(7));
    flow.handle_news(News::NotCancelled("t2".into()), at(7));
    flow.handle_news(News::Cancelled("t3".into()), at(7));
    let view = flow.view(at(8));
    assert_eq!(view.notice, Some(Notice::NotCancelled));
    assert_eq!(view.notice_number, "C013");
}

#[test]
fn every_slip_that_still_waits_is_taken_back_when_they_leave() {
    let mut flow = three();
    flow.handle_news(News::Paper("t1".into(), Paper::Out), at(6));
    for ticket in ["t2", "t3"] {
        let empty = Paper::Waiting(antre_domain::PrinterFault::OutOfPaper);
        flow.handle_news(News::Paper(ticket.into(), empty), at(6));
    }
    let first = flow.handle_touch(Touch::Done, at(7));
    let left: Vec<Act> = ["t2", "t3"]
        .map(|ticket| Act::Leave {
            ticket: ticket.into(),
        })
        .into();
    assert_eq!(acts(first, &mut flow), left);
}

#[test]
fn an_empty_answer_is_no_number() {
    let mut flow = Flow::new(1, at(0));
    flow.handle_news(News::Branch(Box::new(samples::clinic())), at(0));
    flow.handle_touch(Touch::Choose(5), at(1));
    flow.handle_news(News::IssuedEach(ActId(1), Vec::new()), at(2));
    assert!(matches!(
        flow.view(at(2)).page,
        Page::Chosen { issuing: true, .. }
    ));
}
