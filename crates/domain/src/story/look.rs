//! What is read from the branch, as one ticket sees it, and what befell the ticket itself.

use std::collections::BTreeSet;

use super::{Moment, Order, Standing};
use crate::branch::{Branch, Day, Desk};
use crate::config::{Compiled, Plans};
use crate::event::{Event, What};
use crate::ids::{ClassId, CounterId, ServiceId};
use crate::ticket::{Place, State, Ticket};
use crate::time::Timestamp;

type Queue = (ServiceId, ClassId);

/// Something that happened to the ticket itself.
pub(super) fn own_moment(
    branch: &Branch,
    own: &Ticket,
    event: &Event,
    was: &Ticket,
) -> Option<Moment> {
    let standing = || standing(branch, own);
    let kept_age = own.leg.place.since == was.leg.place.since;
    let moment = match &event.what {
        What::TicketCalled {
            counter,
            reason,
            quiet,
            ..
        } => Moment::Called {
            counter: counter.clone(),
            reason: reason.clone(),
            quiet: *quiet,
        },
        What::TicketRecalled { counter, times, .. } => Moment::Recalled {
            counter: counter.clone(),
            times: *times,
        },
        What::TicketStarted { counter, .. } => Moment::Started {
            counter: counter.clone(),
        },
        What::TicketFinished {
            counter, outcome, ..
        } => Moment::Finished {
            counter: counter.clone(),
            outcome: *outcome,
        },
        What::TicketTransferred {
            counter,
            service,
            served: true,
            ..
        } => Moment::WentOn {
            counter: counter.clone(),
            service: service.clone(),
            kept_age: own.leg.place.since < event.at,
            standing: standing(),
        },
        What::TicketTransferred {
            counter,
            service,
            class,
            served: false,
            directed,
            ..
        } => Moment::Transferred {
            counter: counter.clone(),
            from_service: was.leg.service.clone(),
            from_class: was.class.clone(),
            service: service.clone(),
            class: class.clone(),
            kept_age,
            to: directed.clone(),
            standing: standing(),
        },
        What::TicketParked { counter, until, .. } => Moment::Parked {
            counter: counter.clone(),
            until: *until,
        },
        What::TicketResumed { due_at, .. } => Moment::Returned {
            by_itself: due_at.is_some(),
            standing: standing(),
        },
        What::TicketNoShow { counter, .. } => Moment::NoShow {
            counter: counter.clone(),
        },
        What::TicketMoved { from, to, .. } => Moment::Moved {
            from: from.clone(),
            to: to.clone(),
        },
        What::TicketRequeued {
            behind, because, ..
        } => match was.state {
            State::NoShow { .. } => Moment::CameBack {
                behind: behind
                    .and_then(|other| branch.ticket(other))
                    .map(|other| other.number),
                standing: standing(),
            },
            State::Waiting
            | State::Called { .. }
            | State::Serving { .. }
            | State::Parked { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => Moment::CallWithdrawn {
                counter: was.state.counter().cloned(),
                because: *because,
                standing: standing(),
            },
        },
        What::TicketCancelled { superseded_by, .. } => Moment::Cancelled {
            by: event.by.role,
            superseded_by: superseded_by
                .and_then(|other| branch.ticket(other))
                .map(|other| other.number),
        },
        What::TicketActUndone { act, .. } => Moment::Undone {
            act: *act,
            standing: (own.state == State::Waiting).then(standing),
        },
        What::EpochStarted { .. }
        | What::Configured { .. }
        | What::ClockConfirmed { .. }
        | What::DayOpened { .. }
        | What::DayClosed { .. }
        | What::TicketIssued { .. }
        | What::QueuesClosed { .. }
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
        | What::CopyAsked { .. } => return None,
    };
    Some(moment)
}

pub(super) fn standing(branch: &Branch, ticket: &Ticket) -> Standing {
    let open = branch
        .day()
        .map(|day| open_counters(branch, day, &ticket.queue()).len());
    Standing {
        people_ahead: branch.ahead(ticket),
        counters_open: count(open.unwrap_or_default()),
    }
}

/// The open counters whose profile takes `queue`.
pub(super) fn open_counters(branch: &Branch, day: &Day, queue: &Queue) -> BTreeSet<CounterId> {
    let takes = |profile| {
        let compiled = branch.plans.get(profile);
        compiled.is_some_and(|compiled: &Compiled| compiled.queues.contains_key(queue))
    };
    let open = day
        .counters
        .iter()
        .filter(|(_, counter)| counter.desk == Desk::Open && takes(&counter.profile));
    open.map(|(id, _)| id.clone()).collect()
}

/// The rules by which the day's counters take `queue`.
pub(super) fn rules_of<'a>(
    plans: &'a Plans,
    day: &Day,
    queue: &Queue,
) -> Vec<Option<&'a Compiled>> {
    let of_counters = day.counters.values();
    let rules = of_counters.map(|counter| plans.get(&counter.profile));
    rules
        .map(|rule| rule.filter(|rule| rule.queues.contains_key(queue)))
        .collect()
}

/// Whether both wait in one line, `other` before `own`: by the rule that [`Branch::ahead`] reads.
pub(super) fn stands_before(branch: &Branch, day: &Day, other: &Ticket, own: &Ticket) -> bool {
    let found = || {
        let profile = branch.profile_for(branch.config()?, day, own)?;
        let compiled = branch.plans.get(profile)?;
        let line = |ticket: &Ticket| Some(compiled.queues.get(&ticket.queue())?.line);
        let same_line = line(other)? == line(own)?;
        Some(same_line && age(compiled, other.leg.place) < age(compiled, own.leg.place))
    };
    let both_wait = other.state == State::Waiting && own.state == State::Waiting;
    both_wait && found().unwrap_or(false)
}

/// What orders a line: smaller is older.
pub(super) fn age(compiled: &Compiled, place: Place) -> (Timestamp, u64) {
    let since = if compiled.plan.is_by_life() {
        place.born
    } else {
        place.since
    };
    (since, place.turn)
}

pub(super) fn order(is_earlier: bool) -> Order {
    if is_earlier {
        Order::Earlier
    } else {
        Order::Later
    }
}

pub(super) fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
