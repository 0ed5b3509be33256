//! What stands on a sheet and in which order: data of the branch, not code.

mod fault;
mod kinds;
mod phrase;
mod read;

use std::ops::RangeInclusive;

pub use fault::{TemplateError, TemplateFault};
pub(crate) use phrase::{Phrase, Piece, Placeholder, Text};

use crate::part::{DigitsMm, Role};
use crate::slip::Link;

/// What stands on a sheet and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The sheet it is for.
    pub(crate) sheet: SheetKind,
    pub(crate) length_mm_max: u16,
    pub(crate) length_mm_max_without_qr: u16,
    pub(crate) blocks: Vec<Block>,
}

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    /// A slip of one ticket.
    Ticket,
    /// The report of a business day.
    Closing,
}

/// One block of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    Lurik,
    Tear,
    Gap {
        eighths: u16,
    },
    Marks,
    Logo {
        width_mm: u16,
    },
    Branch {
        role: Role,
        lines_max: u8,
    },
    Service {
        role: Role,
        lines_max: u8,
        class: bool,
    },
    Class {
        role: Role,
    },
    Number {
        digits: Option<DigitsMm>,
    },
    Time {
        role: Role,
    },
    Ahead {
        role: Role,
        lines_max: u8,
    },
    Wait {
        role: Role,
        lines_max: u8,
    },
    Area {
        role: Role,
        lines_max: u8,
    },
    Bring {
        role: Role,
        lines_max: u8,
    },
    Qr {
        side_mm: Option<u16>,
        above: Option<Text>,
        below: Option<Text>,
        /// Where it leads instead of to the ticket's status page.
        address: Option<Link>,
    },
    Bar {
        text: Text,
    },
    Text {
        role: Role,
        lines_max: u8,
        text: Text,
    },
    Pair {
        name: Text,
        value: Text,
        strong: bool,
    },
    Series,
    Hash {
        role: Role,
    },
}

/// The largest template, in bytes.
pub(crate) const FILE_BYTES_MAX: usize = 32 * 1024;
/// The most blocks of a template.
pub(crate) const BLOCKS_MAX: usize = 40;
/// The longest text, in characters.
pub(crate) const TEXT_CHARS_MAX: usize = 240;
/// What else may be chosen.
const LENGTH_MM: RangeInclusive<u16> = 40..=300;
const GAP_MM: RangeInclusive<f64> = 0.5..=20.0;
const LINES: RangeInclusive<u16> = 1..=6;
/// Narrow paper has 46 mm between its margins, which three digits fill when they are 16 mm high; wide
/// paper has 68.
const LOGO_WIDTH_MM: RangeInclusive<u16> = 5..=46;
const QR_SIDE_MM: RangeInclusive<u16> = 18..=46;
const DIGITS_MM: RangeInclusive<u16> = 5..=99;
const DIGITS_MM_MAX_WIDE: u16 = 23;
const DIGITS_MM_MAX_NARROW: u16 = 16;
const WIDE_ROLL_MM: u16 = 80;
const NARROW_ROLL_MM: u16 = 58;

/// The templates that Antre brings.
const BUILT_IN: [(&str, &str); 4] = [
    (
        "standard",
        include_str!("../../../../assets/slips/standard.toml"),
    ),
    ("large", include_str!("../../../../assets/slips/large.toml")),
    (
        "officer",
        include_str!("../../../../assets/slips/officer.toml"),
    ),
    (
        "closing",
        include_str!("../../../../assets/slips/closing.toml"),
    ),
];

impl Template {
    /// A template that Antre brings: `standard`, `large`, `officer` or `closing`.
    pub fn named(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Some(Self::parse(name, text).expect("the templates that are compiled in are tested"))
    }

    /// The names of the templates that Antre brings.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Reads a template; `file` is only for the messages.
    ///
    /// # Errors
    /// The first of its faults, by line; [`check`](Self::check) tells all.
    pub fn parse(file: &str, text: &str) -> Result<Self, TemplateError> {
        Self::check(file, text).map_err(|mut errors| errors.swap_remove(0))
    }

    /// Reads a template; `file` is only for the messages.
    ///
    /// # Errors
    /// All its faults, by line: at least one.
    pub fn check(file: &str, text: &str) -> Result<Self, Vec<TemplateError>> {
        read::read(file, text)
    }

    /// The sheet it is for.
    pub fn sheet(&self) -> SheetKind {
        self.sheet
    }

    /// How wide it wants the branch's logo, where it has a place for one: what
    /// [`Picture::read`](crate::Picture::read) is told.
    pub fn logo_width_mm(&self) -> Option<u16> {
        self.blocks.iter().find_map(|block| match block {
            Block::Logo { width_mm } => Some(*width_mm),
            _ => None,
        })
    }
}

impl SheetKind {
    fn says(self) -> &'static str {
        match self {
            Self::Ticket => "a ticket's slip",
            Self::Closing => "the closing report",
        }
    }
}

/// The known word that was probably meant.
fn nearest(written: &str, known: &[&'static str]) -> Option<&'static str> {
    let distance = |known: &&'static str| strsim::osa_distance(written, known);
    let found = known.iter().copied().min_by_key(distance)?;
    // Two slips of the fingers, and no more than half of the word.
    let bound = 2.min(found.chars().count() / 2);
    (distance(&found) <= bound).then_some(found)
}
