//! What a hand, a mishap or a roll of paper does to a printer.

use std::str::FromStr;

/// Something that happens to the printer from outside.
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
    /// `cutter jam`: the next cut fails until the host recovers the printer.
    CutterJams,
    /// `mute on`: no answer at all, as on cheap links. Printing goes on.
    Muted,
    /// `mute off`
    Unmuted,
}

/// No such happening.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} cannot happen to a printer: say `cover open|close`, `paper out|low|load|ROWS`, \
     `cutter jam` or `mute on|off`"
)]
pub struct UnknownHappening(String);

impl FromStr for Happening {
    type Err = UnknownHappening;

    fn from_str(line: &str) -> Result<Self, UnknownHappening> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["cover", "open"] => Ok(Self::CoverOpened),
            ["cover", "close"] => Ok(Self::CoverClosed),
            ["paper", "out"] => Ok(Self::PaperOut),
            ["paper", "low"] => Ok(Self::PaperLow),
            ["paper", "load"] => Ok(Self::PaperLoaded),
            ["paper", rows] => match rows.parse() {
                Ok(rows) => Ok(Self::PaperEndsAfter { rows }),
                Err(_) => Err(UnknownHappening(line.into())),
            },
            ["cutter", "jam"] => Ok(Self::CutterJams),
            ["mute", "on"] => Ok(Self::Muted),
            ["mute", "off"] => Ok(Self::Unmuted),
            _ => Err(UnknownHappening(line.into())),
        }
    }
}
