//! Who is signed in where: the half of the vault that a restart of the hub must not forget.

use std::str::FromStr;

use data_encoding::HEXLOWER;
use rusqlite::{Connection, Row, TransactionBehavior, params};

use crate::error::{InFile, StorageError};
use crate::people::{PersonRole, role_in, unreadable};
use crate::pin::PinHash;
use crate::random;
use crate::vault::{TOKEN_RANDOM_BYTES, Token, TokenHash, VAULT_FILE, Vault};

/// Most sessions that the vault remembers. Those that are over make room for the next one; a person
/// has one that is not.
pub const SESSIONS_MAX: usize = 1_024;

/// What a session's token begins with, so that a found one can be recognised.
pub const SESSION_PREFIX: &str = "antre_s_";

/// Why a session is over before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionEnd {
    /// The person signed out.
    SignedOut,
    /// The person signed in at another place.
    Elsewhere,
    /// A supervisor released the counter.
    Released,
    /// The person was given another PIN.
    PinChanged,
    /// The person may sign in no longer.
    Removed,
}

impl SessionEnd {
    /// As it stands in the vault.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Elsewhere => "elsewhere",
            Self::Released => "released",
            Self::PinChanged => "pin_changed",
            Self::Removed => "removed",
        }
    }
}

/// No session ends like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no session ends like this")]
pub struct UnknownEnd;

impl FromStr for SessionEnd {
    type Err = UnknownEnd;

    fn from_str(word: &str) -> Result<Self, UnknownEnd> {
        [
            Self::SignedOut,
            Self::Elsewhere,
            Self::Released,
            Self::PinChanged,
            Self::Removed,
        ]
        .into_iter()
        .find(|end| end.as_str() == word)
        .ok_or(UnknownEnd)
    }
}

/// Somebody at a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Who.
    pub clerk: String,
    /// Where.
    pub device: String,
    /// At which counter, if any.
    pub counter: Option<String>,
    /// Since when, in milliseconds since 1970 UTC.
    pub created_at_ms: i64,
    /// Until when at most.
    pub expires_at_ms: i64,
}

/// A session as the vault remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSession {
    /// Its token.
    pub token: TokenHash,
    /// Who, where and until when.
    pub session: SessionRecord,
    /// What the person may do.
    pub role: PersonRole,
    /// Why it is over, where it is before its time.
    pub ended: Option<SessionEnd>,
}

impl Vault {
    /// Begins a session; every other one of the same person is over. `None` where the person may no
    /// longer sign in, or has another PIN than the `proved` one by now.
    ///
    /// # Errors
    /// `Random`, `Full`, `Disk`, `Corrupt`.
    pub fn begin_session(
        &mut self,
        session: &SessionRecord,
        proved: &PinHash,
    ) -> Result<Option<Token>, StorageError> {
        let random = HEXLOWER.encode(&random::bytes::<TOKEN_RANDOM_BYTES>()?);
        let token = Token::new(format!("{SESSION_PREFIX}{random}"));
        let mut query = || {
            let tx = self
                .conn
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            end_all(&tx, &session.clerk, SessionEnd::Elsewhere)?;
            make_room(&tx, session.created_at_ms)?;
            let begun = tx.execute(
                "INSERT INTO session
                 SELECT ?1, clerk, ?3, ?4, ?5, ?6, NULL FROM person
                 WHERE clerk = ?2 AND removed_at_ms IS NULL AND pin_hash = ?7",
                params![
                    token.hash().as_bytes(),
                    session.clerk,
                    session.device,
                    session.counter,
                    session.created_at_ms,
                    session.expires_at_ms,
                    proved.as_str().as_bytes(),
                ],
            )?;
            if begun == 1 {
                tx.commit()?;
            }
            Ok(begun == 1)
        };
        Ok(query().in_file(VAULT_FILE)?.then_some(token))
    }

    /// Ends a session, unless it is over already.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Corrupt`.
    pub fn end_session(&mut self, token: &TokenHash, end: SessionEnd) -> Result<(), StorageError> {
        self.conn
            .execute(
                "UPDATE session SET ended = ?2 WHERE token_hash = ?1 AND ended IS NULL",
                params![token.as_bytes(), end.as_str()],
            )
            .in_file(VAULT_FILE)?;
        Ok(())
    }

    /// Every session that the vault remembers, oldest first.
    ///
    /// # Errors
    /// `Disk`, `Corrupt`.
    pub fn sessions(&self) -> Result<Vec<KeptSession>, StorageError> {
        let query = || {
            self.conn
                .prepare(
                    "SELECT token_hash, clerk, device, counter, session.created_at_ms,
                         expires_at_ms, ended, role
                     FROM session JOIN person USING (clerk)
                     ORDER BY session.created_at_ms, token_hash",
                )?
                .query_map([], kept_in)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        query().in_file(VAULT_FILE)
    }
}

/// Ends whatever sessions somebody has.
pub(crate) fn end_all(conn: &Connection, clerk: &str, end: SessionEnd) -> rusqlite::Result<()> {
    conn.execute(
        "UPDATE session SET ended = ?2 WHERE clerk = ?1 AND ended IS NULL",
        params![clerk, end.as_str()],
    )?;
    Ok(())
}

/// Forgets what has expired, and then as many of those that are over as the next one needs. What is left
/// is one session a person at most, and there are fewer persons than places.
fn make_room(conn: &Connection, now_ms: i64) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM session WHERE expires_at_ms <= ?1", [now_ms])?;
    conn.execute(
        "DELETE FROM session WHERE token_hash IN (
            SELECT token_hash FROM session WHERE ended IS NOT NULL
            ORDER BY created_at_ms, token_hash
            LIMIT max(0, (SELECT count(*) FROM session) + 1 - ?1))",
        [SESSIONS_MAX as i64],
    )?;
    Ok(())
}

fn kept_in(row: &Row<'_>) -> rusqlite::Result<KeptSession> {
    let ended: Option<String> = row.get(6)?;
    Ok(KeptSession {
        token: TokenHash::from_bytes(row.get(0)?),
        session: SessionRecord {
            clerk: row.get(1)?,
            device: row.get(2)?,
            counter: row.get(3)?,
            created_at_ms: row.get(4)?,
            expires_at_ms: row.get(5)?,
        },
        ended: ended
            .map(|word| {
                word.parse()
                    .map_err(|error: UnknownEnd| unreadable(6, error))
            })
            .transpose()?,
        role: role_in(row, 7)?,
    })
}
