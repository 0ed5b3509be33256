//! Copies of lost slips: what a kiosk is to print for people who stand at a counter.

use std::sync::Arc;

use antre_protocol::{CopiesAnswer, CopySlip};
use axum::Json;
use axum::extract::State;

use super::tickets::present;
use super::{Refusal, Wire};
use crate::auth::Bearer;

/// The slips that the kiosk which asks is to print again. An order stands until the kiosk has said what
/// became of its copy.
#[utoipa::path(get, path = "/api/v1/copies", tag = "devices",
    responses((status = 200, description = "In the order in which they were asked for.", body = CopiesAnswer)))]
pub(crate) async fn copies(
    State(wire): State<Arc<Wire>>,
    bearer: Bearer,
) -> Result<Json<CopiesAnswer>, Refusal> {
    wire.caught_up().await?;
    let now = wire.clock.now();
    let copies = wire.follower.read(|followed| {
        let asked = followed.copies_of(&bearer.device);
        let slips = asked.filter_map(|(id, asked_at)| {
            let ticket = followed.branch.ticket(id)?;
            Some(CopySlip {
                ticket: present(followed, id, now)?,
                locale: ticket.locale,
                party: ticket.party,
                asked_at,
            })
        });
        slips.collect()
    });
    Ok(Json(CopiesAnswer { copies }))
}
