use antre_domain::{SeriesId, TicketId, TicketNumber, Timestamp};
use antre_protocol::{KioskView, OfflineTicket};
use serde::{Deserialize, Serialize};

use super::stock::Stock;

/// What [`Lasting`] is written as. A file of a later one is left alone.
pub(super) const VERSION: u32 = 1;
/// The longest piece of [`Lasting`] in one record, in bytes: with its quotation marks escaped twice over
/// it must fit into one record of the journal.
const PIECE_BYTES: usize = 16 * 1024;
/// Ids in one record.
const IDS_MAX: usize = 512;

/// One record of the reserve's file, in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub(super) enum Record {
    /// The hub's word, and what this machine's clock showed then.
    Heard { hub: Timestamp, clock: Timestamp },
    /// A piece of [`Lasting`]: it is longer than a record may be. All stand in one file that was written
    /// in one step.
    Lasting {
        v: u32,
        piece: u32,
        pieces: u32,
        text: String,
    },
    /// A number was given.
    Given(Box<Given>),
    /// The hub has these.
    Joined { tickets: Vec<TicketId> },
    /// The hub will not have this one.
    Aside(SetAside),
    /// Given or not, these are never given again while their day lasts.
    Spent { tickets: Vec<(TicketId, Timestamp)> },
    /// These series are given back; all where absent.
    GaveBack { series: Option<Vec<SeriesId>> },
}

/// A number that was given without the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What the hub is told of it.
    pub ticket: OfflineTicket,
    /// The number.
    pub number: TicketNumber,
    /// Its status page; `None` where the branch has no public address.
    pub url: Option<String>,
    /// When its business day ends.
    pub until: Timestamp,
}

/// A number that no hub wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// The ticket that it was to become.
    pub ticket: TicketId,
    /// The number.
    pub number: TicketNumber,
    /// When it was given.
    pub issued_at: Timestamp,
    /// Why, as the hub's stable code.
    pub code: String,
}

/// What changes seldom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lasting {
    pub(super) stock: Stock,
    pub(super) view: Option<KioskView>,
    /// Series on their way back to the hub.
    pub(super) returning: Option<Returning>,
    /// When the last number was given, joined or not.
    pub(super) issued_at: Option<Timestamp>,
    /// An earlier file is lost: what the hub counts as this kiosk's may be on paper already.
    pub(super) doubtful: bool,
}

/// What is on its way back to the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Returning {
    All,
    Series(Vec<SeriesId>),
}

impl Returning {
    pub(super) fn of(series: Option<Vec<SeriesId>>) -> Self {
        series.map_or(Self::All, Self::Series)
    }

    pub(super) fn series(&self) -> Option<Vec<SeriesId>> {
        match self {
            Self::All => None,
            Self::Series(series) => Some(series.clone()),
        }
    }
}

impl Record {
    pub(super) fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a record is representable in JSON")
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// Cut into records.
    pub(super) fn of_lasting(lasting: &Lasting) -> Vec<Self> {
        let text = serde_json::to_string(lasting).expect("representable in JSON");
        let pieces = cut(&text);
        let count = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
        let records = (0..).zip(pieces).map(|(piece, text)| Self::Lasting {
            v: VERSION,
            piece,
            pieces: count,
            text: text.to_owned(),
        });
        records.collect()
    }

    pub(super) fn of_spent(spent: &[(TicketId, Timestamp)]) -> impl Iterator<Item = Self> {
        spent.chunks(IDS_MAX).map(|tickets| Self::Spent {
            tickets: tickets.to_vec(),
        })
    }
}

/// Pieces of at most [`PIECE_BYTES`], between characters.
fn cut(mut text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let end = text.floor_char_boundary(PIECE_BYTES);
        let (piece, rest) = text.split_at(end);
        pieces.push(piece);
        text = rest;
    }
    pieces
}
