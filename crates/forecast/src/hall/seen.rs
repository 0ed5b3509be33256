//! A branch as its log tells it, made a [`Hall`].

use antre_domain::config::{AtClosing, Config};
use antre_domain::{
    Branch, CounterState, Day, Desk as Work, Directed, Ticket, TicketId, Timestamp,
};

use crate::layout::{Layout, Queue, Seat};

use super::{At, Desk, Hall, Place, Present, Shift, Waiter};

/// No shift is planned further ahead than so many milliseconds.
const AHEAD_MS_MAX: i64 = 24 * 3_600_000;
/// A counter that should be there by now comes in so many milliseconds.
const SOON_MS: i64 = 2 * 60_000;
/// A counter that has not come so many milliseconds after it should have does not come.
const LATE_MS_MAX: i64 = 20 * 60_000;
/// A rest of more than so many times the usual does not end.
const RESTS_MAX: i64 = 4;
/// How long a rest is where nothing is known, in seconds.
const REST_SECS_DEFAULT: u32 = 15 * 60;

/// A hall, and who is who in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The hall, without ghosts.
    pub hall: Hall,
    /// By key: the tickets that wait.
    pub tickets: Vec<TicketId>,
}

/// Who will be at work, as far as the past tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// By [`Seat`]: whether somebody usually is there when the branch opens. A seat that is missing is
    /// not expected.
    pub seats: Vec<bool>,
    /// How long a rest usually is, in seconds.
    pub break_secs: Option<u32>,
}

impl Hall {
    /// The hall of `branch` at `now`, which is not before its last event. `None` where no business day
    /// is open, and while the branch is held: nobody knows for how long.
    ///
    /// A counter works on until the next pause of its own hours, or until nobody waits. One that rests
    /// comes back when its hours say so, or after a usual rest; one that is closed comes if it is
    /// expected and its day has not long begun.
    pub fn of(
        branch: &Branch,
        layout: &Layout,
        now: Timestamp,
        expected: &Expected,
    ) -> Option<Seen> {
        let (config, day) = (branch.config()?, branch.day()?);
        if day.hold().is_some() {
            return None;
        }
        let look = Look {
            config,
            day,
            layout,
            now,
            now_ms: day.worked_ms(now),
            expected,
        };
        let (waiting, tickets) = look.waiting();
        let desks = (0..).map(Seat).take(layout.counters.len());
        let hall = Hall {
            now_ms: look.now_ms,
            held_ms: look.held_ms(),
            of_day_ms: i64::from(config.minute_of_day(now)) * 60_000
                + now.millis().rem_euclid(60_000),
            waiting,
            desks: desks.map(|seat| look.desk(seat)).collect(),
            turns: layout.profiles.iter().map(|id| day.turns(id)).collect(),
            closes_ms: look.closes_ms(),
        };
        Some(Seen { hall, tickets })
    }
}

struct Look<'a> {
    config: &'a Config,
    day: &'a Day,
    layout: &'a Layout,
    now: Timestamp,
    now_ms: i64,
    expected: &'a Expected,
}

impl Look<'_> {
    fn held_ms(&self) -> i64 {
        self.now.millis() - self.now_ms
    }

    /// What lies ahead is as far ahead as on the wall.
    fn worked_ms(&self, at: Timestamp) -> i64 {
        let ahead_ms = (at.millis() - self.now.millis()).max(0);
        self.day.worked_ms(at.min(self.now)) + ahead_ms
    }

    /// Everybody who waits, in order, each by the place of their ticket in the list.
    fn waiting(&self) -> (Vec<Waiter>, Vec<TicketId>) {
        let (mut waiting, mut tickets) = (Vec::new(), Vec::new());
        for ((service, class), queued) in &self.day.queues {
            let Some(queue) = self.layout.queue(service, class) else {
                continue;
            };
            for id in queued.values() {
                let Some(ticket) = self.day.tickets.get(id) else {
                    continue;
                };
                let key = u32::try_from(tickets.len()).unwrap_or(u32::MAX);
                waiting.push(self.waiter(ticket, queue, key));
                tickets.push(*id);
            }
        }
        (waiting, tickets)
    }

    fn waiter(&self, ticket: &Ticket, queue: Queue, key: u32) -> Waiter {
        let Place {
            since_ms,
            born_ms,
            since_wall_ms,
            born_wall_ms,
            turn,
        } = self.place(ticket.leg.place);
        Waiter {
            key,
            queue,
            since_ms,
            born_ms,
            since_wall_ms,
            born_wall_ms,
            turn,
            directed: self.directed(ticket),
            leaves_ms: None,
            ghost: false,
        }
    }

    fn place(&self, place: antre_domain::Place) -> Place {
        Place {
            since_ms: self.worked_ms(place.since),
            born_ms: self.worked_ms(place.born),
            since_wall_ms: place.since.millis(),
            born_wall_ms: place.born.millis(),
            turn: place.turn,
        }
    }

    fn directed(&self, ticket: &Ticket) -> Option<(Seat, i64)> {
        let (to, until) = ticket.directed.as_ref()?;
        let counter = match to {
            Directed::Counter(counter) => counter,
            Directed::Clerk(clerk) => self.day.seat_of(clerk)?.0,
        };
        let until_ms = self.worked_ms(*until);
        Some((self.layout.seat(counter)?, until_ms)).filter(|_| until_ms > self.now_ms)
    }

    fn desk(&self, seat: Seat) -> Desk {
        let counter = &self.layout.counters[usize::from(seat.0)];
        let Some(state) = self.day.counters.get(counter) else {
            return Desk::free(Vec::new());
        };
        let present = state.ticket.and_then(|id| self.present(id));
        let rule = self.layout.rule(&state.profile);
        Desk {
            now: present.map_or(At::Free, At::Busy),
            shifts: rule.map_or_else(Vec::new, |rule| self.shifts(seat, state, rule)),
            called_ms: state.called_at.map(|at| self.worked_ms(at)),
            directed_last: state.directed_last,
        }
    }

    fn present(&self, id: TicketId) -> Option<Present> {
        let ticket = self.day.tickets.get(&id)?;
        let leg = &ticket.leg;
        let at = |at: Timestamp| self.worked_ms(at.min(self.now));
        Some(Present {
            key: u32::MAX,
            queue: self.layout.queue(&leg.service, &ticket.class)?,
            place: self.place(leg.place),
            called_ms: at(leg.called_at.unwrap_or(leg.joined_at)),
            started_ms: leg.started_at.map(at),
        })
    }

    /// When a counter works from now on.
    fn shifts(&self, seat: Seat, state: &CounterState, rule: u16) -> Vec<Shift> {
        let spans = self.spans(seat, state.desk);
        let from_ms = match state.desk {
            Work::Open => Some(self.now_ms),
            Work::Paused => self.comes_back_ms(state),
            Work::Closed => None,
        };
        let ahead = spans.iter().filter(|(_, to_ms)| *to_ms > self.now_ms);
        let mut shifts: Vec<(i64, i64)> = match from_ms {
            Some(from_ms) => {
                // Whoever works outside of their hours is taken to go on into the next of them.
                let mut ahead = ahead.filter(|(_, to_ms)| *to_ms > from_ms);
                let to_ms = ahead.next().map(|(_, to_ms)| *to_ms);
                let first = (from_ms, to_ms.unwrap_or(i64::MAX));
                std::iter::once(first).chain(ahead.copied()).collect()
            }
            None => {
                let comes = |(from_ms, to_ms): &(i64, i64)| {
                    let is_late = self.now_ms - from_ms > LATE_MS_MAX;
                    let from_ms = (*from_ms).max(self.now_ms + SOON_MS);
                    (!is_late && from_ms < *to_ms).then_some((from_ms, *to_ms))
                };
                ahead.filter_map(comes).collect()
            }
        };
        // Nobody goes home while somebody waits; but whoever goes before the branch does goes.
        let closes = self.config.closes_at(self.day.date);
        if let Some((_, to_ms)) = shifts.last_mut()
            && closes.is_none_or(|closes| *to_ms >= self.worked_ms(closes))
        {
            *to_ms = i64::MAX;
        }
        let most_ms = self.now_ms + AHEAD_MS_MAX;
        let shifts = shifts.into_iter().map(|(from_ms, to_ms)| Shift {
            from_ms,
            to_ms: to_ms.min(most_ms),
            rule,
        });
        shifts.collect()
    }

    /// From when to when a counter should be manned today, by its own hours or by the branch's; one
    /// without hours of its own that nobody sits at only if somebody usually comes.
    fn spans(&self, seat: Seat, work: Work) -> Vec<(i64, i64)> {
        let id = &self.layout.counters[usize::from(seat.0)];
        let Some(counter) = self.config.counter(id) else {
            return Vec::new();
        };
        let is_usual = self.expected.seats.get(usize::from(seat.0)).copied();
        let is_expected = match work {
            Work::Open | Work::Paused => true,
            Work::Closed => counter.hours.is_some() || is_usual.unwrap_or(false),
        };
        if !is_expected {
            return Vec::new();
        }
        let spans = self.config.manned(counter, self.day.date).into_iter();
        spans
            .map(|(from, to)| (self.worked_ms(from), self.worked_ms(to)))
            .collect()
    }

    /// When a counter that rests works again; `None` where it has rested for longer than anybody does.
    fn comes_back_ms(&self, state: &CounterState) -> Option<i64> {
        if let Some((from, to)) = state.rests
            && (from..to).contains(&self.now)
        {
            return Some(self.worked_ms(to));
        }
        let rest_ms = i64::from(self.expected.break_secs.unwrap_or(REST_SECS_DEFAULT)) * 1_000;
        let since_ms = self.worked_ms(state.paused_at.unwrap_or(self.now));
        let is_over = self.now_ms - since_ms > RESTS_MAX * rest_ms;
        (!is_over).then_some((since_ms + rest_ms).max(self.now_ms + SOON_MS))
    }

    /// When whoever still waits is sent away.
    fn closes_ms(&self) -> Option<i64> {
        let closes = self.config.closes_at(self.day.date);
        let closes = closes.filter(|at| *at > self.now);
        match self.config.rules.at_closing {
            AtClosing::ServeOut => None,
            AtClosing::Expire => closes.map(|at| self.worked_ms(at)),
        }
    }
}
