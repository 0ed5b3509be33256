//! What the kiosk decides, without a screen.
#![allow(clippy::unwrap_used, missing_docs)]

mod flow;
mod reading;
// Shared with the tests of the screens, which stand before more of them.
#[allow(dead_code)]
mod samples;
