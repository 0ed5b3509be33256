//! The printer to simulate.

use std::str::FromStr;

/// What a common receipt printer's receive buffer holds.
pub const RECEIVE_BUFFER_BYTES: usize = 4 * 1024;

const DOTS_WIDTH: std::ops::RangeInclusive<u32> = 8..=1024;
const DPI: std::ops::RangeInclusive<u32> = 90..=600;
const BUFFER_BYTES: std::ops::RangeInclusive<usize> = 16..=1024 * 1024;
const SPEED_MM_PER_SEC: std::ops::RangeInclusive<u32> = 1..=1_000;

/// The printer to simulate. What lies outside of a range is taken as the nearest in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Dots across, 8 to 1024.
    pub dots_width: u32,
    /// Dots an inch both ways, 90 to 600: turns millimetres of paper into rows.
    pub dpi: u32,
    /// What the receive buffer holds, 16 bytes to 1 MiB. More is lost on a line without flow control.
    pub buffer_bytes: usize,
    /// Without a knife a cut does nothing: the paper leaves when somebody tears it.
    pub knife: bool,
    /// Where the sensor under the roll sees that its end is near: so many millimetres before it,
    /// if the roll's end is known ([`Happening::PaperLasts`](crate::Happening::PaperLasts)).
    pub near_end_mm: Option<u32>,
    /// How fast it prints, 1 to 1,000; at once where absent. Time passes by
    /// [`Simulator::advance`](crate::Simulator::advance) alone.
    pub speed_mm_per_sec: Option<u32>,
    /// What it does wrong.
    pub bugs: Bugs,
}

impl Default for Options {
    /// For 80 mm paper at 203 dpi.
    fn default() -> Self {
        Self::of_width(576)
    }
}

impl Options {
    /// A faultless printer of so many dots across, at 203 dpi, that prints at once.
    pub const fn of_width(dots_width: u32) -> Self {
        Self {
            dots_width,
            dpi: 203,
            buffer_bytes: RECEIVE_BUFFER_BYTES,
            knife: true,
            near_end_mm: None,
            speed_mm_per_sec: None,
            bugs: Bugs::NONE,
        }
    }

    pub(crate) fn within_ranges(self) -> Self {
        let speed = self
            .speed_mm_per_sec
            .map(|speed| speed.clamp(*SPEED_MM_PER_SEC.start(), *SPEED_MM_PER_SEC.end()));
        Self {
            dots_width: self
                .dots_width
                .clamp(*DOTS_WIDTH.start(), *DOTS_WIDTH.end()),
            dpi: self.dpi.clamp(*DPI.start(), *DPI.end()),
            buffer_bytes: self
                .buffer_bytes
                .clamp(*BUFFER_BYTES.start(), *BUFFER_BYTES.end()),
            speed_mm_per_sec: speed,
            ..self
        }
    }

    /// Millimetres of so many rows, rounded.
    pub(crate) fn mm_of(&self, rows: u64) -> u64 {
        let dpi = u64::from(self.dpi);
        (rows * 254 + 5 * dpi) / (10 * dpi)
    }

    /// Rows in so many millimetres, rounded.
    pub(crate) fn rows_in(&self, mm: u32) -> u64 {
        (u64::from(mm) * u64::from(self.dpi) * 10 + 127) / 254
    }
}

/// What cheap printers do wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bugs {
    /// A raster band whose height is no multiple of 24 swallows what follows it as further rows.
    pub garble_odd_bands: bool,
    /// Asked for its status (`DLE EOT`, `GS r`), it says nothing.
    pub no_status: bool,
    /// It never reports by itself (`GS a`).
    pub no_asb: bool,
    /// It cannot prove a print (`GS ( H`).
    pub no_proof: bool,
    /// It cannot be told to go on or to forget (`DLE ENQ`).
    pub no_recovery: bool,
    /// It stays in code page 437 whatever `ESC t` says.
    pub wrong_code_page: bool,
    /// It prints raster dots once each, whatever `GS v 0` says of doubling.
    pub no_doubled_raster: bool,
}

impl Bugs {
    /// As it should be.
    pub const NONE: Self = Self {
        garble_odd_bands: false,
        no_status: false,
        no_asb: false,
        no_proof: false,
        no_recovery: false,
        wrong_code_page: false,
        no_doubled_raster: false,
    };

    /// The names of all bugs, as they are written on a command line.
    pub const NAMES: [&str; 7] = [
        "garble-odd-bands",
        "no-status",
        "no-asb",
        "no-proof",
        "no-recovery",
        "wrong-code-page",
        "no-doubled-raster",
    ];

    /// All bugs of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            garble_odd_bands: self.garble_odd_bands | other.garble_odd_bands,
            no_status: self.no_status | other.no_status,
            no_asb: self.no_asb | other.no_asb,
            no_proof: self.no_proof | other.no_proof,
            no_recovery: self.no_recovery | other.no_recovery,
            wrong_code_page: self.wrong_code_page | other.wrong_code_page,
            no_doubled_raster: self.no_doubled_raster | other.no_doubled_raster,
        }
    }
}

/// No such bug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no printer here has the bug {0:?}: say one of {all}", all = Bugs::NAMES.join(", "))]
pub struct UnknownBug(String);

impl FromStr for Bugs {
    type Err = UnknownBug;

    /// One bug by its name, as in `no-status`.
    fn from_str(name: &str) -> Result<Self, UnknownBug> {
        let mut bugs = Self::default();
        let bug = match name {
            "garble-odd-bands" => &mut bugs.garble_odd_bands,
            "no-status" => &mut bugs.no_status,
            "no-asb" => &mut bugs.no_asb,
            "no-proof" => &mut bugs.no_proof,
            "no-recovery" => &mut bugs.no_recovery,
            "wrong-code-page" => &mut bugs.wrong_code_page,
            "no-doubled-raster" => &mut bugs.no_doubled_raster,
            _ => return Err(UnknownBug(name.into())),
        };
        *bug = true;
        Ok(bugs)
    }
}
