//! The room as it is, on a disk that fails at every write, sync, truncation and deletion in turn.

mod disk;
mod morning;
mod notes;
mod seed;
mod vfs;

use std::sync::{Arc, Mutex, MutexGuard};

use antre_storage::{DataDir, Log, StorageError};
use tempfile::TempDir;

use self::disk::Disk;
use crate::fixture::CREATE;

/// A data directory on such a disk.
struct Faulty {
    temp: TempDir,
    disk: Arc<Mutex<Disk>>,
}

impl Faulty {
    fn new() -> Faulty {
        let temp = TempDir::new().unwrap();
        let disk = vfs::mount(temp.path());
        Faulty { temp, disk }
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap()
    }

    fn open(&self) -> Result<(DataDir, Log), StorageError> {
        let dir = DataDir::open(self.temp.path(), CREATE)?;
        let log = dir.log()?;
        Ok((dir, log))
    }
}
