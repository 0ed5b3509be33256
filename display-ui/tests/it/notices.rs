//! What the supervisor tells the hall: a notice beside the calls, an emergency instead of everything.

use std::time::Duration;

use antre_display::Scheme;
use antre_display::fit::Arrangement;
use antre_display::hall::Line;
use antre_domain::{AnnouncementKind, Locale, Timestamp};
use antre_protocol::AnnouncementCard;
use slint::ComponentHandle as _;

use crate::faces::{NOTICE, Sight, card, face};
use crate::made::MORNING;
use crate::scene::{Scene, call, setup};
use crate::window::{labels, says};

const ID: &[Locale] = &[Locale::ID, Locale::EN];
const HD: (u32, u32) = (1920, 1080);

fn scene_with(card: AnnouncementCard) -> Scene {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.call(&call(20, "A012", 0, "3"));
    scene.view.announcements.push(card);
    scene.hear();
    scene
}

#[test]
fn an_emergency_takes_the_whole_screen_in_two_languages_and_gives_it_back() {
    let mut scene = scene_with(card(AnnouncementKind::Fire, None));
    let told = labels(&scene);
    let says_all = |words: &str| told.iter().any(|label| label.starts_with(words));
    assert!(says_all("Kebakaran. ") && says_all("Fire. "), "{told:?}");
    assert!(!says_all("A012, silakan menuju"), "{told:?}");
    scene.view.announcements.clear();
    scene.hear();
    assert!(says(&scene, "A012, silakan menuju Loket 3"));
    assert!(
        !labels(&scene)
            .iter()
            .any(|label| label.starts_with("Kebakaran"))
    );
}

#[test]
fn an_emergency_on_a_screen_that_hears_nothing_says_so_and_practice_says_that() {
    let mut scene = scene_with(card(AnnouncementKind::Fire, None));
    scene.view.branch.practice = true;
    scene.line = Line::Lost {
        since: Some(MORNING.parse().unwrap()),
    };
    scene.hear();
    assert!(says(&scene, "LATIHAN"));
    let lost = "Sejak 08.42\nLayar terputus sejak 08.42. Dengarkan panggilan petugas.";
    assert!(says(&scene, lost), "{:?}", labels(&scene));
    scene.pass(Duration::from_millis(300));
    scene.shoot("emergency-lost-practice-hd-id");
}

#[test]
fn one_call_beside_a_notice_is_a_row_and_gives_no_place_to_a_picture() {
    let face = face(HD, Sight::NoticeCall, Locale::ID);
    assert_eq!(face.arrangement, Arrangement::Rows);
    assert!(face.announcement.is_some() && face.calls.len() == 1);
}

#[test]
fn an_emergency_stands_still() {
    let scene = scene_with(card(AnnouncementKind::Evacuate, None));
    scene.pass(Duration::from_millis(300));
    let draw = || scene.app.window().window().take_snapshot().unwrap();
    let first = draw();
    for _ in 0..8 {
        scene.pass(Duration::from_millis(250));
        assert!(draw().as_bytes() == first.as_bytes(), "it blinks");
    }
}

#[test]
fn a_notice_leaves_the_call_where_it_can_be_read() {
    let mut scene = scene_with(card(AnnouncementKind::Notice, Some(NOTICE)));
    assert!(says(&scene, NOTICE));
    assert!(says(&scene, "A012, silakan menuju Loket 3"));
    scene.view.announcements.clear();
    scene.hear();
    assert!(!says(&scene, NOTICE));
}

#[test]
fn a_notice_that_finds_no_place_stands_at_the_foot() {
    let mut scene = scene_with(card(AnnouncementKind::Notice, Some(NOTICE)));
    scene.call(&call(21, "F032", 5, "12"));
    scene.call(&call(22, "B005", 1, "2"));
    for label in [
        NOTICE,
        "A012, silakan menuju Loket 3",
        "F032, silakan menuju Loket 12",
        "B005, silakan menuju Loket 2",
    ] {
        assert!(says(&scene, label), "{label}: {:?}", labels(&scene));
    }
}

#[test]
fn an_announcement_ends_by_itself_when_its_time_is_over() {
    let since: Timestamp = MORNING.parse().unwrap();
    let scene = scene_with(AnnouncementCard {
        until: Some(Timestamp::from_millis(since.millis() + 12_000)),
        ..card(AnnouncementKind::Earthquake, None)
    });
    let shakes = || {
        labels(&scene)
            .iter()
            .any(|label| label.starts_with("Gempa bumi"))
    };
    scene.pass(Duration::from_millis(11_900));
    assert!(shakes());
    scene.pass(Duration::from_millis(200));
    assert!(!shakes(), "nobody had to end it");
}
