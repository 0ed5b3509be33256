//! A few screens, pixel for pixel. `ANTRE_UPDATE_GOLDENS=1 cargo nextest run -p antre-display goldens`
//! writes them anew.

use std::path::PathBuf;
use std::time::Duration;

use antre_display::{HallWindow, Scheme};
use antre_domain::{AnnouncementKind, HoldReason, Locale};

use crate::faces::{Sight, Stand};
use crate::hold::held;
use crate::scene::{Scene, call, setup, shoot};

/// Share of the pixels that may differ: rounding differs between processors, screens do not.
const DIFFERING_MOST: f64 = 0.005;
/// Two colours differ where a channel does by more than this.
const CHANNEL_SLACK: u8 = 8;
const ID: &[Locale] = &[Locale::ID, Locale::EN];
const SMALL: (u32, u32) = (960, 540);

#[test]
fn one_call_looks_as_agreed() {
    let mut scene = Scene::new(SMALL, setup(Scheme::Hall), ID);
    scene.call(&call(20, "A012", 0, "3"));
    compare(&scene, "one-call");
}

#[test]
fn three_calls_look_as_agreed() {
    let mut scene = Scene::new(SMALL, setup(Scheme::Hall), ID);
    for (seq, number, colour, counter) in [
        (20, "A012", 0, "3"),
        (21, "F032", 5, "12"),
        (22, "B005", 1, "2"),
    ] {
        scene.call(&call(seq, number, colour, counter));
    }
    compare(&scene, "three-calls");
}

#[test]
fn a_tall_light_hall_without_a_call_looks_as_agreed() {
    let scene = Scene::new((540, 960), setup(Scheme::Light), ID);
    scene.hear();
    compare(&scene, "waiting-tall-light");
}

#[test]
fn a_held_branch_with_an_open_call_looks_as_agreed() {
    let mut scene = Scene::new(SMALL, setup(Scheme::Hall), ID);
    scene.view.branch.held = held(HoldReason::SystemDown);
    scene.call(&call(20, "A012", 0, "3"));
    compare(&scene, "held-one-call");
}

#[test]
fn the_ways_to_three_counters_look_as_agreed() {
    compare_sight(SMALL, Sight::Directions, "directions");
}

#[test]
fn a_picture_beside_a_call_looks_as_agreed() {
    compare_sight(SMALL, Sight::Beside, "beside");
}

#[test]
fn an_emergency_looks_as_agreed() {
    let earthquake = Sight::Emergency(AnnouncementKind::Earthquake);
    compare_sight(SMALL, earthquake, "earthquake");
}

#[test]
fn a_notice_with_two_calls_looks_as_agreed() {
    compare_sight((540, 960), Sight::NoticeCalls, "notice-tall");
}

#[test]
fn the_cloth_of_a_day_looks_as_agreed() {
    compare_sight((1920, 1080), Sight::Cloth(412), "cloth");
}

fn compare_sight(size: (u32, u32), sight: Sight, name: &str) {
    let stand = Stand::new(size, Scheme::Hall, Locale::ID);
    stand.show(sight, Locale::ID);
    compare_with(&stand.window, name);
}

fn compare(scene: &Scene, name: &str) {
    scene.pass(Duration::from_millis(300));
    compare_with(scene.app.window(), name);
}

fn compare_with(window: &HallWindow, name: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/goldens/{name}.png"));
    let fresh = shoot(window, &format!("golden-{name}"));
    if std::env::var_os("ANTRE_UPDATE_GOLDENS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(fresh, &path).unwrap();
        return;
    }
    let (agreed, drawn) = (read(&path), read(&fresh));
    assert_eq!((agreed.0, agreed.1), (drawn.0, drawn.1), "{name}");
    let pixels = agreed.2.chunks_exact(4).zip(drawn.2.chunks_exact(4));
    let differs = |(a, b): &(&[u8], &[u8])| {
        a.iter()
            .zip(*b)
            .any(|(a, b)| a.abs_diff(*b) > CHANNEL_SLACK)
    };
    let share = pixels.filter(differs).count() as f64 / f64::from(agreed.0 * agreed.1);
    assert!(
        share < DIFFERING_MOST,
        "{:.2} % differ: see {}",
        share * 100.0,
        fresh.display()
    );
}

fn read(path: &std::path::Path) -> (u32, u32, Vec<u8>) {
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width, info.height, pixels)
}
