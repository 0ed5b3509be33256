//! The formulas give the reference values to the printed digits, and agree with each other.

use antre_forecast::formula::{
    Demand, Steady, cobham, erlang_c, queue_length_quantile_secs, queue_length_wait_secs,
};

/// `value` rounded to as many digits as `printed` has is `printed`.
#[track_caller]
fn reads(value: f64, printed: &str) {
    let decimals = printed
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len());
    let rounded = format!("{value:.decimals$}");
    let rounded = match printed.starts_with('.') {
        true => rounded.trim_start_matches('0').to_owned(),
        false => rounded,
    };
    assert_eq!(rounded, printed, "{value}");
}

fn steady(per_hour: f64, service_secs: f64, counters: u32, within_secs: f64) -> Steady {
    let demand = Demand {
        per_hour,
        service_secs,
        patience_secs: None,
    };
    demand.steady(counters, within_secs).unwrap()
}

#[test]
fn erlang_c_gives_the_reference_values() {
    for (offered, counters, printed) in [
        (1.0, 2, ".333333"),
        (2.0, 3, ".444444"),
        (4.0, 5, ".554113"),
        (8.0, 10, ".409180"),
        (10.0, 11, ".682118"),
        (10.0, 12, ".449388"),
        (10.0, 13, ".285270"),
        (10.0, 14, ".174132"),
        (48.0, 55, ".238701"),
        (2.5, 3, ".702247"),
        (2.5, 4, ".319857"),
    ] {
        reads(erlang_c(offered, counters).unwrap(), printed);
    }
}

#[test]
fn a_call_centre_of_ten_erlangs_needs_fourteen_for_eighty_in_twenty() {
    for (counters, printed) in [(11, ".3896"), (12, ".6402"), (13, ".7956"), (14, ".8884")] {
        reads(steady(200.0, 180.0, counters, 20.0).service_level, printed);
    }
}

#[test]
fn waits_and_utilisation_are_the_reference_values() {
    // 48 erlangs; the mean service time follows from the wait.
    let service_secs = 8.184 * 7.0 / 0.238_701;
    let centre = steady(48.0 / service_secs * 3600.0, service_secs, 55, 15.0);
    reads(centre.mean_wait_secs, "8.184");
    reads(centre.service_level, ".8459");
    reads(centre.utilisation, ".8727");
    for (counters, wait_mins, level) in [(3, "7.0225", ".7417"), (4, "1.0662", ".9841")] {
        let branch = steady(30.0, 300.0, counters, 600.0);
        reads(branch.mean_wait_secs / 60.0, wait_mins);
        reads(branch.service_level, level);
    }
}

#[test]
fn erlang_a_gives_the_reference_values() {
    let demand = Demand {
        per_hour: 30.0,
        service_secs: 300.0,
        patience_secs: Some(1800.0),
    };
    for (counters, waits, leaves, wait_mins) in [
        (2, ".89780", ".25256", "7.577"),
        (3, ".58299", ".08010", "2.403"),
        (4, ".29258", ".02406", ".722"),
    ] {
        let steady = demand.steady(counters, 600.0).unwrap();
        reads(steady.wait_probability, waits);
        reads(steady.abandoned, leaves);
        reads(steady.mean_wait_secs / 60.0, wait_mins);
        // What is not taken by those who gave up is taken by the others.
        let taken = 2.5 * (1.0 - steady.abandoned) / f64::from(counters);
        assert!((steady.utilisation - taken).abs() < 1e-9);
    }
}

#[test]
fn cobham_gives_the_reference_values() {
    let waits = cobham(&[6.0, 24.0], 300.0, 3).unwrap();
    reads(waits[0] / 60.0, "1.4045");
    reads(waits[1] / 60.0, "8.4270");
    // In the order of arrival both would wait as long.
    reads(
        steady(30.0, 300.0, 3, 600.0).mean_wait_secs / 60.0,
        "7.0225",
    );
    let both = 0.2 * waits[0] + 0.8 * waits[1];
    reads(both / 60.0, "7.0225");
    assert_eq!(cobham(&[12.0, 24.0], 300.0, 3), None);
}

#[test]
fn queue_lengths_give_the_reference_quantiles() {
    for (people, printed) in [
        (1, ["0.105", "0.693", "1.609", "2.303"]),
        (5, ["2.433", "4.671", "6.721", "7.994"]),
        (10, ["6.221", "9.669", "12.519", "14.206"]),
    ] {
        for (at, printed) in [0.1, 0.5, 0.8, 0.9].into_iter().zip(printed) {
            let quantile = queue_length_quantile_secs(people - 1, 300.0, 3, at);
            reads(quantile / 100.0, printed);
        }
    }
    reads(queue_length_wait_secs(9, 5.0, 3, Some(30.0)), "13.557");
    reads(queue_length_wait_secs(9, 5.0, 3, None), "16.667");
}

#[test]
fn a_queue_that_grows_for_ever_has_no_long_run() {
    assert_eq!(erlang_c(3.0, 3), None);
    assert_eq!(erlang_c(0.0, 0), None);
    let mut demand = Demand {
        per_hour: 36.0,
        service_secs: 300.0,
        patience_secs: None,
    };
    assert_eq!(demand.steady(3, 600.0), None);
    assert_eq!(demand.steady(0, 600.0), None);
    demand.patience_secs = Some(1800.0);
    assert!(demand.steady(3, 600.0).is_some());
    assert_eq!(demand.steady(0, 600.0), None);
}

#[test]
fn patience_without_end_is_erlang_c() {
    for (per_hour, counters) in [(30.0, 3), (30.0, 4), (300.0, 27), (3_000.0, 260)] {
        let patient = steady(per_hour, 300.0, counters, 600.0);
        let demand = Demand {
            per_hour,
            service_secs: 300.0,
            patience_secs: Some(1e9),
        };
        let almost = demand.steady(counters, 600.0).unwrap();
        for (one, other) in [
            (almost.wait_probability, patient.wait_probability),
            (
                almost.mean_wait_secs / 300.0,
                patient.mean_wait_secs / 300.0,
            ),
            (almost.service_level, patient.service_level),
            (almost.utilisation, patient.utilisation),
            (almost.abandoned, 0.0),
        ] {
            assert!((one - other).abs() < 1e-4, "{counters}: {one} {other}");
        }
    }
}

/// The service level of Erlang A from its definition, by small steps in time instead of by the
/// incomplete beta function: one with `ahead` before them, whose states are how many are still ahead.
#[test]
fn the_service_level_under_patience_is_that_of_the_process_itself() {
    let (lambda, mu, theta, s, within) = (0.5, 0.2, 1.0 / 30.0, 2_u32, 10.0);
    let all = f64::from(s) * mu;
    let deaths = |k: u32| f64::from(k.min(s)) * mu + f64::from(k.saturating_sub(s)) * theta;
    let mut shares = vec![1.0_f64];
    for k in 1..200 {
        shares.push(shares[k as usize - 1] * lambda / deaths(k));
    }
    let sum: f64 = shares.iter().sum();
    let mut ahead: Vec<f64> = shares.iter().skip(s as usize).map(|p| p / sum).collect();
    let mut called: f64 = shares.iter().take(s as usize).map(|p| p / sum).sum();
    let steps = 200_000;
    let step = within / f64::from(steps);
    for _ in 0..steps {
        called += ahead[0] * all * step;
        for n in 0..ahead.len() {
            let rate = all + n as f64 * theta;
            let nearer = ahead.get(n + 1).map_or(0.0, |p| p * (rate + theta));
            ahead[n] += step * (nearer - ahead[n] * (rate + theta));
        }
    }
    let still: f64 = ahead.iter().sum();
    let demand = Demand {
        per_hour: 30.0,
        service_secs: 300.0,
        patience_secs: Some(1800.0),
    };
    let steady = demand.steady(s, within * 60.0).unwrap();
    let expected = called / (called + still);
    assert!((steady.service_level - expected).abs() < 1e-4, "{expected}");
}

#[test]
fn large_halls_and_long_waits_stay_numbers() {
    for (per_hour, service_secs, patience_secs, within_secs) in [
        (3_000.0, 240.0, 60.0, 86_400.0),
        (3_000.0, 240.0, 86_400.0, 1.0),
        (0.01, 1.0, 1.0, 1.0),
        (6_000.0, 86_400.0, 600.0, 600.0),
    ] {
        let demand = Demand {
            per_hour,
            service_secs,
            patience_secs: Some(patience_secs),
        };
        for counters in [1, 10, 200] {
            let steady = demand.steady(counters, within_secs).unwrap();
            for fraction in [
                steady.wait_probability,
                steady.service_level,
                steady.abandoned,
                steady.utilisation,
            ] {
                assert!(
                    (0.0..=1.0 + 1e-9).contains(&fraction),
                    "{demand:?} {steady:?}"
                );
            }
            assert!(steady.mean_wait_secs.is_finite());
            assert!(steady.mean_wait_secs <= patience_secs * (1.0 + 1e-9));
        }
    }
}
