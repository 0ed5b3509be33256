//! How long something takes, as chance has it.

use rand::Rng;
use rand::RngExt as _;
use rand_distr::{Distribution as _, Exp, Gamma, LogNormal};
use serde::{Deserialize, Serialize};

/// Nothing takes longer, in seconds: what a draw gives beyond it counts as this.
pub const SECS_MAX: f64 = 4.0 * 3600.0;
/// The most stages of an Erlang distribution.
const STAGES_MAX: u16 = 100;
/// The largest coefficient of variation.
const CV_MAX: f64 = 5.0;
/// The most listed samples.
const SAMPLES_MAX: usize = 10_000;

/// A distribution of seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Dist {
    /// Always the same.
    Fixed(f64),
    /// Without memory.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// As service times usually are: many near the middle, a few long ones.
    Lognormal {
        /// The mean (of the times, not of their logarithms).
        mean: f64,
        /// The standard deviation as a part of the mean.
        cv: f64,
    },
    /// The sum of so many equal exponential stages.
    Erlang {
        /// The mean of the sum.
        mean: f64,
        /// How many.
        stages: u16,
    },
    /// Any of these, each as likely.
    Samples(Vec<f64>),
}

/// Why a distribution says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DistFault {
    /// A number is not finite.
    NotFinite,
    /// A number is below 0.
    Negative,
    /// A number is larger than anything believable.
    TooLarge,
    /// No samples, no stages.
    Empty,
}

impl Dist {
    /// The mean, in seconds.
    pub fn mean_secs(&self) -> f64 {
        match self {
            Self::Fixed(secs) => *secs,
            Self::Exponential { mean }
            | Self::Lognormal { mean, .. }
            | Self::Erlang { mean, .. } => *mean,
            Self::Samples(samples) => samples.iter().sum::<f64>() / samples.len() as f64,
        }
    }

    /// The first thing wrong with it: where inside it, what, and the value.
    pub(super) fn fault(&self) -> Option<(&'static str, DistFault, f64)> {
        let secs = |at, value| number(at, value, SECS_MAX);
        match self {
            Self::Fixed(value) => secs("fixed", *value),
            Self::Exponential { mean } => secs("exponential.mean", *mean),
            Self::Lognormal { mean, cv } => {
                secs("lognormal.mean", *mean).or_else(|| number("lognormal.cv", *cv, CV_MAX))
            }
            Self::Erlang { mean, stages } => secs("erlang.mean", *mean).or_else(|| match stages {
                0 => Some(("erlang.stages", DistFault::Empty, 0.0)),
                1..=STAGES_MAX => None,
                _ => Some(("erlang.stages", DistFault::TooLarge, f64::from(*stages))),
            }),
            Self::Samples(samples) if samples.is_empty() => {
                Some(("samples", DistFault::Empty, 0.0))
            }
            Self::Samples(samples) if samples.len() > SAMPLES_MAX => {
                Some(("samples", DistFault::TooLarge, samples.len() as f64))
            }
            Self::Samples(samples) => {
                let mut faults = samples.iter().filter_map(|value| secs("samples", *value));
                faults.next()
            }
        }
    }

    /// One draw, in seconds, at most [`SECS_MAX`].
    pub fn draw_secs<R: Rng>(&self, rng: &mut R) -> f64 {
        const CHECKED: &str = "a checked distribution has a positive mean here";
        let secs = match self {
            Self::Fixed(secs) => *secs,
            _ if self.mean_secs() <= 0.0 => 0.0,
            Self::Exponential { mean } => Exp::new(1.0 / mean).expect(CHECKED).sample(rng),
            Self::Lognormal { mean, cv } => {
                let drawn = LogNormal::from_mean_cv(*mean, *cv).expect(CHECKED);
                drawn.sample(rng)
            }
            Self::Erlang { mean, stages } => {
                let stages = f64::from(*stages);
                let drawn = Gamma::new(stages, mean / stages).expect(CHECKED);
                drawn.sample(rng)
            }
            Self::Samples(samples) => samples[rng.random_range(0..samples.len())],
        };
        secs.min(SECS_MAX)
    }

    /// One draw, in whole milliseconds.
    pub fn draw_ms<R: Rng>(&self, rng: &mut R) -> i64 {
        (self.draw_secs(rng) * 1000.0).round() as i64
    }
}

fn number(at: &'static str, value: f64, most: f64) -> Option<(&'static str, DistFault, f64)> {
    let fault = if !value.is_finite() {
        DistFault::NotFinite
    } else if value < 0.0 {
        DistFault::Negative
    } else if value > most {
        DistFault::TooLarge
    } else {
        return None;
    };
    Some((at, fault, value))
}
