//! Who comes next at a counter, who waits for one counter alone, and which counters are ready to call by
//! themselves.

use crate::branch::{CounterState, Day, Desk};
use crate::config::{Config, Plans, Rules};
use crate::desk::Directed;
use crate::ids::{CounterId, TicketId};
use crate::rule::{CallReason, Turns};
use crate::ticket::{State, Ticket};
use crate::time::Timestamp;

impl CounterState {
    /// When it may call again, in the past perhaps; `None` where it has called nobody or need not wait.
    pub fn calls_from(&self, rules: &Rules) -> Option<Timestamp> {
        let called_at = self.called_at.filter(|_| rules.call_gap_secs > 0)?;
        Some(called_at.plus_secs(rules.call_gap_secs))
    }
}

impl Ticket {
    /// When its call may be repeated, in the past perhaps; `None` where it is not called or need not wait.
    pub fn recalls_from(&self, rules: &Rules) -> Option<Timestamp> {
        let said_at = self.leg.called_at.max(self.recalled_at);
        let is_called = matches!(self.state, State::Called { .. });
        let said_at = said_at.filter(|_| is_called && rules.recall_gap_secs > 0)?;
        Some(said_at.plus_secs(rules.recall_gap_secs))
    }

    /// Whether it waits for one counter or clerk alone at `at`.
    pub fn is_directed(&self, at: Timestamp) -> bool {
        self.directed.as_ref().is_some_and(|(_, until)| at < *until)
    }
}

impl Day {
    /// Whom a counter calls at `now`, and why; `None` where nobody waits whom it may call. Who waits for
    /// one counter alone is read at `directed_at`.
    ///
    /// Whoever was sent on to this counter comes first, but never twice in a row while the rest of its
    /// profile waits: so the rule has at least every second call.
    pub(crate) fn next_for(
        &self,
        config: &Config,
        plans: &Plans,
        id: &CounterId,
        now: Timestamp,
        directed_at: Timestamp,
    ) -> Option<(TicketId, CallReason)> {
        let counter = self.counters.get(id)?;
        let compiled = plans.get(&counter.profile)?;
        let found = self.heads(plans, compiled, now, directed_at);
        let own = self.first_directed_to(id, directed_at);
        if let Some(own) = own.filter(|_| found.heads.is_empty() || !counter.directed_last) {
            let waited_secs = self.waited_secs(own.leg.place, now);
            return Some((own.id, CallReason::Directed { waited_secs }));
        }
        let moment = self.moment(config, now);
        let turns = self.turns.get(&counter.profile);
        let fresh = Turns::default();
        let choice = compiled
            .plan
            .next(turns.unwrap_or(&fresh), &found.heads, moment)?;
        let ticket = self.tickets.get(&found.tickets[choice.head])?;
        let head = &found.heads[choice.head];
        let reason = compiled.reason(choice.cause, head, ticket, moment);
        Some((ticket.id, reason))
    }

    /// Whether `ticket` waits for the counter `id`, or for the clerk who sits there, alone.
    pub(crate) fn is_directed_to(&self, ticket: &Ticket, id: &CounterId, at: Timestamp) -> bool {
        let Some((to, until)) = &ticket.directed else {
            return false;
        };
        let is_here = match to {
            Directed::Counter(counter) => counter == id,
            Directed::Clerk(clerk) => {
                let counter = self.counters.get(id);
                counter.is_some_and(|counter| counter.clerk.as_ref() == Some(clerk))
            }
        };
        is_here && at < *until
    }

    /// Of those the oldest.
    fn first_directed_to(&self, id: &CounterId, at: Timestamp) -> Option<&Ticket> {
        self.directed
            .iter()
            .filter_map(|ticket| self.tickets.get(ticket))
            .filter(|ticket| self.is_directed_to(ticket, id, at))
            .min_by_key(|ticket| ticket.leg.place)
    }

    /// How many wait for one counter or clerk alone.
    pub(crate) fn directed_count(&self, at: Timestamp) -> usize {
        let directed = self.directed.iter();
        let tickets = directed.filter_map(|ticket| self.tickets.get(ticket));
        tickets.filter(|ticket| ticket.is_directed(at)).count()
    }

    /// Whether whoever is sent on to `to` will be called by somebody.
    pub(crate) fn is_reachable(&self, to: &Directed) -> bool {
        let counter = match to {
            Directed::Counter(id) => self.counters.get(id),
            Directed::Clerk(clerk) => self.seat_of(clerk).map(|(_, counter)| counter),
        };
        counter.is_some_and(|counter| counter.desk != Desk::Closed)
    }

    /// The counters that stand by and would call somebody, and when: not before their wrap-up and the
    /// time between two calls are over. Each of them does call somebody then.
    pub(crate) fn ready_counters<'a>(
        &'a self,
        config: &'a Config,
        plans: &'a Plans,
        last_event_at: Timestamp,
    ) -> impl Iterator<Item = (&'a CounterId, Timestamp)> {
        let is_held = self.hold().is_some();
        self.counters.iter().filter_map(move |(id, counter)| {
            let stands_by = counter.standby && counter.desk == Desk::Open;
            if !stands_by || counter.ticket.is_some() || is_held {
                return None;
            }
            let ready_at = counter.wraps_until.max(counter.calls_from(&config.rules));
            let ready_at = ready_at.map_or(last_event_at, |at| at.max(last_event_at));
            Some((id, self.somebody_at(plans, id, ready_at)?))
        })
    }

    /// From when on, not before `at`, the counter `id` finds somebody to call.
    fn somebody_at(&self, plans: &Plans, id: &CounterId, at: Timestamp) -> Option<Timestamp> {
        let profile = &self.counters.get(id)?.profile;
        let compiled = plans.get(profile)?;
        if self.first_directed_to(id, at).is_some() {
            return Some(at);
        }
        let queues = self.queues.iter();
        let queues = queues.filter(|(key, _)| compiled.queues.contains_key(*key));
        let free_from = |ticket: &TicketId| {
            let directed = self.tickets.get(ticket)?.directed.as_ref();
            Some(directed.map_or(at, |(_, until)| at.max(*until)))
        };
        // Most are free for everybody: the first such ends the search.
        let mut earliest = None;
        for free_at in queues
            .flat_map(|(_, queue)| queue.values())
            .filter_map(free_from)
        {
            if free_at == at {
                return Some(at);
            }
            earliest = Some(earliest.map_or(free_at, |other: Timestamp| other.min(free_at)));
        }
        earliest
    }
}
