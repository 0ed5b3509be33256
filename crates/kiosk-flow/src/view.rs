//! What stands on the kiosk's screen, in one language: plain values that the kiosk copies
//! into the pages' one global.

use antre_domain::{HoldReason, PrinterFault};
use antre_protocol::Need;
use antre_ticket::Link;

use crate::branch::{self, Availability, Colour, Language, Paper, WaitMinutes};

/// The whole screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KioskView {
    /// The branch's name.
    pub branch: String,
    /// The languages offered.
    pub languages: Vec<Language>,
    /// The one that is spoken, as a place in `languages`.
    pub language: usize,
    /// The list: all services, or those under `group`.
    pub services: Vec<Service>,
    /// The headings, where they come before the services.
    pub groups: Vec<Group>,
    /// Only the services of one heading are listed.
    pub grouped: bool,
    /// That heading; empty for what has none.
    pub group: String,
    /// The page.
    pub page: Page,
    /// The staff's pages, before any other.
    pub staff: Option<crate::staff::View>,
    /// Somebody has rung for the staff.
    pub help: Option<Help>,
    /// What is to be read about that stands before the page until the next touch.
    pub help_open: bool,
    /// Numbers are given without the hub.
    pub offline: bool,
    /// The branch's own colour.
    pub accent: Option<Colour>,
    /// A remark above the list.
    pub notice: Option<Notice>,
    /// The number that the remark is about.
    pub notice_number: String,
    /// What keeps the printer from printing, said above the list.
    pub fault: Option<PrinterFault>,
    /// The roll is near its end: a small sign for staff.
    pub paper_low: bool,
    /// Threads left of the time-left bar.
    pub steps_left: u32,
    /// Ask whether somebody is there.
    pub still_there: bool,
    /// Large text.
    pub large: bool,
    /// High contrast.
    pub contrast: bool,
    /// Within a seated person's reach.
    pub low: bool,
    /// Nobody has touched the list for [`crate::flow::UNUSED`].
    pub unused: bool,
    /// Counts customers.
    pub visit: u32,
    /// LATIHAN.
    pub practice: bool,
}

impl KioskView {
    /// Whether the question if somebody is still there has come up since `before`: this is heard, too.
    pub fn warns(&self, before: Option<&Self>) -> bool {
        self.still_there && !before.is_some_and(|before| before.still_there)
    }
}

/// The page on the screen, with what only it shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Page {
    /// The list.
    #[default]
    Services,
    /// The headings of a list that is too long for one look.
    Groups,
    /// One service before the act, or while it is done.
    Chosen {
        /// The service.
        service: Service,
        /// What was decided about it.
        wish: Wish,
        /// The number is being asked for.
        issuing: bool,
        /// That takes long.
        slow: bool,
    },
    /// The number.
    Number {
        /// The ticket; of several the first.
        ticket: Ticket,
        /// Its slip; of several the one that there is most to say about.
        paper: Paper,
        /// Each, where there are several.
        each: Vec<Each>,
        /// It is being given back.
        cancelling: bool,
    },
    /// Somebody with a slip is back.
    Returning {
        /// The letters typed.
        letters: String,
        /// The digits typed.
        digits: String,
        /// The colour of these letters' series, as its place among the eight.
        series: u8,
        /// The letters to choose among.
        keys: Vec<char>,
        /// What is typed may be a number of this branch.
        complete: bool,
        /// It is being looked up.
        looking: bool,
        /// What was found.
        found: Option<Found>,
    },
    /// Nothing to be had.
    Stopped(Stop),
    /// The printer's cover is open, or was closed just now.
    Roll {
        /// How far the new roll has come.
        step: RollStep,
        /// The number of who was standing here.
        ticket: Option<Ticket>,
        /// Where a customer goes on whom nobody helps.
        way_on: Option<WayOn>,
    },
}

/// What a customer decides about a chosen service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// How many people come together.
    pub people: u8,
    /// One number each.
    pub one_each: bool,
    /// So many that each may still have a number of their own.
    pub may_each: bool,
    /// What the clerk alone is told.
    pub needs: Vec<Need>,
    /// What is unfolded.
    pub open: Option<Unfolded>,
}

/// What is unfolded beside a chosen service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfolded {
    /// The answer to the question at this place.
    Tip(usize),
    /// What the clerk may be told.
    Needs,
}

/// One of several numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // As in [`branch::Ticket`].
pub struct Each {
    pub letters: String,
    pub digits: String,
    pub series: u8,
    pub paper: Paper,
}

/// Whether the staff know that somebody needs help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Help {
    /// They are being told.
    Ringing,
    /// They know.
    Told,
    /// They could not be told.
    NotTold,
}

/// What became of one who came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Back in the queue.
    Waiting(Ticket),
    /// Called to this counter, as it is signed.
    Called(Ticket, String),
    /// No ticket of today has this number.
    Unknown,
    /// Too late to come back, or served, or given back.
    Over,
    /// Nobody could be asked.
    NotAsked,
}

/// A heading in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// Empty: what has no heading.
    pub name: String,
    /// What stands under it, in one line.
    pub names: String,
    /// The tiles of its services, letters and series, each once.
    pub tiles: Vec<(String, u8)>,
    /// Nothing of it can be had now.
    pub closed: bool,
}

impl Group {
    pub(crate) fn of(branch: &branch::Branch, group: &branch::Words, language: usize) -> Self {
        let services = || branch.services.iter().filter(|one| one.group == *group);
        let names: Vec<&str> = services()
            .map(|service| service.name.in_language(language))
            .collect();
        let mut tiles: Vec<(String, u8)> = Vec::new();
        for service in services() {
            if !tiles.iter().any(|(letters, _)| *letters == service.letters) {
                tiles.push((service.letters.clone(), service.series));
            }
        }
        Self {
            name: group.in_language(language).to_owned(),
            names: names.join(", "),
            tiles,
            closed: services().all(|service| service.availability != Availability::Open),
        }
    }
}

/// How far a new roll has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollStep {
    /// The cover is open: this is how to put a roll in.
    Open,
    /// The cover is closed, and the printer can print.
    Ready,
    /// The same, and the roll is counted as a new one.
    Noted,
}

/// How a customer goes on before an open printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayOn {
    /// To the list, without a slip.
    WithoutSlip,
    /// Back to their number.
    ToNumber,
}

/// What the last act came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The number was given back.
    Cancelled,
    /// It could not be given back and is still valid.
    NotCancelled,
    /// There was no number.
    NotIssued,
}

/// A service in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)] // As in [`branch::Service`].
pub struct Service {
    pub name: String,
    pub letters: String,
    pub series: u8,
    pub icon: String,
    pub availability: Availability,
    pub waiting: u32,
    pub wait: Option<WaitMinutes>,
    pub bring: Vec<String>,
    pub priority: bool,
    /// How many wait, and how long, is known.
    pub current: bool,
    pub cost: String,
    pub tips: Vec<Tip>,
    pub asks_party: bool,
    pub too_late: bool,
}

/// A question and its answer in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Tip {
    pub question: String,
    pub answer: String,
}

impl Service {
    /// `current` where the hub is there: what it said last about a queue is no longer true.
    pub(crate) fn of(service: &branch::Service, language: usize, current: bool) -> Self {
        Self {
            name: service.name.in_language(language).to_owned(),
            letters: service.letters.clone(),
            series: service.series,
            icon: service.icon.clone(),
            availability: service.availability,
            waiting: service.waiting,
            wait: service.wait.filter(|_| current),
            bring: lines(&service.bring, language),
            priority: service.priority,
            current,
            cost: service.cost.in_language(language).to_owned(),
            tips: service
                .tips
                .iter()
                .map(|tip| Tip {
                    question: tip.question.in_language(language).to_owned(),
                    answer: tip.answer.in_language(language).to_owned(),
                })
                .collect(),
            asks_party: service.asks_party,
            too_late: service.too_late && current,
        }
    }
}

/// A ticket in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)] // As in [`branch::Ticket`].
pub struct Ticket {
    pub letters: String,
    pub digits: String,
    pub series: u8,
    pub service: String,
    pub ahead: u32,
    pub wait: Option<WaitMinutes>,
    pub place: String,
    pub bring: Vec<String>,
    pub priority: bool,
    pub link: Option<Link>,
    pub offline: bool,
}

impl Ticket {
    pub(crate) fn of(ticket: &branch::Ticket, language: usize) -> Self {
        Self {
            letters: ticket.letters.clone(),
            digits: ticket.digits.clone(),
            series: ticket.series,
            service: ticket.service.in_language(language).to_owned(),
            ahead: ticket.ahead,
            wait: ticket.wait,
            place: ticket.place.in_language(language).to_owned(),
            bring: lines(&ticket.bring, language),
            priority: ticket.priority,
            link: ticket.link.clone(),
            offline: ticket.offline,
        }
    }
}

/// Why there is nothing to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Which.
    pub kind: StopKind,
    /// Minute of the day since or until when, if known.
    pub at: Option<u16>,
    /// Day of the week, 1 being Monday, if not today.
    pub weekday: Option<u8>,
    /// What a closed day is called; empty where it has no name.
    pub name: String,
}

/// See [`branch::Stop`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum StopKind {
    HubGone,
    Closed,
    Held(HoldReason),
    Printer(PrinterFault),
    /// The staff let this kiosk rest.
    Paused,
}

impl Stop {
    /// `name` is what a closed day is called.
    pub(crate) fn of(stop: branch::Stop, name: &str) -> Self {
        let (kind, at, weekday) = match stop {
            branch::Stop::HubGone(since) => (StopKind::HubGone, since, None),
            branch::Stop::Closed(None) => (StopKind::Closed, None, None),
            branch::Stop::Closed(Some((day, at))) => (StopKind::Closed, Some(at), day),
            branch::Stop::Held { reason, since } => (StopKind::Held(reason), Some(since), None),
        };
        let name = match kind {
            StopKind::Closed => name.to_owned(),
            StopKind::HubGone | StopKind::Held(_) | StopKind::Printer(_) | StopKind::Paused => {
                String::new()
            }
        };
        Self {
            kind,
            at: at.map(branch::MinuteOfDay::minutes),
            weekday,
            name,
        }
    }

    /// One without a time.
    pub(crate) fn plain(kind: StopKind) -> Self {
        Self {
            kind,
            at: None,
            weekday: None,
            name: String::new(),
        }
    }
}

fn lines(words: &[branch::Words], language: usize) -> Vec<String> {
    words
        .iter()
        .map(|line| line.in_language(language).to_owned())
        .collect()
}
