//! The lists a clerk chooses from by a digit.

use antre_domain::{
    BreakReason, ChoiceReason, ClerkId, CounterId, DeliveryId, DeviceId, Outcome, ProfileId,
    QuietReason, RequeueReason, ServiceId, TicketId, Without,
};

use crate::key::Key;

/// How many choices a page shows: one a digit, 1 to 8; 9 turns the page.
pub const PAGE_CHOICES_MAX: usize = 8;
/// The times after which a parked ticket comes back by itself, in minutes.
pub const RETURN_MINS: [u32; 4] = [10, 20, 30, 60];

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Where the clerk sits down.
    Counters,
    /// To which service.
    Transfer,
    /// To which counter.
    ToCounter,
    /// To which person.
    ToPerson,
    /// For which service of that counter or person.
    ToService,
    /// For how long.
    Park,
    /// Everything else that can be done now.
    More,
    /// Those who are parked or did not come.
    Aside,
    /// Work profiles.
    Profiles,
    /// How the service ended.
    Outcomes,
    /// What was delivered: one.
    Delivered,
    /// What was delivered: several, marked.
    DeliveredMany,
    /// Why out of turn.
    ChoiceReasons,
    /// What a call goes without.
    Quiet,
    /// Why it is a quiet one.
    QuietReasons,
    /// Why a call is withdrawn.
    RequeueReasons,
    /// Why the counter rests.
    BreakReasons,
    /// Those who wait.
    Tickets,
    /// Those who wait, to be marked and called at once.
    Several,
    /// Those whom this counter called today, the last one first.
    Own,
    /// Those whom a typed number may mean.
    Matches,
    /// Those whose slip is to be printed again.
    CopyOf,
    /// For which service somebody without a slip is served.
    WalkIn,
    /// At which kiosk.
    Kiosks,
}

impl List {
    /// Whether a digit marks a line instead of taking it.
    pub fn marks(self) -> bool {
        matches!(self, Self::DeliveredMany | Self::Several)
    }

    /// Whether its lines are tickets that were fetched for it.
    pub(crate) fn is_fetched(self) -> bool {
        matches!(
            self,
            Self::Tickets | Self::Several | Self::Own | Self::Matches | Self::CopyOf
        )
    }
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Another act.
    Do(Key),
    /// A list below.
    Submenu(List),
    /// A counter.
    Counter(CounterId),
    /// A service.
    Service(ServiceId),
    /// Back by itself after so many seconds, or only by hand.
    Park(Option<u32>),
    /// A profile.
    Profile(ProfileId),
    /// Back into the queue: from parking, or as one who did not come.
    Return {
        /// Who.
        ticket: TicketId,
        /// Parked, or absent.
        parked: bool,
    },
    /// Somebody who waits.
    Ticket(TicketId),
    /// How the service ended.
    Outcome(Outcome),
    /// What was delivered.
    Delivery(DeliveryId),
    /// Why out of turn.
    Because(ChoiceReason),
    /// What the call goes without.
    Without(Without),
    /// Why it is a quiet one.
    QuietBecause(QuietReason),
    /// Why a call is withdrawn.
    RequeueBecause(RequeueReason),
    /// Why the counter rests.
    BreakBecause(BreakReason),
    /// A clerk who is signed in.
    Person(ClerkId),
    /// A kiosk that prints.
    Kiosk(DeviceId),
    /// Write a note that goes along.
    AddNote,
}

/// An open list, at one of its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    list: List,
    page: usize,
    cursor: Option<usize>,
    marked: Vec<Choice>,
}

impl Menu {
    pub(crate) fn new(list: List) -> Self {
        Self {
            list,
            page: 0,
            cursor: None,
            marked: Vec::new(),
        }
    }

    /// Which list.
    pub fn list(&self) -> List {
        self.list
    }

    /// The line that Enter would take, counted on this page from 0.
    pub fn cursor(&self) -> Option<usize> {
        self.cursor
    }

    /// Whether a line is marked.
    pub fn is_marked(&self, choice: &Choice) -> bool {
        self.marked.contains(choice)
    }

    /// How many lines are marked.
    pub fn marks(&self) -> usize {
        self.marked.len()
    }

    /// The page's part of `choices`.
    pub fn page<'a>(&self, choices: &'a [Choice]) -> &'a [Choice] {
        let first = (self.page * PAGE_CHOICES_MAX).min(choices.len());
        let last = (first + PAGE_CHOICES_MAX).min(choices.len());
        &choices[first..last]
    }

    pub(crate) fn marked(&self) -> &[Choice] {
        &self.marked
    }

    /// The line under `digit`, where the page has so many.
    pub(crate) fn at(&self, digit: u8, choices: &[Choice]) -> Option<Choice> {
        let index = usize::from(digit).checked_sub(1)?;
        self.page(choices).get(index).cloned()
    }

    /// The line under the cursor.
    pub(crate) fn under_cursor(&self, choices: &[Choice]) -> Option<Choice> {
        self.page(choices).get(self.cursor?).cloned()
    }

    pub(crate) fn turn(&mut self, count: usize) {
        let pages = count.div_ceil(PAGE_CHOICES_MAX).max(1);
        self.page = (self.page + 1) % pages;
        self.cursor = None;
    }

    /// Down: from none over the page's lines, over the next pages', and back to none. Up: the other way,
    /// within the page.
    pub(crate) fn step(&mut self, down: bool, choices: &[Choice]) {
        let here = self.page(choices).len();
        let next = match (self.cursor, down) {
            (None, true) => Some(0),
            (None, false) => here.checked_sub(1),
            (Some(at), true) => Some(at + 1),
            (Some(at), false) => at.checked_sub(1),
        };
        self.cursor = next.filter(|at| *at < here);
        if down && self.cursor.is_none() {
            self.turn(choices.len());
            self.cursor = (self.page > 0).then_some(0);
        }
    }

    /// Marks a line, or no longer. `false` where `marks_max` are marked already.
    pub(crate) fn mark(&mut self, choice: Choice, marks_max: usize) -> bool {
        if let Some(at) = self.marked.iter().position(|known| *known == choice) {
            self.marked.remove(at);
            return true;
        }
        let has_room = self.marked.len() < marks_max;
        if has_room {
            self.marked.push(choice);
        }
        has_room
    }
}
