//! The raster profile: the slip's picture, dot for dot.

use crate::bitmap::Bitmap;
use crate::job;
use crate::paper::Dialect;

/// The most bytes a slip has in this profile: 45 000 take 0.5 s at 1 Mbit/s, 23 s at 19 200 baud.
pub const RASTER_BYTES_MAX: usize = 45_000;

/// Rows in a band. Cheap printers garble what follows a band whose height is no multiple of 24.
pub(crate) const BAND_ROWS: u32 = 24;
/// `GS v 0 m xL xH yL yH`
const BAND_HEADER_BYTES: usize = 8;
/// Beginning and cut.
const JOB_BYTES: usize = 16;

/// The picture as ESC/POS raster bands (`GS v 0`) of 24 rows, each as wide as its ink, then a cut.
///
/// Nothing in the image reads as a real-time command, whatever the picture: where it would, one dot
/// is flipped, as [`render`](crate::render) has done already.
pub fn to_escpos_raster(bitmap: &Bitmap, dialect: &Dialect) -> Vec<u8> {
    let mut bitmap = bitmap.clone();
    bitmap.calm();
    job::bytes_of(dialect, |job| {
        for top in (0..bitmap.height_dots()).step_by(BAND_ROWS as usize) {
            job.raw(&band(&bitmap, top))?;
        }
        Ok(())
    })
}

/// The size of [`to_escpos_raster`]'s answer, rounded up by a few bytes.
pub(crate) fn size_bytes(bitmap: &Bitmap) -> usize {
    let rows = 0..bitmap.height_dots();
    let bands = rows
        .step_by(BAND_ROWS as usize)
        .map(|top| band(bitmap, top).len());
    JOB_BYTES + bands.sum::<usize>()
}

/// A band as wide as its ink, and one byte where there is none: feeding by raster rows is exact,
/// while the unit of `ESC J` differs from printer to printer.
fn band(bitmap: &Bitmap, top: u32) -> Vec<u8> {
    let rows = top..(top + BAND_ROWS).min(bitmap.height_dots());
    let inked = |row| {
        bitmap
            .row(row)
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1)
    };
    let width = rows.clone().map(inked).max().unwrap_or(0).max(1);
    let [low, high] = (width as u16).to_le_bytes();
    let mut bytes = vec![0x1D, b'v', b'0', 0, low, high, BAND_ROWS as u8, 0];
    for row in rows {
        bytes.extend_from_slice(&bitmap.row(row)[..width]);
    }
    bytes.resize(BAND_HEADER_BYTES + width * BAND_ROWS as usize, 0);
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STRIDE_BYTES: usize = 4;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        /// Rows made of little else than the bytes that matter.
        #[test]
        fn no_picture_contains_a_command_that_printers_obey_inside_images(
            rows in prop::collection::vec(
                prop::collection::vec(
                    prop::sample::select(vec![0u8, 0x10, 0x04, 0x05, 0x14, 0x06, 0xFF]),
                    STRIDE_BYTES,
                ),
                1..60,
            ),
        ) {
            let picture = Bitmap::from_rows(8 * STRIDE_BYTES as u32, &rows);
            let bytes = to_escpos_raster(&picture, &Dialect::default());
            let obeyed = bytes.windows(2).position(|pair| matches!(pair, [0x10, 0x04 | 0x05 | 0x14]));
            prop_assert_eq!(obeyed, None);
        }

        #[test]
        fn calming_flips_a_dot_only_where_it_must_and_only_once(
            rows in prop::collection::vec(prop::collection::vec(any::<u8>(), STRIDE_BYTES), 1..60),
        ) {
            let picture = Bitmap::from_rows(8 * STRIDE_BYTES as u32, &rows);
            let mut once = picture.clone();
            once.calm();
            let mut twice = once.clone();
            twice.calm();
            prop_assert_eq!(&once, &twice);
            for (y, row) in (0u32..).zip(&rows) {
                for (x, (before, after)) in row.iter().zip(once.row(y)).enumerate() {
                    let follows = x == 0 || once.row(y)[x - 1] == 0x10;
                    let must = follows && [0x04, 0x05, 0x14].contains(before);
                    prop_assert_eq!((before ^ after).count_ones(), u32::from(must));
                }
            }
        }
    }
}
