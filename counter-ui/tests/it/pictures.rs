use antre_counter::panel::Settled;
use antre_counter::{Hub, Scheme, Setup};
use antre_domain::{CallReason, ClassId, ServiceId, Text};
use slint::platform::Key;

use crate::scene::{DOCKED, EN, ID, Scene, WIDE, says, service, ticket};

#[test]
fn serving() {
    let scene = Scene::new(DOCKED, ID);
    scene.shoot("serving-docked-id");
}

#[test]
fn called_with_everything_to_say() {
    let mut scene = Scene::new(DOCKED, EN);
    let mut long = ticket("BC1234", 6, "umum", "called");
    long.class = ClassId::new("priority").unwrap();
    long.class_name = Text::Same("Priority".to_owned());
    long.party = 3;
    long.recalls = 2;
    long.reason = Some(CallReason::NearestToTarget {
        waited_secs: 500,
        target_secs: 900,
    });
    scene.view.branch.practice = true;
    scene.view.services[0].name =
        Text::Same("Pelayanan Administrasi Kependudukan dan Pencatatan".to_owned());
    scene.at_counter("called", Some(long));
    scene.strike("-");
    scene.shoot("called-docked-en");
}

#[test]
fn idle_closed_and_resting() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.at_counter("idle", None);
    scene.shoot("idle-docked-id");
    scene.at_counter("closed", None);
    scene.shoot("closed-docked-id");
    scene.at_counter("break", None);
    scene.shoot("break-docked-id");
}

#[test]
fn lists() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.strike("*");
    scene.shoot("transfer-docked-id");
    scene.strike("/");
    scene.shoot("park-docked-id");
    scene.strike(Key::F10);
    scene.shoot("more-docked-id");
    scene.strike("2");
    scene.shoot("more-cancel-docked-id");
    scene.strike("3");
    scene.shoot("aside-docked-id");
    scene.at_counter("called", Some(ticket("A012", 0, "umum", "called")));
    scene.strike(Key::F10);
    scene.shoot("more-called-docked-id");
}

#[test]
fn a_full_list() {
    let mut scene = Scene::new(DOCKED, ID);
    for letter in "DEGHJKM".chars() {
        let name = (
            "Pelayanan Administrasi Kependudukan dan Catatan Sipil",
            "Civil registration",
        );
        scene.view.services.push(service(
            &letter.to_ascii_lowercase().to_string(),
            name,
            &letter.to_string(),
            3,
            3,
            55,
        ));
    }
    scene.hear();
    scene.strike("*");
    scene.shoot("transfer-full-docked-id");
}

#[test]
fn refused_and_undo() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.strike(Key::Return);
    scene.app.handle_settled(Settled::Refused(
        "Loket ini masih melayani A012.".to_owned(),
    ));
    scene.shoot("refused-docked-id");
    scene.strike(Key::F10);
    scene.strike("1");
    scene.at_counter("idle", None);
    scene.app.handle_settled(Settled::Done);
    scene.shoot("undo-docked-id");
}

#[test]
fn the_hub_is_lost() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.hub = Hub::Lost {
        since: Some("2026-11-23T03:42:00.000Z".parse().unwrap()),
    };
    scene.hear();
    scene.shoot("lost-docked-id");
}

#[test]
fn twelve_services_in_a_wide_window() {
    let mut scene = Scene::new(WIDE, ID);
    scene.shoot("serving-wide-id");
    for (index, letter) in "DEGHJKM".chars().enumerate() {
        let name = ("Pelayanan Administrasi Kependudukan", "Civil registration");
        let id = letter.to_ascii_lowercase().to_string();
        scene
            .view
            .services
            .push(service(&id, name, &letter.to_string(), index as u8, 3, 55));
    }
    scene.hear();
    scene.shoot("full-wide-id");
}

#[test]
fn a_pseudo_language_from_right_to_left() {
    let scene = Scene::new(WIDE, EN);
    scene.rtl();
    scene.strike("*");
    scene.shoot("transfer-wide-rtl");
    scene.strike(Key::Escape);
    scene.shoot("serving-wide-rtl");
}

#[test]
fn a_counter_is_chosen_in_high_contrast() {
    let setup = Setup {
        counter: None,
        scheme: Scheme::Contrast,
        locale: None,
    };
    let scene = Scene::with(DOCKED, ID, setup);
    scene.shoot("counters-docked-contrast");
    scene.strike("3");
    scene.shoot("serving-docked-contrast");
}

#[test]
fn a_bar_on_a_small_monitor() {
    let scene = Scene::new((800, 56), ID);
    scene.shoot("serving-bar-id");
}

#[test]
fn a_quiet_morning() {
    let mut scene = Scene::new(WIDE, EN);
    for service in &mut scene.view.services {
        service.waiting = 0;
        service.oldest_since = None;
    }
    scene.view.aside.clear();
    scene.at_counter("idle", None);
    scene.shoot("empty-wide-en");
}

#[test]
fn a_journey_says_where_the_customer_goes_next() {
    let stops = |ids: &[&str]| -> Vec<ServiceId> {
        ids.iter().map(|id| ServiceId::new(id).unwrap()).collect()
    };
    let mut scene = Scene::new(DOCKED, ID);
    let mut present = ticket("A012", 0, "umum", "serving");
    present.onward = stops(&["farmasi"]);
    scene.at_counter("serving", Some(present.clone()));
    assert!(says(&scene, "Setelah ini: Farmasi"));
    scene.shoot("onward-docked-id");
    present.onward = stops(&["lab", "farmasi"]);
    present.class_name = Text::Same("Prioritas".to_owned());
    present.party = 3;
    present.recalls = 2;
    scene.at_counter("called", Some(present.clone()));
    assert!(says(&scene, "Setelah ini: Laboratorium, Farmasi"));
    scene.shoot("onward-long-docked-id");
    scene.rtl();
    scene.shoot("onward-long-docked-rtl");
    present.onward.clear();
    scene.at_counter("serving", Some(present));
    assert!(!says(&scene, "Setelah ini: Laboratorium, Farmasi"));
}
