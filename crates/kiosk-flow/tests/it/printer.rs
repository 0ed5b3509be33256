//! A printer that cannot print: what the kiosk says, what it still gives, and how it goes on.

use std::time::Duration;

use antre_domain::{HoldReason, PrinterFault};
use antre_kiosk_flow::branch::{Branch, MinuteOfDay, Paper, Stop};
use antre_kiosk_flow::flow::{Act, ActId, COVER_STAY, Flow, News, PAGE_STAY, READY_STAY, Touch};
use antre_kiosk_flow::view::{Page, RollStep, Stop as StopView, StopKind, WayOn};

use crate::samples::{self, with_fault};

const PHARMACY: usize = 5;
const FAULTS: [PrinterFault; 10] = [
    PrinterFault::CoverOpen,
    PrinterFault::OutOfPaper,
    PrinterFault::Cutter,
    PrinterFault::Overheated,
    PrinterFault::Mechanical,
    PrinterFault::Offline,
    PrinterFault::Stalled,
    PrinterFault::Silent,
    PrinterFault::Stranger,
    PrinterFault::Unreachable,
];

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn told(flow: &mut Flow, branch: Branch, now: Duration) {
    flow.handle_news(News::Branch(Box::new(branch)), now);
}

fn kiosk(branch: Branch) -> Flow {
    let mut flow = Flow::new(1, at(0));
    told(&mut flow, branch, at(0));
    flow
}

/// A customer who holds A012 since second 1, and their slip has come so far.
fn holding(paper: Paper) -> Flow {
    let mut flow = kiosk(samples::clinic());
    flow.handle_touch(Touch::Choose(PHARMACY), at(0));
    flow.handle_news(News::Issued(ActId(1), Box::new(samples::ticket())), at(1));
    flow.handle_news(News::Paper("t1".into(), paper), at(1));
    flow
}

fn page(flow: &Flow, now: Duration) -> Page {
    flow.view(now).page
}

fn roll(flow: &Flow, now: Duration) -> Option<(RollStep, Option<String>, Option<WayOn>)> {
    match page(flow, now) {
        Page::Roll {
            step,
            ticket,
            way_on,
        } => Some((step, ticket.map(|t| t.letters + &t.digits), way_on)),
        Page::Services
        | Page::Groups
        | Page::Chosen { .. }
        | Page::Number { .. }
        | Page::Returning { .. }
        | Page::Stopped(_) => None,
    }
}

#[test]
fn numbers_are_given_without_paper_where_the_branch_allows_it() {
    for fault in FAULTS.into_iter().skip(1) {
        let mut flow = kiosk(with_fault(fault, false));
        let view = flow.view(at(0));
        assert_eq!((view.page, view.fault), (Page::Services, Some(fault)));
        let asked = flow.handle_touch(Touch::Choose(PHARMACY), at(1));
        assert!(matches!(asked, Some(Act::Issue { .. })), "{fault:?}");
    }
}

#[test]
fn a_kiosk_that_must_print_stops_at_each_fault_and_resumes_by_itself() {
    for fault in FAULTS.into_iter().skip(1) {
        let mut flow = kiosk(with_fault(fault, true));
        let why = StopView {
            kind: StopKind::Printer(fault),
            at: None,
            weekday: None,
            name: String::new(),
        };
        assert_eq!(page(&flow, at(0)), Page::Stopped(why));
        assert_eq!(flow.handle_touch(Touch::Choose(PHARMACY), at(1)), None);
        told(&mut flow, samples::clinic(), at(2));
        assert_eq!(page(&flow, at(2)), Page::Services);
        assert!(flow.handle_touch(Touch::Choose(PHARMACY), at(3)).is_some());
    }
}

#[test]
fn a_closed_branch_speaks_of_its_hours_and_not_of_its_printer() {
    let closed = Branch {
        stop: Some(Stop::Closed(None)),
        ..with_fault(PrinterFault::OutOfPaper, true)
    };
    let Page::Stopped(stop) = page(&kiosk(closed), at(0)) else {
        panic!("it is closed");
    };
    assert_eq!(stop.kind, StopKind::Closed);
}

#[test]
fn an_open_cover_shows_how_and_a_closed_one_leads_back() {
    let mut flow = kiosk(samples::clinic());
    told(&mut flow, with_fault(PrinterFault::CoverOpen, false), at(1));
    let open = Some((RollStep::Open, None, Some(WayOn::WithoutSlip)));
    assert_eq!(roll(&flow, at(1)), open);
    // However long it takes.
    flow.handle_timeout(at(1) + COVER_STAY);
    assert_eq!(roll(&flow, at(1) + COVER_STAY), open);
    assert_eq!(flow.handle_touch(Touch::Choose(PHARMACY), at(400)), None);

    told(&mut flow, samples::clinic(), at(401));
    assert_eq!(roll(&flow, at(401)), Some((RollStep::Ready, None, None)));
    flow.handle_news(News::NewRoll { by_hand: false }, at(402));
    assert_eq!(roll(&flow, at(402)), Some((RollStep::Noted, None, None)));
    let ends_at = flow.next_deadline(at(402)).unwrap();
    assert_eq!(ends_at, at(402) + READY_STAY);
    flow.handle_timeout(ends_at);
    assert_eq!(page(&flow, ends_at), Page::Services);
}

#[test]
fn a_new_roll_is_acknowledged_whether_it_or_the_closed_cover_is_told_first() {
    let mut flow = kiosk(with_fault(PrinterFault::CoverOpen, false));
    flow.handle_news(News::NewRoll { by_hand: false }, at(1));
    told(&mut flow, samples::clinic(), at(2));
    assert_eq!(roll(&flow, at(2)), Some((RollStep::Noted, None, None)));
}

#[test]
fn a_cover_that_is_closed_over_an_empty_printer_says_that_paper_is_missing() {
    let mut flow = kiosk(with_fault(PrinterFault::CoverOpen, false));
    told(
        &mut flow,
        with_fault(PrinterFault::OutOfPaper, false),
        at(1),
    );
    let view = flow.view(at(1));
    assert_eq!(view.page, Page::Services);
    assert_eq!(view.fault, Some(PrinterFault::OutOfPaper));
}

#[test]
fn a_customer_keeps_their_number_in_sight_while_the_roll_is_changed() {
    let mut flow = holding(Paper::Waiting(PrinterFault::CoverOpen));
    told(&mut flow, with_fault(PrinterFault::CoverOpen, true), at(50));
    let kept = Some((RollStep::Open, Some("A012".into()), Some(WayOn::ToNumber)));
    // Longer than the page would have stayed, and nobody is asked whether they are still there.
    let long = at(50) + PAGE_STAY * 2;
    flow.handle_timeout(long);
    assert_eq!(roll(&flow, long), kept);
    assert!(!flow.view(long).still_there);

    told(&mut flow, samples::clinic(), long);
    let ends_at = flow.next_deadline(long).unwrap();
    flow.handle_timeout(ends_at);
    let view = flow.view(ends_at);
    assert!(matches!(view.page, Page::Number { .. }));
    assert_eq!(
        view.steps_left,
        antre_kiosk_flow::flow::STEPS,
        "time to read it"
    );
}

#[test]
fn a_number_that_nobody_comes_back_to_gives_way_although_the_cover_stays_open() {
    let mut flow = holding(Paper::Out);
    told(&mut flow, with_fault(PrinterFault::CoverOpen, false), at(2));
    flow.handle_timeout(at(2) + COVER_STAY);
    let without = Some((RollStep::Open, None, Some(WayOn::WithoutSlip)));
    assert_eq!(roll(&flow, at(2) + COVER_STAY), without);
}

#[test]
fn a_customer_may_go_on_before_an_open_printer() {
    let mut flow = kiosk(with_fault(PrinterFault::CoverOpen, false));
    flow.handle_touch(Touch::GoOn, at(1));
    assert_eq!(page(&flow, at(1)), Page::Services);
    assert!(flow.handle_touch(Touch::Choose(PHARMACY), at(2)).is_some());
    // Where it must print, there is nothing to go on to.
    let mut flow = kiosk(with_fault(PrinterFault::CoverOpen, true));
    flow.handle_touch(Touch::GoOn, at(1));
    assert_eq!(roll(&flow, at(1)), Some((RollStep::Open, None, None)));
}

#[test]
fn whoever_goes_on_is_not_interrupted_when_the_cover_is_closed() {
    let mut flow = kiosk(with_fault(PrinterFault::CoverOpen, false));
    flow.handle_touch(Touch::GoOn, at(1));
    flow.handle_touch(Touch::Choose(0), at(2));
    told(&mut flow, samples::clinic(), at(3));
    flow.handle_news(News::NewRoll { by_hand: false }, at(4));
    assert!(matches!(page(&flow, at(4)), Page::Chosen { .. }));
}

#[test]
fn an_answer_that_is_awaited_is_shown_before_the_open_printer() {
    let mut flow = kiosk(samples::clinic());
    flow.handle_touch(Touch::Choose(PHARMACY), at(0));
    told(&mut flow, with_fault(PrinterFault::CoverOpen, false), at(1));
    assert!(matches!(
        page(&flow, at(1)),
        Page::Chosen { issuing: true, .. }
    ));
    flow.handle_news(News::Issued(ActId(1), Box::new(samples::ticket())), at(2));
    let kept = Some((RollStep::Open, Some("A012".into()), Some(WayOn::ToNumber)));
    assert_eq!(roll(&flow, at(2)), kept);
    flow.handle_touch(Touch::GoOn, at(3));
    assert!(matches!(page(&flow, at(3)), Page::Number { .. }));
}

#[test]
fn the_way_out_of_the_building_stands_before_everything() {
    let mut branch = with_fault(PrinterFault::CoverOpen, false);
    branch.stop = Some(Stop::Held {
        reason: HoldReason::Evacuation,
        since: MinuteOfDay::new(600),
    });
    let Page::Stopped(stop) = page(&kiosk(branch), at(0)) else {
        panic!("people must leave");
    };
    assert_eq!(stop.kind, StopKind::Held(HoldReason::Evacuation));
}

#[test]
fn the_staff_key_counts_a_new_roll_and_is_acknowledged() {
    let mut flow = kiosk(samples::clinic());
    let asked = flow.handle_touch(Touch::NewRoll, at(1));
    assert_eq!(asked, Some(Act::NewRoll));
    assert_eq!(page(&flow, at(1)), Page::Services, "not before it is done");
    flow.handle_news(News::NewRoll { by_hand: true }, at(2));
    assert_eq!(roll(&flow, at(2)), Some((RollStep::Noted, None, None)));
    flow.handle_touch(Touch::Anywhere, at(3));
    assert_eq!(page(&flow, at(3)), Page::Services);
}

#[test]
fn a_slip_that_waits_is_taken_back_when_its_customer_has_left() {
    let mut flow = holding(Paper::Waiting(PrinterFault::OutOfPaper));
    let left = Some(Act::Leave {
        ticket: "t1".into(),
    });
    assert_eq!(flow.handle_touch(Touch::Done, at(5)), left);
    let mut flow = holding(Paper::Waiting(PrinterFault::OutOfPaper));
    assert_eq!(flow.handle_timeout(at(1) + PAGE_STAY), left);
    // One that is on its way finds its customer before the printer.
    for paper in [
        Paper::Printing,
        Paper::Waiting(PrinterFault::Overheated),
        Paper::Out,
    ] {
        let mut flow = holding(paper);
        assert_eq!(flow.handle_touch(Touch::Done, at(5)), None, "{paper:?}");
    }
}

#[test]
fn a_doubtful_slip_is_offered_again_only_where_another_could_come_out() {
    let mut flow = holding(Paper::Unknown);
    told(
        &mut flow,
        with_fault(PrinterFault::OutOfPaper, false),
        at(2),
    );
    let shown = |flow: &Flow, now| match page(flow, now) {
        Page::Number { paper, .. } => paper,
        other => panic!("{other:?}"),
    };
    let waits = Paper::Waiting(PrinterFault::OutOfPaper);
    assert_eq!(shown(&flow, at(2)), waits);
    assert_eq!(flow.handle_touch(Touch::Reprint, at(3)), None);
    told(&mut flow, samples::clinic(), at(4));
    assert_eq!(shown(&flow, at(4)), Paper::Unknown);
    let again = flow.handle_touch(Touch::Reprint, at(5));
    assert!(matches!(again, Some(Act::Reprint { .. })));
}

#[test]
fn who_chose_large_text_gets_a_large_slip() {
    let mut flow = kiosk(samples::clinic());
    flow.handle_touch(Touch::Large, at(0));
    let asked = flow.handle_touch(Touch::Choose(PHARMACY), at(1));
    assert!(matches!(asked, Some(Act::Issue { large: true, .. })));
}
