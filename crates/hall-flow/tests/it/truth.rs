//! A screen that is current or says that it is not, and calls that are new only once.

use std::time::Duration;

use antre_domain::{Locale, SoundHealth};
use antre_hall_flow::hall::{Line, Scene, Told};
use antre_protocol::DisplayFault;

use crate::house::{House, hall_of, setup};
use crate::made::view;

fn house() -> House {
    House::new(setup(true))
}

#[test]
fn nothing_is_shown_twice_as_new_after_the_hub_was_started_anew() {
    let mut house = house();
    let a = house.call("A012", "3");
    let b = house.call("B005", "2");
    house.secs(5);
    house.hall.handle_line(
        Line::Lost {
            since: Some(house.at()),
        },
        house.now,
    );
    house.settle();
    assert!(house.face().bar);
    house.secs(5);
    let during = house.made("F032", "12");
    house.open(&during);
    house.hall.handle_line(Line::Live, house.now);
    // A snapshot of a new epoch tells the calls of the last minute again.
    house.hear_with(&[(a, 12), (b, 12), (during, 2)]);
    house.secs(60);
    assert_eq!(house.shown_as_new(), ["A012", "B005", "F032"]);
    assert_eq!(house.lines(Told::Spoken).len(), 3);
    assert_eq!(
        (
            house.lines(Told::Stale).len(),
            house.lines(Told::Current).len()
        ),
        (1, 1)
    );
}

#[test]
fn old_calls_after_an_outage_are_shown_and_not_announced() {
    let mut house = house();
    house
        .hall
        .handle_line(Line::Lost { since: None }, house.now);
    house.secs(600);
    for (number, counter) in [("A012", "3"), ("B005", "2")] {
        let old = house.made(number, counter);
        house.open(&old);
    }
    house.hall.handle_line(Line::Live, house.now);
    house.hear();
    house.secs(20);
    assert_eq!(house.numbers().len(), 2);
    assert!(house.shown_as_new().is_empty() && house.scripts.is_empty());
}

#[test]
fn a_display_that_slept_says_that_it_is_not_current_until_the_next_word() {
    let mut house = house();
    house.call("A012", "3");
    house.call("B005", "2");
    house.secs(1);
    let before = house.at();
    // The monotonic clock stood still meanwhile; whoever drives the hall has corrected the hub's.
    house.began_at = house.began_at.plus_secs(3_600);
    house.playing = None;
    house
        .hall
        .handle_sleep(Duration::from_secs(3_600), house.now);
    house.settle();
    let face = house.face();
    assert_eq!(
        face.line,
        Line::Lost {
            since: Some(before)
        }
    );
    assert!(face.bar);
    house.secs(20);
    assert_eq!(
        house.lines(Told::Spoken).len(),
        1,
        "nobody is called an hour late"
    );
    house.hall.handle_line(Line::Live, house.now);
    house.hear();
    assert_eq!(house.face().line, Line::Live);
    assert_eq!(house.shown_as_new(), ["A012", "B005"]);
}

#[test]
fn the_cloth_is_woven_when_the_last_one_was_served() {
    let mut late = view(&[Locale::ID]);
    late.cloth = vec![0, 3, 1];
    let mut house = House::with(setup(false), late);
    assert!(house.face().cloth.is_empty());
    house.view.branch.open = false;
    for counter in &mut house.view.counters {
        counter.state = "closed".to_owned();
    }
    house.hear();
    let face = house.face();
    assert_eq!(
        (face.scene, face.served, face.cloth),
        (Scene::After, 8, vec![0, 3, 1])
    );
}

#[test]
fn a_number_too_long_for_the_last_row_is_reported_and_shown() {
    let mut house = house();
    house.hall.handle_fit(hall_of(14.0), house.now);
    house.call("WM1234", "3");
    assert_eq!(house.numbers(), ["WM1234"]);
    let at = house.at();
    let faults = house.hall.report(at).faults;
    assert_eq!(
        (faults[0].code.as_str(), faults[0].about.as_str()),
        ("number_too_long", "WM1234")
    );
}

#[test]
fn a_report_changes_only_with_what_it_says() {
    let mut house = house();
    let fault = |about: &str| DisplayFault {
        code: "clip_bad".to_owned(),
        about: about.to_owned(),
    };
    let at = house.at();
    let first = house.hall.report(at);
    house.secs(5);
    let at = house.at();
    assert_eq!(house.hall.report(at), first);
    let clips = [
        "id/satu", "id/dua", "id/tiga", "id/dua", "id/empat", "id/lima",
    ];
    for clip in clips {
        house.hall.handle_fault(fault(clip));
    }
    let second = house.hall.report(at);
    let newest = ["id/dua", "id/empat", "id/lima", "id/tiga"];
    assert_eq!(
        second.faults,
        newest.map(fault),
        "of each code the newest few"
    );
    assert_eq!(second.since, at);
    for code in 0..40 {
        house.hall.handle_fault(DisplayFault {
            code: format!("code_{code}"),
            about: "ä".repeat(100),
        });
    }
    let full = house.hall.report(at);
    assert_eq!(full.faults.len(), antre_protocol::DISPLAY_FAULTS_MAX);
    assert!(
        full.faults
            .iter()
            .all(|fault| fault.about.chars().count() <= 60)
    );
}

#[test]
fn a_card_that_is_back_is_no_fault_any_more() {
    let mut house = house();
    house.hall.handle_fault(DisplayFault {
        code: "no_card".to_owned(),
        about: "unplugged".to_owned(),
    });
    house.lose_sound();
    let at = house.at();
    assert_eq!(house.hall.report(at).faults.len(), 1);
    house.hall.handle_sound(SoundHealth::Well, house.now);
    let report = house.hall.report(at);
    assert_eq!((report.sound, report.faults.len()), (SoundHealth::Well, 0));
}

#[test]
fn another_screen_size_keeps_the_calls() {
    let mut house = house();
    house.call("A012", "3");
    house.secs(3);
    house.hall.handle_fit(hall_of(14.0), house.now);
    house.settle();
    assert_eq!(house.numbers(), ["A012"]);
    assert_eq!(house.shown_as_new(), ["A012"]);
}

#[test]
fn twenty_calls_in_one_second_are_all_shown_and_all_said_in_order() {
    let mut house = house();
    let mut made = Vec::new();
    for index in 0..20 {
        let counter = ["1", "2", "3", "5", "7", "12"][index % 6];
        made.push(house.call(&format!("A{:03}", index + 1), counter));
        house.pass(Duration::from_millis(50));
    }
    let mut stood = std::collections::BTreeMap::new();
    house.pass_with(Duration::from_secs(180), |house| {
        for number in house.numbers() {
            *stood.entry(number).or_insert(0) += 1;
        }
    });
    assert_eq!(stood.len(), 20);
    assert!(stood.values().all(|tenths| *tenths >= 95), "{stood:?}");
    let expected: Vec<String> = made.iter().map(|call| call.number.to_string()).collect();
    assert_eq!(house.shown_as_new(), expected);
    let spoken = house.lines(Told::Spoken);
    assert_eq!(
        spoken.len(),
        20,
        "each to another counter than the one before"
    );
    assert!(spoken[0].contains("A, satu") && spoken[19].contains("A, dua puluh"));
}

#[test]
fn five_at_once_share_the_stage_and_take_turns() {
    let mut house = house();
    for (number, counter) in [
        ("A012", "3"),
        ("B005", "2"),
        ("C007", "5"),
        ("E002", "7"),
        ("F032", "12"),
    ] {
        house.call(number, counter);
    }
    assert_eq!(house.numbers().len(), 3);
    house.secs(12);
    assert_eq!(house.shown_as_new().len(), 5);
}
