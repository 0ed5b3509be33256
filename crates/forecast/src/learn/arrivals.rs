//! Who is still to come: by quarter of an hour and day of the week, at today's own level.

use chrono::{Datelike as _, NaiveDate};
use rand::{Rng, RngExt as _};
use rand_distr::{Distribution as _, Gamma, Poisson};

use crate::layout::Queue;

use super::Shape;
use super::day::{DayFacts, SLOT_MS};

/// Quarters of an hour of a business day; whoever comes later counts as of the last.
const SLOTS_MAX: usize = 30 * 4;
/// All days count against those of the same day of the week as so many days.
const WEEKDAY_PRIOR: f64 = 3.0;
/// How much days differ in level: of a gamma of this shape, assumed before days are seen, which counts
/// as so many days.
const LEVEL_SHAPE: f64 = 40.0;
const LEVEL_PRIOR: f64 = 5.0;
const LEVEL_SHAPE_MIN: f64 = 4.0;
const LEVEL_SHAPE_MAX: f64 = 400.0;

/// What is expected of today.
#[derive(Debug, Clone, Default)]
pub(super) struct Arrivals {
    slots: Vec<Slot>,
    /// How like each other the days are, the shape of a gamma.
    level_shape: f64,
}

#[derive(Debug, Clone, Default)]
struct Slot {
    /// How many are expected.
    expected: f64,
    /// Of which queues, with the share up to and with each.
    queues: Vec<(Queue, f64)>,
}

impl Arrivals {
    pub(super) fn count<'a>(
        shape: Shape,
        days: impl Iterator<Item = &'a DayFacts> + Clone,
        today: NaiveDate,
    ) -> Self {
        let seen = days.clone().filter(|day| !day.is_empty()).count() as f64;
        if seen == 0.0 {
            return Self::default();
        }
        let is_alike = |day: &DayFacts| day.day.weekday() == today.weekday();
        let alike = days.clone().filter(|day| is_alike(day)).count() as f64;
        // A day like today counts for itself and, as every day does, for the prior.
        let prior = WEEKDAY_PRIOR / seen;
        let mut counts = vec![vec![0.0; shape.queues()]; SLOTS_MAX];
        for day in days.clone() {
            let weight = prior + if is_alike(day) { 1.0 } else { 0.0 };
            for (at_ms, queue) in &day.arrivals {
                counts[slot_of(*at_ms)][usize::from(queue.0)] += weight / (alike + WEEKDAY_PRIOR);
            }
        }
        let slots: Vec<Slot> = counts.iter().map(|counts| Slot::of(counts)).collect();
        let expected: f64 = slots.iter().map(|slot| slot.expected).sum();
        Self {
            slots,
            level_shape: level_shape(days.filter(|day| is_alike(day)), expected),
        }
    }

    /// One run's level of today: what is known of it is how many have come by now.
    pub(super) fn level(&self, today: &DayFacts, now_ms: i64, rng: &mut impl Rng) -> f64 {
        if self.slots.is_empty() {
            return 1.0;
        }
        let expected: f64 = (0..)
            .zip(&self.slots)
            .map(|(slot, of)| of.expected * part_before(slot, now_ms))
            .sum();
        let come = today.arrivals.iter().filter(|(at_ms, _)| *at_ms <= now_ms);
        let come = come.count() as f64;
        let gamma = Gamma::new(self.level_shape + come, 1.0 / (self.level_shape + expected));
        gamma.map_or(1.0, |gamma| gamma.sample(rng))
    }

    /// Who comes in a slot after `from_ms`, at this level, in order; `None` where the day is over.
    pub(super) fn of_slot(
        &self,
        slot: usize,
        from_ms: i64,
        level: f64,
        rng: &mut impl Rng,
    ) -> Option<Vec<(i64, Queue)>> {
        let of = self.slots.get(slot)?;
        let start_ms = slot as i64 * SLOT_MS;
        let begin_ms = from_ms.max(start_ms);
        let left_ms = start_ms + SLOT_MS - begin_ms;
        let mean = of.expected * level * left_ms as f64 / SLOT_MS as f64;
        let Ok(poisson) = Poisson::new(mean) else {
            return Some(Vec::new());
        };
        let count = poisson.sample(rng) as usize;
        let mut come: Vec<(i64, Queue)> = (0..count)
            .map(|_| (begin_ms + rng.random_range(0..left_ms.max(1)), of.pick(rng)))
            .collect();
        come.sort_unstable();
        Some(come)
    }

    /// The slot in which `at_ms` lies.
    pub(super) fn slot_at(at_ms: i64) -> usize {
        slot_of(at_ms)
    }
}

impl Slot {
    fn of(counts: &[f64]) -> Self {
        let expected: f64 = counts.iter().sum();
        let mut up_to = 0.0;
        let mut queues = Vec::new();
        for (queue, count) in (0..).zip(counts) {
            if *count > 0.0 {
                up_to += count / expected;
                queues.push((Queue(queue), up_to));
            }
        }
        Self { expected, queues }
    }

    fn pick(&self, rng: &mut impl Rng) -> Queue {
        let at: f64 = rng.random();
        let place = self.queues.partition_point(|(_, up_to)| *up_to <= at);
        let last = self.queues.len().saturating_sub(1);
        self.queues
            .get(place.min(last))
            .map_or(Queue(0), |(queue, _)| *queue)
    }
}

/// The shape of the gamma whose variance is what the days' totals vary more than chance.
fn level_shape<'a>(days: impl Iterator<Item = &'a DayFacts>, expected: f64) -> f64 {
    if expected <= 0.0 {
        return LEVEL_SHAPE;
    }
    let (mut weight, mut excess) = (LEVEL_PRIOR, LEVEL_PRIOR / LEVEL_SHAPE);
    for day in days {
        let off = day.arrivals.len() as f64 / expected - 1.0;
        weight += 1.0;
        excess += off * off - 1.0 / expected;
    }
    let variance = (excess / weight).max(1.0 / LEVEL_SHAPE_MAX);
    (1.0 / variance).clamp(LEVEL_SHAPE_MIN, LEVEL_SHAPE_MAX)
}

fn part_before(slot: i64, now_ms: i64) -> f64 {
    let passed_ms = (now_ms - slot * SLOT_MS).clamp(0, SLOT_MS);
    passed_ms as f64 / SLOT_MS as f64
}

fn slot_of(at_ms: i64) -> usize {
    let slot = usize::try_from(at_ms.max(0) / SLOT_MS).unwrap_or_default();
    slot.min(SLOTS_MAX - 1)
}
