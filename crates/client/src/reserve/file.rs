//! The reserve's file: what happened, in order, and from time to time all of it anew.

use std::path::{Path, PathBuf};

use antre_domain::Timestamp;
use antre_journal::{Journal, JournalError, Limits, Record as Found};

use super::clockwork::Word;
use super::record::{Record, Returning, VERSION};
use super::{Reserve, ReserveError};
use crate::Moment;

/// What the file may hold beyond twice what is needed before it is written anew, in bytes.
const SLACK_BYTES: u64 = 256 * 1024;

#[derive(Debug)]
pub(super) struct OnDisk {
    pub(super) path: PathBuf,
    /// `None` after a failed write, until it is opened again.
    pub(super) journal: Option<Journal>,
    /// What the last rewriting left, in bytes.
    pub(super) needed_bytes: u64,
}

impl Reserve {
    pub(super) fn replay(
        &mut self,
        record: Record,
        pieces: &mut String,
        (now, clock): (Moment, Timestamp),
    ) -> Option<()> {
        match record {
            Record::Heard { hub, clock: then } => {
                let word = Word { hub, clock: then };
                self.clockwork.remember(now, clock, word);
                self.word_kept = Some((now, word));
            }
            Record::Lasting {
                v,
                piece,
                pieces: count,
                text,
            } => {
                if v != VERSION {
                    return None;
                }
                if piece == 0 {
                    pieces.clear();
                }
                pieces.push_str(&text);
                if piece + 1 == count {
                    self.lasting = serde_json::from_str(pieces).ok()?;
                }
            }
            Record::Given(given) => {
                self.lasting.stock.remove(given.ticket.ticket);
                self.spent.insert(given.ticket.ticket, given.until);
                self.lasting.issued_at = Some(given.ticket.issued_at);
                self.unjoined.push(*given);
            }
            Record::Joined { tickets } => self
                .unjoined
                .retain(|given| !tickets.contains(&given.ticket.ticket)),
            Record::Aside(aside) => self.move_aside(aside),
            Record::Spent { tickets } => self.spent.extend(tickets),
            Record::GaveBack { series } => {
                self.lasting.stock.clear(series.as_deref());
                self.lasting.returning = Some(Returning::of(series));
            }
        }
        Some(())
    }

    /// For what is done again where it did not reach the disk.
    pub(super) fn try_keep(&mut self, record: &Record) {
        if let Err(error) = self.keep(record) {
            tracing::warn!("the reserve's file was not written: {error}");
        }
    }

    /// Appends `record`, after writing the file anew where it has grown or its state is unknown.
    pub(super) fn keep(&mut self, record: &Record) -> Result<(), JournalError> {
        let file = &self.file;
        let has_grown = file
            .journal
            .as_ref()
            .is_none_or(|journal| journal.file_bytes() > SLACK_BYTES + 2 * file.needed_bytes);
        if has_grown {
            self.rewrite()?;
        }
        let journal = self.file.journal.as_mut();
        let written = journal
            .expect("the rewriting has opened it")
            .append(&record.encode());
        if written.is_err() {
            self.file.journal = None;
        }
        written.map(drop)
    }

    /// Writes everything that is known, in one step.
    pub(super) fn rewrite(&mut self) -> Result<(), JournalError> {
        let mut journal = match self.file.journal.take() {
            Some(journal) => journal,
            // What a failed write left behind is unknown, and all of it is known here.
            None => Journal::open(&self.file.path, Limits::default())?.0,
        };
        journal.rewrite(self.records().iter().map(Record::encode))?;
        self.file.needed_bytes = journal.file_bytes();
        self.file.journal = Some(journal);
        Ok(())
    }

    fn records(&self) -> Vec<Record> {
        let heard = self
            .clockwork
            .word()
            .map(|Word { hub, clock }| Record::Heard { hub, clock });
        let mut records: Vec<Record> = heard.into_iter().collect();
        records.extend(Record::of_lasting(&self.lasting));
        let spent: Vec<_> = self.spent.iter().map(|(id, until)| (*id, *until)).collect();
        records.extend(Record::of_spent(&spent));
        let given = self.unjoined.iter().cloned();
        records.extend(given.map(|given| Record::Given(Box::new(given))));
        records.extend(self.aside.iter().cloned().map(Record::Aside));
        records
    }
}

pub(super) fn open_journal(path: &Path) -> Result<(Journal, Vec<Found>), ReserveError> {
    match Journal::open(path, Limits::default()) {
        Err(error @ (JournalError::Corrupt { .. } | JournalError::Foreign { .. })) => {
            tracing::error!("the reserve begins anew: {error}");
            let aside = path.with_extension("unreadable");
            std::fs::rename(path, aside).map_err(|source| JournalError::Io {
                doing: "set the unreadable file aside",
                source,
            })?;
            Ok(Journal::open(path, Limits::default())?)
        }
        opened => Ok(opened?),
    }
}
