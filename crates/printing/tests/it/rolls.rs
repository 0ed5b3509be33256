//! The roll in a real thread's hands: seen to be changed, counted, remembered.

use std::fs;

use antre_domain::Watched;
use antre_printer_profile::Status;
use antre_printing::{CUT_FEED_MM, Fault, JobState, LOW_SLIPS, Reason};

use crate::printer::{Habits, PAPER_OUT, READY, TestPrinter};
use crate::{Rig, SLIP_MM, TEST_LINE, job, mark, state, unhurried};

const COVER_OPEN: [u8; 4] = [0x1a, 0x16, 0x12, 0x12];
const NEAR_END: [u8; 4] = [0x12, 0x12, 0x12, 0x1e];
const SLIP_AND_CUT_MM: u32 = SLIP_MM + CUT_FEED_MM;
const TEST_AND_CUT_MM: u32 = 10 + CUT_FEED_MM;

fn becomes(printer: &TestPrinter, rig: &Rig, status: [u8; 4], fault: Option<Fault>) {
    printer.change(|habits| habits.status = Some(status));
    rig.health_with(fault);
}

fn print(rig: &Rig, act_key: &str) {
    rig.printing().print(job(act_key)).unwrap();
    assert!(rig.end_of(act_key).state.is_final());
}

#[test]
fn a_new_roll_prints_its_line_before_whoever_waited_and_is_told_with_what_the_old_one_gave() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    print(&rig, "act-1");
    becomes(&printer, &rig, PAPER_OUT, Some(Fault::OutOfPaper));
    becomes(&printer, &rig, COVER_OPEN, Some(Fault::CoverOpen));
    rig.printing().print(job("act-2")).unwrap();
    let open = Some(Reason::Printer(Fault::CoverOpen));
    assert_eq!(rig.next("act-2"), state(JobState::Queued, open));
    printer.change(|habits| habits.status = Some(READY));
    let change = rig.roll_change();
    assert_eq!((change.used_mm, change.cuts), (SLIP_AND_CUT_MM, 1));
    assert!(!change.by_hand);
    assert_eq!(rig.end_of("act-2"), state(JobState::Confirmed, None));
    let all = [&job("act-1").bytes[..], TEST_LINE, &job("act-2").bytes];
    assert!(printer.paper() == all.concat());
    let roll = rig.health().roll.unwrap();
    assert_eq!(roll.used_mm, TEST_AND_CUT_MM + SLIP_AND_CUT_MM);
    assert_eq!(roll.cuts, 2);
}

#[test]
fn a_cover_that_was_only_opened_prints_the_line_and_keeps_the_count() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    print(&rig, "act-1");
    becomes(&printer, &rig, COVER_OPEN, Some(Fault::CoverOpen));
    becomes(&printer, &rig, READY, None);
    let with_line = job("act-1").bytes.len() + TEST_LINE.len();
    printer.wait_for_paper(with_line);
    print(&rig, "act-2");
    let roll = rig.health().roll.unwrap();
    assert_eq!(roll.used_mm, 2 * SLIP_AND_CUT_MM + TEST_AND_CUT_MM);
    assert_eq!(roll.cuts, 3);
}

#[test]
fn a_roll_that_the_sensor_saw_low_is_a_new_one_when_it_sees_it_no_more() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    rig.health();
    printer.change(|habits| habits.status = Some(NEAR_END));
    assert!(rig.health().paper_low);
    becomes(&printer, &rig, COVER_OPEN, Some(Fault::CoverOpen));
    printer.change(|habits| habits.status = Some(READY));
    assert!(!rig.roll_change().by_hand);
    assert!(!rig.health().paper_low);
}

#[test]
fn a_torn_slip_is_cleared_away_before_the_new_rolls_line() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    rig.health();
    printer.change(|habits| {
        habits.proof = false;
        // It says so in the middle of the slip.
        habits.outburst = Some((100, vec![0x18, 0x00, 0x0c, 0x0f]));
        habits.status = Some(PAPER_OUT);
    });
    // The question before the job already finds it, or the report within does.
    rig.printing().print(job("act-1")).unwrap();
    let out = Some(Reason::Printer(Fault::OutOfPaper));
    let told = rig.next("act-1");
    printer.change(|habits| {
        habits.outburst = None;
        habits.status = Some(READY);
        habits.proof = true;
    });
    if told == state(JobState::Queued, out) {
        assert_eq!(rig.end_of("act-1"), state(JobState::Confirmed, None));
    }
    rig.printing().print(job("act-2")).unwrap();
    assert_eq!(rig.end_of("act-2"), state(JobState::Confirmed, None));
    assert_eq!(printer.count(&mark("act-1")), 1);
    assert_eq!(printer.count(&mark("act-2")), 1);
}

#[test]
fn a_blind_printers_roll_is_changed_by_the_staff_key() {
    let printer = TestPrinter::new(Habits::mute());
    let rig = Rig::with(printer.url(), unhurried(), |setup| {
        setup.manners.status = Status::Never;
    });
    assert_eq!(rig.health().watched, Watched::Blind);
    print(&rig, "act-1");
    rig.printing().roll_changed().unwrap();
    let change = rig.roll_change();
    assert_eq!((change.used_mm, change.cuts), (SLIP_AND_CUT_MM, 1));
    assert!(change.by_hand);
    print(&rig, "act-2");
    let jobs = [&job("act-1").bytes[..], TEST_LINE, &job("act-2").bytes];
    printer.wait_for_paper(jobs.concat().len());
    assert!(printer.paper() == jobs.concat());
}

#[test]
fn the_odometer_warns_while_fifty_slips_are_left() {
    let printer = TestPrinter::new(Habits::good());
    let slips = LOW_SLIPS + 3;
    let rig = Rig::with(printer.url(), unhurried(), |setup| {
        setup.manners.roll_length_mm = slips * SLIP_AND_CUT_MM;
    });
    for count in 0..3 {
        rig.health();
        print(&rig, &format!("act-{count}"));
    }
    let health = loop {
        let health = rig.health();
        if health.roll.unwrap().cuts == 3 {
            break health;
        }
        assert!(!health.paper_low, "{health:?}");
    };
    assert!(health.paper_low);
    assert_eq!(health.roll.unwrap().slips_left, Some(LOW_SLIPS));
}

#[test]
fn the_count_survives_a_restart_and_a_torn_tail() {
    let printer = TestPrinter::new(Habits::good());
    let mut rig = Rig::new(printer.url(), unhurried());
    print(&rig, "act-1");
    print(&rig, "act-2");
    rig.stop();
    rig.start();
    assert_eq!(rig.health().roll.unwrap().cuts, 2);
    rig.stop();
    // The last record is torn: what was written before it counts.
    let written = fs::read(&rig.setup.roll).unwrap();
    fs::write(&rig.setup.roll, &written[..written.len() - 3]).unwrap();
    rig.start();
    assert_eq!(rig.health().roll.unwrap().cuts, 1);
}

#[test]
fn a_roll_put_in_while_the_power_was_off_is_seen_at_the_start() {
    let printer = TestPrinter::new(Habits::good());
    let mut rig = Rig::new(printer.url(), unhurried());
    print(&rig, "act-1");
    becomes(&printer, &rig, PAPER_OUT, Some(Fault::OutOfPaper));
    rig.stop();
    printer.change(|habits| habits.status = Some(READY));
    rig.start();
    assert_eq!(rig.roll_change().cuts, 1);
    printer.wait_for_paper(job("act-1").bytes.len() + TEST_LINE.len());
}

#[test]
fn an_odometer_that_cannot_be_read_stops_no_slip_and_begins_with_the_next_roll() {
    let printer = TestPrinter::new(Habits::good());
    let mut rig = Rig::new(printer.url(), unhurried());
    rig.health();
    rig.stop();
    fs::write(
        &rig.setup.roll,
        b"not a journal, but something of somebody's",
    )
    .unwrap();
    rig.start();
    assert_eq!(rig.health().roll, None);
    print(&rig, "act-1");
    rig.printing().roll_changed().unwrap();
    rig.roll_change();
    assert_eq!(rig.health().roll.unwrap().cuts, 0);
    print(&rig, "act-2");
    rig.stop();
    let aside = rig.setup.roll.with_extension("damaged");
    assert!(fs::read(aside).unwrap().starts_with(b"not a journal"));
    rig.start();
    assert_eq!(rig.health().roll.unwrap().cuts, 2);
}

#[test]
fn a_slip_that_a_restart_lost_sight_of_counts_on_the_roll() {
    let printer = TestPrinter::new(Habits::good());
    let rig = Rig::new(printer.url(), unhurried());
    print(&rig, "act-1");
    printer.change(|habits| habits.hang_after = Some(job("act-1").bytes.len() + 50));
    rig.printing().print(job("act-2")).unwrap();
    assert_eq!(rig.next("act-2").state, JobState::Sent);
    printer.wait_for_paper(job("act-1").bytes.len() + 50);
    let (setup, journal) = (rig.setup.clone(), fs::read(&rig.setup.journal).unwrap());
    let roll = fs::read(&setup.roll).unwrap();
    // As if the power had failed here: what the disk held then.
    let dir = tempfile::tempdir().unwrap();
    let mut after = setup;
    after.journal = dir.path().join("acts");
    after.roll = dir.path().join("roll");
    fs::write(&after.journal, journal).unwrap();
    fs::write(&after.roll, roll).unwrap();
    printer.change(|habits| habits.hang_after = None);
    let again = Rig::on(after);
    let restarted = state(JobState::Unknown, Some(Reason::Restarted));
    assert_eq!(again.next("act-2"), restarted);
    let roll = again.health().roll.unwrap();
    assert_eq!((roll.used_mm, roll.cuts), (2 * SLIP_AND_CUT_MM, 2));
    // Both threads still wait for it.
    drop(printer);
}
