//! A day's roster: counters by half hour, from the arrivals of each.
//!
//! Each half hour is counted as if it had always been so and would always go on (*stationary,
//! independent, period by period*; Green, Kolesar and Soares, "Improving the SIPP approach for staffing
//! service systems that have cyclic demands", Operations Research 49 (2001)). Nothing is carried over:
//! behind a rush it promises too much, since those of the rush still wait, and before one too little.
//! So the same day is run many times by the engine, which carries everybody over, and both are told.

mod read;

use serde::Serialize;

use super::chance::{Chance, Piece};
use super::long_run::{Count, empty, layout};
use super::{Row, SEED, StaffingFault, Wish};
use crate::formula::{Demand, Steady};
use crate::hall::{Desk, Shift};
use crate::layout::Queue;
use crate::run::{Call, Go, Runner, Watch};

pub use self::read::{ArrivalsFault, FILE_BYTES_MAX};

/// How long a step of a roster is, in minutes.
pub const STEP_MINUTES: u16 = 30;
/// The most steps: a business day may end on the next calendar day.
pub const STEPS_MAX: usize = 96;
/// How many days the engine runs.
pub const DAYS: u32 = 400;

const STEP_MS: i64 = STEP_MINUTES as i64 * 60_000;
/// Whoever still waits when the last half hour is over is served by its counters.
const OVERTIME_MS: i64 = 24 * 3_600_000;

/// How many come in each half hour of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrivals {
    /// When the first half hour begins, in minutes of the business day (25:00 is 1500).
    pub from_minute: u16,
    /// By half hour, from the first with anybody to the last; at most [`STEPS_MAX`].
    pub counts: Vec<f64>,
}

/// A day's roster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Roster {
    /// By half hour.
    pub half_hours: Vec<HalfHour>,
    /// The counters of all half hours together, in hours.
    pub counter_hours: f64,
    /// The whole day as the engine ran it.
    pub simulated: Simulated,
    /// How many days it ran.
    pub days: u32,
}

/// A half hour of a roster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HalfHour {
    /// Its start, as 08:30.
    pub from: String,
    /// How many come.
    pub arrivals: f64,
    /// By formula: the fewest counters that reach the target if every half hour were like this one.
    pub erlang: Row,
    /// The same counters in a whole day; `None` where nobody came on any of the days.
    pub simulated: Option<Simulated>,
}

/// What the engine found, of those who came then.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Simulated {
    /// The mean wait.
    pub mean_wait_secs: f64,
    /// Who was called within the time wished for, of all but those who gave up earlier.
    pub service_level: f64,
    /// Who gave up.
    pub abandoned: f64,
}

/// The roster by which each half hour reaches the wish, whose own `per_hour` is not read.
///
/// # Errors
/// See [`StaffingFault`].
pub fn roster(arrivals: &Arrivals, wish: &Wish) -> Result<Roster, StaffingFault> {
    wish.check_but_arrivals()?;
    let rows: Vec<Row> = arrivals
        .counts
        .iter()
        .map(|count| {
            let per_hour = count * 60.0 / f64::from(STEP_MINUTES);
            let demand = Demand {
                // Nobody is expected; but whoever is left of the half hour before is not left alone.
                per_hour: per_hour.max(f64::MIN_POSITIVE),
                ..wish.demand
            };
            Wish { demand, ..*wish }.counters()
        })
        .collect::<Result<_, _>>()?;
    let counters: Vec<u32> = rows.iter().map(|row| row.counters).collect();
    let counts = simulate(arrivals, &counters, wish, DAYS);
    let mut all = Count::default();
    counts.iter().for_each(|count| all.add(count));
    let half_hours = rows.into_iter().zip(&arrivals.counts).zip(&counts);
    let half_hours = (0_u16..)
        .zip(half_hours)
        .map(|(step, ((erlang, &arrived), count))| HalfHour {
            from: clock(arrivals.from_minute + step * STEP_MINUTES),
            arrivals: arrived,
            erlang,
            simulated: (count.people() > 0).then(|| count.steady(0.0).into()),
        });
    Ok(Roster {
        half_hours: half_hours.collect(),
        counter_hours: f64::from(counters.iter().sum::<u32>()) * f64::from(STEP_MINUTES) / 60.0,
        simulated: all.steady(0.0).into(),
        days: DAYS,
    })
}

impl From<Steady> for Simulated {
    fn from(steady: Steady) -> Self {
        Self {
            mean_wait_secs: steady.mean_wait_secs,
            service_level: steady.service_level,
            abandoned: steady.abandoned,
        }
    }
}

/// By half hour in which they came: what became of the people of so many days.
fn simulate(arrivals: &Arrivals, counters: &[u32], wish: &Wish, days: u32) -> Vec<Count> {
    let pieces = (1..).zip(&arrivals.counts).map(|(end, count)| Piece {
        to_secs: f64::from(end) * f64::from(STEP_MINUTES) * 60.0,
        per_sec: count / (f64::from(STEP_MINUTES) * 60.0),
    });
    let pieces: Vec<Piece> = pieces.collect();
    let layout = layout(1);
    let hall = empty(desks(counters));
    let mut runner = Runner::new(&layout);
    let mut watch = ByHalfHour {
        within_ms: (wish.within_secs * 1000.0).round() as i64,
        counts: vec![Count::default(); counters.len()],
    };
    for day in 0..days {
        let Demand {
            service_secs,
            patience_secs,
            ..
        } = wish.demand;
        let seed = SEED + u64::from(day);
        let mut chance = Chance::new(&[1.0], pieces.clone(), service_secs, patience_secs, seed);
        runner.run(&layout, &hall, &mut chance, &mut watch, i64::MAX / 4);
    }
    watch.counts
}

/// The first counters of each half hour work; whoever is with a customer when theirs is over finishes.
fn desks(counters: &[u32]) -> Vec<Desk> {
    let most = counters.iter().copied().max().unwrap_or(0);
    let desk = |seat: u32| {
        let mut shifts: Vec<Shift> = Vec::new();
        for (step, &working) in (0_i64..).zip(counters) {
            let (from_ms, mut to_ms) = (step * STEP_MS, (step + 1) * STEP_MS);
            if step + 1 == counters.len() as i64 {
                to_ms += OVERTIME_MS;
            }
            match shifts.last_mut() {
                _ if seat >= working => {}
                Some(last) if last.to_ms == from_ms => last.to_ms = to_ms,
                Some(_) | None => shifts.push(Shift {
                    from_ms,
                    to_ms,
                    rule: 0,
                }),
            }
        }
        Desk::free(shifts)
    };
    (0..most).map(desk).collect()
}

struct ByHalfHour {
    within_ms: i64,
    counts: Vec<Count>,
}

impl ByHalfHour {
    fn of(&mut self, since_ms: i64) -> &mut Count {
        let step = usize::try_from(since_ms / STEP_MS).unwrap_or(0);
        let last = self.counts.len() - 1;
        &mut self.counts[step.min(last)]
    }
}

impl Watch for ByHalfHour {
    fn called(&mut self, call: &Call) -> Go {
        let within_ms = self.within_ms;
        self.of(call.since_ms).called(call.waited_ms(), within_ms);
        Go::On
    }

    fn left(&mut self, _: u32, _: Queue, since_ms: i64, at_ms: i64) {
        let within_ms = self.within_ms;
        self.of(since_ms).left(at_ms - since_ms, within_ms);
    }
}

/// A time of day; after midnight of the same business day it goes on, as 25:00.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
