//! What goes into the supervisor's view, and what comes out of it.

use antre_domain::{
    AnnouncementKind, CounterId, HoldReason, NoteRef, ProfileId, ServiceId, TicketId,
};
use antre_protocol::{
    AnnounceRequest, ForecastAnswer, PeopleAnswer, ReportAnswer, TicketListAnswer, TicketsQuery,
    TransferRequest, WhyAnswer,
};
use chrono::NaiveDate;

use super::tell::Item;

/// The pages, in the order of their keys F1 to F6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Services and counters, live.
    Hall,
    /// Who has waited longest.
    Waiting,
    /// Notices, emergencies, the hold.
    Tell,
    /// Why a ticket was called when it was.
    Why,
    /// A day in figures.
    Report,
    /// How right the waiting ranges were.
    Forecast,
}

impl Page {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Hall,
        Self::Waiting,
        Self::Tell,
        Self::Why,
        Self::Report,
        Self::Forecast,
    ];
}

/// The two lists of the hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Side {
    Services,
    Counters,
}

/// What a supervisor strikes, types or touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// Opens the view at this page.
    Page(Page),
    /// Opens it where it was left, or closes it.
    Toggle,
    /// One row up; on the pages of a day, a day earlier.
    Up,
    /// One row down; on the pages of a day, a day later.
    Down,
    /// To the services, to the service before, to less time, a day earlier.
    Left,
    /// The other way.
    Right,
    /// The other list of the hall.
    Tab,
    /// A page of rows up.
    PageUp,
    /// A page of rows down.
    PageDown,
    /// What can be done with the row; in a list, the row itself.
    Enter,
    /// Closes the list, then the view.
    Back,
    /// 1 to 8: a line of the open list; 9 turns its pages.
    Digit(u8),
    /// The oldest alert was seen.
    Seen,
    /// Alerts are heard, or not.
    Mute,
    /// A service's row was touched, by its place in the view.
    Service(usize),
    /// A counter's row was touched, by its place in the view.
    Counter(usize),
    /// A ticket's row was touched, by its place in the list.
    Ticket(usize),
    /// A row of the page *Forecast* was touched, by its place.
    Judged(usize),
    /// A part of the page *Tell* was touched.
    Item(Item),
    /// Typed into the page's field.
    Type(String),
    /// The field's last character goes.
    Erase,
}

/// What the hub is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Who works here.
    People,
    /// Who waits.
    Tickets(TicketsQuery),
    /// Why a ticket was called when it was.
    Why {
        /// Its number.
        number: String,
        /// The business day.
        date: NaiveDate,
    },
    /// A day in figures.
    Report(NaiveDate),
    /// How right the waiting ranges were.
    Forecast,
    /// A waiting ticket goes elsewhere.
    Move {
        /// Which.
        ticket: TicketId,
        /// Where to.
        request: TransferRequest,
    },
    /// A waiting ticket is cancelled.
    Cancel(TicketId),
    /// A counter works by another profile.
    Profile {
        /// Which counter.
        counter: CounterId,
        /// Which profile.
        profile: ProfileId,
    },
    /// A counter whose clerk is gone: its ticket goes back to its place, and it closes.
    Release(CounterId),
    /// A counter closes.
    Close(CounterId),
    /// A service gives no numbers for now.
    Pause(ServiceId),
    /// A service gives numbers again.
    Unpause(ServiceId),
    /// The whole branch stands still.
    Hold(HoldReason),
    /// The branch goes on.
    ResumeBranch,
    /// The hall is told something.
    Announce(AnnounceRequest),
    /// The hall is told so no longer.
    EndAnnouncement {
        /// Which.
        id: NoteRef,
        /// What it is: an alarm ends by two strokes.
        kind: AnnouncementKind,
    },
}

impl Intent {
    /// Whether it only reads.
    pub fn is_read(&self) -> bool {
        match self {
            Self::People
            | Self::Tickets(_)
            | Self::Why { .. }
            | Self::Report(_)
            | Self::Forecast => true,
            Self::Move { .. }
            | Self::Cancel(_)
            | Self::Profile { .. }
            | Self::Release(_)
            | Self::Close(_)
            | Self::Pause(_)
            | Self::Unpause(_)
            | Self::Hold(_)
            | Self::ResumeBranch
            | Self::Announce(_)
            | Self::EndAnnouncement { .. } => false,
        }
    }

    /// Whether it takes two strokes with a pause between them: what a stray key must never do.
    pub fn is_guarded(&self) -> bool {
        match self {
            Self::Cancel(_)
            | Self::Release(_)
            | Self::Close(_)
            | Self::Hold(_)
            | Self::ResumeBranch => true,
            Self::Announce(request) => request.kind.is_emergency(),
            Self::EndAnnouncement { kind, .. } => kind.is_emergency(),
            Self::People
            | Self::Tickets(_)
            | Self::Why { .. }
            | Self::Report(_)
            | Self::Forecast
            | Self::Move { .. }
            | Self::Profile { .. }
            | Self::Pause(_)
            | Self::Unpause(_) => false,
        }
    }
}

/// Which ask an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskId(pub(super) u64);

/// An intent on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What its answer is given with.
    pub id: AskId,
    /// What is asked for.
    pub intent: Intent,
}

/// How an ask ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It is done.
    Done,
    /// To [`Intent::People`].
    People(PeopleAnswer),
    /// To [`Intent::Tickets`].
    Tickets(TicketListAnswer),
    /// To [`Intent::Why`].
    Why(WhyAnswer),
    /// To [`Intent::Report`].
    Report(Box<ReportAnswer>),
    /// To [`Intent::Forecast`].
    Forecast(Box<ForecastAnswer>),
    /// The hub refused, with a sentence in the reader's language.
    Refused(String),
    /// The hub has not answered: only the view tells what became of it.
    Unanswered,
}

/// What is told for a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Strike again to do it.
    Armed(Intent),
    /// It is done.
    Done(Intent),
    /// As [`Answer::Refused`].
    Refused(String),
    /// As [`Answer::Unanswered`].
    Unanswered,
    /// The hub cannot be heard: nothing was done.
    Gone,
    /// What the hall is told needs words.
    WordsNeeded,
    /// No ticket has such a number.
    NoNumber,
}
