//! From events to the legs that reports are made of.

use std::collections::BTreeSet;

use antre_domain::{Branch, CounterId, Event, Outcome, State, Ticket, TicketId, What};
use antre_storage::Leg;

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
pub(crate) fn legs(before: &Before, after: &Branch, event: &Event) -> Vec<Leg> {
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
    let rows: Vec<Option<Leg>> = match &event.what {
        What::TicketIssued { ticket, .. }
        | What::TicketCalled { ticket, .. }
        | What::TicketStarted { ticket, .. }
        | What::TicketParked { ticket, .. }
        | What::TicketResumed { ticket, .. }
        | What::TicketRequeued { ticket, .. } => vec![row(*ticket, None)],
        What::TicketFinished {
            ticket,
            counter,
            outcome,
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
                outcome: "undone",
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
        | What::SoundHealthChanged { .. } => Vec::new(),
    };
    rows.into_iter().flatten().collect()
}

fn leg(branch: &Branch, ticket: &Ticket, event: &Event, end: Option<End<'_>>) -> Leg {
    let day = branch.day().expect("a ticket stands within a business day");
    let counter = ticket
        .state
        .counter()
        .or(end.as_ref().and_then(|end| end.counter));
    Leg {
        ticket: ticket.id.to_string(),
        leg: u32::from(ticket.legs) - 1,
        day: day.date,
        number: ticket.number.to_string(),
        service: ticket.leg.service.to_string(),
        class: ticket.class.to_string(),
        counter: counter.map(ToString::to_string),
        joined_at_ms: ticket.leg.joined_at.millis(),
        called_at_ms: ticket.leg.called_at.map(|at| at.millis()),
        started_at_ms: ticket.leg.started_at.map(|at| at.millis()),
        ended_at_ms: end.as_ref().map(|_| event.at.millis()),
        outcome: end.map(|end| end.outcome.to_owned()),
    }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Served => "served",
        Outcome::Incomplete => "incomplete",
        Outcome::Left => "left",
    }
}
