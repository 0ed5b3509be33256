//! When time itself becomes a command.

use serde::{Deserialize, Serialize};

use crate::branch::{Branch, Day};
use crate::config::{AtClosing, Config};
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
    /// Closing time, in a branch that then ends what still waits.
    QueuesClose,
    /// Open counters at which nobody stands begin the pause of their own hours.
    CountersRest,
    /// Somebody waits, and a counter that stands by is free for them.
    ArrivalsCalled,
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
    // While the branch is held only the calendar goes on.
    let is_held = day.hold().is_some();
    let returns = day.returns.first().filter(|_| !is_held);
    let returns = returns.map(|&(at, ticket)| (at, Reason::ParkingEnds(ticket)));
    let arrivals = day.ready_counters(config, &branch.plans, branch.last_event_at);
    let arrivals = arrivals.map(|(_, at)| at).min();
    let rests = day.resting().map(|(_, at)| at).min();
    [
        Some((turns_at, Reason::DayTurns)),
        returns,
        closing(config, day)
            .filter(|_| !is_held)
            .map(|at| (at, Reason::QueuesClose)),
        rests.map(|at| (at, Reason::CountersRest)),
        arrivals.map(|at| (at, Reason::ArrivalsCalled)),
    ]
    .into_iter()
    .flatten()
    .min()
}

/// When those who still wait are sent home, where the branch does that.
fn closing(config: &Config, day: &Day) -> Option<Timestamp> {
    match config.rules.at_closing {
        AtClosing::ServeOut => None,
        AtClosing::Expire => day
            .closes_at
            .filter(|at| day.closed_at.is_none_or(|done| done < *at)),
    }
}
