//! What the WebSocket `/api/v1/sync` carries.

use antre_domain::{DeviceId, NoteRef, ServiceId, TicketId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::desk::CopyOrder;
use crate::forecast::ClassWait;
use crate::hall::AnnouncementCard;
use crate::hall::DisplayCard;
use crate::kiosk::{HelpCard, ReserveFacts};
use crate::rest::Wait;
use crate::view::{BranchFacts, Call, CounterCard, PrinterCard, ServiceCard, TicketCard, View};

/// A heartbeat comes at least this often, in seconds.
pub const HEARTBEAT_SECS: u64 = 2;
/// The largest message that a client may send, in bytes.
pub const FRAME_BYTES_MAX: usize = 4 * 1024;

/// What a client says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMessage {
    /// The first and only message: which view, and what is known already.
    Hello(Hello),
}

/// Which view, and what is known already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The epoch of what is known; absent on the first visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
    /// The last sequence that was taken in; absent on the first visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// Which view.
    pub view: ViewKind,
}

/// Which view a screen follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ViewKind {
    Kiosk,
    Display,
    Counter,
}

/// What the hub says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// Everything, where the client knows nothing or too little.
    Snapshot {
        /// This history's identity.
        epoch: String,
        /// The last event it holds.
        seq: u64,
        /// The hub's clock.
        at: Timestamp,
        /// Everything.
        view: Box<View>,
        /// The calls of the last 60 s, oldest first: a display announces only those that are newer
        /// than the last it announced.
        calls: Vec<Call>,
    },
    /// The client's epoch and sequence are known; frames follow from there.
    Tail {
        /// This history's identity.
        epoch: String,
        /// The sequence that the frames follow on.
        seq: u64,
        /// The hub's clock.
        at: Timestamp,
    },
    /// The event lane: never dropped, in order, values absolute. Events that change nothing for this
    /// view have no frame; the heartbeat's sequence covers them.
    Event {
        /// The event's sequence.
        seq: u64,
        /// When it happened.
        at: Timestamp,
        /// What is different now.
        changes: Vec<Change>,
    },
    /// The live lane: coalesced, at least every two seconds, a sign of life.
    Live {
        /// The last event that the hub has sent or passed over for this client.
        seq: u64,
        /// The hub's clock.
        at: Timestamp,
        /// What time alone has changed: openings, waiting ranges.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<Change>,
    },
}

/// One difference, in absolute values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A kiosk's printer is different (live lane).
    Printer {
        /// How it is now.
        printer: PrinterCard,
    },
    /// So much is different that everything is said again: a new day, a new configuration.
    Reset {
        /// Everything.
        view: Box<View>,
    },
    /// The branch's facts.
    Branch {
        /// All of them.
        branch: BranchFacts,
    },
    /// A service.
    Service {
        /// All of it.
        service: ServiceCard,
    },
    /// A service opened or closed by the clock. It says only what time can decide, as of the `seq` of
    /// its frame.
    Opening {
        /// Which service.
        service: ServiceId,
        /// Whether it gives numbers now.
        open: bool,
        /// When it gives numbers next, where it does not now.
        opens_at: Option<Timestamp>,
        /// As [`ServiceCard::exhausted`].
        exhausted: bool,
        /// At the pace of the last hour, one who takes a number now is not served today.
        #[serde(default)]
        too_late: bool,
    },
    /// A service's waiting range is another (live lane).
    Wait {
        /// Which service.
        service: ServiceId,
        /// As [`ServiceCard::wait`].
        wait: Option<Wait>,
        /// As [`ServiceCard::waits`].
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        waits: Vec<ClassWait>,
    },
    /// Somebody rang for help.
    Help {
        /// Where, and since when.
        help: HelpCard,
    },
    /// Help came.
    HelpGone {
        /// Where.
        device: DeviceId,
    },
    /// What a kiosk should do about its reserve.
    Reserve {
        /// As of now.
        reserve: ReserveFacts,
    },
    /// The copies that kiosks are to print, all of them.
    Copies {
        /// As of now.
        copies: Vec<CopyOrder>,
    },
    /// A counter.
    Counter {
        /// All of it.
        counter: Box<CounterCard>,
    },
    /// A call or a recall.
    Called {
        /// All of it.
        call: Call,
    },
    /// The called one came, or the call ended otherwise; it stays among the recent calls.
    CallEnded {
        /// The ticket.
        ticket: TicketId,
    },
    /// The call was withdrawn and is no longer shown at all.
    CallWithdrawn {
        /// The ticket.
        ticket: TicketId,
    },
    /// How many were served today.
    Served {
        /// How many.
        served: u32,
        /// Where the cloth grew: the colour of the new threads, as many as it lacks of `served`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thread: Option<u8>,
    },
    /// The day's cloth, anew: something was taken back.
    Cloth {
        /// All threads.
        threads: Vec<u8>,
    },
    /// The hall is told something, or it is told otherwise.
    Announced {
        /// All of it.
        announcement: AnnouncementCard,
    },
    /// An announcement no longer stands.
    AnnouncementEnded {
        /// Which.
        id: NoteRef,
    },
    /// A display is different (live lane).
    Display {
        /// How it is now.
        display: DisplayCard,
    },
    /// A ticket was set aside or changed there.
    Aside {
        /// All of it.
        ticket: TicketCard,
    },
    /// A ticket is no longer set aside.
    AsideGone {
        /// The ticket.
        ticket: TicketId,
    },
}
