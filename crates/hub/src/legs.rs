//! From events to the legs that reports are made of.

use std::collections::BTreeSet;

use antre_domain::{
    Branch, ClassId, ClerkId, CounterId, Event, Outcome, ServiceId, State, Ticket, TicketId,
    TicketNumber, Timestamp, What,
};
use antre_storage::Leg;
use chrono::NaiveDate;

/// A leg as an event left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) ticket: TicketId,
    /// Which of the ticket's legs, counted from 0.
    pub(crate) leg: u8,
    pub(crate) day: NaiveDate,
    pub(crate) number: TicketNumber,
    pub(crate) service: ServiceId,
    pub(crate) class: ClassId,
    pub(crate) counter: Option<CounterId>,
    pub(crate) joined_at: Timestamp,
    pub(crate) called_at: Option<Timestamp>,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    /// How it ended, in one word.
    pub(crate) outcome: Option<&'static str>,
    /// Who works at the counter.
    pub(crate) clerk: Option<ClerkId>,
}

impl From<Row> for Leg {
    fn from(row: Row) -> Self {
        Self {
            ticket: row.ticket.to_string(),
            leg: row.leg.into(),
            day: row.day,
            number: row.number.to_string(),
            service: row.service.to_string(),
            class: row.class.to_string(),
            counter: row.counter.map(|counter| counter.to_string()),
            joined_at_ms: row.joined_at.millis(),
            called_at_ms: row.called_at.map(|at| at.millis()),
            started_at_ms: row.started_at.map(|at| at.millis()),
            ended_at_ms: row.ended_at.map(|at| at.millis()),
            outcome: row.outcome.map(str::to_owned),
            clerk: row.clerk.map(|clerk| clerk.to_string()),
        }
    }
}

/// The word for a leg that never was: what led to it was taken back.
pub(crate) const UNDONE: &str = "undone";

/// How a leg ended, in one word.
struct End<'a> {
    counter: Option<&'a CounterId>,
    outcome: &'static str,
}

/// What an event's tickets were before it.
#[derive(Debug, Default)]
pub(crate) struct Before {
    /// The one ticket that it is about.
    ticket: Option<Ticket>,
    /// Those that closing time or the end of the day finds absent.
    no_shows: BTreeSet<TicketId>,
}

impl Before {
    /// Notes them in `branch`, to which `event` is applied next.
    pub(crate) fn of(branch: &Branch, event: &Event) -> Self {
        let is_no_show = |id: &TicketId| {
            let ticket = branch.ticket(*id);
            ticket.is_some_and(|ticket| matches!(ticket.state, State::NoShow { .. }))
        };
        let no_shows = if let What::DayClosed { ended, .. } = &event.what {
            let ended = ended.iter().map(|end| end.ticket);
            ended.filter(is_no_show).collect()
        } else if let What::QueuesClosed { ended, .. } = &event.what {
            ended.iter().copied().filter(is_no_show).collect()
        } else {
            BTreeSet::new()
        };
        let ticket = event.what.ticket().and_then(|id| branch.ticket(id));
        Self {
            ticket: ticket.cloned(),
            no_shows,
        }
    }
}

/// The legs that `event` wrote anew, from what its tickets were before it and the branch behind it.
pub(crate) fn legs(before: &Before, after: &Branch, event: &Event) -> Vec<Row> {
    let Before {
        ticket: before,
        no_shows,
    } = before;
    let before = before.as_ref();
    // The leg of a no-show has ended when nobody came; it is not ended again.
    let is_open = |ticket: &TicketId| !no_shows.contains(ticket);
    let row = |ticket: TicketId, end: Option<End<'_>>| {
        after.ticket(ticket).map(|t| leg(after, t, event, end))
    };
    let rows: Vec<Option<Row>> = match &event.what {
        What::TicketIssued { ticket, .. }
        | What::TicketCalled { ticket, .. }
        | What::TicketStarted { ticket, .. }
        | What::TicketParked { ticket, .. }
        | What::TicketResumed { ticket, .. }
        | What::TicketRequeued { ticket, .. }
        | What::TicketMoved { ticket, .. } => vec![row(*ticket, None)],
        What::TicketFinished {
            ticket,
            counter,
            outcome,
            ..
        } => {
            vec![row(
                *ticket,
                Some(End {
                    counter: Some(counter),
                    outcome: outcome_word(*outcome),
                }),
            )]
        }
        What::TicketNoShow { ticket, counter } => {
            vec![row(
                *ticket,
                Some(End {
                    counter: Some(counter),
                    outcome: "no_show",
                }),
            )]
        }
        What::TicketCancelled { ticket, .. } => {
            vec![row(
                *ticket,
                Some(End {
                    counter: None,
                    outcome: "cancelled",
                }),
            )]
        }
        What::TicketTransferred {
            ticket,
            counter,
            served,
            ..
        } => {
            let end = End {
                counter: counter.as_ref(),
                outcome: if *served { "served" } else { "transferred" },
            };
            vec![
                before.map(|ticket| leg(after, ticket, event, Some(end))),
                row(*ticket, None),
            ]
        }
        What::TicketActUndone { ticket, .. } => {
            // A transfer taken back leaves a leg that never was.
            let undone = before.filter(|before| {
                after
                    .ticket(before.id)
                    .is_some_and(|t| t.legs < before.legs)
            });
            let end = End {
                counter: None,
                outcome: UNDONE,
            };
            vec![
                undone.map(|ticket| leg(after, ticket, event, Some(end))),
                row(*ticket, None),
            ]
        }
        What::DayClosed { ended, .. } => {
            let word = |served: bool| if served { "served" } else { "expired" };
            let end = |served: bool| {
                Some(End {
                    counter: None,
                    outcome: word(served),
                })
            };
            ended
                .iter()
                .filter(|ended| is_open(&ended.ticket))
                .map(|ended| row(ended.ticket, end(ended.served)))
                .collect()
        }
        What::QueuesClosed { ended, .. } => {
            let end = || End {
                counter: None,
                outcome: "expired",
            };
            ended
                .iter()
                .filter(|ticket| is_open(ticket))
                .map(|ticket| row(*ticket, Some(end())))
                .collect()
        }
        What::DayOpened { carried, .. } => carried
            .iter()
            .map(|ticket| row(ticket.ticket, None))
            .collect(),
        What::TicketRecalled { .. }
        | What::EpochStarted { .. }
        | What::Configured { .. }
        | What::ClockConfirmed { .. }
        | What::BranchHeld { .. }
        | What::BranchResumed { .. }
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
        | What::Announced { .. }
        | What::AnnouncementEnded { .. }
        | What::SoundHealthChanged { .. }
        | What::TicketNoted { .. }
        | What::CounterStandsBy { .. }
        | What::ProfileAssigned { .. }
        | What::ClerkSignedIn { .. }
        | What::ClerkSignedOut { .. }
        | What::CounterReleased { .. }
        | What::CopyAsked { .. } => Vec::new(),
    };
    rows.into_iter().flatten().collect()
}

fn leg(branch: &Branch, ticket: &Ticket, event: &Event, end: Option<End<'_>>) -> Row {
    let day = branch.day().expect("a ticket stands within a business day");
    let counter = ticket
        .state
        .counter()
        .or(end.as_ref().and_then(|end| end.counter));
    let works_there = counter.and_then(|counter| day.counters.get(counter)?.clerk.clone());
    Row {
        clerk: works_there,
        ticket: ticket.id,
        leg: ticket.legs - 1,
        day: day.date,
        number: ticket.number,
        service: ticket.leg.service.clone(),
        class: ticket.class.clone(),
        counter: counter.cloned(),
        joined_at: ticket.leg.joined_at,
        called_at: ticket.leg.called_at,
        started_at: ticket.leg.started_at,
        ended_at: end.as_ref().map(|_| event.at),
        outcome: end.map(|end| end.outcome),
    }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Served => "served",
        Outcome::Incomplete => "incomplete",
        Outcome::Left => "left",
    }
}
