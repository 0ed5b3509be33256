//! With fingers alone.

use antre_ui_kit::accessible::Live;
use antre_ui_kit::guide::{Cue, Scene};

use super::{Listener, hall, key, presses, scene, text};

/// Three keys, one above the other, and a text below them.
fn hall_with_text() -> Scene {
    let mut hall = hall();
    hall.parts.push(text("Three things", 3, Live::Off));
    hall
}

#[test]
fn a_finger_that_lies_still_for_three_seconds_begins_it() {
    let mut listener = Listener::off();
    listener.down(50.0, 50.0);
    listener.pass_ms(2_900);
    // A hand trembles.
    listener.moved(60.0, 58.0);
    assert_eq!(listener.taken(), []);
    listener.pass_ms(100);
    assert!(listener.taken().contains(&Cue::On(true)));
    listener.see(hall());
    assert!(listener.heard()[0].starts_with("Guide with fingers."));
    listener.up();
    listener.pass_ms(1_000);
    assert_eq!(listener.taken(), [], "lifting presses nothing");
}

#[test]
fn a_finger_that_lifts_or_slides_does_not_begin_it() {
    let mut listener = Listener::off();
    listener.down(50.0, 50.0);
    listener.pass_ms(2_900);
    listener.up();
    listener.pass_ms(5_000);
    listener.down(50.0, 50.0);
    listener.moved(50.0, 150.0);
    listener.pass_ms(5_000);
    assert_eq!(listener.taken(), []);
    assert_eq!(
        listener.guide.next_deadline(),
        None,
        "and nothing is waited for"
    );
}

#[test]
fn what_lies_under_the_finger_is_spoken_once_and_keeps_the_focus() {
    let mut listener = Listener::before(hall_with_text());
    listener.down(50.0, 250.0);
    listener.pass_ms(200);
    listener.moved(52.0, 252.0);
    listener.moved(50.0, 350.0);
    listener.moved(50.0, 450.0);
    listener.moved(50.0, 650.0);
    listener.up();
    listener.pass_ms(2_000);
    assert_eq!(
        listener.heard(),
        [
            "Milk, button. 2 of 3.",
            "Eggs, button. 3 of 3.",
            "Three things."
        ]
    );
    assert_eq!(listener.guide.focus(), Some(3));
}

#[test]
fn two_taps_press_the_part_that_was_found_wherever_they_fall() {
    let mut listener = Listener::before(hall());
    listener.down(50.0, 250.0);
    listener.pass_ms(800);
    listener.up();
    listener.pass_ms(2_000);
    listener.taken();
    listener.tap(900.0, 900.0);
    listener.pass_ms(200);
    listener.tap(910.0, 905.0);
    assert_eq!(presses(&listener.taken()), [1]);
}

#[test]
fn taps_that_are_too_far_apart_in_time_or_place_only_search() {
    let mut listener = Listener::before(hall());
    listener.tap(50.0, 50.0);
    listener.pass_ms(600);
    listener.tap(50.0, 50.0);
    listener.pass_ms(600);
    listener.tap(50.0, 50.0);
    listener.pass_ms(100);
    listener.tap(50.0, 450.0);
    listener.pass_ms(600);
    let cues = listener.taken();
    assert!(presses(&cues).is_empty(), "{cues:?}");
    assert_eq!(listener.guide.focus(), Some(2));
}

#[test]
fn one_tap_speaks_what_lies_there() {
    let mut listener = Listener::before(hall());
    listener.tap(50.0, 450.0);
    listener.pass_ms(600);
    assert_eq!(listener.heard(), ["Eggs, button. 3 of 3."]);
}

#[test]
fn a_finger_that_slides_off_in_the_second_tap_cancels_it() {
    let mut listener = Listener::before(hall());
    listener.tap(50.0, 50.0);
    listener.pass_ms(100);
    listener.down(50.0, 50.0);
    listener.moved(300.0, 50.0);
    listener.up();
    listener.pass_ms(1_000);
    assert!(presses(&listener.taken()).is_empty());
}

#[test]
fn slow_hands_press_too() {
    let mut listener = Listener::before(hall());
    for _ in 0..2 {
        listener.down(50.0, 250.0);
        listener.pass_ms(400);
        listener.up();
        listener.pass_ms(400);
    }
    assert_eq!(presses(&listener.taken()), [1]);
}

#[test]
fn four_taps_are_one_press() {
    let mut listener = Listener::before(hall());
    for _ in 0..4 {
        listener.tap(50.0, 50.0);
        listener.pass_ms(60);
    }
    assert_eq!(presses(&listener.taken()), [0]);
}

#[test]
fn bare_ground_says_nothing_and_takes_no_focus() {
    let mut listener = Listener::before(hall());
    listener.down(2_000.0, 2_000.0);
    listener.pass_ms(1_000);
    listener.up();
    assert!(listener.heard().is_empty());
    assert_eq!(listener.guide.focus(), Some(0));
}

#[test]
fn a_touch_keeps_a_page_that_would_go_and_presses_nothing() {
    let mut listener = Listener::before(hall());
    listener.see(Scene {
        leaving: true,
        ..hall()
    });
    listener.taken();
    listener.tap(50.0, 250.0);
    listener.pass_ms(50);
    let cues = listener.taken();
    assert!(cues.contains(&Cue::Stay) && presses(&cues).is_empty());
}

#[test]
fn of_two_parts_that_lie_on_each_other_the_smaller_is_meant() {
    let mut sheet = key("Sheet", 0);
    (sheet.width, sheet.height) = (1_000.0, 1_000.0);
    let mut listener = Listener::before(scene("hall", vec![sheet, key("Bread", 0)]));
    listener.down(50.0, 50.0);
    listener.pass_ms(300);
    assert_eq!(listener.heard(), ["Bread, button. 2 of 2."]);
}

#[test]
fn fingers_without_beginning_or_end_do_no_harm() {
    let mut listener = Listener::before(hall());
    listener.up();
    listener.moved(f32::NAN, f32::INFINITY);
    listener.down(f32::NAN, 50.0);
    listener.down(50.0, 50.0);
    listener.guide.handle_cancelled();
    listener.up();
    listener.pass_ms(5_000);
    assert!(presses(&listener.taken()).is_empty());
}
