//! The Indonesian is complete: every text of the pages has its translation, and none is left over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The first text of every `@tr("…")` under `folder`, after its context if it has one.
fn spoken(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            spoken(&path, into);
            continue;
        }
        let page = std::fs::read_to_string(&path).unwrap();
        for call in page.split("@tr(\"").skip(1) {
            let (first, rest) = call.split_once('"').unwrap();
            let text = match rest.trim_start().strip_prefix("=> \"") {
                Some(text) => text.split_once('"').unwrap().0,
                None => first,
            };
            into.insert(text.to_owned());
        }
    }
}

#[test]
fn every_text_has_its_indonesian_and_none_is_left_over() {
    let mut english = BTreeSet::new();
    spoken(&here("ui"), &mut english);
    let po = std::fs::read_to_string(here(concat!(
        "lang/id/LC_MESSAGES/",
        env!("CARGO_PKG_NAME"),
        ".po"
    )))
    .unwrap();
    let mut translated = BTreeSet::new();
    for entry in po.split("\n\n").skip(1) {
        let quoted = |line: &str| line.split_once(' ').unwrap().1.trim_matches('"').to_owned();
        let id = quoted(
            entry
                .lines()
                .find(|line| line.starts_with("msgid "))
                .unwrap(),
        );
        assert!(
            !quoted(entry.lines().last().unwrap()).is_empty(),
            "{id} has no translation"
        );
        translated.insert(id);
    }
    assert_eq!(english, translated);
}
