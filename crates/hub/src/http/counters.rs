//! Counters: open, rest, close, and call.

use std::sync::Arc;

use antre_domain::{Act, CounterId, Rejection};
use antre_protocol::{CallAnswer, CallNextRequest, CallRequest, CounterAnswer, Empty, OpenRequest};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::asked::{Asked, Id};
use super::tickets::{called, present, replay_marked};
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

/// Rests.
#[utoipa::path(post, path = "/api/v1/counters/{id}/break", tag = "counters", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "Resting.", body = CounterAnswer)))]
pub(crate) async fn pause(
    State(wire): State<Arc<Wire>>,
    Id(counter): Id<CounterId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    verb(&wire, &asked, counter.clone(), Act::Break(counter)).await
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
    let quiet = asked.body.quiet;
    let done = wire.act(&asked, Act::CallNext { counter, quiet }).await?;
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
    let done = wire
        .act(
            &asked,
            Act::Call {
                counter,
                ticket: asked.body.ticket,
                because: asked.body.because,
                quiet: asked.body.quiet,
            },
        )
        .await?;
    Ok(called(&wire, asked.reader, &done))
}

/// A counter as of now.
pub(super) fn counter(
    followed: &Followed,
    words: Words<'_>,
    id: &CounterId,
) -> Option<CounterAnswer> {
    let signed = words.signed(followed.branch.config()?.counter(id)?);
    let counter = followed.branch.day()?.counters.get(id)?;
    let ticket = counter
        .ticket
        .and_then(|ticket| followed.branch.ticket(ticket));
    Some(CounterAnswer {
        id: id.clone(),
        name: signed,
        state: counter_state(counter, ticket).to_owned(),
        ticket: ticket.and_then(|ticket| present(followed, ticket.id)),
        profile: counter.profile.clone(),
    })
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
    let answer = wire.read(reader, |followed, words| counter(followed, words, &id));
    let answer = answer.ok_or(Rejection::UnknownCounter(id))?;
    Ok(replay_marked(done.replayed, Json(answer).into_response()))
}
