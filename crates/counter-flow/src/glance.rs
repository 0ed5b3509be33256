//! The queues at a glance: how many, how long, who is late. Never who comes next.

use antre_domain::{ServiceId, Timestamp};
use antre_protocol::{CounterView, ProfileCard, ServiceCard, Wait};

/// The queues of the branch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glance {
    /// Those who wait for what this counter takes.
    pub waiting_here: u32,
    /// All who wait.
    pub waiting: u32,
    /// Service by service: first what this counter takes.
    pub queues: Vec<QueueGlance>,
}

/// One service's queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueGlance {
    /// Which.
    pub service: ServiceId,
    /// How many wait.
    pub waiting: u32,
    /// How long the one has waited who has waited longest.
    pub longest_secs: u32,
    /// What one is told who comes now; nobody can say while the branch is held or the
    /// hub is away.
    pub wait: Option<Wait>,
    /// Somebody has waited longer than their class is promised.
    pub late: bool,
    /// This counter takes it.
    pub ours: bool,
}

/// The queues at `at`, for a counter that works by `profile`; `live`: the view is current.
pub(crate) fn glance(
    view: &CounterView,
    profile: Option<&ProfileCard>,
    at: Option<Timestamp>,
    live: bool,
) -> Glance {
    // While the branch is held no wait grows.
    let held_since = view.branch.held.as_ref().map(|held| held.since);
    let at = held_since.into_iter().chain(at).min();
    let ours =
        |card: &ServiceCard| profile.is_some_and(|profile| profile.services.contains(&card.id));
    let queue = |card: &ServiceCard| QueueGlance {
        service: card.id.clone(),
        waiting: card.waiting,
        longest_secs: waited_secs(card, at),
        wait: card.wait.filter(|_| live && held_since.is_none()),
        late: card.waiting > 0
            && at.is_some_and(|at| match card.late_from {
                Some(from) => from <= at,
                None => waited_secs(card, Some(at)) > card.target_wait_secs,
            }),
        ours: ours(card),
    };
    let (here, elsewhere): (Vec<_>, Vec<_>) = view.services.iter().map(queue).partition(|q| q.ours);
    let total = |queues: &[QueueGlance]| {
        let waiting = queues.iter().map(|queue| queue.waiting);
        waiting.fold(0, u32::saturating_add)
    };
    let (waiting_here, waiting_elsewhere) = (total(&here), total(&elsewhere));
    Glance {
        waiting_here,
        waiting: waiting_here.saturating_add(waiting_elsewhere),
        queues: here.into_iter().chain(elsewhere).collect(),
    }
}

fn waited_secs(card: &ServiceCard, at: Option<Timestamp>) -> u32 {
    at.zip(card.oldest_since)
        .map_or(0, |(at, since)| at.secs_since(since))
}
