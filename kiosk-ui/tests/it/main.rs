//! What the kiosk promises to the person in front of it.
#![allow(clippy::unwrap_used, missing_docs)]

mod access;
mod bench;
mod brand;
mod fit;
mod goldens;
mod guide;
mod hold;
mod memory;
mod pairwise;
mod paper;
mod reach;
#[path = "../../../crates/kiosk-flow/tests/it/samples.rs"]
mod samples;
mod screens;
mod sheets;
mod staff;
mod touches;
mod waits;
mod words;
