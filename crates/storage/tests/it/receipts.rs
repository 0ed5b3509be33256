use antre_storage::{Batch, DataDir, RECEIPT_FACTS_BYTES_MAX, Receipt, StorageError};

use crate::fixture::{CREATE, all_events, day, day_opened, event, new_dir, opening, receipt};

fn with_receipt(text: &str, receipt: Receipt) -> Batch {
    Batch {
        events: vec![event(text)],
        receipts: vec![receipt],
    }
}

#[test]
fn a_receipt_is_there_for_a_replay_after_a_restart() {
    let (temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&opening(22)).unwrap();
    let given = receipt("kiosk-1", "key-1", 22);
    log.append(&with_receipt("a", given.clone())).unwrap();
    drop((log, dir));

    let dir = DataDir::open(temp.path(), CREATE).unwrap();
    dir.log().unwrap();
    assert_eq!(
        dir.reader().unwrap().receipts_since(day(22)).unwrap(),
        [given]
    );
}

#[test]
fn the_same_key_of_another_device_is_another_receipt() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&with_receipt("a", receipt("kiosk-1", "key", 22)))
        .unwrap();
    log.append(&with_receipt("b", receipt("kiosk-2", "key", 22)))
        .unwrap();
    assert_eq!(
        dir.reader().unwrap().receipts_since(day(22)).unwrap().len(),
        2
    );
}

#[test]
fn a_second_receipt_for_one_key_takes_its_events_down_with_it() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&with_receipt("a", receipt("kiosk-1", "key", 22)))
        .unwrap();
    assert!(
        log.append(&with_receipt("twin", receipt("kiosk-1", "key", 22)))
            .is_err()
    );
    assert!(matches!(
        log.append(&with_receipt("c", receipt("kiosk-1", "other", 22))),
        Err(StorageError::NeedsReopen)
    ));
    assert_eq!(log.reopen().unwrap().seq, 1);
    assert_eq!(all_events(&dir).len(), 1);
    log.append(&with_receipt("c", receipt("kiosk-1", "other", 22)))
        .unwrap();
}

#[test]
fn a_receipt_lives_through_the_next_business_day_and_not_longer() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    let reader = dir.reader().unwrap();
    log.append(&opening(20)).unwrap();
    log.append(&with_receipt("a", receipt("kiosk-1", "friday", 20)))
        .unwrap();

    // The next business day is a Monday: the days between do not count.
    log.append(&opening(23)).unwrap();
    log.append(&with_receipt("b", receipt("kiosk-1", "monday", 23)))
        .unwrap();
    assert_eq!(reader.receipts_since(day(20)).unwrap().len(), 2);

    log.append(&Batch {
        events: vec![day_opened(24), event("c")],
        receipts: vec![receipt("kiosk-1", "tuesday", 24)],
    })
    .unwrap();
    let keys: Vec<_> = reader
        .receipts_since(day(20))
        .unwrap()
        .into_iter()
        .map(|receipt| receipt.key)
        .collect();
    assert_eq!(keys, ["monday", "tuesday"]);
    log.append(&with_receipt("d", receipt("kiosk-1", "friday", 24)))
        .unwrap();
}

#[test]
fn a_refused_day_purges_nothing() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&opening(20)).unwrap();
    log.append(&with_receipt("a", receipt("kiosk-1", "key", 20)))
        .unwrap();
    log.append(&opening(21)).unwrap();
    let mut failing = opening(22);
    failing.receipts = vec![
        receipt("kiosk-1", "twice", 22),
        receipt("kiosk-1", "twice", 22),
    ];
    assert!(log.append(&failing).is_err());
    log.reopen().unwrap();
    assert_eq!(
        dir.reader().unwrap().receipts_since(day(20)).unwrap().len(),
        1
    );
}

#[test]
fn oversized_facts_are_refused() {
    let (_temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    let fat = Receipt {
        facts: vec![b' '; RECEIPT_FACTS_BYTES_MAX + 1],
        ..receipt("kiosk-1", "key", 22)
    };
    assert!(matches!(
        log.append(&with_receipt("a", fat)),
        Err(StorageError::TooLarge { .. })
    ));
    assert_eq!(log.tail().seq, 0);
}
