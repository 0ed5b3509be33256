//! What the kiosk decides, without a screen.
#![allow(clippy::unwrap_used, missing_docs)]

mod choosing;
mod flow;
mod guided;
mod help;
mod leaving;
mod monkey;
mod numbers;
mod printer;
mod reading;
mod returning;
mod staff;
// Shared with the tests of the screens, which stand before more of them.
#[allow(dead_code)]
mod samples;
mod unused;
