//! Giving numbers.

use crate::branch::Day;
use crate::command::{PARTY_MAX, TICKETS_PER_ACT_MAX};
use crate::config::{Class, Opening, Service};
use crate::event::What;
use crate::ids::{ClassId, NoteRef, ServiceId, TicketId};
use crate::rejection::Rejection;
use crate::text::Locale;
use crate::time::Timestamp;

use super::Floor;

/// What a number is asked for, its class admitted.
pub(super) struct Asked<'a> {
    pub(super) service: &'a ServiceId,
    pub(super) class: &'a Class,
    pub(super) locale: Option<Locale>,
    pub(super) count: u8,
    pub(super) party: u8,
    pub(super) booked_at: Option<Timestamp>,
    pub(super) note: Option<NoteRef>,
}

impl Floor<'_> {
    /// All of the tickets asked for, or none.
    pub(super) fn issue(&self, asked: Asked<'_>) -> Result<Vec<What>, Rejection> {
        let Asked {
            service,
            class,
            locale,
            count,
            party,
            booked_at,
            note,
        } = asked;
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
        if self.day.paused.contains(service) {
            return Err(Rejection::ServicePaused(service.clone()));
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
        let (stop, onward) = self.day.stops(self.config, wanted);
        let numbers = self.day.free_numbers(series).take(count.into());
        let issued = (0u64..)
            .zip(numbers)
            .map(|(index, value)| What::TicketIssued {
                ticket: fresh_ticket_id(self.day, self.seed, index),
                number: series.number(value),
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
                offline_at: None,
                note,
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

/// The `index`-th id made from `seed`, never one that the day already has or holds in reserve.
pub(super) fn fresh_ticket_id(day: &Day, seed: u64, index: u64) -> TicketId {
    let mut bits = seed.wrapping_add(index);
    loop {
        bits = mix(bits);
        let id = TicketId::from_bits(bits);
        if !day.tickets.contains_key(&id) && day.reserves.get(id).is_none() {
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
