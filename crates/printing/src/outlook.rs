use std::path::Path;

use antre_domain::Watched;
use antre_printer_profile::Manners;

use crate::Fault;
use crate::job::{Health, PrinterEvent, RollChange};
use crate::ledger::Ledger;
use crate::lid::{Closed, Lid};
use crate::odometer::Odometer;
use crate::status::Condition;

/// What is told of the printer: its condition and its roll, each time that one of them changes.
#[derive(Debug)]
pub(crate) struct Outlook {
    ledger: Ledger,
    lid: Lid,
    near_end_sensor: bool,
    health: Option<Health>,
}

/// What a look at the printer has shown.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) events: Vec<PrinterEvent>,
    /// Its cover was closed, or paper put in: the test line is due.
    pub(crate) closed: bool,
    /// It had a fault and has none.
    pub(crate) recovered: bool,
}

impl Outlook {
    pub(crate) fn new(roll: &Path, profile: &Manners) -> Self {
        let ledger = Ledger::open(roll, profile.roll_length_mm);
        Self {
            lid: Lid::new(ledger.is_out()),
            ledger,
            near_end_sensor: profile.near_end_sensor,
            health: None,
        }
    }

    /// How it was watched when last told of.
    pub(crate) fn watched(&self) -> Option<Watched> {
        self.health.map(|health| health.watched)
    }

    /// Notes on the odometer what was printed. Told by the next look.
    pub(crate) fn note(&mut self, note: impl FnOnce(&mut Odometer)) {
        self.ledger.note(note);
    }

    /// The staff key.
    pub(crate) fn roll_changed_by_hand(&mut self) -> RollChange {
        self.ledger.changed(true)
    }

    /// The printer is in this condition, `at_ms` milliseconds since 1970.
    pub(crate) fn see(&mut self, condition: Condition, watched: Watched, at_ms: i64) -> Seen {
        let mut seen = Seen::default();
        let Condition {
            fault,
            cover_open,
            paper_out,
            near_end,
        } = condition;
        let near_end = near_end && self.near_end_sensor;
        if paper_out {
            self.ledger.ran_out();
        }
        // A printer that cannot be seen has not closed its cover.
        let visible = watched != Watched::Blind
            && fault.is_none_or(|fault| !is_of_the_line(fault) && fault != Fault::Stranger);
        if visible {
            let was_low = self.health.is_some_and(|health| health.paper_low);
            match self.lid.see(cover_open, paper_out, near_end, was_low) {
                Some(Closed::RollChanged) => {
                    let change = self.ledger.changed(false);
                    seen.events.push(PrinterEvent::RollChanged(change));
                    seen.closed = true;
                }
                Some(Closed::SameRoll) => seen.closed = true,
                None => {}
            }
        }
        let roll = self.ledger.roll();
        let mut health = Health {
            fault,
            paper_low: near_end || roll.is_some_and(|roll| roll.is_low()),
            watched,
            since_ms: at_ms,
            roll,
        };
        if let Some(known) = self.health {
            let told = (known.fault, known.paper_low, known.watched);
            if told == (health.fault, health.paper_low, health.watched) {
                health.since_ms = known.since_ms;
            }
            seen.recovered = known.fault.is_some() && fault.is_none();
        }
        if self.health.replace(health) != Some(health) {
            seen.events.push(PrinterEvent::Health(health));
        }
        seen
    }
}

/// Whether it says something about the line and nothing about the printer.
pub(crate) fn is_of_the_line(fault: Fault) -> bool {
    match fault {
        Fault::Stalled | Fault::Silent | Fault::Unreachable => true,
        Fault::CoverOpen
        | Fault::OutOfPaper
        | Fault::Cutter
        | Fault::Overheated
        | Fault::Mechanical
        | Fault::Offline
        | Fault::Stranger => false,
    }
}
