//! One act, at most one original: tried against printers that fail in every way they can.
#![allow(clippy::unwrap_used, missing_docs)]

mod acts;
mod crash;
mod exchange;
mod lines;
mod model;
mod network;
mod printer;
mod restart;
mod simulator;
mod url;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use antre_printing::{
    Deadlines, Health, Job, JobState, PrinterEvent, PrinterUrl, Printing, Progress, Reason,
};

/// No test waits longer than this for what must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// An original of this act for ticket `t-ACT`. Its bytes begin with [`mark`], then some image.
pub(crate) fn job(act_key: &str) -> Job {
    Job {
        act_key: act_key.to_owned(),
        ticket_id: format!("t-{act_key}"),
        number: "A012".to_owned(),
        copy: false,
        bytes: [mark(act_key).as_bytes(), &[0xaa; 300], b"\x1d\x56\x00"].concat(),
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
        check: PATIENCE,
        retry: Duration::from_millis(20),
        queued: PATIENCE,
    }
}

/// A running printer's thread on a journal of its own, and what it tells.
pub(crate) struct Rig {
    _dir: Option<tempfile::TempDir>,
    pub(crate) journal: PathBuf,
    url: PrinterUrl,
    deadlines: Deadlines,
    running: Option<(Printing, Receiver<PrinterEvent>)>,
}

impl Rig {
    pub(crate) fn new(url: &str, deadlines: Deadlines) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let rig = Self::on(url, deadlines, &dir.path().join("acts"));
        Self {
            _dir: Some(dir),
            ..rig
        }
    }

    /// On a journal that is there already.
    pub(crate) fn on(url: &str, deadlines: Deadlines, journal: &Path) -> Self {
        let mut rig = Self {
            _dir: None,
            journal: journal.to_path_buf(),
            url: url.parse().unwrap(),
            deadlines,
            running: None,
        };
        rig.start();
        rig
    }

    pub(crate) fn start(&mut self) {
        let (sender, events) = channel();
        let url = self.url.clone();
        let printing = Printing::start_with(url, &self.journal, self.deadlines, move |event| {
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
        loop {
            match self.running.as_ref().unwrap().1.recv_timeout(PATIENCE) {
                Ok(PrinterEvent::Job {
                    act_key: of,
                    progress,
                }) if of == act_key => return progress,
                Ok(_) => {}
                Err(error) => panic!("nothing more was told of {act_key}: {error}"),
            }
        }
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
        loop {
            match self.running.as_ref().unwrap().1.recv_timeout(PATIENCE) {
                Ok(PrinterEvent::Health(health)) => return health,
                Ok(PrinterEvent::Job { .. }) => {}
                Err(error) => panic!("no health was told: {error}"),
            }
        }
    }
}
