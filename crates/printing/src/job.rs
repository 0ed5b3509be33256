use antre_domain::{PrinterFault as Fault, SlipKind, Watched};
use serde::{Deserialize, Serialize};

/// The longest job in bytes. A raster slip is at most 45 KB; with its facts a job must fit into one
/// record of the journal.
pub const JOB_BYTES_MAX: usize = 60 * 1024;
/// The longest act key in bytes.
pub const ACT_KEY_BYTES_MAX: usize = 128;
/// The longest ticket id in bytes.
pub const TICKET_ID_BYTES_MAX: usize = 64;
/// The longest ticket number in bytes.
pub const NUMBER_BYTES_MAX: usize = 16;

/// One slip to be printed, as finished bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Names the customer's act, 1 to [`ACT_KEY_BYTES_MAX`] bytes. A job given again under the same
    /// key is the same job. A copy is an act of its own, with its own key.
    pub act_key: String,
    /// The ticket that the slip is for, 1 to [`TICKET_ID_BYTES_MAX`] bytes.
    pub ticket_id: String,
    /// The number on the slip, for the journal's readers, 1 to [`NUMBER_BYTES_MAX`] bytes.
    pub number: String,
    /// Which slip of the ticket. It has one original, and any number of the others.
    pub kind: SlipKind,
    /// What the printer is to receive, 1 to [`JOB_BYTES_MAX`] bytes. It begins by resetting the
    /// printer (`1B 40`) and ends with its cut, and holds no real-time command.
    pub bytes: Vec<u8>,
    /// The paper it takes, in millimetres, without the feed to the knife.
    pub length_mm: u32,
}

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// On disk; no byte of it has left. It waits its turn, or for the printer: the reason says
    /// what stops it. It prints once the printer is ready, unless withdrawn or expired by then.
    Queued,
    /// Bytes may have left. On disk before the first of them did.
    Sent,
    /// On paper: by the printer's own word, or by its state afterwards ([`Reason::ByStatus`]).
    Confirmed,
    /// The printer took every byte and never says anything: staff or customer must look.
    Blind,
    /// Nobody can say whether the slip came out whole. It never prints again by itself: the screen
    /// shows the number and offers a copy.
    Unknown,
    /// Nothing of it was printed and nothing will be.
    Failed,
}

impl JobState {
    /// Whether the job can change no more.
    pub fn is_final(self) -> bool {
        match self {
            Self::Queued | Self::Sent => false,
            Self::Confirmed | Self::Blind | Self::Unknown | Self::Failed => true,
        }
    }
}

/// Why a job is in its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Confirmed: the printer gives no proof of print, but reported itself ready afterwards.
    ByStatus,
    /// Unknown: the printer closed the connection before it confirmed.
    ConnectionLost,
    /// Unknown: the printer reports no fault, but did not confirm in time.
    NoProof,
    /// Unknown: this program was stopped while the job was on its way.
    Restarted,
    /// Failed: withdrawn before any byte had left.
    Withdrawn,
    /// Failed: it waited too long for the printer.
    Expired,
    /// Queued: the journal cannot be written, and nothing prints without it.
    NotDurable,
    /// Queued or unknown: what the printer suffers from.
    #[serde(untagged)]
    Printer(Fault),
}

/// A job's state and what explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How far the job has come.
    pub state: JobState,
    /// Why it is there, where that is not plain.
    pub reason: Option<Reason>,
}

/// The printer itself, as it was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// What keeps it from printing.
    pub fault: Option<Fault>,
    /// The roll is near its end, by its sensor or by its odometer.
    pub paper_low: bool,
    /// How its condition is learned.
    pub watched: Watched,
    /// Since when all of the above stand so, in milliseconds since 1970.
    pub since_ms: i64,
    /// What its odometer says; `None` where that cannot be read.
    pub roll: Option<Roll>,
}

/// What the odometer says of the roll in the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roll {
    /// Millimetres printed and fed since the roll was changed.
    pub used_mm: u32,
    /// Cuts since then.
    pub cuts: u32,
    /// How many more slips it holds, each as long as the longest of late; `None` before the first.
    pub slips_left: Option<u32>,
}

/// A roll was changed for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollChange {
    /// What the roll before had given, in millimetres.
    pub used_mm: u32,
    /// How many cuts.
    pub cuts: u32,
    /// A person said so; otherwise the printer's cover and sensors did.
    pub by_hand: bool,
}

/// What the printer's thread tells, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrinterEvent {
    /// A job has come to another state, or waits for another reason.
    Job {
        /// The act that the job was given under.
        act_key: String,
        /// How far it has come.
        progress: Progress,
    },
    /// The printer's health is known for the first time, has changed, or its roll grew shorter by a
    /// slip ([`Health::since_ms`] then stays).
    Health(Health),
    /// The roll was changed.
    RollChanged(RollChange),
}
