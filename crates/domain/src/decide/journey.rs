//! The end of service at one counter: the end of the visit, or the next stop of a journey.

use crate::branch::Day;
use crate::config::{Config, JourneyAge, Service, StopOrder};
use crate::event::{Outcome, What};
use crate::ids::{CounterId, JourneyId, ServiceId};
use crate::ticket::{State, Ticket};

use super::Floor;

impl Floor<'_> {
    /// The events that end service of a ticket at its counter. One that was called but never started
    /// is taken to have been served from now: a clerk in a hurry skips the key, not the customer.
    pub(super) fn finished(&self, ticket: &Ticket, outcome: Outcome) -> Vec<What> {
        let id = ticket.id;
        match &ticket.state {
            State::Called { counter, .. } => vec![
                What::TicketStarted {
                    ticket: id,
                    counter: counter.clone(),
                },
                self.leaves_counter(ticket, counter, outcome),
            ],
            State::Serving { counter } => vec![self.leaves_counter(ticket, counter, outcome)],
            State::Waiting
            | State::Parked { .. }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => Vec::new(),
        }
    }

    /// Whoever was served goes on to the next stop; whoever was not has come to the end.
    fn leaves_counter(&self, ticket: &Ticket, counter: &CounterId, outcome: Outcome) -> What {
        let next = match outcome {
            Outcome::Served => self.next_stop(ticket.journey.as_ref(), &ticket.onward),
            Outcome::Incomplete | Outcome::Left => None,
        };
        let Some((service, onward)) = next else {
            return What::TicketFinished {
                ticket: ticket.id,
                counter: counter.clone(),
                outcome,
            };
        };
        let journey = ticket
            .journey
            .as_ref()
            .and_then(|id| self.config.journey(id));
        let since = match journey.map(|journey| journey.age).unwrap_or_default() {
            JourneyAge::Stop => self.now,
            JourneyAge::Visit => ticket.leg.place.born,
        };
        What::TicketTransferred {
            ticket: ticket.id,
            counter: Some(counter.clone()),
            service,
            class: ticket.class.clone(),
            since,
            served: true,
            onward,
        }
    }

    /// The stop that comes next among `stops`, and those after it.
    pub(super) fn next_stop(
        &self,
        journey: Option<&JourneyId>,
        stops: &[ServiceId],
    ) -> Option<(ServiceId, Vec<ServiceId>)> {
        self.day.next_stop(self.config, journey, stops)
    }
}

impl Day {
    /// Where whoever takes a number for `service` now begins: the first stop of its journey, or the
    /// service itself.
    pub fn first_stop(&self, config: &Config, service: &Service) -> ServiceId {
        self.stops(config, service).0
    }

    /// That, and the services that follow.
    pub(super) fn stops(&self, config: &Config, service: &Service) -> (ServiceId, Vec<ServiceId>) {
        let journey = service.journey.as_ref();
        let stops = journey.and_then(|id| config.journey(id));
        let stops = stops.map_or(&[][..], |journey| &journey.stops);
        let first = self.next_stop(config, journey, stops);
        first.unwrap_or_else(|| (service.id.clone(), Vec::new()))
    }

    /// Stops that the branch no longer has are left out.
    fn next_stop(
        &self,
        config: &Config,
        journey: Option<&JourneyId>,
        stops: &[ServiceId],
    ) -> Option<(ServiceId, Vec<ServiceId>)> {
        let mut stops: Vec<ServiceId> = stops.to_vec();
        stops.retain(|stop| config.service(stop).is_some());
        let journey = journey.and_then(|id| config.journey(id));
        let index = match journey.map(|journey| journey.order).unwrap_or_default() {
            StopOrder::Fixed => 0,
            StopOrder::Any => {
                let waiting = |index: &usize| self.waiting(&stops[*index]);
                (0..stops.len()).min_by_key(waiting)?
            }
        };
        if stops.is_empty() {
            return None;
        }
        let next = stops.remove(index);
        Some((next, stops))
    }
}
