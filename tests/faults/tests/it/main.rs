//! Every fault at every byte of a slip, and a day of them at random: one number, at most one whole
//! original. The paper is the judge, read back from the simulated printer, and the journal is held
//! against it.
#![allow(clippy::unwrap_used, missing_docs)]

mod cable;
mod fault;
mod late_proof;
mod matrix;
mod paper;
mod slips;
mod soak;
mod sockets;
mod table;
mod verdict;
mod world;
