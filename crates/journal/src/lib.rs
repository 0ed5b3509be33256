//! A small crash-safe record file: what was appended is on the disk when `append` returns, and is
//! read back whole and in order after any crash.
//!
//! It knows nothing of what its payloads mean, has no index, no threads and no clock, and never
//! decides by itself to compact. It is meant for thousands of records, not for millions.
//!
//! Rooms that must remember across a power cut own one file each: `printing` its acts, `client` its
//! outbox and its reserve. They open it, fold the records into their state, append, and call
//! [`Journal::rewrite`] when the file has grown.

mod error;
mod frame;
mod journal;

pub use error::JournalError;
pub use journal::{
    FILE_BYTES_MAX, FORMAT_VERSION, Journal, Limits, RECORD_BYTES_MAX, Record, RecordId,
};
