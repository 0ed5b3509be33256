//! What the pages ask the hub for: who waits, who works here, why, and the day's figures.

use std::time::Duration;

use antre_protocol::{PersonCard, ReportAnswer, TicketRow};
use chrono::NaiveDate;

use super::seam::{AskId, Intent};

/// The same is asked again no sooner than this.
pub const READ_GAP: Duration = Duration::from_secs(2);
/// People beyond these have no name on the screen.
pub const PEOPLE_MAX: usize = 500;
/// Lines of a story beyond these are not kept.
pub const WHY_LINES_MAX: usize = 200;

/// One question that is asked again and again.
#[derive(Debug, Default)]
pub(super) struct Read {
    wanted: bool,
    flight: Option<AskId>,
    asked_at: Option<Duration>,
}

impl Read {
    pub(super) fn want(&mut self) {
        self.wanted = true;
    }

    pub(super) fn forget(&mut self) {
        self.wanted = false;
    }

    pub(super) fn is_due(&self, now: Duration) -> bool {
        self.wanted && self.flight.is_none() && self.due_at().is_none_or(|due| due <= now)
    }

    pub(super) fn send(&mut self, id: AskId, now: Duration) {
        self.wanted = false;
        self.flight = Some(id);
        self.asked_at = Some(now);
    }

    /// Whether this answer is the awaited one.
    pub(super) fn take(&mut self, id: AskId) -> bool {
        let awaited = self.flight == Some(id);
        if awaited {
            self.flight = None;
        }
        awaited
    }

    /// Somebody waits for an answer.
    pub(super) fn is_open(&self) -> bool {
        self.wanted || self.flight.is_some()
    }

    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.due_at()
            .filter(|_| self.wanted && self.flight.is_none())
    }

    fn due_at(&self) -> Option<Duration> {
        self.asked_at.map(|at| at + READ_GAP)
    }
}

/// The page that says why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhyPage {
    /// The number, as it is typed.
    pub number: String,
    /// The day; the branch's own where nobody has chosen one.
    pub date: Option<NaiveDate>,
    /// Of which ticket the lines are: its number and day.
    pub about: Option<(String, NaiveDate)>,
    /// The story, a sentence each.
    pub lines: Vec<String>,
    /// How many screens of them were turned.
    pub turned: usize,
}

/// The page with a day's figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportPage {
    /// The day; the branch's own where nobody has chosen one.
    pub date: Option<NaiveDate>,
    /// Its figures, once they are there.
    pub figures: Option<Box<ReportAnswer>>,
}

/// Everything that was asked for, and what came of it.
#[derive(Debug, Default)]
pub(super) struct Reads {
    pub(super) people: Read,
    pub(super) tickets: Read,
    pub(super) why: Read,
    pub(super) report: Read,
    pub(super) forecast: Read,
    pub(super) names: Vec<PersonCard>,
    pub(super) rows: Vec<TicketRow>,
    /// How many more wait than were listed.
    pub(super) left_out: u32,
    /// Whether the rows are an answer, however old.
    pub(super) listed: bool,
    /// What is asked with [`Self::why`].
    pub(super) asked: Option<Intent>,
}
