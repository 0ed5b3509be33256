//! What each act does at the desk.

use std::time::Duration;

use antre_domain::ServiceId;
use antre_protocol::{TICKET_ROWS_MAX, TicketOrder, TicketsQuery};

use crate::draft::{Aim, Draft};
use crate::entry::Entry;
use crate::face::{Armed, Notice, Purpose};
use crate::intent::Intent;
use crate::key::Key;
use crate::menu::{Choice, List, Menu};

use super::{ARMED_FOR, Arming, Fetching, Panel};

impl Panel {
    pub(super) fn strike(
        &mut self,
        key: Key,
        armed: Option<Arming>,
        now: Duration,
    ) -> Option<Intent> {
        if self.entry.is_some() {
            match key {
                Key::Enter => return self.enter_entry(now),
                Key::Digit(digit) => return self.type_in(char::from(b'0' + digit.min(9)), now),
                Key::Letter(letter) => return self.type_in(letter, now),
                Key::Erase => {
                    let had = self.entry.as_mut().is_some_and(|entry| entry.pop(now));
                    self.entry.take_if(|_| !had);
                    return None;
                }
                Key::Back => {
                    self.entry = None;
                    return None;
                }
                // Another act: what was typed is left.
                _ => self.entry = None,
            }
        }
        if self.menu.is_some() {
            match key {
                Key::Enter => return self.enter_list(now),
                Key::Digit(digit) => return self.choose(digit, armed, now),
                Key::NextPage => {
                    return self.move_in_list(|menu, choices| menu.turn(choices.len()));
                }
                Key::Down => return self.move_in_list(|menu, choices| menu.step(true, choices)),
                Key::Up => return self.move_in_list(|menu, choices| menu.step(false, choices)),
                Key::Letter(_) | Key::Erase => return None,
                _ => {}
            }
        }
        self.act(key, armed, now)
    }

    /// An act, by its own key or as a line of "more".
    pub(super) fn act(&mut self, key: Key, armed: Option<Arming>, now: Duration) -> Option<Intent> {
        if !self.can(key, now) {
            return match key {
                Key::Recall => self.refuse_recall(now),
                _ => None,
            };
        }
        match key {
            Key::Enter => self.enter(now),
            Key::Recall => Some(Intent::Recall(self.called()?.id)),
            Key::NoShow => {
                let ticket = self.called()?.id;
                self.twice(key, Armed::NoShow, armed, now)
                    .then_some(Intent::NoShow(ticket))
            }
            Key::Cancel => {
                let ticket = self.ticket()?.id;
                self.twice(key, Armed::Cancel, armed, now)
                    .then_some(Intent::Cancel(ticket))
            }
            Key::Close => {
                let left = self.left_behind();
                let needs_two = left.is_some();
                let what = left.unwrap_or(Armed::Close {
                    services: Vec::new(),
                    waiting: 0,
                });
                (!needs_two || self.twice(key, what, armed, now)).then_some(Intent::Close)
            }
            Key::SignOut => self
                .twice(key, Armed::SignOut, armed, now)
                .then_some(Intent::SignOut),
            Key::Transfer => {
                let aim = Aim::Transfer {
                    to: None,
                    service: None,
                };
                self.ask(aim, List::Transfer, now)
            }
            Key::Park => self.ask(Aim::Park(None), List::Park, now),
            Key::Outcome => self.ask(Aim::Say, List::Outcomes, now),
            Key::Next => self.next(now),
            Key::Finish => self.begin(Draft::new(Aim::Finish), now),
            Key::Quiet if self.quiet.take().is_some() => None,
            Key::Quiet => self.ask(Aim::Quiet(None), List::Quiet, now),
            Key::Break if self.state() == "break" => Some(self.open()),
            Key::Break => self.toggle(List::BreakReasons),
            Key::More => self.toggle(List::More),
            Key::Withdraw => self.toggle(List::RequeueReasons),
            Key::Aside => self.toggle(List::Aside),
            Key::Profiles => self.toggle(List::Profiles),
            Key::Counters => self.toggle(List::Counters),
            Key::WalkIn => self.toggle(List::WalkIn),
            Key::Tickets => self.list(List::Tickets),
            Key::Several => self.list(List::Several),
            Key::Own => self.list(List::Own),
            Key::Copy => self.copy(now),
            Key::Note => {
                self.entry = Some(Entry::new(Purpose::Note, now));
                self.menu = None;
                None
            }
            Key::History => self.history(now),
            Key::StandBy => Some(Intent::StandBy {
                on: !self.card()?.standby,
            }),
            Key::Coming => Some(Intent::AnswerHelp(self.help()?.device.clone())),
            Key::Undo => Some(Intent::Undo(self.undoable(now)?.ticket)),
            Key::Lock => {
                self.gate.lock();
                self.mind_gate(now);
                None
            }
            Key::Switch => {
                self.gate.switch();
                self.clear_desk();
                None
            }
            Key::Back => self.back(),
            Key::Digit(digit) => self.digit_at_desk(digit, now),
            Key::Letter(letter) => self.letter_at_desk(letter, now),
            Key::NextPage | Key::Down | Key::Up | Key::Erase => None,
        }
    }

    /// Out of whatever is open, the topmost first.
    pub(super) fn back(&mut self) -> Option<Intent> {
        if self.entry.take().is_none() {
            // Without a counter there is nothing to go back to.
            if self.counter.is_some() && self.menu.take().is_none() && self.told.is_none() {
                self.reading = None;
            }
            self.draft = None;
            self.listed.clear();
        }
        self.wanted = None;
        self.told = None;
        None
    }

    /// Whether the stroke is the second; else it is the first from now on.
    fn twice(&mut self, key: Key, what: Armed, armed: Option<Arming>, now: Duration) -> bool {
        let ticket = self.ticket().map(|ticket| ticket.id);
        let second = armed.is_some_and(|armed| armed.key == key && armed.ticket == ticket);
        if !second {
            self.armed = Some(Arming {
                key,
                ticket,
                what,
                until: now + ARMED_FOR,
            });
        }
        second
    }

    /// Those who wait for what no other open counter takes.
    fn left_behind(&self) -> Option<Armed> {
        let (view, own) = (self.view()?, self.card()?);
        let others = view
            .counters
            .iter()
            .filter(|card| card.id != own.id && card.state != "closed");
        let profiles: Vec<_> = others.map(|card| &card.profile).collect();
        let taken = |service: &ServiceId| {
            let mut open = view
                .profiles
                .iter()
                .filter(|profile| profiles.contains(&&profile.id));
            open.any(|profile| profile.services.contains(service))
        };
        let left = view
            .services
            .iter()
            .filter(|card| card.waiting > 0 && self.takes(&card.id) && !taken(&card.id));
        let left: Vec<_> = left.collect();
        (!left.is_empty()).then(|| Armed::Close {
            services: left.iter().map(|card| card.id.clone()).collect(),
            waiting: left
                .iter()
                .map(|card| card.waiting)
                .fold(0, u32::saturating_add),
        })
    }

    fn refuse_recall(&mut self, now: Duration) -> Option<Intent> {
        self.called().filter(|_| !self.is_held())?;
        let secs = self.recall_in_secs(now);
        if self.recalls_left() == Some(0) {
            self.tell(Notice::NoRecallLeft, now);
        } else if secs > 0 {
            let notice = Notice::RecallTooSoon {
                again_in_secs: secs,
            };
            self.tell_until(notice, secs, now);
        }
        None
    }

    /// Opens the first list of `aim`; struck again, closes it.
    fn ask(&mut self, aim: Aim, first: List, now: Duration) -> Option<Intent> {
        if self.is_at(first) {
            return self.toggle(first);
        }
        self.begin(Draft::new(aim), now)
    }

    fn is_at(&self, list: List) -> bool {
        self.menu.as_ref().is_some_and(|menu| menu.list() == list)
    }

    fn toggle(&mut self, list: List) -> Option<Intent> {
        let is_open = self.is_at(list);
        self.draft = None;
        self.menu = (!is_open).then(|| Menu::new(list));
        None
    }

    /// Asks for those who wait, or who were here: never before somebody wants to see them.
    fn list(&mut self, list: List) -> Option<Intent> {
        if self.is_at(list) {
            return self.toggle(list);
        }
        self.menu = None;
        self.draft = None;
        self.fetching = Some(Fetching::List(list));
        let limit = u16::try_from(TICKET_ROWS_MAX).ok();
        Some(Intent::Tickets(match list {
            List::Own => TicketsQuery {
                counter: self.counter.clone(),
                limit,
                ..TicketsQuery::default()
            },
            _ => TicketsQuery {
                state: Some("waiting".to_owned()),
                order: Some(TicketOrder::Longest),
                limit,
                ..TicketsQuery::default()
            },
        }))
    }

    /// A copy of the present ticket's slip, or of one whose number is typed.
    fn copy(&mut self, now: Duration) -> Option<Intent> {
        self.menu = None;
        match self.ticket().map(|ticket| ticket.id) {
            Some(ticket) => self.copy_of(ticket, now),
            None => {
                self.entry = Some(Entry::new(Purpose::Copy, now));
                None
            }
        }
    }

    fn history(&mut self, now: Duration) -> Option<Intent> {
        let present = self.ticket()?.id;
        self.menu = None;
        match &mut self.reading {
            Some(reading) => {
                reading.turn(now);
                None
            }
            None => Some(Intent::History(present)),
        }
    }

    /// A digit with nothing open: who of several has come, or the beginning of a number.
    fn digit_at_desk(&mut self, digit: u8, now: Duration) -> Option<Intent> {
        if self.called().is_some() {
            if self.also().is_empty() {
                return None;
            }
            let index = usize::from(digit).checked_sub(1)?;
            let together = self.ticket().into_iter().chain(self.also());
            let who = together.map(|ticket| ticket.id).nth(index)?;
            return Some(Intent::Start(who));
        }
        self.begin_number(char::from(b'0' + digit.min(9)), now)
    }

    fn letter_at_desk(&mut self, letter: char, now: Duration) -> Option<Intent> {
        if !letter.is_ascii_alphabetic() || self.called().is_some() {
            return None;
        }
        self.begin_number(letter, now)
    }

    fn begin_number(&mut self, first: char, now: Duration) -> Option<Intent> {
        let mut entry = Entry::new(Purpose::Call, now);
        entry.push(first, now);
        self.entry = Some(entry);
        None
    }

    fn type_in(&mut self, letter: char, now: Duration) -> Option<Intent> {
        if let Some(entry) = &mut self.entry {
            entry.push(letter, now);
        }
        None
    }

    /// Enter in a field.
    fn enter_entry(&mut self, now: Duration) -> Option<Intent> {
        let entry = self.entry.take()?;
        self.enter_at = Some(now);
        match entry.purpose {
            Purpose::Call | Purpose::Copy => {
                let Some((letters, value)) = entry.number() else {
                    self.tell(Notice::NoSuchNumber(entry.text().to_owned()), now);
                    return None;
                };
                self.fetching = Some(Fetching::Number {
                    purpose: entry.purpose,
                    letters,
                    value,
                });
                Some(Intent::Tickets(TicketsQuery {
                    number: Some(value),
                    ..TicketsQuery::default()
                }))
            }
            Purpose::Note => Some(Intent::Note {
                ticket: self.ticket()?.id,
                text: entry.note()?,
            }),
            Purpose::NoteAlong => {
                self.draft.as_mut()?.note = entry.note();
                None
            }
        }
    }

    fn move_in_list(&mut self, how: impl FnOnce(&mut Menu, &[Choice])) -> Option<Intent> {
        let choices = self.choices();
        if let Some(menu) = &mut self.menu {
            how(menu, &choices);
        }
        None
    }

    /// What was fetched for a list, or put together under one, goes with it.
    pub(super) fn tidy(&mut self) {
        let list = self.menu.as_ref().map(Menu::list);
        if !list.is_some_and(List::is_fetched) {
            self.listed.clear();
        }
        if list.is_none() {
            self.draft = None;
        }
    }
}
