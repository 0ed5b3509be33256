//! What a branch does, told as sentences; and the same against a naive model.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod calling;
mod clock;
mod consistency;
mod counters;
mod days;
mod faults;
mod golden;
mod issuing;
mod model;
mod moving;
mod permissions;
mod properties;
mod reconfiguring;
mod scene;
mod steps;
mod undo;
mod values;
mod verbs;
mod zones;
