//! No slip outgrows its paper, its printer's patience or its language.

use antre_printer_profile::{Paper, Profile};
use antre_ticket::{Item, Language, Mode, RASTER_BYTES_MAX, TEXT_BYTES_MAX, test_line};
use proptest::prelude::*;

use crate::any::{any_model, any_slip};
use crate::press::MODES;
use crate::samples::{self, layout};

fn any_paper() -> impl Strategy<Value = Paper> {
    prop::sample::select(samples::papers().to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_slip_fits_its_paper(slip in any_slip(&Language::ALL), paper in any_paper()) {
        let layout = layout(&slip, paper);
        let length_mm_max = if slip.link.is_some() { 100.0 } else { 70.0 };
        let dots_per_mm = if paper.dpi == 180 { 180.0 / 25.4 } else { 8.0 };
        prop_assert!(f64::from(layout.height_dots) / dots_per_mm <= length_mm_max);
        let margin = if paper.width_dots == 384 { 7 } else { 14 };
        for item in &layout.items {
            let area = item.area();
            let lurik = area.y == 0;
            let right = u32::from(paper.width_dots) - if lurik { 0 } else { margin };
            prop_assert!(area.x + area.width <= right + 1, "{item:?}");
            prop_assert!(lurik || area.x >= margin, "{item:?}");
            prop_assert!(area.y + area.height <= layout.height_dots, "{item:?}");
        }
    }

    #[test]
    fn the_number_is_whole_and_the_largest_thing_on_every_slip(slip in any_slip(&Language::ALL), paper in any_paper()) {
        let layout = layout(&slip, paper);
        let digits = slip.number.digits();
        let size_of = |item: &Item| match item {
            Item::Text { size_dots, .. } => *size_dots,
            Item::Bar(_) | Item::Qr { .. } | Item::Picture { .. } => 0,
        };
        let number = layout.items.iter().find(|item| matches!(item, Item::Text { text, .. } if *text == digits));
        let largest = layout.items.iter().map(size_of).max();
        prop_assert_eq!(number.map(size_of), largest);
    }

    #[test]
    fn the_raster_profile_stays_small(slip in any_slip(&Language::ALL), model in any_model()) {
        let printout = samples::print(&samples::composed(&slip), &model, Mode::Raster);
        let size = printout.bytes.len();
        let bound = if model.dialect.band_rows_multiple > 1 && model.paper.roll_mm == 80 {
            BANDED_BYTES_MAX
        } else if slip.language.is_rtl() && !model.dialect.aligned_raster {
            UNALIGNED_BYTES_MAX
        } else {
            RASTER_BYTES_MAX
        };
        prop_assert!(size <= bound, "{}: {size} bytes", model.name);
    }

    #[test]
    fn the_text_profile_stays_small(
        slip in any_slip(&[Language::Id, Language::En]),
        model in any_model(),
    ) {
        let printout = samples::print(&samples::composed(&slip), &model, Mode::Text);
        let size = printout.bytes.len();
        let bound = if model.dialect.native_qr || slip.link.is_none() {
            TEXT_BYTES_MAX
        } else {
            TEXT_BYTES_MAX + QR_IMAGE_BYTES_MAX
        };
        prop_assert!(size <= bound, "{}: {size} bytes", model.name);
    }

    #[test]
    fn no_slip_contains_a_command_that_printers_obey_inside_images(
        slip in any_slip(&Language::ALL),
        model in any_model(),
    ) {
        for mode in MODES {
            assert_calm(&samples::print(&samples::composed(&slip), &model, mode).bytes);
        }
    }
}

/// To a printer that does not align images the white before lines from the right is sent: 100 mm of
/// narrow paper, every dot.
const UNALIGNED_BYTES_MAX: usize = 39_000;
/// To a printer that wants its pictures in bands of 24 rows the white between lines is sent.
const BANDED_BYTES_MAX: usize = 45_000;
/// A printer that draws no QR symbols gets one as a picture.
const QR_IMAGE_BYTES_MAX: usize = 6_500;

fn assert_calm(bytes: &[u8]) {
    let obeyed = |pair: &[u8]| matches!(pair, [0x10, 0x04 | 0x05 | 0x14]);
    assert_eq!(bytes.windows(2).position(obeyed), None);
}

#[test]
fn no_sheet_of_any_kind_for_any_printer_contains_such_a_command() {
    for name in Profile::names() {
        let model = samples::model(name);
        for composed in samples::sheets() {
            for mode in MODES {
                assert_calm(&samples::print(&composed, &model, mode).bytes);
            }
        }
        for language in Language::ALL {
            assert_calm(&test_line(language, &model).bytes);
        }
    }
}

#[test]
fn what_is_sent_is_as_small_as_we_say() {
    for (name, raster_max, text_max) in [
        ("generic-80", 30_000, 450),
        ("generic-58", 28_000, 450),
        ("epson-tm-t88-180", 21_000, 450),
        ("epson-tm-t88-203", 25_500, 450),
        ("epson-tm-t20", 25_500, 450),
        ("clone-80", 41_000, 7_000),
        ("clone-5890k", 28_000, 6_000),
    ] {
        let model = samples::model(name);
        for slip in [samples::usual(), samples::english()] {
            let size = |mode| {
                samples::print(&samples::composed(&slip), &model, mode)
                    .bytes
                    .len()
            };
            let (raster, text) = (size(Mode::Raster), size(Mode::Text));
            assert!(raster <= raster_max, "{name}: {raster} bytes of raster");
            assert!(text <= text_max, "{name}: {text} bytes of text");
        }
    }
}
