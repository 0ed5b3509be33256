//! What a screen's plumbing promises, driven without a display server.
#![allow(clippy::unwrap_used, missing_docs)]

mod accessible;
mod args;
mod bridge;
mod guide;
mod jack;
mod offscreen;
mod watchdog;

/// The generated code keeps its own manners.
#[allow(unreachable_pub, rust_2018_idioms, clippy::all, clippy::todo)]
mod probe {
    slint::include_modules!();
}
use probe::Probe;
