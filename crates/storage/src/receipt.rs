use chrono::NaiveDate;
use rusqlite::{Connection, Row, Transaction, params};

use crate::chain::Hash;
use crate::day;
use crate::error::StorageError;

/// Longest idempotency key, in bytes.
pub const RECEIPT_KEY_BYTES_MAX: usize = 256;
/// Largest facts of one receipt, in bytes (a group of 50 tickets fits).
pub const RECEIPT_FACTS_BYTES_MAX: usize = 64 << 10;

const INSERT: &str = "
    INSERT INTO receipt (device, key, request_hash, day, status, facts)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const SELECT_SINCE: &str =
    "SELECT device, key, request_hash, day, status, facts FROM receipt WHERE day >= ?1";
const DELETE_BEFORE: &str = "DELETE FROM receipt WHERE day < ?1";

/// What was answered to a request, kept so that a replay of the request gets the same answer.
///
/// A key is the device's own: two devices may use the same one. A second receipt for the same
/// device and key makes the append fail, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Whose key it is.
    pub device: String,
    /// The idempotency key, at most [`RECEIPT_KEY_BYTES_MAX`].
    pub key: String,
    /// The sum of method, path and parsed body.
    pub request_hash: Hash,
    /// The business day of the request. The receipt lives until the day after the next opens.
    pub day: NaiveDate,
    /// The HTTP status answered.
    pub status: u16,
    /// The facts of the answer that never change, at most [`RECEIPT_FACTS_BYTES_MAX`].
    pub facts: Vec<u8>,
}

pub(crate) fn check(receipts: &[Receipt]) -> Result<(), StorageError> {
    for receipt in receipts {
        if receipt.key.len() > RECEIPT_KEY_BYTES_MAX {
            return Err(StorageError::TooLarge {
                what: "a receipt's key",
                max: RECEIPT_KEY_BYTES_MAX,
            });
        }
        if receipt.facts.len() > RECEIPT_FACTS_BYTES_MAX {
            return Err(StorageError::TooLarge {
                what: "a receipt's facts",
                max: RECEIPT_FACTS_BYTES_MAX,
            });
        }
    }
    Ok(())
}

pub(crate) fn insert(tx: &Transaction<'_>, receipts: &[Receipt]) -> rusqlite::Result<()> {
    let mut statement = tx.prepare_cached(INSERT)?;
    for receipt in receipts {
        statement.execute(params![
            receipt.device,
            receipt.key,
            receipt.request_hash,
            day::to_column(receipt.day),
            receipt.status,
            receipt.facts,
        ])?;
    }
    Ok(())
}

/// Forgets what is older than `day`.
pub(crate) fn purge_before(tx: &Transaction<'_>, day: NaiveDate) -> rusqlite::Result<()> {
    tx.prepare_cached(DELETE_BEFORE)?
        .execute([day::to_column(day)])?;
    Ok(())
}

pub(crate) fn since(conn: &Connection, day: NaiveDate) -> rusqlite::Result<Vec<Receipt>> {
    conn.prepare_cached(SELECT_SINCE)?
        .query_map([day::to_column(day)], from_row)?
        .collect()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Receipt> {
    Ok(Receipt {
        device: row.get(0)?,
        key: row.get(1)?,
        request_hash: row.get(2)?,
        day: day::in_row(row, 3)?,
        status: row.get(4)?,
        facts: row.get(5)?,
    })
}
