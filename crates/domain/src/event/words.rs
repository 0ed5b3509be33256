//! Closed lists that events speak in.

use serde::{Deserialize, Serialize};

/// Why the whole branch stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// The system that the counters work with is down.
    SystemDown,
    /// No electricity or no network.
    PowerCut,
    /// Everybody has to leave the building.
    Evacuation,
    /// Prayer, a ceremony, a meeting of all.
    Ceremony,
    /// Anything else.
    Other,
}

impl HoldReason {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::SystemDown => "system_down",
            Self::PowerCut => "power_cut",
            Self::Evacuation => "evacuation",
            Self::Ceremony => "ceremony",
            Self::Other => "other",
        }
    }
}

/// How service ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The customer got what they came for.
    #[default]
    Served,
    /// Something was missing; they will come again.
    Incomplete,
    /// They left while being served.
    Left,
}

/// An act that can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Undoable {
    Finish,
    NoShow,
    Park,
    Transfer,
    Cancel,
}
