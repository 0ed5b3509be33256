//! The gesture and the PIN.

use antre_kiosk_flow::staff::{Pin, RECENT_MAX};

use super::*;

#[test]
fn five_presses_of_the_corner_within_three_seconds_open_the_door() {
    let mut desk = Desk::new();
    for _ in 0..4 {
        desk.pass(Duration::from_millis(200));
        desk.strike(StaffTouch::Corner);
    }
    assert!(!desk.staff.is_open());
    desk.pass(Duration::from_millis(200));
    desk.strike(StaffTouch::Corner);
    assert_eq!(
        desk.page(),
        StaffPage::Pin {
            typed: 0,
            problem: None
        }
    );
}

#[test]
fn a_child_that_presses_the_corner_now_and_then_opens_nothing() {
    let mut desk = Desk::new();
    for _ in 0..100 {
        desk.pass(Duration::from_millis(800));
        desk.strike(StaffTouch::Corner);
    }
    assert!(!desk.staff.is_open());
}

#[test]
fn one_press_too_many_is_no_digit() {
    let mut desk = Desk::new();
    for _ in 0..5 {
        desk.strike(StaffTouch::Corner);
    }
    desk.strike(StaffTouch::Corner);
    desk.strike(StaffTouch::Digit(1));
    assert!(matches!(desk.page(), StaffPage::Pin { typed: 0, .. }));
}

#[test]
fn the_right_pin_opens_the_menu_and_is_sent_whole() {
    let mut desk = Desk::new();
    let order = desk.enter_pin("0258");
    assert_eq!(order, Some(Order::Pin(Pin("0258".into()))));
    assert!(desk.view().busy);
    desk.hear(Answer::Welcome);
    assert_eq!(
        desk.page(),
        StaffPage::Menu {
            limited: false,
            armed: false
        }
    );
    assert!(!desk.view().busy);
}

#[test]
fn a_pin_is_four_to_eight_digits() {
    let mut desk = Desk::new();
    assert_eq!(desk.enter_pin("123"), None);
    assert!(matches!(desk.page(), StaffPage::Pin { typed: 3, .. }));
    let order = desk.enter_pin("456789");
    assert_eq!(order, Some(Order::Pin(Pin("12345678".into()))));
}

#[test]
fn a_digit_is_taken_back_and_no_digit_above_nine_is_one() {
    let mut desk = Desk::new();
    desk.touch(StaffTouch::Key);
    for digit in [1, 2, 10, 255, 3, 3, 4] {
        desk.touch(StaffTouch::Digit(digit));
    }
    desk.touch(StaffTouch::Erase);
    let order = desk.touch(StaffTouch::Enter);
    assert_eq!(order, Some(Order::Pin(Pin("1233".into()))));
}

#[test]
fn digits_may_follow_each_other_fast_and_a_trembling_finger_types_one() {
    let mut desk = Desk::new();
    desk.touch(StaffTouch::Key);
    desk.pass_secs(1);
    for digit in [1, 2, 3, 3, 4] {
        desk.pass(Duration::from_millis(60));
        desk.strike(StaffTouch::Digit(digit));
    }
    assert!(matches!(desk.page(), StaffPage::Pin { typed: 4, .. }));
}

#[test]
fn a_wrong_pin_is_said_and_nothing_more() {
    let mut desk = Desk::new();
    desk.enter_pin("1111");
    desk.hear(Answer::WrongPin);
    assert_eq!(
        desk.page(),
        StaffPage::Pin {
            typed: 0,
            problem: Some(PinProblem::Wrong)
        }
    );
    desk.touch(StaffTouch::Digit(2));
    assert_eq!(desk.problem(), None);
}

#[test]
fn a_locked_door_says_how_long_and_takes_no_pin() {
    let mut desk = Desk::new();
    desk.enter_pin("1111");
    desk.hear(Answer::Locked { secs: 50 });
    assert_eq!(desk.problem(), Some(PinProblem::Locked(50)));
    assert_eq!(desk.enter_pin("2580"), None);
    let before = desk.problem();
    desk.pass_secs(1);
    assert_ne!(desk.problem(), before, "the seconds run");
    desk.pass_secs(44);
    assert_eq!(desk.problem(), None);
    assert!(desk.enter_pin("2580").is_some());
}

#[test]
fn closing_the_pages_opens_no_lock() {
    let mut desk = Desk::new();
    desk.enter_pin("1111");
    desk.hear(Answer::Locked { secs: 300 });
    desk.touch(StaffTouch::Back);
    assert!(!desk.staff.is_open());
    assert_eq!(desk.enter_pin("2580"), None);
    assert!(matches!(desk.problem(), Some(PinProblem::Locked(_))));
}

#[test]
fn a_branch_without_a_pin_is_told_where_to_set_one() {
    let mut desk = Desk::new();
    desk.enter_pin("2580");
    desk.hear(Answer::NoPin);
    assert_eq!(desk.problem(), Some(PinProblem::NotSet));
}

#[test]
fn while_nobody_can_be_asked_only_what_gives_nothing_away_is_open() {
    let mut desk = Desk::new();
    desk.enter_pin("1111");
    desk.hear(Answer::NotAsked);
    assert_eq!(
        desk.page(),
        StaffPage::Menu {
            limited: true,
            armed: false
        }
    );
    for item in [
        Item::Greeter,
        Item::Recent,
        Item::Rest,
        Item::Calibrate,
        Item::ReturnReserve,
        Item::Restart,
        Item::Restart,
    ] {
        assert_eq!(desk.touch(StaffTouch::Go(item)), None, "{item:?}");
        assert!(matches!(desk.page(), StaffPage::Menu { armed: false, .. }));
    }
    let order = desk.touch(StaffTouch::Go(Item::TestPrint));
    assert_eq!(order, Some(Order::TestPrint));
    desk.hear(Answer::Done);
    desk.touch(StaffTouch::Go(Item::About));
    assert_eq!(desk.page(), StaffPage::About);
    desk.touch(StaffTouch::Back);
    assert!(matches!(desk.page(), StaffPage::Menu { limited: true, .. }));
}

#[test]
fn the_answer_to_somebody_who_left_lets_nobody_in() {
    let mut desk = Desk::new();
    desk.enter_pin("2580");
    desk.touch(StaffTouch::Back);
    desk.enter_pin("1111");
    desk.hear(Answer::Welcome);
    assert!(
        matches!(desk.page(), StaffPage::Pin { .. }),
        "that was the PIN of the one before"
    );
    assert_eq!(
        desk.touch(StaffTouch::Enter),
        Some(Order::Pin(Pin("1111".into())))
    );
    desk.hear(Answer::WrongPin);
    assert_eq!(desk.problem(), Some(PinProblem::Wrong));
}

#[test]
fn an_answer_that_nobody_asked_for_opens_nothing() {
    let mut desk = Desk::new();
    for answer in [
        Answer::Welcome,
        Answer::NotAsked,
        Answer::Issued(slips(1..3)),
        Answer::Done,
        Answer::Recent(slips(0..RECENT_MAX as u32)),
    ] {
        desk.hear(answer.clone());
        assert!(!desk.staff.is_open());
        desk.touch(StaffTouch::Key);
        desk.hear(answer);
        assert_eq!(
            desk.page(),
            StaffPage::Pin {
                typed: 0,
                problem: None
            }
        );
        desk.touch(StaffTouch::Back);
    }
}

#[test]
fn another_orders_answer_is_no_welcome() {
    for answer in [
        Answer::Done,
        Answer::Issued(slips(1..2)),
        Answer::Failed("internal".into()),
        Answer::Diagnosis(Vec::new()),
    ] {
        let mut desk = Desk::new();
        desk.enter_pin("2580");
        desk.hear(answer);
        assert_eq!(desk.problem(), Some(PinProblem::Failed));
    }
}

#[test]
fn what_is_pressed_behind_the_door_does_nothing_before_it() {
    let touches = [
        StaffTouch::Go(Item::Greeter),
        StaffTouch::Go(Item::Restart),
        StaffTouch::Service(0),
        StaffTouch::Count(50),
        StaffTouch::OtherCount,
        StaffTouch::Priority,
        StaffTouch::NotTaken(0),
        StaffTouch::Mark(0),
        StaffTouch::CancelMarked,
        StaffTouch::Copy(0),
        StaffTouch::Wider,
    ];
    let mut desk = Desk::new();
    for touch in touches {
        assert_eq!(desk.touch(touch), None);
        assert!(!desk.staff.is_open());
    }
    desk.touch(StaffTouch::Key);
    for touch in touches {
        assert_eq!(desk.touch(touch), None);
        assert!(matches!(desk.page(), StaffPage::Pin { typed: 0, .. }));
    }
}

#[test]
fn a_pin_stands_in_no_log() {
    let order = Order::Pin(Pin("2580".into()));
    assert!(!format!("{order:?}").contains("2580"));
}
