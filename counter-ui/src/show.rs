//! From panel and view to the pages, one row at a time.

use std::rc::Rc;

use antre_domain::{
    AnnouncementKind, HoldReason, Locale, PrinterFault, ServiceId, SoundHealth, Text, Timestamp,
};
use antre_protocol::{
    CounterCard, CounterView, DisplayCard, Need, PrinterCard, ServiceCard, TicketCard,
};
use chrono::Timelike as _;
use chrono_tz::Tz;
use slint::{ComponentHandle as _, Model as _, ModelRc, SharedString, VecModel};

use crate::menu::{self, Choice, PAGE_CHOICES_MAX};
use crate::pages::{
    self, Alert, Announcement, Announcing, CounterState, CounterWindow, Desk, Held, Help, Line,
    Link, Queue, Reason, State, Ticket, Told, Trouble, Word,
};
use crate::panel::{self, Armed, Face, Notice, Panel, Undoable};
use crate::reason::reason;

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
    desks: Rc<VecModel<Desk>>,
    lines: Rc<VecModel<Line>>,
}

/// What everything on the panel is said by.
struct Reader<'a> {
    view: &'a CounterView,
    locale: Locale,
    at: Option<Timestamp>,
}

impl Rows {
    pub(crate) fn join(&self, window: &CounterWindow) {
        let state = window.global::<CounterState<'_>>();
        state.set_queues(ModelRc::from(Rc::clone(&self.queues)));
        state.set_desks(ModelRc::from(Rc::clone(&self.desks)));
        state.set_lines(ModelRc::from(Rc::clone(&self.lines)));
    }

    pub(crate) fn paint(
        &self,
        window: &CounterWindow,
        panel: &Panel,
        face: &Face,
        hub: Hub,
        locale: Locale,
        at: Option<Timestamp>,
    ) {
        let state = window.global::<CounterState<'_>>();
        state.set_link(link(hub));
        state.set_primary(primary(face.primary));
        state.set_ready(face.ready);
        state.set_can_recall(face.recall);
        state.set_can_no_show(face.no_show);
        state.set_can_move_on(face.move_on);
        state.set_can_rest(face.rest);
        state.set_can_come(face.coming);
        state.set_menu_open(face.menu.is_some());
        paint_notice(&state, face.notice.as_ref());
        let Some(view) = panel.view() else { return };
        let reader = Reader { view, locale, at };
        let lost_at = match hub {
            Hub::Lost { since } => since,
            Hub::Connecting | Hub::Live | Hub::Refused => None,
        };
        state.set_lost_at(reader.minute_of_day(lost_at));
        state.set_clock(reader.minute_of_day(at));
        state.set_branch(view.branch.name.as_str().into());
        state.set_practice(view.branch.practice);
        let hold = view.branch.held;
        state.set_held(hold.map_or(Held::None, |hold| held(hold.reason)));
        state.set_held_since(reader.minute_of_day(hold.map(|hold| hold.since)));
        state.set_aside(count(view.aside.len()));
        state.set_alert(alert(&view.printers, &view.displays));
        state.set_announcement(reader.announcement());
        state.set_help(reader.help());
        let card = panel.card();
        state.set_counter(card.map_or_else(SharedString::default, |card| reader.counter(card)));
        state.set_profile(card.map_or_else(SharedString::default, |card| reader.profile(card)));
        state.set_state(card.map_or(State::None, |card| standing(&card.state)));
        state.set_ticket(
            panel
                .ticket()
                .map_or_else(Ticket::default, |ticket| reader.ticket(ticket)),
        );
        state.set_waiting(total(view.services.iter()));
        let ours =
            |service: &&ServiceCard| card.is_some_and(|card| reader.takes(card, &service.id));
        state.set_waiting_here(total(view.services.iter().filter(ours)));
        let (here, elsewhere): (Vec<_>, Vec<_>) = view.services.iter().partition(ours);
        let queues = here.iter().map(|service| reader.queue(service, true));
        let queues = queues.chain(
            elsewhere
                .iter()
                .map(|service| reader.queue(service, card.is_none())),
        );
        follow(&self.queues, queues.collect());
        follow(
            &self.desks,
            view.counters
                .iter()
                .map(|desk| reader.desk(desk, card))
                .collect(),
        );
        let choices = panel.choices();
        let page = face
            .menu
            .as_ref()
            .map_or(&[][..], |menu| menu.page(&choices));
        if let Some(menu) = &face.menu {
            state.set_list(list(menu.list()));
        }
        state.set_pages(choices.len() > PAGE_CHOICES_MAX);
        follow(
            &self.lines,
            page.iter()
                .zip(1..)
                .map(|(choice, key)| reader.line(choice, key))
                .collect(),
        );
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

impl Reader<'_> {
    fn text<'t>(&self, text: &'t Text) -> &'t str {
        let own = self
            .view
            .branch
            .languages
            .first()
            .copied()
            .unwrap_or(Locale::ID);
        text.get(self.locale, own)
    }

    fn minute_of_day(&self, at: Option<Timestamp>) -> i32 {
        let zone: Tz = self.view.branch.time_zone.parse().unwrap_or(Tz::UTC);
        let local = at.map(|at| at.to_utc().with_timezone(&zone));
        local.map_or(-1, |local| (local.hour() * 60 + local.minute()) as i32)
    }

    fn secs_since(&self, since: Option<Timestamp>) -> u32 {
        self.at
            .zip(since)
            .map_or(0, |(at, since)| at.secs_since(since))
    }

    /// How long somebody has waited: while the branch is held no wait grows.
    fn waited_secs(&self, since: Option<Timestamp>, until: Option<Timestamp>) -> u32 {
        let held_since = self.view.branch.held.as_ref().map(|held| held.since);
        let now = held_since.into_iter().chain(self.at).min();
        let until = until.or(now);
        until
            .zip(since)
            .map_or(0, |(until, since)| until.secs_since(since))
    }

    fn counter(&self, card: &CounterCard) -> SharedString {
        format!("{} {}", self.text(&card.noun), card.sign).into()
    }

    fn profile(&self, card: &CounterCard) -> SharedString {
        let profile = self
            .view
            .profiles
            .iter()
            .find(|profile| profile.id == card.profile);
        profile
            .map_or("", |profile| self.text(&profile.name))
            .into()
    }

    fn takes(&self, card: &CounterCard, service: &ServiceId) -> bool {
        let profile = self
            .view
            .profiles
            .iter()
            .find(|profile| profile.id == card.profile);
        profile.is_some_and(|profile| profile.services.contains(service))
    }

    fn service(&self, id: &ServiceId) -> &str {
        let service = self.view.services.iter().find(|service| service.id == *id);
        service.map_or("", |service| self.text(&service.name))
    }

    fn ticket(&self, ticket: &TicketCard) -> Ticket {
        let waited_secs = self.waited_secs(Some(ticket.since), ticket.called_at);
        let class = self.text(&ticket.class_name);
        let minute = |at| self.minute_of_day(Some(at));
        let called = ticket.reason.as_ref();
        Ticket {
            letters: ticket.number.prefix().as_str().into(),
            digits: ticket.number.digits().into(),
            series: i32::from(ticket.colour),
            service: self.service(&ticket.service).into(),
            class: class.into(),
            party: i32::from(ticket.party),
            recalls: i32::from(ticket.recalls),
            waited_mins: mins(waited_secs),
            reason: called.map_or_else(Reason::default, |why| {
                reason(why, &ticket.class, class, minute)
            }),
            onward: self.services(&ticket.onward).into(),
            needs: count(ticket.needs.len()),
            fetch: ticket.needs.contains(&Need::Fetch),
            gesture: ticket.needs.contains(&Need::Gesture),
            low_counter: ticket.needs.contains(&Need::LowCounter),
            secs: number(self.secs_since(ticket.started_at.or(ticket.called_at))),
        }
    }

    /// The newest alarm, else the newest notice.
    fn announcement(&self) -> Announcement {
        let standing = self.view.announcements.iter();
        let first = standing.max_by_key(|card| (card.kind.is_emergency(), card.since));
        first.map_or_else(Announcement::default, |card| Announcement {
            kind: announcing(card.kind),
            text: card.text.as_ref().map_or("", |text| self.text(text)).into(),
        })
    }

    /// Those who rang for help first.
    fn help(&self) -> Help {
        let helps = &self.view.helps;
        helps.first().map_or_else(Help::default, |first| Help {
            name: first.name.as_str().into(),
            since: self.minute_of_day(Some(first.since)),
            others: count(helps.len() - 1),
        })
    }

    fn queue(&self, service: &ServiceCard, ours: bool) -> Queue {
        let oldest_secs = self.waited_secs(service.oldest_since, None);
        Queue {
            letters: service.prefix.as_str().into(),
            series: i32::from(service.colour),
            name: self.text(&service.name).into(),
            waiting: number(service.waiting),
            oldest_mins: mins(oldest_secs),
            late: service.waiting > 0 && oldest_secs > service.target_wait_secs,
            ours,
            target_mins: mins(service.target_wait_secs),
        }
    }

    fn desk(&self, desk: &CounterCard, own: Option<&CounterCard>) -> Desk {
        let ticket = desk.ticket.as_ref();
        let since = ticket.and_then(|ticket| ticket.started_at.or(ticket.called_at));
        Desk {
            name: self.counter(desk),
            state: standing(&desk.state),
            letters: ticket
                .map(|ticket| ticket.number.prefix().as_str().into())
                .unwrap_or_default(),
            digits: ticket
                .map_or_else(String::new, |ticket| ticket.number.digits())
                .into(),
            series: ticket.map_or(0, |ticket| i32::from(ticket.colour)),
            mins: mins(self.secs_since(since)),
            profile: self.profile(desk),
            ours: own.is_some_and(|own| own.id == desk.id),
        }
    }

    fn line(&self, choice: &Choice, key: u8) -> Line {
        let line = |word| Line {
            key: key.to_string().into(),
            word,
            ..Line::default()
        };
        match choice {
            Choice::Submenu(menu::List::Aside) => Line {
                count: count(self.view.aside.len()),
                ..line(Word::Aside)
            },
            Choice::Submenu(menu::List::Profiles) => line(Word::Profiles),
            Choice::Submenu(
                menu::List::Counters | menu::List::Transfer | menu::List::Park | menu::List::More,
            ) => line(Word::Counters),
            Choice::Counter(id) => {
                let card = self.view.counters.iter().find(|card| card.id == *id);
                let name = card.map_or_else(SharedString::default, |card| self.counter(card));
                let detail = card.map_or_else(SharedString::default, |card| self.profile(card));
                Line {
                    name,
                    detail,
                    ..line(Word::Name)
                }
            }
            Choice::Service(id) => {
                let service = self.view.services.iter().find(|service| service.id == *id);
                Line {
                    name: self.service(id).into(),
                    letters: service.map_or("", |service| &service.prefix).into(),
                    series: service.map_or(0, |service| i32::from(service.colour)),
                    ..line(Word::Name)
                }
            }
            Choice::Park(Some(return_secs)) => Line {
                count: mins(*return_secs),
                ..line(Word::Minutes)
            },
            Choice::Park(None) => line(Word::ByHand),
            Choice::Profile(id) => {
                let profile = self.view.profiles.iter().find(|profile| profile.id == *id);
                Line {
                    name: profile
                        .map_or("", |profile| self.text(&profile.name))
                        .into(),
                    detail: profile
                        .map_or_else(String::new, |profile| self.services(&profile.services))
                        .into(),
                    ..line(Word::Name)
                }
            }
            Choice::Return { ticket, parked } => {
                let card = self.view.aside.iter().find(|card| card.id == *ticket);
                let word = if *parked { Word::Resume } else { Word::Requeue };
                let Some(card) = card else { return line(word) };
                Line {
                    letters: card.number.prefix().as_str().into(),
                    digits: card.number.digits().into(),
                    series: i32::from(card.colour),
                    detail: self.service(&card.service).into(),
                    ..line(word)
                }
            }
            Choice::Withdraw => line(Word::Withdraw),
            Choice::Finish => line(Word::Finish),
            Choice::Cancel => line(Word::Cancel),
            Choice::Close => line(Word::Close),
            Choice::Undo => line(Word::Undo),
        }
    }

    fn services(&self, ids: &[ServiceId]) -> String {
        let names: Vec<&str> = ids.iter().map(|id| self.service(id)).collect();
        names.join(", ")
    }
}

/// Makes `model` hold `rows`, and touches only what is different: the rest is not drawn again.
fn follow<T: Clone + PartialEq + 'static>(model: &VecModel<T>, rows: Vec<T>) {
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

fn paint_notice(state: &CounterState<'_>, notice: Option<&Notice>) {
    let (told, text, secs) = match notice {
        None => (Told::Nothing, "", 0),
        Some(Notice::Nobody) => (Told::Nobody, "", 0),
        Some(Notice::Refused(sentence)) => (Told::Refused, sentence.as_str(), 0),
        Some(Notice::Unanswered) => (Told::Unanswered, "", 0),
        Some(Notice::Armed(Armed::NoShow)) => (Told::ArmNoShow, "", 0),
        Some(Notice::Armed(Armed::Cancel)) => (Told::ArmCancel, "", 0),
        Some(Notice::Undo {
            done,
            number,
            left_secs,
        }) => {
            let told = match done {
                Undoable::Finish => Told::UndoFinish,
                Undoable::NoShow => Told::UndoNoShow,
                Undoable::Park => Told::UndoPark,
                Undoable::Transfer => Told::UndoTransfer,
                Undoable::Cancel => Told::UndoCancel,
            };
            (told, number.as_str(), *left_secs)
        }
    };
    state.set_told(told);
    state.set_told_text(text.into());
    state.set_told_secs(number(secs));
}

/// The device that needs a hand most: a printer that prints nothing, then a display that nobody sees or
/// hears, then a roll that runs low; of several the first.
fn alert(printers: &[PrinterCard], displays: &[DisplayCard]) -> Alert {
    let printers = printers.iter().filter_map(printer_alert);
    let displays = displays.iter().filter_map(display_alert);
    let needing: Vec<Alert> = printers.chain(displays).collect();
    let urgency = |alert: &&Alert| match alert.trouble {
        Trouble::DisplayMute | Trouble::DisplayAway => 1,
        Trouble::Low | Trouble::LowBy => 2,
        _ => 0,
    };
    let most = needing.iter().min_by_key(urgency).cloned();
    most.map_or_else(Alert::default, |most| Alert {
        others: count(needing.len() - 1),
        ..most
    })
}

fn printer_alert(card: &PrinterCard) -> Option<Alert> {
    let (trouble, slips_left) = match (card.health.fault, card.slips_left) {
        (Some(fault), _) => (printer(fault), 0),
        (None, _) if !card.health.paper_low => return None,
        (None, Some(slips)) => (Trouble::LowBy, slips),
        (None, None) => (Trouble::Low, 0),
    };
    Some(Alert {
        trouble,
        name: card.name.as_str().into(),
        slips_left: number(slips_left),
        others: 0,
    })
}

fn display_alert(card: &DisplayCard) -> Option<Alert> {
    let trouble = match (card.reachable, card.sound) {
        (false, _) => Trouble::DisplayAway,
        (true, SoundHealth::Lost) => Trouble::DisplayMute,
        (true, SoundHealth::Well | SoundHealth::Off) => return None,
    };
    Some(Alert {
        trouble,
        name: card.name.as_str().into(),
        slips_left: 0,
        others: 0,
    })
}

fn printer(fault: PrinterFault) -> Trouble {
    match fault {
        PrinterFault::CoverOpen => Trouble::CoverOpen,
        PrinterFault::OutOfPaper => Trouble::OutOfPaper,
        PrinterFault::Cutter => Trouble::Cutter,
        PrinterFault::Overheated => Trouble::Overheated,
        PrinterFault::Mechanical => Trouble::Mechanical,
        PrinterFault::Offline => Trouble::Offline,
        PrinterFault::Stalled => Trouble::Stalled,
        PrinterFault::Silent => Trouble::Silent,
        PrinterFault::Stranger => Trouble::Stranger,
        PrinterFault::Unreachable => Trouble::Unreachable,
    }
}

fn announcing(kind: AnnouncementKind) -> Announcing {
    match kind {
        AnnouncementKind::Notice => Announcing::Notice,
        AnnouncementKind::Evacuate => Announcing::Evacuate,
        AnnouncementKind::Fire => Announcing::Fire,
        AnnouncementKind::Earthquake => Announcing::Earthquake,
        AnnouncementKind::Emergency => Announcing::Emergency,
    }
}

fn link(hub: Hub) -> Link {
    match hub {
        Hub::Connecting => Link::Connecting,
        Hub::Live => Link::Live,
        Hub::Lost { .. } => Link::Lost,
        Hub::Refused => Link::Refused,
    }
}

fn held(reason: HoldReason) -> Held {
    match reason {
        HoldReason::SystemDown => Held::SystemDown,
        HoldReason::PowerCut => Held::PowerCut,
        HoldReason::Evacuation => Held::Evacuation,
        HoldReason::Ceremony => Held::Ceremony,
        HoldReason::Other => Held::Other,
    }
}

fn primary(primary: panel::Primary) -> pages::Primary {
    match primary {
        panel::Primary::Open => pages::Primary::Open,
        panel::Primary::EndBreak => pages::Primary::EndBreak,
        panel::Primary::CallNext => pages::Primary::CallNext,
        panel::Primary::Start => pages::Primary::Start,
        panel::Primary::FinishAndCallNext => pages::Primary::FinishAndCallNext,
        panel::Primary::Finish => pages::Primary::Finish,
        panel::Primary::Held => pages::Primary::Held,
        panel::Primary::Nothing => pages::Primary::Nothing,
    }
}

fn list(list: menu::List) -> pages::List {
    match list {
        menu::List::Counters => pages::List::Counters,
        menu::List::Transfer => pages::List::Transfer,
        menu::List::Park => pages::List::Park,
        menu::List::More => pages::List::More,
        menu::List::Aside => pages::List::Aside,
        menu::List::Profiles => pages::List::Profiles,
    }
}

fn standing(state: &str) -> State {
    match state {
        "closed" => State::Closed,
        "idle" => State::Idle,
        "called" => State::Called,
        "serving" => State::Serving,
        "break" => State::Rest,
        _ => State::None,
    }
}

fn total<'a>(services: impl Iterator<Item = &'a ServiceCard>) -> i32 {
    number(
        services
            .map(|service| service.waiting)
            .fold(0, u32::saturating_add),
    )
}

fn number(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn count(len: usize) -> i32 {
    i32::try_from(len).unwrap_or(i32::MAX)
}

fn mins(secs: u32) -> i32 {
    number(secs / 60)
}
