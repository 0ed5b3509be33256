//! Numbers by the greeter: what the next touch gives, and what the last ones gave.

use std::collections::VecDeque;

use antre_protocol::Need;

use super::seam::{COUNT_MAX, Recent};

/// The acts that stay in sight.
pub const ACTS_MAX: usize = 8;

/// What the greeter has chosen, and what was issued.
#[derive(Debug, Clone)]
pub(super) struct Greeter {
    pub(super) count: u8,
    pub(super) priority: bool,
    pub(super) needs: Vec<Need>,
    /// The newest first, each with what it gave and was not given back.
    acts: VecDeque<Vec<Recent>>,
}

impl Default for Greeter {
    fn default() -> Self {
        Self {
            count: 1,
            priority: false,
            needs: Vec::new(),
            acts: VecDeque::new(),
        }
    }
}

impl Greeter {
    pub(super) fn set_count(&mut self, count: u8) {
        if (1..=COUNT_MAX).contains(&count) {
            self.count = count;
        }
    }

    pub(super) fn toggle(&mut self, need: Need) {
        match self.needs.iter().position(|known| *known == need) {
            Some(place) => {
                self.needs.remove(place);
            }
            None => {
                self.needs.push(need);
                self.needs.sort_unstable();
            }
        }
    }

    /// The next touch gives one regular number again.
    pub(super) fn issued(&mut self, tickets: Vec<Recent>) {
        self.count = 1;
        self.priority = false;
        self.needs.clear();
        self.acts.push_front(tickets);
        self.acts.truncate(ACTS_MAX);
    }

    pub(super) fn given_back(&mut self, tickets: &[String]) {
        for act in &mut self.acts {
            act.retain(|ticket| !tickets.contains(&ticket.ticket));
        }
        self.acts.retain(|act| !act.is_empty());
    }

    pub(super) fn act(&self, place: usize) -> Option<&[Recent]> {
        self.acts.get(place).map(Vec::as_slice)
    }

    pub(super) fn acts(&self) -> impl Iterator<Item = &[Recent]> {
        self.acts.iter().map(Vec::as_slice)
    }
}

/// Numbers in one line: A012–A015, A017.
pub fn in_one_line(tickets: &[Recent]) -> String {
    let mut line = String::new();
    let mut rest = tickets;
    while let Some((first, after)) = rest.split_first() {
        let mut last = first;
        let mut next = after;
        while let Some((ticket, after)) = next.split_first()
            && follows(last, ticket)
        {
            last = ticket;
            next = after;
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&first.number);
        if last != first {
            line.push('–');
            line.push_str(&last.number);
        }
        rest = next;
    }
    line
}

fn follows(one: &Recent, next: &Recent) -> bool {
    let value = |ticket: &Recent| ticket.digits.parse::<u32>().ok();
    one.letters == next.letters && value(one).zip(value(next)).is_some_and(|(a, b)| a + 1 == b)
}
