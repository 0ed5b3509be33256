//! How a ticket comes into the day, and from one place in it to another.

use crate::branch::Day;
use crate::event::{CarriedTicket, Event, Undoable};
use crate::ids::{ClassId, CounterId, TicketId};
use crate::ticket::{Leg, Place, Slips, State, Ticket, UndoPoint};
use crate::time::Timestamp;

impl Day {
    pub(super) fn carry(&mut self, carried: &CarriedTicket, event: &Event) {
        self.took_number(&carried.series, carried.number.value());
        let place = self.next_place(carried.since, carried.born.unwrap_or(carried.since));
        self.join(Ticket {
            id: carried.ticket,
            number: carried.number,
            series: carried.series.clone(),
            class: carried.class.clone(),
            locale: carried.locale,
            party: carried.party,
            issued_for: carried.service.clone(),
            booked_at: None,
            journey: carried.journey.clone(),
            onward: carried.onward.clone(),
            issued_at: event.at,
            joined_at: None,
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
            slips: Slips::default(),
            note: None,
            notes: Vec::new(),
            directed: None,
            recalled_at: None,
            superseded_by: None,
        });
    }

    pub(super) fn requeue(&mut self, id: TicketId, behind: Option<TicketId>, since: Timestamp) {
        let ticket = self.ticket(id);
        let place = match (behind, &ticket.state) {
            (Some(other), _) => {
                // Behind the other one by every age, and never older than it was.
                let other = self.ticket(other).leg.place;
                Place {
                    born: other.born.max(ticket.leg.place.born),
                    ..other.behind()
                }
            }
            (None, State::NoShow { .. }) => self.next_place(since, since),
            (None, _) => ticket.leg.place,
        };
        self.leave(id);
        let ticket = self.ticket_mut(id);
        ticket.undo = None;
        ticket.state = State::Waiting;
        ticket.leg.place = place;
        ticket.leg.called_at = None;
        ticket.leg.started_at = None;
        self.enqueue(id);
    }

    pub(super) fn join(&mut self, ticket: Ticket) {
        let id = ticket.id;
        self.tickets.insert(id, ticket);
        self.enqueue(id);
    }

    /// Moves a ticket from its state to another, in queues, counters and returns alike.
    pub(super) fn set_state(&mut self, id: TicketId, state: State) {
        self.leave(id);
        self.ticket_mut(id).state = state;
        self.enter(id);
    }

    /// Takes the ticket out of whatever its state had put it into.
    pub(super) fn leave(&mut self, id: TicketId) {
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
                self.free(id);
            }
            State::Called { counter, .. } | State::Serving { counter } => {
                let counter = self.counter_mut(&counter);
                if counter.ticket == Some(id) {
                    counter.ticket = (!counter.also.is_empty()).then(|| counter.also.remove(0));
                } else {
                    counter.also.retain(|other| *other != id);
                }
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
    pub(super) fn enter(&mut self, id: TicketId) {
        match self.ticket(id).state.clone() {
            State::Waiting => self.enqueue(id),
            State::Called { counter, .. } | State::Serving { counter } => {
                let counter = self.counter_mut(&counter);
                counter.wraps_until = None;
                match counter.ticket {
                    None => counter.ticket = Some(id),
                    Some(_) => counter.also.push(id),
                }
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
    pub(super) fn enqueue(&mut self, id: TicketId) {
        let ticket = self.ticket(id);
        let (queue, mut place) = (ticket.queue(), ticket.leg.place);
        let waiting = self.queues.entry(queue).or_default();
        let is_taken = |place: Place| {
            let mut there = waiting.range(place.whenever_born());
            there.any(|(_, other)| *other != id)
        };
        while is_taken(place) {
            place = place.behind();
        }
        waiting.insert(place, id);
        self.ticket_mut(id).leg.place = place;
    }

    /// Keeps what the ticket was, so that this act can be taken back.
    pub(super) fn remember(&mut self, id: TicketId, act: Undoable, event: &Event) {
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
            onward: ticket.onward.clone(),
            directed: ticket.directed.clone(),
            present: self.is_present(ticket),
            counter_calls: ticket.state.counter().map_or(0, calls),
        };
        self.ticket_mut(id).undo = Some(Box::new(undo));
    }

    /// Whether it stands before its counter, and not beside another.
    fn is_present(&self, ticket: &Ticket) -> bool {
        let counter = ticket.state.counter().and_then(|id| self.counters.get(id));
        counter.is_some_and(|counter| counter.ticket == Some(ticket.id))
    }

    pub(super) fn took_number(&mut self, series: &crate::SeriesId, value: u16) {
        let state = self
            .series
            .get_mut(series)
            .expect("a number comes from a configured series");
        state.next = state.next.max(value + 1);
    }

    pub(super) fn ticket(&self, id: TicketId) -> &Ticket {
        self.tickets
            .get(&id)
            .expect("an event names a ticket of its day")
    }

    pub(super) fn ticket_mut(&mut self, id: TicketId) -> &mut Ticket {
        self.tickets
            .get_mut(&id)
            .expect("an event names a ticket of its day")
    }

    pub(super) fn counter_mut(&mut self, id: &CounterId) -> &mut crate::CounterState {
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
