//! What a headless morning leaves behind: its log and its summary.

use std::io::{BufWriter, Write};
use std::path::Path;

use antre_domain::{Event, Outcome, Role, What, decode};
use antre_storage::{DataDir, OpenOptions, READ_EVENTS_MAX};
use anyhow::{Result, ensure};
use serde::Serialize;

use crate::demo::place::STAFF_PIN;

/// What a morning amounts to.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Summary {
    pub(crate) branch: &'static str,
    pub(crate) customers: u32,
    pub(crate) slips: u32,
    pub(crate) screens: Vec<String>,
    /// Opens the kiosk's staff pages.
    staff_pin: &'static str,
    issued: u32,
    calls: u32,
    recalls: u32,
    served: u32,
    no_shows: u32,
    transfers: u32,
    parked: u32,
    events: u64,
}

/// Writes `log.jsonl`, one event of the demo's own day a line as the log keeps it, and counts what happened.
///
/// # Errors
/// Where a number was not given by a kiosk, or a call not made at a counter: the morning was not real.
pub(crate) fn write_log(data: &Path, out: &Path, summary: &mut Summary) -> Result<()> {
    let dir = DataDir::open(
        data,
        OpenOptions {
            create: false,
            rehearsal: true,
        },
    )?;
    let reader = dir.reader()?;
    let mut file = BufWriter::new(std::fs::File::create(out.join("log.jsonl"))?);
    let days = reader.days()?;
    let mut next_seq = days.last().map_or(1, |day| day.first_seq);
    loop {
        let page = reader.events(next_seq, READ_EVENTS_MAX)?;
        let Some(last) = page.last() else { break };
        next_seq = last.seq + 1;
        for stored in &page {
            file.write_all(&stored.body)?;
            file.write_all(b"\n")?;
            summary.count(&decode(&stored.body)?)?;
        }
    }
    file.flush()?;
    Ok(())
}

pub(crate) fn write_summary(out: &Path, summary: &Summary) -> Result<()> {
    Ok(std::fs::write(
        out.join("summary.json"),
        serde_json::to_string_pretty(summary)? + "\n",
    )?)
}

impl Summary {
    pub(crate) fn of(branch: &'static str, customers: u32, slips: u32) -> Self {
        Self {
            branch,
            customers,
            slips,
            staff_pin: STAFF_PIN,
            ..Self::default()
        }
    }

    fn count(&mut self, event: &Event) -> Result<()> {
        self.events += 1;
        let by = event.by.role;
        match &event.what {
            What::TicketIssued { number, .. } => {
                ensure!(
                    by == Role::Kiosk,
                    "{number} was given by {by:?}, not by a kiosk"
                );
                self.issued += 1;
            }
            What::TicketCalled { ticket, .. } => {
                ensure!(
                    by == Role::Counter,
                    "{ticket} was called by {by:?}, not at a counter"
                );
                self.calls += 1;
            }
            What::TicketRecalled { .. } => self.recalls += 1,
            What::TicketFinished {
                outcome: Outcome::Served,
                ..
            } => self.served += 1,
            What::TicketNoShow { .. } => self.no_shows += 1,
            What::TicketTransferred { .. } => self.transfers += 1,
            What::TicketParked { .. } => self.parked += 1,
            What::TicketFinished { .. }
            | What::TicketStarted { .. }
            | What::TicketResumed { .. }
            | What::TicketRequeued { .. }
            | What::TicketCancelled { .. }
            | What::TicketActUndone { .. }
            | What::EpochStarted { .. }
            | What::Configured { .. }
            | What::ClockConfirmed { .. }
            | What::DayOpened { .. }
            | What::DayClosed { .. }
            | What::QueuesClosed { .. }
            | What::BranchHeld { .. }
            | What::BranchResumed { .. }
            | What::CounterOpened { .. }
            | What::CounterPaused { .. }
            | What::CounterClosed { .. }
            | What::DeviceHealthChanged { .. }
            | What::RollChanged { .. }
            | What::SlipEnded { .. }
            | What::ReserveGranted { .. }
            | What::ReserveReturned { .. }
            | What::HelpAsked { .. }
            | What::HelpAnswered { .. }
            | What::ServicePaused { .. }
            | What::ServiceResumed { .. }
            | What::Announced { .. }
            | What::AnnouncementEnded { .. }
            | What::SoundHealthChanged { .. }
            | What::TicketNoted { .. }
            | What::TicketMoved { .. }
            | What::CounterStandsBy { .. }
            | What::ProfileAssigned { .. }
            | What::ClerkSignedIn { .. }
            | What::ClerkSignedOut { .. }
            | What::CounterReleased { .. }
            | What::CopyAsked { .. } => {}
        }
        Ok(())
    }
}
