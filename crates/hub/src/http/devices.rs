//! Devices: how printers and displays are, and which rolls were changed.

use std::sync::Arc;
use std::time::Instant;

use antre_domain::{Act, DeviceId};
use antre_protocol::{
    DeviceAnswer, DisplayReport, Empty, PinRequest, PrinterReport, ProblemCode, RollReport,
};
use antre_storage::StorageError;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::asked::{Asked, Id};
use super::services::noted;
use super::{Reader, Refusal, Wire};

/// How a kiosk's printer is now. The newest word counts; staff screens show it at once, the log
/// holds its changes.
#[utoipa::path(post, path = "/api/v1/devices/printer", tag = "devices", request_body = PrinterReport,
    responses((status = 204, description = "Known.")))]
pub(crate) async fn report_printer(
    State(wire): State<Arc<Wire>>,
    asked: Asked<PrinterReport>,
) -> Result<StatusCode, Refusal> {
    let (device, report) = (asked.bearer.device, asked.body);
    wire.follower
        .with_devices(|devices, now| devices.report(&device, report, now))?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a display is now: whether it can be heard, and what it passes over. The newest word counts.
#[utoipa::path(post, path = "/api/v1/devices/display", tag = "devices", request_body = DisplayReport,
    responses((status = 204, description = "Known.")))]
pub(crate) async fn report_display(
    State(wire): State<Arc<Wire>>,
    asked: Asked<DisplayReport>,
) -> Result<StatusCode, Refusal> {
    let (device, report) = (asked.bearer.device, asked.body);
    wire.follower
        .with_devices(|devices, now| devices.report_display(&device, report, now))?;
    Ok(StatusCode::NO_CONTENT)
}

/// The roll of a kiosk's printer was changed.
#[utoipa::path(post, path = "/api/v1/devices/roll", tag = "devices", request_body = RollReport,
    responses((status = 204, description = "In the log.")))]
pub(crate) async fn report_roll(
    State(wire): State<Arc<Wire>>,
    asked: Asked<RollReport>,
) -> Result<Response, Refusal> {
    let RollReport {
        used_mm,
        cuts,
        by_hand,
    } = asked.body;
    let act = Act::ReportRoll {
        used_mm,
        cuts,
        by_hand,
    };
    noted(&wire, &asked, act).await
}

/// May whoever typed this use the staff's pages? Nothing of it is kept, and a device that tries too
/// often is locked out for a while, whatever it types.
#[utoipa::path(post, path = "/api/v1/devices/pin", tag = "devices", request_body = PinRequest,
    responses((status = 204, description = "It is the PIN.")))]
pub(crate) async fn check_pin(
    State(wire): State<Arc<Wire>>,
    asked: Asked<PinRequest>,
) -> Result<StatusCode, Refusal> {
    let (device, PinRequest { pin }) = (asked.bearer.device, asked.body);
    // One at a time: each takes megabytes, and nobody may try twice before the first was counted.
    let _turn = wire
        .pin_turn
        .acquire()
        .await
        .map_err(|_| ProblemCode::Busy)?;
    let locked = |secs| Refusal::from(ProblemCode::PinLocked).retry_after(secs);
    wire.pin_tries
        .may_try(&device, Instant::now())
        .map_err(locked)?;
    let tokens = Arc::clone(&wire.tokens);
    let matches = move || Ok(tokens.pin()?.map(|hash| hash.matches(&pin)));
    let is_right = tokio::task::spawn_blocking(matches).await;
    let is_right: Result<Option<bool>, StorageError> = is_right.map_err(|_| ProblemCode::Busy)?;
    match is_right {
        Ok(Some(true)) => {
            wire.pin_tries.right(&device);
            Ok(StatusCode::NO_CONTENT)
        }
        Ok(Some(false)) => Err(match wire.pin_tries.wrong(&device, Instant::now()) {
            Some(secs) => locked(secs),
            None => ProblemCode::WrongPin.into(),
        }),
        Ok(None) => Err(ProblemCode::NoPin.into()),
        Err(error) => {
            tracing::error!(%error, "the vault cannot be read");
            Err(Refusal::from(ProblemCode::Busy).retry_after(1))
        }
    }
}

/// Somebody at this kiosk needs help: the counters are told at once.
#[utoipa::path(post, path = "/api/v1/devices/help", tag = "devices", request_body = Empty,
    responses((status = 204, description = "The staff are told.")))]
pub(crate) async fn ask_help(
    State(wire): State<Arc<Wire>>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    let device = asked.bearer.device.clone();
    noted(&wire, &asked, Act::AskHelp { device }).await
}

/// Somebody goes there.
#[utoipa::path(post, path = "/api/v1/devices/{id}/help-answered", tag = "devices",
    params(("id" = String, Path)), request_body = Empty,
    responses((status = 204, description = "Everybody knows that one goes.")))]
pub(crate) async fn answer_help(
    State(wire): State<Arc<Wire>>,
    Id(device): Id<DeviceId>,
    asked: Asked<Empty>,
) -> Result<Response, Refusal> {
    noted(&wire, &asked, Act::AnswerHelp { device }).await
}

/// Every device that reported since the hub started, and what to do where something is wrong.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices",
    responses((status = 200, description = "As of now.", body = Vec<DeviceAnswer>)))]
pub(crate) async fn devices(
    State(wire): State<Arc<Wire>>,
    reader: Reader,
) -> Json<Vec<DeviceAnswer>> {
    let now = wire.clock.now();
    Json(wire.read(reader, |followed, words| followed.devices(now, words)))
}
