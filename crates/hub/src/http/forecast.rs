//! How right the waiting ranges were.

use std::sync::Arc;

use antre_protocol::ForecastAnswer;
use axum::Json;
use axum::extract::State;

use super::{Reader, Wire};

/// How right the waiting ranges of the last days were that people were told when they took their numbers,
/// by service and hour.
#[utoipa::path(get, path = "/api/v1/forecast", tag = "branch",
    responses((status = 200, description = "Coverage, bias and count.", body = ForecastAnswer)))]
pub(crate) async fn forecast(
    State(wire): State<Arc<Wire>>,
    reader: Reader,
) -> Json<ForecastAnswer> {
    let judged = wire.judged.get();
    Json(wire.read(reader, |_, words| judged.answer(&words)))
}
