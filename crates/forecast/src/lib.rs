//! The calling rule run forward: how long those who wait will wait, and what a day would have been under
//! another rule or with another roster.
//!
//! One engine ([`mod@run`]) plays a [`hall::Hall`] forward by the domain's own kernel; a [`run::World`] tells
//! what chance, what was learnt ([`learn`]), a scenario ([`scenario`]) or a log ([`replay`]) brings. Ranges
//! ([`ranges`], [`calibrate`], [`mod@round`]), simulated days ([`day`], [`measures`]), comparisons ([`what_if`]) and
//! staffing ([`staffing`], [`formula`]) are ways to ask it. [`rehearsal`] asks the other way round: it lives a day
//! through the domain, event by event, and measures how right the ranges were ([`rehearsal::trial`]).
//!
//! Deliberately absent: a clock, threads, files, a calling rule. Chance comes from a seed, by a generator
//! that is named, so that the same question has the same answer on any machine. Runs know no names and
//! make no events.
//!
//! The hub drives it for its waiting ranges and for what-if, the `antre` command for simulated days, the demo
//! for its past.

pub mod accuracy;
pub mod calibrate;
pub mod chart;
pub mod day;
pub mod estimator;
pub mod formula;
pub mod hall;
pub mod layout;
pub mod learn;
pub mod measures;
pub mod ranges;
pub mod rehearsal;
pub mod replay;
pub mod round;
pub mod run;
pub mod scenario;
pub mod spread;
pub mod staffing;
pub mod table;
pub mod what_if;
