//! When time itself becomes a command.

use serde::{Deserialize, Serialize};

use crate::branch::Branch;
use crate::ids::TicketId;
use crate::time::{MINS_PER_DAY, Timestamp};

/// What is due. Together with its time it is the identity of a timer's command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The first business day begins, or one ends and the next begins.
    DayTurns,
    /// A parked ticket comes back.
    ParkingEnds(TicketId),
}

/// The next instant at which something is due by itself, and what. It may lie in the past.
pub fn next_deadline(branch: &Branch) -> Option<(Timestamp, Reason)> {
    let config = branch.config.as_ref()?;
    let Some(day) = &branch.day else {
        return Some((branch.last_event_at, Reason::DayTurns));
    };
    let turns_at = config
        .time_zone
        .instant(day.date, config.day_starts.minutes() + MINS_PER_DAY);
    let returns = day
        .returns
        .first()
        .map(|&(at, ticket)| (at, Reason::ParkingEnds(ticket)));
    returns
        .into_iter()
        .chain([(turns_at, Reason::DayTurns)])
        .min()
}
