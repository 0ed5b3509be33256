//! How the branch's kiosks look.

use std::sync::Arc;

use antre_domain::Rejection;
use antre_protocol::BrandAnswer;
use axum::Json;
use axum::extract::State;

use super::{Refusal, Wire};
use crate::brand_files;

/// The branch's sign and picture.
#[utoipa::path(get, path = "/api/v1/brand", tag = "branch",
    responses((status = 200, description = "As of now.", body = BrandAnswer)))]
pub(crate) async fn brand(State(wire): State<Arc<Wire>>) -> Result<Json<BrandAnswer>, Refusal> {
    let answer = wire
        .follower
        .read(|followed| Some(brand_files::answer(&followed.branch.config()?.brand)));
    answer.map(Json).ok_or_else(|| Rejection::DayNotOpen.into())
}
