//! How right were we: what was told against how long people really waited.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::spread::{Basis, Range, Spread};

/// How many of the newest errors a tally keeps for its median.
const ERRORS_MAX: usize = 500;

/// What was told to one who was called in the end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// The place of the service in the layout.
    pub service: usize,
    /// The hour of the business day in which it was told.
    pub hour: u8,
    /// From what.
    pub basis: Basis,
    /// The spread, corrected.
    pub spread: Spread,
    /// What was printed.
    pub range: Range,
}

/// Counts of one service, one hour, or all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many waits.
    pub count: u32,
    /// How many lay from p10 to p90.
    pub inside: u32,
    /// How many were at most the printed upper end.
    pub within: u32,
    /// How many were told from a run, from the queue's length, from the last one called.
    pub by_basis: [u32; 3],
    error_secs: f64,
    errors_secs: VecDeque<f32>,
}

/// Tallies by service and hour.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    cells: BTreeMap<u16, BTreeMap<u8, Tally>>,
}

impl Accuracy {
    /// Nothing was told yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in how long somebody waited.
    pub fn take(&mut self, told: &Told, actual_secs: f64) {
        let Ok(service) = u16::try_from(told.service) else {
            return;
        };
        if !actual_secs.is_finite() || actual_secs < 0.0 || !told.spread.mean_secs.is_finite() {
            return;
        }
        let hours = self.cells.entry(service).or_default();
        hours.entry(told.hour).or_default().take(told, actual_secs);
    }

    /// All that was told.
    pub fn total(&self) -> Tally {
        sum(self.cells.values().flat_map(BTreeMap::values))
    }

    /// By the service's place.
    pub fn by_service(&self) -> BTreeMap<usize, Tally> {
        let services = self.cells.iter();
        services
            .map(|(service, hours)| (usize::from(*service), sum(hours.values())))
            .collect()
    }

    /// By the hour of the business day.
    pub fn by_hour(&self) -> BTreeMap<u8, Tally> {
        let mut by_hour: BTreeMap<u8, Vec<&Tally>> = BTreeMap::new();
        for (hour, tally) in self.cells.values().flatten() {
            by_hour.entry(*hour).or_default().push(tally);
        }
        by_hour
            .into_iter()
            .map(|(hour, tallies)| (hour, sum(tallies.into_iter())))
            .collect()
    }

    /// Of one service and one hour.
    pub fn cells(&self) -> impl Iterator<Item = (usize, u8, &Tally)> {
        self.cells.iter().flat_map(|(service, hours)| {
            hours
                .iter()
                .map(|(hour, tally)| (usize::from(*service), *hour, tally))
        })
    }
}

impl Tally {
    /// Which fraction lay from p10 to p90; `None` of nothing.
    pub fn inside_fraction(&self) -> Option<f64> {
        self.fraction(self.inside)
    }

    /// Which fraction was at most the printed upper end.
    pub fn within_fraction(&self) -> Option<f64> {
        self.fraction(self.within)
    }

    /// By how much people waited longer than the mean that was told.
    pub fn bias_mean_secs(&self) -> Option<f64> {
        (self.count > 0).then(|| self.error_secs / f64::from(self.count))
    }

    /// The same in the middle of the newest.
    pub fn bias_median_secs(&self) -> Option<f64> {
        let mut errors: Vec<f32> = self.errors_secs.iter().copied().collect();
        errors.sort_unstable_by(f32::total_cmp);
        errors.get(errors.len() / 2).map(|error| f64::from(*error))
    }

    /// From what most was told.
    pub fn basis(&self) -> Option<Basis> {
        let bases = [Basis::Run, Basis::QueueLength, Basis::LastCalled];
        let most = bases
            .into_iter()
            .zip(self.by_basis)
            .rev()
            .max_by_key(|(_, count)| *count);
        most.filter(|(_, count)| *count > 0).map(|(basis, _)| basis)
    }

    fn take(&mut self, told: &Told, actual_secs: f64) {
        let error_secs = actual_secs - told.spread.mean_secs;
        let inside = told.spread.p10_secs..=told.spread.p90_secs;
        self.count += 1;
        self.inside += u32::from(inside.contains(&actual_secs));
        self.within += u32::from(actual_secs <= f64::from(told.range.to_secs));
        let basis = match told.basis {
            Basis::Run => 0,
            Basis::QueueLength => 1,
            Basis::LastCalled => 2,
        };
        self.by_basis[basis] += 1;
        self.error_secs += error_secs;
        if self.errors_secs.len() == ERRORS_MAX {
            self.errors_secs.pop_front();
        }
        self.errors_secs.push_back(error_secs as f32);
    }

    fn fraction(&self, part: u32) -> Option<f64> {
        (self.count > 0).then(|| f64::from(part) / f64::from(self.count))
    }
}

fn sum<'a>(tallies: impl Iterator<Item = &'a Tally>) -> Tally {
    tallies.fold(Tally::default(), |mut all, tally| {
        all.count += tally.count;
        all.inside += tally.inside;
        all.within += tally.within;
        for (all, one) in all.by_basis.iter_mut().zip(tally.by_basis) {
            *all += one;
        }
        all.error_secs += tally.error_secs;
        all.errors_secs.extend(&tally.errors_secs);
        all
    })
}
