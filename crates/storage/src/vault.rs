use std::fmt;
use std::path::Path;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use crate::chain::Hash;
use crate::error::{InFile, StorageError};
use crate::people;
use crate::pin::PinHash;
use crate::random;
use crate::sqlite::{self, Durability, Schema};

/// Credentials: hashes of tokens, secrets, and the keys of private texts.
pub const VAULT_FILE: &str = "vault.db";
/// Length of the secret that status keys are made with.
pub const STATUS_SECRET_BYTES: usize = 32;

/// Random bytes in a token: nobody guesses 160 bits, so a plain hash of it is enough.
pub(crate) const TOKEN_RANDOM_BYTES: usize = 20;
/// What a token begins with, so that a found one can be recognised.
const TOKEN_PREFIX: &str = "antre_";
/// Most devices a branch ever had a token for.
const DEVICES_MAX: usize = 4_096;
/// Longest label, in bytes.
const LABEL_BYTES_MAX: usize = 200;

pub(crate) const SCHEMA: Schema = Schema {
    file: VAULT_FILE,
    durability: Durability::Secret,
    steps: &[
        "
        CREATE TABLE device (
            device TEXT PRIMARY KEY,
            token_hash BLOB NOT NULL UNIQUE,
            role TEXT NOT NULL,
            counter TEXT,
            label TEXT NOT NULL,
            created_at_ms INTEGER NOT NULL,
            revoked_at_ms INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE secret (
            name TEXT PRIMARY KEY,
            secret BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE private_key (
            reference BLOB PRIMARY KEY,
            expires_at_ms INTEGER NOT NULL,
            key BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
    ",
        people::SCHEMA_STEP,
    ],
};

const SELECT_DEVICES: &str = "
    SELECT device, role, counter, label, created_at_ms, revoked_at_ms
    FROM device ORDER BY created_at_ms, device";
const SELECT_BEARER: &str = "
    SELECT device, role, counter, label, created_at_ms, revoked_at_ms
    FROM device WHERE token_hash = ?1 AND revoked_at_ms IS NULL";

/// What the bearer of a token may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Issues tickets.
    Kiosk,
    /// Shows and speaks calls.
    Display,
    /// Gives numbers and answers who rings, beside a kiosk.
    Greeter,
    /// Acts at its own counter.
    Counter,
    /// Acts at every counter.
    Supervisor,
    /// Changes the branch.
    Admin,
}

impl Role {
    /// The role in one word, as on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Kiosk => "kiosk",
            Role::Display => "display",
            Role::Greeter => "greeter",
            Role::Counter => "counter",
            Role::Supervisor => "supervisor",
            Role::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No role has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is kiosk, display, greeter, counter, supervisor or admin")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Role, UnknownRole> {
        [
            Role::Kiosk,
            Role::Display,
            Role::Greeter,
            Role::Counter,
            Role::Supervisor,
            Role::Admin,
        ]
        .into_iter()
        .find(|role| role.as_str() == word)
        .ok_or(UnknownRole)
    }
}

/// A token just made: the only moment in which it is known. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub(crate) fn new(text: String) -> Token {
        Token(text)
    }

    /// The token's text, to be handed to its bearer.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The SHA-256 sum of a token: tells nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(Hash);

impl TokenHash {
    /// The hash of whatever a bearer presents.
    pub fn of(presented: &str) -> TokenHash {
        TokenHash(Sha256::digest(presented.as_bytes()).into())
    }

    pub(crate) fn from_bytes(hash: Hash) -> TokenHash {
        TokenHash(hash)
    }

    pub(crate) fn as_bytes(&self) -> &Hash {
        &self.0
    }
}

/// A device that has, or had, a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRecord {
    /// Its id, made with the token: `kiosk-1f2e3d4c`.
    pub device: String,
    /// What it may be.
    pub role: Role,
    /// The one counter it may act at, where it is bound to one.
    pub counter: Option<String>,
    /// What people call it.
    pub label: String,
    /// When its token was made, in milliseconds since 1970 UTC.
    pub created_at_ms: i64,
    /// When its token was revoked.
    pub revoked_at_ms: Option<i64>,
}

/// The credentials of a branch. Holds hashes of tokens, never a token.
#[derive(Debug)]
pub struct Vault {
    pub(crate) conn: Connection,
}

impl Vault {
    pub(crate) fn open(dir: &Path) -> Result<Vault, StorageError> {
        Ok(Vault {
            conn: sqlite::open(dir, &SCHEMA)?,
        })
    }

    /// Makes a device and its token.
    ///
    /// # Errors
    /// `TooLarge` for the label or the number of devices; `Random`, `Full`, `Disk`, `Corrupt`.
    pub fn issue_token(
        &mut self,
        role: Role,
        counter: Option<&str>,
        label: &str,
        now_ms: i64,
    ) -> Result<(Token, DeviceRecord), StorageError> {
        if label.len() > LABEL_BYTES_MAX {
            return Err(StorageError::TooLarge {
                what: "a label",
                max: LABEL_BYTES_MAX,
            });
        }
        let random = HEXLOWER.encode(&random::bytes::<TOKEN_RANDOM_BYTES>()?);
        let token = Token(format!("{TOKEN_PREFIX}{random}"));
        let record = DeviceRecord {
            device: format!("{role}-{}", HEXLOWER.encode(&random::bytes::<4>()?)),
            role,
            counter: counter.map(str::to_owned),
            label: label.to_owned(),
            created_at_ms: now_ms,
            revoked_at_ms: None,
        };
        if self.count_devices().in_file(VAULT_FILE)? >= DEVICES_MAX {
            return Err(StorageError::TooLarge {
                what: "the number of devices",
                max: DEVICES_MAX,
            });
        }
        self.insert(&token, &record).in_file(VAULT_FILE)?;
        Ok((token, record))
    }

    /// The device that bears this token, unless it was revoked.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn lookup(&self, hash: &TokenHash) -> Result<Option<DeviceRecord>, StorageError> {
        let query = || {
            self.conn
                .prepare_cached(SELECT_BEARER)?
                .query_row([hash.0], record_in)
                .optional()
        };
        query().in_file(VAULT_FILE)
    }

    /// Ends a device's token. Says whether there was one to end.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`.
    pub fn revoke(&mut self, device: &str, now_ms: i64) -> Result<bool, StorageError> {
        let changed = self
            .conn
            .execute(
                "UPDATE device SET revoked_at_ms = ?2 WHERE device = ?1 AND revoked_at_ms IS NULL",
                params![device, now_ms],
            )
            .in_file(VAULT_FILE)?;
        Ok(changed == 1)
    }

    /// All devices, revoked ones too, oldest first.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn devices(&self) -> Result<Vec<DeviceRecord>, StorageError> {
        let query = || {
            self.conn
                .prepare(SELECT_DEVICES)?
                .query_map([], record_in)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        query().in_file(VAULT_FILE)
    }

    /// The secret that status keys are made with: the branch's own, made when first asked for.
    ///
    /// # Errors
    /// `Random`, `Full`, `Disk`, `Corrupt`.
    pub fn status_secret(&mut self) -> Result<[u8; STATUS_SECRET_BYTES], StorageError> {
        let fresh = random::bytes::<STATUS_SECRET_BYTES>()?;
        let mut query = || {
            let tx = self
                .conn
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            tx.execute(
                "INSERT OR IGNORE INTO secret VALUES ('status_key', ?1)",
                [fresh],
            )?;
            let secret = tx.query_row(
                "SELECT secret FROM secret WHERE name = 'status_key'",
                [],
                |row| row.get(0),
            )?;
            tx.commit()?;
            Ok(secret)
        };
        query().in_file(VAULT_FILE)
    }

    /// Keeps the staff's PIN in the place of the one before.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`.
    pub fn set_pin(&mut self, pin: &PinHash) -> Result<(), StorageError> {
        self.conn
            .execute(
                "INSERT OR REPLACE INTO secret VALUES ('staff_pin', ?1)",
                [pin.as_str().as_bytes()],
            )
            .in_file(VAULT_FILE)?;
        Ok(())
    }

    /// The staff's PIN; `None` where none was ever set.
    ///
    /// # Errors
    /// `Disk`; `Corrupt` also where it is no hash.
    pub fn pin(&self) -> Result<Option<PinHash>, StorageError> {
        let stored: Option<Vec<u8>> = self
            .conn
            .query_row(
                "SELECT secret FROM secret WHERE name = 'staff_pin'",
                [],
                |row| row.get(0),
            )
            .optional()
            .in_file(VAULT_FILE)?;
        stored.map(PinHash::read).transpose()
    }

    fn count_devices(&self) -> rusqlite::Result<usize> {
        let count: i64 = self
            .conn
            .query_row("SELECT count(*) FROM device", [], |row| row.get(0))?;
        Ok(count as usize)
    }

    fn insert(&self, token: &Token, record: &DeviceRecord) -> rusqlite::Result<()> {
        self.conn.execute(
            "INSERT INTO device (device, token_hash, role, counter, label, created_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                record.device,
                token.hash().0,
                record.role.as_str(),
                record.counter,
                record.label,
                record.created_at_ms,
            ],
        )?;
        Ok(())
    }
}

fn record_in(row: &Row<'_>) -> rusqlite::Result<DeviceRecord> {
    let role: String = row.get(1)?;
    let role = role.parse().map_err(|unknown: UnknownRole| {
        rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(unknown))
    })?;
    Ok(DeviceRecord {
        device: row.get(0)?,
        role,
        counter: row.get(2)?,
        label: row.get(3)?,
        created_at_ms: row.get(4)?,
        revoked_at_ms: row.get(5)?,
    })
}
