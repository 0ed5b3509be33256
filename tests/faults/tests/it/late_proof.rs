//! Two faults, one upon the other: a proof that comes late must not speak for another slip, and one
//! that does not come must not be taken for granted.

use antre_domain::SlipKind;
use antre_printer_sim::Happening;
use antre_printing::JobState;

use crate::fault::{Fault, Mended};
use crate::paper::ink;
use crate::slips::{Form, Slip};
use crate::world::{Habit, World};

/// Rows of two such slips, and some more.
const ROWS: u32 = 700;
const ROLL_MM: u32 = 100_000;

#[test]
fn a_proof_asked_over_a_lost_line_confirms_no_slip_that_the_roll_ends_in() {
    let before = Slip::original(Form::Text, "A011");
    let after = Slip::original(Form::Text, "A012");
    let mut alone = World::new(Habit::Slow);
    alone.give(before.job("before", "A011", SlipKind::Original));
    alone.work();
    let all_said = alone.said;
    let mut torn = 0;
    for rows in (0..ROWS).step_by(3) {
        let mut world = World::new(Habit::Slow);
        world.put_in_roll(ROLL_MM);
        world.printer.happen(Happening::PaperEndsAfter { rows });
        // The slip is in the printer, its proof asked for, and the printer still prints it.
        world.expect(Fault::LineClosed, all_said, Mended::Late);
        world.give(before.job("before", "A011", SlipKind::Original));
        world.work();
        assert_eq!(world.progress("before").state, JobState::Unknown);
        world.give(after.job("after", "A012", SlipKind::Original));
        world.work();
        let end = world.progress("after").state;
        world.give(before.job("copy", "A011", SlipKind::Copy));
        world.settle();
        let pieces: Vec<_> = world.papers.iter().map(ink).collect();
        let whole = after.picture.count_alone(&pieces);
        torn += usize::from(whole == 0);
        assert!(
            end != JobState::Confirmed || whole == 1,
            "confirmed, and the roll ended within it after {rows} rows"
        );
    }
    assert!(torn > 0, "the roll ended within the slip");
}

#[test]
fn a_slip_whose_proof_is_lost_is_not_confirmed_when_the_roll_ends_in_it() {
    let slip = Slip::original(Form::Text, "A011");
    for habit in [Habit::Proving, Habit::Slow, Habit::AskedOnly] {
        let mut torn = 0;
        for rows in (0..ROWS / 2).step_by(3) {
            let mut world = World::new(habit);
            world.put_in_roll(ROLL_MM);
            world.printer.happen(Happening::PaperEndsAfter { rows });
            world.expect(Fault::AnswersDropped, slip.bytes.len(), Mended::Late);
            world.give(slip.job("slip", "A011", SlipKind::Original));
            world.work();
            let end = world.progress("slip").state;
            world.settle();
            world.give(slip.job("copy", "A011", SlipKind::Copy));
            world.settle();
            let pieces: Vec<_> = world.papers.iter().map(ink).collect();
            let whole = slip.picture.count_alone(&pieces) - 1;
            torn += usize::from(whole == 0);
            assert!(
                end != JobState::Confirmed || whole == 1,
                "{habit:?}: confirmed, and the roll ended within it after {rows} rows"
            );
        }
        assert!(torn > 0, "the roll ended within the slip");
    }
}
