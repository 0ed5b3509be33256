//! The Indonesian is complete: every text of the pages has its translation, and none is left over.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

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

fn translated() -> BTreeSet<String> {
    let po = fs::read_to_string(here("lang/id/LC_MESSAGES/antre-kiosk.po")).unwrap();
    let entries = po.split("\n\n").skip(1);
    entries
        .map(|entry| {
            let id = entry
                .lines()
                .find_map(|line| line.strip_prefix("msgid "))
                .unwrap();
            let words = entry.lines().last().unwrap().split_once(' ').unwrap().1;
            assert!(
                !words.trim_matches('"').is_empty(),
                "{id} has no translation"
            );
            id.trim_matches('"').to_owned()
        })
        .collect()
}

#[test]
fn every_text_has_its_indonesian_and_none_is_left_over() {
    let mut english = BTreeSet::new();
    spoken(&here("ui"), &mut english);
    assert_eq!(english, translated());
}
