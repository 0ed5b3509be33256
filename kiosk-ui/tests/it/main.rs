//! What the kiosk promises to the person in front of it.
#![allow(clippy::unwrap_used, missing_docs)]

mod bench;
mod flow;
mod goldens;
mod reach;
mod samples;
mod screens;
mod touches;
mod words;
