//! What a clerk says beside a verb: why they rest, to whom they send somebody on, what was delivered.

use serde::{Deserialize, Serialize};

use crate::event::Outcome;
use crate::ids::{ClerkId, CounterId, DeliveryId};

/// Whether a clerk is asked for something at the end of a service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// Not at all.
    #[default]
    Never,
    /// They may say it.
    Optional,
    /// Nothing ends without it.
    Mandatory,
}

impl Asks {
    /// For `skip_serializing_if`.
    pub fn is_never(&self) -> bool {
        *self == Self::Never
    }
}

/// How a service ended, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finish {
    /// How; served where a branch does not insist on it and nobody said.
    pub outcome: Option<Outcome>,
    /// What was delivered, each once; at most [`DELIVERED_MAX`].
    pub delivered: Vec<DeliveryId>,
}

impl From<Outcome> for Finish {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome: Some(outcome),
            delivered: Vec::new(),
        }
    }
}

/// The most tickets that are called to one counter at once.
pub const TOGETHER_MAX: usize = 8;
/// The most notes of one ticket.
pub const NOTES_MAX: usize = 8;
/// The most tickets of one branch that wait for one counter or clerk alone.
pub const DIRECTED_MAX: usize = 64;
/// The most copies of slips that wait for a kiosk to print them.
pub const COPIES_ASKED_MAX: usize = 32;
/// The most deliveries of one service.
pub const DELIVERED_MAX: usize = 8;

/// Why a counter rests: a closed list, so that the log holds no free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakReason {
    /// Breakfast, lunch.
    Meal,
    /// Prayer.
    Prayer,
    /// A few minutes.
    Short,
    /// A meeting, a training.
    Meeting,
    /// Something to fetch or to settle for a customer.
    Errand,
    /// Anything else.
    Other,
}

impl BreakReason {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Meal,
        Self::Prayer,
        Self::Short,
        Self::Meeting,
        Self::Errand,
        Self::Other,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Meal => "meal",
            Self::Prayer => "prayer",
            Self::Short => "short",
            Self::Meeting => "meeting",
            Self::Errand => "errand",
            Self::Other => "other",
        }
    }
}

/// Why somebody who was called goes back into the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequeueReason {
    /// Called by mistake.
    Mistake,
    /// Not ready yet: a form to fill in, a copy to make.
    NotReady,
    /// Stepped away and asked to be called again.
    SteppedAway,
    /// A supervisor released the counter.
    CounterReleased,
    /// Anything else.
    Other,
}

impl RequeueReason {
    /// Those that a clerk may name.
    pub const OF_CLERKS: [Self; 4] = [
        Self::Mistake,
        Self::NotReady,
        Self::SteppedAway,
        Self::Other,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mistake => "mistake",
            Self::NotReady => "not_ready",
            Self::SteppedAway => "stepped_away",
            Self::CounterReleased => "counter_released",
            Self::Other => "other",
        }
    }
}

/// To whom somebody is sent on, beyond the service: nobody else calls them for a while.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Directed {
    /// To one counter.
    Counter(CounterId),
    /// To one clerk, wherever they sit.
    Clerk(ClerkId),
}
