//! One act, at most one original: tried against printers that fail in every way they can.
#![allow(clippy::unwrap_used, missing_docs)]

mod acts;
mod crash;
mod exchange;
mod held;
mod lines;
mod model;
mod network;
mod printer;
mod restart;
mod roll;
mod rolls;
mod simulator;
mod strangers;
mod url;
mod watch;
mod watched_job;

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use antre_domain::SlipKind;
use antre_printer_profile::{Manners, Profile, Status};
use antre_printing::{
    Deadlines, Fault, Health, Job, JobState, PrinterEvent, Printing, Progress, Reason, RollChange,
    Setup, TestLine,
};

/// No test waits longer than this for what must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// How long the slips of these tests are.
pub(crate) const SLIP_MM: u32 = 85;

/// An original of this act for ticket `t-ACT`. Its bytes begin with [`mark`], then some image.
pub(crate) fn job(act_key: &str) -> Job {
    Job {
        act_key: act_key.to_owned(),
        ticket_id: format!("t-{act_key}"),
        number: "A012".to_owned(),
        kind: SlipKind::Original,
        bytes: [mark(act_key).as_bytes(), &[0xaa; 300], b"\x1d\x56\x00"].concat(),
        length_mm: SLIP_MM,
    }
}

/// How the job's bytes begin. On paper as often as a slip of this act was begun.
pub(crate) fn mark(act_key: &str) -> String {
    format!("\x1b@<{act_key}>")
}

pub(crate) fn state(state: JobState, reason: Option<Reason>) -> Progress {
    Progress { state, reason }
}

/// Deadlines that no test reaches where the printer answers, save those given.
pub(crate) fn unhurried() -> Deadlines {
    Deadlines {
        connect: PATIENCE,
        answer: PATIENCE,
        write: PATIENCE,
        job: PATIENCE,
        proof: PATIENCE,
        settle: Duration::from_millis(20),
        ask: Duration::from_millis(20),
        check: PATIENCE,
        retry: Duration::from_millis(20),
        queued: PATIENCE,
    }
}

/// A printer that is asked how it is, on a journal and an odometer in this directory. It has a
/// test line of its own, [`TEST_LINE`].
pub(crate) fn setup(url: &str, deadlines: Deadlines, dir: &Path) -> Setup {
    Setup {
        url: url.parse().unwrap(),
        manners: Manners {
            status: Status::Asked,
            ..Profile::named("generic-80").unwrap().manners
        },
        journal: dir.join("acts"),
        roll: dir.join("roll"),
        test_line: TestLine {
            bytes: TEST_LINE.to_vec(),
            length_mm: 10,
        },
        deadlines,
    }
}

/// What a new roll prints in these tests.
pub(crate) const TEST_LINE: &[u8] = b"\x1b@Kertas siap\n\x1dVB\0";

/// A running printer's thread on a journal of its own, and what it tells.
pub(crate) struct Rig {
    _dir: Option<tempfile::TempDir>,
    pub(crate) setup: Setup,
    running: Option<(Printing, Receiver<PrinterEvent>)>,
}

impl Rig {
    pub(crate) fn new(url: &str, deadlines: Deadlines) -> Self {
        Self::with(url, deadlines, |_setup| {})
    }

    /// On a setup that differs from the usual one.
    pub(crate) fn with(url: &str, deadlines: Deadlines, change: impl FnOnce(&mut Setup)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut setup = setup(url, deadlines, dir.path());
        change(&mut setup);
        let mut rig = Self::on(setup);
        rig._dir = Some(dir);
        rig
    }

    /// On a journal that is there already.
    pub(crate) fn on(setup: Setup) -> Self {
        let mut rig = Self {
            _dir: None,
            setup,
            running: None,
        };
        rig.start();
        rig
    }

    pub(crate) fn start(&mut self) {
        let (sender, events) = channel();
        let printing = Printing::start(self.setup.clone(), move |event| {
            let _nobody_listens = sender.send(event);
        });
        self.running = Some((printing.unwrap(), events));
    }

    pub(crate) fn stop(&mut self) {
        let (printing, _events) = self.running.take().unwrap();
        printing.stop().unwrap();
    }

    pub(crate) fn printing(&self) -> &Printing {
        &self.running.as_ref().unwrap().0
    }

    /// The next thing that is told of this act.
    pub(crate) fn next(&self, act_key: &str) -> Progress {
        self.wait_for("word of the job", |event| match event {
            PrinterEvent::Job {
                act_key: of,
                progress,
            } if of == act_key => Some(progress),
            _ => None,
        })
    }

    /// The first final state that is told of this act.
    pub(crate) fn end_of(&self, act_key: &str) -> Progress {
        loop {
            let progress = self.next(act_key);
            if progress.state.is_final() {
                return progress;
            }
        }
    }

    /// The next change of health that is told.
    pub(crate) fn health(&self) -> Health {
        self.wait_for("health", |event| match event {
            PrinterEvent::Health(health) => Some(health),
            PrinterEvent::Job { .. } | PrinterEvent::RollChanged(_) => None,
        })
    }

    /// The next time that the printer is well, or ails of this.
    pub(crate) fn health_with(&self, fault: Option<Fault>) -> Health {
        loop {
            let health = self.health();
            if health.fault == fault {
                return health;
            }
        }
    }

    /// The next roll that is told.
    pub(crate) fn roll_change(&self) -> RollChange {
        self.wait_for("a change of the roll", |event| match event {
            PrinterEvent::RollChanged(change) => Some(change),
            PrinterEvent::Job { .. } | PrinterEvent::Health(_) => None,
        })
    }

    /// Everything that has been told and not yet read.
    pub(crate) fn told(&self) -> Vec<PrinterEvent> {
        self.running.as_ref().unwrap().1.try_iter().collect()
    }

    fn wait_for<T>(&self, what: &str, pick: impl Fn(PrinterEvent) -> Option<T>) -> T {
        let events = &self.running.as_ref().unwrap().1;
        loop {
            match events.recv_timeout(PATIENCE) {
                Ok(event) => {
                    if let Some(found) = pick(event) {
                        return found;
                    }
                }
                Err(error) => panic!("no {what} was told: {error}"),
            }
        }
    }
}
