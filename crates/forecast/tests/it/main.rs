//! Waiting times that one can believe.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod accuracy;
mod calibrate;
mod chart;
mod day;
mod estimator;
mod formula;
mod hall;
mod halls;
mod learn;
mod outside;
mod rehearsal;
mod replay;
mod roster;
mod round;
mod scenario;
mod staffing;
mod trial;
