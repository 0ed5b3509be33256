//! The display's own clock, and how long the machine slept.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// A machine that stood still for less was only busy.
const SLEPT_MIN: Duration = Duration::from_secs(2);

/// Counts from the display's start. It stands still while the machine sleeps, like every timer of this
/// process; beside it runs one that does not.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    began: Instant,
    began_awake_or_not: Duration,
}

/// Tells each sleep once.
#[derive(Debug, Default)]
pub struct Sleep {
    known: Duration,
}

impl Clock {
    /// Begins now.
    pub fn start() -> Self {
        Self {
            began: Instant::now(),
            began_awake_or_not: awake_or_not(),
        }
    }

    /// Since the start, without sleep.
    pub fn now(self) -> Duration {
        self.began.elapsed()
    }

    /// How long the machine has slept since the start, all in all.
    pub fn slept(self) -> Duration {
        // In this order: what passes between the two readings must not look like sleep.
        let awake_or_not = awake_or_not();
        awake_or_not
            .saturating_sub(self.began_awake_or_not)
            .saturating_sub(self.began.elapsed())
    }
}

impl Sleep {
    /// How long the machine slept since this was last asked, `slept` being all sleep so far; `None`
    /// where it did not.
    pub fn since_asked(&mut self, slept: Duration) -> Option<Duration> {
        let newly = slept.saturating_sub(self.known);
        if newly < SLEPT_MIN {
            return None;
        }
        self.known = slept;
        Some(newly)
    }
}

fn awake_or_not() -> Duration {
    let at = clock_gettime(ClockId::Boottime);
    // Neither is below zero since the machine was switched on.
    Duration::new(at.tv_sec.unsigned_abs(), at.tv_nsec.unsigned_abs() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sleep_is_told_once_and_what_was_only_busy_never() {
        let secs = Duration::from_secs;
        let mut sleep = Sleep::default();
        assert_eq!(sleep.since_asked(secs(0)), None);
        assert_eq!(sleep.since_asked(Duration::from_millis(1_999)), None);
        assert_eq!(sleep.since_asked(secs(3_600)), Some(secs(3_600)));
        assert_eq!(sleep.since_asked(secs(3_600)), None);
        assert_eq!(sleep.since_asked(secs(3_601)), None);
        assert_eq!(sleep.since_asked(secs(3_605)), Some(secs(5)));
    }

    #[test]
    fn a_machine_that_is_awake_has_not_slept() {
        assert!(Clock::start().slept() < SLEPT_MIN);
    }
}
