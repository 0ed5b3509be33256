use serde::Deserialize;

/// How a slip is said to this printer. All of these speak ESC/POS; others (Star, Custom) would stand
/// beside it as further dialects.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    /// How a slip is parted from the roll.
    #[serde(default)]
    pub cut: Cut,
    /// How white rows are fed.
    #[serde(default)]
    pub feed: Feed,
    /// Dots an inch, which `GS P` tells the printer to feed by: its own unit may be half a dot. Absent
    /// where it does not know that command.
    #[serde(default)]
    pub motion_unit_dpi: Option<u8>,
    /// The height of a raster band must be a multiple of so many rows (24 on clones that garble what
    /// follows another height; 1 where any height is printed right).
    pub band_rows_multiple: u16,
    /// The tallest raster band in rows: what its buffer takes at once.
    pub band_rows_max: u16,
    /// Whether `GS v 0` may double its dots (`m` = 1 to 3).
    #[serde(default)]
    pub doubled_raster: bool,
    /// Whether `ESC a` moves images, too: then the white before lines that are read from the right need
    /// not be sent.
    #[serde(default)]
    pub aligned_raster: bool,
    /// The character sets it has, in order of preference; empty: ASCII only, all else is an image.
    #[serde(default)]
    pub code_pages: Vec<CodePage>,
    /// Whether it draws QR symbols itself (`GS ( k`); else the text profile sends them as images.
    #[serde(default)]
    pub native_qr: bool,
}

/// How a slip is parted from the roll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// Fed to the knife and cut but for a point, so that it cannot fall (`GS V 66 0`).
    #[default]
    Partial,
    /// Fed to the knife and cut through (`GS V 65 0`).
    Full,
    /// No knife: fed past the tear bar (`ESC d`).
    TearBar,
}

/// How white rows are fed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feed {
    /// `ESC J n` feeds exactly `n` dots.
    #[default]
    Dots,
    /// Its unit differs or is not known: white is sent as narrow raster bands.
    Raster,
}

/// A character set of the printer's own font (`ESC t n`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodePage {
    /// `ESC t 0`
    Cp437,
    /// `ESC t 2`
    Cp850,
    /// `ESC t 19`
    Cp858,
    /// `ESC t 16`
    Wpc1252,
}
