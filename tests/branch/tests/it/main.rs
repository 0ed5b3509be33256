//! The whole branch.
#![allow(clippy::unwrap_used, missing_docs)]

mod full_disk;
mod kill;
mod race;
mod slip;
