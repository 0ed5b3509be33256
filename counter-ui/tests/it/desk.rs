//! The clerk's pages as a reader of the screen is told them.

use antre_counter::keymap::Keymap;
use antre_counter::panel::Intent;
use antre_counter::{Scheme, Setup};
use antre_domain::CounterId;
use slint::platform::Key;

use crate::scene::{DOCKED, ID, Scene, WIDE, assert_says, id, labels, part, says};
use crate::states;

fn with_keymap(name: &str) -> Scene {
    let setup = Setup {
        counter: Some(CounterId::new("3").unwrap()),
        scheme: Scheme::Light,
        locale: None,
        keymap: Keymap::named(name).unwrap(),
    };
    Scene::with(DOCKED, ID, setup)
}

#[track_caller]
fn assert_cap(scene: &Scene, label: &str, cap: &str) {
    let shown = part(scene, label)
        .accessible_description()
        .unwrap_or_default();
    assert_eq!(shown.as_str(), cap, "{label}");
}

#[test]
fn every_cap_is_the_keymaps() {
    let keyboards = [
        ("full", ["Enter", "+", "−", "*", "/", "F10", "F9"]),
        ("numpad", ["Enter", "+", "−", "*", "/", ".", ""]),
        ("keypad", ["F13", "F14", "F15", "", "", "F16", ""]),
    ];
    let words = [
        "Mulai",
        "Panggil ulang",
        "Tidak hadir",
        "Alihkan",
        "Tunda",
        "Lainnya (2)",
        "Istirahat",
    ];
    for (name, caps) in keyboards {
        let mut scene = with_keymap(name);
        states::called(&mut scene);
        for (label, cap) in words.iter().zip(caps) {
            assert_cap(&scene, label, cap);
        }
    }
}

#[test]
fn a_long_key_name_is_shortened_as_on_the_key() {
    let mut scene = Scene::new(DOCKED, ID);
    states::undo(&mut scene);
    assert_cap(&scene, "Urungkan (7)", "Bksp");
}

#[test]
fn a_locked_panel_tells_the_number_and_nothing_else_of_the_desk() {
    for size in [DOCKED, WIDE, (1_024, 56)] {
        let mut scene = Scene::new(size, ID);
        states::locked(&mut scene);
        assert_says(&scene, "Terkunci");
        assert_says(&scene, "A012");
        for hidden in [
            "Poli Umum",
            "Sedang dilayani",
            "Selesai, panggil berikutnya",
            "33 menunggu",
            "B005",
        ] {
            let told = labels(&scene).iter().any(|label| label.contains(hidden));
            assert!(!told, "{hidden} at {size:?}");
        }
    }
}

#[test]
fn a_pin_is_never_on_the_screen() {
    let mut scene = Scene::new(DOCKED, ID);
    states::pin(&mut scene);
    assert_says(&scene, "3 angka diketik");
    assert!(!labels(&scene).iter().any(|label| label.contains("246")));
}

#[test]
fn the_words_of_a_note_are_masked_until_they_are_asked_for() {
    let mut scene = Scene::new(DOCKED, ID);
    let words = "Kartu sudah difotokopi, aslinya dikembalikan.";
    states::history(&mut scene);
    assert_says(&scene, "Catatan, tertutup");
    assert!(!says(&scene, words));
    scene.strike(Key::F4);
    assert_says(&scene, words);
    assert!(!says(&scene, "Catatan, tertutup"));
}

#[test]
fn whoever_was_called_together_is_started_by_a_digit() {
    let mut scene = Scene::new(DOCKED, ID);
    states::together(&mut scene);
    assert_says(&scene, "7 lagi dipanggil");
    for (number, digit) in [("F015", "2"), ("F1040", "8")] {
        assert_cap(&scene, &format!("{number}: Farmasi"), digit);
    }
    scene.strike("3");
    assert_eq!(*scene.sent.borrow(), [Intent::Start(id("F017"))]);
}

#[test]
fn what_is_known_of_a_customer_is_told_in_a_line() {
    let mut scene = Scene::new(DOCKED, ID);
    states::full(&mut scene);
    assert_says(&scene, "Prioritas · 3 orang · 2 catatan · AR");
    assert_says(&scene, "Tahap 2. Setelah ini: Laboratorium, Farmasi");
    assert_says(&scene, "Dipanggil · diulang 2 kali");
    states::idle(&mut scene);
    assert!(!says(&scene, "Prioritas · 3 orang · 2 catatan · AR"));
}

#[test]
fn the_longest_refusal_is_read_in_full_in_every_shape() {
    for size in [DOCKED, (380, 600), WIDE, (1_024, 56)] {
        let mut scene = Scene::new(size, ID);
        states::everything(&mut scene);
        assert_says(&scene, states::LONG_REFUSAL);
    }
}
