//! From panel and view to the pages, one row at a time.

mod alerts;
mod lines;
mod open;
mod reader;
mod told;
mod words;

use std::rc::Rc;
use std::time::Duration;

use antre_counter_flow::panel::{Armed, Face, Key, Notice, Panel};
use antre_domain::{Locale, Timestamp};
use slint::{ComponentHandle as _, Model as _, ModelRc, VecModel};

use self::reader::Reader;
use crate::pages::{Also, CounterState, CounterWindow, Desk, Leg, Line, Note, Queue, Slot, Word};

/// So many keys stand below the big one in a docked panel; a wide window has room for more.
const SLOTS: usize = 4;

/// The line to the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hub {
    /// Nothing was heard yet.
    Connecting,
    /// The view is current.
    Live,
    /// The view is not current, since then by the hub's clock.
    Lost {
        /// When the hub was last heard; `None` where it never was.
        since: Option<Timestamp>,
    },
    /// The hub does not let this panel in.
    Refused,
}

/// What the pages follow.
#[derive(Default)]
pub(crate) struct Rows {
    queues: Rc<VecModel<Queue>>,
    series: Rc<VecModel<Queue>>,
    desks: Rc<VecModel<Desk>>,
    slots: Rc<VecModel<Slot>>,
    also: Rc<VecModel<Also>>,
    lines: Rc<VecModel<Line>>,
    people: Rc<VecModel<Line>>,
    legs: Rc<VecModel<Leg>>,
    notes: Rc<VecModel<Note>>,
}

impl Rows {
    pub(crate) fn join(&self, window: &CounterWindow) {
        let state = window.global::<CounterState<'_>>();
        state.set_queues(ModelRc::from(Rc::clone(&self.queues)));
        state.set_series(ModelRc::from(Rc::clone(&self.series)));
        state.set_desks(ModelRc::from(Rc::clone(&self.desks)));
        state.set_slots(ModelRc::from(Rc::clone(&self.slots)));
        state.set_also(ModelRc::from(Rc::clone(&self.also)));
        state.set_lines(ModelRc::from(Rc::clone(&self.lines)));
        state.set_people(ModelRc::from(Rc::clone(&self.people)));
        state.set_legs(ModelRc::from(Rc::clone(&self.legs)));
        state.set_notes(ModelRc::from(Rc::clone(&self.notes)));
    }

    #[allow(clippy::too_many_arguments)]
    pub(crate) fn paint(
        &self,
        window: &CounterWindow,
        panel: &Panel,
        face: &Face,
        hub: Hub,
        locale: Locale,
        at: Option<Timestamp>,
        now: Duration,
    ) {
        let state = window.global::<CounterState<'_>>();
        state.set_link(words::link(hub));
        state.set_primary(words::primary(face.primary));
        state.set_ready(face.ready);
        state.set_menu_open(face.menu.is_some());
        self.paint_keys(&state, panel, face, now);
        let reader = panel.view().map(|view| Reader {
            view,
            locale,
            at,
            live: matches!(hub, Hub::Live),
        });
        told::paint(&state, face.notice.as_ref(), reader.as_ref());
        let Some(reader) = reader else { return };
        reader.paint_branch(&state, hub);
        reader.paint_counter(&state, panel, face);
        self.paint_hall(&state, panel, &reader, now);
        self.paint_open(&state, panel, face, &reader);
    }

    fn paint_keys(&self, state: &CounterState<'_>, panel: &Panel, face: &Face, now: Duration) {
        let key = |key, enabled| words::slot(panel.keymap(), key, enabled && !face.busy);
        let aside = panel.view().map_or(0, |view| count(view.aside.len()));
        state.set_primary_cap(words::cap(panel.keymap(), Key::Enter));
        let rests = panel.card().is_some_and(|card| card.state == "break");
        state.set_rest(Slot {
            word: if rests { Word::EndBreak } else { Word::Rest },
            ..key(Key::Break, face.rest)
        });
        state.set_more(Slot {
            count: aside,
            enabled: panel.counter().is_some(),
            ..key(Key::More, true)
        });
        state.set_coming(key(Key::Coming, face.coming));
        state.set_undo(key(Key::Undo, true));
        // What is open closes, and turns its page, whether or not the hub can be heard.
        let always = |named| words::slot(panel.keymap(), named, true);
        state.set_back(always(Key::Back));
        state.set_next_page(Slot {
            cap: "9".into(),
            ..always(Key::NextPage)
        });
        state.set_reveal(always(Key::History));
        follow(&self.slots, slots(panel, face, now));
    }

    fn paint_hall(
        &self,
        state: &CounterState<'_>,
        panel: &Panel,
        reader: &Reader<'_>,
        now: Duration,
    ) {
        let glance = panel.glance(now);
        let card = panel.card();
        state.set_waiting(number(glance.waiting));
        state.set_waiting_here(number(glance.waiting_here));
        let queues = glance.queues.iter();
        let queues = queues.filter_map(|queue| reader.queue(queue, card.is_none()));
        follow(&self.queues, queues.collect());
        follow(&self.series, reader.series());
        let desks = reader.view.counters.iter();
        let desks = desks.map(|desk| reader.desk(panel, desk, card));
        follow(&self.desks, desks.collect());
        let also = card.map_or(&[][..], |card| &card.also);
        let also = also.iter().zip(2_u8..);
        let also = also.map(|(ticket, key)| Also {
            key: key.to_string().into(),
            letters: ticket.number.prefix().as_str().into(),
            digits: ticket.number.digits().into(),
            series: i32::from(ticket.colour),
            service: reader.service(&ticket.service).into(),
        });
        follow(&self.also, also.collect());
    }

    fn paint_open(
        &self,
        state: &CounterState<'_>,
        panel: &Panel,
        face: &Face,
        reader: &Reader<'_>,
    ) {
        let choices = panel.choices();
        let menu = face.menu.as_ref();
        if let Some(menu) = menu {
            state.set_list(words::list(menu.list()));
        }
        let marks = menu.filter(|menu| menu.list().marks());
        state.set_marks(marks.map_or(-1, |menu| count(menu.marks())));
        state.set_pages(choices.len() > antre_counter_flow::menu::PAGE_CHOICES_MAX);
        let lines = menu.map_or_else(Vec::new, |menu| reader.lines(panel, menu, &choices));
        follow(&self.lines, lines);
        state.set_entry(open::entry(face.entry.as_ref(), reader));
        let (gate, people) = open::gate(face.gate.as_ref(), reader);
        state.set_gate(gate);
        follow(&self.people, people);
        state.set_history_open(face.history.is_some());
        let shown = face.history.as_ref();
        state.set_notes_secs(shown.map_or(0, |history| number(history.hides_in_secs)));
        let (legs, notes) = open::history(shown, panel, reader);
        follow(&self.legs, legs);
        follow(&self.notes, notes);
    }
}

/// The keys that make sense in the counter's state: at their place whether or not they can be struck now,
/// since a hand finds them by it; beyond those four only what can be.
fn slots(panel: &Panel, face: &Face, now: Duration) -> Vec<Slot> {
    let Some(card) = panel.card() else {
        return Vec::new();
    };
    let signs_in = panel.view().is_some_and(|view| view.desk.sign_in);
    let keys: &[Key] = match card.state.as_str() {
        "called" => &[
            Key::Recall,
            Key::NoShow,
            Key::Transfer,
            Key::Park,
            Key::Next,
            Key::History,
            Key::Withdraw,
            Key::Note,
            Key::Cancel,
        ],
        "serving" => &[
            Key::Finish,
            Key::History,
            Key::Transfer,
            Key::Park,
            Key::Note,
            Key::Outcome,
            Key::Quiet,
            Key::Cancel,
        ],
        "idle" | "wrap_up" => &[
            Key::Tickets,
            Key::WalkIn,
            Key::StandBy,
            Key::Aside,
            Key::Several,
            Key::Quiet,
            Key::Copy,
            Key::Close,
        ],
        _ if signs_in => &[
            Key::Profiles,
            Key::Counters,
            Key::Switch,
            Key::Lock,
            Key::Aside,
            Key::Close,
        ],
        _ => &[Key::Profiles, Key::Counters],
    };
    let places = keys.iter().enumerate();
    let shown = places.filter(|(at, key)| *at < SLOTS || panel.can(**key, now));
    shown.map(|(_, key)| slot(panel, face, *key, now)).collect()
}

fn slot(panel: &Panel, face: &Face, key: Key, now: Duration) -> Slot {
    let ticket = panel.ticket();
    let aside = panel.view().map_or(0, |view| count(view.aside.len()));
    let plain = words::slot(panel.keymap(), key, !face.busy && panel.can(key, now));
    let armed = |wanted: &Armed| match &face.notice {
        Some(Notice::Armed(armed)) => armed == wanted,
        _ => false,
    };
    match key {
        Key::Recall => Slot {
            enabled: face.recall,
            secs: number(face.recall_in_secs),
            ..plain
        },
        Key::NoShow => Slot {
            open: armed(&Armed::NoShow),
            ..plain
        },
        Key::Cancel => Slot {
            open: armed(&Armed::Cancel),
            ..plain
        },
        Key::History => Slot {
            count: ticket.map_or(0, |ticket| i32::from(ticket.notes)),
            fresh: ticket.is_some_and(|ticket| ticket.notes > 0),
            ..plain
        },
        Key::Aside => Slot {
            count: aside,
            ..plain
        },
        Key::StandBy if face.standby => Slot {
            word: Word::StandByOff,
            open: true,
            ..plain
        },
        Key::Quiet if face.quiet.is_some() => Slot {
            word: Word::Loud,
            open: true,
            ..plain
        },
        _ => plain,
    }
}

/// The language that the pages speak for a reader of `locale`: what they were not translated to is
/// said in English.
pub(crate) fn speak(locale: Locale) {
    if slint::select_bundled_translation(locale.as_str()).is_err() {
        // A program without bundles speaks English anyway.
        let _ = slint::select_bundled_translation("en");
    }
}

/// Makes `model` hold `rows`, and touches only what is different: the rest is not drawn again.
pub(crate) fn follow<T: Clone + PartialEq + 'static>(model: &VecModel<T>, rows: Vec<T>) {
    while model.row_count() > rows.len() {
        model.remove(model.row_count() - 1);
    }
    for (index, row) in rows.into_iter().enumerate() {
        match model.row_data(index) {
            Some(known) if known == row => {}
            Some(_) => model.set_row_data(index, row),
            None => model.push(row),
        }
    }
}

fn number(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn count(len: usize) -> i32 {
    i32::try_from(len).unwrap_or(i32::MAX)
}

/// A range as the hub tells it: rounded already.
pub(crate) fn wait(wait: Option<antre_protocol::Wait>) -> crate::pages::Wait {
    wait.map_or_else(crate::pages::Wait::default, |wait| crate::pages::Wait {
        known: true,
        least: mins(wait.from_secs),
        most: number(wait.to_secs.div_ceil(60)),
    })
}

fn mins(secs: u32) -> i32 {
    number(secs / 60)
}
