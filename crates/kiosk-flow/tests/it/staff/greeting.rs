//! Numbers by the greeter.

use antre_kiosk_flow::branch::Availability;
use antre_kiosk_flow::staff::{ACTS_MAX, COUNT_MAX, GreeterView, in_one_line};
use antre_protocol::Need;

use super::*;

fn greeter(desk: &Desk) -> GreeterView {
    match desk.page() {
        StaffPage::Greeter(greeter) => greeter,
        other => panic!("not in greeter mode: {other:?}"),
    }
}

fn issue(service: &str, priority: bool, count: u8, needs: Vec<Need>) -> Option<Order> {
    let service = service.to_owned();
    Some(Order::Issue {
        service,
        priority,
        count,
        needs,
    })
}

fn lines(desk: &Desk) -> Vec<String> {
    let acts = greeter(desk).acts.into_iter();
    acts.map(|act| act.numbers).collect()
}

#[test]
fn one_touch_is_one_number_without_a_page_between() {
    let mut desk = Desk::greeting();
    let first = desk.branch.services[0].id.clone();
    assert!(desk.branch.services[0].needs_a_page(), "for a customer");
    assert_eq!(
        desk.touch(StaffTouch::Service(0)),
        issue(&first, false, 1, vec![])
    );
    assert_eq!(greeter(&desk).asked, Some(0));
    desk.hear(Answer::Issued(slips([12])));
    assert_eq!(greeter(&desk).asked, None);
    assert_eq!(lines(&desk), ["A012"]);
}

#[test]
fn a_second_touch_within_half_a_second_gives_no_second_number() {
    let mut desk = Desk::greeting();
    assert!(desk.touch(StaffTouch::Service(0)).is_some());
    desk.hear(Answer::Issued(slips([12])));
    desk.pass(Duration::from_millis(499));
    assert_eq!(desk.strike(StaffTouch::Service(0)), None);
    desk.pass(Duration::from_millis(2));
    assert!(desk.strike(StaffTouch::Service(0)).is_some());
}

#[test]
fn while_a_number_is_asked_for_no_other_is() {
    let mut desk = Desk::greeting();
    desk.touch(StaffTouch::Service(0));
    assert_eq!(desk.touch(StaffTouch::Service(1)), None);
}

#[test]
fn count_priority_and_needs_hold_for_one_act() {
    let mut desk = Desk::greeting();
    let first = desk.branch.services[0].id.clone();
    desk.touch(StaffTouch::Count(5));
    desk.touch(StaffTouch::Priority);
    for need in [Need::LowCounter, Need::Fetch, Need::Gesture, Need::Gesture] {
        desk.touch(StaffTouch::Need(need));
    }
    assert_eq!(
        desk.touch(StaffTouch::Service(0)),
        issue(&first, true, 5, vec![Need::Fetch, Need::LowCounter])
    );
    desk.hear(Answer::Issued(slips(12..17)));
    let after = greeter(&desk);
    assert_eq!((after.count, after.priority), (1, Some(false)));
    assert!(after.needs.is_empty());
    assert_eq!(lines(&desk), ["A012–A016"]);
    assert_eq!(
        desk.touch(StaffTouch::Service(0)),
        issue(&first, false, 1, vec![])
    );
}

#[test]
fn what_was_chosen_stays_where_no_number_came() {
    let mut desk = Desk::greeting();
    desk.touch(StaffTouch::Count(3));
    for answer in [
        Answer::Failed("series_exhausted".into()),
        Answer::NotAsked,
        Answer::Issued(Vec::new()),
        Answer::Done,
    ] {
        assert!(desk.touch(StaffTouch::Service(0)).is_some());
        desk.hear(answer);
        assert!(matches!(desk.remark(), Some(Remark::Failed(_))));
        assert_eq!(greeter(&desk).count, 3);
        assert!(lines(&desk).is_empty());
    }
}

#[test]
fn fewer_numbers_than_asked_for_are_said() {
    let mut desk = Desk::greeting();
    desk.touch(StaffTouch::Count(10));
    desk.touch(StaffTouch::Service(0));
    desk.hear(Answer::Issued(slips(998..1000)));
    assert_eq!(desk.remark(), Some(Remark::Fewer(2)));
    assert_eq!(lines(&desk), ["A998–A999"]);
}

#[test]
fn any_count_up_to_fifty_can_be_typed() {
    let mut desk = Desk::greeting();
    for (typed, count) in [
        ("7", 7),
        ("50", 50),
        ("51", 5),
        ("0", 5),
        ("999", 9),
        ("05", 5),
    ] {
        desk.touch(StaffTouch::OtherCount);
        for digit in typed.bytes() {
            desk.touch(StaffTouch::Digit(digit - b'0'));
        }
        desk.touch(StaffTouch::Enter);
        assert_eq!(greeter(&desk).count, count, "{typed}");
    }
    desk.touch(StaffTouch::OtherCount);
    desk.touch(StaffTouch::Digit(4));
    desk.touch(StaffTouch::Digit(2));
    desk.touch(StaffTouch::Erase);
    assert_eq!(desk.page(), StaffPage::Count(4));
    desk.touch(StaffTouch::Back);
    assert_eq!(greeter(&desk).count, 5, "given up");
    for none in [0, COUNT_MAX + 1, u8::MAX] {
        desk.touch(StaffTouch::Count(none));
        assert_eq!(greeter(&desk).count, 5);
    }
}

#[test]
fn a_service_that_gives_nothing_now_is_not_asked_for() {
    let mut desk = Desk::greeting();
    desk.branch.services[2].availability = Availability::Exhausted;
    assert_eq!(desk.touch(StaffTouch::Service(2)), None);
    assert_eq!(desk.remark(), Some(Remark::ServiceClosed));
    assert!(!greeter(&desk).services[2].open);
    assert_eq!(desk.touch(StaffTouch::Service(usize::MAX)), None);
}

#[test]
fn priority_is_offered_only_where_the_branch_has_it() {
    let mut desk = Desk::greeting();
    for service in &mut desk.branch.services {
        service.priority = false;
    }
    desk.touch(StaffTouch::Priority);
    assert_eq!(greeter(&desk).priority, None);
    let order = desk.touch(StaffTouch::Service(1));
    assert!(matches!(
        order,
        Some(Order::Issue {
            priority: false,
            ..
        })
    ));
}

#[test]
fn a_number_that_nobody_took_is_given_back_by_one_touch() {
    let mut desk = Desk::greeting();
    desk.touch(StaffTouch::Service(0));
    desk.hear(Answer::Issued(slips([12])));
    let order = desk.touch(StaffTouch::NotTaken(0));
    assert_eq!(order, Some(Order::Cancel(vec!["t12".into()])));
    desk.hear(Answer::Cancelled(vec!["t12".into()]));
    assert_eq!(desk.remark(), Some(Remark::GivenBack("A012".into())));
    assert!(lines(&desk).is_empty());
    assert_eq!(desk.touch(StaffTouch::NotTaken(0)), None);
}

#[test]
fn of_several_numbers_only_those_marked_are_given_back() {
    let mut desk = Desk::greeting();
    desk.touch(StaffTouch::Count(5));
    desk.touch(StaffTouch::Service(0));
    desk.hear(Answer::Issued(slips(12..17)));
    assert_eq!(desk.touch(StaffTouch::NotTaken(0)), None);
    assert_eq!(desk.touch(StaffTouch::CancelMarked), None, "none is marked");
    for place in [1, 3, 4, 4, 99] {
        desk.touch(StaffTouch::Mark(place));
    }
    let StaffPage::Act(numbers) = desk.page() else {
        panic!("{:?}", desk.page());
    };
    let marked = numbers.iter().filter(|(_, marked)| *marked);
    let marked: Vec<&str> = marked.map(|(slip, _)| slip.number.as_str()).collect();
    assert_eq!(marked, ["A013", "A015"]);
    let ids = vec!["t13".to_owned(), "t15".to_owned()];
    assert_eq!(
        desk.touch(StaffTouch::CancelMarked),
        Some(Order::Cancel(ids.clone()))
    );
    desk.hear(Answer::Cancelled(ids));
    assert_eq!(lines(&desk), ["A012, A014, A016"]);
    assert_eq!(desk.remark(), Some(Remark::GivenBack("A013, A015".into())));
}

#[test]
fn what_could_not_be_given_back_stays_and_is_named() {
    let mut desk = Desk::greeting();
    desk.touch(StaffTouch::Count(2));
    desk.touch(StaffTouch::Service(0));
    desk.hear(Answer::Issued(slips(12..14)));
    desk.touch(StaffTouch::NotTaken(0));
    desk.touch(StaffTouch::Mark(0));
    desk.touch(StaffTouch::Mark(1));
    desk.touch(StaffTouch::CancelMarked);
    // The first was called meanwhile.
    desk.hear(Answer::Cancelled(vec!["t13".into()]));
    assert_eq!(desk.remark(), Some(Remark::StillValid("A012".into())));
    assert_eq!(lines(&desk), ["A012"]);
    desk.touch(StaffTouch::NotTaken(0));
    desk.hear(Answer::Failed("state".into()));
    assert_eq!(lines(&desk), ["A012"]);
    assert_eq!(desk.remark(), Some(Remark::Failed("state".into())));
}

#[test]
fn the_newest_acts_stay_in_sight_and_no_more() {
    let mut desk = Desk::greeting();
    for number in 1..=20 {
        desk.touch(StaffTouch::Service(0));
        desk.hear(Answer::Issued(slips([number])));
    }
    let lines = lines(&desk);
    assert_eq!((lines.len(), lines[0].as_str()), (ACTS_MAX, "A020"));
}

#[test]
fn the_hub_is_lost_in_the_middle_and_the_greeter_goes_on() {
    let mut desk = Desk::greeting();
    desk.touch(StaffTouch::Service(0));
    desk.hear(Answer::NotAsked);
    assert_eq!(desk.remark(), Some(Remark::Failed("unreachable".into())));
    assert!(desk.touch(StaffTouch::Service(0)).is_some());
    desk.hear(Answer::Issued(slips([981])));
    assert_eq!(lines(&desk), ["A981"]);
}

#[test]
fn numbers_in_one_line_join_only_where_they_follow_each_other() {
    let other = Recent {
        letters: "B".into(),
        number: "B013".into(),
        ..slip(13)
    };
    let cases: [(Vec<Recent>, &str); 6] = [
        (vec![], ""),
        (slips([12]), "A012"),
        (slips([12, 13]), "A012–A013"),
        (slips([12, 14, 15, 16, 20]), "A012, A014–A016, A020"),
        (slips([13, 12]), "A013, A012"),
        (vec![slip(12), other], "A012, B013"),
    ];
    for (numbers, line) in cases {
        assert_eq!(in_one_line(&numbers), line);
    }
}
