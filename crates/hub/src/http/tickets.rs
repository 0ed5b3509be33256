//! Tickets: giving numbers, and the clerks' verbs.

use std::sync::Arc;

use antre_domain::{Act, Rejection, TicketId};
use antre_protocol::{
    CallAnswer, CheckInRequest, Empty, FinishRequest, IssueRequest, IssuedAnswer, Need,
    ParkRequest, ProblemCode, ReasonAnswer, TicketAnswer, TicketsAnswer, TransferRequest,
};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::asked::{Asked, Id};
use super::{Reader, Refusal, Wire};
use crate::answer::{Done, Facts, TicketFacts, TicketLive};
use crate::followed::Followed;

/// Says that an answer is the one already given to the same request.
const IDEMPOTENT_REPLAY: &str = "idempotent-replay";

/// Gives numbers: one, or as many as `count` says in one act.
#[utoipa::path(post, path = "/api/v1/tickets", tag = "tickets", request_body = IssueRequest,
    responses((status = 201, description = "The numbers, on disk.", body = IssuedAnswer)))]
pub(crate) async fn issue(
    State(wire): State<Arc<Wire>>,
    asked: Asked<IssueRequest>,
) -> Result<Response, Refusal> {
    let IssueRequest {
        service,
        class,
        locale,
        count,
        party,
        booked_at,
        needs,
    } = asked.body.clone();
    let is_doubled = |(index, need): (usize, &Need)| needs[..index].contains(need);
    if needs.iter().enumerate().any(is_doubled) {
        return Err(ProblemCode::NeedsOutOfRange.into());
    }
    // Before the commit: a ticket never refers to what is not there. Nobody's is forgotten again.
    let note = match needs.as_slice() {
        [] => None,
        needs => wire.notes.keep(&needs, wire.day_ends_at()).await,
    };
    let act = Act::Issue {
        service,
        class,
        locale,
        count: count.unwrap_or(1),
        party: party.unwrap_or(1),
        booked_at,
        note,
    };
    let done = wire.act(&asked, act).await;
    if let Some(note) = note.filter(|_| is_for_nothing(&done)) {
        wire.notes.forget(note);
    }
    let done = done?;
    let mut tickets = wire.follower.read(|followed| answers(followed, &done));
    let answer = match count {
        Some(_) => IssuedAnswer::Many(TicketsAnswer { tickets }),
        None => IssuedAnswer::One(
            tickets
                .pop()
                .expect("an issue without a count gives one ticket"),
        ),
    };
    Ok(replay_marked(
        done.replayed,
        (StatusCode::CREATED, Json(answer)).into_response(),
    ))
}

/// A ticket of today.
#[utoipa::path(get, path = "/api/v1/tickets/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, description = "As of now.", body = TicketAnswer)))]
pub(crate) async fn ticket(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
) -> Result<Json<TicketAnswer>, Refusal> {
    wire.caught_up().await?;
    let answer = wire.follower.read(|followed| present(followed, id));
    answer
        .map(Json)
        .ok_or_else(|| Rejection::UnknownTicket(id).into())
}

/// The one who was called came.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/start", tag = "tickets", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "Being served.", body = TicketAnswer)))]
pub(crate) async fn start(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    verb(&wire, &asked, Act::Start(id)).await
}

/// Done.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/finish", tag = "tickets", params(("id" = String, Path)),
    request_body = FinishRequest, responses((status = 200, description = "Finished.", body = TicketAnswer)))]
pub(crate) async fn finish(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<FinishRequest>,
) -> Result<Response, Refusal> {
    verb(
        &wire,
        &asked,
        Act::Finish {
            ticket: id,
            outcome: asked.body.outcome,
        },
    )
    .await
}

/// The call is said again.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/recall", tag = "tickets", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "Called again.", body = TicketAnswer)))]
pub(crate) async fn recall(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    verb(&wire, &asked, Act::Recall(id)).await
}

/// Called, and nobody came.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/no-show", tag = "tickets", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "Set aside.", body = TicketAnswer)))]
pub(crate) async fn no_show(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    verb(&wire, &asked, Act::NoShow(id)).await
}

/// Set aside, to come back by itself after `return_secs` or by hand.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/park", tag = "tickets", params(("id" = String, Path)),
    request_body = ParkRequest, responses((status = 200, description = "Parked.", body = TicketAnswer)))]
pub(crate) async fn park(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<ParkRequest>,
) -> Result<Response, Refusal> {
    verb(
        &wire,
        &asked,
        Act::Park {
            ticket: id,
            return_secs: asked.body.return_secs,
        },
    )
    .await
}

/// Back from parking, at the old place.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/resume", tag = "tickets", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "Waiting.", body = TicketAnswer)))]
pub(crate) async fn resume(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    verb(&wire, &asked, Act::Resume(id)).await
}

/// A call is withdrawn, or a no-show comes back behind some others.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/requeue", tag = "tickets", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "Waiting.", body = TicketAnswer)))]
pub(crate) async fn requeue(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    verb(&wire, &asked, Act::Requeue(id)).await
}

/// On to another service.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/transfer", tag = "tickets", params(("id" = String, Path)),
    request_body = TransferRequest, responses((status = 200, description = "Waiting.", body = TicketAnswer)))]
pub(crate) async fn transfer(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<TransferRequest>,
) -> Result<Response, Refusal> {
    let TransferRequest {
        service,
        class,
        age,
    } = asked.body.clone();
    verb(
        &wire,
        &asked,
        Act::Transfer {
            ticket: id,
            service,
            class,
            age,
        },
    )
    .await
}

/// Ended unserved. A kiosk may do so with what it gave itself, before the call.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/cancel", tag = "tickets", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "Cancelled.", body = TicketAnswer)))]
pub(crate) async fn cancel(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    verb(&wire, &asked, Act::Cancel(id)).await
}

/// The last act is taken back, by whoever did it and while it is fresh.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/undo", tag = "tickets", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, description = "As before.", body = TicketAnswer)))]
pub(crate) async fn undo(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    verb(&wire, &asked, Act::Undo(id)).await
}

/// Somebody with a ticket is back, or says they are here: from parking to the old place, after a missed
/// call behind some others. Whoever waits or is called is told so.
#[utoipa::path(post, path = "/api/v1/tickets/check-in", tag = "tickets", request_body = CheckInRequest,
    responses((status = 200, description = "As of now; where called, with the counter.", body = TicketAnswer)))]
pub(crate) async fn check_in(
    State(wire): State<Arc<Wire>>,
    asked: Asked<CheckInRequest>,
) -> Result<Response, Refusal> {
    wire.caught_up().await?;
    let named = match &asked.body {
        CheckInRequest {
            number: Some(number),
            key: None,
        } => wire
            .follower
            .read(|followed| followed.ticket_by_number(*number)),
        CheckInRequest {
            number: None,
            key: Some(key),
        } => wire.follower.read(|followed| followed.ticket_by_key(key)),
        CheckInRequest { .. } => return Err(ProblemCode::NumberOrKey.into()),
    };
    let id = named.ok_or(ProblemCode::UnknownTicket)?;
    let done = wire.act(&asked, Act::CheckIn(id)).await;
    let done = done.map_err(|refusal| match refusal.rejection() {
        Some(Rejection::WrongState { .. } | Rejection::GraceOver) => ProblemCode::Over.into(),
        Some(Rejection::UnknownTicket(_)) => ProblemCode::UnknownTicket.into(),
        Some(_) | None => refusal,
    })?;
    Ok(ticket_answer(&wire, &done))
}

/// What a call answers: whom, and why; 204 where nobody waits.
pub(super) fn called(wire: &Wire, reader: Reader, done: &Done) -> Response {
    let Facts::Call { reason, .. } = &done.facts else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let answer = wire.read(reader, |followed, words| CallAnswer {
        ticket: answers(followed, done)
            .pop()
            .expect("a call is of one ticket"),
        reason: ReasonAnswer {
            code: reason.code().to_owned(),
            text: words.reason(reason),
        },
    });
    replay_marked(done.replayed, Json(answer).into_response())
}

/// A ticket of today as of now.
pub(super) fn present(followed: &Followed, id: TicketId) -> Option<TicketAnswer> {
    let ticket = followed.branch.ticket(id)?;
    let facts = TicketFacts {
        id,
        number: ticket.number,
        service: ticket.leg.service.clone(),
        class: ticket.class.clone(),
        issued_at: ticket.issued_at,
        booked_at: ticket.booked_at,
    };
    let live = TicketLive::of(&followed.branch, ticket);
    Some(answer(followed, &facts, &live))
}

/// Adds the mark of a repetition.
pub(super) fn replay_marked(replayed: bool, mut response: Response) -> Response {
    if replayed {
        response
            .headers_mut()
            .insert(IDEMPOTENT_REPLAY, HeaderValue::from_static("true"));
    }
    response
}

async fn verb<B>(wire: &Wire, asked: &Asked<B>, act: Act) -> Result<Response, Refusal> {
    let done = wire.act(asked, act).await?;
    Ok(ticket_answer(wire, &done))
}

fn ticket_answer(wire: &Wire, done: &Done) -> Response {
    let ticket = wire.follower.read(|followed| answers(followed, done)).pop();
    let answer = Json(ticket.expect("a verb is about one ticket")).into_response();
    replay_marked(done.replayed, answer)
}

/// Whether nothing new came of it, as far as anybody knows.
pub(super) fn is_for_nothing(done: &Result<Done, Refusal>) -> bool {
    match done {
        Ok(done) => done.replayed,
        Err(refusal) => refusal.rejection().is_some(),
    }
}

/// The tickets of an answer: the facts as they were first given, the rest as of now.
pub(super) fn answers(followed: &Followed, done: &Done) -> Vec<TicketAnswer> {
    let facts = done.facts.tickets().iter();
    facts
        .zip(&done.live)
        .map(|(facts, live)| answer(followed, facts, live))
        .collect()
}

fn answer(followed: &Followed, facts: &TicketFacts, live: &TicketLive) -> TicketAnswer {
    let is_waiting = live.state == antre_domain::StateName::Waiting;
    TicketAnswer {
        id: facts.id,
        number: facts.number,
        service: facts.service.clone(),
        class: facts.class.clone(),
        state: live.state.as_str().to_owned(),
        counter: live.counter.clone(),
        issued_at: facts.issued_at,
        booked_at: facts.booked_at,
        onward: live.onward.clone(),
        ahead: live.ahead,
        wait: is_waiting.then(|| followed.wait(&facts.service)).flatten(),
        url: followed.url(facts.id),
    }
}
