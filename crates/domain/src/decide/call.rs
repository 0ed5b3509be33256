//! Calling: who comes next, and who was chosen.

use crate::branch::{CounterState, Desk};
use crate::event::{Outcome, What};
use crate::ids::{CounterId, TicketId};
use crate::rejection::{Rejection, Verb};
use crate::rule::{self, CallReason, Head};
use crate::ticket::{State, Ticket};

use super::Floor;

impl Floor<'_> {
    /// Finishes what stands at the counter and calls whom the profile says; no call where nobody waits.
    pub(super) fn call_next(&self, id: &CounterId) -> Result<Vec<What>, Rejection> {
        let counter = self.open_counter(id)?;
        let mut whats = self.finish_present(counter)?;
        let profile = self
            .config
            .profile(&counter.profile)
            .ok_or_else(|| Rejection::UnknownProfile(counter.profile.clone()))?;
        let heads: Vec<(TicketId, Head)> = self
            .day
            .queues
            .iter()
            .filter(|((service, _), _)| profile.services.contains(service))
            .filter_map(|((_, class), queue)| {
                let (place, ticket) = queue.first_key_value()?;
                let class = self.config.class(class)?;
                let since_ms = place.since.millis();
                let head = Head {
                    since_ms,
                    target_secs: class.target_wait_secs,
                    turn: place.turn,
                };
                Some((*ticket, head))
            })
            .collect();
        let next = rule::next(heads.iter().map(|(_, head)| *head), self.now.millis());
        if let Some((index, reason)) = next {
            whats.push(What::TicketCalled {
                ticket: heads[index].0,
                counter: id.clone(),
                reason,
            });
        }
        Ok(whats)
    }

    /// Calls a ticket that a clerk chose.
    pub(super) fn call(&self, id: &CounterId, ticket: TicketId) -> Result<Vec<What>, Rejection> {
        let counter = self.open_counter(id)?;
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
            .is_some_and(|profile| profile.services.contains(&ticket.leg.service));
        if !taken && !self.by.is_everywhere() {
            return Err(Rejection::NotInProfile(ticket.leg.service.clone()));
        }
        let mut whats = self.finish_present(counter)?;
        let waited_secs = self.now.secs_since(ticket.leg.place.since);
        let reason = CallReason::Chosen { waited_secs };
        whats.push(What::TicketCalled {
            ticket: ticket.id,
            counter: id.clone(),
            reason,
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

    fn finish_present(&self, counter: &CounterState) -> Result<Vec<What>, Rejection> {
        match counter.ticket {
            Some(present) => Ok(finish(self.ticket(present)?, Outcome::Served)),
            None => Ok(Vec::new()),
        }
    }
}

/// The events that end service of a ticket at its counter. One that was called but never started
/// is taken to have been served from now: a clerk in a hurry skips the key, not the customer.
pub(super) fn finish(ticket: &Ticket, outcome: Outcome) -> Vec<What> {
    let id = ticket.id;
    match &ticket.state {
        State::Called { counter, .. } => vec![
            What::TicketStarted {
                ticket: id,
                counter: counter.clone(),
            },
            What::TicketFinished {
                ticket: id,
                counter: counter.clone(),
                outcome,
            },
        ],
        State::Serving { counter } => {
            vec![What::TicketFinished {
                ticket: id,
                counter: counter.clone(),
                outcome,
            }]
        }
        State::Waiting
        | State::Parked { .. }
        | State::NoShow { .. }
        | State::Finished { .. }
        | State::Cancelled
        | State::Expired => Vec::new(),
    }
}
