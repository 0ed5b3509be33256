//! The hall in rows: what the view means at this moment.

use std::time::Duration;

use antre_domain::{ServiceId, Timestamp};
use antre_protocol::{CounterCard, CounterView, ServiceCard, Wait};

/// The hub's clock, as it was last heard.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clock(Option<(Timestamp, Duration)>);

/// Whether a service gives numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Giving {
    Open,
    Closed,
    /// A supervisor has stopped it.
    Paused,
    /// No numbers or no places left today.
    Exhausted,
}

/// A service in the hall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    /// Its place in the view.
    pub index: usize,
    /// How long the one has waited who has waited longest, in seconds.
    pub longest_secs: Option<u32>,
    /// What one is told who comes now.
    pub wait: Option<Wait>,
    /// Somebody has waited longer than their class is promised.
    pub late: bool,
    /// That has not been seen yet.
    pub unseen: bool,
    /// Whether it gives numbers.
    pub giving: Giving,
}

/// A counter in the hall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterLine {
    /// Its place in the view.
    pub index: usize,
    /// How long it has been as it is, in seconds: serving, calling, resting, free or closed.
    pub for_secs: Option<u32>,
}

/// The hall in one line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// People who wait.
    pub waiting: u32,
    /// Services over their target.
    pub late: usize,
    /// Counters that are not closed.
    pub open: usize,
    /// All counters.
    pub counters: usize,
}

impl Clock {
    pub(super) fn new(heard: Option<(Timestamp, Duration)>) -> Self {
        Self(heard)
    }

    /// The time of day at `now`.
    pub(super) fn at(self, now: Duration) -> Option<Timestamp> {
        let (at, heard_at) = self.0?;
        let passed = now.saturating_sub(heard_at).as_millis();
        let passed_ms = i64::try_from(passed).unwrap_or(i64::MAX);
        Some(Timestamp::from_millis(
            at.millis().saturating_add(passed_ms),
        ))
    }

    /// The same on the clock of the waits, which stands while the branch is held.
    pub(super) fn waits_at(self, view: &CounterView, now: Duration) -> Option<Timestamp> {
        let at = self.at(now)?;
        let held_since = view.branch.held.map(|held| held.since);
        Some(held_since.map_or(at, |since| since.min(at)))
    }
}

/// Whether somebody has waited longer than their class is promised.
pub(super) fn is_late(service: &ServiceCard, waits_at: Timestamp) -> bool {
    if service.waiting == 0 {
        return false;
    }
    let waited_past = |since: Timestamp| waits_at.secs_since(since) > service.target_wait_secs;
    service.late_from.map_or_else(
        || service.oldest_since.is_some_and(waited_past),
        |from| from <= waits_at,
    )
}

pub(super) fn lateness(view: &CounterView, waits_at: Timestamp) -> Vec<(ServiceId, bool)> {
    let services = view.services.iter();
    services
        .map(|service| (service.id.clone(), is_late(service, waits_at)))
        .collect()
}

/// How long until time alone makes another service late; `None` where it does not.
pub(super) fn late_in(view: &CounterView, waits_at: Timestamp) -> Option<Duration> {
    if view.branch.held.is_some() {
        return None;
    }
    let waiting = view.services.iter().filter(|service| service.waiting > 0);
    let from = waiting.filter_map(|service| {
        let by_target = |since: Timestamp| since.plus_secs(service.target_wait_secs + 1);
        service.late_from.or(service.oldest_since.map(by_target))
    });
    let next = from.filter(|from| *from > waits_at).min()?;
    let in_ms = next.millis().saturating_sub(waits_at.millis());
    Some(Duration::from_millis(in_ms.unsigned_abs()))
}

pub(super) fn service_line(
    index: usize,
    service: &ServiceCard,
    waits_at: Option<Timestamp>,
    wait: Option<Wait>,
    unseen: bool,
) -> ServiceLine {
    let longest = waits_at.zip(service.oldest_since);
    ServiceLine {
        index,
        longest_secs: longest
            .filter(|_| service.waiting > 0)
            .map(|(at, since)| at.secs_since(since)),
        wait,
        late: waits_at.is_some_and(|at| is_late(service, at)),
        unseen,
        giving: if service.paused {
            Giving::Paused
        } else if service.open {
            Giving::Open
        } else if service.exhausted {
            Giving::Exhausted
        } else {
            Giving::Closed
        },
    }
}

pub(super) fn counter_line(index: usize, card: &CounterCard, at: Option<Timestamp>) -> CounterLine {
    let ticket = card.ticket.as_ref();
    let since = ticket
        .and_then(|ticket| ticket.started_at.or(ticket.called_at))
        .or(card.since);
    CounterLine {
        index,
        for_secs: at.zip(since).map(|(at, since)| at.secs_since(since)),
    }
}

pub(super) fn summary(view: &CounterView, waits_at: Option<Timestamp>) -> Summary {
    let late = |service: &&ServiceCard| waits_at.is_some_and(|at| is_late(service, at));
    let waiting = view.services.iter().map(|service| service.waiting);
    let open = view.counters.iter().filter(|card| card.state != "closed");
    Summary {
        waiting: waiting.fold(0, u32::saturating_add),
        late: view.services.iter().filter(late).count(),
        open: open.count(),
        counters: view.counters.len(),
    }
}
