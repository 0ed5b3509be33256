//! How long a customer takes a counter.
//!
//! The logarithm of a duration is taken as a sum: of the branch, the service, the class within it, who
//! serves, the hour, the day, and a rest. The sums' parts are fitted in turn, each shrunk; the rests are
//! kept as they were seen, and a draw puts one of them on the parts of its own service, counter and hour.
//! So every duration in the branch says something about every other, and the shape is the real one.

use std::collections::BTreeMap;

use crate::layout::Queue;

use super::day::{DayFacts, Hand, Sample};
use super::shrink::{Effect, Prior, Seen};
use super::{SAMPLES_PER_SERVICE_MAX, Shape};

/// How many hands are told apart; more share one.
const HANDS_MAX: usize = 200;
/// How many rests of the whole branch are kept.
const BRANCH_RESTS_MAX: usize = 4_096;
/// What is assumed where nothing was seen: five minutes, give or take much.
pub(super) const UNSEEN_SECS: f64 = 300.0;
const UNSEEN_VAR: f64 = 0.5;
/// The rest's variance, assumed before any is seen, and as how many durations that counts.
pub(super) const REST_VAR: f64 = 0.4;
const REST_PRIOR: f64 = 6.0;
/// How often the parts are fitted in turn.
const ROUNDS: usize = 5;
/// Shorter than this nothing takes.
pub(super) const TAKEN_MIN_MS: f64 = 1_000.0;
const HOUR_MS: i64 = 60 * 60 * 1000;
/// Hours of a business day that are told apart; later ones are its last.
const HOURS_MAX: usize = 30;

const SERVICES: Prior = Prior {
    between: 0.5,
    groups: 2.0,
};
const CLASSES: Prior = Prior {
    between: 0.01,
    groups: 4.0,
};
const HANDS: Prior = Prior {
    between: 0.02,
    groups: 4.0,
};
const HOURS: Prior = Prior {
    between: 0.002,
    groups: 3.0,
};
const DAYS: Prior = Prior {
    between: 0.006,
    groups: 6.0,
};

/// The fitted parts.
#[derive(Debug, Clone, Default)]
pub(super) struct Durations {
    pub(super) shape: Option<Shape>,
    counts: Vec<usize>,
    means_secs: Vec<Option<f64>>,
    pub(super) base: f64,
    /// By queue: service and class.
    pub(super) queues: Vec<Effect>,
    hands: BTreeMap<Hand, Effect>,
    /// The variance between hands, of whom nothing was seen.
    hands_between: f64,
    pub(super) hours: Vec<f64>,
    days_between: f64,
    rest_var: f64,
    /// By service: rests as factors, rising.
    pub(super) rests: Vec<Vec<f32>>,
    pub(super) branch_rests: Vec<f32>,
    turnaround_ms: f64,
    pub(super) pace: Option<Effect>,
}

/// A duration on its way through the fit.
struct Point {
    service: usize,
    queue: usize,
    hand: usize,
    hour: usize,
    day: usize,
    ms: f64,
    ln_ms: f64,
}

impl Durations {
    pub(super) fn fit<'a>(
        shape: Shape,
        days: impl DoubleEndedIterator<Item = &'a DayFacts> + Clone,
    ) -> Self {
        let turnaround_ms = middle(
            days.clone()
                .flat_map(|day| &day.samples)
                .filter_map(|sample| sample.turnaround_ms),
        );
        let mut hands: BTreeMap<Hand, usize> = BTreeMap::new();
        let mut points = Vec::new();
        let mut counts = vec![0; shape.services];
        for (age, day) in days.rev().enumerate() {
            for sample in day.samples.iter().rev() {
                let Some(service) = shape.service(sample.queue) else {
                    continue;
                };
                if counts[service] >= SAMPLES_PER_SERVICE_MAX {
                    continue;
                }
                counts[service] += 1;
                let next = hands.len().min(HANDS_MAX);
                let ms = taken_ms(sample, turnaround_ms);
                points.push(Point {
                    service,
                    queue: usize::from(sample.queue.0),
                    hand: *hands.entry(sample.hand).or_insert(next),
                    hour: hour_of(sample.called_ms),
                    day: age,
                    ms,
                    ln_ms: ms.ln(),
                });
            }
        }
        let mut fitted = Self {
            shape: Some(shape),
            counts,
            turnaround_ms,
            ..Self::default()
        };
        fitted.take_means(shape, &points);
        fitted.take_parts(shape, &points, &hands);
        fitted
    }

    /// How fast today is, from its own durations against what they would usually have been.
    pub(super) fn learn_pace(&mut self, today: &DayFacts) {
        let mut seen = Seen::default();
        for sample in &today.samples {
            let usual = self.usual_ln_ms(sample.queue, sample.hand, sample.called_ms);
            seen.take(taken_ms(sample, self.turnaround_ms).ln() - usual);
        }
        self.pace = Some(seen.effect(self.days_between, self.rest_var.max(f64::MIN_POSITIVE)));
    }

    pub(super) fn count(&self) -> usize {
        self.counts.iter().sum()
    }

    pub(super) fn count_of(&self, service: usize) -> usize {
        self.counts.get(service).copied().unwrap_or_default()
    }

    /// The mean of a service; of the branch, where the service has none.
    pub(super) fn mean_secs(&self, service: usize) -> Option<f64> {
        if let Some(own) = self.means_secs.get(service).copied().flatten() {
            return Some(own);
        }
        let count = self.count() as f64;
        let sum = self.means_secs.iter().zip(&self.counts);
        let sum: f64 = sum
            .filter_map(|(mean, count)| Some((*mean)? * *count as f64))
            .sum();
        (count > 0.0).then(|| sum / count)
    }

    /// How long a counter usually needs between two customers, in milliseconds.
    pub(super) fn turnaround_ms(&self) -> i64 {
        self.turnaround_ms as i64
    }

    pub(super) fn hand(&self, hand: Hand) -> Effect {
        self.hands.get(&hand).copied().unwrap_or(Effect {
            mean: 0.0,
            var: self.hands_between,
        })
    }

    fn usual_ln_ms(&self, queue: Queue, hand: Hand, at_ms: i64) -> f64 {
        let queue = self.queues.get(usize::from(queue.0));
        let hour = self.hours.get(hour_of(at_ms));
        self.base
            + queue.map_or(0.0, |queue| queue.mean)
            + self.hand(hand).mean
            + hour.copied().unwrap_or_default()
    }

    fn take_means(&mut self, shape: Shape, points: &[Point]) {
        let mut sums = vec![0.0; shape.services];
        for point in points {
            sums[point.service] += point.ms / 1000.0;
        }
        let means = sums.iter().zip(&self.counts);
        self.means_secs = means
            .map(|(sum, count)| (*count > 0).then(|| sum / *count as f64))
            .collect();
    }

    fn take_parts(&mut self, shape: Shape, points: &[Point], hands: &BTreeMap<Hand, usize>) {
        if points.is_empty() {
            self.base = (UNSEEN_SECS * 1000.0).ln();
            self.queues = vec![
                Effect {
                    mean: 0.0,
                    var: UNSEEN_VAR
                };
                shape.queues()
            ];
            self.hours = vec![0.0; HOURS_MAX];
            self.rest_var = REST_VAR;
            self.days_between = DAYS.between;
            self.hands_between = HANDS.between;
            return;
        }
        let count = points.len() as f64;
        self.base = points.iter().map(|point| point.ln_ms).sum::<f64>() / count;
        let days = points
            .iter()
            .map(|point| point.day)
            .max()
            .unwrap_or_default()
            + 1;
        let mut parts = [
            Part::new(SERVICES, shape.services, |point| point.service),
            Part::new(CLASSES, shape.queues(), |point| point.queue),
            Part::new(HANDS, HANDS_MAX + 1, |point| point.hand),
            Part::new(HOURS, HOURS_MAX, |point| point.hour),
            Part::new(DAYS, days, |point| point.day),
        ];
        let mut rests: Vec<f64> = points.iter().map(|point| point.ln_ms - self.base).collect();
        self.rest_var = REST_VAR;
        for _ in 0..ROUNDS {
            for part in &mut parts {
                part.fit(points, &mut rests, self.rest_var);
            }
            let squares: f64 = rests.iter().map(|rest| rest * rest).sum();
            self.rest_var = (squares + REST_PRIOR * REST_VAR) / (count + REST_PRIOR);
        }
        let [services, classes, by_hand, hours, days] = parts;
        let queues = 0..shape.queues();
        let queues = queues.map(|queue| {
            let (service, class) = (
                services.effects[queue / shape.classes],
                classes.effects[queue],
            );
            Effect {
                mean: service.mean + class.mean,
                var: service.var + class.var,
            }
        });
        self.queues = queues.collect();
        let by_hand_of = hands
            .iter()
            .map(|(hand, index)| (*hand, by_hand.effects[*index]));
        self.hands = by_hand_of.collect();
        self.hands_between = by_hand.between;
        self.hours = hours.effects.iter().map(|effect| effect.mean).collect();
        self.days_between = days.between;
        self.keep_rests(shape, points, &rests);
    }

    fn keep_rests(&mut self, shape: Shape, points: &[Point], rests: &[f64]) {
        self.rests = vec![Vec::new(); shape.services];
        for (point, rest) in points.iter().zip(rests) {
            self.rests[point.service].push(rest.exp() as f32);
        }
        let mut branch: Vec<f32> = self.rests.iter().flatten().copied().collect();
        branch.sort_unstable_by(f32::total_cmp);
        let step = branch.len().div_ceil(BRANCH_RESTS_MAX).max(1);
        self.branch_rests = branch.into_iter().step_by(step).collect();
        for own in &mut self.rests {
            own.sort_unstable_by(f32::total_cmp);
        }
    }
}

/// One kind of difference.
struct Part {
    prior: Prior,
    between: f64,
    group_of: fn(&Point) -> usize,
    effects: Vec<Effect>,
}

impl Part {
    fn new(prior: Prior, groups: usize, group_of: fn(&Point) -> usize) -> Self {
        let unseen = Effect {
            mean: 0.0,
            var: prior.between,
        };
        Self {
            prior,
            between: prior.between,
            group_of,
            effects: vec![unseen; groups],
        }
    }

    /// Fits this part to what the others leave.
    fn fit(&mut self, points: &[Point], rests: &mut [f64], within: f64) {
        let mut seen = vec![Seen::default(); self.effects.len()];
        for (point, rest) in points.iter().zip(rests.iter_mut()) {
            let group = (self.group_of)(point);
            *rest += self.effects[group].mean;
            seen[group].take(*rest);
        }
        self.between = self.prior.between(seen.iter(), within);
        for (effect, seen) in self.effects.iter_mut().zip(&seen) {
            *effect = seen.effect(self.between, within);
        }
        for (point, rest) in points.iter().zip(rests) {
            *rest -= self.effects[(self.group_of)(point)].mean;
        }
    }
}

pub(super) fn hour_of(of_day_ms: i64) -> usize {
    let hour = of_day_ms.max(0) / HOUR_MS;
    usize::try_from(hour).unwrap_or_default().min(HOURS_MAX - 1)
}

fn taken_ms(sample: &Sample, turnaround_ms: f64) -> f64 {
    let turnaround_ms = sample.turnaround_ms.map_or(turnaround_ms, |own| own as f64);
    (sample.held_ms as f64 + turnaround_ms).max(TAKEN_MIN_MS)
}

fn middle(values: impl Iterator<Item = i64>) -> f64 {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default() as f64
}
