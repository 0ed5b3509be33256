//! Commands that are obeyed as they arrive, whatever else is being received.

const DLE: u8 = 0x10;
const EOT: u8 = 0x04;
const ENQ: u8 = 0x05;
const DC4: u8 = 0x14;

/// A command that does not wait its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RealTime {
    /// `DLE EOT n`: answer with a status byte.
    Status(u8),
    /// `DLE ENQ 1`: recover and go on where printing stopped.
    Resume,
    /// `DLE ENQ 2`: recover and forget everything received.
    Clear,
    /// `DLE DC4 …`: a pulse to the drawer or power off. Does nothing here but is counted.
    Pulse,
}

/// Watches the line for them, byte by byte.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    before: [u8; 2],
}

impl Watch {
    pub(crate) fn see(&mut self, byte: u8) -> Option<RealTime> {
        let [first, second] = self.before;
        let found = match (first, second, byte) {
            (DLE, EOT, 1..=4) => Some(RealTime::Status(byte)),
            (DLE, ENQ, 1) => Some(RealTime::Resume),
            (DLE, ENQ, 2) => Some(RealTime::Clear),
            (DLE, DC4, 1 | 2 | 8) => Some(RealTime::Pulse),
            _ => None,
        };
        // A sequence that was obeyed does not begin another one.
        self.before = if found.is_some() {
            [0; 2]
        } else {
            [second, byte]
        };
        found
    }
}
