//! The whole story of one ticket, read from the log: when it came, who was called before it and by
//! which reason, and what moved it.
//!
//! [`Story::of`] folds one business day and keeps what concerned one ticket. It judges nothing: which
//! sentence a customer reads is decided where sentences are made.

mod look;
mod teller;

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

pub use self::teller::Teller;
use crate::announcement::Quiet;
use crate::command::Role;
use crate::desk::{Directed, RequeueReason};
use crate::event::{Event, HoldReason, Outcome, Undoable};
use crate::ids::{ClassId, CounterId, ServiceId, TicketId};
use crate::number::{InvalidNumber, TicketNumber};
use crate::rule::CallReason;
use crate::ticket::StateName;
use crate::time::Timestamp;

/// The most entries of one story. A day's series bound its calls long before; this bounds what a
/// ticket that is parked and resumed without end can cost.
pub const ENTRIES_MAX: usize = 20_000;

/// Which ticket is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// By its id.
    Ticket(TicketId),
    /// By its number. Leading zeroes do not matter: nobody else's number that day has its prefix and
    /// its value.
    Number(TicketNumber),
}

impl FromStr for Asked {
    type Err = InvalidNumber;

    /// A ticket id, or a number in capitals or not: `A012`, `a12`.
    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        if let Ok(ticket) = text.parse() {
            return Ok(Self::Ticket(ticket));
        }
        Ok(Self::Number(text.to_ascii_uppercase().parse()?))
    }
}

/// What happened to one ticket on one business day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    /// The business day.
    pub date: NaiveDate,
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// How it came.
    pub came: Came,
    /// What concerned it from then on, in order; at most [`ENTRIES_MAX`].
    pub entries: Vec<Entry>,
    /// How many entries more there were.
    #[serde(skip_serializing_if = "is_zero")]
    pub entries_left_out: u32,
    /// Where it stood at the end of what was read.
    #[serde(serialize_with = "as_word")]
    pub state: StateName,
    /// How long it waited in queues, in seconds by the clock on the wall.
    pub waited_secs: u32,
    /// How much of that the whole branch was held, in seconds.
    pub held_secs: u32,
}

/// How a ticket came into the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Came {
    /// When: the number was given, or the day opened for one that was carried into it.
    pub at: Timestamp,
    /// When the hub learned of it, where a kiosk had given it without the hub.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Timestamp>,
    /// How many events of the day came before, counted from its `day_opened`.
    pub nth: u32,
    /// The service it was given for.
    pub issued_for: ServiceId,
    /// The service it waits for first, where a journey begins elsewhere.
    pub service: ServiceId,
    /// In which class it queues.
    pub class: ClassId,
    /// For how many people it stands.
    pub party: u8,
    /// The booked time that was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking: Option<Booking>,
    /// The services that follow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub onward: Vec<ServiceId>,
    /// What it was the day before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<CarriedFrom>,
    /// Its place.
    pub standing: Standing,
}

/// A booked time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Booking {
    /// When.
    pub at: Timestamp,
    /// Whether its bearer came within its window. Otherwise they queue as regular customers do.
    pub in_time: bool,
}

/// A ticket's yesterday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CarriedFrom {
    /// Its id then.
    pub ticket: TicketId,
    /// Its number then, where the log says it.
    pub number: Option<TicketNumber>,
    /// The age it keeps.
    pub since: Timestamp,
}

/// The place of one who waits, as it is told to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// How many people would be called before it if nobody else came: [`crate::Branch::ahead`].
    pub people_ahead: u32,
    /// How many open counters take its queue.
    pub counters_open: u32,
}

/// One thing that concerned the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// How many events of the day came before, counted from its `day_opened`.
    pub nth: u32,
    /// What.
    #[serde(flatten)]
    pub moment: Moment,
}

/// Everything that can concern a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "moment", rename_all = "snake_case")]
pub enum Moment {
    /// While it waited, another was called by a counter that takes its queue, or out of its queue.
    OtherCalled(OtherCalled),
    /// While it waited, another came to stand before it in its line.
    OtherJoined {
        /// The other.
        ticket: TicketId,
        /// Its number.
        number: TicketNumber,
        /// How that came about.
        how: Joining,
        /// Whether it had come to the branch before.
        came: Order,
        /// The age it queues by.
        since: Timestamp,
    },
    /// It was called.
    Called {
        /// To which counter.
        counter: CounterId,
        /// Why, then.
        reason: CallReason,
        /// What the call went without, and why.
        #[serde(skip_serializing_if = "Option::is_none")]
        quiet: Option<Quiet>,
    },
    /// Its call was said again.
    Recalled {
        /// By which counter.
        counter: CounterId,
        /// The how-manieth repetition this is, from 1.
        times: u8,
    },
    /// Its call was withdrawn, or what was begun: back to its old place.
    CallWithdrawn {
        /// By which counter.
        counter: Option<CounterId>,
        /// Why, where somebody said it.
        #[serde(skip_serializing_if = "Option::is_none")]
        because: Option<RequeueReason>,
        /// Its place.
        standing: Standing,
    },
    /// Called or served, it went along with its clerk.
    Moved {
        /// From which counter.
        from: CounterId,
        /// To which.
        to: CounterId,
    },
    /// It was called, and nobody came.
    NoShow {
        /// To which counter.
        counter: CounterId,
    },
    /// It came back after that.
    CameBack {
        /// Whom it stands behind; nobody where nobody waited.
        behind: Option<TicketNumber>,
        /// Its place.
        standing: Standing,
    },
    /// Service began.
    Started {
        /// At which counter.
        counter: CounterId,
    },
    /// Service ended, and so the visit.
    Finished {
        /// At which counter.
        counter: CounterId,
        /// How.
        outcome: Outcome,
    },
    /// It was served, and its journey took it on.
    WentOn {
        /// From which counter.
        counter: Option<CounterId>,
        /// To which service.
        service: ServiceId,
        /// Whether it queues there by the age of the visit, and not from now on.
        kept_age: bool,
        /// Its place.
        standing: Standing,
    },
    /// It was moved to another service or class.
    Transferred {
        /// The counter it stood at.
        counter: Option<CounterId>,
        /// From which service.
        from_service: ServiceId,
        /// From which class.
        from_class: ClassId,
        /// To which service.
        service: ServiceId,
        /// In which class.
        class: ClassId,
        /// Whether it kept its age.
        kept_age: bool,
        /// To one counter or clerk.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<Directed>,
        /// Its place.
        standing: Standing,
    },
    /// It was set aside.
    Parked {
        /// By which counter.
        counter: Option<CounterId>,
        /// When it was to come back by itself.
        until: Option<Timestamp>,
    },
    /// It came back from there, to its old place.
    Returned {
        /// Time did it, not somebody.
        by_itself: bool,
        /// Its place.
        standing: Standing,
    },
    /// It ended unserved by somebody's act.
    Cancelled {
        /// In which role they acted.
        by: Role,
        /// The number that stands for the same person in its stead: one of both was given without the
        /// hub.
        #[serde(skip_serializing_if = "Option::is_none")]
        superseded_by: Option<TicketNumber>,
    },
    /// The last act on it was taken back.
    Undone {
        /// Which act.
        act: Undoable,
        /// Its place, where it waits again.
        standing: Option<Standing>,
    },
    /// The day's end found it being served, and counted it as served.
    ServedAtDayEnd,
    /// It ended unserved by the clock.
    Expired {
        /// At which hour.
        at: Ending,
    },
    /// It went on the next day under a new number, with its age.
    CarriedOn {
        /// The next day.
        date: NaiveDate,
        /// Its id there.
        ticket: TicketId,
        /// Its number there.
        number: TicketNumber,
    },
    /// The whole branch stopped.
    Held {
        /// Why.
        reason: HoldReason,
    },
    /// The branch went on.
    Resumed {
        /// How long it was held, in seconds.
        held_secs: u32,
    },
    /// While it waited, a counter began or ceased to take its queue.
    CounterTurned {
        /// Which counter.
        counter: CounterId,
        /// What it did.
        turn: CounterTurn,
        /// How many open counters take its queue from then on.
        counters_open: u32,
    },
    /// The configuration was replaced.
    Configured {
        /// Whether the rule of a counter that takes its queue is another from then on.
        new_rule: bool,
    },
}

/// Another was called while this one waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherCalled {
    /// The other.
    pub ticket: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// To which counter.
    pub counter: CounterId,
    /// Why that one, then.
    pub reason: CallReason,
    /// The service it waited for.
    pub service: ServiceId,
    /// Its class.
    pub class: ClassId,
    /// When its number was given; the day's opening for one that was carried into it.
    pub came_at: Timestamp,
    /// Whether that was before this one's.
    pub came: Order,
    /// The age by which it queued.
    pub since: Timestamp,
    /// The booked time, where it queued by that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booked_at: Option<Timestamp>,
    /// Whether its age was before this one's.
    pub stood: Order,
    /// Whether both stood in one line of the counter's profile, where the older goes first.
    pub same_line: bool,
    /// How near this one was to being called by that counter.
    pub reach: Reach,
}

/// Before or after the ticket whose story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Before.
    Earlier,
    /// After.
    Later,
}

/// How near a ticket was to being called by the counter that called another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// As near as the other: the rule chose between them.
    Equal,
    /// Its booked time had not come yet.
    NotDue,
    /// It had missed a call, and stood behind the other since it came back.
    SetBack,
    /// The counter takes the other's service first, and this one's where nobody waits there.
    Helping,
    /// It waited for another counter or clerk alone.
    Directed,
    /// The counter does not take its queue: somebody chose the other for it.
    Outside,
}

/// How another came to stand before a ticket in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    /// It queues by a booked time that lies before.
    Booked,
    /// It was transferred, and kept its age.
    Transferred,
    /// Its journey took it here, with the age of its visit.
    WentOn,
    /// It was set aside, and is back at its old place.
    Returned,
    /// It was called and did not come, and was placed after some others.
    CameBack,
    /// Its call was withdrawn, and it is back at its old place.
    CallWithdrawn,
    /// An act on it was taken back.
    Undone,
    /// A kiosk had given it without the hub, before this one, and was heard of only now.
    JoinedFromOffline,
}

/// By which hour a ticket ended unserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Closing time.
    Closing,
    /// The end of the business day.
    DayEnd,
}

/// How a counter began or ceased to take a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterTurn {
    /// It opened, or came back from a rest.
    Opened,
    /// It rests.
    Rested,
    /// It closed.
    Closed,
    /// It opened with a profile that does not take the queue.
    OtherWork,
}

impl Story {
    /// Reads the events of one business day, in order from its `day_opened`; those behind its end are
    /// only asked what became of the ticket on the next day. `None` where the day did not give it.
    ///
    /// # Panics
    /// Where the events do not follow from one another, as [`crate::Branch::apply`] does.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>, asked: Asked) -> Option<Self> {
        let mut teller = Teller::new(asked);
        for event in events {
            teller.take(event);
        }
        teller.end()
    }

    /// The calls of others while it waited, in order.
    pub fn others_called(&self) -> impl Iterator<Item = &OtherCalled> {
        self.entries.iter().filter_map(|entry| match &entry.moment {
            Moment::OtherCalled(other) => Some(other),
            Moment::OtherJoined { .. }
            | Moment::Called { .. }
            | Moment::Recalled { .. }
            | Moment::CallWithdrawn { .. }
            | Moment::Moved { .. }
            | Moment::NoShow { .. }
            | Moment::CameBack { .. }
            | Moment::Started { .. }
            | Moment::Finished { .. }
            | Moment::WentOn { .. }
            | Moment::Transferred { .. }
            | Moment::Parked { .. }
            | Moment::Returned { .. }
            | Moment::Cancelled { .. }
            | Moment::Undone { .. }
            | Moment::ServedAtDayEnd
            | Moment::Expired { .. }
            | Moment::CarriedOn { .. }
            | Moment::Held { .. }
            | Moment::Resumed { .. }
            | Moment::CounterTurned { .. }
            | Moment::Configured { .. } => None,
        })
    }

    /// How many numbers were called while it waited, each counted once; and how many of those had
    /// come to the branch after it.
    pub fn numbers_before(&self) -> (usize, usize) {
        let all: BTreeSet<TicketId> = self.others_called().map(|other| other.ticket).collect();
        let later = self
            .others_called()
            .filter(|other| other.came == Order::Later);
        let later: BTreeSet<TicketId> = later.map(|other| other.ticket).collect();
        (all.len(), later.len())
    }
}

impl Moment {
    /// The place that it took by this moment, where it took one.
    pub fn standing(&self) -> Option<Standing> {
        match self {
            Self::CallWithdrawn { standing, .. }
            | Self::CameBack { standing, .. }
            | Self::WentOn { standing, .. }
            | Self::Transferred { standing, .. }
            | Self::Returned { standing, .. } => Some(*standing),
            Self::Undone { standing, .. } => *standing,
            Self::OtherCalled(_)
            | Self::OtherJoined { .. }
            | Self::Called { .. }
            | Self::Recalled { .. }
            | Self::Moved { .. }
            | Self::NoShow { .. }
            | Self::Started { .. }
            | Self::Finished { .. }
            | Self::Parked { .. }
            | Self::Cancelled { .. }
            | Self::ServedAtDayEnd
            | Self::Expired { .. }
            | Self::CarriedOn { .. }
            | Self::Held { .. }
            | Self::Resumed { .. }
            | Self::CounterTurned { .. }
            | Self::Configured { .. } => None,
        }
    }
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

fn as_word<S: Serializer>(state: &StateName, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state.as_str())
}
