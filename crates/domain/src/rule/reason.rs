//! Why this ticket, now: a closed list that a customer would accept.

use serde::{Deserialize, Serialize};

use crate::config::Span;
use crate::ids::LineId;
use crate::time::Timestamp;

/// Why this ticket was called, now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CallReason {
    /// It has waited longest of all that this counter takes.
    LongestWait {
        /// How long, in seconds.
        waited_secs: u32,
    },
    /// It has been in the branch longest of all that this counter takes.
    LongestLife {
        /// How long it waited in this queue, in seconds.
        waited_secs: u32,
        /// How long ago it was issued, in seconds.
        life_secs: u32,
    },
    /// It has waited past its target, by more than anybody else at the front of a line.
    PastTarget {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The target, in seconds.
        target_secs: u32,
    },
    /// Its target comes up first, of those at the front of their lines.
    NearestToTarget {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The target, in seconds.
        target_secs: u32,
    },
    /// It has waited past the cap that nobody is to pass.
    PastCap {
        /// How long it waited, in seconds; under the longest life, since it came to the branch.
        waited_secs: u32,
        /// The cap, in seconds.
        cap_secs: u32,
    },
    /// Its line has a reserved share of the calls, and was due one.
    GuaranteedTurn {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The line.
        line: LineId,
        /// At least one in so many calls belongs to the line.
        one_in: u16,
    },
    /// It was the turn of its line in a ratio.
    RatioTurn {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The line.
        line: LineId,
        /// How many turns the line has in a cycle.
        turns: u16,
        /// How many turns the cycle has.
        cycle: u16,
    },
    /// Its line comes before the others.
    FirstInOrder {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The line.
        line: LineId,
    },
    /// The booked time has come.
    AppointmentDue {
        /// The booked time.
        booked_at: Timestamp,
    },
    /// It has waited longer than a step of the profile allows.
    WaitedPast {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The step's limit, in seconds.
        limit_secs: u32,
    },
    /// So many wait in its line that a step of the profile calls from it.
    Crowded {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The line.
        line: LineId,
        /// From how many on.
        least: u32,
    },
    /// At this time of day a step of the profile calls from its line.
    TimeOfDay {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The line.
        line: LineId,
        /// The time of day.
        between: Span,
    },
    /// A step of the profile calls from its line whenever somebody waits there.
    LineFirst {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The line.
        line: LineId,
    },
    /// A clerk chose it.
    Chosen {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// Why, where the clerk said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<ChoiceReason>,
    },
    /// It was sent on to this counter, or to the clerk who sits there.
    Directed {
        /// How long it waited, in seconds.
        waited_secs: u32,
    },
    /// It stood at the counter when its number was given.
    WalkIn,
}

/// Why a clerk chose a ticket out of its turn: a closed list, so that the log holds no free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceReason {
    /// Somebody is unwell or in danger.
    Emergency,
    /// Somebody needs help that only this counter can give.
    Assistance,
    /// It belongs to the one just served: a family, a companion.
    Together,
    /// The branch or another counter made a mistake, and this makes it good.
    Correction,
    /// A guest of the branch.
    Guest,
    /// Somebody was called and not heard, and is here now.
    Missed,
}

impl ChoiceReason {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Assistance => "assistance",
            Self::Together => "together",
            Self::Correction => "correction",
            Self::Guest => "guest",
            Self::Missed => "missed",
        }
    }
}

impl CallReason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LongestWait { .. } => "longest_wait",
            Self::LongestLife { .. } => "longest_life",
            Self::PastTarget { .. } => "past_target",
            Self::NearestToTarget { .. } => "nearest_to_target",
            Self::PastCap { .. } => "past_cap",
            Self::GuaranteedTurn { .. } => "guaranteed_turn",
            Self::RatioTurn { .. } => "ratio_turn",
            Self::FirstInOrder { .. } => "first_in_order",
            Self::AppointmentDue { .. } => "appointment_due",
            Self::WaitedPast { .. } => "waited_past",
            Self::Crowded { .. } => "crowded",
            Self::TimeOfDay { .. } => "time_of_day",
            Self::LineFirst { .. } => "line_first",
            Self::Chosen { .. } => "chosen",
            Self::Directed { .. } => "directed",
            Self::WalkIn => "walk_in",
        }
    }
}
