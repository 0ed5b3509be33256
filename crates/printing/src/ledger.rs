use std::fs;
use std::path::{Path, PathBuf};

use antre_journal::{Journal, JournalError, Limits};

use crate::job::{Roll, RollChange};
use crate::odometer::Odometer;

/// One odometer as JSON: a few numbers, and the lengths of [`RECENT_MAX`](crate::RECENT_MAX) slips.
const LIMITS: Limits = Limits {
    record_bytes: 2 * 1024,
    file_bytes: 128 * 1024,
};
/// The journal is rewritten when it grows beyond this.
const REWRITE_AT_BYTES: u64 = 64 * 1024;

/// The odometer, and the file that makes it last.
///
/// No slip depends on it: where its file cannot be read nothing is known of the roll until the next
/// one is put in, and where it cannot be written the count goes on in memory.
#[derive(Debug)]
pub(crate) struct Ledger {
    path: PathBuf,
    roll_length_mm: u32,
    journal: Option<Journal>,
    odometer: Option<Odometer>,
}

impl Ledger {
    pub(crate) fn open(path: &Path, roll_length_mm: u32) -> Self {
        let (journal, odometer) = match Journal::open(path, LIMITS) {
            Ok((journal, records)) => {
                let odometer = match records.last() {
                    Some(last) => Odometer::decode(&last.payload),
                    None => Some(Odometer::default()),
                };
                (Some(journal), odometer)
            }
            Err(_) => (None, None),
        };
        Self {
            path: path.to_path_buf(),
            roll_length_mm,
            journal,
            odometer,
        }
    }

    pub(crate) fn roll(&self) -> Option<Roll> {
        let odometer = self.odometer.as_ref()?;
        Some(odometer.roll(self.roll_length_mm))
    }

    pub(crate) fn is_out(&self) -> bool {
        self.odometer.as_ref().is_some_and(Odometer::is_out)
    }

    pub(crate) fn note(&mut self, note: impl FnOnce(&mut Odometer)) {
        if let Some(odometer) = &mut self.odometer {
            note(odometer);
            self.write();
        }
    }

    /// The roll has run out: on disk, should it be changed while the power is off.
    pub(crate) fn ran_out(&mut self) {
        if self.odometer.as_mut().is_some_and(Odometer::ran_out) {
            self.write();
        }
    }

    /// A full roll was put in: whatever was not known is, from here on.
    pub(crate) fn changed(&mut self, by_hand: bool) -> RollChange {
        let change = self.odometer.get_or_insert_default().changed(by_hand);
        if self.journal.is_none() {
            self.put_aside();
        }
        self.write();
        change
    }

    /// Puts a file aside that holds no odometer. One that another process holds stays where it is.
    fn put_aside(&self) {
        let opened = Journal::open(&self.path, LIMITS);
        if let Err(JournalError::Corrupt { .. } | JournalError::Foreign { .. }) = opened {
            // Where even that fails the count goes on in memory.
            let _stays = fs::rename(&self.path, self.path.with_extension("damaged"));
        }
    }

    /// Counts on in memory where the disk does not take it, and tries the whole again next time.
    fn write(&mut self) {
        let Some(odometer) = &self.odometer else {
            return;
        };
        let record = odometer.encode();
        let opened = self.journal.take().map(Ok);
        let opened =
            opened.unwrap_or_else(|| Journal::open(&self.path, LIMITS).map(|(new, _)| new));
        let Ok(mut journal) = opened else { return };
        let written = if journal.file_bytes() >= REWRITE_AT_BYTES {
            journal.rewrite([record])
        } else {
            journal.append(&record).map(|_id| ())
        };
        self.journal = written.is_ok().then_some(journal);
    }
}
