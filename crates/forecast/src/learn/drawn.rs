//! Durations as one run draws them: what is not known for sure once, the rests for each customer.

use rand::{Rng, RngExt as _};
use rand_distr::{Exp1, StandardNormal};

use crate::layout::Queue;

use super::day::{Hand, TAKEN_MAX_MS};
use super::durations::{Durations, REST_VAR, TAKEN_MIN_MS, UNSEEN_SECS, hour_of};
use super::shrink::Effect;

/// A service's own rests count against the branch, in its shape, as so many.
const SHAPE_PRIOR: f64 = 8.0;
/// With fewer than this in the pool that were longer, the tail is drawn.
const LONGER_MIN: usize = 4;
/// The tail's mean excess is that of so many of the longest, a part of the pool.
const TAIL_PART: f64 = 0.1;
/// A service may take so many times the longest that was seen, or the usual, whichever is longer;
/// beyond that it never ends.
const LONGEST_TIMES: f64 = 2.0;
const USUAL_TIMES: f64 = 12.0;

impl Durations {
    /// One run's view: what is not known for sure is drawn once.
    pub(super) fn draw(&self, hands: &[Hand], rng: &mut impl Rng) -> Drawn<'_> {
        let pace = self.pace.unwrap_or(Effect {
            mean: 0.0,
            var: 0.0,
        });
        let pace = draw(pace, rng);
        let queues = self.queues.iter();
        let queues = queues.map(|queue| (self.base + pace + draw(*queue, rng)).exp());
        let queues = queues.collect();
        let hands = hands.iter().map(|hand| draw(self.hand(*hand), rng).exp());
        Drawn {
            of: self,
            queues,
            hands: hands.collect(),
        }
    }
}

/// The durations of one run.
#[derive(Debug, Clone)]
pub(super) struct Drawn<'a> {
    of: &'a Durations,
    /// By queue, in milliseconds.
    queues: Vec<f64>,
    /// By counter.
    hands: Vec<f64>,
}

impl Drawn<'_> {
    /// How long a customer takes a counter, in milliseconds.
    pub(super) fn taken_ms(
        &self,
        queue: Queue,
        seat: usize,
        of_day_ms: i64,
        rng: &mut impl Rng,
    ) -> f64 {
        self.usual_ms(queue, seat, of_day_ms) * self.rest(queue, rng)
    }

    /// How much longer, of one who has taken it for `elapsed_ms`; `None` beyond anything believable.
    pub(super) fn remains_ms(
        &self,
        queue: Queue,
        seat: usize,
        of_day_ms: i64,
        elapsed_ms: i64,
        rng: &mut impl Rng,
    ) -> Option<f64> {
        if elapsed_ms > TAKEN_MAX_MS {
            return None;
        }
        let usual_ms = self.usual_ms(queue, seat, of_day_ms);
        let passed = elapsed_ms as f64 / usual_ms;
        let pool = self.pool(queue, rng);
        let total = longer_than(pool, passed, rng)?;
        Some((total - passed) * usual_ms)
    }

    fn usual_ms(&self, queue: Queue, seat: usize, of_day_ms: i64) -> f64 {
        let queue = self.queues.get(usize::from(queue.0)).copied();
        let hand = self.hands.get(seat).copied().unwrap_or(1.0);
        let hour = self.of.hours.get(hour_of(of_day_ms)).copied();
        let usual = queue.unwrap_or(UNSEEN_SECS * 1000.0) * hand * hour.unwrap_or_default().exp();
        usual.max(TAKEN_MIN_MS)
    }

    fn rest(&self, queue: Queue, rng: &mut impl Rng) -> f64 {
        let pool = self.pool(queue, rng);
        if pool.is_empty() {
            let normal: f64 = rng.sample(StandardNormal);
            return (normal * REST_VAR.sqrt()).exp();
        }
        f64::from(pool[rng.random_range(0..pool.len())])
    }

    /// The service's own rests, or the branch's where its own are few.
    fn pool(&self, queue: Queue, rng: &mut impl Rng) -> &[f32] {
        let service = self.of.shape.and_then(|shape| shape.service(queue));
        let own = service.and_then(|service| self.of.rests.get(service));
        let own = own.map_or(&[][..], Vec::as_slice);
        let count = own.len() as f64;
        if rng.random::<f64>() < count / (count + SHAPE_PRIOR) {
            own
        } else {
            &self.of.branch_rests
        }
    }
}

/// One out of those of `pool` (rising factors of the usual) that are longer than `passed`; `None`
/// where nothing can be that long.
fn longer_than(pool: &[f32], passed: f64, rng: &mut impl Rng) -> Option<f64> {
    let longest = pool.last().map_or(1.0, |longest| f64::from(*longest));
    if passed > (LONGEST_TIMES * longest).max(USUAL_TIMES) {
        return None;
    }
    let from = pool.partition_point(|one| f64::from(*one) <= passed);
    let longer = &pool[from..];
    if longer.len() >= LONGER_MIN {
        return Some(f64::from(longer[rng.random_range(0..longer.len())]));
    }
    let excess: f64 = rng.sample(Exp1);
    Some(passed + excess * mean_excess(pool))
}

fn mean_excess(pool: &[f32]) -> f64 {
    let tail = ((pool.len() as f64 * TAIL_PART) as usize).max(1);
    let Some(from) = pool.len().checked_sub(tail + 1) else {
        return 1.0;
    };
    let threshold = f64::from(pool[from]);
    let over: f64 = pool[from + 1..]
        .iter()
        .map(|one| f64::from(*one) - threshold)
        .sum();
    (over / tail as f64).max(0.05)
}

/// A draw of an effect that leaves the mean of its exponential where it was.
fn draw(effect: Effect, rng: &mut impl Rng) -> f64 {
    if effect.var <= 0.0 {
        return effect.mean;
    }
    let normal: f64 = rng.sample(StandardNormal);
    effect.mean + normal * effect.var.sqrt() - effect.var / 2.0
}
