mod phase;
mod words;

use std::time::Instant;

use phase::Phase;
pub(crate) use words::REPORT_CHANGES;

use crate::Fault;
use crate::deadlines::Deadlines;
use crate::job::{JobState, Reason};
use crate::realtime;
use crate::status::{Condition, Heard, Listener};
use crate::step::{Errand, Lost, Manner, Manners, Outcome, Step};

/// How many bytes are handed over at once, where the printer's buffer takes so many.
const PIECE_BYTES_MAX: usize = 4 * 1024;

/// One conversation with a printer: ask how it is, clear what an earlier job left behind, promise
/// on disk, send, and find out whether it is on paper.
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
    piece_bytes: usize,
    reports: bool,
    provokes: bool,
    /// A watched printer is ready by its own word: the first question is enough.
    known_ready: bool,
    phase: Phase,
    out: Vec<u8>,
    out_sent: usize,
    job_sent: usize,
    listen_until: Option<Instant>,
    listener: Listener,
    answers: u8,
    condition: Condition,
    reported: Option<[u8; 4]>,
    /// The slip is on paper; only a question is still open.
    proved: bool,
    /// While the head cools the slip is not given up, until then.
    cooling_until: Option<Instant>,
    cooled: bool,
    polled_at: Option<Instant>,
    residue_cleared: bool,
    line_failed: bool,
}

impl Exchange {
    /// Begins an exchange over a line on which nobody else talks now. `duplex` says whether the line
    /// can carry answers at all; a plain file cannot.
    pub fn new(errand: Errand, manners: Manners, deadlines: Deadlines, duplex: bool) -> Self {
        let mut exchange = Self {
            errand,
            manners,
            deadlines,
            duplex,
            piece_bytes: PIECE_BYTES_MAX,
            reports: true,
            provokes: false,
            known_ready: false,
            phase: Phase::Done(Outcome::Checked),
            out: Vec::new(),
            out_sent: 0,
            job_sent: 0,
            listen_until: None,
            listener: Listener::default(),
            answers: 0,
            condition: Condition::default(),
            reported: None,
            proved: false,
            cooling_until: None,
            cooled: false,
            polled_at: None,
            residue_cleared: false,
            line_failed: false,
        };
        let blind_job = manners.status == Manner::Never && exchange.errand.job.is_some();
        if duplex && !blind_job {
            exchange.ask(1, false);
        } else {
            exchange.is_mute();
        }
        if exchange.errand.residue_bytes > 0 {
            exchange.out.splice(..0, words::PAST_ANY_HEAD);
        }
        exchange
    }

    /// The printer has been watched over this line and was ready a moment ago: one question, whether
    /// the line still lives, is enough. No question may be open on the line.
    #[must_use]
    pub fn with_known_ready(mut self) -> Self {
        self.known_ready = self.errand.residue_bytes == 0;
        self
    }

    /// Keeps to what the printer's maker says of it: how much its buffer takes at once, and whether
    /// it can report changes.
    #[must_use]
    pub fn with_profile(mut self, profile: &antre_printer_profile::Manners) -> Self {
        let buffer_bytes = usize::try_from(profile.buffer_bytes).unwrap_or(PIECE_BYTES_MAX);
        self.piece_bytes = buffer_bytes.clamp(1, PIECE_BYTES_MAX);
        self.reports = profile.status == antre_printer_profile::Status::Automatic;
        self
    }

    /// Before it takes a printer that has never answered for mute, makes sure that nobody else is
    /// there: on a network another program can have its port. Costs a mute printer one blank line.
    #[must_use]
    pub fn with_provocation(mut self) -> Self {
        self.provokes = true;
        self
    }

    /// What is to be done next.
    pub fn poll(&mut self, now: Instant) -> Step<'_> {
        self.polled_at = Some(now);
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
            let end = self.out.len().min(self.out_sent + self.piece_bytes);
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
            bytes.extend(words::ask_proof(self.errand.proof_id));
        }
        let until = now + self.deadlines.job;
        self.cooling_until = Some(until);
        self.phase = Phase::Sending { until };
        self.say(bytes);
    }

    /// The printer said something.
    pub fn handle_received(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let heard = self.listener.hear(byte);
            // Before anything is made of it: letters of a sentence look like answers.
            if self.listener.heard_stranger() && self.phase.is_before_job() {
                return self.is_stranger();
            }
            match heard {
                Some(Heard::Status(answer)) => self.answered(answer),
                Some(Heard::Automatic(status)) => self.reported(status),
                Some(Heard::Proof(id)) if id == self.errand.proof_id => self.proven(),
                Some(Heard::Proof(_)) | None => {}
            }
        }
    }

    /// The line to the printer failed.
    pub fn handle_lost(&mut self, lost: Lost, now: Instant) {
        self.line_failed = true;
        let fault = match lost {
            Lost::Closed => Fault::Unreachable,
            Lost::Stalled => Fault::Stalled,
        };
        let reason = match lost {
            Lost::Closed => Reason::ConnectionLost,
            Lost::Stalled => Reason::Printer(Fault::Stalled),
        };
        match self.phase {
            Phase::Asking { .. } if self.proved => self.finish(JobState::Confirmed, None),
            Phase::Asking {
                after_job: true, ..
            }
            | Phase::Proving
            | Phase::Settling
            | Phase::Cooling => self.unknown(reason),
            Phase::Sending { .. } if self.job_sent > 0 => {
                self.out.truncate(self.out_sent);
                self.phase = Phase::LastWords(reason);
                self.listen_until = Some(now + self.deadlines.answer);
            }
            Phase::LastWords(first) => self.unknown(first),
            Phase::Forgetting(fault) => self.unknown(Reason::Printer(fault)),
            Phase::Asking { .. }
            | Phase::Provoking
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
        self.condition.near_end
    }

    /// All that is known of its condition, and whether it was asked about all of it.
    pub(crate) fn condition(&self) -> (Condition, bool) {
        (self.condition, !self.known_ready)
    }

    /// What it last reported by itself.
    pub(crate) fn reported_last(&self) -> Option<[u8; 4]> {
        self.reported
    }

    /// Whether the printer may be inside a job that was torn, earlier or now.
    pub(crate) fn leaves_residue(&self) -> bool {
        let torn_now = matches!(
            self.phase,
            Phase::Done(Outcome::Finished {
                state: JobState::Unknown,
                ..
            })
        );
        torn_now || (self.errand.residue_bytes > 0 && !self.residue_cleared)
    }

    /// Whether the line is of no more use.
    pub(crate) fn line_failed(&self) -> bool {
        self.line_failed || matches!(self.condition.fault, Some(Fault::Silent | Fault::Stranger))
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
            Phase::Asking { .. } | Phase::Provoking => {
                self.listen_until = wait(self.deadlines.answer);
            }
            Phase::Clearing => {
                self.residue_cleared = true;
                self.introduce();
            }
            Phase::Introducing if self.manners.proof == Manner::Untried => {
                self.listen_until = wait(self.deadlines.answer);
            }
            Phase::Introducing => self.phase = Phase::Committing,
            Phase::Forgetting(fault) => self.unknown(Reason::Printer(fault)),
            // It has stopped meanwhile. A proof that was on its way still counts.
            Phase::Sending { .. } if self.stopped() => self.ask(1, true),
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
            | Phase::Cooling
            | Phase::LastWords(_)
            | Phase::Done(_) => {}
        }
    }

    fn answered(&mut self, answer: u8) {
        let Phase::Asking { n, after_job } = self.phase else {
            return;
        };
        self.manners.status = Manner::Answers;
        self.answers += 1;
        self.condition.add_status(n, answer);
        if self.proved {
            return self.finish(JobState::Confirmed, None);
        }
        let online = self.condition.fault.is_none();
        if self.known_ready && !after_job && n == 1 && online {
            return self.ready();
        }
        self.known_ready &= after_job || online;
        self.next_question(n, after_job);
    }

    fn reported(&mut self, status: [u8; 4]) {
        self.reported = Some(status);
        self.condition.add_automatic(status);
        if !self.stopped() {
            return;
        }
        match (self.phase, self.condition.fault) {
            // With a fault there is no use in waiting on. A proof that was on its way still counts.
            (Phase::Proving | Phase::Settling | Phase::Cooling, _) => self.ask(1, true),
            // Nor in sending on: what it has not taken is thrown away with the line.
            (Phase::Sending { .. }, Some(fault)) if self.stopped_halfway() => {
                self.unknown(Reason::Printer(fault));
            }
            _ => {}
        }
    }

    /// Whether something is wrong that does not pass by itself.
    fn stopped(&self) -> bool {
        self.condition
            .fault
            .is_some_and(|fault| fault != Fault::Overheated)
    }

    fn proven(&mut self) {
        match self.phase {
            Phase::Introducing => {
                self.manners.proof = Manner::Answers;
                self.ready();
            }
            Phase::Proving | Phase::Cooling => self.finish(JobState::Confirmed, None),
            // The answer is still on its way, and would be taken for that to a later question.
            Phase::Asking { after_job, .. } => self.proved = after_job,
            Phase::Provoking
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
            Phase::Asking { .. } if self.proved => self.finish(JobState::Confirmed, None),
            Phase::Asking { n: 1, after_job } => self.silent(after_job),
            // Some answer only a few of the questions.
            Phase::Asking { n, after_job } => self.next_question(n, after_job),
            Phase::Provoking if self.listener.heard_noise() => self.is_stranger(),
            Phase::Provoking => self.is_mute(),
            // One that has gone offline meanwhile leaves the question unread.
            Phase::Introducing if self.condition.fault.is_some() => self.not_sent(),
            Phase::Introducing => {
                self.manners.proof = Manner::Never;
                self.ready();
            }
            Phase::Proving => self.ask(1, true),
            Phase::Settling if self.manners.status == Manner::Answers => self.ask(1, true),
            // Whatever took the slip, it was no printer.
            Phase::Settling if self.listener.heard_stranger() => self.sent_to_stranger(),
            Phase::Settling => self.finish(JobState::Blind, None),
            Phase::Cooling => {
                self.condition.fault = None;
                self.ask(1, true);
            }
            Phase::LastWords(reason) => self.unknown(reason),
            Phase::Clearing
            | Phase::Committing
            | Phase::Sending { .. }
            | Phase::Forgetting(_)
            | Phase::Done(_) => {}
        }
    }

    fn next_question(&mut self, n: u8, after_job: bool) {
        let noisy = self.listener.heard_noise() && self.answers < realtime::LAST_QUESTION;
        match (n < realtime::LAST_QUESTION, after_job) {
            (true, _) => self.ask(n + 1, after_job),
            (false, true) => self.judge(),
            // Some answer only a few of the questions, but then say nothing else.
            (false, false) if noisy => self.is_stranger(),
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
            (false, Manner::Untried | Manner::Never) if self.listener.heard_noise() => {
                self.is_stranger();
            }
            (false, Manner::Untried) if self.provokes => {
                self.phase = Phase::Provoking;
                self.say(words::END_OF_LINE.to_vec());
            }
            (false, Manner::Untried | Manner::Never) => self.is_mute(),
        }
    }

    fn is_mute(&mut self) {
        self.manners = Manners {
            status: Manner::Never,
            proof: Manner::Never,
        };
        self.clear();
    }

    /// What speaks, if not as a printer, is not mute: from now on nothing is sent before an answer.
    fn is_stranger(&mut self) {
        self.manners.status = Manner::Answers;
        self.condition = Condition::of_fault(Fault::Stranger);
        self.not_sent();
    }

    fn sent_to_stranger(&mut self) {
        self.manners.status = Manner::Answers;
        self.condition = Condition::of_fault(Fault::Stranger);
        self.unknown(Reason::Printer(Fault::Stranger));
    }

    fn clear(&mut self) {
        if self.errand.residue_bytes == 0 {
            return self.introduce();
        }
        self.phase = Phase::Clearing;
        self.say(words::end_torn_job(self.errand.residue_bytes));
    }

    fn introduce(&mut self) {
        if self.manners.status != Manner::Answers {
            return self.ready();
        }
        let mut bytes = Vec::new();
        if self.reports {
            bytes.extend(words::REPORT_CHANGES);
        }
        if self.manners.proof == Manner::Untried {
            bytes.extend(words::ask_proof(self.errand.proof_id));
        } else if self.errand.job.is_none() {
            return self.ready();
        }
        if bytes.is_empty() {
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
        let now = self.polled_at;
        let cools = now.filter(|&now| self.cooling_until.is_some_and(|until| until > now));
        let cooled = std::mem::take(&mut self.cooled);
        match (self.condition.fault, self.manners.proof) {
            (Some(Fault::Overheated), _) if let Some(now) = cools => {
                self.cooled = true;
                self.phase = Phase::Cooling;
                self.listen_until = Some(now + self.deadlines.settle);
            }
            (Some(fault), _) => {
                self.phase = Phase::Forgetting(fault);
                self.say(realtime::CLEAR_AFTER_ERROR.to_vec());
            }
            (None, _) if self.listener.heard_stranger() => self.sent_to_stranger(),
            // It goes on where it stopped.
            (None, Manner::Answers) if let (true, Some(now)) = (cooled, now) => {
                self.phase = Phase::Proving;
                self.listen_until = Some(now + self.deadlines.proof);
            }
            (None, _) if let (true, Some(now)) = (cooled, now) => {
                self.phase = Phase::Settling;
                self.listen_until = Some(now + self.deadlines.settle);
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
