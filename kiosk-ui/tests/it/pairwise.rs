//! Twenty pages over sizes, languages and modes, so dealt that each pair of choices meets: pictures to be
//! looked at, in `<target>/tmp/kiosk-pairwise`, with contact sheets where ImageMagick is there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::access::{self, LANGUAGES, LITTLE, MODES, Sold, TALL, UPRIGHT, WIDE};

const SCREENS: [Sold; 4] = [TALL, WIDE, LITTLE, UPRIGHT];

/// One of each kind of page, and the fullest.
const PAGES: [&str; 20] = [
    "home",
    "home-12",
    "home-groups",
    "home-full",
    "home-offline",
    "chosen",
    "chosen-everything",
    "chosen-closed",
    "chosen-late",
    "number",
    "number-long",
    "number-each",
    "number-no-paper",
    "number-still-there",
    "returning-typed",
    "help-told",
    "stop-system",
    "stop-cover-ticket",
    "staff-menu",
    "staff-greeter-issued",
];

/// Language and mode of a page on a screen: over the screens a page has each of both, over the pages
/// every two meet.
fn dealt(page: usize, screen: usize) -> (usize, usize) {
    ((page + screen) % 4, (page / 4 + screen) % 4)
}

#[test]
fn every_two_choices_meet_in_a_picture() {
    let mut pairs = BTreeSet::new();
    for page in 0..PAGES.len() {
        for screen in 0..SCREENS.len() {
            let (language, mode) = dealt(page, screen);
            pairs.extend([
                ("page-language", page, language),
                ("page-mode", page, mode),
                ("screen-language", screen, language),
                ("screen-mode", screen, mode),
                ("language-mode", language, mode),
            ]);
        }
    }
    let all = 2 * PAGES.len() * 4 + 3 * 16;
    assert_eq!(pairs.len(), all);
}

#[test]
fn the_pages_are_drawn_to_be_looked_at() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("kiosk-pairwise");
    for (which, screen) in SCREENS.iter().enumerate() {
        let mut pictures = Vec::new();
        for (page, name) in PAGES.iter().enumerate() {
            let scene = access::scenes().find(|(scene, ..)| scene == name);
            let scene = scene.unwrap_or_else(|| panic!("there is no page {name}"));
            let (language, mode) = dealt(page, which);
            let bench = access::stage(*screen, scene, language, mode);
            let (language, mode) = (LANGUAGES[language].0, MODES[mode].0);
            let picture = format!("{}-{name}-{language}-{mode}", screen.name);
            std::fs::create_dir_all(&folder).unwrap();
            bench.shot(&format!("../kiosk-pairwise/{picture}"));
            pictures.push(folder.join(format!("{picture}.png")));
        }
        contact_sheet(
            &pictures,
            &folder.join(format!("sheet-{}.png", screen.name)),
        );
    }
}

/// All of them on one, where ImageMagick is installed.
fn contact_sheet(pictures: &[PathBuf], sheet: &Path) {
    let made = Command::new("montage")
        .args(pictures)
        .args(["-tile", "5x", "-geometry", "400x400+8+8", "-label", "%t"])
        .arg(sheet)
        .output();
    if let Err(error) = made {
        println!("no contact sheet: {error}");
    }
}
