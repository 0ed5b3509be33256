//! From what is written to what is said.

use antre_ui_kit::guide::{joined, spoken};

use super::English;

fn say(text: &str) -> String {
    spoken(text, &English)
}

#[test]
fn a_number_is_said_letter_by_letter_and_digit_by_digit() {
    assert_eq!(say("A012"), "A, zero one two");
    assert_eq!(
        say("Number KB1040 is cancelled"),
        "Number K B, one zero four zero is cancelled"
    );
    assert_eq!(say("(B07)"), "(B, zero seven)");
}

#[test]
fn what_only_looks_like_a_number_is_left_alone() {
    for text in [
        "USG", "A", "2026", "Covid19", "KTPA12", "A1", "A12345", "BPJS", "é012",
    ] {
        assert_eq!(say(text), text);
    }
}

#[test]
fn ranges_times_and_money_are_words() {
    assert_eq!(say("20–40 minutes"), "20 to 40 minutes");
    assert_eq!(say("1 hour–2 hours 30"), "1 hour to 2 hours 30");
    assert_eq!(say("1 hour 30–2 hours 30"), "1 hour 30 to 2 hours 30");
    assert_eq!(say("Opens at 08.00"), "Opens at 8 0");
    assert_eq!(say("Break until 13:05."), "Break until 13 5.");
    assert_eq!(say("Rp 25.000"), "25000 rupiah");
    assert_eq!(say("Rp1.250.000 each"), "1250000 rupiah each");
    assert_eq!(say("2/3"), "page 2 of 3");
}

#[test]
fn other_figures_stay_as_they_are() {
    for text in [
        "021-555-777",
        "1.25",
        "24/7 here",
        "25.99",
        "v1.2.3",
        "3.14159",
        "8.1",
        "Rp",
    ] {
        assert_eq!(say(text), text);
    }
}

#[test]
fn signs_for_the_eye_become_pauses() {
    assert_eq!(
        say("12 waiting · 20–40 minutes"),
        "12 waiting, 20 to 40 minutes"
    );
    assert_eq!(say("a\nb\u{7}c"), "a. b c");
    assert_eq!(say(""), "");
}

#[test]
fn a_text_without_end_is_cut() {
    assert!(say(&"word ".repeat(10_000)).chars().count() <= 2_000);
}

#[test]
fn sentences_are_ended_once() {
    assert_eq!(
        joined(["Take it", "", "Now!", "Why?", "So."]),
        "Take it. Now! Why? So."
    );
    assert_eq!(joined(Vec::<String>::new()), "");
}
