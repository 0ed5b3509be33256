//! What a supervisor tells a hall, and calls that are not for all ears.

use serde::{Deserialize, Serialize};

use crate::ids::{NoteRef, ZoneId};
use crate::time::Timestamp;

/// The most announcements that stand at a time.
pub const ANNOUNCEMENTS_MAX: usize = 8;

/// What an announcement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnouncementKind {
    /// A line that everybody should read.
    Notice,
    /// Leave the building, calmly.
    Evacuate,
    /// Fire.
    Fire,
    /// Earthquake: protect yourself.
    Earthquake,
    /// Something else that cannot wait, in words of its own.
    Emergency,
}

impl AnnouncementKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Notice,
        Self::Evacuate,
        Self::Fire,
        Self::Earthquake,
        Self::Emergency,
    ];

    /// Whether it takes the whole screen, and the voice before anything else.
    pub fn is_emergency(self) -> bool {
        match self {
            Self::Notice => false,
            Self::Evacuate | Self::Fire | Self::Earthquake | Self::Emergency => true,
        }
    }

    /// Whether it says nothing without words of its own.
    pub fn needs_text(self) -> bool {
        match self {
            Self::Notice | Self::Emergency => true,
            Self::Evacuate | Self::Fire | Self::Earthquake => false,
        }
    }
}

/// An announcement that stands. Its words are not in the log, which could not forget them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Its identity, and where its words are kept.
    pub id: NoteRef,
    /// What it is.
    pub kind: AnnouncementKind,
    /// In which zones; in all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<ZoneId>,
    /// Since when.
    pub since: Timestamp,
    /// Until when; until somebody ends it where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Whether the voice says it, too.
    pub spoken: bool,
}

impl Announcement {
    /// Whether its time has not run out at `now`.
    pub fn stands_at(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// Whether a display of `zone` shows it. The display of a whole hall shows what is said in any part
    /// of it.
    pub fn is_for(&self, zone: Option<&ZoneId>) -> bool {
        self.zones.is_empty() || zone.is_none_or(|zone| self.zones.contains(zone))
    }
}

/// What a call goes without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Without {
    /// It is shown and not spoken.
    Voice,
    /// It is spoken and not shown.
    Screen,
    /// The clerk goes and fetches whom they call.
    Both,
}

/// Why a call is a quiet one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuietReason {
    /// A delicate matter.
    Delicate,
    /// Somebody's safety.
    Safety,
    /// The called one asked for it.
    Asked,
    /// Another.
    Other,
}

/// A call that is not for all eyes or ears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// What it goes without.
    pub without: Without,
    /// Why.
    pub because: QuietReason,
}

/// Whether a display can be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundHealth {
    /// It speaks.
    Well,
    /// It is not meant to.
    Off,
    /// It should and cannot.
    Lost,
}
