//! The hub's clock: the one place that asks the operating system what time it is.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use antre_domain::Timestamp;

/// The wall clock, or one that was set by `--at` and runs on from there.
#[derive(Debug, Clone, Copy)]
pub struct HubClock {
    set: Option<(Timestamp, Instant)>,
}

impl HubClock {
    /// The machine's clock.
    pub fn real() -> Self {
        Self { set: None }
    }

    /// A clock that shows `at` now.
    pub fn starting_at(at: Timestamp) -> Self {
        Self {
            set: Some((at, Instant::now())),
        }
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        match self.set {
            Some((at, since)) => plus(at, since.elapsed()),
            None => {
                // A machine before 1970 shows 1970: the log is ahead, and a supervisor is asked.
                let since_1970 = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                plus(Timestamp::default(), since_1970)
            }
        }
    }

    /// How long until it shows `at`; zero where that has passed.
    pub fn until(&self, at: Timestamp) -> Duration {
        let ahead_ms = at.millis() - self.now().millis();
        Duration::from_millis(u64::try_from(ahead_ms).unwrap_or(0))
    }
}

fn plus(at: Timestamp, elapsed: Duration) -> Timestamp {
    let elapsed_ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(at.millis().saturating_add(elapsed_ms))
}
