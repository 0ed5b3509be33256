//! Waiting ranges: the rule run forward some hundred times, and what the waits of those runs come to.

use crate::hall::{Hall, Waiter};
use crate::layout::{Layout, Queue};
use crate::learn::Learnt;
use crate::run::{Call, Go, Runner, Watch, World};
use crate::spread::Spread;

/// How many runs a range is read from, if nobody says otherwise.
pub const RUNS: u32 = 200;
/// The most runs of one forecast.
pub const RUNS_MAX: u32 = 10_000;
/// Whoever was called in none of the first so many runs is not waited for in the others: nobody serves
/// them, and every run would go on for a day.
const RUNS_IN_VAIN: u32 = 8;
/// Nobody is told of a wait longer than so many milliseconds.
const AHEAD_MS_MAX: i64 = 12 * 3_600_000;

/// The waits of a hall, in seconds from its now. `None` where nobody can say: most runs saw no call.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// By key: of whoever waits in the hall.
    pub tickets: Vec<Option<Spread>>,
    /// By [`Queue`]: of one who would come now.
    pub newcomers: Vec<Option<Spread>>,
    /// By [`Queue`]: how many seconds one more ahead of a newcomer adds, about; 0 where none is told.
    pub pace_secs: Vec<f64>,
}

/// The wait of everybody in `hall`, whose keys are 0, 1, 2 and so on, and of one who would come now, in
/// every queue. The same seed gives the same numbers.
pub fn forecast(layout: &Layout, hall: &Hall, learnt: &Learnt, seed: u64, runs: u32) -> Forecast {
    let world = |run: u32| learnt.world(layout, hall, seed_of(seed, run));
    forecast_in(layout, hall, runs, world)
}

/// The wait of one who would come to `queue` now. The same as [`forecast`] tells, for less.
pub fn outlook(
    layout: &Layout,
    hall: &Hall,
    learnt: &Learnt,
    queue: Queue,
    seed: u64,
    runs: u32,
) -> Option<Spread> {
    let world = |run: u32| learnt.world(layout, hall, seed_of(seed, run));
    outlook_in(layout, hall, queue, runs, world)
}

/// [`forecast`] in a world of any kind, made anew for each run.
pub fn forecast_in<W: World>(
    layout: &Layout,
    hall: &Hall,
    runs: u32,
    world: impl FnMut(u32) -> W,
) -> Forecast {
    let waiting = hall.waiting.len();
    let mut with_ghosts = hall.clone();
    let queues = (0..).map(Queue).take(layout.queues());
    for (index, queue) in queues.enumerate() {
        let key = u32::try_from(waiting + index).unwrap_or(u32::MAX);
        with_ghosts.waiting.push(hall.newcomer(key, queue));
    }
    let wanted = vec![true; with_ghosts.waiting.len()];
    let waits = Waits::of(layout, &with_ghosts, wanted, runs, world);
    let spreads = (0..with_ghosts.waiting.len()).map(|key| waits.spread(key));
    let mut tickets: Vec<_> = spreads.collect();
    let newcomers = tickets.split_off(waiting);
    let pace = |queue: usize| newcomers[queue].map_or(0.0, |_| waits.pace_secs(waiting + queue));
    let pace_secs = (0..newcomers.len()).map(pace).collect();
    Forecast {
        tickets,
        newcomers,
        pace_secs,
    }
}

/// [`outlook`] in a world of any kind, made anew for each run.
pub fn outlook_in<W: World>(
    layout: &Layout,
    hall: &Hall,
    queue: Queue,
    runs: u32,
    world: impl FnMut(u32) -> W,
) -> Option<Spread> {
    let mut with_ghost = hall.clone();
    for (key, waiter) in (1..).zip(&mut with_ghost.waiting) {
        waiter.key = key;
    }
    with_ghost.waiting.push(hall.newcomer(0, queue));
    outlook_of_in(layout, &with_ghost, 0, runs, world)
}

/// [`outlook_of`] in a world of any kind, made anew for each run.
pub fn outlook_of_in<W: World>(
    layout: &Layout,
    hall: &Hall,
    key: u32,
    runs: u32,
    world: impl FnMut(u32) -> W,
) -> Option<Spread> {
    let key = key as usize;
    let mut wanted = vec![false; hall.waiting.len()];
    *wanted.get_mut(key)? = true;
    Waits::of(layout, hall, wanted, runs, world).spread(key)
}

impl Hall {
    /// One who would come to `queue` now.
    pub fn newcomer(&self, key: u32, queue: Queue) -> Waiter {
        let last = self.waiting.iter().map(|waiter| waiter.turn).max();
        Waiter {
            key,
            queue,
            since_ms: self.now_ms,
            born_ms: self.now_ms,
            since_wall_ms: self.now_ms + self.held_ms,
            born_wall_ms: self.now_ms + self.held_ms,
            turn: last.unwrap_or(0),
            directed: None,
            leaves_ms: None,
            ghost: true,
        }
    }
}

/// A seed of its own for each run (splitmix64's increment keeps them apart).
fn seed_of(seed: u64, run: u32) -> u64 {
    seed.wrapping_add(u64::from(run).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The waits of many runs.
struct Waits {
    runs: usize,
    /// By key, then by run: of those who were called, in seconds.
    secs: Vec<Vec<f64>>,
    /// By key: how many calls were made ahead of theirs, by counters that take them too.
    ahead: Vec<u64>,
}

/// Looks on at one run.
struct Look<'a> {
    now_ms: i64,
    /// By key: when they were called.
    called_ms: &'a mut [Option<i64>],
    /// By key: whether the run goes on for them.
    asked: &'a mut [bool],
    open: usize,
    /// By counter: how many it called.
    calls: &'a mut [u64],
    /// By key: how many calls were made ahead.
    ahead: &'a mut [u64],
    /// By counter and queue: whether it takes it.
    takes: &'a [Vec<bool>],
}

impl Waits {
    fn of<W: World>(
        layout: &Layout,
        hall: &Hall,
        mut wanted: Vec<bool>,
        runs: u32,
        mut world: impl FnMut(u32) -> W,
    ) -> Self {
        let keys = hall.waiting.len();
        let runs = runs.clamp(1, RUNS_MAX);
        let mut waits = Self {
            runs: runs as usize,
            secs: vec![Vec::with_capacity(runs as usize); keys],
            ahead: vec![0; keys],
        };
        let until_ms = hall.now_ms + AHEAD_MS_MAX;
        let until_ms = hall.closes_ms.map_or(until_ms, |at| at.min(until_ms));
        let takes = takes(layout, hall);
        let mut runner = Runner::new(layout);
        let mut called_ms = vec![None; keys];
        let mut asked = vec![true; keys];
        let mut calls = vec![0; hall.desks.len()];
        for run in 0..runs {
            if run == RUNS_IN_VAIN {
                for (wanted, secs) in wanted.iter_mut().zip(&waits.secs) {
                    *wanted &= !secs.is_empty();
                }
            }
            asked.clone_from(&wanted);
            let open = asked.iter().filter(|asked| **asked).count();
            if open == 0 {
                break;
            }
            called_ms.fill(None);
            calls.fill(0);
            let mut look = Look {
                now_ms: hall.now_ms,
                called_ms: &mut called_ms,
                asked: &mut asked,
                open,
                calls: &mut calls,
                ahead: &mut waits.ahead,
                takes: &takes,
            };
            runner.run(layout, hall, &mut world(run), &mut look, until_ms);
            for (secs, called_ms) in waits.secs.iter_mut().zip(&called_ms) {
                secs.extend(called_ms.map(|at| (at - hall.now_ms) as f64 / 1_000.0));
            }
        }
        waits.secs.iter_mut().for_each(|secs| {
            secs.sort_unstable_by(f64::total_cmp);
        });
        waits
    }

    /// What a wait comes to; `None` where most runs saw no call.
    fn spread(&self, key: usize) -> Option<Spread> {
        let secs = &self.secs[key];
        if secs.len() * 2 <= self.runs {
            return None;
        }
        let quantile = |at: f64| self.quantile(secs, at);
        Some(Spread {
            mean_secs: secs.iter().sum::<f64>() / secs.len() as f64,
            p10_secs: quantile(0.1),
            p50_secs: quantile(0.5),
            p80_secs: quantile(0.8),
            p90_secs: quantile(0.9),
            never: 1.0 - secs.len() as f64 / self.runs as f64,
        })
    }

    /// Between the two order statistics next to it; waits without an end are the longest.
    fn quantile(&self, sorted: &[f64], at: f64) -> f64 {
        let place = at * (self.runs - 1) as f64;
        let below = place.floor();
        let get = |index: usize| sorted.get(index).copied().unwrap_or(f64::INFINITY);
        let (low, part) = (get(below as usize), place - below);
        let high = if part > 0.0 {
            get(below as usize + 1)
        } else {
            low
        };
        if high.is_infinite() {
            return high;
        }
        low + (high - low) * part
    }

    fn pace_secs(&self, key: usize) -> f64 {
        let secs = &self.secs[key];
        secs.iter().sum::<f64>() / (self.ahead[key] + secs.len() as u64).max(1) as f64
    }
}

/// By counter and queue: whether the rule takes it by which the counter works now or next.
fn takes(layout: &Layout, hall: &Hall) -> Vec<Vec<bool>> {
    let of_desk = |desk: &crate::hall::Desk| {
        let mut takes = vec![false; layout.queues()];
        let shift = desk.shifts.iter().find(|shift| shift.to_ms > hall.now_ms);
        let rule = shift.and_then(|shift| layout.rules.get(usize::from(shift.rule)));
        for (queue, _) in rule.iter().flat_map(|rule| &rule.takes) {
            takes[usize::from(queue.0)] = true;
        }
        takes
    };
    hall.desks.iter().map(of_desk).collect()
}

impl Look<'_> {
    fn settles(&mut self, key: usize) {
        if let Some(asked) = self.asked.get_mut(key)
            && *asked
        {
            *asked = false;
            self.open -= 1;
        }
    }
}

impl Watch for Look<'_> {
    fn called(&mut self, call: &Call) -> Go {
        let key = call.key as usize;
        if let Some(called_ms) = self.called_ms.get_mut(key)
            && called_ms.is_none()
        {
            *called_ms = Some(call.at_ms.max(self.now_ms));
            if call.ghost {
                let queue = usize::from(call.queue.0);
                let by_all = self.calls.iter().zip(self.takes);
                let ahead = by_all.filter(|(_, takes)| takes[queue]);
                self.ahead[key] += ahead.map(|(calls, _)| calls).sum::<u64>();
            }
            self.settles(key);
        }
        if !call.ghost {
            self.calls[usize::from(call.seat.0)] += 1;
        }
        if self.open == 0 { Go::Stop } else { Go::On }
    }

    fn left(&mut self, key: u32, _: Queue, _: i64, _: i64) {
        self.settles(key as usize);
    }
}
