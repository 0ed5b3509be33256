//! How much of the roll is left, and whether it was changed: plain numbers.

use antre_printing::{CUT_FEED_MM, Closed, LOW_SLIPS, Lid, Odometer, RECENT_MAX};
use proptest::prelude::*;

const ROLL_MM: u32 = 80_000;

#[test]
fn a_roll_holds_as_many_slips_as_the_longest_of_late_fits_into_the_rest() {
    let mut odometer = Odometer::default();
    assert_eq!(odometer.roll(ROLL_MM).slips_left, None);
    odometer.printed(80);
    odometer.printed(130);
    let roll = odometer.roll(ROLL_MM);
    let used_mm = 80 + 130 + 2 * CUT_FEED_MM;
    assert_eq!((roll.used_mm, roll.cuts), (used_mm, 2));
    let left = (ROLL_MM - used_mm) / (130 + CUT_FEED_MM);
    assert_eq!(roll.slips_left, Some(left));
    for _ in 0..RECENT_MAX {
        odometer.printed(80);
    }
    let roll = odometer.roll(ROLL_MM);
    let left = (ROLL_MM - roll.used_mm) / (80 + CUT_FEED_MM);
    assert_eq!(roll.slips_left, Some(left), "long slips are forgotten");
}

#[test]
fn a_new_roll_begins_at_nothing_and_knows_how_long_slips_are() {
    let mut odometer = Odometer::default();
    odometer.printed(80);
    odometer.fed(10);
    let change = odometer.changed(true);
    let used_mm = 80 + 10 + 2 * CUT_FEED_MM;
    assert_eq!((change.used_mm, change.cuts), (used_mm, 2));
    assert!(change.by_hand);
    let roll = odometer.roll(ROLL_MM);
    assert_eq!((roll.used_mm, roll.cuts), (0, 0));
    assert_eq!(roll.slips_left, Some(ROLL_MM / (80 + CUT_FEED_MM)));
}

#[test]
fn a_slip_that_was_lost_sight_of_counts_as_the_longest() {
    let mut odometer = Odometer::default();
    odometer.printed(80);
    odometer.printed(90);
    let before = odometer.roll(ROLL_MM).used_mm;
    odometer.lost_sight();
    let roll = odometer.roll(ROLL_MM);
    assert_eq!(roll.used_mm - before, 90 + CUT_FEED_MM);
    assert_eq!(roll.cuts, 3);
}

#[test]
fn what_is_no_odometer_is_not_read() {
    let written = String::from_utf8(Odometer::default().encode()).unwrap();
    for strange in [
        String::new(),
        "{}".to_owned(),
        written.replace("\"v\":1", "\"v\":2"),
        written.replace("cuts", "slips"),
    ] {
        assert_eq!(Odometer::decode(strange.as_bytes()), None, "{strange}");
    }
}

proptest! {
    #[test]
    fn the_warning_comes_while_fifty_slips_are_left(
        roll_mm in 20_000..120_000_u32,
        slips in proptest::collection::vec(60..250_u32, 1..RECENT_MAX),
    ) {
        let mut odometer = Odometer::default();
        let longest_mm = slips.iter().max().unwrap() + CUT_FEED_MM;
        for length_mm in slips.iter().cycle() {
            let before = odometer.roll(roll_mm);
            odometer.printed(*length_mm);
            if odometer.roll(roll_mm).is_low() {
                prop_assert!(!before.is_low());
                let left_mm = roll_mm.saturating_sub(before.used_mm);
                // The slip that brought the warning, and fifty more of the longest, had room.
                prop_assert!(before.slips_left.is_none() || left_mm >= LOW_SLIPS * longest_mm.min(left_mm));
                let rest_mm = roll_mm - odometer.roll(roll_mm).used_mm;
                let fits = rest_mm / longest_mm;
                prop_assert!(fits + 1 >= LOW_SLIPS || before.slips_left.is_none(), "{} fit", fits);
                break;
            }
        }
    }

    #[test]
    fn an_odometer_that_was_written_is_read_as_it_was(
        lengths_mm in proptest::collection::vec(any::<u32>(), 0..200),
        out in any::<bool>(),
    ) {
        let mut odometer = Odometer::default();
        for length_mm in lengths_mm {
            odometer.printed(length_mm);
        }
        if out {
            odometer.ran_out();
        }
        let written = odometer.encode();
        prop_assert!(written.len() < 1_024);
        prop_assert_eq!(Odometer::decode(&written), Some(odometer));
    }
}

/// What the lid says after these sights: cover open, paper out, low by the sensor.
fn after(was_low: bool, sights: &[(bool, bool, bool)]) -> Option<Closed> {
    let mut lid = Lid::default();
    assert_eq!(lid.see(false, false, false, was_low), None);
    let (last, before) = sights.split_last().unwrap();
    for &(open, out, near_end) in before {
        assert_eq!(lid.see(open, out, near_end, was_low), None);
    }
    lid.see(last.0, last.1, last.2, was_low)
}

#[test]
fn a_roll_counts_as_changed_where_the_old_one_was_out_or_low() {
    const SHUT: (bool, bool, bool) = (false, false, false);
    const OPEN: (bool, bool, bool) = (true, false, false);
    const OPEN_EMPTY: (bool, bool, bool) = (true, true, false);
    const EMPTY: (bool, bool, bool) = (false, true, true);
    const SHUT_LOW: (bool, bool, bool) = (false, false, true);
    let (changed, same) = (Some(Closed::RollChanged), Some(Closed::SameRoll));
    for (was_low, sights, expected) in [
        (false, &[OPEN, SHUT][..], same),
        (true, &[OPEN, SHUT], changed),
        (true, &[OPEN, SHUT_LOW], same),
        (false, &[OPEN, OPEN_EMPTY, OPEN, SHUT], changed),
        (false, &[EMPTY, OPEN_EMPTY, SHUT], changed),
        (false, &[EMPTY, SHUT], changed),
        (false, &[OPEN, EMPTY], None),
        (false, &[OPEN, OPEN], None),
    ] {
        assert_eq!(after(was_low, sights), expected, "{was_low} {sights:?}");
    }
}

#[test]
fn a_printer_that_was_out_when_the_power_went_has_a_new_roll_when_it_has_paper() {
    let mut lid = Lid::new(true);
    assert_eq!(lid.see(false, true, true, false), None);
    let changed = Some(Closed::RollChanged);
    assert_eq!(lid.see(false, false, false, false), changed);
    assert_eq!(lid.see(false, false, false, false), None, "told once");
}
