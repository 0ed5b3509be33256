//! The floor: one row, one durable commit, nothing else.

use std::time::Instant;

use anyhow::Result;
use rusqlite::Connection;

use crate::spread::Spread;
use crate::table::Table;

/// A row about as large as an issued ticket's event.
const BODY_BYTES: usize = 300;

pub(crate) fn measure(table: &mut Table, acts: usize) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let conn = Connection::open(dir.path().join("raw.db"))?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE event (seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;",
    )?;
    let body = vec![b'x'; BODY_BYTES];
    let mut durations = Vec::with_capacity(acts);
    for _ in 0..acts {
        let started = Instant::now();
        conn.prepare_cached("INSERT INTO event (body) VALUES (?1)")?
            .execute([&body])?;
        durations.push(started.elapsed());
    }
    let spread = Spread::of(durations);
    table.set_raw_commit(&spread);
    table.duration("raw single-row commit (WAL, FULL)", &spread, 50, None);
    Ok(())
}
