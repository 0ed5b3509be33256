use std::time::Duration;

use antre_domain::Locale;
use antre_hall_flow::stage::{Frame, HALF_BEAT, NEW_UNHEARD_FOR, SHOWN_AT_LEAST, Stage};
use antre_protocol::{Call, DisplayView};

use crate::made::{call, view};

struct Rehearsal {
    stage: Stage,
    view: DisplayView,
    now: Duration,
}

impl Rehearsal {
    fn new() -> Self {
        Self {
            stage: Stage::default(),
            view: view(&[Locale::ID]),
            now: Duration::ZERO,
        }
    }

    fn open(&mut self, call: &Call) {
        self.view
            .open_calls
            .retain(|other| other.ticket != call.ticket);
        self.view.open_calls.push(call.clone());
        self.view
            .recent_calls
            .retain(|other| other.ticket != call.ticket);
        self.view.recent_calls.insert(0, call.clone());
    }

    fn call(&mut self, call: &Call) {
        self.open(call);
        self.stage
            .take_in(&self.view, &[(call.clone(), 0)], self.now);
    }

    fn end(&mut self, call: &Call) {
        self.view
            .open_calls
            .retain(|other| other.ticket != call.ticket);
        self.stage.take_in(&self.view, &[], self.now);
    }

    fn pass(&mut self, secs_tenths: u64) {
        self.now += Duration::from_millis(secs_tenths * 100);
        self.stage.settle(self.now);
    }

    fn numbers(&self) -> Vec<String> {
        self.stage
            .shown(self.now)
            .iter()
            .map(|shown| shown.call.number.to_string())
            .collect()
    }

    fn frame(&self) -> Frame {
        self.stage.shown(self.now)[0].frame
    }
}

#[test]
fn a_call_that_ends_at_once_stands_for_ten_seconds() {
    let mut hall = Rehearsal::new();
    let a = call(20, "A012", 0, "3");
    hall.call(&a);
    hall.pass(5);
    hall.end(&a);
    hall.pass(94);
    assert_eq!(hall.numbers(), ["A012"]);
    hall.pass(1);
    assert!(hall.numbers().is_empty());
}

#[test]
fn an_open_call_stays_as_long_as_nobody_needs_its_place() {
    let mut hall = Rehearsal::new();
    hall.call(&call(20, "A012", 0, "3"));
    hall.pass(3_000);
    assert_eq!(hall.numbers(), ["A012"]);
}

#[test]
fn simultaneous_calls_share_the_stage_and_a_fourth_waits_for_its_turn() {
    let mut hall = Rehearsal::new();
    for (seq, number) in [(20, "A012"), (21, "B005"), (22, "F032"), (23, "A013")] {
        hall.call(&call(seq, number, 0, "3"));
    }
    assert_eq!(hall.numbers(), ["F032", "B005", "A012"]);
    hall.pass(100);
    assert_eq!(
        hall.numbers(),
        ["A013", "F032", "B005"],
        "whoever stood longest gave way"
    );
    hall.pass(99);
    assert_eq!(hall.numbers(), ["A013", "F032", "B005"]);
    hall.pass(1);
    assert!(
        hall.numbers().contains(&"A012".to_owned()),
        "still open: it takes its turn again"
    );
}

#[test]
fn a_new_call_beats_once_a_second_for_eight_seconds_and_then_rests() {
    let mut hall = Rehearsal::new();
    hall.call(&call(20, "A012", 0, "3"));
    let mut frames = Vec::new();
    for _ in 0..18 {
        frames.push(hall.frame());
        hall.pass(5);
    }
    let beats = [Frame::Thick, Frame::Thin].repeat(8);
    assert_eq!(frames[..16], beats);
    assert_eq!(frames[16..], [Frame::Rest, Frame::Rest]);
}

#[test]
fn a_recall_is_a_call_again() {
    let mut hall = Rehearsal::new();
    hall.call(&call(20, "A012", 0, "3"));
    hall.pass(300);
    assert_eq!(hall.frame(), Frame::Rest);
    let mut again = call(21, "A012", 0, "3");
    again.recall = 1;
    hall.call(&again);
    assert_eq!(hall.numbers(), ["A012"]);
    assert_eq!(hall.frame(), Frame::Thick);
    assert_eq!(hall.stage.shown(hall.now)[0].call.recall, 1);
}

#[test]
fn an_old_call_is_shown_and_not_announced() {
    let mut hall = Rehearsal::new();
    let a = call(20, "A012", 0, "3");
    hall.open(&a);
    hall.stage.take_in(&hall.view, &[(a, 61)], hall.now);
    assert_eq!(hall.numbers(), ["A012"]);
    assert_eq!(hall.frame(), Frame::Rest);
}

#[test]
fn a_call_that_ended_before_it_arrived_is_shown_without_a_frame() {
    let mut hall = Rehearsal::new();
    let a = call(20, "A012", 0, "3");
    hall.open(&a);
    hall.view.open_calls.clear();
    hall.stage.take_in(&hall.view, &[(a, 2)], hall.now);
    assert_eq!(hall.numbers(), ["A012"]);
    assert_eq!(hall.frame(), Frame::Rest);
    hall.pass(100);
    assert!(hall.numbers().is_empty());
}

#[test]
fn a_withdrawn_call_leaves_at_once_and_is_not_announced_late() {
    let mut hall = Rehearsal::new();
    let a = call(20, "A012", 0, "3");
    hall.call(&a);
    hall.pass(5);
    hall.view.open_calls.clear();
    hall.view
        .recent_calls
        .retain(|call| call.ticket != a.ticket);
    hall.stage.take_in(&hall.view, &[], hall.now);
    assert!(hall.numbers().is_empty());
    hall.stage.take_in(&hall.view, &[(a, 1)], hall.now);
    assert!(hall.numbers().is_empty());
}

#[test]
fn a_new_day_clears_the_stage() {
    let mut hall = Rehearsal::new();
    hall.call(&call(20, "A012", 0, "3"));
    hall.view = view(&[Locale::ID]);
    hall.view.branch.business_date = chrono::NaiveDate::from_ymd_opt(2026, 11, 24);
    hall.stage.take_in(&hall.view, &[], hall.now);
    assert!(hall.numbers().is_empty());
}

#[test]
fn a_stage_that_loses_places_gives_the_rest_their_turn_later() {
    let mut hall = Rehearsal::new();
    for (seq, number) in [(20, "A012"), (21, "B005")] {
        hall.call(&call(seq, number, 0, "3"));
    }
    hall.stage.set_places(1, hall.now);
    assert_eq!(hall.numbers(), ["B005"]);
    hall.pass(100);
    assert_eq!(hall.numbers(), ["A012"], "it had not stood its ten seconds");
}

#[test]
fn the_stage_wakes_for_each_beat_and_for_whoever_waits() {
    let mut hall = Rehearsal::new();
    hall.call(&call(20, "A012", 0, "3"));
    let (due, _) = hall.stage.next_deadline(hall.now).unwrap();
    assert_eq!(due, Duration::from_millis(500));
    hall.pass(85);
    assert_eq!(
        hall.stage.next_deadline(hall.now),
        None,
        "an open call that nobody waits for rests"
    );
    hall.end(&call(20, "A012", 0, "3"));
    let (due, _) = hall.stage.next_deadline(hall.now).unwrap();
    assert_eq!(due, SHOWN_AT_LEAST);
}

#[test]
fn where_nobody_hears_it_news_beats_longer_and_no_faster() {
    let mut hall = Rehearsal::new();
    hall.stage.set_new_for(NEW_UNHEARD_FOR);
    hall.call(&call(20, "A012", 0, "3"));
    let (due, _) = hall.stage.next_deadline(hall.now).unwrap();
    assert_eq!(due, HALF_BEAT);
    hall.pass(159);
    assert_ne!(hall.frame(), Frame::Rest);
    hall.pass(1);
    assert_eq!(hall.frame(), Frame::Rest);
}

#[test]
fn the_stage_wakes_between_two_beats_for_whoever_comes_back() {
    let mut hall = Rehearsal::new();
    hall.stage.set_new_for(NEW_UNHEARD_FOR);
    hall.stage.set_places(2, hall.now);
    hall.call(&call(20, "A012", 0, "3"));
    hall.pass(60);
    hall.call(&call(21, "B005", 1, "2"));
    hall.pass(53);
    hall.call(&call(22, "F032", 5, "12"));
    assert_eq!(hall.numbers(), ["F032", "B005"]);
    hall.pass(97);
    let (due, _) = hall.stage.next_deadline(hall.now).unwrap();
    assert_eq!(due, Duration::from_millis(21_300), "B005 beats until 22 s");
    hall.pass(3);
    assert_eq!(hall.numbers(), ["A012", "F032"]);
}
