//! What a kiosk remembers across a restart beside its acts and its reserve: the slips of late, as far as
//! a copy needs them, whether it rests, and how wide its screen is.

use std::path::Path;

use antre_domain::{Locale, SlipState};
use antre_journal::{Journal, JournalError, Limits};
use antre_protocol::TicketAnswer;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::staff::RECENT_MAX;

/// What the file may hold before it is written anew, in bytes.
const FILE_BYTES: u64 = 256 * 1024;

/// What the staff decided at this kiosk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// It rests.
    pub paused: bool,
    /// The screen's width in tenths of a millimetre, if it was measured.
    pub screen_tenths_mm: Option<u32>,
}

/// A number of this kiosk, with what a copy of its slip needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// As it was when it was given.
    pub answer: TicketAnswer,
    /// Its business day, if that was known.
    pub date: Option<NaiveDate>,
    /// The slip's language.
    pub locale: Locale,
    /// In large print.
    pub large: bool,
    /// How many people it stands for.
    pub party: u8,
    /// Given without the hub.
    pub offline: bool,
    /// Copies so far.
    #[serde(default)]
    pub copies: u32,
    /// Nobody can say that a slip of it came out whole.
    #[serde(default)]
    pub unfinished: bool,
}

/// The file's one user.
#[derive(Debug)]
pub struct Memory {
    journal: Option<Journal>,
    settings: Settings,
    /// Oldest first, at most [`RECENT_MAX`].
    slips: Vec<Kept>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
enum Record {
    Settings(Settings),
    Slip(Box<Kept>),
    Ended { ticket: String, unfinished: bool },
    Copied { ticket: String, copies: u32 },
    Gone { ticket: String },
}

impl Memory {
    /// Opens the memory at `path`, or begins an empty one. Where the file cannot be used this kiosk works
    /// without it until it is started anew.
    pub fn open(path: &Path) -> Self {
        let mut memory = Self {
            journal: None,
            settings: Settings::default(),
            slips: Vec::new(),
        };
        let records = match open(path) {
            Ok((journal, records)) => {
                memory.journal = Some(journal);
                records
            }
            Err(error) => {
                tracing::error!("slips of before are forgotten: {error}");
                return memory;
            }
        };
        for record in records {
            match serde_json::from_slice(&record) {
                Ok(record) => memory.apply(record),
                // Of another version: what it knew is not worth a kiosk that does not start.
                Err(error) => tracing::warn!("a remembered slip cannot be read: {error}"),
            }
        }
        memory
    }

    /// What the staff decided.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The staff decided otherwise. `false` where that will not outlast a restart.
    pub fn set(&mut self, settings: Settings) -> bool {
        self.take(Record::Settings(settings))
    }

    /// A number was given, and its slip is still to come.
    pub fn given(&mut self, kept: Kept) {
        self.take(Record::Slip(Box::new(kept)));
    }

    /// This was the last word about a slip of a ticket.
    pub fn ended(&mut self, ticket: &str, state: SlipState) {
        match state {
            SlipState::Confirmed | SlipState::Blind => self.set_unfinished(ticket, false),
            SlipState::Unknown => self.set_unfinished(ticket, true),
            // Nothing came of it: what was known before still holds.
            SlipState::Failed => {}
        }
    }

    /// The number was given back: nobody prints its slip again.
    pub fn forget(&mut self, ticket: &str) {
        if self.find(ticket).is_some() {
            let ticket = ticket.to_owned();
            self.take(Record::Gone { ticket });
        }
    }

    /// Which copy of its slip the next one is, counted from 1: written down before it is printed, so that
    /// no two are the same act. `None` for a ticket that is not remembered.
    pub fn next_copy(&mut self, ticket: &str) -> Option<u32> {
        let copies = self.find(ticket)?.copies + 1;
        let ticket = ticket.to_owned();
        self.take(Record::Copied { ticket, copies });
        Some(copies)
    }

    /// The number of this ticket.
    pub fn find(&self, ticket: &str) -> Option<&Kept> {
        let mut slips = self.slips.iter();
        slips.find(|kept| kept.answer.id.to_string() == ticket)
    }

    /// Those of late and of the business day `today`, newest first.
    pub fn recent(&self, today: Option<NaiveDate>) -> impl Iterator<Item = &Kept> {
        let of_today = move |kept: &&Kept| match (kept.date, today) {
            (Some(date), Some(today)) => date == today,
            (None, _) | (_, None) => true,
        };
        self.slips.iter().rev().filter(of_today)
    }

    fn set_unfinished(&mut self, ticket: &str, unfinished: bool) {
        let known = self.find(ticket);
        if known.is_some_and(|kept| kept.unfinished != unfinished) {
            let ticket = ticket.to_owned();
            self.take(Record::Ended { ticket, unfinished });
        }
    }

    fn apply(&mut self, record: Record) {
        match record {
            Record::Settings(settings) => self.settings = settings,
            Record::Slip(kept) => {
                self.slips.retain(|known| known.answer.id != kept.answer.id);
                if self.slips.len() >= RECENT_MAX {
                    self.slips.remove(0);
                }
                self.slips.push(*kept);
            }
            Record::Ended { ticket, unfinished } => {
                for kept in self.of(&ticket) {
                    kept.unfinished = unfinished;
                }
            }
            Record::Copied { ticket, copies } => {
                for kept in self.of(&ticket) {
                    kept.copies = copies;
                }
            }
            Record::Gone { ticket } => {
                self.slips
                    .retain(|kept| kept.answer.id.to_string() != ticket);
            }
        }
    }

    fn of<'a>(&'a mut self, ticket: &'a str) -> impl Iterator<Item = &'a mut Kept> {
        let slips = self.slips.iter_mut();
        slips.filter(move |kept| kept.answer.id.to_string() == ticket)
    }

    /// Takes a record for true, and writes it down.
    fn take(&mut self, record: Record) -> bool {
        let bytes = encode(&record);
        self.apply(record);
        let kept = match &mut self.journal {
            None => return false,
            Some(journal) if journal.file_bytes() > FILE_BYTES => {
                let settings = encode(&Record::Settings(self.settings));
                let slips = self.slips.iter().cloned();
                let slips = slips.map(|kept| encode(&Record::Slip(Box::new(kept))));
                journal.rewrite([settings].into_iter().chain(slips))
            }
            Some(journal) => journal.append(&bytes).map(drop),
        };
        kept.inspect_err(|error| {
            tracing::error!("what is done now is forgotten at a restart: {error}");
            self.journal = None;
        })
        .is_ok()
    }
}

fn open(path: &Path) -> Result<(Journal, Vec<Vec<u8>>), JournalError> {
    let (journal, records) = Journal::open(path, Limits::default())?;
    let records = records.into_iter().map(|record| record.payload);
    Ok((journal, records.collect()))
}

fn encode(record: &Record) -> Vec<u8> {
    serde_json::to_vec(record).expect("a record is representable in JSON")
}
