//! The slip of paper: a ticket's facts, laid out once, as pixels and as printer bytes.
//!
//! [`Slip`] says what stands on it, [`layout`] places it on a paper in dots, [`render`] draws
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
mod code_page;
mod compose;
mod draw;
mod face;
mod job;
mod language;
mod layout;
mod measures;
mod paper;
pub mod part;
mod picture;
mod print;
mod raster;
mod report;
mod set;
mod slip;
mod symbol;
mod template;
mod text;
mod typesetter;
mod words;

pub use bitmap::{Bitmap, PngError};
pub use compose::{Sheet, compose};
pub use face::Weight;
pub use language::Language;
pub use layout::{Area, Ink, Item, Layout};
pub use picture::{Picture, PictureError, PictureFault, ScreenPicture, check_for_screen};
pub use print::{Mode, Printout, test_line};
pub use raster::{RASTER_BYTES_MAX, to_escpos_raster};
pub use report::{DayReport, SeriesLine};
pub use slip::{InvalidLink, Link, Slip, WaitMinutes};
pub use symbol::Symbol;
pub use template::{SheetKind, Template, TemplateError, TemplateFault};
pub use text::{TEXT_BYTES_MAX, to_escpos_text};
pub use typesetter::Typesetter;
pub use words::wait_line;
