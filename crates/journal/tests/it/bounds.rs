use antre_journal::{FILE_BYTES_MAX, Journal, JournalError, Limits, RECORD_BYTES_MAX};

use crate::Place;

const SMALL: Limits = Limits {
    record_bytes: 100,
    file_bytes: 24 + 3 * 108,
};

#[test]
fn the_record_that_just_fits_is_taken_and_one_byte_more_is_refused() {
    let place = Place::new();
    let (mut journal, _) = Journal::open(&place.path, SMALL).unwrap();
    journal.append(&[7; 100]).unwrap();
    assert!(matches!(
        journal.append(&[7; 101]),
        Err(JournalError::TooLong { len: 101, max: 100 })
    ));
    journal.append(b"and it goes on").unwrap();
    drop(journal);
    assert_eq!(place.read().1, [&[7; 100][..], b"and it goes on"]);
}

#[test]
fn a_full_journal_refuses_without_a_trace_and_takes_more_after_a_rewrite() {
    let place = Place::new();
    let (mut journal, _) = Journal::open(&place.path, SMALL).unwrap();
    for byte in 0..3 {
        journal.append(&[byte; 100]).unwrap();
    }
    let before = place.bytes();
    assert!(matches!(
        journal.append(b""),
        Err(JournalError::Full { max: 348 })
    ));
    assert_eq!(place.bytes(), before);
    journal.rewrite([[2; 100]]).unwrap();
    journal.append(&[3; 100]).unwrap();
    drop(journal);
    assert_eq!(place.read().1, [[2; 100], [3; 100]]);
}

#[test]
fn a_rewrite_that_does_not_fit_changes_nothing() {
    let place = Place::new();
    let (mut journal, _) = Journal::open(&place.path, SMALL).unwrap();
    journal.append(b"kept").unwrap();
    let before = place.bytes();
    assert!(matches!(
        journal.rewrite([[1; 100]; 4]),
        Err(JournalError::Full { .. })
    ));
    assert!(matches!(
        journal.rewrite([[1; 101]]),
        Err(JournalError::TooLong { .. })
    ));
    assert_eq!(place.bytes(), before);
    journal.append(b"still open").unwrap();
}

#[test]
fn no_limits_go_beyond_the_rooms_own() {
    let place = Place::new();
    let endless = Limits {
        record_bytes: usize::MAX,
        file_bytes: u64::MAX,
    };
    let (mut journal, _) = Journal::open(&place.path, endless).unwrap();
    assert!(matches!(
        journal.append(&vec![0; RECORD_BYTES_MAX + 1]),
        Err(JournalError::TooLong { .. })
    ));
    let longest = vec![0; RECORD_BYTES_MAX];
    let fitting = (FILE_BYTES_MAX as usize - 24) / (RECORD_BYTES_MAX + 8);
    journal.rewrite(vec![&longest; fitting]).unwrap();
    assert!(matches!(
        journal.append(&longest),
        Err(JournalError::Full {
            max: FILE_BYTES_MAX
        })
    ));
}

#[test]
fn a_file_beyond_the_rooms_bound_is_not_read_into_memory() {
    let (place, _) = Place::with(&[b"first"]);
    let file = std::fs::OpenOptions::new().write(true).open(&place.path);
    file.unwrap().set_len(FILE_BYTES_MAX + 1).unwrap();
    assert!(matches!(
        place.try_open(),
        Err(JournalError::Foreign { .. })
    ));
}
