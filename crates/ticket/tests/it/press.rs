//! Printing on printers that do wrong what their profile says they may.

use antre_printer_profile::{Cut, Profile};
use antre_printer_sim::{Bugs, Happening, Options, Paper, Simulator};
use antre_ticket::part::Composed;
use antre_ticket::{Mode, Printout};

use crate::samples;

pub(crate) const MODES: [Mode; 2] = [Mode::Raster, Mode::Text];

/// Prints a sheet and answers what was sent and the one piece of paper that came of it.
pub(crate) fn print(composed: &Composed, model: &Profile, mode: Mode) -> (Printout, Paper) {
    let printout = samples::print(composed, model, mode);
    let paper = paper_of(&printout.bytes, model);
    (printout, paper)
}

/// The one piece of paper that these bytes become.
pub(crate) fn paper_of(bytes: &[u8], model: &Profile) -> Paper {
    let knife = match model.dialect.cut {
        Cut::Partial | Cut::Full => true,
        Cut::TearBar => false,
    };
    let mut printer = Simulator::new(Options {
        dpi: model.paper.dpi.into(),
        knife,
        bugs: Bugs {
            garble_odd_bands: model.dialect.band_rows_multiple == 24,
            no_doubled_raster: !model.dialect.doubled_raster,
            ..Bugs::NONE
        },
        ..Options::of_width(model.paper.width_dots.into())
    });
    let answers = printer.feed(bytes);
    assert!(answers.is_empty(), "a sheet asks nothing");
    assert_eq!(printer.unknown(), [], "{}", model.name);
    assert_eq!(printer.pulses(), 0, "{}", model.name);
    if !knife {
        printer.happen(Happening::Torn);
    }
    let mut papers = printer.take_papers();
    assert_eq!(papers.len(), 1, "{}: one sheet, one piece", model.name);
    papers.remove(0)
}
