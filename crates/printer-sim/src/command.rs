//! Commands that wait their turn in the receive buffer.

/// A command, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    Initialise,
    Print(u8),
    LineFeed,
    /// `ESC d n`: print and feed lines.
    FeedLines(u8),
    /// `ESC J n`: print and feed dots.
    FeedDots(u8),
    LineSpacing(Option<u8>),
    Align(u8),
    Bold(bool),
    Scale {
        width: u8,
        height: u8,
    },
    Reverse(bool),
    Smoothing(bool),
    CodePage(u8),
    /// `GS v 0`: the beginning of an image, whose rows follow.
    Raster(Image),
    QrSize(u8),
    QrLevel(u8),
    QrStore(Vec<u8>),
    QrPrint,
    /// `GS V`: feeds `n` dots past the knife first.
    Cut {
        feed_dots: u8,
    },
    AutomaticStatus(u8),
    PaperStatus,
    ProofOfPrint([u8; 4]),
    /// Known, and without a trace on paper: buzzer, drawer, selections of what is the case anyway.
    Nothing,
    Unknown(Vec<u8>),
}

/// An image of which rows are still to come, each drawn with a scale of 1 or 2 each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Image {
    pub(crate) across: u32,
    pub(crate) down: usize,
    pub(crate) width_bytes: usize,
    pub(crate) rows_left: u16,
}

/// Bytes that no command here begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The first bytes of it.
    pub bytes: Vec<u8>,
}

/// What lies at the head of the receive buffer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A command and how many bytes it took.
    Command(Command, usize),
    /// The beginning of one: more must arrive.
    Incomplete,
}
