//! Folding events into the branch. It decides nothing: what reaches it has happened.

use crate::branch::{Branch, Day, Desk};
use crate::event::{CarriedTicket, Event, Undoable, What};
use crate::ids::{ClassId, CounterId, TicketId};
use crate::ticket::{Leg, State, Ticket, UndoPoint};
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
                if let Some(day) = &mut self.day {
                    day.adopt(config);
                    // What stood before may refer to what is gone now.
                    day.tickets
                        .values_mut()
                        .for_each(|ticket| ticket.undo = None);
                }
                self.config = Some(config.clone());
            }
            What::ClockConfirmed { clock } => self.confirmed_clock = Some(*clock),
            What::DayOpened {
                date,
                config,
                carried,
                ..
            } => {
                let mut day = Day::new(*date, config);
                for ticket in carried {
                    day.carry(ticket, event);
                }
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
            | What::CounterOpened { .. }
            | What::CounterPaused { .. }
            | What::CounterClosed { .. } => {
                let day = self
                    .day
                    .as_mut()
                    .expect("such events stand only within a business day");
                day.apply(event);
            }
        }
    }
}

impl Day {
    fn apply(&mut self, event: &Event) {
        let at = event.at;
        match &event.what {
            What::DayClosed { ended, .. } => {
                for end in ended {
                    let state = if end.served {
                        State::Finished {
                            outcome: crate::Outcome::Served,
                        }
                    } else {
                        State::Expired
                    };
                    self.set_state(end.ticket, state);
                    self.ticket_mut(end.ticket).undo = None;
                }
                for counter in self.counters.values_mut() {
                    counter.desk = Desk::Closed;
                }
            }
            What::TicketIssued {
                ticket,
                number,
                series,
                service,
                class,
                locale,
                party,
            } => {
                self.took_number(series, number.value());
                let place = self.next_place(at);
                self.join(Ticket {
                    id: *ticket,
                    number: *number,
                    series: series.clone(),
                    class: class.clone(),
                    locale: *locale,
                    party: *party,
                    issued_at: at,
                    issued_by: event.by.device.clone(),
                    state: State::Waiting,
                    leg: Leg {
                        service: service.clone(),
                        joined_at: at,
                        place,
                        called_at: None,
                        started_at: None,
                    },
                    legs: 1,
                    undo: None,
                });
            }
            What::TicketCalled {
                ticket, counter, ..
            } => {
                self.counter_mut(counter).calls += 1;
                self.set_state(
                    *ticket,
                    State::Called {
                        counter: counter.clone(),
                        recalls: 0,
                    },
                );
                let ticket = self.ticket_mut(*ticket);
                ticket.leg.called_at = Some(at);
                ticket.undo = None;
            }
            What::TicketRecalled {
                ticket,
                counter,
                times,
            } => {
                self.ticket_mut(*ticket).state = State::Called {
                    counter: counter.clone(),
                    recalls: *times,
                };
            }
            What::TicketStarted { ticket, counter } => {
                self.set_state(
                    *ticket,
                    State::Serving {
                        counter: counter.clone(),
                    },
                );
                let ticket = self.ticket_mut(*ticket);
                ticket.leg.started_at = Some(at);
                ticket.undo = None;
            }
            What::TicketFinished {
                ticket, outcome, ..
            } => {
                self.remember(*ticket, Undoable::Finish, event);
                self.set_state(*ticket, State::Finished { outcome: *outcome });
            }
            What::TicketTransferred {
                ticket,
                service,
                class,
                since,
                ..
            } => {
                self.remember(*ticket, Undoable::Transfer, event);
                self.leave(*ticket);
                let old = self.ticket(*ticket).leg.place;
                let place = if *since == old.since {
                    old
                } else {
                    self.next_place(*since)
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
                moved.legs = moved.legs.saturating_add(1);
                moved.state = State::Waiting;
                self.enqueue(*ticket);
            }
            What::TicketParked { ticket, until, .. } => {
                self.remember(*ticket, Undoable::Park, event);
                self.set_state(*ticket, State::Parked { until: *until });
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
            } => self.requeue(*ticket, *behind, *since),
            What::TicketCancelled { ticket } => {
                self.remember(*ticket, Undoable::Cancel, event);
                self.set_state(*ticket, State::Cancelled);
            }
            What::TicketActUndone { ticket, .. } => {
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
                    ..
                } = *undo;
                let restored = self.ticket_mut(*ticket);
                restored.state = state;
                restored.leg = leg;
                restored.class = class;
                restored.legs = legs;
                self.enter(*ticket);
            }
            What::CounterOpened { counter, profile } => {
                let counter = self.counter_mut(counter);
                counter.desk = Desk::Open;
                counter.profile = profile.clone();
            }
            What::CounterPaused { counter } => self.counter_mut(counter).desk = Desk::Paused,
            What::CounterClosed { counter } => self.counter_mut(counter).desk = Desk::Closed,
            What::EpochStarted { .. }
            | What::Configured { .. }
            | What::ClockConfirmed { .. }
            | What::DayOpened { .. } => {}
        }
    }

    fn carry(&mut self, carried: &CarriedTicket, event: &Event) {
        self.took_number(&carried.series, carried.number.value());
        let place = self.next_place(carried.since);
        self.join(Ticket {
            id: carried.ticket,
            number: carried.number,
            series: carried.series.clone(),
            class: carried.class.clone(),
            locale: carried.locale,
            party: carried.party,
            issued_at: event.at,
            issued_by: None,
            state: State::Waiting,
            leg: Leg {
                service: carried.service.clone(),
                joined_at: event.at,
                place,
                called_at: None,
                started_at: None,
            },
            legs: 1,
            undo: None,
        });
    }

    fn requeue(&mut self, id: TicketId, behind: Option<TicketId>, since: Timestamp) {
        let ticket = self.ticket(id);
        let place = match (behind, &ticket.state) {
            (Some(other), _) => self.ticket(other).leg.place.behind(),
            (None, State::NoShow { .. }) => self.next_place(since),
            (None, _) => ticket.leg.place,
        };
        self.leave(id);
        let ticket = self.ticket_mut(id);
        ticket.undo = None;
        ticket.state = State::Waiting;
        ticket.leg.place = place;
        ticket.leg.called_at = None;
        self.enqueue(id);
    }

    fn join(&mut self, ticket: Ticket) {
        let id = ticket.id;
        self.tickets.insert(id, ticket);
        self.enqueue(id);
    }

    /// Moves a ticket from its state to another, in queues, counters and returns alike.
    fn set_state(&mut self, id: TicketId, state: State) {
        self.leave(id);
        self.ticket_mut(id).state = state;
        self.enter(id);
    }

    /// Takes the ticket out of whatever its state had put it into.
    fn leave(&mut self, id: TicketId) {
        let ticket = self.ticket(id);
        let (queue, place) = (ticket.queue(), ticket.leg.place);
        match ticket.state.clone() {
            State::Waiting => {
                let emptied = self.queues.get_mut(&queue).is_some_and(|waiting| {
                    waiting.remove(&place);
                    waiting.is_empty()
                });
                if emptied {
                    self.queues.remove(&queue);
                }
            }
            State::Called { counter, .. } | State::Serving { counter } => {
                self.counter_mut(&counter).ticket = None;
            }
            State::Parked { until: Some(until) } => {
                self.returns.remove(&(until, id));
            }
            State::Parked { until: None }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => {}
        }
    }

    /// Puts the ticket into whatever its state asks for.
    fn enter(&mut self, id: TicketId) {
        match self.ticket(id).state.clone() {
            State::Waiting => self.enqueue(id),
            State::Called { counter, .. } | State::Serving { counter } => {
                let counter = self.counter_mut(&counter);
                debug_assert!(
                    counter.ticket.is_none_or(|other| other == id),
                    "a counter has one ticket"
                );
                counter.ticket = Some(id);
            }
            State::Parked { until: Some(until) } => {
                self.returns.insert((until, id));
            }
            State::Parked { until: None }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => {}
        }
    }

    /// Lets the ticket wait at its place, or at the first free one behind it: while a ticket was
    /// away, one that came back may have been put where it stood.
    fn enqueue(&mut self, id: TicketId) {
        let ticket = self.ticket(id);
        let (queue, mut place) = (ticket.queue(), ticket.leg.place);
        let waiting = self.queues.entry(queue).or_default();
        while waiting.get(&place).is_some_and(|other| *other != id) {
            place = place.behind();
        }
        waiting.insert(place, id);
        self.ticket_mut(id).leg.place = place;
    }

    /// Keeps what the ticket was, so that this act can be taken back.
    fn remember(&mut self, id: TicketId, act: Undoable, event: &Event) {
        let ticket = self.ticket(id);
        let calls = |counter: &CounterId| {
            self.counters
                .get(counter)
                .map_or(0, |counter| counter.calls)
        };
        let undo = UndoPoint {
            act,
            at: event.at,
            device: event.by.device.clone(),
            clerk: event.by.clerk.clone(),
            state: ticket.state.clone(),
            leg: ticket.leg.clone(),
            class: ticket.class.clone(),
            legs: ticket.legs,
            counter_calls: ticket.state.counter().map_or(0, calls),
        };
        self.ticket_mut(id).undo = Some(Box::new(undo));
    }

    fn took_number(&mut self, series: &crate::SeriesId, value: u16) {
        let state = self
            .series
            .get_mut(series)
            .expect("a number comes from a configured series");
        state.next = state.next.max(value + 1);
    }

    fn ticket(&self, id: TicketId) -> &Ticket {
        self.tickets
            .get(&id)
            .expect("an event names a ticket of its day")
    }

    fn ticket_mut(&mut self, id: TicketId) -> &mut Ticket {
        self.tickets
            .get_mut(&id)
            .expect("an event names a ticket of its day")
    }

    fn counter_mut(&mut self, id: &CounterId) -> &mut crate::CounterState {
        self.counters
            .get_mut(id)
            .expect("an event names a configured counter")
    }
}

impl Ticket {
    /// The queue of its present leg.
    pub(crate) fn queue(&self) -> (crate::ServiceId, ClassId) {
        (self.leg.service.clone(), self.class.clone())
    }
}
