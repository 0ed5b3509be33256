use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::dir::MEDIA_DIR;
use crate::error::{AtPath, InFile, StorageError};
use crate::reader::{LogReader, Tail};
use crate::sqlite::{self, Schema};
use crate::{dir, log, private, reports, vault};

/// Every page in one step: one snapshot, which in WAL mode holds up no writer. Smaller steps would
/// begin again after each commit of the hub.
const ALL_PAGES: i32 = -1;

/// Copies a data directory to a new directory `out`, beside a running hub or without one, and
/// tells where the copy of the log ends.
///
/// Until it is complete the copy is called `out` with `.part` added. It has no write-ahead logs:
/// each file stands alone and can be read from a read-only medium.
///
/// # Errors
/// `NoLog`; `Io` where `out` exists or cannot be made; `Full`, `Disk`, `Corrupt`.
pub fn backup(dir: &Path, out: &Path) -> Result<Tail, StorageError> {
    drop(LogReader::open(dir)?);
    if out.exists() {
        return Err(std::io::Error::from(ErrorKind::AlreadyExists)).at_path(out);
    }
    let mut part = out.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    if part.exists() {
        fs::remove_dir_all(part).at_path(part)?;
    }
    dir::create(part).at_path(part)?;
    // The reports before the log, which they must not be ahead of; the private texts before the
    // vault, which has the key of each before the text is there.
    for schema in [
        &reports::SCHEMA,
        &log::SCHEMA,
        &private::SCHEMA,
        &vault::SCHEMA,
    ] {
        if dir.join(schema.file).exists() {
            copy(dir, part, schema)?;
        }
    }
    copy_pictures(&dir.join(MEDIA_DIR), &part.join(MEDIA_DIR))?;
    File::open(part)
        .and_then(|dir| dir.sync_all())
        .at_path(part)?;
    let tail = LogReader::open(part)?.tail()?;
    fs::rename(part, out).at_path(out)?;
    dir::sync_parent(out).at_path(out)?;
    Ok(tail)
}

/// What is only being written is left out, and so is what the hub has removed meanwhile.
fn copy_pictures(from: &Path, to: &Path) -> Result<(), StorageError> {
    let entries = match fs::read_dir(from) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries.at_path(from)?,
    };
    dir::create(to).at_path(to)?;
    for entry in entries {
        let picture = entry.at_path(from)?.path();
        let (None, Some(name)) = (picture.extension(), picture.file_name()) else {
            continue;
        };
        let copied = fs::copy(&picture, to.join(name));
        match copied.and_then(|_| File::open(to.join(name))?.sync_all()) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            copied => copied.at_path(&picture)?,
        }
    }
    File::open(to).and_then(|dir| dir.sync_all()).at_path(to)
}

fn copy(from: &Path, to: &Path, schema: &Schema) -> Result<(), StorageError> {
    let file = schema.file;
    let source = sqlite::open_read_only(from, schema)?;
    let mut copy = Connection::open(to.join(file)).in_file(file)?;
    {
        let backup = Backup::new(&source, &mut copy).in_file(file)?;
        let step = backup.step(ALL_PAGES).in_file(file)?;
        if step != StepResult::Done {
            return Err(StorageError::Busy { file });
        }
    }
    copy.query_row("PRAGMA journal_mode=DELETE", [], |_| Ok(()))
        .in_file(file)
}
