//! The papers and printers that a slip is made for.

/// A roll, by the dots its printer has across.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 80 mm at 203 dpi: 576 dots, 8 a millimetre.
    Mm80,
    /// 80 mm at 180 dpi, as the TM-T88: 512 dots, 7.1 a millimetre.
    Mm80Coarse,
    /// 58 mm at 203 dpi: 384 dots.
    Mm58,
    /// 58 mm at 203 dpi as some Epsons print it: 420 dots.
    Mm58Wide,
}

/// No known printer has that many dots across; these have 576, 512, 420 or 384.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no paper is {0} dots wide: choose 576, 512, 420 or 384")]
pub struct UnknownPaper(pub u32);

impl Paper {
    /// Every paper.
    pub const ALL: [Self; 4] = [Self::Mm80, Self::Mm80Coarse, Self::Mm58, Self::Mm58Wide];

    /// The paper that is `dots` wide.
    pub fn from_dots(dots: u32) -> Result<Self, UnknownPaper> {
        Self::ALL
            .into_iter()
            .find(|paper| paper.width_dots() == dots)
            .ok_or(UnknownPaper(dots))
    }

    /// Dots across.
    pub fn width_dots(self) -> u32 {
        match self {
            Self::Mm80 => 576,
            Self::Mm80Coarse => 512,
            Self::Mm58 => 384,
            Self::Mm58Wide => 420,
        }
    }

    /// Characters of the printer's font A (12 dots wide) in a line.
    pub fn columns(self) -> usize {
        self.width_dots() as usize / 12
    }

    /// Whether the QR goes below its words instead of beside them.
    pub(crate) fn is_narrow(self) -> bool {
        match self {
            Self::Mm80 | Self::Mm80Coarse => false,
            Self::Mm58 | Self::Mm58Wide => true,
        }
    }

    /// A length given in eighths of a millimetre, in this printer's dots.
    pub(crate) fn dots(self, eighths: u32) -> u32 {
        match self {
            Self::Mm80 | Self::Mm58 | Self::Mm58Wide => eighths,
            Self::Mm80Coarse => (eighths * 8 + 4) / 9,
        }
    }

    /// The white at each side. Paper of 58 mm is all edge: 7 dots leave the mark its 136.
    pub(crate) fn margin_dots(self) -> u32 {
        match self {
            Self::Mm80 | Self::Mm58Wide => 16,
            Self::Mm80Coarse => 14,
            Self::Mm58 => 7,
        }
    }
}

/// What one printer does differently from another. All speak ESC/POS.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dialect {
    /// How a slip is parted from the roll.
    pub cut: Cut,
}

/// How a slip is parted from the roll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cut {
    /// Fed to the knife and cut but for a point, so that it cannot fall (`GS V 66 0`).
    #[default]
    Partial,
    /// Fed to the knife and cut through (`GS V 65 0`).
    Full,
    /// No knife: fed past the tear bar (`ESC d`).
    TearBar,
}
