//! What happened. The event log is the truth; everything else is derived from it.

mod carried;
mod words;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::announcement::{Announcement, Quiet, SoundHealth};
use crate::command::Actor;
use crate::config::Config;
use crate::desk::{BreakReason, Directed, RequeueReason};
use crate::device::{PrinterHealth, SlipKind, SlipState};
use crate::ids::{
    ClassId, ClerkId, CounterId, DeliveryId, DeviceId, JourneyId, NoteRef, ProfileId, SeriesId,
    ServiceId, TicketId,
};
use crate::number::TicketNumber;
use crate::rule::CallReason;
use crate::text::Locale;
use crate::time::Timestamp;

pub use self::carried::{CarriedReserve, CarriedTicket, EndOfDay};
pub use self::words::{HoldReason, Outcome, Undoable};

/// Something that happened, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When. Never before the event ahead of it.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What.
    pub what: What,
}

/// Everything that can happen. In JSON the variant's name is the `type`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum What {
    /// A history begins.
    EpochStarted {
        /// How many histories this branch has had.
        counter: u32,
        /// 64 random bits in hexadecimal.
        random: String,
        /// The clock was set by hand for a rehearsal.
        rehearsal: bool,
    },
    /// The configuration was replaced.
    Configured {
        /// All of it.
        config: Box<Config>,
    },
    /// A supervisor vouched for the clock.
    ClockConfirmed {
        /// What the clock showed.
        clock: Timestamp,
    },
    /// A business day began. It carries everything that lives on.
    DayOpened {
        /// The day.
        date: NaiveDate,
        /// When it was due.
        due_at: Timestamp,
        /// The branch's configuration.
        config: Box<Config>,
        /// Those who still wait from the day before, with their new numbers.
        carried: Vec<CarriedTicket>,
        /// Numbers that kiosks hold for this day and later ones.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reserves: Vec<CarriedReserve>,
        /// What the hall is still told.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        announcements: Vec<Announcement>,
        /// The last event of the day before, as it stood when this day was due.
        previous_seq: u64,
        /// Its hash, in hexadecimal.
        previous_hash: String,
    },
    /// A business day ended.
    DayClosed {
        /// The day.
        date: NaiveDate,
        /// When it was due.
        due_at: Timestamp,
        /// What became of the tickets still open.
        ended: Vec<EndOfDay>,
    },
    /// A number was given.
    TicketIssued {
        /// The ticket.
        ticket: TicketId,
        /// Its number.
        number: TicketNumber,
        /// The series of the number.
        series: SeriesId,
        /// For which service.
        service: ServiceId,
        /// In which class.
        class: ClassId,
        /// In which language.
        locale: Locale,
        /// For how many people.
        party: u8,
        /// The booked time that was named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        booked_at: Option<Timestamp>,
        /// The age it queues by, where that is not the moment of issue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
        /// The service it was issued for, where its journey begins at another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        issued_for: Option<ServiceId>,
        /// The journey it is on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        journey: Option<JourneyId>,
        /// The services that follow, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        onward: Vec<ServiceId>,
        /// When a kiosk gave it that did not reach the hub: it queues by this age.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offline_at: Option<Timestamp>,
        /// Where that is kept which only the clerk is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteRef>,
    },
    /// A ticket was called to a counter.
    TicketCalled {
        /// The ticket.
        ticket: TicketId,
        /// The counter.
        counter: CounterId,
        /// Why this one, now.
        reason: CallReason,
        /// What the call goes without, and why. Its recalls go without it, too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quiet: Option<Quiet>,
    },
    /// The call was said again.
    TicketRecalled {
        /// The ticket.
        ticket: TicketId,
        /// The counter.
        counter: CounterId,
        /// The how-manieth repetition this is, from 1.
        times: u8,
    },
    /// Service began.
    TicketStarted {
        /// The ticket.
        ticket: TicketId,
        /// The counter.
        counter: CounterId,
    },
    /// Service ended.
    TicketFinished {
        /// The ticket.
        ticket: TicketId,
        /// The counter.
        counter: CounterId,
        /// How.
        outcome: Outcome,
        /// What was delivered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        delivered: Vec<DeliveryId>,
    },
    /// A leg ended and another began.
    TicketTransferred {
        /// The ticket.
        ticket: TicketId,
        /// The counter it left, if it stood at one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counter: Option<CounterId>,
        /// The service it goes to.
        service: ServiceId,
        /// In which class.
        class: ClassId,
        /// The age it queues by.
        since: Timestamp,
        /// It was served here, and its journey took it on.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        served: bool,
        /// The services that follow, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        onward: Vec<ServiceId>,
        /// What was delivered, where it was served here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        delivered: Vec<DeliveryId>,
        /// To one counter or clerk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        directed: Option<Directed>,
        /// Where that is kept which whoever serves it next is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteRef>,
    },
    /// Set aside.
    TicketParked {
        /// The ticket.
        ticket: TicketId,
        /// The counter that did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counter: Option<CounterId>,
        /// When it comes back by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        /// Where that is kept which whoever serves it next is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteRef>,
    },
    /// Back in the queue at its old place.
    TicketResumed {
        /// The ticket.
        ticket: TicketId,
        /// When that was due, where time did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_at: Option<Timestamp>,
    },
    /// Called, and nobody came.
    TicketNoShow {
        /// The ticket.
        ticket: TicketId,
        /// The counter that called.
        counter: CounterId,
    },
    /// Back in the queue.
    TicketRequeued {
        /// The ticket.
        ticket: TicketId,
        /// The ticket it now stands behind; its old place where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        behind: Option<TicketId>,
        /// The age it queues by.
        since: Timestamp,
        /// Why, where somebody said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<RequeueReason>,
    },
    /// Something was written down about a ticket; the words are kept elsewhere.
    TicketNoted {
        /// The ticket.
        ticket: TicketId,
        /// Where they are kept.
        note: NoteRef,
    },
    /// A called or served ticket went along with its clerk.
    TicketMoved {
        /// The ticket.
        ticket: TicketId,
        /// The counter it left.
        from: CounterId,
        /// The counter it stands at now.
        to: CounterId,
    },
    /// Ended unserved by somebody's act.
    TicketCancelled {
        /// The ticket.
        ticket: TicketId,
        /// The ticket that stands for the same person in its stead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        superseded_by: Option<TicketId>,
    },
    /// The last act on a ticket was taken back.
    TicketActUndone {
        /// The ticket.
        ticket: TicketId,
        /// Which act.
        act: Undoable,
    },
    /// Closing time came, and those still waiting were not to be served any more.
    QueuesClosed {
        /// When it was due.
        due_at: Timestamp,
        /// Whose tickets ended.
        ended: Vec<TicketId>,
    },
    /// The whole branch stopped.
    BranchHeld {
        /// Why.
        reason: HoldReason,
    },
    /// The branch goes on. Waits go on as if the hold had not been.
    BranchResumed {
        /// How long it was held, in milliseconds.
        held_ms: u64,
    },
    /// A counter opened, or came back from a break.
    CounterOpened {
        /// The counter.
        counter: CounterId,
        /// With which profile.
        profile: ProfileId,
    },
    /// A counter rests.
    CounterPaused {
        /// The counter.
        counter: CounterId,
        /// Why, where somebody said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<BreakReason>,
    },
    /// A counter closed.
    CounterClosed {
        /// The counter.
        counter: CounterId,
    },
    /// Arrivals are called to a counter by themselves, or no more.
    CounterStandsBy {
        /// The counter.
        counter: CounterId,
        /// Whether.
        on: bool,
    },
    /// A counter works by another profile from now on.
    ProfileAssigned {
        /// The counter.
        counter: CounterId,
        /// The profile.
        profile: ProfileId,
    },
    /// A clerk is here.
    ClerkSignedIn {
        /// The clerk.
        clerk: ClerkId,
        /// At which counter, if they work at one. They are at no other any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counter: Option<CounterId>,
    },
    /// A clerk went.
    ClerkSignedOut {
        /// The clerk.
        clerk: ClerkId,
        /// The counter they were at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counter: Option<CounterId>,
    },
    /// A counter whose clerk or PC was gone was freed, and closed.
    CounterReleased {
        /// The counter.
        counter: CounterId,
    },
    /// A kiosk is to print a slip again, as a copy.
    CopyAsked {
        /// Of which ticket.
        ticket: TicketId,
        /// Which kiosk.
        device: DeviceId,
    },
    /// A device's printer is in another condition than the day has recorded.
    DeviceHealthChanged {
        /// Whose printer.
        device: DeviceId,
        /// How it is.
        health: PrinterHealth,
    },
    /// The roll was changed.
    RollChanged {
        /// In whose printer.
        device: DeviceId,
        /// What the roll before had given, in millimetres.
        used_mm: u32,
        /// How many cuts.
        cuts: u32,
        /// A person said so, where the printer cannot.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_hand: bool,
    },
    /// The last word on a slip: once for a ticket's original and for its officer's, and for each copy.
    SlipEnded {
        /// Whose slip.
        ticket: TicketId,
        /// Who printed it.
        device: DeviceId,
        /// Which.
        kind: SlipKind,
        /// What became of it.
        state: SlipState,
    },
    /// A kiosk was given numbers, for one date and of one series, to give while it does not reach
    /// the hub.
    ReserveGranted {
        /// Which kiosk.
        device: DeviceId,
        /// The business day they are for.
        date: NaiveDate,
        /// Their series.
        series: SeriesId,
        /// The ticket that each becomes, and its number, in the order in which they are to be given.
        numbers: Vec<(TicketId, u16)>,
    },
    /// A kiosk gave numbers of one date back that were never on paper.
    ReserveReturned {
        /// Which kiosk.
        device: DeviceId,
        /// The business day they were for.
        date: NaiveDate,
        /// Which.
        tickets: Vec<TicketId>,
    },
    /// Somebody needs help at a kiosk.
    HelpAsked {
        /// Which kiosk.
        device: DeviceId,
    },
    /// Somebody of the staff takes care of it.
    HelpAnswered {
        /// Which kiosk.
        device: DeviceId,
    },
    /// A service gives no more numbers.
    ServicePaused {
        /// Which service.
        service: ServiceId,
    },
    /// It gives numbers again.
    ServiceResumed {
        /// Which service.
        service: ServiceId,
    },
    /// The hall is told something.
    Announced {
        /// What, but for its words.
        announcement: Announcement,
    },
    /// Somebody ended that. Where its time has run out nobody needs to.
    AnnouncementEnded {
        /// Which.
        id: NoteRef,
    },
    /// A display is heard otherwise than the day has recorded.
    SoundHealthChanged {
        /// Which display.
        device: DeviceId,
        /// How it is.
        sound: SoundHealth,
    },
}

impl What {
    /// Its `type` in the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EpochStarted { .. } => "epoch_started",
            Self::Configured { .. } => "configured",
            Self::ClockConfirmed { .. } => "clock_confirmed",
            Self::DayOpened { .. } => "day_opened",
            Self::DayClosed { .. } => "day_closed",
            Self::TicketIssued { .. } => "ticket_issued",
            Self::TicketCalled { .. } => "ticket_called",
            Self::TicketRecalled { .. } => "ticket_recalled",
            Self::TicketStarted { .. } => "ticket_started",
            Self::TicketFinished { .. } => "ticket_finished",
            Self::TicketTransferred { .. } => "ticket_transferred",
            Self::TicketParked { .. } => "ticket_parked",
            Self::TicketResumed { .. } => "ticket_resumed",
            Self::TicketNoShow { .. } => "ticket_no_show",
            Self::TicketRequeued { .. } => "ticket_requeued",
            Self::TicketNoted { .. } => "ticket_noted",
            Self::TicketMoved { .. } => "ticket_moved",
            Self::TicketCancelled { .. } => "ticket_cancelled",
            Self::TicketActUndone { .. } => "ticket_act_undone",
            Self::QueuesClosed { .. } => "queues_closed",
            Self::BranchHeld { .. } => "branch_held",
            Self::BranchResumed { .. } => "branch_resumed",
            Self::CounterOpened { .. } => "counter_opened",
            Self::CounterPaused { .. } => "counter_paused",
            Self::CounterClosed { .. } => "counter_closed",
            Self::CounterStandsBy { .. } => "counter_stands_by",
            Self::ProfileAssigned { .. } => "profile_assigned",
            Self::ClerkSignedIn { .. } => "clerk_signed_in",
            Self::ClerkSignedOut { .. } => "clerk_signed_out",
            Self::CounterReleased { .. } => "counter_released",
            Self::CopyAsked { .. } => "copy_asked",
            Self::DeviceHealthChanged { .. } => "device_health_changed",
            Self::RollChanged { .. } => "roll_changed",
            Self::SlipEnded { .. } => "slip_ended",
            Self::ReserveGranted { .. } => "reserve_granted",
            Self::ReserveReturned { .. } => "reserve_returned",
            Self::HelpAsked { .. } => "help_asked",
            Self::HelpAnswered { .. } => "help_answered",
            Self::ServicePaused { .. } => "service_paused",
            Self::ServiceResumed { .. } => "service_resumed",
            Self::Announced { .. } => "announced",
            Self::AnnouncementEnded { .. } => "announcement_ended",
            Self::SoundHealthChanged { .. } => "sound_health_changed",
        }
    }

    /// The ticket it is about.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::TicketIssued { ticket, .. }
            | Self::TicketCalled { ticket, .. }
            | Self::TicketRecalled { ticket, .. }
            | Self::TicketStarted { ticket, .. }
            | Self::TicketFinished { ticket, .. }
            | Self::TicketTransferred { ticket, .. }
            | Self::TicketParked { ticket, .. }
            | Self::TicketResumed { ticket, .. }
            | Self::TicketNoShow { ticket, .. }
            | Self::TicketRequeued { ticket, .. }
            | Self::TicketCancelled { ticket, .. }
            | Self::TicketActUndone { ticket, .. }
            | Self::TicketNoted { ticket, .. }
            | Self::TicketMoved { ticket, .. }
            | Self::CopyAsked { ticket, .. }
            | Self::SlipEnded { ticket, .. } => Some(*ticket),
            Self::EpochStarted { .. }
            | Self::Configured { .. }
            | Self::ClockConfirmed { .. }
            | Self::DayOpened { .. }
            | Self::DayClosed { .. }
            | Self::QueuesClosed { .. }
            | Self::BranchHeld { .. }
            | Self::BranchResumed { .. }
            | Self::CounterOpened { .. }
            | Self::CounterPaused { .. }
            | Self::CounterClosed { .. }
            | Self::CounterStandsBy { .. }
            | Self::ProfileAssigned { .. }
            | Self::ClerkSignedIn { .. }
            | Self::ClerkSignedOut { .. }
            | Self::CounterReleased { .. }
            | Self::DeviceHealthChanged { .. }
            | Self::RollChanged { .. }
            | Self::ReserveGranted { .. }
            | Self::ReserveReturned { .. }
            | Self::HelpAsked { .. }
            | Self::HelpAnswered { .. }
            | Self::ServicePaused { .. }
            | Self::ServiceResumed { .. }
            | Self::Announced { .. }
            | Self::AnnouncementEnded { .. }
            | Self::SoundHealthChanged { .. } => None,
        }
    }
}
