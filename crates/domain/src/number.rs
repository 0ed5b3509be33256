//! Ticket numbers: what stands on the slip, on the screen and in the loudspeaker.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most digits a mark has room for.
pub(crate) const WIDTH_MAX: u8 = 4;

/// A text that is neither a prefix nor a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNumber {
    /// A prefix is one or two letters.
    #[error("a prefix is one or two letters A to Z")]
    Prefix,
    /// A number is a prefix and one to four digits.
    #[error("a number is a prefix and one to four digits, as in A012")]
    Number,
}

/// The letters of a series: one or two of A–Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix([u8; 2]);

impl Prefix {
    /// One or two letters A–Z.
    pub fn new(text: &str) -> Result<Self, InvalidNumber> {
        match *text.as_bytes() {
            [a] if a.is_ascii_uppercase() => Ok(Self([a, 0])),
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([a, b])),
            _ => Err(InvalidNumber::Prefix),
        }
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        let len = if self.0[1] == 0 { 1 } else { 2 };
        std::str::from_utf8(&self.0[..len]).expect("a prefix is ASCII")
    }
}

/// A number in a series, as people see it: `A012`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TicketNumber {
    prefix: Prefix,
    value: u16,
    width: u8,
}

impl TicketNumber {
    /// `value` within `width` digits (1 to 4).
    pub fn new(prefix: Prefix, value: u16, width: u8) -> Result<Self, InvalidNumber> {
        let fits = (1..=WIDTH_MAX).contains(&width) && value <= largest(width);
        fits.then_some(Self {
            prefix,
            value,
            width,
        })
        .ok_or(InvalidNumber::Number)
    }

    /// The letters.
    pub fn prefix(&self) -> Prefix {
        self.prefix
    }

    /// The value: 12 in `A012`.
    pub fn value(&self) -> u16 {
        self.value
    }

    /// The digits as they are shown: `012`.
    pub fn digits(&self) -> String {
        format!("{:0width$}", self.value, width = usize::from(self.width))
    }
}

/// The largest value that `width` digits (0 to 4) can show.
pub(crate) const fn largest(width: u8) -> u16 {
    10u16.pow(width as u32) - 1
}

impl FromStr for TicketNumber {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        let split = text
            .bytes()
            .position(|b| b.is_ascii_digit())
            .ok_or(InvalidNumber::Number)?;
        let (prefix, digits) = text.split_at(split);
        let all_digits =
            digits.len() <= usize::from(WIDTH_MAX) && digits.bytes().all(|b| b.is_ascii_digit());
        if !all_digits {
            return Err(InvalidNumber::Number);
        }
        let value = digits.parse().map_err(|_| InvalidNumber::Number)?;
        Self::new(Prefix::new(prefix)?, value, digits.len() as u8)
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{:0width$}",
            self.prefix.as_str(),
            self.value,
            width = usize::from(self.width)
        )
    }
}

impl fmt::Debug for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! serde_as_text {
    ($($name:ty, $show:expr, $read:expr;)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let show: fn(&Self) -> String = $show;
                serializer.serialize_str(&show(self))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                let read: fn(&str) -> Result<Self, InvalidNumber> = $read;
                read(&text).map_err(D::Error::custom)
            }
        }
    )*};
}

serde_as_text! {
    Prefix, |prefix| prefix.as_str().to_owned(), Prefix::new;
    TicketNumber, |number| number.to_string(), str::parse;
}
