use antre_counter_flow::watch::{Choice, Intent, Key, List, Page};
use antre_domain::{Age, ClassId, Directed};
use antre_protocol::TransferRequest;

use super::scene::{Hall, clerk_id, counter_id, row, service_id};

fn before_a012() -> Hall {
    let mut hall = Hall::open(Page::Waiting);
    hall.list(vec![row("B003", "gigi", 2_000), row("A012", "umum", 900)]);
    hall.key(Key::Down);
    hall.key(Key::Enter);
    hall
}

#[track_caller]
fn moved(hall: &mut Hall) -> TransferRequest {
    let Intent::Move { ticket, request } = hall.act() else {
        panic!("nothing was moved");
    };
    assert_eq!(ticket, row("A012", "umum", 900).id);
    request
}

#[test]
fn to_another_service_by_that_services_rule() {
    let mut hall = before_a012();
    hall.key(Key::Digit(1));
    let elsewhere = ["gigi", "lab"].map(|id| Choice::Service(service_id(id)));
    assert_eq!(hall.watch.choices(), elsewhere);
    hall.key(Key::Digit(2));
    let request = moved(&mut hall);
    assert_eq!(
        (request.service, request.class, request.age, request.to),
        (service_id("lab"), None, None, None)
    );
}

#[test]
fn to_one_counter_or_one_person_with_everything_it_has() {
    let mut hall = before_a012();
    hall.key(Key::Digit(2));
    let open = ["1", "2", "3"].map(|id| Choice::Counter(counter_id(id)));
    assert_eq!(hall.watch.choices(), open, "none that is closed");
    hall.key(Key::Digit(3));
    let regular = ClassId::new("regular").unwrap();
    let stays = TransferRequest {
        service: service_id("umum"),
        class: Some(regular),
        age: Some(Age::Keep),
        to: Some(Directed::Counter(counter_id("3"))),
        note: None,
    };
    assert_eq!(moved(&mut hall), stays);

    let mut hall = before_a012();
    hall.key(Key::Digit(3));
    assert_eq!(
        hall.watch.choices(),
        [Choice::Clerk(clerk_id("p-1"))],
        "who sits somewhere"
    );
    hall.key(Key::Digit(1));
    assert_eq!(moved(&mut hall).to, Some(Directed::Clerk(clerk_id("p-1"))));
}

#[test]
fn to_another_class_with_the_age_it_has() {
    let mut hall = before_a012();
    hall.key(Key::Digit(4));
    assert_eq!(hall.watch.drawer().unwrap().list(), List::Classes);
    hall.key(Key::Digit(1));
    let request = moved(&mut hall);
    assert_eq!(request.class, Some(ClassId::new("priority").unwrap()));
    assert_eq!(request.age, Some(Age::Keep));
}

#[test]
fn the_row_stays_the_tickets_own_however_the_list_changes() {
    let mut hall = Hall::open(Page::Waiting);
    let (first, second) = (row("B003", "gigi", 2_000), row("A012", "umum", 900));
    hall.list(vec![first, second.clone()]);
    hall.key(Key::Down);
    hall.key(Key::Enter);
    hall.late(0, 900);
    hall.pass(std::time::Duration::from_secs(2));
    hall.list(vec![second]);
    assert_eq!(hall.watch.waiting().1, 0);
    hall.key(Key::Digit(1));
    hall.key(Key::Digit(1));
    moved(&mut hall);
}

#[test]
fn from_a_ticket_to_why_it_is_there() {
    let mut hall = before_a012();
    hall.key(Key::Digit(5));
    assert_eq!(hall.watch.page(), Page::Why);
    let asked = hall.asks().into_iter().find_map(|ask| match ask.intent {
        Intent::Why { number, date } => Some((number, date.to_string())),
        _ => None,
    });
    assert_eq!(asked, Some(("A012".to_owned(), "2026-11-23".to_owned())));
}

#[test]
fn from_a_service_to_who_waits_there() {
    let mut hall = Hall::open(Page::Hall);
    hall.key(Key::Service(1));
    hall.key(Key::Digit(1));
    assert_eq!(hall.watch.page(), Page::Waiting);
    let asked = hall.asks().into_iter().find_map(|ask| match ask.intent {
        Intent::Tickets(query) => Some(query.service),
        _ => None,
    });
    assert_eq!(asked, Some(Some(service_id("gigi"))));
    hall.key(Key::Left);
    assert_eq!(hall.watch.only(), Some(&service_id("umum")));
    hall.key(Key::Left);
    assert_eq!(hall.watch.only(), None);
    hall.key(Key::Left);
    assert_eq!(hall.watch.only(), Some(&service_id("lab")), "round about");
}
