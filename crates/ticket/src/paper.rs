//! What the setter asks of a paper: lengths in its dots.

use antre_printer_profile::Paper;

/// Dots an inch of printers whose dots are eighths of a millimetre.
const FINE_DPI: u16 = 203;
/// The roll whose words stand below one another.
const NARROW_ROLL_MM: u16 = 58;
/// Narrow paper of so many dots is all edge: 7 dots leave the mark its 136.
const TIGHT_WIDTH_DOTS: u16 = 384;
const TIGHT_MARGIN_DOTS: u32 = 7;
/// The white at each side, in eighths of a millimetre.
const MARGIN: u32 = 16;

/// Lengths on one paper.
pub(crate) trait Measured: Copy {
    /// Dots across.
    fn width_dots(self) -> u32;
    /// Whether the QR goes below its words instead of beside them.
    fn is_narrow(self) -> bool;
    /// A length given in eighths of a millimetre, in this paper's dots.
    fn dots(self, eighths: u32) -> u32;
    /// So many rows in millimetres, rounded up.
    fn length_mm(self, rows: u32) -> u32;
    /// The white at each side.
    fn margin_dots(self) -> u32;
    /// Dots between the margins.
    fn content_dots(self) -> u32;
}

impl Measured for Paper {
    fn width_dots(self) -> u32 {
        self.width_dots.into()
    }

    fn is_narrow(self) -> bool {
        self.roll_mm <= NARROW_ROLL_MM
    }

    fn dots(self, eighths: u32) -> u32 {
        if self.dpi == FINE_DPI {
            eighths
        } else {
            // 180 dpi: 7.1 a millimetre.
            (eighths * 8 + 4) / 9
        }
    }

    fn length_mm(self, rows: u32) -> u32 {
        (rows * 254).div_ceil(u32::from(self.dpi) * 10)
    }

    fn margin_dots(self) -> u32 {
        if self.is_narrow() && self.width_dots <= TIGHT_WIDTH_DOTS {
            TIGHT_MARGIN_DOTS
        } else {
            self.dots(MARGIN)
        }
    }

    fn content_dots(self) -> u32 {
        Measured::width_dots(self) - 2 * self.margin_dots()
    }
}
