//! What a lane that lags leaves out.

use std::time::Duration;

/// From this lag on the lane says less.
pub const LAG_MAX: Duration = Duration::from_secs(20);
/// Every so much more lag sheds one thing more, and so much less gives it back: a lane that has shed
/// catches up, and would else go to and fro between two ways of calling.
pub const LAG_STEP: Duration = Duration::from_secs(10);

/// What is left out, in this order, when the oldest waiting call has waited for 20, 30 and 40 seconds; each
/// is given back when that has fallen to 10 seconds less. An emergency is always said in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Shed {
    /// Nothing.
    #[default]
    Nothing,
    /// The second language.
    SecondLanguage,
    /// And the repeat.
    Repeat,
    /// And the chime.
    Chime,
}

impl Shed {
    const STEPS: [Self; 3] = [Self::SecondLanguage, Self::Repeat, Self::Chime];

    /// What a lane that left out this much leaves out at this lag.
    pub(super) fn at(self, lag: Duration) -> Self {
        let wanted = Self::from_lag(lag);
        let kept = Self::from_lag(lag + LAG_STEP);
        wanted.max(self.min(kept))
    }

    fn from_lag(lag: Duration) -> Self {
        let reached = (0..).zip(Self::STEPS);
        let reached = reached.take_while(|(step, _)| lag >= LAG_MAX + LAG_STEP * *step);
        reached.last().map_or(Self::Nothing, |(_, shed)| shed)
    }
}
