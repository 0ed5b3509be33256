use std::time::Duration;

use antre_counter_flow::watch::{Answer, Intent, Key, Page, READ_GAP};
use antre_protocol::{PeopleAnswer, TICKET_ROWS_MAX, TicketListAnswer, TicketOrder};

use super::scene::{Hall, clerk_id, person, row};

fn lists(hall: &mut Hall) -> usize {
    let asks = hall.asks();
    let lists = asks
        .iter()
        .filter(|ask| matches!(ask.intent, Intent::Tickets(_)));
    lists.count()
}

#[test]
fn who_waits_is_asked_when_the_page_is_open_and_the_hall_has_changed() {
    let mut hall = Hall::new();
    assert_eq!(lists(&mut hall), 0, "nobody looks");
    hall.key(Key::Page(Page::Waiting));
    let asks = hall.asks();
    let query = asks.iter().find_map(|ask| match &ask.intent {
        Intent::Tickets(query) => Some(query.clone()),
        _ => None,
    });
    let query = query.unwrap();
    assert_eq!(query.state.as_deref(), Some("waiting"));
    assert_eq!(query.order, Some(TicketOrder::Longest));
    assert_eq!(usize::from(query.limit.unwrap()), TICKET_ROWS_MAX);
}

#[test]
fn a_hall_that_changes_all_the_time_is_asked_for_once_in_two_seconds() {
    let mut hall = Hall::open(Page::Waiting);
    let mut asked_at = Vec::new();
    for step in 0..100 {
        hall.late(0, 100 + step);
        hall.pass(Duration::from_millis(100));
        for ask in hall.asks() {
            if matches!(ask.intent, Intent::Tickets(_)) {
                asked_at.push(hall.now);
                let list = Answer::Tickets(TicketListAnswer::default());
                hall.watch.handle_answer(ask.id, list, hall.now);
            }
        }
    }
    assert!(
        asked_at
            .windows(2)
            .all(|pair| pair[1] - pair[0] >= READ_GAP),
        "{asked_at:?}"
    );
    assert!(asked_at.len() >= 4, "{asked_at:?}");
}

#[test]
fn the_same_hall_is_not_asked_for_again() {
    let mut hall = Hall::open(Page::Waiting);
    hall.list(Vec::new());
    for _ in 0..10 {
        hall.see();
        hall.pass(READ_GAP);
        assert_eq!(lists(&mut hall), 0);
    }
}

#[test]
fn a_list_that_was_not_answered_is_asked_for_again_after_a_while() {
    let mut hall = Hall::open(Page::Waiting);
    let asks = hall.asks();
    for ask in asks {
        hall.watch
            .handle_answer(ask.id, Answer::Unanswered, hall.now);
    }
    assert_eq!(lists(&mut hall), 0);
    hall.pass(READ_GAP);
    assert_eq!(lists(&mut hall), 1);
}

#[test]
fn no_list_is_longer_than_its_bound() {
    let mut hall = Hall::open(Page::Waiting);
    let rows = (0..TICKET_ROWS_MAX + 50).map(|n| row(&format!("A{n:03}"), "umum", 60));
    hall.list(rows.collect());
    assert_eq!(hall.watch.waiting().0.len(), TICKET_ROWS_MAX);
}

#[test]
fn names_are_asked_for_where_somebody_works_whose_name_is_not_known() {
    let mut hall = Hall::open(Page::Hall);
    let ask = hall
        .asks()
        .into_iter()
        .find(|ask| ask.intent == Intent::People)
        .unwrap();
    let people = PeopleAnswer {
        people: vec![person("p-1", "Petugas 1")],
    };
    hall.watch
        .handle_answer(ask.id, Answer::People(people), hall.now);
    assert_eq!(hall.watch.name(&clerk_id("p-1")), Some("Petugas 1"));
    hall.pass(READ_GAP);
    hall.late(0, 100);
    assert!(hall.asks().is_empty(), "known");
    hall.view.counters[0].clerk = Some(clerk_id("p-2"));
    hall.see();
    assert_eq!(hall.asks().len(), 1);
    hall.watch.handle_role(false, hall.now);
    hall.watch.handle_role(true, hall.now);
    assert_eq!(
        hall.watch.name(&clerk_id("p-1")),
        None,
        "nothing is left for the next one"
    );
}
