use antre_journal::JournalError;

use crate::Place;

#[test]
fn a_second_opener_is_refused_until_the_first_has_closed() {
    let place = Place::new();
    let journal = place.open();
    assert!(matches!(place.try_open(), Err(JournalError::Locked { .. })));
    drop(journal);
    place.try_open().unwrap();
}

#[test]
fn a_rewrite_does_not_let_a_second_opener_in() {
    let place = Place::new();
    let mut journal = place.open();
    journal.rewrite([b"live"]).unwrap();
    assert!(matches!(place.try_open(), Err(JournalError::Locked { .. })));
}

#[test]
fn a_directory_that_is_not_there_is_named_as_the_systems_answer() {
    let mut place = Place::new();
    place.path = place.path.join("below");
    assert!(matches!(place.try_open(), Err(JournalError::Io { .. })));
}
