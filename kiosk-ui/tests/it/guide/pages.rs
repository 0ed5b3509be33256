//! Every page as it is heard.

use std::collections::BTreeMap;

use antre_domain::{HoldReason, PrinterFault};
use antre_kiosk::Theme;
use antre_kiosk::branch::{Branch, MinuteOfDay, Paper, Stop};
use antre_kiosk::flow::News;
use antre_ui_kit::accessible::{Live, Part, Role, Tree, Turn};

use slint::ComponentHandle;

use crate::bench::{Bench, LANDSCAPE, PORTRAIT, SMALL};
use crate::samples;

type Way = fn(&Bench);

/// Each page, and how one comes to it.
fn pages() -> Vec<(&'static str, Branch, Way)> {
    let stopped = |stop| Branch {
        stop: Some(stop),
        ..samples::clinic()
    };
    let held = |reason| {
        stopped(Stop::Held {
            reason,
            since: MinuteOfDay::new(642),
        })
    };
    vec![
        ("home", samples::clinic(), |_| {}),
        ("hall", samples::service_hall(), |_| {}),
        ("groups", samples::grouped_hall(), |_| {}),
        ("alone", samples::alone(), |_| {}),
        (
            "empty",
            Branch {
                services: Vec::new(),
                ..samples::clinic()
            },
            |_| {},
        ),
        (
            "no paper",
            samples::with_fault(PrinterFault::OutOfPaper, false),
            |_| {},
        ),
        (
            "no paper, stopped",
            samples::with_fault(PrinterFault::OutOfPaper, true),
            |_| {},
        ),
        (
            "cover",
            samples::with_fault(PrinterFault::CoverOpen, false),
            |_| {},
        ),
        ("held", held(HoldReason::SystemDown), |_| {}),
        ("evacuation", held(HoldReason::Evacuation), |_| {}),
        ("closed", stopped(Stop::Closed(None)), |_| {}),
        ("hub gone", stopped(Stop::HubGone(None)), |_| {}),
        ("chosen", samples::clinic(), |bench| {
            bench.press("Poli Umum")
        }),
        ("chosen, late", samples::late(), |bench| {
            bench.press("Poli Umum")
        }),
        ("chosen, party", samples::clinic(), |bench| {
            bench.press("Kesehatan Ibu dan Anak (KIA)");
        }),
        ("chosen, closed", samples::clinic(), |bench| {
            bench.press("Imunisasi")
        }),
        ("number", samples::clinic(), number),
        ("number, failed", samples::clinic(), |bench| {
            number(bench);
            bench.news(News::Paper("t1".into(), Paper::Unknown));
        }),
        ("returning", samples::clinic(), |bench| {
            bench.press("Saya kembali")
        }),
        ("help", samples::clinic(), |bench| bench.press("Bantuan")),
    ]
}

fn number(bench: &Bench) {
    bench.press("Poli Umum");
    bench.press("Ambil nomor");
    bench.issue(samples::ticket());
}

/// Every page in every size, the languages dealt out so that each page is read in each.
#[test]
fn every_page_can_be_heard() {
    let sizes = [PORTRAIT, LANDSCAPE, SMALL];
    let languages = ["Bahasa Indonesia", "English", "العربية"];
    for (turn, size) in sizes.into_iter().enumerate() {
        for (place, (name, branch, way)) in pages().into_iter().enumerate() {
            let language = languages[(turn + place) % languages.len()];
            let bench = Bench::new(size, branch);
            way(&bench);
            if bench.labels().iter().any(|label| label == language) {
                bench.press(language);
            }
            bench.pass_ms(300);
            let tree = Tree::read(bench.kiosk().window());
            let page = format!("{name}, {language}, {size:?}");
            every_part_has_a_name(&page, tree.parts());
            no_two_keys_sound_alike(&page, tree.parts());
            // Digits are counted, not looked for: 1 to 9, then 0, wherever a keypad has it.
            if name != "returning" {
                let rtl = bench.kiosk().window().global::<Theme<'_>>().get_rtl();
                keys_are_read_as_they_stand(&page, tree.parts(), rtl);
            }
        }
    }
}

fn every_part_has_a_name(page: &str, parts: &[Part]) {
    assert!(!parts.is_empty(), "{page}");
    for part in parts {
        let is_told = part.role != Role::Other;
        let is_named = !part.label.trim().is_empty();
        assert!(!is_told || is_named, "{page}: {part:?} has no name");
    }
}

fn no_two_keys_sound_alike(page: &str, parts: &[Part]) {
    let mut heard: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for part in parts.iter().filter(|part| part.is_key()) {
        *heard
            .entry((&part.label, &part.description, &part.value))
            .or_default() += 1;
    }
    let twins: Vec<_> = heard.into_iter().filter(|(_, count)| *count > 1).collect();
    assert!(twins.is_empty(), "{page}: {twins:?}");
}

/// From the top to the bottom, and along a line as it is read; the turns one after the other.
fn keys_are_read_as_they_stand(page: &str, parts: &[Part], rtl: bool) {
    let keys: Vec<&Part> = parts
        .iter()
        .filter(|part| part.is_key() && part.live == Live::Off)
        .collect();
    for pair in keys.windows(2) {
        let (one, next) = (pair[0], pair[1]);
        assert!(one.turn <= next.turn, "{page}");
        if one.turn != Turn::Page || next.turn != Turn::Page {
            continue;
        }
        let below = next.y >= one.y + one.height * 0.5;
        // Along a line, or on to the top of the next column.
        let along = if rtl { next.x < one.x } else { next.x > one.x };
        assert!(below || along, "{page}: {one:?} is read before {next:?}");
    }
}
