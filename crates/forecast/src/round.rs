//! A range as it is printed.
//!
//! The step grows with the wait, as people speak of it: whole minutes up to five, where only the upper end
//! says anything; five minutes up to an hour, ten up to two, half an hour beyond. The upper end goes to
//! the *nearest* step, not up: rounding up would make "four in five" nearly "all", and the range longer
//! than what is known. The lower end goes down. The ends are never the same: a range is never one minute.

use crate::spread::{Range, Spread};

/// Up to this wait the step is a minute.
const MINUTES_TO_SECS: f64 = 300.0;
/// By the upper end up to which it holds: the step, in seconds.
const STEPS: [(f64, u32); 4] = [
    (MINUTES_TO_SECS, 60),
    (3_600.0, 300),
    (7_200.0, 600),
    (f64::INFINITY, 1_800),
];
/// Nothing longer is printed: a day.
const LONGEST_SECS: f64 = 86_400.0;

/// What is printed of a spread; `None` where more than half of the runs never called, or where four in five
/// have no bound.
pub fn round(spread: &Spread) -> Option<Range> {
    let known = spread.p50_secs.is_finite() && spread.p80_secs.is_finite();
    let called = spread.never < 0.2;
    let short = spread.p80_secs <= LONGEST_SECS;
    (known && called && short).then(|| round_secs(spread.p50_secs, spread.p80_secs))
}

/// What is printed of two ends in seconds.
pub fn round_secs(from_secs: f64, to_secs: f64) -> Range {
    let step_secs = STEPS
        .iter()
        .find(|(up_to_secs, _)| to_secs <= *up_to_secs)
        .map_or(1_800, |(_, step_secs)| *step_secs);
    let step = f64::from(step_secs);
    let to = (to_secs.clamp(0.0, LONGEST_SECS) / step).round().max(1.0);
    let from = (from_secs.clamp(0.0, LONGEST_SECS) / step)
        .floor()
        .min(to - 1.0);
    let from_secs = if to * step <= MINUTES_TO_SECS {
        0
    } else {
        from as u32 * step_secs
    };
    Range {
        from_secs,
        to_secs: to as u32 * step_secs,
    }
}
