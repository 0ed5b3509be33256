//! Who sits here: signing in, the lock, the switch, and the end of a session.

use std::time::Duration;

use antre_counter_flow::PEOPLE_AGAIN;
use antre_counter_flow::panel::{
    Concealed, GateFace, GateStep, Intent, Key, Notice, Panel, Refusal, Settled, Signed,
};
use antre_domain::CounterId;
use antre_protocol::PersonCard;

use crate::made::{Desk, call_next, clerk, id, person, ticket};

fn everybody(count: usize) -> Vec<PersonCard> {
    (1..=count)
        .map(|number| person(&format!("petugas-{number}"), &format!("Petugas {number}")))
        .collect()
}

/// A desk that wants somebody to sign in, and knows who works here.
fn gate(people: usize) -> Desk {
    let mut desk = Desk::new("closed", None);
    desk.view.desk.sign_in = true;
    desk.hears();
    assert_eq!(desk.poll(), Some(Intent::People));
    desk.settle(Settled::People(everybody(people)));
    desk
}

fn sign_in(name: &str, pin: &str) -> Intent {
    Intent::SignIn {
        clerk: clerk(name),
        pin: Concealed::new(pin),
        counter: CounterId::new("3").ok(),
    }
}

fn signed(name: &str) -> Settled {
    Settled::SignedIn(Signed {
        clerk: clerk(name),
        name: name.to_owned(),
        counter: CounterId::new("3").ok(),
        lock_secs: 600,
    })
}

/// Petugas 1 sits at Loket 3 and serves A012.
fn at_work() -> Desk {
    let mut desk = gate(3);
    assert_eq!(
        desk.keys("1 4 3 2 1 Enter"),
        Some(sign_in("petugas-1", "4321"))
    );
    desk.settle(signed("petugas-1"));
    seen(&mut desk, "petugas-1");
    desk
}

/// The hub says that `name` sits at Loket 3, with A012.
fn seen(desk: &mut Desk, name: &str) {
    desk.view.counters[2] =
        crate::made::counter("3", "serving", Some(ticket("A012", 0, "umum", "serving")));
    desk.view.counters[2].clerk = Some(clerk(name));
    desk.hears();
}

fn face(desk: &Desk) -> GateFace {
    desk.face().gate.expect("the gate is open")
}

fn digits(desk: &Desk) -> usize {
    match face(desk).step {
        GateStep::Pin { digits, .. } => digits,
        GateStep::People { .. } => panic!("who is asked for, not the PIN"),
    }
}

fn names(desk: &Desk) -> Vec<String> {
    match face(desk).step {
        GateStep::People { shown, .. } => shown.into_iter().map(|card| card.name).collect(),
        GateStep::Pin { .. } => panic!("the PIN is asked for, not who"),
    }
}

#[test]
fn where_nobody_has_to_sign_in_there_is_no_gate() {
    assert!(Desk::new("closed", None).face().gate.is_none());
}

#[test]
fn nothing_is_done_at_the_desk_before_somebody_signs_in() {
    let mut desk = gate(3);
    for key in Key::ACTS {
        if !matches!(key, Key::NextPage | Key::Back) {
            assert_eq!(desk.strike(key), None, "{key:?}");
        }
    }
    assert!(face(&desk).number.is_none());
}

#[test]
fn a_person_is_a_digit_and_the_pin_is_only_counted() {
    let mut desk = gate(3);
    assert_eq!(names(&desk), ["Petugas 1", "Petugas 2", "Petugas 3"]);
    desk.keys("2 4 3 2 1 9 Backspace");
    assert_eq!(digits(&desk), 4);
    assert_eq!(desk.key("Enter"), Some(sign_in("petugas-2", "4321")));
    assert_eq!(digits(&desk), 0, "the PIN is not kept once it is sent");
    desk.settle(signed("petugas-2"));
    assert!(desk.face().gate.is_none());
    assert_eq!(desk.panel.signed().unwrap().name, "petugas-2");
}

#[test]
fn many_people_are_turned_by_nine_or_found_by_their_name() {
    let mut desk = gate(12);
    desk.key("9");
    assert_eq!(names(&desk).len(), 4);
    desk.keys("t u g");
    assert_eq!(names(&desk).len(), 8, "from the first page on");
    desk.keys("Esc");
    assert!(matches!(face(&desk).step, GateStep::People { filter, .. } if filter.is_empty()));
}

#[test]
fn a_short_pin_is_not_sent_and_a_long_one_has_an_end() {
    let mut desk = gate(3);
    assert_eq!(desk.keys("1 1 2 3 Enter"), None);
    desk.keys("4 5 6 7 8 9 0");
    assert_eq!(digits(&desk), 8);
}

#[test]
fn a_pin_stands_in_no_log_line() {
    let mut desk = gate(3);
    desk.keys("1 8 8 4 2");
    let typed = format!("{:?} {:?}", desk.panel, desk.face());
    let sent = format!("{:?} {:?}", desk.key("Enter"), desk.panel);
    assert!(!typed.contains("8842") && !sent.contains("8842"));
}

#[test]
fn a_wrong_pin_is_said_in_the_hubs_words_and_asked_again() {
    let mut desk = gate(3);
    desk.keys("1 1 1 1 1 Enter");
    desk.settle(Settled::Refused(Refusal {
        code: "pin_locked".to_owned(),
        title: "Terlalu sering salah.".to_owned(),
        retry_after_secs: Some(40),
    }));
    let told = |again_in_secs| {
        Some(Notice::Refused {
            title: "Terlalu sering salah.".to_owned(),
            again_in_secs,
        })
    };
    assert_eq!(desk.face().notice, told(Some(40)));
    desk.pass(Duration::from_secs(10));
    assert_eq!(desk.face().notice, told(Some(30)));
    assert_eq!(face(&desk).wait_secs, 30);
    assert_eq!(
        desk.keys("4 3 2 1 Enter"),
        None,
        "not before the time is over"
    );
    desk.pass(Duration::from_secs(30));
    assert_eq!(desk.key("Enter"), Some(sign_in("petugas-1", "4321")));
}

#[test]
fn who_works_here_is_asked_for_again_where_the_hub_did_not_say() {
    let mut desk = Desk::new("closed", None);
    desk.view.desk.sign_in = true;
    desk.hears();
    assert_eq!(desk.poll(), Some(Intent::People));
    desk.settle(Settled::Unanswered);
    assert_eq!(desk.poll(), None);
    assert_eq!(
        desk.panel.next_deadline(desk.now),
        Some(desk.now + PEOPLE_AGAIN)
    );
    desk.pass(PEOPLE_AGAIN);
    assert_eq!(desk.poll(), Some(Intent::People));
}

#[test]
fn a_panel_that_is_left_locks_itself_and_shows_the_number_and_nothing_else() {
    let mut desk = at_work();
    desk.pass(Duration::from_secs(599));
    assert!(desk.face().gate.is_none());
    assert_eq!(
        desk.panel.next_deadline(desk.now),
        Some(desk.now + Duration::from_secs(1))
    );
    desk.pass(Duration::from_secs(1));
    let locked = face(&desk);
    assert!(locked.locked);
    assert_eq!(locked.number.as_deref(), Some("A012"));
    assert!(desk.face().history.is_none() && desk.face().menu.is_none());
    assert_eq!(desk.key("Enter"), None);
    assert_eq!(desk.key("Enter"), None);
}

#[test]
fn every_stroke_puts_the_lock_off() {
    let mut desk = at_work();
    for _ in 0..10 {
        desk.pass(Duration::from_secs(300));
        desk.key("Esc");
    }
    assert!(desk.face().gate.is_none());
}

#[test]
fn the_same_person_unlocks_by_the_pin_alone() {
    let mut desk = at_work();
    desk.key("F11");
    assert!(face(&desk).locked);
    assert_eq!(
        desk.keys("4 3 2 1 Enter"),
        Some(sign_in("petugas-1", "4321"))
    );
    desk.settle(signed("petugas-1"));
    assert!(desk.face().gate.is_none());
    assert_eq!(
        desk.face().primary,
        antre_counter_flow::panel::Primary::FinishAndCallNext
    );
}

#[test]
fn what_was_open_is_not_open_behind_the_lock() {
    let mut desk = at_work();
    desk.key("*");
    desk.pass(Duration::from_secs(600));
    desk.keys("4 3 2 1 Enter");
    desk.settle(signed("petugas-1"));
    assert!(desk.face().menu.is_none());
}

#[test]
fn another_person_takes_over_after_the_first_has_signed_out() {
    let mut desk = at_work();
    desk.keys("F12 2");
    assert_eq!(desk.keys("5 6 7 8 Enter"), Some(Intent::SignOut));
    assert_eq!(desk.poll(), None);
    desk.settle(Settled::Done);
    assert_eq!(desk.poll(), Some(sign_in("petugas-2", "5678")));
    desk.settle(signed("petugas-2"));
    assert!(desk.face().gate.is_none());
}

#[test]
fn whoever_cannot_be_signed_out_stays_and_nobody_follows() {
    let mut desk = at_work();
    desk.keys("F12 2 5 6 7 8 Enter");
    desk.settle(Settled::Refused("Masih ada A012.".into()));
    assert_eq!(desk.poll(), None);
    assert_eq!(desk.panel.signed().unwrap().clerk, clerk("petugas-1"));
    // Back to the list, and back to the desk.
    assert_eq!(desk.keys("Esc Esc"), None);
    assert!(desk.face().gate.is_none());
}

#[test]
fn a_switch_that_is_thought_better_of_leads_back_to_the_desk() {
    let mut desk = at_work();
    assert_eq!(desk.keys("F12 Esc"), None);
    assert!(desk.face().gate.is_none());
    assert_eq!(desk.keys("F12 1"), None, "oneself");
    assert!(desk.face().gate.is_none());
}

#[test]
fn to_sign_out_takes_two_strokes() {
    let mut desk = at_work();
    assert_eq!(desk.strike(Key::SignOut), None);
    assert_eq!(desk.strike(Key::SignOut), Some(Intent::SignOut));
    desk.settle(Settled::Done);
    assert!(matches!(face(&desk).step, GateStep::People { .. }));
}

#[test]
fn a_session_that_ended_elsewhere_is_said_and_asks_who_is_there() {
    let mut desk = at_work();
    desk.view.counters[2].clerk = None;
    desk.hears();
    assert_eq!(desk.face().notice, Some(Notice::SessionOver));
    assert!(matches!(face(&desk).step, GateStep::People { .. }));
    assert_eq!(desk.panel.signed(), None);
}

#[test]
fn a_view_that_does_not_show_the_newcomer_yet_throws_nobody_out() {
    let mut desk = gate(3);
    desk.keys("1 4 3 2 1 Enter");
    desk.settle(signed("petugas-1"));
    desk.hears();
    assert!(desk.face().gate.is_none());
}

#[test]
fn an_act_that_is_refused_for_want_of_a_session_leads_to_the_gate() {
    let mut desk = at_work();
    assert_eq!(desk.key("Enter"), Some(call_next()));
    desk.settle(Settled::Refused(Refusal {
        code: "session_over".to_owned(),
        title: "Masuk lagi.".to_owned(),
        retry_after_secs: None,
    }));
    assert!(matches!(face(&desk).step, GateStep::People { .. }));
    assert!(matches!(desk.face().notice, Some(Notice::Refused { .. })));
}

#[test]
fn without_the_hub_nobody_signs_in() {
    let mut desk = gate(3);
    desk.panel.handle_line(false);
    assert_eq!(desk.keys("1 4 3 2 1 Enter"), None);
    assert_eq!(desk.face().notice, Some(Notice::HubAway));
    desk.panel.handle_line(true);
    assert_eq!(desk.key("Enter"), Some(sign_in("petugas-1", "4321")));
}

#[test]
fn where_the_counter_is_not_fixed_it_is_chosen_first_and_again_by_going_back() {
    let mut desk = gate(3);
    desk.panel = Panel::new(None);
    desk.panel.handle_line(true);
    desk.hears();
    assert!(desk.face().gate.is_none());
    desk.key("3");
    assert_eq!(desk.panel.counter().unwrap().as_str(), "3");
    assert!(matches!(face(&desk).step, GateStep::People { .. }));
    desk.key("Esc");
    assert!(desk.panel.counter().is_none() && desk.face().gate.is_none());
    assert!(desk.face().menu.is_some());
}

#[test]
fn a_ticket_that_comes_along_is_shown_at_the_new_counter() {
    let mut desk = gate(3);
    desk.keys("1 4 3 2 1 Enter");
    desk.settle(signed("petugas-1"));
    seen(&mut desk, "petugas-1");
    assert_eq!(desk.panel.ticket().unwrap().id, id("A012"));
}
