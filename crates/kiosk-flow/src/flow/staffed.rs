//! Where the staff's pages stand before the customers'.

use std::time::Duration;

use antre_domain::HoldReason;

use super::{Act, Flow, Page, Touch};
use crate::branch::Stop;
use crate::staff::StaffTouch;

impl Flow {
    /// What `touch` is to the staff's pages, if it is theirs.
    pub(super) fn for_staff(&self, touch: Touch) -> Option<StaffTouch> {
        if let Touch::Staff(touch) = touch {
            return Some(touch);
        }
        let is_back = touch == Touch::Back && self.staff.is_open();
        is_back.then_some(StaffTouch::Back)
    }

    /// Whether `touch` is one of a customer's, whose pages are out of sight.
    pub(super) fn is_withheld(&self, touch: Touch) -> bool {
        let is_shared = matches!(
            touch,
            Touch::Language(_)
                | Touch::Large
                | Touch::Contrast
                | Touch::Low
                | Touch::NewRoll
                | Touch::Anywhere
        );
        self.staff.is_open() && !is_shared
    }

    pub(super) fn touch_staff(&mut self, touch: StaffTouch, now: Duration) -> Option<Act> {
        let was_open = self.staff.is_open();
        if !was_open && !self.lets_staff_in() {
            return None;
        }
        let order = self.staff.handle_touch(touch, &self.branch, now);
        self.since = now;
        if was_open && !self.staff.is_open() {
            // The next customer finds the list, not what staff looked at last.
            return self.leave(now);
        }
        order.map(Act::Staff)
    }

    /// Nothing stands before the way out of the building.
    pub(super) fn let_staff_out(&mut self) {
        if self.evacuates() {
            self.staff.close();
        }
    }

    /// Never over an act without its answer, nor over a number that somebody reads.
    fn lets_staff_in(&self) -> bool {
        let is_free = match self.page {
            Page::Home | Page::Group(_) | Page::Chosen(_) | Page::Returning(_) => true,
            Page::Issuing { .. } | Page::Number(_) => false,
        };
        is_free && !self.evacuates()
    }

    pub(super) fn evacuates(&self) -> bool {
        matches!(
            self.branch.stop,
            Some(Stop::Held {
                reason: HoldReason::Evacuation,
                ..
            })
        )
    }
}
