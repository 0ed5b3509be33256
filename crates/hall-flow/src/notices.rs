//! What the supervisor tells the hall, as it is read on the screen.

use antre_domain::{AnnouncementKind, Locale, Text, Timestamp};
use antre_protocol::{AnnouncementCard, BranchFacts, DisplayView};
use chrono_tz::Tz;

use crate::face::{EmergencyFace, EmergencyText};

/// In how many languages an emergency is told at once: more would be too small to read.
const EMERGENCY_LANGUAGES_MAX: usize = 2;

/// The announcements that stand at `at`, oldest first; without a clock all of them.
pub(crate) fn standing(
    view: &DisplayView,
    at: Option<Timestamp>,
) -> impl Iterator<Item = &AnnouncementCard> {
    view.announcements
        .iter()
        .filter(move |card| !is_over(card, at))
}

/// The emergency that has the screen: of several the newest.
pub(crate) fn emergency(view: &DisplayView, at: Option<Timestamp>) -> Option<&AnnouncementCard> {
    standing(view, at)
        .filter(|card| card.kind.is_emergency())
        .max_by_key(|card| (card.since, card.id))
}

/// What the notices say, a line for each language of the branch that they are written in.
pub(crate) fn lines(view: &DisplayView, at: Option<Timestamp>) -> Vec<&str> {
    let notices = standing(view, at).filter(|card| !card.kind.is_emergency());
    // The words of a notice may have been lost: there is nothing to read then.
    let texts = notices.filter_map(|card| card.text.as_ref());
    texts
        .flat_map(|text| in_languages(text, &view.branch))
        .collect()
}

/// When the next one ends by itself.
pub(crate) fn next_end(view: &DisplayView, at: Timestamp) -> Option<Timestamp> {
    standing(view, Some(at)).filter_map(|card| card.until).min()
}

/// An emergency in the branch's languages, its own first.
pub(crate) fn face(card: &AnnouncementCard, branch: &BranchFacts, zone: Tz) -> EmergencyFace {
    let languages = branch.languages.iter();
    let mut texts: Vec<EmergencyText> = languages
        .filter_map(|locale| emergency_text(card, *locale, branch))
        .take(EMERGENCY_LANGUAGES_MAX)
        .collect();
    if texts.is_empty() {
        let (title, words) = shipped_english(card.kind);
        texts.push(EmergencyText {
            locale: Locale::EN,
            title: title.to_owned(),
            words: words.to_owned(),
        });
    }
    EmergencyFace {
        kind: card.kind,
        texts,
        since: card.since.to_utc().with_timezone(&zone),
    }
}

/// The words of `text` for readers and hearers of `locale`; nothing in a language that it was not
/// written in. A text that is the same in every language is in the branch's own.
pub(crate) fn own_words<'a>(
    text: &'a Text,
    locale: Locale,
    branch: &BranchFacts,
) -> Option<&'a str> {
    match text {
        Text::Same(text) => {
            let is_own = branch.languages.first().is_none_or(|own| *own == locale);
            is_own.then_some(text.as_str())
        }
        Text::Each(texts) => texts.get(&locale).map(String::as_str),
    }
}

fn is_over(card: &AnnouncementCard, at: Option<Timestamp>) -> bool {
    card.until.zip(at).is_some_and(|(until, at)| at >= until)
}

fn in_languages<'a>(text: &'a Text, branch: &'a BranchFacts) -> Vec<&'a str> {
    let languages = branch.languages.iter();
    let mut lines: Vec<&str> = languages
        .filter_map(|locale| own_words(text, *locale, branch))
        .collect();
    if lines.is_empty() {
        // Written in none of the branch's languages: better read than kept back.
        lines.push(text.get(Locale::EN, Locale::EN));
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn emergency_text(
    card: &AnnouncementCard,
    locale: Locale,
    branch: &BranchFacts,
) -> Option<EmergencyText> {
    let own = card
        .text
        .as_ref()
        .and_then(|text| own_words(text, locale, branch))
        .filter(|words| !words.trim().is_empty());
    let shipped = shipped(card.kind, locale);
    if own.is_none() && shipped.is_none() {
        return None;
    }
    let (title, words) = shipped.unwrap_or(("", ""));
    Some(EmergencyText {
        locale,
        title: title.to_owned(),
        words: own.unwrap_or(words).to_owned(),
    })
}

/// What is on the screen is read at a glance: shorter than what the voice says of the same.
fn shipped(kind: AnnouncementKind, locale: Locale) -> Option<(&'static str, &'static str)> {
    if locale == Locale::EN {
        return Some(shipped_english(kind));
    }
    let indonesian = match kind {
        AnnouncementKind::Notice => return None,
        AnnouncementKind::Evacuate => (
            "Kosongkan gedung",
            "Keluar sekarang lewat pintu terdekat. Tetap tenang. Jangan gunakan lift.",
        ),
        AnnouncementKind::Fire => (
            "Kebakaran",
            "Keluar sekarang lewat pintu terdekat. Jangan gunakan lift. Jangan kembali.",
        ),
        AnnouncementKind::Earthquake => (
            "Gempa bumi",
            "Lindungi kepala. Berlindung di bawah meja, jauhi kaca. Jangan berlari.",
        ),
        AnnouncementKind::Emergency => ("Keadaan darurat", "Ikuti petunjuk petugas."),
    };
    (locale == Locale::ID).then_some(indonesian)
}

fn shipped_english(kind: AnnouncementKind) -> (&'static str, &'static str) {
    match kind {
        AnnouncementKind::Evacuate => (
            "Leave the building",
            "Go now, by the nearest exit. Stay calm. Do not use the lift.",
        ),
        AnnouncementKind::Fire => (
            "Fire",
            "Leave now, by the nearest exit. Do not use the lift. Do not go back.",
        ),
        AnnouncementKind::Earthquake => (
            "Earthquake",
            "Protect your head. Take cover under a table, away from glass. Do not run.",
        ),
        AnnouncementKind::Notice | AnnouncementKind::Emergency => {
            ("Emergency", "Follow the staff.")
        }
    }
}
