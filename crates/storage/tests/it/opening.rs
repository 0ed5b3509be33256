use antre_storage::{DataDir, LOG_FILE, OpenOptions, PRIVATE_FILE, REPORTS_FILE, StorageError};
use tempfile::TempDir;

use crate::fixture::{CREATE, all_events, events, new_dir, opening, tamper};

#[test]
fn an_empty_directory_is_refused_and_left_empty_unless_it_may_be_made() {
    let temp = TempDir::new().unwrap();
    let refused = DataDir::open(temp.path(), OpenOptions::default()).unwrap_err();
    assert!(matches!(refused, StorageError::NoLog { .. }));
    assert!(refused.to_string().contains("holds no log"), "{refused}");
    assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 0);

    let below = temp.path().join("a/b");
    DataDir::open(&below, CREATE).unwrap().log().unwrap();
    assert!(DataDir::open(&below, OpenOptions::default()).is_ok());
}

#[test]
fn a_second_writer_is_refused_and_told_who_holds_the_directory() {
    let (temp, dir) = new_dir();
    let refused = DataDir::open(temp.path(), CREATE).unwrap_err();
    assert!(matches!(refused, StorageError::AlreadyOpen { .. }));
    let text = refused.to_string();
    assert!(text.contains("is already in use"), "{text}");
    assert!(
        text.contains(&format!("by process {}", std::process::id())),
        "{text}"
    );

    let clone = dir.clone();
    drop(dir);
    assert!(
        DataDir::open(temp.path(), CREATE).is_err(),
        "a clone still holds it"
    );
    drop(clone);
    assert!(DataDir::open(temp.path(), CREATE).is_ok());
}

#[test]
fn a_directory_gives_out_one_log_at_a_time() {
    let (temp, dir) = new_dir();
    let log = dir.log().unwrap();
    assert!(matches!(dir.log(), Err(StorageError::AlreadyOpen { .. })));
    drop(log);
    let log = dir.log().unwrap();
    drop(dir);
    assert!(
        DataDir::open(temp.path(), CREATE).is_err(),
        "the log still holds the directory"
    );
    drop(log);
    assert!(DataDir::open(temp.path(), CREATE).is_ok());
}

#[test]
fn a_newer_schema_in_any_file_is_refused_and_nothing_is_changed() {
    for file in [
        LOG_FILE,
        PRIVATE_FILE,
        REPORTS_FILE,
        antre_storage::VAULT_FILE,
    ] {
        let (temp, dir) = new_dir();
        dir.log().unwrap();
        dir.private().unwrap();
        dir.reports().unwrap();
        drop(dir);
        tamper(&temp, file, "PRAGMA user_version = 99");
        let before = std::fs::read(temp.path().join(file)).unwrap();

        let refused = DataDir::open(temp.path(), CREATE).unwrap_err();
        assert!(
            matches!(refused, StorageError::NewerSchema { found: 99, .. }),
            "{refused}"
        );
        assert!(refused.to_string().contains("update Antre"));
        assert!(refused.to_string().contains(file));
        assert_eq!(std::fs::read(temp.path().join(file)).unwrap(), before);
    }
}

#[test]
fn foreign_files_are_ignored_and_left_alone() {
    let temp = TempDir::new().unwrap();
    for name in ["notes.txt", "antre.db.bak", "lost+found", "branch.toml"] {
        std::fs::write(temp.path().join(name), "mine").unwrap();
    }
    let dir = DataDir::open(temp.path(), CREATE).unwrap();
    dir.log().unwrap().append(&events(&["a"])).unwrap();
    assert_eq!(all_events(&dir).len(), 1);
    assert_eq!(
        std::fs::read_to_string(temp.path().join("notes.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn a_database_of_somebody_else_under_our_name_is_refused() {
    let temp = TempDir::new().unwrap();
    tamper(
        &temp,
        LOG_FILE,
        "CREATE TABLE theirs (x); PRAGMA user_version = 1",
    );
    let refused = DataDir::open(temp.path(), CREATE).unwrap_err();
    assert!(
        refused.to_string().contains("not a file of Antre"),
        "{refused}"
    );
}

#[test]
fn a_rehearsal_is_recorded_and_refused_where_there_are_real_days() {
    let rehearsal = OpenOptions {
        create: true,
        rehearsal: true,
    };
    let temp = TempDir::new().unwrap();
    let dir = DataDir::open(temp.path(), rehearsal).unwrap();
    let mut log = dir.log().unwrap();
    assert!(log.tail().rehearsal);
    log.append(&opening(22)).unwrap();
    assert!(log.reopen().unwrap().rehearsal);
    drop((log, dir));
    let dir = DataDir::open(temp.path(), rehearsal).unwrap();
    assert!(dir.log().unwrap().tail().rehearsal, "a rehearsal may go on");

    let (temp, dir) = new_dir();
    dir.log().unwrap().append(&opening(22)).unwrap();
    drop(dir);
    let dir = DataDir::open(temp.path(), rehearsal).unwrap();
    assert!(matches!(dir.log(), Err(StorageError::RealDays { .. })));
}

#[cfg(unix)]
#[test]
fn a_new_directory_is_closed_to_other_users() {
    use std::os::unix::fs::PermissionsExt;
    let temp = TempDir::new().unwrap();
    let path = temp.path().join("data");
    DataDir::open(&path, CREATE).unwrap();
    let mode = std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
