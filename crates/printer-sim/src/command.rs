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
    /// Rows under the characters, 0 to 2.
    Underline(u8),
    Scale {
        width: u8,
        height: u8,
    },
    /// `ESC !`: everything at once.
    Mode(u8),
    Reverse(bool),
    Smoothing(bool),
    CodePage(u8),
    /// `GS L`: dots that stay white at the left of every line.
    Margin(u16),
    /// `GS W`: dots across that are printed on, from the margin.
    Area(u16),
    /// `ESC $`: the next character stands so many dots behind the margin.
    Position(u16),
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
    DrawerStatus,
    ProofOfPrint([u8; 4]),
    /// `GS I n`: who are you?
    Identify(u8),
    /// Known, and without a trace on paper: buzzer, drawer, selections of what is the case anyway.
    Nothing,
    /// The place in the line of a command that was obeyed when it arrived.
    RealTime {
        length: usize,
    },
    Unknown(Vec<u8>),
}

/// An image of which rows are still to come, each drawn with a scale of 1 or 2 each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Image {
    pub(crate) across: u32,
    pub(crate) down: u32,
    pub(crate) width_bytes: usize,
    pub(crate) rows: u32,
}

impl Image {
    /// Bytes that follow its head.
    pub(crate) fn bytes(&self) -> u64 {
        self.width_bytes as u64 * u64::from(self.rows)
    }
}

/// Bytes that no command here begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The first bytes of it.
    pub bytes: Vec<u8>,
    /// Its place in all that was read since the printer was switched on, from 0.
    pub at_byte: u64,
}
