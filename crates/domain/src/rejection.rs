//! Why an act was refused. A rejection is a value with a stable code; the sentence is made at the
//! screen, in the reader's language.

use crate::command::{PARTY_MAX, TICKETS_PER_ACT_MAX};
use crate::event::HoldReason;
use crate::ids::{
    ClassId, ClerkId, CounterId, DeliveryId, NoteRef, ProfileId, ServiceId, TicketId, ZoneId,
};
use crate::ticket::StateName;
use crate::time::Timestamp;

/// A clerk's verb, for the sentence "… cannot be …".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Verb {
    Call,
    Recall,
    Start,
    Finish,
    Transfer,
    Park,
    Resume,
    NoShow,
    Requeue,
    Cancel,
    CheckIn,
    Note,
    Copy,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// No history, configuration or day yet.
    #[error("the branch has no open business day")]
    DayNotOpen,
    /// A log already has its beginning.
    #[error("this log has already begun")]
    AlreadyBegun,
    /// The new configuration would take away what today's tickets stand on.
    #[error("today's tickets still need {0}; change it after the day's end")]
    ConfigInUse(String),
    /// The configuration has faults; [`crate::config::Config::check`] lists them all.
    #[error("{0}")]
    ConfigFaulty(String),
    /// The clock jumped ahead by more than 36 hours, or stands behind the log: a supervisor must vouch for it.
    #[error("the clock shows {clock}, the log ends at {last}: a supervisor must confirm the clock")]
    ClockUnconfirmed {
        /// What the clock shows.
        clock: Timestamp,
        /// The last event.
        last: Timestamp,
    },
    /// A deadline's command came early or twice.
    #[error("nothing of this kind is due")]
    NotDue,
    /// No such service.
    #[error("there is no service {0}")]
    UnknownService(ServiceId),
    /// No such class.
    #[error("there is no class {0}")]
    UnknownClass(ClassId),
    /// No such counter.
    #[error("there is no counter {0}")]
    UnknownCounter(CounterId),
    /// No such profile.
    #[error("there is no profile {0}")]
    UnknownProfile(ProfileId),
    /// No such ticket on this business day.
    #[error("there is no ticket {0} today")]
    UnknownTicket(TicketId),
    /// The service gives no numbers now.
    #[error("{service} is closed")]
    ServiceClosed {
        /// Which.
        service: ServiceId,
        /// When it opens next.
        opens_at: Option<Timestamp>,
    },
    /// The service is reached only by transfer.
    #[error("{0} is reached only by transfer")]
    NotWalkIn(ServiceId),
    /// The series has fewer numbers left than were asked for.
    #[error("no numbers left today for {service}")]
    SeriesExhausted {
        /// Which.
        service: ServiceId,
        /// How many are left.
        left: u16,
    },
    /// 1 to 50 tickets an act.
    #[error("one act takes 1 to {TICKETS_PER_ACT_MAX} numbers")]
    CountOutOfRange,
    /// 1 to 50 people a ticket.
    #[error("one ticket stands for 1 to {PARTY_MAX} people")]
    PartyOutOfRange,
    /// Parking lasts 1 second to a day.
    #[error("a return lies 1 to 86400 seconds ahead")]
    ReturnOutOfRange,
    /// The verb does not fit the ticket's state.
    #[error("a ticket that is {} cannot do this", .state.as_str())]
    WrongState {
        /// The state.
        state: StateName,
        /// The verb.
        verb: Verb,
    },
    /// The actor's counter is not the one in question.
    #[error("this belongs to another counter")]
    WrongCounter,
    /// This actor may not do this at all.
    #[error("this role may not do this")]
    Forbidden,
    /// The counter is not open.
    #[error("counter {0} is not open")]
    CounterClosed(CounterId),
    /// The counter still has a ticket.
    #[error("counter {counter} still has a ticket")]
    CounterBusy {
        /// Which counter.
        counter: CounterId,
        /// Which ticket.
        ticket: TicketId,
    },
    /// The counter is already so.
    #[error("counter {0} is already in this state")]
    CounterUnchanged(CounterId),
    /// The ticket waits there already.
    #[error("the ticket already waits for {0}")]
    SameService(ServiceId),
    /// The profile does not take this service.
    #[error("this counter's profile does not take {0}")]
    NotInProfile(ServiceId),
    /// Called often enough.
    #[error("the call was repeated {0} times already")]
    RecallLimit(u8),
    /// Too late to come back.
    #[error("the time to come back is over")]
    GraceOver,
    /// The whole branch is held.
    #[error("the branch is held: {}", .0.code())]
    BranchHeld(HoldReason),
    /// There is no hold to end.
    #[error("the branch is not held")]
    NotHeld,
    /// Held too often in one day.
    #[error("the branch was held {0} times today, which is all that one day records")]
    HoldLimit(usize),
    /// The service has given all numbers of this part of the day.
    #[error("{service} is full")]
    ServiceFull {
        /// Which.
        service: ServiceId,
        /// How many people it still takes.
        left: u16,
        /// When it takes people again today.
        opens_at: Option<Timestamp>,
    },
    /// This class is by appointment: the booked time is missing.
    #[error("class {0} is by appointment and needs the booked time")]
    BookingNeeded(ClassId),
    /// This class has no appointments.
    #[error("class {0} has no appointments")]
    NotByAppointment(ClassId),
    /// Too early for this appointment.
    #[error("this appointment is admitted from {from}")]
    AppointmentEarly {
        /// From when.
        from: Timestamp,
    },
    /// A ticket called out of its turn needs a reason here.
    #[error("a ticket called out of its turn needs a reason")]
    ReasonNeeded,
    /// A device's health is recorded at most once in a while: say it again then, as it then is.
    #[error("this device's health is recorded again from {again_at}")]
    HealthTooSoon {
        /// From when.
        again_at: Timestamp,
    },
    /// Too many devices reported on one day.
    #[error("{0} devices reported today, which is all that one day keeps")]
    DeviceLimit(usize),
    /// The last word on this slip was another.
    #[error("something else was already reported of this slip")]
    SlipEnded,
    /// Copies of one ticket without end.
    #[error("this ticket was copied {0} times, which is all that is kept")]
    CopyLimit(u8),
    /// The service gives no numbers for now.
    #[error("{0} is paused")]
    ServicePaused(ServiceId),
    /// Too many kiosks hold numbers.
    #[error("{0} kiosks hold reserved numbers, which is all that one branch keeps")]
    ReserveLimit(usize),
    /// This kiosk never held this number, or has given it back.
    #[error("ticket {0} is not of this kiosk's reserve")]
    NotReserved(TicketId),
    /// The number was for a day that is over: whoever held it has gone, and the day is counted.
    #[error("ticket {0} was given on a business day that is over")]
    ReserveOver(TicketId),
    /// The number is for a day that has not begun.
    #[error("ticket {ticket} is for a business day that begins at {from}")]
    ReserveEarly {
        /// Which.
        ticket: TicketId,
        /// When that day begins: join it then.
        from: Timestamp,
    },
    /// No such zone.
    #[error("there is no zone {0}")]
    UnknownZone(ZoneId),
    /// No such announcement stands: it never did, its time has run out, or somebody ended it.
    #[error("no announcement {0} stands")]
    UnknownAnnouncement(NoteRef),
    /// As many announcements stand as a hall is told at a time.
    #[error("{0} announcements stand already; end one of them first")]
    TooManyAnnouncements(usize),
    /// An announcement stands for 10 seconds to a day.
    #[error("an announcement stands for 10 to 86400 seconds")]
    DurationOutOfRange,
    /// Somebody has to sign in before the counter does anything.
    #[error("nobody is signed in here; sign in first")]
    SignInNeeded,
    /// Another clerk is signed in at the counter.
    #[error("clerk {clerk} is signed in at counter {counter}")]
    CounterTaken {
        /// Which counter.
        counter: CounterId,
        /// Who is there.
        clerk: ClerkId,
    },
    /// This clerk is signed in nowhere.
    #[error("clerk {0} is not signed in at any counter")]
    ClerkAway(ClerkId),
    /// Others who were called to the counter have still to be dealt with, each by itself.
    #[error(
        "{0} called tickets still stand at the counter; start, finish or miss each of them first"
    )]
    StillCalled(usize),
    /// A service does not end here without its outcome.
    #[error("say how the service ended")]
    OutcomeNeeded,
    /// A service does not end here without what was delivered.
    #[error("say what was delivered")]
    DeliveryNeeded,
    /// No such delivery, or not of this service.
    #[error("there is no delivery {0} of this service")]
    UnknownDelivery(DeliveryId),
    /// Too many deliveries of one service.
    #[error("one service delivers at most {0} things")]
    TooManyDeliveries(usize),
    /// The call was said a moment ago.
    #[error("the call can be repeated from {again_at}")]
    RecallTooSoon {
        /// From when.
        again_at: Timestamp,
    },
    /// The counter called a moment ago.
    #[error("this counter can call from {again_at}")]
    CallTooSoon {
        /// From when.
        again_at: Timestamp,
    },
    /// So many are called at once, or none.
    #[error("one act calls 1 to {0} tickets, each once")]
    TooManyTogether(usize),
    /// Too many wait for one counter or clerk alone.
    #[error("{0} tickets wait for one counter or clerk alone, which is all that one branch keeps")]
    TooManyDirected(usize),
    /// Too much was written down about the ticket.
    #[error("{0} notes were written about this ticket, which is all that is kept")]
    TooManyNotes(usize),
    /// Kiosks are behind with printing.
    #[error("{0} copies wait to be printed; see to the kiosks' printers first")]
    TooManyCopies(usize),
    /// Nothing can be taken back any more.
    #[error("this can no longer be undone")]
    NothingToUndo,
}

impl Rejection {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DayNotOpen => "day_not_open",
            Self::AlreadyBegun => "already_begun",
            Self::ConfigInUse(_) => "config_in_use",
            Self::ConfigFaulty(_) => "config_faulty",
            Self::ClockUnconfirmed { .. } => "clock_unconfirmed",
            Self::NotDue => "not_due",
            Self::UnknownService(_) => "unknown_service",
            Self::UnknownClass(_) => "unknown_class",
            Self::UnknownCounter(_) => "unknown_counter",
            Self::UnknownProfile(_) => "unknown_profile",
            Self::UnknownTicket(_) => "unknown_ticket",
            Self::ServiceClosed { .. } => "service_closed",
            Self::NotWalkIn(_) => "not_walk_in",
            Self::SeriesExhausted { .. } => "series_exhausted",
            Self::CountOutOfRange => "count_out_of_range",
            Self::PartyOutOfRange => "party_out_of_range",
            Self::ReturnOutOfRange => "return_out_of_range",
            Self::WrongState { .. } => "wrong_state",
            Self::WrongCounter => "wrong_counter",
            Self::Forbidden => "forbidden",
            Self::CounterClosed(_) => "counter_closed",
            Self::CounterBusy { .. } => "counter_busy",
            Self::CounterUnchanged(_) => "counter_unchanged",
            Self::SameService(_) => "same_service",
            Self::NotInProfile(_) => "not_in_profile",
            Self::RecallLimit(_) => "recall_limit",
            Self::GraceOver => "grace_over",
            Self::BranchHeld(_) => "branch_held",
            Self::NotHeld => "not_held",
            Self::HoldLimit(_) => "hold_limit",
            Self::ServiceFull { .. } => "service_full",
            Self::BookingNeeded(_) => "booking_needed",
            Self::NotByAppointment(_) => "not_by_appointment",
            Self::AppointmentEarly { .. } => "appointment_early",
            Self::ReasonNeeded => "reason_needed",
            Self::HealthTooSoon { .. } => "health_too_soon",
            Self::DeviceLimit(_) => "device_limit",
            Self::SlipEnded => "slip_ended",
            Self::CopyLimit(_) => "copy_limit",
            Self::ServicePaused(_) => "service_paused",
            Self::ReserveLimit(_) => "reserve_limit",
            Self::NotReserved(_) => "not_reserved",
            Self::ReserveOver(_) => "reserve_over",
            Self::ReserveEarly { .. } => "reserve_early",
            Self::UnknownZone(_) => "unknown_zone",
            Self::UnknownAnnouncement(_) => "unknown_announcement",
            Self::TooManyAnnouncements(_) => "too_many_announcements",
            Self::DurationOutOfRange => "duration_out_of_range",
            Self::SignInNeeded => "sign_in_needed",
            Self::CounterTaken { .. } => "counter_taken",
            Self::ClerkAway(_) => "clerk_away",
            Self::StillCalled(_) => "still_called",
            Self::OutcomeNeeded => "outcome_needed",
            Self::DeliveryNeeded => "delivery_needed",
            Self::UnknownDelivery(_) => "unknown_delivery",
            Self::TooManyDeliveries(_) => "too_many_deliveries",
            Self::RecallTooSoon { .. } => "recall_too_soon",
            Self::CallTooSoon { .. } => "call_too_soon",
            Self::TooManyTogether(_) => "too_many_together",
            Self::TooManyDirected(_) => "too_many_directed",
            Self::TooManyNotes(_) => "too_many_notes",
            Self::TooManyCopies(_) => "too_many_copies",
            Self::NothingToUndo => "nothing_to_undo",
        }
    }
}
