//! What each list offers: only what can be done now.

use std::time::Duration;

use antre_domain::{Asks, BreakReason, ChoiceReason, Outcome, QuietReason, RequeueReason, Without};
use antre_protocol::{CounterView, TicketRow};

use crate::draft::{self, Aim};
use crate::key::Key;
use crate::menu::{Choice, List, RETURN_MINS};

use super::Panel;

/// The order of "more". What has a key and a button of its own stands here only where a keymap gives it
/// no key.
const MORE: [Key; 28] = [
    Key::Undo,
    Key::Next,
    Key::Outcome,
    Key::Finish,
    Key::Withdraw,
    Key::Cancel,
    Key::Tickets,
    Key::Aside,
    Key::Quiet,
    Key::WalkIn,
    Key::Several,
    Key::Note,
    Key::History,
    Key::Recall,
    Key::NoShow,
    Key::Transfer,
    Key::Park,
    Key::Coming,
    Key::Break,
    Key::Copy,
    Key::Own,
    Key::StandBy,
    Key::Profiles,
    Key::Counters,
    Key::Lock,
    Key::Switch,
    Key::SignOut,
    Key::Close,
];

/// What has a button of its own at the desk.
const BUTTONS: [Key; 6] = [
    Key::Recall,
    Key::NoShow,
    Key::Transfer,
    Key::Park,
    Key::Break,
    Key::Coming,
];

impl Panel {
    /// Whether `key` does something now.
    pub fn can(&self, key: Key, now: Duration) -> bool {
        let state = self.state();
        let free = matches!(state, "idle" | "wrap_up");
        let calls = !self.is_held() && self.also().is_empty() && (free || state == "serving");
        let present = self.ticket().is_some();
        let called = self.called().is_some() && !self.is_held();
        let signed = self.gate.signed().is_some();
        match key {
            Key::Enter
            | Key::Back
            | Key::More
            | Key::NextPage
            | Key::Down
            | Key::Up
            | Key::Erase
            | Key::Own => self.counter.is_some(),
            Key::Digit(_) | Key::Letter(_) => calls || self.called().is_some(),
            Key::Recall => {
                called && self.recalls_left() != Some(0) && self.recall_in_secs(now) == 0
            }
            Key::NoShow => called,
            Key::Transfer | Key::Park | Key::Cancel | Key::Note | Key::History => present,
            Key::Break => free || state == "break",
            Key::Undo => self.undoable(now).is_some(),
            Key::Coming => self.help().is_some(),
            Key::Next => calls || (called && self.also().is_empty()),
            Key::Finish => self.serving().is_some(),
            Key::Outcome => self.serving().is_some() && self.asks_of_the_end(),
            Key::Tickets | Key::Several | Key::Quiet => calls,
            Key::WalkIn => free && !self.is_held(),
            Key::Withdraw => self.called().is_some(),
            Key::Aside => self.view().is_some_and(|view| !view.aside.is_empty()),
            Key::Copy => self.view().is_some_and(|view| !view.printers.is_empty()),
            Key::StandBy => free || present,
            Key::Profiles => {
                (free || matches!(state, "break" | "closed"))
                    && self.view().is_some_and(|view| view.profiles.len() > 1)
            }
            Key::Counters => !self.fixed && (free || matches!(state, "break" | "closed")),
            Key::Close => free || state == "break",
            Key::Lock | Key::Switch | Key::SignOut => signed,
        }
    }

    pub(super) fn choices_of(&self, list: List, view: &CounterView) -> Vec<Choice> {
        match list {
            List::Counters => each(&view.counters, |card| Choice::Counter(card.id.clone())),
            List::Transfer => self.transfers(view),
            List::ToCounter => each(&self.others(view), |card| Choice::Counter(card.id.clone())),
            List::ToPerson => self
                .others(view)
                .iter()
                .filter_map(|card| card.clerk.clone().map(Choice::Person))
                .collect(),
            List::ToService => {
                let to = self.draft.as_ref().and_then(|draft| match &draft.aim {
                    Aim::Transfer { to, .. } => to.clone(),
                    _ => None,
                });
                let services = to.map_or_else(Vec::new, |to| self.services_at(&to));
                services.into_iter().map(Choice::Service).collect()
            }
            List::Park => {
                let timed = RETURN_MINS.iter().map(|mins| Choice::Park(Some(mins * 60)));
                timed.chain([Choice::Park(None), Choice::AddNote]).collect()
            }
            List::More => self.more(),
            List::Aside => each(&view.aside, |ticket| Choice::Return {
                ticket: ticket.id,
                parked: ticket.state == "parked",
            }),
            List::Profiles => each(&view.profiles, |card| Choice::Profile(card.id.clone())),
            List::Outcomes => [Outcome::Served, Outcome::Incomplete, Outcome::Left]
                .map(Choice::Outcome)
                .to_vec(),
            List::Delivered => {
                let mut choices = self.deliveries(view);
                if choices.len() > 1 {
                    choices.push(Choice::Submenu(List::DeliveredMany));
                }
                choices
            }
            List::DeliveredMany => self.deliveries(view),
            List::ChoiceReasons => CHOICE_REASONS.map(Choice::Because).to_vec(),
            List::Quiet => [Without::Voice, Without::Screen, Without::Both]
                .map(Choice::Without)
                .to_vec(),
            List::QuietReasons => QUIET_REASONS.map(Choice::QuietBecause).to_vec(),
            List::RequeueReasons => RequeueReason::OF_CLERKS
                .map(Choice::RequeueBecause)
                .to_vec(),
            List::BreakReasons => BreakReason::ALL.map(Choice::BreakBecause).to_vec(),
            List::Tickets | List::Several | List::CopyOf => {
                each(&self.listed, |row| Choice::Ticket(row.id))
            }
            List::Matches | List::Own => each(&self.listed, match_of),
            List::WalkIn => {
                let own = view.services.iter().filter(|card| self.takes(&card.id));
                own.map(|card| Choice::Service(card.id.clone())).collect()
            }
            List::Kiosks => each(&view.printers, |card| Choice::Kiosk(card.device.clone())),
        }
    }

    /// A key that does nothing is not offered.
    fn more(&self) -> Vec<Choice> {
        // An offer that is over goes with the next stroke.
        let now = self.at_last;
        let offered = |key: &&Key| {
            let has_its_button = BUTTONS.contains(key) && self.keymap.cap(**key).is_some();
            // Elsewhere Enter does it.
            let is_enters = **key == Key::Next && self.called().is_none();
            self.can(**key, now) && !has_its_button && !is_enters
        };
        MORE.iter()
            .filter(offered)
            .map(|key| Choice::Do(*key))
            .collect()
    }

    /// Where the present ticket can be moved on to: first the services, then who sits where.
    fn transfers(&self, view: &CounterView) -> Vec<Choice> {
        let present = self.ticket().map(|ticket| &ticket.service);
        let services = view.services.iter().map(|card| &card.id);
        let services = services.filter(|id| present != Some(*id));
        let mut choices: Vec<_> = services.cloned().map(Choice::Service).collect();
        let others = self.others(view);
        if !others.is_empty() {
            choices.push(Choice::Submenu(List::ToCounter));
        }
        if others.iter().any(|card| card.clerk.is_some()) {
            choices.push(Choice::Submenu(List::ToPerson));
        }
        choices.push(Choice::AddNote);
        choices
    }

    /// The other counters that are not closed.
    fn others<'a>(&self, view: &'a CounterView) -> Vec<&'a antre_protocol::CounterCard> {
        let open = view.counters.iter().filter(|card| card.state != "closed");
        open.filter(|card| Some(&card.id) != self.counter.as_ref())
            .collect()
    }

    fn deliveries(&self, view: &CounterView) -> Vec<Choice> {
        let Some(served) = self.serving() else {
            return Vec::new();
        };
        draft::deliveries(&view.desk, served)
            .cloned()
            .map(Choice::Delivery)
            .collect()
    }

    fn asks_of_the_end(&self) -> bool {
        self.view().is_some_and(|view| {
            view.desk.outcome != Asks::Never || view.desk.delivered != Asks::Never
        })
    }
}

const CHOICE_REASONS: [ChoiceReason; 6] = [
    ChoiceReason::Emergency,
    ChoiceReason::Assistance,
    ChoiceReason::Together,
    ChoiceReason::Correction,
    ChoiceReason::Guest,
    ChoiceReason::Missed,
];

const QUIET_REASONS: [QuietReason; 4] = [
    QuietReason::Delicate,
    QuietReason::Safety,
    QuietReason::Asked,
    QuietReason::Other,
];

/// What can be done with one whom a typed number may mean.
fn match_of(row: &TicketRow) -> Choice {
    match row.state.as_str() {
        "parked" | "no_show" => Choice::Return {
            ticket: row.id,
            parked: row.state == "parked",
        },
        _ => Choice::Ticket(row.id),
    }
}

fn each<T>(all: &[T], choice: impl Fn(&T) -> Choice) -> Vec<Choice> {
    all.iter().map(choice).collect()
}
