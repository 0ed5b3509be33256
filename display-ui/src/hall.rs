//! What the screen says now: the stage, the line to the hub, the clock and the notices, put together.
//!
//! # How it is driven
//!
//! `handle_*` with what happened, then [`Hall::face`] and paint it; again when [`Hall::next_deadline`]
//! has come. Moments are the time since the display began; the time of day comes from the hub.

use std::sync::Arc;
use std::time::Duration;

use antre_domain::{HoldReason, Locale, Text, Timestamp};
use antre_protocol::{BranchFacts, Call, CounterCard, DisplayView};
use chrono::{DateTime, Datelike as _, Timelike as _};
use chrono_tz::Tz;

use crate::fit::{Arrangement, Fit, Units};
use crate::stage::{Shown, Stage};

/// Each notice stands still for this long.
pub const NOTICE_FOR: Duration = Duration::from_secs(10);
const MINUTE_MS: i64 = 60_000;

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
    /// How much room it takes.
    pub units: Units,
}

/// Everything the pages show.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// The line to the hub.
    pub line: Line,
    /// When the hub was last heard, on the branch's wall clock.
    pub lost_at: Option<DateTime<Tz>>,
    /// The time of day; `None` before the hub has told it.
    pub clock: Option<DateTime<Tz>>,
    /// The branch's own language.
    pub locale: Locale,
    /// The branch's name.
    pub branch: String,
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
    /// The stage.
    pub calls: Vec<Slip>,
    /// How it is laid out.
    pub arrangement: Arrangement,
    /// The size of its marks and counters.
    pub size: f32,
    /// The width of its widest mark.
    pub mark_width: f32,
    /// Calls that are not on the stage, newest first.
    pub recent: Vec<Slip>,
    /// The size of their marks.
    pub recent_size: f32,
    /// What every counter is; empty where they differ.
    pub noun: String,
    /// The still line at the foot.
    pub notice: String,
}

/// The hall. See the [module](self) for how it is driven.
#[derive(Debug)]
pub struct Hall {
    fit: Fit,
    line: Line,
    stage: Stage,
    view: Option<Arc<DisplayView>>,
}

impl Hall {
    /// A hall that has heard nothing yet.
    pub fn new(fit: Fit) -> Self {
        Self {
            fit,
            line: Line::Connecting,
            stage: Stage::default(),
            view: None,
        }
    }

    /// The screen has another size.
    pub fn handle_fit(&mut self, fit: Fit, now: Duration) {
        self.fit = fit;
        self.make_room(now);
    }

    /// The line to the hub has changed.
    pub fn handle_line(&mut self, line: Line, now: Duration) {
        self.line = line;
        self.make_room(now);
    }

    /// A view at least as new as the announcements that come with it, each with its age in seconds.
    pub fn handle_view(
        &mut self,
        view: Arc<DisplayView>,
        announced: &[(Call, u32)],
        now: Duration,
    ) {
        self.view = Some(view);
        self.make_room(now);
        if let Some(view) = &self.view {
            self.stage.take_in(view, announced, now);
        }
    }

    /// Whether the last row can read a call at all: a branch may have longer numbers than usual.
    pub fn is_read_from_afar(&self, call: &Call) -> bool {
        let counters = self.view.as_ref().map_or(&[][..], |view| &view.counters);
        self.fit
            .is_read_from_afar(Units::of(call, sign(call, counters)))
    }

    /// A deadline has come.
    pub fn handle_timeout(&mut self, now: Duration) {
        self.stage.settle(now);
    }

    /// Everything the pages show. `at` is the hub's time of day, once it is known.
    pub fn face(&self, now: Duration, at: Option<Timestamp>) -> Face {
        let Some(view) = &self.view else {
            return self.blank(at);
        };
        let locale = own_language(&view.branch);
        let signed = |shown: Shown| slip(shown, &view.counters, locale);
        let calls: Vec<Slip> = self.stage.shown(now).into_iter().map(signed).collect();
        let units = calls
            .iter()
            .map(|slip| slip.units)
            .reduce(Units::max)
            .unwrap_or(Units::USUAL);
        let on_stage = |call: &&Call| {
            let same = |slip: &Slip| slip.shown.call.ticket == call.ticket;
            calls.iter().any(same)
        };
        let recent = view.recent_calls.iter().filter(|call| !on_stage(call));
        let recent: Vec<Slip> = recent
            .map(|call| slip(Shown::at_rest(call), &view.counters, locale))
            .collect();
        let places = self.places();
        // Where only one call can be read from the last row, the line at the foot tells of the hold.
        let beside_calls = view.branch.held.is_some() && !calls.is_empty() && places > 1;
        let bar = self.is_deaf() || beside_calls;
        let (arrangement, size) =
            self.fit
                .arrange(places, calls.len(), bar, !recent.is_empty(), units);
        let zone: Tz = view.branch.time_zone.parse().unwrap_or(Tz::UTC);
        let local = |at: Timestamp| at.to_utc().with_timezone(&zone);
        let lost_at = match self.line {
            Line::Lost { since } => since.map(local),
            Line::Connecting | Line::Live | Line::Refused => None,
        };
        Face {
            line: self.line,
            lost_at,
            clock: at.map(local),
            locale,
            branch: view.branch.name.clone(),
            practice: view.branch.practice,
            scene: scene(view, &calls),
            held: view.branch.held.map(|held| held.reason),
            bar,
            opens: view.branch.opens_at.map(local),
            served: view.served,
            arrangement,
            size,
            mark_width: units.mark * size,
            recent,
            recent_size: self.fit.recent_size(),
            noun: common_noun(&view.counters, locale),
            notice: notice(&view.branch.notices, locale, now),
            calls,
        }
    }

    /// When the face changes by itself.
    pub fn next_deadline(&self, now: Duration, at: Option<Timestamp>) -> Option<Duration> {
        let stage = self.stage.next_deadline(now).map(|(due, _)| due);
        let minute = at.map(|at| now + millis(MINUTE_MS - at.millis().rem_euclid(MINUTE_MS)));
        let notices = self
            .view
            .as_ref()
            .is_some_and(|view| view.branch.notices.len() > 1);
        let notice = notices.then(|| NOTICE_FOR * (turns(now) + 1));
        [stage, minute, notice].into_iter().flatten().min()
    }

    /// Whether the screen is not current.
    fn is_deaf(&self) -> bool {
        match self.line {
            Line::Lost { .. } | Line::Refused => true,
            Line::Connecting | Line::Live => false,
        }
    }

    fn places(&self) -> usize {
        let Some(view) = &self.view else { return 1 };
        let of_call = |call: &Call| Units::of(call, sign(call, &view.counters));
        let widest = view
            .open_calls
            .iter()
            .map(of_call)
            .reduce(Units::max)
            .unwrap_or(Units::USUAL);
        self.fit.places(widest)
    }

    fn make_room(&mut self, now: Duration) {
        let places = self.places();
        let held = self
            .view
            .as_ref()
            .is_some_and(|view| view.branch.held.is_some());
        self.stage.set_places(
            if held || self.is_deaf() {
                (places - 1).max(1)
            } else {
                places
            },
            now,
        );
    }

    fn blank(&self, at: Option<Timestamp>) -> Face {
        let (arrangement, size) = self.fit.arrange(1, 0, self.is_deaf(), false, Units::USUAL);
        Face {
            line: self.line,
            lost_at: None,
            // The branch's zone is not known either.
            clock: at.and(None),
            locale: Locale::ID,
            branch: String::new(),
            practice: false,
            scene: Scene::Waiting,
            held: None,
            bar: self.is_deaf(),
            opens: None,
            served: 0,
            calls: Vec::new(),
            arrangement,
            size,
            mark_width: Units::USUAL.mark * size,
            recent: Vec::new(),
            recent_size: self.fit.recent_size(),
            noun: String::new(),
            notice: String::new(),
        }
    }
}

/// Minute of the day.
pub fn minute_of_day(at: &DateTime<Tz>) -> i32 {
    (at.hour() * 60 + at.minute()) as i32
}

/// Whether both are on one day.
pub fn is_same_day(one: &DateTime<Tz>, other: &DateTime<Tz>) -> bool {
    one.num_days_from_ce() == other.num_days_from_ce()
}

fn own_language(branch: &BranchFacts) -> Locale {
    branch.languages.first().copied().unwrap_or(Locale::ID)
}

fn text(text: &Text, locale: Locale) -> &str {
    text.get(locale, locale)
}

fn sign<'a>(call: &Call, counters: &'a [CounterCard]) -> &'a str {
    counters
        .iter()
        .find(|counter| counter.id == call.counter)
        .map_or("", |counter| &counter.sign)
}

fn slip(shown: Shown, counters: &[CounterCard], locale: Locale) -> Slip {
    let counter = counters
        .iter()
        .find(|counter| counter.id == shown.call.counter);
    let sign = sign(&shown.call, counters);
    Slip {
        noun: counter
            .map_or("", |counter| text(&counter.noun, locale))
            .to_owned(),
        sign: sign.to_owned(),
        units: Units::of(&shown.call, sign),
        shown,
    }
}

/// The hall cannot see who waits. It takes the branch for closed where no numbers are given and
/// every counter is closed.
fn scene(view: &DisplayView, calls: &[Slip]) -> Scene {
    if calls.is_empty() && view.branch.held.is_some() {
        return Scene::Held;
    }
    let works = view.branch.open
        || view
            .counters
            .iter()
            .any(|counter| counter.state != "closed");
    match (calls.is_empty(), works, view.served) {
        (false, _, _) => Scene::Calls,
        (true, true, _) => Scene::Waiting,
        (true, false, 0) => Scene::Before,
        (true, false, _) => Scene::After,
    }
}

fn common_noun(counters: &[CounterCard], locale: Locale) -> String {
    let mut nouns = counters.iter().map(|counter| text(&counter.noun, locale));
    let first = nouns.next().unwrap_or("");
    if nouns.all(|noun| noun == first) {
        first.to_owned()
    } else {
        String::new()
    }
}

fn notice(notices: &[Text], locale: Locale, now: Duration) -> String {
    let turn = usize::try_from(turns(now)).unwrap_or(0);
    notices
        .get(turn % notices.len().max(1))
        .map_or("", |notice| text(notice, locale))
        .to_owned()
}

/// How many notices have had their time.
fn turns(now: Duration) -> u32 {
    u32::try_from(now.as_secs() / NOTICE_FOR.as_secs()).unwrap_or(u32::MAX)
}

fn millis(count: i64) -> Duration {
    Duration::from_millis(count.unsigned_abs())
}
