use std::io;
use std::path::PathBuf;

/// Why a journal could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another process (or another [`Journal`](crate::Journal) of this one) has the file open.
    /// Stop the other one; nothing was read or written.
    #[error("{} is in use by another process", path.display())]
    Locked {
        /// The journal that was asked for.
        path: PathBuf,
    },
    /// The file is not a journal. Nothing was changed; name another file.
    #[error("{} is not a journal", path.display())]
    Foreign {
        /// The file that was found.
        path: PathBuf,
    },
    /// The file was written by a newer version of Antre. Nothing was changed; update this one.
    #[error("the journal has format {found}, this program knows up to {known}")]
    NewerFormat {
        /// The version in the file's header.
        found: u32,
        /// The newest version that this program reads.
        known: u32,
    },
    /// A record in the middle of the file is damaged, with whole records after it. Nothing was
    /// changed: keep the file for inspection, and start a new one only knowing what that loses.
    #[error("the journal is damaged at byte {offset}")]
    Corrupt {
        /// Where the damaged record begins, in bytes from the start of the file.
        offset: u64,
    },
    /// The payload is longer than a record may be. Nothing was written.
    #[error("a record of {len} bytes is longer than the {max} allowed")]
    TooLong {
        /// Length of the payload in bytes.
        len: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// The record does not fit into the file's bound. Nothing was written: rewrite, then append.
    #[error("the journal is full at {max} bytes")]
    Full {
        /// The limit in bytes.
        max: u64,
    },
    /// An earlier write failed, so what the disk holds is unknown. Drop this journal and open it
    /// again: what was acknowledged is there, and the unfinished record may be.
    #[error("the journal must be opened again after a failed write")]
    Broken,
    /// The operating system refused. After a failed write the journal is [`Broken`](Self::Broken).
    #[error("the journal could not {doing}: {source}")]
    Io {
        /// What was being done, as a verb.
        doing: &'static str,
        /// The operating system's answer.
        source: io::Error,
    },
}

impl JournalError {
    /// For `map_err`: names what was being done when the system refused.
    pub(crate) fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, source }
    }
}
