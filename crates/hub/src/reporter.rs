//! Legs on their way into the reports' own file, behind everything that a person waits for.

use antre_storage::{Applied, DataDir, Epoch, Leg, LogReader, Reports, StorageError};

/// How many legs one transaction takes, and how many wait while the disk refuses them.
const LEGS_MAX: usize = 4_096;

/// Gathers legs and writes them; a derived file, which the log can always make up for.
#[derive(Debug)]
pub(crate) struct Reporter {
    reports: Reports,
    epoch: Epoch,
    gathered: Vec<Leg>,
    seq: u64,
    /// Too much could not be written: the rest is made up for at the next start, from the log.
    given_up: bool,
}

impl Reporter {
    pub(crate) fn open(dir: &DataDir, epoch: Epoch) -> Result<Self, StorageError> {
        let reports = dir.reports()?;
        let (reports, seq) = match reports.applied()? {
            Some(applied) if applied.epoch == epoch => (reports, applied.seq),
            Some(_) => (reports.rebuild()?, 0),
            None => (reports, 0),
        };
        Ok(Self {
            reports,
            epoch,
            gathered: Vec::new(),
            seq,
            given_up: false,
        })
    }

    /// The start of the day that the reports have to go on from.
    pub(crate) fn next_day_seq(&self, reader: &LogReader) -> Result<u64, StorageError> {
        let days = reader.days()?;
        let started = days.iter().rev().find(|day| day.first_seq <= self.seq + 1);
        Ok(started.map_or(1, |day| day.first_seq))
    }

    pub(crate) fn gather(&mut self, seq: u64, legs: Vec<Leg>) {
        if self.given_up {
            return;
        }
        self.seq = self.seq.max(seq);
        self.gathered.extend(legs);
        if self.gathered.len() >= LEGS_MAX {
            self.write();
            self.given_up = !self.gathered.is_empty();
        }
    }

    pub(crate) fn write(&mut self) {
        if self.gathered.is_empty() || self.given_up {
            return;
        }
        let applied = Applied {
            epoch: self.epoch,
            seq: self.seq,
        };
        match self.reports.apply(applied, &self.gathered) {
            Ok(()) => self.gathered.clear(),
            Err(error) => {
                tracing::warn!(%error, "the reports could not be written; they will be tried again")
            }
        }
    }
}
