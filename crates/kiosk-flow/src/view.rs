//! What stands on the kiosk's screen, in one language: plain values that the kiosk copies
//! into the pages' one global.

use antre_domain::{HoldReason, PrinterFault};
use antre_ticket::Link;

use crate::branch::{self, Availability, Language, Paper, WaitMinutes};

/// The whole screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KioskView {
    /// The branch's name.
    pub branch: String,
    /// The languages offered.
    pub languages: Vec<Language>,
    /// The one that is spoken, as a place in `languages`.
    pub language: usize,
    /// The list.
    pub services: Vec<Service>,
    /// The page.
    pub page: Page,
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
    /// Counts customers.
    pub visit: u32,
    /// LATIHAN.
    pub practice: bool,
}

/// The page on the screen, with what only it shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Page {
    /// The list.
    #[default]
    Services,
    /// One service before the act, or while it is done.
    Chosen {
        /// The service.
        service: Service,
        /// The number is being asked for.
        issuing: bool,
        /// That takes long.
        slow: bool,
    },
    /// The number.
    Number {
        /// The ticket.
        ticket: Ticket,
        /// Its slip.
        paper: Paper,
        /// It is being given back.
        cancelling: bool,
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
}

impl Service {
    pub(crate) fn of(service: &branch::Service, language: usize) -> Self {
        Self {
            name: service.name.in_language(language).to_owned(),
            letters: service.letters.clone(),
            series: service.series,
            icon: service.icon.clone(),
            availability: service.availability,
            waiting: service.waiting,
            wait: service.wait,
            bring: lines(&service.bring, language),
            priority: service.priority,
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
        }
    }
}

/// Why there is nothing to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// Which.
    pub kind: StopKind,
    /// Minute of the day since or until when, if known.
    pub at: Option<u16>,
    /// Day of the week, 1 being Monday, if not today.
    pub weekday: Option<u8>,
}

/// See [`branch::Stop`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum StopKind {
    HubGone,
    Closed,
    Held(HoldReason),
    Printer(PrinterFault),
}

impl Stop {
    pub(crate) fn of(stop: branch::Stop) -> Self {
        let (kind, at, weekday) = match stop {
            branch::Stop::HubGone(since) => (StopKind::HubGone, since, None),
            branch::Stop::Closed(None) => (StopKind::Closed, None, None),
            branch::Stop::Closed(Some((day, at))) => (StopKind::Closed, Some(at), day),
            branch::Stop::Held { reason, since } => (StopKind::Held(reason), Some(since), None),
        };
        Self {
            kind,
            at: at.map(branch::MinuteOfDay::minutes),
            weekday,
        }
    }

    pub(crate) fn of_printer(fault: PrinterFault) -> Self {
        Self {
            kind: StopKind::Printer(fault),
            at: None,
            weekday: None,
        }
    }
}

fn lines(words: &[branch::Words], language: usize) -> Vec<String> {
    words
        .iter()
        .map(|line| line.in_language(language).to_owned())
        .collect()
}
