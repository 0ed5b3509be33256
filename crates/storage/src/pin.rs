use std::fmt;
use std::str::FromStr;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

use crate::error::StorageError;
use crate::vault::VAULT_FILE;

/// The fewest digits of a PIN.
pub const PIN_DIGITS_MIN: usize = 4;
/// The most digits of a PIN.
pub const PIN_DIGITS_MAX: usize = 8;

/// The bounds of [`Argon2::default`], and a sum that no PIN is known to have.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IHNpdHMgaGVyZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A PIN, the staff's common one or a person's own: 4 to 8 digits that are not the first that anybody would try. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// Why this cannot be a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPin {
    /// Something else than so many digits.
    #[error("a PIN is {PIN_DIGITS_MIN} to {PIN_DIGITS_MAX} digits and nothing else")]
    NotDigits,
    /// `0000`, `1234`, `9876`, `1212`.
    #[error(
        "this PIN is guessed at the first try: choose digits that are no row and no repetition"
    )]
    Trivial,
}

impl FromStr for Pin {
    type Err = NotAPin;

    fn from_str(text: &str) -> Result<Pin, NotAPin> {
        let digits = text.as_bytes();
        if !(PIN_DIGITS_MIN..=PIN_DIGITS_MAX).contains(&digits.len())
            || !digits.iter().all(u8::is_ascii_digit)
        {
            return Err(NotAPin::NotDigits);
        }
        // From each digit to the next, round the clock of ten: 7890 is a row, too.
        let steps = digits.windows(2).map(|pair| (pair[1] + 10 - pair[0]) % 10);
        let is_row = |step: u8| steps.clone().all(|other| other == step);
        let is_pairs = digits
            .iter()
            .zip(&digits[2..])
            .all(|(one, other)| one == other);
        if is_row(0) || is_row(1) || is_row(9) || is_pairs {
            return Err(NotAPin::Trivial);
        }
        Ok(Pin(text.to_owned()))
    }
}

/// What is kept of a PIN: Argon2id with a salt of its own, as a PHC string. A PIN has few digits: what
/// keeps it is the price of each guess, and that nobody but the hub reads the vault.
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

impl fmt::Debug for PinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinHash(…)")
    }
}

impl PinHash {
    /// Hashes a PIN: 19 MiB and some tens of milliseconds of a core.
    ///
    /// # Errors
    /// `Random`: the operating system gives no random bits.
    pub fn of(pin: &Pin) -> Result<PinHash, StorageError> {
        let salt = crate::random::bytes::<16>()?;
        let hash = Argon2::default()
            .hash_password_with_salt(pin.0.as_bytes(), &salt)
            .expect("a PIN and a salt of 16 bytes are within Argon2's bounds");
        Ok(PinHash(hash.to_string()))
    }

    /// Nobody's: as dear to compare as anybody's, and never right. For who is not there, so that how
    /// long an answer takes does not tell.
    pub fn of_nobody() -> PinHash {
        PinHash(NOBODYS.to_owned())
    }

    /// Whether `typed` is the PIN. As dear as [`PinHash::of`], whatever was typed.
    pub fn matches(&self, typed: &str) -> bool {
        PasswordHash::new(&self.0).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(typed.as_bytes(), &hash)
                .is_ok()
        })
    }

    /// As it stands in the vault.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// From the vault.
    pub(crate) fn read(stored: Vec<u8>) -> Result<PinHash, StorageError> {
        let text = String::from_utf8(stored).ok();
        let text = text.filter(|text| PasswordHash::new(text).is_ok());
        text.map(PinHash).ok_or_else(|| StorageError::Corrupt {
            file: VAULT_FILE,
            what: "a PIN is no hash: set it again".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_pin_costs_as_much_as_anybodys() {
        let somebodys = PinHash::of(&Pin("739105".to_owned())).unwrap();
        let bounds = |hash: &PinHash| hash.0.split('$').take(4).collect::<Vec<_>>().join("$");
        let nobodys = PinHash::of_nobody();
        assert_eq!(bounds(&nobodys), bounds(&somebodys));
        assert!(PinHash::read(nobodys.0.clone().into_bytes()).is_ok());
        assert!(!nobodys.matches("739105"));
    }
}
