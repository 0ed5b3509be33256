//! What devices say of themselves.

use serde::{Deserialize, Serialize};

/// What keeps a printer from printing, most telling first: of several the first is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrinterFault {
    /// The cover is open.
    CoverOpen,
    /// The roll has run out.
    OutOfPaper,
    /// The cutter is jammed.
    Cutter,
    /// The print head is too hot and cools down by itself.
    #[serde(alias = "recovering")]
    Overheated,
    /// It needs a technician, or at least its switch.
    Mechanical,
    /// It says that it is offline, and not why (such as a held feed button).
    Offline,
    /// It takes no more bytes.
    Stalled,
    /// It is connected and used to answer, and does not.
    Silent,
    /// Something answers at its address that is no printer.
    Stranger,
    /// It cannot be connected.
    Unreachable,
}

impl PrinterFault {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::CoverOpen => "cover_open",
            Self::OutOfPaper => "out_of_paper",
            Self::Cutter => "cutter",
            Self::Overheated => "overheated",
            Self::Mechanical => "mechanical",
            Self::Offline => "offline",
            Self::Stalled => "stalled",
            Self::Silent => "silent",
            Self::Stranger => "stranger",
            Self::Unreachable => "unreachable",
        }
    }
}

/// How a printer's condition is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Watched {
    /// It says so by itself.
    Automatic,
    /// It is asked, once a second.
    Asked,
    /// It never says anything: its odometer and the people beside it tell.
    Blind,
}

/// A printer's condition, as its kiosk last saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrinterHealth {
    /// What keeps it from printing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<PrinterFault>,
    /// The roll is near its end, by its sensor or by its odometer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paper_low: bool,
    /// How this is known.
    pub watched: Watched,
}

/// What became of a slip, where that is the last word about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipState {
    /// On paper, by the printer's own word or its state afterwards.
    Confirmed,
    /// Every byte was taken by a printer that never says anything.
    Blind,
    /// Nobody can say.
    Unknown,
    /// Nothing was printed: the number stood on the screen.
    Failed,
}

/// Which slip of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipKind {
    /// The customer's. A ticket has at most one.
    Original,
    /// The same again, marked SALINAN.
    Copy,
    /// The officer's, where the branch wants two.
    Officer,
}
