//! Legs on their way into the reports' own file, behind everything that a person waits for.

use antre_storage::{Applied, DataDir, Epoch, Leg, LogReader, Reports, StorageError, ToldWait};
use chrono::{Days, NaiveDate};

/// How many legs one transaction takes, and how many wait while the disk refuses them.
const LEGS_MAX: usize = 4_096;
/// How many days what people were told is kept.
const TOLD_DAYS: u64 = 60;
/// How much of it waits while the disk refuses it; of more, the rest is lost.
const TOLD_MAX: usize = 4_096;

/// Gathers legs and writes them; a derived file, which the log can always make up for.
#[derive(Debug)]
pub(crate) struct Reporter {
    reports: Reports,
    epoch: Epoch,
    gathered: Vec<Leg>,
    told: Vec<ToldWait>,
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
            told: Vec::new(),
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

    /// What came of what somebody was told. The log does not have it: it is not made up for.
    pub(crate) fn gather_told(&mut self, told: Option<ToldWait>) {
        if self.told.len() < TOLD_MAX {
            self.told.extend(told);
        }
    }

    pub(crate) fn write(&mut self) {
        self.write_told();
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

    fn write_told(&mut self) {
        let Some(day) = self.told.last().map(|told| told.day) else {
            return;
        };
        let keep_from = day.checked_sub_days(Days::new(TOLD_DAYS));
        match self
            .reports
            .tell(&self.told, keep_from.unwrap_or(NaiveDate::MIN))
        {
            Ok(()) => self.told.clear(),
            Err(error) => {
                tracing::warn!(%error, "what people were told could not be written; it will be tried again")
            }
        }
    }
}
