//! What the kiosk promises to the person in front of it.
#![allow(clippy::unwrap_used, missing_docs)]

mod bench;
mod fit;
mod goldens;
mod hold;
mod paper;
mod printer;
mod reach;
#[path = "../../../crates/kiosk-flow/tests/it/samples.rs"]
mod samples;
mod screens;
mod sheets;
mod touches;
mod words;
