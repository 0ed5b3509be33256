//! Reading the paper: which slip a piece is, whole or in part, told by its rows of dots alone.

use std::ops::Range;

use antre_printer_sim::{Options, Paper, Simulator};

/// One row of dots that is not white, packed.
pub(crate) type Row = Vec<u8>;

/// What a slip looks like on a piece of paper of its own.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    ink: Vec<Row>,
    /// The rows that carry the number: by these a person tells whose slip it is.
    number: Range<usize>,
}

/// What is on paper of one original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnPaper {
    Whole,
    Torn,
    Nothing,
}

/// What lies on paper of a customer's slip and its copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// Whole originals.
    pub(crate) whole: usize,
    /// Pieces that a person can take for an original: they show its number and no word of a copy.
    pub(crate) passing: usize,
    /// Copies, whole and alone on their piece.
    pub(crate) copies: usize,
}

impl Picture {
    /// What a printer in good health makes of these bytes. The number is what is printed between
    /// these offsets of them.
    pub(crate) fn printed(bytes: &[u8], number: Range<usize>, options: Options) -> Self {
        let rows_of = |bytes: &[u8]| {
            let mut printer = Simulator::new(options);
            printer.feed(bytes);
            // A slip without its cut stays in the printer until there is one.
            printer.feed(b"\x1dV\0");
            let papers = printer.take_papers();
            papers.first().map(ink).unwrap_or_default()
        };
        let above = rows_of(&bytes[..number.start]).len();
        let below = rows_of(&bytes[..number.end]).len();
        let ink = rows_of(bytes);
        assert!(
            above < below && below <= ink.len(),
            "the number leaves ink on {} of {} rows",
            below - above,
            ink.len()
        );
        Self {
            ink,
            number: above..below,
        }
    }

    /// Whether this piece is this slip and nothing else.
    pub(crate) fn is(&self, piece: &[Row]) -> bool {
        self.ink == piece
    }

    /// How many pieces are this slip and nothing else.
    pub(crate) fn count_alone(&self, pieces: &[Vec<Row>]) -> usize {
        pieces.iter().filter(|piece| self.is(piece)).count()
    }

    /// What the pieces show of this original, whose copy would look like that.
    pub(crate) fn find(&self, copy: &Self, pieces: &[Vec<Row>]) -> Found {
        let same_above = self.ink.iter().zip(&copy.ink).take_while(|(a, b)| a == b);
        // The word that it is a copy, down to the number.
        let marked = &copy.ink[same_above.count()..copy.number.end];
        let passes = |piece: &&Vec<Row>| {
            let numbers = count(piece, &self.ink[self.number.clone()]);
            numbers > count(piece, marked)
        };
        Found {
            whole: pieces.iter().map(|piece| count(piece, &self.ink)).sum(),
            passing: pieces.iter().filter(passes).count(),
            copies: copy.count_alone(pieces),
        }
    }
}

/// The rows of a piece that are not white.
pub(crate) fn ink(paper: &Paper) -> Vec<Row> {
    let rows = (0..paper.height_dots()).filter_map(|y| paper.row(y));
    let inked = rows.filter(|row| row.iter().any(|&byte| byte != 0));
    inked.map(<[u8]>::to_vec).collect()
}

/// The same of the picture that a printer's server leaves: one bit a dot, white is 1.
pub(crate) fn ink_of_png(file: &[u8]) -> Vec<Row> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file))
        .read_info()
        .unwrap();
    let mut light = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut light).unwrap();
    assert_eq!(info.bit_depth, png::BitDepth::One);
    let rows = light[..info.buffer_size()].chunks(info.line_size);
    let rows = rows.map(|row| row.iter().map(|byte| !byte).collect());
    rows.filter(|row: &Row| row.iter().any(|&byte| byte != 0))
        .collect()
}

fn count(rows: &[Row], wanted: &[Row]) -> usize {
    rows.windows(wanted.len())
        .filter(|at| *at == wanted)
        .count()
}
