//! How large the hall's numbers are, and how many calls have room.
//!
//! The digits of a called number and of its counter must be at least a 82nd of the hall's depth high,
//! so that they are read from the last row. Sizes here are in the display's own pixels: the canvas is
//! 1080 on its short side whatever the screen has, and the window scales it.

use antre_domain::config::Direction;
use antre_protocol::{Call, DisplayFault};

use crate::faults::fault_of;
use crate::stage::PLACES_MAX;

/// The short and the long side of the canvas, in its pixels.
const SHORT: f32 = 1080.0;
const LONG: f32 = 1920.0;
/// The height of a capital or digit over the size of its type.
const CAPITAL: f32 = 0.668;
/// The width of a digit over the size of its type.
const DIGIT: f32 = 0.632;
/// The depth of a hall over the least height of its digits: 0.7° of sight (EN 301 549, 5.1.4).
const DEPTH_OVER_DIGITS: f32 = 82.0;
/// The depth of a hall over the least height of a recent call.
const DEPTH_OVER_RECENT: f32 = 200.0;
const MM_PER_INCH: f32 = 25.4;

/// Between the paper's edge and what is printed on it, and what separates two things on it.
const PADDING: f32 = 48.0;
const GAP: f32 = 32.0;
/// Letters that reach below their line, and what is left of their size in a row of the stage.
const SINKING: [char; 8] = ['g', 'j', 'p', 'q', 'y', 'Q', ',', ';'];
const SUNK: f32 = 0.86;
/// A counter's noun keeps this much beside its sign.
const NOUN_LEAST: f32 = 160.0;
/// A direction sign beside a counter's, with the room between them, over the size of the type.
const ARROW: f32 = 0.72;
/// Widths of the one slip beside the recent calls, and of the whole canvas between its margins.
const SLIP_WIDTH: f32 = 1136.0;
const MARGIN: f32 = 48.0;

/// A still picture beside the newest call, and the column of that call, on a lying canvas. On an
/// upright one the picture takes the whole width above the call.
pub const PICTURE_WIDTH: f32 = 976.0;
/// Its height: 16 to 9.
pub const PICTURE_HEIGHT: f32 = 549.0;
/// The width of the newest call's slip beside it.
pub const BESIDE_WIDTH: f32 = 832.0;
/// What is left free on either side of that slip.
pub const BESIDE_PADDING: f32 = 24.0;

const SLIP_SIZE: f32 = 368.0;
const ROW_SIZE: f32 = 288.0;
const TALL_ROW_SIZE: f32 = 320.0;
const WIDE_SIZE: f32 = 440.0;
const RECENT_SIZE: f32 = 118.0;

/// The hall as it was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hall {
    /// From the screen to the last row, in metres.
    pub depth_m: f32,
    /// The screen's diagonal, in inches.
    pub diagonal_in: f32,
}

/// A screen too small for its hall.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "the screen is too small for this hall: at {depth_m} m a digit must be {needs_mm:.0} mm high, \
     and here it is {has_mm:.0} mm. Hang one of at least {diagonal_in:.0} inches, or one more screen \
     no further than {reach_m:.1} m from whoever reads it"
)]
pub struct TooSmall {
    /// The hall's depth.
    pub depth_m: f32,
    /// How high a digit must be.
    pub needs_mm: f32,
    /// How high the largest is that fits.
    pub has_mm: f32,
    /// The diagonal that would do, in inches.
    pub diagonal_in: f32,
    /// The depth that this screen would do for, in metres.
    pub reach_m: f32,
}

/// The surface that the pages are laid out on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Canvas {
    /// In its own pixels.
    pub width: f32,
    /// In its own pixels.
    pub height: f32,
    /// How many of the screen's pixels one of its own takes.
    pub scale: f32,
}

/// What a called number and its counter need, over the size of the type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Units {
    /// The tile with its letters.
    pub tile: f32,
    /// The whole mark.
    pub mark: f32,
    /// The counter's sign.
    pub sign: f32,
    /// The direction sign beside it, with the room between them; 0 where there is none.
    pub arrow: f32,
    /// The sign has letters that reach below its line: in a row it is set smaller.
    pub sinks: bool,
}

/// How the stage is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// One slip with the recent calls beside it (below it on a tall screen).
    Slip,
    /// One slip over the whole width: the recent calls give way to a long number.
    Wide,
    /// Up to three rows.
    Rows,
    /// At most two rows, with the counter's noun above its sign.
    TallRows,
    /// A picture on the left with the recent calls beneath it, and the one call in a column on the
    /// right; on a tall screen the picture above the call.
    Beside,
}

/// A layout for this hall, this screen and these numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The surface.
    pub canvas: Canvas,
    /// The least type size of marks and counters; 0 where the hall was not measured.
    pub size_least: f32,
}

impl Canvas {
    /// The canvas of a screen of so many pixels.
    pub fn of(width_px: u32, height_px: u32) -> Self {
        let (width, height) = (width_px.max(1) as f32, height_px.max(1) as f32);
        let scale = if width >= height {
            (width / LONG).min(height / SHORT)
        } else {
            (width / SHORT).min(height / LONG)
        };
        Self {
            width: width / scale,
            height: height / scale,
            scale,
        }
    }

    /// Whether it is higher than wide.
    pub fn is_tall(self) -> bool {
        self.height > self.width
    }

    fn diagonal(self) -> f32 {
        self.width.hypot(self.height)
    }

    fn inner(self) -> f32 {
        self.width - 2.0 * MARGIN
    }
}

impl TooSmall {
    /// As a display reports it.
    pub fn fault(&self) -> DisplayFault {
        fault_of(
            "screen_too_small",
            &format!(
                "{:.0} inches are needed at {} m",
                self.diagonal_in, self.depth_m
            ),
        )
    }
}

impl Units {
    /// Of a call and the sign of its counter.
    pub fn of(call: &Call, sign: &str) -> Self {
        let letters = advance(call.number.prefix().as_str());
        // One letter fills the mark's own tile; two make it wider rather than each other smaller.
        let tile = if call.number.prefix().as_str().len() == 1 {
            0.76
        } else {
            letters + 0.10
        };
        let digits = call.number.digits().len() as f32 * DIGIT;
        Self {
            tile,
            mark: tile + 0.06 + digits,
            sign: advance(sign),
            arrow: 0.0,
            sinks: sign.contains(SINKING),
        }
    }

    /// What is enough for either.
    pub fn max(self, other: Self) -> Self {
        Self {
            tile: self.tile.max(other.tile),
            mark: self.mark.max(other.mark),
            sign: self.sign.max(other.sign),
            arrow: self.arrow.max(other.arrow),
            sinks: self.sinks || other.sinks,
        }
    }

    /// `A012` at Loket 12: what any branch has.
    pub const USUAL: Self = Self {
        tile: 0.76,
        mark: 0.82 + 3.0 * DIGIT,
        sign: 2.0 * DIGIT,
        arrow: 0.0,
        sinks: false,
    };

    /// With a direction sign, where the counter has one.
    pub fn pointing(self, direction: Option<Direction>) -> Self {
        Self {
            arrow: direction.map_or(0.0, |_| ARROW),
            ..self
        }
    }

    /// What stands at the end of the counter's line.
    fn end(self) -> f32 {
        self.sign + self.arrow
    }
}

impl Fit {
    /// # Errors
    /// A usual number, alone on the screen, would be too small for the last row.
    pub fn new(canvas: Canvas, hall: Option<Hall>) -> Result<Self, TooSmall> {
        let Some(hall) = hall else {
            return Ok(Self {
                canvas,
                size_least: 0.0,
            });
        };
        let mm_per_px = hall.diagonal_in * MM_PER_INCH / canvas.diagonal();
        let needs_mm = hall.depth_m * 1000.0 / DEPTH_OVER_DIGITS;
        let size_least = needs_mm / mm_per_px / CAPITAL;
        let fit = Self { canvas, size_least };
        let size = fit.wide_size(Units::USUAL).max(fit.slip_size(Units::USUAL));
        // Half a pixel is what rounding may take.
        if size + 0.5 >= size_least {
            return Ok(fit);
        }
        let has_mm = size * CAPITAL * mm_per_px;
        let short_by = needs_mm / has_mm;
        Err(TooSmall {
            depth_m: hall.depth_m,
            needs_mm,
            has_mm,
            diagonal_in: (hall.diagonal_in * short_by).ceil(),
            reach_m: hall.depth_m / short_by,
        })
    }

    /// Whether the screen stands upright.
    pub fn is_tall(&self) -> bool {
        self.canvas.is_tall()
    }

    /// How many calls as wide as `units` have room at once.
    pub fn places(&self, units: Units) -> usize {
        let lost_in_a_row = if units.sinks { SUNK } else { 1.0 };
        if self.is_enough(self.row_size(units) * lost_in_a_row) {
            PLACES_MAX
        } else if !self.canvas.is_tall() && self.is_enough(self.tall_row_size(units)) {
            2
        } else {
            1
        }
    }

    /// How `count` calls are laid out where `places` have room, and the size of their type. A `bar`
    /// across the screen takes the place of one; without `recent` calls one slip has the whole width.
    pub fn arrange(
        &self,
        places: usize,
        count: usize,
        bar: bool,
        recent: bool,
        units: Units,
    ) -> (Arrangement, f32) {
        let rows = if places == 2 {
            (Arrangement::TallRows, self.tall_row_size(units))
        } else {
            (Arrangement::Rows, self.row_size(units))
        };
        if count > 1 || bar {
            return rows;
        }
        let beside = self.slip_size(units);
        if self.is_enough(beside) && (recent || count == 0) {
            (Arrangement::Slip, beside)
        } else {
            (Arrangement::Wide, self.wide_size(units))
        }
    }

    /// The size of the newest call beside a picture; `None` where the hall is too deep for it: then
    /// the picture gives way.
    pub fn beside(&self, units: Units) -> Option<f32> {
        let size = if self.canvas.is_tall() {
            self.slip_size(units)
        } else {
            let width = BESIDE_WIDTH - 2.0 * BESIDE_PADDING;
            SLIP_SIZE.min(width / units.mark.max(units.end()))
        };
        self.is_enough(size).then_some(size)
    }

    /// The size of the recent calls.
    pub fn recent_size(&self) -> f32 {
        RECENT_SIZE.max(self.size_least * DEPTH_OVER_DIGITS / DEPTH_OVER_RECENT)
    }

    /// Whether `units` can be read from the last row at all: a longer number than usual may not.
    pub fn is_read_from_afar(&self, units: Units) -> bool {
        self.is_enough(self.wide_size(units).max(self.slip_size(units)))
    }

    fn is_enough(&self, size: f32) -> bool {
        size + 0.5 >= self.size_least
    }

    fn slip_size(&self, units: Units) -> f32 {
        let width = if self.canvas.is_tall() {
            self.canvas.inner()
        } else {
            SLIP_WIDTH
        };
        let padding = if self.canvas.is_tall() { 40.0 } else { 64.0 };
        SLIP_SIZE.min((width - 2.0 * padding) / units.mark.max(units.end()))
    }

    fn wide_size(&self, units: Units) -> f32 {
        WIDE_SIZE.min((self.canvas.inner() - 2.0 * PADDING) / units.mark.max(units.end()))
    }

    fn row_size(&self, units: Units) -> f32 {
        let inner = self.canvas.inner() - 2.0 * PADDING;
        if self.canvas.is_tall() {
            // Mark above, counter below.
            return ROW_SIZE
                .min(inner / units.mark)
                .min((inner - GAP - NOUN_LEAST) / units.end());
        }
        ROW_SIZE.min((inner - 2.0 * GAP - NOUN_LEAST) / (units.mark + units.end()))
    }

    fn tall_row_size(&self, units: Units) -> f32 {
        let inner = self.canvas.inner() - 2.0 * PADDING;
        TALL_ROW_SIZE.min((inner - GAP) / (units.mark + units.end()))
    }
}

/// The width of `text` over the size of its type, in Antre Sans Bold. What the tables lack is taken
/// to be as wide as the widest.
fn advance(text: &str) -> f32 {
    const CAPITALS: [u16; 26] = [
        678, 643, 658, 688, 597, 566, 718, 701, 424, 561, 663, 552, 858, 717, 746, 629, 756, 650,
        610, 607, 686, 644, 886, 685, 650, 618,
    ];
    const SMALL: [u16; 26] = [
        552, 596, 510, 596, 563, 365, 593, 571, 300, 259, 555, 318, 882, 571, 576, 596, 599, 376,
        508, 376, 567, 530, 740, 539, 521, 505,
    ];
    let of_one = |letter: char| match letter {
        'A'..='Z' => CAPITALS[usize::from(letter as u8 - b'A')],
        'a'..='z' => SMALL[usize::from(letter as u8 - b'a')],
        '0'..='9' => 632,
        _ => 886,
    };
    f32::from(text.chars().map(of_one).sum::<u16>()) / 1000.0
}
