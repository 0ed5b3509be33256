//! What the past of a branch teaches about its next hours: how long who takes, who does not come, who
//! moves on, who arrives, and how fast today is.
//!
//! Durations are told apart by service and class, by who serves and by the hour. Each of these differences
//! is believed as far as it has been seen, and what is not known for sure is drawn anew for each run:
//! little history gives wide ranges, not wrong ones.

mod arrivals;
mod day;
mod drawn;
mod durations;
mod outcomes;
mod shrink;
mod world;

use std::collections::{BTreeMap, VecDeque};
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::layout::{Layout, Queue, Seat};
use crate::spread::Basis;

use self::arrivals::Arrivals;
use self::day::{DayFacts, Hand};
use self::durations::Durations;
use self::outcomes::Outcomes;

pub use self::world::{ARRIVAL_KEY_MIN, LearntWorld};

/// How many past days are remembered.
pub const DAYS_MAX: usize = 60;
/// How many legs of one day are remembered.
pub const VISITS_PER_DAY_MAX: usize = 10_000;
/// How many durations of one service are learnt from, the newest.
pub const SAMPLES_PER_SERVICE_MAX: usize = 3_000;

/// A time of a business day lies here: it may begin the evening before and last into the next night.
const TIMES_MS: RangeInclusive<i64> = -24 * 3_600_000..=72 * 3_600_000;

/// From so many durations in the branch on, the rule is run forward.
const SAMPLES_FOR_RUN: usize = 20;
/// With fewer past durations than this, today's own are learnt from like past ones.
const SAMPLES_SETTLED: usize = 500;

/// One leg of a ticket. Times are milliseconds of the business day on the wall clock, as in
/// [`Hall::of_day_ms`](crate::hall::Hall::of_day_ms).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// The business day.
    pub day: NaiveDate,
    /// Whose; the same for all legs of a ticket.
    pub ticket: u128,
    /// 0 is the first.
    pub leg: u8,
    /// Where they waited.
    pub queue: Queue,
    /// The counter that called them.
    pub seat: Option<Seat>,
    /// Who served them, by any number.
    pub clerk: Option<u32>,
    /// When they came into this queue.
    pub joined_ms: i64,
    /// When they were first called.
    pub called_ms: Option<i64>,
    /// When serving began.
    pub started_ms: Option<i64>,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// How it ended.
    pub end: End,
}

impl Visit {
    /// Whether this can have happened in a branch of this shape, as far as clocks go.
    fn is_sane(&self, shape: Shape) -> bool {
        let times_ms = [
            Some(self.joined_ms),
            self.called_ms,
            self.started_ms,
            self.ended_ms,
        ];
        let mut times_ms = times_ms.iter().flatten();
        shape.service(self.queue).is_some() && times_ms.all(|at_ms| TIMES_MS.contains(at_ms))
    }
}

/// How a leg ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Served, and gone.
    Served,
    /// Called in vain.
    NoShow,
    /// Served, and on to another queue: the next leg says where.
    MovedOn,
    /// Taken back, by the customer or the branch.
    Cancelled,
    /// Any other way, such as being put aside or closing time.
    Other,
    /// It has not ended.
    Open,
}

/// What has been learnt. It knows the days before today and, as far as it was told, today.
#[derive(Debug, Clone)]
pub struct Learnt {
    shape: Shape,
    today: NaiveDate,
    /// Oldest first.
    past: VecDeque<DayFacts>,
    /// Today's legs, by ticket and leg.
    visits: BTreeMap<(u128, u8), Visit>,
    now: DayFacts,
    durations: Durations,
    outcomes: Outcomes,
    arrivals: Arrivals,
    /// By counter: who sits there, as far as is known.
    hands: Vec<Hand>,
    keeps_age: Vec<Vec<bool>>,
}

/// How many there are of what a layout names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    services: usize,
    classes: usize,
    seats: usize,
}

impl Shape {
    fn of(layout: &Layout) -> Self {
        Self {
            services: layout.services.len(),
            classes: layout.classes.len(),
            seats: layout.counters.len(),
        }
    }

    fn queues(self) -> usize {
        self.services * self.classes
    }

    fn service(self, queue: Queue) -> Option<usize> {
        let index = usize::from(queue.0);
        (index < self.queues()).then(|| index / self.classes)
    }

    fn has_seat(self, seat: Seat) -> bool {
        usize::from(seat.0) < self.seats
    }
}

impl Learnt {
    /// From legs in any order. Legs of unknown queues, with impossible times and of days after `today` are
    /// passed over; of more than [`DAYS_MAX`] past days the newest count.
    pub fn from(layout: &Layout, visits: &[Visit], today: NaiveDate) -> Self {
        let shape = Shape::of(layout);
        let mut days: BTreeMap<NaiveDate, BTreeMap<(u128, u8), Visit>> = BTreeMap::new();
        let known = visits
            .iter()
            .filter(|visit| visit.day <= today && visit.is_sane(shape));
        for visit in known {
            let day = days.entry(visit.day).or_default();
            if day.len() < VISITS_PER_DAY_MAX {
                day.insert((visit.ticket, visit.leg), *visit);
            }
        }
        let visits = days.remove(&today).unwrap_or_default();
        let skip = days.len().saturating_sub(DAYS_MAX);
        let past = days
            .into_iter()
            .skip(skip)
            .map(|(day, visits)| DayFacts::of(shape, day, visits.values()));
        let mut learnt = Self {
            shape,
            today,
            past: past.collect(),
            now: DayFacts::of(shape, today, visits.values()),
            visits,
            durations: Durations::default(),
            outcomes: Outcomes::default(),
            arrivals: Arrivals::default(),
            hands: Vec::new(),
            keeps_age: layout.keeps_age.clone(),
        };
        learnt.learn_past();
        learnt.learn_today();
        learnt
    }

    /// Takes in a leg of today as far as it has gone; the same leg is told again whenever it changes. A
    /// leg of a later day ends today; one of a past day is passed over.
    pub fn take(&mut self, visit: Visit) {
        if !visit.is_sane(self.shape) || visit.day < self.today {
            return;
        }
        if visit.day > self.today {
            self.turn_to(visit.day);
        }
        let key = (visit.ticket, visit.leg);
        if self.visits.len() >= VISITS_PER_DAY_MAX && !self.visits.contains_key(&key) {
            return;
        }
        if self.visits.insert(key, visit) == Some(visit) {
            return;
        }
        self.now = DayFacts::of(self.shape, self.today, self.visits.values());
        self.learn_today();
    }

    /// Ends today: a later day begins.
    pub fn turn_to(&mut self, day: NaiveDate) {
        if day <= self.today {
            return;
        }
        let ended = DayFacts::of(self.shape, self.today, self.visits.values());
        if !ended.is_empty() {
            self.past.push_back(ended);
        }
        while self.past.len() > DAYS_MAX {
            self.past.pop_front();
        }
        self.visits.clear();
        self.now = DayFacts::of(self.shape, day, [].into_iter());
        self.today = day;
        self.learn_past();
        self.learn_today();
    }

    /// From what a wait in `queue` can be told at best; `None` where nothing is known.
    pub fn basis(&self, queue: Queue) -> Option<Basis> {
        self.shape.service(queue)?;
        if self.durations.count() >= SAMPLES_FOR_RUN {
            Some(Basis::Run)
        } else if self.mean_taken_secs(queue).is_some() {
            Some(Basis::QueueLength)
        } else {
            self.last_wait_secs(queue).map(|_| Basis::LastCalled)
        }
    }

    /// How many durations of a service are known, by its place in the layout.
    pub fn count(&self, service: usize) -> usize {
        self.durations.count_of(service)
    }

    /// How long a customer of `queue` takes a counter in the mean: from the call to the next one.
    pub fn mean_taken_secs(&self, queue: Queue) -> Option<f64> {
        self.durations.mean_secs(self.shape.service(queue)?)
    }

    /// How long whoever was called last today from `queue` had waited; else of its service.
    pub fn last_wait_secs(&self, queue: Queue) -> Option<f64> {
        let service = self.shape.service(queue)?;
        let called = self.visits.values().filter_map(|visit| {
            let called_ms = visit.called_ms?;
            let same = self.shape.service(visit.queue)? == service;
            let waited_ms = called_ms - visit.joined_ms;
            (same && waited_ms >= 0).then_some((visit.queue == queue, called_ms, waited_ms))
        });
        let (_, _, waited_ms) = called.max()?;
        Some(waited_ms as f64 / 1000.0)
    }

    /// By counter: whether it usually works when the branch opens.
    pub fn manned(&self) -> Vec<bool> {
        let seats = 0..self.shape.seats;
        seats
            .map(|seat| {
                let days = self.past.iter().filter(|day| day.opened_with(seat)).count();
                2 * days >= self.past.len().max(1)
            })
            .collect()
    }

    /// How long a break usually is; `None` where none has been seen.
    pub fn break_secs(&self) -> Option<u32> {
        let mut breaks: Vec<i64> = self.days().flat_map(|day| day.breaks_ms.clone()).collect();
        breaks.sort_unstable();
        let middle = breaks.get(breaks.len() / 2)?;
        u32::try_from(middle / 1000).ok()
    }

    /// Past days and today, oldest first.
    fn days(&self) -> impl DoubleEndedIterator<Item = &DayFacts> {
        self.past.iter().chain([&self.now])
    }

    fn learn_past(&mut self) {
        self.durations = Durations::fit(self.shape, self.past.iter());
        self.outcomes = Outcomes::count(self.shape, self.past.iter());
        self.arrivals = Arrivals::count(self.shape, self.past.iter(), self.today);
    }

    fn learn_today(&mut self) {
        let thin = self.past.iter().map(|day| day.samples.len()).sum::<usize>() < SAMPLES_SETTLED;
        if thin {
            self.durations = Durations::fit(self.shape, self.past.iter().chain([&self.now]));
            self.outcomes = Outcomes::count(self.shape, self.past.iter().chain([&self.now]));
        }
        self.durations.learn_pace(&self.now);
        let seats = (0..).map(Seat).take(self.shape.seats);
        self.hands = seats.map(|seat| self.hand_at(seat)).collect();
    }

    /// Who sits at a counter: whoever was seen there last.
    fn hand_at(&self, seat: Seat) -> Hand {
        let seen = self.days().rev().find_map(|day| day.last_hand(seat));
        seen.unwrap_or(Hand::Seat(seat.0))
    }

    /// Whether whoever goes from one service to another queues there by their age.
    fn keeps_age(&self, from: usize, to: usize) -> bool {
        let from = self.keeps_age.get(from);
        from.and_then(|from| from.get(to))
            .copied()
            .unwrap_or_default()
    }
}
