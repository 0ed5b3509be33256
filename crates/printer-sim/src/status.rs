//! What the printer says about itself, bit by bit (ESC/POS `DLE EOT`, `GS a`, `GS r`).

/// The state behind every status byte.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Health {
    pub(crate) cover_open: bool,
    pub(crate) paper_low: bool,
    pub(crate) paper_out: bool,
    pub(crate) cutter_jammed: bool,
}

impl Health {
    /// Whether the printer takes nothing from its receive buffer.
    pub(crate) fn offline(self) -> bool {
        self.cover_open || self.paper_out || self.cutter_jammed
    }

    /// `DLE EOT n`: one byte of the form 0xx1xx10; `None` for an `n` that asks nothing.
    pub(crate) fn real_time(self, n: u8) -> Option<u8> {
        let bits = match n {
            1 => bit(self.offline(), 0x08),
            2 => {
                bit(self.cover_open, 0x04)
                    | bit(self.paper_out, 0x20)
                    | bit(self.cutter_jammed, 0x40)
            }
            3 => bit(self.cutter_jammed, 0x08),
            // A roll that has ended is also near its end.
            4 => bit(self.paper_low || self.paper_out, 0x0C) | bit(self.paper_out, 0x60),
            _ => return None,
        };
        Some(0x12 | bits)
    }

    /// Automatic status: 0xx1xx00, then three times 0xx0xxxx.
    pub(crate) fn automatic(self) -> [u8; 4] {
        [
            0x10 | bit(self.offline(), 0x08) | bit(self.cover_open, 0x20),
            bit(self.cutter_jammed, 0x08),
            bit(self.paper_low || self.paper_out, 0x03) | bit(self.paper_out, 0x0C),
            0x0F,
        ]
    }

    /// `GS r 1`: the paper sensors. Read in its turn, so never from an offline printer.
    pub(crate) fn queued(self) -> u8 {
        bit(self.paper_low || self.paper_out, 0x03) | bit(self.paper_out, 0x0C)
    }
}

fn bit(set: bool, mask: u8) -> u8 {
    if set { mask } else { 0 }
}
