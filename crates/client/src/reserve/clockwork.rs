use antre_domain::Timestamp;

use crate::Moment;

/// What the hub's clock shows, without the hub: its last word and the time since. This machine's own
/// time of day is asked only once, after a restart, and then corrected by what it was off by when the
/// hub was last heard.
#[derive(Debug, Default)]
pub(super) struct Clockwork {
    word: Option<Word>,
    /// What the hub's clock showed at a moment of this process.
    base: Option<(Moment, Timestamp)>,
}

/// The hub's last word beside this machine's time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) hub: Timestamp,
    pub(super) clock: Timestamp,
}

impl Word {
    /// By how much the hub's clock is ahead of this machine's, in milliseconds.
    pub(super) fn ahead_ms(self) -> i64 {
        self.hub.millis() - self.clock.millis()
    }
}

impl Clockwork {
    /// The hub was heard.
    pub(super) fn hear(&mut self, now: Moment, word: Word) {
        self.word = Some(word);
        self.base = Some((now, word.hub));
    }

    /// The hub was heard before this process began, at whose moment `now` this machine's clock shows
    /// `clock`. Never before that word, whatever a battery has forgotten.
    pub(super) fn remember(&mut self, now: Moment, clock: Timestamp, word: Word) {
        let corrected = Timestamp::from_millis(clock.millis().saturating_add(word.ahead_ms()));
        self.word = Some(word);
        self.base = Some((now, corrected.max(word.hub)));
    }

    pub(super) fn word(&self) -> Option<Word> {
        self.word
    }

    /// What the hub's clock shows at `now`; `None` before it was ever heard.
    pub(super) fn show(&self, now: Moment) -> Option<Timestamp> {
        let (since, at) = self.base?;
        let passed_ms = i64::try_from(now.since(since).as_millis()).unwrap_or(i64::MAX);
        Some(Timestamp::from_millis(
            at.millis().saturating_add(passed_ms),
        ))
    }
}
