//! The conversation alone: no IO, and a clock that the test turns.

use std::time::{Duration, Instant};

use antre_printing::{
    Deadlines, Errand, Exchange, Fault, JobState, Lost, Manner, Manners, Outcome, Reason, Step,
};

pub(crate) const ID: [u8; 4] = *b"0001";
pub(crate) const PROOF: [u8; 7] = [0x37, 0x22, b'0', b'0', b'0', b'1', 0];
pub(crate) const JOB: &[u8] = b"\x1b@A012\n\x1dV\0";
pub(crate) const ANSWERS: Manners = Manners {
    status: Manner::Answers,
    proof: Manner::Answers,
};
pub(crate) const STATUS_ONLY: Manners = Manners {
    status: Manner::Answers,
    proof: Manner::Never,
};

/// A conversation in which the test plays the printer, the disk and the clock.
pub(crate) struct Talk {
    pub(crate) exchange: Exchange,
    pub(crate) now: Instant,
    said: Vec<u8>,
    pub(crate) committed: bool,
}

impl Talk {
    pub(crate) fn new(errand: Errand, manners: Manners) -> Self {
        Self::of(Exchange::new(errand, manners, Deadlines::default(), true))
    }

    pub(crate) fn of(exchange: Exchange) -> Self {
        Self {
            exchange,
            now: Instant::now(),
            said: Vec::new(),
            committed: false,
        }
    }

    fn with_job(manners: Manners) -> Self {
        Self::new(errand(), manners)
    }

    /// Takes all that is said until the printer's turn; returns it, and the outcome if it is over.
    pub(crate) fn listen(&mut self) -> (Vec<u8>, Option<Outcome>) {
        let before = self.said.len();
        loop {
            match self.exchange.poll(self.now) {
                Step::Send(bytes) => {
                    let count = bytes.len();
                    self.said.extend(bytes);
                    self.exchange.handle_sent(count, self.now);
                }
                Step::Commit => {
                    self.committed = true;
                    self.exchange.handle_committed(self.now);
                }
                Step::Listen(_) => return (self.said[before..].to_vec(), None),
                Step::Done(outcome) => return (self.said[before..].to_vec(), Some(outcome)),
            }
        }
    }

    pub(crate) fn answer(&mut self, bytes: &[u8]) -> (Vec<u8>, Option<Outcome>) {
        self.exchange.handle_received(bytes);
        self.listen()
    }

    /// Lets the deadline pass that is being waited for.
    pub(crate) fn say_nothing(&mut self) -> (Vec<u8>, Option<Outcome>) {
        if let Step::Listen(until) = self.exchange.poll(self.now) {
            self.now = until;
        }
        self.listen()
    }

    /// Answers the four questions, and returns what comes of it.
    pub(crate) fn answer_status(&mut self, status: [u8; 4]) -> (Vec<u8>, Option<Outcome>) {
        let [first, rest @ .., last] = status;
        self.answer(&[first]);
        for answer in rest {
            self.answer(&[answer]);
        }
        self.answer(&[last])
    }
}

/// The job, to a printer of which nothing is left behind.
pub(crate) fn errand() -> Errand {
    Errand {
        job: Some(JOB.to_vec()),
        residue_bytes: 0,
        proof_id: ID,
    }
}

pub(crate) fn finished(state: JobState, reason: Option<Reason>) -> Option<Outcome> {
    Some(Outcome::Finished { state, reason })
}

pub(crate) const READY: [u8; 4] = [0x12; 4];

#[test]
fn it_asks_promises_sends_and_hears_the_proof() {
    let mut talk = Talk::with_job(ANSWERS);
    assert_eq!(talk.listen(), (vec![0x10, 4, 1], None));
    assert_eq!(talk.answer(&[0x16]), (vec![0x10, 4, 2], None));
    assert_eq!(talk.answer(&[0x12]), (vec![0x10, 4, 3], None));
    assert_eq!(talk.answer(&[0x12]), (vec![0x10, 4, 4], None));
    assert!(!talk.committed);
    let (said, outcome) = talk.answer(&[0x12]);
    assert!(talk.committed);
    let proof_asked = b"\x1d(H\x06\x0000\x30\x30\x30\x31";
    assert_eq!(said, [b"\x1da\x0e", JOB, proof_asked].concat());
    assert_eq!(outcome, None);
    let (_, outcome) = talk.answer(&PROOF);
    assert_eq!(outcome, finished(JobState::Confirmed, None));
}

#[test]
fn a_proof_counts_in_pieces_and_among_noise_but_not_with_another_mark() {
    let mut talk = Talk::with_job(ANSWERS);
    talk.listen();
    talk.answer_status(READY);
    let other = [0x37, 0x22, b'0', b'0', b'0', b'2', 0];
    assert_eq!(talk.answer(&other).1, None);
    assert_eq!(talk.answer(&[0x11, 0x37, 0xff, 0x14, 0, 0, 0x0f]).1, None);
    for piece in PROOF.chunks(3) {
        assert_eq!(talk.listen().1, None);
        talk.exchange.handle_received(piece);
    }
    assert_eq!(talk.listen().1, finished(JobState::Confirmed, None));
}

#[test]
fn each_fault_is_named_before_anything_is_promised() {
    for (status, fault) in [
        ([0x1a, 0x32, 0x12, 0x7e], Fault::OutOfPaper),
        ([0x12, 0x12, 0x12, 0x72], Fault::OutOfPaper),
        ([0x1a, 0x16, 0x12, 0x12], Fault::CoverOpen),
        ([0x1a, 0x36, 0x12, 0x7e], Fault::CoverOpen),
        ([0x1a, 0x52, 0x1a, 0x12], Fault::Cutter),
        ([0x1a, 0x52, 0x52, 0x12], Fault::Overheated),
        ([0x1a, 0x52, 0x32, 0x12], Fault::Mechanical),
        ([0x1a, 0x52, 0x16, 0x12], Fault::Mechanical),
        ([0x1a, 0x1a, 0x12, 0x12], Fault::Offline),
    ] {
        let mut talk = Talk::with_job(ANSWERS);
        talk.listen();
        let (_, outcome) = talk.answer_status(status);
        assert_eq!(outcome, Some(Outcome::NotSent(fault)), "{status:02x?}");
        assert!(!talk.committed);
    }
}

#[test]
fn a_roll_near_its_end_prints_and_is_told() {
    let mut talk = Talk::with_job(ANSWERS);
    talk.listen();
    talk.answer_status([0x12, 0x12, 0x12, 0x1e]);
    assert_eq!(talk.answer(&PROOF).1, finished(JobState::Confirmed, None));
    assert!(talk.exchange.paper_low());
    assert_eq!(talk.exchange.fault(), None);
}

#[test]
fn a_first_silence_means_mute_and_a_later_one_a_fault() {
    let mut talk = Talk::with_job(Manners::default());
    talk.listen();
    let (said, outcome) = talk.say_nothing();
    assert_eq!((said.as_slice(), outcome), (JOB, None));
    assert_eq!(talk.say_nothing().1, finished(JobState::Blind, None));
    assert_eq!(talk.exchange.manners().status, Manner::Never);

    let mut talk = Talk::with_job(ANSWERS);
    talk.listen();
    let (_, outcome) = talk.say_nothing();
    assert_eq!(outcome, Some(Outcome::NotSent(Fault::Silent)));
}

#[test]
fn a_mute_printer_is_not_asked_before_a_job_but_when_looked_after() {
    let mute = Manners {
        status: Manner::Never,
        proof: Manner::Never,
    };
    let mut talk = Talk::with_job(mute);
    assert_eq!(talk.listen().0, JOB);
    let mut talk = Talk::new(Errand::default(), mute);
    assert_eq!(talk.listen().0, [0x10, 4, 1]);
    talk.answer_status(READY);
    assert_eq!(talk.exchange.manners().status, Manner::Answers);
}

#[test]
fn a_printer_that_answers_only_the_first_question_still_prints() {
    let mut talk = Talk::with_job(STATUS_ONLY);
    talk.listen();
    talk.answer(&[0x12]);
    for _ in 2..=4 {
        talk.say_nothing();
    }
    assert!(talk.committed);
}

#[test]
fn whether_proof_is_known_is_tried_once_while_idle() {
    let errand = || Errand {
        proof_id: ID,
        ..Errand::default()
    };
    let untried = Manners {
        status: Manner::Answers,
        proof: Manner::Untried,
    };
    let mut talk = Talk::new(errand(), untried);
    talk.listen();
    let (said, _) = talk.answer_status(READY);
    assert_eq!(said[3..6], *b"\x1d(H");
    assert_eq!(talk.answer(&PROOF).1, Some(Outcome::Checked));
    assert_eq!(talk.exchange.manners().proof, Manner::Answers);

    let mut talk = Talk::new(errand(), untried);
    talk.listen();
    talk.answer_status(READY);
    assert_eq!(talk.say_nothing().1, Some(Outcome::Checked));
    let mut talk = Talk::new(errand(), talk.exchange.manners());
    talk.listen();
    let (said, outcome) = talk.answer_status(READY);
    assert_eq!((said, outcome), (vec![], Some(Outcome::Checked)));
}

#[test]
fn a_cover_opened_while_proof_is_tried_does_not_stand_against_the_printer() {
    let untried = Manners {
        status: Manner::Answers,
        proof: Manner::Untried,
    };
    let mut talk = Talk::with_job(untried);
    talk.listen();
    talk.answer_status(READY);
    talk.answer(&[0x38, 0, 0, 0x0f]);
    let (_, outcome) = talk.say_nothing();
    assert_eq!(outcome, Some(Outcome::NotSent(Fault::CoverOpen)));
    assert_eq!(talk.exchange.manners().proof, Manner::Untried);
}

#[test]
fn without_proof_the_state_afterwards_decides() {
    let after = |status| {
        let mut talk = Talk::with_job(STATUS_ONLY);
        talk.listen();
        talk.answer_status(READY);
        assert_eq!(talk.say_nothing().0, [0x10, 4, 1]);
        talk.answer_status(status)
    };
    let by_status = Some(Reason::ByStatus);
    let confirmed = finished(JobState::Confirmed, by_status);
    assert_eq!(after(READY), (vec![], confirmed));
    let out = Some(Reason::Printer(Fault::OutOfPaper));
    let unknown = finished(JobState::Unknown, out);
    let paper_out = [0x1a, 0x32, 0x12, 0x7e];
    // With new paper the rest would come out by itself: it is to be forgotten.
    assert_eq!(after(paper_out), (vec![0x10, 5, 2], unknown));
}

#[test]
fn a_proof_that_stays_away_is_unknown_for_the_best_known_reason() {
    let after = |reported: &[u8], status: Option<[u8; 4]>| {
        let mut talk = Talk::with_job(ANSWERS);
        talk.listen();
        talk.answer_status(READY);
        let (mut asked, _) = talk.answer(reported);
        if asked.is_empty() {
            asked = talk.say_nothing().0;
        }
        assert_eq!(asked, [0x10, 4, 1]);
        match status {
            Some(status) => talk.answer_status(status).1,
            None => talk.say_nothing().1,
        }
    };
    let unknown = |reason| finished(JobState::Unknown, Some(reason));
    let paper_out = [0x18, 0, 0x0c, 0x0f];
    assert_eq!(after(b"", Some(READY)), unknown(Reason::NoProof));
    assert_eq!(
        after(b"", Some([0x1a, 0x16, 0x12, 0x12])),
        unknown(Reason::Printer(Fault::CoverOpen))
    );
    assert_eq!(
        after(&paper_out, Some(READY)),
        unknown(Reason::Printer(Fault::OutOfPaper))
    );
    assert_eq!(after(b"", None), unknown(Reason::Printer(Fault::Silent)));
    // Offline in passing, as while feeding, is no fault.
    assert_eq!(
        after(&[0x18, 0, 0, 0x0f], Some(READY)),
        unknown(Reason::NoProof)
    );
}

#[test]
fn a_reported_fault_ends_the_wait_for_the_proof() {
    let mut talk = Talk::with_job(ANSWERS);
    talk.listen();
    talk.answer_status(READY);
    let asked = (vec![0x10, 4, 1], None);
    assert_eq!(talk.answer(&[0x18, 0, 0x0c, 0x0f]), asked);
    // One that was on its way still counts, once no answer is on its way any more.
    assert_eq!(talk.answer(&PROOF), (vec![], None));
    assert_eq!(talk.answer(&[0x1a]).1, finished(JobState::Confirmed, None));
    for end in [
        |talk: &mut Talk| talk.say_nothing().1,
        |talk: &mut Talk| {
            talk.exchange.handle_lost(Lost::Closed, talk.now);
            talk.listen().1
        },
    ] {
        let mut talk = Talk::with_job(ANSWERS);
        talk.listen();
        talk.answer_status(READY);
        talk.answer(&[0x18, 0, 0x0c, 0x0f]);
        talk.answer(&PROOF);
        assert_eq!(end(&mut talk), finished(JobState::Confirmed, None));
    }
}

#[test]
fn a_line_lost_at_any_byte_is_not_sent_before_the_first_and_unknown_after_it() {
    for lost in [Lost::Closed, Lost::Stalled] {
        for taken in 0..JOB.len() {
            let mut talk = Talk::with_job(ANSWERS);
            talk.listen();
            for answer in READY {
                talk.exchange.handle_received(&[answer]);
                while let Step::Send(bytes) = talk.exchange.poll(talk.now) {
                    let count = bytes.len();
                    talk.exchange.handle_sent(count, talk.now);
                }
            }
            assert_eq!(talk.exchange.poll(talk.now), Step::Commit);
            talk.exchange.handle_committed(talk.now);
            for _ in 0..taken {
                assert!(matches!(talk.exchange.poll(talk.now), Step::Send(_)));
                talk.exchange.handle_sent(1, talk.now);
            }
            talk.exchange.handle_lost(lost, talk.now);
            let (fault, reason) = match lost {
                Lost::Closed => (Fault::Unreachable, Reason::ConnectionLost),
                Lost::Stalled => (Fault::Stalled, Reason::Printer(Fault::Stalled)),
            };
            let expected = match taken {
                0 => Some(Outcome::NotSent(fault)),
                _ => finished(JobState::Unknown, Some(reason)),
            };
            assert_eq!(talk.say_nothing().1, expected, "{lost:?} after {taken}");
            assert_eq!(talk.exchange.stopped_halfway(), taken > 0);
        }
    }
}

#[test]
fn last_words_explain_why_the_line_was_lost() {
    let mut talk = Talk::with_job(STATUS_ONLY);
    talk.listen();
    for answer in READY {
        talk.exchange.handle_received(&[answer]);
        while let Step::Send(bytes) = talk.exchange.poll(talk.now) {
            let count = bytes.len();
            talk.exchange.handle_sent(count, talk.now);
        }
    }
    talk.exchange.handle_committed(talk.now);
    talk.exchange.handle_sent(1, talk.now);
    talk.exchange.handle_lost(Lost::Stalled, talk.now);
    talk.answer(&[0x18, 0, 0x0c, 0x0f]);
    let out = Some(Reason::Printer(Fault::OutOfPaper));
    assert_eq!(talk.say_nothing().1, finished(JobState::Unknown, out));
}

#[test]
fn a_printer_that_takes_a_byte_now_and_then_is_given_up_in_the_end() {
    let mut talk = Talk::with_job(Manners {
        status: Manner::Never,
        proof: Manner::Never,
    });
    assert_eq!(talk.exchange.poll(talk.now), Step::Commit);
    talk.exchange.handle_committed(talk.now);
    talk.exchange.handle_sent(1, talk.now);
    talk.now += Deadlines::default().job - Duration::from_millis(1);
    assert!(matches!(talk.exchange.poll(talk.now), Step::Send(_)));
    talk.exchange.handle_sent(1, talk.now);
    talk.now += Duration::from_millis(1);
    assert!(matches!(talk.exchange.poll(talk.now), Step::Listen(_)));
    let stalled = Some(Reason::Printer(Fault::Stalled));
    assert_eq!(talk.say_nothing().1, finished(JobState::Unknown, stalled));
}

#[test]
fn what_an_earlier_job_left_open_is_ended_once_the_printer_is_ready() {
    let errand = Errand {
        job: Some(JOB.to_vec()),
        residue_bytes: 5,
        proof_id: ID,
    };
    let mut talk = Talk::new(errand.clone(), STATUS_ONLY);
    // Within the head of an image, the question would be taken for its size.
    assert_eq!(talk.listen().0, [&[0; 16][..], &[0x10, 4, 1]].concat());
    talk.answer_status([0x1a, 0x32, 0x12, 0x7e]);
    assert!(!talk.exchange.residue_cleared(), "not without paper");
    let mut talk = Talk::new(errand, STATUS_ONLY);
    talk.listen();
    let (said, _) = talk.answer_status(READY);
    let cleared = b"\x10\x05\x02\0\0\0\0\0\x1b@\x1dVB\0";
    assert_eq!(said, [&cleared[..], b"\x1da\x0e", JOB].concat());
    assert!(talk.exchange.residue_cleared());
}
