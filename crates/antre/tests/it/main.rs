//! The `antre` command, run as people run it.
#![allow(clippy::unwrap_used, missing_docs)]

mod clerk;
mod doctor;
mod pin;
mod printer;
mod report;
mod rules;
mod simulate;
mod staffing;
mod ticket;
mod voice;
mod why;
