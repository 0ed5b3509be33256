//! The same on the screen: by the keyboard, and by touch.

use std::time::Duration;

use antre_counter::panel::{Intent, Settled};
use antre_domain::{BreakReason, Finish};
use i_slint_backend_testing::ElementQuery;
use slint::platform::Key;

use crate::scene::{DOCKED, EN, ID, Scene, WIDE, id, labels, part, says, ticket};

fn call_next() -> Intent {
    Intent::CallNext {
        quiet: None,
        finish: Finish::default(),
    }
}

fn tap(scene: &Scene, label: &str) {
    part(scene, label).invoke_accessible_default_action();
}

#[test]
fn a_morning_by_the_keyboard_alone() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.strike(Key::Return);
    scene.at_counter("called", Some(ticket("A013", 0, "umum", "called")));
    scene.app.handle_settled(Settled::Done);
    scene.pass(Duration::from_secs(1));
    scene.strike("+");
    scene.app.handle_settled(Settled::Done);
    scene.strike("-");
    scene.strike("-");
    scene.at_counter("idle", None);
    scene.app.handle_settled(Settled::Done);
    scene.strike(Key::Backspace);
    scene.at_counter("called", Some(ticket("A013", 0, "umum", "called")));
    scene.app.handle_settled(Settled::Done);
    scene.strike("*");
    scene.strike("1");
    scene.at_counter("idle", None);
    scene.app.handle_settled(Settled::Done);
    scene.strike(Key::F9);
    scene.strike("1");
    let gigi = antre_domain::ServiceId::new("gigi").unwrap();
    let a013 = id("A013");
    assert_eq!(
        *scene.sent.borrow(),
        [
            call_next(),
            Intent::Recall(a013),
            Intent::NoShow(a013),
            Intent::Undo(a013),
            Intent::Transfer {
                ticket: a013,
                service: gigi,
                to: None,
                note: None,
            },
            Intent::Break {
                reason: Some(BreakReason::Meal)
            },
        ]
    );
}

#[test]
fn the_same_by_touch() {
    let scene = Scene::new(WIDE, EN);
    tap(&scene, "Transfer");
    assert!(says(&scene, "Dental clinic"));
    tap(&scene, "Back");
    tap(&scene, "Park");
    tap(&scene, "20 minutes");
    assert_eq!(
        *scene.sent.borrow(),
        [Intent::Park {
            ticket: id("A012"),
            return_secs: Some(1_200),
            note: None,
        }]
    );
}

#[test]
fn a_touched_key_keeps_the_keyboard_working() {
    let scene = Scene::new(DOCKED, ID);
    tap(&scene, "Tunda");
    scene.strike(Key::Escape);
    scene.strike(Key::Return);
    assert_eq!(*scene.sent.borrow(), [call_next()]);
}

#[test]
fn a_held_enter_is_struck_once() {
    let scene = Scene::new(DOCKED, ID);
    let window = slint::ComponentHandle::window(scene.app.window());
    for _ in 0..5 {
        window.dispatch_event(slint::platform::WindowEvent::KeyPressRepeated {
            text: Key::Return.into(),
        });
        scene.pass(Duration::from_secs(1));
    }
    assert!(scene.sent.borrow().is_empty());
}

#[test]
fn the_panel_never_names_who_comes_next() {
    let scene = Scene::new(WIDE, ID);
    assert!(!labels(&scene).iter().any(|label| label.contains("A013")));
}

#[test]
fn the_undo_offer_counts_down_and_goes() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.strike(Key::F10);
    tap(&scene, "Selesai tanpa memanggil");
    scene.at_counter("idle", None);
    scene.app.handle_settled(Settled::Done);
    assert!(says(&scene, "A012 selesai."));
    assert!(says(&scene, "Urungkan (10)"));
    scene.pass(Duration::from_millis(3_100));
    assert!(says(&scene, "Urungkan (7)"));
    scene.pass(Duration::from_secs(8));
    assert!(!says(&scene, "A012 selesai."));
}

#[test]
fn a_wait_past_its_target_is_marked_by_more_than_a_colour() {
    let scene = Scene::new(DOCKED, ID);
    let all = ElementQuery::from_root(scene.app.window())
        .match_descendants()
        .find_all();
    assert!(all.len() > 10);
    assert!(says(
        &scene,
        "Poli Gigi: 4, 41 mnt, lewat target, yang baru datang diberi tahu 5–25 mnt"
    ));
}
