//! Names of things. Each is its own type, so that a counter is never taken for a service.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest slug, in bytes.
const SLUG_LEN_MAX: usize = 32;

/// A string that is not an identifier of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not {expected}")]
pub struct InvalidId {
    found: String,
    expected: &'static str,
}

fn check_slug(text: &str) -> Result<(), InvalidId> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.is_empty() || text.len() > SLUG_LEN_MAX || !text.bytes().all(legal) {
        return Err(InvalidId {
            // The text may be hostile and long; an error message is not its loudspeaker.
            found: text.chars().take(SLUG_LEN_MAX + 1).collect(),
            expected: "an identifier of 1 to 32 letters, digits, '-' and '_'",
        });
    }
    Ok(())
}

macro_rules! slug_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks `text`: 1 to 32 ASCII letters, digits, `-` and `_`.
            pub fn new(text: &str) -> Result<Self, InvalidId> {
                check_slug(text)?;
                Ok(Self(text.into()))
            }

            /// The identifier as it stands in the branch file.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::new(&text).map_err(D::Error::custom)
            }
        }
    )*};
}

slug_id! {
    /// A service (layanan).
    ServiceId;
    /// A series of numbers.
    SeriesId;
    /// A class of customers: regular, priority, appointment.
    ClassId;
    /// A counter (loket).
    CounterId;
    /// A work profile.
    ProfileId;
    /// A paired device: kiosk, display, counter PC, printer.
    DeviceId;
    /// A clerk (petugas): a reference, never a name.
    ClerkId;
    /// Something that a service can deliver.
    DeliveryId;
    /// A line of a work profile: queues that are one to it.
    LineId;
    /// A journey: several services in one visit.
    JourneyId;
    /// A zone: a part of the hall with displays of its own.
    ZoneId;
}

/// A reference to something that the log must be able to forget: 128 random bits, written as 32
/// hexadecimal digits in lower case. What it stands for is kept elsewhere, and goes with the day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoteRef(u128);

const NOTE_REF_LEN: usize = 32;

impl NoteRef {
    /// A reference from 128 bits that nobody can foresee.
    pub const fn from_bits(bits: u128) -> Self {
        Self(bits)
    }
}

impl FromStr for NoteRef {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let bits = u128::from_str_radix(text, 16).ok();
        let legal = text.len() == NOTE_REF_LEN && text.bytes().all(is_digit);
        bits.filter(|_| legal).map(Self).ok_or_else(|| InvalidId {
            found: text.chars().take(NOTE_REF_LEN + 1).collect(),
            expected: "a reference of 32 hexadecimal digits",
        })
    }
}

impl fmt::Display for NoteRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for NoteRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for NoteRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NoteRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// A ticket: 64 random bits, written as 13 characters of Crockford's base 32 in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketId(u64);

const BASE32: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TICKET_ID_LEN: usize = 13;

impl TicketId {
    /// A ticket id from 64 bits that nobody can foresee.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The 64 bits.
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl FromStr for TicketId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId {
            found: text.chars().take(TICKET_ID_LEN + 1).collect(),
            expected: "a ticket id of 13 characters",
        };
        if text.len() != TICKET_ID_LEN {
            return Err(invalid());
        }
        let mut bits: u64 = 0;
        for (index, byte) in text.bytes().enumerate() {
            let digit = BASE32
                .iter()
                .position(|&known| known == byte)
                .ok_or_else(invalid)?;
            // 13 × 5 = 65 bits: the first character carries only four.
            if index == 0 && digit > 15 {
                return Err(invalid());
            }
            bits = (bits << 5) | digit as u64;
        }
        Ok(Self(bits))
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; TICKET_ID_LEN];
        for (index, byte) in text.iter_mut().rev().enumerate() {
            *byte = BASE32[((self.0 >> (5 * index)) & 31) as usize];
        }
        f.write_str(std::str::from_utf8(&text).expect("the alphabet is ASCII"))
    }
}

impl fmt::Debug for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for TicketId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TicketId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}
