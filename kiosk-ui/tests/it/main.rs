//! What the kiosk promises to the person in front of it.
#![allow(clippy::unwrap_used, missing_docs)]

mod bench;
mod fit;
mod flow;
mod goldens;
mod hold;
mod paper;
mod printer;
mod reach;
mod reading;
mod samples;
mod screens;
mod sheets;
mod touches;
mod words;
