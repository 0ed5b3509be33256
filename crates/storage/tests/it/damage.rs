use antre_storage::{Applied, DataDir, LOG_FILE, Log, StorageError, verify};
use tempfile::TempDir;

use crate::fixture::{CREATE, all_events, events, new_dir, opening, tamper};

/// Two days: events 1–3 and 4–6.
fn two_days() -> TempDir {
    let (temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    for of_november in [21, 22] {
        log.append(&opening(of_november)).unwrap();
        log.append(&events(&["a", "b"])).unwrap();
    }
    temp
}

fn open_log(temp: &TempDir) -> Result<Log, StorageError> {
    DataDir::open(temp.path(), CREATE)?.log()
}

#[track_caller]
fn assert_refused_at(temp: &TempDir, seq: u64) {
    match open_log(temp) {
        Err(error @ StorageError::BrokenChain { seq: found }) => {
            assert_eq!(found, seq);
            assert!(
                error
                    .to_string()
                    .contains(&format!("broken at event {seq}"))
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_change_to_any_column_of_the_present_day_is_refused_by_its_number() {
    for change in [
        "body = x'78'",
        "at_ms = at_ms + 1",
        "kind = 'ticket_called'",
        "hash = zeroblob(32)",
        "hash = x'00'",
    ] {
        let temp = two_days();
        tamper(
            &temp,
            LOG_FILE,
            &format!("UPDATE event SET {change} WHERE seq = 5"),
        );
        assert_refused_at(&temp, 5);
    }
}

#[test]
fn a_change_to_the_opening_of_the_present_day_is_refused() {
    for change in [
        "day = 20261130",
        "previous_hash = zeroblob(32)",
        "body = x'78'",
    ] {
        let temp = two_days();
        tamper(
            &temp,
            LOG_FILE,
            &format!("UPDATE event SET {change} WHERE seq = 4"),
        );
        assert_refused_at(&temp, 4);
    }
    let temp = two_days();
    let change = "UPDATE event SET day = NULL, previous_hash = NULL WHERE seq = 4";
    tamper(&temp, LOG_FILE, change);
    assert_refused_at(&temp, 4);
}

#[test]
fn an_event_taken_out_of_the_present_day_is_refused() {
    let temp = two_days();
    tamper(&temp, LOG_FILE, "DELETE FROM event WHERE seq = 5");
    assert_refused_at(&temp, 5);
}

#[test]
fn damage_to_an_older_day_is_found_by_verify_and_keeps_no_branch_closed() {
    for change in [
        "UPDATE event SET body = x'78' WHERE seq = 2",
        "UPDATE event SET hash = zeroblob(32) WHERE seq = 3",
        "DELETE FROM event WHERE seq = 3",
        "DELETE FROM event WHERE seq < 4",
    ] {
        let temp = two_days();
        tamper(&temp, LOG_FILE, change);
        open_log(&temp).unwrap().append(&events(&["c"])).unwrap();
        assert!(
            !verify(temp.path(), |_, _| {}).unwrap().faults.is_empty(),
            "{change}"
        );
    }
}

#[test]
fn a_corrupt_page_of_the_log_is_reported_as_damage() {
    let temp = two_days();
    let path = temp.path().join(LOG_FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    for page in bytes.chunks_mut(4_096).skip(1) {
        page[..100].fill(0xff);
    }
    std::fs::write(&path, bytes).unwrap();
    let refused = open_log(&temp).unwrap_err();
    assert!(
        matches!(refused, StorageError::Corrupt { file: LOG_FILE, .. }),
        "{refused}"
    );
    assert!(
        refused.to_string().contains("antre.db is damaged"),
        "{refused}"
    );
}

#[test]
fn a_header_of_rubbish_is_reported_as_damage() {
    let temp = two_days();
    std::fs::write(temp.path().join(LOG_FILE), vec![0xa5; 8_192]).unwrap();
    let refused = open_log(&temp).unwrap_err();
    assert!(
        matches!(refused, StorageError::Corrupt { file: LOG_FILE, .. }),
        "{refused}"
    );
}

/// A copy of the files as a killed process leaves them: the last events in the WAL alone.
fn killed_with_two_in_the_wal(reports_saw: Option<u64>) -> TempDir {
    let (temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&opening(22)).unwrap();
    log.reopen().unwrap();
    log.append(&events(&["a", "b"])).unwrap();
    if let Some(seq) = reports_saw {
        let epoch = log.tail().epoch;
        dir.reports()
            .unwrap()
            .apply(Applied { epoch, seq }, &[])
            .unwrap();
    }
    let killed = TempDir::new().unwrap();
    for entry in std::fs::read_dir(temp.path()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), killed.path().join(entry.file_name())).unwrap();
    }
    killed
}

#[test]
fn a_killed_process_loses_nothing() {
    let killed = killed_with_two_in_the_wal(Some(3));
    let dir = DataDir::open(killed.path(), CREATE).unwrap();
    assert_eq!(dir.log().unwrap().tail().seq, 3);
    assert_eq!(all_events(&dir).len(), 3);
}

#[test]
fn a_missing_wal_that_the_reports_had_followed_is_refused() {
    let killed = killed_with_two_in_the_wal(Some(3));
    std::fs::remove_file(killed.path().join("antre.db-wal")).unwrap();
    let refused = open_log(&killed).unwrap_err();
    assert!(
        matches!(
            refused,
            StorageError::LostTail {
                ends_at: 1,
                seen: 3
            }
        ),
        "{refused}"
    );
    assert!(
        refused.to_string().contains("antre.db-wal is missing"),
        "{refused}"
    );
}

#[test]
fn a_missing_wal_without_any_witness_leaves_a_sound_shorter_log() {
    let killed = killed_with_two_in_the_wal(None);
    std::fs::remove_file(killed.path().join("antre.db-wal")).unwrap();
    assert_eq!(open_log(&killed).unwrap().tail().seq, 1);
    assert_eq!(verify(killed.path(), |_, _| {}).unwrap().faults, []);
}

#[test]
fn a_torn_end_of_the_wal_costs_only_what_was_never_acknowledged() {
    let killed = killed_with_two_in_the_wal(None);
    let wal = std::fs::File::options()
        .write(true)
        .open(killed.path().join("antre.db-wal"))
        .unwrap();
    wal.set_len(wal.metadata().unwrap().len() - 1).unwrap();
    assert_eq!(open_log(&killed).unwrap().tail().seq, 1);
}
