//! Requests and answers of `/api/v1`.

use antre_domain::{
    Age, ChoiceReason, ClassId, CounterId, DeliveryId, Directed, HoldReason, LineId, Locale,
    Outcome, ProfileId, Quiet, ServiceId, TicketId, TicketNumber, Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kiosk::Need;
use crate::view::HeldFacts;

/// `GET /healthz`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`, while the hub answers at all.
    pub status: String,
    /// The program's version.
    pub version: String,
    /// The identity of this history: counter and random part.
    pub epoch: String,
    /// The sequence of the last event that screens have seen.
    pub seq: u64,
}

/// A request that says nothing more than its path. `{}` is enough.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// `POST /api/v1/tickets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueRequest {
    /// The service asked for.
    #[schema(value_type = String)]
    pub service: ServiceId,
    /// The class declared; the regular one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub class: Option<ClassId>,
    /// The customer's language; the branch's where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub locale: Option<Locale>,
    /// How many tickets, 1 to 50. Where it is given the answer is a list under `tickets`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u8>,
    /// How many people on each ticket, 1 to 50; 1 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<u8>,
    /// The booked time, for a class by appointment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub booked_at: Option<Timestamp>,
    /// What only the clerk is told; at most [`NEEDS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
}

/// The most needs of one customer: each once.
pub const NEEDS_MAX: usize = 3;

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketAnswer {
    /// Its id.
    #[schema(value_type = String)]
    pub id: TicketId,
    /// Its number, as in `A012`.
    #[schema(value_type = String)]
    pub number: TicketNumber,
    /// The service it waits for or was served by.
    #[schema(value_type = String)]
    pub service: ServiceId,
    /// Its class.
    #[schema(value_type = String)]
    pub class: ClassId,
    /// `waiting`, `called`, `serving`, `parked`, `no_show`, `finished`, `cancelled` or `expired`.
    pub state: String,
    /// The counter it is called to or served at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub counter: Option<CounterId>,
    /// When it was issued.
    #[schema(value_type = String, format = DateTime)]
    pub issued_at: Timestamp,
    /// The booked time, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub booked_at: Option<Timestamp>,
    /// The services that follow in its journey, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub onward: Vec<ServiceId>,
    /// How many people are called before it if nobody else comes; 0 where it does not wait.
    pub ahead: u32,
    /// How long it may still take; `null` where nobody can say.
    pub wait: Option<Wait>,
    /// Its status page; `null` where the branch has no public address.
    pub url: Option<String>,
}

/// Several tickets of one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketsAnswer {
    /// In the order of their numbers.
    pub tickets: Vec<TicketAnswer>,
}

/// What `POST /api/v1/tickets` answers: one ticket, or a list where `count` was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum IssuedAnswer {
    Many(TicketsAnswer),
    One(TicketAnswer),
}

/// A waiting range from now on, in whole seconds, `from_secs < to_secs`. A range from 0 is "less than".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Wait {
    /// Half of those who wait are called by then.
    pub from_secs: u32,
    /// Four in five are called by then.
    pub to_secs: u32,
}

/// `POST /api/v1/counters/{id}/open`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenRequest {
    /// The profile to work by; the counter's own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub profile: Option<ProfileId>,
}

/// `POST /api/v1/counters/{id}/call-next`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallNextRequest {
    /// As [`CallRequest::quiet`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub quiet: Option<Quiet>,
    /// How the present service ended. A branch may require it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<FinishRequest>,
}

/// `POST /api/v1/counters/{id}/call`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallRequest {
    /// The chosen ticket.
    #[schema(value_type = String)]
    pub ticket: TicketId,
    /// Why out of its turn: `emergency`, `assistance`, `together`, `correction`, `guest` or `missed`.
    /// A branch may require it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub because: Option<ChoiceReason>,
    /// Not for all eyes or ears: `{"without": "voice" | "screen" | "both", "because": "delicate" | "safety"
    /// | "asked" | "other"}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub quiet: Option<Quiet>,
    /// How the present service ended. A branch may require it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<FinishRequest>,
}

/// `POST /api/v1/tickets/{id}/finish`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishRequest {
    /// `served`, `incomplete` or `left`; `served` where absent and the branch does not require it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub outcome: Option<Outcome>,
    /// What was delivered, each once, at most 8. A branch may require it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub delivered: Vec<DeliveryId>,
}

/// `POST /api/v1/tickets/{id}/park`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParkRequest {
    /// Back in the queue by itself after so many seconds, 1 to 86 400; only by hand where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_secs: Option<u32>,
    /// For whoever serves next, as in `notes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// `POST /api/v1/tickets/{id}/transfer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferRequest {
    /// The service it goes to.
    #[schema(value_type = String)]
    pub service: ServiceId,
    /// In another class; by the service's own rule where absent, which as a rule keeps the present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub class: Option<ClassId>,
    /// `keep` (by the age it had) or `fresh` (at the end); by the service's own rule where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub age: Option<Age>,
    /// To one counter or one clerk: `{"counter": "loket-3"}`, `{"clerk": "p-1f2e3d4c"}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub to: Option<Directed>,
    /// For whoever serves next, as in `notes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// `POST /api/v1/branch/hold`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldRequest {
    /// `system_down`, `power_cut`, `evacuation`, `ceremony` or `other`.
    #[schema(value_type = String)]
    pub reason: HoldReason,
}

/// What a hold and its end answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldAnswer {
    /// The hold as of now; `null` where the branch goes on.
    pub held: Option<HeldFacts>,
}

/// A work profile in `GET /api/v1/profiles`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProfileAnswer {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ProfileId,
    /// Its name in the reader's language.
    pub name: String,
    /// The services it takes first.
    #[schema(value_type = Vec<String>)]
    pub services: Vec<ServiceId>,
    /// The services it helps with, by falling skill.
    #[schema(value_type = Vec<Vec<String>>)]
    pub helps: Vec<Vec<ServiceId>>,
    /// Its rule, as in the branch file.
    #[schema(value_type = Object)]
    pub rule: antre_domain::config::Rule,
    /// The rule in the reader's language, a sentence each.
    pub text: Vec<String>,
    /// Its lines, and what each is promised.
    pub lines: Vec<LineAnswer>,
}

/// A line of a work profile: nobody waits for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineAnswer {
    /// Its id.
    #[schema(value_type = String)]
    pub id: LineId,
    /// Its name in the reader's language.
    pub name: String,
    /// Its first is called within so many calls of the profile's counters together, at least 1.
    pub calls_max: u16,
    /// All lines are one queue by age.
    pub in_common: bool,
    /// The promise in the reader's language.
    pub text: String,
}

/// A call that was made: `call-next` and `call`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallAnswer {
    /// The called ticket.
    pub ticket: TicketAnswer,
    /// Why this one, now.
    pub reason: ReasonAnswer,
}

/// Why this ticket was called, now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReasonAnswer {
    /// A stable code from a closed list.
    pub code: String,
    /// The same in the reader's language.
    pub text: String,
}

/// `GET /api/v1/branch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BranchAnswer {
    /// The branch's name.
    pub name: String,
    /// IANA time zone.
    pub time_zone: String,
    /// The open business day.
    #[schema(value_type = Option<String>, format = Date)]
    pub business_date: Option<chrono::NaiveDate>,
    /// Its opening hours, as in the branch file.
    #[schema(value_type = Object)]
    pub hours: antre_domain::config::Hours,
    /// Whether numbers are given now.
    pub open: bool,
    /// When numbers are given next, where they are not now.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub opens_at: Option<Timestamp>,
    /// The whole branch stands still: no numbers, no calls, and every place is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldFacts>,
    /// Every service.
    pub services: Vec<ServiceAnswer>,
    /// Every counter; only for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counters: Option<Vec<CounterAnswer>>,
}

/// A service in `GET /api/v1/branch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceAnswer {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ServiceId,
    /// Its name in the reader's language.
    pub name: String,
    /// Its heading in the reader's language.
    pub group: Option<String>,
    /// Whether it gives numbers now.
    pub open: bool,
    /// Whether a kiosk offers it.
    pub walk_in: bool,
    /// When it gives numbers next, where it does not now.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub opens_at: Option<Timestamp>,
    /// No numbers or no places left today.
    #[serde(default)]
    pub exhausted: bool,
    /// How many wait.
    pub waiting: u32,
    /// How long one who comes now may wait; `null` where nobody can say.
    pub wait: Option<Wait>,
}

/// A counter in `GET /api/v1/branch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CounterAnswer {
    /// Its id.
    #[schema(value_type = String)]
    pub id: CounterId,
    /// What it is called in the reader's language, as in `Loket 3`.
    pub name: String,
    /// `closed`, `idle`, `called`, `serving` or `break`.
    pub state: String,
    /// The ticket called to it or served at it.
    pub ticket: Option<TicketAnswer>,
    /// The profile it works by.
    #[schema(value_type = String)]
    pub profile: ProfileId,
}
