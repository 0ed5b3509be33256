//! Whatever the journal holds when the printer's thread starts, no act prints twice.

use antre_journal::{Journal, Limits};
use antre_printing::{ActRecord, Acts, JOB_BYTES_MAX, JobState, Reason, Submitted};

use crate::printer::{Habits, TestPrinter};
use crate::{Rig, job, mark, state, unhurried};

/// A printer, and a thread started on a journal in which `act-1` has come so far.
fn restarted_with(states: &[JobState]) -> (TestPrinter, Rig) {
    let printer = TestPrinter::new(Habits::good());
    let mut rig = Rig::new(printer.url(), unhurried());
    rig.health();
    rig.stop();
    let mut acts = Acts::default();
    let Ok(Submitted::New(record)) = acts.submit(job("act-1"), i64::MAX) else {
        panic!("act-1 is new");
    };
    let mut records = vec![record.clone()];
    acts.apply(record);
    for &to in states {
        let record = acts.moved("act-1", to, None).unwrap();
        records.push(record.clone());
        acts.apply(record);
    }
    let (mut journal, _) = Journal::open(&rig.setup.journal, Limits::default()).unwrap();
    journal
        .rewrite(records.iter().map(ActRecord::encode))
        .unwrap();
    drop(journal);
    rig.start();
    (printer, rig)
}

#[test]
fn a_job_found_queued_is_printed_once() {
    for states in [&[][..], &[JobState::Sent, JobState::Queued]] {
        let (printer, mut rig) = restarted_with(states);
        assert_eq!(rig.end_of("act-1"), state(JobState::Confirmed, None));
        rig.stop();
        rig.start();
        rig.health();
        let known = rig.printing().print(job("act-1")).unwrap();
        assert_eq!(known, state(JobState::Confirmed, None));
        assert_eq!(printer.count(&mark("act-1")), 1);
    }
}

#[test]
fn a_job_found_sent_becomes_unknown_is_told_and_is_not_printed() {
    let (printer, rig) = restarted_with(&[JobState::Sent]);
    let restarted = state(JobState::Unknown, Some(Reason::Restarted));
    assert_eq!(rig.next("act-1"), restarted);
    assert_eq!(rig.printing().print(job("act-1")).unwrap(), restarted);
    rig.printing().print(job("act-2")).unwrap();
    rig.end_of("act-2");
    assert_eq!(printer.count(&mark("act-1")), 0);
    assert!(
        printer.paper()[16..].starts_with(&[0x10, 5, 2, 0, 0]),
        "the printer may still be inside the lost slip"
    );
}

#[test]
fn a_job_found_finished_stays_as_it_is() {
    use JobState::{Blind, Confirmed, Failed, Sent, Unknown};
    for states in [
        &[Sent, Confirmed][..],
        &[Sent, Blind],
        &[Sent, Unknown],
        &[Failed],
    ] {
        let (printer, rig) = restarted_with(states);
        let end = state(*states.last().unwrap(), None);
        assert_eq!(rig.printing().print(job("act-1")).unwrap(), end);
        rig.printing().print(job("act-2")).unwrap();
        rig.end_of("act-2");
        assert_eq!(printer.count(&mark("act-1")), 0);
    }
}

#[test]
fn stopping_keeps_what_waits_for_the_next_start() {
    let printer = TestPrinter::new(Habits {
        status: Some(crate::printer::PAPER_OUT),
        ..Habits::good()
    });
    let mut rig = Rig::new(printer.url(), unhurried());
    rig.printing().print(job("act-1")).unwrap();
    rig.next("act-1");
    rig.stop();
    printer.change(|habits| *habits = Habits::good());
    rig.start();
    assert_eq!(rig.end_of("act-1"), state(JobState::Confirmed, None));
    assert_eq!(printer.count(&mark("act-1")), 1);
}

#[test]
fn the_journal_stays_small_and_forgets_no_recent_act() {
    const MANY: usize = 90;
    let dir = tempfile::tempdir().unwrap();
    let url = format!("file:{}", dir.path().join("slips.bin").display());
    let mut rig = Rig::new(&url, unhurried());
    for count in 0..MANY {
        let mut large = job(&format!("act-{count}"));
        large.bytes.resize(JOB_BYTES_MAX, 0x55);
        rig.printing().print(large).unwrap();
        rig.end_of(&format!("act-{count}"));
        let journal_bytes = std::fs::metadata(&rig.setup.journal).unwrap().len();
        assert!(journal_bytes < 5 * 1024 * 1024, "{journal_bytes}");
    }
    const { assert!(MANY * JOB_BYTES_MAX > 5 * 1024 * 1024) };
    rig.stop();
    rig.start();
    for count in 0..MANY {
        let known = rig.printing().progress(&format!("act-{count}")).unwrap();
        assert_eq!(known, Some(state(JobState::Blind, None)));
    }
}

#[test]
fn two_threads_on_one_journal_are_refused() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    let second = antre_printing::Printing::start(rig.setup.clone(), |_event| {});
    assert!(matches!(
        second,
        Err(antre_printing::PrintError::Journal(
            antre_journal::JournalError::Locked { .. }
        ))
    ));
}

#[test]
fn a_proof_asked_for_before_a_restart_is_never_taken_for_a_later_one() {
    let printer = TestPrinter::new(Habits::good());
    let mut rig = Rig::new(printer.url(), unhurried());
    for count in 0..6 {
        let act_key = format!("act-{count}");
        rig.printing().print(job(&act_key)).unwrap();
        assert_eq!(rig.end_of(&act_key), state(JobState::Confirmed, None));
        rig.stop();
        rig.start();
    }
    let mut marks = printer.marks();
    assert!(marks.iter().flatten().all(|byte| (32..127).contains(byte)));
    // Whether proof is known at all is tried by the mark of the same conversation.
    marks.dedup();
    let asked = marks.len();
    marks.sort_unstable();
    marks.dedup();
    assert_eq!(marks.len(), asked);
    assert!(asked >= 6);
}
