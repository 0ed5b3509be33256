//! A call that waits for its voice, and never for long.

use std::time::Duration;

use antre_domain::AnnouncementKind;
use antre_domain::config::{Level, Week};
use antre_hall_flow::PACED_FOR_MAX;
use antre_hall_flow::hall::Told;

use crate::house::{House, setup};

fn house() -> House {
    let mut house = House::new(setup(true));
    house.view.hall.paced = true;
    house.hear();
    house
}

#[test]
fn a_paced_call_appears_with_its_voice() {
    let mut house = house();
    house.call("A012", "3");
    assert_eq!(house.numbers(), ["A012"], "nothing is being said: at once");
    house.call("B005", "2");
    assert_eq!(house.numbers(), ["A012"], "the voice is at the first");
    assert!(
        house
            .face()
            .recent
            .iter()
            .all(|slip| slip.shown.call.number.to_string() != "B005"),
        "and not among the recent calls either"
    );
    house.secs(4);
    assert_eq!(house.numbers(), ["B005", "A012"]);
    assert_eq!(house.shown_as_new(), ["A012", "B005"]);
    assert!(house.lines(Told::ShownAgain).is_empty());
}

#[test]
fn a_paced_call_waits_no_longer_than_its_bound() {
    let mut house = house();
    house.script_for = Duration::from_secs(30);
    house.call("A012", "3");
    house.call("B005", "2");
    let due = house
        .hall
        .next_deadline(house.now, Some(house.at()))
        .unwrap();
    assert!(due <= house.now + PACED_FOR_MAX);
    house.pass(PACED_FOR_MAX - Duration::from_millis(200));
    assert_eq!(house.numbers(), ["A012"]);
    house.pass(Duration::from_millis(200));
    assert_eq!(house.numbers(), ["B005", "A012"]);
}

#[test]
fn a_call_that_waited_for_its_voice_and_for_an_emergency_is_new_once() {
    let mut house = house();
    let first = house.call("A012", "3");
    house.end(&first);
    house.call("B005", "2");
    let fire = house.say(AnnouncementKind::Fire, None);
    house.call("C007", "5");
    house.call("F031", "12");
    house.unsay(fire);
    // Whatever stands there after a sleep stands there anew.
    house.playing = None;
    house.hall.handle_sleep(Duration::from_secs(1), house.now);
    house.settle();
    house.secs(60);
    let mut new = house.shown_as_new();
    new.sort_unstable();
    assert_eq!(new, ["A012", "B005", "C007", "F031"]);
}

#[test]
fn where_the_voice_is_silent_nobody_waits_for_it() {
    let mut lost = house();
    lost.script_for = Duration::from_secs(30);
    lost.call("A012", "3");
    lost.call("B005", "2");
    lost.lose_sound();
    assert_eq!(lost.numbers(), ["B005", "A012"]);
    lost.call("F032", "12");
    assert_eq!(lost.numbers().len(), 3);

    let mut paused = house();
    paused.view.hall.voice.levels = vec![Level {
        at: Week {
            mon: vec!["08:42-08:50".parse().unwrap()],
            ..Week::default()
        },
        volume: 0,
    }];
    paused.hear();
    paused.call("A012", "3");
    paused.call("B005", "2");
    assert_eq!(paused.numbers(), ["B005", "A012"]);
}

#[test]
fn a_recall_is_shown_at_once() {
    let mut house = house();
    let a = house.call("A012", "3");
    house.secs(20);
    house.call("B005", "2");
    let again = house.recall(&a);
    let face = house.face();
    assert_eq!(face.calls[0].shown.call.seq, again.seq);
}

#[test]
fn a_paced_call_that_ends_before_its_voice_is_still_shown() {
    let mut house = house();
    house.call("A012", "3");
    let b = house.call("B005", "2");
    house.end(&b);
    house.pass(PACED_FOR_MAX);
    assert_eq!(house.numbers(), ["B005", "A012"], "somebody may be walking");
    assert_eq!(house.lines(Told::Spoken).len(), 1);
}

#[test]
fn a_paced_call_that_is_withdrawn_never_appears() {
    let mut house = house();
    house.call("A012", "3");
    let b = house.call("B005", "2");
    house.view.open_calls.retain(|open| open.ticket != b.ticket);
    house
        .view
        .recent_calls
        .retain(|open| open.ticket != b.ticket);
    house.hear();
    house.secs(20);
    assert_eq!(house.shown_as_new(), ["A012"]);
}

#[test]
fn a_call_that_nobody_announces_is_shown_without_news() {
    let mut house = house();
    let a = house.made("A012", "3");
    house.open(&a);
    house.hear();
    assert!(
        house.numbers().is_empty(),
        "its announcement may be a moment behind"
    );
    house.secs(2);
    assert_eq!(house.numbers(), ["A012"]);
    assert!(house.shown_as_new().is_empty());
}
