//! What is sent, one after the other.

use antre_printer_profile::CodePage;

use crate::job::LINE_DOTS;
use crate::slip::Link;

/// Rows of one character.
const CELL_DOTS: u32 = 24;

/// A step on the way down the sheet.
#[derive(Debug)]
pub(crate) enum Piece {
    Line(Line),
    Number(Number),
    Qr {
        link: Link,
        module_dots: u8,
        side_dots: u32,
    },
    /// What the printer's font has not: finished bands.
    Image {
        bands: Vec<u8>,
        rows: u32,
    },
    /// White, in dots.
    Gap(u32),
}

/// Characters in one style, encoded.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) text: Vec<u8>,
    /// `None` for ASCII, which is the same in all.
    pub(crate) page: Option<CodePage>,
    pub(crate) style: Style,
}

/// How characters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// 1 to 8.
    pub(crate) across: u8,
    /// 1 to 8.
    pub(crate) down: u8,
    pub(crate) bold: bool,
    pub(crate) reverse: bool,
}

impl Style {
    pub(crate) const PLAIN: Self = Self {
        across: 1,
        down: 1,
        bold: false,
        reverse: false,
    };

    pub(crate) const BOLD: Self = Self {
        bold: true,
        ..Self::PLAIN
    };
}

/// A ticket's number, its letters reversed as on a tile.
#[derive(Debug)]
pub(crate) struct Number {
    pub(crate) letters: String,
    pub(crate) digits: String,
    /// 1 to 8, of both.
    pub(crate) scale: u8,
    /// The letters stand above the digits instead of before them.
    pub(crate) stacked: bool,
    /// A full sheet may set it smaller.
    pub(crate) may_shrink: bool,
}

impl Piece {
    /// How long the paper becomes by it.
    pub(crate) fn rows(&self) -> u32 {
        let line = |down: u8| (u32::from(down) * CELL_DOTS).max(LINE_DOTS);
        match self {
            Self::Line(text) => line(text.style.down),
            Self::Number(number) => line(number.scale) * (1 + u32::from(number.stacked)),
            Self::Qr { side_dots, .. } => *side_dots,
            Self::Image { rows, .. } => *rows,
            Self::Gap(dots) => *dots,
        }
    }
}
