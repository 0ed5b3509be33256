//! The head: what it has collected, how it sets type, which rows it burns next.

use std::collections::VecDeque;

use crate::canvas::Row;
use crate::command::Image;
use crate::font::{self, CELL_WIDTH, Cell};
use crate::options::Options;
use crate::qr::Symbol;

/// Line feed without `ESC 3`: 3.75 mm at 203 dpi, 4.23 mm at 180.
const LINE_SPACING_DOTS: u32 = 30;
/// Characters of a line: more than fit side by side only where `ESC $` puts them over each other.
const CELLS_MAX: usize = 512;

/// Turns commands into rows of dots.
pub(crate) struct Head {
    dots_width: u32,
    pub(crate) style: Style,
    pub(crate) symbol: Symbol,
    line: Vec<Cell>,
    cursor: u32,
    image: Option<Image>,
    image_row: Vec<u8>,
    image_row_seen: usize,
    /// What is being printed; what stops here goes on when it can.
    runs: VecDeque<Run>,
}

/// The same row, so many times.
struct Run {
    row: Row,
    times: u32,
    /// The line of characters that this is the end of.
    line: Option<String>,
}

/// A row to burn, and the line of characters that is whole with it.
pub(crate) struct Burn {
    pub(crate) row: Row,
    pub(crate) line: Option<String>,
}

/// What `ESC @` resets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) align: u8,
    pub(crate) bold: bool,
    pub(crate) reverse: bool,
    pub(crate) smooth: bool,
    pub(crate) underline: u8,
    pub(crate) across: u32,
    pub(crate) down: u32,
    pub(crate) code_page: u8,
    pub(crate) line_spacing_dots: u32,
    pub(crate) margin_dots: u32,
    pub(crate) area_dots: Option<u32>,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            align: 0,
            bold: false,
            reverse: false,
            smooth: false,
            underline: 0,
            across: 1,
            down: 1,
            code_page: 0,
            line_spacing_dots: LINE_SPACING_DOTS,
            margin_dots: 0,
            area_dots: None,
        }
    }
}

impl Head {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            dots_width: options.dots_width,
            style: Style::default(),
            symbol: Symbol::default(),
            line: Vec::new(),
            cursor: 0,
            image: None,
            image_row: Vec::new(),
            image_row_seen: 0,
            runs: VecDeque::new(),
        }
    }

    /// The next row to burn.
    pub(crate) fn take_row(&mut self) -> Option<Burn> {
        let run = self.runs.front_mut()?;
        if run.times > 1 {
            run.times -= 1;
            return Some(Burn {
                row: run.row.clone(),
                line: None,
            });
        }
        self.runs.pop_front().map(|run| Burn {
            row: run.row,
            line: run.line,
        })
    }

    /// Whether all that was set is on paper.
    pub(crate) fn is_done(&self) -> bool {
        self.runs.is_empty()
    }

    /// `ESC @`
    pub(crate) fn initialise(&mut self) {
        self.style = Style::default();
        self.line.clear();
        self.cursor = 0;
    }

    /// Forgets everything that is not on paper.
    pub(crate) fn clear(&mut self) {
        self.line.clear();
        self.cursor = 0;
        self.image = None;
        self.image_row.clear();
        self.image_row_seen = 0;
        self.runs.clear();
    }

    pub(crate) fn set_line_spacing(&mut self, dots: Option<u8>) {
        self.style.line_spacing_dots = dots.map_or(LINE_SPACING_DOTS, u32::from);
    }

    /// `ESC !`: bold, double height, double width and underline in one byte.
    pub(crate) fn set_mode(&mut self, mode: u8) {
        self.style.bold = mode & 0x08 != 0;
        self.style.down = 1 + u32::from(mode >> 4 & 1);
        self.style.across = 1 + u32::from(mode >> 5 & 1);
        self.style.underline = mode >> 7;
    }

    /// `GS L`, at the beginning of a line only.
    pub(crate) fn set_margin(&mut self, dots: u16) {
        if self.line.is_empty() {
            self.style.margin_dots = u32::from(dots).min(self.dots_width);
        }
    }

    /// `GS W`, at the beginning of a line only.
    pub(crate) fn set_area(&mut self, dots: u16) {
        if self.line.is_empty() {
            self.style.area_dots = Some(u32::from(dots));
        }
    }

    /// `ESC $`; a place beyond the area changes nothing.
    pub(crate) fn set_position(&mut self, dots: u16) {
        if u32::from(dots) <= self.area_dots() {
            self.cursor = dots.into();
        }
    }

    /// Adds a character to the line, which is printed first where it is full.
    pub(crate) fn collect(&mut self, character: char) {
        let Style { across, down, .. } = self.style;
        let is_full = self.cursor + CELL_WIDTH * across > self.area_dots();
        if is_full || self.line.len() == CELLS_MAX {
            self.feed_lines(1);
        }
        self.line.push(Cell {
            character,
            left: self.cursor,
            bold: self.style.bold,
            reverse: self.style.reverse,
            smooth: self.style.smooth,
            underline: self.style.underline.into(),
            across,
            down,
        });
        self.cursor += CELL_WIDTH * across;
    }

    /// Prints what is collected and feeds so many lines; the first takes at least its own height.
    pub(crate) fn feed_lines(&mut self, lines: u8) {
        let printed = self.print_line();
        let spacing = self.style.line_spacing_dots;
        let rest = (u32::from(lines) * spacing).saturating_sub(printed);
        self.blank(rest);
    }

    /// Prints what is collected and feeds so many dots.
    pub(crate) fn feed_dots(&mut self, dots: u8) {
        self.print_line();
        self.blank(dots.into());
    }

    /// Prints what is collected; an image follows.
    pub(crate) fn begin_image(&mut self, image: Image) {
        self.print_line();
        self.image = Some(image);
        self.image_row.clear();
        self.image_row_seen = 0;
    }

    /// Takes eight dots of the image; those beyond the paper's edge are forgotten.
    pub(crate) fn image_dots(&mut self, dots: u8) {
        let Some(image) = self.image else { return };
        if self.image_row.len() < self.stride_bytes() {
            self.image_row.push(dots);
        }
        self.image_row_seen += 1;
        if self.image_row_seen == image.width_bytes {
            let left = self.left_of(image.width_bytes as u32 * 8 * image.across);
            let row = self.placed(image.across, left);
            self.run(row, image.down);
            self.image_row.clear();
            self.image_row_seen = 0;
        }
    }

    /// Prints what is collected, then the stored QR symbol.
    pub(crate) fn print_symbol(&mut self) {
        self.print_line();
        let rows = self
            .symbol
            .rows(self.area_dots(), self.stride_bytes(), |width| {
                self.left_of(width)
            });
        for (row, times) in rows {
            self.run(row, times);
        }
    }

    /// Prints what is collected and answers how many rows that took.
    fn print_line(&mut self) -> u32 {
        let left = self.left_of(self.line_width());
        let rows = font::rows_of(&self.line, left, self.stride_bytes());
        let printed = rows.len() as u32;
        for row in rows {
            self.run(row, 1);
        }
        if let Some(last) = self.runs.back_mut().filter(|_| !self.line.is_empty()) {
            last.line = Some(self.line.iter().map(|cell| cell.character).collect());
        }
        self.line.clear();
        self.cursor = 0;
        printed
    }

    fn blank(&mut self, dots: u32) {
        let row = vec![0; self.stride_bytes()];
        self.run(row, dots);
    }

    fn run(&mut self, row: Row, times: u32) {
        if times > 0 {
            self.runs.push_back(Run {
                row,
                times,
                line: None,
            });
        }
    }

    /// The image's row on the paper.
    fn placed(&self, across: u32, left: u32) -> Row {
        let mut row = vec![0; self.stride_bytes()];
        if across == 1 && left == 0 {
            row[..self.image_row.len()].copy_from_slice(&self.image_row);
            return row;
        }
        for dot in 0..self.image_row.len() as u32 * 8 {
            if self.image_row[dot as usize / 8] & (0x80 >> (dot % 8)) != 0 {
                for copy in 0..across {
                    font::blacken(&mut row, left + dot * across + copy);
                }
            }
        }
        row
    }

    fn line_width(&self) -> u32 {
        let right = |cell: &Cell| cell.left + cell.width();
        self.line.iter().map(right).max().unwrap_or(0)
    }

    /// Dots across that may be printed on, from the margin.
    fn area_dots(&self) -> u32 {
        let wide = self.dots_width - self.style.margin_dots;
        self.style.area_dots.map_or(wide, |area| area.min(wide))
    }

    fn left_of(&self, width: u32) -> u32 {
        let spare = self.area_dots().saturating_sub(width);
        let left = match self.style.align {
            1 => spare / 2,
            2 => spare,
            _ => 0,
        };
        self.style.margin_dots + left
    }

    fn stride_bytes(&self) -> usize {
        self.dots_width.div_ceil(8) as usize
    }
}
