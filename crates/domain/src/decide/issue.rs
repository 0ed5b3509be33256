//! Giving numbers.

use crate::branch::Day;
use crate::command::{PARTY_MAX, TICKETS_PER_ACT_MAX};
use crate::config::{Opening, Series};
use crate::event::What;
use crate::ids::{ClassId, ServiceId, TicketId};
use crate::number::TicketNumber;
use crate::rejection::Rejection;
use crate::text::Locale;

use super::Floor;

impl Floor<'_> {
    /// All of the tickets asked for, or none.
    pub(super) fn issue(
        &self,
        service: &ServiceId,
        class: Option<&ClassId>,
        locale: Option<Locale>,
        count: u8,
        party: u8,
    ) -> Result<Vec<What>, Rejection> {
        if !(1..=TICKETS_PER_ACT_MAX).contains(&count) {
            return Err(Rejection::CountOutOfRange);
        }
        if !(1..=PARTY_MAX).contains(&party) {
            return Err(Rejection::PartyOutOfRange);
        }
        let unknown = || Rejection::UnknownService(service.clone());
        let wanted = self.config.service(service).ok_or_else(unknown)?;
        let class = match class {
            Some(id) => self
                .config
                .class(id)
                .ok_or_else(|| Rejection::UnknownClass(id.clone()))?,
            None => self.config.regular(),
        };
        if !wanted.walk_in {
            return Err(Rejection::NotWalkIn(service.clone()));
        }
        if let Opening::Closed { opens_at } = self.config.opening(wanted, self.now) {
            return Err(Rejection::ServiceClosed {
                service: service.clone(),
                opens_at,
            });
        }
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
        let issued = (0..u16::from(count)).map(|index| What::TicketIssued {
            ticket: fresh_ticket_id(self.day, self.seed, u64::from(index)),
            number: number(series, first + index),
            series: series.id.clone(),
            service: service.clone(),
            class: class.id.clone(),
            locale: locale.unwrap_or_else(|| self.config.language()),
            party,
        });
        Ok(issued.collect())
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
