//! Beginnings and ends: histories, configurations, business days, and the clock they stand on.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::branch::{Branch, Day, Desk};
use crate::command::{Actor, Context, LogTail, Role};
use crate::config::{Config, Unserved};
use crate::deadline::{Reason, next_deadline};
use crate::event::{CarriedTicket, EndOfDay, What};
use crate::rejection::Rejection;
use crate::ticket::{State, Ticket};
use crate::time::Timestamp;

use super::arrivals::call_arrivals;
use super::issue::fresh_ticket_id;

/// A clock that moved further than this since the last event needs a supervisor's word.
const JUMP_SECS_MAX: u32 = 36 * 3600;
/// A clock this far behind the log is still taken for jitter.
const BEHIND_SECS_MAX: u32 = 120;

pub(super) fn start_epoch(
    branch: &Branch,
    counter: u32,
    random: u64,
    rehearsal: bool,
) -> Result<Vec<What>, Rejection> {
    if branch.begun {
        return Err(Rejection::AlreadyBegun);
    }
    Ok(vec![What::EpochStarted {
        counter,
        random: format!("{random:016x}"),
        rehearsal,
    }])
}

pub(super) fn configure(
    branch: &Branch,
    by: &Actor,
    config: &Config,
) -> Result<Vec<What>, Rejection> {
    match by.role {
        Role::Supervisor | Role::Admin => {}
        Role::Kiosk | Role::Greeter | Role::Counter | Role::Timer => {
            return Err(Rejection::Forbidden);
        }
    }
    if let Err(faults) = config.check() {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        return Err(Rejection::ConfigFaulty(first));
    }
    if branch.config() == Some(config) {
        return Ok(Vec::new());
    }
    if let (Some(day), Some(present)) = (branch.day(), branch.config()) {
        keeps_what_the_day_stands_on(day, present, config)?;
    }
    Ok(vec![What::Configured {
        config: Box::new(config.clone()),
    }])
}

/// Today's numbers stay unique, and every ticket and busy counter keeps what it refers to.
fn keeps_what_the_day_stands_on(
    day: &Day,
    present: &Config,
    config: &Config,
) -> Result<(), Rejection> {
    let in_use = |what: String| Err(Rejection::ConfigInUse(what));
    for (id, counter) in &day.counters {
        if config.counter(id).is_none() {
            if counter.ticket.is_some() {
                return in_use(format!("counter {id}"));
            }
        } else if counter.desk != Desk::Closed && config.profile(&counter.profile).is_none() {
            return in_use(format!("profile {}", counter.profile));
        }
    }
    for ticket in day.tickets.values() {
        let prefix = ticket.number.prefix();
        // A number out of a reserve may have outlived its series before; nobody gives it again.
        let outlived = ticket.joined_at.is_some() && !is_numbered_by(present, ticket);
        let of_prefix = config.series.iter().find(|series| series.prefix == prefix);
        match of_prefix {
            _ if outlived => {}
            Some(series) if series.id == ticket.series => {}
            Some(_) | None => {
                return in_use(format!("series {} with prefix {prefix:?}", ticket.series));
            }
        }
        if ticket.state.is_ended() {
            continue;
        }
        if config.service(&ticket.leg.service).is_none() {
            return in_use(format!("service {}", ticket.leg.service));
        }
        if config.class(&ticket.class).is_none() {
            return in_use(format!("class {}", ticket.class));
        }
    }
    Ok(())
}

/// Whether its number is still one of its series.
fn is_numbered_by(config: &Config, ticket: &Ticket) -> bool {
    let mut series = config.series.iter();
    series.any(|series| series.id == ticket.series && series.prefix == ticket.number.prefix())
}

pub(super) fn confirm_clock(by: &Actor, clock: Timestamp) -> Result<Vec<What>, Rejection> {
    match by.role {
        Role::Supervisor | Role::Admin => Ok(vec![What::ClockConfirmed { clock }]),
        Role::Kiosk | Role::Greeter | Role::Counter | Role::Timer => Err(Rejection::Forbidden),
    }
}

/// A clock that jumped, or fell behind the log, is not believed until a supervisor vouches for it.
pub(super) fn check_clock(branch: &Branch, clock: Timestamp) -> Result<(), Rejection> {
    let last = branch.last_event_at;
    let vouched = branch
        .confirmed_clock
        .is_some_and(|confirmed| clock >= confirmed);
    let jumped = clock.secs_since(last) > JUMP_SECS_MAX;
    let behind = last.secs_since(clock) > BEHIND_SECS_MAX && !vouched;
    if jumped || behind {
        Err(Rejection::ClockUnconfirmed { clock, last })
    } else {
        Ok(())
    }
}

pub(super) fn due(
    branch: &Branch,
    by: &Actor,
    context: &Context,
    now: Timestamp,
    reason: Reason,
    at: Timestamp,
) -> Result<Vec<What>, Rejection> {
    if by.role != Role::Timer {
        return Err(Rejection::Forbidden);
    }
    if next_deadline(branch) != Some((at, reason)) || now < at {
        return Err(Rejection::NotDue);
    }
    if branch.day().is_some() {
        check_clock(branch, context.clock)?;
    }
    match reason {
        Reason::ParkingEnds(ticket) => Ok(vec![What::TicketResumed {
            ticket,
            due_at: Some(at),
        }]),
        Reason::QueuesClose => Ok(vec![close_queues(branch, at)?]),
        Reason::CountersRest => {
            let day = branch.day().ok_or(Rejection::NotDue)?;
            let resting = day.resting().filter(|(_, rests_at)| *rests_at <= at);
            let paused = resting.map(|(counter, _)| What::CounterPaused {
                counter: counter.clone(),
                reason: None,
            });
            Ok(paused.collect())
        }
        Reason::ArrivalsCalled => call_arrivals(branch, now, at),
        Reason::DayTurns => turn_day(branch, context, now, at),
    }
}

/// Whoever has not been called goes home; whoever stands at a counter is served.
fn close_queues(branch: &Branch, due_at: Timestamp) -> Result<What, Rejection> {
    let day = branch.day().ok_or(Rejection::NotDue)?;
    let left = day.tickets.values().filter(|ticket| match ticket.state {
        State::Waiting | State::Parked { .. } | State::NoShow { .. } => true,
        State::Called { .. }
        | State::Serving { .. }
        | State::Finished { .. }
        | State::Cancelled
        | State::Expired => false,
    });
    Ok(What::QueuesClosed {
        due_at,
        ended: left.map(|ticket| ticket.id).collect(),
    })
}

fn turn_day(
    branch: &Branch,
    context: &Context,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<Vec<What>, Rejection> {
    let config = branch.config().ok_or(Rejection::DayNotOpen)?;
    let date = config.time_zone.business_date(now, config.day_starts);
    if branch.day().is_some_and(|day| date <= day.date) {
        return Err(Rejection::NotDue);
    }
    let mut whats = Vec::new();
    let (mut carried, mut reserves) = (Vec::new(), Vec::new());
    let mut announcements = Vec::new();
    if let Some(day) = branch.day() {
        reserves = day.reserves.from(date);
        announcements = day.announcements_at(now).cloned().collect();
        let open = day
            .tickets
            .values()
            .filter(|ticket| !ticket.state.is_ended());
        let ended = open.map(|ticket| EndOfDay {
            ticket: ticket.id,
            served: matches!(ticket.state, State::Serving { .. }),
        });
        whats.push(What::DayClosed {
            date: day.date,
            due_at,
            ended: ended.collect(),
        });
        carried = match config.rules.unserved {
            Unserved::Expire => Vec::new(),
            Unserved::Carry => carry(day, config, date, context.seed),
        };
    }
    let LogTail { seq, hash } = context.tail;
    whats.push(What::DayOpened {
        date,
        due_at,
        config: Box::new(config.clone()),
        carried,
        reserves,
        announcements,
        previous_seq: seq,
        previous_hash: hex(&hash),
    });
    Ok(whats)
}

/// Those who wait or were called go on, oldest first, as far as each series has numbers below those
/// that kiosks hold for the new day.
fn carry(day: &Day, config: &Config, date: NaiveDate, seed: u64) -> Vec<CarriedTicket> {
    let mut waiting: Vec<&Ticket> = day
        .tickets
        .values()
        .filter(|ticket| matches!(ticket.state, State::Waiting | State::Called { .. }))
        .collect();
    waiting.sort_by_key(|ticket| ticket.leg.place);
    let mut given: BTreeMap<&str, u16> = BTreeMap::new();
    let mut carried = Vec::new();
    for (index, ticket) in waiting.into_iter().enumerate() {
        let Some(series) = config.series_of(&ticket.leg.service, &ticket.class) else {
            continue;
        };
        let given = given.entry(series.id.as_str()).or_default();
        let end = day.reserves.head_ends(date, series, series.first);
        let Some(value) = series
            .first
            .checked_add(*given)
            .filter(|value| *value < end)
        else {
            continue;
        };
        *given += 1;
        let place = ticket.leg.place;
        carried.push(CarriedTicket {
            ticket: fresh_ticket_id(day, seed, index as u64),
            from: ticket.id,
            from_number: Some(ticket.number),
            number: series.number(value),
            series: series.id.clone(),
            service: ticket.leg.service.clone(),
            class: ticket.class.clone(),
            locale: ticket.locale,
            party: ticket.party,
            since: place.since,
            born: Some(place.born).filter(|born| *born != place.since),
            journey: ticket.journey.clone(),
            onward: ticket.onward.clone(),
        });
    }
    carried
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a String takes every write");
    }
    text
}
