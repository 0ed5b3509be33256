//! Pictures on slips: PNG or SVG in, black and white dots out, once.

/// A picture in the dots of one paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Dots across.
    pub width_dots: u32,
    /// Dots down.
    pub height_dots: u32,
    /// Rows, packed as in [`crate::Bitmap`].
    pub rows: Vec<Vec<u8>>,
}
