//! Fonts and caches, loaded once and used for every sheet.

use antre_printer_profile::Paper;

use crate::bitmap::Bitmap;
use crate::draw;
use crate::face::Face;
use crate::layout::{self, Layout};
use crate::part::Composed;
use crate::raster;

/// Sets and draws sheets. Loading its fonts takes longer than a slip may: make one and keep it; what it
/// remembers from one sheet makes the next one faster, and changes nothing on it.
pub struct Typesetter {
    pub(crate) face: Face,
}

impl Typesetter {
    /// Loads the fonts, which are compiled in.
    #[allow(clippy::new_without_default)] // Nothing that costs so much happens by default.
    pub fn new() -> Self {
        Self { face: Face::new() }
    }

    /// The characters of `text` that no font has, each once, in their order: they print as boxes, and
    /// whoever wrote them should know.
    pub fn missing(&mut self, text: &str) -> Vec<char> {
        self.face.missing(text)
    }

    /// Puts every part in its place. What does not fit the sheet's length or the printer's patience
    /// ([`RASTER_BYTES_MAX`](crate::RASTER_BYTES_MAX)) is set tighter, in the order of the paper's
    /// measures; the tightest is taken as it comes. Where the printer is known, see
    /// [`layout_for`](Self::layout_for).
    pub fn layout(&mut self, composed: &Composed, paper: Paper) -> Layout {
        layout::layout(&mut self.face, composed, paper, &raster::PLAIN)
    }

    /// Draws a layout. The picture is exactly what the raster profile prints: dots that a printer
    /// would take for a command are already flipped in it.
    pub fn draw(&mut self, layout: &Layout) -> Bitmap {
        draw::draw(&mut self.face, layout)
    }
}

impl std::fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typesetter")
    }
}
