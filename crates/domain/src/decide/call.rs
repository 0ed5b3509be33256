//! Calling: who comes next, and who was chosen.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::announcement::{Quiet, QuietReason, Without};
use crate::branch::{CounterState, Day, Desk};
use crate::config::Compiled;
use crate::desk::{Finish, TOGETHER_MAX};
use crate::event::{Event, What};
use crate::ids::{ClassId, CounterId, ServiceId, TicketId};
use crate::rejection::{Rejection, Verb};
use crate::rule::{CallReason, ChoiceReason};
use crate::text::Locale;
use crate::ticket::{State, Ticket};

use super::Floor;
use super::issue::Asked;

/// Whoever stands at the counter already is neither announced nor shown.
const WALK_IN_QUIET: Quiet = Quiet {
    without: Without::Both,
    because: QuietReason::Other,
};

impl Floor<'_> {
    /// Finishes what stands at the counter and calls whom the profile says; no call where nobody waits.
    pub(super) fn call_next(
        &self,
        id: &CounterId,
        quiet: Option<Quiet>,
        finish: &Finish,
    ) -> Result<Vec<What>, Rejection> {
        let counter = self.may_call(id)?;
        let mut whats = self.finish_present(counter, finish)?;
        let unknown = || Rejection::UnknownProfile(counter.profile.clone());
        let compiled = self.plans.get(&counter.profile).ok_or_else(unknown)?;
        let day = self.day_after(&whats, compiled);
        let next = day.next_for(self.config, self.plans, id, self.now, self.now);
        if let Some((ticket, reason)) = next {
            whats.push(What::TicketCalled {
                ticket,
                counter: id.clone(),
                reason,
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
        finish: &Finish,
    ) -> Result<Vec<What>, Rejection> {
        let counter = self.may_call(id)?;
        let called = self.chosen(id, counter, ticket, because, quiet)?;
        let mut whats = self.finish_present(counter, finish)?;
        whats.push(called);
        Ok(whats)
    }

    /// Calls all of the tickets that a clerk chose, or none.
    pub(super) fn call_several(
        &self,
        id: &CounterId,
        tickets: &[TicketId],
        because: Option<ChoiceReason>,
        quiet: Option<Quiet>,
        finish: &Finish,
    ) -> Result<Vec<What>, Rejection> {
        let counter = self.may_call(id)?;
        let each_once: BTreeSet<_> = tickets.iter().take(TOGETHER_MAX + 1).collect();
        if tickets.is_empty() || tickets.len() > TOGETHER_MAX || each_once.len() < tickets.len() {
            return Err(Rejection::TooManyTogether(TOGETHER_MAX));
        }
        let mut whats = Vec::new();
        for ticket in tickets {
            whats.push(self.chosen(id, counter, *ticket, because, quiet)?);
        }
        let mut finished = self.finish_present(counter, finish)?;
        finished.append(&mut whats);
        Ok(finished)
    }

    /// Gives a number to whoever stands at the counter, and begins to serve them.
    pub(super) fn walk_in(
        &self,
        id: &CounterId,
        service: &ServiceId,
        class: Option<&ClassId>,
        locale: Option<Locale>,
    ) -> Result<Vec<What>, Rejection> {
        let counter = self.open_counter(id)?;
        self.is_free(id, counter)?;
        let asked = Asked {
            service,
            class: self.admit(class, None)?,
            locale,
            count: 1,
            party: 1,
            booked_at: None,
            note: None,
        };
        let mut whats = self.issue(asked)?;
        let Some(What::TicketIssued {
            ticket, service, ..
        }) = whats.first()
        else {
            unreachable!("a number that was asked for is given or refused");
        };
        self.is_taken(counter, service)?;
        let ticket = *ticket;
        whats.push(What::TicketCalled {
            ticket,
            counter: id.clone(),
            reason: CallReason::WalkIn,
            quiet: Some(WALK_IN_QUIET),
        });
        whats.push(What::TicketStarted {
            ticket,
            counter: id.clone(),
        });
        Ok(whats)
    }

    /// The call of a ticket that a clerk chose, if it may be.
    fn chosen(
        &self,
        id: &CounterId,
        counter: &CounterState,
        ticket: TicketId,
        because: Option<ChoiceReason>,
        quiet: Option<Quiet>,
    ) -> Result<What, Rejection> {
        let ticket = self.ticket(ticket)?;
        if ticket.state != State::Waiting {
            return Err(Rejection::WrongState {
                state: ticket.state.name(),
                verb: Verb::Call,
            });
        }
        if !self.day.is_directed_to(ticket, id, self.now) {
            self.is_taken(counter, &ticket.leg.service)?;
        }
        if self.config.rules.choice_needs_reason && because.is_none() {
            return Err(Rejection::ReasonNeeded);
        }
        let waited_secs = self.day.waited_secs(ticket.leg.place, self.now);
        Ok(What::TicketCalled {
            ticket: ticket.id,
            counter: id.clone(),
            reason: CallReason::Chosen {
                waited_secs,
                because,
            },
            quiet,
        })
    }

    /// A counter that may call somebody now.
    fn may_call(&self, id: &CounterId) -> Result<&CounterState, Rejection> {
        let counter = self.open_counter(id)?;
        self.is_not_held()?;
        if !counter.also.is_empty() {
            let standing = counter.ticket.iter().chain(&counter.also);
            let called = standing
                .filter_map(|id| self.day.tickets.get(id))
                .filter(|ticket| matches!(ticket.state, State::Called { .. }));
            return Err(Rejection::StillCalled(called.count()));
        }
        match counter.calls_from(&self.config.rules) {
            Some(again_at) if self.now < again_at => Err(Rejection::CallTooSoon { again_at }),
            Some(_) | None => Ok(counter),
        }
    }

    pub(super) fn open_counter(&self, id: &CounterId) -> Result<&CounterState, Rejection> {
        let counter = self.counter(id)?;
        self.may_act_at(id)?;
        match counter.desk {
            Desk::Open => Ok(counter),
            Desk::Closed | Desk::Paused => Err(Rejection::CounterClosed(id.clone())),
        }
    }

    /// A clerk calls only for what their profile takes.
    fn is_taken(&self, counter: &CounterState, service: &ServiceId) -> Result<(), Rejection> {
        let profile = self.config.profile(&counter.profile);
        let taken = profile.is_some_and(|profile| profile.level(service).is_some());
        if taken || self.by.is_everywhere() {
            Ok(())
        } else {
            Err(Rejection::NotInProfile(service.clone()))
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

    fn finish_present(
        &self,
        counter: &CounterState,
        finish: &Finish,
    ) -> Result<Vec<What>, Rejection> {
        match counter.ticket {
            Some(present) => self.finished(self.ticket(present)?, finish),
            None => Ok(Vec::new()),
        }
    }

    /// Nobody stands at it.
    pub(super) fn is_free(&self, id: &CounterId, counter: &CounterState) -> Result<(), Rejection> {
        match counter.ticket {
            Some(ticket) => Err(Rejection::CounterBusy {
                counter: id.clone(),
                ticket,
            }),
            None => Ok(()),
        }
    }

    /// Whoever is called to a counter steps before it only while nobody is served there.
    pub(super) fn steps_before(&self, ticket: &Ticket, id: &CounterId) -> Result<(), Rejection> {
        let counter = self.counter(id)?;
        let others = counter.ticket.filter(|present| *present != ticket.id);
        let serves = |present: &TicketId| {
            let present = self.day.tickets.get(present);
            present.is_some_and(|present| matches!(present.state, State::Serving { .. }))
        };
        match others.filter(serves) {
            Some(_) => self.is_free(id, counter),
            None => Ok(()),
        }
    }
}
