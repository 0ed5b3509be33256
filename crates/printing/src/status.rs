//! What an ESC/POS printer says, taken apart byte by byte.

use crate::Fault;

/// One thing that the printer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// The answer to a status question: 0xx1xx10.
    Status(u8),
    /// A status sent by itself: 0xx1xx00, then three times 0xx0xxxx.
    Automatic([u8; 4]),
    /// Everything before the request with these four bytes is on paper: `37 22 d1 d2 d3 d4 00`.
    Proof([u8; 4]),
}

/// So many bytes that no printer says, and it is none. Fewer may be noise on a serial line.
const STRANGE_BYTES_MIN: usize = 4;
const NUL: u8 = 0x00;
const XON: u8 = 0x11;
const XOFF: u8 = 0x13;

/// Finds whole answers in bytes that arrive in any pieces, and counts what is none.
#[derive(Debug, Default)]
pub(crate) struct Listener {
    held: Vec<u8>,
    strange_bytes: usize,
}

impl Listener {
    /// Takes one byte; returns what it completes.
    pub(crate) fn hear(&mut self, byte: u8) -> Option<Heard> {
        self.held.push(byte);
        loop {
            match parse(&self.held) {
                Parsed::Whole(heard) => {
                    self.held.clear();
                    return Some(heard);
                }
                Parsed::Part => return None,
                // Not the beginning of anything: what follows it may be.
                Parsed::Noise => {
                    let noise = self.held.remove(0);
                    // Flow control and the idle line's noise are no language.
                    if !matches!(noise, NUL | XON | XOFF) {
                        self.strange_bytes = self.strange_bytes.saturating_add(1);
                    }
                }
            }
        }
    }

    /// Whether anything was heard that no printer says.
    pub(crate) fn heard_noise(&self) -> bool {
        self.strange_bytes > 0
    }

    /// Whether so much of it was heard that another program must be speaking.
    pub(crate) fn heard_stranger(&self) -> bool {
        self.strange_bytes >= STRANGE_BYTES_MIN
    }

    /// A printer has answered all right: what was strange was noise.
    pub(crate) fn forgive(&mut self) {
        self.strange_bytes = 0;
    }
}

enum Parsed {
    Whole(Heard),
    Part,
    Noise,
}

fn parse(held: &[u8]) -> Parsed {
    match *held {
        [] => Parsed::Part,
        [0x37] => Parsed::Part,
        [0x37, 0x22, d1, d2, d3, d4, 0x00] => Parsed::Whole(Heard::Proof([d1, d2, d3, d4])),
        [0x37, 0x22, ref rest @ ..] if rest.len() < 5 => Parsed::Part,
        [status] if status & 0x93 == 0x12 => Parsed::Whole(Heard::Status(status)),
        [first, ref rest @ ..]
            if first & 0x93 == 0x10 && rest.iter().all(|byte| byte & 0x90 == 0) =>
        {
            match *rest {
                [b2, b3, b4] => Parsed::Whole(Heard::Automatic([first, b2, b3, b4])),
                _ => Parsed::Part,
            }
        }
        _ => Parsed::Noise,
    }
}

/// The printer's condition, put together from what it said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Condition {
    /// The most telling of all that is wrong.
    pub(crate) fault: Option<Fault>,
    pub(crate) cover_open: bool,
    pub(crate) paper_out: bool,
    /// The sensor sees the roll's end coming.
    pub(crate) near_end: bool,
}

impl Condition {
    /// With nothing but this fault, which was seen by other means.
    pub(crate) fn of_fault(fault: Fault) -> Self {
        Self {
            fault: Some(fault),
            ..Self::default()
        }
    }

    /// As a status that the printer sent by itself says.
    pub(crate) fn of_automatic(status: [u8; 4]) -> Self {
        let mut condition = Self::default();
        condition.add_automatic(status);
        condition
    }

    /// Adds the answer to question `n` (1 to 4).
    pub(crate) fn add_status(&mut self, n: u8, answer: u8) {
        let signs: &[(u8, Fault)] = match n {
            1 => &[(0x08, Fault::Offline)],
            2 => &[
                (0x04, Fault::CoverOpen),
                (0x20, Fault::OutOfPaper),
                (0x40, Fault::Mechanical),
            ],
            3 => &[
                (0x08, Fault::Cutter),
                (0x40, Fault::Overheated),
                (0x04 | 0x20, Fault::Mechanical),
            ],
            _ => &[(0x60, Fault::OutOfPaper)],
        };
        self.add_signs(answer, signs);
        self.near_end |= n == 4 && answer & 0x0c != 0;
    }

    /// Adds a status that the printer sent by itself. That it is offline is left out: it says so
    /// in passing while it feeds, and whether it stays so is a question to be asked.
    pub(crate) fn add_automatic(&mut self, [b1, b2, b3, _]: [u8; 4]) {
        self.add_signs(b1, &[(0x20, Fault::CoverOpen)]);
        self.add_signs(
            b2,
            &[
                (0x08, Fault::Cutter),
                (0x40, Fault::Overheated),
                (0x04 | 0x20, Fault::Mechanical),
            ],
        );
        self.add_signs(b3, &[(0x0c, Fault::OutOfPaper)]);
        self.near_end |= b3 & 0x03 != 0;
    }

    /// Adds a fault seen by other means. Of several the most telling stays.
    pub(crate) fn add_fault(&mut self, fault: Fault) {
        self.fault = Some(self.fault.map_or(fault, |known| known.min(fault)));
        self.cover_open |= fault == Fault::CoverOpen;
        self.paper_out |= fault == Fault::OutOfPaper;
    }

    fn add_signs(&mut self, byte: u8, signs: &[(u8, Fault)]) {
        for &(mask, fault) in signs {
            if byte & mask != 0 {
                self.add_fault(fault);
            }
        }
    }
}

/// Whether a status that a printer sent by itself says that it takes nothing now.
pub(crate) fn says_offline([b1, ..]: [u8; 4]) -> bool {
    b1 & 0x08 != 0
}
