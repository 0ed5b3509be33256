//! What one business day hands to the next.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{ClassId, DeviceId, JourneyId, SeriesId, ServiceId, TicketId};
use crate::number::TicketNumber;
use crate::text::Locale;
use crate::time::Timestamp;

/// A ticket that waits on from the day before, under a new number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedTicket {
    /// Its id for the new day.
    pub ticket: TicketId,
    /// Its id on the day before.
    pub from: TicketId,
    /// Its number on the day before; logs written before this was kept do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_number: Option<TicketNumber>,
    /// Its new number.
    pub number: TicketNumber,
    /// The series of the number.
    pub series: SeriesId,
    /// The service it waits for.
    pub service: ServiceId,
    /// Its class.
    pub class: ClassId,
    /// Its language.
    pub locale: Locale,
    /// For how many people.
    pub party: u8,
    /// The age it keeps.
    pub since: Timestamp,
    /// Since when it is in the branch, where that differs from its age in the queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Timestamp>,
    /// The journey it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey: Option<JourneyId>,
    /// The services that follow, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub onward: Vec<ServiceId>,
}

/// Numbers of one date and series that a kiosk holds, as a new day takes them over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedReserve {
    /// Which kiosk.
    pub device: DeviceId,
    /// The business day they are for.
    pub date: NaiveDate,
    /// Their series, as it was when they were granted: the day's configuration may have it no more.
    pub series: SeriesId,
    /// The ticket that each becomes, and its number.
    pub numbers: Vec<(TicketId, TicketNumber)>,
}

/// What the end of the day made of an open ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndOfDay {
    /// The ticket.
    pub ticket: TicketId,
    /// Served at that moment, and counted as such; otherwise it expired unserved.
    pub served: bool,
}
