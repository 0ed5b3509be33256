//! What forecasts learn from: the legs of the last days, and what people were told against what came.

use std::path::Path;

use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use crate::day;
use crate::error::{InFile, StorageError};
use crate::reports::{Leg, REPORTS_FILE, SCHEMA, leg_in};
use crate::sqlite;

const SELECT_LEGS: &str = "
    SELECT ticket, leg, day, number, service, class, counter,
        joined_at_ms, called_at_ms, started_at_ms, ended_at_ms, outcome, clerk
    FROM leg WHERE day >= ?1 ORDER BY day DESC, joined_at_ms DESC, ticket DESC, leg DESC LIMIT ?2";
const SELECT_TOLD: &str = "
    SELECT ticket, day, told_at_ms, hour, service, class, basis,
        raw_mean_secs, raw_p10_secs, raw_p50_secs, raw_p80_secs, raw_p90_secs,
        mean_secs, p10_secs, p50_secs, p80_secs, p90_secs,
        from_secs, to_secs, waited_secs
    FROM forecast WHERE day >= ?1 ORDER BY day DESC, told_at_ms DESC, ticket DESC LIMIT ?2";
const UPSERT_TOLD: &str = "
    INSERT OR REPLACE INTO forecast (
        ticket, day, told_at_ms, hour, service, class, basis,
        raw_mean_secs, raw_p10_secs, raw_p50_secs, raw_p80_secs, raw_p90_secs,
        mean_secs, p10_secs, p50_secs, p80_secs, p90_secs,
        from_secs, to_secs, waited_secs
    ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
const DELETE_TOLD: &str = "DELETE FROM forecast WHERE day < ?1";

/// A wait that somebody was told of, and the one that came.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldWait {
    /// The ticket's id.
    pub ticket: String,
    /// The business day.
    pub day: NaiveDate,
    /// When they were told, in milliseconds since 1970 UTC.
    pub told_at_ms: i64,
    /// The hour of the branch's clock, 0 to 23.
    pub hour: u8,
    /// The service waited for.
    pub service: String,
    /// The class.
    pub class: String,
    /// From what it was told, in one word.
    pub basis: String,
    /// What was expected.
    pub raw: Expected,
    /// The same, corrected by what had come before.
    pub corrected: Expected,
    /// The lower end as printed, in seconds.
    pub from_secs: u32,
    /// The upper end as printed, in seconds.
    pub to_secs: u32,
    /// What came, in seconds.
    pub waited_secs: f64,
}

/// An expected wait, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Expected {
    pub mean_secs: f64,
    pub p10_secs: f64,
    pub p50_secs: f64,
    pub p80_secs: f64,
    pub p90_secs: f64,
}

/// Reads the reports beside their one writer.
#[derive(Debug)]
pub struct ReportHistory {
    conn: Connection,
}

impl ReportHistory {
    pub(crate) fn open(dir: &Path) -> Result<Self, StorageError> {
        let conn = sqlite::open_read_only(dir, &SCHEMA)?;
        Ok(Self { conn })
    }

    /// The legs of the business days from `from` on: the newest `max` of them, oldest first.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn legs(&self, from: NaiveDate, max: usize) -> Result<Vec<Leg>, StorageError> {
        self.newest(SELECT_LEGS, from, max, leg_in)
    }

    /// What people were told on the business days from `from` on: the newest `max`, oldest first.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn told(&self, from: NaiveDate, max: usize) -> Result<Vec<ToldWait>, StorageError> {
        self.newest(SELECT_TOLD, from, max, told_in)
    }

    fn newest<T>(
        &self,
        select: &str,
        from: NaiveDate,
        max: usize,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StorageError> {
        let query = || {
            let max = i64::try_from(max).unwrap_or(i64::MAX);
            self.conn
                .prepare(select)?
                .query_map((day::to_column(from), max), read)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        let mut rows = query().in_file(REPORTS_FILE)?;
        rows.reverse();
        Ok(rows)
    }
}

pub(crate) fn write(
    conn: &mut Connection,
    told: &[ToldWait],
    keep_from: NaiveDate,
) -> rusqlite::Result<()> {
    let tx = conn.transaction()?;
    let mut statement = tx.prepare_cached(UPSERT_TOLD)?;
    for told in told {
        let ToldWait { raw, corrected, .. } = told;
        statement.execute(params![
            told.ticket,
            day::to_column(told.day),
            told.told_at_ms,
            told.hour,
            told.service,
            told.class,
            told.basis,
            raw.mean_secs,
            raw.p10_secs,
            raw.p50_secs,
            raw.p80_secs,
            raw.p90_secs,
            corrected.mean_secs,
            corrected.p10_secs,
            corrected.p50_secs,
            corrected.p80_secs,
            corrected.p90_secs,
            told.from_secs,
            told.to_secs,
            told.waited_secs,
        ])?;
    }
    drop(statement);
    tx.prepare_cached(DELETE_TOLD)?
        .execute([day::to_column(keep_from)])?;
    tx.commit()
}

fn told_in(row: &Row<'_>) -> rusqlite::Result<ToldWait> {
    Ok(ToldWait {
        ticket: row.get(0)?,
        day: day::in_row(row, 1)?,
        told_at_ms: row.get(2)?,
        hour: row.get(3)?,
        service: row.get(4)?,
        class: row.get(5)?,
        basis: row.get(6)?,
        raw: expected_in(row, 7)?,
        corrected: expected_in(row, 12)?,
        from_secs: row.get(17)?,
        to_secs: row.get(18)?,
        waited_secs: row.get(19)?,
    })
}

fn expected_in(row: &Row<'_>, first: usize) -> rusqlite::Result<Expected> {
    Ok(Expected {
        mean_secs: row.get(first)?,
        p10_secs: row.get(first + 1)?,
        p50_secs: row.get(first + 2)?,
        p80_secs: row.get(first + 3)?,
        p90_secs: row.get(first + 4)?,
    })
}
