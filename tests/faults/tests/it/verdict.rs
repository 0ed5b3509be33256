//! One case: a slip that meets a fault, its customer who takes a copy where nobody can say, and the
//! next customer. The paper is held against the journal.

use antre_domain::SlipKind;
use antre_printing::{JobState, Progress};

use crate::fault::{Fault, Mended};
use crate::paper::{OnPaper, Row, ink};
use crate::slips::{Form, Slip};
use crate::world::{Habit, World};

/// The slips of a case, made once.
pub(crate) struct Slips {
    pub(crate) original: Slip,
    pub(crate) copy: Slip,
    pub(crate) next: Slip,
}

impl Slips {
    pub(crate) fn new(form: Form) -> Self {
        Self {
            original: Slip::original(form, "A011"),
            copy: Slip::copy(form, "A011"),
            next: Slip::original(form, "A012"),
        }
    }
}

/// What the journal says in the end, what the screen was told, and what lies on paper.
pub(crate) struct Case {
    pub(crate) habit: Habit,
    pub(crate) end: Progress,
    pub(crate) next: Progress,
    pub(crate) told: Vec<Progress>,
    pub(crate) copied: bool,
    pub(crate) pieces: Vec<Vec<Row>>,
}

/// What came of a case.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) end: Progress,
    pub(crate) original: OnPaper,
    /// What must not be, in words; empty where all is well.
    pub(crate) wrong: Vec<String>,
}

pub(crate) const ORIGINAL: &str = "original";
pub(crate) const COPY: &str = "copy";
pub(crate) const NEXT: &str = "next";

/// A case in virtual time.
pub(crate) fn try_virtually(
    slips: &Slips,
    habit: Habit,
    fault: Fault,
    mended: Mended,
    at_byte: usize,
) -> Verdict {
    let mut world = World::new(habit);
    world.expect(fault, at_byte, mended);
    world.give(slips.original.job(ORIGINAL, "A011", SlipKind::Original));
    world.settle();
    assert!(
        !world.still_expects(),
        "{fault:?} never came at byte {at_byte}"
    );
    let end = world.progress(ORIGINAL);
    let copied = end.state == JobState::Unknown;
    let came_out_later = world.printer.rows_printed() > world.rows_at_end;
    if copied {
        world.give(slips.copy.job(COPY, "A011", SlipKind::Copy));
    }
    world.give(slips.next.job(NEXT, "A012", SlipKind::Original));
    world.settle();
    let told = world.told.iter().filter(|(act_key, _)| act_key == ORIGINAL);
    let case = Case {
        habit,
        end,
        next: world.progress(NEXT),
        told: told.map(|&(_, progress)| progress).collect(),
        copied,
        pieces: world.papers.iter().map(ink).collect(),
    };
    let mut verdict = case.judge(slips, fault);
    if came_out_later && copied && habit.hears() && fault.stops_the_printer() {
        verdict
            .wrong
            .push("given up, and came out by itself later".to_owned());
    }
    if world.printer.pulses() > 0 {
        verdict.wrong.push("a pulse for a drawer".to_owned());
    }
    verdict
}

impl Case {
    pub(crate) fn judge(&self, slips: &Slips, fault: Fault) -> Verdict {
        let found = slips
            .original
            .picture
            .find(&slips.copy.picture, &self.pieces);
        let next = slips.next.picture.count_alone(&self.pieces);
        let original = match (found.whole, self.pieces.len() - found.copies - next) {
            (1.., _) => OnPaper::Whole,
            (0, 0) => OnPaper::Nothing,
            (0, 1..) => OnPaper::Torn,
        };
        let blind = self.habit == Habit::Blind;
        let true_end = match self.end.state {
            JobState::Queued | JobState::Sent => false,
            JobState::Confirmed => original == OnPaper::Whole,
            JobState::Failed => original == OnPaper::Nothing,
            JobState::Blind => blind,
            JobState::Unknown => true,
        };
        let next_end = if blind {
            JobState::Blind
        } else {
            JobState::Confirmed
        };
        let rules = [
            (found.whole <= 1, "two whole originals"),
            (found.passing <= 1, "two pieces pass for an original"),
            (next == 1, "the next slip is not whole and alone"),
            (
                found.copies == usize::from(self.copied),
                "the copy is not whole and alone",
            ),
            (true_end, "the journal is not true"),
            (self.next.state == next_end, "the next slip's end"),
        ];
        let broken = rules.iter().filter(|(holds, _)| !holds);
        let untrue = self.told.iter().filter(|told| !fault.explains(**told));
        Verdict {
            end: self.end,
            original,
            wrong: broken
                .map(|(_, what)| (*what).to_owned())
                .chain(untrue.map(|told| format!("the screen was told {told:?}")))
                .collect(),
        }
    }
}
