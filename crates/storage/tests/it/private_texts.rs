use antre_storage::{PRIVATE_TEXT_BYTES_MAX, PrivateRef, StorageError};

use crate::fixture::{any_file_holds, new_dir, tamper};

const TEXT: &str = "0812-3456-7890, minta dipanggil pelan";

#[test]
fn a_text_is_there_until_it_is_erased() {
    let (_temp, dir) = new_dir();
    let mut private = dir.private().unwrap();
    let reference = private.put(TEXT, 100).unwrap();
    let other = private.put("lain", 100).unwrap();
    assert_eq!(private.get(&reference).unwrap().unwrap(), TEXT);
    assert!(private.erase(&reference).unwrap());
    assert!(!private.erase(&reference).unwrap());
    assert_eq!(private.get(&reference).unwrap(), None);
    assert_eq!(private.get(&other).unwrap().unwrap(), "lain");
}

#[test]
fn the_end_of_the_day_purges_all_but_what_was_consented_to() {
    let (_temp, dir) = new_dir();
    let mut private = dir.private().unwrap();
    let today = private.put(TEXT, 100).unwrap();
    let consented = private.put("sampai Senin", 200).unwrap();
    assert_eq!(private.purge(99).unwrap(), 0);
    assert_eq!(private.purge(100).unwrap(), 1);
    assert_eq!(private.get(&today).unwrap(), None);
    assert!(private.get(&consented).unwrap().is_some());
}

#[test]
fn a_text_that_is_needed_longer_is_purged_later_and_one_that_is_gone_stays_gone() {
    let (_temp, dir) = new_dir();
    let mut private = dir.private().unwrap();
    let reference = private.put(TEXT, 100).unwrap();
    let other = private.put("lain", 100).unwrap();
    private.prolong(&reference, 200).unwrap();
    assert_eq!(private.purge(199).unwrap(), 1);
    assert_eq!(private.get(&reference).unwrap().unwrap(), TEXT);
    private.prolong(&other, 300).unwrap();
    assert_eq!(private.get(&other).unwrap(), None);
    assert_eq!(private.purge(200).unwrap(), 1);
    assert_eq!(private.get(&reference).unwrap(), None);
}

#[test]
fn no_file_ever_holds_the_text_in_the_clear() {
    let (temp, dir) = new_dir();
    let mut private = dir.private().unwrap();
    private.put(TEXT, 100).unwrap();
    assert!(!any_file_holds(&temp, "minta dipanggil"));
}

/// What is on the disk of a text is its sealed form; a purge must leave neither that nor the key.
#[test]
fn a_purge_leaves_nothing_of_the_text_or_its_key_in_the_raw_files() {
    let (temp, dir) = new_dir();
    let mut private = dir.private().unwrap();
    private.put(TEXT, 100).unwrap();
    let sealed = blob(&temp, "private.db", "SELECT sealed FROM private_text");
    let key = blob(&temp, "vault.db", "SELECT key FROM private_key");
    assert!(raw_files_hold(&temp, &sealed) && raw_files_hold(&temp, &key));

    private.purge(100).unwrap();
    assert!(!raw_files_hold(&temp, &sealed[..16]));
    assert!(!raw_files_hold(&temp, &key));
}

#[test]
fn a_text_that_was_changed_or_moved_under_another_reference_is_not_shown() {
    let (temp, dir) = new_dir();
    let mut private = dir.private().unwrap();
    let reference = private.put(TEXT, 100).unwrap();
    tamper(
        &temp,
        "private.db",
        "UPDATE private_text SET sealed = zeroblob(60)",
    );
    assert!(matches!(
        private.get(&reference),
        Err(StorageError::Corrupt { .. })
    ));
}

#[test]
fn a_reference_survives_being_written_in_an_event() {
    let (_temp, dir) = new_dir();
    let mut private = dir.private().unwrap();
    let reference = private.put(TEXT, 100).unwrap();
    let parsed: PrivateRef = reference.to_string().parse().unwrap();
    assert_eq!(parsed, reference);
    assert!("not a reference".parse::<PrivateRef>().is_err());
    assert!("00".parse::<PrivateRef>().is_err());
}

#[test]
fn an_oversized_text_is_refused() {
    let (_temp, dir) = new_dir();
    let mut private = dir.private().unwrap();
    let fat = "x".repeat(PRIVATE_TEXT_BYTES_MAX + 1);
    assert!(matches!(
        private.put(&fat, 1),
        Err(StorageError::TooLarge { .. })
    ));
}

fn blob(temp: &tempfile::TempDir, file: &str, sql: &str) -> Vec<u8> {
    let conn = rusqlite::Connection::open(temp.path().join(file)).unwrap();
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn raw_files_hold(temp: &tempfile::TempDir, needle: &[u8]) -> bool {
    std::fs::read_dir(temp.path()).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}
