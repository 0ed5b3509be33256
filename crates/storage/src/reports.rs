use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::day;
use crate::error::{AtPath, InFile, StorageError};
use crate::history::{self, ToldWait};
use crate::reader::{self, Epoch};
use crate::sqlite::{self, Durability, Schema};

/// The reports: derived from the log, may be deleted at any time.
pub const REPORTS_FILE: &str = "reports.db";

pub(crate) const SCHEMA: Schema = Schema {
    file: REPORTS_FILE,
    durability: Durability::Derived,
    steps: &[
        "
        CREATE TABLE applied (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            epoch_counter INTEGER NOT NULL,
            epoch_random INTEGER NOT NULL,
            seq INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE leg (
            ticket TEXT NOT NULL,
            leg INTEGER NOT NULL,
            day INTEGER NOT NULL,
            number TEXT NOT NULL,
            service TEXT NOT NULL,
            class TEXT NOT NULL,
            counter TEXT,
            joined_at_ms INTEGER NOT NULL,
            called_at_ms INTEGER,
            started_at_ms INTEGER,
            ended_at_ms INTEGER,
            outcome TEXT,
            PRIMARY KEY (ticket, leg)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX leg_day ON leg (day, service);
    ",
        // Legs of before have no clerk: that is as good as rebuilding them all for it.
        "
        ALTER TABLE leg ADD COLUMN clerk TEXT;

        CREATE TABLE forecast (
            ticket TEXT PRIMARY KEY,
            day INTEGER NOT NULL,
            told_at_ms INTEGER NOT NULL,
            hour INTEGER NOT NULL,
            service TEXT NOT NULL,
            class TEXT NOT NULL,
            basis TEXT NOT NULL,
            raw_mean_secs REAL NOT NULL,
            raw_p10_secs REAL NOT NULL,
            raw_p50_secs REAL NOT NULL,
            raw_p80_secs REAL NOT NULL,
            raw_p90_secs REAL NOT NULL,
            mean_secs REAL NOT NULL,
            p10_secs REAL NOT NULL,
            p50_secs REAL NOT NULL,
            p80_secs REAL NOT NULL,
            p90_secs REAL NOT NULL,
            from_secs INTEGER NOT NULL,
            to_secs INTEGER NOT NULL,
            waited_secs REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX forecast_day ON forecast (day);
    ",
    ],
};

const UPSERT_LEG: &str = "
    INSERT OR REPLACE INTO leg (
        ticket, leg, day, number, service, class, counter,
        joined_at_ms, called_at_ms, started_at_ms, ended_at_ms, outcome, clerk
    ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
const UPSERT_APPLIED: &str = "
    INSERT OR REPLACE INTO applied (id, epoch_counter, epoch_random, seq)
    VALUES (1, ?1, ?2, ?3)";
const SELECT_APPLIED: &str = "SELECT epoch_counter, epoch_random, seq FROM applied";
const SELECT_LEGS: &str = "
    SELECT ticket, leg, day, number, service, class, counter,
        joined_at_ms, called_at_ms, started_at_ms, ended_at_ms, outcome, clerk
    FROM leg WHERE day = ?1 ORDER BY joined_at_ms, ticket, leg";

/// One stay of a ticket in one queue, with its times in milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The ticket's id.
    pub ticket: String,
    /// Which of its legs, from 0.
    pub leg: u32,
    /// The business day.
    pub day: NaiveDate,
    /// The number as printed, A012.
    pub number: String,
    /// The service waited for.
    pub service: String,
    /// The class it waited in.
    pub class: String,
    /// The counter that called it last.
    pub counter: Option<String>,
    /// When it joined this queue.
    pub joined_at_ms: i64,
    /// When it was first called.
    pub called_at_ms: Option<i64>,
    /// When serving began.
    pub started_at_ms: Option<i64>,
    /// When the leg ended, in whatever way.
    pub ended_at_ms: Option<i64>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Who worked at that counter, by reference.
    pub clerk: Option<String>,
}

/// How far the reports have followed the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The history they followed. Where it is not the log's, they must be rebuilt.
    pub epoch: Epoch,
    /// The last event applied.
    pub seq: u64,
}

/// The reports' one writer, the hub's follower; also reads.
#[derive(Debug)]
pub struct Reports {
    conn: Connection,
    dir: PathBuf,
}

impl Reports {
    pub(crate) fn open(dir: &Path) -> Result<Reports, StorageError> {
        match sqlite::open(dir, &SCHEMA) {
            Ok(conn) => Ok(Reports {
                conn,
                dir: dir.to_owned(),
            }),
            Err(StorageError::Corrupt { .. }) => make_anew(dir),
            Err(error) => Err(error),
        }
    }

    /// How far they are; `None` where nothing was applied yet.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn applied(&self) -> Result<Option<Applied>, StorageError> {
        select_applied(&self.conn).in_file(REPORTS_FILE)
    }

    /// Puts these legs in place of what was known of them and moves on to `applied`, in one
    /// transaction. What is not later than [`Reports::applied`] in the same epoch is ignored, so a
    /// follower may begin anywhere before it.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`. Nothing was changed: the same call may be tried again.
    pub fn apply(&mut self, applied: Applied, legs: &[Leg]) -> Result<(), StorageError> {
        upsert(&mut self.conn, applied, legs).in_file(REPORTS_FILE)
    }

    /// Writes down what people were told when they took their numbers, and how long they waited; what
    /// is older than `keep_from` is forgotten.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`. Nothing was changed: the same call may be tried again.
    pub fn tell(&mut self, told: &[ToldWait], keep_from: NaiveDate) -> Result<(), StorageError> {
        history::write(&mut self.conn, told, keep_from).in_file(REPORTS_FILE)
    }

    /// The legs of a business day, in the order they joined.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn legs(&self, day: NaiveDate) -> Result<Vec<Leg>, StorageError> {
        let query = || {
            self.conn
                .prepare_cached(SELECT_LEGS)?
                .query_map([day::to_column(day)], leg_in)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        query().in_file(REPORTS_FILE)
    }

    /// Deletes the file and begins an empty one, to be filled from the log.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Io`.
    pub fn rebuild(self) -> Result<Reports, StorageError> {
        let dir = self.dir;
        drop(self.conn);
        make_anew(&dir)
    }
}

/// How far the reports in a directory are, as far as can be told: no trouble with them is worth an
/// error.
pub(crate) fn applied(dir: &Path) -> Option<Applied> {
    let conn = dir
        .join(REPORTS_FILE)
        .exists()
        .then(|| sqlite::open_read_only(dir, &SCHEMA))?
        .ok()?;
    select_applied(&conn).ok()?
}

fn make_anew(dir: &Path) -> Result<Reports, StorageError> {
    for suffix in ["", "-wal", "-shm"] {
        let path = dir.join(format!("{REPORTS_FILE}{suffix}"));
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).at_path(&path);
            }
            Ok(()) | Err(_) => {}
        }
    }
    let conn = sqlite::open(dir, &SCHEMA)?;
    Ok(Reports {
        conn,
        dir: dir.to_owned(),
    })
}

fn upsert(conn: &mut Connection, applied: Applied, legs: &[Leg]) -> rusqlite::Result<()> {
    let tx = conn.transaction()?;
    let before = select_applied(&tx)?;
    if before.is_some_and(|before| before.epoch == applied.epoch && before.seq >= applied.seq) {
        return Ok(());
    }
    let mut statement = tx.prepare_cached(UPSERT_LEG)?;
    for leg in legs {
        statement.execute(params![
            leg.ticket,
            leg.leg,
            day::to_column(leg.day),
            leg.number,
            leg.service,
            leg.class,
            leg.counter,
            leg.joined_at_ms,
            leg.called_at_ms,
            leg.started_at_ms,
            leg.ended_at_ms,
            leg.outcome,
            leg.clerk,
        ])?;
    }
    drop(statement);
    let Applied { epoch, seq } = applied;
    tx.prepare_cached(UPSERT_APPLIED)?.execute((
        epoch.counter,
        epoch.random.cast_signed(),
        seq.cast_signed(),
    ))?;
    tx.commit()
}

fn select_applied(conn: &Connection) -> rusqlite::Result<Option<Applied>> {
    conn.prepare_cached(SELECT_APPLIED)?
        .query_row([], |row| {
            let random: i64 = row.get(1)?;
            let epoch = Epoch {
                counter: row.get(0)?,
                random: random.cast_unsigned(),
            };
            Ok(Applied {
                epoch,
                seq: reader::seq_in(row, 2)?,
            })
        })
        .optional()
}

pub(crate) fn leg_in(row: &Row<'_>) -> rusqlite::Result<Leg> {
    Ok(Leg {
        ticket: row.get(0)?,
        leg: row.get(1)?,
        day: day::in_row(row, 2)?,
        number: row.get(3)?,
        service: row.get(4)?,
        class: row.get(5)?,
        counter: row.get(6)?,
        joined_at_ms: row.get(7)?,
        called_at_ms: row.get(8)?,
        started_at_ms: row.get(9)?,
        ended_at_ms: row.get(10)?,
        outcome: row.get(11)?,
        clerk: row.get(12)?,
    })
}
