//! The branch at a glance.

use std::sync::Arc;

use antre_domain::config::Service;
use antre_domain::{Config, Rejection, Timestamp};
use antre_protocol::{BranchAnswer, ServiceAnswer};
use axum::extract::State;
use axum::{Extension, Json};

use super::{Reader, Refusal, Wire};
use crate::auth::Bearer;
use crate::followed::Followed;
use crate::texts::Words;
use crate::views::opening;

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

fn answer(
    followed: &Followed,
    words: Words<'_>,
    now: Timestamp,
    is_staff: bool,
) -> Option<BranchAnswer> {
    let config = followed.branch.config()?;
    let (open, opens_at) = opening(config.branch_opening(now));
    let services = config
        .services
        .iter()
        .map(|service| of_service(followed, words, config, service, now));
    let counters = config.counters.iter();
    let counters = is_staff.then(|| {
        counters
            .filter_map(|c| super::counters::counter(followed, words, &c.id))
            .collect()
    });
    Some(BranchAnswer {
        name: config.name.clone(),
        time_zone: config.time_zone.name().to_owned(),
        business_date: followed.branch.day().map(|day| day.date),
        hours: config.hours.clone(),
        open,
        opens_at,
        services: services.collect(),
        counters,
    })
}

fn of_service(
    followed: &Followed,
    words: Words<'_>,
    config: &Config,
    service: &Service,
    now: Timestamp,
) -> ServiceAnswer {
    let (open, opens_at) = opening(config.opening(service, now));
    let waiting = followed
        .branch
        .day()
        .map_or(0, |day| day.waiting(&service.id));
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
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        wait: followed.wait(&service.id),
    }
}
