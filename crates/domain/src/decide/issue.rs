//! Giving numbers.

use crate::branch::Day;
use crate::command::{PARTY_MAX, TICKETS_PER_ACT_MAX};
use crate::config::{Class, Opening, Series, Service};
use crate::event::What;
use crate::ids::{ClassId, ServiceId, TicketId};
use crate::number::TicketNumber;
use crate::rejection::Rejection;
use crate::text::Locale;
use crate::time::Timestamp;

use super::Floor;

impl Floor<'_> {
    /// All of the tickets asked for, or none.
    pub(super) fn issue(
        &self,
        service: &ServiceId,
        class: &Class,
        locale: Option<Locale>,
        count: u8,
        party: u8,
        booked_at: Option<Timestamp>,
    ) -> Result<Vec<What>, Rejection> {
        if !(1..=TICKETS_PER_ACT_MAX).contains(&count) {
            return Err(Rejection::CountOutOfRange);
        }
        if !(1..=PARTY_MAX).contains(&party) {
            return Err(Rejection::PartyOutOfRange);
        }
        let unknown = || Rejection::UnknownService(service.clone());
        let wanted = self.config.service(service).ok_or_else(unknown)?;
        self.is_not_held()?;
        if !wanted.walk_in {
            return Err(Rejection::NotWalkIn(service.clone()));
        }
        if let Opening::Closed { opens_at } = self.config.opening(wanted, self.now) {
            return Err(Rejection::ServiceClosed {
                service: service.clone(),
                opens_at,
            });
        }
        self.has_places(wanted, u16::from(count) * u16::from(party))?;
        let series = self
            .config
            .series_of(service, &class.id)
            .ok_or_else(unknown)?;
        let left = self.day.numbers_left(series);
        if left < u16::from(count) {
            return Err(Rejection::SeriesExhausted {
                service: service.clone(),
                left,
            });
        }
        let first = series.last + 1 - left;
        let stops = wanted
            .journey
            .as_ref()
            .and_then(|id| self.config.journey(id));
        let stops = stops.map_or(&[][..], |journey| &journey.stops);
        let (stop, onward) = self
            .next_stop(wanted.journey.as_ref(), stops)
            .unwrap_or_else(|| (service.clone(), Vec::new()));
        let issued = (0..u16::from(count)).map(|index| What::TicketIssued {
            ticket: fresh_ticket_id(self.day, self.seed, u64::from(index)),
            number: number(series, first + index),
            series: series.id.clone(),
            service: stop.clone(),
            class: class.id.clone(),
            locale: locale.unwrap_or_else(|| self.config.language()),
            party,
            booked_at,
            since: booked_at.filter(|_| class.appointment.is_some()),
            issued_for: (stop != *service).then(|| service.clone()),
            journey: wanted.journey.clone(),
            onward: onward.clone(),
        });
        Ok(issued.collect())
    }

    /// The class in which somebody is admitted: the one they asked for, or the regular one for whoever
    /// comes too late for a booked time.
    pub(super) fn admit(
        &self,
        class: Option<&ClassId>,
        booked_at: Option<Timestamp>,
    ) -> Result<&Class, Rejection> {
        let class = match class {
            Some(id) => self
                .config
                .class(id)
                .ok_or_else(|| Rejection::UnknownClass(id.clone()))?,
            None => self.config.regular(),
        };
        let (window, booked_at) = match (class.appointment, booked_at) {
            (Some(window), Some(booked_at)) => (window, booked_at),
            (Some(_), None) => return Err(Rejection::BookingNeeded(class.id.clone())),
            (None, Some(_)) => return Err(Rejection::NotByAppointment(class.id.clone())),
            (None, None) => return Ok(class),
        };
        let early_ms = i64::from(window.early_secs) * 1000;
        let from = Timestamp::from_millis(booked_at.millis() - early_ms);
        if self.now < from {
            return Err(Rejection::AppointmentEarly { from });
        }
        // Nobody is late for having waited at a branch that stood still.
        let late_ms = self.day.worked_ms(self.now) - self.day.worked_ms(booked_at);
        let is_late = late_ms > i64::from(window.late_secs) * 1000;
        Ok(if is_late {
            self.config.regular()
        } else {
            class
        })
    }

    fn has_places(&self, service: &Service, people: u16) -> Result<(), Rejection> {
        match self.day.places_left(self.config, service, self.now) {
            Some(places) if places.left < people => Err(Rejection::ServiceFull {
                service: service.id.clone(),
                left: places.left,
                opens_at: places.opens_at,
            }),
            Some(_) | None => Ok(()),
        }
    }
}

pub(super) fn number(series: &Series, value: u16) -> TicketNumber {
    TicketNumber::new(series.prefix, value, series.width)
        .expect("a checked series has only numbers that fit its width")
}

/// The `index`-th id made from `seed`, never one that the day already has.
pub(super) fn fresh_ticket_id(day: &Day, seed: u64, index: u64) -> TicketId {
    let mut bits = seed.wrapping_add(index);
    loop {
        bits = mix(bits);
        let id = TicketId::from_bits(bits);
        if !day.tickets.contains_key(&id) {
            return id;
        }
    }
}

/// The SplitMix64 generator's step: a bijection, so ids from one seed never collide.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
fn mix(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
