use std::fmt;
use std::path::Path;
use std::str::FromStr;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use data_encoding::HEXLOWER;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{InFile, StorageError};
use crate::random;
use crate::sqlite::{self, Durability, Schema};
use crate::vault::{self, VAULT_FILE};

/// The texts of persons, sealed; their keys are in the vault.
pub const PRIVATE_FILE: &str = "private.db";
/// Longest text, in bytes.
pub const PRIVATE_TEXT_BYTES_MAX: usize = 4 << 10;

const REFERENCE_BYTES: usize = 16;
const KEY_BYTES: usize = 32;

pub(crate) const SCHEMA: Schema = Schema {
    file: PRIVATE_FILE,
    durability: Durability::Secret,
    steps: &["
        CREATE TABLE private_text (
            reference BLOB PRIMARY KEY,
            expires_at_ms INTEGER NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX private_text_expires ON private_text (expires_at_ms);
    "],
};

/// What an event says in place of a person's text: random, and worth nothing once that is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrivateRef([u8; REFERENCE_BYTES]);

impl fmt::Display for PrivateRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// This is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a private reference is 32 hexadecimal digits in lower case")]
pub struct NotAReference;

impl FromStr for PrivateRef {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<PrivateRef, NotAReference> {
        let bytes = HEXLOWER
            .decode(text.as_bytes())
            .map_err(|_| NotAReference)?;
        bytes.try_into().map(PrivateRef).map_err(|_| NotAReference)
    }
}

/// Keeps texts of persons until they expire or are erased.
///
/// Each text is sealed (ChaCha20-Poly1305, RFC 8439) with a random key of its own that lies in the
/// vault and goes first: a copy of one file alone tells nothing, and neither do the disk's old
/// blocks of this one. Both files overwrite what they delete.
#[derive(Debug)]
pub struct PrivateStore {
    texts: Connection,
    keys: Connection,
}

impl PrivateStore {
    pub(crate) fn open(dir: &Path) -> Result<PrivateStore, StorageError> {
        Ok(PrivateStore {
            texts: sqlite::open(dir, &SCHEMA)?,
            keys: sqlite::open(dir, &vault::SCHEMA)?,
        })
    }

    /// Keeps a text until `expires_at_ms` (the end of the day, or what the person consented to).
    ///
    /// # Errors
    /// `TooLarge`, `Random`, `Full`, `Disk`, `Corrupt`.
    pub fn put(&mut self, text: &str, expires_at_ms: i64) -> Result<PrivateRef, StorageError> {
        if text.len() > PRIVATE_TEXT_BYTES_MAX {
            let max = PRIVATE_TEXT_BYTES_MAX;
            return Err(StorageError::TooLarge {
                what: "a private text",
                max,
            });
        }
        let reference = PrivateRef(random::bytes()?);
        let key = random::bytes::<KEY_BYTES>()?;
        let sealed = seal(&key, &reference, text);
        // The key first: a key without a text is purged in its time, a text without a key is lost.
        self.keys
            .execute(
                "INSERT INTO private_key (reference, expires_at_ms, key) VALUES (?1, ?2, ?3)",
                params![reference.0, expires_at_ms, key],
            )
            .in_file(VAULT_FILE)?;
        self.texts
            .execute(
                "INSERT INTO private_text (reference, expires_at_ms, sealed) VALUES (?1, ?2, ?3)",
                params![reference.0, expires_at_ms, sealed],
            )
            .in_file(PRIVATE_FILE)?;
        Ok(reference)
    }

    /// The text, unless it was erased or purged.
    ///
    /// # Errors
    /// `Corrupt` also where the text was changed; `Disk`.
    pub fn get(&self, reference: &PrivateRef) -> Result<Option<String>, StorageError> {
        let key: Option<[u8; KEY_BYTES]> = self
            .keys
            .query_row(
                "SELECT key FROM private_key WHERE reference = ?1",
                [reference.0],
                |row| row.get(0),
            )
            .optional()
            .in_file(VAULT_FILE)?;
        let sealed: Option<Vec<u8>> = self
            .texts
            .query_row(
                "SELECT sealed FROM private_text WHERE reference = ?1",
                [reference.0],
                |row| row.get(0),
            )
            .optional()
            .in_file(PRIVATE_FILE)?;
        match (key, sealed) {
            (Some(key), Some(sealed)) => open_sealed(&key, reference, &sealed).map(Some),
            (Some(_), None) | (None, _) => Ok(None),
        }
    }

    /// Keeps a text that is still there until `expires_at_ms` instead.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`: it may go at its earlier time.
    pub fn prolong(
        &mut self,
        reference: &PrivateRef,
        expires_at_ms: i64,
    ) -> Result<(), StorageError> {
        for (connection, table, file) in [
            (&self.keys, "private_key", VAULT_FILE),
            (&self.texts, "private_text", PRIVATE_FILE),
        ] {
            let prolonged = format!("UPDATE {table} SET expires_at_ms = ?2 WHERE reference = ?1");
            connection
                .execute(&prolonged, params![reference.0, expires_at_ms])
                .in_file(file)?;
        }
        Ok(())
    }

    /// Erases one text now, at its person's wish. Says whether it was still there.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`: the text may still be there, try again.
    pub fn erase(&mut self, reference: &PrivateRef) -> Result<bool, StorageError> {
        self.keys
            .execute(
                "DELETE FROM private_key WHERE reference = ?1",
                [reference.0],
            )
            .in_file(VAULT_FILE)?;
        let erased = self
            .texts
            .execute(
                "DELETE FROM private_text WHERE reference = ?1",
                [reference.0],
            )
            .in_file(PRIVATE_FILE)?;
        Ok(erased == 1)
    }

    /// Erases all that expired at `now_ms` or before; says how many texts.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`: some may still be there, try again.
    pub fn purge(&mut self, now_ms: i64) -> Result<usize, StorageError> {
        self.keys
            .execute(
                "DELETE FROM private_key WHERE expires_at_ms <= ?1",
                [now_ms],
            )
            .in_file(VAULT_FILE)?;
        self.texts
            .execute(
                "DELETE FROM private_text WHERE expires_at_ms <= ?1",
                [now_ms],
            )
            .in_file(PRIVATE_FILE)
    }
}

/// A key seals one text, once: the nonce may stay zero.
fn seal(key: &[u8; KEY_BYTES], reference: &PrivateRef, text: &str) -> Vec<u8> {
    let payload = Payload {
        msg: text.as_bytes(),
        aad: &reference.0,
    };
    ChaCha20Poly1305::new(&Key::from(*key))
        .encrypt(&Nonce::default(), payload)
        .expect("a text within PRIVATE_TEXT_BYTES_MAX is far below the cipher's limit")
}

fn open_sealed(
    key: &[u8; KEY_BYTES],
    reference: &PrivateRef,
    sealed: &[u8],
) -> Result<String, StorageError> {
    let payload = Payload {
        msg: sealed,
        aad: &reference.0,
    };
    ChaCha20Poly1305::new(&Key::from(*key))
        .decrypt(&Nonce::default(), payload)
        .ok()
        .and_then(|text| String::from_utf8(text).ok())
        .ok_or_else(|| StorageError::Corrupt {
            file: PRIVATE_FILE,
            what: format!("text {reference} is not the one that was written"),
        })
}
