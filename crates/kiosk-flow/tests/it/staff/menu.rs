//! What the menu asks, and how the pages close.

use antre_kiosk_flow::staff::{GREETER_STAY, RECENT_MAX};

use super::*;

#[test]
fn each_order_is_worth_a_word_when_it_is_done_and_another_when_not() {
    let orders = [
        (Item::TestPrint, Order::TestPrint, Remark::TestPrinted),
        (Item::NewRoll, Order::NewRoll, Remark::RollCounted),
        (
            Item::ReturnReserve,
            Order::ReturnReserve,
            Remark::ReserveReturned,
        ),
    ];
    for (item, order, remark) in orders {
        let mut desk = Desk::inside();
        assert_eq!(desk.touch(StaffTouch::Go(item)), Some(order));
        assert!(desk.view().busy && desk.remark().is_none());
        desk.hear(Answer::Done);
        assert_eq!(desk.remark(), Some(remark));
        desk.touch(StaffTouch::Go(item));
        assert_eq!(desk.remark(), None, "the next touch clears it");
        desk.hear(Answer::Failed("no_printer".into()));
        assert_eq!(desk.remark(), Some(Remark::Failed("no_printer".into())));
        desk.touch(StaffTouch::Go(item));
        desk.hear(Answer::NotAsked);
        assert_eq!(desk.remark(), Some(Remark::Failed("unreachable".into())));
    }
}

#[test]
fn one_order_is_under_way_at_a_time() {
    let mut desk = Desk::inside();
    assert!(desk.touch(StaffTouch::Go(Item::TestPrint)).is_some());
    assert_eq!(desk.touch(StaffTouch::Go(Item::NewRoll)), None);
    assert_eq!(desk.touch(StaffTouch::Go(Item::Recent)), None);
    assert!(matches!(desk.page(), StaffPage::Menu { .. }));
    desk.hear(Answer::Done);
    assert!(desk.touch(StaffTouch::Go(Item::NewRoll)).is_some());
}

#[test]
fn an_answer_that_takes_long_is_spoken_of() {
    let mut desk = Desk::inside();
    desk.touch(StaffTouch::Go(Item::TestPrint));
    assert!(!desk.view().slow);
    assert_eq!(
        desk.staff.next_deadline(desk.now),
        Some(desk.now + Duration::from_secs(3))
    );
    desk.pass_secs(3);
    assert!(desk.view().slow);
}

#[test]
fn a_restart_takes_two_touches() {
    let mut desk = Desk::inside();
    assert_eq!(desk.touch(StaffTouch::Go(Item::Restart)), None);
    assert!(matches!(desk.page(), StaffPage::Menu { armed: true, .. }));
    desk.touch(StaffTouch::Go(Item::TestPrint));
    desk.hear(Answer::Done);
    assert_eq!(desk.touch(StaffTouch::Go(Item::Restart)), None);
    let order = desk.touch(StaffTouch::Go(Item::Restart));
    assert_eq!(order, Some(Order::Restart));
    desk.hear(Answer::Done);
    assert_eq!(desk.remark(), Some(Remark::Restarting));
}

#[test]
fn a_finger_that_trembles_restarts_nothing() {
    let mut desk = Desk::inside();
    desk.touch(StaffTouch::Go(Item::Restart));
    desk.pass(Duration::from_millis(300));
    assert_eq!(desk.strike(StaffTouch::Go(Item::Restart)), None);
}

#[test]
fn a_kiosk_that_works_is_paused_and_one_that_rests_resumed() {
    let mut desk = Desk::inside();
    assert_eq!(
        desk.touch(StaffTouch::Go(Item::Rest)),
        Some(Order::Pause(true))
    );
    desk.hear(Answer::Done);
    desk.branch.paused_here = true;
    assert!(desk.view().resting);
    assert_eq!(
        desk.touch(StaffTouch::Go(Item::Rest)),
        Some(Order::Pause(false))
    );
}

#[test]
fn unfinished_slips_come_first_and_are_copied_by_their_ticket() {
    let mut desk = Desk::inside();
    assert_eq!(
        desk.touch(StaffTouch::Go(Item::Recent)),
        Some(Order::Recent)
    );
    assert_eq!(desk.page(), StaffPage::Recent(None));
    let mut late = slips(1..20);
    late[2].unfinished = true;
    desk.hear(Answer::Recent(late));
    let StaffPage::Recent(Some(shown)) = desk.page() else {
        panic!("{:?}", desk.page());
    };
    assert_eq!(shown.len(), RECENT_MAX);
    assert_eq!(
        shown[0],
        Recent {
            unfinished: true,
            ..slip(3)
        }
    );
    assert_eq!(shown[1], slip(1), "else the newest first, as they came");
    let ticket = "t3".to_owned();
    assert_eq!(
        desk.touch(StaffTouch::Copy(0)),
        Some(Order::Copy { ticket })
    );
    desk.hear(Answer::Done);
    assert_eq!(desk.remark(), Some(Remark::Copied("A003".into())));
    assert_eq!(desk.touch(StaffTouch::Copy(99)), None);
}

#[test]
fn a_list_that_did_not_come_says_so_and_is_empty() {
    for (item, empty) in [
        (Item::Recent, StaffPage::Recent(Some(Vec::new()))),
        (Item::Diagnose, StaffPage::Diagnosis(Some(Vec::new()))),
    ] {
        let mut desk = Desk::inside();
        desk.touch(StaffTouch::Go(item));
        desk.hear(Answer::Failed("internal".into()));
        assert_eq!(desk.page(), empty);
        assert_eq!(desk.remark(), Some(Remark::Failed("internal".into())));
    }
}

#[test]
fn an_answer_to_a_page_that_was_left_does_not_call_it_back() {
    let mut desk = Desk::inside();
    desk.touch(StaffTouch::Go(Item::Diagnose));
    desk.touch(StaffTouch::Back);
    desk.hear(Answer::Diagnosis(vec![("hub".into(), "ok".into())]));
    assert!(matches!(desk.page(), StaffPage::Menu { .. }));
    assert!(!desk.view().busy);
}

#[test]
fn the_pages_close_a_minute_after_the_last_touch() {
    let mut desk = Desk::inside();
    desk.pass_secs(38);
    desk.staff.touched(desk.now);
    desk.pass_secs(59);
    assert!(desk.staff.is_open());
    desk.pass_secs(1);
    assert!(!desk.staff.is_open());
    assert_eq!(desk.staff.next_deadline(desk.now), None);
}

#[test]
fn the_greeters_pages_stay_for_ten_minutes() {
    let mut desk = Desk::greeting();
    desk.pass(GREETER_STAY - Duration::from_millis(1));
    assert!(desk.staff.is_open());
    desk.pass(Duration::from_millis(1));
    assert!(!desk.staff.is_open());
}

#[test]
fn nothing_of_it_remains() {
    let mut desk = Desk::greeting();
    desk.touch(StaffTouch::Count(10));
    desk.touch(StaffTouch::Priority);
    desk.touch(StaffTouch::Service(0));
    desk.hear(Answer::Issued(slips(1..11)));
    desk.touch(StaffTouch::Count(5));
    desk.pass(GREETER_STAY);
    assert_eq!(desk.staff.view(&desk.branch, 0, desk.now), None);
    desk.enter_pin("2580");
    desk.hear(Answer::Welcome);
    desk.touch(StaffTouch::Go(Item::Greeter));
    let StaffPage::Greeter(greeter) = desk.page() else {
        panic!("{:?}", desk.page());
    };
    assert_eq!((greeter.count, greeter.acts.len()), (1, 0));
}

#[test]
fn an_order_of_one_who_left_keeps_the_next_waiting_but_tells_them_nothing() {
    let mut desk = Desk::inside();
    desk.touch(StaffTouch::Go(Item::TestPrint));
    desk.touch(StaffTouch::Back);
    desk.touch(StaffTouch::Key);
    assert!(desk.view().busy);
    desk.hear(Answer::Failed("no_printer".into()));
    assert_eq!((desk.remark(), desk.view().busy), (None, false));
}
