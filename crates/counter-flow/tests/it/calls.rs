//! Calling a chosen one: by number, from the list, several, quietly, and not too soon.

use std::time::Duration;

use antre_counter_flow::NUMBER_WITHIN;
use antre_counter_flow::menu::{Choice, List};
use antre_counter_flow::panel::{
    ENTER_RESTS, FOUND_WITHIN, Intent, Key, Notice, Purpose, QUIET_FOR, Settled,
};
use antre_domain::{ChoiceReason, CounterId, Finish, Quiet, QuietReason, Timestamp, Without};
use antre_protocol::{TicketRow, TicketsQuery};

use crate::made::{
    Desk, call, call_next, device, id, kiosk, listed, morning, row, service_id, ticket,
};

fn asks_for(number: u16) -> Option<Intent> {
    Some(Intent::Tickets(TicketsQuery {
        number: Some(number),
        ..TicketsQuery::default()
    }))
}

/// An idle desk where `keys` were typed and the hub has found `rows`.
fn typed(keys: &str, rows: &[TicketRow]) -> Desk {
    let mut desk = Desk::new("idle", None);
    desk.keys(keys);
    desk.settle(listed(rows));
    desk
}

#[test]
fn a_number_is_typed_and_called() {
    let mut desk = Desk::new("idle", None);
    assert_eq!(desk.keys("1 2"), None);
    let entry = desk.face().entry.unwrap();
    assert_eq!((entry.purpose, &*entry.text), (Purpose::Call, "12"));
    assert_eq!(desk.key("Enter"), asks_for(12));
    assert!(desk.face().entry.is_none());
    desk.settle(listed(&[row("A012", "umum", "waiting")]));
    assert_eq!(desk.poll(), Some(call("A012")));
    assert_eq!(desk.poll(), None, "once");
}

#[test]
fn the_number_pad_alone_types_zeros_and_takes_them_back() {
    let mut desk = Desk::new("idle", None).with_keymap("numpad");
    assert_eq!(desk.keys("1 0 3 ."), None);
    assert_eq!(desk.face().entry.unwrap().text, "10");
    assert_eq!(desk.key("Enter"), asks_for(10));
}

#[test]
fn a_field_that_is_emptied_closes() {
    let mut desk = Desk::new("idle", None).with_keymap("numpad");
    assert_eq!(desk.keys("7 . ."), None);
    assert!(desk.face().entry.is_none());
}

#[test]
fn a_number_that_nobody_goes_on_with_is_forgotten() {
    let mut desk = Desk::new("idle", None);
    desk.key("7");
    desk.pass(NUMBER_WITHIN);
    assert!(desk.face().entry.is_none());
    assert_eq!(desk.key("Enter"), Some(call_next()));
}

#[test]
fn where_letters_share_a_number_the_clerk_chooses() {
    let rows = [
        row("A012", "umum", "waiting"),
        row("B012", "gigi", "waiting"),
    ];
    let mut desk = typed("1 2 Enter", &rows);
    assert_eq!(desk.poll(), None);
    assert_eq!(desk.face().menu.unwrap().list(), List::Matches);
    assert_eq!(
        desk.panel.row(id("B012")).unwrap().service,
        service_id("gigi")
    );
    assert_eq!(desk.key("2"), Some(call("B012")));
}

#[test]
fn a_letter_says_which() {
    let rows = [
        row("A012", "umum", "waiting"),
        row("B012", "gigi", "waiting"),
    ];
    let mut desk = typed("b 1 2 Enter", &rows);
    assert_eq!(desk.poll(), Some(call("B012")));
}

#[test]
fn a_number_of_nobody_is_said() {
    for (keys, said) in [("9 9 Enter", "99"), ("b 1 2 Enter", "B12")] {
        let desk = typed(keys, &[]);
        assert_eq!(
            desk.face().notice,
            Some(Notice::NoSuchNumber(said.to_owned()))
        );
    }
    let mut desk = Desk::new("idle", None);
    assert_eq!(desk.keys("a b Enter"), None, "no digits: nobody is asked");
    assert!(matches!(desk.face().notice, Some(Notice::NoSuchNumber(_))));
}

#[test]
fn a_number_that_stands_elsewhere_or_is_anothers_is_said_and_not_called() {
    let mut served = row("A012", "umum", "serving");
    served.counter = CounterId::new("2").ok();
    let mut desk = typed("1 2 Enter", &[served]);
    assert_eq!(desk.poll(), None);
    let said = Notice::Foreign {
        number: "A012".to_owned(),
        state: "serving".to_owned(),
        counter: CounterId::new("2").ok(),
        service: service_id("umum"),
    };
    assert_eq!(desk.face().notice, Some(said));

    let mut clinics = Desk::new("idle", None);
    clinics.view.counters[2].profile = antre_domain::ProfileId::new("poli").unwrap();
    clinics.hears();
    clinics.keys("1 2 Enter");
    clinics.settle(listed(&[row("F012", "farmasi", "waiting")]));
    assert_eq!(clinics.poll(), None);
    assert!(matches!(
        clinics.face().notice,
        Some(Notice::Foreign { .. })
    ));
}

#[test]
fn one_who_is_set_aside_is_fetched_back_and_not_called() {
    let mut desk = typed("1 2 Enter", &[row("A012", "umum", "no_show")]);
    assert_eq!(desk.poll(), None);
    assert_eq!(
        desk.key("1"),
        Some(Intent::Requeue {
            ticket: id("A012"),
            because: None
        })
    );
}

#[test]
fn an_answer_that_came_late_calls_nobody_by_itself() {
    let mut desk = Desk::new("idle", None);
    desk.keys("1 2 Enter");
    desk.pass(FOUND_WITHIN + Duration::from_millis(1));
    desk.settle(listed(&[row("A012", "umum", "waiting")]));
    assert_eq!(desk.poll(), None);
    assert_eq!(desk.key("1"), Some(call("A012")));
}

#[test]
fn an_answer_for_a_ticket_that_has_gone_leads_nowhere() {
    let mut desk = Desk::serving();
    desk.keys("1 3 Enter");
    desk.sees("called", Some(ticket("A014", 0, "umum", "called")));
    desk.settle(listed(&[row("A013", "umum", "waiting")]));
    assert_eq!((desk.poll(), desk.face().menu), (None, None));
}

#[test]
fn a_call_out_of_turn_needs_a_reason_where_the_rules_say_so() {
    let mut desk = Desk::new("idle", None);
    desk.view.desk.choice_needs_reason = true;
    desk.hears();
    desk.keys("1 2 Enter");
    desk.settle(listed(&[row("A012", "umum", "waiting")]));
    assert_eq!(desk.poll(), None);
    assert_eq!(desk.face().menu.unwrap().list(), List::ChoiceReasons);
    assert_eq!(
        desk.key("2"),
        Some(Intent::Call {
            ticket: id("A012"),
            because: Some(ChoiceReason::Assistance),
            quiet: None,
            finish: Finish::default(),
        })
    );
}

#[test]
fn the_list_is_asked_for_when_it_is_wanted_and_dropped_when_it_is_closed() {
    let mut desk = Desk::new("idle", None);
    assert!(desk.panel.row(id("A012")).is_none());
    let Some(Intent::Tickets(query)) = desk.key("F3") else {
        panic!("the list is asked for");
    };
    assert_eq!(query.state.as_deref(), Some("waiting"));
    desk.settle(listed(&[
        row("A012", "umum", "waiting"),
        row("B005", "gigi", "waiting"),
    ]));
    assert_eq!(
        desk.panel.choices(),
        [Choice::Ticket(id("A012")), Choice::Ticket(id("B005"))]
    );
    desk.key("Esc");
    assert!(desk.panel.row(id("A012")).is_none(), "closed: it is gone");
    desk.key("F3");
    desk.settle(listed(&[row("B005", "gigi", "waiting")]));
    assert_eq!(desk.key("1"), Some(call("B005")));
    assert!(desk.panel.row(id("B005")).is_none());
}

#[test]
fn the_list_of_todays_own_begins_with_the_last_one_and_brings_back_who_is_aside() {
    let mut desk = Desk::new("idle", None);
    let Some(Intent::Tickets(query)) = desk.strike(Key::Own) else {
        panic!("the list is asked for");
    };
    assert_eq!(query.counter, desk.panel.counter().cloned());
    assert_eq!(query.state, None);
    let called = |row: TicketRow, secs| TicketRow {
        called_at: Some(morning().plus_secs(secs)),
        ..row
    };
    desk.settle(listed(&[
        called(row("A001", "umum", "finished"), 60),
        called(row("B005", "gigi", "no_show"), 180),
        called(row("A002", "umum", "finished"), 120),
    ]));
    let missed = Choice::Return {
        ticket: id("B005"),
        parked: false,
    };
    let done = |number| Choice::Ticket(id(number));
    assert_eq!(desk.panel.choices(), [missed, done("A002"), done("A001")]);
    assert_eq!(desk.key("2"), None, "it is over");
    assert!(desk.face().menu.is_some());
    let back = Intent::Requeue {
        ticket: id("B005"),
        because: None,
    };
    assert_eq!(desk.key("1"), Some(back));
}

#[test]
fn a_list_of_nobody_is_said() {
    let mut desk = Desk::new("idle", None);
    desk.key("F3");
    desk.settle(listed(&[]));
    assert_eq!(desk.face().notice, Some(Notice::Nobody));
    assert!(desk.face().menu.is_none());
}

#[test]
fn ready_numbers_are_marked_and_called_at_once_eight_at_most() {
    let mut desk = Desk::new("idle", None);
    desk.strike(Key::Several);
    let rows: Vec<_> = (1..=10)
        .map(|number| row(&format!("A{number:03}"), "umum", "waiting"))
        .collect();
    desk.settle(listed(&rows));
    assert_eq!(desk.keys("1 2 3 2 2 4 5 6 7 8 9 1"), None);
    let menu = desk.face().menu.unwrap();
    assert_eq!(menu.marks(), 8);
    assert_eq!(desk.face().notice, Some(Notice::MarksFull));
    let Some(Intent::CallSeveral { tickets, .. }) = desk.key("Enter") else {
        panic!("they are called");
    };
    let called = [
        "A001", "A003", "A002", "A004", "A005", "A006", "A007", "A008",
    ];
    assert_eq!(tickets, called.map(id));
}

#[test]
fn who_of_several_has_come_is_said_by_a_digit() {
    let mut desk = Desk::called();
    desk.view.counters[2].also = vec![
        ticket("A015", 0, "umum", "called"),
        ticket("A017", 0, "umum", "called"),
    ];
    desk.hears();
    assert_eq!(desk.key("4"), None, "there are three");
    assert_eq!(desk.key("3"), Some(Intent::Start(id("A017"))));
    let mut alone = Desk::called();
    assert_eq!(alone.key("1"), None);
}

#[test]
fn a_quiet_call_says_without_what_and_why_and_is_quiet_once() {
    let mut desk = Desk::new("idle", None);
    assert_eq!(desk.keys("F6 3 2"), None);
    assert_eq!(desk.face().quiet, Some(Without::Both));
    let quiet = Some(Quiet {
        without: Without::Both,
        because: QuietReason::Safety,
    });
    let quiet_next = Intent::CallNext {
        quiet,
        finish: Finish::default(),
    };
    assert_eq!(desk.key("Enter"), Some(quiet_next.clone()));
    // Nobody was called: the next one is still not for all ears.
    desk.settle(Settled::Nobody);
    desk.pass(ENTER_RESTS);
    assert_eq!(desk.key("Enter"), Some(quiet_next));
    desk.sees("called", Some(ticket("A013", 0, "umum", "called")));
    desk.settle(Settled::Done);
    assert_eq!(desk.face().quiet, None);
}

#[test]
fn a_quiet_call_is_thought_better_of_or_forgotten() {
    let mut desk = Desk::new("idle", None);
    desk.keys("F6 1 1 F6");
    assert_eq!(desk.face().quiet, None);
    desk.keys("F6 1 1");
    desk.pass(QUIET_FOR);
    assert_eq!(desk.face().quiet, None);
    assert_eq!(desk.key("Enter"), Some(call_next()));
}

#[test]
fn somebody_without_a_slip_is_served_for_a_service_of_this_counter() {
    let mut desk = Desk::new("idle", None);
    desk.view.counters[2].profile = antre_domain::ProfileId::new("poli").unwrap();
    desk.hears();
    desk.strike(Key::WalkIn);
    let own = ["umum", "gigi"].map(|name| Choice::Service(service_id(name)));
    assert_eq!(desk.panel.choices(), own);
    let service = service_id("gigi");
    assert_eq!(desk.key("2"), Some(Intent::WalkIn { service }));
    assert_eq!(Desk::serving().strike(Key::WalkIn), None);
}

#[test]
fn a_call_is_repeated_not_too_soon_and_not_too_often() {
    let mut desk = Desk::called();
    let from = Timestamp::from_millis(desk.view_at().millis() + 7_500);
    let mut called = ticket("A012", 0, "umum", "called");
    called.recall_from = Some(from);
    called.recalls = 4;
    desk.sees("called", Some(called.clone()));
    let face = desk.face();
    assert_eq!((face.recall, face.recall_in_secs), (false, 8));
    assert_eq!(face.recalls_left, Some(1));
    assert_eq!(desk.key("+"), None);
    let told = |again_in_secs| Some(Notice::RecallTooSoon { again_in_secs });
    assert_eq!(desk.face().notice, told(8));
    desk.pass(Duration::from_secs(3));
    assert_eq!(desk.face().notice, told(5));
    desk.pass(Duration::from_secs(5));
    assert!(desk.face().recall);
    assert_eq!(desk.key("+"), Some(Intent::Recall(id("A012"))));
    desk.settle(Settled::Done);
    called.recalls = 5;
    desk.sees("called", Some(called));
    assert_eq!(desk.key("+"), None);
    assert_eq!(desk.face().notice, Some(Notice::NoRecallLeft));
}

#[test]
fn the_next_call_waits_for_the_time_between_two() {
    let mut desk = Desk::new("idle", None);
    let from = Timestamp::from_millis(desk.view_at().millis() + 4_000);
    desk.view.counters[2].calls_from = Some(from);
    desk.hears();
    assert!(!desk.face().ready);
    assert_eq!(desk.face().call_in_secs, 4);
    assert_eq!(desk.key("Enter"), None);
    assert_eq!(
        desk.face().notice,
        Some(Notice::CallTooSoon { again_in_secs: 4 })
    );
    assert_eq!(
        desk.panel.next_deadline(desk.now),
        Some(desk.now + Duration::from_secs(4))
    );
    desk.pass(Duration::from_secs(4));
    assert!(desk.face().ready);
    assert_eq!(desk.key("Enter"), Some(call_next()));
}

#[test]
fn the_next_arrival_is_called_by_itself_as_long_as_the_clerk_wants() {
    let mut desk = Desk::new("idle", None);
    assert_eq!(
        desk.strike(Key::StandBy),
        Some(Intent::StandBy { on: true })
    );
    desk.view.counters[2].standby = true;
    desk.hears();
    desk.settle(Settled::Done);
    assert!(desk.face().standby);
    assert_eq!(
        desk.strike(Key::StandBy),
        Some(Intent::StandBy { on: false })
    );
}

#[test]
fn a_lost_slip_is_printed_again_at_the_only_kiosk_or_at_a_chosen_one() {
    let mut desk = Desk::called();
    desk.view.printers = vec![kiosk("kiosk-1")];
    desk.hears();
    let at = |device| Intent::Copy {
        ticket: id("A012"),
        device,
    };
    assert_eq!(desk.strike(Key::Copy), Some(at(None)));
    desk.settle(Settled::Done);
    assert!(matches!(desk.face().notice, Some(Notice::Done(_))));
    desk.view.printers.push(kiosk("kiosk-2"));
    desk.hears();
    assert_eq!(desk.strike(Key::Copy), None);
    assert_eq!(desk.key("2"), Some(at(Some(device("kiosk-2")))));
}

#[test]
fn a_lost_slip_of_one_who_waits_is_found_by_its_number() {
    let mut desk = Desk::new("idle", None);
    desk.view.printers = vec![kiosk("kiosk-1")];
    desk.hears();
    assert_eq!(desk.strike(Key::Copy), None);
    assert_eq!(desk.face().entry.unwrap().purpose, Purpose::Copy);
    assert_eq!(desk.keys("1 2 Enter"), asks_for(12));
    // Another profile's, and set aside: it has a slip all the same.
    desk.settle(listed(&[row("F012", "farmasi", "parked")]));
    assert!(matches!(desk.poll(), Some(Intent::Copy { .. })));
}

#[test]
fn a_call_that_has_not_set_out_is_dropped_when_something_else_happens() {
    let mut desk = typed("1 2 Enter", &[row("A012", "umum", "waiting")]);
    desk.sees("called", Some(ticket("A013", 0, "umum", "called")));
    assert_eq!(desk.poll(), None);

    let mut desk = typed("1 2 Enter", &[row("A012", "umum", "waiting")]);
    desk.panel.handle_line(false);
    assert_eq!(desk.poll(), None);
    desk.panel.handle_line(true);
    assert_eq!(desk.poll(), None, "nothing is made good later");

    let mut desk = typed("1 2 Enter", &[row("A012", "umum", "waiting")]);
    desk.key("Esc");
    assert_eq!(desk.poll(), None);
}
