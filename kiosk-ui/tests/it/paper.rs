//! What a customer is told of the slip, and which slip an act of the printer's journal was.

use antre_kiosk::branch::Paper;
use antre_kiosk::flow::News;
use antre_kiosk::press::{SlipId, paper};
use antre_printing::{Fault, JobState, Progress, Reason};
use antre_ui_kit::Announcement;

fn told(state: JobState, reason: Option<Reason>) -> Paper {
    paper(Progress { state, reason }, None, false)
}

#[test]
fn a_slip_on_its_way_is_being_printed() {
    assert_eq!(told(JobState::Queued, None), Paper::Printing);
    assert_eq!(told(JobState::Sent, None), Paper::Printing);
    let cools_down = Some(Reason::Printer(Fault::Recovering));
    assert_eq!(told(JobState::Queued, cools_down), Paper::Printing);
}

#[test]
fn a_slip_that_came_out_is_to_be_taken() {
    assert_eq!(told(JobState::Confirmed, None), Paper::Out);
    assert_eq!(told(JobState::Blind, None), Paper::Out);
    let progress = Progress {
        state: JobState::Confirmed,
        reason: None,
    };
    assert_eq!(paper(progress, None, true), Paper::CopyOut);
}

#[test]
fn an_empty_roll_is_called_that_before_and_in_the_middle_of_a_slip() {
    let empty = Some(Reason::Printer(Fault::OutOfPaper));
    assert_eq!(told(JobState::Queued, empty), Paper::Empty);
    assert_eq!(told(JobState::Unknown, empty), Paper::Empty);
    // The printer fell silent over the job, and then said why.
    let silent = Progress {
        state: JobState::Unknown,
        reason: Some(Reason::Printer(Fault::Silent)),
    };
    assert_eq!(paper(silent, Some(Fault::OutOfPaper), false), Paper::Empty);
}

#[test]
fn a_slip_in_doubt_offers_a_copy_and_any_other_trouble_the_number_alone() {
    let lost = Some(Reason::ConnectionLost);
    assert_eq!(told(JobState::Unknown, lost), Paper::Unknown);
    for fault in [Fault::CoverOpen, Fault::Unreachable, Fault::Cutter] {
        let queued = told(JobState::Queued, Some(Reason::Printer(fault)));
        assert_eq!(queued, Paper::NoPrinter, "{fault:?}");
    }
    let expired = Some(Reason::Expired);
    assert_eq!(told(JobState::Failed, expired), Paper::NoPrinter);
}

#[test]
fn an_act_of_the_journal_names_its_slip() {
    let ticket = "6tga4zt6vm4ks".to_owned();
    for copy in [None, Some(1), Some(2)] {
        let slip = SlipId {
            ticket: ticket.clone(),
            copy,
        };
        assert_eq!(SlipId::of_act(&slip.act_key()), slip);
    }
}

#[test]
fn a_busy_screen_is_told_the_newest_of_each_slip_and_every_other_word() {
    let paper = |ticket: &str, paper| News::Paper(ticket.into(), paper);
    let mut waiting = paper("t1", Paper::Printing);
    assert_eq!(waiting.absorb(paper("t1", Paper::Out)), None);
    assert_eq!(waiting, paper("t1", Paper::Out));
    let other = paper("t2", Paper::Out);
    assert_eq!(waiting.absorb(other.clone()), Some(other));
    let cancelled = News::Cancelled("t1".into());
    assert_eq!(waiting.absorb(cancelled.clone()), Some(cancelled));
}
