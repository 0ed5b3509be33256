//! The closing report as it is read on a screen.

use antre_domain::{SeriesId, TicketNumber, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/v1/report?date=2026-11-23`: one business day in figures. Each ticket is one, however many
/// people it stands for, and is in exactly one of `served`, `no_show`, `cancelled` and `unserved`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportAnswer {
    /// The branch's name.
    pub branch: String,
    /// It only practises.
    pub practice: bool,
    /// The business day.
    #[schema(value_type = String, format = Date)]
    pub date: NaiveDate,
    /// Whether the day is over: else these are the figures so far.
    pub is_over: bool,
    /// The series that gave a number, in the order of the branch file.
    pub series: Vec<SeriesFigures>,
    /// Numbers given, those carried into the day among them.
    pub issued: u32,
    /// How many of them waited on from the day before.
    pub carried_in: u32,
    /// Tickets whose service ended at a counter, however.
    pub served: u32,
    /// How many of them have to come again, because something was missing.
    pub incomplete: u32,
    /// How many of them left while they were served.
    pub left: u32,
    /// Tickets whose people did not come when they were called, nor later.
    pub no_show: u32,
    /// Tickets that somebody cancelled.
    pub cancelled: u32,
    /// Tickets that the day left unserved or, where it is not over, has not served yet.
    pub unserved: u32,
    /// The longest that anybody waited in a queue before a call, in seconds, without holds.
    pub longest_wait_secs: u32,
    /// Copies of slips that may be on paper.
    pub copies: u32,
    /// Calls out of turn, by a clerk's own choice.
    pub overrides: u32,
    /// When this was made.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    /// The last event of the day.
    pub last_seq: u64,
    /// Its hash, in hexadecimal: who keeps the figures can prove what the log was.
    pub last_hash: String,
}

/// One series' numbers of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeriesFigures {
    /// The series.
    #[schema(value_type = String)]
    pub series: SeriesId,
    /// The first number given.
    #[schema(value_type = String)]
    pub first: TicketNumber,
    /// The last one.
    #[schema(value_type = String)]
    pub last: TicketNumber,
    /// How many.
    pub issued: u32,
}
