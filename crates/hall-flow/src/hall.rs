//! What the screen says now, and the voice: the stage, the line to the hub, the clock, the supervisor's
//! words and the pictures, put together.
//!
//! # How it is driven
//!
//! `handle_*` with what happened; after that, and when [`Hall::next_deadline`] has come, in this order:
//! [`Hall::handle_timeout`], [`Hall::next_script`] until there is none, [`Hall::face`] to paint, then
//! [`Hall::next_deadline`]. Moments are the time since the display began; `at`, the time of day, comes
//! from the hub.
//!
//! # What it promises
//!
//! A call is never late for a picture, a voice or a notice, and never shown twice as new. What the voice
//! could not say is not said later. While an emergency stands nothing else is shown, and no call is lost
//! under it. Whatever is passed over is named in [`Hall::report`].

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use antre_domain::{AnnouncementKind, Locale, NoteRef, SoundHealth, TicketId, Timestamp, ZoneId};
use antre_protocol::{AnnouncementCard, Call, DisplayFault, DisplayReport, DisplayView};
use antre_speech::lane::SPOKEN_WITHIN_SECS;
use antre_speech::{Clips, Script};
use chrono::DateTime;
use chrono_tz::Tz;

use crate::face::units;
pub use crate::face::{
    EmergencyFace, EmergencyText, Face, Line, NoticeFace, Scene, Slip, is_same_day, minute_of_day,
};
use crate::faults::{Faults, fault_of};
use crate::fit::{Fit, Units};
use crate::notices;
use crate::pacing::Pacing;
use crate::phrase;
use crate::reel::Reel;
use crate::stage::{NEW_FOR, NEW_UNHEARD_FOR, Stage};
use crate::told::{Onlooker, Transcript};
pub use crate::told::{TOLD_MAX, Told, TranscriptLine};
use crate::voice::{Hearing, Next, Voice};
use crate::zone::Part;

/// How this display was set up.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// The zone it shows; the whole hall where absent.
    pub zone: Option<ZoneId>,
    /// What it is called: "Layar 1".
    pub name: String,
    /// It is meant to be heard.
    pub has_voice: bool,
    /// Which clips its voices have, by their languages.
    pub clips: BTreeMap<Locale, Clips>,
}

/// How a picture was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// It can be shown.
    Ready,
    /// It cannot.
    Failed(DisplayFault),
}

/// A picture that the playlist names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// Its file, as the branch file names it.
    pub file: String,
    /// The SHA-256 of its content in hexadecimal.
    pub sha256: String,
}

/// The hall. See the [module](self) for how it is driven.
#[derive(Debug)]
pub struct Hall {
    pub(crate) setup: Setup,
    pub(crate) fit: Fit,
    pub(crate) line: Line,
    pub(crate) part: Option<Part>,
    pub(crate) stage: Stage,
    pub(crate) pacing: Pacing,
    pub(crate) voice: Voice,
    pub(crate) reel: Reel,
    /// The emergency that has the screen, and since when one has it.
    pub(crate) emergency: Option<(NoteRef, Duration)>,
    /// The calls that came in time, whatever became of them: the oldest first.
    pub(crate) announced: VecDeque<(u64, TicketId, Timestamp)>,
    /// What the hub's clock showed last, and when.
    clock: Option<(Timestamp, Duration)>,
    pub(crate) faults: Faults,
    reported: Option<DisplayReport>,
    told: Transcript,
    pub(crate) onlooker: Onlooker,
}

impl Hall {
    /// A hall that has heard nothing yet.
    pub fn new(fit: Fit, setup: Setup) -> Self {
        Self {
            voice: Voice::new(setup.has_voice),
            setup,
            fit,
            line: Line::Connecting,
            part: None,
            stage: Stage::default(),
            pacing: Pacing::default(),
            reel: Reel::default(),
            emergency: None,
            announced: VecDeque::new(),
            clock: None,
            faults: Faults::default(),
            reported: None,
            told: Transcript::default(),
            onlooker: Onlooker::default(),
        }
    }

    /// The screen has another size.
    pub fn handle_fit(&mut self, fit: Fit, now: Duration) {
        self.fit = fit;
        self.make_room(now);
        self.look(now);
    }

    /// The line to the hub, whether it has changed or not.
    pub fn handle_line(&mut self, line: Line, now: Duration) {
        let was_deaf = self.is_deaf();
        self.line = line;
        match (was_deaf, self.is_deaf()) {
            (false, true) => self.tell(now, Told::Stale, ""),
            (true, false) => self.tell(now, Told::Current, ""),
            (false, false) | (true, true) => {}
        }
        self.make_room(now);
        self.look(now);
    }

    /// A view at least as new as the announcements that come with it, each with its age in seconds when
    /// it arrived here.
    pub fn handle_view(
        &mut self,
        view: Arc<DisplayView>,
        announced: &[(Call, u32)],
        now: Duration,
    ) {
        let part = Part::new(self.setup.zone.clone(), view, self.part.as_ref());
        let day = |part: &Part| part.whole().branch.business_date;
        if self
            .part
            .as_ref()
            .is_some_and(|before| day(before) != day(&part))
        {
            self.pacing.take();
            self.announced.clear();
            self.faults.clear("number_too_long");
        }
        self.reel.take_in(part.own(), part.zone());
        let before = self.part.replace(part);
        self.expect(before.as_ref(), now);
        self.follow(now);
        let mut shown = Vec::new();
        for (call, age_secs) in announced {
            shown.extend(self.arrive(call, *age_secs, now));
        }
        self.show(&shown, now);
        self.look(now);
    }

    /// Whether the last row can read a call at all: a branch may have longer numbers than usual.
    pub fn is_read_from_afar(&self, call: &Call) -> bool {
        let counters = self.view().map_or(&[][..], |view| &view.counters);
        self.fit.is_read_from_afar(units(call, counters))
    }

    /// Time has passed. `at` is the hub's time of day, once it is known.
    pub fn handle_timeout(&mut self, now: Duration, at: Option<Timestamp>) {
        self.clock = at.map(|at| (at, now)).or(self.clock);
        self.follow(now);
        let due = self.pacing.due(now);
        self.release(&due, now);
        self.stage.settle(now);
        let place = self.has_room_for_a_picture(now, at);
        let local = self.local(at);
        self.reel.settle(now, local.as_ref(), place);
        self.look(now);
    }

    /// The voice began with the first sample of this script.
    pub fn handle_began(&mut self, script: u64, now: Duration) {
        let Some(handed) = self.voice.began(script) else {
            return;
        };
        let (tickets, text) = (handed.tickets.clone(), handed.text.clone());
        self.tell(now, Told::Spoken, &text);
        let begun = self.pacing.begun(&tickets);
        self.release(&begun, now);
        self.look(now);
    }

    /// The voice is done with this script: to the end, cut off, or never begun.
    pub fn handle_ended(&mut self, script: u64, now: Duration) {
        let Some(handed) = self.voice.ended(script, now) else {
            return;
        };
        self.tell(now, Told::SpokenOut, &handed.text);
        let begun = self.pacing.begun(&handed.tickets);
        self.release(&begun, now);
        self.look(now);
    }

    /// What can be heard has changed. What waited for a voice that is lost is shown at once, and not
    /// said when it is back.
    pub fn handle_sound(&mut self, sound: SoundHealth, now: Duration) {
        self.voice.set_sound(sound);
        let is_lost = self.voice.sound() == SoundHealth::Lost;
        self.stage
            .set_new_for(if is_lost { NEW_UNHEARD_FOR } else { NEW_FOR });
        if is_lost {
            if self.emergency.is_none() {
                let waiting = self.pacing.take();
                self.release(&waiting, now);
            }
        } else {
            self.faults.clear("no_card");
        }
        self.look(now);
    }

    /// Something was passed over: a clip, a picture, a card.
    pub fn handle_fault(&mut self, fault: DisplayFault) {
        self.faults.add(fault);
    }

    /// A picture that is [wanted](Self::wanted_pictures) was found, or was not.
    pub fn handle_picture(&mut self, sha256: &str, picture: Picture) {
        self.reel.found(sha256, picture);
    }

    /// The computer slept for so long: nothing that stands here is known to be current, until the next
    /// word of the hub. The `at` of whoever drives this has the time slept in it from now on.
    pub fn handle_sleep(&mut self, slept: Duration, now: Duration) {
        let since = self.at(now);
        if let Some((at, _)) = &mut self.clock {
            let slept_ms = i64::try_from(slept.as_millis()).unwrap_or(i64::MAX);
            *at = Timestamp::from_millis(at.millis().saturating_add(slept_ms));
        }
        // Whoever was called before is not called by a display that has just woken up.
        self.voice.forget();
        self.pacing.take();
        self.show(&[], now);
        if self.emergency.is_none() {
            self.stage.start_over(false, now);
        }
        match self.line {
            Line::Live => self.handle_line(Line::Lost { since }, now),
            Line::Connecting | Line::Lost { .. } | Line::Refused => self.look(now),
        }
    }

    /// What the voice is to say now; asked until there is nothing. `at` is the hub's time of day.
    pub fn next_script(&mut self, now: Duration, at: Option<Timestamp>) -> Option<Script> {
        loop {
            let local = self.local(at);
            let part = self.part.as_ref()?;
            let hearing = Hearing {
                view: part.own(),
                clips: &self.setup.clips,
                local: local.as_ref(),
                is_emergency: self.emergency.is_some(),
            };
            match self.voice.next(now, hearing)? {
                Next::Play {
                    script,
                    without_clip,
                } => {
                    for word in without_clip {
                        self.faults.add(fault_of("clip_missing", &word));
                    }
                    return Some(script);
                }
                Next::Silent { tickets, text, why } => {
                    self.tell(now, Told::Silent, &format!("{text} ({})", why.why()));
                    let begun = self.pacing.begun(&tickets);
                    self.release(&begun, now);
                    self.look(now);
                }
            }
        }
    }

    /// The pictures that this display may have to show, in the order of the playlist.
    pub fn wanted_pictures(&self) -> Vec<Wanted> {
        self.reel.wanted()
    }

    /// What this display says of itself, at the hub's time `at`. To be sent where it differs from what
    /// was sent last, and after each connection to the hub.
    pub fn report(&mut self, at: Timestamp) -> DisplayReport {
        let part = self.part.as_ref();
        let mut faults = self.faults.clone();
        for fault in self.reel.faults(self.local(Some(at)).as_ref()) {
            faults.add(fault);
        }
        if let Some(zone) = part.and_then(Part::unknown) {
            faults.add(fault_of("unknown_zone", zone.as_str()));
        }
        let has_words = self.view().is_none_or(phrase::has_voice);
        let mut report = DisplayReport {
            name: self.setup.name.clone(),
            zone: part.map_or(self.setup.zone.clone(), |part| {
                part.zone().map(|zone| zone.id.clone())
            }),
            sound: if has_words {
                self.voice.sound()
            } else {
                SoundHealth::Off
            },
            faults: faults.all(),
            since: at,
        };
        if let Some(before) = &self.reported {
            let since = before.since;
            let is_same = DisplayReport {
                since,
                ..report.clone()
            } == *before;
            report.since = if is_same { since } else { at };
        }
        self.reported = Some(report.clone());
        report
    }

    /// The transcript since it was last taken.
    pub fn take_told(&mut self) -> Vec<TranscriptLine> {
        self.told.take()
    }

    /// What this display knows of its part of the hall.
    pub(crate) fn view(&self) -> Option<&DisplayView> {
        self.part.as_ref().map(|part| &**part.own())
    }

    /// Whether the screen is not current.
    pub(crate) fn is_deaf(&self) -> bool {
        match self.line {
            Line::Lost { .. } | Line::Refused => true,
            Line::Connecting | Line::Live => false,
        }
    }

    pub(crate) fn places(&self) -> usize {
        let Some(view) = self.view() else { return 1 };
        let of_call = |call: &Call| units(call, &view.counters);
        let widest = view
            .open_calls
            .iter()
            .map(of_call)
            .reduce(Units::max)
            .unwrap_or(Units::USUAL);
        self.fit.places(widest)
    }

    /// `at` on the branch's wall clock.
    pub(crate) fn local(&self, at: Option<Timestamp>) -> Option<DateTime<Tz>> {
        let zone = self.view()?.branch.time_zone.parse().unwrap_or(Tz::UTC);
        at.map(|at| at.to_utc().with_timezone(&zone))
    }

    /// The hub's time of day, as far as it is known here.
    pub(crate) fn at(&self, now: Duration) -> Option<Timestamp> {
        self.clock.map(|(at, then)| {
            let passed = now.saturating_sub(then).as_millis();
            let passed_ms = i64::try_from(passed).unwrap_or(i64::MAX);
            Timestamp::from_millis(at.millis().saturating_add(passed_ms))
        })
    }

    /// Takes in what stands and what does not: announcements, emergencies, ended calls.
    fn follow(&mut self, now: Duration) {
        let at = self.at(now);
        let Some(part) = &self.part else { return };
        let view = Arc::clone(part.own());
        self.voice.follow(&view, at);
        let emergency = notices::emergency(&view, at);
        let before = self.emergency;
        let since = before.map_or(now, |(_, since)| since);
        self.emergency = emergency.map(|card| (card.id, since));
        let is_other = |card: &&AnnouncementCard| before.is_none_or(|(id, _)| id != card.id);
        if let Some(card) = emergency.filter(is_other) {
            self.pacing.keep_all();
            self.stage.cover();
            self.tell(now, Told::Emergency, code(card.kind));
        }
        if before.is_some() && emergency.is_none() {
            self.tell(now, Told::Emergency, "over");
            self.voice.drop_old(now);
            let is_recent = now <= since + Duration::from_secs(SPOKEN_WITHIN_SECS.into());
            self.stage.start_over(is_recent, now);
            let kept = self.pacing.take();
            let mut shown = Vec::new();
            for held in &kept {
                shown.extend(self.enter(&held.call, held.age_secs_at(now), now));
            }
            self.show(&shown, now);
        }
        self.make_room(now);
    }

    pub(crate) fn make_room(&mut self, now: Duration) {
        let places = self.places();
        let is_held = self.view().is_some_and(|view| view.branch.held.is_some());
        let places = if is_held || self.is_deaf() {
            (places - 1).max(1)
        } else {
            places
        };
        self.stage.set_places(places, now);
    }

    /// Writes down what has come onto the screen.
    fn look(&mut self, now: Duration) {
        if self.emergency.is_some() {
            self.onlooker.look_away();
            return;
        }
        let seen = self.onlooker.look(&self.stage.shown(now), now);
        for (call, kind) in seen {
            let named = self.named(&call);
            self.tell(now, kind, &named);
        }
    }

    pub(crate) fn tell(&mut self, now: Duration, kind: Told, text: &str) {
        self.told.tell(self.at(now), kind, text);
    }
}

fn code(kind: AnnouncementKind) -> &'static str {
    match kind {
        AnnouncementKind::Notice => "notice",
        AnnouncementKind::Evacuate => "evacuate",
        AnnouncementKind::Fire => "fire",
        AnnouncementKind::Earthquake => "earthquake",
        AnnouncementKind::Emergency => "emergency",
    }
}
