//! What the printer says about itself, bit by bit (ESC/POS `DLE EOT`, `GS a`, `GS r`, `GS I`).

/// The state behind every status byte.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Condition {
    /// The cover is open.
    pub cover_open: bool,
    /// The sensor sees a thin roll.
    pub paper_low: bool,
    /// The roll has ended.
    pub paper_out: bool,
    /// A cut failed.
    pub cutter_jammed: bool,
    /// The head is too hot, and cools by itself.
    pub overheated: bool,
    /// An error that only the switch ends.
    pub broken: bool,
    /// Somebody holds the feed button.
    pub button_held: bool,
}

impl Condition {
    /// Whether the printer takes nothing from its receive buffer.
    pub fn offline(self) -> bool {
        self.cover_open
            || self.paper_out
            || self.cutter_jammed
            || self.overheated
            || self.broken
            || self.button_held
    }

    /// `DLE EOT n`: one byte of the form 0xx1xx10; `None` for an `n` that asks nothing.
    pub(crate) fn real_time(self, n: u8) -> Option<u8> {
        let error = self.cutter_jammed || self.overheated || self.broken;
        let bits = match n {
            1 => bit(self.offline(), 0x08),
            2 => {
                bit(self.cover_open, 0x04)
                    | bit(self.button_held, 0x08)
                    | bit(self.paper_out, 0x20)
                    | bit(error, 0x40)
            }
            3 => self.errors(),
            // A roll that has ended is also near its end.
            4 => bit(self.paper_low || self.paper_out, 0x0C) | bit(self.paper_out, 0x60),
            _ => return None,
        };
        Some(0x12 | bits)
    }

    /// Automatic status: 0xx1xx00, then three times 0xx0xxxx.
    pub(crate) fn automatic(self) -> [u8; 4] {
        [
            0x10 | bit(self.offline(), 0x08)
                | bit(self.cover_open, 0x20)
                | bit(self.button_held, 0x40),
            self.errors(),
            self.queued(),
            0x0F,
        ]
    }

    /// `GS r 1`: the paper sensors. Read in its turn, so never from an offline printer.
    pub(crate) fn queued(self) -> u8 {
        bit(self.paper_low || self.paper_out, 0x03) | bit(self.paper_out, 0x0C)
    }

    /// The same bits in `DLE EOT 3` and in the second byte of the automatic status.
    fn errors(self) -> u8 {
        bit(self.cutter_jammed, 0x08) | bit(self.broken, 0x20) | bit(self.overheated, 0x40)
    }
}

fn bit(set: bool, mask: u8) -> u8 {
    if set { mask } else { 0 }
}
