//! From one event to what is different on each kind of screen.

use std::collections::BTreeSet;

use antre_domain::config::Service;
use antre_domain::{
    Branch, Config, CounterId, Day, Event, NoteRef, Outcome, Quiet, ServiceId, State, Ticket,
    TicketId, Undoable, What, Without,
};
use antre_protocol::{Call, Change, ViewKind};

use crate::views::{Scene, is_aside};

/// What an event may touch, noted before it is applied.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    tickets: BTreeSet<TicketId>,
    services: BTreeSet<ServiceId>,
    counters: BTreeSet<CounterId>,
    was_called: bool,
    /// No display has heard of the call that stood here.
    was_unseen: bool,
    /// What the hall was told before or is told after.
    announcements: BTreeSet<NoteRef>,
    was_aside: BTreeSet<TicketId>,
}

impl Touched {
    /// Notes where the event's tickets and counter stand now. Called before and after applying.
    pub(crate) fn note(&mut self, branch: &Branch, event: &Event) {
        let (Some(config), Some(day)) = (branch.config(), branch.day()) else {
            return;
        };
        match &event.what {
            What::TicketIssued { .. }
            | What::TicketCalled { .. }
            | What::TicketRecalled { .. }
            | What::TicketStarted { .. }
            | What::TicketFinished { .. }
            | What::TicketTransferred { .. }
            | What::TicketParked { .. }
            | What::TicketResumed { .. }
            | What::TicketNoShow { .. }
            | What::TicketRequeued { .. }
            | What::TicketCancelled { .. }
            | What::TicketNoted { .. }
            | What::TicketMoved { .. }
            | What::TicketActUndone { .. } => self.tickets.extend(event.what.ticket()),
            What::QueuesClosed { ended, .. } => self.tickets.extend(ended),
            What::CounterOpened { counter, .. }
            | What::CounterPaused { counter, .. }
            | What::CounterStandsBy { counter, .. }
            | What::ProfileAssigned { counter, .. }
            | What::CounterReleased { counter }
            | What::CounterClosed { counter } => {
                self.counters.insert(counter.clone());
                self.note_directed(day);
            }
            // A clerk is at one counter at a time: the one before and the one after.
            What::ClerkSignedIn { clerk, counter } | What::ClerkSignedOut { clerk, counter } => {
                let counters = day.counters.iter();
                let of_clerk = counters.filter(|(_, state)| state.clerk.as_ref() == Some(clerk));
                self.counters.extend(of_clerk.map(|(id, _)| id.clone()));
                self.counters.extend(counter.clone());
                self.note_directed(day);
            }
            What::BranchHeld { .. } => self.note_all_services(config),
            What::BranchResumed { .. } => {
                self.note_all_services(config);
                // Their return has moved by as much as the hold took.
                let returning =
                    |ticket: &&Ticket| matches!(ticket.state, State::Parked { until: Some(_) });
                let parked = day.tickets.values().filter(returning);
                self.tickets.extend(parked.map(|ticket| ticket.id));
            }
            // No screen shows a slip's end or a roll; a printer's health is in the live lane.
            What::DeviceHealthChanged { .. }
            | What::RollChanged { .. }
            | What::SlipEnded { .. }
            // Who rang stands in the counters' views by itself.
            | What::HelpAsked { .. }
            | What::HelpAnswered { .. }
            // A kiosk's orders stand in its view by themselves.
            | What::CopyAsked { .. }
            | What::SoundHealthChanged { .. } => {}
            What::Announced { .. } | What::AnnouncementEnded { .. } => {
                let ids = day.announcements.iter().map(|announcement| announcement.id);
                self.announcements.extend(ids);
            }
            What::ReserveGranted { .. } | What::ReserveReturned { .. } => {
                let used_up = config.series.iter();
                let used_up = used_up.filter(|series| day.numbers_left(series) == 0);
                self.services
                    .extend(used_up.flat_map(|series| series.services.clone()));
            }
            What::ServicePaused { service } | What::ServiceResumed { service } => {
                self.services.insert(service.clone());
            }
            // A new day and a new configuration say everything again.
            What::EpochStarted { .. }
            | What::Configured { .. }
            | What::ClockConfirmed { .. }
            | What::DayOpened { .. }
            | What::DayClosed { .. } => {}
        }
        let tickets = self.tickets.iter().filter_map(|id| day.tickets.get(id));
        for ticket in tickets {
            self.services.insert(ticket.leg.service.clone());
            self.counters.extend(ticket.state.counter().cloned());
            if let State::Called { quiet, .. } = &ticket.state {
                self.was_called = true;
                self.was_unseen = is_unseen(*quiet);
            }
            if is_aside(ticket) {
                self.was_aside.insert(ticket.id);
            }
            if changes_places(&event.what) {
                self.services.insert(ticket.issued_for.clone());
                let series = config
                    .series
                    .iter()
                    .find(|series| series.id == ticket.series);
                let used_up = series.filter(|series| day.numbers_left(series) == 0);
                self.services.extend(
                    used_up
                        .into_iter()
                        .flat_map(|series| series.services.clone()),
                );
            }
        }
    }

    /// Those aside who wait for one counter or clerk alone: with them they may become everybody's.
    fn note_directed(&mut self, day: &Day) {
        let directed = |ticket: &&Ticket| ticket.directed.is_some() && is_aside(ticket);
        let directed = day.tickets.values().filter(directed);
        self.tickets.extend(directed.map(|ticket| ticket.id));
    }

    fn note_all_services(&mut self, config: &Config) {
        let services = config.services.iter().map(|service| service.id.clone());
        self.services.extend(services);
    }
}

/// Whether a number or a place was given or given back.
fn changes_places(what: &What) -> bool {
    matches!(
        what,
        What::TicketIssued { .. } | What::TicketCancelled { .. } | What::TicketActUndone { .. }
    )
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
        ViewKind::Kiosk => facts(scene, event)
            .into_iter()
            .chain(services(scene, touched, kind))
            .collect(),
        ViewKind::Counter => {
            let counters = touched
                .counters
                .iter()
                .filter_map(|id| scene.counter(id, kind));
            facts(scene, event)
                .into_iter()
                .chain(services(scene, touched, kind))
                .chain(counters.map(|counter| Change::Counter {
                    counter: Box::new(counter),
                }))
                .chain(announcements(scene, event, touched))
                .chain(aside(scene, touched))
                .collect()
        }
        ViewKind::Display => hall(scene, seq, event, touched),
    }
}

fn services(scene: &Scene<'_>, touched: &Touched, kind: ViewKind) -> impl Iterator<Item = Change> {
    let config = scene.config;
    // A kiosk's card of a journey tells who waits at its first stop.
    let begins_there = move |service: &Service| {
        let journey = service.journey.as_ref().and_then(|id| config.journey(id));
        let mut stops = journey.into_iter().flat_map(|journey| &journey.stops);
        kind == ViewKind::Kiosk && stops.any(|stop| touched.services.contains(stop))
    };
    let is_touched =
        move |service: &&Service| touched.services.contains(&service.id) || begins_there(service);
    let services = config.services.iter().filter(is_touched);
    services.map(move |service| Change::Service {
        service: scene.service(service, kind),
    })
}

/// A hold and its end, which every screen says.
fn facts(scene: &Scene<'_>, event: &Event) -> Option<Change> {
    let concerns_all = matches!(
        event.what,
        What::BranchHeld { .. } | What::BranchResumed { .. }
    );
    concerns_all.then(|| Change::Branch {
        branch: scene.facts(),
    })
}

fn aside(scene: &Scene<'_>, touched: &Touched) -> impl Iterator<Item = Change> {
    let tickets = touched
        .tickets
        .iter()
        .filter_map(|id| scene.day.tickets.get(id));
    tickets.filter_map(|ticket| {
        if is_aside(ticket) {
            Some(Change::Aside {
                ticket: scene.ticket(ticket),
            })
        } else {
            let gone = touched.was_aside.contains(&ticket.id);
            gone.then_some(Change::AsideGone { ticket: ticket.id })
        }
    })
}

/// What the hall is told from now on, and what no more: also that which had run out and made room.
fn announcements(
    scene: &Scene<'_>,
    event: &Event,
    touched: &Touched,
) -> impl Iterator<Item = Change> {
    let over = touched.announcements.iter().filter(|id| {
        let mut known = scene.day.announcements.iter();
        known.all(|announcement| announcement.id != **id)
    });
    let over = over.map(|id| Change::AnnouncementEnded { id: *id });
    let new = if let What::Announced { announcement } = &event.what {
        announcement
            .stands_at(scene.now)
            .then(|| Change::Announced {
                announcement: scene.announcement(announcement),
            })
    } else {
        None
    };
    over.chain(new)
}

/// The hall hears of calls, of their end, and of how many were served; of nobody who waits, and of
/// nobody who is called without voice and screen.
fn hall(scene: &Scene<'_>, seq: u64, event: &Event, touched: &Touched) -> Vec<Change> {
    match &event.what {
        What::TicketCalled {
            ticket, counter, ..
        } => called(scene, seq, event, *ticket, counter, 0),
        What::TicketStarted { .. } | What::TicketNoShow { .. } if touched.was_unseen => Vec::new(),
        What::TicketRecalled {
            ticket,
            counter,
            times,
        } => called(scene, seq, event, *ticket, counter, *times),
        What::TicketMoved { ticket, to, .. } if touched.was_called => {
            let recalls = scene.day.tickets.get(ticket).map_or(0, recalls);
            called(scene, seq, event, *ticket, to, recalls)
        }
        What::TicketStarted { ticket, .. } | What::TicketNoShow { ticket, .. } => {
            vec![Change::CallEnded { ticket: *ticket }]
        }
        What::TicketFinished {
            ticket, outcome, ..
        } => served(scene, *ticket, *outcome),
        What::TicketTransferred { .. }
        | What::TicketParked { .. }
        | What::TicketRequeued { .. }
        | What::TicketCancelled { .. }
            if touched.was_unseen =>
        {
            Vec::new()
        }
        What::TicketTransferred { ticket, .. } | What::TicketParked { ticket, .. }
            if touched.was_called =>
        {
            vec![Change::CallEnded { ticket: *ticket }]
        }
        What::TicketRequeued { ticket, .. } | What::TicketCancelled { ticket, .. }
            if touched.was_called =>
        {
            vec![Change::CallWithdrawn { ticket: *ticket }]
        }
        What::TicketActUndone {
            act: Undoable::Finish,
            ..
        } => vec![
            Change::Served {
                served: scene.served(),
                thread: None,
            },
            Change::Cloth {
                threads: scene.cloth(),
            },
        ],
        What::TicketActUndone { ticket, .. } => called_after_all(scene, seq, event, *ticket),
        What::Announced { .. } | What::AnnouncementEnded { .. } => {
            announcements(scene, event, touched).collect()
        }
        What::BranchHeld { .. } | What::BranchResumed { .. } => {
            facts(scene, event).into_iter().collect()
        }
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
        | What::QueuesClosed { .. }
        | What::CounterOpened { .. }
        | What::CounterPaused { .. }
        | What::CounterClosed { .. }
        | What::DeviceHealthChanged { .. }
        | What::RollChanged { .. }
        | What::SlipEnded { .. }
        | What::ReserveGranted { .. }
        | What::ReserveReturned { .. }
        | What::HelpAsked { .. }
        | What::HelpAnswered { .. }
        | What::ServicePaused { .. }
        | What::ServiceResumed { .. }
        | What::SoundHealthChanged { .. }
        | What::TicketNoted { .. }
        | What::TicketMoved { .. }
        | What::CounterStandsBy { .. }
        | What::ProfileAssigned { .. }
        | What::ClerkSignedIn { .. }
        | What::ClerkSignedOut { .. }
        | What::CounterReleased { .. }
        | What::CopyAsked { .. } => Vec::new(),
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
    let Some(ticket) = scene.day.tickets.get(&ticket) else {
        return Vec::new();
    };
    // A recall is as quiet as its call was.
    let quiet = if let State::Called { quiet, .. } = &ticket.state {
        *quiet
    } else {
        None
    };
    if is_unseen(quiet) {
        return Vec::new();
    }
    let call = Call {
        seq,
        at: event.at,
        ticket: ticket.id,
        number: ticket.number,
        colour: scene.colour(ticket),
        counter: counter.clone(),
        recall,
        without: quiet.map(|quiet| quiet.without),
    };
    vec![Change::Called { call }]
}

/// A call that stands again, since what ended it was taken back. Nobody need hear it: whoever was called
/// is on the way, or here.
fn called_after_all(scene: &Scene<'_>, seq: u64, event: &Event, id: TicketId) -> Vec<Change> {
    let ticket = scene.day.tickets.get(&id);
    let counter = ticket.and_then(|ticket| match &ticket.state {
        State::Called { counter, .. } => Some((counter, recalls(ticket))),
        State::Waiting
        | State::Serving { .. }
        | State::Parked { .. }
        | State::NoShow { .. }
        | State::Finished { .. }
        | State::Cancelled
        | State::Expired => None,
    });
    let Some((counter, recalls)) = counter else {
        return Vec::new();
    };
    let mut changes = called(scene, seq, event, id, counter, recalls);
    for change in &mut changes {
        if let Change::Called { call } = change {
            call.without.get_or_insert(Without::Voice);
        }
    }
    changes
}

/// How often the call of a ticket was repeated.
fn recalls(ticket: &Ticket) -> u8 {
    if let State::Called { recalls, .. } = &ticket.state {
        *recalls
    } else {
        0
    }
}

fn is_unseen(quiet: Option<Quiet>) -> bool {
    quiet.is_some_and(|quiet| quiet.without == Without::Both)
}

/// How many were served, and in which colour the cloth grows by those of this ticket.
fn served(scene: &Scene<'_>, ticket: TicketId, outcome: Outcome) -> Vec<Change> {
    let served = scene.served();
    let ticket = scene.day.tickets.get(&ticket);
    let ticket = ticket.filter(|_| outcome == Outcome::Served);
    let thread = ticket.map(|ticket| scene.colour(ticket));
    vec![Change::Served { served, thread }]
}
