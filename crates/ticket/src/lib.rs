//! The slip of paper: a ticket's facts, laid out once, as pixels and as printer bytes.
//!
//! [`Slip`] says what stands on it, [`layout`] places it on a [`Paper`] in dots, [`render`] draws
//! that into a 1-bit [`Bitmap`], which becomes a PNG or the raster profile of an ESC/POS printer.
//! [`to_escpos_text`] is the short profile for slow links: the same words in the printer's own font.
//!
//! Deliberately absent: any device, file, clock or grey. Fonts are compiled in, the date comes in as
//! a fact, the same slip gives the same bytes on every machine. Colours belong to screens: paper is
//! black on white, and the letter carries what the colour carries there.
//!
//! The kiosk drives it for each ticket (and hands the bytes to `printing`), the panel for a copy,
//! `antre ticket preview` for whoever designs a branch.

mod bitmap;
mod draw;
mod face;
mod job;
mod layout;
mod measures;
mod paper;
pub mod part;
mod picture;
mod raster;
mod report;
mod set;
mod slip;
mod symbol;
mod text;
mod words;

pub use bitmap::{Bitmap, PngError};
pub use draw::render;
pub use face::Weight;
pub use layout::{Area, Ink, Item, Layout, layout};
pub use paper::{Cut, Dialect, Paper, UnknownPaper};
pub use picture::Picture;
pub use raster::{RASTER_BYTES_MAX, to_escpos_raster};
pub use report::{DayReport, SeriesLine};
pub use slip::{InvalidLink, Language, Link, Slip, WaitMinutes};
pub use symbol::Symbol;
pub use text::{TEXT_BYTES_MAX, TextError, to_escpos_text};
