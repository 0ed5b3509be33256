//! From a day's events to what can be played back.

use std::collections::BTreeMap;

use antre_domain::rule::CallReason;
use antre_domain::{Branch, Config, CounterId, Desk, Event, State, TicketId, Timestamp, What};

use super::{Recorded, ReplayFault, TICKETS_MAX, Unlike};
use crate::hall::Shift;
use crate::layout::{Layout, Queue, Seat};

/// Takes in the events of one business day, from the one that opens it.
#[derive(Debug, Default)]
pub struct Recorder {
    branch: Branch,
    day: Option<Taken>,
    overflows: bool,
}

/// What is known of the day so far.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) date: chrono::NaiveDate,
    pub(super) config: Config,
    pub(super) layout: Layout,
    pub(super) midnight_ms: i64,
    pub(super) begins_ms: i64,
    pub(super) closes_ms: i64,
    pub(super) ended: bool,
    pub(super) chains: Vec<Vec<Stay>>,
    /// The stay that a ticket is in: chain, and place in it.
    pub(super) present: BTreeMap<TicketId, (usize, usize)>,
    /// By queue: how many wait.
    pub(super) waiting: Vec<u32>,
    /// By seat.
    pub(super) posts: Vec<Post>,
    /// Where an idle counter could turn to one who came: the stay, and which counters.
    pub(super) seen: Vec<((usize, usize), Vec<Seat>)>,
    /// The last instant at which somebody was called.
    pub(super) called_ms: i64,
    pub(super) last_ms: i64,
    pub(super) unlike: Unlike,
}

/// A stay in one queue, while it is being written down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stay {
    pub(super) queue: Queue,
    pub(super) joined_ms: i64,
    pub(super) since_ms: i64,
    pub(super) wakes: Option<(Seat, i64)>,
    pub(super) end: Writing,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Writing {
    Waits,
    Left {
        at_ms: i64,
    },
    At {
        seat: Seat,
        at_ms: i64,
    },
    Ended {
        seat: Seat,
        at_ms: i64,
        ended_ms: i64,
        /// Somebody waited then whom the counter takes.
        waited_for: bool,
        no_show: bool,
        taken_ms: i64,
    },
}

/// A counter's day.
#[derive(Debug, Clone, Default)]
pub(super) struct Post {
    /// Since when it works, by which rule, and whether somebody waited for it then.
    pub(super) works: Option<(i64, u16, bool)>,
    pub(super) shifts: Vec<(Shift, bool)>,
    /// Its calls, in order.
    pub(super) calls: Vec<(usize, usize)>,
}

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Nowhere {
        no_show: bool,
    },
    Waits {
        queue: Queue,
        since_ms: i64,
        turn: u64,
    },
    At(Seat),
}

impl Recorder {
    /// Takes in the next event of the day. Those before the day is opened, and behind its end, are passed
    /// over.
    ///
    /// # Panics
    /// Where the event does not follow from those before it.
    pub fn take(&mut self, event: &Event) {
        if let What::DayOpened { date, .. } = &event.what {
            if self.day.is_none() {
                self.branch.apply(event);
                self.opens(*date, event);
            } else if let Some(taken) = &mut self.day {
                taken.ended = true;
            }
            return;
        }
        let Some(taken) = self.day.as_mut().filter(|taken| !taken.ended) else {
            return;
        };
        if let What::DayClosed { .. } = &event.what {
            taken.closes(&self.branch, event.at);
            return;
        }
        if let What::Configured { .. } = &event.what {
            if taken.chains.is_empty() {
                let date = taken.date;
                self.branch.apply(event);
                self.opens(date, event);
                return;
            }
            taken.unlike.reconfigured += 1;
        }
        if let What::BranchResumed { held_ms } = &event.what {
            let held_secs = u32::try_from(held_ms / 1000).unwrap_or(u32::MAX);
            taken.unlike.held_secs = taken.unlike.held_secs.saturating_add(held_secs);
        }
        let tickets: Vec<TicketId> = match &event.what {
            What::QueuesClosed { ended, .. } => ended.clone(),
            what => what.ticket().into_iter().collect(),
        };
        let stood: Vec<_> = tickets
            .iter()
            .map(|id| taken.stand(&self.branch, *id))
            .collect();
        self.branch.apply(event);
        taken.posts(&self.branch, event.at);
        for (id, stood) in tickets.into_iter().zip(stood) {
            let stands = taken.stand(&self.branch, id);
            taken.changes(&self.branch, event, id, stood, stands);
        }
        let stays: usize = taken.chains.len();
        self.overflows |= stays > TICKETS_MAX;
        if self.overflows {
            taken.ended = true;
        }
    }

    /// The day, as far as it was taken in.
    ///
    /// # Errors
    /// See [`ReplayFault`].
    pub fn end(self) -> Result<Recorded, ReplayFault> {
        let mut taken = self.day.ok_or(ReplayFault::NoDay)?;
        if self.overflows {
            return Err(ReplayFault::TooMany);
        }
        if taken.chains.is_empty() {
            return Err(ReplayFault::NoTickets);
        }
        if !taken.ended {
            taken.closes(&self.branch, self.branch.last_event_at());
        }
        Ok(taken.recorded())
    }

    fn opens(&mut self, date: chrono::NaiveDate, event: &Event) {
        let (Some(config), Some(day)) = (self.branch.config(), self.branch.day()) else {
            return;
        };
        let layout = Layout::of(config);
        let midnight_ms = config.time_zone.instant(date, 0).millis();
        let begins = config.day_starts_at(date).min(event.at);
        let closes = config.closes_at(date);
        let mut taken = Taken {
            date,
            midnight_ms,
            begins_ms: begins.millis() - midnight_ms,
            closes_ms: closes.unwrap_or(begins).millis() - midnight_ms,
            ended: false,
            chains: Vec::new(),
            present: BTreeMap::new(),
            waiting: vec![0; layout.queues()],
            posts: vec![Post::default(); layout.counters.len()],
            seen: Vec::new(),
            called_ms: i64::MIN,
            last_ms: 0,
            unlike: Unlike::default(),
            config: config.clone(),
            layout,
        };
        taken.posts(&self.branch, event.at);
        let carried: Vec<TicketId> = day.tickets.keys().copied().collect();
        for id in carried {
            let stands = taken.stand(&self.branch, id);
            let nowhere = Stand::Nowhere { no_show: false };
            taken.changes(&self.branch, event, id, nowhere, stands);
        }
        self.day = Some(taken);
    }
}

impl Taken {
    /// Worked milliseconds of the business day.
    fn of_day(&self, branch: &Branch, at: Timestamp) -> i64 {
        let worked_ms = branch.day().map_or(at.millis(), |day| day.worked_ms(at));
        worked_ms - self.midnight_ms
    }

    fn stand(&self, branch: &Branch, id: TicketId) -> Stand {
        let Some(ticket) = branch.ticket(id) else {
            return Stand::Nowhere { no_show: false };
        };
        let nowhere = Stand::Nowhere { no_show: false };
        match &ticket.state {
            State::Waiting => {
                let Some(queue) = self.layout.queue(&ticket.leg.service, &ticket.class) else {
                    return nowhere;
                };
                let (place, now) = (ticket.leg.place, branch.last_event_at());
                let ahead_ms = (place.since.millis() - now.millis()).max(0);
                Stand::Waits {
                    queue,
                    since_ms: self.of_day(branch, place.since.min(now)) + ahead_ms,
                    turn: place.turn,
                }
            }
            State::Called { counter, .. } | State::Serving { counter } => {
                self.layout.seat(counter).map_or(nowhere, Stand::At)
            }
            State::NoShow { .. } => Stand::Nowhere { no_show: true },
            State::Parked { .. } | State::Finished { .. } | State::Cancelled | State::Expired => {
                nowhere
            }
        }
    }

    /// Counters that came, went, or took up another profile.
    fn posts(&mut self, branch: &Branch, at: Timestamp) {
        let now_ms = self.of_day(branch, at);
        self.last_ms = self.last_ms.max(now_ms);
        let Some(day) = branch.day() else {
            return;
        };
        for index in 0..self.posts.len() {
            let counter: &CounterId = &self.layout.counters[index];
            let open = day.counters.get(counter);
            let open = open.filter(|counter| counter.desk == Desk::Open);
            let rule = open.and_then(|counter| self.layout.rule(&counter.profile));
            let works = self.posts[index].works.map(|(_, rule, _)| rule);
            if rule == works {
                continue;
            }
            self.goes(index, now_ms);
            if let Some(rule) = rule {
                let waited_for = self.waits_for(rule);
                self.posts[index].works = Some((now_ms, rule, waited_for));
            }
        }
    }

    fn goes(&mut self, index: usize, now_ms: i64) {
        let post = &mut self.posts[index];
        if let Some((from_ms, rule, waited_for)) = post.works.take() {
            let shift = Shift {
                from_ms,
                to_ms: now_ms,
                rule,
            };
            post.shifts.push((shift, waited_for));
        }
    }

    fn waits_for(&self, rule: u16) -> bool {
        let takes = &self.layout.rules[usize::from(rule)].takes;
        let mut queues = takes.iter().map(|(queue, _)| usize::from(queue.0));
        queues.any(|queue| self.waiting[queue] > 0)
    }

    fn changes(
        &mut self,
        branch: &Branch,
        event: &Event,
        id: TicketId,
        stood: Stand,
        stands: Stand,
    ) {
        if stood == stands {
            return;
        }
        let now_ms = self.of_day(branch, event.at);
        let before = self.present.get(&id).copied();
        if let Stand::Waits { queue, .. } = stood {
            let waiting = &mut self.waiting[usize::from(queue.0)];
            *waiting = waiting.saturating_sub(1);
        }
        self.counts(event, stood, stands);
        match stands {
            Stand::At(seat) => {
                self.called_ms = now_ms;
                let Some((chain, stop)) = before else {
                    return;
                };
                if let Stand::At(_) = stood {
                    self.ends(chain, stop, now_ms, false);
                    return;
                }
                self.chains[chain][stop].end = Writing::At {
                    seat,
                    at_ms: now_ms,
                };
                self.posts[usize::from(seat.0)].calls.push((chain, stop));
            }
            Stand::Waits {
                queue, since_ms, ..
            } => {
                self.waiting[usize::from(queue.0)] += 1;
                let chained = match (stood, before) {
                    (Stand::At(_), Some((chain, stop))) => {
                        self.ends(chain, stop, now_ms, false);
                        let goes_on = matches!(event.what, What::TicketTransferred { .. });
                        (goes_on && stop + 1 == self.chains[chain].len()).then_some(chain)
                    }
                    (Stand::Waits { .. }, Some((chain, stop))) => {
                        self.chains[chain][stop].end = Writing::Left { at_ms: now_ms };
                        None
                    }
                    (Stand::Nowhere { .. }, _) | (_, None) => None,
                };
                // Who comes at the instant of a call, but behind it, was not there for it.
                let joined_ms = now_ms + i64::from(now_ms == self.called_ms);
                let chain = chained.unwrap_or_else(|| {
                    self.chains.push(Vec::new());
                    self.chains.len() - 1
                });
                self.chains[chain].push(Stay {
                    queue,
                    joined_ms,
                    since_ms,
                    wakes: None,
                    end: Writing::Waits,
                });
                let place = (chain, self.chains[chain].len() - 1);
                self.present.insert(id, place);
                let idle = self.idle_for(branch, queue);
                if !idle.is_empty() {
                    self.seen.push((place, idle));
                }
            }
            Stand::Nowhere { no_show } => {
                let Some((chain, stop)) = before else {
                    return;
                };
                match stood {
                    Stand::Waits { .. } => {
                        self.chains[chain][stop].end = Writing::Left { at_ms: now_ms };
                    }
                    Stand::At(_) => self.ends(chain, stop, now_ms, no_show),
                    Stand::Nowhere { .. } => {}
                }
            }
        }
    }

    fn counts(&mut self, event: &Event, stood: Stand, stands: Stand) {
        let unlike = &mut self.unlike;
        match &event.what {
            What::TicketCalled { reason, .. } => {
                match reason {
                    CallReason::Chosen { .. } => unlike.by_hand += 1,
                    CallReason::Directed { .. } => unlike.directed += 1,
                    CallReason::WalkIn => unlike.at_counter += 1,
                    CallReason::LongestWait { .. }
                    | CallReason::LongestLife { .. }
                    | CallReason::PastTarget { .. }
                    | CallReason::NearestToTarget { .. }
                    | CallReason::PastCap { .. }
                    | CallReason::GuaranteedTurn { .. }
                    | CallReason::RatioTurn { .. }
                    | CallReason::FirstInOrder { .. }
                    | CallReason::AppointmentDue { .. }
                    | CallReason::WaitedPast { .. }
                    | CallReason::Crowded { .. }
                    | CallReason::TimeOfDay { .. }
                    | CallReason::LineFirst { .. } => unlike.by_rule += 1,
                }
                if let Stand::At(seat) = stands
                    && self.is_taken(seat)
                {
                    self.unlike.together += 1;
                }
            }
            What::TicketParked { .. } => unlike.parked += 1,
            What::TicketResumed { .. } | What::TicketRequeued { .. } => unlike.returned += 1,
            What::TicketActUndone { .. } => unlike.undone += 1,
            What::TicketMoved { .. } => unlike.moved += 1,
            _ => {
                if let (Stand::Waits { .. }, Stand::Waits { .. }) = (stood, stands) {
                    unlike.moved += 1;
                }
            }
        }
    }

    /// Whether somebody stands before a counter, by what is written down.
    fn is_taken(&self, seat: Seat) -> bool {
        let post = &self.posts[usize::from(seat.0)];
        let last = post
            .calls
            .last()
            .map(|(chain, stop)| self.chains[*chain][*stop]);
        last.is_some_and(|stay| matches!(stay.end, Writing::At { .. }))
    }

    fn ends(&mut self, chain: usize, stop: usize, ended_ms: i64, no_show: bool) {
        let Writing::At { seat, at_ms } = self.chains[chain][stop].end else {
            return;
        };
        let works = self.posts[usize::from(seat.0)].works;
        self.chains[chain][stop].end = Writing::Ended {
            seat,
            at_ms,
            ended_ms,
            waited_for: works.is_some_and(|(_, rule, _)| self.waits_for(rule)),
            no_show,
            taken_ms: 0,
        };
    }

    /// The open counters at which nobody stands and that take a queue.
    fn idle_for(&self, branch: &Branch, queue: Queue) -> Vec<Seat> {
        let Some(day) = branch.day() else {
            return Vec::new();
        };
        let seats = (0..).map(Seat).zip(&self.layout.counters);
        let idle = seats.filter(|(_, id)| {
            let counter = day.counters.get(*id);
            let open =
                counter.filter(|counter| counter.desk == Desk::Open && counter.ticket.is_none());
            let rule = open.and_then(|counter| self.layout.rule(&counter.profile));
            rule.is_some_and(|rule| {
                let mut takes = self.layout.rules[usize::from(rule)].takes.iter();
                takes.any(|(taken, _)| *taken == queue)
            })
        });
        idle.map(|(seat, _)| seat).collect()
    }

    fn closes(&mut self, branch: &Branch, at: Timestamp) {
        let now_ms = self.of_day(branch, at);
        self.last_ms = self.last_ms.max(now_ms);
        self.ended = true;
        let last_ms = self.last_ms;
        for chain in 0..self.chains.len() {
            for stop in 0..self.chains[chain].len() {
                self.ends(chain, stop, last_ms, false);
            }
        }
        // Whoever works when the log ends is still there for a call at that instant.
        for index in 0..self.posts.len() {
            self.goes(index, last_ms + 1);
        }
    }
}
