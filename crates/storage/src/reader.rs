use std::fmt;
use std::path::Path;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::chain::{self, Hash};
use crate::error::{InFile, StorageError};
use crate::log::{LOG_FILE, SCHEMA};
use crate::receipt::{self, Receipt};
use crate::{day, sqlite};

/// Most events that one call of [`LogReader::events`] returns.
pub const READ_EVENTS_MAX: usize = 4_096;
/// [`LogReader::events`] stops once the bodies it collected reach this many bytes.
pub const READ_BYTES_MAX: usize = 8 << 20;

const SELECT_EVENTS: &str =
    "SELECT seq, at_ms, day, kind, body, hash FROM event WHERE seq >= ?1 ORDER BY seq LIMIT ?2";
const SELECT_DAYS: &str = "SELECT day, seq FROM event WHERE day IS NOT NULL ORDER BY day";
const SELECT_LAST_DAY: &str =
    "SELECT day, seq FROM event WHERE day IS NOT NULL ORDER BY day DESC LIMIT 1";
const SELECT_DAY: &str = "SELECT seq FROM event WHERE day IS NOT NULL AND day = ?1";

/// The identity of one history: renewed by a restore or a promotion, not by a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Epoch {
    /// How many histories this one succeeds, beginning with 1.
    pub counter: u32,
    /// Random, so that two successors of one history differ.
    pub random: u64,
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:016x}", self.counter, self.random)
    }
}

/// A business day of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenedDay {
    /// Its date.
    pub date: NaiveDate,
    /// The event that opened it.
    pub first_seq: u64,
}

/// Where a log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tail {
    /// Which history it is.
    pub epoch: Epoch,
    /// Whether its clock was set for a rehearsal (`--at`).
    pub rehearsal: bool,
    /// The last event; 0 where there is none.
    pub seq: u64,
    /// The hash of the last event; zeroes where there is none.
    pub hash: Hash,
    /// When the last event happened, in milliseconds since 1970 UTC.
    pub at_ms: Option<i64>,
    /// The present business day.
    pub day: Option<OpenedDay>,
}

/// An event as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// 1, 2, 3, … without a gap.
    pub seq: u64,
    /// When it happened, in milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// The business day it opened, if it opened one.
    pub day: Option<NaiveDate>,
    /// Its type in one word.
    pub kind: String,
    /// The bytes that were appended.
    pub body: Vec<u8>,
    /// The hash of this event and all before it.
    pub hash: Hash,
}

/// Reads the log on a connection of its own, and can change nothing.
///
/// Each call sees all that was acknowledged before it.
#[derive(Debug)]
pub struct LogReader {
    conn: Connection,
}

impl LogReader {
    /// Opens the log of a data directory without its lock: beside a running hub, or without one.
    ///
    /// # Errors
    /// `NoLog`, `NewerSchema`, `Corrupt`, `Disk`.
    pub fn open(dir: &Path) -> Result<LogReader, StorageError> {
        Ok(LogReader { conn: open(dir)? })
    }

    /// Where the log ends.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn tail(&self) -> Result<Tail, StorageError> {
        tail(&self.conn)
    }

    /// The events from `from_seq` on, at most `limit`, [`READ_EVENTS_MAX`], or about
    /// [`READ_BYTES_MAX`] of bodies. Only an empty answer means that there are no more.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn events(&self, from_seq: u64, limit: usize) -> Result<Vec<StoredEvent>, StorageError> {
        events(&self.conn, from_seq, limit.min(READ_EVENTS_MAX)).in_file(LOG_FILE)
    }

    /// The event that opened a day.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn day_start_seq(&self, date: NaiveDate) -> Result<Option<u64>, StorageError> {
        let query = || {
            self.conn
                .prepare_cached(SELECT_DAY)?
                .query_row([day::to_column(date)], |row| seq_in(row, 0))
                .optional()
        };
        query().in_file(LOG_FILE)
    }

    /// The present business day.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn last_day(&self) -> Result<Option<OpenedDay>, StorageError> {
        last_day(&self.conn).in_file(LOG_FILE)
    }

    /// All business days, oldest first: one small entry for each day that the branch was open.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn days(&self) -> Result<Vec<OpenedDay>, StorageError> {
        let query = || {
            self.conn
                .prepare_cached(SELECT_DAYS)?
                .query_map([], opened_day)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        query().in_file(LOG_FILE)
    }

    /// The receipts of a business day and later ones; they reach back one day before the present.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn receipts_since(&self, day: NaiveDate) -> Result<Vec<Receipt>, StorageError> {
        receipt::since(&self.conn, day).in_file(LOG_FILE)
    }
}

/// A connection that cannot change the log, where there is one: a birth may have been cut short.
pub(crate) fn open(dir: &Path) -> Result<Connection, StorageError> {
    let no_log = || StorageError::NoLog {
        path: dir.to_owned(),
    };
    if !dir.join(LOG_FILE).exists() {
        return Err(no_log());
    }
    let conn = sqlite::open_read_only(dir, &SCHEMA)?;
    match sqlite::check_version(&conn, &SCHEMA)? {
        0 => Err(no_log()),
        _ => Ok(conn),
    }
}

pub(crate) fn tail(conn: &Connection) -> Result<Tail, StorageError> {
    // One transaction, so that the three answers are about one moment.
    let query = || {
        let tx = conn.unchecked_transaction()?;
        let (epoch, rehearsal) = tx.query_row(
            "SELECT epoch_counter, epoch_random, rehearsal FROM history",
            [],
            |row| {
                let random: i64 = row.get(1)?;
                Ok((
                    Epoch {
                        counter: row.get(0)?,
                        random: random.cast_unsigned(),
                    },
                    row.get(2)?,
                ))
            },
        )?;
        let last = tx
            .query_row(
                "SELECT seq, hash, at_ms FROM event ORDER BY seq DESC LIMIT 1",
                [],
                |row| Ok((seq_in(row, 0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let day = last_day(&tx)?;
        let (seq, hash, at_ms) = match last {
            Some((seq, hash, at_ms)) => (seq, hash, Some(at_ms)),
            None => (0, chain::GENESIS, None),
        };
        Ok(Tail {
            epoch,
            rehearsal,
            seq,
            hash,
            at_ms,
            day,
        })
    };
    query().in_file(LOG_FILE)
}

pub(crate) fn seq_in(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    row.get(index).map(i64::cast_unsigned)
}

fn events(conn: &Connection, from_seq: u64, limit: usize) -> rusqlite::Result<Vec<StoredEvent>> {
    let mut statement = conn.prepare_cached(SELECT_EVENTS)?;
    let mut rows = statement.query((from_seq.cast_signed(), limit as i64))?;
    let mut events = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let event = StoredEvent {
            seq: seq_in(row, 0)?,
            at_ms: row.get(1)?,
            day: day::in_row_or_none(row, 2)?,
            kind: row.get(3)?,
            body: row.get(4)?,
            hash: row.get(5)?,
        };
        bytes += event.body.len();
        events.push(event);
        if bytes >= READ_BYTES_MAX {
            break;
        }
    }
    Ok(events)
}

fn last_day(conn: &Connection) -> rusqlite::Result<Option<OpenedDay>> {
    conn.prepare_cached(SELECT_LAST_DAY)?
        .query_row([], opened_day)
        .optional()
}

fn opened_day(row: &Row<'_>) -> rusqlite::Result<OpenedDay> {
    Ok(OpenedDay {
        date: day::in_row(row, 0)?,
        first_seq: seq_in(row, 1)?,
    })
}
