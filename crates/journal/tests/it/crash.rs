//! Real processes, really stopped. The test program runs itself again with `JOURNAL` set.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use antre_journal::{Journal, JournalError, Limits};

use crate::Place;

const JOURNAL: &str = "ANTRE_JOURNAL_OF_THE_CHILD";
const PAYLOAD: [u8; 700] = [0x5a; 700];

#[test]
fn every_record_acknowledged_before_a_kill_is_there() {
    if let Ok(path) = std::env::var(JOURNAL) {
        let (mut journal, records) = Journal::open(path, Limits::default()).unwrap();
        let mut out = std::io::stdout();
        for number in records.len() as u64.. {
            if journal.append(&number.to_le_bytes()).is_err() {
                journal.rewrite([number.to_le_bytes()]).unwrap();
            }
            writeln!(out, "\nacknowledged {number}").unwrap();
        }
    }
    let place = Place::new();
    let mut acknowledged_before = 0;
    for round in 1..=8 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "crash::every_record_acknowledged_before_a_kill_is_there",
            ])
            .arg("--nocapture")
            .env(JOURNAL, &place.path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = acknowledged_before;
        for number in lines.filter_map(|line| numbered(&line.unwrap())) {
            acknowledged = number + 1;
            if acknowledged == acknowledged_before + round * 5 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        let (_, records) = place.read();
        let numbers: Vec<u64> = records.iter().map(|r| number_of(r)).collect();
        assert_eq!(numbers, (0..numbers.len() as u64).collect::<Vec<_>>());
        let found = numbers.len() as u64;
        assert!(
            found == acknowledged || found == acknowledged + 1,
            "{acknowledged} acknowledged, {found} found"
        );
        acknowledged_before = found;
    }
}

#[test]
fn a_disk_that_fills_in_the_middle_of_a_record_breaks_the_journal_until_it_is_opened_again() {
    if let Ok(path) = std::env::var(JOURNAL) {
        let (mut journal, _) = Journal::open(path, Limits::default()).unwrap();
        for _ in 0..2 {
            journal.append(&PAYLOAD).unwrap();
        }
        assert!(matches!(
            journal.append(&PAYLOAD),
            Err(JournalError::Io { .. })
        ));
        assert!(matches!(journal.append(b""), Err(JournalError::Broken)));
        assert!(matches!(journal.rewrite([b""]), Err(JournalError::Broken)));
        return;
    }
    let place = Place::new();
    // `ulimit -f 4` lets a file grow to 2,048 bytes: the third record is written in part.
    let status = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .arg("--exact")
        .arg("crash::a_disk_that_fills_in_the_middle_of_a_record_breaks_the_journal_until_it_is_opened_again")
        .env(JOURNAL, &place.path)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(
        place.bytes().len(),
        2_048,
        "the disk filled inside a record"
    );
    let (mut journal, records) = place.read();
    assert_eq!(records, [PAYLOAD, PAYLOAD]);
    assert_eq!(journal.cut_bytes(), 2_048 - 24 - 2 * 708);
    journal.append(b"room again").unwrap();
}

fn numbered(line: &str) -> Option<u64> {
    line.strip_prefix("acknowledged ")?.parse().ok()
}

fn number_of(record: &[u8]) -> u64 {
    u64::from_le_bytes(record.try_into().unwrap())
}
