//! The `antre` command, run as people run it.
#![allow(clippy::unwrap_used, missing_docs)]

mod rules;
mod why;
