//! The paper under the head.

use std::fmt;

/// A slip longer than this (2.5 m at 203 dpi) is torn off by the simulator: memory has a bound.
pub(crate) const ROWS_MAX: usize = 20_000;

/// One row of dots, packed, the leftmost dot in the highest bit.
pub(crate) type Row = Vec<u8>;

/// How a piece of paper left the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// By the knife, fully or but for a point.
    Cut,
    /// By a hand.
    Torn,
    /// The roll ended under the head; what was to follow is on the next piece.
    RollEnded,
    /// Longer than any slip: 2.5 m without a cut.
    TooLong,
}

/// A piece of paper that left the printer.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    width_dots: u32,
    dpi: u32,
    rows: Vec<Row>,
    lines: Vec<String>,
    ending: Ending,
}

/// A PNG could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot encode the paper as PNG: {0}")]
pub struct PngError(#[from] png::EncodingError);

impl Paper {
    /// Dots across.
    pub fn width_dots(&self) -> u32 {
        self.width_dots
    }

    /// Dots down.
    pub fn height_dots(&self) -> u32 {
        self.rows.len() as u32
    }

    /// Its length in millimetres.
    pub fn length_mm(&self) -> f64 {
        f64::from(self.height_dots()) * 25.4 / f64::from(self.dpi)
    }

    /// How it left the printer.
    pub fn ending(&self) -> Ending {
        self.ending
    }

    /// The lines of the printer's own characters that are wholly on this piece, from the top.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Rows with at least one black dot.
    pub fn inked_rows(&self) -> usize {
        let inked = |row: &&Row| row.iter().any(|byte| *byte != 0);
        self.rows.iter().filter(inked).count()
    }

    /// A number that is the same for the same picture, and practically never for another one
    /// (FNV-1a, 64 bits, over width and rows).
    pub fn fingerprint(&self) -> u64 {
        let bytes = self.rows.iter().flatten();
        self.width_dots
            .to_le_bytes()
            .iter()
            .chain(bytes)
            .fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
            })
    }

    /// Row `y` from the top, eight dots a byte, the leftmost in the highest bit.
    pub fn row(&self, y: u32) -> Option<&[u8]> {
        self.rows.get(y as usize).map(Vec::as_slice)
    }

    /// Whether a dot is black; beyond the edges all is white.
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        x < self.width_dots
            && self
                .rows
                .get(y as usize)
                .is_some_and(|row| row[x as usize / 8] & (0x80 >> (x % 8)) != 0)
    }

    /// A PNG of one bit a dot, black on white. A piece without rows has one white one.
    pub fn to_png(&self) -> Result<Vec<u8>, PngError> {
        let mut light: Vec<u8> = self.rows.iter().flatten().map(|dark| !dark).collect();
        let stride_bytes = self.width_dots.div_ceil(8) as usize;
        light.resize(light.len().max(stride_bytes), 0xFF);
        let height = (light.len() / stride_bytes) as u32;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width_dots, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&light)?;
        writer.finish()?;
        Ok(file)
    }
}

impl fmt::Debug for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Paper({} × {}, {:?})",
            self.width_dots,
            self.rows.len(),
            self.ending
        )
    }
}

/// What stands between knife and head.
pub(crate) struct Canvas {
    width_dots: u32,
    dpi: u32,
    rows: Vec<Row>,
    lines: Vec<String>,
}

impl Canvas {
    pub(crate) fn new(width_dots: u32, dpi: u32) -> Self {
        Self {
            width_dots,
            dpi,
            rows: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Puts one row on paper; a piece that is too long leaves first.
    pub(crate) fn burn(&mut self, mut row: Row) -> Option<Paper> {
        let piece = (self.rows.len() == ROWS_MAX)
            .then(|| self.part(Ending::TooLong))
            .flatten();
        row.resize(self.width_dots.div_ceil(8) as usize, 0);
        // Dots beyond the last heating element do not exist.
        if let (Some(last), spare @ 1..) = (row.last_mut(), self.width_dots % 8) {
            *last &= !(0xFF >> spare);
        }
        self.rows.push(row);
        piece
    }

    /// A line of characters is whole.
    pub(crate) fn line(&mut self, line: String) {
        self.lines.push(line);
    }

    /// Rows that have not left.
    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The paper above the knife, if there is any.
    pub(crate) fn part(&mut self, ending: Ending) -> Option<Paper> {
        let rows = std::mem::take(&mut self.rows);
        let lines = std::mem::take(&mut self.lines);
        (!rows.is_empty()).then_some(Paper {
            width_dots: self.width_dots,
            dpi: self.dpi,
            rows,
            lines,
            ending,
        })
    }
}
