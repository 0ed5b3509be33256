//! What must not be done by a stray key takes two strokes with a pause between them.

use std::time::Duration;

use antre_domain::{ClerkId, TicketId};

use super::seam::Intent;

/// The second stroke counts only so long after the one before it: a key that bounces, hangs or repeats
/// never gets there.
pub const PAUSE: Duration = Duration::from_millis(800);
/// And no later than this.
pub const ARMED_FOR: Duration = Duration::from_secs(6);

/// Who is meant: an act that was armed for one clerk's counter is not done to another's.
pub(super) type Standing = (Option<ClerkId>, Option<TicketId>);

#[derive(Debug, Default)]
pub(super) struct Guard {
    armed: Option<Armed>,
}

#[derive(Debug)]
struct Armed {
    intent: Intent,
    standing: Standing,
    struck_at: Duration,
}

impl Guard {
    /// One stroke at `now`. It gives the intent back where it was the second one, in time.
    pub(super) fn strike(
        &mut self,
        intent: Intent,
        standing: Standing,
        now: Duration,
    ) -> Option<Intent> {
        let before = self.armed.take().filter(|armed| {
            armed.intent == intent && armed.standing == standing && now < armed.ends_at()
        });
        if before.is_some_and(|armed| now >= armed.struck_at + PAUSE) {
            return Some(intent);
        }
        self.armed = Some(Armed {
            intent,
            standing,
            struck_at: now,
        });
        None
    }

    pub(super) fn disarm(&mut self) {
        self.armed = None;
    }

    /// What one more stroke does.
    pub(super) fn armed(&self, now: Duration) -> Option<&Intent> {
        let armed = self.armed.as_ref().filter(|armed| now < armed.ends_at())?;
        Some(&armed.intent)
    }

    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.armed.as_ref().map(Armed::ends_at)
    }
}

impl Armed {
    fn ends_at(&self) -> Duration {
        self.struck_at + ARMED_FOR
    }
}
