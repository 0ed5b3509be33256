//! Reading the receive buffer: which command stands at its head.
//!
//! Sequences from the ESC/POS command reference; names in comments are the reference's.

use crate::command::{Command, Image, Next};

const LF: u8 = 0x0A;
const CR: u8 = 0x0D;
const DLE: u8 = 0x10;
const ESC: u8 = 0x1B;
const GS: u8 = 0x1D;

/// Reads the command at the head of `bytes`.
pub(crate) fn next(bytes: &[u8]) -> Next {
    let read = match bytes {
        [] | [ESC | GS] => None,
        [LF, ..] => Some((Command::LineFeed, 1)),
        // A printer in its usual setting does nothing at CR.
        [CR, ..] => Some((Command::Nothing, 1)),
        // Obeyed when it arrived: here only its place in the line is left.
        [DLE, rest @ ..] => real_time(rest),
        [ESC, code, rest @ ..] => escape(*code, rest),
        [GS, code, rest @ ..] => group(*code, rest),
        [byte @ (0x20..=0x7E | 0x80..), ..] => Some((Command::Print(*byte), 1)),
        [byte, ..] => Some((Command::Unknown(vec![*byte]), 1)),
    };
    match read {
        Some((command, length)) => Next::Command(command, length),
        None => Next::Incomplete,
    }
}

fn real_time(rest: &[u8]) -> Option<(Command, usize)> {
    match rest {
        [] | [0x04 | 0x05] => None,
        [0x04 | 0x05, _, ..] => Some((Command::Nothing, 3)),
        [0x14, ..] => parameters(rest, 4).map(|_| (Command::Nothing, 5)),
        [other, ..] => Some((Command::Unknown(vec![DLE, *other]), 2)),
    }
}

fn escape(code: u8, rest: &[u8]) -> Option<(Command, usize)> {
    let one = |make: fn(u8) -> Command| rest.first().map(|n| (make(*n), 3));
    match code {
        b'@' => Some((Command::Initialise, 2)),
        b'2' => Some((Command::LineSpacing(None), 2)),
        b'3' => one(|n| Command::LineSpacing(Some(n))),
        b'J' => one(Command::FeedDots),
        b'd' => one(Command::FeedLines),
        b'a' => one(|n| Command::Align(n % 48)),
        b'E' | b'G' => one(|n| Command::Bold(n & 1 == 1)),
        b't' => one(Command::CodePage),
        b'!' => one(|n| Command::Scale {
            width: 1 + (n >> 5 & 1),
            height: 1 + (n >> 4 & 1),
        }),
        // Font, underline, international set, sensors, panel buttons: no trace here.
        b'M' | b'-' | b'R' | b'=' => one(|_| Command::Nothing),
        b'c' => parameters(rest, 2).map(|_| (Command::Nothing, 4)),
        // Buzzer of the clones: times, length.
        b'B' => parameters(rest, 2).map(|_| (Command::Nothing, 4)),
        // Drawer: pin, on, off.
        b'p' => parameters(rest, 3).map(|_| (Command::Nothing, 5)),
        other => Some((Command::Unknown(vec![ESC, other]), 2)),
    }
}

fn group(code: u8, rest: &[u8]) -> Option<(Command, usize)> {
    let one = |make: fn(u8) -> Command| rest.first().map(|n| (make(*n), 3));
    match code {
        b'!' => one(|n| Command::Scale {
            width: 1 + (n >> 4 & 7),
            height: 1 + (n & 7),
        }),
        b'B' => one(|n| Command::Reverse(n & 1 == 1)),
        b'b' => one(|n| Command::Smoothing(n & 1 == 1)),
        b'a' => one(Command::AutomaticStatus),
        b'r' => one(|n| match n {
            1 | 49 => Command::PaperStatus,
            other => Command::Unknown(vec![GS, b'r', other]),
        }),
        b'V' => cut(rest),
        b'v' => raster(rest),
        b'(' => extended(rest),
        other => Some((Command::Unknown(vec![GS, other]), 2)),
    }
}

/// `GS V m` and `GS V m n`.
fn cut(rest: &[u8]) -> Option<(Command, usize)> {
    match rest {
        [] | [65 | 66] => None,
        [0 | 1 | 48 | 49, ..] => Some((Command::Cut { feed_dots: 0 }, 3)),
        [65 | 66, n, ..] => Some((Command::Cut { feed_dots: *n }, 4)),
        [other, ..] => Some((Command::Unknown(vec![GS, b'V', *other]), 3)),
    }
}

/// `GS v 0 m xL xH yL yH`; the rows are taken as they arrive.
fn raster(rest: &[u8]) -> Option<(Command, usize)> {
    let [zero, mode, xl, xh, yl, yh, ..] = rest else {
        return None;
    };
    if *zero != b'0' {
        return Some((Command::Unknown(vec![GS, b'v', *zero]), 3));
    }
    let image = Image {
        across: u32::from(1 + (mode & 1)),
        down: usize::from(1 + (mode >> 1 & 1)),
        width_bytes: u16::from_le_bytes([*xl, *xh]).into(),
        rows_left: u16::from_le_bytes([*yl, *yh]),
    };
    Some((Command::Raster(image), 8))
}

/// `GS ( x pL pH …`: the length stands in the command, so even an unknown one is passed whole.
fn extended(rest: &[u8]) -> Option<(Command, usize)> {
    let [code, low, high, following @ ..] = rest else {
        return None;
    };
    let length = usize::from(u16::from_le_bytes([*low, *high]));
    let parameters = following.get(..length)?;
    let command = match (code, parameters) {
        (b'k', [49, 65, ..]) => Command::Nothing,
        (b'k', [49, 67, size]) => Command::QrSize(*size),
        (b'k', [49, 69, level]) => Command::QrLevel(*level),
        (b'k', [49, 80, 48, text @ ..]) => Command::QrStore(text.to_vec()),
        (b'k', [49, 81, 48]) => Command::QrPrint,
        (b'H', [48, 48, a, b, c, d]) => Command::ProofOfPrint([*a, *b, *c, *d]),
        _ => Command::Unknown([&[GS, b'(', *code], &parameters[..length.min(2)]].concat()),
    };
    Some((command, 5 + length))
}

fn parameters(rest: &[u8], count: usize) -> Option<&[u8]> {
    rest.get(..count)
}
