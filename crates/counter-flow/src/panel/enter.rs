//! Enter: the next natural thing, and the way on through what is still to be asked.

use std::time::Duration;

use antre_domain::{CounterId, Directed, Finish, ServiceId};

use crate::draft::{Aim, Draft};
use crate::face::{Notice, Primary};
use crate::intent::Intent;
use crate::menu::{Choice, Menu};

use super::{ENTER_RESTS, Panel};

impl Panel {
    pub(super) fn primary(&self) -> Primary {
        match self.state() {
            "closed" => Primary::Open,
            "break" => Primary::EndBreak,
            "idle" | "wrap_up" if self.is_held() => Primary::Held,
            "idle" | "wrap_up" => Primary::CallNext,
            "called" if !self.serves_at_call() => Primary::Start,
            // Others were called with this one and come first.
            "called" | "serving" if self.is_held() || !self.also().is_empty() => Primary::Finish,
            "called" | "serving" => Primary::FinishAndCallNext,
            _ => Primary::Nothing,
        }
    }

    pub(super) fn may_enter(&self, now: Duration) -> bool {
        let seen = self.unseen_until.is_none_or(|until| now >= until);
        self.has_rested(now) && seen && self.menu.is_none() && self.entry(now).is_none()
    }

    pub(super) fn has_rested(&self, now: Duration) -> bool {
        self.enter_at.is_none_or(|at| now >= at + ENTER_RESTS)
    }

    /// Enter at the desk, with nothing open.
    pub(super) fn enter(&mut self, now: Duration) -> Option<Intent> {
        if !self.may_enter(now) {
            return None;
        }
        let primary = self.primary();
        match primary {
            Primary::Open | Primary::EndBreak => {
                self.enter_at = Some(now);
                Some(self.open())
            }
            Primary::Start => {
                self.enter_at = Some(now);
                Some(Intent::Start(self.called()?.id))
            }
            Primary::CallNext | Primary::FinishAndCallNext => self.next(now),
            Primary::Finish => {
                self.enter_at = Some(now);
                self.begin(Draft::new(Aim::Finish), now)
            }
            Primary::Held | Primary::Nothing => None,
        }
    }

    /// The next call. The hub finishes whoever is called or served here by the same act.
    pub(super) fn next(&mut self, now: Duration) -> Option<Intent> {
        if !self.may_enter(now) || self.waits_to_call(now) {
            return None;
        }
        self.enter_at = Some(now);
        self.begin(Draft::new(Aim::Next), now)
    }

    /// Whether the counter called a moment ago; then it is said.
    pub(super) fn waits_to_call(&mut self, now: Duration) -> bool {
        let again_in_secs = self.call_in_secs(now);
        if again_in_secs > 0 {
            self.tell_until(Notice::CallTooSoon { again_in_secs }, again_in_secs, now);
        }
        again_in_secs > 0
    }

    pub(super) fn open(&self) -> Intent {
        Intent::Open {
            profile: self.card().map(|card| card.profile.clone()),
        }
    }

    /// Begins to put an act together.
    pub(super) fn begin(&mut self, mut draft: Draft, now: Duration) -> Option<Intent> {
        if let Some(said) = self.said().filter(|_| draft.aim != Aim::Say) {
            let Finish { outcome, delivered } = said.clone();
            (draft.outcome, draft.delivered) = (outcome, delivered);
        }
        self.draft = Some(draft);
        self.go_on(now)
    }

    /// Asks what is missing, or does it.
    pub(super) fn go_on(&mut self, now: Duration) -> Option<Intent> {
        let draft = self.draft.as_ref()?;
        let view = self.view.as_ref()?;
        if let Some(list) = draft.question(&view.desk, self.serving()) {
            self.menu = Some(Menu::new(list));
            return None;
        }
        self.menu = None;
        let draft = self.draft.take()?;
        self.done(draft, now)
    }

    /// What a draft becomes that lacks nothing.
    fn done(&mut self, draft: Draft, now: Duration) -> Option<Intent> {
        let quiet = self.quiet(now);
        let (finish, because) = (draft.finish(), draft.because);
        match draft.aim {
            Aim::Next => Some(Intent::CallNext { quiet, finish }),
            Aim::Call(tickets) => Some(match tickets[..] {
                [ticket] => Intent::Call {
                    ticket,
                    because,
                    quiet,
                    finish,
                },
                _ => Intent::CallSeveral {
                    tickets,
                    because,
                    quiet,
                    finish,
                },
            }),
            Aim::Finish => Some(Intent::Finish {
                ticket: self.serving()?.id,
                finish,
            }),
            Aim::Say => {
                self.said = Some((self.serving()?.id, finish));
                None
            }
            Aim::Transfer { to, service } => Some(Intent::Transfer {
                ticket: self.ticket()?.id,
                service: service?,
                to,
                note: draft.note,
            }),
            Aim::Park(return_secs) => Some(Intent::Park {
                ticket: self.ticket()?.id,
                return_secs: return_secs?,
                note: draft.note,
            }),
            Aim::Copy(ticket) => Some(Intent::Copy {
                ticket,
                device: None,
            }),
            // Its last answer is its end.
            Aim::Quiet(_) => None,
        }
    }

    /// Where a ticket sent to `to` waits: in its own queue where that one takes it, else in the only one
    /// that one takes.
    pub(super) fn service_at(&self, to: &Directed) -> Option<ServiceId> {
        let services = self.services_at(to);
        let present = &self.ticket()?.service;
        if services.contains(present) {
            return Some(present.clone());
        }
        match &services[..] {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// What that counter, or the counter of that clerk, takes.
    pub(super) fn services_at(&self, to: &Directed) -> Vec<ServiceId> {
        let Some(view) = self.view() else {
            return Vec::new();
        };
        let card = view.counters.iter().find(|card| match to {
            Directed::Counter(counter) => card.id == *counter,
            Directed::Clerk(clerk) => card.clerk.as_ref() == Some(clerk),
        });
        let profile = card.and_then(|card| {
            let mut profiles = view.profiles.iter();
            profiles.find(|profile| profile.id == card.profile)
        });
        profile.map_or_else(Vec::new, |profile| profile.services.clone())
    }

    /// Sits down at `counter`.
    pub(super) fn sit_down(&mut self, counter: CounterId, now: Duration) {
        if self.counter.replace(counter).is_some() {
            self.undo = None;
        }
        self.menu = None;
        self.mind_gate(now);
    }

    /// Enter in an open list: the line under the cursor, or on with what is marked.
    pub(super) fn enter_list(&mut self, now: Duration) -> Option<Intent> {
        if !self.has_rested(now) {
            return None;
        }
        let choices = self.choices();
        let menu = self.menu.as_ref()?;
        if let Some(choice) = menu.under_cursor(&choices) {
            self.enter_at = Some(now);
            return self.take(choice, None, now);
        }
        if menu.marked().is_empty() || !menu.list().marks() {
            return None;
        }
        self.enter_at = Some(now);
        let marked = menu.marked().to_vec();
        let tickets = marked.iter().filter_map(|choice| match choice {
            Choice::Ticket(ticket) => Some(*ticket),
            _ => None,
        });
        let tickets: Vec<_> = tickets.collect();
        if !tickets.is_empty() {
            return self.begin(Draft::new(Aim::Call(tickets)), now);
        }
        let delivered = marked.into_iter().filter_map(|choice| match choice {
            Choice::Delivery(delivery) => Some(delivery),
            _ => None,
        });
        let delivered = delivered.collect();
        self.draft.as_mut()?.delivered = delivered;
        self.go_on(now)
    }
}
