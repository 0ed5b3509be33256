//! A key as it lies on the desk, whatever it does.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The highest function key.
pub const FUNCTION_KEY_MAX: u8 = 24;

/// One key of a keyboard. The number pad's digits and signs are those of the other keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Stroke {
    Enter,
    Escape,
    Backspace,
    Tab,
    Space,
    Delete,
    Insert,
    Home,
    End,
    PageUp,
    PageDown,
    Up,
    Down,
    Left,
    Right,
    /// F1 to F24.
    F(u8),
    /// What a key writes: a digit, a sign, a letter as it was struck.
    Char(char),
}

/// A key of that name is on no keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "\"{0}\" is no key: a sign (+, 0, q), F1 to F24, Enter, Esc, Backspace, Tab, Space, Delete, Insert, \
     Home, End, PageUp, PageDown, Up, Down, Left, Right"
)]
pub struct NoSuchKey(pub String);

const NAMED: [(Stroke, &str); 15] = [
    (Stroke::Enter, "Enter"),
    (Stroke::Escape, "Esc"),
    (Stroke::Backspace, "Backspace"),
    (Stroke::Tab, "Tab"),
    (Stroke::Space, "Space"),
    (Stroke::Delete, "Delete"),
    (Stroke::Insert, "Insert"),
    (Stroke::Home, "Home"),
    (Stroke::End, "End"),
    (Stroke::PageUp, "PageUp"),
    (Stroke::PageDown, "PageDown"),
    (Stroke::Up, "Up"),
    (Stroke::Down, "Down"),
    (Stroke::Left, "Left"),
    (Stroke::Right, "Right"),
];

impl FromStr for Stroke {
    type Err = NoSuchKey;

    fn from_str(name: &str) -> Result<Self, NoSuchKey> {
        let named = NAMED
            .iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(name));
        if let Some((stroke, _)) = named {
            return Ok(*stroke);
        }
        let mut chars = name.chars();
        if let (Some(sign), None) = (chars.next(), chars.next())
            && !sign.is_whitespace()
            && !sign.is_control()
        {
            return Ok(Self::of_char(sign));
        }
        let function = name
            .strip_prefix(['F', 'f'])
            .and_then(|number| number.parse().ok())
            .filter(|number| (1..=FUNCTION_KEY_MAX).contains(number));
        function
            .map(Self::F)
            .ok_or_else(|| NoSuchKey(name.to_owned()))
    }
}

impl Stroke {
    /// The key that writes `sign`.
    pub fn of_char(sign: char) -> Self {
        match sign {
            ' ' => Self::Space,
            sign => Self::Char(sign),
        }
    }

    /// The same key without Shift: `A` is `a`.
    pub(crate) fn plain(self) -> Self {
        let Self::Char(sign) = self else { return self };
        let mut lower = sign.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(lower), None) => Self::Char(lower),
            _ => self,
        }
    }

    /// Its digit, where it is one.
    pub(crate) fn digit(self) -> Option<u8> {
        let Self::Char(sign) = self else { return None };
        sign.to_digit(10).and_then(|digit| u8::try_from(digit).ok())
    }

    /// What it writes, where it writes something.
    pub(crate) fn sign(self) -> Option<char> {
        match self {
            Self::Char(sign) => Some(sign),
            Self::Space => Some(' '),
            _ => None,
        }
    }

    /// How it is printed on the key.
    pub fn cap(self) -> String {
        match self {
            // A hyphen is too short to be seen on a button.
            Self::Char('-') => "−".to_owned(),
            Self::Char(sign) => sign.to_uppercase().collect(),
            named => named.to_string(),
        }
    }
}

/// As in a keymap.
impl fmt::Display for Stroke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::F(number) => write!(f, "F{number}"),
            Self::Char(sign) => write!(f, "{sign}"),
            named => {
                let name = NAMED.iter().find(|(stroke, _)| stroke == named);
                f.write_str(name.map_or("", |(_, name)| name))
            }
        }
    }
}
