//! Every operation of a morning fails once, in every way; afterwards the log holds what was
//! acknowledged, or one more whole batch.

use antre_storage::{Batch, DataDir, Log, LogReader, Receipt, StorageError, verify};

use super::Faulty;
use super::disk::Fault;
use super::seed::Seed;
use crate::fixture::{all_events, day, day_opened, event, receipt};

/// A fault strikes once, so the try after the next must succeed.
const TRIES_MAX: usize = 3;

/// The batches of a morning: two nights pass, one event is larger than many pages.
fn morning() -> Vec<Batch> {
    let one = |text: &str, key: &str, of_november| Batch {
        events: vec![event(text)],
        receipts: vec![receipt("kiosk-1", key, of_november)],
    };
    vec![
        Batch {
            events: vec![event("configured"), day_opened(20)],
            receipts: vec![],
        },
        one("issued 1", "key 1", 20),
        one(&"x".repeat(9_000), "key 2", 20),
        Batch {
            events: vec![day_opened(21), event("carried")],
            receipts: vec![],
        },
        one("issued 2", "key 3", 21),
        Batch {
            events: vec![day_opened(22), event("issued 3"), event("issued 4")],
            receipts: vec![
                receipt("kiosk-1", "key 4", 22),
                receipt("kiosk-2", "key 4", 22),
            ],
        },
        one("issued 5", "key 5", 22),
        one("issued 6", "key 6", 22),
    ]
}

/// When the log is reopened, and when the whole directory is closed and opened again.
const REOPEN_BEFORE: usize = 2;
const RESTART_BEFORE: usize = 4;

/// How many batches are known to be in the log, and whether one more may be.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    acknowledged: usize,
    in_flight: bool,
}

/// Lives through the morning until the process dies.
fn live_until_death(faulty: &Faulty) -> Known {
    let mut known = Known::default();
    let mut live = || -> Result<(), StorageError> {
        let (mut dir, mut log) = faulty.open()?;
        for (index, batch) in morning().iter().enumerate() {
            if index == REOPEN_BEFORE {
                log.reopen()?;
            }
            if index == RESTART_BEFORE {
                drop((log, dir));
                (dir, log) = faulty.open()?;
            }
            known.in_flight = true;
            log.append(batch)?;
            known = Known {
                acknowledged: index + 1,
                in_flight: false,
            };
        }
        drop((log, dir));
        Ok(())
    };
    // An error is the death of the process, and what follows is the point of the test.
    let _ = live();
    known
}

/// Lives through the whole morning, and goes on behind each error as the hub does.
fn live_on(faulty: &Faulty, with_a_reader: bool) {
    let (mut dir, mut log) = open_in_the_end(faulty);
    let mut reader = with_a_reader.then(|| dir.reader().unwrap());
    let mut seq = 0;
    for (index, batch) in morning().iter().enumerate() {
        if index == REOPEN_BEFORE {
            reopen_in_the_end(faulty, &mut log);
        }
        if index == RESTART_BEFORE {
            drop((reader.take(), log, dir));
            (dir, log) = open_in_the_end(faulty);
            reader = with_a_reader.then(|| dir.reader().unwrap());
        }
        let after = seq + batch.events.len() as u64;
        if log.append(batch).is_err() {
            assert!(matches!(log.append(batch), Err(StorageError::NeedsReopen)));
            assert_sees_no_more_than(reader.as_ref(), after);
            // The hub tries at once, whether or not somebody has made room.
            let _ = log.reopen();
            faulty.disk().make_room();
            reopen_in_the_end(faulty, &mut log);
            let tail = log.tail().seq;
            assert!(tail == seq || tail == after, "half a batch: {tail}");
            if tail == seq {
                log.append(batch).unwrap();
            }
        }
        seq = after;
        assert_eq!(log.tail().seq, seq);
    }
    // No clean stop, which would tidy up behind it.
    faulty.disk().kill();
}

fn assert_sees_no_more_than(reader: Option<&LogReader>, seq: u64) {
    if let Some(reader) = reader {
        assert!(reader.tail().unwrap().seq <= seq);
    }
}

fn open_in_the_end(faulty: &Faulty) -> (DataDir, Log) {
    in_the_end(faulty, || faulty.open())
}

fn reopen_in_the_end(faulty: &Faulty, log: &mut Log) {
    in_the_end(faulty, || log.reopen().map(drop));
}

fn in_the_end<T>(faulty: &Faulty, mut attempt: impl FnMut() -> Result<T, StorageError>) -> T {
    for _ in 1..TRIES_MAX {
        match attempt() {
            Ok(value) => return value,
            Err(_) => faulty.disk().make_room(),
        }
    }
    attempt().unwrap()
}

/// Opens what is left on a sound disk: the promise of the room.
#[track_caller]
fn assert_kept(faulty: &Faulty, known: Known, story: &str) {
    let (dir, mut log) = faulty
        .open()
        .unwrap_or_else(|error| panic!("{story}: {error}"));
    let stored: Vec<_> = all_events(&dir)
        .into_iter()
        .map(|event| event.body)
        .collect();
    let most = known.acknowledged + usize::from(known.in_flight);
    let kept = (known.acknowledged..=most)
        .find(|&batches| stored == bodies(&morning()[..batches]))
        .unwrap_or_else(|| {
            panic!(
                "{story}: {known:?}, but the log holds {} events",
                stored.len()
            )
        });
    let mut receipts = dir.reader().unwrap().receipts_since(day(1)).unwrap();
    receipts.sort_by(|a, b| (&a.device, &a.key).cmp(&(&b.device, &b.key)));
    assert_eq!(receipts, living_receipts(&morning()[..kept]), "{story}");

    log.append(&Batch {
        events: vec![event("and on")],
        receipts: vec![],
    })
    .unwrap_or_else(|error| panic!("{story}: {error}"));
    let report = verify(faulty.temp.path(), |_, _| {}).unwrap();
    assert_eq!(report.faults, [], "{story}");
}

fn bodies(batches: &[Batch]) -> Vec<Vec<u8>> {
    batches
        .iter()
        .flat_map(|batch| &batch.events)
        .map(|event| event.body.clone())
        .collect()
}

/// Those of the last two business days.
fn living_receipts(batches: &[Batch]) -> Vec<Receipt> {
    let days: Vec<_> = batches
        .iter()
        .flat_map(|batch| &batch.events)
        .filter_map(|event| event.day)
        .collect();
    let oldest = days.iter().rev().nth(1).or(days.last());
    let mut receipts: Vec<_> = batches
        .iter()
        .flat_map(|batch| batch.receipts.clone())
        .filter(|receipt| oldest.is_some_and(|oldest| receipt.day >= *oldest))
        .collect();
    receipts.sort_by(|a, b| (&a.device, &a.key).cmp(&(&b.device, &b.key)));
    receipts
}

fn operations_of_a_morning() -> usize {
    let faulty = Faulty::new();
    let known = live_until_death(&faulty);
    assert_eq!(known.acknowledged, morning().len());
    faulty.disk().operations()
}

/// The process lives on through a fault; then, later, the power fails.
fn fault_everywhere(fault: Fault) {
    for with_a_reader in [false, true] {
        for operation in 0..operations_of_a_morning() {
            let faulty = Faulty::new();
            faulty.disk().plan(operation, fault);
            live_on(&faulty, with_a_reader);
            faulty
                .disk
                .lock()
                .unwrap()
                .cut_power(&mut Seed::new(operation as u64));
            let known = Known {
                acknowledged: morning().len(),
                in_flight: false,
            };
            assert_kept(
                &faulty,
                known,
                &format!("{fault:?} at {operation}, {with_a_reader}"),
            );
        }
    }
}

/// A new process goes through what is left of the morning.
fn live_the_rest(faulty: &Faulty) -> Result<(), StorageError> {
    let (_dir, mut log) = faulty.open()?;
    let mut seq = 0;
    for batch in &morning() {
        seq += batch.events.len() as u64;
        if seq > log.tail().seq {
            log.append(batch)?;
        }
    }
    // No clean stop, which would tidy up behind it.
    faulty.disk().kill();
    Ok(())
}

#[test]
fn the_morning_touches_the_disk_often_enough_to_be_worth_breaking() {
    let operations = operations_of_a_morning();
    assert!((80..1_000).contains(&operations), "{operations}");
}

#[test]
fn a_failed_write_or_sync_loses_nothing_even_if_the_power_fails_later() {
    fault_everywhere(Fault::Fails);
}

#[test]
fn a_batch_that_reopening_did_not_find_does_not_come_back_after_a_kill() {
    for operation in 0..operations_of_a_morning() {
        let faulty = Faulty::new();
        let (dir, mut log) = faulty.open().unwrap();
        faulty.disk().plan(operation, Fault::Fails);
        let failed = morning().iter().any(|batch| log.append(batch).is_err());
        if failed && log.reopen().is_ok() {
            let tail = *log.tail();
            faulty.disk().kill();
            drop((log, dir));
            faulty.disk().revive();
            let (_dir, log) = faulty.open().unwrap();
            assert_eq!(log.tail(), &tail, "failed at {operation}");
        }
    }
}

#[test]
fn a_torn_write_loses_nothing_even_if_the_power_fails_later() {
    fault_everywhere(Fault::Tears);
}

#[test]
fn a_full_disk_loses_nothing_and_the_log_goes_on_once_there_is_room() {
    fault_everywhere(Fault::Full);
}

#[test]
fn a_process_killed_at_any_operation_has_kept_what_it_acknowledged() {
    for operation in 0..operations_of_a_morning() {
        let faulty = Faulty::new();
        faulty.disk().plan(operation, Fault::Dies);
        let known = live_until_death(&faulty);
        faulty.disk().revive();
        assert_kept(&faulty, known, &format!("killed at {operation}"));
    }
}

#[test]
fn a_power_cut_at_any_operation_has_kept_what_was_acknowledged() {
    for operation in 0..operations_of_a_morning() {
        for seed in 0..4 {
            let faulty = Faulty::new();
            faulty.disk().plan(operation, Fault::Dies);
            let known = live_until_death(&faulty);
            faulty.disk().cut_power(&mut Seed::new(seed));
            assert_kept(
                &faulty,
                known,
                &format!("power cut at {operation}, seed {seed}"),
            );
        }
    }
}

#[test]
fn a_failed_sync_a_restart_and_a_later_power_cut_lose_nothing() {
    for operation in 0..operations_of_a_morning() {
        let faulty = Faulty::new();
        faulty
            .disk
            .lock()
            .unwrap()
            .plan(operation, Fault::FailsAndDies);
        live_until_death(&faulty);
        faulty.disk().revive();
        live_the_rest(&faulty).unwrap();
        faulty
            .disk
            .lock()
            .unwrap()
            .cut_power(&mut Seed::new(operation as u64));
        let known = Known {
            acknowledged: morning().len(),
            in_flight: false,
        };
        assert_kept(&faulty, known, &format!("failed at {operation}"));
    }
}

#[test]
fn a_failed_sync_and_a_power_cut_during_the_restart_lose_nothing() {
    for operation in 0..operations_of_a_morning() {
        for later in 0..12 {
            let faulty = Faulty::new();
            faulty
                .disk
                .lock()
                .unwrap()
                .plan(operation, Fault::FailsAndDies);
            let known = live_until_death(&faulty);
            let mut disk = faulty.disk();
            if !disk.lost_a_sync() {
                break;
            }
            disk.revive();
            let restarted_at = disk.operations();
            disk.plan(restarted_at + later, Fault::Dies);
            drop(disk);
            // It stops at the power cut, or comes through before it.
            let opened = faulty.open();
            drop(opened);
            faulty
                .disk
                .lock()
                .unwrap()
                .cut_power(&mut Seed::new(later as u64));
            assert_kept(
                &faulty,
                known,
                &format!("failed at {operation}, then cut at {later}"),
            );
        }
    }
}
