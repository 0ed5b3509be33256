//! A job over a line that is held and watched, and what a printer says within it.

use std::time::Duration;

use antre_printer_profile::{Manners as Profiled, Profile, Status};
use antre_printing::{
    Deadlines, Errand, Exchange, Fault, JobState, Manner, Manners, Outcome, Reason, Step,
};

use crate::exchange::{ANSWERS, ID, JOB, PROOF, READY, STATUS_ONLY, Talk, errand, finished};

const OUT: [u8; 4] = [0x18, 0x00, 0x0c, 0x0f];
const HOT: [u8; 4] = [0x18, 0x40, 0x00, 0x0f];
const WELL: [u8; 4] = [0x10, 0x00, 0x00, 0x0f];
const HOT_WHEN_ASKED: [u8; 4] = [0x1a, 0x52, 0x52, 0x12];

fn exchange(errand: Errand, manners: Manners) -> Exchange {
    Exchange::new(errand, manners, Deadlines::default(), true)
}

fn generic() -> Profiled {
    Profile::named("generic-80").unwrap().manners
}

fn ask_proof() -> Vec<u8> {
    [&b"\x1d(H\x06\x0000"[..], &ID].concat()
}

#[test]
fn a_job_to_a_watched_printer_costs_one_question() {
    let mut talk = Talk::of(exchange(errand(), ANSWERS).with_known_ready());
    assert_eq!(talk.listen().0, [0x10, 4, 1]);
    assert!(!talk.committed, "a dead line must not cost a slip");
    let (said, _) = talk.answer(&[0x16]);
    assert!(talk.committed);
    assert_eq!(said, [JOB, &ask_proof()].concat());
    assert_eq!(talk.answer(&PROOF).1, finished(JobState::Confirmed, None));
}

#[test]
fn a_watched_printer_that_has_just_gone_offline_is_asked_why() {
    let mut talk = Talk::of(exchange(errand(), ANSWERS).with_known_ready());
    talk.listen();
    let (_, outcome) = talk.answer_status([0x1a, 0x32, 0x12, 0x7e]);
    assert_eq!(outcome, Some(Outcome::NotSent(Fault::OutOfPaper)));
    assert!(!talk.committed);
    let mut talk = Talk::of(exchange(errand(), ANSWERS).with_known_ready());
    talk.listen();
    let (_, outcome) = talk.say_nothing();
    assert_eq!(outcome, Some(Outcome::NotSent(Fault::Silent)));
}

#[test]
fn where_a_torn_job_may_be_left_no_watch_is_trusted() {
    let torn = Errand {
        residue_bytes: 5,
        ..errand()
    };
    let mut talk = Talk::of(exchange(torn, STATUS_ONLY).with_known_ready());
    assert_eq!(talk.listen().0, [&[0; 16][..], &[0x10, 4, 1]].concat());
    assert_eq!(talk.answer(&[0x12]).0, [0x10, 4, 2]);
}

#[test]
fn nothing_is_handed_over_in_larger_pieces_than_the_printers_buffer() {
    let profile = Profiled {
        buffer_bytes: 64,
        ..generic()
    };
    let long = Errand {
        job: Some([JOB, &[b'x'; 1_000]].concat()),
        ..errand()
    };
    let whole = long.job.clone().unwrap();
    let mut exchange = exchange(long, STATUS_ONLY)
        .with_profile(&profile)
        .with_known_ready();
    let now = std::time::Instant::now();
    let mut taken: Vec<u8> = Vec::new();
    loop {
        match exchange.poll(now) {
            Step::Send(bytes) => {
                assert!(bytes.len() <= 64);
                // And never a byte twice, however few the line takes.
                let count = bytes.len().div_ceil(3);
                taken.extend(&bytes[..count]);
                exchange.handle_sent(count, now);
            }
            Step::Listen(_) if taken.len() > 3 => break,
            Step::Listen(_) => exchange.handle_received(&[0x12]),
            Step::Commit => exchange.handle_committed(now),
            Step::Done(outcome) => panic!("{outcome:?}"),
        }
    }
    assert!(taken == [b"\x10\x04\x01", &whole[..]].concat());
}

#[test]
fn a_printer_that_cannot_report_by_itself_is_not_told_to() {
    let profile = Profiled {
        status: Status::Asked,
        ..generic()
    };
    let untried = Manners {
        status: Manner::Answers,
        proof: Manner::Untried,
    };
    for (manners, said_first) in [(STATUS_ONLY, JOB.to_vec()), (untried, ask_proof())] {
        let mut talk = Talk::of(exchange(errand(), manners).with_profile(&profile));
        talk.listen();
        assert_eq!(talk.answer_status(READY).0, said_first);
    }
}

#[test]
fn a_fault_reported_within_the_slip_keeps_the_rest_from_leaving() {
    for taken in 1..JOB.len() {
        let mut talk = Talk::of(exchange(errand(), ANSWERS).with_known_ready());
        assert_eq!(talk.exchange.poll(talk.now), Step::Send(b"\x10\x04\x01"));
        talk.exchange.handle_sent(3, talk.now);
        talk.exchange.handle_received(&[0x12]);
        assert_eq!(talk.exchange.poll(talk.now), Step::Commit);
        talk.exchange.handle_committed(talk.now);
        talk.exchange.handle_sent(taken, talk.now);
        talk.exchange.handle_received(&OUT);
        let out = Some(Reason::Printer(Fault::OutOfPaper));
        let (said, outcome) = talk.listen();
        assert_eq!((said, outcome), (vec![], finished(JobState::Unknown, out)));
        assert!(talk.exchange.stopped_halfway(), "the line must be dropped");
    }
}

#[test]
fn a_slip_printed_on_a_head_that_cools_is_waited_for() {
    let mut talk = Talk::of(exchange(errand(), ANSWERS).with_known_ready());
    talk.listen();
    talk.answer(&[0x12]);
    assert_eq!(
        talk.answer(&HOT),
        (vec![], None),
        "nothing is asked or cleared"
    );
    // The proof's time passes; it is asked, and still hot.
    assert_eq!(talk.say_nothing().0, [0x10, 4, 1]);
    assert_eq!(talk.answer_status(HOT_WHEN_ASKED), (vec![], None));
    assert_eq!(talk.say_nothing().0, [0x10, 4, 1]);
    assert_eq!(talk.answer_status(READY), (vec![], None));
    talk.answer(&WELL);
    assert_eq!(talk.answer(&PROOF).1, finished(JobState::Confirmed, None));
}

#[test]
fn a_slip_on_a_head_that_cools_without_proof_is_confirmed_by_its_state_afterwards() {
    let mut talk = Talk::of(exchange(errand(), STATUS_ONLY).with_known_ready());
    talk.listen();
    talk.answer(&[0x12]);
    talk.say_nothing();
    assert_eq!(talk.answer_status(HOT_WHEN_ASKED).1, None);
    talk.say_nothing();
    assert_eq!(talk.answer_status(READY).1, None, "what is left takes time");
    assert_eq!(talk.say_nothing().0, [0x10, 4, 1]);
    let by_status = finished(JobState::Confirmed, Some(Reason::ByStatus));
    assert_eq!(talk.answer_status(READY).1, by_status);
}

#[test]
fn a_head_that_never_cools_ends_in_unknown_and_the_rest_is_forgotten() {
    let mut talk = Talk::of(exchange(errand(), ANSWERS).with_known_ready());
    talk.listen();
    talk.answer(&[0x12]);
    let end = talk.now + Deadlines::default().job + Deadlines::default().proof;
    let hot = Some(Reason::Printer(Fault::Overheated));
    loop {
        assert!(talk.now < end + Duration::from_secs(1), "waited for ever");
        if talk.say_nothing().0.is_empty() {
            continue;
        }
        let (said, outcome) = talk.answer_status(HOT_WHEN_ASKED);
        if outcome.is_some() {
            assert_eq!(outcome, finished(JobState::Unknown, hot));
            assert_eq!(said, [0x10, 5, 2]);
            return;
        }
    }
}
