//! The branch file: TOML in, a checked configuration out, or every fault with its line.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::brand_files;
use crate::media_files;
use crate::slip_files::{self, Wrong};
use antre_domain::Config;
use antre_domain::config::{MediaItem, Places, position};

/// The largest branch file, in bytes: 128 services with every text fit many times.
pub const BRANCH_FILE_BYTES_MAX: u64 = 1 << 20;

/// Why a branch file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum BranchFileError {
    /// It cannot be read: check path and permissions.
    #[error("{}: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// It is no branch file.
    #[error("{}: larger than {BRANCH_FILE_BYTES_MAX} bytes: is this the branch file?", .path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// Its author has to change something: each line says where and what.
    #[error("{}", lines(.0))]
    Faulty(Vec<FileFault>),
}

/// One thing wrong in a branch file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The file.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What, and the remedy.
    pub message: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.path.display(),
            self.line,
            self.column,
            self.message
        )
    }
}

/// Reads and checks the branch file at `path`.
///
/// # Errors
/// See [`BranchFileError`].
pub fn read(path: &Path) -> Result<Config, BranchFileError> {
    let unreadable = |source| BranchFileError::Unreadable {
        path: path.to_owned(),
        source,
    };
    if std::fs::metadata(path).map_err(unreadable)?.len() > BRANCH_FILE_BYTES_MAX {
        return Err(BranchFileError::TooLarge {
            path: path.to_owned(),
        });
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    parse(&text, path)
}

/// Checks the text of a branch file, and reads what it names from beside `path`.
///
/// # Errors
/// [`BranchFileError::Faulty`]: the first fault of form, or all faults of content.
pub fn parse(text: &str, path: &Path) -> Result<Config, BranchFileError> {
    let fault = |(line, column): (usize, usize), message: String| FileFault {
        path: path.to_owned(),
        line,
        column,
        message,
    };
    let malformed = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        BranchFileError::Faulty(vec![fault(position(text, at), error.message().to_owned())])
    };
    let mut config: Config = toml::from_str(text).map_err(malformed)?;
    let places = Places::of(text);
    let fault_at = |place: &str, message: String| fault(places.at(place), message);
    if !config.slip.files.is_empty() {
        let message = "slip.files is filled in from the files that [slip] names; leave it out";
        let faults = vec![fault_at("slip.files", message.to_owned())];
        return Err(BranchFileError::Faulty(faults));
    }
    if !config.brand.files.is_empty() {
        let message = "brand.files is filled in from the files that [brand] names; leave it out";
        let faults = vec![fault_at("brand.files", message.to_owned())];
        return Err(BranchFileError::Faulty(faults));
    }
    let filled_in = |item: &MediaItem| !item.sha256.is_empty();
    if let Some(index) = config.hall.media.iter().position(filled_in) {
        let place = format!("hall.media[{index}].sha256");
        let message = format!("{place} is filled in from the file; leave it out");
        return Err(BranchFileError::Faulty(vec![fault_at(&place, message)]));
    }
    let dir = path.parent().unwrap_or(Path::new(""));
    let mut unread = slip_files::read(&mut config.slip, dir);
    unread.extend(brand_files::read(&mut config.brand, dir));
    unread.extend(media_files::read(&mut config.hall, dir));
    let mut faults: Vec<FileFault> = Vec::new();
    for found in config.check().err().unwrap_or_default() {
        if !slip_files::is_told(&found, &unread) {
            faults.push(fault_at(&found.path, found.to_string()));
        }
    }
    for unread in unread {
        faults.push(fault_at(&unread.path, unread.to_string()));
    }
    if faults.is_empty() {
        for wrong in slip_files::wrong(&config.slip) {
            faults.push(match wrong {
                Wrong::Named(unread) => fault_at(&unread.path, unread.to_string()),
                Wrong::Written(error) => FileFault {
                    path: dir.join(&error.file),
                    line: error.line,
                    column: 1,
                    message: error.fault.to_string(),
                },
            });
        }
    }
    if faults.is_empty() {
        Ok(config)
    } else {
        Err(BranchFileError::Faulty(faults))
    }
}

fn lines(faults: &[FileFault]) -> String {
    faults
        .iter()
        .map(FileFault::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}
