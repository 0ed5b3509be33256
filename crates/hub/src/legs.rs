//! From events to the legs that reports are made of.

use antre_domain::{Branch, CounterId, Event, Outcome, Ticket, TicketId, What};
use antre_storage::Leg;

/// How a leg ended, in one word.
struct End<'a> {
    counter: Option<&'a CounterId>,
    outcome: &'static str,
}

/// The legs that `event` wrote anew. `before` is the ticket as it stood before the event, `after`
/// the branch behind it.
pub(crate) fn legs(before: Option<&Ticket>, after: &Branch, event: &Event) -> Vec<Leg> {
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
        What::TicketCancelled { ticket } => {
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
        | What::CounterClosed { .. } => Vec::new(),
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
