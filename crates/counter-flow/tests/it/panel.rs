//! The panel without a screen.

use std::time::Duration;

use antre_counter_flow::panel::{
    ARMED_FOR, Armed, ENTER_RESTS, Intent, Key, Notice, Primary, Settled, TOLD_FOR, Undoable,
    VIEW_WITHIN,
};
use antre_domain::{BreakReason, ProfileId};

use crate::made::{Desk, call_next, id, ticket};

#[test]
fn enter_does_the_next_natural_thing() {
    let own = Some(ProfileId::new("all").unwrap());
    let cases = [
        (
            "closed",
            None,
            Primary::Open,
            Intent::Open {
                profile: own.clone(),
            },
        ),
        (
            "break",
            None,
            Primary::EndBreak,
            Intent::Open { profile: own },
        ),
        ("idle", None, Primary::CallNext, call_next()),
        (
            "called",
            Some("called"),
            Primary::Start,
            Intent::Start(id("A012")),
        ),
        (
            "serving",
            Some("serving"),
            Primary::FinishAndCallNext,
            call_next(),
        ),
    ];
    for (state, of_ticket, primary, intent) in cases {
        let mut desk = Desk::new(
            state,
            of_ticket.map(|state| ticket("A012", 0, "umum", state)),
        );
        assert_eq!(desk.face().primary, primary);
        assert!(desk.face().ready);
        assert_eq!(desk.strike(Key::Enter), Some(intent), "{state}");
    }
}

#[test]
fn a_second_enter_does_nothing_while_the_first_is_on_its_way() {
    let mut desk = Desk::serving();
    assert!(desk.strike(Key::Enter).is_some());
    desk.pass(ENTER_RESTS * 2);
    assert_eq!(desk.strike(Key::Enter), None);
    assert!(desk.face().busy);
}

#[test]
fn a_bouncing_enter_does_not_start_whom_it_just_called() {
    let mut desk = Desk::serving();
    desk.strike(Key::Enter);
    desk.pass(Duration::from_millis(20));
    desk.settle(Settled::Done);
    desk.sees("called", Some(ticket("A013", 0, "umum", "called")));
    desk.pass(Duration::from_millis(130));
    assert_eq!(desk.strike(Key::Enter), None);
    assert!(!desk.face().ready);
    desk.pass(ENTER_RESTS);
    assert_eq!(desk.strike(Key::Enter), Some(Intent::Start(id("A013"))));
}

#[test]
fn enter_waits_for_the_view_that_shows_what_it_did() {
    let mut desk = Desk::serving();
    desk.strike(Key::Enter);
    desk.settle(Settled::Done);
    desk.pass(ENTER_RESTS);
    assert_eq!(
        desk.strike(Key::Enter),
        None,
        "the view still shows the old ticket"
    );
    desk.pass(VIEW_WITHIN);
    assert!(desk.strike(Key::Enter).is_some(), "but not for ever");
}

#[test]
fn a_view_that_was_faster_than_the_answer_is_not_waited_for() {
    let mut desk = Desk::serving();
    desk.strike(Key::Enter);
    desk.sees("called", Some(ticket("A013", 0, "umum", "called")));
    desk.settle(Settled::Done);
    desk.pass(ENTER_RESTS);
    assert_eq!(desk.strike(Key::Enter), Some(Intent::Start(id("A013"))));
}

#[test]
fn a_no_show_takes_two_strokes_on_the_same_ticket() {
    let mut desk = Desk::called();
    assert_eq!(desk.strike(Key::NoShow), None);
    assert_eq!(desk.face().notice, Some(Notice::Armed(Armed::NoShow)));
    assert_eq!(desk.strike(Key::NoShow), Some(Intent::NoShow(id("A012"))));

    let mut desk = Desk::called();
    desk.strike(Key::NoShow);
    desk.pass(ARMED_FOR);
    assert_eq!(desk.strike(Key::NoShow), None, "too late: it asks again");

    let mut desk = Desk::called();
    desk.strike(Key::NoShow);
    desk.sees("called", Some(ticket("A013", 0, "umum", "called")));
    assert_eq!(
        desk.strike(Key::NoShow),
        None,
        "another ticket: it asks again"
    );

    let mut desk = Desk::called();
    desk.strike(Key::NoShow);
    desk.strike(Key::Back);
    assert_eq!(desk.strike(Key::NoShow), None, "any other key disarms it");
}

#[test]
fn no_single_key_ends_a_ticket_unserved() {
    let keys = [
        Key::Recall,
        Key::NoShow,
        Key::Transfer,
        Key::Park,
        Key::Break,
        Key::More,
        Key::Undo,
        Key::Back,
    ];
    let digits = (1..=8).map(Key::Digit);
    for mut desk in [Desk::called(), Desk::serving()] {
        for key in keys.into_iter().chain(digits.clone()) {
            let intent = desk.strike(key);
            let harmless = matches!(intent, None | Some(Intent::Recall(_)));
            assert!(harmless, "{key:?} did {intent:?}");
            if intent.is_some() {
                desk.settle(Settled::Done);
            }
            desk.strike(Key::Back);
        }
    }
}

#[test]
fn a_call_is_repeated_by_plus_and_only_a_call() {
    assert_eq!(
        Desk::called().strike(Key::Recall),
        Some(Intent::Recall(id("A012")))
    );
    assert_eq!(Desk::serving().strike(Key::Recall), None);
    assert!(!Desk::serving().face().recall);
}

#[test]
fn a_break_needs_a_free_counter() {
    let mut idle = Desk::new("idle", None);
    assert_eq!(idle.strike(Key::Break), None, "it asks why");
    assert_eq!(
        idle.strike(Key::Digit(2)),
        Some(Intent::Break {
            reason: Some(BreakReason::Prayer)
        })
    );
    assert!(matches!(
        Desk::new("break", None).strike(Key::Break),
        Some(Intent::Open { .. })
    ));
    assert_eq!(Desk::serving().strike(Key::Break), None);
    assert_eq!(Desk::new("closed", None).strike(Key::Break), None);
}

#[test]
fn a_refusal_is_told_in_the_hubs_words_and_does_not_stay() {
    let mut desk = Desk::new("idle", None);
    desk.strike(Key::Enter);
    desk.settle(Settled::Refused("Loket ini tutup.".into()));
    assert_eq!(
        desk.face().notice,
        Some(Notice::Refused {
            title: "Loket ini tutup.".to_owned(),
            again_in_secs: None,
        })
    );
    desk.pass(TOLD_FOR);
    assert_eq!(desk.face().notice, None);
}

#[test]
fn nobody_waiting_is_told_and_enter_comes_back() {
    let mut desk = Desk::new("idle", None);
    desk.strike(Key::Enter);
    desk.settle(Settled::Nobody);
    assert_eq!(desk.face().notice, Some(Notice::Nobody));
    desk.pass(ENTER_RESTS);
    assert_eq!(desk.strike(Key::Enter), Some(call_next()));
}

#[test]
fn without_the_hub_no_key_does_anything() {
    let mut desk = Desk::serving();
    desk.panel.handle_line(false);
    assert_eq!(desk.strike(Key::Enter), None);
    assert!(desk.face().busy && !desk.face().ready);
    assert_eq!(desk.face().notice, Some(Notice::HubAway));
    desk.panel.handle_line(true);
    assert!(desk.strike(Key::Enter).is_some());
}

#[test]
fn what_was_done_can_be_taken_back_while_the_branch_allows_it() {
    let mut desk = Desk::called();
    desk.strike(Key::NoShow);
    desk.strike(Key::NoShow);
    desk.sees("idle", None);
    desk.settle(Settled::Done);
    desk.pass(Duration::from_millis(3_500));
    let offer = Notice::Undo {
        done: Undoable::NoShow,
        number: "A012".to_owned(),
        left_secs: 7,
    };
    assert_eq!(desk.face().notice, Some(offer));
    assert_eq!(desk.strike(Key::Undo), Some(Intent::Undo(id("A012"))));

    let mut desk = Desk::called();
    desk.strike(Key::NoShow);
    desk.strike(Key::NoShow);
    desk.sees("idle", None);
    desk.settle(Settled::Done);
    desk.pass(Duration::from_secs(10));
    assert_eq!(desk.strike(Key::Undo), None);
    assert_eq!(desk.face().notice, None);
}

#[test]
fn the_next_call_ends_what_can_be_taken_back() {
    let mut desk = Desk::called();
    desk.strike(Key::NoShow);
    desk.strike(Key::NoShow);
    desk.sees("idle", None);
    desk.settle(Settled::Done);
    desk.pass(ENTER_RESTS);
    assert_eq!(desk.strike(Key::Enter), Some(call_next()));
    desk.settle(Settled::Done);
    assert_eq!(desk.strike(Key::Undo), None);
}

#[test]
fn the_panel_wakes_when_something_on_it_ends() {
    let mut desk = Desk::called();
    assert_eq!(desk.panel.next_deadline(desk.now), None);
    desk.strike(Key::NoShow);
    assert_eq!(
        desk.panel.next_deadline(desk.now),
        Some(desk.now + ARMED_FOR)
    );
}
