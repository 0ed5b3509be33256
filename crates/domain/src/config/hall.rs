//! What a branch's halls show and say: zones, voice, pictures.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{Span, Week};
use crate::ids::{CounterId, ZoneId};
use crate::text::{Locale, Text};

/// The largest picture of a hall, in bytes. Its content is not in the log, only its hash.
pub const MEDIA_FILE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How many pictures a playlist has at most.
pub const MEDIA_MAX: usize = 32;
/// How many zones a branch has at most.
pub const ZONES_MAX: usize = 16;

/// What a branch's halls show and say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HallPolicy {
    /// Parts of the hall with displays of their own; none: the hall is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    /// A call appears when its voice begins, at the latest after a bound; else at once.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub paced: bool,
    /// What is said.
    pub voice: VoicePolicy,
    /// Still pictures, in the order in which they are shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<MediaItem>,
    /// Where they are shown.
    pub media_place: MediaPlace,
}

/// A part of the hall: its displays show and say the calls of its counters only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Its identifier.
    pub id: ZoneId,
    /// Its name.
    pub name: Text,
    /// Its counters. One may stand in several zones.
    pub counters: Vec<CounterId>,
}

/// How calls are spoken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VoicePolicy {
    /// In which languages, one after the other: at most two of [`VoicePolicy::SPOKEN`]; absent: the
    /// first of the branch's that is among them. Empty: the hall has no voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<Locale>>,
    /// How numbers are read.
    pub numbers: NumberStyle,
    /// What a number is called in Indonesian.
    pub word: QueueWord,
    /// Everything is said twice.
    pub repeat: bool,
    /// The chime sounds before each call.
    pub chime: bool,
    /// How loud, 0 to 100.
    pub volume: u8,
    /// Louder, softer or silent at certain times: the first that fits counts. Volume 0 is a pause, as
    /// for prayers: calls are shown and not spoken, but for emergencies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
}

impl Default for VoicePolicy {
    fn default() -> Self {
        Self {
            languages: None,
            numbers: NumberStyle::Value,
            word: QueueWord::Antrean,
            repeat: false,
            chime: true,
            volume: 80,
            levels: Vec::new(),
        }
    }
}

impl VoicePolicy {
    /// The languages in which calls can be spoken.
    pub const SPOKEN: [Locale; 2] = [Locale::ID, Locale::EN];

    /// In which languages calls are spoken, one after the other, in a branch that offers `offered`.
    pub fn languages(&self, offered: &[Locale]) -> Vec<Locale> {
        match &self.languages {
            Some(languages) => languages.clone(),
            None => {
                let mut spoken = offered.iter().copied();
                let first = spoken.find(|locale| Self::SPOKEN.contains(locale));
                first.into_iter().collect()
            }
        }
    }

    /// How loud, 0 to 100, at `minute` after midnight of a `weekday` on the branch's wall clock.
    pub fn volume_at(&self, weekday: Weekday, minute: u16) -> u8 {
        let mut levels = self.levels.iter();
        let level = levels.find(|level| level.at.holds(weekday, minute));
        level.map_or(self.volume, |level| level.volume)
    }
}

/// A volume at certain times of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// When, by weekday. A span may cross midnight.
    pub at: Week,
    /// 0 to 100.
    pub volume: u8,
}

/// How a number is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStyle {
    /// A, twelve.
    #[default]
    Value,
    /// A, zero one two.
    Digits,
}

/// The dictionary's word, or the common one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum QueueWord {
    #[default]
    Antrean,
    Antrian,
}

/// Where pictures are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaPlace {
    /// While nobody is called.
    #[default]
    BetweenCalls,
    /// Beside the newest call, as far as the hall's depth leaves room; while nobody is called, too.
    Beside,
}

/// A still picture in a hall's playlist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaItem {
    /// A PNG or JPEG file beside the branch file.
    pub file: String,
    /// The SHA-256 of its content in hexadecimal. Whoever reads the branch file fills this in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
    /// How long it stands, 5 to 3600 seconds.
    #[serde(default = "default_media_secs")]
    pub secs: u16,
    /// In which zones; in all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<ZoneId>,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Between these times of the day; always where empty. A span may cross midnight, and what began on
    /// the last day then ends on the next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<Span>,
}

impl MediaItem {
    /// Whether a display of `zone` shows it on `date` at `minute` after midnight on the branch's wall
    /// clock. The display of a whole hall shows what is meant for any part of it.
    pub fn is_due(&self, date: NaiveDate, minute: u16, zone: Option<&ZoneId>) -> bool {
        let is_here = self.zones.is_empty() || zone.is_none_or(|zone| self.zones.contains(zone));
        let begins_on = |date: NaiveDate| {
            self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
        };
        let begun_today = self.at.is_empty() || self.at.iter().any(|span| span.holds(minute));
        let begun_before = self.at.iter().any(|span| span.holds_on_next_day(minute));
        let yesterday = date.pred_opt();
        is_here
            && (begun_today && begins_on(date) || begun_before && yesterday.is_some_and(begins_on))
    }
}

fn default_media_secs() -> u16 {
    15
}

impl HallPolicy {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// A zone by its identifier.
    pub fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.id == *id)
    }

    /// The pictures' hashes by their files.
    pub fn media_files(&self) -> BTreeMap<&str, &str> {
        self.media
            .iter()
            .map(|item| (item.file.as_str(), item.sha256.as_str()))
            .collect()
    }
}

/// Which way a counter lies, seen from its display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Direction {
    Left,
    Right,
    Ahead,
    Upstairs,
    Downstairs,
}
