//! Slips whose pictures have been looked at.
//!
//! After a wanted change, write them anew and look at each:
//! `ANTRE_UPDATE_GOLDENS=1 cargo nextest run -p antre-ticket goldens`

use std::path::PathBuf;

use antre_ticket::{Paper, Slip, layout, render};

use crate::samples;

fn is_as_it_was(name: &str, slip: &Slip, paper: Paper) {
    let path: PathBuf = [
        env!("CARGO_MANIFEST_DIR"),
        "tests/it/goldens",
        &format!("{name}.png"),
    ]
    .iter()
    .collect();
    let picture = render(&layout(slip, paper));
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
    is_as_it_was("usual-576", &samples::usual(), Paper::Mm80);
}

#[test]
fn the_coarse_80_mm_slip_looks_as_it_was() {
    is_as_it_was("usual-512", &samples::usual(), Paper::Mm80Coarse);
}

#[test]
fn the_58_mm_slip_looks_as_it_was() {
    is_as_it_was("usual-384", &samples::usual(), Paper::Mm58);
}

#[test]
fn the_wide_58_mm_slip_looks_as_it_was() {
    is_as_it_was("usual-420", &samples::usual(), Paper::Mm58Wide);
}

#[test]
fn a_slip_without_qr_looks_as_it_was() {
    is_as_it_was("without-link-576", &samples::without_link(), Paper::Mm80);
}

#[test]
fn an_english_priority_slip_looks_as_it_was() {
    is_as_it_was("english-576", &samples::english(), Paper::Mm80);
}

#[test]
fn a_copy_looks_as_it_was() {
    is_as_it_was(
        "copy-576",
        &Slip {
            copy: true,
            ..samples::usual()
        },
        Paper::Mm80,
    );
}

#[test]
fn a_crowded_slip_looks_as_it_was() {
    is_as_it_was("crowded-576", &samples::crowded(), Paper::Mm80);
}

#[test]
fn a_crowded_narrow_slip_looks_as_it_was() {
    is_as_it_was("crowded-384", &samples::crowded(), Paper::Mm58);
}

#[test]
fn a_crowded_slip_without_qr_looks_as_it_was() {
    let slip = Slip {
        link: None,
        wifi: None,
        ..samples::crowded()
    };
    is_as_it_was("crowded-without-link-576", &slip, Paper::Mm80);
}
