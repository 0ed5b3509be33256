//! The real thread, the real socket, a printer that fails.

use std::net::TcpListener;
use std::time::Duration;

use antre_domain::{SlipKind, Watched};
use antre_printing::{Deadlines, Fault, Job, JobState, PrintError, QUEUED_MAX, Reason};

use crate::printer::{Habits, PAPER_OUT, READY, TestPrinter};
use crate::{Rig, TEST_LINE, job, mark, state, unhurried};

const SOON: Duration = Duration::from_millis(150);

#[test]
fn a_printer_that_proves_its_prints_confirms_the_slip() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    let queued = rig.printing().print(job("act-1")).unwrap();
    assert_eq!(queued, state(JobState::Queued, None));
    assert_eq!(rig.next("act-1"), state(JobState::Sent, None));
    assert_eq!(rig.next("act-1"), state(JobState::Confirmed, None));
    assert_eq!(printer.paper(), job("act-1").bytes);
}

#[test]
fn a_printer_without_proof_confirms_by_its_state_afterwards() {
    let printer = TestPrinter::new(Habits {
        proof: false,
        ..Habits::good()
    });
    let deadlines = Deadlines {
        // Long enough for the status on a busy machine, and passed once: proof is tried once.
        answer: Duration::from_secs(3),
        ..unhurried()
    };
    let rig = Rig::new(printer.url(), deadlines);
    for act_key in ["act-1", "act-2"] {
        rig.printing().print(job(act_key)).unwrap();
        let by_status = state(JobState::Confirmed, Some(Reason::ByStatus));
        assert_eq!(rig.end_of(act_key), by_status);
    }
    assert_eq!(
        printer.paper(),
        [job("act-1").bytes, job("act-2").bytes].concat()
    );
}

#[test]
fn a_mute_printer_is_driven_blind() {
    let printer = TestPrinter::new(Habits::mute());
    let rig = Rig::new(
        printer.url(),
        Deadlines {
            answer: SOON,
            ..unhurried()
        },
    );
    assert_eq!(rig.health().watched, Watched::Blind);
    rig.printing().print(job("act-1")).unwrap();
    assert_eq!(rig.end_of("act-1"), state(JobState::Blind, None));
    // At first contact a line's end, at which any other program would have spoken.
    let all = [b"\r\n", &job("act-1").bytes[..]].concat();
    printer.wait_for_paper(all.len());
    assert!(printer.paper() == all);
}

#[test]
fn a_job_given_again_answers_what_is_known_and_prints_nothing() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    rig.printing().print(job("act-1")).unwrap();
    rig.end_of("act-1");
    for _ in 0..3 {
        let again = Job {
            bytes: b"other bytes".to_vec(),
            ..job("act-1")
        };
        let known = rig.printing().print(again).unwrap();
        assert_eq!(known, state(JobState::Confirmed, None));
    }
    rig.printing().print(job("act-2")).unwrap();
    rig.end_of("act-2");
    assert_eq!(
        printer.paper(),
        [job("act-1").bytes, job("act-2").bytes].concat()
    );
}

#[test]
fn a_copy_is_an_act_of_its_own() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    rig.printing().print(job("act-1")).unwrap();
    rig.end_of("act-1");
    let copy = Job {
        ticket_id: job("act-1").ticket_id,
        kind: SlipKind::Copy,
        ..job("copy-1")
    };
    rig.printing().print(copy).unwrap();
    assert_eq!(rig.end_of("copy-1"), state(JobState::Confirmed, None));
    assert_eq!(printer.count(&mark("copy-1")), 1);
}

#[test]
fn a_connection_cut_at_any_byte_leaves_one_slip_at_most_and_the_next_one_whole() {
    let whole = job("act-1").bytes.len();
    for cut in (1..=whole).step_by(23).chain([2, whole - 1, whole]) {
        let printer = TestPrinter::new(Habits::good());
        let mut rig = Rig::new(printer.url(), unhurried());
        rig.health();
        printer.change(|habits| habits.close_after = Some(cut));
        rig.printing().print(job("act-1")).unwrap();
        let end = rig.end_of("act-1");
        let lost = state(JobState::Unknown, Some(Reason::ConnectionLost));
        assert_eq!(end, lost, "cut at {cut}");
        let restarts = cut % 2 == 0;
        if restarts {
            rig.stop();
            rig.start();
        }
        assert_eq!(rig.printing().print(job("act-1")).unwrap(), lost);
        rig.printing().print(job("act-2")).unwrap();
        assert_eq!(rig.end_of("act-2"), state(JobState::Confirmed, None));
        let paper = printer.paper();
        assert_eq!(printer.count(&mark("act-1")), usize::from(cut >= 9));
        assert!(paper.ends_with(&job("act-2").bytes), "cut at {cut}");
        // What was open is ended by as many NULs as the first slip was long, reset, and cut off; once
        // more by whoever starts anew, and cannot know that it was done.
        let between = &paper[cut..paper.len() - job("act-2").bytes.len()];
        let ended = [&[0; 16][..], &[0x10, 5, 2], &vec![0; whole]].concat();
        let once = [&ended[..], b"\x1b@\x1dVB\0"].concat();
        let is_twice = restarts && between == once.repeat(2);
        assert!(between == once || is_twice, "cut at {cut}: {between:x?}");
    }
}

#[test]
fn a_printer_that_stops_reading_leaves_the_job_unknown() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(
        printer.url(),
        Deadlines {
            write: SOON,
            proof: SOON,
            ..unhurried()
        },
    );
    rig.health();
    printer.change(|habits| habits.hang_after = Some(50));
    let mut large = job("act-1");
    large.bytes.resize(60 * 1024, 0x55);
    rig.printing().print(large).unwrap();
    // The system's buffers may take all of it: then the proof is missed, and no status comes.
    // The answer's deadline is long, so the printer is freed to close the connection instead.
    assert_eq!(rig.next("act-1").state, JobState::Sent);
    printer.wait_for_paper(50);
    drop(printer);
    assert_eq!(rig.next("act-1").state, JobState::Unknown);
}

#[test]
fn a_printer_that_falls_silent_is_not_trusted_with_a_job() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(
        printer.url(),
        Deadlines {
            answer: Duration::from_secs(3),
            ..unhurried()
        },
    );
    assert_ne!(rig.health().watched, Watched::Blind);
    printer.change(|habits| habits.status = None);
    rig.printing().print(job("act-1")).unwrap();
    let silent = Some(Reason::Printer(Fault::Silent));
    assert_eq!(rig.next("act-1"), state(JobState::Queued, silent));
    assert_eq!(printer.paper(), b"");
}

#[test]
fn without_paper_jobs_wait_with_the_reason_and_print_in_order_once_there_is_some() {
    let printer = TestPrinter::new(Habits {
        status: Some(PAPER_OUT),
        ..Habits::good()
    });
    let rig = Rig::new(printer.url(), unhurried());
    assert_eq!(rig.health().fault, Some(Fault::OutOfPaper));
    let waiting = state(JobState::Queued, Some(Reason::Printer(Fault::OutOfPaper)));
    for act_key in ["act-1", "act-2"] {
        rig.printing().print(job(act_key)).unwrap();
        assert_eq!(rig.next(act_key), waiting);
    }
    assert_eq!(rig.printing().print(job("act-1")).unwrap(), waiting);
    assert_eq!(printer.paper(), b"");
    printer.change(|habits| habits.status = Some(READY));
    rig.health_with(None);
    assert_eq!(rig.end_of("act-2"), state(JobState::Confirmed, None));
    let jobs = [job("act-1").bytes, job("act-2").bytes].concat();
    assert!(printer.paper() == [TEST_LINE, &jobs].concat());
}

#[test]
fn paper_that_ends_within_the_slip_is_unknown_with_that_reason() {
    let printer = TestPrinter::new(Habits::good());
    let deadlines = Deadlines {
        answer: Duration::from_secs(3),
        ..unhurried()
    };
    let rig = Rig::new(printer.url(), deadlines);
    rig.health();
    printer.change(|habits| {
        habits.proof = false;
        habits.status = Some(READY);
        habits.outburst = Some((100, vec![0x18, 0x00, 0x0c, 0x0f]));
    });
    rig.printing().print(job("act-1")).unwrap();
    let end = rig.end_of("act-1");
    let out = Some(Reason::Printer(Fault::OutOfPaper));
    assert_eq!(end, state(JobState::Unknown, out));
}

#[test]
fn a_job_withdrawn_while_it_waits_is_never_printed() {
    let printer = TestPrinter::new(Habits {
        status: Some(PAPER_OUT),
        ..Habits::good()
    });
    let rig = Rig::new(printer.url(), unhurried());
    rig.printing().print(job("act-1")).unwrap();
    rig.printing().print(job("act-2")).unwrap();
    let withdrawn = state(JobState::Failed, Some(Reason::Withdrawn));
    assert_eq!(rig.printing().withdraw("act-1").unwrap(), withdrawn);
    assert_eq!(rig.printing().print(job("act-1")).unwrap(), withdrawn);
    assert!(matches!(
        rig.printing().withdraw("act-3"),
        Err(PrintError::UnknownAct)
    ));
    printer.change(|habits| habits.status = Some(READY));
    rig.end_of("act-2");
    assert_eq!(printer.count(&mark("act-1")), 0);
    assert_eq!(printer.count(&mark("act-2")), 1);
    let confirmed = state(JobState::Confirmed, None);
    assert_eq!(rig.printing().withdraw("act-2").unwrap(), confirmed);
}

#[test]
fn a_job_that_waited_too_long_expires_unprinted() {
    let printer = TestPrinter::new(Habits {
        status: Some(PAPER_OUT),
        ..Habits::good()
    });
    let rig = Rig::new(
        printer.url(),
        Deadlines {
            queued: SOON,
            ..unhurried()
        },
    );
    rig.printing().print(job("act-1")).unwrap();
    let expired = state(JobState::Failed, Some(Reason::Expired));
    assert_eq!(rig.end_of("act-1"), expired);
    assert_eq!(printer.paper(), b"");
}

#[test]
fn a_printer_that_is_not_there_is_told_and_a_full_queue_refuses() {
    // A port that was free a moment ago, and on which nobody listens.
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let rig = Rig::new(&format!("tcp://{address}"), unhurried());
    assert_eq!(rig.health().fault, Some(Fault::Unreachable));
    let waiting = state(JobState::Queued, Some(Reason::Printer(Fault::Unreachable)));
    for count in 0..QUEUED_MAX {
        let act_key = format!("act-{count}");
        rig.printing().print(job(&act_key)).unwrap();
        assert_eq!(rig.next(&act_key), waiting);
    }
    assert!(matches!(
        rig.printing().print(job("one-more")),
        Err(PrintError::QueueFull { max: QUEUED_MAX })
    ));
    assert_eq!(rig.printing().progress("one-more").unwrap(), None);
}
