//! Everything that the pages show, as the [hall](crate::hall) puts it together.

use antre_domain::config::Direction;
use antre_domain::{AnnouncementKind, HoldReason, Locale, Text, Timestamp};
use antre_protocol::{BranchFacts, Call, CounterCard};
use chrono::{DateTime, Datelike as _, Timelike as _};
use chrono_tz::Tz;

use crate::fit::{Arrangement, Units};
use crate::stage::Shown;

/// The line to the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Nothing was heard yet.
    Connecting,
    /// The view is current.
    Live,
    /// The view is not current, since then by the hub's clock; `None` where the hub was never heard.
    Lost {
        /// When the hub was last heard.
        since: Option<Timestamp>,
    },
    /// The hub does not let this display in.
    Refused,
}

/// What the hall is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// Somebody is called.
    Calls,
    /// Nobody is called just now.
    Waiting,
    /// The doors are still closed.
    Before,
    /// The last one was served.
    After,
    /// The whole branch stands still, and nobody is called.
    Held,
}

/// A call with the counter's signs.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    /// How it stands on the stage; `frame` at rest among the recent calls.
    pub shown: Shown,
    /// What the counter is.
    pub noun: String,
    /// Its sign.
    pub sign: String,
    /// Which way it lies, where the branch says so.
    pub direction: Option<Direction>,
    /// How much room it takes.
    pub units: Units,
}

/// What the supervisor tells the hall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeFace {
    /// In one language; where there are several, they take turns.
    pub text: String,
}

/// What takes the whole screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyFace {
    /// What it is.
    pub kind: AnnouncementKind,
    /// What it says, once a language, the branch's own first. Never empty.
    pub texts: Vec<EmergencyText>,
    /// Since when, on the branch's wall clock.
    pub since: DateTime<Tz>,
}

/// An emergency in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyText {
    /// The language.
    pub locale: Locale,
    /// In a word or two.
    pub title: String,
    /// What to do.
    pub words: String,
}

/// Everything the pages show.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// The line to the hub.
    pub line: Line,
    /// When the hub was last heard, on the branch's wall clock.
    pub lost_at: Option<DateTime<Tz>>,
    /// The time of day, to the full minute; `None` before the hub has told it.
    pub clock: Option<DateTime<Tz>>,
    /// The branch's own language.
    pub locale: Locale,
    /// The branch's name.
    pub branch: String,
    /// The zone's name, where the screen shows one.
    pub zone: Option<String>,
    /// LATIHAN.
    pub practice: bool,
    /// What the hall is told.
    pub scene: Scene,
    /// Why the whole branch stands still.
    pub held: Option<HoldReason>,
    /// A bar across the screen takes a place of the stage: for a line that is lost, or for a hold
    /// beside calls that are still open.
    pub bar: bool,
    /// When the doors open next.
    pub opens: Option<DateTime<Tz>>,
    /// How many were served today.
    pub served: u32,
    /// The day's cloth: a colour of a series each, woven when the last one was served.
    pub cloth: Vec<u8>,
    /// The stage. Empty while an emergency stands.
    pub calls: Vec<Slip>,
    /// How it is laid out.
    pub arrangement: Arrangement,
    /// The size of its marks and counters.
    pub size: f32,
    /// The width of its widest mark.
    pub mark_width: f32,
    /// Calls that are not on the stage, newest first. Empty while an emergency stands.
    pub recent: Vec<Slip>,
    /// The size of their marks.
    pub recent_size: f32,
    /// What every counter is; empty where they differ.
    pub noun: String,
    /// The still line at the foot.
    pub notice: String,
    /// The still picture, by the hash of its file: in the stage's place while nobody is called, or
    /// beside the newest call ([`Arrangement::Beside`]).
    pub picture: Option<String>,
    /// What the supervisor tells the hall, in a place of its own.
    pub announcement: Option<NoticeFace>,
    /// It takes the whole screen.
    pub emergency: Option<EmergencyFace>,
    /// The screen should be heard and cannot be: what is new stands out for longer.
    pub sound_lost: bool,
}

/// Minute of the day.
pub fn minute_of_day(at: &DateTime<Tz>) -> i32 {
    (at.hour() * 60 + at.minute()) as i32
}

/// Whether both are on one day.
pub fn is_same_day(one: &DateTime<Tz>, other: &DateTime<Tz>) -> bool {
    one.num_days_from_ce() == other.num_days_from_ce()
}

/// The branch's own language.
pub(crate) fn own_language(branch: &BranchFacts) -> Locale {
    branch.languages.first().copied().unwrap_or(Locale::ID)
}

pub(crate) fn text(text: &Text, locale: Locale) -> &str {
    text.get(locale, locale)
}

/// How much room a call takes with the signs of its counter.
pub(crate) fn units(call: &Call, counters: &[CounterCard]) -> Units {
    let counter = counter(call, counters);
    Units::of(call, counter.map_or("", |counter| &counter.sign))
        .pointing(counter.and_then(|counter| counter.direction))
}

pub(crate) fn slip(shown: Shown, counters: &[CounterCard], locale: Locale) -> Slip {
    let counter = counter(&shown.call, counters);
    Slip {
        noun: counter
            .map_or("", |counter| text(&counter.noun, locale))
            .to_owned(),
        sign: counter.map_or("", |counter| &counter.sign).to_owned(),
        direction: counter.and_then(|counter| counter.direction),
        units: units(&shown.call, counters),
        shown,
    }
}

pub(crate) fn common_noun(counters: &[CounterCard], locale: Locale) -> String {
    let mut nouns = counters.iter().map(|counter| text(&counter.noun, locale));
    let first = nouns.next().unwrap_or("");
    if nouns.all(|noun| noun == first) {
        first.to_owned()
    } else {
        String::new()
    }
}

pub(crate) fn counter<'a>(call: &Call, counters: &'a [CounterCard]) -> Option<&'a CounterCard> {
    counters.iter().find(|counter| counter.id == call.counter)
}
