//! What a clerk can do with a ticket.

use crate::branch::Desk;
use crate::command::{Age, Role};
use crate::config::{Opening, Service};
use crate::desk::{DIRECTED_MAX, Directed, Finish, NOTES_MAX, RequeueReason};
use crate::event::What;
use crate::ids::{ClassId, CounterId, NoteRef, ServiceId, TicketId};
use crate::rejection::{Rejection, Verb};
use crate::rule::whole_secs;
use crate::ticket::{State, Ticket};
use crate::time::Timestamp;

use super::Floor;

/// The longest parking that ends by itself: a day.
const RETURN_SECS_MAX: u32 = 24 * 3600;

/// Where somebody is moved to, and how.
pub(super) struct Moving<'a> {
    pub(super) service: &'a ServiceId,
    pub(super) class: Option<&'a ClassId>,
    pub(super) age: Option<Age>,
    pub(super) to: Option<&'a Directed>,
    pub(super) note: Option<NoteRef>,
}

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
        let recalls_from = ticket.recalls_from(&self.config.rules);
        if let Some(again_at) = recalls_from.filter(|from| self.now < *from) {
            return Err(Rejection::RecallTooSoon { again_at });
        }
        Ok(vec![What::TicketRecalled {
            ticket: id,
            counter: counter.clone(),
            times: recalls + 1,
        }])
    }

    pub(super) fn start(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let counter = self.called(id, Verb::Start)?;
        self.steps_before(self.ticket(id)?, &counter)?;
        Ok(vec![What::TicketStarted {
            ticket: id,
            counter,
        }])
    }

    pub(super) fn finish(&self, id: TicketId, finish: &Finish) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        let counter = self.at_own_counter(ticket, Verb::Finish)?;
        self.steps_before(ticket, &counter)?;
        self.finished(ticket, finish)
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
        moving: Moving<'_>,
    ) -> Result<Vec<What>, Rejection> {
        let Moving {
            service, to, note, ..
        } = moving;
        let ticket = self.ticket(id)?;
        let unknown = || Rejection::UnknownService(service.clone());
        let wanted = self.config.service(service).ok_or_else(unknown)?;
        let class = match moving.class {
            Some(class) => class,
            None if ticket.leg.service == *service => &ticket.class,
            None => self.config.class_on_transfer(wanted, &ticket.class),
        };
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
        let stays = ticket.leg.service == *service && ticket.class == *class;
        if stays && to.is_none() {
            return Err(Rejection::SameService(service.clone()));
        }
        match to {
            Some(to) => self.may_direct(to)?,
            None if ticket.leg.service == *service => {}
            None => self.is_still_served(wanted, class)?,
        }
        has_room_for(ticket, note)?;
        let since = match moving.age.unwrap_or(wanted.on_transfer.age) {
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
            delivered: Vec::new(),
            directed: to.cloned(),
            note,
        }])
    }

    /// To a counter that works, or a clerk who sits at one, and not too many of them.
    fn may_direct(&self, to: &Directed) -> Result<(), Rejection> {
        match to {
            Directed::Counter(id) => {
                self.counter(id)?;
                if !self.day.is_reachable(to) {
                    return Err(Rejection::CounterClosed(id.clone()));
                }
            }
            Directed::Clerk(clerk) => match self.day.seat_of(clerk) {
                None => return Err(Rejection::ClerkAway(clerk.clone())),
                Some((id, _)) if !self.day.is_reachable(to) => {
                    return Err(Rejection::CounterClosed(id.clone()));
                }
                Some(_) => {}
            },
        }
        if self.day.directed_count(self.now) >= DIRECTED_MAX {
            return Err(Rejection::TooManyDirected(DIRECTED_MAX));
        }
        Ok(())
    }

    /// Nobody is moved to where nobody comes for them any more today.
    fn is_still_served(&self, service: &Service, class: &ClassId) -> Result<(), Rejection> {
        let queue = (service.id.clone(), class.clone());
        let mut working = self.day.counters.values();
        let is_taken = working.any(|counter| {
            let compiled = self.plans.get(&counter.profile);
            let takes = compiled.is_some_and(|compiled| compiled.queues.contains_key(&queue));
            counter.desk != Desk::Closed && takes
        });
        let is_paused = self.day.paused.contains(&service.id);
        let opens_at = match self.config.opening(service, self.now) {
            _ if is_taken => return Ok(()),
            Opening::Open { .. } if !is_paused => return Ok(()),
            Opening::Open { .. } => None,
            Opening::Closed { opens_at } => opens_at,
        };
        let zone = self.config.time_zone;
        let is_today = |at| zone.business_date(at, self.config.day_starts) == self.day.date;
        if !is_paused && opens_at.is_some_and(is_today) {
            return Ok(());
        }
        Err(Rejection::ServiceClosed {
            service: service.id.clone(),
            opens_at,
        })
    }

    pub(super) fn park(
        &self,
        id: TicketId,
        return_secs: Option<u32>,
        note: Option<NoteRef>,
    ) -> Result<Vec<What>, Rejection> {
        if return_secs.is_some_and(|secs| !(1..=RETURN_SECS_MAX).contains(&secs)) {
            return Err(Rejection::ReturnOutOfRange);
        }
        let ticket = self.ticket(id)?;
        let counter = Some(self.at_own_counter(ticket, Verb::Park)?);
        has_room_for(ticket, note)?;
        let until = return_secs.map(|secs| self.now.plus_secs(secs));
        Ok(vec![What::TicketParked {
            ticket: id,
            counter,
            until,
            note,
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
    pub(super) fn requeue(
        &self,
        id: TicketId,
        because: Option<RequeueReason>,
    ) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        // That is said by the release itself.
        if because == Some(RequeueReason::CounterReleased) {
            return Err(Rejection::Forbidden);
        }
        match &ticket.state {
            State::Called { counter, .. } => {
                self.may_act_at(counter)?;
                let since = ticket.leg.place.since;
                Ok(vec![What::TicketRequeued {
                    ticket: id,
                    behind: None,
                    since,
                    because,
                }])
            }
            State::NoShow { at } => {
                self.is_staff()?;
                Ok(vec![self.comes_back(ticket, *at, because)?])
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
            State::NoShow { at } => Ok(vec![self.comes_back(ticket, at, None)?]),
            State::Waiting | State::Called { .. } | State::Serving { .. } => Ok(Vec::new()),
            State::Finished { .. } | State::Cancelled | State::Expired => {
                Err(wrong_state(ticket, Verb::CheckIn))
            }
        }
    }

    /// Within the grace, behind some others.
    fn comes_back(
        &self,
        ticket: &Ticket,
        missed_at: Timestamp,
        because: Option<RequeueReason>,
    ) -> Result<What, Rejection> {
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
            because,
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

    /// A kiosk may take back only what it gave itself, and only before the call; a greeter only before
    /// the call.
    fn may_cancel(&self, ticket: &Ticket) -> Result<(), Rejection> {
        let own = ticket.issued_by.is_some() && ticket.issued_by == self.by.device;
        match self.by.role {
            Role::Greeter if ticket.state != State::Waiting => Err(Rejection::Forbidden),
            Role::Kiosk if !(own && ticket.state == State::Waiting) => Err(Rejection::Forbidden),
            Role::Kiosk | Role::Greeter => Ok(()),
            Role::Counter | Role::Supervisor | Role::Admin | Role::Timer => self.is_staff(),
        }
    }

    /// By whoever has them before them; of those who wait, by whoever receives them or oversees all.
    pub(super) fn note(&self, id: TicketId, note: NoteRef) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        match &ticket.state {
            State::Called { counter, .. } | State::Serving { counter } => {
                self.may_act_at(counter)?
            }
            State::Waiting | State::Parked { .. } | State::NoShow { .. } => {
                self.receives()?;
                let waits = ticket.state == State::Waiting;
                let may = match self.by.role {
                    Role::Greeter => waits,
                    Role::Supervisor | Role::Admin | Role::Timer => true,
                    Role::Kiosk | Role::Counter => false,
                };
                if !may {
                    return Err(Rejection::WrongCounter);
                }
            }
            State::Finished { .. } | State::Cancelled | State::Expired => {
                return Err(wrong_state(ticket, Verb::Note));
            }
        }
        has_room_for(ticket, Some(note))?;
        Ok(vec![What::TicketNoted { ticket: id, note }])
    }

    /// Only by whoever did it, while it is fresh, and while their counter is open and has not called again.
    pub(super) fn undo(&self, id: TicketId) -> Result<Vec<What>, Rejection> {
        let ticket = self.ticket(id)?;
        self.is_staff()?;
        let undo = ticket.undo.as_deref().ok_or(Rejection::NothingToUndo)?;
        // Whoever signed in is who they are on every device.
        let same_device = self.seat().is_some() || undo.device == self.by.device;
        let same_hand = same_device && undo.clerk == self.by.clerk;
        if !same_hand {
            return Err(Rejection::WrongCounter);
        }
        let fresh = self.now.secs_since(undo.at) <= self.config.rules.undo_secs;
        let place_free = match undo.state.counter() {
            Some(counter) => {
                self.may_act_at(counter)?;
                let state = self.counter(counter)?;
                let open = state.desk == Desk::Open && state.calls == undo.counter_calls;
                open && (!undo.present || self.steps_before(ticket, counter).is_ok())
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

/// A ticket's notes are bounded.
fn has_room_for(ticket: &Ticket, note: Option<NoteRef>) -> Result<(), Rejection> {
    if note.is_some() && ticket.notes.len() >= NOTES_MAX {
        return Err(Rejection::TooManyNotes(NOTES_MAX));
    }
    Ok(())
}

pub(super) fn wrong_state(ticket: &Ticket, verb: Verb) -> Rejection {
    Rejection::WrongState {
        state: ticket.state.name(),
        verb,
    }
}
