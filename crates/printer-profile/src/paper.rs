use serde::Deserialize;

/// The printable width of a roll and how fine its dots are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Width of the roll in millimetres: 80 or 58.
    pub roll_mm: u16,
    /// Dots across the printable width.
    pub width_dots: u16,
    /// Dots an inch, both ways: 203 (8 a millimetre) or 180.
    pub dpi: u16,
    /// Characters of font A in a line.
    pub columns: u16,
}
