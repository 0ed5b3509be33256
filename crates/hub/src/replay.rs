//! From the log back to a branch.

use antre_domain::{Branch, DecodeError, Event, Timestamp, decode};
use antre_storage::{LogReader, READ_EVENTS_MAX, StorageError};

use crate::followed::SNAPSHOT_CALLS_SECS;

/// Why the log could not be followed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The log cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// An event cannot be read: the log was written by a newer Antre, or by something else.
    #[error("event {seq}: {error}")]
    Event {
        /// Which.
        seq: u64,
        /// Why.
        error: DecodeError,
    },
}

/// Reads every event from `from_seq` on, in order; returns the last sequence read, or
/// `from_seq - 1` where there is none.
pub(crate) fn each_event(
    reader: &LogReader,
    from_seq: u64,
    mut take: impl FnMut(u64, Event),
) -> Result<u64, ReplayError> {
    let mut next_seq = from_seq;
    loop {
        let page = reader.events(next_seq, READ_EVENTS_MAX)?;
        let Some(last) = page.last() else {
            return Ok(next_seq - 1);
        };
        let last_seq = last.seq;
        for stored in &page {
            let seq = stored.seq;
            take(
                seq,
                decode(&stored.body).map_err(|error| ReplayError::Event { seq, error })?,
            );
        }
        next_seq = last_seq + 1;
    }
}

/// The branch as the log leaves it. Reads no further back than the present day.
pub(crate) fn branch(reader: &LogReader) -> Result<Branch, ReplayError> {
    let mut branch = Branch::default();
    each_event(reader, present_day_seq(reader)?, |_, event| {
        branch.apply(&event)
    })?;
    Ok(branch)
}

/// Where the present business day begins; 1 where there is none yet.
pub(crate) fn present_day_seq(reader: &LogReader) -> Result<u64, StorageError> {
    Ok(reader.last_day()?.map_or(1, |day| day.first_seq))
}

/// Where screens have to begin, so that a snapshot can carry the calls of the last
/// [`SNAPSHOT_CALLS_SECS`]: one day further back while the present day is younger than that.
pub(crate) fn screens_seq(reader: &LogReader, now: Timestamp) -> Result<u64, StorageError> {
    let days = reader.days()?;
    let Some(today) = days.last() else {
        return Ok(1);
    };
    let opened = reader.events(today.first_seq, 1)?;
    let is_young = opened.first().is_some_and(|event| {
        now.secs_since(Timestamp::from_millis(event.at_ms)) <= SNAPSHOT_CALLS_SECS
    });
    let first = if is_young {
        days.iter().rev().nth(1).unwrap_or(today)
    } else {
        today
    };
    Ok(first.first_seq)
}
