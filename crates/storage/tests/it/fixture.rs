//! Short ways to say what the tests are about.

use antre_storage::{Batch, DataDir, NewEvent, OpenOptions, Receipt, StoredEvent};
use chrono::NaiveDate;
use tempfile::TempDir;

pub(crate) const CREATE: OpenOptions = OpenOptions {
    create: true,
    rehearsal: false,
};

pub(crate) fn new_dir() -> (TempDir, DataDir) {
    let temp = TempDir::new().unwrap();
    let dir = DataDir::open(temp.path(), CREATE).unwrap();
    (temp, dir)
}

pub(crate) fn day(of_november: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, of_november).unwrap()
}

pub(crate) fn event(text: &str) -> NewEvent {
    NewEvent {
        at_ms: 1_000 + text.len() as i64,
        day: None,
        kind: "ticket_issued",
        body: text.as_bytes().to_vec(),
    }
}

pub(crate) fn day_opened(of_november: u32) -> NewEvent {
    NewEvent {
        at_ms: i64::from(of_november) * 86_400_000,
        day: Some(day(of_november)),
        kind: "day_opened",
        body: format!("day {of_november}").into_bytes(),
    }
}

pub(crate) fn events(texts: &[&str]) -> Batch {
    Batch {
        events: texts.iter().map(|text| event(text)).collect(),
        receipts: Vec::new(),
    }
}

pub(crate) fn opening(of_november: u32) -> Batch {
    Batch {
        events: vec![day_opened(of_november)],
        receipts: Vec::new(),
    }
}

pub(crate) fn receipt(device: &str, key: &str, of_november: u32) -> Receipt {
    Receipt {
        device: device.to_owned(),
        key: key.to_owned(),
        request_hash: [7; 32],
        day: day(of_november),
        status: 201,
        facts: format!("facts of {device} {key}").into_bytes(),
    }
}

/// Everything in the log, read in small pieces.
pub(crate) fn all_events(dir: &DataDir) -> Vec<StoredEvent> {
    let reader = dir.reader().unwrap();
    let mut all: Vec<StoredEvent> = Vec::new();
    loop {
        let from_seq = all.last().map_or(1, |last| last.seq + 1);
        let more = reader.events(from_seq, 7).unwrap();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

/// Changes a file of a closed data directory as only a stranger would.
pub(crate) fn tamper(dir: &TempDir, file: &str, sql: &str) {
    let conn = rusqlite::Connection::open(dir.path().join(file)).unwrap();
    conn.execute_batch(sql).unwrap();
}

/// Whether the raw bytes of any file in the directory hold this text.
pub(crate) fn any_file_holds(dir: &TempDir, text: &str) -> bool {
    std::fs::read_dir(dir.path()).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}
