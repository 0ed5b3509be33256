//! The kiosk's printer: slips become jobs, and what the printer tells of them becomes words.
//!
//! A number is never held back for its slip: whatever fails here ends in a [`Paper`] on the screen.

use std::path::Path;

use antre_domain::TicketNumber;
use antre_printing::{
    Fault, Job, JobState, PrintError, PrinterEvent, PrinterUrl, Printing, Progress, Reason,
};
use antre_ticket::{Dialect, Paper as Roll, Slip, layout, render, to_escpos_raster};
use tokio::sync::watch;

use crate::branch::Paper;

/// Stands between a ticket's id and which copy it is.
const COPY_MARK: &str = "/copy/";

/// Which slip of which ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipId {
    /// The ticket's id.
    pub ticket: String,
    /// The original, or a copy by its count.
    pub copy: Option<u32>,
}

impl SlipId {
    /// The act that the printer's journal knows. One ticket has one original by construction.
    pub fn act_key(&self) -> String {
        match self.copy {
            None => self.ticket.clone(),
            Some(count) => format!("{}{COPY_MARK}{count}", self.ticket),
        }
    }

    /// The slip behind an act of [`act_key`](Self::act_key).
    pub fn of_act(act_key: &str) -> Self {
        let (ticket, copy) = match act_key.split_once(COPY_MARK) {
            Some((ticket, count)) => (ticket, Some(count.parse().unwrap_or(0))),
            None => (act_key, None),
        };
        Self {
            ticket: ticket.to_owned(),
            copy,
        }
    }
}

/// A printer at work.
#[derive(Debug)]
pub struct Press {
    printing: Printing,
    roll: Roll,
}

impl Press {
    /// Starts the printer. `on_paper` hears what became of a slip, on the printer's thread, and must
    /// not block; `trouble` says whether a slip would come out now.
    ///
    /// # Errors
    /// The journal cannot be read: nothing may print without it.
    pub fn start(
        url: PrinterUrl,
        roll: Roll,
        journal: &Path,
        trouble: watch::Sender<bool>,
        on_paper: impl Fn(SlipId, Paper) + Send + 'static,
    ) -> Result<Self, PrintError> {
        let mut fault = None;
        let printing = Printing::start(url, journal, move |event| match event {
            PrinterEvent::Job { act_key, progress } => {
                match progress.state {
                    JobState::Queued | JobState::Sent | JobState::Confirmed | JobState::Blind => {
                        tracing::debug!(act_key, ?progress, "slip")
                    }
                    JobState::Unknown | JobState::Failed => {
                        tracing::warn!(act_key, ?progress, "slip");
                    }
                }
                let slip = SlipId::of_act(&act_key);
                let paper = paper(progress, fault, slip.copy.is_some());
                on_paper(slip, paper);
            }
            PrinterEvent::Health(health) => {
                tracing::info!(?health, "printer");
                fault = health.fault;
                trouble.send_replace(fault.is_some_and(stops));
            }
        })?;
        Ok(Self { printing, roll })
    }

    /// Prints `slip` as `id`. Waits for the disk, not for the printer.
    ///
    /// # Errors
    /// Nothing is printed and nothing will be.
    pub fn print(&self, id: &SlipId, number: TicketNumber, slip: &Slip) -> Result<(), PrintError> {
        let picture = render(&layout(slip, self.roll));
        let job = Job {
            act_key: id.act_key(),
            ticket_id: id.ticket.clone(),
            number: number.to_string(),
            copy: id.copy.is_some(),
            bytes: to_escpos_raster(&picture, &Dialect::default()),
        };
        self.printing.print(job).map(drop)
    }

    /// Takes back a slip that is still waiting: the next customer must not find it before their own.
    pub fn withdraw(&self, id: &SlipId) {
        match self.printing.withdraw(&id.act_key()) {
            // Whatever has left already is not withdrawn.
            Ok(_) | Err(PrintError::UnknownAct) => {}
            Err(error) => tracing::warn!("a waiting slip was not taken back: {error}"),
        }
    }
}

/// What a customer should do about a slip that has come so far, on a printer last seen with `fault`.
pub fn paper(progress: Progress, fault: Option<Fault>, copy: bool) -> Paper {
    let out_of_paper = progress.reason == Some(Reason::Printer(Fault::OutOfPaper))
        || fault == Some(Fault::OutOfPaper);
    match progress.state {
        JobState::Queued => match progress.reason {
            None | Some(Reason::Printer(Fault::Recovering)) => Paper::Printing,
            Some(_) if out_of_paper => Paper::Empty,
            Some(_) => Paper::NoPrinter,
        },
        JobState::Sent => Paper::Printing,
        // One that tells nothing has taken every byte: whoever stands there sees the paper.
        JobState::Confirmed | JobState::Blind if copy => Paper::CopyOut,
        JobState::Confirmed | JobState::Blind => Paper::Out,
        // A copy would find no paper either.
        JobState::Unknown if out_of_paper => Paper::Empty,
        JobState::Unknown => Paper::Unknown,
        JobState::Failed => Paper::NoPrinter,
    }
}

/// Whether a printer with this fault gives no slip now.
fn stops(fault: Fault) -> bool {
    match fault {
        Fault::CoverOpen
        | Fault::OutOfPaper
        | Fault::Cutter
        | Fault::Mechanical
        | Fault::Offline
        | Fault::Stalled
        | Fault::Silent
        | Fault::Unreachable => true,
        Fault::Recovering => false,
    }
}
