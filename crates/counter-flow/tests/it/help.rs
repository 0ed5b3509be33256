//! Somebody at a kiosk rang for help.

use antre_counter_flow::panel::{ENTER_RESTS, Intent, Key, Settled};
use antre_domain::{DeviceId, Timestamp};
use antre_protocol::HelpCard;

use crate::made::{Desk, id, ticket};

fn help(name: &str) -> HelpCard {
    // 08:40 in Jakarta.
    let since: Timestamp = "2026-11-23T01:40:00.000Z".parse().unwrap();
    HelpCard {
        device: device(name),
        name: name.to_owned(),
        since,
    }
}

fn device(name: &str) -> DeviceId {
    DeviceId::new(&name.to_lowercase().replace(' ', "-")).unwrap()
}

#[test]
fn the_key_does_nothing_where_nobody_rang() {
    let mut desk = Desk::serving();
    assert!(!desk.face().coming);
    assert_eq!(desk.strike(Key::Coming), None);
}

#[test]
fn whoever_rang_first_is_answered_first() {
    let mut desk = Desk::serving();
    desk.view.helps = vec![help("Kiosk 2"), help("Kiosk 1")];
    desk.sees("serving", Some(ticket("A012", 0, "umum", "serving")));
    let coming = Some(Intent::AnswerHelp(device("Kiosk 2")));
    assert_eq!(desk.strike(Key::Coming), coming);
    // One intent at a time.
    assert_eq!(desk.strike(Key::Coming), None);
}

#[test]
fn to_answer_holds_up_neither_enter_nor_what_can_be_taken_back() {
    let mut desk = Desk::called();
    desk.strike(Key::NoShow);
    assert_eq!(desk.strike(Key::NoShow), Some(Intent::NoShow(id("A012"))));
    desk.view.helps = vec![help("Kiosk 1")];
    desk.sees("idle", None);
    desk.settle(Settled::Done);
    assert!(desk.strike(Key::Coming).is_some());
    desk.settle(Settled::Done);
    assert!(desk.face().ready, "Enter does not wait for another view");
    assert_eq!(desk.strike(Key::Undo), Some(Intent::Undo(id("A012"))));
}

#[test]
fn an_open_list_stays_open() {
    let mut desk = Desk::serving();
    desk.view.helps = vec![help("Kiosk 1")];
    desk.sees("serving", Some(ticket("A012", 0, "umum", "serving")));
    desk.strike(Key::Transfer);
    desk.strike(Key::Coming);
    assert!(desk.face().menu.is_some());
    desk.settle(Settled::Done);
    desk.pass(ENTER_RESTS);
    assert!(desk.strike(Key::Digit(1)).is_some());
}
