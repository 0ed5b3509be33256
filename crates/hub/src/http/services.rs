//! Services: no more numbers for a while.

use std::sync::Arc;

use antre_domain::{Act, ServiceId};
use antre_protocol::Empty;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::asked::{Asked, Id};
use super::tickets::replay_marked;
use super::{Refusal, Wire};

/// No more numbers until somebody resumes it, or the day ends. Whoever waits is called as before.
#[utoipa::path(post, path = "/api/v1/services/{id}/pause", tag = "branch", params(("id" = String, Path)),
    request_body = Empty, responses((status = 204, description = "Paused.")))]
pub(crate) async fn pause(
    State(wire): State<Arc<Wire>>,
    Id(service): Id<ServiceId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    noted(&wire, &asked, Act::PauseService(service)).await
}

/// Numbers again.
#[utoipa::path(post, path = "/api/v1/services/{id}/resume", tag = "branch", params(("id" = String, Path)),
    request_body = Empty, responses((status = 204, description = "Gives numbers again.")))]
pub(crate) async fn resume(
    State(wire): State<Arc<Wire>>,
    Id(service): Id<ServiceId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    noted(&wire, &asked, Act::ResumeService(service)).await
}

/// Does what has nothing to tell but that it is in the log.
pub(super) async fn noted<B>(wire: &Wire, asked: &Asked<B>, act: Act) -> Result<Response, Refusal> {
    let done = wire.act(asked, act).await?;
    let noted = StatusCode::NO_CONTENT.into_response();
    Ok(replay_marked(done.replayed, noted))
}
