//! A kiosk, its printer, the line between them and a guard, in virtual time: `printing`'s pure core
//! driven as its thread drives it, against the simulated printer.

use std::time::{Duration, Instant};

use antre_printer_profile::{Manners as Profile, Status};
use antre_printer_sim::{Bugs, Happening, Options, Paper, Simulator};
use antre_printing::{
    ActRecord, Acts, Deadlines, Errand, Exchange, Fault as Named, Job, JobState, Lost, Manner,
    Manners, Outcome, Progress, Reason, Step, Submitted, Watch, WatchStep,
};

use crate::fault::{Fault, Mended};
use crate::slips::PRINTER;

/// How a printer answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Habit {
    /// It tells its condition by itself and proves its prints. It prints what it gets at once, so
    /// that each byte is another state of the paper.
    Proving,
    /// The same with a small buffer, and it takes its time: its paper is behind its line. Nor can
    /// it be told to forget what it holds, as none can that reports no error.
    Slow,
    /// It answers when asked how it is, no more.
    AskedOnly,
    /// It never says anything.
    Blind,
}

impl Habit {
    pub(crate) fn options(self) -> Options {
        let bugs = match self {
            Self::Proving => Bugs::NONE,
            Self::Slow => Bugs {
                no_recovery: true,
                ..Bugs::NONE
            },
            Self::AskedOnly => Bugs {
                no_asb: true,
                no_proof: true,
                ..Bugs::NONE
            },
            Self::Blind => Bugs {
                no_status: true,
                no_asb: true,
                no_proof: true,
                ..Bugs::NONE
            },
        };
        let slow = self == Self::Slow;
        Options {
            bugs,
            speed_mm_per_sec: slow.then_some(150),
            buffer_bytes: if slow { 512 } else { PRINTER.buffer_bytes },
            ..PRINTER
        }
    }

    /// Whether it hears what is said to it while it stands still: its buffer is not full.
    pub(crate) fn hears(self) -> bool {
        matches!(self, Self::Proving | Self::AskedOnly)
    }

    pub(crate) fn profile(self) -> Profile {
        Profile {
            status: match self {
                Self::Proving | Self::Slow => Status::Automatic,
                Self::AskedOnly => Status::Asked,
                Self::Blind => Status::Never,
            },
            proof: matches!(self, Self::Proving | Self::Slow),
            near_end_sensor: true,
            roll_length_mm: 80_000,
            buffer_bytes: 4_096,
        }
    }

    /// What a kiosk has learned that knows this printer.
    fn manners(self) -> Manners {
        let manner = |yes| if yes { Manner::Answers } else { Manner::Never };
        Manners {
            status: manner(self != Self::Blind),
            proof: manner(self.profile().proof),
        }
    }

    /// What a kiosk knows that has just been started.
    fn untried(self) -> Manners {
        let manner = |may| if may { Manner::Untried } else { Manner::Never };
        Manners {
            status: manner(self != Self::Blind),
            proof: manner(self.profile().proof),
        }
    }
}

/// The slowest printer has printed all it holds by then.
const PRINTED_AFTER: Duration = Duration::from_secs(2);
/// A guard sees that a roll has ended, and brings another.
const GUARD_COMES_AFTER: Duration = Duration::from_secs(90);
/// A job is tried no more often: the guard has long come by then.
const ATTEMPTS_MAX: usize = 200;
/// No conversation takes so many steps.
const STEPS_MAX: usize = 10_000;

/// What is to go wrong, and when.
#[derive(Debug, Clone, Copy)]
struct Plan {
    fault: Fault,
    mended: Mended,
    /// After so many bytes that the kiosk says.
    at_byte: usize,
}

pub(crate) struct World {
    pub(crate) printer: Simulator,
    habit: Habit,
    line: Line,
    /// The line is held between jobs, and watched.
    watch: Option<Watch>,
    disk: Vec<Vec<u8>>,
    acts: Acts,
    manners: Manners,
    residue_bytes: usize,
    exchanges: u32,
    now: Instant,
    plan: Option<Plan>,
    mend: Option<(Instant, Fault)>,
    /// Bytes that the kiosk has said so far, and had said when the first slip left.
    pub(crate) said: usize,
    pub(crate) slip_at: Option<usize>,
    /// The length of a full roll in millimetres, where rolls end.
    roll_mm: Option<u32>,
    roll_taken_out: bool,
    met: Option<Fault>,
    /// How many rows the printer had printed when the roll was last changed.
    rows_at_change: Option<u64>,
    /// How many rows the printer had printed when a slip was last given up.
    pub(crate) rows_at_end: u64,
    /// What the screen was told of each act.
    pub(crate) told: Vec<(String, Progress)>,
    pub(crate) papers: Vec<Paper>,
}

/// The line, and what has come back over it and was not heard yet.
#[derive(Debug, Default)]
struct Line {
    answers: Vec<u8>,
    closed: bool,
    stalled: bool,
}

/// How an exchange was left.
enum Left {
    Reached(Outcome),
    NotPromised,
    Killed,
}

impl World {
    pub(crate) fn new(habit: Habit) -> Self {
        Self {
            printer: Simulator::new(habit.options()),
            habit,
            line: Line::default(),
            watch: None,
            disk: Vec::new(),
            acts: Acts::default(),
            manners: habit.manners(),
            residue_bytes: 0,
            exchanges: 0,
            now: Instant::now(),
            plan: None,
            mend: None,
            said: 0,
            slip_at: None,
            roll_mm: None,
            roll_taken_out: false,
            met: None,
            rows_at_change: None,
            rows_at_end: 0,
            told: Vec::new(),
            papers: Vec::new(),
        }
    }

    /// Lets a fault happen once the kiosk has said so many more bytes.
    pub(crate) fn expect(&mut self, fault: Fault, after_bytes: usize, mended: Mended) {
        let at_byte = self.said + after_bytes;
        self.plan = Some(Plan {
            fault,
            mended,
            at_byte,
        });
    }

    /// Puts in a roll that ends, as all do from now on.
    pub(crate) fn put_in_roll(&mut self, mm: u32) {
        self.roll_mm = Some(mm);
        self.printer.happen(Happening::PaperLasts { mm });
    }

    /// Whether a roll was taken out before its end since this was asked last.
    pub(crate) fn took_out_roll(&mut self) -> bool {
        std::mem::take(&mut self.roll_taken_out)
    }

    /// If the roll was changed since this was asked last: the rows printed until then.
    pub(crate) fn rows_at_change(&mut self) -> Option<u64> {
        self.rows_at_change.take()
    }

    /// What happened since this was asked last.
    pub(crate) fn met(&mut self) -> Option<Fault> {
        self.met.take()
    }

    /// Acts that are remembered.
    pub(crate) fn acts_known(&self) -> usize {
        self.acts.records().count()
    }

    /// Writes the journal anew from what is remembered, and says how long it is.
    pub(crate) fn rewrite_journal(&mut self) -> usize {
        self.disk = self.acts.records().map(ActRecord::encode).collect();
        self.told.clear();
        self.disk.iter().map(Vec::len).sum()
    }

    /// Whether what was expected has not happened.
    pub(crate) fn still_expects(&self) -> bool {
        self.plan.is_some()
    }

    pub(crate) fn give(&mut self, job: Job) {
        match self.acts.submit(job, 0).unwrap() {
            Submitted::New(record) => self.write(record),
            Submitted::Known(_) => {}
        }
    }

    pub(crate) fn progress(&self, act_key: &str) -> Progress {
        self.acts.progress(act_key).unwrap()
    }

    /// Works until no job waits.
    pub(crate) fn work(&mut self) {
        for _ in 0..ATTEMPTS_MAX {
            let Some(job) = self.acts.next_job() else {
                break;
            };
            let (act_key, bytes) = (job.act_key().to_owned(), job.job_bytes().to_vec());
            self.attempt(&act_key, bytes);
        }
        assert!(self.acts.next_job().is_none(), "a job waits for ever");
    }

    /// Works until no job waits, everything is mended, and the printer has printed what it has.
    pub(crate) fn settle(&mut self) {
        self.work();
        if let Some((at, _)) = self.mend {
            self.look_after(at);
        }
        self.look_after(self.now + PRINTED_AFTER);
        let papers = self.printer.take_papers();
        self.papers.extend(papers);
    }

    /// The work of the printer's thread for one job.
    fn attempt(&mut self, act_key: &str, bytes: Vec<u8>) {
        let job_bytes = bytes.len();
        match self.exchange(act_key, bytes) {
            Left::Reached(Outcome::Finished { state, reason }) => {
                if state == JobState::Unknown {
                    self.residue_bytes = job_bytes;
                }
                self.note(act_key, state, reason);
            }
            Left::Reached(Outcome::NotSent(fault)) => {
                self.note(act_key, JobState::Queued, None);
                for act_key in self.acts.wait_because(Reason::Printer(fault)) {
                    self.tell(&act_key);
                }
                self.look_after(self.now + Deadlines::default().retry);
            }
            Left::Reached(Outcome::Checked) | Left::NotPromised => {}
            Left::Killed => self.restart(),
        }
    }

    fn exchange(&mut self, act_key: &str, job: Vec<u8>) -> Left {
        if self.strike() == Some(Fault::KioskKilled) {
            return Left::Killed;
        }
        let watch = self.watch.take();
        if watch.is_none() {
            if !self.printer.is_reachable() {
                return Left::Reached(Outcome::NotSent(Named::Unreachable));
            }
            self.line.closed = false;
            self.line.answers.clear();
        }
        self.exchanges += 1;
        let errand = Errand {
            job: Some(job),
            residue_bytes: self.residue_bytes,
            proof_id: self.exchanges.to_be_bytes().map(|byte| b'a' + byte % 26),
        };
        let duplex = self.habit != Habit::Blind;
        let mut exchange = Exchange::new(errand, self.manners, Deadlines::default(), duplex)
            .with_profile(&self.habit.profile());
        if watch.is_some() {
            exchange = exchange.with_known_ready();
        }
        let mut left = None;
        for _ in 0..STEPS_MAX {
            if self.strike() == Some(Fault::KioskKilled) {
                return Left::Killed;
            }
            left = self.step(&mut exchange, act_key);
            if left.is_some() {
                break;
            }
        }
        self.manners = exchange.manners();
        if exchange.residue_cleared() {
            self.residue_bytes = 0;
        }
        let left = left.expect("a conversation ends");
        self.hold(&exchange, &left, watch);
        left
    }

    /// A line over which all went well is held.
    fn hold(&mut self, exchange: &Exchange, left: &Left, watch: Option<Watch>) {
        let confirmed = |left: &Left| match left {
            Left::Reached(Outcome::Finished { state, .. }) => *state == JobState::Confirmed,
            Left::Reached(Outcome::Checked | Outcome::NotSent(_)) | Left::NotPromised => false,
            Left::Killed => false,
        };
        if self.habit == Habit::Blind || !confirmed(left) || self.line.closed {
            // With the connection goes what is still on its way.
            self.line.answers.clear();
            return;
        }
        self.watch = Some(match watch {
            Some(mut watch) => {
                watch.handle_exchange(exchange, self.now);
                watch
            }
            None => Watch::new(
                &self.habit.profile(),
                Deadlines::default(),
                exchange,
                self.now,
            ),
        });
    }

    fn step(&mut self, exchange: &mut Exchange, act_key: &str) -> Option<Left> {
        let lost = match exchange.poll(self.now) {
            Step::Send(_) if self.line.closed => Lost::Closed,
            Step::Send(bytes) => {
                let until_fault = self
                    .plan
                    .map_or(usize::MAX, |plan| plan.at_byte - self.said);
                let taken = bytes.len().min(until_fault).min(self.printer.room_bytes());
                if self.line.stalled || taken == 0 {
                    if !self.line.answers.is_empty() {
                        exchange.handle_received(&std::mem::take(&mut self.line.answers));
                        return None;
                    }
                    self.stall()?
                } else {
                    let answers = self.printer.feed(&bytes[..taken]);
                    self.hear(&answers);
                    self.said += taken;
                    exchange.handle_sent(taken, self.now);
                    return None;
                }
            }
            Step::Listen(until) => match self.listen(until) {
                Ok(answer) => {
                    exchange.handle_received(&answer);
                    return None;
                }
                Err(lost) => lost,
            },
            Step::Commit => {
                let Some(record) = self.acts.moved(act_key, JobState::Sent, None) else {
                    return Some(Left::NotPromised);
                };
                self.write(record);
                self.slip_at.get_or_insert(self.said);
                exchange.handle_committed(self.now);
                return None;
            }
            Step::Done(outcome) => return Some(Left::Reached(outcome)),
        };
        exchange.handle_lost(lost, self.now);
        None
    }

    /// The line takes nothing: waits for what happens next, as long as a write may take.
    fn stall(&mut self) -> Option<Lost> {
        let until = self.now + Deadlines::default().write;
        let next = self.next_at(until);
        self.wait_until(next);
        (next == until).then_some(Lost::Stalled)
    }

    /// What comes until then: an answer, nothing because time passed, or the news that the line is
    /// gone.
    fn listen(&mut self, until: Instant) -> Result<Vec<u8>, Lost> {
        if self.line.answers.is_empty() {
            if self.line.closed {
                return Err(Lost::Closed);
            }
            self.wait_until(self.next_at(until));
        }
        Ok(std::mem::take(&mut self.line.answers))
    }

    /// When something happens by itself, or then.
    fn next_at(&self, until: Instant) -> Instant {
        let printer = self.printer.wakes_in().map(|wait| self.now + wait);
        let next = [printer, self.mend.map(|(at, _)| at), Some(until)];
        next.into_iter().flatten().min().unwrap_or(until)
    }

    /// Lets time pass, the printer print, and the guard do what is due.
    fn wait_until(&mut self, at: Instant) {
        let passed = at.saturating_duration_since(self.now);
        self.now += passed;
        let answers = self.printer.advance(passed);
        self.hear(&answers);
        if let Some((due, fault)) = self.mend
            && due <= self.now
        {
            self.mend = None;
            self.repair(fault);
        }
        if self.mend.is_none() && self.roll_mm.is_some() && self.printer.condition().paper_out {
            self.mend = Some((self.now + GUARD_COMES_AFTER, Fault::Out));
        }
    }

    /// Watches the held line until then.
    fn look_after(&mut self, until: Instant) {
        while self.now < until {
            let next = self.next_at(until);
            let Some(mut watch) = self.watch.take() else {
                self.wait_until(next);
                continue;
            };
            match watch.poll(self.now) {
                WatchStep::Gone(_) => {
                    self.line.closed = true;
                    continue;
                }
                WatchStep::Send(_, by) if self.line.stalled || self.printer.room_bytes() == 0 => {
                    self.wait_until(next.min(by));
                }
                WatchStep::Send(bytes, _) => {
                    let count = bytes.len();
                    let answers = self.printer.feed(bytes);
                    self.hear(&answers);
                    watch.handle_sent(count, self.now);
                }
                WatchStep::Listen(due) => match self.listen(next.min(due)) {
                    Ok(answer) => watch.handle_received(&answer, self.now),
                    Err(lost) => watch.handle_lost(lost),
                },
            }
            self.watch = Some(watch);
        }
    }

    /// Lets happen what is to happen at this byte.
    fn strike(&mut self) -> Option<Fault> {
        let plan = self.plan.filter(|plan| plan.at_byte <= self.said)?;
        self.plan = None;
        self.met = Some(plan.fault);
        if plan.fault.lasts() {
            self.mend = Some((self.now + plan.mended.after(plan.fault), plan.fault));
        }
        if let Some(happening) = plan.fault.at_the_printer() {
            let answers = self.printer.happen(happening);
            self.hear(&answers);
        }
        match plan.fault {
            Fault::LineClosed | Fault::KioskKilled | Fault::Unplugged | Fault::Power => {
                self.line.closed = true;
            }
            Fault::LineStalled => self.line.stalled = true,
            Fault::Out => self.roll_taken_out = true,
            Fault::Withdrawn => {
                let act_key = self
                    .acts
                    .records()
                    .last()
                    .map(|act| act.act_key().to_owned());
                self.note(&act_key.unwrap(), JobState::Failed, Some(Reason::Withdrawn));
            }
            Fault::Cover
            | Fault::NearEnd
            | Fault::Cutter
            | Fault::Heat
            | Fault::Button
            | Fault::Mute
            | Fault::AnswersDropped
            | Fault::AnswersLate(_)
            | Fault::AnswersGarbled => {}
        }
        Some(plan.fault)
    }

    fn repair(&mut self, fault: Fault) {
        if let Some(happening) = fault.mended_at_the_printer() {
            let answers = self.printer.happen(happening);
            self.hear(&answers);
        }
        self.line.stalled = false;
        if let (Fault::Out, Some(mm)) = (fault, self.roll_mm) {
            self.printer.happen(Happening::PaperLasts { mm });
            self.rows_at_change = Some(self.printer.rows_printed());
        }
    }

    /// What the printer says is on the line.
    fn hear(&mut self, answers: &[u8]) {
        if !self.line.closed {
            self.line.answers.extend(answers);
        }
    }

    /// The process dies and is started again: what is on disk is all it knows.
    fn restart(&mut self) {
        self.acts = Acts::restore(&self.disk).unwrap();
        self.watch = None;
        self.manners = self.habit.untried();
        self.residue_bytes = self.acts.residue_bytes();
        for act_key in self.acts.sent() {
            self.note(&act_key, JobState::Unknown, Some(Reason::Restarted));
        }
    }

    fn note(&mut self, act_key: &str, to: JobState, reason: Option<Reason>) {
        if let Some(record) = self.acts.moved(act_key, to, reason) {
            self.write(record);
            self.tell(act_key);
            self.rows_at_end = self.printer.rows_printed();
        }
    }

    fn write(&mut self, record: ActRecord) {
        self.disk.push(record.encode());
        self.acts.apply(record);
    }

    fn tell(&mut self, act_key: &str) {
        let progress = self.progress(act_key);
        self.told.push((act_key.to_owned(), progress));
    }
}
