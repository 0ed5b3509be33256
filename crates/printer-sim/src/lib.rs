//! A printer without paper: ESC/POS bytes in, pictures of slips and a printer's answers out.
//!
//! [`Simulator`] reads the byte stream as a thermal receipt printer does: it keeps a receive buffer
//! and a head, stops where the paper ends or the cover opens, obeys real-time commands even inside
//! an image, and proves a print only when all before it is on paper. It has no clock: time passes by
//! [`Simulator::advance`]. [`PrinterServer`] puts one on a TCP port, [`PrinterPty`] on a
//! pseudo-terminal; both write a PNG per piece of paper.
//!
//! Deliberately absent: any code of `ticket`, whose reader it is, so that a mistake there cannot
//! hide here; page mode, bar codes and other dialects. Commands it does not know are counted and
//! named in [`Simulator::unknown`], never passed over in silence.
//!
//! `antre printer` and `antre demo` drive the server, tests of `ticket`, `printing` and the whole
//! branch drive either.

mod canvas;
mod code_page;
mod command;
mod font;
mod happening;
mod head;
mod options;
mod qr;
mod realtime;
mod server;
mod simulator;
mod status;
mod stream;
mod voice;

pub use canvas::{Ending, Paper, PngError};
pub use command::Unknown;
pub use happening::{Happening, UnknownHappening};
pub use options::{Bugs, Options, RECEIVE_BUFFER_BYTES, UnknownBug};
pub use server::{PrinterPty, PrinterServer, ServeError, ServeOptions, Served, serve_tcp};
pub use simulator::Simulator;
pub use status::Condition;
