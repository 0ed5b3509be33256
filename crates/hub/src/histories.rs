//! What has happened to each ticket of today, leg by leg, so that nobody asks a customer twice. It holds
//! references to people and to notes, and no words.

use std::collections::BTreeMap;

use antre_domain::{Branch, CounterId, DeliveryId, Event, NoteRef, TicketId, Timestamp, What};
use antre_protocol::HistoryLeg;

use crate::legs::{Row, UNDONE};

/// The legs and notes of today's tickets.
#[derive(Debug, Default)]
pub(crate) struct Histories {
    legs: BTreeMap<TicketId, Vec<HistoryLeg>>,
    noted: BTreeMap<NoteRef, Written>,
}

/// When and where a note was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) at: Timestamp,
    pub(crate) counter: Option<CounterId>,
}

impl Histories {
    /// Takes in `event`, which `branch` has applied and which wrote `rows` anew.
    pub(crate) fn take(&mut self, branch: &Branch, event: &Event, rows: &[Row]) {
        if let What::DayOpened { .. } = &event.what {
            self.legs.clear();
            self.noted.clear();
        }
        for row in rows {
            self.take_row(event, row);
        }
        if let Some((note, counter)) = noted(branch, &event.what) {
            let at = event.at;
            self.noted.insert(note, Written { at, counter });
        }
    }

    /// The legs of a ticket, the first one first.
    pub(crate) fn legs(&self, ticket: TicketId) -> &[HistoryLeg] {
        self.legs.get(&ticket).map_or(&[], Vec::as_slice)
    }

    /// The counter that a ticket was called to last.
    pub(crate) fn last_counter(&self, ticket: TicketId) -> Option<&CounterId> {
        let mut legs = self.legs(ticket).iter().rev();
        legs.find_map(|leg| leg.counter.as_ref())
    }

    /// When and where a note was written.
    pub(crate) fn written(&self, note: NoteRef) -> Option<&Written> {
        self.noted.get(&note)
    }

    fn take_row(&mut self, event: &Event, row: &Row) {
        let legs = self.legs.entry(row.ticket).or_default();
        let index = usize::from(row.leg);
        if row.outcome == Some(UNDONE) {
            legs.truncate(index);
            return;
        }
        let known = legs.get(index);
        // Whoever acts where the ticket stands is who serves it; what time does is nobody's.
        let clerk = event.by.clerk.clone().filter(|_| row.counter.is_some());
        let ended = row.outcome.is_some();
        let delivered = match known {
            _ if !ended => Vec::new(),
            Some(known) if known.outcome.is_some() => known.delivered.clone(),
            Some(_) | None => delivered(&event.what).to_vec(),
        };
        let leg = HistoryLeg {
            service: row.service.clone(),
            counter: row
                .counter
                .clone()
                .or_else(|| known.and_then(|leg| leg.counter.clone())),
            clerk: clerk.or_else(|| known.and_then(|leg| leg.clerk.clone())),
            joined_at: row.joined_at,
            called_at: row.called_at,
            started_at: row.started_at,
            ended_at: row.ended_at,
            outcome: row.outcome.map(str::to_owned),
            delivered,
        };
        match legs.get_mut(index) {
            Some(known) => *known = leg,
            None => legs.push(leg),
        }
    }
}

fn delivered(what: &What) -> &[DeliveryId] {
    if let What::TicketFinished { delivered, .. } | What::TicketTransferred { delivered, .. } = what
    {
        delivered
    } else {
        &[]
    }
}

/// The note that an event refers to, and where it was written.
fn noted(branch: &Branch, what: &What) -> Option<(NoteRef, Option<CounterId>)> {
    if let What::TicketNoted { ticket, note } = what {
        let counter = branch.ticket(*ticket)?.state.counter();
        return Some((*note, counter.cloned()));
    }
    let (What::TicketTransferred { counter, note, .. } | What::TicketParked { counter, note, .. }) =
        what
    else {
        return None;
    };
    Some(((*note)?, counter.clone()))
}
