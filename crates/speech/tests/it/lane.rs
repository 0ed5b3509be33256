//! Whose turn it is, told as stories.

use std::time::Duration;

use antre_domain::TicketId;
use antre_speech::lane::{
    Calling, EMERGENCY_PAUSE, Entry, Lane, SPOKEN_WITHIN_SECS, Shed, TOGETHER_MAX, TURN_MAX, Turn,
    WAITING_MAX, What,
};

use crate::made::{again, call, emergency, notice, secs};

const START: Duration = Duration::ZERO;

fn numbers(turn: &Turn) -> Vec<String> {
    match &turn.what {
        What::Calls(calls) => calls.iter().map(|call| call.number.to_string()).collect(),
        What::Saying(saying) => vec![format!("saying {}", saying.id)],
    }
}

/// The next turn at `now`, said to its end at once.
fn say(lane: &mut Lane, now: Duration) -> Vec<String> {
    let turn = lane.next(now).unwrap();
    lane.done(turn.id, now);
    numbers(&turn)
}

/// Everything that is said until the lane is silent, each turn taking as long as `takes`.
fn all(lane: &mut Lane, mut now: Duration, takes: Duration) -> Vec<(Vec<String>, Shed)> {
    let mut said = Vec::new();
    while let Some(turn) = lane.next(now) {
        assert_eq!(lane.next(now), None, "one at a time");
        now += takes;
        lane.done(turn.id, now);
        said.push((numbers(&turn), turn.shed));
    }
    said
}

/// Calls to counters of their own, so that each is said by itself.
fn apart(tickets: std::ops::Range<u64>) -> impl Iterator<Item = Calling> {
    tickets.map(|ticket| call(ticket, &format!("loket-{ticket}")))
}

#[test]
fn a_call_is_said_at_once_where_the_lane_is_free() {
    let mut lane = Lane::default();
    assert_eq!(lane.next(START), None);
    assert_eq!(lane.call(call(1, "a"), 0, START), Entry::Waits);
    let turn = lane.next(START).unwrap();
    assert_eq!(
        (turn.id, turn.pre_empts, turn.shed),
        (1, false, Shed::Nothing)
    );
    assert_eq!(turn.what, What::Calls(vec![call(1, "a")]));
    assert!(lane.is_busy());
    lane.done(turn.id, secs(4));
    assert!(!lane.is_busy());
    assert_eq!(lane.next(secs(4)), None);
}

#[test]
fn twenty_calls_in_one_second_are_all_said_in_order() {
    let mut lane = Lane::default();
    for (index, calling) in (0..).zip(apart(1..21)) {
        lane.call(calling, 0, Duration::from_millis(50 * index));
    }
    let said = all(&mut lane, secs(1), secs(6));
    let numbers: Vec<String> = said
        .iter()
        .flat_map(|(numbers, _)| numbers.clone())
        .collect();
    let wanted: Vec<String> = (1..21).map(|ticket| format!("A{ticket:03}")).collect();
    assert_eq!(numbers, wanted);
    // The oldest has waited 1, 7, 13, 19, 25, 31, 37, 43 seconds.
    let sheds: Vec<Shed> = said.iter().map(|(_, shed)| *shed).take(8).collect();
    use Shed::{Chime, Nothing, Repeat, SecondLanguage};
    assert_eq!(
        sheds,
        [
            Nothing,
            Nothing,
            Nothing,
            Nothing,
            SecondLanguage,
            Repeat,
            Repeat,
            Chime
        ]
    );
    assert_eq!(lane.fell_off(), 0);
}

#[test]
fn what_was_shed_comes_back_only_when_the_lane_has_caught_up() {
    let mut lane = Lane::default();
    let mut shed_at_lag = |lag: u64, ticket: u64| {
        let now = secs(1_000 * ticket);
        lane.call(call(ticket, "a"), 0, now - secs(lag));
        let turn = lane.next(now).unwrap();
        lane.done(turn.id, now);
        turn.shed
    };
    assert_eq!(shed_at_lag(41, 1), Shed::Chime);
    assert_eq!(shed_at_lag(31, 2), Shed::Chime, "not below 30 seconds yet");
    assert_eq!(shed_at_lag(29, 3), Shed::Repeat);
    assert_eq!(shed_at_lag(19, 4), Shed::SecondLanguage);
    assert_eq!(shed_at_lag(10, 5), Shed::SecondLanguage);
    assert_eq!(shed_at_lag(9, 6), Shed::Nothing);
    assert_eq!(
        shed_at_lag(19, 7),
        Shed::Nothing,
        "20 seconds begin it again"
    );
    assert_eq!(
        shed_at_lag(45, 8),
        Shed::Chime,
        "all at once where it lags so much"
    );
    assert_eq!(shed_at_lag(0, 9), Shed::Nothing);
}

#[test]
fn calls_to_one_counter_are_said_together() {
    let mut lane = Lane::default();
    for ticket in [1, 2, 3] {
        lane.call(call(ticket, "farmasi"), 0, START);
    }
    assert_eq!(say(&mut lane, START), ["A001", "A002", "A003"]);
}

#[test]
fn nobody_is_passed_over_for_a_call_to_the_same_counter() {
    let mut lane = Lane::default();
    for (ticket, counter) in [(1, "a"), (2, "b"), (3, "a"), (4, "a")] {
        lane.call(call(ticket, counter), 0, START);
    }
    assert_eq!(say(&mut lane, START), ["A001"]);
    assert_eq!(say(&mut lane, START), ["A002"]);
    assert_eq!(say(&mut lane, START), ["A003", "A004"]);
}

#[test]
fn one_sentence_holds_only_so_many_numbers() {
    let mut lane = Lane::default();
    for ticket in 1..=6 {
        lane.call(call(ticket, "farmasi"), 0, START);
    }
    assert_eq!(say(&mut lane, START).len(), TOGETHER_MAX);
    assert_eq!(say(&mut lane, START), ["A005", "A006"]);
}

#[test]
fn a_recall_is_not_said_together_with_a_first_call() {
    let mut lane = Lane::default();
    lane.call(again(&call(1, "a"), 1), 0, START);
    lane.call(call(2, "a"), 0, START);
    assert_eq!(say(&mut lane, START), ["A001"]);
    assert_eq!(say(&mut lane, START), ["A002"]);
}

#[test]
fn a_waiting_ticket_that_is_called_again_is_said_once_as_a_recall() {
    let mut lane = Lane::default();
    for calling in apart(1..4) {
        lane.call(calling, 0, START);
    }
    let first = lane.next(START).unwrap();
    let second = call(2, "loket-2");
    assert_eq!(lane.call(again(&second, 4), 0, secs(1)), Entry::Coalesced);
    let third_time = again(&again(&second, 4), 5);
    assert_eq!(lane.call(third_time.clone(), 0, secs(2)), Entry::Coalesced);
    lane.done(first.id, secs(4));
    let turn = lane.next(secs(4)).unwrap();
    assert_eq!(turn.what, What::Calls(vec![third_time]), "in its place");
    lane.done(turn.id, secs(8));
    assert_eq!(say(&mut lane, secs(8)), ["A003"]);
    assert_eq!(lane.next(secs(12)), None);
}

#[test]
fn a_ticket_that_is_called_again_while_it_is_said_is_said_again() {
    let mut lane = Lane::default();
    let first = call(1, "a");
    lane.call(first.clone(), 0, START);
    let turn = lane.next(START).unwrap();
    assert_eq!(lane.call(again(&first, 2), 0, secs(1)), Entry::Waits);
    assert_eq!(lane.call(again(&first, 3), 0, secs(2)), Entry::Coalesced);
    lane.done(turn.id, secs(4));
    assert_eq!(say(&mut lane, secs(4)), ["A001"]);
    assert_eq!(lane.next(secs(8)), None);
}

#[test]
fn the_same_call_told_twice_is_said_once() {
    let mut lane = Lane::default();
    lane.call(call(1, "a"), 0, START);
    lane.call(again(&call(2, "b"), 9), 0, START);
    assert_eq!(
        lane.call(call(2, "b"), 0, START),
        Entry::Known,
        "out of date"
    );
    let turn = lane.next(START).unwrap();
    assert_eq!(lane.call(call(1, "a"), 0, secs(1)), Entry::Known);
    lane.done(turn.id, secs(4));
    assert_eq!(say(&mut lane, secs(4)), ["A002"]);
    assert_eq!(lane.next(secs(4)), None);
}

#[test]
fn a_call_that_was_old_when_it_came_is_silent() {
    let mut lane = Lane::default();
    let old = SPOKEN_WITHIN_SECS + 1;
    assert_eq!(lane.call(call(1, "a"), old, START), Entry::Stale);
    assert_eq!(lane.next(START), None);
    let just_in_time = lane.call(call(2, "a"), SPOKEN_WITHIN_SECS, START);
    assert_eq!(just_in_time, Entry::Waits);
    assert_eq!(say(&mut lane, START), ["A002"]);
}

#[test]
fn time_in_the_lane_makes_nobody_too_old() {
    let mut lane = Lane::default();
    lane.call(call(1, "a"), 0, START);
    assert_eq!(say(&mut lane, secs(600)), ["A001"]);
}

#[test]
fn what_ended_while_it_waited_is_silent() {
    let mut lane = Lane::default();
    for calling in apart(1..4) {
        lane.call(calling, 0, START);
    }
    lane.end(TicketId::from_bits(2));
    assert_eq!(say(&mut lane, START), ["A001"]);
    assert_eq!(say(&mut lane, START), ["A003"]);
}

#[test]
fn an_emergency_cuts_a_call_off_which_is_said_again_when_it_is_over() {
    let mut lane = Lane::default();
    for calling in apart(1..3) {
        lane.call(calling, 0, START);
    }
    let cut = lane.next(START).unwrap();
    lane.announce(emergency(9));
    let fire = lane.next(secs(1)).unwrap();
    assert_eq!(numbers(&fire), ["saying 9"]);
    assert!(fire.pre_empts);
    lane.done(cut.id, secs(1));
    assert!(lane.is_busy(), "the end of what was cut off is no news");
    lane.done(fire.id, secs(20));
    assert_eq!(lane.next(secs(20)), None, "no call between");
    assert_eq!(lane.next_deadline(), Some(secs(20) + EMERGENCY_PAUSE));
    let once_more = lane.next(secs(20) + EMERGENCY_PAUSE).unwrap();
    assert_eq!(numbers(&once_more), ["saying 9"]);
    assert!(!once_more.pre_empts);
    assert!(lane.end_saying(9), "it is being said: cut it off");
    assert_eq!(say(&mut lane, secs(30)), ["A001"]);
    assert_eq!(say(&mut lane, secs(34)), ["A002"]);
    assert_eq!(lane.next_deadline(), None);
}

#[test]
fn a_call_that_was_cut_off_and_ended_is_not_said_again() {
    let mut lane = Lane::default();
    for ticket in [1, 2] {
        lane.call(call(ticket, "farmasi"), 0, START);
    }
    lane.next(START).unwrap();
    lane.end(TicketId::from_bits(1));
    lane.announce(emergency(9));
    lane.next(secs(1)).unwrap();
    assert!(lane.end_saying(9));
    assert_eq!(say(&mut lane, secs(2)), ["A002"]);
    assert_eq!(lane.next(secs(2)), None);
}

#[test]
fn a_call_that_was_cut_off_and_made_again_is_said_once_in_its_old_place() {
    let mut lane = Lane::default();
    for calling in apart(1..3) {
        lane.call(calling, 0, START);
    }
    lane.next(START).unwrap();
    let recall = again(&call(1, "loket-1"), 3);
    lane.call(recall.clone(), 0, secs(1));
    lane.announce(emergency(9));
    lane.next(secs(1)).unwrap();
    assert!(lane.end_saying(9));
    let turn = lane.next(secs(2)).unwrap();
    assert_eq!(turn.what, What::Calls(vec![recall]));
    lane.done(turn.id, secs(4));
    assert_eq!(say(&mut lane, secs(4)), ["A002"]);
    assert_eq!(lane.next(secs(8)), None);
}

#[test]
fn a_newer_emergency_is_heard_at_once_and_then_both_in_turn() {
    let mut lane = Lane::default();
    lane.announce(emergency(1));
    let first = lane.next(START).unwrap();
    assert!(!first.pre_empts, "nothing was being said");
    lane.announce(emergency(2));
    let second = lane.next(secs(1)).unwrap();
    assert_eq!(
        (numbers(&second), second.pre_empts),
        (vec!["saying 2".to_owned()], true)
    );
    lane.done(second.id, secs(10));
    let pause = EMERGENCY_PAUSE;
    assert_eq!(say(&mut lane, secs(10) + pause), ["saying 1"]);
    assert_eq!(say(&mut lane, secs(10) + pause * 2), ["saying 2"]);
    assert!(!lane.end_saying(2), "it is not being said");
    assert_eq!(say(&mut lane, secs(10) + pause * 3), ["saying 1"]);
}

#[test]
fn of_two_emergencies_at_once_neither_cuts_the_other_off() {
    let mut lane = Lane::default();
    lane.announce(emergency(1));
    lane.announce(emergency(2));
    let turn = lane.next(START).unwrap();
    assert_eq!(numbers(&turn), ["saying 2"]);
    assert_eq!(lane.next(START), None);
}

#[test]
fn an_emergency_sheds_nothing() {
    let mut lane = Lane::default();
    for calling in apart(1..3) {
        lane.call(calling, 0, START);
    }
    let turn = lane.next(secs(50)).unwrap();
    assert_eq!(turn.shed, Shed::Chime);
    lane.announce(emergency(9));
    assert_eq!(lane.next(secs(51)).unwrap().shed, Shed::Nothing);
    assert!(lane.end_saying(9));
    let call = lane.next(secs(52)).unwrap();
    assert_eq!(call.shed, Shed::Chime, "the calls still lag");
}

#[test]
fn a_notice_is_said_once_in_its_turn() {
    let mut lane = Lane::default();
    lane.call(call(1, "a"), 0, START);
    lane.announce(notice(5));
    lane.announce(notice(5));
    lane.call(call(2, "a"), 0, START);
    let said = all(&mut lane, START, secs(5));
    let said: Vec<String> = said.into_iter().flat_map(|(numbers, _)| numbers).collect();
    assert_eq!(said, ["A001", "saying 5", "A002"]);
}

#[test]
fn a_notice_that_was_ended_is_not_said() {
    let mut lane = Lane::default();
    lane.announce(notice(5));
    assert!(!lane.end_saying(5));
    assert_eq!(lane.next(START), None);
    lane.announce(notice(6));
    lane.next(START).unwrap();
    assert!(lane.end_saying(6));
    assert!(!lane.is_busy());
}

#[test]
fn a_notice_that_an_emergency_cut_off_is_said_again() {
    let mut lane = Lane::default();
    lane.announce(notice(5));
    lane.next(START).unwrap();
    lane.announce(emergency(9));
    lane.next(START).unwrap();
    assert!(lane.end_saying(9));
    assert_eq!(say(&mut lane, secs(1)), ["saying 5"]);
}

#[test]
fn of_too_many_calls_the_oldest_fall_off_and_are_counted() {
    let mut lane = Lane::default();
    let most = WAITING_MAX as u64;
    for calling in apart(1..most + 7) {
        lane.call(calling, 0, START);
    }
    assert_eq!(lane.fell_off(), 6);
    let said = all(&mut lane, START, secs(1));
    assert_eq!(said.len(), WAITING_MAX);
    assert_eq!(said[0].0, ["A007"]);
}

#[test]
fn a_voice_that_never_ends_is_given_up_and_cut_off() {
    let mut lane = Lane::default();
    for calling in apart(1..3) {
        lane.call(calling, 0, START);
    }
    let lost = lane.next(START).unwrap();
    assert_eq!(lane.next_deadline(), Some(TURN_MAX));
    assert_eq!(lane.next(TURN_MAX - secs(1)), None);
    let turn = lane.next(TURN_MAX).unwrap();
    assert_eq!(numbers(&turn), ["A002"]);
    assert!(turn.pre_empts, "it may still be heard");
    lane.done(lost.id, TURN_MAX);
    assert!(lane.is_busy(), "the lost one's end comes too late");
}
