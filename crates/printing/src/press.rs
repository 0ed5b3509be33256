use std::sync::{Arc, MutexGuard};
use std::time::Instant;

use crate::deadlines::Deadlines;
use crate::exchange::Exchange;
use crate::job::{Fault, Health, JobState, PrinterEvent, Progress, Reason};
use crate::line;
use crate::printing::{Desk, Tray, now_ms};
use crate::step::{Errand, Manner, Manners, Outcome};
use crate::url::PrinterUrl;

/// The printer's thread: takes the next job, or looks after the idle printer, one exchange after
/// the other, and tells what came of it.
pub(crate) struct Press {
    url: PrinterUrl,
    deadlines: Deadlines,
    desk: Arc<Desk>,
    on_event: Box<dyn FnMut(PrinterEvent) + Send>,
    manners: Manners,
    residue_bytes: usize,
    health: Option<Health>,
    exchanges: u32,
    retry_at: Instant,
    check_at: Instant,
}

/// What to do next.
enum Work {
    Print { act_key: String, bytes: Vec<u8> },
    Check,
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
        url: PrinterUrl,
        deadlines: Deadlines,
        desk: Arc<Desk>,
        on_event: Box<dyn FnMut(PrinterEvent) + Send>,
    ) -> Self {
        let now = Instant::now();
        Self {
            url,
            deadlines,
            desk,
            on_event,
            manners: Manners::default(),
            residue_bytes: 0,
            health: None,
            exchanges: 0,
            retry_at: now,
            check_at: now,
        }
    }

    pub(crate) fn run(mut self) {
        self.own_up();
        while let Some(work) = self.next_work() {
            match work {
                Work::Print { act_key, bytes } => self.print(&act_key, bytes),
                Work::Check => {
                    self.exchange(None);
                }
            }
            self.check_at = Instant::now() + self.deadlines.check;
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
            self.tell(act_key, state, reason);
        }
    }

    /// Waits for something to do. `None`: to stop.
    fn next_work(&mut self) -> Option<Work> {
        loop {
            self.expire();
            let desk = Arc::clone(&self.desk);
            let mut tray = desk.tray.lock().expect(POISONED);
            if tray.stopping {
                return None;
            }
            let now = Instant::now();
            let job = tray
                .spool
                .acts()
                .next_job()
                .filter(|_| tray.poked || self.retry_at <= now);
            if let Some(job) = job {
                let work = Work::Print {
                    act_key: job.act_key().to_owned(),
                    bytes: job.job_bytes().to_vec(),
                };
                tray.poked = false;
                return Some(work);
            }
            if self.check_at <= now {
                return Some(Work::Check);
            }
            let waiting = tray.spool.acts().next_job().map(|_| self.retry_at);
            let until = waiting.map_or(self.check_at, |retry_at| retry_at.min(self.check_at));
            // Woken or not, the loop looks again.
            let _woken = desk
                .changed
                .wait_timeout(tray, until - now)
                .expect(POISONED);
        }
    }

    fn expire(&mut self) {
        let mut tray = self.tray();
        let waited = i64::try_from(self.deadlines.queued.as_millis()).unwrap_or(i64::MAX);
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

    fn print(&mut self, act_key: &str, bytes: Vec<u8>) {
        let job_bytes = bytes.len();
        match self.exchange(Some((act_key, bytes))) {
            Conclusion::Reached(Outcome::Finished { state, reason }) => {
                if state == JobState::Unknown {
                    self.residue_bytes = job_bytes;
                }
                self.tray().spool.note(act_key, state, reason);
                self.tell(act_key.to_owned(), state, reason);
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

    /// One connection from its beginning to its end, with or without a job.
    fn exchange(&mut self, job: Option<(&str, Vec<u8>)>) -> Conclusion {
        self.exchanges = self.exchanges.wrapping_add(1);
        let (act_key, bytes) = job.unzip();
        let has_job = bytes.is_some();
        let Ok(line) = line::open(&self.url, self.deadlines.connect) else {
            self.see(Some(Fault::Unreachable), false);
            return Conclusion::Reached(if has_job {
                Outcome::NotSent(Fault::Unreachable)
            } else {
                Outcome::Checked
            });
        };
        let errand = Errand {
            job: bytes,
            residue_bytes: self.residue_bytes,
            proof_id: proof_id(self.exchanges),
        };
        let mut exchange = Exchange::new(errand, self.manners, self.deadlines, line.duplex());
        let mut refused = Conclusion::Withdrawn;
        let outcome = line::drive(&mut exchange, line, self.deadlines.write, || {
            let Some(act_key) = act_key else { return false };
            let promised = self.tray().spool.advance(act_key, JobState::Sent, None);
            match promised {
                Ok(true) => self.tell(act_key.to_owned(), JobState::Sent, None),
                Ok(false) => {}
                Err(_) => refused = Conclusion::NotDurable,
            }
            matches!(promised, Ok(true))
        });
        self.manners = exchange.manners();
        if exchange.residue_cleared() {
            self.residue_bytes = 0;
        }
        self.see(exchange.fault(), exchange.paper_low());
        outcome.map_or(refused, Conclusion::Reached)
    }

    fn wait_because(&mut self, reason: Reason) {
        self.retry_at = Instant::now() + self.deadlines.retry;
        let waiting = self.tray().spool.wait_because(reason);
        for act_key in waiting {
            self.tell(act_key, JobState::Queued, Some(reason));
        }
    }

    fn see(&mut self, fault: Option<Fault>, paper_low: bool) {
        let health = Health {
            fault,
            paper_low,
            answers: self.manners.status == Manner::Answers,
        };
        if self.health.replace(health) != Some(health) {
            (self.on_event)(PrinterEvent::Health(health));
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

/// Four hexadecimal digits: the printer gives back only printable characters.
fn proof_id(exchange: u32) -> [u8; 4] {
    let digit = |shift: u32| b"0123456789abcdef"[(exchange >> shift) as usize & 0xf];
    [digit(12), digit(8), digit(4), digit(0)]
}
