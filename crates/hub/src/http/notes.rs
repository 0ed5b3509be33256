//! What is written down about a ticket for whoever serves it next. The words lie sealed apart from the log,
//! which refers to them, and go with the day.

use std::sync::Arc;

use antre_domain::{Act, NoteRef, TicketId};
use antre_protocol::{NOTE_CHARS_MAX, NoteRequest, ProblemCode};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::asked::{Asked, Id};
use super::tickets::{is_for_nothing, replay_marked};
use super::{Refusal, Wire};
use crate::answer::Done;
use crate::devices::is_line;

/// Writes something down that the next counter should not ask again.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/notes", tag = "tickets", params(("id" = String, Path)),
    request_body = NoteRequest, responses((status = 201, description = "Written down, until the day ends.")))]
pub(crate) async fn note(
    State(wire): State<Arc<Wire>>,
    Id(ticket): Id<TicketId>,
    asked: Asked<NoteRequest>,
) -> Result<Response, Refusal> {
    let kept = keep(&wire, &asked.body.text).await?;
    let done = keeping(&wire, &asked, Some(kept), Act::Note { ticket, note: kept }).await?;
    let written = StatusCode::CREATED.into_response();
    Ok(replay_marked(done.replayed, written))
}

/// Does an act that may come with words.
pub(super) async fn noting<B>(
    wire: &Wire,
    asked: &Asked<B>,
    text: Option<&str>,
    act: impl FnOnce(Option<NoteRef>) -> Act,
) -> Result<Done, Refusal> {
    let kept = match text {
        Some(text) => Some(keep(wire, text).await?),
        None => None,
    };
    keeping(wire, asked, kept, act(kept)).await
}

/// Does an act that refers to words; where nothing comes of it they are forgotten again.
async fn keeping<B>(
    wire: &Wire,
    asked: &Asked<B>,
    kept: Option<NoteRef>,
    act: Act,
) -> Result<Done, Refusal> {
    let done = wire.act(asked, act).await;
    if let Some(kept) = kept.filter(|_| is_for_nothing(&done)) {
        wire.notes.forget(kept);
    }
    done
}

/// Before the commit: a ticket never refers to what is not there. A clerk who wrote something is told
/// where it could not be kept.
async fn keep(wire: &Wire, text: &str) -> Result<NoteRef, Refusal> {
    let text = text.trim();
    let lines_fit = text.lines().all(|line| is_line(line, NOTE_CHARS_MAX));
    if text.is_empty() || text.chars().count() > NOTE_CHARS_MAX || !lines_fit {
        return Err(ProblemCode::NoteOutOfRange.into());
    }
    let kept = wire.notes.keep(&text, wire.day_ends_at()).await;
    kept.ok_or_else(|| Refusal::from(ProblemCode::NotDurable).retry_after(1))
}
