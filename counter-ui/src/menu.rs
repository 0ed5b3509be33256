//! The lists a clerk chooses from by a digit.

use antre_domain::{CounterId, ProfileId, ServiceId, TicketId};
use antre_protocol::{CounterCard, CounterView};

/// How many choices a page shows: one a digit, 1 to 8; 9 turns the page.
pub const PAGE_CHOICES_MAX: usize = 8;
/// The times after which a parked ticket comes back by itself, in minutes.
pub const RETURN_MINS: [u32; 4] = [10, 20, 30, 60];

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum List {
    Counters,
    Transfer,
    Park,
    More,
    Aside,
    Profiles,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Choice {
    Submenu(List),
    Counter(CounterId),
    Service(ServiceId),
    /// Back by itself after so many seconds, or only by hand.
    Park(Option<u32>),
    Profile(ProfileId),
    /// Back into the queue: from parking, or as one who did not come.
    Return {
        ticket: TicketId,
        parked: bool,
    },
    Withdraw,
    Finish,
    Cancel,
    Close,
    Undo,
}

impl Choice {
    /// Where a supervisor sits down.
    pub const COUNTERS: Self = Self::Submenu(List::Counters);
    /// Where a ticket can be moved on to.
    pub const TRANSFER: Self = Self::Submenu(List::Transfer);
    /// For how long it is set aside.
    pub const PARK: Self = Self::Submenu(List::Park);
    /// Everything else.
    pub const MORE: Self = Self::Submenu(List::More);
}

/// An open list, at one of its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    list: List,
    page: usize,
}

impl Menu {
    pub(crate) fn new(choice: Choice) -> Self {
        let list = match choice {
            Choice::Submenu(list) => list,
            Choice::Counter(_)
            | Choice::Service(_)
            | Choice::Park(_)
            | Choice::Profile(_)
            | Choice::Return { .. }
            | Choice::Withdraw
            | Choice::Finish
            | Choice::Cancel
            | Choice::Close
            | Choice::Undo => List::More,
        };
        Self { list, page: 0 }
    }

    /// Which list.
    pub fn list(&self) -> List {
        self.list
    }

    pub(crate) fn is(&self, choice: &Choice) -> bool {
        *choice == Choice::Submenu(self.list)
    }

    /// Whether it still makes sense at another ticket.
    pub(crate) fn outlives_a_change(&self) -> bool {
        match self.list {
            List::Counters => true,
            List::Transfer | List::Park | List::More | List::Aside | List::Profiles => false,
        }
    }

    /// The page's part of `choices`.
    pub fn page<'a>(&self, choices: &'a [Choice]) -> &'a [Choice] {
        let first = (self.page * PAGE_CHOICES_MAX).min(choices.len());
        let last = (first + PAGE_CHOICES_MAX).min(choices.len());
        &choices[first..last]
    }

    pub(crate) fn at(&self, digit: u8, choices: &[Choice]) -> Option<Choice> {
        let index = usize::from(digit).checked_sub(1)?;
        self.page(choices).get(index).cloned()
    }

    pub(crate) fn turn(&mut self, count: usize) {
        let pages = count.div_ceil(PAGE_CHOICES_MAX).max(1);
        self.page = (self.page + 1) % pages;
    }

    pub(crate) fn choices(
        &self,
        view: &CounterView,
        card: Option<&CounterCard>,
        undoable: bool,
    ) -> Vec<Choice> {
        match self.list {
            List::Counters => view
                .counters
                .iter()
                .map(|card| Choice::Counter(card.id.clone()))
                .collect(),
            List::Transfer => {
                let present = card
                    .and_then(|card| card.ticket.as_ref())
                    .map(|ticket| &ticket.service);
                let others = view
                    .services
                    .iter()
                    .filter(|service| present != Some(&service.id));
                others
                    .map(|service| Choice::Service(service.id.clone()))
                    .collect()
            }
            List::Park => {
                let timed = RETURN_MINS.iter().map(|mins| Choice::Park(Some(mins * 60)));
                timed.chain([Choice::Park(None)]).collect()
            }
            List::More => more(view, card, undoable),
            List::Aside => {
                let aside = view.aside.iter();
                aside
                    .map(|ticket| Choice::Return {
                        ticket: ticket.id,
                        parked: ticket.state == "parked",
                    })
                    .collect()
            }
            List::Profiles => view
                .profiles
                .iter()
                .map(|profile| Choice::Profile(profile.id.clone()))
                .collect(),
        }
    }
}

/// Only what can be done now: a key that does nothing is not offered.
fn more(view: &CounterView, card: Option<&CounterCard>, undoable: bool) -> Vec<Choice> {
    let mut choices = Vec::new();
    if undoable {
        choices.push(Choice::Undo);
    }
    let state = card.map_or("", |card| card.state.as_str());
    if state == "called" {
        choices.push(Choice::Withdraw);
    }
    if state == "serving" {
        choices.push(Choice::Finish);
    }
    if matches!(state, "called" | "serving") {
        choices.push(Choice::Cancel);
    }
    if !view.aside.is_empty() {
        choices.push(Choice::Submenu(List::Aside));
    }
    if matches!(state, "idle" | "break" | "closed") && view.profiles.len() > 1 {
        choices.push(Choice::Submenu(List::Profiles));
    }
    if matches!(state, "idle" | "break") {
        choices.push(Choice::Close);
    }
    if matches!(state, "idle" | "break" | "closed") {
        choices.push(Choice::COUNTERS);
    }
    choices
}
