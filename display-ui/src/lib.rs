//! The hall screen: who is called, and where to.
//!
//! Deliberately absent: any rule about queues, and any number that was not called. Which calls stand
//! on the stage is decided by [`stage`], how large they are by [`fit`], what the screen says by
//! [`hall`]; none of these knows a window, a socket or a clock.
//!
//! The binary drives [`init`] with a window or in memory and feeds it from a hub; tests feed it by hand.

pub mod album;
mod app;
pub mod clock;
mod cloth;
pub mod network;
pub mod pictures;
mod show;
pub mod transcript;
pub mod voice;

#[allow(
    missing_docs,
    unreachable_pub,
    rust_2018_idioms,
    clippy::all,
    clippy::todo,
    clippy::unwrap_used
)]
mod pages {
    slint::include_modules!();
}

pub use antre_hall_flow::{fit, hall, stage};
use antre_protocol::{DisplayFault, FAULT_ABOUT_CHARS_MAX};
pub use app::{App, Heard, Setup, Shell, Voice, init};
pub use cloth::Weave;
pub use pages::{HallState, HallWindow, Scheme, Theme};
pub use show::{Rows, speak};

/// A fault as the hub takes it.
fn fault(code: &str, about: &str) -> DisplayFault {
    DisplayFault {
        code: code.to_owned(),
        about: about.chars().take(FAULT_ABOUT_CHARS_MAX).collect(),
    }
}
