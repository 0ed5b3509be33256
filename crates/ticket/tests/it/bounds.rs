//! No slip outgrows its paper, its printer's patience or its language.

use antre_ticket::{
    Dialect, Item, Language, Link, Paper, RASTER_BYTES_MAX, Slip, TEXT_BYTES_MAX, UnknownPaper,
    WaitMinutes, layout, render, to_escpos_raster, to_escpos_text,
};
use proptest::prelude::*;

use crate::samples;

fn any_paper() -> impl Strategy<Value = Paper> {
    prop::sample::select(Paper::ALL.to_vec())
}

fn any_words(longest: usize) -> impl Strategy<Value = String> {
    let word = "[A-Za-zé'’,.&-]{1,16}";
    prop::collection::vec(word, 0..longest).prop_map(|words| words.join(" "))
}

fn any_slip() -> impl Strategy<Value = Slip> {
    let names = (
        any_words(10),
        any_words(12),
        prop::option::of(any_words(8)),
        any_words(4),
    );
    let number = "[A-Z]{1,2}[0-9]{1,4}".prop_map(|text| text.parse().unwrap());
    let bring = prop::collection::vec(any_words(5), 0..6);
    let wait = prop::option::of((0u32..20_000, 0u32..30_000));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let link = prop::option::of("https?://[a-z0-9./-]{1,110}");
    (
        names,
        number,
        bring,
        wait,
        prop::option::of(0u32..2_000),
        flags,
        link,
    )
        .prop_map(
            |((branch, service, waiting_area, wifi), number, bring, wait, ahead, flags, link)| {
                let (english, priority, copy, practice) = flags;
                Slip {
                    language: if english { Language::En } else { Language::Id },
                    branch,
                    service,
                    number,
                    priority,
                    ahead,
                    wait: wait.map(|(from, to)| WaitMinutes::around(from, to)),
                    waiting_area,
                    bring,
                    link: link.map(|url| Link::new(&url).unwrap()),
                    wifi: Some(wifi),
                    copy,
                    practice,
                    ..samples::usual()
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_slip_fits_its_paper(slip in any_slip(), paper in any_paper()) {
        let layout = layout(&slip, paper);
        let length_mm_max = if slip.link.is_some() { 100.0 } else { 70.0 };
        let dots_per_mm = if paper == Paper::Mm80Coarse { 180.0 / 25.4 } else { 8.0 };
        prop_assert!(f64::from(layout.height_dots) / dots_per_mm <= length_mm_max);
        let margin = if paper == Paper::Mm58 { 7 } else { 14 };
        for item in &layout.items {
            let area = item.area();
            let lurik = area.y == 0;
            let right = paper.width_dots() - if lurik { 0 } else { margin };
            prop_assert!(area.x + area.width <= right + 1, "{item:?}");
            prop_assert!(lurik || area.x >= margin, "{item:?}");
            prop_assert!(area.y + area.height <= layout.height_dots, "{item:?}");
        }
    }

    #[test]
    fn the_number_is_whole_and_the_largest_thing_on_every_slip(slip in any_slip(), paper in any_paper()) {
        let layout = layout(&slip, paper);
        let digits = slip.number.digits();
        let size_of = |item: &Item| match item {
            Item::Text { size_dots, .. } => *size_dots,
            Item::Bar(_) | Item::Qr { .. } => 0,
        };
        let number = layout.items.iter().find(|item| matches!(item, Item::Text { text, .. } if *text == digits));
        let largest = layout.items.iter().map(size_of).max();
        prop_assert_eq!(number.map(size_of), largest);
    }

    #[test]
    fn the_raster_profile_stays_small(slip in any_slip(), paper in any_paper()) {
        let bytes = to_escpos_raster(&render(&layout(&slip, paper)), &Dialect::default());
        prop_assert!(bytes.len() <= RASTER_BYTES_MAX, "{} bytes", bytes.len());
    }

    #[test]
    fn the_text_profile_stays_small(slip in any_slip(), paper in any_paper()) {
        let bytes = to_escpos_text(&slip, paper, &Dialect::default()).unwrap();
        prop_assert!(bytes.len() <= TEXT_BYTES_MAX, "{} bytes", bytes.len());
    }

    #[test]
    fn no_slip_contains_a_command_that_printers_obey_inside_images(slip in any_slip(), paper in any_paper()) {
        let raster = to_escpos_raster(&render(&layout(&slip, paper)), &Dialect::default());
        let text = to_escpos_text(&slip, paper, &Dialect::default()).unwrap();
        for bytes in [raster, text] {
            let obeyed = bytes.windows(2).position(|pair| matches!(pair, [0x10, 0x04 | 0x05 | 0x14]));
            prop_assert_eq!(obeyed, None);
        }
    }
}

#[test]
fn the_usual_slip_is_small_in_both_profiles() {
    let raster = to_escpos_raster(
        &render(&layout(&samples::usual(), Paper::Mm80)),
        &Dialect::default(),
    );
    let text = to_escpos_text(&samples::usual(), Paper::Mm80, &Dialect::default()).unwrap();
    assert!(raster.len() <= 45_000, "{} bytes of raster", raster.len());
    assert!(text.len() <= 600, "{} bytes of text", text.len());
}

#[test]
fn a_paper_is_known_by_its_dots() {
    for paper in Paper::ALL {
        assert_eq!(Paper::from_dots(paper.width_dots()), Ok(paper));
    }
    assert_eq!(Paper::from_dots(640), Err(UnknownPaper(640)));
}
