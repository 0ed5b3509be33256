//! What staff looks into: today's tickets, and what has happened to one.

use std::sync::Arc;

use antre_domain::{CounterId, Rejection, Ticket, TicketId, Timestamp};
use antre_protocol::{
    HistoryAnswer, HistoryNote, ProblemCode, TICKET_ROWS_MAX, TicketListAnswer, TicketOrder,
    TicketRow, TicketsQuery,
};
use antre_storage::Role;
use axum::Json;
use axum::extract::State;
use axum::http::Uri;

use super::asked::{Id, query};
use super::{Refusal, Wire};
use crate::auth::Bearer;
use crate::followed::Followed;

/// Today's tickets, by number or by who has waited longest.
#[utoipa::path(get, path = "/api/v1/tickets", tag = "tickets",
    params(
        ("state" = Option<String>, Query, description = "Only in this state."),
        ("service" = Option<String>, Query, description = "Only for this service."),
        ("number" = Option<u16>, Query, description = "Only with this value, whatever the letters."),
        ("counter" = Option<String>, Query, description = "Only those last called to this counter."),
        ("order" = Option<String>, Query, description = "`number` or `longest`."),
        ("limit" = Option<u16>, Query, description = "How many, 1 to 200."),
    ),
    responses((status = 200, description = "As of now.", body = TicketListAnswer)))]
pub(crate) async fn tickets(
    State(wire): State<Arc<Wire>>,
    uri: Uri,
) -> Result<Json<TicketListAnswer>, Refusal> {
    let query: TicketsQuery = query(&uri)?;
    let malformed = |what: String| Refusal::from(ProblemCode::MalformedBody).because(what);
    let limit = query.limit.map_or(TICKET_ROWS_MAX, usize::from);
    if !(1..=TICKET_ROWS_MAX).contains(&limit) {
        return Err(malformed(format!("limit: 1 to {TICKET_ROWS_MAX}")));
    }
    if let Some(state) = query.state.as_deref().filter(|state| !is_state(state)) {
        return Err(malformed(format!("state: there is no {state}")));
    }
    wire.caught_up().await?;
    let now = wire.clock.now();
    let answer = wire
        .follower
        .read(|followed| list(followed, &query, limit, now));
    answer.map(Json).ok_or_else(|| Rejection::DayNotOpen.into())
}

/// What has happened to a ticket of today, so that nobody asks its bearer twice.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/history", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, description = "Its legs, and its notes: their words only for the counter that has the \
        ticket and for supervisors.", body = HistoryAnswer)))]
pub(crate) async fn history(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    bearer: Bearer,
) -> Result<Json<HistoryAnswer>, Refusal> {
    wire.caught_up().await?;
    // Where everybody signs in, a PC at which nobody has is read by whoever passes.
    let is_locked = bearer.is_bare_counter() && wire.wants_sign_in();
    let known = wire.follower.read(|followed| {
        let ticket = followed.branch.ticket(id)?;
        let histories = followed.histories();
        let notes = ticket.notes.iter().filter_map(|note| {
            let written = histories.written(*note)?.clone();
            Some((*note, written))
        });
        let notes: Vec<_> = notes.collect();
        Some((
            histories.legs(id).to_vec(),
            notes,
            !is_locked && may_read(&bearer, ticket),
        ))
    });
    let (legs, notes, may_read) = known.ok_or(Rejection::UnknownTicket(id))?;
    let mut texts = if may_read {
        let notes = notes.iter().map(|(note, _)| *note).collect();
        wire.notes.texts(notes).await
    } else {
        Vec::new()
    }
    .into_iter();
    let notes = notes.into_iter().map(|(_, written)| HistoryNote {
        at: written.at,
        counter: written.counter,
        text: texts.next().flatten(),
    });
    let notes = notes.collect();
    Ok(Json(HistoryAnswer { legs, notes }))
}

/// Whether somebody may read what was written about a ticket.
fn may_read(bearer: &Bearer, ticket: &Ticket) -> bool {
    match bearer.role {
        Role::Supervisor | Role::Admin => true,
        Role::Counter => {
            bearer.counter.is_some() && ticket.state.counter() == bearer.counter.as_ref()
        }
        Role::Greeter | Role::Kiosk | Role::Display => false,
    }
}

fn list(
    followed: &Followed,
    query: &TicketsQuery,
    limit: usize,
    now: Timestamp,
) -> Option<TicketListAnswer> {
    let day = followed.branch.day()?;
    let is_asked = |ticket: &&Ticket| {
        let TicketsQuery {
            state,
            service,
            number,
            counter,
            order: _,
            limit: _,
        } = query;
        let is_in = |state: &String| ticket.state.name().as_str() == state;
        state.as_ref().is_none_or(is_in)
            && service.as_ref().is_none_or(|id| ticket.leg.service == *id)
            && number.is_none_or(|value| ticket.number.value() == value)
            && counter
                .as_ref()
                .is_none_or(|id| last_counter(followed, ticket) == Some(id))
    };
    let mut tickets: Vec<&Ticket> = day.tickets.values().filter(is_asked).collect();
    match query.order.unwrap_or_default() {
        TicketOrder::Number => {
            tickets.sort_by_key(|ticket| (ticket.number.prefix(), ticket.number.value()));
        }
        TicketOrder::Longest => tickets.sort_by_key(|ticket| ticket.leg.place),
    }
    let left_out = tickets.len().saturating_sub(limit);
    tickets.truncate(limit);
    let rows = tickets.into_iter();
    Some(TicketListAnswer {
        tickets: rows
            .filter_map(|ticket| row(followed, ticket, now))
            .collect(),
        left_out: u32::try_from(left_out).unwrap_or(u32::MAX),
    })
}

fn row(followed: &Followed, ticket: &Ticket, now: Timestamp) -> Option<TicketRow> {
    let (config, day) = (followed.branch.config()?, followed.branch.day()?);
    let class = config.class(&ticket.class).unwrap_or(config.regular());
    Some(TicketRow {
        id: ticket.id,
        number: ticket.number,
        colour: config.colour(&ticket.series),
        service: ticket.leg.service.clone(),
        class: ticket.class.clone(),
        state: ticket.state.name().as_str().to_owned(),
        party: ticket.party,
        since: day.waits_since(ticket.leg.place.since, ticket.leg.called_at),
        target_wait_secs: class.target_wait_secs,
        counter: last_counter(followed, ticket).cloned(),
        called_at: ticket.leg.called_at,
        directed: ticket
            .directed
            .as_ref()
            .filter(|_| ticket.is_directed(now))
            .map(|(to, _)| to.clone()),
        wait: followed.ticket_wait(ticket, now),
    })
}

/// The counter that a ticket stands at, or was called to last.
fn last_counter<'a>(followed: &'a Followed, ticket: &'a Ticket) -> Option<&'a CounterId> {
    let last = || followed.histories().last_counter(ticket.id);
    ticket.state.counter().or_else(last)
}

fn is_state(name: &str) -> bool {
    const STATES: [&str; 8] = [
        "waiting",
        "called",
        "serving",
        "parked",
        "no_show",
        "finished",
        "cancelled",
        "expired",
    ];
    STATES.contains(&name)
}
