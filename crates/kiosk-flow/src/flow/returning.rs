//! Somebody with a slip is back: by the number on it, typed, or by its QR, scanned.

use std::time::Duration;

use super::{Act, ActId, CheckedIn, Flow, Page, Returning};
use crate::branch::Branch;
use crate::view::{self, Found};

/// The most letters and digits of a number.
pub const TYPED_MOST: usize = 6;
/// The longest line that a scanner may send, in characters.
pub const SCAN_MOST: usize = 512;
/// What stands in the address of every status page.
const STATUS_PATH: &str = "/t/";

/// Who is back, as far as is known.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    letters: String,
    digits: String,
    asked: Option<ActId>,
    found: Option<CheckedIn>,
}

impl Lookup {
    pub(super) fn is_answered(&self) -> bool {
        self.found.is_some()
    }

    pub(super) fn page(&self, branch: &Branch, language: usize) -> view::Page {
        view::Page::Returning {
            letters: self.letters.clone(),
            digits: self.digits.clone(),
            series: branch
                .services
                .iter()
                .find(|service| service.letters == self.letters)
                .map_or(0, |service| service.series),
            keys: keys(branch),
            complete: self.is_complete(branch),
            looking: self.asked.is_some() && self.found.is_none(),
            found: self.found.as_ref().map(|found| match found {
                CheckedIn::Waiting(ticket) => Found::Waiting(view::Ticket::of(ticket, language)),
                CheckedIn::Called(ticket, counter) => Found::Called(
                    view::Ticket::of(ticket, language),
                    counter.in_language(language).to_owned(),
                ),
                CheckedIn::Unknown => Found::Unknown,
                CheckedIn::Over => Found::Over,
                CheckedIn::NotAsked => Found::NotAsked,
            }),
        }
    }

    fn is_complete(&self, branch: &Branch) -> bool {
        let known = branch.prefixes.is_empty() || branch.prefixes.contains(&self.letters);
        known && !self.digits.is_empty()
    }

    /// A letter begins the prefix anew where it does not go on with it, so that a wrong one needs no
    /// correction; digits may come first.
    fn add(&mut self, key: char, branch: &Branch) {
        if key.is_ascii_digit() {
            if self.letters.chars().count() + self.digits.len() < TYPED_MOST {
                self.digits.push(key);
            }
            return;
        }
        let mut longer = self.letters.clone();
        longer.push(key);
        let begins = |letters: &str| {
            branch
                .prefixes
                .iter()
                .any(|known| known.starts_with(letters))
        };
        let anew = key.to_string();
        if begins(&longer) {
            self.letters = longer;
        } else if begins(&anew) {
            self.letters = anew;
        }
    }

    fn number(&self) -> String {
        format!("{}{}", self.letters, self.digits)
    }
}

/// The letters that stand in a prefix of the branch, each once.
fn keys(branch: &Branch) -> Vec<char> {
    let mut keys: Vec<char> = branch
        .prefixes
        .iter()
        .flat_map(|known| known.chars())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

impl Flow {
    /// A scanner read `line` and typed it as a keyboard does, with or without its end. Like a touch, it
    /// is one act: on the page before a number is being asked for it leads to the page of those who are
    /// back; one whose number stands there with its slip in hand has gone.
    pub fn handle_scan(&mut self, line: &str, now: Duration) -> Option<Act> {
        let line = line.trim();
        if line.is_empty() || line.chars().count() > SCAN_MOST || !self.looks_up() {
            return None;
        }
        self.since = now;
        self.last_touch = Some((super::Touch::CheckIn, now));
        self.read_help();
        self.page = Page::Returning(Lookup::default());
        if line.contains(STATUS_PATH) {
            self.look_up(Returning::Link(line.to_owned()))
        } else {
            self.answer(CheckedIn::Unknown);
            None
        }
    }

    /// Whether somebody who is back can be seen to from this page.
    fn looks_up(&self) -> bool {
        let is_free = match &self.page {
            Page::Home | Page::Group(_) | Page::Chosen(_) => true,
            Page::Returning(lookup) => lookup.asked.is_none() || lookup.is_answered(),
            Page::Issuing { .. } | Page::Number(_) => false,
        };
        is_free && self.gives()
    }

    pub(super) fn come_back(&mut self) -> Option<Act> {
        if matches!(self.page, Page::Home | Page::Group(_)) && self.gives() {
            self.notice = None;
            self.page = Page::Returning(Lookup::default());
            if self.branch.offline.is_some() {
                self.answer(CheckedIn::NotAsked);
            }
        }
        None
    }

    pub(super) fn type_key(&mut self, key: char) -> Option<Act> {
        if let Page::Returning(lookup) = &mut self.page {
            if lookup.is_answered() {
                *lookup = Lookup::default();
            }
            if lookup.asked.is_none() {
                lookup.add(key, &self.branch);
            }
        }
        None
    }

    pub(super) fn erase(&mut self) -> Option<Act> {
        if let Page::Returning(lookup) = &mut self.page {
            if lookup.is_answered() {
                *lookup = Lookup::default();
            } else if lookup.asked.is_none() && lookup.digits.pop().is_none() {
                lookup.letters.pop();
            }
        }
        None
    }

    pub(super) fn check_in(&mut self) -> Option<Act> {
        let Page::Returning(lookup) = &self.page else {
            return None;
        };
        if lookup.asked.is_some() || lookup.is_answered() || !lookup.is_complete(&self.branch) {
            return None;
        }
        let by = Returning::Number(lookup.number());
        self.look_up(by)
    }

    fn look_up(&mut self, by: Returning) -> Option<Act> {
        if self.branch.offline.is_some() {
            self.answer(CheckedIn::NotAsked);
            return None;
        }
        let act = self.name_act();
        if let Page::Returning(lookup) = &mut self.page {
            lookup.asked = Some(act);
        }
        Some(Act::CheckIn { act, by })
    }

    pub(super) fn found(&mut self, answered: ActId, found: CheckedIn, now: Duration) {
        let is_asked =
            matches!(&self.page, Page::Returning(lookup) if lookup.asked == Some(answered));
        if is_asked {
            self.answer(found);
            self.since = now;
        }
    }

    fn answer(&mut self, found: CheckedIn) {
        if let Page::Returning(lookup) = &mut self.page {
            lookup.found = Some(found);
        }
    }
}
