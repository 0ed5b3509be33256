//! From a key of the keyboard to an act, and from an act to what it does here and now.

use std::time::Duration;

use crate::face::{GateStep, Notice};
use crate::gate::Knock;
use crate::intent::Intent;
use crate::key::Key;
use crate::menu::{List, Menu};
use crate::stroke::Stroke;

use super::{Flight, Panel};

impl Panel {
    /// A key of the keyboard was struck at `now`.
    pub fn handle_stroke(&mut self, stroke: Stroke, now: Duration) -> Option<Intent> {
        let key = self.key_of(stroke, now);
        match key {
            Some(key) => self.handle_key(key, now),
            None => {
                self.armed = None;
                self.mind_gate(now);
                // A key without a meaning is a sign of life all the same, but opens no lock.
                if !self.gate.is_open() {
                    self.gate.struck(now);
                }
                None
            }
        }
    }

    /// A key was struck or touched at `now`.
    pub fn handle_key(&mut self, key: Key, now: Duration) -> Option<Intent> {
        self.at_last = now;
        self.mind_gate(now);
        self.told.take_if(|told| told.until <= now);
        self.undo.take_if(|undo| undo.until <= now);
        // Whatever is struck between the first of two strokes and the second disarms it.
        let armed = self.armed.take().filter(|armed| now < armed.until);
        self.quiet.take_if(|(_, until)| *until <= now);
        self.entry
            .take_if(|entry| entry.until().is_some_and(|until| until <= now));
        if self.gate.is_open() {
            return self.at_gate(key, now);
        }
        self.gate.struck(now);
        if self.flight.is_some() {
            self.type_ahead(key, now);
            return None;
        }
        if !self.live {
            if key == Key::Back {
                self.back();
            } else {
                self.tell(Notice::HubAway, now);
            }
            return None;
        }
        let intent = self.strike(key, armed, now);
        self.tidy();
        self.send(intent?, now)
    }

    /// What the panel wants by itself at `now`.
    pub fn poll_intent(&mut self, now: Duration) -> Option<Intent> {
        self.at_last = now;
        self.mind_gate(now);
        if !self.live {
            // What comes half a minute late calls somebody whom nobody expects.
            self.wanted = None;
            self.gate.forget_next();
            return None;
        }
        if self.flight.is_some() {
            return None;
        }
        if let Some((clerk, pin)) = self.gate.take_next() {
            let counter = self.counter.clone();
            return self.send(
                Intent::SignIn {
                    clerk,
                    pin,
                    counter,
                },
                now,
            );
        }
        if self.gate.wants_people(now) {
            self.gate.asked_people(now);
            return self.send(Intent::People, now);
        }
        let wanted = self.wanted.take().filter(|_| !self.gate.is_open());
        self.send(wanted?, now)
    }

    /// Puts `intent` on its way.
    pub(super) fn send(&mut self, intent: Intent, now: Duration) -> Option<Intent> {
        if intent.changes_the_counter() {
            self.menu = None;
            self.draft = None;
            self.listed.clear();
        }
        self.told = None;
        self.flight = Some(Flight {
            number: self.number_of(&intent),
            fetching: self.fetching.take(),
            since: now,
            standing: self.standing(),
            intent: intent.without_words(),
        });
        Some(intent)
    }

    /// The gate opens and closes by what is so now; behind it the desk is cleared.
    pub(super) fn mind_gate(&mut self, now: Duration) {
        let (Some(view), Some(counter)) = (&self.view, &self.counter) else {
            return;
        };
        if self.gate.mind(view, counter, now) {
            self.clear_desk();
            if self.gate.is_locked(now) {
                self.told = None;
            }
        }
    }

    pub(super) fn clear_desk(&mut self) {
        self.menu = None;
        self.draft = None;
        self.entry = None;
        self.reading = None;
        self.armed = None;
        self.quiet = None;
        self.wanted = None;
        self.listed.clear();
    }

    fn at_gate(&mut self, key: Key, now: Duration) -> Option<Intent> {
        if key == Key::Enter && (self.flight.is_some() || !self.live) {
            if !self.live {
                self.tell(Notice::HubAway, now);
            }
            return None;
        }
        let intent = match self.gate.strike(key, self.fixed, now) {
            Knock::Nothing => return None,
            Knock::Counters => {
                self.counter = None;
                self.menu = Some(Menu::new(List::Counters));
                return None;
            }
            Knock::SignIn(clerk, pin) => Intent::SignIn {
                clerk,
                pin,
                counter: self.counter.clone(),
            },
            Knock::SignOut => Intent::SignOut,
        };
        self.send(intent, now)
    }

    /// What may be typed while an intent is on its way: nothing that leads to another.
    fn type_ahead(&mut self, key: Key, now: Duration) {
        let Some(entry) = &mut self.entry else { return };
        match key {
            Key::Digit(digit) => entry.push(char::from(b'0' + digit.min(9)), now),
            Key::Letter(letter) => entry.push(letter, now),
            Key::Erase => drop(entry.pop(now)),
            _ => {}
        }
    }

    /// What `stroke` means where something is open, and else what the keymap says.
    fn key_of(&self, stroke: Stroke, now: Duration) -> Option<Key> {
        let laid = self.keymap.act(stroke);
        let digit = stroke.digit().map(Key::Digit);
        let letter = stroke.sign().map(Key::Letter);
        let erase = match (stroke, laid) {
            (Stroke::Backspace, _) | (_, Some(Key::More | Key::Erase)) => Some(Key::Erase),
            _ => None,
        };
        // A field is left and gone on from by the same keys on every keyboard.
        let plain = match stroke {
            Stroke::Enter => Some(Key::Enter),
            Stroke::Escape => Some(Key::Back),
            _ => None,
        };
        if let Some(gate) = self.gate_face(now) {
            let moves = laid.filter(|key| {
                matches!(
                    key,
                    Key::Enter | Key::Back | Key::Switch | Key::NextPage | Key::Erase
                )
            });
            return match gate.step {
                GateStep::Pin { .. } => digit.or(erase).or(plain).or(moves),
                GateStep::People { .. } => {
                    let letter = letter.filter(|_| digit.is_none() && moves.is_none());
                    digit.or(erase).or(letter).or(plain).or(moves)
                }
            };
        }
        if let Some(entry) = self.entry(now) {
            if entry.is_number() {
                let typed = letter.filter(|_| laid.is_none());
                return digit.or(erase).or(plain).or(typed).or(laid);
            }
            let erase = (stroke == Stroke::Backspace).then_some(Key::Erase);
            let moves = laid.filter(|key| matches!(key, Key::Enter | Key::Back));
            return letter.or(erase).or(plain).or(moves);
        }
        if self.menu.is_some() {
            let steps = match stroke {
                Stroke::Down => Some(Key::Down),
                Stroke::Up => Some(Key::Up),
                _ => plain,
            };
            return match digit {
                Some(Key::Digit(0)) => Some(Key::Back),
                Some(Key::Digit(9)) => Some(Key::NextPage),
                Some(digit) => Some(digit),
                None => steps.or(laid),
            };
        }
        laid.or(digit).or(letter)
    }
}
