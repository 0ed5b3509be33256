//! Calling: who comes next, and who was chosen.

use std::borrow::Cow;

use crate::announcement::Quiet;
use crate::branch::{CounterState, Day, Desk};
use crate::config::Compiled;
use crate::event::{Event, Outcome, What};
use crate::ids::{CounterId, TicketId};
use crate::rejection::{Rejection, Verb};
use crate::rule::{CallReason, ChoiceReason, Turns};
use crate::ticket::State;

use super::Floor;

impl Floor<'_> {
    /// Finishes what stands at the counter and calls whom the profile says; no call where nobody waits.
    pub(super) fn call_next(
        &self,
        id: &CounterId,
        quiet: Option<Quiet>,
    ) -> Result<Vec<What>, Rejection> {
        let counter = self.open_counter(id)?;
        self.is_not_held()?;
        let mut whats = self.finish_present(counter)?;
        let unknown = || Rejection::UnknownProfile(counter.profile.clone());
        let compiled = self.plans.get(&counter.profile).ok_or_else(unknown)?;
        let day = self.day_after(&whats, compiled);
        let now = day.moment(self.config, self.now);
        let found = day.heads(self.plans, compiled, self.now);
        let turns = day.turns.get(&counter.profile);
        let fresh = Turns::default();
        let next = compiled
            .plan
            .next(turns.unwrap_or(&fresh), &found.heads, now);
        if let Some(choice) = next {
            let id_called = found.tickets[choice.head];
            let unknown = || Rejection::UnknownTicket(id_called);
            let ticket = day.tickets.get(&id_called).ok_or_else(unknown)?;
            let head = &found.heads[choice.head];
            whats.push(What::TicketCalled {
                ticket: ticket.id,
                counter: id.clone(),
                reason: compiled.reason(choice.cause, head, ticket, now),
                quiet,
            });
        }
        Ok(whats)
    }

    /// Calls a ticket that a clerk chose.
    pub(super) fn call(
        &self,
        id: &CounterId,
        ticket: TicketId,
        because: Option<ChoiceReason>,
        quiet: Option<Quiet>,
    ) -> Result<Vec<What>, Rejection> {
        let counter = self.open_counter(id)?;
        self.is_not_held()?;
        let ticket = self.ticket(ticket)?;
        if ticket.state != State::Waiting {
            return Err(Rejection::WrongState {
                state: ticket.state.name(),
                verb: Verb::Call,
            });
        }
        let taken = self
            .config
            .profile(&counter.profile)
            .is_some_and(|profile| profile.level(&ticket.leg.service).is_some());
        if !taken && !self.by.is_everywhere() {
            return Err(Rejection::NotInProfile(ticket.leg.service.clone()));
        }
        if self.config.rules.choice_needs_reason && because.is_none() {
            return Err(Rejection::ReasonNeeded);
        }
        let mut whats = self.finish_present(counter)?;
        let waited_secs = self.day.waited_secs(ticket.leg.place, self.now);
        let reason = CallReason::Chosen {
            waited_secs,
            because,
        };
        whats.push(What::TicketCalled {
            ticket: ticket.id,
            counter: id.clone(),
            reason,
            quiet,
        });
        Ok(whats)
    }

    fn open_counter(&self, id: &CounterId) -> Result<&CounterState, Rejection> {
        let counter = self.counter(id)?;
        self.may_act_at(id)?;
        match counter.desk {
            Desk::Open => Ok(counter),
            Desk::Closed | Desk::Paused => Err(Rejection::CounterClosed(id.clone())),
        }
    }

    /// The day as the call will find it: whoever was served here and goes on to a service that this
    /// counter takes too waits again, and may be the one who comes next.
    fn day_after(&self, whats: &[What], compiled: &Compiled) -> Cow<'_, Day> {
        let comes_back = whats.iter().any(|what| {
            if let What::TicketTransferred { service, class, .. } = what {
                let queue = (service.clone(), class.clone());
                compiled.queues.contains_key(&queue)
            } else {
                false
            }
        });
        if !comes_back {
            return Cow::Borrowed(self.day);
        }
        let mut day = self.day.clone();
        for what in whats {
            let event = Event {
                at: self.now,
                by: self.by.clone(),
                what: what.clone(),
            };
            day.apply(&event, self.config);
        }
        Cow::Owned(day)
    }

    fn finish_present(&self, counter: &CounterState) -> Result<Vec<What>, Rejection> {
        match counter.ticket {
            Some(present) => Ok(self.finished(self.ticket(present)?, Outcome::Served)),
            None => Ok(Vec::new()),
        }
    }
}
