use crate::check::{BAND_ROWS, FILE_BYTES_MAX, NAME_CHARS_MAX};

/// Why a profile was not taken: file, line, what, remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {fault}")]
pub struct ProfileError {
    /// As the caller named it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What and the remedy.
    pub fault: ProfileFault,
}

/// What is wrong with a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileFault {
    /// Not TOML, a field that does not exist, or one that is missing.
    #[error("{0}; compare it with assets/printers/generic-80.toml")]
    Malformed(String),
    /// Larger than [`FILE_BYTES_MAX`].
    #[error("a profile has at most {FILE_BYTES_MAX} bytes; is this one?")]
    TooLarge,
    /// Nothing, or more than [`NAME_CHARS_MAX`].
    #[error("a model's name has 1 to {NAME_CHARS_MAX} characters, this has {chars}; shorten it")]
    Name {
        /// Its length.
        chars: usize,
    },
    /// Neither of the rolls there are.
    #[error("rolls are 80 or 58 mm wide, not {roll_mm}; choose one of them")]
    Roll {
        /// As written.
        roll_mm: u16,
    },
    /// Neither of the heads there are.
    #[error("heads have 203 or 180 dots an inch, not {dpi}; choose one of them")]
    Dpi {
        /// As written.
        dpi: u16,
    },
    /// More dots than the roll is wide, or so few that it must be another roll.
    #[error(
        "{width_dots} dots are {width_mm} mm at {dpi} dpi: not what is printed on {roll_mm} mm; \
         choose {min} to {max}, or another roll"
    )]
    Width {
        /// As written.
        width_dots: u16,
        /// What that is in millimetres.
        width_mm: u16,
        /// Dots an inch.
        dpi: u16,
        /// The roll.
        roll_mm: u16,
        /// The fewest dots.
        min: u16,
        /// The most dots.
        max: u16,
    },
    /// More characters than the paper is wide, or too few for a word.
    #[error(
        "{columns} characters of 12 dots are no line of {width_dots} dots; choose {min} to {max}"
    )]
    Columns {
        /// As written.
        columns: u16,
        /// Dots across.
        width_dots: u16,
        /// The fewest characters.
        min: u16,
        /// The most characters.
        max: u16,
    },
    /// `GS P` would make another unit than a dot.
    #[error("motion_unit_dpi is {unit_dpi} and dpi {dpi}; write the same, or leave it out")]
    MotionUnit {
        /// As written.
        unit_dpi: u8,
        /// Dots an inch.
        dpi: u16,
    },
    /// Sheets are a multiple of [`BAND_ROWS`] long.
    #[error("bands of {rows} rows do not fill {BAND_ROWS}; choose 1, 2, 3, 4, 6, 8, 12 or 24")]
    BandMultiple {
        /// As written.
        rows: u16,
    },
    /// Not a number of whole bands, or more than one byte says.
    #[error("band_rows_max is {rows}; choose a multiple of {multiple}, at most 255")]
    BandMax {
        /// As written.
        rows: u16,
        /// What it has to be a multiple of.
        multiple: u16,
    },
    /// It stands there twice.
    #[error("code_pages names one twice; leave one out")]
    CodePages,
    /// It is said never to answer, and to answer something.
    #[error("a printer whose status is \"never\" cannot have {field} = true; make it false")]
    Mute {
        /// Which.
        field: &'static str,
    },
    /// Shorter or longer than rolls are.
    #[error("a roll of {length_mm} mm; choose {min} to {max}")]
    RollLength {
        /// As written.
        length_mm: u32,
        /// The shortest.
        min: u32,
        /// The longest.
        max: u32,
    },
    /// The tallest band would not fit.
    #[error(
        "a buffer of {buffer_bytes} bytes does not hold a band of {band_bytes}; lower band_rows_max"
    )]
    Buffer {
        /// As written.
        buffer_bytes: u32,
        /// The tallest band.
        band_bytes: u32,
    },
}

impl ProfileFault {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "profile_malformed",
            Self::TooLarge => "profile_too_large",
            Self::Name { .. } => "profile_name",
            Self::Roll { .. } => "profile_roll",
            Self::Dpi { .. } => "profile_dpi",
            Self::Width { .. } => "profile_width",
            Self::Columns { .. } => "profile_columns",
            Self::MotionUnit { .. } => "profile_motion_unit",
            Self::BandMultiple { .. } => "profile_band_multiple",
            Self::BandMax { .. } => "profile_band_max",
            Self::CodePages => "profile_code_pages",
            Self::Mute { .. } => "profile_mute",
            Self::RollLength { .. } => "profile_roll_length",
            Self::Buffer { .. } => "profile_buffer",
        }
    }
}
