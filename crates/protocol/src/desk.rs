//! What staff screens ask for besides the clerk's first verbs: chosen and quiet calls, lists, history,
//! notes, and what a supervisor does with a counter.

use antre_domain::{
    Asks, BreakReason, ChoiceReason, ClassId, ClerkId, CounterId, DeliveryId, DeviceId, Directed,
    Locale, Outcome, ProfileId, Quiet, RequeueReason, ServiceId, Text, TicketId, TicketNumber,
    Timestamp, ZoneId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rest::{CallAnswer, FinishRequest, Wait};

/// The longest note, in characters.
pub const NOTE_CHARS_MAX: usize = 500;
/// The most rows of one list of tickets.
pub const TICKET_ROWS_MAX: usize = 200;

/// `POST /api/v1/counters/{id}/call-several`: several ready numbers at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallSeveralRequest {
    /// The chosen tickets, at most 8.
    #[schema(value_type = Vec<String>)]
    pub tickets: Vec<TicketId>,
    /// As in `call`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub because: Option<ChoiceReason>,
    /// As in `call`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub quiet: Option<Quiet>,
    /// How the present service ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<FinishRequest>,
}

/// What several calls at once answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallsAnswer {
    /// In the order in which they were named.
    pub calls: Vec<CallAnswer>,
}

/// `POST /api/v1/counters/{id}/walk-in`: somebody without a slip is served at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkInRequest {
    /// For which service.
    #[schema(value_type = String)]
    pub service: ServiceId,
    /// In which class; the regular one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub class: Option<ClassId>,
    /// The customer's language; the branch's where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub locale: Option<Locale>,
}

/// `POST /api/v1/counters/{id}/break`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakRequest {
    /// `meal`, `prayer`, `short`, `meeting`, `errand` or `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reason: Option<BreakReason>,
}

/// `POST /api/v1/counters/{id}/stand-by`: the next arrival is called by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandByRequest {
    /// Whether.
    pub on: bool,
}

/// `POST /api/v1/counters/{id}/profile`: a supervisor assigns another work profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileRequest {
    /// Which.
    #[schema(value_type = String)]
    pub profile: ProfileId,
}

/// `POST /api/v1/tickets/{id}/requeue`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequeueRequest {
    /// Why a call is withdrawn: `mistake`, `not_ready`, `stepped_away` or `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub because: Option<RequeueReason>,
}

/// `POST /api/v1/tickets/{id}/notes`: something the next counter should not ask again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteRequest {
    /// 1 to 500 characters; forgotten at the end of the day.
    pub text: String,
}

/// `POST /api/v1/tickets/{id}/copy`: a kiosk prints the lost slip again, marked as a copy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyRequest {
    /// Which kiosk; where only one prints, that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub device: Option<DeviceId>,
}

/// `GET /api/v1/copies`: the copies that the kiosk which asks is to print.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CopiesAnswer {
    /// In the order in which they were asked for.
    pub copies: Vec<CopySlip>,
}

/// A slip to be printed again, marked as a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CopySlip {
    /// The ticket as of now.
    pub ticket: crate::rest::TicketAnswer,
    /// The customer's language.
    #[schema(value_type = String)]
    pub locale: Locale,
    /// For how many people it is.
    pub party: u8,
    /// When it was asked for: with the ticket, the identity of this copy.
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Timestamp,
}

/// A copy that a kiosk is to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyOrder {
    /// Of which ticket.
    pub ticket: TicketId,
    /// Which kiosk.
    pub device: DeviceId,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

/// Which tickets of today `GET /api/v1/tickets` lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketsQuery {
    /// Only in this state, as [`crate::TicketAnswer::state`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Only for this service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub service: Option<ServiceId>,
    /// Only with this value of the number, whatever its letters: 12 finds A012 and B012.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
    /// Only those that were last called to this counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub counter: Option<CounterId>,
    /// `number` (also where absent) or `longest`: who has waited longest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<TicketOrder>,
    /// How many rows, 1 to 200; 200 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
}

/// In which order tickets are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketOrder {
    /// By letters and value.
    #[default]
    Number,
    /// Who has waited longest first.
    Longest,
}

/// `GET /api/v1/tickets`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketListAnswer {
    /// The rows.
    pub tickets: Vec<TicketRow>,
    /// How many more there are.
    pub left_out: u32,
}

/// A ticket in a list for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketRow {
    /// Its id.
    #[schema(value_type = String)]
    pub id: TicketId,
    /// Its number.
    #[schema(value_type = String)]
    pub number: TicketNumber,
    /// The colour of its series.
    pub colour: u8,
    /// The service of its present leg.
    #[schema(value_type = String)]
    pub service: ServiceId,
    /// Its class.
    #[schema(value_type = String)]
    pub class: ClassId,
    /// As [`crate::TicketAnswer::state`].
    pub state: String,
    /// How many people it stands for.
    pub party: u8,
    /// Since when it has waited, as if there had been no holds that are over.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// The wait that its class is promised, in seconds.
    pub target_wait_secs: u32,
    /// The counter it stands at, or was called to last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub counter: Option<CounterId>,
    /// When its present leg was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub called_at: Option<Timestamp>,
    /// For whom it waits, where nobody else calls it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub directed: Option<Directed>,
    /// How long it may still take; absent where it does not wait or nobody can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
}

/// `GET /api/v1/tickets/{id}/history`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryAnswer {
    /// Its legs, the first one first.
    pub legs: Vec<HistoryLeg>,
    /// Its notes, oldest first.
    pub notes: Vec<HistoryNote>,
}

/// One stay in one queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryLeg {
    /// The service.
    #[schema(value_type = String)]
    pub service: ServiceId,
    /// The counter that called it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub counter: Option<CounterId>,
    /// Who served, by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub clerk: Option<ClerkId>,
    /// When it joined this queue.
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: Timestamp,
    /// When it was called last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub called_at: Option<Timestamp>,
    /// When serving began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Timestamp>,
    /// When the leg ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// How it ended: `served`, `incomplete`, `left`, `transferred`, `no_show`, `cancelled` or `expired`;
    /// absent while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What was delivered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub delivered: Vec<DeliveryId>,
}

/// A note, in full only for the counter that has the ticket, and for supervisors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryNote {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// At which counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub counter: Option<CounterId>,
    /// The words; absent where they are not for the reader, or are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// `GET /api/v1/why?number=A012&date=2026-11-23`: why a ticket was called when it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WhyAnswer {
    /// The story in the reader's language, a sentence each.
    pub lines: Vec<String>,
}

/// What a clerk's panel must know of the branch's rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRules {
    /// Whether a clerk says how a service ended.
    #[serde(default)]
    pub outcome: Asks,
    /// Whether they say what was delivered.
    #[serde(default)]
    pub delivered: Asks,
    /// What can be delivered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<DeliveryCard>,
    /// A ticket called out of its turn needs a reason.
    #[serde(default)]
    pub choice_needs_reason: bool,
    /// How often one call may be repeated.
    #[serde(default)]
    pub recalls_max: u8,
    /// Whoever is called is taken for served from that moment: a clerk does not say when they begin.
    #[serde(default)]
    pub serves_at_call: bool,
    /// Whether counters are worked only by who has signed in.
    #[serde(default)]
    pub sign_in: bool,
    /// After so many seconds without a stroke a panel locks itself; 0: never.
    #[serde(default)]
    pub lock_secs: u32,
    /// The classes, for whom a clerk serves without a slip and for who is moved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassCard>,
    /// The zones of the hall, where an announcement need not be said everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<ZoneCard>,
}

/// Something that a service can deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryCard {
    /// Its id.
    pub id: DeliveryId,
    /// Its name.
    pub name: Text,
    /// The services it belongs to; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceId>,
}

/// A class of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassCard {
    /// Its id.
    pub id: ClassId,
    /// Its name for staff.
    pub name: Text,
    /// Whether it comes before the regular one.
    pub priority: bool,
}

/// A zone of the hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneCard {
    /// Its id.
    pub id: ZoneId,
    /// Its name.
    pub name: Text,
}

impl FinishRequest {
    /// Served, with nothing said beside it.
    pub const SERVED: Self = Self {
        outcome: Some(Outcome::Served),
        delivered: Vec::new(),
    };
}
