//! What a branch is, and all that can happen in it.
//!
//! A deterministic state machine: [`decide`] turns a [`Command`] into [`Event`]s or a [`Rejection`],
//! [`Branch::apply`] folds an event into the [`Branch`], and [`next_deadline`] says when time itself
//! becomes a command. The same log and the same commands give the same branch, on any machine.
//!
//! Deliberately absent: a clock, input and output, threads, randomness, hash maps, floating point.
//! Time and seed arrive in a [`Context`]; sentences for people are made elsewhere from codes. No
//! name, telephone number or free text can enter an event, so the log holds nothing to forget.
//!
//! The hub's writer drives it: it decides, applies, appends to storage and only then answers. The
//! follower applies the same events again to its own `Branch`, from which every screen is made.

mod announcement;
mod apply;
mod branch;
mod codec;
mod command;
pub mod config;
mod deadline;
mod decide;
mod desk;
mod device;
mod event;
mod hall;
mod ids;
mod number;
mod pace;
mod quota;
mod rejection;
mod reserve;
pub mod rule;
mod standby;
pub mod story;
mod tally;
mod text;
mod ticket;
mod time;

pub use announcement::{
    ANNOUNCEMENTS_MAX, Announcement, AnnouncementKind, Quiet, QuietReason, SoundHealth, Without,
};
pub use branch::{Branch, CounterState, Day, Desk, Hold, SeriesState};
pub use codec::{DecodeError, decode, encode};
pub use command::{
    Act, Actor, Age, Command, Context, Joining, LogTail, PARTY_MAX, Role, TICKETS_PER_ACT_MAX,
};
pub use config::Config;
pub use deadline::{Reason as DeadlineReason, next_deadline};
pub use decide::decide;
pub use desk::{
    Asks, BreakReason, COPIES_ASKED_MAX, DELIVERED_MAX, DIRECTED_MAX, Directed, Finish, NOTES_MAX,
    RequeueReason, TOGETHER_MAX,
};
pub use device::{PrinterFault, PrinterHealth, SlipKind, SlipState, Watched};
pub use event::{
    CarriedReserve, CarriedTicket, EndOfDay, Event, HoldReason, Outcome, Undoable, What,
};
pub use ids::{
    ClassId, ClerkId, CounterId, DeliveryId, DeviceId, InvalidId, JourneyId, LineId, NoteRef,
    ProfileId, SeriesId, ServiceId, TicketId, ZoneId,
};
pub use number::{InvalidNumber, Prefix, TicketNumber};
pub use quota::Places;
pub use rejection::{Rejection, Verb};
pub use reserve::{RESERVE_KIOSKS_MAX, Reserved, Reserves};
pub use rule::{CallReason, ChoiceReason};
pub use story::Story;
pub use tally::{Closing, SeriesCount, Tally};
pub use text::{Locale, Text};
pub use ticket::{Leg, Place, Slips, State, StateName, Ticket, UndoPoint};
pub use time::{InvalidTimestamp, LocalTime, TimeZone, Timestamp};
