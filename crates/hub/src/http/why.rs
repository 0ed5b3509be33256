//! Why a ticket of any day was called when it was.

use std::sync::Arc;

use antre_domain::story;
use antre_protocol::{ProblemCode, WhyAnswer};
use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use chrono::NaiveDate;
use serde::Deserialize;

use super::asked::query;
use super::report::unread;
use super::{Reader, Refusal, Wire};
use crate::story::{Question, why as tell};
use crate::texts::Tongue;

/// What is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WhyQuery {
    number: String,
    date: Option<NaiveDate>,
}

/// The story of a ticket from the log, in sentences; of the last business day where none is named.
#[utoipa::path(get, path = "/api/v1/why", tag = "branch",
    params(
        ("number" = String, Query, description = "As A012 or a12."),
        ("date" = Option<String>, Query, description = "As 2026-11-23."),
    ),
    responses((status = 200, description = "In the reader's language.", body = WhyAnswer)))]
pub(crate) async fn why(
    State(wire): State<Arc<Wire>>,
    reader: Reader,
    uri: Uri,
) -> Result<Json<WhyAnswer>, Refusal> {
    let WhyQuery { number, date } = query(&uri)?;
    let ticket: story::Asked = number
        .trim()
        .parse()
        .map_err(|_| Refusal::from(ProblemCode::NoNumber))?;
    let question = Question {
        ticket,
        before: None,
        date,
    };
    // A day is long: one at a time is read.
    let _turn = wire
        .reports
        .acquire()
        .await
        .map_err(|_| ProblemCode::Busy)?;
    let data_dir = wire.data_dir.clone();
    let told = tokio::task::spawn_blocking(move || tell(&data_dir, &question)).await;
    let told = told.map_err(|_| Refusal::from(ProblemCode::Busy))?;
    let tongue = Tongue::of(reader.0);
    let why = told.map_err(|error| unread(error, tongue))?;
    let lines = why.tell(tongue).lines();
    Ok(Json(WhyAnswer { lines }))
}
