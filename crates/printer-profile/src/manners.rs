use serde::Deserialize;

/// How a printer answers, as far as its maker says. What it really does is found out by asking; these
/// are bounds of what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manners {
    /// How its condition is learned.
    pub status: Status,
    /// Whether it may prove a print (`GS ( H`).
    #[serde(default)]
    pub proof: bool,
    /// It has a sensor for the end of the roll coming near.
    #[serde(default)]
    pub near_end_sensor: bool,
    /// Length of a full roll in millimetres, for the odometer.
    pub roll_length_mm: u32,
    /// What its receive buffer holds, in bytes: jobs longer than that are handed over in pieces.
    pub buffer_bytes: u32,
}

/// How a printer's condition is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It says so by itself (`GS a`), and answers when asked.
    Automatic,
    /// It answers when asked (`DLE EOT`).
    Asked,
    /// It never says anything.
    Never,
}
