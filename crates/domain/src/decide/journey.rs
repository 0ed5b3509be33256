//! The end of service at one counter: the end of the visit, or the next stop of a journey.

use crate::branch::Day;
use crate::config::{Config, JourneyAge, Service, StopOrder};
use crate::desk::{Asks, DELIVERED_MAX, Finish};
use crate::event::{Outcome, What};
use crate::ids::{CounterId, DeliveryId, JourneyId, ServiceId};
use crate::rejection::Rejection;
use crate::ticket::{State, Ticket};

use super::Floor;

impl Floor<'_> {
    /// The events that end service of a ticket at its counter. One that was called but never started
    /// is taken to have been served from now: a clerk in a hurry skips the key, not the customer.
    pub(super) fn finished(
        &self,
        ticket: &Ticket,
        finish: &Finish,
    ) -> Result<Vec<What>, Rejection> {
        let (outcome, delivered) = self.what_came_of(ticket, finish)?;
        let id = ticket.id;
        Ok(match &ticket.state {
            State::Called { counter, .. } => vec![
                What::TicketStarted {
                    ticket: id,
                    counter: counter.clone(),
                },
                self.leaves_counter(ticket, counter, outcome, delivered),
            ],
            State::Serving { counter } => {
                vec![self.leaves_counter(ticket, counter, outcome, delivered)]
            }
            State::Waiting
            | State::Parked { .. }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => Vec::new(),
        })
    }

    /// How a service ended and what was delivered, as far as the branch insists on being told. Whoever
    /// was merely called was not served, so there is nothing to insist on, unless the branch takes a call
    /// for the beginning of service.
    fn what_came_of(
        &self,
        ticket: &Ticket,
        finish: &Finish,
    ) -> Result<(Outcome, Vec<DeliveryId>), Rejection> {
        let rules = &self.config.rules;
        let service = &ticket.leg.service;
        if finish.delivered.len() > DELIVERED_MAX {
            return Err(Rejection::TooManyDeliveries(DELIVERED_MAX));
        }
        let mut delivered: Vec<DeliveryId> = Vec::new();
        for id in &finish.delivered {
            let mut known = self.config.deliveries_of(service);
            if !known.any(|delivery| delivery.id == *id) {
                return Err(Rejection::UnknownDelivery(id.clone()));
            }
            if !delivered.contains(id) {
                delivered.push(id.clone());
            }
        }
        let outcome = finish.outcome.unwrap_or_default();
        let is_served = match ticket.state {
            State::Serving { .. } => true,
            State::Called { .. } => rules.serves_at_call,
            State::Waiting
            | State::Parked { .. }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => false,
        };
        if is_served {
            if rules.outcome == Asks::Mandatory && finish.outcome.is_none() {
                return Err(Rejection::OutcomeNeeded);
            }
            let delivers = self.config.deliveries_of(service).next().is_some();
            let is_missing = delivered.is_empty() && delivers && outcome == Outcome::Served;
            if rules.delivered == Asks::Mandatory && is_missing {
                return Err(Rejection::DeliveryNeeded);
            }
        }
        Ok((outcome, delivered))
    }

    /// Whoever was served goes on to the next stop; whoever was not has come to the end.
    fn leaves_counter(
        &self,
        ticket: &Ticket,
        counter: &CounterId,
        outcome: Outcome,
        delivered: Vec<DeliveryId>,
    ) -> What {
        let next = match outcome {
            Outcome::Served => self.next_stop(ticket.journey.as_ref(), &ticket.onward),
            Outcome::Incomplete | Outcome::Left => None,
        };
        let Some((service, onward)) = next else {
            return What::TicketFinished {
                ticket: ticket.id,
                counter: counter.clone(),
                outcome,
                delivered,
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
            delivered,
            directed: None,
            note: None,
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
