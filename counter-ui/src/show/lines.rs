//! The lines of a list, as they are painted.

use antre_counter_flow::menu::{Choice, List, Menu};
use antre_counter_flow::panel::{Key, Panel};
use antre_domain::{TicketId, TicketNumber};
use antre_protocol::PersonCard;
use slint::SharedString;

use super::reader::Reader;
use super::{count, mins, wait, words};
use crate::pages::{Line, Word};

impl Reader<'_> {
    /// The open page of a list.
    pub(super) fn lines(&self, panel: &Panel, menu: &Menu, choices: &[Choice]) -> Vec<Line> {
        let lines = menu.page(choices).iter().zip(1_u8..);
        lines
            .map(|(choice, key)| Line {
                key: key.to_string().into(),
                markable: menu.list().marks(),
                marked: menu.is_marked(choice),
                cursor: menu.cursor() == Some(usize::from(key) - 1),
                ..self.line(panel, choice)
            })
            .collect()
    }

    /// Those who may sign in.
    pub(super) fn people(&self, shown: &[PersonCard]) -> Vec<Line> {
        let lines = shown.iter().zip(1_u8..);
        lines
            .map(|(person, key)| Line {
                key: key.to_string().into(),
                second: words::role(person.role),
                ..named(&person.name)
            })
            .collect()
    }

    fn line(&self, panel: &Panel, choice: &Choice) -> Line {
        match choice {
            Choice::Do(key) => self.act(panel, *key),
            Choice::Submenu(list) => of(match list {
                List::ToCounter => Word::ToCounter,
                List::ToPerson => Word::ToPerson,
                List::ToService => Word::ToService,
                List::DeliveredMany => Word::SeveralThings,
                List::Aside => Word::Aside,
                List::Profiles => Word::Profiles,
                List::Counters => Word::Counters,
                List::Transfer => Word::Transfer,
                List::Park => Word::Park,
                List::Outcomes | List::Delivered => Word::Outcome,
                List::Quiet | List::QuietReasons => Word::Quiet,
                List::RequeueReasons => Word::Withdraw,
                List::BreakReasons => Word::Rest,
                List::Tickets | List::Matches | List::ChoiceReasons => Word::Tickets,
                List::Several => Word::Several,
                List::Own => Word::Own,
                List::CopyOf | List::Kiosks => Word::Copy,
                List::WalkIn => Word::WalkIn,
                List::More => Word::More,
            }),
            Choice::Counter(id) => {
                let card = self.view.counters.iter().find(|card| card.id == *id);
                Line {
                    name: self.counter_named(id),
                    detail: card.map_or_else(SharedString::default, |card| self.sits(panel, card)),
                    ..of(Word::Name)
                }
            }
            Choice::Service(id) => {
                let service = self.view.services.iter().find(|service| service.id == *id);
                Line {
                    letters: service.map_or("", |service| &service.prefix).into(),
                    series: service.map_or(0, |service| i32::from(service.colour)),
                    ..named(self.service(id))
                }
            }
            Choice::Park(Some(return_secs)) => Line {
                count: mins(*return_secs),
                ..of(Word::Minutes)
            },
            Choice::Park(None) => of(Word::ByHand),
            Choice::Profile(id) => {
                let profile = self.view.profiles.iter().find(|profile| profile.id == *id);
                let Some(profile) = profile else {
                    return of(Word::Name);
                };
                Line {
                    detail: self.services(&profile.services).into(),
                    ..named(self.text(&profile.name))
                }
            }
            Choice::Return { ticket, parked } => {
                let word = if *parked { Word::Resume } else { Word::Requeue };
                self.aside(panel, *ticket, word)
            }
            Choice::Ticket(id) => self.row(panel, *id),
            Choice::Outcome(outcome) => of(words::outcome(*outcome)),
            Choice::Delivery(id) => {
                let delivery = self.view.desk.deliveries.iter().find(|card| card.id == *id);
                named(delivery.map_or("", |delivery| self.text(&delivery.name)))
            }
            Choice::Because(reason) => of(words::chosen(*reason)),
            Choice::Without(without) => of(words::without(*without)),
            Choice::QuietBecause(reason) => of(words::quiet(*reason)),
            Choice::RequeueBecause(reason) => of(words::requeued(*reason)),
            Choice::BreakBecause(reason) => of(words::rests(*reason)),
            Choice::Person(clerk) => {
                let mut counters = self.view.counters.iter();
                let at = counters.find(|card| card.clerk.as_ref() == Some(clerk));
                Line {
                    detail: at.map_or_else(SharedString::default, |card| self.counter(card)),
                    ..named(&self.person(panel, clerk))
                }
            }
            Choice::Kiosk(device) => {
                let printer = self
                    .view
                    .printers
                    .iter()
                    .find(|card| card.device == *device);
                named(printer.map_or("", |printer| &printer.name))
            }
            Choice::AddNote => of(Word::AddNote),
        }
    }

    /// Another act of "more", with the key that does it at once.
    fn act(&self, panel: &Panel, key: Key) -> Line {
        let standby = panel.card().is_some_and(|card| card.standby);
        let word = match key {
            Key::StandBy if standby => Word::StandByOff,
            key => words::act(key),
        };
        let behind = match key {
            Key::Aside => count(self.view.aside.len()),
            Key::History => panel.ticket().map_or(0, |ticket| i32::from(ticket.notes)),
            _ => 0,
        };
        Line {
            cap: words::cap(panel.keymap(), key),
            count: behind,
            ..of(word)
        }
    }

    /// One who is parked or did not come: from the view, or found by a number.
    fn aside(&self, panel: &Panel, id: TicketId, word: Word) -> Line {
        let card = self.view.aside.iter().find(|card| card.id == id);
        let row = panel.row(id);
        let known = card.map(|card| (&card.number, card.colour, &card.service));
        let known = known.or(row.map(|row| (&row.number, row.colour, &row.service)));
        let Some((number, colour, service)) = known else {
            return of(word);
        };
        Line {
            detail: self.service(service).into(),
            ..numbered(number, colour, of(word))
        }
    }

    /// A ticket of a list that was fetched.
    fn row(&self, panel: &Panel, id: TicketId) -> Line {
        let Some(row) = panel.row(id) else {
            return of(Word::Name);
        };
        let is_waiting = row.state == "waiting";
        let waited_secs = self.waited_secs(Some(row.since), None);
        let at = row
            .counter
            .as_ref()
            .filter(|_| matches!(row.state.as_str(), "called" | "serving"));
        let line = Line {
            detail: at.map_or_else(SharedString::default, |id| self.counter_named(id)),
            mins: if is_waiting { mins(waited_secs) } else { -1 },
            wait: wait(row.wait.filter(|_| self.tells())),
            late: is_waiting && waited_secs > row.target_wait_secs,
            second: words::stands(&row.state),
            ..named(self.service(&row.service))
        };
        numbered(&row.number, row.colour, line)
    }
}

fn of(word: Word) -> Line {
    Line {
        word,
        mins: -1,
        ..Line::default()
    }
}

fn named(name: &str) -> Line {
    Line {
        name: name.into(),
        ..of(Word::Name)
    }
}

fn numbered(number: &TicketNumber, colour: u8, line: Line) -> Line {
    Line {
        letters: number.prefix().as_str().into(),
        digits: number.digits().into(),
        series: i32::from(colour),
        ..line
    }
}
