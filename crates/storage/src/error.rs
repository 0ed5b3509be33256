use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rusqlite::ErrorCode;

/// Why storage refused or failed. Each message says what the reader can do about it.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Another process, or another [`crate::Log`] of this one, writes here: stop it first.
    #[error("{} is already in use{}: stop that, or choose another directory", .path.display(),
        .holder.map_or(String::new(), |pid| format!(" by process {pid}")))]
    AlreadyOpen {
        /// The data directory.
        path: PathBuf,
        /// The process that holds it, where it said so.
        holder: Option<u32>,
    },
    /// The directory holds no log and none was to be made: start the hub once with a branch file.
    #[error("{} holds no log of a branch (no antre.db)", .path.display())]
    NoLog {
        /// The data directory.
        path: PathBuf,
    },
    /// A newer Antre wrote this file: update this one. Nothing was changed.
    #[error(
        "{file} was written by a newer version of Antre (schema {found}, this one knows {known}): \
         update Antre"
    )]
    NewerSchema {
        /// The file inside the data directory.
        file: &'static str,
        /// The schema found.
        found: u32,
        /// The newest schema this program knows.
        known: u32,
    },
    /// An event of the present day is not the one that was written: restore a backup, or have the
    /// log examined.
    #[error(
        "the log is broken at event {seq}: it is not the event that was written there; \
         restore a backup"
    )]
    BrokenChain {
        /// The first sequence number whose hash does not follow.
        seq: u64,
    },
    /// The log ends before something that was already derived from it: numbers could be given
    /// twice. Put the newest files back, or restore a backup.
    #[error(
        "the log ends at event {ends_at}, but reports.db has seen event {seen}: antre.db-wal is \
         missing or antre.db is an old copy; put the newest files back, or restore a backup"
    )]
    LostTail {
        /// The last event in the log.
        ends_at: u64,
        /// The last event that the reports have seen in the same epoch.
        seen: u64,
    },
    /// The file is damaged, or is not ours: restore it (reports.db may simply be deleted).
    #[error("{file} is damaged: {what}; restore a backup")]
    Corrupt {
        /// The file inside the data directory.
        file: &'static str,
        /// What SQLite or we found.
        what: String,
    },
    /// The disk is full: make room, then reopen. After an append the outcome is unknown.
    #[error("the disk is full: {file} cannot grow")]
    Full {
        /// The file inside the data directory.
        file: &'static str,
    },
    /// A rehearsal (`--at`) was asked for on a directory that holds real days: use another one.
    #[error("{} holds real days: a rehearsal needs a directory of its own", .path.display())]
    RealDays {
        /// The data directory.
        path: PathBuf,
    },
    /// An earlier append failed, so that what the log holds is unknown: call
    /// [`crate::Log::reopen`].
    #[error("the log must be reopened after a failed append")]
    NeedsReopen,
    /// A day may only open with a later date than the last one. Nothing was written.
    #[error("day {day} cannot open after {last}")]
    DayNotLater {
        /// The day that was to open.
        day: NaiveDate,
        /// The last day that did.
        last: NaiveDate,
    },
    /// Something is larger than its bound. Nothing was written.
    #[error("{what} is larger than {max}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// Its bound, in entries or bytes.
        max: usize,
    },
    /// Somebody else has it already: choose another. Nothing was written.
    #[error("{what} is somebody's already: choose another")]
    Taken {
        /// What.
        what: &'static str,
    },
    /// Another process held a lock for too long: try again.
    #[error("{file} is busy: try again")]
    Busy {
        /// The file inside the data directory.
        file: &'static str,
    },
    /// The file system has no memory shared between processes (a network share?): use a local disk.
    #[error("{} cannot be kept safely there (a network share?): use a local disk",
        .path.display())]
    Unsuitable {
        /// The file.
        path: PathBuf,
    },
    /// The database said no: mostly a failing disk. After an append the outcome is unknown.
    #[error("{file}: {source}")]
    Disk {
        /// The file inside the data directory.
        file: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The operating system said no, outside the database.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(getrandom::Error),
}

/// Names the file an SQLite error happened in, and sorts out those a caller can act on.
pub(crate) trait InFile<T> {
    fn in_file(self, file: &'static str) -> Result<T, StorageError>;
}

impl<T> InFile<T> for rusqlite::Result<T> {
    fn in_file(self, file: &'static str) -> Result<T, StorageError> {
        self.map_err(|source| match source.sqlite_error_code() {
            None => StorageError::Corrupt {
                file,
                what: source.to_string(),
            },
            Some(ErrorCode::DiskFull) => StorageError::Full { file },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StorageError::Corrupt {
                file,
                what: source.to_string(),
            },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StorageError::Busy { file }
            }
            _ => StorageError::Disk { file, source },
        })
    }
}

/// Names the path an operating system error happened at.
pub(crate) trait AtPath<T> {
    fn at_path(self, path: &Path) -> Result<T, StorageError>;
}

impl<T> AtPath<T> for std::io::Result<T> {
    fn at_path(self, path: &Path) -> Result<T, StorageError> {
        self.map_err(|source| StorageError::Io {
            path: path.to_owned(),
            source,
        })
    }
}
