//! How large things are, and what gives way on a full slip.
//!
//! All lengths are in eighths of a millimetre: dots at 203 dpi.

/// One way of setting a slip. Where several sizes stand, the first one that fits is taken.
pub(crate) struct Measures {
    pub(crate) branch: u32,
    pub(crate) service: &'static [u32],
    pub(crate) service_lines_max: usize,
    /// Size of the mark; a longer number makes it smaller.
    pub(crate) mark: u32,
    pub(crate) ahead: &'static [u32],
    pub(crate) label: u32,
    pub(crate) bring_lines_max: usize,
    pub(crate) qr_side: u32,
    pub(crate) follow: &'static [u32],
    pub(crate) small: u32,
}

/// A slip is at most 100 mm long, 70 without QR.
pub(crate) const LENGTH_MAX: u32 = 800;
pub(crate) const LENGTH_MAX_WITHOUT_QR: u32 = 560;

/// Lurik, its bars as (start, width) and how often they repeat.
pub(crate) const LURIK_HEIGHT: u32 = 16;
pub(crate) const LURIK_BARS: [(u32, u32); 7] = [
    (0, 8),
    (16, 24),
    (48, 8),
    (72, 40),
    (120, 8),
    (136, 8),
    (160, 16),
];
pub(crate) const LURIK_PERIOD: u32 = 184;

/// The tear line's dashes.
pub(crate) const DASH_LENGTH: u32 = 16;
pub(crate) const DASH_HEIGHT: u32 = 4;
pub(crate) const DASH_PITCH: u32 = 32;

/// White between the parts.
pub(crate) const GAP: u32 = 16;
pub(crate) const GAP_SMALL: u32 = 8;
/// Above the tear line.
pub(crate) const GAP_LINE: u32 = 12;
/// Between QR and the words beside it: four modules of six dots.
pub(crate) const GAP_QR: u32 = 24;
/// A reversed bar (SALINAN) and the text in it.
pub(crate) const BAR_HEIGHT: u32 = 48;
pub(crate) const BAR_TEXT: u32 = 34;

/// From generous to tight. The last holds whatever a slip may say.
pub(crate) const WIDE: [Measures; 5] = [
    Measures {
        branch: 34,
        service: &[48, 44, 40],
        service_lines_max: 2,
        mark: 200,
        ahead: &[44, 40, 36],
        label: 34,
        bring_lines_max: 3,
        qr_side: 200,
        follow: &[34, 32, 30, 28],
        small: 28,
    },
    Measures {
        branch: 34,
        service: &[48, 44, 40, 36],
        service_lines_max: 2,
        mark: 200,
        ahead: &[44, 40, 36],
        label: 28,
        bring_lines_max: 3,
        qr_side: 200,
        follow: &[34, 32, 30, 28],
        small: 28,
    },
    Measures {
        branch: 28,
        service: &[44, 40, 36],
        service_lines_max: 2,
        mark: 200,
        ahead: &[40, 36],
        label: 28,
        bring_lines_max: 2,
        qr_side: 168,
        follow: &[30, 28],
        small: 28,
    },
    Measures {
        branch: 28,
        service: &[40, 36],
        service_lines_max: 2,
        mark: 176,
        ahead: &[36],
        label: 26,
        bring_lines_max: 1,
        qr_side: 168,
        follow: &[28],
        small: 26,
    },
    Measures {
        branch: 28,
        service: &[36],
        service_lines_max: 1,
        mark: 144,
        ahead: &[34],
        label: 26,
        bring_lines_max: 1,
        qr_side: 168,
        follow: &[28],
        small: 24,
    },
];

/// The same for 58 mm.
pub(crate) const NARROW: [Measures; 4] = [
    Measures {
        branch: 28,
        service: &[44, 40, 36],
        service_lines_max: 2,
        mark: 200,
        ahead: &[38, 36, 34, 32],
        label: 28,
        bring_lines_max: 3,
        qr_side: 200,
        follow: &[34, 32, 30, 28],
        small: 28,
    },
    Measures {
        branch: 28,
        service: &[40, 36, 32],
        service_lines_max: 2,
        mark: 200,
        ahead: &[34, 32],
        label: 26,
        bring_lines_max: 2,
        qr_side: 168,
        follow: &[28],
        small: 26,
    },
    Measures {
        branch: 24,
        service: &[36, 32],
        service_lines_max: 2,
        mark: 128,
        ahead: &[32, 30],
        label: 24,
        bring_lines_max: 1,
        qr_side: 168,
        follow: &[28, 24],
        small: 24,
    },
    Measures {
        branch: 24,
        service: &[36, 32],
        service_lines_max: 1,
        mark: 120,
        ahead: &[32, 30],
        label: 24,
        bring_lines_max: 1,
        qr_side: 168,
        follow: &[28, 24],
        small: 24,
    },
];

/// The mark in units of its size, from the art direction.
pub(crate) mod mark {
    pub(crate) const TILE_WIDTH: f32 = 0.76;
    pub(crate) const TILE_HEIGHT: f32 = 0.80;
    /// Each further letter makes the tile wider.
    pub(crate) const LETTER_MORE: f32 = 0.68;
    /// Least black at the sides of a letter.
    pub(crate) const LETTER_SIDE: f32 = 0.04;
    pub(crate) const GAP: f32 = 0.06;
    pub(crate) const DIGIT: f32 = 0.632;
}
