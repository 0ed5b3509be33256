//! The branch's wall clock, as its configuration reads it.

use antre_domain::config::{MediaItem, VoicePolicy};
use chrono::{DateTime, Datelike as _, Timelike as _};
use chrono_tz::Tz;

/// How loud the voice is at `local`, 0 to 100; the plain volume where the time is not known.
pub(crate) fn volume(policy: &VoicePolicy, local: Option<&DateTime<Tz>>) -> u8 {
    local.map_or(policy.volume, |local| {
        policy.volume_at(local.weekday(), minute(local))
    })
}

/// Whether a picture of this display's own zone is to be seen at `local`. Without a clock only what is
/// always due is due.
pub(crate) fn is_due(item: &MediaItem, local: Option<&DateTime<Tz>>) -> bool {
    match local {
        Some(local) => item.is_due(local.date_naive(), minute(local), None),
        None => item.from.is_none() && item.to.is_none() && item.at.is_empty(),
    }
}

fn minute(local: &DateTime<Tz>) -> u16 {
    u16::try_from(local.hour() * 60 + local.minute()).expect("a day has 1440 minutes")
}
