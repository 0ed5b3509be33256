//! The head: what it has collected, how it sets type, which rows it burns next.

use std::collections::VecDeque;
use std::iter::repeat_n;

use crate::canvas::Row;
use crate::command::Image;
use crate::font::{self, Cell};
use crate::qr::Symbol;

/// Line feed without `ESC 3`: 3.75 mm at 203 dpi.
const LINE_SPACING_DOTS: u32 = 30;

/// Turns commands into rows of dots.
pub(crate) struct Head {
    dots_width: u32,
    pub(crate) style: Style,
    pub(crate) symbol: Symbol,
    line: Vec<Cell>,
    image: Option<Image>,
    /// Rows of what is being printed; what stops here goes on when it can.
    rows: VecDeque<Row>,
}

/// What `ESC @` resets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) align: u8,
    pub(crate) bold: bool,
    pub(crate) reverse: bool,
    pub(crate) smooth: bool,
    pub(crate) across: u32,
    pub(crate) down: u32,
    pub(crate) code_page: u8,
    pub(crate) line_spacing_dots: u32,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            align: 0,
            bold: false,
            reverse: false,
            smooth: false,
            across: 1,
            down: 1,
            code_page: 0,
            line_spacing_dots: LINE_SPACING_DOTS,
        }
    }
}

impl Head {
    pub(crate) fn new(dots_width: u32) -> Self {
        Self {
            dots_width,
            style: Style::default(),
            symbol: Symbol::default(),
            line: Vec::new(),
            image: None,
            rows: VecDeque::new(),
        }
    }

    /// The next row to burn.
    pub(crate) fn take_row(&mut self) -> Option<Row> {
        self.rows.pop_front()
    }

    /// Puts a row back that the paper had no room for.
    pub(crate) fn keep_row(&mut self, row: Row) {
        self.rows.push_front(row);
    }

    /// Whether all that was set is on paper.
    pub(crate) fn is_done(&self) -> bool {
        self.rows.is_empty()
    }

    /// `ESC @`
    pub(crate) fn initialise(&mut self) {
        self.style = Style::default();
        self.line.clear();
    }

    /// Forgets everything that is not on paper.
    pub(crate) fn clear(&mut self) {
        self.line.clear();
        self.image = None;
        self.rows.clear();
    }

    pub(crate) fn set_line_spacing(&mut self, dots: Option<u8>) {
        self.style.line_spacing_dots = dots.map_or(LINE_SPACING_DOTS, u32::from);
    }

    /// Adds a character to the line, which is printed first where it is full.
    pub(crate) fn collect(&mut self, character: char) {
        let Style {
            bold,
            reverse,
            smooth,
            across,
            down,
            ..
        } = self.style;
        let cell = Cell {
            character,
            bold,
            reverse,
            smooth,
            across,
            down,
        };
        if self.line_width() + cell.width() > self.dots_width {
            self.feed_lines(1);
        }
        self.line.push(cell);
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
        self.image = (image.rows_left > 0 && image.width_bytes > 0).then_some(image);
    }

    /// Bytes of the image's next row, where one is being received.
    pub(crate) fn image_row_bytes(&self) -> Option<usize> {
        self.image.map(|image| image.width_bytes)
    }

    /// Sets the next row of the image.
    pub(crate) fn set_image_row(&mut self, source: &[u8]) {
        let Some(image) = self.image else { return };
        let left = self.left_of(source.len() as u32 * 8 * image.across);
        let row = self.placed(source, image.across, left);
        self.rows.extend(repeat_n(row, image.down));
        let rows_left = image.rows_left - 1;
        self.image = (rows_left > 0).then_some(Image { rows_left, ..image });
    }

    /// Prints what is collected, then the stored QR symbol.
    pub(crate) fn print_symbol(&mut self) {
        self.print_line();
        let place = |width| self.left_of(width);
        let rows = self
            .symbol
            .rows(self.dots_width, self.stride_bytes(), place);
        self.rows.extend(rows);
    }

    /// Prints what is collected; answers how many rows that took.
    fn print_line(&mut self) -> u32 {
        let left = self.left_of(self.line_width());
        let cells = std::mem::take(&mut self.line);
        let rows = font::rows_of(&cells, left, self.stride_bytes());
        let printed = rows.len() as u32;
        self.rows.extend(rows);
        printed
    }

    fn blank(&mut self, dots: u32) {
        let row = vec![0; self.stride_bytes()];
        self.rows.extend(repeat_n(row, dots as usize));
    }

    fn placed(&self, source: &[u8], across: u32, left: u32) -> Row {
        let mut row = vec![0; self.stride_bytes()];
        if across == 1 && left == 0 {
            let shared = row.len().min(source.len());
            row[..shared].copy_from_slice(&source[..shared]);
            return row;
        }
        for dot in 0..source.len() as u32 * 8 {
            if source[dot as usize / 8] & (0x80 >> (dot % 8)) != 0 {
                for copy in 0..across {
                    font::blacken(&mut row, left + dot * across + copy);
                }
            }
        }
        row
    }

    fn line_width(&self) -> u32 {
        self.line.iter().map(Cell::width).sum()
    }

    fn left_of(&self, width: u32) -> u32 {
        let spare = self.dots_width.saturating_sub(width);
        match self.style.align {
            1 => spare / 2,
            2 => spare,
            _ => 0,
        }
    }

    fn stride_bytes(&self) -> usize {
        self.dots_width.div_ceil(8) as usize
    }
}
