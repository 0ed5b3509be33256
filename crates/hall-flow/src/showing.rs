//! From what the [hall](crate::hall) knows to the [`Face`] that is painted.

use std::time::Duration;

use antre_domain::config::MediaPlace;
use antre_domain::{Locale, SoundHealth, Timestamp};
use antre_protocol::{Call, DisplayView};
use chrono::{DateTime, Timelike as _};
use chrono_tz::Tz;

use crate::face::{Face, Line, NoticeFace, Scene, Slip, common_noun, own_language, slip, text};
use crate::fit::{Arrangement, Units};
use crate::hall::Hall;
use crate::stage::Shown;
use crate::zone::Part;
use crate::{notices, waits};

/// Each notice stands still for this long.
pub const NOTICE_FOR: Duration = Duration::from_secs(10);
const MINUTE_MS: i64 = 60_000;

/// The stage as it is laid out.
struct Layout {
    calls: Vec<Slip>,
    recent: Vec<Slip>,
    widest: Units,
    scene: Scene,
    bar: bool,
    arrangement: Arrangement,
    size: f32,
    /// There is a place for a picture.
    room: bool,
}

impl Hall {
    /// Everything the pages show. `at` is the hub's time of day, once it is known.
    pub fn face(&self, now: Duration, at: Option<Timestamp>) -> Face {
        let Some(part) = &self.part else {
            return self.blank();
        };
        let view = part.own();
        let locale = own_language(&view.branch);
        let emergency = notices::emergency(view, at);
        let layout = self.layout(part, now, at);
        let local = |at: Timestamp| self.local(Some(at));
        let lost_at = match self.line {
            Line::Lost { since } => since.and_then(local),
            Line::Connecting | Line::Live | Line::Refused => None,
        };
        let lines = notices::lines(view, at);
        let is_over = layout.scene == Scene::After;
        let zone: Tz = view.branch.time_zone.parse().unwrap_or(Tz::UTC);
        Face {
            line: self.line,
            lost_at,
            clock: at.and_then(local).and_then(full_minute),
            locale,
            branch: view.branch.name.clone(),
            zone: part.zone().map(|zone| text(&zone.name, locale).to_owned()),
            practice: view.branch.practice,
            scene: layout.scene,
            held: view.branch.held.map(|held| held.reason),
            bar: layout.bar,
            opens: view.branch.opens_at.and_then(local),
            served: view.served,
            cloth: if is_over {
                view.cloth.clone()
            } else {
                Vec::new()
            },
            arrangement: layout.arrangement,
            size: layout.size,
            mark_width: layout.widest.mark * layout.size,
            recent: layout.recent,
            recent_size: self.fit.recent_size(),
            noun: common_noun(&view.counters, locale),
            notice: in_turn(&self.at_the_foot(view), now)
                .cloned()
                .unwrap_or_default(),
            picture: self.reel.shown().filter(|_| layout.room).map(str::to_owned),
            announcement: in_turn(&lines, now).map(|line| NoticeFace {
                text: (*line).to_owned(),
            }),
            calls: layout.calls,
            emergency: emergency.map(|card| notices::face(card, &view.branch, zone)),
            sound_lost: self.voice.sound() == SoundHealth::Lost && self.voice.is_on(view),
        }
    }

    /// What takes turns in the still line: the branch's notices, and how long who comes now may wait. A
    /// screen that is not current says nothing of that.
    fn at_the_foot(&self, view: &DisplayView) -> Vec<String> {
        let locale = own_language(&view.branch);
        let notices = view.branch.notices.iter();
        let mut lines: Vec<String> = notices
            .map(|notice| text(notice, locale).to_owned())
            .collect();
        if self.line == Line::Live {
            lines.extend(waits::lines(view, locale, self.fit.is_tall()));
        }
        lines
    }

    /// When the face changes by itself, or the voice may have something to say.
    pub fn next_deadline(&self, now: Duration, at: Option<Timestamp>) -> Option<Duration> {
        let minute = at.map(|at| now + millis(MINUTE_MS - at.millis().rem_euclid(MINUTE_MS)));
        let view = self.view();
        let stage = self.stage.next_deadline(now).map(|(due, _)| due);
        let turn = view.is_some_and(|view| {
            self.at_the_foot(view).len() > 1 || notices::lines(view, at).len() > 1
        });
        let end = view.zip(at).and_then(|(view, at)| {
            let end = notices::next_end(view, at)?;
            Some(now + millis(end.millis() - at.millis()))
        });
        [
            stage,
            minute,
            turn.then(|| NOTICE_FOR * (turns(now) + 1)),
            end,
            self.pacing.next_deadline(),
            self.reel.next_deadline(),
            self.voice.next_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Whether there is a place for a picture now.
    pub(crate) fn has_room_for_a_picture(&self, now: Duration, at: Option<Timestamp>) -> bool {
        let part = self.part.as_ref();
        part.is_some_and(|part| self.layout(part, now, at).room)
    }

    /// Where an emergency covers it, nothing stands there.
    fn layout(&self, part: &Part, now: Duration, at: Option<Timestamp>) -> Layout {
        let view = part.own();
        let is_covered = notices::emergency(view, at).is_some();
        let locale = own_language(&view.branch);
        let signed = |shown: Shown| slip(shown, &view.counters, locale);
        let on_stage = self.stage.shown(now).into_iter();
        let calls: Vec<Slip> = on_stage.filter(|_| !is_covered).map(signed).collect();
        let widest = calls
            .iter()
            .map(|slip| slip.units)
            .reduce(Units::max)
            .unwrap_or(Units::USUAL);
        let is_past = |call: &&Call| {
            let same = |slip: &Slip| slip.shown.call.ticket == call.ticket;
            !is_covered && !calls.iter().any(same)
        };
        let visible = self.pacing.visible(view);
        let recent = visible.recent_calls.iter().filter(is_past);
        let recent: Vec<Slip> = recent
            .map(|call| slip(Shown::at_rest(call), &view.counters, locale))
            .collect();
        let places = self.places();
        // Where only one call can be read from the last row, the line at the foot tells of the hold.
        let beside_calls = view.branch.held.is_some() && !calls.is_empty() && places > 1;
        let bar = self.is_deaf() || beside_calls;
        let scene = scene(part.whole(), &calls);
        // A notice has a place of the stage where one is free, else the line at the foot.
        let taken = calls.len() + usize::from(bar);
        let noticed = !notices::lines(view, at).is_empty() && places > 1 && taken < places;
        let barred = bar || (noticed && !calls.is_empty());
        let (mut arrangement, mut size) =
            self.fit
                .arrange(places, calls.len(), barred, !recent.is_empty(), widest);
        let beside = match view.hall.media_place {
            MediaPlace::Beside if calls.len() == 1 && !barred => self.fit.beside(widest),
            MediaPlace::Beside | MediaPlace::BetweenCalls => None,
        };
        let room = !bar && !is_covered && (scene == Scene::Waiting || beside.is_some());
        if let Some(beside) = beside.filter(|_| self.reel.shown().is_some()) {
            (arrangement, size) = (Arrangement::Beside, beside);
        }
        Layout {
            calls,
            recent,
            widest,
            scene,
            bar,
            arrangement,
            size,
            room,
        }
    }

    fn blank(&self) -> Face {
        let bar = self.is_deaf();
        let (arrangement, size) = self.fit.arrange(1, 0, bar, false, Units::USUAL);
        Face {
            line: self.line,
            lost_at: None,
            // The branch's zone is not known either.
            clock: None,
            locale: Locale::ID,
            branch: String::new(),
            zone: None,
            practice: false,
            scene: Scene::Waiting,
            held: None,
            bar,
            opens: None,
            served: 0,
            cloth: Vec::new(),
            calls: Vec::new(),
            arrangement,
            size,
            mark_width: Units::USUAL.mark * size,
            recent: Vec::new(),
            recent_size: self.fit.recent_size(),
            noun: String::new(),
            notice: String::new(),
            picture: None,
            announcement: None,
            emergency: None,
            sound_lost: self.voice.sound() == SoundHealth::Lost,
        }
    }
}

/// The hall cannot see who waits. It takes the branch for closed where no numbers are given and
/// every counter is closed: every one, also those of other zones, for the day is the branch's.
fn scene(branch: &DisplayView, calls: &[Slip]) -> Scene {
    if calls.is_empty() && branch.branch.held.is_some() {
        return Scene::Held;
    }
    let works = branch.branch.open
        || branch
            .counters
            .iter()
            .any(|counter| counter.state != "closed");
    match (calls.is_empty(), works, branch.served) {
        (false, _, _) => Scene::Calls,
        (true, true, _) => Scene::Waiting,
        (true, false, 0) => Scene::Before,
        (true, false, _) => Scene::After,
    }
}

/// Whichever of `lines` has its turn.
fn in_turn<T>(lines: &[T], now: Duration) -> Option<&T> {
    let turn = usize::try_from(turns(now)).unwrap_or(0);
    lines.get(turn % lines.len().max(1))
}

/// How many notices have had their time.
fn turns(now: Duration) -> u32 {
    u32::try_from(now.as_secs() / NOTICE_FOR.as_secs()).unwrap_or(u32::MAX)
}

/// A face says nothing that changes before its deadline.
fn full_minute(local: DateTime<Tz>) -> Option<DateTime<Tz>> {
    local.with_second(0)?.with_nanosecond(0)
}

fn millis(count: i64) -> Duration {
    Duration::from_millis(count.unsigned_abs())
}
