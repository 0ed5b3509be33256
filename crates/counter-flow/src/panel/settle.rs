//! What is heard: views, the line, and how an intent ended.

use std::sync::Arc;
use std::time::Duration;

use antre_domain::Timestamp;
use antre_protocol::{CounterView, TicketListAnswer, TicketRow};

use crate::face::{Notice, Purpose, Told, Undoable};
use crate::intent::{Intent, Refusal, Settled};
use crate::menu::{List, Menu};
use crate::reading::Reading;

use super::{FOUND_WITHIN, Fetching, Flight, Panel, Undo, VIEW_WITHIN};

/// The codes by which a hub says that nobody is signed in here any more.
const SESSION_OVER: [&str; 3] = ["unauthorized", "sign_in_needed", "session_over"];

impl Panel {
    /// Whether the view is current. Nothing is asked of a hub that cannot be heard: an act that
    /// arrives half a minute late calls somebody whom nobody expects.
    pub fn handle_line(&mut self, live: bool) {
        self.live = live;
        if !live {
            self.armed = None;
        }
    }

    /// The hub's clock showed `at` at the panel's `now`.
    pub fn handle_clock(&mut self, at: Timestamp, now: Duration) {
        self.clock = Some((at, now));
    }

    /// A newer view.
    pub fn handle_view(&mut self, view: Arc<CounterView>) {
        let before = self.standing();
        let present = self.ticket().map(|ticket| ticket.id);
        self.view = Some(view);
        if self.counter.is_none() {
            self.menu.get_or_insert_with(|| Menu::new(List::Counters));
        }
        if self.standing() != before {
            self.unseen_until = None;
            self.armed = None;
            self.wanted = None;
            self.entry = None;
            // What the menu offered was for another ticket or state.
            self.menu.take_if(|menu| menu.list() != List::Counters);
        }
        if self.ticket().map(|ticket| ticket.id) != present {
            self.reading = None;
            self.said = None;
        }
        let clerk = self.card().and_then(|card| card.clerk.clone());
        if self.card().is_some() && self.gate.handle_clerk(clerk.as_ref()) {
            self.clear_desk();
            self.undo = None;
            self.tell(Notice::SessionOver, self.at_last);
        }
        self.mind_gate(self.at_last);
        self.tidy();
    }

    /// An intent has ended.
    pub fn handle_settled(&mut self, settled: Settled, now: Duration) {
        let Some(flight) = self.flight.take() else {
            return;
        };
        self.at_last = now;
        match settled {
            Settled::Done => self.handle_done(flight, now),
            Settled::Nobody => self.tell(Notice::Nobody, now),
            Settled::Refused(refusal) => self.handle_refused(&flight, refusal, now),
            Settled::Unanswered => {
                self.gate.forget_next();
                if flight.intent.changes_the_counter() {
                    self.unseen_until = Some(now + VIEW_WITHIN);
                }
                // Who works here is asked for again by itself.
                if flight.intent != Intent::People {
                    self.tell(Notice::Unanswered, now);
                }
            }
            Settled::SignedIn(signed) => {
                if let Some(counter) = &signed.counter {
                    self.counter = Some(counter.clone());
                    self.menu = None;
                }
                self.told = None;
                self.undo = None;
                self.gate.handle_signed(signed, now);
                self.mind_gate(now);
            }
            Settled::People(people) => self.gate.handle_people(people),
            Settled::Tickets(answer) => self.handle_tickets(flight, answer, now),
            Settled::History(answer) => {
                let present = self.ticket().map(|ticket| ticket.id);
                if let Intent::History(ticket) = flight.intent
                    && present == Some(ticket)
                    && !self.gate.is_open()
                {
                    self.reading = Some(Reading::new(ticket, answer));
                }
            }
        }
        self.tidy();
    }

    fn handle_done(&mut self, flight: Flight, now: Duration) {
        self.told = None;
        match &flight.intent {
            Intent::Note { .. } => self.tell(Notice::Done(Told::Note), now),
            Intent::Copy { .. } => self.tell(Notice::Done(Told::Copy), now),
            Intent::SignOut => {
                self.gate.leave();
                self.clear_desk();
                self.mind_gate(now);
            }
            Intent::CallNext { .. } | Intent::Call { .. } | Intent::CallSeveral { .. } => {
                self.quiet = None;
            }
            _ => {}
        }
        if flight.intent.changes_the_counter() {
            // The view may have been faster than the answer.
            let seen = self.standing() != flight.standing;
            self.unseen_until = (!seen).then_some(now + VIEW_WITHIN);
        }
        self.remember(flight, now);
    }

    fn handle_refused(&mut self, flight: &Flight, refusal: Refusal, now: Duration) {
        self.gate.forget_next();
        let signing = matches!(flight.intent, Intent::SignIn { .. });
        if !signing && self.gate.signed().is_some() && SESSION_OVER.contains(&&*refusal.code) {
            self.gate.leave();
            self.clear_desk();
            self.mind_gate(now);
        }
        if let Some(secs) = refusal.retry_after_secs.filter(|_| signing) {
            self.gate
                .handle_wait(now + Duration::from_secs(secs.into()));
        }
        let notice = Notice::Refused {
            title: refusal.title,
            again_in_secs: refusal.retry_after_secs,
        };
        match refusal.retry_after_secs {
            Some(secs) => self.tell_until(notice, secs, now),
            None => self.tell(notice, now),
        }
    }

    fn handle_tickets(&mut self, flight: Flight, answer: TicketListAnswer, now: Duration) {
        // Somebody has left the desk meanwhile, or stands before another ticket.
        if self.gate.is_open() || self.standing() != flight.standing {
            return;
        }
        match flight.fetching {
            Some(Fetching::List(List::Own)) => {
                self.listed = answer.tickets;
                self.listed
                    .sort_by_key(|row| std::cmp::Reverse(row.called_at));
                self.menu = Some(Menu::new(List::Own));
            }
            Some(Fetching::List(list)) => {
                let own = answer.tickets.into_iter();
                self.listed = own.filter(|row| self.takes(&row.service)).collect();
                if self.listed.is_empty() {
                    self.tell(Notice::Nobody, now);
                } else {
                    self.menu = Some(Menu::new(list));
                }
            }
            Some(Fetching::Number {
                purpose,
                letters,
                value,
            }) => {
                let rows = answer.tickets.into_iter().filter(|row| {
                    row.number.value() == value
                        && (letters.is_empty() || row.number.prefix().as_str() == letters)
                });
                let rows: Vec<_> = rows.collect();
                if rows.is_empty() {
                    self.tell(Notice::NoSuchNumber(format!("{letters}{value}")), now);
                } else {
                    let is_fresh = now <= flight.since + FOUND_WITHIN;
                    self.found(rows, purpose, is_fresh, now);
                }
            }
            None => {}
        }
    }

    /// Goes on with those whom a typed number may mean.
    fn found(&mut self, rows: Vec<TicketRow>, purpose: Purpose, is_fresh: bool, now: Duration) {
        let fits = |row: &TicketRow| match purpose {
            Purpose::Copy => matches!(
                row.state.as_str(),
                "waiting" | "called" | "serving" | "parked" | "no_show"
            ),
            _ => {
                self.takes(&row.service)
                    && matches!(row.state.as_str(), "waiting" | "parked" | "no_show")
            }
        };
        let (fitting, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(fits);
        let at_once = fitting.len() == 1 && is_fresh;
        match (&fitting[..], others.first()) {
            ([row], _) if at_once && purpose == Purpose::Copy => {
                self.wanted = self.copy_of(row.id, now);
            }
            ([row], _) if at_once && row.state == "waiting" => {
                self.wanted = self.call(row.id, now);
            }
            ([], Some(row)) => {
                let foreign = Notice::Foreign {
                    number: row.number.to_string(),
                    state: row.state.clone(),
                    counter: row.counter.clone(),
                    service: row.service.clone(),
                };
                self.tell(foreign, now);
            }
            ([], None) => {}
            _ => {
                let list = match purpose {
                    Purpose::Copy => List::CopyOf,
                    _ => List::Matches,
                };
                self.listed = fitting;
                self.menu = Some(Menu::new(list));
            }
        }
    }

    pub(super) fn number_of(&self, intent: &Intent) -> String {
        let Some(ticket) = intent.ticket() else {
            return String::new();
        };
        let mut here = self.ticket().into_iter().chain(self.also());
        here.find(|card| card.id == ticket)
            .map_or_else(String::new, |card| card.number.to_string())
    }

    /// What can be taken back now. A call ends it: the hub does not put two people before one counter.
    fn remember(&mut self, flight: Flight, now: Duration) {
        let undo_secs = self.view.as_ref().map_or(0, |view| view.branch.undo_secs);
        let (ticket, done) = match flight.intent {
            Intent::Finish { ticket, .. } => (ticket, Undoable::Finish),
            Intent::NoShow(ticket) => (ticket, Undoable::NoShow),
            Intent::Transfer { ticket, .. } => (ticket, Undoable::Transfer),
            Intent::Park { ticket, .. } => (ticket, Undoable::Park),
            Intent::Cancel(ticket) => (ticket, Undoable::Cancel),
            Intent::CallNext { .. }
            | Intent::Call { .. }
            | Intent::CallSeveral { .. }
            | Intent::WalkIn { .. }
            | Intent::Undo(_)
            | Intent::Close
            | Intent::Break { .. }
            | Intent::SignIn { .. }
            | Intent::SignOut => {
                self.undo = None;
                return;
            }
            Intent::Open { .. }
            | Intent::Start(_)
            | Intent::Recall(_)
            | Intent::Requeue { .. }
            | Intent::Resume(_)
            | Intent::Note { .. }
            | Intent::StandBy { .. }
            | Intent::Copy { .. }
            | Intent::AnswerHelp(_)
            | Intent::People
            | Intent::Tickets(_)
            | Intent::History(_) => return,
        };
        let until = now + Duration::from_secs(undo_secs.into());
        self.undo = Some(Undo {
            ticket,
            number: flight.number,
            done,
            until,
        });
    }
}
