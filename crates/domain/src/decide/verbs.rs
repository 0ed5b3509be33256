//! What a clerk can do with a ticket.

use crate::branch::Desk;
use crate::command::{Age, Role};
use crate::event::{Outcome, What};
use crate::ids::{ClassId, CounterId, ServiceId, TicketId};
use crate::rejection::{Rejection, Verb};
use crate::rule::whole_secs;
use crate::ticket::{State, Ticket};
use crate::time::Timestamp;

use super::Floor;

/// The longest parking that ends by itself: a day.
const RETURN_SECS_MAX: u32 = 24 * 3600;

impl Floor<'_> {
    pub(super) fn recall(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        let State::Called {
            counter, recalls, ..
        } = &ticket.state
        else {
            return Err(wrong_state(ticket, Verb::Recall));
        };
        self.may_act_at(counter)?;
        if *recalls >= self.config.rules.recalls_max {
            return Err(Rejection::RecallLimit(*recalls));
        }
        self.is_not_held()?;
        Ok(vec![What::TicketRecalled {
            ticket: id,
            counter: counter.clone(),
            times: recalls + 1,
        }])
    }

    pub(super) fn start(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let counter = self.called(id, Verb::Start)?;
        Ok(vec![What::TicketStarted {
            ticket: id,
            counter,
        }])
    }

    pub(super) fn finish(&self, id: TicketId, outcome: Outcome) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        self.at_own_counter(ticket, Verb::Finish)?;
        Ok(self.finished(ticket, outcome))
    }

    pub(super) fn no_show(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let counter = self.called(id, Verb::NoShow)?;
        // Whoever cannot come because the branch stands still has not failed to come.
        self.is_not_held()?;
        Ok(vec![What::TicketNoShow {
            ticket: id,
            counter,
        }])
    }

    pub(super) fn transfer(
        &self,
        id: TicketId,
        service: &ServiceId,
        class: Option<&ClassId>,
        age: Age,
    ) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        if self.config.service(service).is_none() {
            return Err(Rejection::UnknownService(service.clone()));
        }
        let class = class.unwrap_or(&ticket.class);
        if self.config.class(class).is_none() {
            return Err(Rejection::UnknownClass(class.clone()));
        }
        let counter = match &ticket.state {
            State::Waiting => {
                self.is_staff()?;
                None
            }
            State::Called { .. } | State::Serving { .. } => {
                Some(self.at_own_counter(ticket, Verb::Transfer)?)
            }
            State::Parked { .. }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => return Err(wrong_state(ticket, Verb::Transfer)),
        };
        if ticket.leg.service == *service && ticket.class == *class {
            return Err(Rejection::SameService(service.clone()));
        }
        let since = match age {
            Age::Keep => ticket.leg.place.since,
            Age::Fresh => self.now,
        };
        Ok(vec![What::TicketTransferred {
            ticket: id,
            counter,
            service: service.clone(),
            class: class.clone(),
            since,
            served: false,
            onward: ticket
                .onward
                .iter()
                .filter(|stop| *stop != service)
                .cloned()
                .collect(),
        }])
    }

    pub(super) fn park(
        &self,
        id: TicketId,
        return_secs: Option<u32>,
    ) -> Result<Vec<What>, Rejection> {
        if return_secs.is_some_and(|secs| !(1..=RETURN_SECS_MAX).contains(&secs)) {
            return Err(Rejection::ReturnOutOfRange);
        }
        let ticket = self.ticket(id)?;
        let counter = Some(self.at_own_counter(ticket, Verb::Park)?);
        let until = return_secs.map(|secs| self.now.plus_secs(secs));
        Ok(vec![What::TicketParked {
            ticket: id,
            counter,
            until,
        }])
    }

    pub(super) fn resume(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        self.is_staff()?;
        match ticket.state {
            State::Parked { .. } => Ok(vec![What::TicketResumed {
                ticket: id,
                due_at: None,
            }]),
            State::Waiting
            | State::Called { .. }
            | State::Serving { .. }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => Err(wrong_state(ticket, Verb::Resume)),
        }
    }

    /// A withdrawn call goes back to its old place; a no-show after some others, never in front.
    pub(super) fn requeue(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        match &ticket.state {
            State::Called { counter, .. } => {
                self.may_act_at(counter)?;
                let since = ticket.leg.place.since;
                Ok(vec![What::TicketRequeued {
                    ticket: id,
                    behind: None,
                    since,
                }])
            }
            State::NoShow { at } => {
                self.is_staff()?;
                Ok(vec![self.comes_back(ticket, *at)?])
            }
            State::Waiting
            | State::Serving { .. }
            | State::Parked { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => Err(wrong_state(ticket, Verb::Requeue)),
        }
    }

    /// Whoever was set aside or missed is back; whoever waits or is called may be told so again.
    pub(super) fn check_in(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        match ticket.state {
            State::Parked { .. } => Ok(vec![What::TicketResumed {
                ticket: id,
                due_at: None,
            }]),
            State::NoShow { at } => Ok(vec![self.comes_back(ticket, at)?]),
            State::Waiting | State::Called { .. } | State::Serving { .. } => Ok(Vec::new()),
            State::Finished { .. } | State::Cancelled | State::Expired => {
                Err(wrong_state(ticket, Verb::CheckIn))
            }
        }
    }

    /// Within the grace, behind some others.
    fn comes_back(&self, ticket: &Ticket, missed_at: Timestamp) -> Result<What, Rejection> {
        let away_ms = self.day.worked_ms(self.now) - self.day.worked_ms(missed_at);
        if whole_secs(away_ms) > self.config.rules.return_grace_secs {
            return Err(Rejection::GraceOver);
        }
        let behind = self.nth_waiting(ticket, self.config.rules.return_after);
        let since = match behind {
            Some(other) => self.ticket(other)?.leg.place.since,
            None => self.now,
        };
        Ok(What::TicketRequeued {
            ticket: ticket.id,
            behind,
            since,
        })
    }

    /// The `n`-th in the ticket's queue, or the last where fewer wait.
    fn nth_waiting(&self, ticket: &Ticket, n: u8) -> Option<TicketId> {
        let queue = self.day.queues.get(&ticket.queue())?;
        queue.values().take(usize::from(n)).next_back().copied()
    }

    pub(super) fn cancel(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        match &ticket.state {
            State::Waiting | State::Parked { .. } | State::NoShow { .. } => {
                self.may_cancel(ticket)?
            }
            State::Called { counter, .. } | State::Serving { counter } => {
                self.may_act_at(counter)?
            }
            State::Finished { .. } | State::Cancelled | State::Expired => {
                return Err(wrong_state(ticket, Verb::Cancel));
            }
        }
        Ok(vec![What::TicketCancelled {
            ticket: id,
            superseded_by: None,
        }])
    }

    /// A kiosk may take back only what it gave itself, and only before the call.
    fn may_cancel(&self, ticket: &Ticket) -> Result<(), Rejection> {
        let own = ticket.issued_by.is_some() && ticket.issued_by == self.by.device;
        match self.by.role {
            Role::Kiosk if !(own && ticket.state == State::Waiting) => Err(Rejection::Forbidden),
            Role::Kiosk | Role::Counter | Role::Supervisor | Role::Admin | Role::Timer => Ok(()),
        }
    }

    /// Only by whoever did it, while it is fresh, and while their counter is open and has not called again.
    pub(super) fn undo(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        self.is_staff()?;
        let undo = ticket.undo.as_deref().ok_or(Rejection::NothingToUndo)?;
        let same_hand = undo.device == self.by.device && undo.clerk == self.by.clerk;
        if !same_hand {
            return Err(Rejection::WrongCounter);
        }
        let fresh = self.now.secs_since(undo.at) <= self.config.rules.undo_secs;
        let place_free = match undo.state.counter() {
            Some(counter) => {
                let counter = self.counter(counter)?;
                let idle = counter.desk == Desk::Open && counter.ticket.is_none();
                idle && counter.calls == undo.counter_calls
            }
            None => true,
        };
        if !fresh || !place_free {
            return Err(Rejection::NothingToUndo);
        }
        Ok(vec![What::TicketActUndone {
            ticket: id,
            act: undo.act,
        }])
    }

    /// The counter a called ticket stands before, if the actor may act there.
    fn called(&self, id: TicketId, verb: Verb) -> Result<CounterId, Rejection> {
        let ticket = self.ticket(id)?;
        let State::Called { counter, .. } = &ticket.state else {
            return Err(wrong_state(ticket, verb));
        };
        self.may_act_at(counter)?;
        Ok(counter.clone())
    }

    /// The counter a ticket is called to or served at, if the actor may act there.
    fn at_own_counter(&self, ticket: &Ticket, verb: Verb) -> Result<CounterId, Rejection> {
        let counter = ticket
            .state
            .counter()
            .ok_or_else(|| wrong_state(ticket, verb))?;
        self.may_act_at(counter)?;
        Ok(counter.clone())
    }
}

fn wrong_state(ticket: &Ticket, verb: Verb) -> Rejection {
    Rejection::WrongState {
        state: ticket.state.name(),
        verb,
    }
}
