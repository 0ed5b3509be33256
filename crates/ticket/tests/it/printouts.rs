//! What is handed to the printer's room: bytes, and how much of the roll they take.

use antre_printer_profile::{Cut, Profile};
use antre_ticket::{Language, test_line};

use crate::press::{MODES, paper_of, print};
use crate::samples;

/// The simulator's knife sits at the head, a real one's behind it.
const KNIFE_MM: f64 = 15.0;

fn assert_length(told_mm: u32, paper: &antre_printer_sim::Paper, model: &Profile) {
    let knife_mm = match model.dialect.cut {
        Cut::Partial | Cut::Full => KNIFE_MM,
        Cut::TearBar => 0.0,
    };
    let real_mm = f64::from(paper.height_dots()) * 25.4 / f64::from(model.paper.dpi) + knife_mm;
    let told_mm = f64::from(told_mm);
    assert!(
        (real_mm..real_mm + 4.0).contains(&told_mm),
        "{}: {told_mm} mm told, {real_mm} mm taken",
        model.name
    );
}

#[test]
fn a_sheet_takes_as_much_of_the_roll_as_it_says() {
    for name in Profile::names() {
        let model = samples::model(name);
        for composed in samples::sheets() {
            for mode in MODES {
                let (printout, paper) = print(&composed, &model, mode);
                assert_length(printout.length_mm, &paper, &model);
            }
        }
    }
}

#[test]
fn a_new_roll_says_that_it_is_there() {
    for name in Profile::names() {
        let model = samples::model(name);
        for (language, said) in [
            (Language::Id, &b"Kertas siap\n"[..]),
            (Language::En, b"Paper ready\n"),
            (Language::Zh, b"Paper ready\n"),
            (Language::Ar, b"Paper ready\n"),
        ] {
            let line = test_line(language, &model);
            assert!(line.bytes.windows(said.len()).any(|window| window == said));
            assert!(line.bytes.len() < 40);
            assert_length(line.length_mm, &paper_of(&line.bytes, &model), &model);
        }
    }
}
