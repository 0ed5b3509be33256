//! Texts that a branch writes itself, in each of its languages.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest text a branch may write, in characters.
pub(crate) const TEXT_CHARS_MAX: usize = 200;

/// A language by its ISO 639 code of two or three letters: `id`, `en`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locale([u8; 3]);

impl Locale {
    /// Indonesian.
    pub const ID: Self = Self(*b"id\0");
    /// English.
    pub const EN: Self = Self(*b"en\0");

    /// Two or three lower-case letters.
    pub fn new(code: &str) -> Option<Self> {
        let lower = code.bytes().all(|byte| byte.is_ascii_lowercase());
        match *code.as_bytes() {
            [a, b] if lower => Some(Self([a, b, 0])),
            [a, b, c] if lower => Some(Self([a, b, c])),
            _ => None,
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        let len = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..len]).expect("a language code is ASCII")
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Locale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Locale {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&code).ok_or_else(|| {
            D::Error::custom("a language is a code of two or three letters, as in \"id\"")
        })
    }
}

/// A text in one or several languages: in the branch file a plain string, or `{ id = "…", en = "…" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    /// The same in every language: a name.
    Same(String),
    /// One text a language.
    Each(BTreeMap<Locale, String>),
}

impl Text {
    /// The text for a reader of `locale`; where it is missing, the branch's `fallback` language, else
    /// whichever there is.
    pub fn get(&self, locale: Locale, fallback: Locale) -> &str {
        match self {
            Self::Same(text) => text,
            Self::Each(texts) => texts
                .get(&locale)
                .or_else(|| texts.get(&fallback))
                .or_else(|| texts.values().next())
                .map_or("", String::as_str),
        }
    }

    /// Every text, for checks.
    pub(crate) fn all(&self) -> Vec<&str> {
        match self {
            Self::Same(text) => vec![text],
            Self::Each(texts) => texts.values().map(String::as_str).collect(),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Same(text.to_owned())
    }
}
