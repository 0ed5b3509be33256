//! Where everything on a slip stands, in dots.

use std::sync::Arc;

use antre_printer_profile::{Dialect, Paper};

use crate::draw::draw;
use crate::face::{Face, Weight};
use crate::measures::{EIGHTHS_MM, Measures, NARROW, SLIP_LENGTH_MM_MAX, WIDE};
use crate::paper::Measured as _;
use crate::part::{Composed, Part};
use crate::picture::Picture;
use crate::raster::{self, RASTER_BYTES_MAX};
use crate::set::Setter;
use crate::symbol::Symbol;

/// A slip with each part in its place. The origin is the top left corner of the printable paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The paper it was made for.
    pub paper: Paper,
    /// Length in dots: a whole number of the raster's bands.
    pub height_dots: u32,
    /// The parts, those below first.
    pub items: Vec<Item>,
}

/// A part of a slip.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A black rectangle.
    Bar(Area),
    /// One line of text.
    Text {
        /// The words.
        text: String,
        /// Left edge of the first letter's advance.
        x: u32,
        /// The line that letters stand on.
        baseline: u32,
        /// The type size.
        size_dots: u32,
        /// Sum of the advances, rounded up.
        width_dots: u32,
        /// How heavy.
        weight: Weight,
        /// On what ground.
        ink: Ink,
    },
    /// A QR symbol.
    Qr {
        /// The square it fills, without its quiet zone.
        area: Area,
        /// Side of one module.
        module_dots: u32,
        /// The modules.
        symbol: Arc<Symbol>,
    },
    /// A picture, dot for dot.
    Picture {
        /// The rectangle it fills.
        area: Area,
        /// Its dots.
        picture: Arc<Picture>,
    },
}

/// The colour of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// On paper.
    Black,
    /// On a bar.
    White,
}

/// A rectangle of dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Dots across.
    pub width: u32,
    /// Dots down.
    pub height: u32,
}

impl Item {
    /// The rectangle that holds the part's ink.
    pub fn area(&self) -> Area {
        match self {
            Self::Bar(area) | Self::Qr { area, .. } | Self::Picture { area, .. } => *area,
            Self::Text {
                x,
                baseline,
                size_dots,
                width_dots,
                ..
            } => Area {
                x: *x,
                y: baseline.saturating_sub(above_baseline(*size_dots)),
                width: *width_dots,
                height: above_baseline(*size_dots) + below_baseline(*size_dots),
            },
        }
    }
}

/// See [`Typesetter::layout`](crate::Typesetter::layout).
pub(crate) fn layout(
    face: &mut Face,
    composed: &Composed,
    paper: Paper,
    dialect: &Dialect,
) -> Layout {
    let symbols = composed.parts.iter().filter_map(|part| match part {
        Part::Qr { link, .. } => Some(Arc::new(Symbol::of(link))),
        Part::Lurik
        | Part::Logo { .. }
        | Part::Words(_)
        | Part::Marks(_)
        | Part::Number { .. }
        | Part::Tear
        | Part::Pair { .. }
        | Part::Gap(_) => None,
    });
    let symbols: Vec<_> = symbols.collect();
    let steps: &[Measures] = if paper.is_narrow() { &NARROW } else { &WIDE };
    let mut tightest = None;
    for measures in steps {
        let set = Setter::new(face, composed.language, paper, measures).set(composed, &symbols);
        if fits(face, &set, composed, dialect) {
            return set;
        }
        tightest = Some(set);
    }
    tightest.expect("every paper has measures")
}

fn fits(face: &mut Face, layout: &Layout, composed: &Composed, dialect: &Dialect) -> bool {
    // Who lets a sheet be longer than a slip has the patience for it.
    let longer = usize::from(composed.length_mm_max.max(SLIP_LENGTH_MM_MAX));
    let mut bytes_max = RASTER_BYTES_MAX * longer / usize::from(SLIP_LENGTH_MM_MAX);
    // White that is sent with the ink, in bands of a fixed height or before lines from the right, is
    // not saved by setting them tighter.
    let white_in_bands = dialect.band_rows_multiple > 1 && !layout.paper.is_narrow();
    let white_before_lines = composed.language.is_rtl() && !dialect.aligned_raster;
    if white_in_bands || white_before_lines {
        bytes_max += bytes_max / 2;
    }
    layout.height_dots
        <= layout
            .paper
            .dots(u32::from(composed.length_mm_max) * EIGHTHS_MM)
        && raster::size_bytes(&draw(face, layout), dialect) <= bytes_max
}

fn above_baseline(size_dots: u32) -> u32 {
    size_dots
}

fn below_baseline(size_dots: u32) -> u32 {
    size_dots * 3 / 10
}
