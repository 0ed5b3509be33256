//! The printer's own font A: 12 × 24 dots, from Noto Sans Mono, lines and blocks drawn here.

use noto_sans_mono_bitmap::{FontWeight, RasterHeight, RasterizedChar, get_raster};

use crate::canvas::Row;

/// Dots across and down of one character at scale 1.
pub(crate) const CELL_WIDTH: u32 = 12;
pub(crate) const CELL_HEIGHT: u32 = 24;
const BLACK_FROM: f32 = 110.0;

/// One character on the line being collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) character: char,
    /// Dots between the margin and its left edge.
    pub(crate) left: u32,
    pub(crate) bold: bool,
    pub(crate) reverse: bool,
    pub(crate) smooth: bool,
    pub(crate) underline: u32,
    pub(crate) across: u32,
    pub(crate) down: u32,
}

impl Cell {
    pub(crate) fn width(&self) -> u32 {
        CELL_WIDTH * self.across
    }

    pub(crate) fn height(&self) -> u32 {
        CELL_HEIGHT * self.down
    }

    /// Whether the dot at `x`, `y` of the scaled cell is black.
    fn is_black(&self, glyph: &Glyph, x: u32, y: u32) -> bool {
        let value = if self.smooth {
            // Between the four nearest dots: how the smoothing of a real printer rounds corners.
            let place = |dot: u32, scale: u32| (dot as f32 + 0.5) / scale as f32 - 0.5;
            let (px, py) = (place(x, self.across), place(y, self.down));
            let (x0, y0) = (px.floor(), py.floor());
            let (fx, fy) = (px - x0, py - y0);
            let (x0, y0) = (x0 as i32, y0 as i32);
            let upper = glyph.grey(x0, y0) * (1.0 - fx) + glyph.grey(x0 + 1, y0) * fx;
            let lower = glyph.grey(x0, y0 + 1) * (1.0 - fx) + glyph.grey(x0 + 1, y0 + 1) * fx;
            upper * (1.0 - fy) + lower * fy
        } else {
            glyph.grey((x / self.across) as i32, (y / self.down) as i32)
        };
        let underlined = y >= self.height().saturating_sub(self.underline);
        (value >= BLACK_FROM || underlined) != self.reverse
    }
}

/// The rows of a line of characters that begins at `left`, standing on one base line.
pub(crate) fn rows_of(cells: &[Cell], left: u32, stride_bytes: usize) -> Vec<Row> {
    let height = cells.iter().map(Cell::height).max().unwrap_or(0);
    let mut rows = vec![vec![0; stride_bytes]; height as usize];
    for cell in cells {
        let glyph = Glyph::of(cell.character, cell.bold);
        let top = height - cell.height();
        for y in 0..cell.height() {
            for x in 0..cell.width() {
                if cell.is_black(&glyph, x, y) {
                    blacken(&mut rows[(top + y) as usize], left + cell.left + x);
                }
            }
        }
    }
    rows
}

pub(crate) fn blacken(row: &mut Row, x: u32) {
    if let Some(byte) = row.get_mut(x as usize / 8) {
        *byte |= 0x80 >> (x % 8);
    }
}

/// The picture of a character at scale 1.
enum Glyph {
    /// One or two of the font, laid over each other.
    Letters([Option<RasterizedChar>; 2]),
    /// Lines from the middle to each edge (up, right, down, left): none, one or two of them.
    Lines([u8; 4]),
    /// A part of the cell, filled to so many quarters: x from, x to, y from, y to.
    Block([u32; 4], u32),
    /// What the printer has and this font has not.
    Missing,
}

impl Glyph {
    fn of(character: char, bold: bool) -> Self {
        let weight = if bold {
            FontWeight::Bold
        } else {
            FontWeight::Regular
        };
        let raster = |character| get_raster(character, weight, RasterHeight::Size24);
        if let Some((_, lines)) = LINES.iter().find(|(known, _)| *known == character) {
            return Self::Lines(*lines);
        }
        if let Some((_, part, quarters)) = BLOCKS.iter().find(|(known, ..)| *known == character) {
            return Self::Block(*part, *quarters);
        }
        let (first, second) = match character {
            '€' => ('C', Some('=')),
            '‰' => ('%', None),
            'ƒ' => ('f', None),
            '‘' | '’' => ('\'', None),
            '“' | '”' => ('"', None),
            '‚' => (',', None),
            '„' => (',', Some('.')),
            '…' => ('.', Some('_')),
            '•' | '∙' => ('·', None),
            '–' | '—' | '\u{AD}' => ('-', None),
            'ˆ' => ('^', None),
            '˜' => ('~', None),
            '‹' => ('<', None),
            '›' => ('>', None),
            '†' | '‡' => ('+', Some('|')),
            '‗' => ('_', None),
            '≡' => ('=', Some('-')),
            '≈' => ('~', Some('_')),
            '≤' => ('<', Some('_')),
            '≥' => ('>', Some('_')),
            other => (other, None),
        };
        match raster(first) {
            Some(letter) => Self::Letters([Some(letter), second.and_then(raster)]),
            None => Self::Missing,
        }
    }

    /// How dark a dot is, 0 to 255; beyond the cell all is white.
    fn grey(&self, x: i32, y: i32) -> f32 {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else {
            return 0.0;
        };
        if x >= CELL_WIDTH || y >= CELL_HEIGHT {
            return 0.0;
        }
        let black = match self {
            Self::Letters(letters) => {
                let grey = |letter: &RasterizedChar| letter.pixel(x as usize, y as usize);
                let darkest = letters.iter().flatten().filter_map(grey).max();
                return darkest.map_or(0.0, f32::from);
            }
            Self::Lines(lines) => on_lines(*lines, x, y),
            Self::Block([left, right, top, bottom], quarters) => {
                let inside = (*left..*right).contains(&x) && (*top..*bottom).contains(&y);
                inside && (x % 2 + 2 * (y % 2)) < *quarters
            }
            Self::Missing => {
                let (across, down) = (2..CELL_WIDTH - 2, 4..CELL_HEIGHT - 4);
                let edge = x == 2 || x == CELL_WIDTH - 3 || y == 4 || y == CELL_HEIGHT - 5;
                across.contains(&x) && down.contains(&y) && edge
            }
        };
        if black { 255.0 } else { 0.0 }
    }
}

/// Whether a dot belongs to the lines of a box drawing: two dots thick, double ones six apart.
fn on_lines([up, right, down, left]: [u8; 4], x: u32, y: u32) -> bool {
    let (mid_x, mid_y) = (CELL_WIDTH / 2, CELL_HEIGHT / 2);
    let on = |count: u8, place: u32, middle: u32| match count {
        0 => false,
        1 => (middle - 1..=middle).contains(&place),
        _ => [middle - 3, middle + 2].contains(&place),
    };
    // Past the middle, so that what meets there is joined.
    (y <= mid_y + 2 && on(up, x, mid_x))
        || (y + 3 >= mid_y && on(down, x, mid_x))
        || (x + 3 >= mid_x && on(right, y, mid_y))
        || (x <= mid_x + 2 && on(left, y, mid_y))
}

/// Box drawings: lines up, right, down and left.
const LINES: [(char, [u8; 4]); 40] = [
    ('│', [1, 0, 1, 0]),
    ('┤', [1, 0, 1, 1]),
    ('╡', [1, 0, 1, 2]),
    ('╢', [2, 0, 2, 1]),
    ('╖', [0, 0, 2, 1]),
    ('╕', [0, 0, 1, 2]),
    ('╣', [2, 0, 2, 2]),
    ('║', [2, 0, 2, 0]),
    ('╗', [0, 0, 2, 2]),
    ('╝', [2, 0, 0, 2]),
    ('╜', [2, 0, 0, 1]),
    ('╛', [1, 0, 0, 2]),
    ('┐', [0, 0, 1, 1]),
    ('└', [1, 1, 0, 0]),
    ('┴', [1, 1, 0, 1]),
    ('┬', [0, 1, 1, 1]),
    ('├', [1, 1, 1, 0]),
    ('─', [0, 1, 0, 1]),
    ('┼', [1, 1, 1, 1]),
    ('╞', [1, 2, 1, 0]),
    ('╟', [2, 1, 2, 0]),
    ('╚', [2, 2, 0, 0]),
    ('╔', [0, 2, 2, 0]),
    ('╩', [2, 2, 0, 2]),
    ('╦', [0, 2, 2, 2]),
    ('╠', [2, 2, 2, 0]),
    ('═', [0, 2, 0, 2]),
    ('╬', [2, 2, 2, 2]),
    ('╧', [1, 2, 0, 2]),
    ('╨', [2, 1, 0, 1]),
    ('╤', [0, 2, 1, 2]),
    ('╥', [0, 1, 2, 1]),
    ('╙', [2, 1, 0, 0]),
    ('╘', [1, 2, 0, 0]),
    ('╒', [0, 2, 1, 0]),
    ('╓', [0, 1, 2, 0]),
    ('╫', [2, 1, 2, 1]),
    ('╪', [1, 2, 1, 2]),
    ('┘', [1, 0, 0, 1]),
    ('┌', [0, 1, 1, 0]),
];

/// Blocks: which part of the cell, and how many quarters of its dots.
const BLOCKS: [(char, [u32; 4], u32); 9] = [
    ('█', [0, CELL_WIDTH, 0, CELL_HEIGHT], 4),
    ('▀', [0, CELL_WIDTH, 0, CELL_HEIGHT / 2], 4),
    ('▄', [0, CELL_WIDTH, CELL_HEIGHT / 2, CELL_HEIGHT], 4),
    ('▌', [0, CELL_WIDTH / 2, 0, CELL_HEIGHT], 4),
    ('▐', [CELL_WIDTH / 2, CELL_WIDTH, 0, CELL_HEIGHT], 4),
    ('░', [0, CELL_WIDTH, 0, CELL_HEIGHT], 1),
    ('▒', [0, CELL_WIDTH, 0, CELL_HEIGHT], 2),
    ('▓', [0, CELL_WIDTH, 0, CELL_HEIGHT], 3),
    ('■', [2, CELL_WIDTH - 2, 8, 16], 4),
];
