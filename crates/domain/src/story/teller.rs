//! The fold: a branch that follows the day's events, and what each of them is to one ticket.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::look::{
    age, count, open_counters, order, own_moment, rules_of, standing, stands_before,
};
use super::{
    Asked, Booking, Came, CarriedFrom, CounterTurn, ENTRIES_MAX, Ending, Entry, Joining, Moment,
    Order, OtherCalled, Reach, Story,
};
use crate::branch::{Branch, Day};
use crate::config::{Config, Plans, QueueOf};
use crate::event::{CarriedTicket, Event, What};
use crate::ids::{CounterId, TicketId};
use crate::number::TicketNumber;
use crate::rule::whole_secs;
use crate::ticket::{State, StateName, Ticket};
use crate::time::Timestamp;

/// Reads the events of a day one by one, and tells at the end.
#[derive(Debug)]
pub struct Teller {
    asked: Asked,
    branch: Branch,
    /// How many events of the day were taken.
    taken: u32,
    is_over: bool,
    telling: Option<Telling>,
}

/// A story that is not at its end.
#[derive(Debug)]
struct Telling {
    story: Story,
    /// Whose numbers were given before.
    earlier: BTreeSet<TicketId>,
    /// It missed a call on its present leg, and was placed behind others.
    is_set_back: bool,
    /// Since when it waits, while it does: by the wall clock, and by the one that stands still in holds.
    waits_since: Option<(Timestamp, i64)>,
    waited_ms: i64,
    worked_ms: i64,
}

/// What an event is about to change.
struct Before {
    own: Ticket,
    /// The open counters that take its queue.
    open: BTreeSet<CounterId>,
    plans: Plans,
    /// Of another ticket that the event is about: its state, and whether it stood before in the line.
    other: Option<(StateName, bool)>,
    /// The call that the event is, if it concerns the ticket.
    call: Option<OtherCalled>,
}

impl Teller {
    /// Begins before the day's first event.
    pub fn new(asked: Asked) -> Self {
        Self {
            asked,
            branch: Branch::default(),
            taken: 0,
            is_over: false,
            telling: None,
        }
    }

    /// The configuration that was in force last, for the names of things.
    pub fn config(&self) -> Option<&Config> {
        self.branch.config()
    }

    /// Takes in the next event.
    ///
    /// # Panics
    /// Where it does not follow from those before, as [`Branch::apply`] does.
    pub fn take(&mut self, event: &Event) {
        if self.is_over {
            return;
        }
        if let (What::DayOpened { date, carried, .. }, Some(_)) = (&event.what, self.branch.day()) {
            if let Some(telling) = &mut self.telling {
                telling.goes_on_next_day(event.at, self.taken, *date, carried);
            }
            self.is_over = true;
            return;
        }
        match &mut self.telling {
            Some(telling) => {
                let before = telling.before(&self.branch, event);
                self.branch.apply(event);
                telling.go_on(&self.branch, event, self.taken, before);
            }
            None => {
                self.branch.apply(event);
                self.telling = Telling::begin(&self.branch, event, self.taken, self.asked);
            }
        }
        if self.branch.day().is_some() {
            self.taken = self.taken.saturating_add(1);
        }
    }

    /// The story; `None` where the day did not give that number.
    pub fn end(self) -> Option<Story> {
        let mut telling = self.telling?;
        let day = self.branch.day()?;
        telling.stops_waiting(day, self.branch.last_event_at());
        let mut story = telling.story;
        story.state = day.tickets.get(&story.ticket)?.state.name();
        story.waited_secs = whole_secs(telling.waited_ms);
        story.held_secs = whole_secs(telling.waited_ms - telling.worked_ms);
        Some(story)
    }
}

impl Telling {
    /// The beginning, where `event` is the one that gave the ticket.
    fn begin(branch: &Branch, event: &Event, nth: u32, asked: Asked) -> Option<Self> {
        let (config, day) = (branch.config()?, branch.day()?);
        let is_asked = |ticket: TicketId, number: TicketNumber| match asked {
            Asked::Ticket(asked) => asked == ticket,
            Asked::Number(asked) => {
                (asked.prefix(), asked.value()) == (number.prefix(), number.value())
            }
        };
        let (id, carried, earlier) = if let What::DayOpened { carried, .. } = &event.what {
            let asked = |carried: &CarriedTicket| is_asked(carried.ticket, carried.number);
            let index = carried.iter().position(asked)?;
            let own = &carried[index];
            let from = CarriedFrom {
                ticket: own.from,
                number: own.from_number,
                since: own.since,
            };
            let others = carried[..index].iter().map(|carried| carried.ticket);
            (own.ticket, Some(from), others.collect())
        } else if let What::TicketIssued { ticket, number, .. } = &event.what {
            let id = is_asked(*ticket, *number).then_some(*ticket)?;
            let own = day.tickets.get(ticket)?;
            // One that joins from without the hub came before some who are here already.
            let came_before =
                |other: &&Ticket| own.joined_at.is_none() || other.issued_at < own.issued_at;
            let others = day.tickets.values().filter(|other| other.id != *ticket);
            let others = others.filter(came_before).map(|other| other.id);
            (id, None, others.collect())
        } else {
            return None;
        };
        let own = day.tickets.get(&id)?;
        let class = config.class(&own.class);
        let in_time = class.is_some_and(|class| class.appointment.is_some());
        let story = Story {
            date: day.date,
            ticket: id,
            number: own.number,
            came: Came {
                at: own.issued_at,
                joined_at: own.joined_at,
                nth,
                issued_for: own.issued_for.clone(),
                service: own.leg.service.clone(),
                class: own.class.clone(),
                party: own.party,
                booking: own.booked_at.map(|at| Booking { at, in_time }),
                onward: own.onward.clone(),
                carried,
                standing: standing(branch, own),
            },
            entries: Vec::new(),
            entries_left_out: 0,
            state: own.state.name(),
            waited_secs: 0,
            held_secs: 0,
        };
        Some(Self {
            story,
            earlier,
            is_set_back: false,
            waits_since: Some((event.at, day.worked_ms(event.at))),
            waited_ms: 0,
            worked_ms: 0,
        })
    }

    fn before(&self, branch: &Branch, event: &Event) -> Before {
        let day = branch.day().expect("a story begins within a day");
        let own = day.tickets[&self.story.ticket].clone();
        let other = event.what.ticket().filter(|other| *other != own.id);
        let other = other.and_then(|other| day.tickets.get(&other));
        let call = other.and_then(|other| self.other_called(branch, day, &own, other, event));
        Before {
            open: open_counters(branch, day, &own.queue()),
            plans: branch.plans.clone(),
            other: other.map(|other| (other.state.name(), stands_before(branch, day, other, &own))),
            call,
            own,
        }
    }

    /// The call of another, as it is seen by one who waits.
    fn other_called(
        &self,
        branch: &Branch,
        day: &Day,
        own: &Ticket,
        other: &Ticket,
        event: &Event,
    ) -> Option<OtherCalled> {
        let What::TicketCalled {
            counter, reason, ..
        } = &event.what
        else {
            return None;
        };
        let compiled = branch.plans.get(&day.counters.get(counter)?.profile)?;
        let (queue, others_queue) = (own.queue(), other.queue());
        let (of, others_of) = (
            compiled.queues.get(&queue),
            compiled.queues.get(&others_queue),
        );
        if own.state != State::Waiting || (of.is_none() && queue != others_queue) {
            return None;
        }
        let level = |of: &QueueOf, queue| day.level(&branch.plans, queue, of.level);
        let is_early = |ticket: &Ticket| ticket.leg.place.since > event.at;
        let came = self.came(other.id);
        let stood = order(age(compiled, other.leg.place) < age(compiled, own.leg.place));
        let line = |of: Option<&QueueOf>| of.map(|of| of.line);
        let same_line = of.is_some() && line(of) == line(others_of);
        let is_behind = same_line && (came, stood) == (Order::Later, Order::Earlier);
        let is_kept = own.is_directed(event.at) && !day.is_directed_to(own, counter, event.at);
        let reach = match (of, others_of) {
            (None, _) => Reach::Outside,
            (Some(_), _) if self.is_set_back && is_behind => Reach::SetBack,
            (Some(_), _) if is_early(own) && !is_early(other) => Reach::NotDue,
            (Some(of), Some(others)) if level(of, &queue) > level(others, &others_queue) => {
                Reach::Helping
            }
            (Some(_), _) if is_kept => Reach::Directed,
            (Some(_), _) => Reach::Equal,
        };
        Some(OtherCalled {
            ticket: other.id,
            number: other.number,
            counter: counter.clone(),
            reason: reason.clone(),
            service: other.leg.service.clone(),
            class: other.class.clone(),
            came_at: other.issued_at,
            came,
            since: other.leg.place.since,
            booked_at: other.booked_at.filter(|at| *at == other.leg.place.since),
            stood,
            same_line,
            reach,
        })
    }

    /// What `event`, just applied, was to the ticket.
    fn go_on(&mut self, branch: &Branch, event: &Event, nth: u32, before: Before) {
        let Some(day) = branch.day() else { return };
        let Some(own) = day.tickets.get(&self.story.ticket) else {
            return;
        };
        let (is_waiting, waited) = (
            own.state == State::Waiting,
            before.own.state == State::Waiting,
        );
        if waited && !is_waiting {
            self.stops_waiting(day, event.at);
        } else if is_waiting && !waited {
            self.waits_since = Some((event.at, day.worked_ms(event.at)));
        }
        let before_legs = before.own.legs;
        if let What::TicketIssued {
            ticket,
            offline_at: Some(offline_at),
            ..
        } = &event.what
            && *offline_at < own.issued_at
        {
            self.earlier.insert(*ticket);
        }
        let moment = if event.what.ticket() == Some(own.id) {
            own_moment(branch, own, event, &before.own)
        } else {
            self.moment_around(branch, day, own, event, before)
        };
        if let Some(moment) = moment {
            if own.legs != before_legs {
                self.is_set_back = false;
            } else if matches!(moment, Moment::CameBack { .. }) {
                self.is_set_back = true;
            }
            self.push(event.at, nth, moment);
        }
    }

    /// Something that did not happen to the ticket itself.
    fn moment_around(
        &self,
        branch: &Branch,
        day: &Day,
        own: &Ticket,
        event: &Event,
        before: Before,
    ) -> Option<Moment> {
        let is_open = !before.own.state.is_ended();
        let joined = |how| {
            let other = day.tickets.get(&event.what.ticket()?)?;
            let stood_before = before.other.is_some_and(|(_, stood_before)| stood_before);
            let is_new = !stood_before && stands_before(branch, day, other, own);
            is_new.then(|| Moment::OtherJoined {
                ticket: other.id,
                number: other.number,
                how,
                came: self.came(other.id),
                since: other.leg.place.since,
            })
        };
        let turned = |counter: &CounterId, turn| {
            let open = open_counters(branch, day, &own.queue());
            let (took, takes) = (before.open.contains(counter), open.contains(counter));
            let turn = if takes { CounterTurn::Opened } else { turn };
            let concerns = own.state == State::Waiting && took != takes;
            concerns.then(|| Moment::CounterTurned {
                counter: counter.clone(),
                turn,
                counters_open: count(open.len()),
            })
        };
        match &event.what {
            What::TicketCalled { .. } => before.call.map(Moment::OtherCalled),
            What::TicketIssued {
                offline_at: Some(_),
                ..
            } => joined(Joining::JoinedFromOffline),
            What::TicketIssued {
                offline_at: None, ..
            } => joined(Joining::Booked),
            What::TicketTransferred { served: true, .. } => joined(Joining::WentOn),
            What::TicketTransferred { served: false, .. } => joined(Joining::Transferred),
            What::TicketResumed { .. } => joined(Joining::Returned),
            What::TicketRequeued { .. } => match before.other {
                Some((StateName::NoShow, _)) => joined(Joining::CameBack),
                Some(_) | None => joined(Joining::CallWithdrawn),
            },
            What::TicketActUndone { .. } => joined(Joining::Undone),
            What::BranchHeld { reason } if is_open => Some(Moment::Held { reason: *reason }),
            What::BranchResumed { held_ms } if is_open => Some(Moment::Resumed {
                held_secs: u32::try_from(held_ms / 1000).unwrap_or(u32::MAX),
            }),
            What::CounterOpened { counter, .. } | What::ProfileAssigned { counter, .. } => {
                turned(counter, CounterTurn::OtherWork)
            }
            What::CounterPaused { counter, .. } => turned(counter, CounterTurn::Rested),
            What::CounterClosed { counter } | What::CounterReleased { counter } => {
                turned(counter, CounterTurn::Closed)
            }
            What::Configured { .. } if is_open => Some(Moment::Configured {
                new_rule: rules_of(&before.plans, day, &before.own.queue())
                    != rules_of(&branch.plans, day, &own.queue()),
            }),
            What::QueuesClosed { ended, .. } if ended.contains(&own.id) => Some(Moment::Expired {
                at: Ending::Closing,
            }),
            What::DayClosed { ended, .. } => {
                let own = ended.iter().find(|end| end.ticket == own.id)?;
                Some(if own.served {
                    Moment::ServedAtDayEnd
                } else {
                    Moment::Expired { at: Ending::DayEnd }
                })
            }
            What::QueuesClosed { .. }
            | What::BranchHeld { .. }
            | What::BranchResumed { .. }
            | What::Configured { .. }
            | What::EpochStarted { .. }
            | What::ClockConfirmed { .. }
            | What::DayOpened { .. }
            | What::TicketRecalled { .. }
            | What::TicketStarted { .. }
            | What::TicketFinished { .. }
            | What::TicketParked { .. }
            | What::TicketNoShow { .. }
            | What::TicketCancelled { .. }
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
            | What::TicketMoved { .. }
            | What::CounterStandsBy { .. }
            | What::ClerkSignedIn { .. }
            | What::ClerkSignedOut { .. }
            | What::CopyAsked { .. } => None,
        }
    }

    /// The next day opened: whoever was carried into it has not ended after all.
    fn goes_on_next_day(
        &mut self,
        at: Timestamp,
        nth: u32,
        date: NaiveDate,
        carried: &[CarriedTicket],
    ) {
        let own = |carried: &&CarriedTicket| carried.from == self.story.ticket;
        let Some(next) = carried.iter().find(own) else {
            return;
        };
        let expired = Moment::Expired { at: Ending::DayEnd };
        if self.story.entries.last().map(|entry| &entry.moment) == Some(&expired) {
            self.story.entries.pop();
        }
        let moment = Moment::CarriedOn {
            date,
            ticket: next.ticket,
            number: next.number,
        };
        self.push(at, nth, moment);
    }

    fn push(&mut self, at: Timestamp, nth: u32, moment: Moment) {
        if self.story.entries.len() < ENTRIES_MAX {
            self.story.entries.push(Entry { at, nth, moment });
        } else {
            self.story.entries_left_out = self.story.entries_left_out.saturating_add(1);
        }
    }

    fn stops_waiting(&mut self, day: &Day, at: Timestamp) {
        if let Some((since, worked_since)) = self.waits_since.take() {
            self.waited_ms += at.millis() - since.millis();
            self.worked_ms += day.worked_ms(at) - worked_since;
        }
    }

    fn came(&self, other: TicketId) -> Order {
        order(self.earlier.contains(&other))
    }
}
