//! Serial ports, device files and plain files. The network has a file of its own.

use std::fs;
use std::path::Path;
use std::time::Duration;

use antre_printing::{Deadlines, Fault, JobState, Reason};

use crate::printer::{Habits, TestPrinter};
use crate::{Rig, job, state, unhurried};

const SOON: Duration = Duration::from_millis(150);

/// Deadlines for what never answers.
fn short_answers() -> Deadlines {
    Deadlines {
        answer: SOON,
        ..unhurried()
    }
}

#[test]
fn a_serial_printer_proves_its_prints() {
    let printer = TestPrinter::on_serial(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    for act_key in ["act-1", "act-2"] {
        rig.printing().print(job(act_key)).unwrap();
        assert_eq!(rig.end_of(act_key), state(JobState::Confirmed, None));
    }
    let both = [job("act-1").bytes, job("act-2").bytes].concat();
    assert_eq!(printer.paper(), both);
}

#[test]
fn a_job_larger_than_the_ports_buffer_arrives_whole_and_in_order() {
    let printer = TestPrinter::on_serial(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    let mut large = job("act-1");
    large
        .bytes
        .extend((0..60_000_u32).map(|at| (at % 251) as u8 | 0x40));
    rig.printing().print(large.clone()).unwrap();
    assert_eq!(rig.end_of("act-1"), state(JobState::Confirmed, None));
    assert_eq!(printer.paper(), large.bytes);
}

#[test]
fn a_serial_printer_that_stops_taking_bytes_has_stalled() {
    let printer = TestPrinter::on_serial(Habits::mute());
    let rig = Rig::new(
        printer.url(),
        Deadlines {
            write: SOON,
            ..short_answers()
        },
    );
    rig.health();
    printer.change(|habits| habits.hang_after = Some(50));
    let mut large = job("act-1");
    // More than the pseudo-terminal holds.
    large.bytes.resize(60 * 1024, 0x55);
    rig.printing().print(large).unwrap();
    let stalled = Some(Reason::Printer(Fault::Stalled));
    assert_eq!(rig.health().fault, Some(Fault::Stalled));
    assert_eq!(rig.end_of("act-1"), state(JobState::Unknown, stalled));
}

#[test]
fn a_plain_file_collects_the_slips_unconfirmed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("slips.bin");
    let rig = Rig::new(&format!("file:{}", path.display()), unhurried());
    for act_key in ["act-1", "act-2"] {
        rig.printing().print(job(act_key)).unwrap();
        assert_eq!(rig.end_of(act_key), state(JobState::Blind, None));
    }
    let both = [job("act-1").bytes, job("act-2").bytes].concat();
    assert_eq!(fs::read(&path).unwrap(), both);
}

#[test]
fn a_device_file_that_says_nothing_is_driven_blind() {
    let rig = Rig::new("file:/dev/null", short_answers());
    rig.printing().print(job("act-1")).unwrap();
    assert_eq!(rig.end_of("act-1"), state(JobState::Blind, None));
}

#[test]
fn a_device_that_takes_not_one_byte_leaves_the_job_waiting() {
    let rig = Rig::new("file:/dev/full", short_answers());
    rig.printing().print(job("act-1")).unwrap();
    let unreachable = Some(Reason::Printer(Fault::Unreachable));
    assert_eq!(rig.next("act-1"), state(JobState::Queued, unreachable));
}

#[test]
fn an_unplugged_device_is_not_replaced_by_a_plain_file() {
    let path = Path::new("/dev/shm/antre-no-such-printer");
    let rig = Rig::new(&format!("file:{}", path.display()), unhurried());
    assert_eq!(rig.health().fault, Some(Fault::Unreachable));
    assert!(!path.exists());
}

#[test]
fn paths_that_cannot_be_written_are_unreachable() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("missing/slips.bin");
    for url in [
        format!("file:{}", dir.path().display()),
        format!("file:{}", missing.display()),
        format!("serial:{}", missing.display()),
    ] {
        let rig = Rig::new(&url, unhurried());
        assert_eq!(rig.health().fault, Some(Fault::Unreachable), "{url}");
    }
}

#[test]
fn a_name_that_does_not_resolve_is_unreachable() {
    let rig = Rig::new("tcp://no-such-printer.invalid", unhurried());
    assert_eq!(rig.health().fault, Some(Fault::Unreachable));
}
