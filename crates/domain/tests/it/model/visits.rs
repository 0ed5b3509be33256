//! How a visit begins and goes on in the model: admission, quotas, numbers, journeys.

use antre_domain::config::{JourneyAge, Quota, StopOrder};

use super::days::{DAY_MS, local_ms};
use super::*;

/// What somebody asks for at the kiosk.
pub(super) struct Wish<'a> {
    pub service: &'a ServiceId,
    pub class: ClassId,
    pub count: u8,
    pub party: u8,
    pub booked_at: Option<Timestamp>,
}

impl Model {
    pub(super) fn come_back(
        &mut self,
        ticket: TicketId,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let away_secs = self.worked_ms(at.millis(), now.millis()) / 1_000;
        let grace_secs = i64::from(self.config.rules.return_grace_secs);
        refuse_unless(away_secs <= grace_secs)?;
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
        let (since_ms, born_ms, turn) = match behind {
            Some(other) => {
                let born_ms = other.born_ms.max(seen.born_ms);
                (other.since_ms, born_ms, other.turn + 1)
            }
            None => (now.millis(), now.millis(), self.arrive()),
        };
        let back = self.find_mut(ticket);
        (back.since_ms, back.born_ms, back.turn) = (since_ms, born_ms, turn);
        self.put_back(ticket)
    }

    /// Whether somebody who works today takes it, or it still gives numbers.
    pub(super) fn is_still_served(&self, service: &ServiceId, now: Timestamp) -> bool {
        let takes = |booth: &Booth| {
            let profile = self.config.profile(&booth.profile).unwrap();
            booth.desk != Desk::Closed && profile.takes().any(|one| one == service)
        };
        self.booths.values().any(takes) || (self.is_open(now) && !self.paused.contains(service))
    }

    /// The class in which somebody comes in.
    pub(super) fn admit(
        &self,
        class: Option<&ClassId>,
        booked_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<ClassId, Refused> {
        let regular = self.config.classes[0].id.clone();
        let class = class.cloned().unwrap_or(regular.clone());
        let window = self.config.class(&class).ok_or(Refused)?.appointment;
        refuse_unless(window.is_some() == booked_at.is_some())?;
        let (Some(window), Some(booked_at)) = (window, booked_at) else {
            return Ok(class);
        };
        let early_ms = booked_at.millis() - now.millis();
        refuse_unless(early_ms <= 1_000 * i64::from(window.early_secs))?;
        // Nobody is late for a branch that is held.
        let late_ms = self.worked_ms(booked_at.millis(), now.millis());
        let in_time = early_ms >= 0 || late_ms <= 1_000 * i64::from(window.late_secs);
        Ok(if in_time { class } else { regular })
    }

    pub(super) fn issue(
        &mut self,
        by: &Actor,
        wish: Wish<'_>,
        now: Timestamp,
        fresh: &[TicketId],
    ) -> Result<(), Refused> {
        let Wish {
            service,
            class,
            count,
            party,
            booked_at,
        } = wish;
        refuse_unless((1..=50).contains(&count) && (1..=50).contains(&party))?;
        let wanted = self.config.service(service).ok_or(Refused)?.clone();
        let is_paused = self.paused.contains(service);
        refuse_unless(wanted.walk_in && !is_paused && !self.is_held() && self.is_open(now))?;
        let people = u32::from(count) * u32::from(party);
        for quota in &wanted.quotas {
            refuse_unless(self.has_room(quota, service, people, now))?;
        }
        let (stop, onward) = self.route(&wanted);
        let by_appointment = self.config.class(&class).unwrap().appointment.is_some();
        let since = booked_at.filter(|_| by_appointment).unwrap_or(now);
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
                service: stop.clone(),
                class: class.clone(),
                party,
                booked_at,
                onward: onward.clone(),
                since_ms: since.millis(),
                born_ms: now.millis(),
                turn,
                state: State::Waiting,
                journey: wanted.journey.clone(),
                issued_for: service.clone(),
                issued_ms: now.millis(),
                issued_by: by.device.clone(),
                offline: false,
                superseded_by: None,
                undo: None,
            });
        }
        Ok(())
    }

    /// Where whoever takes a number for a service begins, and what follows.
    pub(super) fn route(&self, wanted: &config::Service) -> (ServiceId, Vec<ServiceId>) {
        let journey = wanted
            .journey
            .as_ref()
            .and_then(|id| self.config.journey(id));
        let stops = journey.map_or(Vec::new(), |journey| journey.stops.clone());
        let route = self.next_stop(wanted.journey.as_ref(), &stops);
        route.unwrap_or((wanted.id.clone(), Vec::new()))
    }

    /// Ends service at a counter: whoever was served and has somewhere to go goes there.
    pub(super) fn end_service(
        &mut self,
        by: &Actor,
        ticket: TicketId,
        outcome: Outcome,
        now: Timestamp,
    ) {
        let seen = self.find(ticket).unwrap().clone();
        let counter = seen.state.counter().unwrap().clone();
        let next = match outcome {
            Outcome::Served => self.next_stop(seen.journey.as_ref(), &seen.onward),
            Outcome::Incomplete | Outcome::Left => None,
        };
        self.find_mut(ticket).state = State::Serving { counter };
        self.remember(by, ticket, now);
        let Some((service, onward)) = next else {
            self.find_mut(ticket).state = State::Finished { outcome };
            return;
        };
        let journey = seen.journey.as_ref().and_then(|id| self.config.journey(id));
        let since_ms = match journey.map(|journey| journey.age) {
            Some(JourneyAge::Visit) => seen.born_ms,
            Some(JourneyAge::Stop) | None => now.millis(),
        };
        if since_ms != seen.since_ms {
            let turn = self.arrive();
            let moved = self.find_mut(ticket);
            (moved.since_ms, moved.turn) = (since_ms, turn);
        }
        let moved = self.find_mut(ticket);
        (moved.service, moved.onward) = (service, onward);
        self.sit(ticket);
    }

    /// The next of `stops` that still exists, and those after it.
    fn next_stop(
        &self,
        journey: Option<&JourneyId>,
        stops: &[ServiceId],
    ) -> Option<(ServiceId, Vec<ServiceId>)> {
        let mut stops = stops.to_vec();
        stops.retain(|stop| self.config.service(stop).is_some());
        let order = journey.and_then(|id| self.config.journey(id));
        let crowd = |stop: &ServiceId| {
            let there = |seen: &&Seen| seen.state == State::Waiting && seen.service == *stop;
            self.tickets.iter().filter(there).count()
        };
        let next = match order.map(|journey| journey.order) {
            Some(StopOrder::Any) => {
                let fewest = stops.iter().map(crowd).min()?;
                stops.iter().find(|stop| crowd(stop) == fewest)?.clone()
            }
            Some(StopOrder::Fixed) | None => stops.first()?.clone(),
        };
        stops.retain(|stop| *stop != next);
        Some((next, stops))
    }

    /// Whether so many people more fit a quota, counted over every ticket of the day.
    fn has_room(&self, quota: &Quota, service: &ServiceId, people: u32, now: Timestamp) -> bool {
        let midnight_ms = local_ms(self.day);
        let part = |at_ms: i64| match quota.between {
            Some(span) => {
                let minute = (at_ms - midnight_ms).div_euclid(60_000);
                (i64::from(span.from.minutes())..i64::from(span.to.minutes())).contains(&minute)
            }
            None => (0..DAY_MS).contains(&(at_ms - midnight_ms - 3 * 3_600_000)),
        };
        if !part(now.millis()) {
            return true;
        }
        // Whoever was carried here came when the day began.
        let begins_ms = midnight_ms + 3 * 3_600_000;
        let came_ms = |seen: &Seen| match seen.born_ms < begins_ms {
            true => begins_ms,
            false => seen.issued_ms,
        };
        let counted = self.tickets.iter().filter(|seen| {
            seen.issued_for == *service && seen.state != State::Cancelled && part(came_ms(seen))
        });
        let used: u32 = counted.map(|seen| u32::from(seen.party)).sum();
        used + people <= u32::from(quota.people_max)
    }
}
