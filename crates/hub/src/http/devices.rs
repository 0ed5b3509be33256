//! Devices: how their printers are, and which rolls were changed.

use std::sync::Arc;

use antre_domain::Act;
use antre_protocol::{DeviceAnswer, PrinterReport, RollReport};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::asked::Asked;
use super::tickets::replay_marked;
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
    let done = wire.act(&asked, act).await?;
    let noted = StatusCode::NO_CONTENT.into_response();
    Ok(replay_marked(done.replayed, noted))
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
