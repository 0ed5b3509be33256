//! From one event to what is different on each kind of screen.

use std::collections::BTreeSet;

use antre_domain::{Branch, CounterId, Event, ServiceId, State, TicketId, What};
use antre_protocol::{Call, Change, ViewKind};

use crate::views::{Scene, is_aside};

/// What an event may touch, noted before it is applied.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    ticket: Option<TicketId>,
    services: BTreeSet<ServiceId>,
    counters: BTreeSet<CounterId>,
    was_called: bool,
    was_aside: bool,
}

impl Touched {
    /// Notes where the event's ticket and counter stand now. Called before and after applying.
    pub(crate) fn note(&mut self, branch: &Branch, event: &Event) {
        self.ticket = event.what.ticket();
        if let What::CounterOpened { counter, .. }
        | What::CounterPaused { counter }
        | What::CounterClosed { counter } = &event.what
        {
            self.counters.insert(counter.clone());
        }
        let Some(ticket) = self.ticket.and_then(|id| branch.ticket(id)) else {
            return;
        };
        self.services.insert(ticket.leg.service.clone());
        self.counters.extend(ticket.state.counter().cloned());
        self.was_called |= matches!(ticket.state, State::Called { .. });
        self.was_aside |= is_aside(ticket);
    }
}

/// What `event` (already applied, the event `seq`) changed for a view of `kind`.
pub(crate) fn changes(
    scene: &Scene<'_>,
    kind: ViewKind,
    seq: u64,
    event: &Event,
    touched: &Touched,
) -> Vec<Change> {
    match kind {
        ViewKind::Kiosk => services(scene, touched).collect(),
        ViewKind::Counter => {
            let counters = touched
                .counters
                .iter()
                .filter_map(|id| scene.counter(id, kind));
            services(scene, touched)
                .chain(counters.map(|counter| Change::Counter { counter }))
                .chain(aside(scene, touched))
                .collect()
        }
        ViewKind::Display => hall(scene, seq, event, touched),
    }
}

fn services(scene: &Scene<'_>, touched: &Touched) -> impl Iterator<Item = Change> {
    let known = touched
        .services
        .iter()
        .filter_map(|id| scene.config.service(id));
    known.map(|service| Change::Service {
        service: scene.service(service),
    })
}

fn aside(scene: &Scene<'_>, touched: &Touched) -> Option<Change> {
    let ticket = scene.day.tickets.get(&touched.ticket?)?;
    if is_aside(ticket) {
        Some(Change::Aside {
            ticket: scene.ticket(ticket),
        })
    } else {
        touched
            .was_aside
            .then_some(Change::AsideGone { ticket: ticket.id })
    }
}

/// The hall hears of calls, of their end, and of how many were served; of nobody who waits.
fn hall(scene: &Scene<'_>, seq: u64, event: &Event, touched: &Touched) -> Vec<Change> {
    match &event.what {
        What::TicketCalled {
            ticket, counter, ..
        } => called(scene, seq, event, *ticket, counter, 0),
        What::TicketRecalled {
            ticket,
            counter,
            times,
        } => called(scene, seq, event, *ticket, counter, *times),
        What::TicketStarted { ticket, .. } | What::TicketNoShow { ticket, .. } => {
            vec![Change::CallEnded { ticket: *ticket }]
        }
        What::TicketFinished { .. } => vec![Change::Served {
            served: scene.served(),
        }],
        What::TicketTransferred { ticket, .. } | What::TicketParked { ticket, .. }
            if touched.was_called =>
        {
            vec![Change::CallEnded { ticket: *ticket }]
        }
        What::TicketRequeued { ticket, .. } | What::TicketCancelled { ticket }
            if touched.was_called =>
        {
            vec![Change::CallWithdrawn { ticket: *ticket }]
        }
        What::TicketActUndone { .. } => vec![Change::Served {
            served: scene.served(),
        }],
        What::TicketTransferred { .. }
        | What::TicketParked { .. }
        | What::TicketRequeued { .. }
        | What::TicketCancelled { .. }
        | What::TicketResumed { .. }
        | What::TicketIssued { .. }
        | What::EpochStarted { .. }
        | What::Configured { .. }
        | What::ClockConfirmed { .. }
        | What::DayOpened { .. }
        | What::DayClosed { .. }
        | What::CounterOpened { .. }
        | What::CounterPaused { .. }
        | What::CounterClosed { .. } => Vec::new(),
    }
}

fn called(
    scene: &Scene<'_>,
    seq: u64,
    event: &Event,
    ticket: TicketId,
    counter: &CounterId,
    recall: u8,
) -> Vec<Change> {
    let ticket = scene.day.tickets.get(&ticket);
    let call = ticket.map(|ticket| Call {
        seq,
        at: event.at,
        ticket: ticket.id,
        number: ticket.number,
        colour: scene.colour(ticket),
        counter: counter.clone(),
        recall,
    });
    call.into_iter()
        .map(|call| Change::Called { call })
        .collect()
}
