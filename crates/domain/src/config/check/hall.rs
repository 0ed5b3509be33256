//! What a branch may not say about its halls.

use super::{Check, FaultCode, LIST_MAX, SPANS_MAX};
use crate::config::{Level, MEDIA_MAX, MediaItem, SlipPolicy, VoicePolicy, ZONES_MAX};
use crate::ids::ZoneId;

/// The most languages of one call: a third would be over when the next call is.
const SPOKEN_MAX: usize = 2;
/// The most volumes of one week.
const LEVELS_MAX: usize = 16;
const VOLUME_MAX: u8 = 100;
/// A still picture stands for at least so many seconds: nobody reads a faster one, and it must not
/// look as if it moved.
const MEDIA_SECS_MIN: u16 = 5;
const MEDIA_SECS_MAX: u16 = 3_600;
/// The length of a SHA-256 in hexadecimal.
const SHA256_CHARS: usize = 64;

impl Check<'_> {
    pub(super) fn hall(&mut self) {
        let config = self.config;
        let hall = &config.hall;
        self.at_most("hall.zones", hall.zones.len(), ZONES_MAX);
        self.unique("hall.zones", hall.zones.iter().map(|zone| zone.id.as_str()));
        for (index, zone) in hall.zones.iter().enumerate() {
            let path = format!("hall.zones[{index}]");
            self.text(format!("{path}.name"), &zone.name);
            let path = format!("{path}.counters");
            self.list(path.as_str(), zone.counters.len(), LIST_MAX);
            for (at, counter) in zone.counters.iter().enumerate() {
                let path = format!("{path}[{at}]");
                if config.counter(counter).is_none() {
                    self.fault(path, FaultCode::UnknownReference, counter);
                } else if zone.counters[..at].contains(counter) {
                    self.fault(path, FaultCode::DuplicateId, counter);
                }
            }
        }
        self.voice(&hall.voice);
        self.at_most("hall.media", hall.media.len(), MEDIA_MAX);
        for (index, item) in hall.media.iter().enumerate() {
            self.media(&format!("hall.media[{index}]"), item);
        }
    }

    fn voice(&mut self, voice: &VoicePolicy) {
        let languages = voice.languages.as_deref().unwrap_or_default();
        self.at_most("hall.voice.languages", languages.len(), SPOKEN_MAX);
        for (index, language) in languages.iter().enumerate() {
            let is_again = languages[..index].contains(language);
            if is_again || !VoicePolicy::SPOKEN.contains(language) {
                let path = format!("hall.voice.languages[{index}]");
                self.fault(path, FaultCode::NotSpoken, language.as_str());
            }
        }
        self.volume("hall.voice.volume".to_owned(), voice.volume);
        self.at_most("hall.voice.levels", voice.levels.len(), LEVELS_MAX);
        for (index, level) in voice.levels.iter().enumerate() {
            self.level(&format!("hall.voice.levels[{index}]"), level);
        }
    }

    fn level(&mut self, path: &str, level: &Level) {
        self.volume(format!("{path}.volume"), level.volume);
        let days = level.at.days();
        if days.iter().all(|(_, spans)| spans.is_empty()) {
            self.fault(format!("{path}.at"), FaultCode::EmptyList, 0);
        }
        // Spans may overlap and cross any hour: a volume only asks whether the time is in one of them.
        for (day, spans) in days {
            self.at_most(format!("{path}.at.{day}"), spans.len(), SPANS_MAX);
        }
    }

    fn volume(&mut self, path: String, volume: u8) {
        self.range(path, volume.into(), 0, VOLUME_MAX.into());
    }

    fn media(&mut self, path: &str, item: &MediaItem) {
        let file = format!("{path}.file");
        if item.file.contains('/') || !SlipPolicy::is_file_for("media", &item.file) {
            self.fault(
                file,
                FaultCode::BadMediaName,
                format_args!("{:?}", item.file),
            );
        } else if !is_sha256(&item.sha256) {
            self.fault(file, FaultCode::FileNotRead, &item.file);
        }
        let secs = item.secs.into();
        self.range(
            format!("{path}.secs"),
            secs,
            MEDIA_SECS_MIN.into(),
            MEDIA_SECS_MAX.into(),
        );
        self.known_zones(&format!("{path}.zones"), &item.zones);
        if let (Some(from), Some(to)) = (item.from, item.to)
            && to < from
        {
            self.fault(format!("{path}.to"), FaultCode::PeriodBackwards, to);
        }
        self.at_most(format!("{path}.at"), item.at.len(), SPANS_MAX);
    }

    fn known_zones(&mut self, path: &str, zones: &[ZoneId]) {
        self.at_most(path, zones.len(), ZONES_MAX);
        for (index, zone) in zones.iter().enumerate() {
            if self.config.hall.zone(zone).is_none() {
                self.fault(
                    format!("{path}[{index}]"),
                    FaultCode::UnknownReference,
                    zone,
                );
            }
        }
    }
}

/// The name under which a hub keeps a picture leads nowhere else.
fn is_sha256(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == SHA256_CHARS && text.bytes().all(is_digit)
}
