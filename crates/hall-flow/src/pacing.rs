//! Calls that are known and not shown yet: those that wait for the voice where the branch paces them,
//! and those that were made while an emergency had the screen.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::time::Duration;

use antre_domain::TicketId;
use antre_protocol::{Call, DisplayView};

use crate::stage::ANNOUNCED_WITHIN_SECS;
use crate::told::ANNOUNCED_WITHIN;

/// A paced call is shown after this long, whatever the voice does.
pub const PACED_FOR_MAX: Duration = Duration::from_secs(8);
/// How many calls are held back; the oldest is shown where there are more.
pub const HELD_BACK_MAX: usize = 64;

/// A call that is held back.
#[derive(Debug, Clone)]
pub(crate) struct HeldBack {
    pub(crate) call: Call,
    /// How old it was when it arrived, in seconds.
    pub(crate) age_secs: u32,
    /// When that was.
    pub(crate) came_at: Duration,
    /// Until when; `None`: as long as the emergency stands.
    until: Option<Duration>,
}

impl HeldBack {
    /// How old it is at `now`, in seconds.
    pub(crate) fn age_secs_at(&self, now: Duration) -> u32 {
        let waited = now.saturating_sub(self.came_at).as_secs();
        self.age_secs
            .saturating_add(u32::try_from(waited).unwrap_or(u32::MAX))
    }
}

/// The calls that are held back, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Pacing {
    held: VecDeque<HeldBack>,
}

impl Pacing {
    /// Holds back until the voice begins, at most [`PACED_FOR_MAX`]. Returns what there is no room for
    /// any more.
    pub(crate) fn hold(&mut self, call: &Call, age_secs: u32, now: Duration) -> Option<HeldBack> {
        self.push(call, age_secs, now, Some(now + PACED_FOR_MAX))
    }

    /// Holds back as long as the emergency stands.
    pub(crate) fn keep(&mut self, call: &Call, age_secs: u32, now: Duration) -> Option<HeldBack> {
        self.push(call, age_secs, now, None)
    }

    /// Holds back what is about to be announced: a view may be a moment ahead of its announcements.
    pub(crate) fn expect(&mut self, call: &Call, now: Duration) {
        if self.held.len() < HELD_BACK_MAX {
            let until = Some(now + ANNOUNCED_WITHIN);
            self.push(call, ANNOUNCED_WITHIN_SECS + 1, now, until);
        }
    }

    /// This ticket's call is not held back any more.
    pub(crate) fn drop_ticket(&mut self, ticket: TicketId) {
        self.held.retain(|held| held.call.ticket != ticket);
    }

    /// An emergency has taken the screen.
    pub(crate) fn keep_all(&mut self) {
        for held in &mut self.held {
            held.until = None;
        }
    }

    /// The voice has begun with these tickets.
    pub(crate) fn begun(&mut self, tickets: &[TicketId]) -> Vec<HeldBack> {
        self.release(|held| tickets.contains(&held.call.ticket))
    }

    /// Those that have waited long enough.
    pub(crate) fn due(&mut self, now: Duration) -> Vec<HeldBack> {
        self.release(|held| held.until.is_some_and(|until| until <= now))
    }

    /// All of them.
    pub(crate) fn take(&mut self) -> Vec<HeldBack> {
        self.release(|_| true)
    }

    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        self.held.iter().filter_map(|held| held.until).min()
    }

    /// The view without the calls that are held back.
    pub(crate) fn visible<'a>(&self, view: &'a DisplayView) -> Cow<'a, DisplayView> {
        if self.held.is_empty() {
            return Cow::Borrowed(view);
        }
        let is_visible = |call: &Call| {
            let mut held = self.held.iter();
            held.all(|held| held.call.ticket != call.ticket)
        };
        let mut view = view.clone();
        view.open_calls.retain(is_visible);
        view.recent_calls.retain(is_visible);
        Cow::Owned(view)
    }

    fn push(
        &mut self,
        call: &Call,
        age_secs: u32,
        now: Duration,
        until: Option<Duration>,
    ) -> Option<HeldBack> {
        // The newest call of a ticket is the one that counts.
        self.drop_ticket(call.ticket);
        let surplus = (self.held.len() == HELD_BACK_MAX).then(|| self.held.pop_front());
        self.held.push_back(HeldBack {
            call: call.clone(),
            age_secs,
            came_at: now,
            until,
        });
        surplus.flatten()
    }

    fn release(&mut self, is_free: impl Fn(&HeldBack) -> bool) -> Vec<HeldBack> {
        let (free, held) = std::mem::take(&mut self.held)
            .into_iter()
            .partition::<VecDeque<_>, _>(is_free);
        self.held = held;
        free.into()
    }
}
