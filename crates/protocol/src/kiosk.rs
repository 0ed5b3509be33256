//! What only a kiosk asks for: its reserve of numbers, help, those who come back, the staff's PIN.

use antre_domain::{
    ClassId, DeviceId, Locale, SeriesId, ServiceId, TicketId, TicketNumber, Timestamp,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/v1/reserve` answers with everything this kiosk may give while it cannot reach the hub:
/// numbers of today and of tomorrow. Absolute: what it does not name is no longer the kiosk's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReserveAnswer {
    /// Today, and tomorrow where its hours are known.
    pub days: Vec<ReserveDay>,
}

/// The reserve of one business day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReserveDay {
    /// The day.
    #[schema(value_type = String, format = Date)]
    pub date: NaiveDate,
    /// When it starts.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// When the next one starts.
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
    /// The numbers, series by series, in the order in which they are to be given.
    pub series: Vec<ReserveSeries>,
    /// When each service gives numbers, and from which series for which class.
    pub services: Vec<ReserveService>,
}

/// The reserve of one series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReserveSeries {
    /// The series.
    #[schema(value_type = String)]
    pub id: SeriesId,
    /// What has not been given yet, as far as the hub knows.
    pub numbers: Vec<ReservedNumber>,
}

/// A number that only this kiosk gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReservedNumber {
    /// The ticket that it becomes.
    #[schema(value_type = String)]
    pub ticket: TicketId,
    /// The number.
    #[schema(value_type = String)]
    pub number: TicketNumber,
    /// Its status page; `null` where the branch has no public address.
    pub url: Option<String>,
}

/// What a service gives while the hub is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReserveService {
    /// The service.
    #[schema(value_type = String)]
    pub id: ServiceId,
    /// When it gives numbers on this day: from, to.
    #[schema(value_type = Vec<(String, String)>)]
    pub open: Vec<(Timestamp, Timestamp)>,
    /// Which series numbers which class.
    #[schema(value_type = Vec<(String, String)>)]
    pub series: Vec<(ClassId, SeriesId)>,
}

/// `POST /api/v1/reserve/return`: numbers that this kiosk has not given and will not give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReserveReturn {
    /// Of these series; of all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    pub series: Option<Vec<SeriesId>>,
    /// Given already, and still to be joined: these stay.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub given: Vec<TicketId>,
}

/// `POST /api/v1/reserve/join`: what a kiosk gave without its hub, in the order of issue; 1 to 50.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// The tickets.
    pub tickets: Vec<OfflineTicket>,
}

/// A ticket that a kiosk gave from its reserve. It is on paper already: it cannot be refused for being
/// late, over a quota or out of hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfflineTicket {
    /// As it stood in the reserve.
    #[schema(value_type = String)]
    pub ticket: TicketId,
    /// The service asked for.
    #[schema(value_type = String)]
    pub service: ServiceId,
    /// Its class.
    #[schema(value_type = String)]
    pub class: ClassId,
    /// The customer's language.
    #[schema(value_type = String)]
    pub locale: Locale,
    /// How many people it stands for, 1 to 50.
    pub party: u8,
    /// When it was given: the hub's last word and the time since, as the kiosk measured it.
    #[schema(value_type = String, format = DateTime)]
    pub issued_at: Timestamp,
    /// The hub's last word before that. The hub clamps `issued_at` to lie between this and now.
    #[schema(value_type = String, format = DateTime)]
    pub heard_at: Timestamp,
    /// The `Idempotency-Key` of the request that went unanswered, where there was one: whatever ticket
    /// it made is superseded by this one, and it makes none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

/// `POST /api/v1/tickets/check-in`: somebody with a ticket is back, or says they are here. One of both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInRequest {
    /// The number on the slip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub number: Option<TicketNumber>,
    /// The key in the slip's QR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// What only the clerk is told of a customer. It is kept apart from the log, and no longer than the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Wants to be fetched from the seat.
    Fetch,
    /// Does not hear the call: a gesture.
    Gesture,
    /// Needs a low counter.
    LowCounter,
}

/// `POST /api/v1/devices/pin`: may whoever typed this use the staff's pages?
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinRequest {
    /// Four to eight digits.
    pub pin: String,
}

/// It does not print itself.
impl std::fmt::Debug for PinRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinRequest(…)")
    }
}

/// Somebody rang for help at a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpCard {
    /// The kiosk.
    pub device: DeviceId,
    /// What it is called: "Kiosk 1"; its device where it has not said.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

/// How a kiosk looks in its branch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandFacts {
    /// As [`BrandAnswer::version`]: where it is another, the pictures are asked for. Empty: there are none.
    #[serde(default)]
    pub version: String,
    /// The branch's own colour, `#RRGGBB`; the house's where absent.
    #[serde(default)]
    pub accent: Option<String>,
}

/// `GET /api/v1/brand`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BrandAnswer {
    /// Changes with the pictures.
    pub version: String,
    /// The branch's sign for the head of the screen: PNG or SVG in base64.
    pub logo: Option<PictureFile>,
    /// What an unused kiosk shows beside or behind its list: PNG in base64.
    pub attract: Option<PictureFile>,
}

/// A picture of the branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PictureFile {
    /// Its name in the branch file; the ending says what it is.
    pub name: String,
    /// Its bytes in base64.
    pub base64: String,
}

/// What a connected kiosk is told about its reserve.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveFacts {
    /// How many numbers of each series it should hold; 0: none.
    pub per_series: u16,
    /// Series that are short of numbers: give back what was not given.
    pub recall: Vec<SeriesId>,
    /// Changes when a kiosk should ask for its reserve anew: another day, other hours, other series.
    pub version: String,
}
