//! The table: one row a figure, its target beside it.

use std::fmt;

use anyhow::Result;
use serde::Serialize;

use crate::spread::Spread;

/// Every figure of one run.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
    raw_commit_ms: f64,
    round_trip_ms: f64,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    value: f64,
    unit: &'static str,
    /// 10th and 99th percentile, where there are many.
    spread: Option<(f64, f64)>,
    target: Option<String>,
    met: Option<bool>,
}

/// What is aimed at.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    AtMost(f64),
    AtLeast(f64),
}

impl Table {
    pub(crate) fn set_raw_commit(&mut self, spread: &Spread) {
        self.raw_commit_ms = spread.median_ms();
    }

    pub(crate) fn set_round_trip(&mut self, spread: &Spread) {
        self.round_trip_ms = spread.median_ms();
    }

    pub(crate) fn raw_commit_ms(&self) -> f64 {
        self.raw_commit_ms
    }

    /// A percentile of many durations, in milliseconds.
    pub(crate) fn duration(
        &mut self,
        name: &str,
        spread: &Spread,
        percent: usize,
        target: Option<Target>,
    ) {
        let name = format!("{name} p{percent}");
        let around = (spread.percentile_ms(10), spread.percentile_ms(99));
        self.push(
            name,
            spread.percentile_ms(percent),
            "ms",
            Some(around),
            target,
        );
    }

    /// One number.
    pub(crate) fn figure(
        &mut self,
        name: &str,
        value: f64,
        unit: &'static str,
        target: Option<Target>,
    ) {
        self.push(name.to_owned(), value, unit, None, target);
    }

    fn push(
        &mut self,
        name: String,
        value: f64,
        unit: &'static str,
        spread: Option<(f64, f64)>,
        target: Option<Target>,
    ) {
        let met = target.map(|target| match target {
            Target::AtMost(most) => value <= most,
            Target::AtLeast(least) => value >= least,
        });
        let target = target.map(|target| match target {
            Target::AtMost(most) => format!("≤ {most:.2}"),
            Target::AtLeast(least) => format!("≥ {least:.2}"),
        });
        self.rows.push(Row {
            name,
            value,
            unit,
            spread,
            target,
            met,
        });
    }

    pub(crate) fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(&serde_json::json!({
            "raw_commit_p50_ms": self.raw_commit_ms,
            "empty_round_trip_p50_ms": self.round_trip_ms,
            "figures": self.rows,
        }))?)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<52} {:>10} {:<8} {:>17}  {:>10}",
            "figure", "value", "unit", "p10 … p99", "target"
        )?;
        for row in &self.rows {
            let spread = row
                .spread
                .map_or(String::new(), |(low, high)| format!("{low:.2} … {high:.2}"));
            let target = row.target.clone().unwrap_or_default();
            let verdict = match row.met {
                Some(true) => "met",
                Some(false) => "MISSED",
                None => "",
            };
            writeln!(
                f,
                "{:<52} {:>10.3} {:<8} {spread:>17}  {target:>10} {verdict}",
                row.name, row.value, row.unit
            )?;
        }
        Ok(())
    }
}
