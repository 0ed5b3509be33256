//! `antre simulate --ranges`: how right waiting ranges are on rehearsed days, against the truth that the
//! branch's own rules make of them.

use std::io::Write as _;

use antre_domain::Config;
use antre_forecast::layout::Layout;
use antre_forecast::ranges::RUNS;
use antre_forecast::rehearsal::{PAST_DAYS, Score, TOLD_DAYS, Wait, table, trial};
use antre_forecast::scenario::Scenario;
use anyhow::{Result, anyhow};
use serde::Serialize;

/// How many days each scenario is rehearsed, by the seeds from 1.
pub(crate) const SEEDS: u64 = 20;

/// What a scenario's days came to, for programs.
#[derive(Debug, Serialize)]
struct Figures<'a> {
    scenario: &'a str,
    seeds: Vec<u64>,
    served: u32,
    untold: u32,
    inside_p10_p90: Option<f64>,
    within_printed: Option<f64>,
    bias_secs: Option<f64>,
    error_secs: Option<f64>,
    mse_against_queue_length: Option<f64>,
    mse_against_last_called: Option<f64>,
}

/// Rehearses a checked scenario with each seed and prints what came of it.
pub(crate) fn show(config: &Config, scenario: &Scenario, json: bool) -> Result<()> {
    let refused = |rejection| anyhow!("a rehearsed day was refused: {rejection}");
    let seeds: Vec<u64> = (1..=SEEDS).collect();
    let mut waits: Vec<Wait> = Vec::new();
    for seed in &seeds {
        waits.extend(trial(config, scenario, *seed, RUNS).map_err(refused)?);
    }
    let score = Score::of(&waits);
    let mut out = std::io::stdout().lock();
    if json {
        let figures = Figures {
            scenario: &scenario.name,
            seeds,
            served: score.served,
            untold: score.untold,
            inside_p10_p90: score.inside(),
            within_printed: score.within(),
            bias_secs: score.bias_secs(),
            error_secs: score.error_secs(),
            mse_against_queue_length: score.against_queue_length(),
            mse_against_last_called: score.against_last_called(),
        };
        writeln!(out, "{}", serde_json::to_string(&figures)?)?;
        return Ok(());
    }
    writeln!(out, "{}", scenario.name)?;
    writeln!(
        out,
        "seeds 1–{SEEDS}; learnt from the {PAST_DAYS} days before, corrected by the last {TOLD_DAYS} of them"
    )?;
    let layout = Layout::of(config);
    writeln!(out, "{}", table(&layout, &waits))?;
    Ok(())
}
