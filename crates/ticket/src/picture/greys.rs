//! From greys to black and white.

/// Greys this near to an end are that end: no stray dots on white, no holes in black.
const WHITE_FROM: u8 = 244;
const BLACK_TO: u8 = 12;
/// Line art has at most one grey pixel in so many (its smoothed edges): it stays crisp, undithered.
const LINE_ART_GREY_SHARE: usize = 8;
const GREY: std::ops::Range<u8> = 64..192;
const MIDDLE: u8 = 128;

/// A picture in greys, as they are seen: a dot prints larger than its share of the paper, about as
/// much as the middle grey of a screen is darker than half its light.
pub(super) struct Greys {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) levels: Vec<u8>,
}

impl Greys {
    pub(super) fn is_line_art(&self) -> bool {
        let grey = self.levels.iter().filter(|level| GREY.contains(level));
        grey.count() * LINE_ART_GREY_SHARE <= self.levels.len()
    }

    /// Each pixel the mean of those that it covers.
    pub(super) fn scaled(&self, width: u32, height: u32) -> Self {
        let columns = covered(self.width, width);
        let rows = covered(self.height, height);
        let mut levels = Vec::with_capacity((width * height) as usize);
        for row in &rows {
            for column in &columns {
                let (mut sum, mut area) = (0.0, 0.0);
                for (y, tall) in row {
                    let line = &self.levels[y * self.width..];
                    for (x, wide) in column {
                        sum += f32::from(line[*x]) * tall * wide;
                        area += tall * wide;
                    }
                }
                levels.push((sum / area).round() as u8);
            }
        }
        Self {
            width: width as usize,
            height: height as usize,
            levels,
        }
    }

    /// Black where darker than the middle.
    pub(super) fn halved(&self) -> Vec<Vec<u8>> {
        self.rows(|level| level < MIDDLE)
    }

    /// Black and white in the shares that the greys have.
    pub(super) fn dithered(&mut self) -> Vec<Vec<u8>> {
        let width = self.width;
        // What each pixel of this row and the next is owed, in sixteenths, with a column beyond
        // either edge.
        let mut owed = vec![0_i32; width + 2];
        for (y, row) in self.levels.chunks_exact_mut(width).enumerate() {
            let mut below = vec![0_i32; width + 2];
            let backwards = y % 2 == 1;
            for step in 0..width {
                let (x, ahead) = if backwards {
                    (width - 1 - step, -1)
                } else {
                    (step, 1)
                };
                let at = x + 1;
                let level = match row[x] {
                    WHITE_FROM.. => u8::MAX,
                    ..=BLACK_TO => 0,
                    level => level,
                };
                let is_end = level == 0 || level == u8::MAX;
                let wanted = i32::from(level) + if is_end { 0 } else { owed[at] / 16 };
                let given = if wanted < MIDDLE.into() { 0 } else { 255 };
                row[x] = given as u8;
                let left = wanted - given;
                let next = at.wrapping_add_signed(ahead);
                let last = at.wrapping_add_signed(-ahead);
                owed[next] += left * 7;
                below[last] += left * 3;
                below[at] += left * 5;
                below[next] += left;
            }
            owed = below;
        }
        self.halved()
    }

    fn rows(&self, is_black: impl Fn(u8) -> bool) -> Vec<Vec<u8>> {
        let pack = |row: &[u8]| {
            let mut packed = vec![0; row.len().div_ceil(8)];
            for (x, level) in row.iter().enumerate() {
                if is_black(*level) {
                    packed[x / 8] |= 0x80 >> (x % 8);
                }
            }
            packed
        };
        self.levels.chunks_exact(self.width).map(pack).collect()
    }
}

/// Of each of `to` pixels, those of `from` that lie under it, and how much of each.
fn covered(from: usize, to: u32) -> Vec<Vec<(usize, f32)>> {
    let step = from as f32 / to as f32;
    let under = |pixel: u32| {
        let (start, end) = (pixel as f32 * step, (pixel + 1) as f32 * step);
        let last = (end.ceil() as usize).clamp(1, from);
        let first = (start as usize).min(last - 1);
        let share = |at: usize| ((at + 1) as f32).min(end) - (at as f32).max(start);
        (first..last)
            .map(|at| (at, share(at).max(f32::EPSILON)))
            .collect()
    };
    (0..to).map(under).collect()
}

/// How light a colour looks, by ITU-R BT.601.
pub(super) fn grey_of(red: u8, green: u8, blue: u8) -> u8 {
    let weighed = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    (weighed / 1000) as u8
}

pub(super) fn over_white(level: u8, alpha: u8) -> u8 {
    let (level, alpha) = (u32::from(level), u32::from(alpha));
    ((level * alpha + 255 * (255 - alpha)) / 255) as u8
}
