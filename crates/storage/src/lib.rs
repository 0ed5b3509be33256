//! The memory of a branch: the hash-chained event log with its receipts on SQLite, and beside it
//! the texts of persons, the credentials, and the reports, each in a file of its own. What
//! [`Log::append`] has acknowledged is on the disk, whole, and in order.
//!
//! It deliberately knows no event: a body is bytes, a kind is a word, and nothing here decides,
//! replays or upcasts. It has no clock either; instants come in as milliseconds since 1970 UTC.
//!
//! The hub's writer thread owns the one [`Log`]; its follower reads with a [`LogReader`] and
//! writes [`Reports`]; `antre token` uses the [`Vault`]. All begin at [`DataDir::open`], which
//! locks the directory; [`verify`] and [`backup`] also work beside a running hub.
//!
//! ```no_run
//! # fn main() -> Result<(), antre_storage::StorageError> {
//! use antre_storage::{Batch, DataDir, NewEvent, OpenOptions};
//!
//! let options = OpenOptions { create: true, ..OpenOptions::default() };
//! let dir = DataDir::open("/var/lib/antre", options)?;
//! let mut log = dir.log()?;
//! let body = br#"{"type":"branch_configured","v":1}"#.to_vec();
//! let event = NewEvent { at_ms: 1_795_305_600_000, day: None, kind: "branch_configured", body };
//! let batch = Batch { events: vec![event], receipts: Vec::new() };
//! if log.append(&batch).is_err() {
//!     let tail = log.reopen()?; // tells whether the batch went in after all
//!     println!("the log ends at {}", tail.seq);
//! }
//! # Ok(())
//! # }
//! ```

mod backup;
mod chain;
mod day;
mod dir;
mod error;
mod history;
mod log;
mod people;
mod pin;
mod private;
mod random;
mod reader;
mod receipt;
mod reports;
mod sessions;
mod sqlite;
mod vault;
mod verify;

pub use backup::backup;
pub use chain::Hash;
pub use dir::{DataDir, LOCK_FILE, MEDIA_DIR, OpenOptions};
pub use error::StorageError;
pub use history::{Expected, ReportHistory, ToldWait};
pub use log::{
    Appended, BATCH_EVENTS_MAX, Batch, EVENT_BODY_BYTES_MAX, KIND_BYTES_MAX, LOG_FILE, Log,
    NewEvent,
};
pub use people::{
    NotAName, PERSON_NAME_CHARS_MAX, PERSONS_MAX, Person, PersonName, PersonRole, UnknownPersonRole,
};
pub use pin::{NotAPin, PIN_DIGITS_MAX, PIN_DIGITS_MIN, Pin, PinHash};
pub use private::{NotAReference, PRIVATE_FILE, PRIVATE_TEXT_BYTES_MAX, PrivateRef, PrivateStore};
pub use reader::{Epoch, LogReader, OpenedDay, READ_BYTES_MAX, READ_EVENTS_MAX, StoredEvent, Tail};
pub use receipt::{RECEIPT_FACTS_BYTES_MAX, RECEIPT_KEY_BYTES_MAX, Receipt};
pub use reports::{Applied, Leg, REPORTS_FILE, Reports};
pub use sessions::{
    KeptSession, SESSION_PREFIX, SESSIONS_MAX, SessionEnd, SessionRecord, UnknownEnd,
};
pub use vault::{
    DeviceRecord, Role, STATUS_SECRET_BYTES, Token, TokenHash, UnknownRole, VAULT_FILE, Vault,
};
pub use verify::{FAULTS_MAX, VerifyFault, VerifyReport, verify};
