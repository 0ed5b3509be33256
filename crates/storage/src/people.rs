//! Who works here: the half of the vault that is about persons.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use rusqlite::{OptionalExtension as _, Row, TransactionBehavior, params};

use crate::error::{InFile, StorageError};
use crate::pin::PinHash;
use crate::random;
use crate::sessions::SessionEnd;
use crate::vault::{VAULT_FILE, Vault};

/// Most persons that the vault remembers. Where one more is added, the one who left first is forgotten.
pub const PERSONS_MAX: usize = 512;
/// The longest name of a person, in characters.
pub const PERSON_NAME_CHARS_MAX: usize = 40;

/// What a reference begins with that nobody chose.
const CLERK_PREFIX: &str = "p-";

pub(crate) const SCHEMA_STEP: &str = "
    CREATE TABLE person (
        clerk TEXT PRIMARY KEY,
        name TEXT NOT NULL COLLATE NOCASE,
        role TEXT NOT NULL,
        -- None once the person has left.
        pin_hash BLOB,
        created_at_ms INTEGER NOT NULL,
        removed_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE UNIQUE INDEX person_name ON person (name) WHERE removed_at_ms IS NULL;

    CREATE TABLE session (
        token_hash BLOB PRIMARY KEY,
        clerk TEXT NOT NULL,
        device TEXT NOT NULL,
        counter TEXT,
        created_at_ms INTEGER NOT NULL,
        expires_at_ms INTEGER NOT NULL,
        -- Why it is over, before its time.
        ended TEXT
    ) STRICT, WITHOUT ROWID;
";

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PersonRole {
    /// Gives numbers, beside a kiosk or at reception.
    Greeter,
    /// Serves at a counter.
    Clerk,
    /// Acts at every counter and leads the hall.
    Supervisor,
    /// Changes the branch.
    Administrator,
}

impl PersonRole {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Greeter,
        Self::Clerk,
        Self::Supervisor,
        Self::Administrator,
    ];

    /// The role in one word, as on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Greeter => "greeter",
            Self::Clerk => "clerk",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }
}

impl fmt::Display for PersonRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No person has this role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a person is a greeter, clerk, supervisor or administrator")]
pub struct UnknownPersonRole;

impl FromStr for PersonRole {
    type Err = UnknownPersonRole;

    fn from_str(word: &str) -> Result<Self, UnknownPersonRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or(UnknownPersonRole)
    }
}

/// A person's name: 1 to 40 characters on one line. It does not print itself, so that no log holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

/// This cannot be the name of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to {PERSON_NAME_CHARS_MAX} characters on one line")]
pub struct NotAName;

impl PersonName {
    /// Without the white space around it.
    ///
    /// # Errors
    /// See [`NotAName`].
    pub fn new(text: &str) -> Result<Self, NotAName> {
        let name = text.trim();
        let count = name.chars().count();
        if !(1..=PERSON_NAME_CHARS_MAX).contains(&count) || name.chars().any(char::is_control) {
            return Err(NotAName);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name, for a screen.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The reference that stands in the log: never a name, and never anybody else's again.
    pub clerk: String,
    /// What they are called.
    pub name: PersonName,
    /// What they may do.
    pub role: PersonRole,
    /// Since when they may, in milliseconds since 1970 UTC.
    pub created_at_ms: i64,
}

impl Vault {
    /// Lets somebody sign in, under `clerk` or, where that is `None`, under a random reference.
    ///
    /// # Errors
    /// `Taken` for a name, or a reference that was ever somebody's; `TooLarge` for one person too many;
    /// `Random`, `Full`, `Disk`, `Corrupt`.
    pub fn add_person(
        &mut self,
        clerk: Option<&str>,
        name: &PersonName,
        role: PersonRole,
        pin: &PinHash,
        now_ms: i64,
    ) -> Result<Person, StorageError> {
        let person = Person {
            clerk: match clerk {
                Some(clerk) => clerk.to_owned(),
                None => format!("{CLERK_PREFIX}{}", HEXLOWER.encode(&random::bytes::<4>()?)),
            },
            name: name.clone(),
            role,
            created_at_ms: now_ms,
        };
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .in_file(VAULT_FILE)?;
        let is_there = |sql: &str, value: &str| {
            let found = tx.query_row(sql, [value], |_| Ok(())).optional();
            found.in_file(VAULT_FILE).map(|found| found.is_some())
        };
        if is_there(
            "SELECT 1 FROM person WHERE name = ?1 AND removed_at_ms IS NULL",
            name.reveal(),
        )? {
            return Err(StorageError::Taken { what: "this name" });
        }
        if is_there("SELECT 1 FROM person WHERE clerk = ?1", &person.clerk)? {
            return Err(StorageError::Taken {
                what: "this reference",
            });
        }
        tx.execute(
            "DELETE FROM person WHERE (SELECT count(*) FROM person) >= ?1 AND clerk = (
                SELECT clerk FROM person WHERE removed_at_ms IS NOT NULL
                ORDER BY removed_at_ms, clerk LIMIT 1)",
            [PERSONS_MAX as i64],
        )
        .in_file(VAULT_FILE)?;
        let count: i64 = tx
            .query_row("SELECT count(*) FROM person", [], |row| row.get(0))
            .in_file(VAULT_FILE)?;
        if count >= PERSONS_MAX as i64 {
            return Err(StorageError::TooLarge {
                what: "the number of persons",
                max: PERSONS_MAX,
            });
        }
        tx.execute(
            "INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5, NULL)",
            params![
                person.clerk,
                person.name.reveal(),
                person.role.as_str(),
                pin.as_str().as_bytes(),
                person.created_at_ms,
            ],
        )
        .in_file(VAULT_FILE)?;
        tx.commit().in_file(VAULT_FILE)?;
        Ok(person)
    }

    /// Everybody who may sign in, by name.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn people(&self) -> Result<Vec<Person>, StorageError> {
        let query = || {
            self.conn
                .prepare(
                    "SELECT clerk, name, role, created_at_ms FROM person
                     WHERE removed_at_ms IS NULL ORDER BY name, clerk",
                )?
                .query_map([], person_in)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        query().in_file(VAULT_FILE)
    }

    /// Somebody who may sign in, and what is kept of their PIN.
    ///
    /// # Errors
    /// `Disk`; `Corrupt` also where the PIN is no hash.
    pub fn person(&self, clerk: &str) -> Result<Option<(Person, PinHash)>, StorageError> {
        let found: Option<(Person, Vec<u8>)> = self
            .conn
            .query_row(
                "SELECT clerk, name, role, created_at_ms, pin_hash FROM person
                 WHERE clerk = ?1 AND removed_at_ms IS NULL",
                [clerk],
                |row| Ok((person_in(row)?, row.get(4)?)),
            )
            .optional()
            .in_file(VAULT_FILE)?;
        found
            .map(|(person, pin)| Ok((person, PinHash::read(pin)?)))
            .transpose()
    }

    /// Gives somebody another PIN. Where `keep_session` is `false`, whoever is signed in under the old
    /// one is so no longer. Says whether there is such a person.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`.
    pub fn set_person_pin(
        &mut self,
        clerk: &str,
        pin: &PinHash,
        keep_session: bool,
    ) -> Result<bool, StorageError> {
        let mut query = || {
            let tx = self
                .conn
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let changed = tx.execute(
                "UPDATE person SET pin_hash = ?2 WHERE clerk = ?1 AND removed_at_ms IS NULL",
                params![clerk, pin.as_str().as_bytes()],
            )?;
            if changed == 1 && !keep_session {
                crate::sessions::end_all(&tx, clerk, SessionEnd::PinChanged)?;
            }
            tx.commit()?;
            Ok(changed == 1)
        };
        query().in_file(VAULT_FILE)
    }

    /// Lets somebody sign in no longer; their PIN is forgotten, and their name stays beside their
    /// reference for whoever reads the log. Says whether there was such a person.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`.
    pub fn remove_person(&mut self, clerk: &str, now_ms: i64) -> Result<bool, StorageError> {
        let mut query = || {
            let tx = self
                .conn
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let changed = tx.execute(
                "UPDATE person SET removed_at_ms = ?2, pin_hash = NULL
                 WHERE clerk = ?1 AND removed_at_ms IS NULL",
                params![clerk, now_ms],
            )?;
            crate::sessions::end_all(&tx, clerk, SessionEnd::Removed)?;
            tx.commit()?;
            Ok(changed == 1)
        };
        query().in_file(VAULT_FILE)
    }
}

fn person_in(row: &Row<'_>) -> rusqlite::Result<Person> {
    let (name, role): (String, String) = (row.get(1)?, row.get(2)?);
    Ok(Person {
        clerk: row.get(0)?,
        name: PersonName::new(&name).map_err(|error| unreadable(1, error))?,
        role: role.parse().map_err(|error| unreadable(2, error))?,
        created_at_ms: row.get(3)?,
    })
}

/// What stands in this column is not what was written.
pub(crate) fn unreadable(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}

/// The role of the person in this column.
pub(crate) fn role_in(row: &Row<'_>, column: usize) -> rusqlite::Result<PersonRole> {
    let role: String = row.get(column)?;
    role.parse()
        .map_err(|error: UnknownPersonRole| unreadable(column, error))
}
