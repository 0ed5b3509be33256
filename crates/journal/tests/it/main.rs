//! What the journal promises, broken on purpose in every way that a disk or a crash can.
#![allow(clippy::unwrap_used, missing_docs)]

mod bounds;
mod crash;
mod damage;
mod locking;
mod model;
mod rewrite;

use std::path::PathBuf;

use antre_journal::{Journal, JournalError, Limits};

/// A directory of its own for one test, removed at the end, and the journal's path in it.
pub(crate) struct Place {
    _dir: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

impl Place {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("acts");
        Self { _dir: dir, path }
    }

    pub(crate) fn open(&self) -> Journal {
        self.read().0
    }

    pub(crate) fn read(&self) -> (Journal, Vec<Vec<u8>>) {
        let (journal, records) = self.try_open().unwrap();
        (journal, records)
    }

    pub(crate) fn try_open(&self) -> Result<(Journal, Vec<Vec<u8>>), JournalError> {
        let (journal, records) = Journal::open(&self.path, Limits::default())?;
        let payloads = records.into_iter().map(|record| record.payload).collect();
        Ok((journal, payloads))
    }

    /// A closed journal of these records, and where in the file each of them begins.
    pub(crate) fn with(payloads: &[&[u8]]) -> (Self, Vec<usize>) {
        let place = Self::new();
        let mut journal = place.open();
        let mut starts = Vec::new();
        for payload in payloads {
            starts.push(journal.file_bytes() as usize);
            journal.append(payload).unwrap();
        }
        (place, starts)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }

    pub(crate) fn overwrite(&self, bytes: &[u8]) {
        std::fs::write(&self.path, bytes).unwrap();
    }

    pub(crate) fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(suffix);
        name.into()
    }
}
