//! What all four files share: how they are opened, and how their schemas move forward.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::error::{InFile, StorageError};

/// How long a connection waits for another one's lock before it gives up.
const LOCK_WAIT: Duration = Duration::from_secs(5);
/// The WAL is cut back to this size after a checkpoint.
const WAL_BYTES_KEPT_MAX: u32 = 16 << 20;
/// Page cache of one connection, in KiB.
const CACHE_KIB: u32 = 2_048;
/// "Antr" in ASCII, in the header of every file of ours: tells them from foreign databases of the
/// same name.
const APPLICATION_ID: i32 = 0x416e_7472;

/// One of our files: its name and all that was ever done to its schema, in order. `user_version`
/// counts the steps.
pub(crate) struct Schema {
    pub(crate) file: &'static str,
    pub(crate) steps: &'static [&'static str],
    pub(crate) durability: Durability,
}

/// What a power cut may cost.
pub(crate) enum Durability {
    /// Nothing that was committed: write-ahead log, synced at each commit.
    Log,
    /// The last commits, never the order: the file can be rebuilt.
    Derived,
    /// Nothing that was committed, and nothing that was deleted stays readable: rollback journal (a
    /// write-ahead log would keep old pages), deleted content overwritten with zeroes. `EXTRA`
    /// syncs the directory too: a journal that came back would take the commit back.
    Secret,
}

/// Opens a file for writing, creates it where it is missing, and brings its schema up to date.
///
/// Refuses a newer schema before anything is changed.
pub(crate) fn open(dir: &Path, schema: &Schema) -> Result<Connection, StorageError> {
    let path = dir.join(schema.file);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(&path, flags).in_file(schema.file)?;
    prepare(&conn, schema)?;
    let version = check_version(&conn, schema)?;
    let (mode, rest) = match schema.durability {
        Durability::Log => ("wal", "PRAGMA synchronous=FULL"),
        Durability::Derived => ("wal", "PRAGMA synchronous=NORMAL"),
        Durability::Secret => (
            "delete",
            "PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON",
        ),
    };
    let got: String = conn
        .query_row(&format!("PRAGMA journal_mode={mode}"), [], |row| row.get(0))
        .in_file(schema.file)?;
    if got != mode {
        return Err(StorageError::Unsuitable { path });
    }
    conn.execute_batch(&format!(
        "{rest}; PRAGMA journal_size_limit={WAL_BYTES_KEPT_MAX}"
    ))
    .in_file(schema.file)?;
    if version < schema.steps.len() {
        migrate(&mut conn, schema)?;
    }
    Ok(conn)
}

/// Opens an existing file that this connection will never change.
pub(crate) fn open_read_only(dir: &Path, schema: &Schema) -> Result<Connection, StorageError> {
    match open_existing(dir, schema, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Err(StorageError::Disk { source, .. })
            if source.sqlite_error_code() == Some(ErrorCode::ReadOnly) =>
        {
            // A writer died in the middle of a change; only a connection that may write can take
            // the change back.
            drop(open_existing(
                dir,
                schema,
                OpenFlags::SQLITE_OPEN_READ_WRITE,
            )?);
            open_existing(dir, schema, OpenFlags::SQLITE_OPEN_READ_ONLY)
        }
        opened => opened,
    }
}

fn open_existing(
    dir: &Path,
    schema: &Schema,
    access: OpenFlags,
) -> Result<Connection, StorageError> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(dir.join(schema.file), flags).in_file(schema.file)?;
    prepare(&conn, schema)?;
    check_version(&conn, schema)?;
    Ok(conn)
}

/// The schema of a file, 0 where it has none yet. Refuses a newer one, and a database of somebody
/// else.
pub(crate) fn check_version(conn: &Connection, schema: &Schema) -> Result<usize, StorageError> {
    let found: u32 = conn
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .in_file(schema.file)?;
    let owner: i32 = conn
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .in_file(schema.file)?;
    if owner != APPLICATION_ID && (owner != 0 || found != 0) {
        return Err(StorageError::Corrupt {
            file: schema.file,
            what: "it is not a file of Antre".to_owned(),
        });
    }
    let known = schema.steps.len() as u32;
    if found > known {
        return Err(StorageError::NewerSchema {
            file: schema.file,
            found,
            known,
        });
    }
    Ok(found as usize)
}

fn prepare(conn: &Connection, schema: &Schema) -> Result<(), StorageError> {
    conn.busy_timeout(LOCK_WAIT).in_file(schema.file)?;
    conn.execute_batch(&format!(
        "PRAGMA cache_size=-{CACHE_KIB}; PRAGMA temp_store=MEMORY;
         PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF"
    ))
    .in_file(schema.file)
}

fn migrate(conn: &mut Connection, schema: &Schema) -> Result<(), StorageError> {
    // Read again inside the transaction: another process may have migrated the file meanwhile.
    let tx = conn
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .in_file(schema.file)?;
    let version = check_version(&tx, schema)?;
    for (index, step) in schema.steps.iter().enumerate().skip(version) {
        tx.execute_batch(step).in_file(schema.file)?;
        tx.execute_batch(&format!(
            "PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={}",
            index + 1
        ))
        .in_file(schema.file)?;
    }
    tx.commit().in_file(schema.file)
}
