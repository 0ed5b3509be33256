//! Each fault at each byte of a text slip, and at each command and 500 random bytes of a raster slip.

use std::collections::BTreeSet;

use antre_domain::SlipKind;
use antre_printing::JobState;

use crate::fault::{Fault, Mended};
use crate::paper::OnPaper;
use crate::slips::{Form, Lot};
use crate::table::Table;
use crate::verdict::{Slips, Verdict, try_virtually};
use crate::world::{Habit, World};

const RANDOM_OFFSETS: usize = 500;
const SEED: u64 = 4;
/// So many cases that went wrong are told in full.
const TOLD_MAX: usize = 12;

const COLUMNS: [&str; 9] = [
    "cases",
    "confirmed",
    "unknown, whole",
    "unknown, torn",
    "unknown, nothing",
    "blind, whole",
    "blind, torn",
    "failed",
    "wrong",
];

#[test]
fn a_text_slip_on_a_proving_printer_is_one_original_whatever_fails_where() {
    matrix(Form::Text, Habit::Proving, "text-proving");
}

#[test]
fn a_text_slip_on_a_slow_printer_is_one_original_whatever_fails_where() {
    matrix(Form::Text, Habit::Slow, "text-slow");
}

#[test]
fn a_text_slip_on_a_printer_that_only_answers_is_one_original_whatever_fails_where() {
    matrix(Form::Text, Habit::AskedOnly, "text-asked");
}

#[test]
fn a_text_slip_on_a_blind_printer_is_one_original_whatever_fails_where() {
    matrix(Form::Text, Habit::Blind, "text-blind");
}

#[test]
fn a_raster_slip_on_a_proving_printer_is_one_original_whatever_fails_where() {
    matrix(Form::Raster, Habit::Proving, "raster-proving");
}

#[test]
fn a_raster_slip_on_a_slow_printer_is_one_original_whatever_fails_where() {
    matrix(Form::Raster, Habit::Slow, "raster-slow");
}

#[test]
fn a_raster_slip_on_a_printer_that_only_answers_is_one_original_whatever_fails_where() {
    matrix(Form::Raster, Habit::AskedOnly, "raster-asked");
}

#[test]
fn a_raster_slip_on_a_blind_printer_is_one_original_whatever_fails_where() {
    matrix(Form::Raster, Habit::Blind, "raster-blind");
}

fn matrix(form: Form, habit: Habit, name: &str) {
    let slips = Slips::new(form);
    let offsets = offsets(form, habit, &slips);
    let title = format!(
        "{form:?} slip, {habit:?} printer, {} offsets",
        offsets.len()
    );
    let mut table = Table::new(&title, &COLUMNS);
    let mut wrong = Vec::new();
    for fault in Fault::ALL {
        for (count, &at_byte) in offsets.iter().enumerate() {
            for &mended in mends(form, fault, count) {
                let row = row(fault, mended);
                let verdict = try_virtually(&slips, habit, fault, mended, at_byte);
                table.add(&row, "cases", 1);
                table.add(&row, column(&verdict), 1);
                if !verdict.wrong.is_empty() {
                    table.add(&row, "wrong", 1);
                    let Verdict {
                        end, wrong: what, ..
                    } = verdict;
                    wrong.push(format!("{row} at byte {at_byte}: {what:?}, {end:?}"));
                }
            }
        }
    }
    table.show(name);
    assert!(
        wrong.is_empty(),
        "{} cases went wrong, the first of them:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(TOLD_MAX)].join("\n")
    );
}

/// Each byte of a text slip is tried both ways, of a raster slip every other one.
fn mends(form: Form, fault: Fault, count: usize) -> &'static [Mended] {
    match (form, fault.lasts()) {
        (_, false) => &[Mended::Late],
        (Form::Text, true) => &[Mended::Soon, Mended::Late],
        (Form::Raster, true) if count.is_multiple_of(2) => &[Mended::Soon],
        (Form::Raster, true) => &[Mended::Late],
    }
}

fn row(fault: Fault, mended: Mended) -> String {
    match (fault.lasts(), mended) {
        (false, _) => fault.name(),
        (true, Mended::Soon) => format!("{}, mended soon", fault.name()),
        (true, Mended::Late | Mended::In(_)) => format!("{}, mended late", fault.name()),
    }
}

/// Counted over all that the kiosk says, its questions before the slip and after it too.
fn offsets(form: Form, habit: Habit, slips: &Slips) -> Vec<usize> {
    let mut world = World::new(habit);
    world.give(slips.original.job("alone", "A011", SlipKind::Original));
    world.settle();
    let end = world.said;
    let slip_at = world.slip_at.unwrap();
    match form {
        Form::Text => (0..=end).collect(),
        Form::Raster => {
            let mut lot = Lot::new(SEED);
            let mut random = BTreeSet::new();
            while random.len() < RANDOM_OFFSETS {
                random.insert(lot.below(end as u64 + 1) as usize);
            }
            let boundaries = slips.original.boundaries.iter().map(|at| slip_at + at);
            let offsets: BTreeSet<usize> = boundaries.chain(random).chain([end]).collect();
            offsets.into_iter().collect()
        }
    }
}

fn column(verdict: &Verdict) -> &'static str {
    match (verdict.end.state, verdict.original) {
        (JobState::Confirmed, _) => "confirmed",
        (JobState::Unknown, OnPaper::Whole) => "unknown, whole",
        (JobState::Unknown, OnPaper::Torn) => "unknown, torn",
        (JobState::Unknown, OnPaper::Nothing) => "unknown, nothing",
        (JobState::Blind, OnPaper::Whole) => "blind, whole",
        (JobState::Blind, OnPaper::Torn | OnPaper::Nothing) => "blind, torn",
        (JobState::Queued | JobState::Sent | JobState::Failed, _) => "failed",
    }
}
