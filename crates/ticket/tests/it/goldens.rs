//! Slips whose pictures have been looked at.
//!
//! After a wanted change, write them anew and look at each:
//! `ANTRE_UPDATE_GOLDENS=1 cargo nextest run -p antre-ticket goldens`

use std::path::PathBuf;

use antre_printer_profile::Paper;
use antre_ticket::{Bitmap, DayReport, Language, Slip};

use crate::samples::{self, layout, render};
use crate::templates::composed;

fn is_as_it_was(name: &str, slip: &Slip, paper: Paper) {
    looks_as_it_was(name, &render(&layout(slip, paper)));
}

/// Another template than the usual one, on the printer of this model.
fn sheet_is_as_it_was(name: &str, template: &str, slip: &Slip, report: &DayReport, model: &str) {
    let composed = composed(template, slip, report);
    let picture = samples::picture_for(&composed, &samples::model(model));
    looks_as_it_was(name, &picture);
}

fn looks_as_it_was(name: &str, picture: &Bitmap) {
    let path: PathBuf = [
        env!("CARGO_MANIFEST_DIR"),
        "tests/it/goldens",
        &format!("{name}.png"),
    ]
    .iter()
    .collect();
    // A setting of whoever runs the tests, not of the room.
    #[allow(clippy::disallowed_methods)]
    if std::env::var("ANTRE_UPDATE_GOLDENS").is_ok() {
        std::fs::write(&path, picture.to_png().unwrap()).unwrap();
        return;
    }
    let file = std::fs::File::open(&path).unwrap();
    let mut reader = png::Decoder::new(std::io::BufReader::new(file))
        .read_info()
        .unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let expected: Vec<u8> = bytes[..info.buffer_size()]
        .iter()
        .map(|light| !light)
        .collect();
    let drawn: Vec<u8> = (0..picture.height_dots())
        .flat_map(|y| picture.row(y).to_vec())
        .collect();
    assert_eq!(
        (info.width, info.height),
        (picture.width_dots(), picture.height_dots()),
        "{name}"
    );
    assert!(expected == drawn, "{name}.png: the slip looks different");
}

#[test]
fn the_usual_slip_looks_as_it_was() {
    is_as_it_was("usual-576", &samples::usual(), samples::mm80());
}

#[test]
fn the_coarse_80_mm_slip_looks_as_it_was() {
    is_as_it_was("usual-512", &samples::usual(), samples::mm80_coarse());
}

#[test]
fn the_58_mm_slip_looks_as_it_was() {
    is_as_it_was("usual-384", &samples::usual(), samples::mm58());
}

#[test]
fn the_wide_58_mm_slip_looks_as_it_was() {
    is_as_it_was("usual-420", &samples::usual(), samples::mm58_wide());
}

#[test]
fn a_slip_without_qr_looks_as_it_was() {
    is_as_it_was(
        "without-link-576",
        &samples::without_link(),
        samples::mm80(),
    );
}

#[test]
fn an_english_priority_slip_looks_as_it_was() {
    is_as_it_was("english-576", &samples::english(), samples::mm80());
}

#[test]
fn a_copy_looks_as_it_was() {
    is_as_it_was(
        "copy-576",
        &Slip {
            copy: true,
            ..samples::usual()
        },
        samples::mm80(),
    );
}

#[test]
fn a_crowded_slip_looks_as_it_was() {
    is_as_it_was("crowded-576", &samples::crowded(), samples::mm80());
}

#[test]
fn a_crowded_narrow_slip_looks_as_it_was() {
    is_as_it_was("crowded-384", &samples::crowded(), samples::mm58());
}

#[test]
fn a_crowded_slip_without_qr_looks_as_it_was() {
    let slip = Slip {
        link: None,
        wifi: None,
        ..samples::crowded()
    };
    is_as_it_was("crowded-without-link-576", &slip, samples::mm80());
}

#[test]
fn a_chinese_slip_looks_as_it_was() {
    is_as_it_was("chinese-576", &samples::chinese(), samples::mm80());
}

#[test]
fn an_arabic_slip_looks_as_it_was() {
    is_as_it_was("arabic-576", &samples::arabic(), samples::mm80());
}

#[test]
fn an_arabic_58_mm_slip_looks_as_it_was() {
    is_as_it_was("arabic-384", &samples::arabic(), samples::mm58());
}

#[test]
fn a_slip_given_without_the_hub_looks_as_it_was() {
    let (slip, day) = (samples::offline(Language::Id), samples::day());
    is_as_it_was("offline-576", &slip, samples::mm80());
    is_as_it_was("offline-384", &slip, samples::mm58());
    sheet_is_as_it_was("offline-large-576", "large", &slip, &day, "generic-80");
    let arabic = samples::offline(Language::Ar);
    is_as_it_was("offline-arabic-576", &arabic, samples::mm80());
    let chinese = samples::offline(Language::Zh);
    is_as_it_was("offline-chinese-384", &chinese, samples::mm58());
}

#[test]
fn the_large_print_slip_looks_as_it_was() {
    let (slip, day) = (samples::usual(), samples::day());
    sheet_is_as_it_was("large-576", "large", &slip, &day, "generic-80");
    sheet_is_as_it_was("large-384", "large", &slip, &day, "generic-58");
    let slip = samples::arabic();
    sheet_is_as_it_was("large-arabic-576", "large", &slip, &day, "generic-80");
    let slip = samples::crowded();
    sheet_is_as_it_was("large-crowded-576", "large", &slip, &day, "generic-80");
}

#[test]
fn the_officers_slip_looks_as_it_was() {
    let slip = Slip {
        priority: true,
        party: 3,
        ..samples::usual()
    };
    let day = samples::day();
    sheet_is_as_it_was("officer-576", "officer", &slip, &day, "generic-80");
    sheet_is_as_it_was("officer-384", "officer", &slip, &day, "generic-58");
}

#[test]
fn the_closing_report_looks_as_it_was() {
    let (slip, day) = (samples::usual(), samples::day());
    sheet_is_as_it_was("closing-576", "closing", &slip, &day, "generic-80");
    sheet_is_as_it_was("closing-384", "closing", &slip, &day, "generic-58");
    let practice = DayReport {
        language: Language::En,
        practice: true,
        ..day
    };
    sheet_is_as_it_was(
        "closing-practice-576",
        "closing",
        &slip,
        &practice,
        "generic-80",
    );
}
