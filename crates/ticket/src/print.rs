//! A sheet as one printer gets it.

use antre_printer_profile::{Cut, Dialect, Paper, Profile};

use crate::job;
use crate::language::Language;
use crate::layout::{self, Layout};
use crate::measures::EIGHTHS_MM;
use crate::paper::Measured as _;
use crate::part::Composed;
use crate::raster::to_escpos_raster;
use crate::text;
use crate::typesetter::Typesetter;

/// From the head to the knife, which every cut feeds, in eighths of a millimetre; a little more than
/// makers say, so that no roll ends before it is expected to.
const KNIFE: u32 = 15 * EIGHTHS_MM;
/// Printed lines of what a new roll says, one of them white.
const TEST_LINES: u32 = 2;

/// How a sheet is said to its printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// As the picture that the preview shows.
    #[default]
    Raster,
    /// In the printer's own font: a thirtieth of the bytes, for slow links.
    Text,
}

/// A sheet, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printout {
    /// ESC/POS, with its cut.
    pub bytes: Vec<u8>,
    /// The paper that it takes off the roll, the way to the knife or the tear bar included, rounded
    /// up.
    pub length_mm: u32,
}

impl Typesetter {
    /// As [`layout`](Self::layout), and within [`RASTER_BYTES_MAX`](crate::RASTER_BYTES_MAX) of what
    /// this model is told: what [`print`](Self::print) prints in [`Mode::Raster`], dot for dot.
    pub fn layout_for(&mut self, composed: &Composed, profile: &Profile) -> Layout {
        layout::layout(&mut self.face, composed, profile.paper, &profile.dialect)
    }

    /// Sets a sheet for one model of printer.
    pub fn print(&mut self, composed: &Composed, profile: &Profile, mode: Mode) -> Printout {
        let (paper, dialect) = (profile.paper, &profile.dialect);
        let (bytes, rows) = match mode {
            Mode::Raster => {
                let layout = self.layout_for(composed, profile);
                let picture = self.draw(&layout);
                (to_escpos_raster(&picture, dialect), picture.height_dots())
            }
            Mode::Text => text::set(self, composed, paper, dialect),
        };
        Printout {
            bytes,
            length_mm: paper.length_mm(rows + cut_rows(paper, dialect)),
        }
    }
}

/// What a new roll says: that it is there, and which way round. Characters of the printer's own font
/// alone, so that it comes out whatever else is wrong; in English where those are not the language's.
pub fn test_line(language: Language, profile: &Profile) -> Printout {
    let said = match language {
        Language::Id => "Kertas siap",
        Language::En | Language::Zh | Language::Ar => "Paper ready",
    };
    let bytes = job::bytes_of(&profile.dialect, |job| {
        job.raw(format!("\n{said}\n").as_bytes())
    });
    let rows = TEST_LINES * job::LINE_DOTS + cut_rows(profile.paper, &profile.dialect);
    Printout {
        bytes,
        length_mm: profile.paper.length_mm(rows),
    }
}

/// How far the paper is fed to leave.
fn cut_rows(paper: Paper, dialect: &Dialect) -> u32 {
    match dialect.cut {
        Cut::Partial | Cut::Full => paper.dots(KNIFE),
        Cut::TearBar => u32::from(job::TEAR_BAR_LINES) * job::LINE_DOTS,
    }
}
