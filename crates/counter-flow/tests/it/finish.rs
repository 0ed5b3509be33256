//! How a service ends, and what is asked of the clerk then.

use std::time::Duration;

use antre_counter_flow::menu::{Choice, List};
use antre_counter_flow::panel::{ENTER_RESTS, Intent, Key, Primary, Settled};
use antre_domain::{Asks, DeliveryId, Finish, Outcome, Text};
use antre_protocol::DeliveryCard;

use crate::made::{Desk, call_next, id, service_id, ticket};

fn delivery(name: &str) -> DeliveryId {
    DeliveryId::new(name).unwrap()
}

/// Serving A012 of `umum`, where cards are made for all and certificates only in `gigi`.
fn desk(outcome: Asks, delivered: Asks) -> Desk {
    let mut desk = Desk::serving();
    let card = |name: &str, services: &[&str]| DeliveryCard {
        id: delivery(name),
        name: Text::Same(name.to_owned()),
        services: services.iter().map(|name| service_id(name)).collect(),
    };
    desk.view.desk.outcome = outcome;
    desk.view.desk.delivered = delivered;
    desk.view.desk.deliveries = vec![
        card("card", &[]),
        card("letter", &["umum"]),
        card("tooth", &["gigi"]),
    ];
    desk.hears();
    desk
}

fn next(outcome: Option<Outcome>, delivered: &[&str]) -> Intent {
    Intent::CallNext {
        quiet: None,
        finish: Finish {
            outcome,
            delivered: delivered.iter().map(|name| delivery(name)).collect(),
        },
    }
}

#[test]
fn a_plain_customer_costs_one_key() {
    let mut desk = desk(Asks::Never, Asks::Never);
    assert_eq!(desk.key("Enter"), Some(call_next()));
}

#[test]
fn where_a_call_is_the_beginning_of_service_one_key_a_customer_is_all() {
    let mut desk = Desk::called();
    assert_eq!(desk.face().primary, Primary::Start);
    desk.view.desk.serves_at_call = true;
    desk.hears();
    assert_eq!(desk.face().primary, Primary::FinishAndCallNext);
    assert!(desk.face().no_show, "they may still not come");
    assert_eq!(desk.key("Enter"), Some(call_next()));

    let mut desk = Desk::called();
    desk.view.desk.serves_at_call = true;
    desk.view.desk.outcome = Asks::Mandatory;
    desk.hears();
    let served = next(Some(Outcome::Served), &[]);
    assert_eq!(desk.keys("Enter 1"), Some(served));
}

#[test]
fn a_mandatory_outcome_costs_two() {
    let mut desk = desk(Asks::Mandatory, Asks::Never);
    assert_eq!(
        desk.keys("Enter 2"),
        Some(next(Some(Outcome::Incomplete), &[]))
    );
}

#[test]
fn a_bouncing_enter_answers_no_question() {
    let mut desk = desk(Asks::Mandatory, Asks::Never);
    assert_eq!(desk.keys("Enter Enter"), None);
    desk.pass(ENTER_RESTS * 2);
    assert_eq!(desk.key("Enter"), None, "no line is under the cursor");
    assert_eq!(desk.face().menu.unwrap().list(), List::Outcomes);
}

#[test]
fn what_may_be_said_is_said_by_a_key_before_the_end_and_not_asked_for() {
    let mut quick = desk(Asks::Optional, Asks::Optional);
    assert_eq!(quick.key("Enter"), Some(call_next()));

    let mut desk = desk(Asks::Optional, Asks::Optional);
    assert_eq!(desk.keys("F7 1 2"), None);
    assert!(desk.face().outcome_said && desk.face().menu.is_none());
    assert_eq!(
        desk.key("Enter"),
        Some(next(Some(Outcome::Served), &["letter"]))
    );
}

#[test]
fn what_was_said_of_one_is_not_said_of_the_next() {
    let mut desk = desk(Asks::Optional, Asks::Never);
    desk.keys("F7 3");
    desk.sees("serving", Some(ticket("A013", 0, "umum", "serving")));
    assert!(!desk.face().outcome_said);
    assert_eq!(desk.key("Enter"), Some(call_next()));
}

#[test]
fn only_what_the_service_delivers_is_offered() {
    let mut desk = desk(Asks::Never, Asks::Mandatory);
    desk.key("Enter");
    let offered = [
        Choice::Delivery(delivery("card")),
        Choice::Delivery(delivery("letter")),
        Choice::Submenu(List::DeliveredMany),
    ];
    assert_eq!(desk.panel.choices(), offered);
    assert_eq!(desk.key("1"), Some(next(None, &["card"])));
}

#[test]
fn several_deliveries_are_marked_and_then_gone_on_with() {
    let mut desk = desk(Asks::Never, Asks::Mandatory);
    assert_eq!(desk.keys("Enter 3 2 1"), None);
    let menu = desk.face().menu.unwrap();
    assert_eq!(menu.marks(), 2);
    desk.pass(ENTER_RESTS);
    assert_eq!(desk.key("Enter"), Some(next(None, &["letter", "card"])));
}

#[test]
fn nothing_is_delivered_to_who_has_left() {
    let mut desk = desk(Asks::Mandatory, Asks::Mandatory);
    assert_eq!(desk.keys("Enter 3"), Some(next(Some(Outcome::Left), &[])));
}

#[test]
fn to_finish_without_a_call_has_a_key_of_its_own() {
    let mut desk = desk(Asks::Never, Asks::Never);
    let finish = Intent::Finish {
        ticket: id("A012"),
        finish: Finish::default(),
    };
    assert_eq!(desk.key("F2"), Some(finish));
}

#[test]
fn a_question_that_is_left_does_nothing() {
    let mut desk = desk(Asks::Mandatory, Asks::Never);
    assert_eq!(desk.keys("Enter Esc"), None);
    assert!(desk.face().menu.is_none());
    desk.pass(ENTER_RESTS);
    assert_eq!(desk.keys("Enter 1"), Some(next(Some(Outcome::Served), &[])));
}

#[test]
fn who_was_called_together_is_not_passed_over_by_the_next_call() {
    let mut desk = desk(Asks::Never, Asks::Never);
    desk.view.counters[2].also = vec![ticket("A015", 0, "umum", "called")];
    desk.hears();
    assert_eq!(desk.face().primary, Primary::Finish);
    assert!(matches!(desk.key("Enter"), Some(Intent::Finish { .. })));
}

#[test]
fn the_time_of_wrapping_up_is_counted_and_may_be_cut_short() {
    let mut desk = Desk::new("wrap_up", None);
    let in_20_s = desk.view_at().millis() + 20_000;
    desk.view.counters[2].wraps_until = Some(antre_domain::Timestamp::from_millis(in_20_s));
    desk.hears();
    assert_eq!(desk.face().wrap_in_secs, 20);
    desk.pass(Duration::from_secs(5));
    assert_eq!(desk.face().wrap_in_secs, 15);
    assert_eq!(desk.key("Enter"), Some(call_next()));
    desk.settle(Settled::Nobody);
    desk.pass(ENTER_RESTS);
    assert_eq!(desk.keys("F9"), None);
    assert!(matches!(
        desk.strike(Key::Digit(3)),
        Some(Intent::Break { .. })
    ));
}

#[test]
fn a_branch_may_do_without_the_beginning_and_then_one_key_a_customer_is_all() {
    let keymap = "base = \"full\"\nnext = \"Enter\"\nprimary = \"F1\"\n";
    for state in ["idle", "called", "serving"] {
        let present = (state != "idle").then(|| ticket("A012", 0, "umum", state));
        let mut desk = Desk::new(state, present).with_keys(keymap);
        assert_eq!(desk.key("Enter"), Some(call_next()), "{state}");
        desk.pass(Duration::from_millis(130));
        assert_eq!(desk.key("Enter"), None, "it bounces no more than the other");
    }
    // In lists and fields Enter goes on, whatever it does at the desk.
    let mut desk = Desk::serving().with_keys(keymap);
    desk.keys("F5 x");
    assert!(matches!(desk.key("Enter"), Some(Intent::Note { .. })));
    desk.settle(Settled::Done);
    desk.pass(ENTER_RESTS);
    desk.keys("/ Down");
    assert!(matches!(desk.key("Enter"), Some(Intent::Park { .. })));
}

#[test]
fn the_next_call_passes_over_nobody_who_was_called_together() {
    let mut desk = Desk::called();
    desk.view.counters[2].also = vec![ticket("A015", 0, "umum", "called")];
    desk.hears();
    assert_eq!(desk.strike(Key::Next), None);
}
