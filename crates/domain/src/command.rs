//! What can be asked of a branch. Kiosk, clerk, interface, timer: each asks by a [`Command`].

use serde::{Deserialize, Serialize};

use crate::announcement::{AnnouncementKind, Quiet, SoundHealth};
use crate::config::Config;
use crate::deadline::Reason;
use crate::desk::{BreakReason, Directed, Finish, RequeueReason};
use crate::device::{PrinterHealth, SlipKind, SlipState};
use crate::event::HoldReason;
use crate::ids::{
    ClassId, ClerkId, CounterId, DeviceId, NoteRef, ProfileId, SeriesId, ServiceId, TicketId,
    ZoneId,
};
use crate::rule::ChoiceReason;
use crate::text::Locale;
use crate::time::Timestamp;

/// The most tickets of one act: a group of fifty arrives.
pub const TICKETS_PER_ACT_MAX: u8 = 50;
/// The most people on one ticket.
pub const PARTY_MAX: u8 = 50;

/// What one actor asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Who asks.
    pub by: Actor,
    /// What.
    pub act: Act,
}

/// Time and chance, which the domain does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// The wall clock. The domain works with the later of this and its last event.
    pub clock: Timestamp,
    /// Unforeseeable bits, fresh for each command.
    pub seed: u64,
    /// The end of the log, for what a new day records of the one before.
    pub tail: LogTail,
}

/// The last event of the log, by its sequence and hash.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogTail {
    /// Its sequence; 0 for an empty log.
    pub seq: u64,
    /// Its SHA-256.
    pub hash: [u8; 32],
}

/// Who acts: a role, on a device, at a counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// In which role.
    pub role: Role,
    /// On which device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// At which counter: a counter's device acts only there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<CounterId>,
    /// Which clerk, by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clerk: Option<ClerkId>,
}

/// In which role somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A customer at a kiosk.
    Kiosk,
    /// Somebody who receives people: gives numbers, and does nothing at a counter.
    Greeter,
    /// A clerk at a counter.
    Counter,
    /// A supervisor, anywhere.
    Supervisor,
    /// An administrator, or the service's own command line.
    Admin,
    /// Time itself: a deadline that came.
    Timer,
}

impl Actor {
    /// Time itself.
    pub const TIMER: Self = Self {
        role: Role::Timer,
        device: None,
        counter: None,
        clerk: None,
    };

    /// The administrator at the command line.
    pub const ADMIN: Self = Self {
        role: Role::Admin,
        device: None,
        counter: None,
        clerk: None,
    };

    /// Whether it may act on every counter.
    pub(crate) fn is_everywhere(&self) -> bool {
        match self.role {
            Role::Supervisor | Role::Admin | Role::Timer => true,
            Role::Kiosk | Role::Greeter | Role::Counter => false,
        }
    }
}

/// Whether a transferred ticket keeps its age.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// It queues by the age it had: someone took the wrong service.
    #[default]
    Keep,
    /// It joins at the end.
    Fresh,
}

/// A ticket that a kiosk gave from its reserve. It is on paper: nothing but a wrong id is a reason to
/// refuse it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// As it stood in the reserve.
    pub ticket: TicketId,
    /// The service asked for; one of the number's series where the branch no longer has it.
    pub service: ServiceId,
    /// The class; the regular one where the branch no longer has it, or has it by appointment.
    pub class: ClassId,
    /// The customer's language.
    pub locale: Locale,
    /// For how many people, taken as 1 to 50.
    pub party: u8,
    /// When it was given, as the kiosk measured it.
    pub issued_at: Timestamp,
    /// The hub's last word before that: it was not given earlier.
    pub heard_at: Timestamp,
    /// Tickets that the hub may have given for the same touch, unheard by the kiosk.
    pub twins: Vec<TicketId>,
}

/// Everything that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Begin a history: the first event of a log.
    StartEpoch {
        /// How many histories this branch has had.
        counter: u32,
        /// What tells this history from any other.
        random: u64,
        /// A rehearsal's clock was set by hand; its days are not real ones.
        rehearsal: bool,
    },
    /// Replace the configuration.
    Configure(Box<Config>),
    /// Vouch for a clock that jumped far ahead or stands behind the log.
    ConfirmClock,
    /// Something is due.
    Due {
        /// What.
        reason: Reason,
        /// Since when.
        at: Timestamp,
    },
    /// Give numbers.
    Issue {
        /// For which service.
        service: ServiceId,
        /// In which class; the regular one where absent.
        class: Option<ClassId>,
        /// The customer's language; the branch's where absent.
        locale: Option<Locale>,
        /// How many tickets: 1 to 50.
        count: u8,
        /// How many people on each: 1 to 50.
        party: u8,
        /// The booked time, for a class by appointment.
        booked_at: Option<Timestamp>,
        /// Where that is kept which only the clerk is told.
        note: Option<NoteRef>,
    },
    /// Stop the whole branch: no numbers, no calls, and no wait grows.
    Hold(HoldReason),
    /// End the hold.
    ResumeBranch,
    /// Open a counter.
    OpenCounter {
        /// Which.
        counter: CounterId,
        /// With this profile; the clerk's own where absent, or else the counter's.
        profile: Option<ProfileId>,
    },
    /// Close a counter.
    CloseCounter(CounterId),
    /// Rest.
    Break {
        /// Which counter.
        counter: CounterId,
        /// Why, where the clerk says it.
        reason: Option<BreakReason>,
    },
    /// Call whoever the profile says comes next. What stands at the counter is finished by the same act.
    CallNext {
        /// To which counter.
        counter: CounterId,
        /// What the call goes without, and why.
        quiet: Option<Quiet>,
        /// How the service that the call ends ended.
        finish: Finish,
    },
    /// Call a chosen ticket.
    Call {
        /// To which counter.
        counter: CounterId,
        /// Which ticket.
        ticket: TicketId,
        /// Why out of its turn, where the clerk says it.
        because: Option<ChoiceReason>,
        /// What the call goes without, and why.
        quiet: Option<Quiet>,
        /// How the service that the call ends ended.
        finish: Finish,
    },
    /// Call several chosen tickets at once, the first of them to be the present one.
    CallSeveral {
        /// To which counter.
        counter: CounterId,
        /// Which tickets, each once: 1 to [`crate::TOGETHER_MAX`].
        tickets: Vec<TicketId>,
        /// Why out of their turn, where the clerk says it.
        because: Option<ChoiceReason>,
        /// What the calls go without, and why.
        quiet: Option<Quiet>,
        /// How the service that the calls end ended.
        finish: Finish,
    },
    /// Serve somebody who stands at the counter without a number: gives one, calls it without screen
    /// and voice, and starts.
    WalkIn {
        /// At which counter.
        counter: CounterId,
        /// For which service.
        service: ServiceId,
        /// In which class; the regular one where absent.
        class: Option<ClassId>,
        /// The customer's language; the branch's where absent.
        locale: Option<Locale>,
    },
    /// Say the call again.
    Recall(TicketId),
    /// Begin to serve the one who came.
    Start(TicketId),
    /// Done.
    Finish {
        /// Which ticket.
        ticket: TicketId,
        /// How it ended.
        finish: Finish,
    },
    /// Move on to another service.
    Transfer {
        /// Which ticket.
        ticket: TicketId,
        /// To which service.
        service: ServiceId,
        /// In another class; as the service has it where absent.
        class: Option<ClassId>,
        /// With its age or without; as the service has it where absent.
        age: Option<Age>,
        /// To one counter or clerk.
        to: Option<Directed>,
        /// Where that is kept which whoever serves it next is told.
        note: Option<NoteRef>,
    },
    /// Set aside: someone must fetch a document.
    Park {
        /// Which ticket.
        ticket: TicketId,
        /// Back in the queue by itself after so many seconds; only by hand where absent.
        return_secs: Option<u32>,
        /// Where that is kept which whoever serves it next is told.
        note: Option<NoteRef>,
    },
    /// Back from parking.
    Resume(TicketId),
    /// Called, and nobody came.
    NoShow(TicketId),
    /// Back into the queue: a withdrawn call to its old place, a no-show after some others.
    Requeue {
        /// Which ticket.
        ticket: TicketId,
        /// Why, where the clerk says it.
        because: Option<RequeueReason>,
    },
    /// Write something down about a ticket. The words are kept elsewhere.
    Note {
        /// Which ticket.
        ticket: TicketId,
        /// Where they are kept.
        note: NoteRef,
    },
    /// Let the next arrival be called to a counter by itself, or no more.
    StandBy {
        /// Which counter.
        counter: CounterId,
        /// Whether.
        on: bool,
    },
    /// Let a counter work by another profile from now on.
    AssignProfile {
        /// Which counter.
        counter: CounterId,
        /// Which profile.
        profile: ProfileId,
    },
    /// A clerk is here. Signed in at another counter, they move: what is called or served there comes
    /// along.
    SignIn {
        /// Which clerk.
        clerk: ClerkId,
        /// At which counter; at none for whoever works at none.
        counter: Option<CounterId>,
    },
    /// A clerk goes; their counter closes.
    SignOut {
        /// Which clerk.
        clerk: ClerkId,
    },
    /// Free a counter whose clerk or PC is gone: whoever was called or served there waits again at their
    /// old place, and the counter closes.
    ReleaseCounter(CounterId),
    /// Have a kiosk print the slip again, as a copy. Nothing where it has been asked to already.
    AskCopy {
        /// Of which ticket.
        ticket: TicketId,
        /// Which kiosk.
        device: DeviceId,
    },
    /// End a ticket unserved.
    Cancel(TicketId),
    /// Take the last act on a ticket back.
    Undo(TicketId),
    /// The holder of a parked or missed ticket is back. Nothing where it waits or is called already.
    CheckIn(TicketId),
    /// Give no more numbers for a service; those who wait are called as before.
    PauseService(ServiceId),
    /// Give numbers again.
    ResumeService(ServiceId),
    /// Somebody needs help at a kiosk. Nothing where it has called already.
    AskHelp {
        /// Which kiosk.
        device: DeviceId,
    },
    /// Somebody of the staff takes care of it.
    AnswerHelp {
        /// Which kiosk.
        device: DeviceId,
    },
    /// Numbers that a kiosk may give while it does not reach the hub: whatever it lacks of them, for
    /// today and the next day with hours.
    Reserve {
        /// Which kiosk.
        device: DeviceId,
    },
    /// A kiosk gives numbers back that were never on paper.
    ReturnReserve {
        /// Which kiosk.
        device: DeviceId,
        /// Of these series; of all where absent.
        series: Option<Vec<SeriesId>>,
        /// On paper already, and still to be joined: these it keeps.
        given: Vec<TicketId>,
    },
    /// What a kiosk gave without the hub becomes part of the day: 1 to 50 tickets.
    Join {
        /// Which kiosk.
        device: DeviceId,
        /// The tickets.
        tickets: Vec<Joining>,
    },
    /// A device's printer is as said. Nothing where that is no change.
    ReportHealth {
        /// Whose printer.
        device: DeviceId,
        /// How it is.
        health: PrinterHealth,
    },
    /// The roll was changed in the printer of whoever says so.
    ReportRoll {
        /// What the roll before had given, in millimetres.
        used_mm: u32,
        /// How many cuts.
        cuts: u32,
        /// A person said so, where the printer cannot.
        by_hand: bool,
    },
    /// The last word on a slip.
    ReportSlip {
        /// Whose slip.
        ticket: TicketId,
        /// Which.
        kind: SlipKind,
        /// What became of it.
        state: SlipState,
    },
    /// Tell the hall something. Its words are kept elsewhere. Nothing where it stands already.
    Announce {
        /// Its identity, and where its words are kept.
        id: NoteRef,
        /// What it is.
        kind: AnnouncementKind,
        /// In which zones; in all where empty.
        zones: Vec<ZoneId>,
        /// For how many seconds, 10 to 86 400; until somebody ends it where absent.
        for_secs: Option<u32>,
        /// Whether the voice says it, too.
        spoken: bool,
    },
    /// An announcement has served.
    EndAnnouncement(NoteRef),
    /// Whether a display can be heard. Nothing where that is no change.
    ReportSound {
        /// Which display.
        device: DeviceId,
        /// How it is.
        sound: SoundHealth,
    },
}
