use antre_storage::{DataDir, LOG_FILE, PRIVATE_FILE, StorageError, VerifyFault, verify};
use tempfile::TempDir;

use crate::fixture::{CREATE, event, events, new_dir, opening, tamper};

#[test]
fn a_sound_log_has_no_fault_and_progress_reaches_its_end() {
    let (temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    for of_november in 1..=3 {
        let mut batch = opening(of_november);
        batch
            .events
            .extend((0..2_999).map(|number| event(&format!("event {number}"))));
        log.append(&batch).unwrap();
    }
    let mut heard = Vec::new();
    let report = verify(temp.path(), |done, total| heard.push((done, total))).unwrap();
    assert_eq!(report.faults, []);
    assert_eq!((report.events, report.days), (9_000, 3));
    assert_eq!(report.tail, *log.tail());
    assert_eq!(heard.last(), Some(&(9_000, 9_000)));
    assert!(heard.len() > 1);
}

#[test]
fn each_fault_is_named_once_and_verification_goes_on_behind_it() {
    let (temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&opening(21)).unwrap();
    log.append(&events(&["b", "c", "d", "e", "f", "g"]))
        .unwrap();
    log.append(&opening(22)).unwrap();
    drop((log, dir));
    tamper(
        &temp,
        LOG_FILE,
        "UPDATE event SET body = x'78' WHERE seq = 2; DELETE FROM event WHERE seq IN (4, 5)",
    );
    let report = verify(temp.path(), |_, _| {}).unwrap();
    assert_eq!(
        report.faults,
        [
            VerifyFault::Chain { seq: 2 },
            VerifyFault::Missing {
                first_seq: 4,
                last_seq: 5
            }
        ]
    );
    assert_eq!(report.events, 6);
}

#[test]
fn a_damaged_page_of_any_file_is_in_the_report() {
    let (temp, dir) = new_dir();
    dir.log().unwrap().append(&opening(22)).unwrap();
    let mut private = dir.private().unwrap();
    for _ in 0..50 {
        private.put(&"text ".repeat(100), 1).unwrap();
    }
    drop((private, dir));
    let path = temp.path().join(PRIVATE_FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[4_096 * 3..4_096 * 3 + 50].fill(0xff);
    std::fs::write(&path, bytes).unwrap();
    let report = verify(temp.path(), |_, _| {}).unwrap();
    assert!(
        report.faults.iter().any(|fault| matches!(
            fault,
            VerifyFault::File {
                file: PRIVATE_FILE,
                ..
            }
        )),
        "{:?}",
        report.faults
    );
}

#[test]
fn verification_needs_no_lock_and_a_log_to_look_at() {
    let (temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&opening(22)).unwrap();
    assert_eq!(verify(temp.path(), |_, _| {}).unwrap().events, 1);
    log.append(&events(&["a"])).unwrap();
    assert!(DataDir::open(temp.path(), CREATE).is_err());

    let empty = TempDir::new().unwrap();
    assert!(matches!(
        verify(empty.path(), |_, _| {}),
        Err(StorageError::NoLog { .. })
    ));
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);
}
