//! What the printer prints is what the preview shows.

use antre_printer_profile::{Cut, Profile};
use antre_ticket::part::Composed;
use antre_ticket::{Language, Mode};
use proptest::prelude::*;

use crate::any::{any_model, any_slip};
use crate::press::print;
use crate::samples;

fn assert_printed_as_previewed(composed: &Composed, model: &Profile) {
    let preview = samples::picture_for(composed, model);
    let (_, printed) = print(composed, model, Mode::Raster);
    assert_eq!(preview.width_dots(), printed.width_dots());
    for y in 0..printed.height_dots() {
        for x in 0..preview.width_dots() {
            // Beyond the preview's foot there is white: what is fed past a tear bar.
            assert_eq!(
                preview.is_black(x, y),
                printed.is_black(x, y),
                "{}: at {x}, {y}",
                model.name
            );
        }
    }
    match model.dialect.cut {
        Cut::Partial | Cut::Full => {
            assert_eq!(preview.height_dots(), printed.height_dots());
            let same = preview.to_png().unwrap() == printed.to_png().unwrap();
            assert!(same, "{}: the PNGs differ", model.name);
        }
        Cut::TearBar => assert!(preview.height_dots() < printed.height_dots()),
    }
}

#[test]
fn every_dot_of_the_preview_is_on_every_printers_paper() {
    for name in Profile::names() {
        let model = samples::model(name);
        for composed in samples::sheets() {
            assert_printed_as_previewed(&composed, &model);
        }
    }
}

#[test]
fn so_it_is_on_paper_whose_width_is_no_whole_bytes_and_with_a_full_cut() {
    let mut model = samples::model("epson-tm-t20");
    model.paper = samples::mm58_wide();
    model.dialect.cut = Cut::Full;
    for slip in [samples::usual(), samples::arabic(), samples::crowded()] {
        assert_printed_as_previewed(&samples::composed(&slip), &model);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn so_it_is_whatever_the_slip_says(slip in any_slip(&Language::ALL), model in any_model()) {
        assert_printed_as_previewed(&samples::composed(&slip), &model);
    }
}
