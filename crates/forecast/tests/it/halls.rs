//! Branches, halls and days that the tests of what is learnt share.

use antre_domain::Config;
use antre_forecast::hall::{At, Desk, Hall, Present, Shift, Waiter};
use antre_forecast::layout::{Layout, Queue, Seat};
use antre_forecast::learn::{End, Visit};
use chrono::NaiveDate;

pub(crate) const MINUTE_MS: i64 = 60_000;
pub(crate) const HOUR_MS: i64 = 60 * MINUTE_MS;

/// The sample bank: five counters and more, its first service is `setor`.
pub(crate) fn bank() -> Layout {
    let config: Config =
        toml::from_str(include_str!("../../../../assets/branches/bank.toml")).unwrap();
    Layout::of(&config)
}

pub(crate) fn queue(layout: &Layout, service: &str, class: &str) -> Queue {
    let (service, class) = (service.parse().unwrap(), class.parse().unwrap());
    layout.queue(&service, &class).unwrap()
}

/// The 1st of the month is a Monday.
pub(crate) fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, day).unwrap()
}

/// Nobody is there and no counter works.
pub(crate) fn empty_hall(layout: &Layout, of_day_ms: i64) -> Hall {
    Hall {
        now_ms: of_day_ms,
        held_ms: 0,
        of_day_ms,
        waiting: Vec::new(),
        desks: vec![Desk::free(Vec::new()); layout.counters.len()],
        turns: vec![antre_domain::rule::Turns::default(); layout.rules.len()],
        closes_ms: None,
    }
}

/// Somebody who has waited since `since_ms`.
pub(crate) fn waiter(key: u32, queue: Queue, since_ms: i64) -> Waiter {
    Waiter {
        key,
        queue,
        since_ms,
        born_ms: since_ms,
        since_wall_ms: since_ms,
        born_wall_ms: since_ms,
        turn: u64::from(key),
        directed: None,
        leaves_ms: None,
        ghost: false,
    }
}

/// A counter at which somebody was called at `called_ms`, on a shift without end.
pub(crate) fn busy(rule: u16, queue: Queue, called_ms: i64) -> Desk {
    Desk {
        now: At::Busy(present(queue, called_ms)),
        ..free(rule)
    }
}

pub(crate) fn free(rule: u16) -> Desk {
    Desk::free(vec![Shift {
        from_ms: 0,
        to_ms: i64::MAX,
        rule,
    }])
}

pub(crate) fn present(queue: Queue, called_ms: i64) -> Present {
    Present {
        key: u32::MAX,
        queue,
        place: antre_forecast::hall::Place::since(called_ms),
        called_ms,
        started_ms: Some(called_ms),
    }
}

/// Days of one counter at which each one waits for the next and is called when the one before ends.
pub(crate) struct Counter {
    pub(crate) seat: Seat,
    pub(crate) clerk: Option<u32>,
    pub(crate) queue: Queue,
}

impl Counter {
    /// A day from 8:00 on: whoever is called takes so many milliseconds.
    pub(crate) fn day(&self, day: NaiveDate, taken_ms: &[i64]) -> Vec<Visit> {
        let mut at_ms = 8 * HOUR_MS;
        let visits = taken_ms.iter().zip(0_u128..).map(|(taken_ms, number)| {
            let called_ms = at_ms;
            at_ms += taken_ms;
            Visit {
                day,
                ticket: number + (u128::from(self.seat.0) << 64),
                leg: 0,
                queue: self.queue,
                seat: Some(self.seat),
                clerk: self.clerk,
                joined_ms: called_ms - 10 * MINUTE_MS,
                called_ms: Some(called_ms),
                started_ms: Some(called_ms),
                ended_ms: Some(at_ms),
                end: End::Served,
            }
        });
        visits.collect()
    }
}
