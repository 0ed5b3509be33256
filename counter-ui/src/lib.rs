//! The clerk's panel: call, serve, move on, without looking at the keyboard.
//!
//! Deliberately absent: any rule about queues, and the number of whoever comes next. What a key does
//! now is decided by [`panel`], what can be chosen by [`menu`]; neither knows a window, a socket or a
//! clock.
//!
//! The binary drives [`init`] with a window or in memory and joins it to a hub; tests strike its keys.

mod app;
pub mod ask;
pub mod bell;
mod keys;
mod reason;
mod show;
mod watch;

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

pub use antre_counter_flow::{keymap, menu, panel};
pub use app::{App, Heard, Setup, Wanted, init};
pub use pages::{CounterWindow, Scheme, Theme};
pub use show::Hub;
