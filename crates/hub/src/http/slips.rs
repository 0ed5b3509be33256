//! Slips: what a kiosk sets them from, and what became of them.

use std::sync::Arc;

use antre_domain::{Act, Rejection, TicketId};
use antre_protocol::{SlipFilesAnswer, SlipReport};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::asked::{Asked, Id};
use super::tickets::replay_marked;
use super::{Refusal, Wire};
use crate::slip_files;

/// Templates and pictures as the branch wants them.
#[utoipa::path(get, path = "/api/v1/slip", tag = "slips",
    responses((status = 200, description = "As of now.", body = SlipFilesAnswer)))]
pub(crate) async fn slip(State(wire): State<Arc<Wire>>) -> Result<Json<SlipFilesAnswer>, Refusal> {
    let answer = wire.follower.read(|followed| {
        let config = followed.branch.config()?;
        Some(slip_files::answer(&config.slip))
    });
    answer.map(Json).ok_or_else(|| Rejection::DayNotOpen.into())
}

/// The last word on a slip of a ticket.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/slip", tag = "slips", params(("id" = String, Path)),
    request_body = SlipReport, responses((status = 204, description = "In the log.")))]
pub(crate) async fn ended(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<SlipReport>,
) -> Result<Response, Refusal> {
    let SlipReport { kind, state } = asked.body;
    let act = Act::ReportSlip {
        ticket: id,
        kind,
        state,
    };
    let done = wire.act(&asked, act).await?;
    let noted = StatusCode::NO_CONTENT.into_response();
    Ok(replay_marked(done.replayed, noted))
}
