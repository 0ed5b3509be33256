//! What a branch does, told as sentences; and the same against a naive model.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod appointments;
mod calling;
mod clock;
mod consistency;
mod counters;
mod days;
mod devices;
mod faults;
mod golden;
mod helping;
mod holds;
mod issuing;
mod journeys;
mod kiosks;
mod midday;
mod model;
mod moving;
mod pace;
mod permissions;
mod properties;
mod quotas;
mod reconfiguring;
mod reserve;
mod rules;
mod scene;
mod steps;
mod story;
mod tally;
mod undo;
mod values;
mod verbs;
mod weeks;
mod wishes;
mod zones;
