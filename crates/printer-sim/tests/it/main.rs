//! A printer, told what to do and what happens to it.
#![allow(clippy::unwrap_used, missing_docs)]

mod answers;
mod paper;
mod real_time;
mod server;
mod unknown;
