//! The bytes of the file. All numbers are little-endian.
//!
//! ```text
//! header  "antrejnl" | version u32 | first_id u64 | crc32 of the 20 bytes before
//! record  len u32 | crc32 of (offset u64, len u32, payload) | payload
//! ```
//!
//! The checksum covers the record's own offset, so a record that lies inside another one's payload,
//! or a stale block of an older file, never passes for a record of this one.

use crate::{FORMAT_VERSION, JournalError, Limits};

const MAGIC: &[u8; 8] = b"antrejnl";

/// Length of the header in bytes.
pub(crate) const HEADER_BYTES: usize = 24;
/// What a record adds to its payload, in bytes.
pub(crate) const FRAME_BYTES: usize = 8;

/// Why a header was not accepted.
pub(crate) enum BadHeader {
    Foreign,
    Newer(u32),
}

pub(crate) fn header(first_id: u64) -> [u8; HEADER_BYTES] {
    let mut bytes = [0; HEADER_BYTES];
    bytes[..8].copy_from_slice(MAGIC);
    bytes[8..12].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
    bytes[12..20].copy_from_slice(&first_id.to_le_bytes());
    let crc = crc32fast::hash(&bytes[..20]);
    bytes[20..].copy_from_slice(&crc.to_le_bytes());
    bytes
}

/// The identity of the first record, if these are the first bytes of a journal we can read.
pub(crate) fn parse_header(file: &[u8]) -> Result<u64, BadHeader> {
    let Some(bytes) = file.first_chunk::<HEADER_BYTES>() else {
        return Err(BadHeader::Foreign);
    };
    if &bytes[..8] != MAGIC || crc32fast::hash(&bytes[..20]) != u32_at(bytes, 20) {
        return Err(BadHeader::Foreign);
    }
    match u32_at(bytes, 8) {
        FORMAT_VERSION => {
            let (low, high) = (u32_at(bytes, 12), u32_at(bytes, 16));
            Ok(u64::from(low) | u64::from(high) << 32)
        }
        found => Err(BadHeader::Newer(found)),
    }
}

/// Appends to `out` the record that will stand at `offset`. The caller has checked the length.
pub(crate) fn push_record(out: &mut Vec<u8>, offset: u64, payload: &[u8]) {
    let len = payload.len() as u32;
    out.extend_from_slice(&len.to_le_bytes());
    out.extend_from_slice(&checksum(offset, len, payload).to_le_bytes());
    out.extend_from_slice(payload);
}

/// Reads all records after the header. Returns the payloads and where the last whole one ends;
/// what lies after that is the tail of an append that never returned.
///
/// A damaged record is such a tail when it is no longer than one record can be and nothing whole
/// follows it. Otherwise records that were acknowledged stand behind the damage, and cutting there
/// would lose them: that is [`JournalError::Corrupt`].
pub(crate) fn scan(file: &[u8], limits: Limits) -> Result<(Vec<&[u8]>, usize), JournalError> {
    let mut payloads = Vec::new();
    let mut at = HEADER_BYTES;
    while let Some(payload) = record_at(file, at, limits) {
        payloads.push(payload);
        at += FRAME_BYTES + payload.len();
    }
    let tail_is_torn = file.len() - at <= FRAME_BYTES + limits.record_bytes
        && !(at + 1..file.len()).any(|later| record_at(file, later, limits).is_some());
    if tail_is_torn {
        Ok((payloads, at))
    } else {
        Err(JournalError::Corrupt { offset: at as u64 })
    }
}

fn record_at(file: &[u8], at: usize, limits: Limits) -> Option<&[u8]> {
    let frame = file.get(at..at + FRAME_BYTES)?;
    let len = u32_at(frame, 0);
    if len as usize > limits.record_bytes {
        return None;
    }
    let payload = file.get(at + FRAME_BYTES..at + FRAME_BYTES + len as usize)?;
    (checksum(at as u64, len, payload) == u32_at(frame, 4)).then_some(payload)
}

fn checksum(offset: u64, len: u32, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&offset.to_le_bytes());
    hasher.update(&len.to_le_bytes());
    hasher.update(payload);
    hasher.finalize()
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
