//! Branches and their days in virtual time, for the tests of the calling rule.
//!
//! Deliberately absent: a clock, threads, the hub. A day of thousands of steps passes in a second and
//! is the same on every machine: whatever is drawn, is drawn from a seed that a failing test prints.
//!
//! The tests of this package drive it: they draw branches, arrivals and clerks, or set them down by
//! hand, and watch every step.

pub mod cut_off;
pub mod draw;
pub mod load;
pub mod lot;
pub mod paper;
pub mod world;
