//! The same rules once more, deliberately naive: one list of tickets, everything else computed from
//! it anew at each step, and whoever comes next found by sorting everybody.

mod days;

use std::collections::BTreeMap;

use antre_domain::config::{Config, Unserved};
use antre_domain::*;

const DAY_MS: i64 = 86_400_000;
/// Midnight in UTC lies this long after the start of the business day: 03:00 in Jakarta is 20:00 UTC.
const DAY_STARTS_BEFORE_UTC_MS: i64 = 4 * 3_600_000;
/// Room between two arrivals for those who come back. The branch has another, on purpose.
const ROOM: u128 = 1 << 40;

/// A ticket as the model sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub id: TicketId,
    pub number: String,
    pub series: SeriesId,
    pub value: u16,
    pub service: ServiceId,
    pub class: ClassId,
    pub since_ms: i64,
    pub turn: u128,
    pub state: State,
    issued_by: Option<DeviceId>,
    undo: Option<Box<Undo>>,
}

#[derive(Debug, Clone)]
struct Undo {
    at: Timestamp,
    device: Option<DeviceId>,
    clerk: Option<ClerkId>,
    counter_calls: u64,
    was: Seen,
}

#[derive(Debug, Clone)]
pub struct Booth {
    pub desk: Desk,
    pub profile: ProfileId,
    pub calls: u64,
}

/// The act was refused.
#[derive(Debug)]
pub struct Refused;

#[derive(Debug, Clone)]
pub struct Model {
    pub config: Config,
    pub tickets: Vec<Seen>,
    pub booths: BTreeMap<CounterId, Booth>,
    pub day: i64,
    arrivals: u128,
}

impl Model {
    pub fn new(config: Config, now: Timestamp) -> Self {
        let mut model = Self {
            config,
            tickets: Vec::new(),
            booths: BTreeMap::new(),
            day: day_of(now),
            arrivals: 0,
        };
        model.man_booths();
        model
    }

    /// What is due next, recomputed from every ticket.
    pub fn next_deadline(&self) -> (Timestamp, DeadlineReason) {
        let turns = Timestamp::from_millis((self.day + 1) * DAY_MS - DAY_STARTS_BEFORE_UTC_MS);
        let mut all = vec![(turns, DeadlineReason::DayTurns)];
        for ticket in &self.tickets {
            if let State::Parked { until: Some(until) } = ticket.state {
                all.push((until, DeadlineReason::ParkingEnds(ticket.id)));
            }
        }
        all.sort();
        all[0]
    }

    /// Does one act. `fresh` are the ids that the branch gave to new tickets, in their order.
    pub fn act(
        &mut self,
        by: &Actor,
        act: &Act,
        now: Timestamp,
        fresh: &[TicketId],
    ) -> Result<(), Refused> {
        if let Act::Configure(config) = act {
            return self.configure(by, config);
        }
        if let Act::Due { reason, at } = act {
            refuse_unless(self.next_deadline() == (*at, *reason) && now >= *at)?;
            return match reason {
                DeadlineReason::DayTurns => self.turn(now, fresh),
                DeadlineReason::ParkingEnds(ticket) => self.put_back(*ticket),
            };
        }
        refuse_unless(day_of(now) <= self.day)?;
        match act {
            Act::Issue {
                service,
                class,
                count,
                party,
                ..
            } => self.issue(by, service, class.as_ref(), *count, *party, now, fresh),
            Act::OpenCounter { counter, profile } => {
                self.at_booth(by, counter)?;
                let own = self.config.counter(counter).ok_or(Refused)?.profile.clone();
                let profile = profile.clone().unwrap_or(own);
                refuse_unless(self.config.profile(&profile).is_some())?;
                let booth = self.booths.get_mut(counter).ok_or(Refused)?;
                refuse_unless(booth.desk != Desk::Open || booth.profile != profile)?;
                (booth.desk, booth.profile) = (Desk::Open, profile);
                Ok(())
            }
            Act::CloseCounter(counter) => self.stop(by, counter, Desk::Closed),
            Act::Break(counter) => {
                refuse_unless(
                    self.booths
                        .get(counter)
                        .is_some_and(|booth| booth.desk != Desk::Closed),
                )?;
                self.stop(by, counter, Desk::Paused)
            }
            Act::CallNext(counter) => {
                self.at_booth(by, counter)?;
                refuse_unless(self.booths[counter].desk == Desk::Open)?;
                let next = self.waiting_for(counter).first().map(|ticket| ticket.id);
                self.dismiss(by, counter, now);
                next.into_iter()
                    .for_each(|ticket| self.call(ticket, counter));
                Ok(())
            }
            Act::Call { counter, ticket } => {
                self.at_booth(by, counter)?;
                refuse_unless(self.booths[counter].desk == Desk::Open)?;
                let chosen = self.find(*ticket)?;
                refuse_unless(chosen.state == State::Waiting)?;
                let takes = self.config.profile(&self.booths[counter].profile).unwrap();
                refuse_unless(takes.services.contains(&chosen.service) || above(by))?;
                self.dismiss(by, counter, now);
                self.call(*ticket, counter);
                Ok(())
            }
            Act::Recall(ticket) => {
                let limit = self.config.rules.recalls_max;
                let State::Called { counter, recalls } = self.find(*ticket)?.state.clone() else {
                    return Err(Refused);
                };
                self.at_booth(by, &counter)?;
                refuse_unless(recalls < limit)?;
                self.find_mut(*ticket).state = State::Called {
                    counter,
                    recalls: recalls + 1,
                };
                Ok(())
            }
            Act::Start(ticket) => {
                let State::Called { counter, .. } = self.find(*ticket)?.state.clone() else {
                    return Err(Refused);
                };
                self.at_booth(by, &counter)?;
                let ticket = self.find_mut(*ticket);
                (ticket.state, ticket.undo) = (State::Serving { counter }, None);
                Ok(())
            }
            Act::Finish { ticket, outcome } => {
                self.at_its_booth(by, *ticket)?;
                self.end_service(by, *ticket, *outcome, now);
                Ok(())
            }
            Act::Transfer {
                ticket,
                service,
                class,
                age,
            } => {
                let seen = self.find(*ticket)?.clone();
                let class = class.clone().unwrap_or(seen.class.clone());
                refuse_unless(
                    self.config.service(service).is_some() && self.config.class(&class).is_some(),
                )?;
                match seen.state {
                    State::Waiting => refuse_unless(by.role != Role::Kiosk)?,
                    _ => self.at_its_booth(by, *ticket)?,
                }
                refuse_unless(seen.service != *service || seen.class != class)?;
                self.remember(by, *ticket, now);
                if *age == Age::Fresh && seen.since_ms != now.millis() {
                    let turn = self.arrive();
                    let moved = self.find_mut(*ticket);
                    (moved.since_ms, moved.turn) = (now.millis(), turn);
                }
                let moved = self.find_mut(*ticket);
                (moved.service, moved.class) = (service.clone(), class);
                self.sit(*ticket);
                Ok(())
            }
            Act::Park {
                ticket,
                return_secs,
            } => {
                refuse_unless(return_secs.is_none_or(|secs| (1..=86_400).contains(&secs)))?;
                self.at_its_booth(by, *ticket)?;
                self.remember(by, *ticket, now);
                self.find_mut(*ticket).state = State::Parked {
                    until: return_secs.map(|secs| now.plus_secs(secs)),
                };
                Ok(())
            }
            Act::Resume(ticket) => {
                refuse_unless(by.role != Role::Kiosk)?;
                refuse_unless(matches!(self.find(*ticket)?.state, State::Parked { .. }))?;
                self.put_back(*ticket)
            }
            Act::NoShow(ticket) => {
                refuse_unless(matches!(self.find(*ticket)?.state, State::Called { .. }))?;
                self.at_its_booth(by, *ticket)?;
                self.remember(by, *ticket, now);
                self.find_mut(*ticket).state = State::NoShow { at: now };
                Ok(())
            }
            Act::Requeue(ticket) => match self.find(*ticket)?.state.clone() {
                State::Called { counter, .. } => {
                    self.at_booth(by, &counter)?;
                    self.put_back(*ticket)
                }
                State::NoShow { at } => self.come_back(by, *ticket, at, now),
                _ => Err(Refused),
            },
            Act::Cancel(ticket) => {
                let seen = self.find(*ticket)?;
                refuse_unless(!seen.state.is_ended())?;
                if seen.state.counter().is_some() {
                    self.at_its_booth(by, *ticket)?;
                } else if by.role == Role::Kiosk {
                    let own = seen.issued_by.is_some() && seen.issued_by == by.device;
                    refuse_unless(own && seen.state == State::Waiting)?;
                }
                self.remember(by, *ticket, now);
                self.find_mut(*ticket).state = State::Cancelled;
                Ok(())
            }
            Act::Undo(ticket) => {
                refuse_unless(by.role != Role::Kiosk)?;
                let undo = self.find(*ticket)?.undo.clone().ok_or(Refused)?;
                refuse_unless(undo.device == by.device && undo.clerk == by.clerk)?;
                refuse_unless(now.secs_since(undo.at) <= self.config.rules.undo_secs)?;
                if let Some(counter) = undo.was.state.counter() {
                    let booth = self.booths.get(counter).ok_or(Refused)?;
                    let free = self.at(counter).is_none() && booth.desk == Desk::Open;
                    refuse_unless(free && booth.calls == undo.counter_calls)?;
                }
                let waits = undo.was.state == State::Waiting;
                *self.find_mut(*ticket) = Seen {
                    undo: None,
                    ..undo.was
                };
                if waits {
                    self.sit(*ticket);
                }
                Ok(())
            }
            Act::StartEpoch { .. } | Act::ConfirmClock | Act::Configure(_) | Act::Due { .. } => {
                unreachable!("not a floor's act")
            }
        }
    }

    /// Everybody whom `counter` may call, next first.
    pub fn waiting_for(&self, counter: &CounterId) -> Vec<&Seen> {
        let profile = self.config.profile(&self.booths[counter].profile).unwrap();
        let mut waiting: Vec<&Seen> = self.tickets.iter().collect();
        waiting.retain(|ticket| {
            ticket.state == State::Waiting && profile.services.contains(&ticket.service)
        });
        waiting.sort_by_key(|ticket| self.urgency(ticket));
        waiting
    }

    /// When a ticket is due; who is due earlier goes first.
    pub fn urgency<'a>(&self, ticket: &'a Seen) -> (i64, i64, u128, (&'a ServiceId, &'a ClassId)) {
        let target_secs = self.config.class(&ticket.class).unwrap().target_wait_secs;
        let due_ms = ticket.since_ms + i64::from(target_secs) * 1_000;
        (
            due_ms,
            ticket.since_ms,
            ticket.turn,
            (&ticket.service, &ticket.class),
        )
    }

    /// The ticket called to or served at `counter`.
    pub fn at(&self, counter: &CounterId) -> Option<TicketId> {
        self.tickets
            .iter()
            .find(|ticket| ticket.state.counter() == Some(counter))
            .map(|ticket| ticket.id)
    }

    #[allow(clippy::too_many_arguments)]
    fn issue(
        &mut self,
        by: &Actor,
        service: &ServiceId,
        class: Option<&ClassId>,
        count: u8,
        party: u8,
        now: Timestamp,
        fresh: &[TicketId],
    ) -> Result<(), Refused> {
        refuse_unless((1..=50).contains(&count) && (1..=50).contains(&party))?;
        let wanted = self.config.service(service).ok_or(Refused)?;
        let class = class.cloned().unwrap_or(self.config.classes[0].id.clone());
        refuse_unless(self.config.class(&class).is_some() && wanted.walk_in)?;
        refuse_unless(self.is_open(now))?;
        for index in 0..count {
            let numbered = self.next_number(service, &class);
            // All or nothing: the first refusal takes back those before it.
            let Some((series, value, number)) = numbered else {
                self.tickets
                    .truncate(self.tickets.len() - usize::from(index));
                return Err(Refused);
            };
            let id = fresh
                .get(usize::from(index))
                .copied()
                .unwrap_or(TicketId::from_bits(u64::from(index)));
            let turn = self.arrive();
            self.tickets.push(Seen {
                id,
                number,
                series,
                value,
                service: service.clone(),
                class: class.clone(),
                since_ms: now.millis(),
                turn,
                state: State::Waiting,
                issued_by: by.device.clone(),
                undo: None,
            });
        }
        Ok(())
    }

    /// The number after the largest that the series gave today.
    fn next_number(&self, service: &ServiceId, class: &ClassId) -> Option<(SeriesId, u16, String)> {
        let numbers = |own: bool| {
            let class = own.then_some(class);
            move |series: &&config::Series| {
                series.class.as_ref() == class && series.services.contains(service)
            }
        };
        let series = self.config.series.iter().find(numbers(true));
        let series = series
            .or_else(|| self.config.series.iter().find(numbers(false)))
            .unwrap();
        let given = self
            .tickets
            .iter()
            .filter(|ticket| ticket.series == series.id)
            .map(|ticket| ticket.value);
        let value = given.max().map_or(series.first, |last| last + 1);
        let number = format!(
            "{}{value:0width$}",
            series.prefix.as_str(),
            width = usize::from(series.width)
        );
        (value <= series.last).then(|| (series.id.clone(), value, number))
    }

    /// The model's configurations are open round the clock, or never.
    fn is_open(&self, _now: Timestamp) -> bool {
        !self.config.hours.week.mon.is_empty()
    }

    fn stop(&mut self, by: &Actor, counter: &CounterId, to: Desk) -> Result<(), Refused> {
        self.at_booth(by, counter)?;
        refuse_unless(self.at(counter).is_none() && self.booths[counter].desk != to)?;
        self.booths.get_mut(counter).unwrap().desk = to;
        Ok(())
    }

    fn call(&mut self, ticket: TicketId, counter: &CounterId) {
        self.booths.get_mut(counter).unwrap().calls += 1;
        let called = self.find_mut(ticket);
        (called.state, called.undo) = (
            State::Called {
                counter: counter.clone(),
                recalls: 0,
            },
            None,
        );
    }

    /// Finishes what stands at the counter.
    fn dismiss(&mut self, by: &Actor, counter: &CounterId, now: Timestamp) {
        if let Some(present) = self.at(counter) {
            self.end_service(by, present, Outcome::Served, now);
        }
    }

    fn end_service(&mut self, by: &Actor, ticket: TicketId, outcome: Outcome, now: Timestamp) {
        let counter = self.find(ticket).unwrap().state.counter().unwrap().clone();
        self.find_mut(ticket).state = State::Serving { counter };
        self.remember(by, ticket, now);
        self.find_mut(ticket).state = State::Finished { outcome };
    }

    fn come_back(
        &mut self,
        by: &Actor,
        ticket: TicketId,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<(), Refused> {
        refuse_unless(
            by.role != Role::Kiosk && now.secs_since(at) <= self.config.rules.return_grace_secs,
        )?;
        let seen = self.find(ticket)?;
        let mut queue: Vec<&Seen> = self.tickets.iter().collect();
        queue.retain(|other| {
            other.state == State::Waiting
                && other.service == seen.service
                && other.class == seen.class
        });
        queue.sort_by_key(|other| (other.since_ms, other.turn));
        let behind = queue.get(
            (queue.len())
                .min(usize::from(self.config.rules.return_after))
                .wrapping_sub(1),
        );
        let (since_ms, turn) = match behind {
            Some(other) => (other.since_ms, other.turn + 1),
            None => (now.millis(), self.arrive()),
        };
        let back = self.find_mut(ticket);
        (back.since_ms, back.turn) = (since_ms, turn);
        self.put_back(ticket)
    }

    fn put_back(&mut self, ticket: TicketId) -> Result<(), Refused> {
        self.find_mut(ticket).undo = None;
        self.sit(ticket);
        Ok(())
    }

    /// Waits at its place, or behind whoever has it by now.
    fn sit(&mut self, id: TicketId) {
        let seat = self.find(id).unwrap().clone();
        let mut turn = seat.turn;
        while self.tickets.iter().any(|other| {
            let same_queue = other.service == seat.service && other.class == seat.class;
            other.id != id
                && other.state == State::Waiting
                && same_queue
                && (other.since_ms, other.turn) == (seat.since_ms, turn)
        }) {
            turn += 1;
        }
        let ticket = self.find_mut(id);
        (ticket.turn, ticket.state) = (turn, State::Waiting);
    }

    fn remember(&mut self, by: &Actor, ticket: TicketId, at: Timestamp) {
        let was = self.find(ticket).unwrap().clone();
        let counter_calls = was
            .state
            .counter()
            .map_or(0, |counter| self.booths[counter].calls);
        let undo = Undo {
            at,
            device: by.device.clone(),
            clerk: by.clerk.clone(),
            counter_calls,
            was,
        };
        self.find_mut(ticket).undo = Some(Box::new(undo));
    }

    fn arrive(&mut self) -> u128 {
        self.arrivals += 1;
        self.arrivals * ROOM
    }

    fn at_its_booth(&self, by: &Actor, ticket: TicketId) -> Result<(), Refused> {
        let counter = self.find(ticket)?.state.counter().cloned().ok_or(Refused)?;
        self.at_booth(by, &counter)
    }

    fn at_booth(&self, by: &Actor, counter: &CounterId) -> Result<(), Refused> {
        refuse_unless(self.booths.contains_key(counter))?;
        refuse_unless(
            above(by) || (by.role == Role::Counter && by.counter.as_ref() == Some(counter)),
        )
    }

    fn find(&self, id: TicketId) -> Result<&Seen, Refused> {
        self.tickets
            .iter()
            .find(|ticket| ticket.id == id)
            .ok_or(Refused)
    }

    fn find_mut(&mut self, id: TicketId) -> &mut Seen {
        self.tickets
            .iter_mut()
            .find(|ticket| ticket.id == id)
            .unwrap()
    }
}

/// Days since 1970 by Jakarta's clock, from 03:00 to 03:00.
fn day_of(at: Timestamp) -> i64 {
    (at.millis() + DAY_STARTS_BEFORE_UTC_MS).div_euclid(DAY_MS)
}

fn above(by: &Actor) -> bool {
    matches!(by.role, Role::Supervisor | Role::Admin | Role::Timer)
}

fn refuse_unless(fine: bool) -> Result<(), Refused> {
    if fine { Ok(()) } else { Err(Refused) }
}
