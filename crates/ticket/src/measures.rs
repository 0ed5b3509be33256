//! How large things are, and what gives way on a full slip.
//!
//! All lengths are in eighths of a millimetre: dots at 203 dpi.

/// One way of setting a slip. Where several sizes stand, the first one that fits is taken.
pub(crate) struct Measures {
    pub(crate) branch: &'static [u32],
    pub(crate) branch_lines_max: u8,
    pub(crate) service: &'static [u32],
    pub(crate) service_lines_max: u8,
    /// Size of the mark; a longer number makes it smaller.
    pub(crate) mark: u32,
    pub(crate) ahead: &'static [u32],
    pub(crate) label: u32,
    pub(crate) label_lines_max: u8,
    pub(crate) large: &'static [u32],
    pub(crate) huge: &'static [u32],
    pub(crate) qr_side: u32,
    pub(crate) follow: &'static [u32],
    pub(crate) small: u32,
}

/// A millimetre in the unit of all lengths here.
pub(crate) const EIGHTHS_MM: u32 = 8;

/// A sheet is a whole number of so many rows: clones garble what follows a raster band of another
/// height, and so preview and paper stay the same picture on every printer.
pub(crate) const SHEET_ROWS_MULTIPLE: u32 = 24;

/// A slip is at most 100 mm long, 70 without QR, where its template does not say.
pub(crate) const SLIP_LENGTH_MM_MAX: u16 = 100;
pub(crate) const SLIP_LENGTH_MM_MAX_WITHOUT_QR: u16 = 70;

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
/// Between QR and the words beside it: four modules of six dots.
pub(crate) const GAP_QR: u32 = 24;
/// A reversed bar (SALINAN) and the text in it.
pub(crate) const BAR_HEIGHT: u32 = 48;
pub(crate) const BAR_TEXT: u32 = 34;

/// From generous to tight. The last holds whatever a slip may say.
pub(crate) const WIDE: [Measures; 6] = [
    Measures {
        branch: &[34, 30, 28],
        branch_lines_max: 2,
        service: &[48, 44, 40],
        service_lines_max: 2,
        mark: 200,
        ahead: &[44, 40, 36],
        label: 34,
        label_lines_max: 3,
        large: &[52, 48],
        huge: &[72, 64],
        qr_side: 200,
        follow: &[34, 32, 30, 28],
        small: 28,
    },
    Measures {
        branch: &[34, 30, 28],
        branch_lines_max: 2,
        service: &[48, 44, 40, 36],
        service_lines_max: 2,
        mark: 200,
        ahead: &[44, 40, 36],
        label: 28,
        label_lines_max: 3,
        large: &[48, 44],
        huge: &[64, 56],
        qr_side: 200,
        follow: &[34, 32, 30, 28],
        small: 28,
    },
    Measures {
        branch: &[28],
        branch_lines_max: 2,
        service: &[44, 40, 36],
        service_lines_max: 2,
        mark: 200,
        ahead: &[40, 36],
        label: 28,
        label_lines_max: 2,
        large: &[44, 40],
        huge: &[56, 52],
        qr_side: 168,
        follow: &[30, 28],
        small: 28,
    },
    Measures {
        branch: &[28],
        branch_lines_max: 1,
        service: &[40, 36],
        service_lines_max: 2,
        mark: 176,
        ahead: &[36],
        label: 26,
        label_lines_max: 2,
        large: &[44, 40],
        huge: &[52, 48],
        qr_side: 168,
        follow: &[28],
        small: 26,
    },
    Measures {
        branch: &[28],
        branch_lines_max: 1,
        service: &[40, 36],
        service_lines_max: 2,
        mark: 176,
        ahead: &[36],
        label: 26,
        label_lines_max: 1,
        large: &[44, 40],
        huge: &[52, 48],
        qr_side: 168,
        follow: &[28],
        small: 26,
    },
    Measures {
        branch: &[28],
        branch_lines_max: 1,
        service: &[36],
        service_lines_max: 1,
        mark: 144,
        ahead: &[34],
        label: 26,
        label_lines_max: 1,
        large: &[40, 36],
        huge: &[48, 44],
        qr_side: 168,
        follow: &[28],
        small: 24,
    },
];

/// The same for 58 mm.
pub(crate) const NARROW: [Measures; 6] = [
    Measures {
        branch: &[28, 26, 24],
        branch_lines_max: 2,
        service: &[44, 40, 36],
        service_lines_max: 2,
        mark: 200,
        ahead: &[38, 36, 34, 32],
        label: 28,
        label_lines_max: 3,
        large: &[44, 40],
        huge: &[56, 48],
        qr_side: 200,
        follow: &[34, 32, 30, 28],
        small: 28,
    },
    Measures {
        branch: &[28, 26, 24],
        branch_lines_max: 2,
        service: &[40, 36, 32],
        service_lines_max: 2,
        mark: 200,
        ahead: &[34, 32],
        label: 26,
        label_lines_max: 2,
        large: &[40],
        huge: &[52, 44],
        qr_side: 168,
        follow: &[28],
        small: 26,
    },
    NARROW_TIGHT,
    Measures {
        branch_lines_max: 1,
        ..NARROW_TIGHT
    },
    Measures {
        branch_lines_max: 1,
        label_lines_max: 1,
        ..NARROW_TIGHT
    },
    Measures {
        branch_lines_max: 1,
        service_lines_max: 1,
        mark: 120,
        label_lines_max: 1,
        large: &[36],
        huge: &[44, 36],
        ..NARROW_TIGHT
    },
];

/// A full slip of 58 mm. Where even this is too long, lines give way, the number last.
const NARROW_TIGHT: Measures = Measures {
    branch: &[24],
    branch_lines_max: 2,
    service: &[36, 32],
    service_lines_max: 2,
    mark: 128,
    ahead: &[32, 30],
    label: 24,
    label_lines_max: 2,
    large: &[40, 36],
    huge: &[48, 40],
    qr_side: 168,
    follow: &[28, 24],
    small: 24,
};

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
    /// One letter and three digits, side by side.
    pub(crate) const USUAL: f32 = TILE_WIDTH + GAP + 3.0 * DIGIT;
    /// A tile above digits that leave no room beside them: its size, and the white between, in units
    /// of the digits' size.
    pub(crate) const STACKED_TILE: f32 = 0.5;
    pub(crate) const STACKED_GAP: f32 = 0.08;
}
