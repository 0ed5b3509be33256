//! Whether a profile can be true, and where it says what cannot.

use toml::de::{DeTable, DeValue};

use crate::fault::ProfileFault;
use crate::manners::Status;
use crate::profile::Profile;

/// Larger files are not looked at.
pub(crate) const FILE_BYTES_MAX: usize = 16 * 1024;
pub(crate) const NAME_CHARS_MAX: usize = 60;
/// Sheets are so many rows long, or a multiple of it.
pub(crate) const BAND_ROWS: u16 = 24;

const ROLLS_MM: [u16; 2] = [80, 58];
const DPIS: [u16; 2] = [203, 180];
/// Dots across a character of font A.
const CHARACTER_DOTS: u16 = 12;
const COLUMNS_MIN: u16 = 24;
/// A command says a band's rows in two bytes. The second stays 0, so that the two never read as one
/// that printers obey inside images.
const BAND_ROWS_MAX: u16 = 255;
/// `GS v 0 m xL xH yL yH`
const BAND_HEADER_BYTES: u32 = 8;
const ROLL_LENGTH_MM: std::ops::RangeInclusive<u32> = 5_000..=200_000;

/// Where something stands: `[table] key`.
pub(crate) type Place = (&'static str, &'static str);

/// The first thing that cannot be true.
pub(crate) fn check(profile: &Profile) -> Result<(), (Place, ProfileFault)> {
    let Profile {
        name,
        paper,
        dialect,
        manners,
    } = profile;
    let chars = name.chars().count();
    let named = (1..=NAME_CHARS_MAX).contains(&chars) && !name.trim().is_empty();
    ensure(named, ("", "name"), || ProfileFault::Name { chars })?;

    let (roll_mm, dpi, width_dots) = (paper.roll_mm, paper.dpi, paper.width_dots);
    let known = ROLLS_MM.contains(&roll_mm);
    ensure(known, ("paper", "roll_mm"), || ProfileFault::Roll {
        roll_mm,
    })?;
    let known = DPIS.contains(&dpi);
    ensure(known, ("paper", "dpi"), || ProfileFault::Dpi { dpi })?;
    // Heads reach from three quarters of the roll to its edges.
    let max = (u32::from(roll_mm) * u32::from(dpi) * 10 / 254) as u16;
    let min = max * 3 / 4;
    let real = (min..=max).contains(&width_dots);
    ensure(real, ("paper", "width_dots"), || ProfileFault::Width {
        width_dots,
        width_mm: (u32::from(width_dots) * 254 / (u32::from(dpi) * 10)) as u16,
        dpi,
        roll_mm,
        min,
        max,
    })?;
    let (columns, max) = (paper.columns, width_dots / CHARACTER_DOTS);
    let real = (COLUMNS_MIN..=max).contains(&columns);
    ensure(real, ("paper", "columns"), || ProfileFault::Columns {
        columns,
        width_dots,
        min: COLUMNS_MIN,
        max,
    })?;

    if let Some(unit_dpi) = dialect.motion_unit_dpi {
        let same = u16::from(unit_dpi) == dpi;
        let place = ("dialect", "motion_unit_dpi");
        ensure(same, place, || ProfileFault::MotionUnit { unit_dpi, dpi })?;
    }
    let multiple = dialect.band_rows_multiple;
    let whole = multiple > 0 && BAND_ROWS.is_multiple_of(multiple);
    ensure(whole, ("dialect", "band_rows_multiple"), || {
        ProfileFault::BandMultiple { rows: multiple }
    })?;
    let rows = dialect.band_rows_max;
    let whole = (1..=BAND_ROWS_MAX).contains(&rows) && rows.is_multiple_of(multiple);
    ensure(whole, ("dialect", "band_rows_max"), || {
        ProfileFault::BandMax { rows, multiple }
    })?;
    let pages = &dialect.code_pages;
    let once = (1..pages.len()).all(|later| !pages[..later].contains(&pages[later]));
    ensure(once, ("dialect", "code_pages"), || ProfileFault::CodePages)?;

    let speaks = manners.status != Status::Never;
    for (field, claimed) in [
        ("proof", manners.proof),
        ("near_end_sensor", manners.near_end_sensor),
    ] {
        ensure(speaks || !claimed, ("manners", field), || {
            ProfileFault::Mute { field }
        })?;
    }
    let length_mm = manners.roll_length_mm;
    let real = ROLL_LENGTH_MM.contains(&length_mm);
    ensure(real, ("manners", "roll_length_mm"), || {
        ProfileFault::RollLength {
            length_mm,
            min: *ROLL_LENGTH_MM.start(),
            max: *ROLL_LENGTH_MM.end(),
        }
    })?;
    let buffer_bytes = manners.buffer_bytes;
    let band_bytes = BAND_HEADER_BYTES + u32::from(width_dots.div_ceil(8)) * u32::from(rows);
    let held = band_bytes <= buffer_bytes;
    ensure(held, ("manners", "buffer_bytes"), || ProfileFault::Buffer {
        buffer_bytes,
        band_bytes,
    })
}

/// The line on which a field stands, from 1; that of its table where it does not.
pub(crate) fn line_of(text: &str, (table, key): Place) -> usize {
    let Ok(file) = DeTable::parse(text) else {
        return 1;
    };
    let within = |fields: &DeTable<'_>, key: &str| fields.get(key).map(|value| value.span().start);
    let start = match file
        .get_ref()
        .get(table)
        .map(|value| (value.get_ref(), value.span()))
    {
        Some((DeValue::Table(fields), span)) => within(fields, key).unwrap_or(span.start),
        Some(_) | None => within(file.get_ref(), key).unwrap_or(0),
    };
    line_at(text, start)
}

/// The line of a byte, from 1.
pub(crate) fn line_at(text: &str, byte: usize) -> usize {
    1 + text
        .bytes()
        .take(byte)
        .filter(|byte| *byte == b'\n')
        .count()
}

fn ensure(
    holds: bool,
    place: Place,
    fault: impl FnOnce() -> ProfileFault,
) -> Result<(), (Place, ProfileFault)> {
    if holds { Ok(()) } else { Err((place, fault())) }
}
