//! The legs of a log, read from its events as the hub's reports tell them.

use std::collections::BTreeMap;

use antre_domain::{Branch, Event, Outcome, TicketId, Timestamp, What};
use chrono::NaiveDate;

use crate::layout::Layout;
use crate::learn::{End, Visit};

/// Reads events as they come and tells what became of each leg.
#[derive(Debug, Clone)]
pub struct Visits<'a> {
    layout: &'a Layout,
    day: NaiveDate,
    midnight_ms: i64,
    /// By ticket: the leg that has not ended.
    open: BTreeMap<TicketId, Visit>,
}

impl<'a> Visits<'a> {
    /// None yet.
    pub fn new(layout: &'a Layout) -> Self {
        Self {
            layout,
            day: NaiveDate::default(),
            midnight_ms: 0,
            open: BTreeMap::new(),
        }
    }

    /// Takes in an event that `branch` has taken in, and tells the legs that it changed: an end first,
    /// then a beginning.
    pub fn take(&mut self, branch: &Branch, event: &Event) -> impl Iterator<Item = Visit> + use<> {
        let at_ms = event.at.millis() - self.midnight_ms;
        let (mut ended, mut present) = (None, None);
        // Nothing else happens to a leg on a rehearsed day.
        if let What::DayOpened { date, config, .. } = &event.what {
            self.day = *date;
            self.midnight_ms = config.time_zone.instant(*date, 0).millis();
            self.open.clear();
        } else if let What::TicketIssued { ticket, .. } = &event.what {
            present = self.join(branch, *ticket, event.at);
        } else if let What::TicketCalled {
            ticket, counter, ..
        } = &event.what
        {
            present = self.open.get_mut(ticket).map(|visit| {
                visit.called_ms.get_or_insert(at_ms);
                visit.seat = self.layout.seat(counter);
                *visit
            });
        } else if let What::TicketStarted { ticket, .. } = &event.what {
            present = self.open.get_mut(ticket).map(|visit| {
                visit.started_ms = Some(at_ms);
                *visit
            });
        } else if let What::TicketFinished {
            ticket, outcome, ..
        } = &event.what
        {
            let end = match outcome {
                Outcome::Served => End::Served,
                Outcome::Incomplete | Outcome::Left => End::Other,
            };
            ended = self.end(*ticket, at_ms, end);
        } else if let What::TicketNoShow { ticket, .. } = &event.what {
            ended = self.end(*ticket, at_ms, End::NoShow);
        } else if let What::TicketCancelled { ticket, .. } = &event.what {
            ended = self.end(*ticket, at_ms, End::Cancelled);
        } else if let What::TicketTransferred { ticket, .. } = &event.what {
            ended = self.end(*ticket, at_ms, End::MovedOn);
            present = self.join(branch, *ticket, event.at);
        }
        ended.into_iter().chain(present)
    }

    fn join(&mut self, branch: &Branch, id: TicketId, at: Timestamp) -> Option<Visit> {
        let ticket = branch.ticket(id)?;
        let visit = Visit {
            day: self.day,
            ticket: id.bits().into(),
            leg: ticket.legs.saturating_sub(1),
            queue: self.layout.queue(&ticket.leg.service, &ticket.class)?,
            seat: None,
            clerk: None,
            joined_ms: at.millis() - self.midnight_ms,
            called_ms: None,
            started_ms: None,
            ended_ms: None,
            end: End::Open,
        };
        self.open.insert(id, visit);
        Some(visit)
    }

    fn end(&mut self, ticket: TicketId, at_ms: i64, end: End) -> Option<Visit> {
        let visit = self.open.remove(&ticket)?;
        Some(Visit {
            ended_ms: Some(at_ms),
            end,
            ..visit
        })
    }
}
