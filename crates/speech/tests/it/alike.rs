//! Letters that a hall mishears.

use antre_domain::{Locale, Prefix};
use antre_speech::alike::warnings;

fn warned(prefixes: &[&str], language: Locale) -> Vec<String> {
    let prefixes: Vec<Prefix> = prefixes
        .iter()
        .map(|text| Prefix::new(text).unwrap())
        .collect();
    let pairs = warnings(&prefixes, language).into_iter();
    pairs
        .map(|(one, other)| format!("{one:?}/{other:?}"))
        .collect()
}

#[test]
fn the_classic_pairs_are_warned_of_in_both_languages() {
    for language in [Locale::ID, Locale::EN] {
        assert_eq!(
            warned(&["B", "D", "P", "T"], language),
            ["B/D", "B/P", "B/T", "D/P", "D/T", "P/T"]
        );
        assert_eq!(warned(&["M", "N", "F", "S"], language), ["M/N", "F/S"]);
    }
}

#[test]
fn letters_are_compared_by_their_names_in_the_language_that_is_spoken() {
    // "ce" and "je" rhyme, "see" and "jay" do not.
    assert_eq!(warned(&["C", "J"], Locale::ID), ["C/J"]);
    assert_eq!(warned(&["C", "J"], Locale::EN), [""; 0]);
    // "jay" and "kay" rhyme, "je" and "ka" do not.
    assert_eq!(warned(&["J", "K"], Locale::EN), ["J/K"]);
    assert_eq!(warned(&["J", "K"], Locale::ID), [""; 0]);
    assert_eq!(warned(&["I", "Y"], Locale::EN), ["I/Y"]);
}

#[test]
fn letters_far_apart_are_not_warned_of() {
    for language in [Locale::ID, Locale::EN] {
        assert_eq!(
            warned(&["A", "B", "F", "L", "M", "R", "U"], language),
            [""; 0]
        );
    }
}

#[test]
fn long_prefixes_are_alike_only_letter_by_letter() {
    assert_eq!(warned(&["BM", "DN", "BA", "B"], Locale::ID), ["BM/DN"]);
    assert_eq!(warned(&["KB", "KD"], Locale::ID), ["KB/KD"]);
}

#[test]
fn a_prefix_is_not_warned_of_itself_and_no_pair_twice() {
    assert_eq!(warned(&["B", "B", "D"], Locale::ID), ["B/D"]);
    assert_eq!(warned(&["B", "D"], Locale::new("zh").unwrap()), [""; 0]);
}
