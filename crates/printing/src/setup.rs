use std::path::PathBuf;

use antre_printer_profile::Manners;

use crate::deadlines::Deadlines;
use crate::url::PrinterUrl;

/// One printer, and what [`Printing`](crate::Printing) must know to drive it.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Where it is.
    pub url: PrinterUrl,
    /// How its model answers, as far as its maker says: bounds of what it is asked.
    pub manners: Manners,
    /// The file that remembers every act. Nothing prints without it.
    pub journal: PathBuf,
    /// The file that remembers the roll.
    pub roll: PathBuf,
    /// Printed once the cover is closed or the roll was changed.
    pub test_line: TestLine,
    /// How long each thing may take.
    pub deadlines: Deadlines,
}

/// What shows that a roll was put in right, as finished bytes. It is no slip and has no number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestLine {
    /// What the printer is to receive, as of a [`Job`](crate::Job); empty to print none.
    pub bytes: Vec<u8>,
    /// The paper it takes, in millimetres, without the feed to the knife.
    pub length_mm: u32,
}
