//! Announcements: what a supervisor tells the hall.

use std::sync::Arc;

use antre_domain::{Act, Announcement, AnnouncementKind, NoteRef, Text};
use antre_protocol::{
    ANNOUNCEMENT_CHARS_MAX, ANNOUNCEMENT_LANGUAGES_MAX, AnnounceRequest, AnnouncementCard,
    AnnouncementsAnswer, Empty, ProblemCode,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::asked::{Asked, Id};
use super::services::noted;
use super::tickets::{is_for_nothing, replay_marked};
use super::{Refusal, Wire};
use crate::answer::{Done, Facts};
use crate::devices::is_line;

/// Tells the hall something: a line to read, or an emergency that takes every screen and voice at once.
#[utoipa::path(post, path = "/api/v1/announcements", tag = "hall", request_body = AnnounceRequest,
    responses((status = 201, description = "The hall is told.", body = AnnouncementCard)))]
pub(crate) async fn announce(
    State(wire): State<Arc<Wire>>,
    asked: Asked<AnnounceRequest>,
) -> Result<Response, Refusal> {
    let AnnounceRequest {
        kind,
        text,
        zones,
        for_secs,
        spoken,
    } = asked.body.clone();
    check(kind, text.as_ref())?;
    let kept = match &text {
        None => None,
        Some(text) => {
            let expires_at = for_secs.map(|secs| wire.clock.now().plus_secs(secs));
            let expires_at = expires_at.unwrap_or_else(|| wire.day_ends_at());
            let kept = wire.notes.keep(text, expires_at).await;
            if kept.is_none() && kind.needs_text() {
                return Err(Refusal::from(ProblemCode::NotDurable).retry_after(1));
            }
            kept
        }
    };
    let act = Act::Announce {
        id: kept.unwrap_or_else(fresh),
        kind,
        zones,
        for_secs,
        spoken,
    };
    let done = wire.act(&asked, act).await;
    if let Some(kept) = kept.filter(|_| is_for_nothing(&done)) {
        wire.notes.forget(kept);
    }
    let done = done?;
    wire.caught_up().await?;
    Ok(announced(&wire, &done))
}

/// What the hall is told now.
#[utoipa::path(get, path = "/api/v1/announcements", tag = "hall",
    responses((status = 200, description = "As of now, oldest first.", body = AnnouncementsAnswer)))]
pub(crate) async fn announcements(
    State(wire): State<Arc<Wire>>,
) -> Result<Json<AnnouncementsAnswer>, Refusal> {
    wire.caught_up().await?;
    let announcements = wire
        .follower
        .read(|followed| followed.announcements().to_vec());
    Ok(Json(AnnouncementsAnswer { announcements }))
}

/// Ends an announcement. Its words are erased.
#[utoipa::path(post, path = "/api/v1/announcements/{id}/end", tag = "hall", params(("id" = String, Path)),
    request_body = Empty, responses((status = 204, description = "The hall is told so no longer.")))]
pub(crate) async fn end(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<NoteRef>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    noted(&wire, &asked, Act::EndAnnouncement(id)).await
}

/// Whether there are words where they are needed, and only such as fit on a screen.
fn check(kind: AnnouncementKind, text: Option<&Text>) -> Result<(), ProblemCode> {
    let fits = |text: &str| !text.trim().is_empty() && is_line(text, ANNOUNCEMENT_CHARS_MAX);
    let is_sound = match text {
        None if kind.needs_text() => return Err(ProblemCode::AnnouncementTextNeeded),
        None => true,
        Some(Text::Same(text)) => fits(text),
        Some(Text::Each(texts)) => {
            (1..=ANNOUNCEMENT_LANGUAGES_MAX).contains(&texts.len())
                && texts.values().all(|text| fits(text))
        }
    };
    if is_sound {
        Ok(())
    } else {
        Err(ProblemCode::BadAnnouncementText)
    }
}

/// A reference to no words.
fn fresh() -> NoteRef {
    let mut bits = [0; 16];
    // The system's random source does not fail once the machine is up.
    getrandom::fill(&mut bits).expect("the operating system gives random bits");
    NoteRef::from_bits(u128::from_be_bytes(bits))
}

/// The announcement as it stands; where it stands no more, without its words.
fn announced(wire: &Wire, done: &Done) -> Response {
    let Facts::Announced { announcement } = &done.facts else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let standing = wire.follower.read(|followed| {
        let mut standing = followed.announcements().iter();
        standing.find(|card| card.id == announcement.id).cloned()
    });
    let card = standing.unwrap_or_else(|| without_words(announcement));
    replay_marked(
        done.replayed,
        (StatusCode::CREATED, Json(card)).into_response(),
    )
}

fn without_words(announcement: &Announcement) -> AnnouncementCard {
    AnnouncementCard {
        id: announcement.id,
        kind: announcement.kind,
        text: None,
        zones: announcement.zones.clone(),
        since: announcement.since,
        until: announcement.until,
        spoken: announcement.spoken,
    }
}
