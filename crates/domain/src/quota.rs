//! How many people a service still takes.

use crate::branch::Day;
use crate::config::{Config, Opening, Quota, Service};
use crate::ticket::{State, Ticket};
use crate::time::Timestamp;

/// What a service's quotas leave at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// For how many people numbers are still given.
    pub left: u16,
    /// Where none are left: when the next part of the same day begins.
    pub opens_at: Option<Timestamp>,
}

impl Day {
    /// What the quotas of `service` leave at `now`; `None` where it has none for this part of the day.
    pub fn places_left(
        &self,
        config: &Config,
        service: &Service,
        now: Timestamp,
    ) -> Option<Places> {
        let applying = service.quotas.iter().filter_map(|quota| {
            let (from, to) = self.part_of_day(config, service, quota);
            (from <= now && now < to).then(|| {
                let used = self.people_issued(config, service, from, to);
                (quota.people_max.saturating_sub(used), to)
            })
        });
        // The tightest; where several are used up, the one that lasts longest.
        let (left, until) = applying.min_by_key(|(left, to)| (*left, std::cmp::Reverse(*to)))?;
        let opens_at = if left == 0 {
            self.opens_again(config, service, until)
        } else {
            None
        };
        Some(Places { left, opens_at })
    }

    /// When a part of the day that `service` has a quota for begins or ends next, after `now`.
    pub fn quotas_turn_at(
        &self,
        config: &Config,
        service: &Service,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let parts = service.quotas.iter();
        let edges = parts.map(|quota| self.part_of_day(config, service, quota));
        edges
            .flat_map(|(from, to)| [from, to])
            .filter(|edge| *edge > now)
            .min()
    }

    /// When `service` gives numbers today at or after `until`, the end of a part of the day.
    fn opens_again(
        &self,
        config: &Config,
        service: &Service,
        until: Timestamp,
    ) -> Option<Timestamp> {
        let at = match config.opening(service, until) {
            Opening::Open { .. } => Some(until),
            Opening::Closed { opens_at } => opens_at,
        };
        at.filter(|at| config.time_zone.business_date(*at, config.day_starts) == self.date)
    }

    /// A part that begins with the doors begins with the numbers that are given before them.
    fn part_of_day(
        &self,
        config: &Config,
        service: &Service,
        quota: &Quota,
    ) -> (Timestamp, Timestamp) {
        let starts = config.day_starts.minutes();
        let whole_day = (starts, starts + crate::time::MINS_PER_DAY);
        let minutes = quota
            .between
            .and_then(|span| span.minutes(config.day_starts));
        let (mut from, to) = minutes.unwrap_or(whole_day);
        let hours = service.hours.as_ref().unwrap_or(&config.hours);
        if hours.opens_at_minute(self.date, from, config.wall()) {
            from = from.saturating_sub(config.numbers_lead_mins).max(starts);
        }
        let instant = |minute| config.time_zone.instant(self.date, minute);
        (instant(from), instant(to))
    }

    /// How many people came for `service` in a part of the day. Whoever was carried from the day before
    /// came with the start of this one, whenever the branch was switched on.
    fn people_issued(
        &self,
        config: &Config,
        service: &Service,
        from: Timestamp,
        to: Timestamp,
    ) -> u16 {
        let starts_at = config
            .time_zone
            .instant(self.date, config.day_starts.minutes());
        let came_at = |ticket: &Ticket| {
            if ticket.leg.place.born < starts_at {
                starts_at
            } else {
                ticket.issued_at
            }
        };
        let counted = self.tickets.values().filter(|ticket| {
            ticket.issued_for == service.id
                && ticket.state != State::Cancelled
                && (from..to).contains(&came_at(ticket))
        });
        let people: u32 = counted.map(|ticket| u32::from(ticket.party)).sum();
        u16::try_from(people).unwrap_or(u16::MAX)
    }
}
