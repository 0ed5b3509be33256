use std::time::Duration;

use antre_display::Scheme;
use antre_display::hall::Line;
use antre_domain::{Locale, ServiceId, Text};
use antre_protocol::{Wait, WaitCard};

use crate::scene::{Scene, call, counter, setup};

const ID: &[Locale] = &[Locale::ID, Locale::EN];
const EN: &[Locale] = &[Locale::EN, Locale::ID];
const HD: (u32, u32) = (1920, 1080);
const UHD: (u32, u32) = (3840, 2160);
const TALL: (u32, u32) = (1080, 1920);
const MOTION: Duration = Duration::from_millis(300);

#[test]
fn one_call() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    scene.shoot("one-hd-id");
}

#[test]
fn two_calls() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.call(&call(20, "A012", 0, "3"));
    scene.call(&call(21, "F032", 5, "12"));
    scene.pass(MOTION);
    scene.shoot("two-hd-id");
}

#[test]
fn three_calls() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.call(&call(20, "A012", 0, "3"));
    scene.call(&call(21, "F032", 5, "12"));
    scene.call(&call(22, "B005", 1, "2"));
    scene.pass(MOTION);
    scene.shoot("three-hd-id");
}

#[test]
fn nobody_is_called() {
    let scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.hear();
    scene.pass(MOTION);
    scene.shoot("quiet-hd-id");
}

#[test]
fn how_long_who_comes_now_may_wait() {
    for (size, name) in [(HD, "hd"), (TALL, "tall")] {
        for (languages, language) in [(ID, "id"), (EN, "en")] {
            let mut scene = Scene::new(size, setup(Scheme::Hall), languages);
            scene.view.branch.notices.clear();
            scene.view.waits = ["Poli Umum", "Kesehatan Ibu dan Anak"]
                .map(|name| WaitCard {
                    service: ServiceId::new("umum").unwrap(),
                    name: Text::Same(name.to_owned()),
                    prefix: "A".to_owned(),
                    colour: 0,
                    wait: Some(Wait {
                        from_secs: 5_400,
                        to_secs: 9_000,
                    }),
                })
                .to_vec();
            scene.call(&call(20, "A012", 0, "3"));
            scene.pass(MOTION);
            scene.shoot(&format!("waits-{name}-{language}"));
        }
    }
}

#[test]
fn one_call_on_a_tall_screen() {
    let mut scene = Scene::new(TALL, setup(Scheme::Hall), ID);
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    scene.shoot("one-tall-id");
}

#[test]
fn three_calls_on_a_tall_screen() {
    let mut scene = Scene::new(TALL, setup(Scheme::Hall), EN);
    scene.call(&call(20, "A012", 0, "3"));
    scene.call(&call(21, "F032", 5, "12"));
    scene.call(&call(22, "B005", 1, "2"));
    scene.pass(MOTION);
    scene.shoot("three-tall-en");
}

#[test]
fn one_call_at_4k_on_a_light_wall() {
    let mut scene = Scene::new(UHD, setup(Scheme::Light), EN);
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    scene.shoot("one-4k-en-light");
}

#[test]
fn the_hub_is_lost() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    scene.line = Line::Lost {
        since: Some("2026-11-23T03:42:00.000Z".parse().unwrap()),
    };
    scene.hear();
    scene.pass(MOTION);
    scene.shoot("lost-hd-id");
}

#[test]
fn long_numbers_and_signs() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.view.counters.push(counter(
        "kia",
        ("Ruang Pelayanan", "Consulting room"),
        "KIA",
    ));
    scene.view.branch.practice = true;
    let mut recall = call(20, "BC1234", 6, "kia");
    recall.recall = 1;
    scene.call(&recall);
    scene.pass(MOTION);
    scene.shoot("long-one-hd-id");
    scene.call(&call(21, "F0032", 5, "12"));
    scene.pass(MOTION);
    scene.shoot("long-two-hd-id");
}

#[test]
fn the_first_call_of_the_day() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.view.recent_calls.clear();
    scene.call(&call(20, "A001", 0, "3"));
    scene.pass(MOTION);
    scene.shoot("first-hd-id");
}

#[test]
fn a_sign_of_small_letters() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene
        .view
        .counters
        .push(counter("gigi", ("Poli", "Clinic"), "Gigi"));
    scene.call(&call(20, "C001", 2, "gigi"));
    scene.pass(MOTION);
    scene.shoot("small-letters-one-hd-id");
    scene.call(&call(21, "A001", 0, "1"));
    scene.call(&call(22, "C002", 2, "gigi"));
    scene.pass(MOTION);
    scene.shoot("small-letters-hd-id");
}

#[test]
fn a_pseudo_language_from_right_to_left() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), EN);
    scene.rtl();
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    scene.shoot("one-hd-rtl");
    scene.call(&call(21, "F032", 5, "12"));
    scene.pass(MOTION);
    scene.shoot("two-hd-rtl");
}

#[test]
fn the_day_is_over() {
    let mut scene = Scene::new(HD, setup(Scheme::Contrast), ID);
    scene.view.branch.open = false;
    scene.view.branch.opens_at = Some("2026-11-24T01:00:00.000Z".parse().unwrap());
    scene.view.served = 412;
    for counter in &mut scene.view.counters {
        counter.state = "closed".to_owned();
    }
    scene.hear();
    scene.pass(MOTION);
    scene.shoot("after-hd-contrast");
}
