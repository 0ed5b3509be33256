//! The slips of several numbers, one after the other: no more are with the printer than it takes.

use std::collections::{BTreeSet, VecDeque};

use crate::press::Order;

/// So many are with the printer at once: the next is set while one is printed.
const AT_ONCE_MAX: usize = 4;
/// So many wait here, more than a greeter takes in two acts.
pub(super) const WAITING_MAX: usize = 128;

/// Slips on their way to the printer.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// Acts of the printer's journal without a last word.
    out: BTreeSet<String>,
    waiting: VecDeque<Order>,
}

impl Lane {
    /// Takes a slip in; `false` where too many wait.
    pub(super) fn join(&mut self, order: Order) -> bool {
        let has_room = self.waiting.len() < WAITING_MAX;
        if has_room {
            self.waiting.push_back(order);
        }
        has_room
    }

    /// The next slip for the printer.
    pub(super) fn next(&mut self) -> Option<Order> {
        if self.out.len() >= AT_ONCE_MAX {
            return None;
        }
        let order = self.waiting.pop_front()?;
        self.out.insert(order.id.act_key());
        Some(order)
    }

    /// The last word about a slip was said, or it never went.
    pub(super) fn ended(&mut self, act_key: &str) {
        self.out.remove(act_key);
    }

    /// Nobody waits for this slip any longer; `true` where it had not left yet.
    pub(super) fn leave(&mut self, act_key: &str) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|order| order.id.act_key() != act_key);
        self.waiting.len() < before
    }
}
