//! Ranges corrected by how the last ones went (split conformal prediction, as in Romano, Patterson and
//! Candès, "Conformalized quantile regression", 2019).

use std::collections::VecDeque;

use crate::spread::Spread;

/// How many predictions of a service are remembered, the newest.
pub const KEPT_MAX: usize = 400;
/// As how many predictions it counts, before there are any, that the spreads are right as they are. It
/// fades as they come: half at so many, so that what is wrong for long is put right whole.
const PRIOR: f64 = 30.0;
/// A spread is at least so wide when errors are measured by it.
const WIDTH_MIN_SECS: f64 = 60.0;

/// Errors of the last predictions by service, and the correction that they ask for.
#[derive(Debug, Clone)]
pub struct Calibrator {
    services: Vec<Service>,
}

#[derive(Debug, Clone, Default)]
struct Service {
    kept: VecDeque<Error>,
    /// How far p10, p50, p80 and p90 are moved, in widths.
    moved: [f64; 4],
}

/// By how many widths the wait passed p10, p50, p80 and p90.
type Error = [f64; 4];

const LEVELS: [f64; 4] = [0.1, 0.5, 0.8, 0.9];

impl Calibrator {
    /// Nothing is known yet of these many services.
    pub fn new(services: usize) -> Self {
        Self {
            services: vec![Service::default(); services],
        }
    }

    /// Takes in how long somebody waited of whom `told` was predicted, uncorrected.
    pub fn take(&mut self, service: usize, told: &Spread, actual_secs: f64) {
        let Some(service) = self.services.get_mut(service) else {
            return;
        };
        let width = width_secs(told);
        let error = quantiles(told).map(|secs| (actual_secs - secs) / width);
        if !error.iter().all(|error| error.is_finite()) {
            return;
        }
        if service.kept.len() == KEPT_MAX {
            service.kept.pop_front();
        }
        service.kept.push_back(error);
        for (index, level) in LEVELS.into_iter().enumerate() {
            let errors = service.kept.iter().map(|error| error[index]);
            service.moved[index] = quantile(errors.collect(), level);
        }
    }

    /// A prediction as it is told.
    pub fn apply(&self, service: usize, raw: &Spread) -> Spread {
        let Some(service) = self.services.get(service) else {
            return *raw;
        };
        let width = width_secs(raw);
        if !width.is_finite() {
            return *raw;
        }
        let [p10, p50, p80, p90] = quantiles(raw);
        let [m10, m50, m80, m90] = service.moved;
        let p10_secs = (p10 + m10 * width).max(0.0);
        let p50_secs = (p50 + m50 * width).max(p10_secs);
        let p80_secs = (p80 + m80 * width).max(p50_secs);
        Spread {
            mean_secs: raw.mean_secs,
            p10_secs,
            p50_secs,
            p80_secs,
            p90_secs: (p90 + m90 * width).max(p80_secs),
            never: raw.never,
        }
    }

    /// How much wider a service's spreads are than they would be uncorrected; 1 is as wide.
    pub fn widened(&self, service: usize) -> f64 {
        let moved = self
            .services
            .get(service)
            .map_or([0.0; 4], |service| service.moved);
        (1.0 + moved[3] - moved[0]).max(0.0)
    }
}

fn quantiles(spread: &Spread) -> [f64; 4] {
    [
        spread.p10_secs,
        spread.p50_secs,
        spread.p80_secs,
        spread.p90_secs,
    ]
}

fn width_secs(spread: &Spread) -> f64 {
    (spread.p90_secs - spread.p10_secs).max(WIDTH_MIN_SECS)
}

/// The level's quantile of the errors and of a prior that says that nothing is to be moved.
fn quantile(mut errors: Vec<f64>, level: f64) -> f64 {
    errors.sort_unstable_by(f64::total_cmp);
    let prior = PRIOR * PRIOR / (PRIOR + errors.len() as f64);
    let sought = level * (errors.len() as f64 + prior);
    // Of the prior, `level` lies below 0 and the rest above.
    let below_zero = errors.partition_point(|error| *error < 0.0) as f64;
    let up_to_zero = errors.partition_point(|error| *error <= 0.0) as f64;
    let last = errors.len().saturating_sub(1);
    let at = |rank: f64| {
        errors
            .get((rank.max(0.0) as usize).min(last))
            .copied()
            .unwrap_or_default()
    };
    if sought < below_zero {
        at(sought)
    } else if sought > up_to_zero + prior {
        at(sought - prior)
    } else {
        0.0
    }
}
