//! Which key does what: data, so that a branch lays its keys as it likes.
//!
//! A keymap is a TOML table of acts ([`Key::code`]) with the name of a key ([`Stroke`]) each, or a list of
//! names. `base = "full"` takes what it does not say from one of the [`Keymap::NAMES`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use thiserror::Error;

use crate::key::Key;
use crate::stroke::{NoSuchKey, Stroke};

/// On so many keys may one act lie.
pub const KEYS_AN_ACT_MAX: usize = 4;
/// Without these a clerk would stand still: everything else stands under "more".
pub const ESSENTIAL: [Key; 3] = [Key::Enter, Key::More, Key::Back];

/// Which key does what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    acts: BTreeMap<Stroke, Key>,
    /// The first key named for an act is the one that the buttons show.
    caps: BTreeMap<Key, Stroke>,
}

/// What is wrong with a keymap, all of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct KeymapError(pub Vec<KeymapFault>);

/// One thing that is wrong with a keymap.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum KeymapFault {
    #[error("this is not TOML: {0}")]
    NotToml(String),
    #[error("there is no act \"{0}\"")]
    UnknownAct(String),
    #[error("{act}: {key}")]
    UnknownKey { act: &'static str, key: NoSuchKey },
    #[error("{0}: a key's name, or a list of 1 to {KEYS_AN_ACT_MAX} of them")]
    NotAKey(&'static str),
    #[error("there is no keymap \"{0}\" to build on; there are full, numpad and keypad")]
    UnknownBase(String),
    #[error("{key} is to do both {first} and {second}")]
    KeyTwice {
        key: String,
        first: &'static str,
        second: &'static str,
    },
    #[error("{0} is on no key, and nothing goes without it")]
    Missing(&'static str),
    #[error("{act} is on {key}, which is struck without looking")]
    DestructiveOnPrimary { act: &'static str, key: String },
    #[error("{act} is on {key}, which chooses from lists; only \"back\" may lie on 0")]
    OnADigit { act: &'static str, key: String },
}

impl fmt::Display for KeymapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl Default for Keymap {
    fn default() -> Self {
        Self::named("full").expect("the keymaps that are built in are sound: a test reads them")
    }
}

impl Keymap {
    /// The keymaps that are built in: a whole keyboard, a number pad alone, a keypad of six keys that
    /// send F13 to F18.
    pub const NAMES: [&str; 3] = ["full", "numpad", "keypad"];

    /// One of the [`Self::NAMES`].
    pub fn named(name: &str) -> Option<Self> {
        Self::read(text_of(name)?).ok()
    }

    /// Reads a keymap.
    ///
    /// # Errors
    /// Everything that is wrong with it, so that whoever wrote it mends it in one go.
    pub fn read(text: &str) -> Result<Self, KeymapError> {
        let mut faults = Vec::new();
        let laid = lay(text, &mut faults);
        let mut acts = BTreeMap::new();
        let mut caps = BTreeMap::new();
        for key in Key::ACTS {
            for &stroke in laid.get(&key).map_or(&[][..], Vec::as_slice) {
                if let Some(first) = acts.insert(stroke, key) {
                    faults.push(twice(stroke, first, key));
                }
                caps.entry(key).or_insert(stroke);
            }
        }
        faults.extend(dangers(&laid));
        let missing = ESSENTIAL.into_iter().filter(|key| !caps.contains_key(key));
        // What cannot be read at all lacks everything: that need not be said act by act.
        if !matches!(faults.first(), Some(KeymapFault::NotToml(_))) {
            faults.extend(missing.map(|key| KeymapFault::Missing(key.code())));
        }
        if faults.is_empty() {
            Ok(Self { acts, caps })
        } else {
            Err(KeymapError(faults))
        }
    }

    /// What `stroke` does, where it is laid on something.
    pub fn act(&self, stroke: Stroke) -> Option<Key> {
        self.acts.get(&stroke.plain()).copied()
    }

    /// What the button of `key` shows; `None` where it lies on no key.
    pub fn cap(&self, key: Key) -> Option<String> {
        match key {
            Key::Digit(digit) => Some(digit.to_string()),
            key => self.caps.get(&key).map(|stroke| stroke.cap()),
        }
    }
}

type Laid = BTreeMap<Key, Vec<Stroke>>;

fn text_of(name: &str) -> Option<&'static str> {
    match name {
        "full" => Some(include_str!("full.toml")),
        "numpad" => Some(include_str!("numpad.toml")),
        "keypad" => Some(include_str!("keypad.toml")),
        _ => None,
    }
}

fn lay(text: &str, faults: &mut Vec<KeymapFault>) -> Laid {
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            faults.push(KeymapFault::NotToml(error.message().to_owned()));
            return Laid::new();
        }
    };
    let mut laid = match table.get("base") {
        None => Laid::new(),
        Some(base) => match base.as_str().and_then(text_of) {
            Some(below) => lay(below, faults),
            None => {
                let name = base
                    .as_str()
                    .map_or_else(|| base.to_string(), str::to_owned);
                faults.push(KeymapFault::UnknownBase(name));
                Laid::new()
            }
        },
    };
    let mut named = Laid::new();
    for (code, keys) in table.iter().filter(|(code, _)| *code != "base") {
        let Some(key) = Key::of_code(code) else {
            faults.push(KeymapFault::UnknownAct(code.clone()));
            continue;
        };
        match strokes(key.code(), keys) {
            Ok(strokes) => drop(named.insert(key, strokes)),
            Err(fault) => faults.push(fault),
        }
    }
    // What is named here is taken from whatever the base laid there.
    let taken: BTreeSet<Stroke> = named.values().flatten().copied().collect();
    for strokes in laid.values_mut() {
        strokes.retain(|stroke| !taken.contains(stroke));
    }
    laid.extend(named);
    laid
}

fn strokes(act: &'static str, keys: &toml::Value) -> Result<Vec<Stroke>, KeymapFault> {
    let names: Vec<&str> = match keys {
        toml::Value::String(name) => vec![name],
        toml::Value::Array(names) if (1..=KEYS_AN_ACT_MAX).contains(&names.len()) => names
            .iter()
            .map(|name| name.as_str().ok_or(KeymapFault::NotAKey(act)))
            .collect::<Result<_, _>>()?,
        _ => return Err(KeymapFault::NotAKey(act)),
    };
    let stroke = |name: &str| {
        name.parse::<Stroke>()
            .map(Stroke::plain)
            .map_err(|key| KeymapFault::UnknownKey { act, key })
    };
    names.into_iter().map(stroke).collect()
}

fn twice(stroke: Stroke, first: Key, second: Key) -> KeymapFault {
    KeymapFault::KeyTwice {
        key: stroke.to_string(),
        first: first.code(),
        second: second.code(),
    }
}

/// What a stray stroke would do harm by.
fn dangers(laid: &Laid) -> Vec<KeymapFault> {
    let primary = laid.get(&Key::Enter).map_or(&[][..], Vec::as_slice);
    let blind = |stroke: &Stroke| {
        matches!(stroke, Stroke::Enter | Stroke::Space) || primary.contains(stroke)
    };
    let mut faults = Vec::new();
    for (key, strokes) in laid {
        for stroke in strokes {
            if key.is_destructive() && blind(stroke) {
                faults.push(KeymapFault::DestructiveOnPrimary {
                    act: key.code(),
                    key: stroke.to_string(),
                });
            }
            let zero_goes_back = *key == Key::Back && stroke.digit() == Some(0);
            if stroke.digit().is_some() && !zero_goes_back {
                faults.push(KeymapFault::OnADigit {
                    act: key.code(),
                    key: stroke.to_string(),
                });
            }
        }
    }
    faults
}
