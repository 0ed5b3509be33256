//! Counters and the clerks who sit at them.

use crate::branch::{CounterState, Day, Desk};
use crate::config::Config;
use crate::desk::Directed;
use crate::ids::{ClerkId, CounterId, TicketId};
use crate::rule::CallReason;
use crate::ticket::State;
use crate::time::Timestamp;

impl CounterState {
    /// It works no more, and nothing comes to it by itself.
    pub(super) fn stop(&mut self, desk: Desk) {
        self.desk = desk;
        self.standby = false;
        (self.break_reason, self.paused_at) = (None, None);
        self.wraps_until = None;
        self.assigned &= desk == Desk::Paused;
    }
}

impl Day {
    /// A counter called somebody. Whoever stood there already was not called out of the hall.
    pub(super) fn note_call(&mut self, id: &CounterId, reason: &CallReason, at: Timestamp) {
        let is_walk_in = *reason == CallReason::WalkIn;
        let counter = self.counter_mut(id);
        counter.calls += 1;
        counter.wraps_until = None;
        if !is_walk_in {
            counter.called_at = Some(at);
            counter.directed_last = matches!(reason, CallReason::Directed { .. });
            self.keep_call(at, id);
        }
    }

    /// Service ended, and nobody else stands there: whatever it left behind is put in order.
    pub(super) fn wraps_up(&mut self, id: &CounterId, config: &Config, at: Timestamp) {
        let secs = config.rules.wrap_up_secs;
        let counter = self.counter_mut(id);
        if counter.ticket.is_none() && secs > 0 {
            counter.wraps_until = Some(at.plus_secs(secs));
        }
    }

    /// Of several that are called to a counter, this one stands before it.
    pub(super) fn bring_forward(&mut self, id: TicketId, counter: &CounterId) {
        let counter = self.counter_mut(counter);
        if counter.ticket == Some(id) {
            return;
        }
        counter.also.retain(|other| *other != id);
        if let Some(present) = counter.ticket.replace(id) {
            counter.also.insert(0, present);
        }
    }

    /// The counter closes; whoever waited for it alone waits for everybody again.
    pub(super) fn close(&mut self, id: &CounterId) {
        self.counter_mut(id).stop(Desk::Closed);
        self.free_unreachable();
    }

    /// A clerk sits at this counter and at no other, or at none any more.
    pub(super) fn sit_down(&mut self, clerk: &ClerkId, at: Option<&CounterId>) {
        for (id, counter) in &mut self.counters {
            if at == Some(id) {
                counter.clerk = Some(clerk.clone());
            } else if counter.clerk.as_ref() == Some(clerk) {
                counter.clerk = None;
                counter.standby = false;
            }
        }
        self.free_unreachable();
    }

    /// A called or served ticket stands at another counter now.
    pub(super) fn go_along(&mut self, id: TicketId, to: &CounterId) {
        let mut state = self.ticket(id).state.clone();
        match &mut state {
            State::Called { counter, .. } | State::Serving { counter } => *counter = to.clone(),
            State::Waiting
            | State::Parked { .. }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => unreachable!("only what stands at a counter goes along"),
        }
        self.set_state(id, state);
        self.ticket_mut(id).undo = None;
    }

    /// A waiting ticket waits for one counter or clerk alone, if they will call it, or for everybody.
    pub(super) fn direct(&mut self, id: TicketId, to: Option<(Directed, Timestamp)>) {
        let to = to.filter(|(to, _)| self.is_reachable(to));
        if self.ticket(id).state != State::Waiting || to.is_none() {
            return;
        }
        self.directed.insert(id);
        self.ticket_mut(id).directed = to;
    }

    /// It waits for everybody, or no more.
    pub(super) fn free(&mut self, id: TicketId) {
        if self.directed.remove(&id) {
            self.ticket_mut(id).directed = None;
        }
    }

    /// Whoever waited for a counter that closed or a clerk who went waits for everybody again.
    pub(crate) fn free_unreachable(&mut self) {
        let gone: Vec<TicketId> = self
            .directed
            .iter()
            .filter(|id| {
                let directed = self.tickets.get(id).and_then(|one| one.directed.as_ref());
                directed.is_none_or(|(to, _)| !self.is_reachable(to))
            })
            .copied()
            .collect();
        for id in gone {
            self.free(id);
        }
    }
}
