//! The branch at a glance, and its hold.

use std::sync::Arc;

use antre_domain::config::Service;
use antre_domain::{Act, Config, Day, Rejection, Timestamp};
use antre_protocol::{BranchAnswer, Empty, HoldAnswer, HoldRequest, ServiceAnswer};
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};

use super::asked::Asked;
use super::tickets::replay_marked;
use super::{Reader, Refusal, Wire};
use crate::answer::Done;
use crate::auth::Bearer;
use crate::followed::Followed;
use crate::texts::Words;
use crate::views::{Giving, held, opening};

/// Name, hours and services; with a staff token also the counters.
#[utoipa::path(get, path = "/api/v1/branch", tag = "branch",
    responses((status = 200, description = "As of now.", body = BranchAnswer)))]
pub(crate) async fn branch(
    State(wire): State<Arc<Wire>>,
    reader: Reader,
    bearer: Option<Extension<Arc<Bearer>>>,
) -> Result<Json<BranchAnswer>, Refusal> {
    wire.caught_up().await?;
    let is_staff = bearer.is_some_and(|bearer| bearer.is_staff());
    let now = wire.clock.now();
    let answer = wire.read(reader, |followed, words| {
        answer(followed, words, now, is_staff)
    });
    answer.map(Json).ok_or_else(|| Rejection::DayNotOpen.into())
}

/// Stops the whole branch: no numbers, no calls, and every place is kept.
#[utoipa::path(post, path = "/api/v1/branch/hold", tag = "branch", request_body = HoldRequest,
    responses((status = 200, description = "Held.", body = HoldAnswer)))]
pub(crate) async fn hold(
    State(wire): State<Arc<Wire>>,
    asked: Asked<HoldRequest>,
) -> Result<Response, Refusal> {
    let done = wire.act(&asked, Act::Hold(asked.body.reason)).await?;
    hold_answer(&wire, done).await
}

/// Ends the hold. Waits go on as if it had not been.
#[utoipa::path(post, path = "/api/v1/branch/resume", tag = "branch", request_body = Empty,
    responses((status = 200, description = "The branch goes on.", body = HoldAnswer)))]
pub(crate) async fn resume(
    State(wire): State<Arc<Wire>>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    let done = wire.act(&asked, Act::ResumeBranch).await?;
    hold_answer(&wire, done).await
}

fn answer(
    followed: &Followed,
    words: Words<'_>,
    now: Timestamp,
    is_staff: bool,
) -> Option<BranchAnswer> {
    let (config, day) = (followed.branch.config()?, followed.branch.day()?);
    let (open, opens_at) = opening(config.branch_opening(now));
    let services = config
        .services
        .iter()
        .map(|service| of_service(followed, words, config, day, service, now));
    let counters = config.counters.iter();
    let counters = is_staff.then(|| {
        counters
            .filter_map(|c| super::counters::counter(followed, words, &c.id, now))
            .collect()
    });
    let held = held(day);
    Some(BranchAnswer {
        name: config.name.clone(),
        time_zone: config.time_zone.name().to_owned(),
        business_date: Some(day.date),
        hours: config.hours.clone(),
        open: open && held.is_none(),
        opens_at,
        held,
        services: services.collect(),
        counters,
    })
}

fn of_service(
    followed: &Followed,
    words: Words<'_>,
    config: &Config,
    day: &Day,
    service: &Service,
    now: Timestamp,
) -> ServiceAnswer {
    let Giving {
        open,
        opens_at,
        exhausted,
    } = Giving::of(config, day, service, now);
    ServiceAnswer {
        id: service.id.clone(),
        name: words.text(&service.name).to_owned(),
        group: service
            .group
            .as_ref()
            .map(|group| words.text(group).to_owned()),
        open,
        walk_in: service.walk_in,
        opens_at,
        exhausted,
        waiting: u32::try_from(day.waiting(&service.id)).unwrap_or(u32::MAX),
        wait: followed.wait(&service.id, now),
    }
}

async fn hold_answer(wire: &Wire, done: Done) -> Result<Response, Refusal> {
    wire.caught_up().await?;
    let held = wire
        .follower
        .read(|followed| followed.branch.day().and_then(held));
    let answer = Json(HoldAnswer { held }).into_response();
    Ok(replay_marked(done.replayed, answer))
}
