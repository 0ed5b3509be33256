//! What a customer is told of the slip, and which slip an act of the printer's journal was.

use std::collections::BTreeSet;

use antre_domain::{SlipKind, SlipState};
use antre_kiosk::branch::Paper;
use antre_kiosk::flow::News;
use antre_kiosk::network::Word;
use antre_kiosk::press::{SlipId, Which, fate, paper};
use antre_printing::{Fault, JobState, Progress, Reason};
use antre_ui_kit::Announcement;

fn told(state: JobState, reason: Option<Reason>) -> Paper {
    paper(Progress { state, reason }, false)
}

#[test]
fn a_slip_on_its_way_is_being_printed() {
    assert_eq!(told(JobState::Queued, None), Paper::Printing);
    assert_eq!(told(JobState::Sent, None), Paper::Printing);
}

#[test]
fn a_slip_that_waits_says_for_what() {
    for fault in [Fault::OutOfPaper, Fault::Overheated, Fault::Stranger] {
        let queued = told(JobState::Queued, Some(Reason::Printer(fault)));
        assert_eq!(queued, Paper::Waiting(fault));
    }
    // Nothing prints without the journal: whoever looks after the machine must.
    let undurable = told(JobState::Queued, Some(Reason::NotDurable));
    assert_eq!(undurable, Paper::Waiting(Fault::Mechanical));
}

#[test]
fn a_slip_that_came_out_is_to_be_taken() {
    assert_eq!(told(JobState::Confirmed, None), Paper::Out);
    assert_eq!(told(JobState::Blind, None), Paper::Out);
    let progress = Progress {
        state: JobState::Confirmed,
        reason: None,
    };
    assert_eq!(paper(progress, true), Paper::CopyOut);
}

#[test]
fn the_screen_alone_tells_a_number_whose_slip_is_nowhere() {
    let lost = Some(Reason::ConnectionLost);
    let doubtful = told(JobState::Unknown, lost);
    assert_eq!(doubtful, Paper::Unknown);
    let expired = told(JobState::Failed, Some(Reason::Expired));
    assert_eq!(expired, Paper::Failed);
    let empty = Paper::Waiting(Fault::OutOfPaper);
    for missing in [doubtful, expired, empty, Paper::Paperless] {
        assert!(missing.is_missing(), "{missing:?}");
    }
    // A hot head cools down while one waits.
    let cooling = Paper::Waiting(Fault::Overheated);
    for there in [cooling, Paper::Printing, Paper::Out, Paper::CopyOut] {
        assert!(!there.is_missing(), "{there:?}");
    }
}

#[test]
fn the_hub_hears_the_last_word_about_a_slip_and_no_other() {
    let fates = [
        JobState::Queued,
        JobState::Sent,
        JobState::Confirmed,
        JobState::Blind,
        JobState::Unknown,
        JobState::Failed,
    ]
    .map(fate);
    let last = [
        None,
        None,
        Some(SlipState::Confirmed),
        Some(SlipState::Blind),
        Some(SlipState::Unknown),
        Some(SlipState::Failed),
    ];
    assert_eq!(fates, last);
}

#[test]
fn an_act_of_the_journal_names_its_slip() {
    let ticket = "6tga4zt6vm4ks".to_owned();
    let mut keys = BTreeSet::new();
    for (which, kind) in [
        (Which::Original, SlipKind::Original),
        (Which::Copy(1), SlipKind::Copy),
        (Which::Copy(2), SlipKind::Copy),
        (Which::Officer, SlipKind::Officer),
    ] {
        let slip = SlipId {
            ticket: ticket.clone(),
            which,
        };
        assert_eq!(SlipId::of_act(&slip.act_key()), slip);
        assert_eq!(slip.kind(), kind);
        assert!(keys.insert(slip.act_key()), "{which:?} shares its key");
    }
}

#[test]
fn a_busy_screen_is_told_the_newest_of_each_slip_and_every_other_word() {
    let paper = |ticket: &str, paper| Word(News::Paper(ticket.into(), paper));
    let mut waiting = paper("t1", Paper::Printing);
    assert!(waiting.absorb(paper("t1", Paper::Out)).is_none());
    assert_eq!(waiting.0, paper("t1", Paper::Out).0);
    let other = waiting.absorb(paper("t2", Paper::Out));
    assert_eq!(other.map(|word| word.0), Some(paper("t2", Paper::Out).0));
    let cancelled = waiting.absorb(Word(News::Cancelled("t1".into())));
    assert_eq!(
        cancelled.map(|word| word.0),
        Some(News::Cancelled("t1".into()))
    );
}
