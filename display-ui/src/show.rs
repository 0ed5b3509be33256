//! From a [`Face`] to the pages, one row at a time.

use std::cell::RefCell;
use std::rc::Rc;

use antre_domain::config::Direction;
use antre_domain::{AnnouncementKind, HoldReason, Locale};
use chrono::{DateTime, Datelike as _};
use chrono_tz::Tz;
use slint::{ComponentHandle as _, Model as _, ModelRc, VecModel};

use crate::cloth::Loom;
use crate::fit::Arrangement;
use crate::hall::{EmergencyText, Face, Line, Scene, Slip, is_same_day, minute_of_day};
use crate::pages::{self, EmergencyWords, HallCall, HallState, HallWindow, When};
use crate::stage::Frame;

/// What the pages follow.
#[derive(Default)]
#[allow(missing_debug_implementations)]
pub struct Rows {
    calls: Rc<VecModel<HallCall>>,
    recent: Rc<VecModel<HallCall>>,
    emergency: Rc<VecModel<EmergencyWords>>,
    loom: RefCell<Loom>,
}

impl Rows {
    /// Gives the pages their lists; once for each window.
    pub fn join(&self, window: &HallWindow) {
        let state = window.global::<HallState<'_>>();
        state.set_calls(ModelRc::from(Rc::clone(&self.calls)));
        state.set_recent(ModelRc::from(Rc::clone(&self.recent)));
        state.set_emergency_words(ModelRc::from(Rc::clone(&self.emergency)));
    }

    /// Makes the pages show `face`; what is as before is not drawn again.
    pub fn paint(&self, window: &HallWindow, face: &Face) {
        self.loom.borrow_mut().show(window, &face.cloth);
        let state = window.global::<HallState<'_>>();
        state.set_branch(face.branch.as_str().into());
        state.set_zone(face.zone.as_deref().unwrap_or("").into());
        state.set_practice(face.practice);
        state.set_sound_lost(face.sound_lost);
        state.set_link(link(face.line));
        state.set_lost_at(face.lost_at.as_ref().map_or(-1, minute_of_day));
        state.set_clock_known(face.clock.is_some());
        state.set_clock(when(face.clock.as_ref()));
        state.set_scene(scene(face.scene));
        state.set_held(face.held.map_or(pages::Held::None, held));
        state.set_bar(face.bar);
        state.set_opens(when(face.opens.as_ref()));
        let opens_today = face.opens.as_ref().zip(face.clock.as_ref());
        state.set_opens_today(opens_today.is_some_and(|(opens, clock)| is_same_day(opens, clock)));
        state.set_served(i32::try_from(face.served).unwrap_or(i32::MAX));
        state.set_arrangement(arrangement(face.arrangement));
        state.set_size(face.size);
        state.set_mark_width(face.mark_width);
        state.set_recent_size(face.recent_size);
        state.set_noun(face.noun.as_str().into());
        state.set_notice(face.notice.as_str().into());
        state.set_pictured(face.picture.is_some());
        let announcement = face.announcement.as_ref();
        state.set_announcement(announcement.map_or("", |notice| &notice.text).into());
        let alarm = face.emergency.as_ref();
        state.set_emergency(alarm.map_or(pages::Emergency::None, |alarm| emergency(alarm.kind)));
        state.set_emergency_since(alarm.map_or(0, |alarm| minute_of_day(&alarm.since)));
        let told = alarm.map_or(&[][..], |alarm| &alarm.texts);
        follow(&self.emergency, told.iter().map(emergency_words));
        follow(&self.calls, face.calls.iter().map(call));
        follow(&self.recent, face.recent.iter().map(call));
    }
}

/// The language that the pages speak for a reader of `locale`: what they were not translated to is
/// said in English.
pub fn speak(locale: Locale) {
    // A language that is not bundled, and a program without bundles, both leave English.
    if slint::select_bundled_translation(locale.as_str()).is_err() {
        let _ = slint::select_bundled_translation("en");
    }
}

/// Makes `model` hold `rows`, and touches only what is different: the rest is not drawn again.
fn follow<T: Clone + PartialEq + 'static>(
    model: &VecModel<T>,
    rows: impl ExactSizeIterator<Item = T>,
) {
    while model.row_count() > rows.len() {
        model.remove(model.row_count() - 1);
    }
    for (index, row) in rows.enumerate() {
        match model.row_data(index) {
            Some(known) if known == row => {}
            Some(_) => model.set_row_data(index, row),
            None => model.push(row),
        }
    }
}

fn call(slip: &Slip) -> HallCall {
    let call = &slip.shown.call;
    HallCall {
        letters: call.number.prefix().as_str().into(),
        digits: call.number.digits().into(),
        series: i32::from(call.colour),
        tile: slip.units.tile,
        noun: slip.noun.as_str().into(),
        sign: slip.sign.as_str().into(),
        sinks: slip.units.sinks,
        direction: slip.direction.map_or(pages::Direction::Unknown, direction),
        again: call.recall > 0,
        frame: match slip.shown.frame {
            Frame::Rest => pages::Frame::Rest,
            Frame::Thick => pages::Frame::Thick,
            Frame::Thin => pages::Frame::Thin,
        },
        arrival: i32::try_from(slip.shown.arrived_at.as_millis() & 0x7fff_ffff).unwrap_or(0),
    }
}

fn when(at: Option<&DateTime<Tz>>) -> When {
    let Some(at) = at else { return When::default() };
    When {
        weekday: at.weekday().number_from_monday() as i32,
        day: at.day() as i32,
        month: at.month() as i32,
        minute: minute_of_day(at),
    }
}

fn link(line: Line) -> pages::Link {
    match line {
        Line::Connecting => pages::Link::Connecting,
        Line::Live => pages::Link::Live,
        Line::Lost { .. } => pages::Link::Lost,
        Line::Refused => pages::Link::Refused,
    }
}

fn scene(scene: Scene) -> pages::Scene {
    match scene {
        Scene::Calls => pages::Scene::Calls,
        Scene::Waiting => pages::Scene::Waiting,
        Scene::Before => pages::Scene::Before,
        Scene::After => pages::Scene::After,
        Scene::Held => pages::Scene::Held,
    }
}

fn held(reason: HoldReason) -> pages::Held {
    match reason {
        HoldReason::SystemDown => pages::Held::SystemDown,
        HoldReason::PowerCut => pages::Held::PowerCut,
        HoldReason::Evacuation => pages::Held::Evacuation,
        HoldReason::Ceremony => pages::Held::Ceremony,
        HoldReason::Other => pages::Held::Other,
    }
}

fn emergency_words(told: &EmergencyText) -> EmergencyWords {
    EmergencyWords {
        title: told.title.as_str().into(),
        words: told.words.as_str().into(),
    }
}

fn emergency(kind: AnnouncementKind) -> pages::Emergency {
    match kind {
        AnnouncementKind::Notice => pages::Emergency::None,
        AnnouncementKind::Evacuate => pages::Emergency::Evacuate,
        AnnouncementKind::Fire => pages::Emergency::Fire,
        AnnouncementKind::Earthquake => pages::Emergency::Earthquake,
        AnnouncementKind::Emergency => pages::Emergency::Other,
    }
}

fn direction(direction: Direction) -> pages::Direction {
    match direction {
        Direction::Left => pages::Direction::Left,
        Direction::Right => pages::Direction::Right,
        Direction::Ahead => pages::Direction::Ahead,
        Direction::Upstairs => pages::Direction::Upstairs,
        Direction::Downstairs => pages::Direction::Downstairs,
    }
}

fn arrangement(arrangement: Arrangement) -> pages::Arrangement {
    match arrangement {
        Arrangement::Slip => pages::Arrangement::Slip,
        Arrangement::Beside => pages::Arrangement::Beside,
        Arrangement::Wide => pages::Arrangement::Wide,
        Arrangement::Rows => pages::Arrangement::Rows,
        Arrangement::TallRows => pages::Arrangement::TallRows,
    }
}
