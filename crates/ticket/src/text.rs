//! The text profile: the printer's own font, for slow links.
//!
//! It sets the same parts as the raster profile, from top to bottom. A part whose characters the font
//! has not is set by the typesetter and sent as an image: never as bytes that may mean anything else.

mod piece;
mod sheet;
mod writer;

use antre_printer_profile::{Dialect, Paper};

use crate::job;
use crate::part::Composed;
use crate::typesetter::Typesetter;
use sheet::Sheet;
use writer::Writer;

/// The most bytes a slip has in this profile where the printer has all of its characters and draws QR
/// symbols itself: 0.6 s at 19 200 baud.
pub const TEXT_BYTES_MAX: usize = 1_200;

/// The sheet in the printer's own font. Of a full one white is taken out and the number set smaller,
/// so that the paper stays as short as the sheet may be where it can. Pictures and ornament are left out.
pub fn to_escpos_text(
    typesetter: &mut Typesetter,
    composed: &Composed,
    paper: Paper,
    dialect: &Dialect,
) -> Vec<u8> {
    set(typesetter, composed, paper, dialect).0
}

/// The bytes, and how many rows of paper they take without the cut.
pub(crate) fn set(
    typesetter: &mut Typesetter,
    composed: &Composed,
    paper: Paper,
    dialect: &Dialect,
) -> (Vec<u8>, u32) {
    let sheet = Sheet::set(typesetter, composed, paper, dialect);
    let bytes = job::bytes_of(dialect, |job| Writer::new(job).sheet(&sheet));
    (bytes, sheet.rows())
}
