//! One ticket: its number, its present leg and its state.

use std::ops::RangeInclusive;

use crate::announcement::Quiet;
use crate::desk::Directed;
use crate::device::SlipState;
use crate::event::{Outcome, Undoable};
use crate::ids::{
    ClassId, ClerkId, CounterId, DeviceId, JourneyId, NoteRef, SeriesId, ServiceId, TicketId,
};
use crate::number::TicketNumber;
use crate::text::Locale;
use crate::time::Timestamp;

/// One person's or one party's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its number. It never changes.
    pub number: TicketNumber,
    /// The series of the number.
    pub series: SeriesId,
    /// Its class.
    pub class: ClassId,
    /// The customer's language.
    pub locale: Locale,
    /// How many people it stands for.
    pub party: u8,
    /// The service it was issued for.
    pub issued_for: ServiceId,
    /// The booked time, where it has one.
    pub booked_at: Option<Timestamp>,
    /// The journey it is on.
    pub journey: Option<JourneyId>,
    /// The services that follow, in order.
    pub onward: Vec<ServiceId>,
    /// When it was issued; by the kiosk's word for one that was given without the hub.
    pub issued_at: Timestamp,
    /// When the hub learned of it, where a kiosk gave it from its reserve.
    pub joined_at: Option<Timestamp>,
    /// By which device.
    pub issued_by: Option<DeviceId>,
    /// Where it stands.
    pub state: State,
    /// Its present leg.
    pub leg: Leg,
    /// How many legs it has had, this one included.
    pub legs: u8,
    /// What can still be taken back.
    pub undo: Option<Box<UndoPoint>>,
    /// What became of its slips.
    pub slips: Slips,
    /// Where that is kept which only the clerk is told.
    pub note: Option<NoteRef>,
    /// Where that is kept which was written down about it since, in order; at most
    /// [`crate::NOTES_MAX`].
    pub notes: Vec<NoteRef>,
    /// For whom alone it waits, and until when.
    pub directed: Option<(Directed, Timestamp)>,
    /// When its call was last repeated.
    pub recalled_at: Option<Timestamp>,
    /// The ticket that stands for the same person in its stead.
    pub superseded_by: Option<TicketId>,
}

/// The most copies of one ticket whose ends are kept.
pub(crate) const COPIES_MAX: u8 = 99;

/// What became of a ticket's slips, as far as it was reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slips {
    /// The customer's.
    pub original: Option<SlipState>,
    /// The officer's.
    pub officer: Option<SlipState>,
    /// How many copies have come to an end, whichever.
    pub copies: u8,
}

/// One stay in one queue, until served or moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// The service waited for.
    pub service: ServiceId,
    /// When the leg began.
    pub joined_at: Timestamp,
    /// The place in the queue.
    pub place: Place,
    /// When it was called.
    pub called_at: Option<Timestamp>,
    /// When service began.
    pub started_at: Option<Timestamp>,
}

/// A place in a queue. Smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The age by which it queues.
    pub since: Timestamp,
    /// Breaks ties in the order of arrival. Arrivals lie [`Place::STRIDE`] apart, so that a
    /// returned ticket fits between two.
    pub turn: u64,
    /// Since when it is in the branch: the age of the visit.
    pub born: Timestamp,
}

impl Place {
    /// The distance between two arrivals' turns.
    pub(crate) const STRIDE: u64 = 1 << 16;

    /// The place of one that was given without the hub at `issued_at`: of several at one instant the
    /// lower number first, whichever is heard of first, and before whoever the hub gave a number then.
    pub(crate) fn offline(issued_at: Timestamp, number: TicketNumber) -> Self {
        Self {
            since: issued_at,
            turn: u64::from(number.value()),
            born: issued_at,
        }
    }

    /// The place directly behind this one.
    pub(crate) fn behind(self) -> Self {
        Self {
            turn: self.turn + 1,
            ..self
        }
    }

    /// Every place between the same two neighbours: how long each is in the branch does not part them.
    pub(crate) fn whenever_born(self) -> RangeInclusive<Self> {
        let born_at = |millis| Self {
            born: Timestamp::from_millis(millis),
            ..self
        };
        born_at(0)..=born_at(i64::MAX)
    }
}

/// Where a ticket stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// In its queue.
    Waiting,
    /// Called, on the way to the counter.
    Called {
        /// Which counter.
        counter: CounterId,
        /// How often the call was repeated.
        recalls: u8,
        /// What the call goes without, and why.
        quiet: Option<Quiet>,
    },
    /// Being served.
    Serving {
        /// At which counter.
        counter: CounterId,
    },
    /// Set aside.
    Parked {
        /// When it comes back by itself.
        until: Option<Timestamp>,
    },
    /// Called, and did not come.
    NoShow {
        /// Since when.
        at: Timestamp,
    },
    /// Served.
    Finished {
        /// How.
        outcome: Outcome,
    },
    /// Ended unserved by somebody's act.
    Cancelled,
    /// Ended unserved by the end of the day.
    Expired,
}

/// A state's name, without what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum StateName {
    Waiting,
    Called,
    Serving,
    Parked,
    NoShow,
    Finished,
    Cancelled,
    Expired,
}

impl StateName {
    /// As on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Called => "called",
            Self::Serving => "serving",
            Self::Parked => "parked",
            Self::NoShow => "no_show",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }
}

impl State {
    /// Its name.
    pub fn name(&self) -> StateName {
        match self {
            Self::Waiting => StateName::Waiting,
            Self::Called { .. } => StateName::Called,
            Self::Serving { .. } => StateName::Serving,
            Self::Parked { .. } => StateName::Parked,
            Self::NoShow { .. } => StateName::NoShow,
            Self::Finished { .. } => StateName::Finished,
            Self::Cancelled => StateName::Cancelled,
            Self::Expired => StateName::Expired,
        }
    }

    /// The counter it is called to or served at.
    pub fn counter(&self) -> Option<&CounterId> {
        match self {
            Self::Called { counter, .. } | Self::Serving { counter } => Some(counter),
            Self::Waiting
            | Self::Parked { .. }
            | Self::NoShow { .. }
            | Self::Finished { .. }
            | Self::Cancelled
            | Self::Expired => None,
        }
    }

    /// Whether nothing more happens to it but an undo.
    pub fn is_ended(&self) -> bool {
        match self {
            Self::Finished { .. } | Self::Cancelled | Self::Expired => true,
            Self::Waiting
            | Self::Called { .. }
            | Self::Serving { .. }
            | Self::Parked { .. }
            | Self::NoShow { .. } => false,
        }
    }
}

/// What a ticket was before its last act, while that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoPoint {
    /// The act.
    pub act: Undoable,
    /// When.
    pub at: Timestamp,
    /// On which device: only there can it be taken back.
    pub device: Option<DeviceId>,
    /// By which clerk: only they can take it back.
    pub clerk: Option<ClerkId>,
    /// The state before.
    pub state: State,
    /// The leg before.
    pub leg: Leg,
    /// The class before.
    pub class: ClassId,
    /// How many legs before.
    pub legs: u8,
    /// The services that followed before.
    pub onward: Vec<ServiceId>,
    /// For whom alone it waited before.
    pub directed: Option<(Directed, Timestamp)>,
    /// Whether it was the one that stood before the counter, of several that were called to it.
    pub present: bool,
    /// How many calls the counter had made by then.
    pub counter_calls: u64,
}
