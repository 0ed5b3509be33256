//! Tickets: giving numbers, and what everybody is answered about them.

use std::sync::Arc;

use antre_domain::{Act, Rejection, StateName, TicketId, Timestamp};
use antre_protocol::{
    CallAnswer, CallsAnswer, CheckInRequest, IssueRequest, IssuedAnswer, Need, ProblemCode,
    ReasonAnswer, TicketAnswer, TicketsAnswer, Wait,
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
    let now = wire.clock.now();
    let mut tickets = wire.follower.read(|followed| answers(followed, &done, now));
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
    let now = wire.clock.now();
    let answer = wire.follower.read(|followed| present(followed, id, now));
    answer
        .map(Json)
        .ok_or_else(|| Rejection::UnknownTicket(id).into())
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
    let Some(answer) = calls(wire, reader, done).pop() else {
        return StatusCode::NO_CONTENT.into_response();
    };
    replay_marked(done.replayed, Json(answer).into_response())
}

/// What several calls at once answer.
pub(super) fn called_together(wire: &Wire, reader: Reader, done: &Done) -> Response {
    let calls = calls(wire, reader, done);
    replay_marked(done.replayed, Json(CallsAnswer { calls }).into_response())
}

fn calls(wire: &Wire, reader: Reader, done: &Done) -> Vec<CallAnswer> {
    let reasons = match &done.facts {
        Facts::Call { reason, .. } => std::slice::from_ref(reason),
        Facts::Calls { reasons, .. } => reasons.as_slice(),
        Facts::Tickets { .. }
        | Facts::Joined { .. }
        | Facts::Nobody
        | Facts::Ticket { .. }
        | Facts::Counter { .. }
        | Facts::Announced { .. }
        | Facts::Done
        | Facts::Noted => &[],
    };
    let now = wire.clock.now();
    wire.read(reader, |followed, words| {
        let tickets = answers(followed, done, now).into_iter();
        let calls = tickets.zip(reasons).map(|(ticket, reason)| CallAnswer {
            ticket,
            reason: ReasonAnswer {
                code: reason.code().to_owned(),
                text: words.reason(reason),
            },
        });
        calls.collect()
    })
}

/// A ticket of today as of now.
pub(super) fn present(followed: &Followed, id: TicketId, now: Timestamp) -> Option<TicketAnswer> {
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
    let wait = followed.ticket_wait(ticket, now);
    Some(answer(followed, &facts, &live, wait))
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

pub(super) async fn verb<B>(wire: &Wire, asked: &Asked<B>, act: Act) -> Result<Response, Refusal> {
    let done = wire.act(asked, act).await?;
    Ok(ticket_answer(wire, &done))
}

pub(super) fn ticket_answer(wire: &Wire, done: &Done) -> Response {
    let now = wire.clock.now();
    let ticket = wire
        .follower
        .read(|followed| answers(followed, done, now))
        .pop();
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
pub(super) fn answers(followed: &Followed, done: &Done, now: Timestamp) -> Vec<TicketAnswer> {
    let mut unheard: Vec<&TicketFacts> = Vec::new();
    let facts = done.facts.tickets().iter();
    let answers = facts.zip(&done.live).map(|(facts, live)| {
        let wait = match followed.branch.ticket(facts.id) {
            _ if live.state != StateName::Waiting => None,
            Some(ticket) => followed.ticket_wait(ticket, now),
            // An appointment does not stand at the end.
            None if facts.booked_at.is_some() => None,
            // The follower has not heard of it yet: it stands behind those of the same answer.
            None => {
                let TicketFacts { service, class, .. } = facts;
                let is_ahead =
                    |other: &&&TicketFacts| (&other.service, &other.class) == (service, class);
                let more = unheard.iter().filter(is_ahead).count();
                unheard.push(facts);
                followed.wait_behind(service, class, more, now)
            }
        };
        answer(followed, facts, live, wait)
    });
    answers.collect()
}

fn answer(
    followed: &Followed,
    facts: &TicketFacts,
    live: &TicketLive,
    wait: Option<Wait>,
) -> TicketAnswer {
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
        wait,
        url: followed.url(facts.id),
    }
}
