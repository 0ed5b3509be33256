//! Reading the line byte by byte: which command has just become whole.
//!
//! Sequences from the ESC/POS command reference; names in comments are the reference's.

use crate::command::{Command, Image};
use crate::options::Bugs;

/// The longest parameters of a command that are kept: a QR symbol holds 7,089 characters.
/// A longer command is passed over whole.
const PARAMETERS_MAX: usize = 7_200;

const LF: u8 = 0x0A;
const CR: u8 = 0x0D;
const DLE: u8 = 0x10;
const ESC: u8 = 0x1B;
const GS: u8 = 0x1D;

/// What a byte completed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read {
    Command(Command),
    /// Eight dots of the image whose head was read last.
    Dots(u8),
}

/// Reads bytes one at a time, in whatever pieces they come.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    bugs: Bugs,
    begun: Vec<u8>,
    dots_left: u64,
    skip_left: usize,
}

impl Reader {
    pub(crate) fn new(bugs: Bugs) -> Self {
        Self {
            bugs,
            ..Self::default()
        }
    }

    /// Takes the next byte of the line.
    pub(crate) fn take(&mut self, byte: u8) -> Option<Read> {
        if self.dots_left > 0 {
            self.dots_left -= 1;
            return Some(Read::Dots(byte));
        }
        if self.skip_left > 0 {
            self.skip_left -= 1;
            return None;
        }
        self.begun.push(byte);
        let (command, skip) = match endless(&self.begun) {
            Some((command, skip)) => (command, skip),
            None => (command(&self.begun)?, 0),
        };
        self.begun.clear();
        self.skip_left = skip;
        let command = match command {
            Command::Raster(image) => {
                let image = self.bugged(image);
                self.dots_left = image.bytes();
                Command::Raster(image)
            }
            other => other,
        };
        Some(Read::Command(command))
    }

    fn bugged(&self, mut image: Image) -> Image {
        if self.bugs.garble_odd_bands {
            image.rows = image.rows.next_multiple_of(24);
        }
        if self.bugs.no_doubled_raster {
            (image.across, image.down) = (1, 1);
        }
        image
    }
}

/// A command with more parameters than are kept, and how many of them are still to come.
fn endless(bytes: &[u8]) -> Option<(Command, usize)> {
    let [GS, b'(', code, low, high, a, b] = bytes else {
        return None;
    };
    let length = usize::from(u16::from_le_bytes([*low, *high]));
    let unknown = Command::Unknown(vec![GS, b'(', *code, *a, *b]);
    (length > PARAMETERS_MAX).then_some((unknown, length - 2))
}

/// The command that these bytes are; `None` where more must come.
fn command(bytes: &[u8]) -> Option<Command> {
    Some(match bytes {
        [] | [ESC | GS] => return None,
        [LF, ..] => Command::LineFeed,
        // A printer in its usual setting does nothing at CR.
        [CR, ..] => Command::Nothing,
        [DLE, rest @ ..] => return real_time(rest),
        [ESC, code, rest @ ..] => return escape(*code, rest),
        [GS, code, rest @ ..] => return group(*code, rest),
        [byte @ (0x20..=0x7E | 0x80..), ..] => Command::Print(*byte),
        [byte, ..] => Command::Unknown(vec![*byte]),
    })
}

/// Obeyed when it arrived: here only its place in the line is left.
fn real_time(rest: &[u8]) -> Option<Command> {
    let parameters = match rest {
        [] => return None,
        [0x04 | 0x05, ..] => 1,
        // Pulse, power off, clear: each with a tail of its own.
        [0x14] => return None,
        [0x14, 1 | 2, ..] => 3,
        [0x14, 8, ..] => 8,
        [other, ..] => return Some(Command::Unknown(vec![DLE, *other])),
    };
    if rest.len() <= parameters {
        return None;
    }
    Some(match rest {
        [0x04, 1..=4, ..] | [0x05, 0..=2, ..] | [0x14, ..] => Command::RealTime {
            length: 2 + parameters,
        },
        _ => Command::Unknown([&[DLE], rest].concat()),
    })
}

fn escape(code: u8, rest: &[u8]) -> Option<Command> {
    let one = |make: fn(u8) -> Command| rest.first().map(|n| make(*n));
    // Of selections, only what is the case anyway leaves no trace.
    let only = |usual: &[u8]| {
        let n = *rest.first()?;
        Some(if usual.contains(&n) {
            Command::Nothing
        } else {
            Command::Unknown(vec![ESC, code, n])
        })
    };
    match code {
        b'@' => Some(Command::Initialise),
        b'2' => Some(Command::LineSpacing(None)),
        b'3' => one(|n| Command::LineSpacing(Some(n))),
        b'J' => one(Command::FeedDots),
        b'd' => one(Command::FeedLines),
        b'a' => one(|n| Command::Align(n % 48)),
        b'E' | b'G' => one(|n| Command::Bold(n & 1 == 1)),
        b'-' => one(|n| Command::Underline(n % 48)),
        b't' => one(Command::CodePage),
        b'!' => one(Command::Mode),
        b'$' => two(rest).map(Command::Position),
        // Font, international set, upside down, rotated.
        b'M' | b'R' | b'{' | b'V' => only(&[0, b'0']),
        // Which device is spoken to.
        b'=' => only(&[1]),
        // Sensors and panel buttons.
        b'c' => parameters(rest, 2),
        // Buzzer of the clones: times, length.
        b'B' => parameters(rest, 2),
        // Drawer: pin, on, off.
        b'p' => parameters(rest, 3),
        other => Some(Command::Unknown(vec![ESC, other])),
    }
}

fn group(code: u8, rest: &[u8]) -> Option<Command> {
    let one = |make: fn(u8) -> Command| rest.first().map(|n| make(*n));
    match code {
        b'!' => one(|n| Command::Scale {
            width: 1 + (n >> 4 & 7),
            height: 1 + (n & 7),
        }),
        b'B' => one(|n| Command::Reverse(n & 1 == 1)),
        b'b' => one(|n| Command::Smoothing(n & 1 == 1)),
        b'a' => one(Command::AutomaticStatus),
        b'r' => one(|n| match n {
            1 | b'1' => Command::PaperStatus,
            2 | b'2' => Command::DrawerStatus,
            other => Command::Unknown(vec![GS, b'r', other]),
        }),
        b'I' => one(Command::Identify),
        // Motion units. Whoever speaks to this printer sets them to its dots, which they are anyway.
        b'P' => parameters(rest, 2),
        b'L' => two(rest).map(Command::Margin),
        b'W' => two(rest).map(Command::Area),
        b'V' => cut(rest),
        b'v' => raster(rest),
        b'(' => extended(rest),
        other => Some(Command::Unknown(vec![GS, other])),
    }
}

/// `GS V m` and `GS V m n`.
fn cut(rest: &[u8]) -> Option<Command> {
    match rest {
        [] | [65 | 66] => None,
        [0 | 1 | 48 | 49, ..] => Some(Command::Cut { feed_dots: 0 }),
        [65 | 66, n, ..] => Some(Command::Cut { feed_dots: *n }),
        [other, ..] => Some(Command::Unknown(vec![GS, b'V', *other])),
    }
}

/// `GS v 0 m xL xH yL yH`; the rows are taken as they arrive.
fn raster(rest: &[u8]) -> Option<Command> {
    let (zero, mode) = match rest {
        [] => return None,
        [b'0'] => return None,
        [b'0', mode, ..] => (b'0', *mode),
        [other, ..] => return Some(Command::Unknown(vec![GS, b'v', *other])),
    };
    if !matches!(mode, 0..=3 | b'0'..=b'3') {
        return Some(Command::Unknown(vec![GS, b'v', zero, mode]));
    }
    let [_, _, xl, xh, yl, yh, ..] = rest else {
        return None;
    };
    Some(Command::Raster(Image {
        across: u32::from(1 + (mode & 1)),
        down: u32::from(1 + (mode >> 1 & 1)),
        width_bytes: u16::from_le_bytes([*xl, *xh]).into(),
        rows: u16::from_le_bytes([*yl, *yh]).into(),
    }))
}

/// `GS ( x pL pH …`: the length stands in the command, so even an unknown one is passed whole.
fn extended(rest: &[u8]) -> Option<Command> {
    let [code, low, high, following @ ..] = rest else {
        return None;
    };
    let length = usize::from(u16::from_le_bytes([*low, *high]));
    let parameters = following.get(..length)?;
    Some(match (code, parameters) {
        (b'k', [49, 65, ..]) => Command::Nothing,
        (b'k', [49, 67, size]) => Command::QrSize(*size),
        (b'k', [49, 69, level]) => Command::QrLevel(*level),
        (b'k', [49, 80, 48, text @ ..]) => Command::QrStore(text.to_vec()),
        (b'k', [49, 81, 48]) => Command::QrPrint,
        (b'H', [48, 48, a, b, c, d]) => Command::ProofOfPrint([*a, *b, *c, *d]),
        _ => Command::Unknown([&[GS, b'(', *code], &parameters[..length.min(2)]].concat()),
    })
}

fn two(rest: &[u8]) -> Option<u16> {
    rest.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn parameters(rest: &[u8], count: usize) -> Option<Command> {
    (rest.len() >= count).then_some(Command::Nothing)
}
