//! What can be done with a service, a counter or a ticket: lists to choose from by a digit.

use std::collections::BTreeSet;

use antre_domain::{Age, ClassId, ClerkId, CounterId, Directed, ProfileId, ServiceId};
use antre_protocol::{CounterCard, CounterView, TicketRow, TransferRequest};

use super::seam::Intent;
use crate::menu::PAGE_CHOICES_MAX;

/// What an open list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Subject {
    Service(ServiceId),
    Counter(CounterId),
    Ticket(Box<TicketRow>),
}

/// Which list is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// What can be done.
    Acts,
    /// By which profile a counter works.
    Profiles,
    /// To which service a ticket goes.
    Services,
    /// To which counter.
    Counters,
    /// To whom.
    People,
    /// In which class it waits.
    Classes,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Choice {
    Open(List),
    /// The waiting tickets of the service.
    WhoWaits,
    Pause,
    Unpause,
    Close,
    Release,
    Why,
    Cancel,
    Profile(ProfileId),
    Service(ServiceId),
    Counter(CounterId),
    Clerk(ClerkId),
    Class(ClassId),
}

/// What a choice leads to.
#[derive(Debug)]
pub(super) enum Leads {
    List(List),
    WhoWaits(ServiceId),
    Why(Box<TicketRow>),
    Act(Intent),
}

/// An open list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawer {
    subject: Subject,
    list: List,
    /// The line that Enter chooses.
    at: usize,
}

impl Drawer {
    pub(super) fn new(subject: Subject) -> Self {
        Self {
            subject,
            list: List::Acts,
            at: 0,
        }
    }

    /// What it is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Which list.
    pub fn list(&self) -> List {
        self.list
    }

    /// The line that Enter chooses, among those of the page.
    pub fn at(&self) -> usize {
        self.at % PAGE_CHOICES_MAX
    }

    /// The page's part of `choices`.
    pub fn page<'a>(&self, choices: &'a [Choice]) -> &'a [Choice] {
        let first = self.first().min(choices.len());
        let last = (first + PAGE_CHOICES_MAX).min(choices.len());
        &choices[first..last]
    }

    fn first(&self) -> usize {
        self.at / PAGE_CHOICES_MAX * PAGE_CHOICES_MAX
    }

    /// What a digit, or Enter, chooses.
    pub(super) fn chosen(&mut self, digit: Option<u8>, choices: &[Choice]) -> Option<Choice> {
        let at = match digit {
            None => self.at,
            Some(digit) => self.first() + usize::from(digit).checked_sub(1)?,
        };
        let choice = choices.get(at)?;
        self.at = at;
        Some(choice.clone())
    }

    pub(super) fn step(&mut self, by: isize, count: usize) {
        self.at = self
            .at
            .saturating_add_signed(by)
            .min(count.saturating_sub(1));
    }

    pub(super) fn turn(&mut self, count: usize) {
        let next = self.first() + PAGE_CHOICES_MAX;
        self.at = if next < count { next } else { 0 };
    }

    pub(super) fn open(&mut self, list: List) {
        self.list = list;
        self.at = 0;
    }

    /// One list back; `false` where there is none.
    pub(super) fn back(&mut self) -> bool {
        let is_deeper = self.list != List::Acts;
        self.open(List::Acts);
        is_deeper
    }

    /// The lines, as many as there are. Nothing is offered that cannot be done now.
    pub(super) fn choices(&self, view: &CounterView) -> Vec<Choice> {
        match (&self.subject, self.list) {
            (Subject::Service(id), _) => {
                let paused = view
                    .services
                    .iter()
                    .any(|card| card.id == *id && card.paused);
                let toggle = if paused {
                    Choice::Unpause
                } else {
                    Choice::Pause
                };
                vec![Choice::WhoWaits, toggle]
            }
            (Subject::Counter(id), List::Profiles) => {
                let present = card(view, id).map(|card| &card.profile);
                let others = view.profiles.iter().map(|profile| &profile.id);
                others
                    .filter(|profile| present != Some(profile))
                    .map(|profile| Choice::Profile(profile.clone()))
                    .collect()
            }
            (Subject::Counter(id), _) => card(view, id).map_or_else(Vec::new, of_counter),
            (Subject::Ticket(row), list) => of_ticket(view, row, list),
        }
    }

    /// What `choice` leads to.
    pub(super) fn leads(&self, choice: Choice) -> Option<Leads> {
        let act = match (&self.subject, choice) {
            (_, Choice::Open(list)) => return Some(Leads::List(list)),
            (Subject::Service(id), Choice::WhoWaits) => return Some(Leads::WhoWaits(id.clone())),
            (Subject::Service(id), Choice::Pause) => Intent::Pause(id.clone()),
            (Subject::Service(id), Choice::Unpause) => Intent::Unpause(id.clone()),
            (Subject::Counter(id), Choice::Close) => Intent::Close(id.clone()),
            (Subject::Counter(id), Choice::Release) => Intent::Release(id.clone()),
            (Subject::Counter(id), Choice::Profile(profile)) => Intent::Profile {
                counter: id.clone(),
                profile,
            },
            (Subject::Ticket(row), Choice::Why) => return Some(Leads::Why(row.clone())),
            (Subject::Ticket(row), Choice::Cancel) => Intent::Cancel(row.id),
            (Subject::Ticket(row), Choice::Service(service)) => {
                // Class and age as that service has it for whoever is sent on.
                moved(row, request(service, None, None, None))
            }
            (Subject::Ticket(row), Choice::Counter(counter)) => {
                staying(row, &row.class, Some(Directed::Counter(counter)))
            }
            (Subject::Ticket(row), Choice::Clerk(clerk)) => {
                staying(row, &row.class, Some(Directed::Clerk(clerk)))
            }
            (Subject::Ticket(row), Choice::Class(class)) => staying(row, &class, None),
            (Subject::Service(_) | Subject::Counter(_) | Subject::Ticket(_), _) => return None,
        };
        Some(Leads::Act(act))
    }
}

fn card<'a>(view: &'a CounterView, id: &CounterId) -> Option<&'a CounterCard> {
    view.counters.iter().find(|card| card.id == *id)
}

fn of_counter(card: &CounterCard) -> Vec<Choice> {
    let is_closed = card.state == "closed";
    let mut choices = vec![Choice::Open(List::Profiles)];
    if !is_closed && card.ticket.is_none() && card.also.is_empty() {
        choices.push(Choice::Close);
    }
    // Also one whose clerk sits there: the PC may be dead.
    if !is_closed || card.clerk.is_some() {
        choices.push(Choice::Release);
    }
    choices
}

fn of_ticket(view: &CounterView, row: &TicketRow, list: List) -> Vec<Choice> {
    match list {
        List::Acts => vec![
            Choice::Open(List::Services),
            Choice::Open(List::Counters),
            Choice::Open(List::People),
            Choice::Open(List::Classes),
            Choice::Why,
            Choice::Cancel,
        ],
        List::Services => {
            let others = view.services.iter().map(|service| &service.id);
            others
                .filter(|service| **service != row.service)
                .map(|service| Choice::Service(service.clone()))
                .collect()
        }
        List::Counters => {
            let open = view.counters.iter().filter(|card| card.state != "closed");
            open.map(|card| Choice::Counter(card.id.clone())).collect()
        }
        List::People => {
            let there: BTreeSet<&ClerkId> = view
                .counters
                .iter()
                .filter_map(|card| card.clerk.as_ref())
                .collect();
            there.into_iter().cloned().map(Choice::Clerk).collect()
        }
        List::Classes => {
            let others = view.desk.classes.iter().map(|class| &class.id);
            others
                .filter(|class| **class != row.class)
                .map(|class| Choice::Class(class.clone()))
                .collect()
        }
        List::Profiles => Vec::new(),
    }
}

fn moved(row: &TicketRow, request: TransferRequest) -> Intent {
    Intent::Move {
        ticket: row.id,
        request,
    }
}

/// In its own service, with the age it has.
fn staying(row: &TicketRow, class: &ClassId, to: Option<Directed>) -> Intent {
    let service = row.service.clone();
    moved(
        row,
        request(service, Some(class.clone()), Some(Age::Keep), to),
    )
}

fn request(
    service: ServiceId,
    class: Option<ClassId>,
    age: Option<Age>,
    to: Option<Directed>,
) -> TransferRequest {
    TransferRequest {
        service,
        class,
        age,
        to,
        note: None,
    }
}
