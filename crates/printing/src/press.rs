use std::sync::{Arc, MutexGuard};
use std::time::Instant;

use antre_domain::Watched;
use antre_printer_profile::Status;

use crate::Fault;
use crate::exchange::Exchange;
use crate::job::{JobState, PrinterEvent, Progress, Reason};
use crate::line::{self, Line};
use crate::odometer::Odometer;
use crate::outlook::{Outlook, is_of_the_line};
use crate::printing::{Desk, Tray, now_ms};
use crate::setup::Setup;
use crate::status::Condition;
use crate::step::{Errand, Manner, Manners, Outcome};
use crate::url::PrinterUrl;
use crate::watch::{Watch, WatchStep};

/// The printer's thread: takes the next job, or looks after the idle printer, and tells what came of
/// it.
pub(crate) struct Press {
    setup: Setup,
    desk: Arc<Desk>,
    on_event: Box<dyn FnMut(PrinterEvent) + Send>,
    outlook: Outlook,
    /// The line to a printer that answers, held between jobs.
    held: Option<Held>,
    manners: Manners,
    residue_bytes: usize,
    /// The printer as last seen.
    condition: Condition,
    test_due: bool,
    exchanges: u32,
    /// When what waits is tried again.
    retry_at: Instant,
    /// When a printer whose line is not held is looked at.
    look_at: Instant,
}

struct Held {
    line: Box<dyn Line>,
    watch: Watch,
    since: Instant,
}

/// What to do next.
enum Work {
    Stop,
    /// A person says that the roll was changed.
    RollKey,
    TestLine,
    Print {
        act_key: String,
        bytes: Vec<u8>,
        length_mm: u32,
    },
    /// Waiting jobs are told what they wait for.
    Wait(Fault),
    /// An exchange without a job: to learn how the printer talks, or to clear what was left behind.
    Look,
    /// Nothing, but to watch until then.
    Rest(Instant),
}

/// What an exchange is to print.
#[derive(Clone)]
struct Load<'a> {
    /// None for the test line.
    act_key: Option<&'a str>,
    bytes: Vec<u8>,
}

/// How an exchange was left.
enum Conclusion {
    Reached(Outcome),
    /// The job was withdrawn before its promise was made.
    Withdrawn,
    /// The promise could not be written.
    NotDurable,
}

/// Nothing calls out while it holds the lock, least of all `on_event`.
const POISONED: &str = "nothing panics while it holds the acts";

impl Press {
    pub(crate) fn new(
        setup: Setup,
        desk: Arc<Desk>,
        on_event: Box<dyn FnMut(PrinterEvent) + Send>,
    ) -> Self {
        let now = Instant::now();
        Self {
            manners: untried(&setup),
            outlook: Outlook::new(&setup.roll, &setup.manners),
            setup,
            desk,
            on_event,
            held: None,
            residue_bytes: 0,
            condition: Condition::default(),
            test_due: false,
            // A proof of an earlier run may still come: no mark of that run is used again soon.
            exchanges: now_ms() as u32,
            retry_at: now,
            look_at: now,
        }
    }

    pub(crate) fn run(mut self) {
        self.own_up();
        loop {
            self.expire();
            // Whatever the printer has said so far counts before anything is decided.
            self.attend(Instant::now());
            match self.next_work() {
                Work::Stop => break,
                Work::RollKey => {
                    let change = self.outlook.roll_changed_by_hand();
                    (self.on_event)(PrinterEvent::RollChanged(change));
                    self.test_due = true;
                    self.see();
                }
                Work::TestLine => self.print_test_line(),
                Work::Print {
                    act_key,
                    bytes,
                    length_mm,
                } => self.print(&act_key, bytes, length_mm),
                Work::Wait(fault) => self.wait_because(Reason::Printer(fault)),
                Work::Look => {
                    self.converse(None);
                }
                Work::Rest(until) => self.attend(until),
            }
        }
        if let Some(held) = self.held.take() {
            held.line.finish();
        }
    }

    /// What an earlier run left on its way, nobody can know about.
    fn own_up(&mut self) {
        let mut tray = self.tray();
        let residue_bytes = tray.spool.acts().residue_bytes();
        let sent = tray.spool.acts().sent();
        let (state, reason) = (JobState::Unknown, Some(Reason::Restarted));
        for act_key in &sent {
            tray.spool.note(act_key, state, reason);
        }
        drop(tray);
        self.residue_bytes = residue_bytes;
        for act_key in sent {
            self.outlook.note(Odometer::lost_sight);
            self.tell(act_key, state, reason);
        }
    }

    fn next_work(&mut self) -> Work {
        let desk = Arc::clone(&self.desk);
        let mut tray = desk.tray.lock().expect(POISONED);
        // Before the tray is read: whoever rings later has put in something that is not seen here.
        desk.wake.hush();
        if tray.stopping {
            return Work::Stop;
        }
        if std::mem::take(&mut tray.roll_changed) {
            return Work::RollKey;
        }
        let now = Instant::now();
        if std::mem::take(&mut tray.poked) {
            self.retry_at = now;
        }
        let job = tray.spool.acts().next_job();
        let something_waits = job.is_some() || self.test_due;
        let tries_now = something_waits && self.retry_at <= now;
        let watch = self.held.as_ref().map(|held| &held.watch);
        let at_rest = watch.is_none_or(Watch::is_at_rest);
        let fault = watch.and_then(Watch::fault);
        match fault {
            Some(fault) if tray.spool.acts().queued_without(Reason::Printer(fault)) => {
                return Work::Wait(fault);
            }
            // The watch sees when it has passed.
            Some(_) => {}
            None if !at_rest => {}
            None if tries_now && self.test_due => return Work::TestLine,
            None if let (true, Some(job)) = (tries_now, job) => {
                return Work::Print {
                    act_key: job.act_key().to_owned(),
                    bytes: job.job_bytes().to_vec(),
                    length_mm: job.length_mm(),
                };
            }
            None if self.look_at <= now && self.wants_a_look() => return Work::Look,
            None => {}
        }
        let mut until = now + self.setup.deadlines.check;
        if self.wants_a_look() && at_rest {
            until = until.min(self.look_at);
        }
        if something_waits && fault.is_none() && at_rest {
            until = until.min(self.retry_at);
        }
        if something_waits {
            // Jobs expire meanwhile.
            until = until.min(now + self.setup.deadlines.retry);
        }
        Work::Rest(until)
    }

    /// Whether an exchange without a job has something to do. A line that is held is looked at by its
    /// watch, and needs an exchange only for what its watch cannot: clear, or learn.
    fn wants_a_look(&self) -> bool {
        self.held.is_none() || self.residue_bytes > 0 || self.manners.proof == Manner::Untried
    }

    fn expire(&mut self) {
        let mut tray = self.tray();
        let waited = i64::try_from(self.setup.deadlines.queued.as_millis()).unwrap_or(i64::MAX);
        let (state, reason) = (JobState::Failed, Some(Reason::Expired));
        let mut expired = tray
            .spool
            .acts()
            .queued_since(now_ms().saturating_sub(waited));
        expired.retain(|act_key| tray.spool.advance(act_key, state, reason).unwrap_or(false));
        drop(tray);
        for act_key in expired {
            self.tell(act_key, state, reason);
        }
    }

    /// Watches the line, or waits, until then at the latest.
    fn attend(&mut self, until: Instant) {
        let desk = Arc::clone(&self.desk);
        let Some(held) = &mut self.held else {
            if until > Instant::now() {
                line::rest(&desk.wake, until);
            }
            return;
        };
        line::attend(&mut held.watch, &mut *held.line, &desk.wake, until);
        let gone = match held.watch.poll(Instant::now()) {
            WatchStep::Gone(fault) => Some(fault),
            WatchStep::Send(..) | WatchStep::Listen(_) => None,
        };
        match gone {
            Some(fault) => self.lose(fault),
            None => {
                self.condition = held.watch.condition();
                self.see();
            }
        }
    }

    /// The held line is of no more use. That is told only if it cannot be had again: printers drop
    /// idle lines.
    fn lose(&mut self, fault: Fault) {
        let now = Instant::now();
        let retry = self.setup.deadlines.retry;
        let lived = self.held.take().map(|held| now - held.since);
        let at_once = lived.is_some_and(|lived| lived >= retry);
        self.look_at = if at_once { now } else { now + retry };
        if fault == Fault::Stranger {
            self.condition = Condition::of_fault(fault);
            self.look_at = now + self.setup.deadlines.check;
            self.see();
        }
    }

    fn print(&mut self, act_key: &str, bytes: Vec<u8>, length_mm: u32) {
        let job_bytes = bytes.len();
        let load = Load {
            act_key: Some(act_key),
            bytes,
        };
        match self.converse(Some(load)) {
            Conclusion::Reached(Outcome::Finished { state, reason }) => {
                if state == JobState::Unknown {
                    self.residue_bytes = job_bytes;
                }
                self.tray().spool.note(act_key, state, reason);
                self.tell(act_key.to_owned(), state, reason);
                self.outlook.note(|odometer| odometer.printed(length_mm));
                self.see();
            }
            Conclusion::Reached(Outcome::NotSent(fault)) => {
                // If the promise was made already, it is taken back: no byte has left.
                self.tray().spool.note(act_key, JobState::Queued, None);
                self.wait_because(Reason::Printer(fault));
            }
            Conclusion::NotDurable => self.wait_because(Reason::NotDurable),
            Conclusion::Withdrawn | Conclusion::Reached(Outcome::Checked) => {}
        }
    }

    fn print_test_line(&mut self) {
        let bytes = self.setup.test_line.bytes.clone();
        if bytes.is_empty() {
            self.test_due = false;
            return;
        }
        let line_bytes = bytes.len();
        let load = Load {
            act_key: None,
            bytes,
        };
        match self.converse(Some(load)) {
            Conclusion::Reached(Outcome::Finished { state, .. }) => {
                self.test_due = false;
                if state == JobState::Unknown {
                    self.residue_bytes = line_bytes;
                }
                let length_mm = self.setup.test_line.length_mm;
                self.outlook.note(|odometer| odometer.fed(length_mm));
                self.see();
            }
            Conclusion::Reached(Outcome::NotSent(fault)) => {
                self.wait_because(Reason::Printer(fault));
            }
            Conclusion::Reached(Outcome::Checked)
            | Conclusion::Withdrawn
            | Conclusion::NotDurable => {}
        }
    }

    /// An exchange over the held line, or over a new one where there is none or it proves dead.
    fn converse(&mut self, load: Option<Load<'_>>) -> Conclusion {
        let held = self.held.is_some();
        let again = load.clone().filter(|_| held);
        match (self.converse_once(load), again) {
            // It died unnoticed. Nothing has left, so the job is not the worse for it.
            (Conclusion::Reached(Outcome::NotSent(fault)), Some(load)) if is_of_the_line(fault) => {
                if let Some(act_key) = load.act_key {
                    self.tray().spool.note(act_key, JobState::Queued, None);
                }
                self.converse_once(Some(load))
            }
            (conclusion, _) => conclusion,
        }
    }

    fn converse_once(&mut self, load: Option<Load<'_>>) -> Conclusion {
        let now = Instant::now();
        self.look_at = now + self.setup.deadlines.check;
        let has_job = load.is_some();
        let (mut line, watch) = match self.held.take() {
            Some(held) => (held.line, Some((held.watch, held.since))),
            None => match line::open(&self.setup.url, self.setup.deadlines.connect) {
                Ok(line) => (line, None),
                Err(_) => return self.unreachable(has_job),
            },
        };
        let (act_key, bytes) = match load {
            Some(Load { act_key, bytes }) => (act_key, Some(bytes)),
            None => (None, None),
        };
        let mut exchange = self.begin(&*line, watch.is_some(), bytes);
        let mut refused = Conclusion::Withdrawn;
        let write_within = self.setup.deadlines.write;
        let outcome = line::drive(&mut exchange, &mut *line, write_within, || {
            // The test line is nobody's act: nothing needs to be remembered of it.
            let Some(act_key) = act_key else { return true };
            let promised = self.tray().spool.advance(act_key, JobState::Sent, None);
            match promised {
                Ok(true) => self.tell(act_key.to_owned(), JobState::Sent, None),
                Ok(false) => {}
                Err(_) => refused = Conclusion::NotDurable,
            }
            matches!(promised, Ok(true))
        });
        self.learn(&exchange);
        self.keep(line, watch, &exchange);
        let outcome = outcome.map(|outcome| match outcome {
            Outcome::NotSent(fault) => Outcome::NotSent(self.condition.fault.unwrap_or(fault)),
            Outcome::Checked | Outcome::Finished { .. } => outcome,
        });
        outcome.map_or(refused, Conclusion::Reached)
    }

    fn begin(&mut self, line: &dyn Line, watched: bool, job: Option<Vec<u8>>) -> Exchange {
        self.exchanges = self.exchanges.wrapping_add(1);
        let errand = Errand {
            job,
            residue_bytes: self.residue_bytes,
            proof_id: proof_id(self.exchanges),
        };
        let profile = &self.setup.manners;
        let duplex = line.duplex() && profile.status != Status::Never;
        let deadlines = self.setup.deadlines;
        let has_job = errand.job.is_some();
        let mut exchange =
            Exchange::new(errand, self.manners, deadlines, duplex).with_profile(profile);
        if watched && has_job && self.manners.proof != Manner::Untried {
            exchange = exchange.with_known_ready();
        }
        match self.setup.url {
            PrinterUrl::Tcp { .. } => exchange.with_provocation(),
            PrinterUrl::Serial { .. } | PrinterUrl::File { .. } => exchange,
        }
    }

    fn learn(&mut self, exchange: &Exchange) {
        let was_mute = self.manners.status == Manner::Never;
        self.manners = exchange.manners();
        if was_mute && self.manners.status == Manner::Answers {
            self.manners.proof = untried(&self.setup).proof;
        }
        if exchange.residue_cleared() {
            self.residue_bytes = 0;
        }
    }

    /// Holds the line of a printer that answers. That of any other is closed: only a new connection
    /// shows that a mute printer is there.
    fn keep(&mut self, line: Box<dyn Line>, watch: Option<(Watch, Instant)>, exchange: &Exchange) {
        let now = Instant::now();
        let lost = exchange.line_failed() || exchange.stopped_halfway();
        let answers = self.manners.status == Manner::Answers;
        if answers && !lost {
            let (watch, since) = match watch {
                Some((mut watch, since)) => {
                    watch.handle_exchange(exchange, now);
                    (watch, since)
                }
                None => {
                    let deadlines = self.setup.deadlines;
                    (
                        Watch::new(&self.setup.manners, deadlines, exchange, now),
                        now,
                    )
                }
            };
            self.condition = watch.condition();
            self.held = Some(Held { line, watch, since });
            self.look_at = now;
        } else {
            let (mut condition, _) = exchange.condition();
            condition.fault = most_telling(self.condition.fault, condition.fault);
            self.condition = condition;
            self.look_at = match condition.fault {
                // A line that broke over a job is wanted again at once.
                None if lost => now,
                None | Some(Fault::Stranger) => now + self.setup.deadlines.check,
                Some(_) => now + self.setup.deadlines.retry,
            };
            match lost {
                true => drop(line),
                false => line.finish(),
            }
        }
        self.see();
    }

    fn unreachable(&mut self, has_job: bool) -> Conclusion {
        self.condition = Condition::of_fault(Fault::Unreachable);
        self.look_at = Instant::now() + self.setup.deadlines.retry;
        self.see();
        Conclusion::Reached(if has_job {
            Outcome::NotSent(Fault::Unreachable)
        } else {
            Outcome::Checked
        })
    }

    fn wait_because(&mut self, reason: Reason) {
        self.retry_at = Instant::now() + self.setup.deadlines.retry;
        let waiting = self.tray().spool.wait_because(reason);
        for act_key in waiting {
            self.tell(act_key, JobState::Queued, Some(reason));
        }
    }

    /// Draws the conclusions from the condition, and tells what has changed.
    fn see(&mut self) {
        let answers = self.manners.status == Manner::Answers;
        let watched = match &self.held {
            // How it is watched is not known yet.
            Some(held) if held.watch.is_new() && self.condition.fault.is_none() => return,
            Some(held) => held.watch.watched(),
            None if answers => self.outlook.watched().unwrap_or(Watched::Asked),
            None => Watched::Blind,
        };
        let seen = self.outlook.see(self.condition, watched, now_ms());
        self.test_due |= seen.closed;
        if seen.recovered {
            // What waited for it waits no longer.
            self.retry_at = Instant::now();
        }
        for event in seen.events {
            (self.on_event)(event);
        }
    }

    fn tell(&mut self, act_key: String, state: JobState, reason: Option<Reason>) {
        let progress = Progress { state, reason };
        (self.on_event)(PrinterEvent::Job { act_key, progress });
    }

    fn tray(&self) -> MutexGuard<'_, Tray> {
        self.desk.tray.lock().expect(POISONED)
    }
}

/// What is known of a printer that was never asked: what its maker rules out.
fn untried(setup: &Setup) -> Manners {
    let manner = |may| if may { Manner::Untried } else { Manner::Never };
    let answers = setup.manners.status != Status::Never;
    Manners {
        status: manner(answers),
        proof: manner(answers && setup.manners.proof),
    }
}

/// A program that was no printer and now says nothing is still none.
fn most_telling(before: Option<Fault>, now: Option<Fault>) -> Option<Fault> {
    match (before, now) {
        (Some(Fault::Stranger), Some(Fault::Silent)) => before,
        _ => now,
    }
}

/// Four printable characters: the printer gives back no others.
fn proof_id(exchange: u32) -> [u8; 4] {
    let digit = |shift: u32| b'0' + (exchange >> shift) as u8 % 64;
    [digit(18), digit(12), digit(6), digit(0)]
}
