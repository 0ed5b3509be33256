use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::chain::{Hash, Link};
use crate::dir::LogPlace;
use crate::error::{AtPath, InFile, StorageError};
use crate::reader::{self, OpenedDay, Tail};
use crate::receipt::{self, Receipt};
use crate::sqlite::{self, Durability, Schema};
use crate::{day, reports, verify};

/// The log, its receipts, and which history it is.
pub const LOG_FILE: &str = "antre.db";
/// Most events in one batch.
pub const BATCH_EVENTS_MAX: usize = 16_384;
/// Largest body of one event, in bytes (a `day_opened` carries the whole configuration).
pub const EVENT_BODY_BYTES_MAX: usize = 4 << 20;
/// Longest kind of an event, in bytes.
pub const KIND_BYTES_MAX: usize = 64;

/// What [`rewrite`] holds in memory at a time.
const REWRITE_PIECE_BYTES: usize = 256 << 10;

pub(crate) const SCHEMA: Schema = Schema {
    file: LOG_FILE,
    durability: Durability::Log,
    steps: &["
        CREATE TABLE history (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            epoch_counter INTEGER NOT NULL,
            epoch_random INTEGER NOT NULL,
            rehearsal INTEGER NOT NULL
        ) STRICT;
        INSERT INTO history VALUES (1, 1, random(), 0);

        CREATE TABLE event (
            seq INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body BLOB NOT NULL,
            hash BLOB NOT NULL,
            day INTEGER,
            previous_hash BLOB,
            CHECK ((day IS NULL) = (previous_hash IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX event_day ON event (day) WHERE day IS NOT NULL;

        CREATE TABLE receipt (
            device TEXT NOT NULL,
            key TEXT NOT NULL,
            request_hash BLOB NOT NULL,
            day INTEGER NOT NULL,
            status INTEGER NOT NULL,
            facts BLOB NOT NULL,
            PRIMARY KEY (device, key)
        ) STRICT, WITHOUT ROWID;
    "],
};

const INSERT: &str = "
    INSERT INTO event (seq, at_ms, kind, body, hash, day, previous_hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// An event to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// When it happened, in milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// The business day that this event opens, if it opens one; later than every day before.
    pub day: Option<NaiveDate>,
    /// Its type in one word, as in the body; at most [`KIND_BYTES_MAX`].
    pub kind: &'static str,
    /// The bytes to keep, at most [`EVENT_BODY_BYTES_MAX`].
    pub body: Vec<u8>,
}

/// What is committed together, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// In order; at most [`BATCH_EVENTS_MAX`].
    pub events: Vec<NewEvent>,
    /// The answers that are true once these events are.
    pub receipts: Vec<Receipt>,
}

/// Where a batch came to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The sequence of its first event; one more than the last of all where it held none.
    pub first_seq: u64,
    /// The sequence of the last event of the log.
    pub last_seq: u64,
    /// The hash of that event.
    pub hash: Hash,
}

/// The one writer of the log.
///
/// After an append that failed on the disk, nothing more is accepted until [`Log::reopen`] has
/// said what the log holds.
#[derive(Debug)]
pub struct Log {
    // First, so that the connection is closed before the place is given back.
    conn: Connection,
    place: LogPlace,
    tail: Tail,
    outcome_is_unknown: bool,
}

impl Log {
    pub(crate) fn open(place: LogPlace, rehearsal: bool) -> Result<Log, StorageError> {
        let wal = place.path().join(format!("{LOG_FILE}-wal"));
        rewrite(&wal).at_path(&wal)?;
        let conn = sqlite::open(place.path(), &SCHEMA)?;
        let tail = present_tail(&conn)?;
        refuse_lost_tail(place.path(), &tail)?;
        let tail = if rehearsal && !tail.rehearsal {
            begin_rehearsal(&conn, tail, place.path())?
        } else {
            tail
        };
        Ok(Log {
            conn,
            place,
            tail,
            outcome_is_unknown: false,
        })
    }

    /// Where the log ends, as far as acknowledged.
    pub fn tail(&self) -> &Tail {
        &self.tail
    }

    /// Commits a batch: when this returns `Ok`, it survives a power cut.
    ///
    /// A batch that opens a day also forgets the receipts older than the day before it.
    ///
    /// # Errors
    /// `TooLarge`, `DayNotLater` and `NeedsReopen` come before anything is written. After every
    /// other error the whole batch is in the log or nothing of it is: [`Log::reopen`] tells.
    pub fn append(&mut self, batch: &Batch) -> Result<Appended, StorageError> {
        if self.outcome_is_unknown {
            return Err(StorageError::NeedsReopen);
        }
        self.check(batch)?;
        let first_seq = self.tail.seq + 1;
        match self.commit(batch) {
            Ok(tail) => self.tail = tail,
            Err(error) => {
                self.outcome_is_unknown = true;
                return Err(error);
            }
        }
        Ok(Appended {
            first_seq,
            last_seq: self.tail.seq,
            hash: self.tail.hash,
        })
    }

    /// After a failed append: makes what the log holds durable, reads it again and verifies the
    /// present day. The tail tells whether the batch of unknown outcome went in.
    ///
    /// # Errors
    /// As [`crate::DataDir::log`]; the log then still accepts nothing, and this may be tried again.
    pub fn reopen(&mut self) -> Result<&Tail, StorageError> {
        self.outcome_is_unknown = true;
        // A failed commit may have left whole frames in the WAL. This connection's index does not
        // count them, but a process that begins anew would: so they must be cut off, and the new
        // connection must have taken over the index, before this one closes.
        settle(&self.conn)?;
        let conn = sqlite::open(self.place.path(), &SCHEMA)?;
        self.tail = present_tail(&conn)?;
        self.conn = conn;
        self.outcome_is_unknown = false;
        Ok(&self.tail)
    }

    fn check(&self, batch: &Batch) -> Result<(), StorageError> {
        if batch.events.len() > BATCH_EVENTS_MAX {
            return Err(StorageError::TooLarge {
                what: "a batch",
                max: BATCH_EVENTS_MAX,
            });
        }
        let mut last = self.tail.day.map(|opened| opened.date);
        for event in &batch.events {
            if event.kind.len() > KIND_BYTES_MAX {
                return Err(StorageError::TooLarge {
                    what: "an event's kind",
                    max: KIND_BYTES_MAX,
                });
            }
            if event.body.len() > EVENT_BODY_BYTES_MAX {
                return Err(StorageError::TooLarge {
                    what: "an event's body",
                    max: EVENT_BODY_BYTES_MAX,
                });
            }
            if let Some(day) = event.day {
                if let Some(last) = last.filter(|last| day <= *last) {
                    return Err(StorageError::DayNotLater { day, last });
                }
                last = Some(day);
            }
        }
        receipt::check(&batch.receipts)
    }

    fn commit(&mut self, batch: &Batch) -> Result<Tail, StorageError> {
        let mut tail = self.tail;
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .in_file(LOG_FILE)?;
        write_events(&tx, &batch.events, &mut tail).in_file(LOG_FILE)?;
        receipt::insert(&tx, &batch.receipts).in_file(LOG_FILE)?;
        tx.commit().in_file(LOG_FILE)?;
        Ok(tail)
    }
}

fn write_events(
    tx: &Transaction<'_>,
    events: &[NewEvent],
    tail: &mut Tail,
) -> rusqlite::Result<()> {
    let mut insert = tx.prepare_cached(INSERT)?;
    for event in events {
        let seq = tail.seq + 1;
        let day = event.day.map(day::to_column);
        let link = Link {
            seq,
            at_ms: event.at_ms,
            day: day.unwrap_or(0),
            kind: event.kind.as_bytes(),
            body: &event.body,
        };
        let hash = link.hash_after(&tail.hash);
        let previous_hash = day.map(|_| tail.hash);
        insert.execute(params![
            seq.cast_signed(),
            event.at_ms,
            event.kind,
            event.body,
            hash,
            day,
            previous_hash
        ])?;
        if let Some(date) = event.day {
            if let Some(yesterday) = tail.day {
                receipt::purge_before(tx, yesterday.date)?;
            }
            tail.day = Some(OpenedDay {
                date,
                first_seq: seq,
            });
        }
        tail.seq = seq;
        tail.at_ms = Some(event.at_ms);
        tail.hash = hash;
    }
    Ok(())
}

/// Writes a file as it reads, and syncs it.
///
/// If a sync failed and the last process ended before it could reopen, the page cache shows frames
/// that are not on the disk and count as clean, so that no sync of SQLite's would bring them there.
/// Recovery would build on them, and the next power cut would pull them away from under it.
fn rewrite(path: &Path) -> std::io::Result<()> {
    let mut file = match File::options().read(true).write(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let mut piece = vec![0; REWRITE_PIECE_BYTES];
    let mut offset = 0;
    loop {
        let len = file.read(&mut piece)?;
        if len == 0 {
            return file.sync_all();
        }
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(&piece[..len])?;
        offset += len as u64;
    }
}

/// Moves everything committed into the database file, synced, and empties the WAL, unless another
/// connection is just reading from it.
fn settle(conn: &Connection) -> Result<(), StorageError> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .in_file(LOG_FILE)
}

fn present_tail(conn: &Connection) -> Result<Tail, StorageError> {
    let tail = reader::tail(conn)?;
    verify::present_day(conn, &tail)?;
    Ok(tail)
}

/// The reports follow committed events only: where they are ahead, the log has lost some.
fn refuse_lost_tail(dir: &Path, tail: &Tail) -> Result<(), StorageError> {
    match reports::applied(dir) {
        Some(applied) if applied.epoch == tail.epoch && applied.seq > tail.seq => {
            Err(StorageError::LostTail {
                ends_at: tail.seq,
                seen: applied.seq,
            })
        }
        Some(_) | None => Ok(()),
    }
}

fn begin_rehearsal(conn: &Connection, tail: Tail, dir: &Path) -> Result<Tail, StorageError> {
    if tail.seq > 0 {
        return Err(StorageError::RealDays {
            path: dir.to_owned(),
        });
    }
    conn.execute("UPDATE history SET rehearsal = 1", [])
        .in_file(LOG_FILE)?;
    Ok(Tail {
        rehearsal: true,
        ..tail
    })
}
