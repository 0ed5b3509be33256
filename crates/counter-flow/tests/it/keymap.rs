//! Which key does what, and what is wrong with a keymap.

use antre_counter_flow::keymap::{ESSENTIAL, Keymap, KeymapFault};
use antre_counter_flow::panel::{Intent, Key, Stroke};

use crate::made::{Desk, id};

fn faults(text: &str) -> Vec<KeymapFault> {
    Keymap::read(text).unwrap_err().0
}

fn said(text: &str) -> String {
    Keymap::read(text).unwrap_err().to_string()
}

#[test]
fn the_keymaps_that_are_built_in_are_sound() {
    for name in Keymap::NAMES {
        let keymap = Keymap::named(name).unwrap();
        for key in ESSENTIAL {
            assert!(keymap.cap(key).is_some(), "{name}: {key:?}");
        }
    }
    assert_eq!(Keymap::named("full"), Some(Keymap::default()));
    assert_eq!(Keymap::named("dvorak"), None);
}

#[test]
fn every_act_has_a_name_of_its_own() {
    for key in Key::ACTS {
        assert_eq!(Key::of_code(key.code()), Some(key));
    }
    assert_eq!(Key::of_code(""), None);
}

#[test]
fn the_buttons_show_what_lies_on_the_keyboard() {
    let full = Keymap::default();
    for (key, cap) in [
        (Key::Enter, "Enter"),
        (Key::Recall, "+"),
        (Key::NoShow, "−"),
        (Key::Transfer, "*"),
        (Key::Park, "/"),
        (Key::Coming, "F8"),
        (Key::Break, "F9"),
        (Key::More, "F10"),
        (Key::Back, "Esc"),
    ] {
        assert_eq!(full.cap(key).as_deref(), Some(cap));
    }
    assert_eq!(full.cap(Key::Cancel), None, "it stands under \"more\"");
    assert_eq!(
        Keymap::named("keypad").unwrap().cap(Key::Enter).as_deref(),
        Some("F13")
    );
}

#[test]
fn a_branch_moves_one_key_and_keeps_the_others() {
    let keymap =
        Keymap::read("base = \"full\"\nrecall = \"F9\"\nbreak = [\"q\", \"F1\"]\n").unwrap();
    assert_eq!(keymap.act(Stroke::F(9)), Some(Key::Recall));
    assert_eq!(keymap.act(Stroke::Char('+')), None);
    assert_eq!(keymap.act(Stroke::Char('Q')), Some(Key::Break));
    assert_eq!(keymap.cap(Key::Break).as_deref(), Some("Q"));
    assert_eq!(keymap.act(Stroke::Enter), Some(Key::Enter));
}

#[test]
fn a_key_that_goes_over_to_another_act_leaves_its_own() {
    let keymap = Keymap::read("base = \"full\"\nlock = \"F9\"\n").unwrap();
    assert_eq!(keymap.act(Stroke::F(9)), Some(Key::Lock));
    assert_eq!(keymap.cap(Key::Break), None);
}

#[test]
fn each_fault_is_named() {
    assert!(matches!(
        faults("primary = ")[..],
        [KeymapFault::NotToml(_)]
    ));
    assert!(said("base = \"full\"\njump = \"F1\"").contains("no act \"jump\""));
    let unknown = said("base = \"full\"\nrecall = \"F25\"");
    assert!(
        unknown.contains("recall") && unknown.contains("F25"),
        "{unknown}"
    );
    assert!(said("base = \"half\"").contains("\"half\""));
    assert!(said("base = \"full\"\nrecall = 7").contains("recall"));
    assert!(said("base = \"full\"\nrecall = []").contains("recall"));
    let twice = said("base = \"full\"\nrecall = \"F1\"\npark = \"f1\"");
    assert!(
        twice.contains("F1") && twice.contains("recall") && twice.contains("park"),
        "{twice}"
    );
    assert_eq!(
        faults("primary = \"Enter\"\nback = \"Esc\""),
        [KeymapFault::Missing("more")]
    );
}

#[test]
fn nothing_that_hurts_lies_under_a_blind_key() {
    for text in [
        "base = \"full\"\nno_show = \"Space\"",
        "base = \"keypad\"\ncancel = [\"F1\", \"Enter\"]",
        "base = \"full\"\nprimary = \"F1\"\nno_show = \"Enter\"",
    ] {
        let danger =
            |fault: &KeymapFault| matches!(fault, KeymapFault::DestructiveOnPrimary { .. });
        assert!(faults(text).iter().any(danger), "{text}");
    }
}

#[test]
fn digits_stay_digits() {
    assert!(matches!(
        faults("base = \"full\"\nrecall = \"3\"")[..],
        [KeymapFault::OnADigit { act: "recall", .. }]
    ));
    assert!(faults("base = \"full\"\nrecall = \"0\"").len() == 1);
    assert!(Keymap::read("base = \"full\"\nback = [\"0\", \"Esc\"]").is_ok());
}

#[test]
fn all_faults_are_told_at_once() {
    let faults = faults("jump = \"F1\"\nrecall = \"F25\"\n");
    assert_eq!(faults.len(), 2 + ESSENTIAL.len(), "{faults:?}");
}

/// Whatever has no key of its own stands under "more", in every keymap.
#[test]
fn every_act_is_reached_from_every_keymap() {
    for name in Keymap::NAMES {
        let mut desk = Desk::called().with_keymap(name);
        let keymap = desk.panel.keymap().clone();
        desk.strike(Key::More);
        let choices = format!("{:?}", desk.panel.choices());
        for key in [
            Key::Recall,
            Key::NoShow,
            Key::Transfer,
            Key::Park,
            Key::Withdraw,
            Key::Cancel,
        ] {
            let listed = choices.contains(&format!("Do({key:?})"));
            assert!(listed || keymap.cap(key).is_some(), "{name}: {key:?}");
        }
    }
}

#[test]
fn the_number_pad_leads_in_and_out_of_lists() {
    let mut desk = Desk::called().with_keymap("numpad");
    assert_eq!(desk.keys("* 0"), None);
    assert!(desk.face().menu.is_none());
    assert_eq!(desk.key("+"), Some(Intent::Recall(id("A012"))));
}

#[test]
fn a_button_and_its_key_are_the_same_act() {
    let mut by_key = Desk::called();
    let mut by_touch = Desk::called();
    assert_eq!(by_key.key("+"), by_touch.strike(Key::Recall));
}
