//! A kiosk's reserve: numbers for the time when it does not reach the hub, and what it made of them.

use std::sync::Arc;

use antre_domain::{Act, Joining, Rejection};
use antre_protocol::{
    Empty, JoinRequest, OfflineTicket, ProblemCode, ReserveAnswer, ReserveReturn, TicketsAnswer,
};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use super::asked::{Asked, is_key};
use super::tickets::{answers, replay_marked};
use super::{Refusal, Wire};
use crate::reserves;

/// Tops the kiosk's reserve up, and says everything that it holds, for today and the next day with
/// hours. The same request again says it as of then.
#[utoipa::path(post, path = "/api/v1/reserve", tag = "reserve", request_body = Empty,
    responses((status = 200, description = "All that this kiosk may give, and nothing else.", body = ReserveAnswer)))]
pub(crate) async fn reserve(
    State(wire): State<Arc<Wire>>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    let device = asked.bearer.device.clone();
    held(&wire, &asked, Act::Reserve { device }).await
}

/// Takes numbers back that this kiosk has not given and will not give; says what it still holds.
#[utoipa::path(post, path = "/api/v1/reserve/return", tag = "reserve", request_body = ReserveReturn,
    responses((status = 200, description = "All that this kiosk may still give.", body = ReserveAnswer)))]
pub(crate) async fn give_back(
    State(wire): State<Arc<Wire>>,
    asked: Asked<ReserveReturn>,
) -> Result<Response, Refusal> {
    let ReserveReturn { series, given } = asked.body.clone();
    let act = Act::ReturnReserve {
        device: asked.bearer.device.clone(),
        series,
        given,
    };
    held(&wire, &asked, act).await
}

/// What the kiosk gave without its hub becomes part of the day: all of it or, where one ticket cannot
/// join, none. What has joined before is answered as it is now. A key under `instead_of` grants nothing
/// any more: its ticket, where it had made one, ends in favour of the printed one, and where it comes
/// late it is refused as used (`key_reused`).
#[utoipa::path(post, path = "/api/v1/reserve/join", tag = "reserve", request_body = JoinRequest,
    responses((status = 200, description = "In the order of the request.", body = TicketsAnswer)))]
pub(crate) async fn join(
    State(wire): State<Arc<Wire>>,
    asked: Asked<JoinRequest>,
) -> Result<Response, Refusal> {
    let tickets = &asked.body.tickets;
    let instead_of: Vec<Option<String>> = tickets
        .iter()
        .map(|ticket| ticket.instead_of.clone())
        .collect();
    let is_own = |key: &String| *key == asked.receipt.key;
    if !instead_of.iter().flatten().all(|key| is_key(key))
        || instead_of.iter().flatten().any(is_own)
    {
        return Err(ProblemCode::MalformedKey.into());
    }
    let act = Act::Join {
        device: asked.bearer.device.clone(),
        tickets: tickets.iter().map(joining).collect(),
    };
    let done = wire.act_instead(&asked, act, instead_of).await?;
    let now = wire.clock.now();
    let tickets = wire.follower.read(|followed| answers(followed, &done, now));
    let answer = Json(TicketsAnswer { tickets }).into_response();
    Ok(replay_marked(done.replayed, answer))
}

async fn held<B>(wire: &Wire, asked: &Asked<B>, act: Act) -> Result<Response, Refusal> {
    let done = wire.act(asked, act).await?;
    wire.caught_up().await?;
    let answer = wire
        .follower
        .read(|followed| reserves::answer(followed, &asked.bearer.device));
    let answer = answer.ok_or(Rejection::DayNotOpen)?;
    Ok(replay_marked(done.replayed, Json(answer).into_response()))
}

fn joining(ticket: &OfflineTicket) -> Joining {
    Joining {
        ticket: ticket.ticket,
        service: ticket.service.clone(),
        class: ticket.class.clone(),
        locale: ticket.locale,
        party: ticket.party,
        issued_at: ticket.issued_at,
        heard_at: ticket.heard_at,
        // The writer finds them.
        twins: Vec::new(),
    }
}
