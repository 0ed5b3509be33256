//! What is chosen by a digit.

use antre_counter_flow::menu::{Choice, List};
use antre_counter_flow::panel::{Armed, Intent, Key, Notice, Panel, Settled};
use antre_domain::{ProfileId, RequeueReason};
use antre_protocol::CounterView;
use std::sync::Arc;
use std::time::Duration;

use crate::made::{Desk, ID, id, service, service_id, ticket, view};

fn digit_of(desk: &Desk, choice: &Choice) -> Key {
    let index = desk
        .panel
        .choices()
        .iter()
        .position(|other| other == choice)
        .unwrap();
    Key::Digit(u8::try_from(index + 1).unwrap())
}

#[test]
fn a_transfer_asks_where_to_and_never_offers_where_the_ticket_is() {
    let mut desk = Desk::serving();
    assert_eq!(desk.strike(Key::Transfer), None);
    assert_eq!(desk.face().menu.unwrap().list(), List::Transfer);
    assert!(
        !desk
            .panel
            .choices()
            .contains(&Choice::Service(service_id("umum")))
    );
    let intent = desk.strike(Key::Digit(1));
    assert_eq!(
        intent,
        Some(Intent::Transfer {
            ticket: id("A012"),
            service: service_id("gigi"),
            to: None,
            note: None,
        })
    );
    assert_eq!(desk.face().menu, None);
}

#[test]
fn parking_asks_for_how_long() {
    let mut desk = Desk::serving();
    desk.strike(Key::Park);
    assert_eq!(
        desk.strike(Key::Digit(3)),
        Some(Intent::Park {
            ticket: id("A012"),
            return_secs: Some(1_800),
            note: None,
        })
    );
    let mut desk = Desk::serving();
    desk.strike(Key::Park);
    assert_eq!(
        desk.strike(Key::Digit(5)),
        Some(Intent::Park {
            ticket: id("A012"),
            return_secs: None,
            note: None,
        })
    );
}

#[test]
fn a_list_closes_by_escape_by_its_own_key_and_by_another_ticket() {
    let mut desk = Desk::serving();
    for close in [Key::Back, Key::Transfer] {
        desk.strike(Key::Transfer);
        assert!(desk.face().menu.is_some());
        desk.strike(close);
        assert!(desk.face().menu.is_none());
    }
    desk.strike(Key::Transfer);
    desk.sees("idle", None);
    assert!(desk.face().menu.is_none());
}

#[test]
fn enter_does_nothing_behind_an_open_list() {
    let mut desk = Desk::serving();
    desk.strike(Key::Park);
    assert_eq!(desk.strike(Key::Enter), None);
}

#[test]
fn a_digit_without_a_list_and_one_beyond_it_do_nothing() {
    let mut desk = Desk::serving();
    assert_eq!(desk.strike(Key::Digit(1)), None);
    desk.strike(Key::Park);
    assert_eq!(desk.strike(Key::Digit(8)), None);
    assert!(desk.face().menu.is_some());
}

#[test]
fn only_what_can_be_done_now_is_offered() {
    let mut called = Desk::called();
    called.strike(Key::More);
    assert!(called.panel.choices().contains(&Choice::Do(Key::Withdraw)));
    assert!(!called.panel.choices().contains(&Choice::Do(Key::Close)));
    let mut idle = Desk::new("idle", None);
    idle.strike(Key::More);
    assert!(idle.panel.choices().contains(&Choice::Do(Key::Close)));
    assert!(!idle.panel.choices().contains(&Choice::Do(Key::Cancel)));
}

#[test]
fn a_call_is_withdrawn_into_the_queue() {
    let mut desk = Desk::called();
    desk.strike(Key::More);
    let key = digit_of(&desk, &Choice::Do(Key::Withdraw));
    assert_eq!(desk.strike(key), None, "it asks why");
    assert_eq!(
        desk.strike(Key::Digit(1)),
        Some(Intent::Requeue {
            ticket: id("A012"),
            because: Some(RequeueReason::Mistake)
        })
    );
}

#[test]
fn cancelling_a_ticket_takes_two_strokes() {
    let mut desk = Desk::serving();
    desk.strike(Key::More);
    let key = digit_of(&desk, &Choice::Do(Key::Cancel));
    assert_eq!(desk.strike(key), None);
    assert_eq!(desk.face().notice, Some(Notice::Armed(Armed::Cancel)));
    assert_eq!(desk.strike(key), Some(Intent::Cancel(id("A012"))));
}

#[test]
fn those_set_aside_come_back_by_what_they_are() {
    let mut desk = Desk::new("idle", None);
    desk.strike(Key::More);
    let key = digit_of(&desk, &Choice::Do(Key::Aside));
    desk.strike(key);
    assert_eq!(
        desk.strike(Key::Digit(1)),
        Some(Intent::Resume(id("A007"))),
        "parked"
    );
    desk.settle(Settled::Done);
    desk.strike(Key::More);
    desk.strike(key);
    assert_eq!(
        desk.strike(Key::Digit(2)),
        Some(Intent::Requeue {
            ticket: id("C003"),
            because: None
        }),
        "did not come"
    );
}

#[test]
fn a_counter_opens_with_another_profile() {
    let mut desk = Desk::new("closed", None);
    desk.strike(Key::More);
    let key = digit_of(&desk, &Choice::Do(Key::Profiles));
    desk.strike(key);
    let profile = Some(ProfileId::new("poli").unwrap());
    assert_eq!(desk.strike(Key::Digit(2)), Some(Intent::Open { profile }));
}

#[test]
fn a_long_list_turns_its_page_by_nine() {
    let mut desk = Desk::serving();
    for index in 0..9 {
        desk.view.services.push(service(
            &format!("s{index}"),
            ("Layanan", "Service"),
            "S",
            0,
            0,
            0,
        ));
    }
    desk.sees("serving", Some(ticket("A012", 0, "umum", "serving")));
    desk.strike(Key::Transfer);
    desk.strike(Key::NextPage);
    // Four of the sample's five, then nine: the ninth choice is the sixth of them.
    assert_eq!(
        desk.strike(Key::Digit(1)),
        Some(Intent::Transfer {
            ticket: id("A012"),
            service: service_id("s4"),
            to: None,
            note: None,
        })
    );
}

#[test]
fn without_a_counter_the_first_thing_is_to_choose_one() {
    let mut panel = Panel::new(None);
    panel.handle_line(true);
    let view: Arc<CounterView> = Arc::new(view(ID));
    panel.handle_view(Arc::clone(&view));
    let now = Duration::from_secs(60);
    assert_eq!(panel.face(now).menu.unwrap().list(), List::Counters);
    panel.handle_key(Key::Back, now);
    assert!(
        panel.face(now).menu.is_some(),
        "there is nothing to go back to"
    );
    assert_eq!(panel.handle_key(Key::Enter, now), None);
    panel.handle_key(Key::Digit(3), now);
    assert_eq!(panel.counter().unwrap().as_str(), "3");
    assert!(panel.handle_key(Key::Enter, now).is_some());
}
