//! Folding events into the branch. It decides nothing: what reaches it has happened.

mod desk;
mod moves;

use crate::branch::{Branch, CALLS_KEPT_MAX, Day, Desk};
use crate::config::{Config, Plans};
use crate::device::SlipKind;
use crate::event::{Event, Outcome, Undoable, What};
use crate::ids::CounterId;
use crate::pace::PACE_SECS;
use crate::reserve::Reserved;
use crate::rule::CallReason;
use crate::ticket::{Leg, Place, Slips, State, Ticket, UndoPoint};
use crate::time::Timestamp;

impl Branch {
    /// Takes in one event.
    ///
    /// # Panics
    /// Where the event does not follow from this branch's past: the log and the code disagree, and
    /// any further step would be a guess.
    pub fn apply(&mut self, event: &Event) {
        self.begun = true;
        if event.at > self.last_event_at {
            // The clock has caught up with the log: a supervisor's word for it has served.
            self.confirmed_clock = None;
        }
        self.last_event_at = self.last_event_at.max(event.at);
        match &event.what {
            What::EpochStarted { .. } => {}
            What::Configured { config } => {
                let plans = config.compile_all();
                if let Some(day) = &mut self.day {
                    day.adopt(config);
                    if let Some(old) = &self.config {
                        day.replan_rests(old, config, event.at);
                    }
                    // A profile that calls by another rule now begins its turns anew.
                    day.turns
                        .retain(|profile, _| plans.get(profile) == self.plans.get(profile));
                    // What stood before may refer to what is gone now.
                    day.tickets
                        .values_mut()
                        .for_each(|ticket| ticket.undo = None);
                }
                self.plans = plans;
                self.config = Some(config.clone());
            }
            What::ClockConfirmed { clock } => self.confirmed_clock = Some(*clock),
            What::DayOpened {
                date,
                config,
                carried,
                reserves,
                announcements,
                ..
            } => {
                let mut day = Day::new(*date, config);
                day.announcements = announcements.clone();
                for reserve in reserves {
                    day.reserves.carry(reserve);
                }
                for ticket in carried {
                    day.carry(ticket, event);
                }
                self.plans = config.compile_all();
                self.config = Some(config.clone());
                self.day = Some(day);
                self.confirmed_clock = None;
            }
            What::DayClosed { .. }
            | What::TicketIssued { .. }
            | What::TicketCalled { .. }
            | What::TicketRecalled { .. }
            | What::TicketStarted { .. }
            | What::TicketFinished { .. }
            | What::TicketTransferred { .. }
            | What::TicketParked { .. }
            | What::TicketResumed { .. }
            | What::TicketNoShow { .. }
            | What::TicketRequeued { .. }
            | What::TicketCancelled { .. }
            | What::TicketActUndone { .. }
            | What::QueuesClosed { .. }
            | What::BranchHeld { .. }
            | What::BranchResumed { .. }
            | What::CounterOpened { .. }
            | What::CounterPaused { .. }
            | What::CounterClosed { .. }
            | What::DeviceHealthChanged { .. }
            | What::RollChanged { .. }
            | What::SlipEnded { .. }
            | What::ReserveGranted { .. }
            | What::ReserveReturned { .. }
            | What::HelpAsked { .. }
            | What::HelpAnswered { .. }
            | What::ServicePaused { .. }
            | What::ServiceResumed { .. }
            | What::Announced { .. }
            | What::AnnouncementEnded { .. }
            | What::SoundHealthChanged { .. }
            | What::TicketNoted { .. }
            | What::TicketMoved { .. }
            | What::CounterStandsBy { .. }
            | What::ProfileAssigned { .. }
            | What::ClerkSignedIn { .. }
            | What::ClerkSignedOut { .. }
            | What::CounterReleased { .. }
            | What::CopyAsked { .. } => {
                let (Some(day), Some(config)) = (&mut self.day, &self.config) else {
                    unreachable!("such events stand only within a business day");
                };
                day.take_turn(config, &self.plans, event);
                day.apply(event, config);
                day.forget_rests(config, event.at);
            }
        }
    }
}

impl Day {
    pub(crate) fn apply(&mut self, event: &Event, config: &Config) {
        let at = event.at;
        match &event.what {
            What::DayClosed { ended, .. } => {
                for end in ended {
                    let state = if end.served {
                        self.served.push(end.ticket);
                        State::Finished {
                            outcome: Outcome::Served,
                        }
                    } else {
                        State::Expired
                    };
                    self.set_state(end.ticket, state);
                    self.ticket_mut(end.ticket).undo = None;
                }
                for counter in self.counters.values_mut() {
                    counter.stop(Desk::Closed);
                    counter.clerk = None;
                }
                self.end_hold(at);
            }
            What::QueuesClosed { due_at, ended } => {
                for ticket in ended {
                    self.set_state(*ticket, State::Expired);
                    self.ticket_mut(*ticket).undo = None;
                }
                self.closed_at = Some(*due_at);
            }
            What::BranchHeld { reason } => {
                self.holds.push((at, None));
                self.hold_reason = Some(*reason);
            }
            What::BranchResumed { .. } => self.end_hold(at),
            What::TicketIssued {
                ticket,
                number,
                series,
                service,
                class,
                locale,
                party,
                booked_at,
                since,
                issued_for,
                journey,
                onward,
                offline_at,
                note,
            } => {
                let issued_at = offline_at.unwrap_or(at);
                let place = match offline_at {
                    Some(_) => {
                        self.reserves.joined(*ticket);
                        Place::offline(issued_at, *number)
                    }
                    None => {
                        self.took_number(series, number.value());
                        self.next_place(since.unwrap_or(at), at)
                    }
                };
                self.join(Ticket {
                    id: *ticket,
                    number: *number,
                    series: series.clone(),
                    class: class.clone(),
                    locale: *locale,
                    party: *party,
                    issued_for: issued_for.as_ref().unwrap_or(service).clone(),
                    booked_at: *booked_at,
                    journey: journey.clone(),
                    onward: onward.clone(),
                    issued_at,
                    joined_at: offline_at.map(|_| at),
                    issued_by: event.by.device.clone(),
                    state: State::Waiting,
                    leg: Leg {
                        service: service.clone(),
                        joined_at: issued_at,
                        place,
                        called_at: None,
                        started_at: None,
                    },
                    legs: 1,
                    undo: None,
                    slips: Slips::default(),
                    note: *note,
                    notes: Vec::new(),
                    directed: None,
                    recalled_at: None,
                    superseded_by: None,
                });
            }
            What::TicketCalled {
                ticket,
                counter,
                quiet,
                reason,
            } => {
                self.note_call(counter, reason, at);
                self.set_state(
                    *ticket,
                    State::Called {
                        counter: counter.clone(),
                        recalls: 0,
                        quiet: *quiet,
                    },
                );
                let ticket = self.ticket_mut(*ticket);
                ticket.leg.called_at = Some(at);
                ticket.recalled_at = None;
                ticket.undo = None;
            }
            What::TicketRecalled { ticket, times, .. } => {
                let ticket = self.ticket_mut(*ticket);
                ticket.recalled_at = Some(at);
                if let State::Called { recalls, .. } = &mut ticket.state {
                    *recalls = *times;
                }
            }
            What::TicketStarted { ticket, counter } => {
                self.set_state(
                    *ticket,
                    State::Serving {
                        counter: counter.clone(),
                    },
                );
                self.bring_forward(*ticket, counter);
                let ticket = self.ticket_mut(*ticket);
                ticket.leg.started_at = Some(at);
                ticket.undo = None;
            }
            What::TicketFinished {
                ticket,
                counter,
                outcome,
                ..
            } => {
                self.remember(*ticket, Undoable::Finish, event);
                self.set_state(*ticket, State::Finished { outcome: *outcome });
                if *outcome == Outcome::Served {
                    self.served.push(*ticket);
                }
                self.wraps_up(counter, config, at);
            }
            What::TicketTransferred {
                ticket,
                counter,
                service,
                class,
                since,
                served,
                onward,
                directed,
                note,
                ..
            } => {
                self.remember(*ticket, Undoable::Transfer, event);
                self.leave(*ticket);
                let old = self.ticket(*ticket).leg.place;
                let place = if *since == old.since {
                    old
                } else {
                    self.next_place(*since, old.born)
                };
                let moved = self.ticket_mut(*ticket);
                moved.leg = Leg {
                    service: service.clone(),
                    joined_at: at,
                    place,
                    called_at: None,
                    started_at: None,
                };
                moved.class = class.clone();
                moved.onward = onward.clone();
                moved.legs = moved.legs.saturating_add(1);
                moved.state = State::Waiting;
                moved.notes.extend(*note);
                self.enqueue(*ticket);
                if let Some(to) = directed {
                    let until = at.plus_secs(config.rules.directed_secs);
                    self.direct(*ticket, Some((to.clone(), until)));
                }
                if let Some(counter) = counter.as_ref().filter(|_| *served) {
                    self.wraps_up(counter, config, at);
                }
            }
            What::TicketParked {
                ticket,
                until,
                note,
                ..
            } => {
                self.remember(*ticket, Undoable::Park, event);
                // A held clock stands where the hold began; the return counts from its end.
                let held_ms = self
                    .hold()
                    .map_or(0, |hold| at.millis() - hold.since.millis());
                let until = until.map(|until| earlier(until, held_ms));
                self.set_state(*ticket, State::Parked { until });
                self.ticket_mut(*ticket).notes.extend(*note);
            }
            What::TicketResumed { ticket, .. } => {
                self.set_state(*ticket, State::Waiting);
                self.ticket_mut(*ticket).undo = None;
            }
            What::TicketNoShow { ticket, .. } => {
                self.remember(*ticket, Undoable::NoShow, event);
                self.set_state(*ticket, State::NoShow { at });
            }
            What::TicketRequeued {
                ticket,
                behind,
                since,
                ..
            } => self.requeue(*ticket, *behind, *since),
            What::TicketCancelled {
                ticket,
                superseded_by,
            } => {
                // A person must not come back into the queue twice: this is not undone.
                match superseded_by {
                    Some(_) => self.ticket_mut(*ticket).undo = None,
                    None => self.remember(*ticket, Undoable::Cancel, event),
                }
                self.set_state(*ticket, State::Cancelled);
                self.ticket_mut(*ticket).superseded_by = *superseded_by;
            }
            What::TicketActUndone { ticket, .. } => {
                // Finished a moment ago, it is found at once from the end.
                if let Some(place) = self.served.iter().rposition(|served| served == ticket) {
                    self.served.remove(place);
                }
                let undo = self
                    .ticket_mut(*ticket)
                    .undo
                    .take()
                    .expect("an undo follows an act");
                self.leave(*ticket);
                let UndoPoint {
                    state,
                    leg,
                    class,
                    legs,
                    onward,
                    directed,
                    present,
                    ..
                } = *undo;
                let restored = self.ticket_mut(*ticket);
                restored.state = state;
                restored.leg = leg;
                restored.class = class;
                restored.legs = legs;
                restored.onward = onward;
                let counter = restored.state.counter().cloned();
                self.enter(*ticket);
                self.direct(*ticket, directed);
                if let Some(counter) = counter.filter(|_| present) {
                    self.bring_forward(*ticket, &counter);
                }
            }
            What::CounterOpened { counter, profile } => {
                let rests = config.next_rest(counter, at);
                let counter = self.counter_mut(counter);
                counter.desk = Desk::Open;
                (counter.break_reason, counter.paused_at) = (None, None);
                counter.assigned &= counter.profile == *profile;
                counter.profile = profile.clone();
                counter.rests = rests;
            }
            What::CounterPaused { counter, reason } => {
                let counter = self.counter_mut(counter);
                counter.stop(Desk::Paused);
                (counter.break_reason, counter.paused_at) = (*reason, Some(at));
            }
            What::CounterClosed { counter } | What::CounterReleased { counter } => {
                self.close(counter);
            }
            What::CounterStandsBy { counter, on } => self.counter_mut(counter).standby = *on,
            What::ProfileAssigned { counter, profile } => {
                let counter = self.counter_mut(counter);
                counter.profile = profile.clone();
                counter.assigned = true;
            }
            What::ClerkSignedIn { clerk, counter } => self.sit_down(clerk, counter.as_ref()),
            What::ClerkSignedOut { clerk, .. } => self.sit_down(clerk, None),
            What::TicketMoved { ticket, to, .. } => self.go_along(*ticket, to),
            What::TicketNoted { ticket, note } => self.ticket_mut(*ticket).notes.push(*note),
            What::CopyAsked { ticket, device } => self.copies.push((*ticket, device.clone())),
            What::DeviceHealthChanged { device, health } => {
                self.devices.insert(device.clone(), (*health, at));
            }
            What::SlipEnded {
                ticket,
                kind,
                state,
                device,
            } => {
                if *kind == SlipKind::Copy {
                    let asked = (*ticket, device.clone());
                    self.copies.retain(|copy| *copy != asked);
                }
                let slips = &mut self.ticket_mut(*ticket).slips;
                match kind {
                    SlipKind::Original => slips.original = Some(*state),
                    SlipKind::Officer => slips.officer = Some(*state),
                    SlipKind::Copy => slips.copies = slips.copies.saturating_add(1),
                }
            }
            What::ReserveGranted {
                device,
                date,
                series,
                numbers,
            } => {
                let series = config
                    .series
                    .iter()
                    .find(|known| known.id == *series)
                    .expect("numbers are granted of a configured series");
                for (ticket, value) in numbers {
                    let reserved = Reserved {
                        device: device.clone(),
                        date: *date,
                        series: series.id.clone(),
                        number: series.number(*value),
                    };
                    self.reserves.grant(*ticket, reserved);
                }
            }
            What::ReserveReturned { tickets, .. } => {
                for ticket in tickets {
                    self.reserves.take_back(*ticket);
                }
            }
            What::HelpAsked { device } => {
                self.helps.insert(device.clone(), at);
            }
            What::HelpAnswered { device } => {
                self.helps.remove(device);
            }
            What::ServicePaused { service } => {
                self.paused.insert(service.clone());
            }
            What::ServiceResumed { service } => {
                self.paused.remove(service);
            }
            What::Announced { announcement } => {
                self.announcements.retain(|earlier| earlier.stands_at(at));
                self.announcements.push(announcement.clone());
            }
            What::AnnouncementEnded { id } => {
                self.announcements.retain(|standing| standing.id != *id);
            }
            What::SoundHealthChanged { device, sound } => {
                self.sounds.insert(device.clone(), (*sound, at));
            }
            What::RollChanged { .. }
            | What::EpochStarted { .. }
            | What::Configured { .. }
            | What::ClockConfirmed { .. }
            | What::DayOpened { .. } => {}
        }
    }

    /// Calls older than the pace is read from are forgotten.
    fn keep_call(&mut self, at: Timestamp, counter: &CounterId) {
        let is_old =
            |(called_at, _): &(Timestamp, CounterId)| at.secs_since(*called_at) > PACE_SECS;
        while self.calls.front().is_some_and(is_old) || self.calls.len() >= CALLS_KEPT_MAX {
            self.calls.pop_front();
        }
        self.calls.push_back((at, counter.clone()));
    }

    /// The calling rule remembers whom this call passed over. A call that was not its own to make, of
    /// somebody who was sent on or stood at the counter, is no turn of their line: those who wait there
    /// for the rule would lose theirs to it.
    pub(crate) fn take_turn(&mut self, config: &Config, plans: &Plans, event: &Event) {
        let What::TicketCalled {
            ticket,
            counter,
            reason,
            ..
        } = &event.what
        else {
            return;
        };
        if matches!(reason, CallReason::Directed { .. } | CallReason::WalkIn) {
            return;
        }
        let at = event.at;
        let Some(profile) = self.counters.get(counter).map(|counter| &counter.profile) else {
            return;
        };
        let Some(compiled) = plans.get(profile) else {
            return;
        };
        let now = self.moment(config, at);
        let found = self.heads(plans, compiled, at, at);
        let Some(of) = compiled.queues.get(&self.ticket(*ticket).queue()) else {
            return;
        };
        let turns = self.turns.entry(profile.clone()).or_default();
        turns.took(&compiled.plan, &found.heads, of.line, now);
    }

    /// Open counters whose own hours have changed rest by the new ones.
    fn replan_rests(&mut self, old: &Config, new: &Config, at: Timestamp) {
        let hours = |config: &Config, id: &CounterId| {
            let counter = config.counter(id)?;
            Some((config.time_zone, config.day_starts, counter.hours.clone()))
        };
        for (id, counter) in &mut self.counters {
            if hours(old, id) != hours(new, id) {
                counter.rests = new.next_rest(id, at);
            }
        }
    }

    /// A pause that somebody worked through is not made up for.
    fn forget_rests(&mut self, config: &Config, at: Timestamp) {
        for (id, counter) in &mut self.counters {
            if counter.rests.is_some_and(|(_, to)| to <= at) {
                counter.rests = config.next_rest(id, at);
            }
        }
    }

    /// Parked tickets have lost no time by a hold.
    fn end_hold(&mut self, at: Timestamp) {
        let Some((from, to @ None)) = self.holds.last_mut() else {
            return;
        };
        *to = Some(at);
        let held_ms = at.millis() - from.millis();
        self.hold_reason = None;
        for (until, id) in std::mem::take(&mut self.returns) {
            let until = earlier(until, -held_ms);
            self.ticket_mut(id).state = State::Parked { until: Some(until) };
            self.returns.insert((until, id));
        }
        for ticket in self.tickets.values_mut() {
            if let Some(undo) = &mut ticket.undo
                && let State::Parked { until: Some(until) } = &mut undo.state
            {
                *until = earlier(*until, -held_ms);
            }
        }
    }
}

/// `by_ms` before `at`.
fn earlier(at: Timestamp, by_ms: i64) -> Timestamp {
    Timestamp::from_millis(at.millis() - by_ms)
}
