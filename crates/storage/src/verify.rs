use std::path::Path;

use rusqlite::{Connection, Row};

use crate::chain::{self, Hash, Link};
use crate::error::{InFile, StorageError};
use crate::log::LOG_FILE;
use crate::reader::{self, Tail};
use crate::{log, private, reports, sqlite, vault};

/// A report names at most this many faults.
pub const FAULTS_MAX: usize = 100;

/// Events per statement: short reads let the hub, beside which this may run, tidy its WAL.
const CHUNK_EVENTS: u64 = 4_096;

const SELECT: &str = "
    SELECT seq, at_ms, day, kind, body, hash, previous_hash
    FROM event WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq";

/// What [`verify`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyReport {
    /// Where the log ended when verification began.
    pub tail: Tail,
    /// Events read.
    pub events: u64,
    /// Business days seen.
    pub days: u64,
    /// What is wrong, at most [`FAULTS_MAX`]; empty where all is as it was written.
    pub faults: Vec<VerifyFault>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyFault {
    /// An event does not follow from the one before it: one of the two was changed.
    #[error("event {seq} is not the event that was written there, or the one before it is not")]
    Chain {
        /// The event.
        seq: u64,
    },
    /// Events are missing.
    #[error("events {first_seq} to {last_seq} are missing")]
    Missing {
        /// The first that is missing.
        first_seq: u64,
        /// The last that is missing.
        last_seq: u64,
    },
    /// SQLite finds a file damaged.
    #[error("{file}: {what}")]
    File {
        /// The file inside the data directory.
        file: &'static str,
        /// What is wrong with it.
        what: String,
    },
}

/// Checks every page of every file and every link of the whole log, beside a running hub or
/// without one, and changes nothing. `progress` hears how many events of how many are done.
///
/// # Errors
/// `NoLog`, `NewerSchema`, and whatever keeps the log from being read at all. Damage to the other
/// files is in the report.
pub fn verify(
    dir: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<VerifyReport, StorageError> {
    let conn = reader::open(dir)?;
    let tail = reader::tail(&conn)?;
    let mut report = VerifyReport {
        tail,
        events: 0,
        days: 0,
        faults: Vec::new(),
    };
    for schema in [
        &log::SCHEMA,
        &private::SCHEMA,
        &vault::SCHEMA,
        &reports::SCHEMA,
    ] {
        if dir.join(schema.file).exists() {
            check_pages(dir, schema, &mut report.faults);
        }
    }
    if let Err(error) = check_chain(&conn, &mut report, &mut progress) {
        report.faults.push(VerifyFault::File {
            file: LOG_FILE,
            what: error.to_string(),
        });
    }
    report.faults.truncate(FAULTS_MAX);
    Ok(report)
}

/// Verifies from the event that opened the present day to the tail. That event carries the hash
/// before it, so that no older day is read and damage to one does not keep the branch closed.
pub(crate) fn present_day(conn: &Connection, tail: &Tail) -> Result<(), StorageError> {
    let mut expected = tail.day.map_or(1, |day| day.first_seq);
    let mut previous = None;
    let mut statement = conn.prepare(SELECT).in_file(LOG_FILE)?;
    let mut rows = statement
        .query((expected.cast_signed(), tail.seq.cast_signed()))
        .in_file(LOG_FILE)?;
    while let Some(row) = rows.next().in_file(LOG_FILE)? {
        let link = check_link(row, previous.as_ref()).in_file(LOG_FILE)?;
        if link.seq != expected || !link.holds {
            return Err(StorageError::BrokenChain { seq: expected });
        }
        expected += 1;
        previous = Some(link.hash);
    }
    if expected != tail.seq + 1 || previous.unwrap_or(chain::GENESIS) != tail.hash {
        return Err(StorageError::BrokenChain { seq: expected });
    }
    Ok(())
}

struct CheckedLink {
    seq: u64,
    opens_day: bool,
    /// The hash that stands in the row.
    hash: Hash,
    /// Whether it is the right one.
    holds: bool,
}

/// `previous` is unknown for the first event that is looked at: it must then say itself what it
/// follows, or be the first of all.
fn check_link(row: &Row<'_>, previous: Option<&Hash>) -> rusqlite::Result<CheckedLink> {
    let seq = reader::seq_in(row, 0)?;
    let day: Option<i64> = row.get(2)?;
    let link = Link {
        seq,
        at_ms: row.get(1)?,
        day: day.unwrap_or(0),
        kind: row.get_ref(3)?.as_bytes()?,
        body: row.get_ref(4)?.as_bytes()?,
    };
    // A hash of another length can only be wrong, as zeroes are.
    let hash = Hash::try_from(row.get_ref(5)?.as_bytes()?).unwrap_or_default();
    let said = row.get_ref(6)?.as_bytes_or_null()?;
    let said = said.map(|said| Hash::try_from(said).unwrap_or_default());
    let follows = previous.copied().or(said).unwrap_or(chain::GENESIS);
    let holds = link.hash_after(&follows) == hash && said.is_none_or(|said| said == follows);
    Ok(CheckedLink {
        seq,
        opens_day: day.is_some(),
        hash,
        holds,
    })
}

fn check_chain(
    conn: &Connection,
    report: &mut VerifyReport,
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), StorageError> {
    let total = report.tail.seq;
    let mut expected = 1;
    let mut previous = chain::GENESIS;
    for chunk_start in (1..=total).step_by(CHUNK_EVENTS as usize) {
        let chunk_end = total.min(chunk_start + CHUNK_EVENTS - 1);
        let mut statement = conn.prepare_cached(SELECT).in_file(LOG_FILE)?;
        let mut rows = statement
            .query((chunk_start.cast_signed(), chunk_end.cast_signed()))
            .in_file(LOG_FILE)?;
        while let Some(row) = rows.next().in_file(LOG_FILE)? {
            let link = check_link(row, Some(&previous)).in_file(LOG_FILE)?;
            if link.seq != expected {
                let last_seq = link.seq - 1;
                report.faults.push(VerifyFault::Missing {
                    first_seq: expected,
                    last_seq,
                });
            } else if !link.holds {
                report.faults.push(VerifyFault::Chain { seq: link.seq });
            }
            if report.faults.len() >= FAULTS_MAX {
                return Ok(());
            }
            report.events += 1;
            report.days += u64::from(link.opens_day);
            expected = link.seq + 1;
            // Go on from what stands there, so that each fault is reported once.
            previous = link.hash;
        }
        progress(chunk_end, total);
    }
    Ok(())
}

fn check_pages(dir: &Path, schema: &sqlite::Schema, faults: &mut Vec<VerifyFault>) {
    let file = schema.file;
    let found = sqlite::open_read_only(dir, schema).and_then(|conn| {
        let query = || {
            conn.prepare(&format!("PRAGMA integrity_check({FAULTS_MAX})"))?
                .query_map([], |row| row.get::<_, String>(0))?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        query().in_file(file)
    });
    match found {
        Ok(lines) => faults.extend(
            lines
                .into_iter()
                .filter(|line| line != "ok")
                .map(|what| VerifyFault::File { file, what }),
        ),
        Err(error) => faults.push(VerifyFault::File {
            file,
            what: error.to_string(),
        }),
    }
}
