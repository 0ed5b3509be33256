//! A queue run until its long-run means are known, and how well they are known.

use antre_domain::config::QueueOf;
use antre_domain::rule::{Finally, Line, Plan, Turns};

use super::chance::{Chance, Piece};
use crate::formula::{Demand, Steady};
use crate::hall::{Desk, Hall, Shift};
use crate::layout::{Layout, Queue, Rule, Seat};
use crate::run::{Call, Go, Stay, Watch, run};

/// The mean's error is told from so many batches, up to twice as many.
const BATCHES: usize = 32;
/// People in a batch at first; doubled whenever there are twice as many batches.
const BATCH_PEOPLE: u64 = 1_000;
/// Student's t for 95 % at 31 degrees of freedom.
const STUDENT_T: f64 = 2.04;
/// Longer than any run.
const ENDLESS_MS: i64 = i64::MAX / 4;

/// Alike counters before which people wait.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// By class, how many come in an hour; the first class always goes before the second, and so on.
    pub per_hour: Vec<f64>,
    /// How long one takes, in the mean, by exponential chance.
    pub service_secs: f64,
    /// How long one waits before giving up, likewise.
    pub patience_secs: Option<f64>,
    /// How many counters.
    pub counters: u32,
    /// What the service level counts.
    pub within_secs: f64,
}

/// How long a run goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Length {
    /// At most so many people.
    pub people_max: u64,
    /// It ends earlier where the mean wait of every class is known to this part of itself, with a
    /// certainty of 95 %.
    pub error: f64,
}

/// What a long run showed of a class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The means; the utilisation is that by all classes.
    pub steady: Steady,
    /// So far the mean wait may be off, with a certainty of 95 %.
    pub error_secs: f64,
    /// How many people were followed.
    pub people: u64,
}

impl Station {
    /// One class.
    pub fn of(demand: &Demand, counters: u32, within_secs: f64) -> Self {
        Self {
            per_hour: vec![demand.per_hour],
            service_secs: demand.service_secs,
            patience_secs: demand.patience_secs,
            counters,
            within_secs,
        }
    }
}

/// Runs a station from an empty hall, by the calling rule's own kernel. By class; the same seed gives
/// the same numbers. What happens before the first batch is full is not counted, nor are fewer than
/// [`BATCHES`] batches enough.
pub fn long_run(station: &Station, length: Length, seed: u64) -> Vec<Measured> {
    let endless = Shift {
        from_ms: 0,
        to_ms: ENDLESS_MS,
        rule: 0,
    };
    let desks = (0..station.counters).map(|_| Desk::free(vec![endless]));
    let always = Piece {
        to_secs: f64::INFINITY,
        per_sec: station.per_hour.iter().sum::<f64>() / 3600.0,
    };
    let mut chance = Chance::new(
        &station.per_hour,
        vec![always],
        station.service_secs,
        station.patience_secs,
        seed,
    );
    let mut tally = Tally::new(station, length);
    let layout = layout(station.per_hour.len());
    let hall = empty(desks.collect());
    run(&layout, &hall, &mut chance, &mut tally, ENDLESS_MS);
    tally.measured()
}

/// One service whose classes are called in their order.
pub(super) fn layout(classes: usize) -> Layout {
    let lines = 0..u8::try_from(classes).expect("a handful of classes");
    let takes = lines.clone().map(|line| {
        let of = QueueOf {
            line,
            level: 1,
            target_ms: 0,
        };
        (Queue(line.into()), of)
    });
    Layout {
        services: vec!["service".parse().expect("an identifier")],
        classes: lines
            .clone()
            .map(|class| format!("class-{class}").parse().expect("an identifier"))
            .collect(),
        counters: Vec::new(),
        profiles: Vec::new(),
        rules: vec![Rule {
            takes: takes.collect(),
            plan: Plan {
                lines: vec![Line::default(); classes],
                steps: Vec::new(),
                finally: Finally::Priority(lines.collect()),
            },
        }],
        keeps_age: vec![vec![false]],
    }
}

/// A hall in which nobody waits yet.
pub(super) fn empty(desks: Vec<Desk>) -> Hall {
    Hall {
        now_ms: 0,
        held_ms: 0,
        of_day_ms: 0,
        waiting: Vec::new(),
        desks,
        turns: vec![Turns::default()],
        closes_ms: None,
    }
}

/// What became of some people of a class.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    people: u64,
    waited: u64,
    wait_ms: i64,
    left: u64,
    /// Called in time.
    in_time: u64,
    /// Given up before that time was over.
    left_early: u64,
}

impl Count {
    pub(super) fn called(&mut self, wait_ms: i64, within_ms: i64) {
        self.people += 1;
        self.waited += u64::from(wait_ms > 0);
        self.wait_ms += wait_ms;
        self.in_time += u64::from(wait_ms <= within_ms);
    }

    pub(super) fn left(&mut self, wait_ms: i64, within_ms: i64) {
        self.people += 1;
        self.waited += 1;
        self.wait_ms += wait_ms;
        self.left += 1;
        self.left_early += u64::from(wait_ms <= within_ms);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.waited += other.waited;
        self.wait_ms += other.wait_ms;
        self.left += other.left;
        self.in_time += other.in_time;
        self.left_early += other.left_early;
    }

    pub(super) fn people(&self) -> u64 {
        self.people
    }

    pub(super) fn steady(&self, utilisation: f64) -> Steady {
        let part = |count: u64, of: u64| count as f64 / of.max(1) as f64;
        Steady {
            wait_probability: part(self.waited, self.people),
            mean_wait_secs: self.mean_wait_ms() / 1000.0,
            service_level: part(self.in_time, self.people - self.left_early),
            abandoned: part(self.left, self.people),
            utilisation,
        }
    }

    fn mean_wait_ms(&self) -> f64 {
        self.wait_ms as f64 / self.people.max(1) as f64
    }
}

/// Counts in batches, which are long enough to know little of each other.
struct Tally {
    within_ms: i64,
    counters: u32,
    length: Length,
    /// By batch, by class.
    batches: Vec<Vec<Count>>,
    batch: Vec<Count>,
    batch_people: u64,
    in_batch: u64,
    people: u64,
    is_warm: bool,
    is_enough: bool,
    taken_ms: i64,
    since_ms: i64,
    until_ms: i64,
}

impl Tally {
    fn new(station: &Station, length: Length) -> Self {
        Self {
            within_ms: (station.within_secs * 1000.0).round() as i64,
            counters: station.counters,
            length,
            batches: Vec::with_capacity(2 * BATCHES),
            batch: vec![Count::default(); station.per_hour.len()],
            batch_people: BATCH_PEOPLE,
            in_batch: 0,
            people: 0,
            is_warm: false,
            is_enough: false,
            taken_ms: 0,
            since_ms: 0,
            until_ms: 0,
        }
    }

    /// One person's wait is over.
    fn counted(&mut self, at_ms: i64) {
        self.in_batch += 1;
        self.people += 1;
        self.until_ms = at_ms;
        if self.in_batch < self.batch_people {
            return;
        }
        self.in_batch = 0;
        let fresh = vec![Count::default(); self.batch.len()];
        let full = std::mem::replace(&mut self.batch, fresh);
        if !self.is_warm {
            self.is_warm = true;
            (self.taken_ms, self.since_ms) = (0, at_ms);
            return;
        }
        self.batches.push(full);
        if self.batches.len() == 2 * BATCHES {
            self.is_enough = self.is_known();
            self.join_pairs();
        }
        self.is_enough |= self.people >= self.length.people_max && self.batches.len() >= BATCHES;
    }

    /// Twice as long, the batches know still less of each other.
    fn join_pairs(&mut self) {
        for index in 0..BATCHES {
            let second = self.batches[2 * index + 1].clone();
            self.batches.swap(index, 2 * index);
            for (one, other) in self.batches[index].iter_mut().zip(&second) {
                one.add(other);
            }
        }
        self.batches.truncate(BATCHES);
        self.batch_people *= 2;
    }

    fn is_known(&self) -> bool {
        let is_known = |measured: &Measured| {
            measured.error_secs <= self.length.error * measured.steady.mean_wait_secs
        };
        self.measured().iter().all(is_known)
    }

    fn measured(&self) -> Vec<Measured> {
        let counters_ms = (self.until_ms - self.since_ms) as f64 * f64::from(self.counters);
        let utilisation = self.taken_ms as f64 / counters_ms.max(1.0);
        let class = |class: usize| {
            let of_class = self.batches.iter().map(|batch| &batch[class]);
            let mut all = Count::default();
            of_class.clone().for_each(|count| all.add(count));
            let count = self.batches.len() as f64;
            let means: Vec<f64> = of_class.map(Count::mean_wait_ms).collect();
            let mean = means.iter().sum::<f64>() / count;
            let squares: f64 = means.iter().map(|one| (one - mean).powi(2)).sum();
            let error_ms = STUDENT_T * (squares / (count - 1.0) / count).sqrt();
            Measured {
                steady: all.steady(utilisation),
                error_secs: error_ms / 1000.0,
                people: all.people,
            }
        };
        (0..self.batch.len()).map(class).collect()
    }
}

impl Watch for Tally {
    fn called(&mut self, call: &Call) -> Go {
        self.batch[usize::from(call.queue.0)].called(call.waited_ms(), self.within_ms);
        self.counted(call.at_ms);
        if self.is_enough { Go::Stop } else { Go::On }
    }

    fn done(&mut self, _: Seat, _: Option<&Call>, stay: &Stay, _: i64) {
        self.taken_ms += stay.taken_ms;
    }

    fn left(&mut self, _: u32, queue: Queue, since_ms: i64, at_ms: i64) {
        self.batch[usize::from(queue.0)].left(at_ms - since_ms, self.within_ms);
        self.counted(at_ms);
    }
}
