//! What devices report, and what is told of them.

use std::collections::BTreeMap;

use antre_domain::{DeviceId, PrinterHealth, SlipKind, SlipState, SoundHealth, Timestamp, ZoneId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/devices/printer`: how a kiosk's printer is now. Sent at each change, and again after
/// each connection to the hub; the newest counts. Answered by 204.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrinterReport {
    /// What the kiosk is called on its slips: "Kiosk 1".
    pub name: String,
    /// Its condition.
    #[schema(value_type = Object)]
    pub health: PrinterHealth,
    /// Since when, by the hub's clock.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// What its odometer says; absent where no roll was ever put in by this kiosk's knowledge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<RollFacts>,
}

/// What an odometer says of the roll in a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollFacts {
    /// Millimetres printed and fed since the roll was changed.
    pub used_mm: u32,
    /// Cuts since the roll was changed.
    pub cuts: u32,
    /// About how many more slips the roll holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slips_left: Option<u32>,
}

/// `POST /api/v1/devices/roll`: the roll was changed. Answered by 204, recorded in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollReport {
    /// What the roll before had given, in millimetres.
    pub used_mm: u32,
    /// How many cuts.
    pub cuts: u32,
    /// A person said so, where the printer cannot.
    pub by_hand: bool,
}

/// `POST /api/v1/tickets/{id}/slip`: what became of a slip, once, when that is the last word.
/// Answered by 204, recorded in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlipReport {
    /// `original`, `copy` or `officer`.
    #[schema(value_type = String)]
    pub kind: SlipKind,
    /// `confirmed`, `blind`, `unknown` or `failed`.
    #[schema(value_type = String)]
    pub state: SlipState,
}

/// `GET /api/v1/slip`: everything a kiosk needs to set slips as its branch wants them. What the names
/// mean is said at the branch file's `[slip]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SlipFilesAnswer {
    /// Changes with any of the below; a kiosk's view carries it, so that a kiosk knows when to ask.
    pub version: String,
    /// Numbers are given while the printer cannot print.
    pub paperless: bool,
    /// The template of the customer's slip.
    pub ticket: String,
    /// The template for customers who chose large text.
    pub large: String,
    /// The template of the officer's slip, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// The logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Content by name: TOML as it is, pictures in base64.
    pub files: BTreeMap<String, String>,
}

/// `GET /api/v1/devices`, for staff: every device that reported since the hub started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceAnswer {
    /// The device.
    #[schema(value_type = String)]
    pub id: DeviceId,
    /// Its name.
    pub name: String,
    /// Its printer's condition, where it is a kiosk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub printer: Option<PrinterHealth>,
    /// Whether it can be heard, and what it passes over, where it is a display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<DisplayAnswer>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// When it was last heard.
    #[schema(value_type = String, format = DateTime)]
    pub heard_at: Timestamp,
    /// Its odometer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<RollFacts>,
    /// What is wrong, and what to do, in the reader's language; absent where all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// A display in `GET /api/v1/devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DisplayAnswer {
    /// The zone it shows; absent: the whole hall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub zone: Option<ZoneId>,
    /// `well`, `off` or `lost`.
    #[schema(value_type = String)]
    pub sound: SoundHealth,
    /// What it passes over.
    pub faults: Vec<FaultAnswer>,
}

/// Something that a display passes over, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FaultAnswer {
    /// As the display reported it.
    pub code: String,
    /// What it is about: a file, a word, a number.
    pub about: String,
    /// What to do, in the reader's language.
    pub remedy: String,
}
