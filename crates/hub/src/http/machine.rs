//! What machines ask: is it alive, how is it, what can it do, what time is it.

use std::sync::Arc;

use antre_domain::Act;
use antre_protocol::{Empty, Health};
use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use super::asked::Asked;
use super::{Refusal, Wire};
use crate::openapi::openapi_json;

/// Whether the hub lives, which history it holds and how far.
#[utoipa::path(get, path = "/healthz", tag = "machine",
    responses((status = 200, description = "It lives.", body = Health)))]
pub(crate) async fn healthz(State(wire): State<Arc<Wire>>) -> Json<Health> {
    let status = if wire.follower.has_failed() {
        "stale"
    } else {
        "ok"
    };
    Json(Health {
        status: status.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        epoch: wire.follower.epoch().to_owned(),
        seq: wire.follower.seq(),
    })
}

/// Counts and durations for Prometheus; from this machine, or for an administrator.
#[utoipa::path(get, path = "/metrics", tag = "machine",
    responses((status = 200, description = "Prometheus text.", body = String, content_type = "text/plain")))]
pub(crate) async fn metrics(State(wire): State<Arc<Wire>>) -> Response {
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4")],
        wire.metrics.render(),
    )
        .into_response()
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "machine",
    responses((status = 200, description = "OpenAPI 3.1.", content_type = "application/json")))]
pub(crate) async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], openapi_json()).into_response()
}

/// Vouches for a clock that jumped far ahead, or that stands behind the log.
#[utoipa::path(post, path = "/api/v1/clock/confirm", tag = "machine", request_body = Empty,
    responses((status = 200, description = "The clock is believed.", body = Empty)))]
pub(crate) async fn confirm_clock(
    State(wire): State<Arc<Wire>>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    let done = wire.act(&asked, Act::ConfirmClock).await?;
    Ok(super::tickets::replay_marked(
        done.replayed,
        Json(Empty {}).into_response(),
    ))
}
