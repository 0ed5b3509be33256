//! The people of the branch, for whoever is about to sign in.

use std::sync::Arc;

use antre_protocol::{PeopleAnswer, ProblemCode};
use axum::Json;
use axum::extract::State;

use super::sessions::vault;
use super::{Refusal, Wire};
use crate::local_people::card;

/// Everybody who may sign in, by name. Names are for staff and their devices alone.
#[utoipa::path(get, path = "/api/v1/people", tag = "people",
    responses((status = 200, description = "By name.", body = PeopleAnswer)))]
pub(crate) async fn people(State(wire): State<Arc<Wire>>) -> Result<Json<PeopleAnswer>, Refusal> {
    let people = Arc::clone(&wire.tokens.people);
    let listed = vault(move || people.list()).await?;
    let cards: Result<_, String> = listed.iter().map(card).collect();
    let people = cards.map_err(|_| ProblemCode::Busy)?;
    Ok(Json(PeopleAnswer { people }))
}
