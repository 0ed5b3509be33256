//! What many trials come to, in figures and as a table.

use std::collections::BTreeMap;

use super::trial::Wait;
use crate::layout::Layout;
use crate::spread::Basis;
use crate::table::{Column, Table};

/// Figures of some waits. Fractions are 0 to 1; `None` of nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Score {
    /// How many were served.
    pub served: u32,
    /// How many of them were told nothing.
    pub untold: u32,
    /// How many were told from a run, from the queue's length, from the last one called.
    pub by_basis: [u32; 3],
    inside: u32,
    within: u32,
    error_secs: f64,
    squares: f64,
    /// Of those of whom the queue's length says something: how many, the forecast's squares, its own.
    queue_length: (u32, f64, f64),
    /// The same of the last one called.
    last_called: (u32, f64, f64),
}

impl Score {
    /// Of these.
    pub fn of<'a>(waits: impl IntoIterator<Item = &'a Wait>) -> Self {
        let mut score = Self::default();
        for wait in waits {
            score.take(wait);
        }
        score
    }

    /// Which fraction waited from p10 to p90.
    pub fn inside(&self) -> Option<f64> {
        self.fraction(f64::from(self.inside))
    }

    /// Which fraction was called by the printed upper end.
    pub fn within(&self) -> Option<f64> {
        self.fraction(f64::from(self.within))
    }

    /// By how much people waited longer than the mean, on average, in seconds.
    pub fn bias_secs(&self) -> Option<f64> {
        self.fraction(self.error_secs)
    }

    /// The root of the mean squared error of the mean, in seconds.
    pub fn error_secs(&self) -> Option<f64> {
        self.fraction(self.squares).map(f64::sqrt)
    }

    /// The mean squared error of the mean against that of a queue-length estimator.
    pub fn against_queue_length(&self) -> Option<f64> {
        ratio(self.queue_length)
    }

    /// The same against the wait of the last one called.
    pub fn against_last_called(&self) -> Option<f64> {
        ratio(self.last_called)
    }

    fn take(&mut self, wait: &Wait) {
        self.served += 1;
        let Some(told) = wait.told else {
            self.untold += 1;
            return;
        };
        self.by_basis[match told.basis {
            Basis::Run => 0,
            Basis::QueueLength => 1,
            Basis::LastCalled => 2,
        }] += 1;
        let (spread, actual) = (told.spread, wait.wait_secs);
        let is_inside = (spread.p10_secs..=spread.p90_secs).contains(&actual);
        self.inside += u32::from(is_inside);
        self.within += u32::from(actual <= f64::from(told.range.to_secs));
        let error_secs = actual - spread.mean_secs;
        self.error_secs += error_secs;
        self.squares += error_secs * error_secs;
        for (sums, other) in [
            (&mut self.queue_length, wait.queue_length_secs),
            (&mut self.last_called, wait.last_called_secs),
        ] {
            if let Some(other) = other {
                sums.0 += 1;
                sums.1 += error_secs * error_secs;
                sums.2 += (actual - other) * (actual - other);
            }
        }
    }

    fn fraction(&self, part: f64) -> Option<f64> {
        let told = self.served - self.untold;
        (told > 0).then(|| part / f64::from(told))
    }
}

fn ratio((count, own, other): (u32, f64, f64)) -> Option<f64> {
    (count > 0 && other > 0.0).then(|| own / other)
}

/// By predicted length: up to so many seconds, and its name.
const LENGTHS: [(f64, &str); 5] = [
    (300.0, "told < 5 min"),
    (900.0, "told 5–15 min"),
    (1_800.0, "told 15–30 min"),
    (3_600.0, "told 30–60 min"),
    (f64::INFINITY, "told > 60 min"),
];

/// A table of what these waits came to: all, by hour, by the length that was told, by service.
pub fn table(layout: &Layout, waits: &[Wait]) -> Table {
    let columns = [
        Column::left(""),
        Column::right("served"),
        Column::right("told –"),
        Column::right("run/QL/LES"),
        Column::right("p10–p90"),
        Column::right("≤ printed"),
        Column::right("bias s"),
        Column::right("RMSE s"),
        Column::right("MSE/QL"),
        Column::right("MSE/LES"),
    ];
    let mut table = Table::new(columns);
    let mut add = |name: String, score: Score| {
        let percent = |fraction: Option<f64>| number(fraction.map(|one| one * 100.0), 1);
        let [run, queue_length, last_called] = score.by_basis;
        table.row([
            name,
            score.served.to_string(),
            score.untold.to_string(),
            format!("{run}/{queue_length}/{last_called}"),
            percent(score.inside()),
            percent(score.within()),
            number(score.bias_secs(), 0),
            number(score.error_secs(), 0),
            number(score.against_queue_length(), 3),
            number(score.against_last_called(), 3),
        ]);
    };
    add("all".to_owned(), Score::of(waits));
    let hours = grouped(waits, |wait| Some(wait.hour));
    for (hour, waits) in hours {
        add(format!("{hour:02}:00"), Score::of(waits));
    }
    let length = |wait: &Wait| {
        let mean_secs = wait.told?.spread.mean_secs;
        LENGTHS.iter().position(|(to, _)| mean_secs < *to)
    };
    for (length, waits) in grouped(waits, length) {
        add(LENGTHS[length].1.to_owned(), Score::of(waits));
    }
    for (service, waits) in grouped(waits, |wait| Some(layout.service_of(wait.queue))) {
        add(layout.services[service].to_string(), Score::of(waits));
    }
    for (class, waits) in grouped(waits, |wait| Some(layout.class_of(wait.queue))) {
        add(format!("class {}", layout.classes[class]), Score::of(waits));
    }
    table
}

fn grouped<K: Ord>(waits: &[Wait], key: impl Fn(&Wait) -> Option<K>) -> BTreeMap<K, Vec<&Wait>> {
    let mut groups: BTreeMap<K, Vec<&Wait>> = BTreeMap::new();
    for wait in waits {
        if let Some(key) = key(wait) {
            groups.entry(key).or_default().push(wait);
        }
    }
    groups
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"))
}
