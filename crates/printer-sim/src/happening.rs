//! What a hand, a mishap or a roll of paper does to a printer.

use std::fmt;
use std::str::FromStr;

/// Something that happens to the printer from outside. `Display` writes the line that
/// [`FromStr`] reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// `cover open`
    CoverOpened,
    /// `cover close`
    CoverClosed,
    /// `paper out`: the roll ends now, in the middle of whatever prints.
    PaperOut,
    /// `paper low`: the sensor sees that the roll is thin.
    PaperLow,
    /// `paper load`: a full roll; prints on where it stopped once the cover is closed.
    PaperLoaded,
    /// `paper N`: the roll ends after so many more rows of dots.
    PaperEndsAfter {
        /// Rows that can still be printed.
        rows: u32,
    },
    /// `paper Nmm`: the roll ends after so many more millimetres, and the sensor sees it come where
    /// the printer has one.
    PaperLasts {
        /// Millimetres that can still be printed.
        mm: u32,
    },
    /// `cutter jam`: the next cut fails until the host recovers the printer or a hand frees it.
    CutterJams,
    /// `cutter free`
    CutterFreed,
    /// `heat`: the head is too hot and prints nothing until it has cooled.
    Overheats,
    /// `cool`
    Cools,
    /// `break`: an error that nothing but the switch (`power off`, `power on`) can end.
    Breaks,
    /// `button down`: somebody leans on the feed button; the printer is offline and does not say why.
    ButtonHeld,
    /// `button up`
    ButtonReleased,
    /// `power off`: what is not on paper is gone, and so is the connection.
    PowerOff,
    /// `power on`: as it was made, on the paper as it was left.
    PowerOn,
    /// `unplug`: the connection is gone; the printer prints what it has.
    Unplugged,
    /// `plug`
    Plugged,
    /// `tear`: a hand tears off what stands above the head.
    Torn,
    /// `mute on`: no answer at all, as on cheap links. Printing goes on.
    Muted,
    /// `mute off`
    Unmuted,
    /// `answers delay N`: answers come so many milliseconds late.
    AnswersDelayed {
        /// How late, in milliseconds.
        ms: u32,
    },
    /// `answers drop N`: the next so many answers are lost.
    AnswersDropped {
        /// How many.
        count: u32,
    },
    /// `answers garbage`: what comes back are other bytes.
    AnswersGarbled,
    /// `answers right`: neither late nor lost nor garbled any more.
    AnswersRight,
}

impl Happening {
    /// Every line there is, and what it does, for people.
    pub const LINES: [(&str, &str); 25] = [
        ("paper out", "the roll ends now"),
        ("paper low", "the sensor sees a thin roll"),
        ("paper load", "a full roll"),
        ("paper N", "the roll ends after N rows of dots"),
        ("paper Nmm", "the roll ends after N millimetres"),
        ("cover open", "prints nothing until it is closed"),
        ("cover close", "prints on"),
        ("cutter jam", "the next cut fails"),
        ("cutter free", "a hand clears the knife"),
        ("heat", "the head is too hot"),
        ("cool", "prints on"),
        ("break", "an error that only the switch can end"),
        ("button down", "offline, and does not say why"),
        ("button up", "prints on"),
        ("power off", "loses what is not on paper"),
        ("power on", "as it was made, on the paper as it was left"),
        (
            "unplug",
            "the connection is reset, further ones are refused",
        ),
        ("plug", "connections are taken again"),
        ("tear", "a hand tears off what stands above the head"),
        ("mute on", "prints and answers nothing"),
        ("mute off", "answers again"),
        ("answers delay N", "answers come N milliseconds late"),
        ("answers drop N", "the next N answers are lost"),
        ("answers garbage", "answers are other bytes"),
        ("answers right", "none of the three any more"),
    ];
}

/// No such happening.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} cannot happen to a printer: say one of {lines}", lines = said())]
pub struct UnknownHappening(String);

impl FromStr for Happening {
    type Err = UnknownHappening;

    fn from_str(line: &str) -> Result<Self, UnknownHappening> {
        let words: Vec<&str> = line.split_whitespace().collect();
        read(&words).ok_or_else(|| UnknownHappening(line.chars().take(SHOWN_MAX).collect()))
    }
}

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CoverOpened => f.write_str("cover open"),
            Self::CoverClosed => f.write_str("cover close"),
            Self::PaperOut => f.write_str("paper out"),
            Self::PaperLow => f.write_str("paper low"),
            Self::PaperLoaded => f.write_str("paper load"),
            Self::PaperEndsAfter { rows } => write!(f, "paper {rows}"),
            Self::PaperLasts { mm } => write!(f, "paper {mm}mm"),
            Self::CutterJams => f.write_str("cutter jam"),
            Self::CutterFreed => f.write_str("cutter free"),
            Self::Overheats => f.write_str("heat"),
            Self::Cools => f.write_str("cool"),
            Self::Breaks => f.write_str("break"),
            Self::ButtonHeld => f.write_str("button down"),
            Self::ButtonReleased => f.write_str("button up"),
            Self::PowerOff => f.write_str("power off"),
            Self::PowerOn => f.write_str("power on"),
            Self::Unplugged => f.write_str("unplug"),
            Self::Plugged => f.write_str("plug"),
            Self::Torn => f.write_str("tear"),
            Self::Muted => f.write_str("mute on"),
            Self::Unmuted => f.write_str("mute off"),
            Self::AnswersDelayed { ms } => write!(f, "answers delay {ms}"),
            Self::AnswersDropped { count } => write!(f, "answers drop {count}"),
            Self::AnswersGarbled => f.write_str("answers garbage"),
            Self::AnswersRight => f.write_str("answers right"),
        }
    }
}

/// Characters of a wrong line that its refusal repeats.
const SHOWN_MAX: usize = 60;

fn read(words: &[&str]) -> Option<Happening> {
    Some(match words {
        ["cover", "open"] => Happening::CoverOpened,
        ["cover", "close"] => Happening::CoverClosed,
        ["paper", "out"] => Happening::PaperOut,
        ["paper", "low"] => Happening::PaperLow,
        ["paper", "load"] => Happening::PaperLoaded,
        ["paper", length] => match length.strip_suffix("mm") {
            Some(mm) => Happening::PaperLasts {
                mm: mm.parse().ok()?,
            },
            None => Happening::PaperEndsAfter {
                rows: length.parse().ok()?,
            },
        },
        ["cutter", "jam"] => Happening::CutterJams,
        ["cutter", "free"] => Happening::CutterFreed,
        ["heat"] => Happening::Overheats,
        ["cool"] => Happening::Cools,
        ["break"] => Happening::Breaks,
        ["button", "down"] => Happening::ButtonHeld,
        ["button", "up"] => Happening::ButtonReleased,
        ["power", "off"] => Happening::PowerOff,
        ["power", "on"] => Happening::PowerOn,
        ["unplug"] => Happening::Unplugged,
        ["plug"] => Happening::Plugged,
        ["tear"] => Happening::Torn,
        ["mute", "on"] => Happening::Muted,
        ["mute", "off"] => Happening::Unmuted,
        ["answers", "delay", ms] => Happening::AnswersDelayed {
            ms: ms.parse().ok()?,
        },
        ["answers", "drop", count] => Happening::AnswersDropped {
            count: count.parse().ok()?,
        },
        ["answers", "garbage"] => Happening::AnswersGarbled,
        ["answers", "right"] => Happening::AnswersRight,
        _ => return None,
    })
}

fn said() -> String {
    Happening::LINES
        .map(|(line, _)| format!("`{line}`"))
        .join(", ")
}
