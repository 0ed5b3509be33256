//! Counters: open, rest, close, call, and what a supervisor does with them.

use std::sync::Arc;

use antre_domain::{Act, CounterId, Finish, Rejection, Timestamp};
use antre_protocol::{
    BreakRequest, CallAnswer, CallNextRequest, CallRequest, CallSeveralRequest, CallsAnswer,
    CounterAnswer, Empty, FinishRequest, OpenRequest, ProfileRequest, StandByRequest,
    WalkInRequest,
};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::asked::{Asked, Id};
use super::tickets::{called, called_together, present, replay_marked};
use super::verbs::finished;
use super::{Reader, Refusal, Wire};
use crate::followed::Followed;
use crate::texts::Words;
use crate::views::counter_state;

/// Opens a counter, or brings it back from a break.
#[utoipa::path(post, path = "/api/v1/counters/{id}/open", tag = "counters", params(("id" = String, Path)),
    request_body = OpenRequest, responses((status = 200, description = "Open.", body = CounterAnswer)))]
pub(crate) async fn open(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<OpenRequest>,
) -> Result<Response, Refusal> {
    let act = Act::OpenCounter {
        counter: counter.clone(),
        profile: asked.body.profile.clone(),
    };
    verb(&wire, &asked, counter, act).await
}

/// Closes a counter at which nobody stands.
#[utoipa::path(post, path = "/api/v1/counters/{id}/close", tag = "counters", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "Closed.", body = CounterAnswer)))]
pub(crate) async fn close(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    verb(&wire, &asked, counter.clone(), Act::CloseCounter(counter)).await
}

/// Rests, with a reason or without.
#[utoipa::path(post, path = "/api/v1/counters/{id}/break", tag = "counters", params(("id" = String, Path)),
    request_body = BreakRequest, responses((status = 200, description = "Resting.", body = CounterAnswer)))]
pub(crate) async fn pause(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<BreakRequest>,
) -> Result<Response, Refusal> {
    let act = Act::Break {
        counter: counter.clone(),
        reason: asked.body.reason,
    };
    verb(&wire, &asked, counter, act).await
}

/// From now on the next arrival is called by itself, or no more.
#[utoipa::path(post, path = "/api/v1/counters/{id}/stand-by", tag = "counters", params(("id" = String, Path)),
    request_body = StandByRequest, responses((status = 200, description = "So it is.", body = CounterAnswer)))]
pub(crate) async fn stand_by(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<StandByRequest>,
) -> Result<Response, Refusal> {
    let act = Act::StandBy {
        counter: counter.clone(),
        on: asked.body.on,
    };
    verb(&wire, &asked, counter, act).await
}

/// A supervisor assigns another work profile. It counts from the next call on.
#[utoipa::path(post, path = "/api/v1/counters/{id}/profile", tag = "counters", params(("id" = String, Path)),
    request_body = ProfileRequest, responses((status = 200, description = "Assigned.", body = CounterAnswer)))]
pub(crate) async fn assign_profile(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<ProfileRequest>,
) -> Result<Response, Refusal> {
    let act = Act::AssignProfile {
        counter: counter.clone(),
        profile: asked.body.profile.clone(),
    };
    verb(&wire, &asked, counter, act).await
}

/// A supervisor frees a counter whose clerk or PC is gone: whoever stood before it goes back to their old
/// place.
#[utoipa::path(post, path = "/api/v1/counters/{id}/release", tag = "counters", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "Closed, and free.", body = CounterAnswer)))]
pub(crate) async fn release(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    let act = Act::ReleaseCounter(counter.clone());
    verb(&wire, &asked, counter, act).await
}

/// Calls whoever comes next; who still stands at the counter is finished by the same act.
#[utoipa::path(post, path = "/api/v1/counters/{id}/call-next", tag = "counters",
    params(("id" = String, Path)), request_body = CallNextRequest,
    responses((status = 200, description = "Whom, and why.", body = CallAnswer),
        (status = 204, description = "Nobody waits.")))]
pub(crate) async fn call_next(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<CallNextRequest>,
) -> Result<Response, Refusal> {
    let CallNextRequest { quiet, finish } = &asked.body;
    let act = Act::CallNext {
        counter,
        quiet: *quiet,
        finish: ended(finish.as_ref()),
    };
    let done = wire.act(&asked, act).await?;
    Ok(called(&wire, asked.reader, &done))
}

/// Calls a chosen ticket.
#[utoipa::path(post, path = "/api/v1/counters/{id}/call", tag = "counters", params(("id" = String, Path)),
    request_body = CallRequest, responses((status = 200, description = "Called.", body = CallAnswer)))]
pub(crate) async fn call(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<CallRequest>,
) -> Result<Response, Refusal> {
    let CallRequest {
        ticket,
        because,
        quiet,
        finish,
    } = &asked.body;
    let act = Act::Call {
        counter,
        ticket: *ticket,
        because: *because,
        quiet: *quiet,
        finish: ended(finish.as_ref()),
    };
    let done = wire.act(&asked, act).await?;
    Ok(called(&wire, asked.reader, &done))
}

/// Calls several chosen tickets at once: a pharmacy's ready numbers.
#[utoipa::path(post, path = "/api/v1/counters/{id}/call-several", tag = "counters",
    params(("id" = String, Path)), request_body = CallSeveralRequest,
    responses((status = 200, description = "Called, the first of them to be the present one.", body = CallsAnswer)))]
pub(crate) async fn call_several(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<CallSeveralRequest>,
) -> Result<Response, Refusal> {
    let CallSeveralRequest {
        tickets,
        because,
        quiet,
        finish,
    } = asked.body.clone();
    let act = Act::CallSeveral {
        counter,
        tickets,
        because,
        quiet,
        finish: ended(finish.as_ref()),
    };
    let done = wire.act(&asked, act).await?;
    Ok(called_together(&wire, asked.reader, &done))
}

/// Serves somebody who stands there without a slip: a number that no screen or voice calls.
#[utoipa::path(post, path = "/api/v1/counters/{id}/walk-in", tag = "counters", params(("id" = String, Path)),
    request_body = WalkInRequest, responses((status = 200, description = "Being served.", body = CallAnswer)))]
pub(crate) async fn walk_in(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<WalkInRequest>,
) -> Result<Response, Refusal> {
    let WalkInRequest {
        service,
        class,
        locale,
    } = asked.body.clone();
    let act = Act::WalkIn {
        counter,
        service,
        class,
        locale,
    };
    let done = wire.act(&asked, act).await?;
    Ok(called(&wire, asked.reader, &done))
}

/// A counter as of now.
pub(super) fn counter(
    followed: &Followed,
    words: Words<'_>,
    id: &CounterId,
    now: Timestamp,
) -> Option<CounterAnswer> {
    let signed = words.signed(followed.branch.config()?.counter(id)?);
    let counter = followed.branch.day()?.counters.get(id)?;
    let ticket = counter
        .ticket
        .and_then(|ticket| followed.branch.ticket(ticket));
    Some(CounterAnswer {
        id: id.clone(),
        name: signed,
        state: counter_state(counter, ticket, now).to_owned(),
        ticket: ticket.and_then(|ticket| present(followed, ticket.id, now)),
        profile: counter.profile.clone(),
    })
}

/// How the service ended that a call ends.
fn ended(said: Option<&FinishRequest>) -> Finish {
    said.map(finished).unwrap_or_default()
}

async fn verb<B>(
    wire: &Wire,
    asked: &Asked<B>,
    id: CounterId,
    act: Act,
) -> Result<Response, Refusal> {
    let done = wire.act(asked, act).await?;
    wire.caught_up().await?;
    let reader: Reader = asked.reader;
    let now = wire.clock.now();
    let answer = wire.read(reader, |followed, words| counter(followed, words, &id, now));
    let answer = answer.ok_or(Rejection::UnknownCounter(id))?;
    Ok(replay_marked(done.replayed, Json(answer).into_response()))
}
