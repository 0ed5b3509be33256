//! What a day would have been otherwise: its log played back under another rule, or with another counter.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use antre_domain::{Locale, decode};
use antre_forecast::day::{Arrangement, Outcome};
use antre_forecast::measures::Measures;
use antre_forecast::replay::{Recorded, Recorder, ReplayFault};
use antre_forecast::run::Runner;
use antre_forecast::what_if::Change;
use antre_protocol::{
    ProblemCode, WHAT_IF_CHANGES_MAX, WhatIfAnswer, WhatIfChange, WhatIfClass, WhatIfDay,
    WhatIfHalfHour, WhatIfRequest,
};
use antre_storage::{LogReader, READ_EVENTS_MAX};
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use tokio::time::timeout;

use super::asked::Asked;
use super::report::unread;
use super::{Refusal, Wire};
use crate::story::{WhyError, day_of};
use crate::texts::{Tongue, Words};

/// How long somebody waits for the answer. What takes longer ends by itself, since a day is bounded, and
/// keeps its place until then.
const PATIENCE: Duration = Duration::from_secs(8);
const HALF_HOUR_MS: i64 = 1_800_000;

/// Plays a business day back as it was and as it would have been. Nothing is changed by it.
#[utoipa::path(post, path = "/api/v1/what-if", tag = "branch", request_body = WhatIfRequest,
    responses((status = 200, description = "The same people under both.", body = WhatIfAnswer)))]
pub(crate) async fn what_if(
    State(wire): State<Arc<Wire>>,
    asked: Asked<WhatIfRequest>,
) -> Result<Json<WhatIfAnswer>, Refusal> {
    let request = asked.body;
    if !(1..=WHAT_IF_CHANGES_MAX).contains(&request.changes.len()) {
        let bounds = format!("changes: 1 to {WHAT_IF_CHANGES_MAX}");
        return Err(Refusal::from(ProblemCode::BadWhatIf).because(bounds));
    }
    let turn = Arc::clone(&wire.what_ifs)
        .try_acquire_owned()
        .map_err(|_| Refusal::from(ProblemCode::WhatIfRunning).retry_after(2))?;
    wire.caught_up().await?;
    let (data_dir, locale) = (wire.data_dir.clone(), asked.reader.0);
    let answer = tokio::task::spawn_blocking(move || {
        let answer = compared(&data_dir, &request, locale);
        drop(turn);
        answer
    });
    match timeout(PATIENCE, answer).await {
        Ok(Ok(answer)) => answer.map(Json),
        Ok(Err(_)) => Err(ProblemCode::Busy.into()),
        Err(_) => Err(Refusal::from(ProblemCode::WhatIfTooLong).retry_after(10)),
    }
}

fn compared(data: &Path, request: &WhatIfRequest, locale: Locale) -> Result<WhatIfAnswer, Refusal> {
    let recorded = recorded(data, request.date, Tongue::of(locale))?;
    let as_it_was = recorded.arrangement("");
    let changes: Vec<Change> = request.changes.iter().map(change).collect();
    let otherwise = as_it_was.changed("", &changes);
    let otherwise = otherwise
        .map_err(|fault| Refusal::from(ProblemCode::BadWhatIf).because(fault.to_string()))?;
    let figures = |arrangement: &Arrangement| {
        let mut runner = Runner::new(&arrangement.layout);
        let outcome = arrangement.live(&mut runner, &mut recorded.world());
        figures(arrangement, outcome, locale)
    };
    let was = figures(&as_it_was);
    if was.classes.is_empty() {
        return Err(ProblemCode::NothingToReplay.into());
    }
    Ok(WhatIfAnswer {
        date: recorded.date,
        was,
        would_be: figures(&otherwise),
    })
}

/// A business day from the log; the last one where none is named.
fn recorded(data: &Path, date: Option<NaiveDate>, tongue: Tongue) -> Result<Recorded, Refusal> {
    let recorder = recorder(data, date).map_err(|error| unread(error, tongue))?;
    recorder.end().map_err(|fault| {
        let code = match fault {
            ReplayFault::NoDay | ReplayFault::NoTickets => ProblemCode::NothingToReplay,
            ReplayFault::TooMany => ProblemCode::WhatIfTooLong,
        };
        Refusal::from(code).because(fault.to_string())
    })
}

fn recorder(data: &Path, date: Option<NaiveDate>) -> Result<Recorder, WhyError> {
    let reader = LogReader::open(data)?;
    let days = reader.days()?;
    let index = day_of(&days, date)?;
    let end_seq = days.get(index + 1).map_or(u64::MAX, |next| next.first_seq);
    let mut recorder = Recorder::default();
    let mut next_seq = days[index].first_seq;
    loop {
        let page = reader.events(next_seq, READ_EVENTS_MAX)?;
        if page.is_empty() {
            return Ok(recorder);
        }
        for stored in page {
            let seq = stored.seq;
            if seq >= end_seq {
                return Ok(recorder);
            }
            let event = decode(&stored.body).map_err(|error| WhyError::Event { seq, error })?;
            recorder.take(&event);
            next_seq = seq + 1;
        }
    }
}

fn change(change: &WhatIfChange) -> Change {
    match change.clone() {
        WhatIfChange::OneMoreCounter { profile, from, to } => {
            Change::OneMoreCounter { profile, from, to }
        }
        WhatIfChange::Profile { counter, profile } => Change::Profile { counter, profile },
        WhatIfChange::Rule { profile, rule } => Change::Rule { profile, rule },
    }
}

fn figures(arrangement: &Arrangement, outcome: Outcome, locale: Locale) -> WhatIfDay {
    let words = Words {
        locale,
        config: Some(&arrangement.config),
    };
    let days = [outcome];
    let measures = Measures::of(arrangement, &days);
    let classes = measures.classes.iter().filter_map(|of| {
        let waits = &of.waits;
        let name = &arrangement.config.class(&of.class)?.name;
        Some(WhatIfClass {
            class: of.class.clone(),
            name: words.text(name).to_owned(),
            called: whole(waits.served + waits.no_shows),
            mean_secs: whole(waits.mean_secs?),
            p50_secs: whole(waits.p50_secs?),
            p95_secs: whole(waits.p95_secs?),
            max_secs: whole(waits.max_secs?),
            service_level: waits.service_level,
        })
    });
    WhatIfDay {
        classes: classes.collect(),
        half_hours: half_hours(&days[0]),
        slips: whole(measures.slips),
        longest_priority_run: measures.priority_run_max,
        jain: measures.jain,
        utilisation: measures.utilisation,
    }
}

/// Of those who were called, by when they came.
fn half_hours(outcome: &Outcome) -> Vec<WhatIfHalfHour> {
    let mut sums: BTreeMap<i64, (u32, i64)> = BTreeMap::new();
    for leg in &outcome.legs {
        if let Some((_, waited_ms)) = leg.called() {
            let half_hour = leg.counts_from_ms().div_euclid(HALF_HOUR_MS);
            let (count, sum_ms) = sums.entry(half_hour).or_default();
            *count += 1;
            *sum_ms += waited_ms;
        }
    }
    let half_hours = sums.into_iter().map(|(half_hour, (count, sum_ms))| {
        let from_minute = half_hour * 30;
        WhatIfHalfHour {
            from_minute: u16::try_from(from_minute).unwrap_or_default(),
            count,
            mean_secs: whole(sum_ms as f64 / 1_000.0 / f64::from(count)),
        }
    });
    half_hours.collect()
}

fn whole(value: f64) -> u32 {
    value.round() as u32
}
