//! The only place in this room that looks at a clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use antre_domain::Timestamp;
use tokio::time::Instant;

use crate::Moment;

/// Counts from the client's start.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProcessClock(Instant);

impl ProcessClock {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    pub(super) fn now(self) -> Moment {
        Moment::new(self.0.elapsed())
    }

    pub(super) fn instant(self, moment: Moment) -> Instant {
        self.0 + moment.elapsed()
    }

    /// The time of day, as this machine believes it. Used only to let acts expire across a restart.
    pub(super) fn time_of_day(self) -> Timestamp {
        let since_1970 = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        Timestamp::from_millis(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
    }
}

/// What the hub's clock showed, and when.
#[derive(Debug, Clone, Copy)]
pub struct HubClock {
    at: Timestamp,
    heard_at: Instant,
}

impl HubClock {
    pub(super) fn new(at: Timestamp) -> Self {
        Self {
            at,
            heard_at: Instant::now(),
        }
    }

    /// What it shows now, if it has gone on.
    pub fn now(self) -> Timestamp {
        let passed_ms = i64::try_from(self.heard_at.elapsed().as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(self.at.millis().saturating_add(passed_ms))
    }
}
