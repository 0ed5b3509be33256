//! The clerks' verbs on a ticket.

use std::sync::Arc;

use antre_domain::{Act, DeviceId, Finish, TicketId};
use antre_protocol::{
    CopyRequest, Empty, FinishRequest, ParkRequest, ProblemCode, RequeueRequest, TicketAnswer,
    TransferRequest,
};
use axum::extract::State;
use axum::response::Response;

use super::asked::{Asked, Id};
use super::notes::noting;
use super::services::noted;
use super::tickets::{ticket_answer, verb};
use super::{Refusal, Wire};

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
            finish: finished(&asked.body),
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
    let ParkRequest { return_secs, note } = &asked.body;
    let act = |note| Act::Park {
        ticket: id,
        return_secs: *return_secs,
        note,
    };
    let done = noting(&wire, &asked, note.as_deref(), act).await?;
    Ok(ticket_answer(&wire, &done))
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
    request_body = RequeueRequest, responses((status = 200, description = "Waiting.", body = TicketAnswer)))]
pub(crate) async fn requeue(
    State(wire): State<Arc<Wire>>,
    Id(id): Id<TicketId>,
    asked: Asked<RequeueRequest>,
) -> Result<Response, Refusal> {
    let act = Act::Requeue {
        ticket: id,
        because: asked.body.because,
    };
    verb(&wire, &asked, act).await
}

/// On to another service, and there perhaps to one counter or one clerk.
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
        to,
        note,
    } = asked.body.clone();
    let act = |note| Act::Transfer {
        ticket: id,
        service,
        class,
        age,
        to,
        note,
    };
    let done = noting(&wire, &asked, note.as_deref(), act).await?;
    Ok(ticket_answer(&wire, &done))
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

/// A kiosk prints a lost slip again, marked as a copy.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/copy", tag = "tickets", params(("id" = String, Path)),
    request_body = CopyRequest, responses((status = 204, description = "The kiosk is asked to.")))]
pub(crate) async fn copy(
    State(wire): State<Arc<Wire>>,
    Id(ticket): Id<TicketId>,
    asked: Asked<CopyRequest>,
) -> Result<Response, Refusal> {
    let device = printing_kiosk(&wire, asked.body.device.as_ref())?;
    noted(&wire, &asked, Act::AskCopy { ticket, device }).await
}

/// How a service ended, as it was said.
pub(super) fn finished(said: &FinishRequest) -> Finish {
    let FinishRequest { outcome, delivered } = said.clone();
    Finish { outcome, delivered }
}

/// The kiosk that was named, or the only one, if it can print.
fn printing_kiosk(wire: &Wire, named: Option<&DeviceId>) -> Result<DeviceId, ProblemCode> {
    let now = wire.clock.now();
    let printing = wire.follower.read(|followed| followed.printing(now));
    let mut fit = printing
        .into_iter()
        .filter(|device| named.is_none_or(|named| named == device));
    match (fit.next(), fit.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(ProblemCode::KioskNeeded),
        (None, _) => Err(ProblemCode::NobodyPrints),
    }
}
