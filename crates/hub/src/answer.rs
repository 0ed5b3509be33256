//! What is asked of the writer, and what it answers.

use antre_domain::{
    Act, Announcement, Branch, CallReason, ClassId, Command, CounterId, DeviceId, Event, Rejection,
    ServiceId, StateName, Ticket, TicketId, TicketNumber, Timestamp, What,
};
use serde::{Deserialize, Serialize};

/// One request to the branch.
#[derive(Debug)]
pub(crate) struct Request {
    /// What is asked.
    pub command: Command,
    /// What makes a repetition of it recognisable; `None` for the hub's own acts.
    pub receipt: Option<ReceiptRequest>,
    /// For each ticket of an [`Act::Join`], in order, the key of the request that went unanswered: the
    /// writer knows what became of it. Empty for every other act.
    pub instead_of: Vec<Option<String>>,
}

/// An idempotency key, and what it is bound to.
#[derive(Debug, Clone)]
pub(crate) struct ReceiptRequest {
    /// Whose key it is.
    pub device: DeviceId,
    /// The key: 1 to 128 visible ASCII characters, checked at the door.
    pub key: String,
    /// SHA-256 of method, path and parsed body.
    pub request_hash: [u8; 32],
}

/// What was done, durably.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    /// What will be answered again to a repetition.
    pub facts: Facts,
    /// The facts' tickets as of now, in the same order.
    pub live: Vec<TicketLive>,
    /// Whether this answers a repetition.
    pub replayed: bool,
    /// The sequence of the log's last event.
    pub seq: u64,
}

/// The part of an answer that never changes; a receipt keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Facts {
    /// Numbers were given.
    Tickets {
        /// In order.
        tickets: Vec<TicketFacts>,
    },
    /// Tickets that a kiosk gave without its hub became part of the day.
    Joined {
        /// In the order of the request.
        tickets: Vec<TicketFacts>,
    },
    /// Somebody was called.
    Call {
        /// Whom.
        ticket: TicketFacts,
        /// Why.
        reason: CallReason,
    },
    /// Several were called at once.
    Calls {
        /// Whom, in order.
        tickets: Vec<TicketFacts>,
        /// Why, each.
        reasons: Vec<CallReason>,
    },
    /// Nobody waits.
    Nobody,
    /// A verb was done on a ticket.
    Ticket {
        /// Which.
        ticket: TicketFacts,
    },
    /// A counter opened, rested or closed.
    Counter {
        /// Which.
        counter: CounterId,
    },
    /// The hall is told something.
    Announced {
        /// What, but for its words.
        announcement: Announcement,
    },
    /// Done, and there is nothing to tell.
    Done,
    /// A report stands in the log.
    Noted,
}

impl Facts {
    /// The HTTP status that tells it.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Tickets { .. } | Self::Announced { .. } => 201,
            Self::Nobody | Self::Noted => 204,
            Self::Joined { .. }
            | Self::Call { .. }
            | Self::Calls { .. }
            | Self::Ticket { .. }
            | Self::Counter { .. }
            | Self::Done => 200,
        }
    }

    /// What `act` did, from the events it led to. `branch` has applied them.
    pub(crate) fn of(branch: &Branch, act: &Act, events: &[Event]) -> Self {
        let ticket = |id: TicketId| {
            let ticket = branch
                .ticket(id)
                .expect("a ticket just decided on is of today");
            TicketFacts {
                id,
                number: ticket.number,
                service: ticket.leg.service.clone(),
                class: ticket.class.clone(),
                issued_at: ticket.issued_at,
                booked_at: ticket.booked_at,
            }
        };
        match act {
            Act::Issue { .. } => Facts::Tickets {
                tickets: events
                    .iter()
                    .filter_map(|event| event.what.ticket())
                    .map(ticket)
                    .collect(),
            },
            Act::CallNext { .. } | Act::Call { .. } | Act::WalkIn { .. } => {
                let call = events.iter().find_map(called);
                call.map_or(Facts::Nobody, |(id, reason)| Facts::Call {
                    ticket: ticket(id),
                    reason: reason.clone(),
                })
            }
            Act::CallSeveral { .. } => {
                let calls = events.iter().filter_map(called);
                let (tickets, reasons) = calls
                    .map(|(id, reason)| (ticket(id), reason.clone()))
                    .unzip();
                Facts::Calls { tickets, reasons }
            }
            Act::Recall(id)
            | Act::Start(id)
            | Act::Finish { ticket: id, .. }
            | Act::Transfer { ticket: id, .. }
            | Act::Park { ticket: id, .. }
            | Act::Resume(id)
            | Act::NoShow(id)
            | Act::Requeue { ticket: id, .. }
            | Act::Note { ticket: id, .. }
            | Act::Cancel(id)
            | Act::CheckIn(id)
            | Act::Undo(id) => Facts::Ticket {
                ticket: ticket(*id),
            },
            Act::OpenCounter { counter, .. }
            | Act::CloseCounter(counter)
            | Act::Break { counter, .. }
            | Act::StandBy { counter, .. }
            | Act::AssignProfile { counter, .. }
            | Act::ReleaseCounter(counter) => Facts::Counter {
                counter: counter.clone(),
            },
            Act::ReportHealth { .. }
            | Act::ReportRoll { .. }
            | Act::ReportSlip { .. }
            | Act::PauseService(_)
            | Act::ResumeService(_)
            | Act::AskHelp { .. }
            | Act::AnswerHelp { .. }
            | Act::EndAnnouncement(_)
            | Act::ReportSound { .. }
            | Act::SignIn { .. }
            | Act::SignOut { .. }
            | Act::AskCopy { .. } => Facts::Noted,
            Act::Announce { .. } => {
                let announced = events.iter().find_map(|event| {
                    if let What::Announced { announcement } = &event.what {
                        Some(announcement.clone())
                    } else {
                        None
                    }
                });
                announced.map_or(Facts::Done, |announcement| Facts::Announced {
                    announcement,
                })
            }
            Act::Join { tickets, .. } => Facts::Joined {
                tickets: tickets.iter().map(|joined| ticket(joined.ticket)).collect(),
            },
            Act::Hold(_)
            | Act::Reserve { .. }
            | Act::ReturnReserve { .. }
            | Act::ResumeBranch
            | Act::StartEpoch { .. }
            | Act::Configure(_)
            | Act::ConfirmClock
            | Act::Due { .. } => Facts::Done,
        }
    }

    /// The tickets as of now, in the same order.
    pub(crate) fn live(&self, branch: &Branch) -> Vec<TicketLive> {
        let live = |facts: &TicketFacts| match branch.ticket(facts.id) {
            Some(ticket) => TicketLive::of(branch, ticket),
            None => TicketLive {
                state: StateName::Expired,
                counter: None,
                ahead: 0,
                onward: Vec::new(),
            },
        };
        self.tickets().iter().map(live).collect()
    }

    /// The tickets it is about, in order.
    pub(crate) fn tickets(&self) -> &[TicketFacts] {
        match self {
            Self::Tickets { tickets } | Self::Joined { tickets } | Self::Calls { tickets, .. } => {
                tickets
            }
            Self::Call { ticket, .. } | Self::Ticket { ticket } => std::slice::from_ref(ticket),
            Self::Nobody
            | Self::Counter { .. }
            | Self::Announced { .. }
            | Self::Done
            | Self::Noted => &[],
        }
    }
}

/// Whom an event called, and why.
fn called(event: &Event) -> Option<(TicketId, &CallReason)> {
    let What::TicketCalled { ticket, reason, .. } = &event.what else {
        return None;
    };
    Some((*ticket, reason))
}

/// What never changes of a ticket, as far as one answer goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub(crate) struct TicketFacts {
    pub id: TicketId,
    pub number: TicketNumber,
    pub service: ServiceId,
    pub class: ClassId,
    pub issued_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_at: Option<Timestamp>,
}

/// What changes of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TicketLive {
    /// Its state; `expired` for one of an earlier day.
    pub state: StateName,
    /// The counter it is called to or served at.
    pub counter: Option<CounterId>,
    /// How many stand before it.
    pub ahead: u32,
    /// The services that follow in its journey.
    pub onward: Vec<ServiceId>,
}

impl TicketLive {
    /// A ticket of today as of now.
    pub(crate) fn of(branch: &Branch, ticket: &Ticket) -> Self {
        Self {
            state: ticket.state.name(),
            counter: ticket.state.counter().cloned(),
            ahead: branch.ahead(ticket),
            onward: ticket.onward.clone(),
        }
    }
}

/// Why nothing was done, or why nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// The branch says no; trying again does not help.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The key was used for another request.
    #[error("this key was used for another request")]
    KeyReused,
    /// The commit failed: try again with the same key.
    #[error("not durable yet: try again with the same key")]
    NotDurable,
    /// Too much at once, or stopping: try again with the same key.
    #[error("busy: try again with the same key")]
    Busy,
}
