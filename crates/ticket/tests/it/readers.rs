//! What a telephone and a pair of eyes read on the paper, by readers that are not ours: `zbarimg` for
//! QR, `tesseract` for letters. `cargo xtask setup` installs both.

use std::path::{Path, PathBuf};
use std::process::Command;

use antre_printer_profile::Profile;
use antre_printer_sim::Paper;
use antre_ticket::{Mode, Slip};

use crate::press::{self, MODES};
use crate::samples;

/// White around the printed part, as the paper has it.
const EDGE_DOTS: usize = 32;

/// Writes rows of dots as a picture with white around.
fn photograph(rows: &[Vec<bool>], folder: &Path) -> PathBuf {
    let across = rows[0].len() + 2 * EDGE_DOTS;
    let white = |count: usize| std::iter::repeat_n(u8::MAX, count);
    let mut grey: Vec<u8> = white(EDGE_DOTS * across).collect();
    for row in rows {
        grey.extend(white(EDGE_DOTS));
        grey.extend(row.iter().map(|black| if *black { 0 } else { u8::MAX }));
        grey.extend(white(EDGE_DOTS));
    }
    grey.extend(white(EDGE_DOTS * across));
    let path = folder.join("paper.png");
    let file = std::fs::File::create(&path).unwrap();
    let mut encoder = png::Encoder::new(file, across as u32, (grey.len() / across) as u32);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&grey).unwrap();
    writer.finish().unwrap();
    path
}

fn rows_of(paper: &Paper) -> Vec<Vec<bool>> {
    let row = |y| (0..paper.width_dots()).map(move |x| paper.is_black(x, y));
    (0..paper.height_dots()).map(|y| row(y).collect()).collect()
}

/// The number's rows, its letter in black on white: eyes do not mind the tile, the reader does.
fn number_of(rows: &[Vec<bool>]) -> Vec<Vec<bool>> {
    let is_tile = |row: &&Vec<bool>| row[0] && row[1];
    let below = rows.iter().skip_while(|row| !is_tile(row));
    let tile: Vec<&Vec<bool>> = below.take_while(is_tile).collect();
    let width = tile[0].iter().take_while(|black| **black).count();
    let reversed = |row: &&Vec<bool>| {
        let dots = row.iter().enumerate();
        dots.map(|(x, black)| *black != (x < width)).collect()
    };
    tile.iter().map(reversed).collect()
}

fn output_of(program: &str, path: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .arg(path)
        .args(arguments)
        // Threads cost the reader more than they bring.
        .env("OMP_THREAD_LIMIT", "1")
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; cargo xtask setup installs it"));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_telephone_reads_every_slip_on_every_printer() {
    let folder = tempfile::tempdir().unwrap();
    for name in Profile::names() {
        let model = Profile::named(name).unwrap();
        for slip in [
            samples::usual(),
            samples::english(),
            samples::chinese(),
            samples::arabic(),
            samples::crowded(),
        ] {
            for mode in MODES {
                let (_, paper) = press::print(&samples::composed(&slip), &model, mode);
                let path = photograph(&rows_of(&paper), folder.path());
                let read = output_of("zbarimg", &path, &["--quiet", "--raw"]);
                let language = slip.language;
                assert_eq!(read.trim(), samples::URL, "{name}, {mode:?}, {language:?}");
            }
        }
    }
}

#[test]
fn a_person_reads_number_and_service_on_a_text_slip() {
    let folder = tempfile::tempdir().unwrap();
    // One of each paper: the letters are the same on all.
    for name in ["generic-80", "epson-tm-t88-180", "generic-58"] {
        let model = Profile::named(name).unwrap();
        let english = Slip {
            number: "B345".parse().unwrap(),
            ..samples::english()
        };
        for slip in [samples::usual(), english] {
            let (_, paper) = press::print(&samples::composed(&slip), &model, Mode::Text);
            let rows = rows_of(&paper);
            let number = slip.number.to_string();
            // As a page, and as a line.
            for (rows, mode, said) in [
                (&rows, "6", &slip.service),
                (&number_of(&rows), "7", &number),
            ] {
                let path = photograph(rows, folder.path());
                let read = output_of("tesseract", &path, &["-", "-l", "ind", "--psm", mode]);
                assert!(read.contains(said), "{name}: no {said} in\n{read}");
            }
        }
    }
}
