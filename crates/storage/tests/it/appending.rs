use antre_storage::{
    BATCH_EVENTS_MAX, Batch, DataDir, EVENT_BODY_BYTES_MAX, NewEvent, READ_EVENTS_MAX, StorageError,
};
use sha2::{Digest, Sha256};

use crate::fixture::{CREATE, all_events, day, day_opened, event, events, new_dir, opening};

#[test]
fn what_was_appended_is_read_back_in_order_by_another_connection() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    let first = log.append(&events(&["a", "b"])).unwrap();
    let second = log.append(&events(&["c"])).unwrap();

    let stored = all_events(&dir);
    let texts: Vec<_> = stored.iter().map(|event| event.body.as_slice()).collect();
    assert_eq!(texts, [b"a", b"b", b"c"]);
    assert_eq!(
        stored.iter().map(|event| event.seq).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(stored[0].kind, "ticket_issued");
    assert_eq!(stored[0].at_ms, 1_001);
    assert_eq!((first.first_seq, first.last_seq), (1, 2));
    assert_eq!((second.first_seq, second.last_seq), (3, 3));
    assert_eq!(stored[2].hash, second.hash);
}

#[test]
fn the_sequence_and_the_chain_go_on_after_a_restart() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&opening(22)).unwrap();
    let before = *log.tail();
    drop((log, dir));

    let dir = DataDir::open(_temp.path(), CREATE).unwrap();
    let mut log = dir.log().unwrap();
    assert_eq!(log.tail(), &before);
    assert_eq!(log.append(&events(&["b"])).unwrap().first_seq, 2);
    assert!(
        antre_storage::verify(dir.path(), |_, _| {})
            .unwrap()
            .faults
            .is_empty()
    );
}

#[test]
fn the_hash_of_an_event_covers_every_column_and_the_hash_before_it() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&events(&["a"])).unwrap();
    log.append(&opening(22)).unwrap();

    let stored = all_events(&dir);
    let mut previous = [0; 32];
    for (event, day) in stored.iter().zip([0_i64, 20_261_122]) {
        let mut bytes = previous.to_vec();
        bytes.extend(event.seq.to_be_bytes());
        bytes.extend(event.at_ms.to_be_bytes());
        bytes.extend(day.to_be_bytes());
        bytes.extend((event.kind.len() as u64).to_be_bytes());
        bytes.extend(event.kind.as_bytes());
        bytes.extend(&event.body);
        previous = Sha256::digest(&bytes).into();
        assert_eq!(event.hash, previous, "event {}", event.seq);
    }
}

#[test]
fn days_are_found_by_date_and_in_order() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    let reader = dir.reader().unwrap();
    assert_eq!(reader.last_day().unwrap(), None);
    log.append(&opening(20)).unwrap();
    log.append(&events(&["a", "b"])).unwrap();
    log.append(&opening(22)).unwrap();

    assert_eq!(reader.day_start_seq(day(20)).unwrap(), Some(1));
    assert_eq!(reader.day_start_seq(day(21)).unwrap(), None);
    assert_eq!(reader.day_start_seq(day(22)).unwrap(), Some(4));
    let days = reader.days().unwrap();
    assert_eq!(days.len(), 2);
    assert_eq!(Some(days[1]), reader.last_day().unwrap());
    assert_eq!(reader.tail().unwrap(), *log.tail());
    assert_eq!(log.tail().day, Some(days[1]));
}

#[test]
fn a_day_opens_only_with_a_later_date_and_the_log_stays_usable() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&opening(22)).unwrap();
    for of_november in [21, 22] {
        let refused = log.append(&opening(of_november)).unwrap_err();
        assert!(
            matches!(refused, StorageError::DayNotLater { .. }),
            "{refused}"
        );
    }
    let twice = Batch {
        events: vec![day_opened(23), day_opened(23)],
        ..Batch::default()
    };
    assert!(matches!(
        log.append(&twice),
        Err(StorageError::DayNotLater { .. })
    ));
    assert_eq!(log.append(&opening(23)).unwrap().first_seq, 2);
}

#[test]
fn an_oversized_event_or_batch_is_refused_whole() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    let fat = NewEvent {
        body: vec![b' '; EVENT_BODY_BYTES_MAX + 1],
        ..event("")
    };
    let fat = Batch {
        events: vec![event("a"), fat],
        ..Batch::default()
    };
    assert!(matches!(
        log.append(&fat),
        Err(StorageError::TooLarge { .. })
    ));
    let many = Batch {
        events: vec![event("a"); BATCH_EVENTS_MAX + 1],
        ..Batch::default()
    };
    assert!(matches!(
        log.append(&many),
        Err(StorageError::TooLarge { .. })
    ));
    assert_eq!(log.append(&events(&["a"])).unwrap().first_seq, 1);
}

#[test]
fn one_read_is_bounded_in_events_and_in_bytes() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    let large = NewEvent {
        body: vec![b' '; EVENT_BODY_BYTES_MAX],
        ..event("")
    };
    log.append(&Batch {
        events: vec![large; 3],
        ..Batch::default()
    })
    .unwrap();
    log.append(&Batch {
        events: vec![event("a"); READ_EVENTS_MAX + 1],
        ..Batch::default()
    })
    .unwrap();
    let reader = dir.reader().unwrap();
    assert_eq!(reader.events(1, usize::MAX).unwrap().len(), 2);
    assert_eq!(reader.events(4, usize::MAX).unwrap().len(), READ_EVENTS_MAX);
    assert_eq!(reader.events(10_000, 1).unwrap(), []);
}

#[test]
fn an_empty_batch_leaves_the_log_as_it_is() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&events(&["a"])).unwrap();
    let before = *log.tail();
    let appended = log.append(&Batch::default()).unwrap();
    assert_eq!((appended.first_seq, appended.last_seq), (2, 1));
    assert_eq!(log.tail(), &before);
}

#[test]
fn each_directory_is_born_with_an_epoch_of_its_own_that_survives_restarts() {
    let (temp, dir) = new_dir();
    let (_other_temp, other) = new_dir();
    let epoch = dir.log().unwrap().tail().epoch;
    assert_eq!(epoch.counter, 1);
    assert_ne!(epoch, other.log().unwrap().tail().epoch);
    drop(dir);
    let dir = DataDir::open(temp.path(), CREATE).unwrap();
    assert_eq!(dir.log().unwrap().tail().epoch, epoch);
    assert_eq!(epoch.to_string(), format!("1-{:016x}", epoch.random));
}
