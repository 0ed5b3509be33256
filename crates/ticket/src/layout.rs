//! Where everything on a slip stands, in dots.

use crate::draw::draw;
use crate::face::{Face, Weight};
use crate::measures::{LENGTH_MAX, LENGTH_MAX_WITHOUT_QR, Measures, NARROW, WIDE};
use crate::paper::Paper;
use crate::raster::{self, RASTER_BYTES_MAX};
use crate::set::Setter;
use crate::slip::Slip;
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
        symbol: Symbol,
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
            Self::Bar(area) | Self::Qr { area, .. } => *area,
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

/// Lays a slip out. What does not fit the length (100 mm, 70 without QR) or the printer's patience
/// ([`RASTER_BYTES_MAX`]) is set tighter, in the order of the paper's measures.
pub fn layout(slip: &Slip, paper: Paper) -> Layout {
    let mut face = Face::new();
    let steps: &[Measures] = if paper.is_narrow() { &NARROW } else { &WIDE };
    let mut tightest = None;
    for measures in steps {
        let set = Setter::new(&mut face, slip, paper, measures).set();
        if fits(&mut face, &set, slip.link.is_some()) {
            return set;
        }
        tightest = Some(set);
    }
    tightest.expect("every paper has measures")
}

fn fits(face: &mut Face, layout: &Layout, with_qr: bool) -> bool {
    let length_max = if with_qr {
        LENGTH_MAX
    } else {
        LENGTH_MAX_WITHOUT_QR
    };
    layout.height_dots <= layout.paper.dots(length_max)
        && raster::size_bytes(&draw(face, layout)) <= RASTER_BYTES_MAX
}

fn above_baseline(size_dots: u32) -> u32 {
    size_dots
}

fn below_baseline(size_dots: u32) -> u32 {
    size_dots * 3 / 10
}
