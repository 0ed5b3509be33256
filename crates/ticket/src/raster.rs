//! The raster profile: the slip's picture, dot for dot.
//!
//! Ink costs bytes and white need not, so a picture is parted into bands in the way that takes the
//! fewest: each as wide as its ink, counted from the side that has more of it, white rows fed where the
//! printer feeds dots, rows and columns that stand in pairs sent once. What comes out is the same picture.

use antre_printer_profile::{Cut, Dialect, Feed};

use crate::bitmap::{self, Bitmap};
use crate::job;

/// The most bytes a slip has in this profile: 30 000 take 0.3 s at 1 Mbit/s, 16 s at 19 200 baud.
pub const RASTER_BYTES_MAX: usize = 30_000;

/// What a printer is told of which only the paper is known.
pub(crate) const PLAIN: Dialect = Dialect {
    cut: Cut::Partial,
    feed: Feed::Raster,
    motion_unit_dpi: None,
    band_rows_multiple: 1,
    band_rows_max: 24,
    doubled_raster: false,
    aligned_raster: true,
    code_pages: Vec::new(),
    native_qr: false,
};

/// `GS v 0 m xL xH yL yH`
const BAND_HEADER_BYTES: usize = 8;
/// `ESC a n`, which moves images, too.
const ALIGN_LEFT: [u8; 3] = [0x1B, b'a', 0];
const ALIGN_RIGHT: [u8; 3] = [0x1B, b'a', 2];
/// `ESC J n`
const FEED_BYTES: usize = 3;
const FEED_ROWS_MAX: usize = u8::MAX as usize;
/// Beginning and cut.
const JOB_BYTES: usize = 16;

/// The picture as ESC/POS raster bands (`GS v 0`) and feeds, then a cut.
///
/// Nothing in the image reads as a real-time command, whatever the picture: where it would, one dot
/// is flipped, as [`Typesetter::draw`](crate::Typesetter::draw) has done already.
pub fn to_escpos_raster(bitmap: &Bitmap, dialect: &Dialect) -> Vec<u8> {
    let mut bitmap = bitmap.clone();
    bitmap.calm();
    job::bytes_of(dialect, |job| job.raw(&bands(&bitmap, dialect)))
}

/// The size of [`to_escpos_raster`]'s answer, rounded up by a few bytes.
pub(crate) fn size_bytes(bitmap: &Bitmap, dialect: &Dialect) -> usize {
    JOB_BYTES + plan(bitmap, dialect).bytes()
}

/// A calmed picture without beginning and cut. The paper moves by its height, rounded up to the
/// dialect's bands.
pub(crate) fn bands(bitmap: &Bitmap, dialect: &Dialect) -> Vec<u8> {
    let plan = plan(bitmap, dialect);
    let mut bytes = Vec::with_capacity(plan.bytes());
    if plan.side == Side::Right {
        bytes.extend(ALIGN_RIGHT);
    }
    let mut y = 0;
    for step in &plan.steps {
        match step {
            Step::Feed { rows } => bytes.extend([0x1B, b'J', *rows as u8]),
            Step::Band(band) => band.write(bitmap, y, plan.side, &mut bytes),
        }
        y += step.rows();
    }
    if plan.side == Side::Right {
        bytes.extend(ALIGN_LEFT);
    }
    bytes
}

/// A picture as commands.
struct Plan {
    side: Side,
    steps: Vec<Step>,
}

impl Plan {
    fn bytes(&self) -> usize {
        let align = match self.side {
            Side::Left => 0,
            Side::Right => ALIGN_RIGHT.len() + ALIGN_LEFT.len(),
        };
        align + self.steps.iter().map(Step::bytes).sum::<usize>()
    }
}

/// From which edge of the paper bands reach to their last ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    /// As lines do that are read from the right.
    Right,
}

/// One command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// White.
    Feed {
        /// 1 to 255.
        rows: usize,
    },
    Band(Band),
}

impl Step {
    fn rows(&self) -> usize {
        match self {
            Self::Feed { rows } => *rows,
            Self::Band(band) => band.rows,
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Feed { .. } => FEED_BYTES,
            Self::Band(band) => {
                BAND_HEADER_BYTES + band.sent_width_bytes() * (band.rows / band.down())
            }
        }
    }
}

/// An image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Band {
    /// As printed.
    rows: usize,
    width_bytes: usize,
    /// Columns stand in pairs from the left, of which one is sent.
    wide: bool,
    /// Rows stand in pairs, of which one is sent.
    tall: bool,
}

impl Band {
    fn down(&self) -> usize {
        1 + usize::from(self.tall)
    }

    fn sent_width_bytes(&self) -> usize {
        self.width_bytes.div_ceil(1 + usize::from(self.wide))
    }

    fn write(&self, bitmap: &Bitmap, top: usize, side: Side, bytes: &mut Vec<u8>) {
        let mode = u8::from(self.wide) | u8::from(self.tall) << 1;
        let width_bytes = self.sent_width_bytes();
        let [x_low, x_high] = (width_bytes as u16).to_le_bytes();
        let [y_low, y_high] = ((self.rows / self.down()) as u16).to_le_bytes();
        bytes.extend([0x1D, b'v', b'0', mode, x_low, x_high, y_low, y_high]);
        for y in (top..top + self.rows).step_by(self.down()) {
            let start = bytes.len();
            if y < bitmap.height_dots() as usize {
                let row = bitmap.row(y as u32);
                let row = match side {
                    Side::Left => &row[..self.width_bytes],
                    Side::Right => &row[row.len() - self.width_bytes..],
                };
                if self.wide {
                    bytes.extend(halves(row));
                } else {
                    bytes.extend(row);
                }
            }
            bytes.resize(start + width_bytes, 0);
        }
    }
}

/// What is asked of one row again and again.
#[derive(Clone, Copy)]
struct Row {
    /// Up to its last ink from the plan's side; 0 where it is white.
    width_bytes: usize,
    /// Its dots stand in pairs, and sent as halves they hold no command.
    wide: bool,
    /// The same dots as in the row above.
    again: bool,
}

/// The cheaper of both sides.
fn plan(bitmap: &Bitmap, dialect: &Dialect) -> Plan {
    let from = |side| Plan {
        side,
        steps: cheapest(&rows(bitmap, side, dialect), dialect),
    };
    let left = from(Side::Left);
    // Bands from the right begin anywhere in a row, and behind any other row's end.
    let ends_calm = |y| {
        bitmap
            .row(y)
            .last()
            .is_some_and(|byte| !bitmap::begins(*byte))
    };
    let whole_bytes = bitmap.width_dots().is_multiple_of(8);
    if !dialect.aligned_raster || !whole_bytes || !(0..bitmap.height_dots()).all(ends_calm) {
        return left;
    }
    let right = from(Side::Right);
    if right.bytes() < left.bytes() {
        right
    } else {
        left
    }
}

/// The steps that take the fewest bytes, found from the foot upwards: what is cheapest below a row
/// does not depend on what stands above it.
fn cheapest(rows: &[Row], dialect: &Dialect) -> Vec<Step> {
    let multiple = usize::from(dialect.band_rows_multiple);
    let mut cheapest: Vec<(usize, Option<Step>)> = vec![(usize::MAX, None); rows.len()];
    cheapest.push((0, None));
    for top in (0..rows.len()).rev() {
        for step in steps(&rows[top..], dialect, multiple) {
            let (below, _) = cheapest[top + step.rows()];
            let bytes = below.saturating_add(step.bytes());
            if bytes < cheapest[top].0 {
                cheapest[top] = (bytes, Some(step));
            }
        }
    }
    let mut steps = Vec::new();
    let mut top = 0;
    while let (_, Some(step)) = cheapest[top] {
        top += step.rows();
        steps.push(step);
    }
    steps
}

/// Every row of the picture, and white ones up to a whole number of bands.
fn rows(bitmap: &Bitmap, side: Side, dialect: &Dialect) -> Vec<Row> {
    let multiple = usize::from(dialect.band_rows_multiple);
    let mut rows = Vec::new();
    for y in 0..bitmap.height_dots() {
        let dots = bitmap.row(y);
        let ink = |byte: &u8| *byte != 0;
        let width_bytes = match side {
            Side::Left => dots.iter().rposition(ink).map_or(0, |last| last + 1),
            Side::Right => dots
                .iter()
                .position(ink)
                .map_or(0, |first| dots.len() - first),
        };
        let pairs = side == Side::Left && dots.iter().all(|byte| (byte ^ byte >> 1) & 0x55 == 0);
        rows.push(Row {
            width_bytes,
            wide: pairs && bitmap::is_calm(halves(&dots[..width_bytes])),
            again: y > 0 && dots == bitmap.row(y - 1),
        });
    }
    let foot = Row {
        width_bytes: 0,
        wide: side == Side::Left,
        again: false,
    };
    rows.resize(rows.len().next_multiple_of(multiple), foot);
    rows
}

/// What may be done with the rows that begin here.
fn steps<'a>(
    rows: &'a [Row],
    dialect: &'a Dialect,
    multiple: usize,
) -> impl Iterator<Item = Step> + 'a {
    let band_rows_max = usize::from(dialect.band_rows_max);
    let white = rows.iter().take(FEED_ROWS_MAX);
    let white = white.take_while(|row| row.width_bytes == 0).count();
    let feeds = (1..=white).filter(|_| dialect.feed == Feed::Dots);
    let feeds = feeds.map(|rows| Step::Feed { rows });
    let mut width_bytes = 1;
    let (mut wide, mut tall) = (dialect.doubled_raster, dialect.doubled_raster);
    let bands = (1..=band_rows_max)
        .zip(rows)
        .filter_map(move |(count, row)| {
            width_bytes = width_bytes.max(row.width_bytes);
            wide &= row.wide;
            tall &= count % 2 == 1 || row.again;
            let tall = tall && count % 2 == 0 && (count / 2) % multiple == 0;
            (tall || count % multiple == 0).then_some(Step::Band(Band {
                rows: count,
                width_bytes,
                wide,
                tall,
            }))
        });
    feeds.chain(bands)
}

/// One dot of each pair, packed anew.
fn halves(row: &[u8]) -> impl Iterator<Item = u8> + '_ {
    row.chunks(2).map(|pair| {
        let [left, right] = [pair[0], pair.get(1).copied().unwrap_or(0)];
        (0..4).fold(0, |byte, dot| {
            let (from, to) = (7 - 2 * dot, 7 - dot);
            byte | (left >> from & 1) << to | (right >> from & 1) << (to - 4)
        })
    })
}

#[cfg(test)]
mod tests {
    use antre_printer_profile::Profile;
    use proptest::prelude::*;

    use super::*;

    const STRIDE_BYTES: usize = 4;

    fn any_dialect() -> impl Strategy<Value = Dialect> {
        let names: Vec<_> = Profile::names().collect();
        prop::sample::select(names).prop_map(|name| Profile::named(name).unwrap().dialect)
    }

    /// Rows made of little else than the bytes that matter, many of them more than once.
    fn any_rows() -> impl Strategy<Value = Vec<Vec<u8>>> {
        let bytes = vec![
            0u8, 0x10, 0x04, 0x05, 0x14, 0x06, 0x30, 0x0C, 0xC0, 0x03, 0xFF,
        ];
        let row = prop::collection::vec(prop::sample::select(bytes), STRIDE_BYTES);
        prop::collection::vec((row, 1usize..6), 1..24).prop_map(|runs| {
            let repeat = |(row, count)| std::iter::repeat_n(row, count);
            runs.into_iter().flat_map(repeat).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn no_picture_contains_a_command_that_printers_obey_inside_images(
            rows in any_rows(),
            dialect in any_dialect(),
        ) {
            let picture = Bitmap::from_rows(8 * STRIDE_BYTES as u32, &rows);
            let bytes = to_escpos_raster(&picture, &dialect);
            let obeyed = bytes.windows(2).position(|pair| matches!(pair, [0x10, 0x04 | 0x05 | 0x14]));
            prop_assert_eq!(obeyed, None);
        }

        #[test]
        fn the_size_is_known_before_a_byte_is_made(rows in any_rows(), dialect in any_dialect()) {
            let mut picture = Bitmap::from_rows(8 * STRIDE_BYTES as u32, &rows);
            picture.calm();
            let told = size_bytes(&picture, &dialect);
            let made = to_escpos_raster(&picture, &dialect).len();
            prop_assert!(made <= told && told <= made + JOB_BYTES, "{made} made, {told} told");
        }

        #[test]
        fn bands_keep_to_what_the_printer_takes(rows in any_rows(), dialect in any_dialect()) {
            let picture = Bitmap::from_rows(8 * STRIDE_BYTES as u32, &rows);
            for step in plan(&picture, &dialect).steps {
                match step {
                    Step::Feed { rows } => {
                        prop_assert!(dialect.feed == Feed::Dots && rows <= FEED_ROWS_MAX);
                    }
                    Step::Band(band) => {
                        let sent = band.rows / band.down();
                        prop_assert_eq!(sent % usize::from(dialect.band_rows_multiple), 0);
                        prop_assert!(band.rows <= usize::from(dialect.band_rows_max));
                        prop_assert!(dialect.doubled_raster || !(band.wide || band.tall));
                    }
                }
            }
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

    #[test]
    fn what_stands_in_pairs_is_sent_once() {
        let rows = vec![vec![0xF0, 0x00, 0xCF, 0x00]; 8];
        let picture = Bitmap::from_rows(32, &rows);
        let dialect = Profile::named("epson-tm-t20").unwrap().dialect;
        let bytes = bands(&picture, &dialect);
        let band = [0x1D, b'v', b'0', 3, 2, 0, 4, 0];
        assert_eq!(bytes, [&band[..], &[0xC0, 0xB0].repeat(4)].concat());
    }

    #[test]
    fn white_rows_are_fed_where_the_printer_feeds_dots() {
        let mut rows = vec![vec![0xA5]];
        rows.extend(vec![vec![0]; 299]);
        let picture = Bitmap::from_rows(8, &rows);
        let dialect = Profile::named("epson-tm-t20").unwrap().dialect;
        let bytes = bands(&picture, &dialect);
        assert_eq!(bytes[..9], [0x1D, b'v', b'0', 0, 1, 0, 1, 0, 0xA5]);
        let fed: Vec<&[u8]> = bytes[9..].chunks(3).collect();
        assert!(fed.iter().all(|feed| feed[..2] == [0x1B, b'J']));
        assert_eq!(fed.iter().map(|feed| u32::from(feed[2])).sum::<u32>(), 299);
        assert_eq!(fed.len(), 2);
    }
}
