//! Ranges corrected by how the last ones went.

use antre_forecast::calibrate::{Calibrator, KEPT_MAX};
use antre_forecast::round::round;
use antre_forecast::spread::Spread;
use rand::SeedableRng as _;
use rand_distr::{Distribution as _, Gamma};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What a gamma of this shape and mean comes to, by its own quantiles.
fn told(mean_secs: f64) -> Spread {
    use statrs::distribution::{ContinuousCDF as _, Gamma};
    let gamma = Gamma::new(SHAPE, SHAPE / mean_secs).unwrap();
    Spread {
        mean_secs,
        p10_secs: gamma.inverse_cdf(0.1),
        p50_secs: gamma.inverse_cdf(0.5),
        p80_secs: gamma.inverse_cdf(0.8),
        p90_secs: gamma.inverse_cdf(0.9),
        never: 0.0,
    }
}

const SHAPE: f64 = 6.0;

/// Predictions of waits of half a minute to an hour, and waits that are `times` as long. Returns which
/// fraction of the last half lay from p10 to p90 and which below the printed end.
fn coverage(times: f64, mins: (u32, u32), seed: u64) -> (f64, f64, Calibrator) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut calibrator = Calibrator::new(1);
    let (mut inside, mut within, mut count) = (0.0, 0.0, 0.0);
    for round_of in 0..3_000_u32 {
        let mean_secs = f64::from(mins.0 * 60 + round_of * 7_919 % (60 * (mins.1 - mins.0)));
        let raw = told(mean_secs);
        let actual_secs = Gamma::new(SHAPE, mean_secs * times / SHAPE)
            .unwrap()
            .sample(&mut rng);
        if round_of >= 1_000 {
            let printed = calibrator.apply(0, &raw);
            count += 1.0;
            inside += f64::from(u8::from(
                (printed.p10_secs..=printed.p90_secs).contains(&actual_secs),
            ));
            let to_secs = f64::from(round(&printed).unwrap().to_secs);
            within += f64::from(u8::from(actual_secs <= to_secs));
        }
        calibrator.take(0, &raw, actual_secs);
    }
    (inside / count, within / count, calibrator)
}

#[test]
fn right_ranges_stay_as_they_are() {
    let calibrator = Calibrator::new(3);
    assert_eq!(calibrator.apply(0, &told(600.0)), told(600.0));
    assert_eq!(calibrator.widened(0), 1.0);
    let (inside, within, calibrator) = coverage(1.0, (3, 60), 1);
    assert!((inside - 0.8).abs() < 0.03, "{inside}");
    assert!((within - 0.8).abs() < 0.03, "{within}");
    assert!(
        (calibrator.widened(0) - 1.0).abs() < 0.15,
        "{}",
        calibrator.widened(0)
    );
}

#[test]
fn ranges_that_promise_too_little_or_too_much_are_put_right() {
    for times in [0.6, 0.8, 1.3, 2.0] {
        let (inside, within, _) = coverage(times, (6, 60), 2);
        assert!((inside - 0.8).abs() < 0.05, "{times}: {inside}");
        assert!((within - 0.8).abs() < 0.05, "{times}: {within}");
    }
}

#[test]
fn a_forecast_gone_bad_widens_without_limit_and_says_so() {
    let mut calibrator = Calibrator::new(2);
    let raw = told(600.0);
    for _ in 0..KEPT_MAX {
        calibrator.take(0, &raw, 600.0);
    }
    let before = calibrator.apply(0, &raw);
    for number in 0..KEPT_MAX {
        let actual_secs = if number % 2 == 0 { 60.0 } else { 36_000.0 };
        calibrator.take(0, &raw, actual_secs);
    }
    let after = calibrator.apply(0, &raw);
    assert!(after.p80_secs > 30_000.0 && after.p80_secs > before.p80_secs);
    assert!(calibrator.widened(0) > 20.0, "{}", calibrator.widened(0));
    // Another service has nothing to do with it.
    assert_eq!(calibrator.apply(1, &raw), raw);
}

#[test]
fn few_errors_move_little() {
    let mut calibrator = Calibrator::new(1);
    let raw = told(600.0);
    calibrator.take(0, &raw, 6_000.0);
    calibrator.take(0, &raw, 6_000.0);
    assert_eq!(calibrator.apply(0, &raw), raw);
}

#[test]
fn what_is_no_number_and_unknown_services_are_passed_over() {
    let mut calibrator = Calibrator::new(1);
    let raw = told(600.0);
    let never = Spread {
        p90_secs: f64::INFINITY,
        ..raw
    };
    for _ in 0..100 {
        calibrator.take(0, &raw, f64::NAN);
        calibrator.take(0, &never, 600.0);
        calibrator.take(7, &raw, 6_000.0);
    }
    assert_eq!(calibrator.apply(0, &raw), raw);
    assert_eq!(calibrator.apply(7, &raw), raw);
    let told = calibrator.apply(0, &never);
    assert!(told.p90_secs.is_infinite() && told.p80_secs.is_finite());
}

#[test]
fn corrected_quantiles_stay_in_order_and_above_nought() {
    for (times, seed) in [(0.05, 3), (0.4, 4), (5.0, 5)] {
        let (_, _, calibrator) = coverage(times, (1, 90), seed);
        for mean_secs in [1.0, 30.0, 600.0, 9_000.0] {
            let told = calibrator.apply(0, &told(mean_secs));
            assert!(told.p10_secs >= 0.0);
            assert!(told.p10_secs <= told.p50_secs && told.p50_secs <= told.p80_secs);
            assert!(told.p80_secs <= told.p90_secs);
        }
    }
}
