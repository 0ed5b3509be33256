//! A roll is changed without a PIN: an open cover shows how, before whatever page there is, and a
//! closed one leads back to it.

use std::time::Duration;

use antre_domain::PrinterFault;

use super::{Flow, Page, READY_STAY};
use crate::view::{self, RollStep, WayOn};

/// The printer's cover, as far as it stands before the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cover {
    Shut,
    Open,
    /// Open, and somebody goes on all the same.
    PassedOver,
    /// Closed just now.
    Ready {
        noted: bool,
        until: Duration,
    },
}

impl Flow {
    /// Whether the printer's cover stands before the page. Not before one who waits for an answer, and
    /// not before the way out of the building.
    pub(super) fn is_covered(&self) -> bool {
        match self.cover {
            Cover::Open | Cover::Ready { .. } => {
                !self.evacuates() && !matches!(self.page, Page::Issuing { .. })
            }
            Cover::Shut | Cover::PassedOver => false,
        }
    }

    /// The page that stands before the others.
    pub(super) fn roll_page(&self) -> view::Page {
        view::Page::Roll {
            step: match self.cover {
                Cover::Ready { noted: true, .. } => RollStep::Noted,
                Cover::Ready { noted: false, .. } => RollStep::Ready,
                Cover::Shut | Cover::Open | Cover::PassedOver => RollStep::Open,
            },
            ticket: match &self.page {
                Page::Number(number) => Some(view::Ticket::of(number.first(), self.language)),
                Page::Home
                | Page::Group(_)
                | Page::Chosen(_)
                | Page::Issuing { .. }
                | Page::Returning(_) => None,
            },
            way_on: self.way_on(),
        }
    }

    pub(super) fn way_on(&self) -> Option<WayOn> {
        match (&self.page, self.cover) {
            (_, Cover::Ready { .. }) => None,
            (Page::Number(_), _) => Some(WayOn::ToNumber),
            (
                Page::Home
                | Page::Group(_)
                | Page::Chosen(_)
                | Page::Issuing { .. }
                | Page::Returning(_),
                _,
            ) => (!self.branch.printer.required).then_some(WayOn::WithoutSlip),
        }
    }

    pub(super) fn ready(&mut self, noted: bool, now: Duration) {
        let until = now + READY_STAY;
        self.cover = Cover::Ready { noted, until };
    }

    /// The printer was opened, closed, or neither.
    pub(super) fn follow_cover(&mut self, now: Duration) {
        let fault = self.branch.printer.fault;
        let is_open = fault == Some(PrinterFault::CoverOpen);
        match self.cover {
            Cover::Shut | Cover::Ready { .. } if is_open => self.cover = Cover::Open,
            Cover::Open if fault.is_none() => self.ready(false, now),
            Cover::Open | Cover::PassedOver if !is_open => self.cover = Cover::Shut,
            Cover::Shut | Cover::Open | Cover::PassedOver | Cover::Ready { .. } => return,
        }
        // Whoever stands here was kept from reading.
        self.since = now;
    }
}
