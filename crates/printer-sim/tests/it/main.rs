//! A printer, told what to do and what happens to it.
#![allow(clippy::unwrap_used, missing_docs)]

mod answers;
mod faults;
mod fuzz;
mod paper;
mod real_time;
mod serial;
mod server;
mod unknown;
