//! Ranges as they are printed.

use antre_forecast::round::{round, round_secs};
use antre_forecast::spread::{Range, Spread};
use proptest::prelude::*;

fn spread(p50_secs: f64, p80_secs: f64) -> Spread {
    Spread {
        mean_secs: p50_secs,
        p10_secs: 0.0,
        p50_secs,
        p80_secs,
        p90_secs: p80_secs,
        never: 0.0,
    }
}

fn minutes(from_mins: f64, to_mins: f64) -> (u32, u32) {
    let range = round(&spread(from_mins * 60.0, to_mins * 60.0)).unwrap();
    (range.from_secs / 60, range.to_secs / 60)
}

#[test]
fn the_step_grows_with_the_wait() {
    assert_eq!(minutes(0.1, 0.2), (0, 1));
    assert_eq!(minutes(1.4, 2.6), (0, 3));
    assert_eq!(minutes(3.0, 4.9), (0, 5));
    assert_eq!(minutes(4.0, 6.0), (0, 5));
    assert_eq!(minutes(6.0, 8.0), (5, 10));
    assert_eq!(minutes(11.0, 18.0), (10, 20));
    assert_eq!(minutes(11.0, 12.0), (5, 10));
    assert_eq!(minutes(39.0, 58.0), (35, 60));
    assert_eq!(minutes(47.0, 71.0), (40, 70));
    assert_eq!(minutes(80.0, 140.0), (60, 150));
}

#[test]
fn what_never_ends_or_is_no_number_is_not_printed() {
    for bad in [f64::NAN, f64::INFINITY, 2e5] {
        assert_eq!(round(&spread(600.0, bad)), None);
    }
    assert_eq!(round(&spread(f64::NAN, 600.0)), None);
    let never = Spread {
        never: 0.6,
        ..spread(600.0, 900.0)
    };
    assert_eq!(round(&never), None);
}

proptest! {
    #[test]
    fn the_ends_are_apart_and_near_what_is_known(from in 0.0..80_000.0_f64, more in 0.0..6_000.0_f64) {
        let to = from + more;
        let range = round_secs(from, to);
        prop_assert!(range.from_secs < range.to_secs);
        let step = [(300.0, 60.0), (3_600.0, 300.0), (7_200.0, 600.0)]
            .into_iter()
            .find(|(up_to, _)| to <= *up_to)
            .map_or(1_800.0, |(_, step)| step);
        let off = (f64::from(range.to_secs) - to).abs();
        // Nearest, but for a wait of no length, which is told as a minute.
        prop_assert!(off <= step / 2.0 || range.to_secs == 60);
        prop_assert!(f64::from(range.from_secs) <= from);
    }

    #[test]
    fn a_printed_range_stays_what_it_is(from in 0.0..80_000.0_f64, more in 0.0..6_000.0_f64) {
        let range = round_secs(from, from + more);
        prop_assert_eq!(round_secs(f64::from(range.from_secs), f64::from(range.to_secs)), range);
    }

    #[test]
    fn the_longer_the_wait_the_later_the_end(to in 0.0..80_000.0_f64, more in 0.0..6_000.0_f64) {
        prop_assert!(round_secs(0.0, to).to_secs <= round_secs(0.0, to + more).to_secs);
    }

    #[test]
    fn nothing_breaks_it(from in any::<f64>(), to in any::<f64>()) {
        let Range { from_secs, to_secs } = round_secs(from, to);
        prop_assert!(from_secs < to_secs && to_secs <= 86_400);
    }
}
