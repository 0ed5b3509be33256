use std::fs::{self, File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{AtPath, StorageError};
use crate::history::ReportHistory;
use crate::{LogReader, PrivateStore, Reports, Vault, log, private, reports, sqlite, vault};

/// Held, under an advisory lock, by the one process that writes in a data directory.
pub const LOCK_FILE: &str = "lock";

/// The hall's pictures, each under the name of its content. Only the hub writes there, and only it knows
/// which are still needed.
pub const MEDIA_DIR: &str = "media";

/// Digits of a process id that are read from the lock file.
const PID_DIGITS_MAX: u64 = 20;

/// A data directory, locked against every other process for as long as a clone of this, or the
/// [`crate::Log`] it gave out, lives.
///
/// Files in it that are not ours are ignored.
#[derive(Clone, Debug)]
pub struct DataDir {
    inner: Arc<Inner>,
}

/// What [`DataDir::open`] may do. The default only opens what is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenOptions {
    /// Make the directory, and the log in it, where there is none.
    pub create: bool,
    /// The hub's clock is set for a rehearsal (`--at`): recorded in a log that is still empty,
    /// refused on one that holds real days.
    pub rehearsal: bool,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    rehearsal: bool,
    log_is_out: AtomicBool,
    _lock: File,
}

impl DataDir {
    /// Locks a data directory and checks that this program knows its files. The files themselves
    /// are opened, made and migrated one by one by the methods below.
    ///
    /// # Errors
    /// `AlreadyOpen`, `NoLog` (where nothing may be created), `NewerSchema`, `Corrupt`, `Io`.
    pub fn open(path: impl AsRef<Path>, options: OpenOptions) -> Result<DataDir, StorageError> {
        let path = path.as_ref();
        if !path.join(log::LOG_FILE).exists() {
            if !options.create {
                return Err(StorageError::NoLog {
                    path: path.to_owned(),
                });
            }
            create(path).at_path(path)?;
        }
        let lock = lock(path)?;
        refuse_newer_schemas(path)?;
        Ok(DataDir {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                rehearsal: options.rehearsal,
                log_is_out: AtomicBool::new(false),
                _lock: lock,
            }),
        })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// The one write connection to the log; verifies the chain of the present day.
    ///
    /// # Errors
    /// `AlreadyOpen` while another [`crate::Log`] of this directory lives; `BrokenChain`,
    /// `LostTail`, `RealDays`, `Corrupt`, `Full`, `Disk`.
    pub fn log(&self) -> Result<log::Log, StorageError> {
        let place = LogPlace::take(self)?;
        log::Log::open(place, self.inner.rehearsal)
    }

    /// A connection that reads the log beside the writer.
    ///
    /// # Errors
    /// `Disk` or `Corrupt` where the log was not yet made by [`DataDir::log`], or cannot be read.
    pub fn reader(&self) -> Result<LogReader, StorageError> {
        LogReader::open(self.path())
    }

    /// The texts of persons.
    ///
    /// # Errors
    /// `Full`, `Corrupt`, `Disk`.
    pub fn private(&self) -> Result<PrivateStore, StorageError> {
        PrivateStore::open(self.path())
    }

    /// Tokens and secrets.
    ///
    /// # Errors
    /// `Full`, `Corrupt`, `Disk`.
    pub fn vault(&self) -> Result<Vault, StorageError> {
        Vault::open(self.path())
    }

    /// The reports; made anew, empty, where the file is damaged.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Io`.
    pub fn reports(&self) -> Result<Reports, StorageError> {
        Reports::open(self.path())
    }

    /// The reports, read beside their writer.
    ///
    /// # Errors
    /// `Corrupt`, `Disk`: also where no writer has made them yet.
    pub fn report_history(&self) -> Result<ReportHistory, StorageError> {
        ReportHistory::open(self.path())
    }
}

/// The right to be the one writer of a log; given back when dropped.
#[derive(Debug)]
pub(crate) struct LogPlace(DataDir);

impl LogPlace {
    fn take(dir: &DataDir) -> Result<LogPlace, StorageError> {
        if dir.inner.log_is_out.swap(true, Ordering::AcqRel) {
            return Err(StorageError::AlreadyOpen {
                path: dir.path().to_owned(),
                holder: Some(std::process::id()),
            });
        }
        Ok(LogPlace(dir.clone()))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for LogPlace {
    fn drop(&mut self) {
        self.0.inner.log_is_out.store(false, Ordering::Release);
    }
}

/// Makes the directory for its owner alone, and makes sure that it survives a power cut.
pub(crate) fn create(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    sync_parent(path)
}

/// Makes sure that a name survives a power cut.
pub(crate) fn sync_parent(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        Some(_) | None => Ok(()),
    }
}

fn lock(dir: &Path) -> Result<File, StorageError> {
    let path = dir.join(LOCK_FILE);
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .at_path(&path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Only for the message: a holder that cannot be read is no reason for another error.
            let _ = (&file).take(PID_DIGITS_MAX).read_to_string(&mut holder);
            return Err(StorageError::AlreadyOpen {
                path: dir.to_owned(),
                holder: holder.trim().parse().ok(),
            });
        }
        Err(TryLockError::Error(source)) => return Err(StorageError::Io { path, source }),
    }
    // Says who holds the directory; a full disk must not keep the hub from starting for its sake.
    let _ = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(file)
}

/// All files are looked at before any is changed: half a migration would help nobody.
fn refuse_newer_schemas(dir: &Path) -> Result<(), StorageError> {
    for schema in [
        &log::SCHEMA,
        &private::SCHEMA,
        &vault::SCHEMA,
        &reports::SCHEMA,
    ] {
        if dir.join(schema.file).exists() {
            match sqlite::open_read_only(dir, schema) {
                Ok(_) => {}
                // Reports can be made anew; `DataDir::reports` does so.
                Err(StorageError::Corrupt {
                    file: reports::REPORTS_FILE,
                    ..
                }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}
