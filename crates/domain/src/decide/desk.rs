//! Who sits where: signing in and out, a counter that is released, work that a supervisor assigns.

use crate::branch::{CounterState, Day, Desk};
use crate::command::Role;
use crate::desk::{COPIES_ASKED_MAX, RequeueReason};
use crate::event::What;
use crate::ids::{ClerkId, CounterId, DeviceId, ProfileId, TicketId};
use crate::rejection::{Rejection, Verb};
use crate::ticket::State;

use super::Floor;
use super::verbs::wrong_state;

impl Floor<'_> {
    /// One clerk a counter, and one counter a clerk: whoever signs in elsewhere takes along what stands
    /// before them.
    pub(super) fn sign_in(
        &self,
        clerk: &ClerkId,
        counter: Option<&CounterId>,
    ) -> Result<Vec<What>, Rejection> {
        self.may_sign(clerk)?;
        let seat = self.day.seat_of(clerk);
        let Some(id) = counter else {
            let mut whats = match seat {
                Some((seat, state)) => self.leaves_seat(seat, state)?,
                None => Vec::new(),
            };
            whats.push(What::ClerkSignedIn {
                clerk: clerk.clone(),
                counter: None,
            });
            return Ok(whats);
        };
        let state = self.counter(id)?;
        self.may_sit_at(id)?;
        if let Some(other) = state.clerk.as_ref().filter(|other| *other != clerk) {
            return Err(Rejection::CounterTaken {
                counter: id.clone(),
                clerk: other.clone(),
            });
        }
        if state.clerk.is_some() {
            return match state.desk {
                Desk::Closed => self.open(id, None),
                Desk::Open | Desk::Paused => Ok(Vec::new()),
            };
        }
        let signed_in = What::ClerkSignedIn {
            clerk: clerk.clone(),
            counter: Some(id.clone()),
        };
        match seat {
            Some((from, seat)) => self.moves(from, seat, id, state, signed_in),
            None => {
                let mut whats = vec![signed_in];
                if state.desk != Desk::Open {
                    whats.push(self.opens_for(clerk, id)?);
                }
                Ok(whats)
            }
        }
    }

    /// From one counter to another, with everybody who was called or served there.
    fn moves(
        &self,
        from: &CounterId,
        seat: &CounterState,
        to: &CounterId,
        state: &CounterState,
        signed_in: What,
    ) -> Result<Vec<What>, Rejection> {
        if seat.ticket.is_some() {
            self.is_free(to, state)?;
        }
        let mut whats = vec![signed_in];
        let is_working = seat.desk != Desk::Closed;
        let profile = is_working.then(|| seat.profile.clone());
        let as_it_is = state.desk == Desk::Open && profile.as_ref() == Some(&state.profile);
        if let Some(profile) = profile.filter(|_| !as_it_is) {
            whats.push(What::CounterOpened {
                counter: to.clone(),
                profile,
            });
        } else if state.desk != Desk::Open
            && let What::ClerkSignedIn { clerk, .. } = &whats[0]
        {
            let opened = self.opens_for(clerk, to)?;
            whats.push(opened);
        }
        let standing = seat.ticket.iter().chain(&seat.also);
        whats.extend(standing.map(|ticket| What::TicketMoved {
            ticket: *ticket,
            from: from.clone(),
            to: to.clone(),
        }));
        if is_working {
            whats.push(What::CounterClosed {
                counter: from.clone(),
            });
        }
        Ok(whats)
    }

    /// The counter opens with the clerk's own profile, or else with the counter's.
    fn opens_for(&self, clerk: &ClerkId, id: &CounterId) -> Result<What, Rejection> {
        Ok(What::CounterOpened {
            counter: id.clone(),
            profile: self.profile_of(Some(clerk), id)?,
        })
    }

    /// Nobody goes while somebody stands before them.
    pub(super) fn sign_out(&self, clerk: &ClerkId) -> Result<Vec<What>, Rejection> {
        self.may_sign(clerk)?;
        let seat = self.day.seat_of(clerk);
        let mut whats = match seat {
            Some((seat, state)) => self.leaves_seat(seat, state)?,
            None => Vec::new(),
        };
        whats.push(What::ClerkSignedOut {
            clerk: clerk.clone(),
            counter: seat.map(|(seat, _)| seat.clone()),
        });
        Ok(whats)
    }

    /// A counter without its clerk is closed.
    fn leaves_seat(&self, id: &CounterId, state: &CounterState) -> Result<Vec<What>, Rejection> {
        self.is_free(id, state)?;
        let closed = (state.desk != Desk::Closed).then(|| What::CounterClosed {
            counter: id.clone(),
        });
        Ok(closed.into_iter().collect())
    }

    /// Whoever stands at a counter whose clerk is gone waits again, as if never called.
    pub(super) fn release(&self, id: &CounterId) -> Result<Vec<What>, Rejection> {
        self.supervises()?;
        let counter = self.counter(id)?;
        if counter.desk == Desk::Closed && counter.clerk.is_none() {
            return Err(Rejection::CounterUnchanged(id.clone()));
        }
        let mut whats = Vec::new();
        for ticket in counter.ticket.iter().chain(&counter.also) {
            whats.push(What::TicketRequeued {
                ticket: *ticket,
                behind: None,
                since: self.ticket(*ticket)?.leg.place.since,
                because: Some(RequeueReason::CounterReleased),
            });
        }
        whats.extend(counter.clerk.as_ref().map(|clerk| What::ClerkSignedOut {
            clerk: clerk.clone(),
            counter: Some(id.clone()),
        }));
        whats.push(What::CounterReleased {
            counter: id.clone(),
        });
        Ok(whats)
    }

    /// From now on, and over a break; a counter that is closed opens with its own profile or its clerk's.
    pub(super) fn assign_profile(
        &self,
        id: &CounterId,
        profile: &ProfileId,
    ) -> Result<Vec<What>, Rejection> {
        self.supervises()?;
        let counter = self.counter(id)?;
        if self.config.profile(profile).is_none() {
            return Err(Rejection::UnknownProfile(profile.clone()));
        }
        if counter.desk == Desk::Closed {
            return Err(Rejection::CounterClosed(id.clone()));
        }
        if counter.profile == *profile {
            return Err(Rejection::CounterUnchanged(id.clone()));
        }
        Ok(vec![What::ProfileAssigned {
            counter: id.clone(),
            profile: profile.clone(),
        }])
    }

    pub(super) fn stand_by(&self, id: &CounterId, on: bool) -> Result<Vec<What>, Rejection> {
        let counter = self.open_counter(id)?;
        if counter.standby == on {
            return Err(Rejection::CounterUnchanged(id.clone()));
        }
        Ok(vec![What::CounterStandsBy {
            counter: id.clone(),
            on,
        }])
    }

    /// For whoever has lost their slip and is still here for something.
    pub(super) fn ask_copy(&self, id: TicketId, device: &DeviceId) -> Result<Vec<What>, Rejection> {
        self.receives()?;
        let ticket = self.ticket(id)?;
        match ticket.state {
            State::Waiting
            | State::Called { .. }
            | State::Serving { .. }
            | State::Parked { .. }
            | State::NoShow { .. } => {}
            State::Finished { .. } | State::Cancelled | State::Expired => {
                return Err(wrong_state(ticket, Verb::Copy));
            }
        }
        let asked = (id, device.clone());
        if self.day.copies.contains(&asked) {
            return Ok(Vec::new());
        }
        if self.day.copies.len() >= COPIES_ASKED_MAX {
            return Err(Rejection::TooManyCopies(COPIES_ASKED_MAX));
        }
        let (ticket, device) = asked;
        Ok(vec![What::CopyAsked { ticket, device }])
    }

    /// Everybody signs for themselves; a supervisor for others, too.
    fn may_sign(&self, clerk: &ClerkId) -> Result<(), Rejection> {
        let own = self.by.clerk.as_ref().is_none_or(|own| own == clerk);
        match self.by.role {
            Role::Supervisor | Role::Admin => Ok(()),
            Role::Counter | Role::Greeter if own => Ok(()),
            Role::Kiosk | Role::Greeter | Role::Counter | Role::Timer => Err(Rejection::Forbidden),
        }
    }

    /// A greeter sits at no counter; a counter's own PC is of that counter alone.
    fn may_sit_at(&self, id: &CounterId) -> Result<(), Rejection> {
        let is_fixed = self.by.counter.as_ref().is_some_and(|own| own != id);
        match self.by.role {
            Role::Counter if is_fixed => Err(Rejection::WrongCounter),
            Role::Counter | Role::Supervisor | Role::Admin => Ok(()),
            Role::Kiosk | Role::Greeter | Role::Timer => Err(Rejection::Forbidden),
        }
    }

    pub(super) fn supervises(&self) -> Result<(), Rejection> {
        match self.by.role {
            Role::Supervisor | Role::Admin => Ok(()),
            Role::Kiosk | Role::Greeter | Role::Counter | Role::Timer => Err(Rejection::Forbidden),
        }
    }
}

impl Day {
    /// The counter that a clerk is signed in at.
    pub fn seat_of(&self, clerk: &ClerkId) -> Option<(&CounterId, &CounterState)> {
        let mut counters = self.counters.iter();
        counters.find(|(_, counter)| counter.clerk.as_ref() == Some(clerk))
    }
}
