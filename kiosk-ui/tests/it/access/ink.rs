//! What stands in a box of a picture: its ground, its strongest ink, and where that ink lies.

use std::collections::BTreeMap;

use slint::{Rgba8Pixel, SharedPixelBuffer};

/// A box in logical pixels, from the window's corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Rect {
    pub(crate) fn right(self) -> f32 {
        self.x + self.width
    }

    pub(crate) fn foot(self) -> f32 {
        self.y + self.height
    }

    /// Logical pixels between two boxes; negative where they overlap.
    pub(crate) fn apart(self, other: Self) -> f32 {
        let beside = (other.x - self.right()).max(self.x - other.right());
        let below = (other.y - self.foot()).max(self.y - other.foot());
        beside.max(below)
    }
}

/// A picture of a window, and how many of its pixels are one logical pixel.
pub(crate) struct Picture {
    pixels: SharedPixelBuffer<Rgba8Pixel>,
    pub(crate) scale: f32,
}

pub(crate) type Colour = [u8; 3];

/// The ink in a box, and of what grows out of it up or down. Lengths in pixels of the picture.
pub(crate) struct Ink {
    pub(crate) ground: Colour,
    pub(crate) ink: Colour,
    /// Letters end in a straight cut at the upper or lower edge of the box.
    pub(crate) is_sliced: bool,
    /// First and behind the last column and row that are more ink than ground.
    columns: (usize, usize),
    rows: (usize, usize),
    mask: Vec<Vec<bool>>,
}

/// Every so many pixels one is asked for the ground.
const GROUND_STEP: usize = 3;
/// Letters may reach so many logical pixels out of their box.
const OVERHANG: f32 = 24.0;
/// A row of ink over so much of a wide box is a border, no letter.
const BORDER_SHARE: f32 = 0.95;
const WIDE_PX: usize = 200;
/// So much of the ink's height along an edge is no tip of a letter.
const SLICED_SHARE: f32 = 0.12;

impl Picture {
    pub(crate) fn new(pixels: SharedPixelBuffer<Rgba8Pixel>, scale: f32) -> Self {
        Self { pixels, scale }
    }

    /// What stands in `within`; `None` where it is of one colour, or outside.
    pub(crate) fn ink(&self, within: Rect) -> Option<Ink> {
        let rows = self.crop(within);
        let mut counts: BTreeMap<Colour, usize> = BTreeMap::new();
        for row in rows.iter().step_by(GROUND_STEP) {
            for pixel in row.iter().step_by(GROUND_STEP) {
                *counts.entry([pixel.r, pixel.g, pixel.b]).or_default() += 1;
            }
        }
        let (&ground, _) = counts.iter().max_by_key(|(_, count)| **count)?;
        let base = grey(ground);
        let mut strongest = (0, ground);
        for pixel in rows.iter().copied().flatten() {
            let colour = [pixel.r, pixel.g, pixel.b];
            let distance = grey(colour).abs_diff(base);
            if distance > strongest.0 {
                strongest = (distance, colour);
            }
        }
        let half = strongest.0 / 2;
        if half == 0 {
            return None;
        }
        let inked = |pixel: &Rgba8Pixel| grey([pixel.r, pixel.g, pixel.b]).abs_diff(base) > half;
        let grown = Rect {
            y: within.y - OVERHANG,
            height: within.height + 2.0 * OVERHANG,
            ..within
        };
        let mut mask: Vec<Vec<bool>> = self
            .crop(grown)
            .iter()
            .map(|row| row.iter().map(inked).collect())
            .collect();
        for row in &mut mask {
            let on = row.iter().filter(|on| **on).count();
            if row.len() >= WIDE_PX && on as f32 >= BORDER_SHARE * row.len() as f32 {
                row.fill(false);
            }
        }
        let place = |at: f32| (at * self.scale).round().max(0.0) as usize;
        let top = place(within.y) - place(grown.y);
        let foot = top + rows.len();
        let along = |row: usize| {
            mask.get(row)
                .map_or(0, |row| row.iter().filter(|on| **on).count())
        };
        let filled: Vec<usize> = (top..foot).filter(|row| along(*row) > 0).collect();
        let (mut first, mut end) = (*filled.first()?, filled.last()? + 1);
        let tip = SLICED_SHARE * (end - first) as f32;
        let cut = |edge: usize, beyond: Option<usize>| {
            along(edge) as f32 > tip && beyond.map_or(0, along) == 0
        };
        let is_sliced = (first == top && cut(top, top.checked_sub(1)))
            || (end == foot && cut(foot - 1, Some(foot)));
        if first == top {
            first = (0..top)
                .rev()
                .take_while(|row| along(*row) > 0)
                .last()
                .unwrap_or(first);
        }
        if end == foot {
            end = (foot..mask.len())
                .take_while(|row| along(*row) > 0)
                .last()
                .map_or(end, |row| row + 1);
        }
        let lines = &mask[first..end];
        let left = lines
            .iter()
            .filter_map(|row| row.iter().position(|on| *on))
            .min()?;
        let right = lines
            .iter()
            .filter_map(|row| row.iter().rposition(|on| *on))
            .max()?;
        Some(Ink {
            ground,
            ink: strongest.1,
            is_sliced,
            columns: (left, right + 1),
            rows: (first, end),
            mask,
        })
    }

    /// The colour at a point in logical pixels.
    pub(crate) fn at(&self, x: f32, y: f32) -> Option<Colour> {
        let (x, y) = ((x * self.scale) as i64, (y * self.scale) as i64);
        let (width, height) = (
            i64::from(self.pixels.width()),
            i64::from(self.pixels.height()),
        );
        if x < 0 || y < 0 || x >= width || y >= height {
            return None;
        }
        let pixel = self.pixels.as_slice()[(y * width + x) as usize];
        Some([pixel.r, pixel.g, pixel.b])
    }

    fn crop(&self, within: Rect) -> Vec<&[Rgba8Pixel]> {
        let (width, height) = (self.pixels.width() as usize, self.pixels.height() as usize);
        let place = |at: f32, most: usize| ((at * self.scale).round().max(0.0) as usize).min(most);
        let (left, right) = (place(within.x, width), place(within.right(), width));
        let (top, foot) = (place(within.y, height), place(within.foot(), height));
        let all = self.pixels.as_slice();
        (top..foot)
            .map(|y| &all[y * width + left..y * width + right.max(left)])
            .collect()
    }
}

impl Ink {
    pub(crate) fn height(&self) -> usize {
        self.rows.1 - self.rows.0
    }

    pub(crate) fn width(&self) -> usize {
        self.columns.1 - self.columns.0
    }

    /// Whether the ink ends, where its reader ends, in three dots on the line: what was longer was cut.
    /// `em` is the size of its letters in pixels.
    pub(crate) fn ends_in_dots(&self, em: f32, rtl: bool) -> bool {
        let span = (em * 0.62) as usize;
        let columns = if rtl {
            self.columns.0..(self.columns.0 + span).min(self.columns.1)
        } else {
            self.columns.1.saturating_sub(span).max(self.columns.0)..self.columns.1
        };
        // The last line alone.
        let low = self
            .rows
            .1
            .saturating_sub((em * 1.0) as usize)
            .max(self.rows.0);
        let (mut runs, mut within, mut top, mut foot) = (0, false, usize::MAX, 0);
        for column in columns {
            let on: Vec<usize> = (low..self.rows.1)
                .filter(|row| self.mask[*row][column])
                .collect();
            if !on.is_empty() && !within {
                runs += 1;
            }
            within = !on.is_empty();
            top = on.first().map_or(top, |row| top.min(*row));
            foot = on.last().map_or(foot, |row| foot.max(*row));
        }
        runs == 3 && top <= foot && ((foot - top) as f32) < em * 0.22
    }
}

impl std::fmt::Debug for Ink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ink {} wide, {} high", self.width(), self.height())
    }
}

/// Contrast of two colours, 1 to 21 (WCAG 2.2).
pub(crate) fn contrast(one: Colour, other: Colour) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Colour) -> f32 {
    let part = |value: u8| {
        let share = f32::from(value) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2])
}

/// Near enough to brightness, in whole numbers: 0 to 255.
fn grey(colour: Colour) -> u16 {
    (u16::from(colour[0]) * 54 + u16::from(colour[1]) * 183 + u16::from(colour[2]) * 19) >> 8
}

#[test]
fn contrast_is_that_of_the_standard() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.01);
    assert!((contrast([119, 119, 119], [255, 255, 255]) - 4.48).abs() < 0.01);
    assert!((contrast([33, 27, 20], [242, 236, 225]) - 14.5).abs() < 0.1);
}
