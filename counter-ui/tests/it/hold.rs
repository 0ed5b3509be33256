//! The whole branch stands still: nobody is called, and the panel says why.

use std::time::Duration;

use antre_counter::Scheme;
use antre_counter::keymap::Keymap;
use antre_counter::panel::{Settled, TOLD_FOR};
use antre_counter::{Hub, Setup};
use antre_domain::{CounterId, HoldReason, Locale};
use antre_protocol::HeldFacts;

use crate::scene::{DOCKED, EN, ID, Scene, WIDE, labels, says, ticket};

pub fn held(reason: HoldReason) -> Option<HeldFacts> {
    // 08:30 in Jakarta.
    let since = "2026-11-23T01:30:00.000Z".parse().unwrap();
    Some(HeldFacts { reason, since })
}

fn held_scene(size: (u32, u32), languages: &[Locale], reason: HoldReason) -> Scene {
    let mut scene = Scene::new(size, languages);
    scene.view.branch.held = held(reason);
    scene.hear();
    scene
}

/// Why, and what the key says instead of calling, in Indonesian and in English.
const WORDS: [(HoldReason, &str, &str); 5] = [
    (
        HoldReason::SystemDown,
        "Terhenti: sistem terganggu",
        "On hold: system down",
    ),
    (
        HoldReason::PowerCut,
        "Terhenti: listrik atau jaringan padam",
        "On hold: no power or network",
    ),
    (
        HoldReason::Evacuation,
        "Terhenti: evakuasi",
        "On hold: evacuation",
    ),
    (
        HoldReason::Ceremony,
        "Terhenti: ibadah atau upacara",
        "On hold: prayer or ceremony",
    ),
    (HoldReason::Other, "Pelayanan terhenti", "Branch on hold"),
];

fn every_hold_is_said(languages: &[Locale], words: impl Fn(usize) -> &'static str) {
    let mut scene = Scene::new(DOCKED, languages);
    let language = languages[0].as_str();
    for (index, (reason, ..)) in WORDS.into_iter().enumerate() {
        scene.view.branch.held = held(reason);
        scene.at_counter("serving", Some(ticket("A012", 0, "umum", "serving")));
        scene.shoot(&format!("held-serving-{}-{language}", reason.code()));
        scene.at_counter("idle", None);
        let key = words(index);
        assert!(says(&scene, key), "{key}: {:?}", labels(&scene));
        scene.shoot(&format!("held-idle-{}-{language}", reason.code()));
    }
}

#[test]
fn the_call_key_says_why_it_does_nothing_in_indonesian() {
    every_hold_is_said(ID, |index| WORDS[index].1);
}

#[test]
fn the_call_key_says_why_it_does_nothing_in_english() {
    every_hold_is_said(EN, |index| WORDS[index].2);
}

#[test]
fn no_wait_grows_on_the_panel_while_the_branch_is_held() {
    // It is 08:42, and since 08:30 the clocks of those who wait stand still.
    let mut scene = held_scene(DOCKED, ID, HoldReason::SystemDown);
    let wait = |scene: &Scene| {
        let all = labels(scene);
        let of_queue = all.iter().find(|label| label.starts_with("Poli Gigi: 4"));
        of_queue.cloned().expect("the queue is on the panel")
    };
    assert!(wait(&scene).contains("29"), "{}", wait(&scene));
    scene.view.branch.held = None;
    scene.hear();
    assert!(wait(&scene).contains("41"), "{}", wait(&scene));
}

#[test]
fn the_hold_goes_from_the_screen_by_itself() {
    let mut scene = held_scene(DOCKED, ID, HoldReason::SystemDown);
    let words = "Terhenti sejak 08.30: sistem terganggu. Urutan tetap.";
    assert!(says(&scene, words), "{:?}", labels(&scene));
    scene.view.branch.held = None;
    scene.hear();
    assert!(!labels(&scene).iter().any(|label| label.contains("henti")));
    assert!(says(&scene, "Selesai, panggil berikutnya"));
}

#[test]
fn what_the_hub_says_stands_before_the_hold_and_then_the_hold_again() {
    let scene = held_scene(DOCKED, ID, HoldReason::SystemDown);
    let words = "Terhenti sejak 08.30: sistem terganggu. Urutan tetap.";
    scene.strike(slint::platform::Key::Return);
    let refused = Settled::Refused("Nomor ini sudah selesai.".into());
    scene.app.handle_settled(refused);
    assert!(says(&scene, "Nomor ini sudah selesai.") && !says(&scene, words));
    scene.pass(TOLD_FOR + Duration::from_secs(1));
    assert!(says(&scene, words));
}

#[test]
fn a_free_counter_says_it_where_the_slip_would_lie_and_still_offers_to_undo() {
    let mut scene = held_scene(DOCKED, ID, HoldReason::SystemDown);
    scene.strike(slint::platform::Key::Return);
    scene.at_counter("idle", None);
    scene.app.handle_settled(Settled::Done);
    assert!(says(
        &scene,
        "Pelayanan terhenti. Sejak 08.30: sistem terganggu"
    ));
    assert!(says(&scene, "A012 selesai."));
    scene.shoot("held-undo-docked-id");
}

#[test]
fn held_in_other_sizes_and_looks() {
    let mut wide = held_scene(WIDE, EN, HoldReason::PowerCut);
    wide.shoot("held-serving-wide-en");
    wide.rtl();
    wide.shoot("held-serving-wide-rtl");
    wide.at_counter("idle", None);
    wide.shoot("held-idle-wide-rtl");
}

#[test]
fn held_in_high_contrast() {
    let setup = Setup {
        counter: Some(CounterId::new("3").unwrap()),
        scheme: Scheme::Contrast,
        locale: None,
        keymap: Keymap::default(),
    };
    let mut scene = Scene::with(DOCKED, ID, setup);
    scene.view.branch.held = held(HoldReason::SystemDown);
    scene.at_counter("called", Some(ticket("A012", 0, "umum", "called")));
    scene.shoot("held-called-docked-contrast");
    scene.at_counter("idle", None);
    scene.shoot("held-idle-docked-contrast");
}

#[test]
fn held_in_a_bar() {
    let mut scene = held_scene((800, 56), ID, HoldReason::PowerCut);
    scene.shoot("held-serving-bar-id");
    scene.at_counter("idle", None);
    scene.shoot("held-idle-bar-id");
}

#[test]
fn a_panel_that_hears_nothing_says_that_and_not_the_hold_alone() {
    let mut scene = held_scene(DOCKED, ID, HoldReason::SystemDown);
    scene.hub = Hub::Lost {
        since: Some("2026-11-23T01:40:00.000Z".parse().unwrap()),
    };
    scene.hear();
    assert!(says(&scene, "Terputus sejak 08.40"));
    scene.shoot("held-lost-docked-id");
}
