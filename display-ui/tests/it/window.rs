//! The same in the window: what is on the screen after what happened.

use std::time::Duration;

use antre_display::Scheme;
use antre_display::hall::Line;
use antre_domain::Locale;
use i_slint_backend_testing::ElementHandle;
use slint::ComponentHandle as _;

use crate::scene::{Scene, call, setup};

const ID: &[Locale] = &[Locale::ID];
const HD: (u32, u32) = (1920, 1080);

pub fn labels(scene: &Scene) -> Vec<String> {
    let all = i_slint_backend_testing::ElementQuery::from_root(scene.app.window())
        .match_descendants()
        .find_all();
    all.iter()
        .filter_map(ElementHandle::accessible_label)
        .map(String::from)
        .collect()
}

pub fn says(scene: &Scene, text: &str) -> bool {
    ElementHandle::find_by_accessible_label(scene.app.window(), text)
        .next()
        .is_some()
}

#[test]
fn a_call_appears_rises_and_leaves_after_its_time() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.hear();
    assert!(says(&scene, "Silakan menunggu"));
    let a = call(20, "A012", 0, "3");
    scene.call(&a);
    assert!(says(&scene, "A012, silakan menuju Loket 3"));
    assert!(!says(&scene, "Silakan menunggu"));
    scene.view.open_calls.clear();
    scene.hear();
    scene.pass(Duration::from_millis(9_900));
    assert!(says(&scene, "A012, silakan menuju Loket 3"));
    scene.pass(Duration::from_millis(200));
    assert!(
        says(&scene, "Silakan menunggu"),
        "it leaves by itself, without a word from the hub"
    );
    assert!(
        says(&scene, "A012 Loket 3"),
        "and stands among the recent calls"
    );
}

#[test]
fn the_frame_beats_on_the_screen_and_then_rests() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.call(&call(20, "A012", 0, "3"));
    // Ten pixels inside the paper's left edge: under the thick frame, beside the thin one.
    let kunyit = [0xF4, 0xB7, 0x2B];
    let mut seen = Vec::new();
    for _ in 0..20 {
        scene.pass(Duration::from_millis(500));
        let picture = scene.app.window().window().take_snapshot().unwrap();
        let pixel = picture.as_slice()[(300 * picture.width() + 58) as usize];
        seen.push([pixel.r, pixel.g, pixel.b] == kunyit);
    }
    let changes = seen.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert_eq!(changes, 15, "eight thick and eight thin halves: {seen:?}");
    assert!(!seen[19]);
}

#[test]
fn the_screen_says_since_when_it_is_not_current_and_takes_it_back() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.hear();
    scene.line = Line::Lost {
        since: Some("2026-11-23T03:42:00.000Z".parse().unwrap()),
    };
    scene.hear();
    assert!(says(
        &scene,
        "Layar terputus sejak 10.42. Dengarkan panggilan petugas."
    ));
    scene.line = Line::Live;
    scene.hear();
    assert!(
        !labels(&scene)
            .iter()
            .any(|label| label.contains("terputus"))
    );
}

#[test]
fn a_number_that_was_not_called_is_nowhere() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.call(&call(20, "A012", 0, "3"));
    assert!(!labels(&scene).iter().any(|label| label.contains("A013")));
}

#[test]
fn clock_and_notices_go_on_by_themselves() {
    let scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.hear();
    assert!(says(&scene, "08.42") && says(&scene, "Senin, 23 November"));
    scene.pass(Duration::from_millis(60_100));
    assert!(says(&scene, "08.43"));
}
