//! What halls are told besides calls, and what their displays say of themselves.

use antre_domain::{AnnouncementKind, DeviceId, NoteRef, SoundHealth, Text, Timestamp, ZoneId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest text of an announcement, in characters, in each language.
pub const ANNOUNCEMENT_CHARS_MAX: usize = 200;
/// In how many languages it is said at most.
pub const ANNOUNCEMENT_LANGUAGES_MAX: usize = 4;
/// How many faults a display names at most: of each code the newest few.
pub const DISPLAY_FAULTS_MAX: usize = 16;
/// The longest code of a fault, in characters.
pub const FAULT_CODE_CHARS_MAX: usize = 40;
/// The longest [`DisplayFault::about`], in characters.
pub const FAULT_ABOUT_CHARS_MAX: usize = 60;

/// `POST /api/v1/announcements`: a supervisor tells the hall something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnounceRequest {
    /// `notice`, `evacuate`, `fire`, `earthquake` or `emergency`. All but the first take the whole
    /// screen and the voice at once.
    #[schema(value_type = String)]
    pub kind: AnnouncementKind,
    /// What is said, in one language or in up to four: at most 200 characters each. Required for `notice` and
    /// `emergency`; the others have words of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub text: Option<Text>,
    /// In which zones; in all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub zones: Vec<ZoneId>,
    /// For how long, 10 to 86 400 seconds; until somebody ends it where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_secs: Option<u32>,
    /// Whether the voice says it, too.
    #[serde(default = "yes")]
    pub spoken: bool,
}

fn yes() -> bool {
    true
}

/// An announcement, as in the answer to its request, in `GET /api/v1/announcements` and on screens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnnouncementCard {
    /// Its identity.
    #[schema(value_type = String)]
    pub id: NoteRef,
    /// What it is.
    #[schema(value_type = String)]
    pub kind: AnnouncementKind,
    /// Its words; absent where it has none of its own, or where they were lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub text: Option<Text>,
    /// In which zones; in all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub zones: Vec<ZoneId>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// Whether the voice says it.
    pub spoken: bool,
}

/// `GET /api/v1/announcements`: those that stand, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnnouncementsAnswer {
    /// All of them.
    pub announcements: Vec<AnnouncementCard>,
}

/// `POST /api/v1/devices/display`: how a display is now. Sent at each change, and again after each
/// connection to the hub; the newest counts. Answered by 204.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisplayReport {
    /// What the display is called: "Layar 1".
    pub name: String,
    /// The zone it shows; absent: the whole hall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub zone: Option<ZoneId>,
    /// `well`, `off` or `lost`.
    #[schema(value_type = String)]
    pub sound: SoundHealth,
    /// What it passes over, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<DisplayFault>,
    /// Since when, by the hub's clock.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}

/// Something that a display passed over. The call was shown all the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisplayFault {
    /// Stable: `no_card`, `no_synthesiser`, `mute_synthesiser`, `no_voice`, `clip_missing`, `clip_bad`,
    /// `media_missing`, `media_corrupt`, `media_too_large`, `media_unknown_kind`, `playlist_empty`,
    /// `number_too_long`, `screen_too_small`, `unknown_zone`.
    pub code: String,
    /// What it is about: a file, a word, a number. At most 60 characters.
    pub about: String,
}

/// A display on a staff screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplayCard {
    /// The display.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// The zone it shows.
    pub zone: Option<ZoneId>,
    /// Whether it can be heard.
    pub sound: SoundHealth,
    /// Whether it is connected, or was within a minute.
    pub reachable: bool,
    /// What it passes over.
    pub faults: Vec<DisplayFault>,
    /// Since when.
    pub since: Timestamp,
}
