//! The model's days, clocks and configurations.

use antre_domain::config::{AtClosing, Unserved};

use super::*;
use crate::scene::every_day;

pub(super) const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;
/// Midnight in UTC lies this long after the start of the business day: 03:00 in Jakarta is 20:00 UTC.
const DAY_STARTS_BEFORE_UTC_MS: i64 = 4 * HOUR_MS;
/// Jakarta is this far ahead of UTC.
const AHEAD_OF_UTC_MS: i64 = 7 * HOUR_MS;
/// Hours that end in the afternoon; every other branch is open round the clock, or never.
pub const UNTIL_FOUR: &str = "03:00-16:00";
/// A counter's own hours with a pause at noon.
pub const LUNCH_AT_NOON: &str = "03:00-12:00 13:00-03:00";

/// Days since 1970 by Jakarta's clock, from 03:00 to 03:00.
pub fn day_of(at: Timestamp) -> i64 {
    (at.millis() + DAY_STARTS_BEFORE_UTC_MS).div_euclid(DAY_MS)
}

/// Midnight in Jakarta of the day that begins at 03:00.
pub(super) fn local_ms(day: i64) -> i64 {
    day * DAY_MS - AHEAD_OF_UTC_MS
}

/// Minutes of the business day by Jakarta's clock: from 180 to below 1620.
pub(super) fn minute_of_day(at: Timestamp) -> i64 {
    (at.millis() - local_ms(day_of(at))).div_euclid(60_000)
}

impl Model {
    /// What is due next, recomputed from everything.
    pub fn next_deadline(&self) -> (Timestamp, DeadlineReason) {
        let turns = Timestamp::from_millis((self.day + 1) * DAY_MS - DAY_STARTS_BEFORE_UTC_MS);
        let mut all = vec![(turns, DeadlineReason::DayTurns)];
        for ticket in &self.tickets {
            if let State::Parked { until: Some(until) } = ticket.state {
                all.push((until, DeadlineReason::ParkingEnds(ticket.id)));
            }
        }
        let four = self.oclock(16);
        let closes = self.config.rules.at_closing == AtClosing::Expire
            && self.config.hours == every_day(UNTIL_FOUR)
            && self.closed_at != Some(four);
        if closes {
            all.push((four, DeadlineReason::QueuesClose));
        }
        if self.is_held() {
            all.truncate(1);
        }
        for (id, booth) in &self.booths {
            // Whoever worked through lunch is not sent to it in the afternoon.
            if let Some(at) = booth.rests_at
                && self.stirred_at < at.plus_secs(3_600)
                && booth.desk == Desk::Open
                && self.at(id).is_none()
            {
                all.push((at, DeadlineReason::CountersRest));
            }
        }
        all.sort();
        all[0]
    }

    pub(super) fn close_queues(&mut self, at: Timestamp) {
        for ticket in &mut self.tickets {
            let away = matches!(
                ticket.state,
                State::Waiting | State::Parked { .. } | State::NoShow { .. }
            );
            if away {
                (ticket.state, ticket.undo) = (State::Expired, None);
            }
        }
        self.closed_at = Some(at);
    }

    pub(super) fn rest(&mut self, at: Timestamp) {
        let counters: Vec<CounterId> = self.booths.keys().cloned().collect();
        for counter in counters {
            let free = self.at(&counter).is_none();
            let booth = self.booths.get_mut(&counter).unwrap();
            if free && booth.desk == Desk::Open && booth.rests_at.is_some_and(|due| due <= at) {
                booth.desk = Desk::Paused;
            }
        }
    }

    /// When a counter that opens at `now` goes to lunch.
    pub(super) fn rests_at(&self, counter: &CounterId, now: Timestamp) -> Option<Timestamp> {
        self.config.counter(counter)?.hours.as_ref()?;
        let noon = Timestamp::from_millis(local_ms(day_of(now)) + 12 * HOUR_MS);
        (now < noon).then_some(noon)
    }

    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        let hours = &self.config.hours;
        let shut = *hours == every_day("");
        !shut && (*hours != every_day(UNTIL_FOUR) || now < self.oclock(16))
    }

    fn oclock(&self, hour: i64) -> Timestamp {
        Timestamp::from_millis(local_ms(self.day) + hour * HOUR_MS)
    }

    pub(super) fn held_since(&self) -> Option<i64> {
        let (from, to) = self.holds.last()?;
        to.is_none().then_some(*from)
    }

    pub fn is_held(&self) -> bool {
        self.held_since().is_some()
    }

    /// Ends the hold; returns from parking come later by as long as it lasted.
    pub(super) fn go_on(&mut self, now: Timestamp) {
        let held_ms = now.millis() - self.held_since().unwrap();
        self.holds.last_mut().unwrap().1 = Some(now.millis());
        let later = |state: &mut State| {
            if let State::Parked { until: Some(until) } = state {
                *until = Timestamp::from_millis(until.millis() + held_ms);
            }
        };
        for ticket in &mut self.tickets {
            later(&mut ticket.state);
            if let Some(undo) = &mut ticket.undo {
                later(&mut undo.was.state);
            }
        }
    }

    /// From one instant to another, without the time in which the branch was held.
    pub(super) fn worked_ms(&self, from_ms: i64, to_ms: i64) -> i64 {
        let held = self.holds.iter().map(|(begin, end)| {
            let begin = *begin.max(&from_ms);
            let end = end.unwrap_or(to_ms).min(to_ms);
            (end - begin).max(0)
        });
        to_ms - from_ms - held.sum::<i64>()
    }

    pub(super) fn turn(&mut self, now: Timestamp, fresh: &[TicketId]) -> Result<(), Refused> {
        let mut ended = std::mem::take(&mut self.tickets);
        ended.sort_by_key(|ticket| (ticket.since_ms, ticket.turn));
        ended.retain(|ticket| matches!(ticket.state, State::Waiting | State::Called { .. }));
        (self.day, self.arrivals, self.closed_at) = (day_of(now), 0, None);
        self.holds.clear();
        self.paused.clear();
        self.helps.clear();
        self.sounds.clear();
        self.told.retain(|told| told.stands(now));
        let day = self.day;
        self.held.retain(|held| held.day >= day);
        self.calls.clear();
        self.booths.clear();
        self.man_booths();
        let mut fresh = fresh.iter();
        if self.config.rules.unserved == Unserved::Carry {
            for ticket in ended {
                let Some((series, value, number)) =
                    self.next_number(&ticket.service, &ticket.class)
                else {
                    continue;
                };
                let id = *fresh.next().expect("the branch carried fewer");
                let turn = self.arrive();
                let carried = Seen {
                    id,
                    number,
                    series,
                    value,
                    turn,
                    booked_at: None,
                    issued_for: ticket.service.clone(),
                    issued_ms: now.millis(),
                    state: State::Waiting,
                    ..ticket
                };
                self.tickets.push(Seen {
                    issued_by: None,
                    offline: false,
                    superseded_by: None,
                    undo: None,
                    ..carried
                });
            }
        }
        assert_eq!(fresh.next(), None, "the branch carried more");
        Ok(())
    }

    pub(super) fn configure(
        &mut self,
        by: &Actor,
        config: &Config,
        now: Timestamp,
    ) -> Result<(), Refused> {
        refuse_unless(above(by) && by.role != Role::Timer && config.check().is_ok())?;
        if self.config == *config {
            return Ok(());
        }
        for (id, booth) in &self.booths {
            let stays = config.counter(id).is_some();
            refuse_unless(stays || self.at(id).is_none())?;
            refuse_unless(
                !stays || booth.desk == Desk::Closed || config.profile(&booth.profile).is_some(),
            )?;
        }
        for ticket in &self.tickets {
            let of_ticket = |series: &&config::Series| {
                series.id == ticket.series
                    && ticket.number.trim_end_matches(char::is_numeric) == series.prefix.as_str()
            };
            // A joined number whose series was gone before it joined needs none.
            let had_one = self.config.series.iter().any(|series| of_ticket(&series));
            let has_one = config.series.iter().any(|series| of_ticket(&series));
            refuse_unless(has_one || (ticket.offline && !had_one))?;
            let kept =
                config.service(&ticket.service).is_some() && config.class(&ticket.class).is_some();
            refuse_unless(ticket.state.is_ended() || kept)?;
        }
        let old = std::mem::replace(&mut self.config, config.clone());
        let old_sheets = std::mem::replace(&mut self.sheets, sheets(config));
        // Whoever works by another rule than before begins a new history.
        let sheets = &self.sheets;
        self.calls
            .retain(|turn| old_sheets.get(&turn.profile) == sheets.get(&turn.profile));
        self.tickets
            .iter_mut()
            .for_each(|ticket| ticket.undo = None);
        self.paused.retain(|id| config.service(id).is_some());
        self.booths.retain(|id, _| config.counter(id).is_some());
        self.man_booths();
        let counters: Vec<CounterId> = self.booths.keys().cloned().collect();
        for id in counters {
            let hours = |config: &Config| config.counter(&id).map(|counter| counter.hours.clone());
            if hours(&old) != hours(config) {
                let rests_at = self.rests_at(&id, now);
                self.booths.get_mut(&id).unwrap().rests_at = rests_at;
            }
        }
        Ok(())
    }

    pub(super) fn man_booths(&mut self) {
        for counter in &self.config.counters {
            let closed = Booth {
                desk: Desk::Closed,
                profile: counter.profile.clone(),
                calls: 0,
                rests_at: None,
            };
            let booth = self.booths.entry(counter.id.clone()).or_insert(closed);
            if booth.desk == Desk::Closed {
                booth.profile = counter.profile.clone();
            }
        }
    }
}
