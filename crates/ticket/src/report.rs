//! What stands on the day's closing report.

use antre_domain::TicketNumber;
use chrono::{NaiveDate, NaiveDateTime};

use crate::language::Language;

/// The facts of one business day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayReport {
    /// The words' language.
    pub language: Language,
    /// The branch's name.
    pub branch: String,
    /// The business day.
    pub date: NaiveDate,
    /// When this was made, on the branch's wall clock.
    pub made_at: NaiveDateTime,
    /// The branch only practises.
    pub practice: bool,
    /// The series that gave a number, in the order of the branch file.
    pub series: Vec<SeriesLine>,
    /// Numbers given.
    pub issued: u32,
    /// Tickets served.
    pub served: u32,
    /// Tickets whose people did not come.
    pub no_show: u32,
    /// Tickets cancelled by somebody's act.
    pub cancelled: u32,
    /// Tickets that the day left unserved, or that wait still.
    pub unserved: u32,
    /// The longest that anybody waited to be called, in seconds.
    pub longest_wait_secs: u32,
    /// Copies of slips.
    pub copies: u32,
    /// Calls out of turn, by a clerk's own choice.
    pub overrides: u32,
    /// The hash of the log's last event of the day, in hexadecimal.
    pub last_hash: String,
}

/// One series' numbers of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesLine {
    /// The first number given.
    pub first: TicketNumber,
    /// The last one.
    pub last: TicketNumber,
    /// How many.
    pub issued: u32,
}
