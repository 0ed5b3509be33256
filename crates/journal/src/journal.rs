use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::JournalError;
use crate::frame::{self, BadHeader, FRAME_BYTES, HEADER_BYTES};

/// The newest file format that this room writes and reads.
pub const FORMAT_VERSION: u32 = 1;
/// The longest payload that any journal takes, in bytes.
pub const RECORD_BYTES_MAX: usize = 64 * 1024;
/// The largest file that any journal makes or opens, in bytes.
pub const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The bounds of one journal. Values above the room's own bounds are lowered to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest payload in bytes, at most [`RECORD_BYTES_MAX`]. The same at every opening: a
    /// longer record already in the file would read as damage.
    pub record_bytes: usize,
    /// The largest file in bytes, at most [`FILE_BYTES_MAX`]. A file that is already larger opens,
    /// but takes no more until it is rewritten.
    pub file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes: RECORD_BYTES_MAX,
            file_bytes: FILE_BYTES_MAX,
        }
    }
}

/// Names one record of one journal: larger is later, and none is ever used twice, also not after
/// a [`Journal::rewrite`], which gives every live record a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u64);

/// One record as it was found when the journal was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The name that `append` returned for it.
    pub id: RecordId,
    /// The bytes given to `append`.
    pub payload: Vec<u8>,
}

/// An open journal. While it lives no other process can open the same file.
///
/// Beside the file `NAME` stand `NAME.lock`, which carries the lock and stays, and during a rewrite
/// `NAME.new`, which the next opening removes if a crash left it there.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    limits: Limits,
    file: File,
    end_bytes: u64,
    next_id: u64,
    cut_bytes: u64,
    broken: bool,
    /// Held for its lock only. A file of its own, because a rewrite replaces the journal's file and
    /// a lock on that would go with the old one.
    _lock: File,
}

impl Journal {
    /// Opens the journal at `path`, or makes an empty one (its directory must exist), and returns
    /// it with all its records, oldest first. The unfinished record of an append that never
    /// returned is cut off; [`cut_bytes`](Self::cut_bytes) says so. Such a record and one whose
    /// bits were later flipped look alike, so damage to the *last* record is cut off as well.
    ///
    /// # Errors
    /// `Locked`, `Foreign`, `NewerFormat`, `Corrupt` and `Io`; each leaves the file as it was.
    pub fn open(
        path: impl AsRef<Path>,
        limits: Limits,
    ) -> Result<(Self, Vec<Record>), JournalError> {
        let path = path.as_ref().to_path_buf();
        let limits = Limits {
            record_bytes: limits.record_bytes.min(RECORD_BYTES_MAX),
            file_bytes: limits.file_bytes.min(FILE_BYTES_MAX),
        };
        let lock = lock(&path)?;
        remove_if_there(&beside(&path, "new")).map_err(JournalError::io("remove an old file"))?;
        if !path.exists() {
            replace(&path, &frame::header(0))?;
        }
        let mut file = open_for_append(&path)?;
        let bytes = read_bounded(&mut file, &path)?;
        let first_id = frame::parse_header(&bytes).map_err(|bad| match bad {
            BadHeader::Foreign => JournalError::Foreign { path: path.clone() },
            BadHeader::Newer(found) => JournalError::NewerFormat {
                found,
                known: FORMAT_VERSION,
            },
        })?;
        let (payloads, end) = frame::scan(&bytes, limits)?;
        let cut_bytes = (bytes.len() - end) as u64;
        if cut_bytes > 0 {
            file.set_len(end as u64)
                .and_then(|()| file.sync_data())
                .map_err(JournalError::io("cut off an unfinished record"))?;
        }
        let records: Vec<Record> = (first_id..)
            .zip(payloads)
            .map(|(id, payload)| Record {
                id: RecordId(id),
                payload: payload.to_vec(),
            })
            .collect();
        let journal = Self {
            path,
            limits,
            file,
            end_bytes: end as u64,
            next_id: first_id + records.len() as u64,
            cut_bytes,
            broken: false,
            _lock: lock,
        };
        Ok((journal, records))
    }

    /// Adds one record. When this returns `Ok`, the record survives a power cut.
    ///
    /// # Errors
    /// `TooLong` and `Full` wrote nothing. After `Io` the outcome is unknown and everything else
    /// answers `Broken` until the journal is opened again.
    pub fn append(&mut self, payload: &[u8]) -> Result<RecordId, JournalError> {
        self.check(payload)?;
        let len = (FRAME_BYTES + payload.len()) as u64;
        self.check_room(self.end_bytes + len)?;
        let mut record = Vec::with_capacity(len as usize);
        frame::push_record(&mut record, self.end_bytes, payload);
        // Until both calls have succeeded nobody knows what the disk holds.
        self.broken = true;
        self.file
            .write_all(&record)
            .and_then(|()| self.file.sync_data())
            .map_err(JournalError::io("append a record"))?;
        self.broken = false;
        self.end_bytes += len;
        let id = RecordId(self.next_id);
        self.next_id += 1;
        Ok(id)
    }

    /// Replaces all records by `live`, in this order, through a second file that takes the first
    /// one's place in one step: after a crash the journal holds either all the old records or all
    /// the new ones.
    ///
    /// # Errors
    /// `TooLong` and `Full` changed nothing. After `Io` everything else answers `Broken` until the
    /// journal is opened again.
    pub fn rewrite<P: AsRef<[u8]>>(
        &mut self,
        live: impl IntoIterator<Item = P>,
    ) -> Result<(), JournalError> {
        let mut bytes = frame::header(self.next_id).to_vec();
        let mut count = 0;
        for payload in live {
            let payload = payload.as_ref();
            self.check(payload)?;
            let offset = bytes.len() as u64;
            self.check_room(offset + (FRAME_BYTES + payload.len()) as u64)?;
            frame::push_record(&mut bytes, offset, payload);
            count += 1;
        }
        self.broken = true;
        replace(&self.path, &bytes)?;
        self.file = open_for_append(&self.path)?;
        self.broken = false;
        self.end_bytes = bytes.len() as u64;
        self.next_id += count;
        Ok(())
    }

    /// The size of the file in bytes, the header's 24 included: when to rewrite is the caller's.
    pub fn file_bytes(&self) -> u64 {
        self.end_bytes
    }

    /// How many bytes of an unfinished record were cut off when this journal was opened.
    pub fn cut_bytes(&self) -> u64 {
        self.cut_bytes
    }

    fn check(&self, payload: &[u8]) -> Result<(), JournalError> {
        if self.broken {
            return Err(JournalError::Broken);
        }
        if payload.len() > self.limits.record_bytes {
            return Err(JournalError::TooLong {
                len: payload.len(),
                max: self.limits.record_bytes,
            });
        }
        Ok(())
    }

    fn check_room(&self, end_bytes: u64) -> Result<(), JournalError> {
        if end_bytes > self.limits.file_bytes {
            return Err(JournalError::Full {
                max: self.limits.file_bytes,
            });
        }
        Ok(())
    }
}

fn lock(path: &Path) -> Result<File, JournalError> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(beside(path, "lock"))
        .map_err(JournalError::io("open its lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(JournalError::Locked {
            path: path.to_path_buf(),
        }),
        Err(TryLockError::Error(source)) => Err(JournalError::io("take its lock")(source)),
    }
}

fn open_for_append(path: &Path) -> Result<File, JournalError> {
    OpenOptions::new()
        .read(true)
        .append(true)
        .open(path)
        .map_err(JournalError::io("open"))
}

fn read_bounded(file: &mut File, path: &Path) -> Result<Vec<u8>, JournalError> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES);
    file.take(FILE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(JournalError::io("read"))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(JournalError::Foreign {
            path: path.to_path_buf(),
        });
    }
    Ok(bytes)
}

/// Puts a file of these bytes in the place of `path`, so that a crash leaves the old or the new.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), JournalError> {
    let new = beside(path, "new");
    let write = || -> io::Result<()> {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        sync_directory_of(path)
    };
    write().map_err(JournalError::io("write anew"))
}

/// A rename is on the disk only when the directory that holds the name is.
fn sync_directory_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        Some(_) | None => File::open(".")?.sync_all(),
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        answer => answer,
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}
