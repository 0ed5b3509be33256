//! The hall screen: who is called, and where to.
//!
//! Deliberately absent: any rule about queues, and any number that was not called. Which calls stand
//! on the stage is decided by [`stage`], how large they are by [`fit`], what the screen says by
//! [`hall`]; none of these knows a window, a socket or a clock.
//!
//! The binary drives [`init`] with a window or in memory and feeds it from a hub; tests feed it by hand.

mod app;
pub mod fit;
pub mod hall;
mod show;
pub mod stage;

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

pub use app::{App, Heard, Setup, init};
pub use pages::{HallWindow, Scheme, Theme};
