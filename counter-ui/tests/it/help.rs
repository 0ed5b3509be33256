//! Somebody at a kiosk rang for help, and what a customer needs of the clerk.

use antre_counter::keymap::Keymap;
use antre_counter::panel::{Intent, Settled};
use antre_counter::{Hub, Scheme, Setup};
use antre_domain::{CounterId, DeviceId, HoldReason, PrinterFault, ServiceId, Text, Timestamp};
use antre_protocol::{HelpCard, Need, TicketCard};
use i_slint_backend_testing::ElementHandle;
use slint::platform::Key;

use crate::hold::held;
use crate::printers::printer;
use crate::scene::{DOCKED, EN, ID, Scene, WIDE, assert_says, says, ticket};

fn help(name: &str) -> HelpCard {
    // 08:40 in Jakarta.
    let since: Timestamp = "2026-11-23T01:40:00.000Z".parse().unwrap();
    HelpCard {
        device: device(name),
        name: name.to_owned(),
        since,
    }
}

fn device(name: &str) -> DeviceId {
    DeviceId::new(&name.to_lowercase().replace(' ', "-")[..7]).unwrap()
}

fn in_need(state: &str, needs: &[Need]) -> TicketCard {
    TicketCard {
        notes: 0,
        locale: None,
        directed: None,
        recall_from: None,
        undo_until: None,

        needs: needs.to_vec(),
        ..ticket("A012", 0, "umum", state)
    }
}

#[test]
fn a_ring_is_said_with_who_and_since_when_and_goes_by_itself() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.view.helps = vec![help("Kiosk 1")];
    scene.hear();
    assert_says(&scene, "Minta bantuan sejak 08.40: Kiosk 1");
    assert_says(&scene, "Saya ke sana");
    scene.shoot("help-docked-id");
    scene.strike(Key::F8);
    assert_eq!(
        *scene.sent.borrow(),
        [Intent::AnswerHelp(device("Kiosk 1"))]
    );
    scene.view.helps.clear();
    scene.hear();
    scene.app.handle_settled(Settled::Done);
    assert!(!says(&scene, "Saya ke sana"));
}

#[test]
fn a_touch_answers_it_too() {
    let mut scene = Scene::new(DOCKED, EN);
    scene.view.helps = vec![help("Kiosk 1"), help("Kiosk 2")];
    scene.hear();
    assert_says(&scene, "Help wanted since 08:40: Kiosk 1 (+1 more)");
    let key = ElementHandle::find_by_accessible_label(scene.app.window(), "On my way").next();
    key.unwrap().invoke_accessible_default_action();
    assert_eq!(
        *scene.sent.borrow(),
        [Intent::AnswerHelp(device("Kiosk 1"))]
    );
}

#[test]
fn with_everything_else_that_may_stand_there() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.view.helps = vec![
        help("Kiosk Pintu Utama Lantai Dasar Sebelah K"),
        help("Kiosk 2"),
    ];
    scene.view.printers = vec![printer("Kiosk 1", Some(PrinterFault::OutOfPaper), None)];
    scene.view.branch.held = held(HoldReason::SystemDown);
    scene.at_counter("called", Some(ticket("A012", 0, "umum", "called")));
    scene.shoot("help-everything-docked-id");
    scene.rtl();
    scene.shoot("help-everything-docked-rtl");
}

#[test]
fn without_the_hub_nobody_is_answered() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.view.helps = vec![help("Kiosk 1")];
    scene.hub = Hub::Lost { since: None };
    scene.hear();
    scene.strike(Key::F8);
    assert!(scene.sent.borrow().is_empty());
    scene.shoot("help-lost-docked-id");
}

#[test]
fn in_a_wide_window() {
    let mut scene = Scene::new(WIDE, ID);
    scene.view.helps = vec![help("Kiosk 1")];
    scene.at_counter("called", Some(in_need("called", &[Need::Fetch])));
    scene.shoot("help-wide-id");
}

#[test]
fn in_a_bar() {
    let mut bar = Scene::new((800, 56), ID);
    bar.view.helps = vec![help("Kiosk 1")];
    bar.at_counter("called", Some(in_need("called", &[Need::Gesture])));
    assert_says(&bar, "Minta bantuan sejak 08.40: Kiosk 1");
    assert_says(&bar, "Saya ke sana");
    bar.shoot("help-bar-id");
    bar.strike(Key::F8);
    assert_eq!(*bar.sent.borrow(), [Intent::AnswerHelp(device("Kiosk 1"))]);
}

#[test]
fn one_need_is_said_in_full_and_several_in_a_word_each() {
    let mut scene = Scene::new(DOCKED, ID);
    for (need, words) in [
        (Need::Fetch, "Jemput di tempat duduk"),
        (Need::Gesture, "Panggil dengan isyarat"),
        (Need::LowCounter, "Loket rendah"),
    ] {
        scene.at_counter("called", Some(in_need("called", &[need])));
        assert_says(&scene, words);
        scene.shoot(&format!("need-{need:?}-docked-id"));
    }
    let all = [Need::Fetch, Need::Gesture, Need::LowCounter];
    scene.at_counter("called", Some(in_need("called", &all)));
    for words in ["Jemput", "Isyarat", "Loket rendah"] {
        assert_says(&scene, words);
    }
    scene.shoot("needs-docked-id");
    scene.at_counter("serving", Some(ticket("A012", 0, "umum", "serving")));
    assert!(!says(&scene, "Loket rendah"));
}

#[test]
fn needs_beside_a_journey_a_party_and_a_long_number() {
    let all = [Need::Fetch, Need::Gesture, Need::LowCounter];
    let mut long = TicketCard {
        needs: all.to_vec(),
        party: 3,
        recalls: 2,
        onward: vec![
            ServiceId::new("lab").unwrap(),
            ServiceId::new("farmasi").unwrap(),
        ],
        class_name: Text::Same("Prioritas".to_owned()),
        ..ticket("BC1234", 6, "umum", "called")
    };
    let setup = |scheme| Setup {
        counter: Some(CounterId::new("3").unwrap()),
        scheme,
        locale: None,
        keymap: Keymap::default(),
    };
    let mut scene = Scene::with(DOCKED, EN, setup(Scheme::Contrast));
    scene.at_counter("called", Some(long.clone()));
    scene.shoot("needs-long-docked-contrast-en");
    scene.rtl();
    scene.shoot("needs-long-docked-contrast-rtl");
    long.onward.clear();
    scene.at_counter("serving", Some(long));
    scene.shoot("needs-party-docked-contrast-rtl");
}
