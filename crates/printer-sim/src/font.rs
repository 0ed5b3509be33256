//! The printer's own font A: 12 × 24 dots, from Noto Sans Mono.

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
    pub(crate) bold: bool,
    pub(crate) reverse: bool,
    pub(crate) smooth: bool,
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
    fn is_black(&self, glyph: Option<&RasterizedChar>, x: u32, y: u32) -> bool {
        let grey = |x: i32, y: i32| {
            let inside = u32::try_from(x).ok().zip(u32::try_from(y).ok());
            inside
                .and_then(|(x, y)| glyph?.pixel(x as usize, y as usize))
                .map_or(0.0, f32::from)
        };
        let value = if self.smooth {
            // Between the four nearest dots: how the smoothing of a real printer rounds corners.
            let place = |dot: u32, scale: u32| (dot as f32 + 0.5) / scale as f32 - 0.5;
            let (px, py) = (place(x, self.across), place(y, self.down));
            let (x0, y0) = (px.floor(), py.floor());
            let (fx, fy) = (px - x0, py - y0);
            let (x0, y0) = (x0 as i32, y0 as i32);
            let upper = grey(x0, y0) * (1.0 - fx) + grey(x0 + 1, y0) * fx;
            let lower = grey(x0, y0 + 1) * (1.0 - fx) + grey(x0 + 1, y0 + 1) * fx;
            upper * (1.0 - fy) + lower * fy
        } else {
            grey((x / self.across) as i32, (y / self.down) as i32)
        };
        (value >= BLACK_FROM) != self.reverse
    }
}

/// The rows of a line of characters that begins at `left`, standing on one base line.
pub(crate) fn rows_of(cells: &[Cell], left: u32, stride_bytes: usize) -> Vec<Row> {
    let height = cells.iter().map(Cell::height).max().unwrap_or(0);
    let mut rows = vec![vec![0; stride_bytes]; height as usize];
    let mut start = left;
    for cell in cells {
        let weight = if cell.bold {
            FontWeight::Bold
        } else {
            FontWeight::Regular
        };
        let glyph = get_raster(cell.character, weight, RasterHeight::Size24);
        let top = height - cell.height();
        for y in 0..cell.height() {
            for x in 0..cell.width() {
                if cell.is_black(glyph.as_ref(), x, y) {
                    blacken(&mut rows[(top + y) as usize], start + x);
                }
            }
        }
        start += cell.width();
    }
    rows
}

/// The character behind a byte of text. Code page 16 is Windows-1252; of others only ASCII is
/// known. `None` where the printer would show something this font has no picture of.
pub(crate) fn character(byte: u8, code_page: u8) -> Option<char> {
    match (byte, code_page) {
        (0x20..=0x7E, _) => Some(char::from(byte)),
        (0xA0..=0xFF, 16) => Some(char::from(byte)),
        // Drawn with the nearest character that the font has.
        (0x91 | 0x92, 16) => Some('\''),
        (0x93 | 0x94, 16) => Some('"'),
        (0x95, 16) => Some('·'),
        (0x96 | 0x97, 16) => Some('-'),
        _ => None,
    }
}

pub(crate) fn blacken(row: &mut Row, x: u32) {
    if let Some(byte) = row.get_mut(x as usize / 8) {
        *byte |= 0x80 >> (x % 8);
    }
}
