//! The figures of a business day.

use std::sync::Arc;

use antre_protocol::{ProblemCode, ReportAnswer};
use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use chrono::NaiveDate;

use super::{Reader, Refusal, Wire};
use crate::report::{self, Report};
use crate::story::WhyError;
use crate::texts::Tongue;

/// The closing report of a business day, counted from the log; of the last one where no date is named.
#[utoipa::path(get, path = "/api/v1/report", tag = "branch",
    params(("date" = Option<String>, Query, description = "As 2026-11-23.")),
    responses((status = 200, description = "The figures, and the hash of the day's last event.", body = ReportAnswer)))]
pub(crate) async fn report(
    State(wire): State<Arc<Wire>>,
    reader: Reader,
    uri: Uri,
) -> Result<Json<Report>, Refusal> {
    let date = date(&uri)?;
    // A day is long: one at a time is read.
    let _turn = wire
        .reports
        .acquire()
        .await
        .map_err(|_| ProblemCode::Busy)?;
    let data_dir = wire.data_dir.clone();
    let read = tokio::task::spawn_blocking(move || report::read(&data_dir, date)).await;
    let read = read.map_err(|_| Refusal::from(ProblemCode::Busy))?;
    read.map(Json)
        .map_err(|error| unread(error, Tongue::of(reader.0)))
}

/// Why there is no answer from the log.
pub(super) fn unread(error: WhyError, tongue: Tongue) -> Refusal {
    let sentence = error.sentence(tongue);
    let code = match &error {
        WhyError::NoDays
        | WhyError::NoSuchDay { .. }
        | WhyError::NoSuchTicket { .. }
        | WhyError::SameTicket => ProblemCode::NotFound,
        WhyError::Storage(_) | WhyError::Event { .. } => {
            tracing::error!(%error, "a day cannot be read");
            ProblemCode::Busy
        }
    };
    Refusal::from(code).because(sentence)
}

/// The `?date=`; none where there is none.
fn date(uri: &Uri) -> Result<Option<NaiveDate>, Refusal> {
    let pairs = uri.query().unwrap_or_default().split('&');
    let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
    let Some((_, text)) = pairs.find(|(name, _)| *name == "date") else {
        return Ok(None);
    };
    let malformed = |error: chrono::ParseError| {
        Refusal::from(ProblemCode::MalformedBody).because(format!("date: {error}"))
    };
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map(Some)
        .map_err(malformed)
}
