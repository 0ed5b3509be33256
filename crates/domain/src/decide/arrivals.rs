//! Counters that stand by: the next arrival is called to them by itself.

use crate::branch::Branch;
use crate::command::Actor;
use crate::event::{Event, What};
use crate::rejection::Rejection;
use crate::time::Timestamp;

/// Calls to every counter that is ready by `due_at`, each by its own rule; whoever has called nobody for
/// longest chooses first. Each finds the hall as the one before has left it.
pub(super) fn call_arrivals(
    branch: &Branch,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<Vec<What>, Rejection> {
    let (Some(config), Some(day)) = (branch.config(), branch.day()) else {
        return Err(Rejection::NotDue);
    };
    let ready = day.ready_counters(config, &branch.plans, branch.last_event_at);
    let mut ready: Vec<_> = ready
        .filter(|(_, ready_at)| *ready_at <= due_at)
        .map(|(id, _)| (day.counters[id].called_at, id))
        .collect();
    ready.sort_unstable();
    let mut day = day.clone();
    let mut whats = Vec::new();
    for (_, id) in ready {
        // Whoever waited for one counter alone when this was due still does, however late the timer.
        let next = day.next_for(config, &branch.plans, id, now, due_at);
        let Some((ticket, reason)) = next else {
            continue;
        };
        let event = Event {
            at: now,
            by: Actor::TIMER,
            what: What::TicketCalled {
                ticket,
                counter: id.clone(),
                reason,
                quiet: None,
            },
        };
        day.take_turn(config, &branch.plans, &event);
        day.apply(&event, config);
        whats.push(event.what);
    }
    Ok(whats)
}
