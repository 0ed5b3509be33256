//! What was before, for nobody's eyes but the clerk's.

use std::time::Duration;

use antre_counter_flow::WORDS_SHOWN_FOR;
use antre_counter_flow::panel::{Intent, Settled};
use antre_domain::CounterId;
use antre_protocol::{HistoryAnswer, HistoryLeg, HistoryNote};

use crate::made::{Desk, id, morning, service_id, ticket};

const WORDS: &str = "kurang fotokopi KK";

fn answer() -> HistoryAnswer {
    HistoryAnswer {
        legs: vec![HistoryLeg {
            service: service_id("gigi"),
            counter: CounterId::new("2").ok(),
            clerk: None,
            joined_at: morning(),
            called_at: Some(morning()),
            started_at: Some(morning()),
            ended_at: Some(morning()),
            outcome: Some("transferred".to_owned()),
            delivered: Vec::new(),
        }],
        notes: vec![HistoryNote {
            at: morning(),
            counter: CounterId::new("2").ok(),
            text: Some(WORDS.to_owned()),
        }],
    }
}

fn reading() -> Desk {
    let mut desk = Desk::serving();
    assert_eq!(desk.key("F4"), Some(Intent::History(id("A012"))));
    desk.settle(Settled::History(answer()));
    desk
}

fn words(desk: &Desk) -> Option<String> {
    desk.face()
        .history
        .and_then(|page| page.notes[0].text.clone())
}

#[test]
fn the_earlier_legs_are_shown_and_the_words_are_masked() {
    let desk = reading();
    assert_eq!(desk.face().history.unwrap().legs.len(), 1);
    assert_eq!(words(&desk), None);
}

#[test]
fn the_words_are_shown_by_a_key_and_hidden_by_it_or_after_half_a_minute() {
    let mut desk = reading();
    desk.key("F4");
    assert_eq!(words(&desk).as_deref(), Some(WORDS));
    assert_eq!(desk.face().history.unwrap().hides_in_secs, 30);
    assert_eq!(
        desk.panel.next_deadline(desk.now),
        Some(desk.now + WORDS_SHOWN_FOR)
    );
    desk.pass(WORDS_SHOWN_FOR - Duration::from_millis(1));
    assert!(words(&desk).is_some());
    desk.pass(Duration::from_millis(1));
    assert_eq!(words(&desk), None);
    desk.key("F4");
    assert!(words(&desk).is_some());
    desk.key("F4");
    assert_eq!(words(&desk), None);
}

#[test]
fn it_goes_with_the_ticket_and_by_escape() {
    let mut desk = reading();
    desk.key("F4");
    desk.sees("serving", Some(ticket("A013", 0, "umum", "serving")));
    assert!(desk.face().history.is_none());
    let mut desk = reading();
    desk.key("Esc");
    assert!(desk.face().history.is_none());
}

#[test]
fn a_history_that_comes_after_its_ticket_has_gone_is_not_shown() {
    let mut desk = Desk::serving();
    desk.key("F4");
    desk.sees("called", Some(ticket("A013", 0, "umum", "called")));
    desk.settle(Settled::History(answer()));
    assert!(desk.face().history.is_none());
}

#[test]
fn the_words_stand_in_no_log_line() {
    let mut desk = reading();
    desk.key("F4");
    let printed = format!(
        "{:?} {:?} {:?}",
        desk.panel,
        desk.face(),
        Settled::History(answer())
    );
    assert!(!printed.contains("fotokopi"), "{printed}");
}

#[test]
fn there_is_none_without_a_ticket() {
    assert_eq!(Desk::new("idle", None).key("F4"), None);
}
