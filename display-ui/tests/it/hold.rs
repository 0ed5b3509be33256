//! The whole branch stands still: the hall is told why, and whoever was called still finds the way.

use std::sync::Arc;
use std::time::Duration;

use antre_display::fit::{self, Arrangement, Canvas, Fit};
use antre_display::hall::{self, Hall, Line, Scene as Told};
use antre_display::{Scheme, Setup};
use antre_domain::{HoldReason, Locale};
use antre_protocol::{DisplayView, HeldFacts};

use crate::scene::{MORNING, Scene, call, setup, view};
use crate::window::says;

const ID: &[Locale] = &[Locale::ID, Locale::EN];
const EN: &[Locale] = &[Locale::EN, Locale::ID];
const HD: (u32, u32) = (1920, 1080);
const UHD: (u32, u32) = (3840, 2160);
const TALL: (u32, u32) = (1080, 1920);
const MOTION: Duration = Duration::from_millis(300);

const REASONS: [HoldReason; 5] = [
    HoldReason::SystemDown,
    HoldReason::PowerCut,
    HoldReason::Evacuation,
    HoldReason::Ceremony,
    HoldReason::Other,
];

pub fn held(reason: HoldReason) -> Option<HeldFacts> {
    let since = MORNING.parse().unwrap();
    Some(HeldFacts { reason, since })
}

fn hall(view: DisplayView) -> Hall {
    let mut hall = Hall::new(
        Fit::new(Canvas::of(1920, 1080), None).unwrap(),
        hall::Setup::default(),
    );
    hall.handle_line(Line::Live, Duration::ZERO);
    hall.handle_view(Arc::new(view), &[], Duration::ZERO);
    hall
}

fn calls(view: &mut DisplayView, numbers: &[&str]) {
    for (seq, number) in (20..).zip(numbers) {
        let call = call(seq, number, 0, "3");
        view.open_calls.push(call.clone());
        view.recent_calls.insert(0, call);
    }
}

#[test]
fn a_held_branch_that_calls_nobody_says_so_in_place_of_a_slip() {
    let mut still = view(ID);
    still.branch.held = held(HoldReason::Ceremony);
    let face = hall(still.clone()).face(Duration::ZERO, None);
    assert_eq!(face.scene, Told::Held);
    assert!(!face.bar, "the page says it");
    assert_eq!(face.held, Some(HoldReason::Ceremony));
    // Whoever is to leave the building must hear it, also when the doors are closed.
    still.branch.open = false;
    for counter in &mut still.counters {
        counter.state = "closed".to_owned();
    }
    assert_eq!(hall(still).face(Duration::ZERO, None).scene, Told::Held);
}

#[test]
fn open_calls_stand_beside_the_hold_and_give_it_one_place() {
    let mut busy = view(ID);
    calls(&mut busy, &["A012", "B005", "F032"]);
    assert_eq!(hall(busy.clone()).face(Duration::ZERO, None).calls.len(), 3);
    busy.branch.held = held(HoldReason::SystemDown);
    let face = hall(busy).face(Duration::ZERO, None);
    assert!(face.bar);
    assert_eq!(
        (face.scene, face.arrangement),
        (Told::Calls, Arrangement::Rows)
    );
    assert_eq!(face.calls.len(), 2, "the third takes turns with them");
}

#[test]
fn in_a_deep_hall_an_open_call_stays_as_large_as_it_must_be() {
    let deep = fit::Hall {
        depth_m: 14.0,
        diagonal_in: 55.0,
    };
    let fit = Fit::new(Canvas::of(1920, 1080), Some(deep)).unwrap();
    let mut busy = view(ID);
    calls(&mut busy, &["A012"]);
    busy.branch.held = held(HoldReason::SystemDown);
    let mut hall = Hall::new(fit, hall::Setup::default());
    hall.handle_line(Line::Live, Duration::ZERO);
    hall.handle_view(Arc::new(busy), &[], Duration::ZERO);
    let face = hall.face(Duration::ZERO, None);
    assert!(!face.bar);
    assert!(face.size >= fit.size_least, "{}", face.size);

    let setup = Setup {
        hall: Some(deep),
        ..setup(Scheme::Hall)
    };
    let mut scene = Scene::new(HD, setup, ID);
    scene.view.branch.held = held(HoldReason::SystemDown);
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    let below = "Pelayanan terhenti: sistem terganggu. Urutan Anda tetap.";
    assert!(says(&scene, below));
    scene.shoot("held-deep-hd-id");
}

#[test]
fn a_hold_ends_by_itself_with_the_next_view() {
    let mut busy = view(ID);
    calls(&mut busy, &["A012", "B005", "F032"]);
    busy.branch.held = held(HoldReason::SystemDown);
    let mut hall = hall(busy.clone());
    busy.branch.held = None;
    hall.handle_view(Arc::new(busy), &[], Duration::from_secs(1));
    let face = hall.face(Duration::from_secs(1), None);
    assert_eq!((face.held, face.bar, face.calls.len()), (None, false, 3));
}

#[test]
fn a_screen_that_is_not_current_says_that_before_the_hold() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.view.branch.held = held(HoldReason::SystemDown);
    scene.line = Line::Lost {
        since: Some("2026-11-23T03:42:00.000Z".parse().unwrap()),
    };
    scene.hear();
    let lost = "Layar terputus sejak 10.42. Dengarkan panggilan petugas.";
    assert!(says(&scene, lost));
    scene.shoot("held-lost-hd-id");
}

#[test]
fn the_hall_reads_why_in_indonesian() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    for reason in REASONS {
        scene.view.branch.held = held(reason);
        scene.hear();
        scene.shoot(&format!("held-{}-hd-id", reason.code()));
        let kept = "Nomor dan urutan Anda tetap berlaku.";
        assert!(says(&scene, kept));
    }
    scene.view.branch.held = held(HoldReason::PowerCut);
    scene.hear();
    assert!(says(&scene, "Pelayanan terhenti sementara"));
    assert!(says(&scene, "Listrik atau jaringan sedang padam."));
    scene.view.branch.held = held(HoldReason::Evacuation);
    scene.hear();
    assert!(says(&scene, "Silakan keluar gedung"));
    scene.view.branch.held = None;
    scene.hear();
    assert!(says(&scene, "Silakan menunggu"));
    assert!(!says(&scene, "Silakan keluar gedung"));
}

#[test]
fn a_called_customer_still_finds_the_counter_and_nobody_else_is_named() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), ID);
    scene.view.branch.held = held(HoldReason::PowerCut);
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    assert!(says(&scene, "A012, silakan menuju Loket 3"));
    assert!(says(
        &scene,
        "Pelayanan terhenti: listrik atau jaringan padam. Urutan Anda tetap."
    ));
    scene.shoot("held-one-hd-id");
    scene.call(&call(21, "F032", 5, "12"));
    scene.pass(MOTION);
    scene.shoot("held-two-hd-id");
    scene.view.branch.held = held(HoldReason::Evacuation);
    scene.hear();
    scene.shoot("held-evacuation-two-hd-id");
}

#[test]
fn held_on_a_tall_screen() {
    let mut scene = Scene::new(TALL, setup(Scheme::Hall), ID);
    scene.view.branch.held = held(HoldReason::SystemDown);
    scene.hear();
    scene.shoot("held-tall-id");
    scene.call(&call(20, "A012", 0, "3"));
    scene.call(&call(21, "F032", 5, "12"));
    scene.pass(MOTION);
    scene.shoot("held-two-tall-id");
}

#[test]
fn held_at_4k_on_a_light_wall() {
    let mut scene = Scene::new(UHD, setup(Scheme::Light), EN);
    scene.view.branch.held = held(HoldReason::Ceremony);
    scene.hear();
    scene.shoot("held-4k-en-light");
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    scene.shoot("held-one-4k-en-light");
}

#[test]
fn held_in_high_contrast_on_a_tall_screen() {
    let mut scene = Scene::new(TALL, setup(Scheme::Contrast), EN);
    scene.view.branch.held = held(HoldReason::Evacuation);
    scene.hear();
    scene.shoot("held-tall-en-contrast");
    scene.view.branch.held = held(HoldReason::Other);
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    scene.shoot("held-one-tall-en-contrast");
}

#[test]
fn held_from_right_to_left_without_a_recent_call() {
    let mut scene = Scene::new(HD, setup(Scheme::Hall), EN);
    scene.rtl();
    scene.view.branch.held = held(HoldReason::SystemDown);
    scene.hear();
    scene.shoot("held-hd-rtl");
    scene.view.recent_calls.clear();
    scene.hear();
    scene.shoot("held-bare-hd-rtl");
    scene.call(&call(20, "A012", 0, "3"));
    scene.pass(MOTION);
    scene.shoot("held-one-hd-rtl");
}
