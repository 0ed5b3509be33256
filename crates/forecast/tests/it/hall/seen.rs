//! What a branch is taken for.

use antre_domain::{Act, HoldReason};
use antre_forecast::hall::{At, Expected, Hall, Shift};
use antre_forecast::layout::Layout;

use super::branch::{Scene, Takes, config, counter};

const MIN_MS: i64 = 60_000;

fn scene() -> (Scene, Layout) {
    let takes = |own: &[usize]| Takes {
        rule: 0,
        own: own.to_vec(),
        helps: Vec::new(),
    };
    let config = config(&[takes(&[0]), takes(&[1, 2])], &[0, 1, 1]);
    let layout = Layout::of(&config);
    (Scene::of(config), layout)
}

fn open(scene: &mut Scene, seat: usize) {
    let (counter, profile) = (counter(seat), None);
    scene.must(Act::OpenCounter { counter, profile });
}

fn hall(scene: &Scene, layout: &Layout, expected: &Expected) -> Hall {
    let seen = Hall::of(&scene.branch, layout, scene.clock, expected);
    seen.unwrap().hall
}

#[test]
fn a_branch_that_is_held_is_no_hall() {
    let (mut scene, layout) = scene();
    scene.must(Act::Hold(HoldReason::SystemDown));
    let seen = Hall::of(&scene.branch, &layout, scene.clock, &Expected::default());
    assert_eq!(seen, None);
}

#[test]
fn waits_do_not_grow_while_the_branch_is_held() {
    let (mut scene, layout) = scene();
    scene.issue(0, 0, 0);
    scene.pass(10 * MIN_MS);
    scene.must(Act::Hold(HoldReason::SystemDown));
    scene.pass(30 * MIN_MS);
    scene.must(Act::ResumeBranch);
    scene.pass(5 * MIN_MS);
    let hall = hall(&scene, &layout, &Expected::default());
    assert_eq!(hall.held_ms, 30 * MIN_MS);
    assert_eq!(hall.now_ms - hall.waiting[0].since_ms, 15 * MIN_MS);
    assert_eq!(hall.now_ms + hall.held_ms, scene.clock.millis());
    // 08:45 of the day.
    assert_eq!(hall.of_day_ms, (8 * 60 + 45) * MIN_MS);
}

#[test]
fn whoever_stands_at_a_counter_is_present_and_the_others_wait_by_key() {
    let (mut scene, layout) = scene();
    open(&mut scene, 0);
    let (first, second) = (scene.issue(0, 0, 0), scene.issue(0, 0, 0));
    scene.call_next(0);
    scene.pass(MIN_MS);
    let seen = Hall::of(&scene.branch, &layout, scene.clock, &Expected::default()).unwrap();
    let At::Busy(present) = seen.hall.desks[0].now else {
        panic!("{first:?} stands there");
    };
    assert_eq!(seen.hall.now_ms - present.called_ms, MIN_MS);
    assert_eq!((seen.tickets, seen.hall.waiting[0].key), (vec![second], 0));
}

#[test]
fn a_counter_that_is_closed_comes_only_if_it_is_expected() {
    let (scene, layout) = scene();
    let expected = Expected {
        seats: vec![true, false],
        break_secs: None,
    };
    let hall = hall(&scene, &layout, &expected);
    let shifts: Vec<_> = hall.desks.iter().map(|desk| desk.shifts.len()).collect();
    assert_eq!(shifts, [1, 0, 0]);
    // It should be there by now: in a moment, then.
    let Shift { from_ms, rule, .. } = hall.desks[0].shifts[0];
    assert_eq!((from_ms - hall.now_ms, rule), (2 * MIN_MS, 0));
}

#[test]
fn a_counter_that_did_not_come_is_not_waited_for() {
    let (mut scene, layout) = scene();
    scene.pass(30 * MIN_MS);
    let expected = Expected {
        seats: vec![true; 3],
        break_secs: None,
    };
    let hall = hall(&scene, &layout, &expected);
    assert!(hall.desks.iter().all(|desk| desk.shifts.is_empty()));
}

#[test]
fn a_counter_that_rests_comes_back_after_a_usual_rest_if_it_is_no_longer_than_any() {
    let (mut scene, layout) = scene();
    open(&mut scene, 0);
    let (counter, reason) = (counter(0), None);
    scene.must(Act::Break { counter, reason });
    scene.pass(4 * MIN_MS);
    let expected = Expected {
        seats: Vec::new(),
        break_secs: Some(600),
    };
    let back = |scene: &Scene| {
        let hall = hall(scene, &layout, &expected);
        let shift = hall.desks[0].shifts.first().copied();
        shift.map(|shift| (shift.from_ms - hall.now_ms) / MIN_MS)
    };
    assert_eq!(back(&scene), Some(6));
    scene.pass(10 * MIN_MS);
    assert_eq!(back(&scene), Some(2));
    scene.pass(40 * MIN_MS);
    assert_eq!(back(&scene), None);
}

#[test]
fn an_open_counter_works_until_nobody_waits() {
    let (mut scene, layout) = scene();
    open(&mut scene, 0);
    scene.pass(7 * 60 * MIN_MS);
    let hall = hall(&scene, &layout, &Expected::default());
    let shift = hall.desks[0].shifts[0];
    assert_eq!(shift.from_ms, hall.now_ms);
    assert!(shift.to_ms > hall.now_ms + 12 * 60 * MIN_MS);
}
