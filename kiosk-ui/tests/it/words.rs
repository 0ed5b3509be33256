//! Every language that the kiosk speaks is complete: each text of the pages has its translation, and none
//! is left over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The languages of the pages beside English, in which they are written.
pub(crate) const LANGUAGES: [&str; 3] = ["id", "zh", "ar"];

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The first argument of every `@tr("…")` under `folder`, after its context if it has one.
fn spoken(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            spoken(&path, into);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for call in text.split("@tr(").skip(1) {
            let call = match call.split_once(" => ") {
                Some((context, rest)) if !context.contains(')') => rest,
                _ => call,
            };
            into.insert(call.split('"').nth(1).unwrap().to_owned());
        }
    }
}

/// The English of each text, and what stands for it in `language`; of plural forms the last.
pub(crate) fn translations(language: &str) -> BTreeMap<String, String> {
    let path = here(&format!("lang/{language}/LC_MESSAGES/antre-kiosk.po"));
    let po = fs::read_to_string(path).unwrap();
    let entries = po.split("\n\n").skip(1);
    entries
        .map(|entry| {
            let id = entry
                .lines()
                .find_map(|line| line.strip_prefix("msgid "))
                .unwrap();
            let words = entry.lines().last().unwrap().split_once(' ').unwrap().1;
            let words = words.trim_matches('"');
            assert!(!words.is_empty(), "{language}: {id} has no translation");
            (id.trim_matches('"').to_owned(), words.to_owned())
        })
        .collect()
}

/// What the pages say for `english`, in every language.
pub(crate) fn said(english: &str) -> Vec<String> {
    let mut said = vec![english.to_owned()];
    for language in LANGUAGES {
        said.extend(translations(language).remove(english));
    }
    said
}

#[test]
fn every_text_is_there_in_every_language_and_none_is_left_over() {
    let mut english = BTreeSet::new();
    spoken(&here("ui"), &mut english);
    for language in LANGUAGES {
        let translated: BTreeSet<String> = translations(language).into_keys().collect();
        assert_eq!(english, translated, "{language}");
    }
}

#[test]
fn every_character_of_every_language_has_its_letter() {
    let fonts = [
        "AntreSans-Medium",
        "NotoSansArabic-Medium",
        "NotoSansSC-Medium",
    ]
    .map(|name| fs::read(here(&format!("../assets/fonts/{name}.ttf"))).unwrap());
    let faces = fonts
        .each_ref()
        .map(|font| ttf_parser::Face::parse(font, 0).unwrap());
    for language in LANGUAGES {
        let path = here(&format!("lang/{language}/LC_MESSAGES/antre-kiosk.po"));
        let written = |c: char| c == '\n' || faces.iter().any(|face| face.glyph_index(c).is_some());
        let text = fs::read_to_string(path).unwrap();
        let missing: BTreeSet<char> = text.chars().filter(|c| !written(*c)).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}

#[test]
fn every_language_that_has_a_folder_is_known_here() {
    let folders = fs::read_dir(here("lang")).unwrap();
    let found: BTreeSet<String> = folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, LANGUAGES.map(str::to_owned).into());
}
