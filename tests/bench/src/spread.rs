//! Many durations, told by their quantiles.

use std::time::Duration;

/// Durations in ascending order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spread(Vec<Duration>);

impl Spread {
    /// Sorts what was measured.
    pub(crate) fn of(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self(durations)
    }

    /// The smallest value that at least `percent` in a hundred do not exceed, in milliseconds.
    pub(crate) fn percentile_ms(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1) - 1;
        self.0
            .get(rank)
            .map_or(f64::NAN, |duration| duration.as_secs_f64() * 1_000.0)
    }

    /// What one of `parts` equal parts of each took.
    pub(crate) fn divided_by(self, parts: u32) -> Self {
        Self(
            self.0
                .into_iter()
                .map(|duration| duration / parts)
                .collect(),
        )
    }

    pub(crate) fn median_ms(&self) -> f64 {
        self.percentile_ms(50)
    }
}
