use std::time::Instant;

use crate::deadlines::Deadlines;
use crate::job::{Fault, JobState, Reason};
use crate::realtime;
use crate::status::{Condition, Heard, Listener};
use crate::step::{Errand, Lost, Manner, Manners, Outcome, Step};

/// How many bytes are handed over at once.
const CHUNK_BYTES: usize = 4 * 1024;
/// Longer than the head of any command. A printer that was cut off within the head of an image would
/// take a status question for the image's size; after so many NULs it is past that.
const HEADER_BYTES_MAX: usize = 16;
/// The last status question (`DLE EOT 4`).
const LAST_QUESTION: u8 = 4;
/// Lets the printer report paper, cover and errors by itself (`GS a`): online, error, roll sensor.
const REPORT_CHANGES: [u8; 3] = [0x1d, 0x61, 0x0e];
/// Resets the printer (`ESC @`).
const RESET: [u8; 2] = [0x1b, 0x40];
/// Feeds to the cutter and cuts (`GS V 66 0`).
const CUT: [u8; 4] = [0x1d, 0x56, 0x42, 0];

/// One conversation with a printer over one connection: ask how it is, clear what an earlier job
/// left behind, promise on disk, send, and find out whether it is on paper.
///
/// It does no IO and reads no clock. Drive it by [`poll`](Self::poll): do the [`Step`], report it
/// by the `handle_*` of that step, poll again. When the line fails, [`handle_lost`](Self::handle_lost).
/// After [`Step::Done`] the exchange is of no more use, but its findings can be read.
///
/// Byte sequences are those of the ESC/POS command reference: `10 04 n`, `10 05 2`, `1D 61 n`,
/// `1D 28 48 06 00 30 30 d1 d2 d3 d4`.
#[derive(Debug)]
pub struct Exchange {
    errand: Errand,
    manners: Manners,
    deadlines: Deadlines,
    /// Whether the line can carry answers at all.
    duplex: bool,
    phase: Phase,
    out: Vec<u8>,
    out_sent: usize,
    job_sent: usize,
    listen_until: Option<Instant>,
    listener: Listener,
    condition: Condition,
    residue_cleared: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Status question `n` before or after the job.
    Asking {
        n: u8,
        after_job: bool,
    },
    /// Ending what an earlier job may have left open.
    Clearing,
    /// Asking to be told of changes, and once whether proof of print is known here.
    Introducing,
    Committing,
    Sending {
        until: Instant,
    },
    /// Waiting for the proof.
    Proving,
    /// No proof here: waiting whether trouble shows.
    Settling,
    /// The line failed within the job: hearing what the printer may still have said.
    LastWords(Reason),
    /// The printer stopped within the job: making it forget the rest, which would otherwise come
    /// out by itself when the fault is mended.
    Forgetting(Fault),
    Done(Outcome),
}

impl Exchange {
    /// Begins an exchange over a line that has just been connected. `duplex` says whether the line
    /// can carry answers at all; a plain file cannot.
    pub fn new(errand: Errand, manners: Manners, deadlines: Deadlines, duplex: bool) -> Self {
        let mut exchange = Self {
            errand,
            manners,
            deadlines,
            duplex,
            phase: Phase::Done(Outcome::Checked),
            out: Vec::new(),
            out_sent: 0,
            job_sent: 0,
            listen_until: None,
            listener: Listener::default(),
            condition: Condition::default(),
            residue_cleared: false,
        };
        let blind_job = manners.status == Manner::Never && exchange.errand.job.is_some();
        if duplex && !blind_job {
            exchange.ask(1, false);
            if exchange.errand.residue_bytes > 0 {
                exchange.out.splice(..0, [0; HEADER_BYTES_MAX]);
            }
        } else {
            exchange.manners = Manners {
                status: Manner::Never,
                proof: Manner::Never,
            };
            exchange.clear();
        }
        exchange
    }

    /// What is to be done next.
    pub fn poll(&mut self, now: Instant) -> Step<'_> {
        while let Some(until) = self.listen_until
            && until <= now
        {
            self.listen_until = None;
            self.waited_in_vain();
        }
        if let Phase::Sending { until } = self.phase
            && until <= now
        {
            self.handle_lost(Lost::Stalled, now);
        }
        if let Phase::Done(outcome) = self.phase {
            return Step::Done(outcome);
        }
        if self.out_sent < self.out.len() {
            let end = self.out.len().min(self.out_sent + CHUNK_BYTES);
            return Step::Send(&self.out[self.out_sent..end]);
        }
        match self.listen_until {
            Some(until) => Step::Listen(until),
            None => {
                debug_assert_eq!(
                    self.phase,
                    Phase::Committing,
                    "nothing else waits for nothing"
                );
                Step::Commit
            }
        }
    }

    /// So many bytes of the last [`Step::Send`] were taken.
    pub fn handle_sent(&mut self, count: usize, now: Instant) {
        self.out_sent = self.out.len().min(self.out_sent + count);
        if let Phase::Sending { .. } = self.phase {
            self.job_sent = self.out_sent;
        }
        if self.out_sent == self.out.len() {
            self.all_sent(now);
        }
    }

    /// The promise is on disk: the job may leave.
    pub fn handle_committed(&mut self, now: Instant) {
        let mut bytes = self.errand.job.clone().unwrap_or_default();
        if self.manners.proof == Manner::Answers {
            bytes.extend(ask_proof(self.errand.proof_id));
        }
        self.phase = Phase::Sending {
            until: now + self.deadlines.job,
        };
        self.say(bytes);
    }

    /// The printer said something.
    pub fn handle_received(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match self.listener.hear(byte) {
                Some(Heard::Status(answer)) => self.answered(answer),
                Some(Heard::Automatic(status)) => self.reported(status),
                Some(Heard::Proof(id)) if id == self.errand.proof_id => self.proven(),
                Some(Heard::Proof(_)) | None => {}
            }
        }
    }

    /// The line to the printer failed.
    pub fn handle_lost(&mut self, lost: Lost, now: Instant) {
        let fault = match lost {
            Lost::Closed => Fault::Unreachable,
            Lost::Stalled => Fault::Stalled,
        };
        let reason = match lost {
            Lost::Closed => Reason::ConnectionLost,
            Lost::Stalled => Reason::Printer(Fault::Stalled),
        };
        match self.phase {
            Phase::Asking {
                after_job: true, ..
            }
            | Phase::Proving
            | Phase::Settling => self.unknown(reason),
            Phase::Sending { .. } if self.job_sent > 0 => {
                self.out.truncate(self.out_sent);
                self.phase = Phase::LastWords(reason);
                self.listen_until = Some(now + self.deadlines.answer);
            }
            Phase::LastWords(first) => self.unknown(first),
            Phase::Forgetting(fault) => self.unknown(Reason::Printer(fault)),
            Phase::Asking { .. }
            | Phase::Clearing
            | Phase::Introducing
            | Phase::Committing
            | Phase::Sending { .. } => {
                self.condition.add_fault(fault);
                self.not_sent();
            }
            Phase::Done(_) => {}
        }
    }

    /// What has been learned of how the printer talks, for the next exchange.
    pub fn manners(&self) -> Manners {
        self.manners
    }

    /// What is wrong with the printer, as last heard.
    pub fn fault(&self) -> Option<Fault> {
        self.condition.fault
    }

    /// Whether the roll is near its end, as last heard.
    pub fn paper_low(&self) -> bool {
        self.condition.paper_low
    }

    /// Whether what an earlier job left behind has been cleared away.
    pub fn residue_cleared(&self) -> bool {
        self.residue_cleared
    }

    /// Whether the job was handed over in part only, so that the rest must not trickle out.
    pub fn stopped_halfway(&self) -> bool {
        let job_bytes = self.errand.job.as_ref().map_or(0, Vec::len);
        (1..job_bytes).contains(&self.job_sent)
    }

    fn say(&mut self, bytes: Vec<u8>) {
        self.out = bytes;
        self.out_sent = 0;
        self.listen_until = None;
    }

    fn ask(&mut self, n: u8, after_job: bool) {
        self.phase = Phase::Asking { n, after_job };
        self.say(realtime::ask_status(n).to_vec());
    }

    /// Everything in `out` has left: what is waited for now?
    fn all_sent(&mut self, now: Instant) {
        let wait = |duration| Some(now + duration);
        match self.phase {
            Phase::Asking { .. } => self.listen_until = wait(self.deadlines.answer),
            Phase::Clearing => {
                self.residue_cleared = true;
                self.introduce();
            }
            Phase::Introducing if self.manners.proof == Manner::Untried => {
                self.listen_until = wait(self.deadlines.answer);
            }
            Phase::Introducing => self.phase = Phase::Committing,
            Phase::Forgetting(fault) => self.unknown(Reason::Printer(fault)),
            Phase::Sending { .. } => match (self.manners.proof, self.duplex) {
                (Manner::Answers, _) => {
                    self.phase = Phase::Proving;
                    self.listen_until = wait(self.deadlines.proof);
                }
                (Manner::Untried | Manner::Never, true) => {
                    self.phase = Phase::Settling;
                    self.listen_until = wait(self.deadlines.settle);
                }
                (Manner::Untried | Manner::Never, false) => self.finish(JobState::Blind, None),
            },
            Phase::Committing
            | Phase::Proving
            | Phase::Settling
            | Phase::LastWords(_)
            | Phase::Done(_) => {}
        }
    }

    fn answered(&mut self, answer: u8) {
        let Phase::Asking { n, after_job } = self.phase else {
            return;
        };
        self.manners.status = Manner::Answers;
        self.condition.add_status(n, answer);
        self.next_question(n, after_job);
    }

    fn reported(&mut self, status: [u8; 4]) {
        self.condition.add_automatic(status);
        // With a fault there is no use in waiting on. A proof that was on its way still counts.
        if matches!(self.phase, Phase::Proving | Phase::Settling) && self.condition.fault.is_some()
        {
            self.ask(1, true);
        }
    }

    fn proven(&mut self) {
        match self.phase {
            Phase::Introducing => {
                self.manners.proof = Manner::Answers;
                self.ready();
            }
            Phase::Proving
            | Phase::Asking {
                after_job: true, ..
            } => self.finish(JobState::Confirmed, None),
            Phase::Asking { .. }
            | Phase::Clearing
            | Phase::Committing
            | Phase::Sending { .. }
            | Phase::Settling
            | Phase::LastWords(_)
            | Phase::Forgetting(_)
            | Phase::Done(_) => {}
        }
    }

    fn waited_in_vain(&mut self) {
        match self.phase {
            Phase::Asking { n: 1, after_job } => self.silent(after_job),
            // Some answer only a few of the questions.
            Phase::Asking { n, after_job } => self.next_question(n, after_job),
            Phase::Introducing => {
                self.manners.proof = Manner::Never;
                self.ready();
            }
            Phase::Proving => self.ask(1, true),
            Phase::Settling if self.manners.status == Manner::Answers => self.ask(1, true),
            Phase::Settling => self.finish(JobState::Blind, None),
            Phase::LastWords(reason) => self.unknown(reason),
            Phase::Clearing
            | Phase::Committing
            | Phase::Sending { .. }
            | Phase::Forgetting(_)
            | Phase::Done(_) => {}
        }
    }

    fn next_question(&mut self, n: u8, after_job: bool) {
        match (n < LAST_QUESTION, after_job) {
            (true, _) => self.ask(n + 1, after_job),
            (false, true) => self.judge(),
            (false, false) if self.condition.fault.is_some() => self.not_sent(),
            (false, false) => self.clear(),
        }
    }

    fn silent(&mut self, after_job: bool) {
        match (after_job, self.manners.status) {
            (true, _) => self.unknown(Reason::Printer(Fault::Silent)),
            (false, Manner::Answers) => {
                self.condition.add_fault(Fault::Silent);
                self.not_sent();
            }
            (false, Manner::Untried | Manner::Never) => {
                self.manners = Manners {
                    status: Manner::Never,
                    proof: Manner::Never,
                };
                self.clear();
            }
        }
    }

    /// A printer that was cut off inside an image takes whatever comes next for its dots. So many
    /// NULs as that job was long end the image blank; outside an image they are ignored. Then the
    /// torn slip is cut off, so that it does not hang on the next customer's.
    fn clear(&mut self) {
        if self.errand.residue_bytes == 0 {
            return self.introduce();
        }
        let mut bytes = realtime::CLEAR_AFTER_ERROR.to_vec();
        bytes.resize(bytes.len() + self.errand.residue_bytes, 0);
        bytes.extend(RESET);
        bytes.extend(CUT);
        self.phase = Phase::Clearing;
        self.say(bytes);
    }

    fn introduce(&mut self) {
        if self.manners.status != Manner::Answers {
            return self.ready();
        }
        let mut bytes = REPORT_CHANGES.to_vec();
        if self.manners.proof == Manner::Untried {
            bytes.extend(ask_proof(self.errand.proof_id));
        } else if self.errand.job.is_none() {
            return self.ready();
        }
        self.phase = Phase::Introducing;
        self.say(bytes);
    }

    fn ready(&mut self) {
        self.listen_until = None;
        if self.condition.fault.is_some() {
            return self.not_sent();
        }
        self.phase = match self.errand.job {
            Some(_) => Phase::Committing,
            None => Phase::Done(Outcome::Checked),
        };
    }

    /// All was handed over and the printer has answered for itself once more.
    fn judge(&mut self) {
        match (self.condition.fault, self.manners.proof) {
            (Some(fault), _) => {
                self.phase = Phase::Forgetting(fault);
                self.say(realtime::CLEAR_AFTER_ERROR.to_vec());
            }
            (None, Manner::Answers) => self.unknown(Reason::NoProof),
            (None, Manner::Untried | Manner::Never) => {
                self.finish(JobState::Confirmed, Some(Reason::ByStatus));
            }
        }
    }

    /// A fault that the printer named itself explains more than how the line failed.
    fn unknown(&mut self, reason: Reason) {
        let reason = match (reason, self.condition.fault) {
            (Reason::ConnectionLost | Reason::Printer(Fault::Stalled), Some(fault)) => {
                Reason::Printer(fault)
            }
            (reason, _) => reason,
        };
        if let Reason::Printer(fault) = reason {
            self.condition.add_fault(fault);
        }
        self.finish(JobState::Unknown, Some(reason));
    }

    fn not_sent(&mut self) {
        let fault = self.condition.fault.unwrap_or(Fault::Unreachable);
        self.phase = Phase::Done(match self.errand.job {
            Some(_) => Outcome::NotSent(fault),
            None => Outcome::Checked,
        });
    }

    fn finish(&mut self, state: JobState, reason: Option<Reason>) {
        self.listen_until = None;
        self.phase = Phase::Done(Outcome::Finished { state, reason });
    }
}

/// Asks for the four bytes back once all before is on paper (`GS ( H`, function 48).
fn ask_proof(id: [u8; 4]) -> [u8; 11] {
    let [d1, d2, d3, d4] = id;
    [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, d1, d2, d3, d4]
}
