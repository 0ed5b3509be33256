use std::sync::atomic::{AtomicBool, Ordering};

use antre_storage::{Applied, Batch, DataDir, OpenOptions, Role, StorageError, backup, verify};

use crate::fixture::{all_events, day, event, new_dir, opening, receipt};

#[test]
fn a_backup_taken_while_events_arrive_opens_and_verifies() {
    let (temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&opening(22)).unwrap();
    let stop = AtomicBool::new(false);
    let out = tempfile::TempDir::new().unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut acknowledged = 1;
            while !stop.load(Ordering::Acquire) {
                let key = format!("key {acknowledged}");
                let batch = Batch {
                    events: vec![event("a"), event("b")],
                    receipts: vec![receipt("kiosk-1", &key, 22)],
                };
                acknowledged = log.append(&batch).unwrap().last_seq;
            }
            acknowledged
        });
        for round in 0..5 {
            let copy = out.path().join(format!("copy-{round}"));
            let before = dir.reader().unwrap().tail().unwrap().seq;
            let tail = backup(temp.path(), &copy).unwrap();
            assert!(
                tail.seq >= before,
                "all that was acknowledged before is in the copy"
            );

            assert_eq!(verify(&copy, |_, _| {}).unwrap().faults, []);
            let opened = DataDir::open(&copy, OpenOptions::default()).unwrap();
            let copied = opened.log().unwrap();
            assert_eq!(copied.tail(), &tail);
            let receipts = opened.reader().unwrap().receipts_since(day(22)).unwrap();
            assert_eq!(
                receipts.len() as u64 * 2 + 1,
                tail.seq,
                "whole batches only"
            );
        }
        stop.store(true, Ordering::Release);
        assert_eq!(
            writer.join().unwrap(),
            dir.reader().unwrap().tail().unwrap().seq
        );
    });
}

#[test]
fn a_backup_holds_every_file_and_no_write_ahead_log() {
    let (temp, dir) = new_dir();
    let mut log = dir.log().unwrap();
    log.append(&opening(22)).unwrap();
    let epoch = log.tail().epoch;
    let reference = dir.private().unwrap().put("Ibu di loket 3", 1).unwrap();
    let (token, record) = dir
        .vault()
        .unwrap()
        .issue_token(Role::Kiosk, None, "Pintu", 0)
        .unwrap();
    dir.reports()
        .unwrap()
        .apply(Applied { epoch, seq: 1 }, &[])
        .unwrap();

    let out = tempfile::TempDir::new().unwrap();
    let copy = out.path().join("copy");
    backup(temp.path(), &copy).unwrap();
    let mut files: Vec<_> = std::fs::read_dir(&copy)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["antre.db", "private.db", "reports.db", "vault.db"]);

    let copy = DataDir::open(&copy, OpenOptions::default()).unwrap();
    assert_eq!(
        copy.private().unwrap().get(&reference).unwrap().unwrap(),
        "Ibu di loket 3"
    );
    assert_eq!(
        copy.vault().unwrap().lookup(&token.hash()).unwrap(),
        Some(record)
    );
    assert_eq!(
        copy.reports().unwrap().applied().unwrap(),
        Some(Applied { epoch, seq: 1 })
    );
    copy.log().unwrap();
    assert_eq!(all_events(&copy), all_events(&dir));
}

#[test]
fn a_backup_overwrites_nothing_and_replaces_only_its_own_unfinished_copy() {
    let (temp, dir) = new_dir();
    dir.log().unwrap().append(&opening(22)).unwrap();
    let out = tempfile::TempDir::new().unwrap();
    assert!(matches!(
        backup(temp.path(), out.path()),
        Err(StorageError::Io { .. })
    ));

    let unfinished = out.path().join("copy.part");
    std::fs::create_dir(&unfinished).unwrap();
    std::fs::write(unfinished.join("antre.db"), "half").unwrap();
    backup(temp.path(), &out.path().join("copy")).unwrap();
    assert!(!unfinished.exists());
    assert!(matches!(
        backup(out.path(), &out.path().join("x")),
        Err(StorageError::NoLog { .. })
    ));
}

#[test]
fn a_backup_holds_the_halls_pictures_and_none_that_is_half_written() {
    let (temp, dir) = new_dir();
    dir.log().unwrap().append(&opening(22)).unwrap();
    let media = temp.path().join(antre_storage::MEDIA_DIR);
    std::fs::create_dir(&media).unwrap();
    std::fs::write(media.join("ab12"), b"a picture").unwrap();
    std::fs::write(media.join("cd34.part"), b"half of").unwrap();
    let out = tempfile::TempDir::new().unwrap();
    let copy = out.path().join("copy");
    backup(temp.path(), &copy).unwrap();
    let copied = copy.join(antre_storage::MEDIA_DIR);
    assert_eq!(std::fs::read(copied.join("ab12")).unwrap(), b"a picture");
    assert_eq!(std::fs::read_dir(copied).unwrap().count(), 1);
}
