//! The whole branch.
#![allow(clippy::unwrap_used, missing_docs)]

mod clerk;
mod counter_day;
mod demo;
mod desk;
mod eight;
mod full_disk;
mod hall;
mod kill;
mod offline;
mod race;
mod slip;
mod slip_faults;
mod talking;
