//! Counters by formula and by the engine: they know nothing of each other, and agree.

use antre_forecast::formula::{Demand, Steady, cobham};
use antre_forecast::staffing::{
    COUNTERS_MAX, Figure, LEVEL_ENOUGH, Length, Measured, SEED, StaffingFault, Station, Wish,
    long_run,
};

/// Until the mean is known to 1.5 % with a certainty of 95 %, or to the end.
const LONG: Length = Length {
    people_max: 5_000_000,
    error: 0.015,
};

/// For what does not depend on luck.
const SHORT: u64 = 400_000;

fn branch(patience_secs: Option<f64>) -> Demand {
    Demand {
        per_hour: 30.0,
        service_secs: 300.0,
        patience_secs,
    }
}

fn wish(demand: Demand) -> Wish {
    Wish {
        demand,
        within_secs: 600.0,
        target: 0.8,
    }
}

#[track_caller]
fn within_two_percent(measured: f64, expected: f64, what: &str) {
    let off = (measured / expected - 1.0).abs();
    assert!(off < 0.02, "{what}: {measured} for {expected}");
}

#[track_caller]
fn agree(measured: &Measured, expected: &Steady, what: &str) {
    let found = measured.steady;
    within_two_percent(found.mean_wait_secs, expected.mean_wait_secs, what);
    within_two_percent(found.wait_probability, expected.wait_probability, what);
    within_two_percent(found.service_level, expected.service_level, what);
    within_two_percent(found.utilisation, expected.utilisation, what);
    if expected.abandoned > 0.0 {
        within_two_percent(found.abandoned, expected.abandoned, what);
    } else {
        assert_eq!(found.abandoned, 0.0);
    }
    let off = (found.mean_wait_secs - expected.mean_wait_secs).abs();
    assert!(
        off < 2.0 * measured.error_secs,
        "{what}: {off} {measured:?}"
    );
}

#[test]
fn the_engine_agrees_with_erlang_c() {
    for (per_hour, counters) in [(30.0, 3), (30.0, 4), (84.0, 10)] {
        let demand = Demand {
            per_hour,
            ..branch(None)
        };
        let station = Station::of(&demand, counters, 600.0);
        let measured = long_run(&station, LONG, SEED)[0];
        let expected = demand.steady(counters, 600.0).unwrap();
        agree(
            &measured,
            &expected,
            &format!("{per_hour} an hour, {counters}"),
        );
    }
}

#[test]
fn the_engine_agrees_with_erlang_a() {
    for counters in [2, 3, 4] {
        let demand = branch(Some(1800.0));
        let measured = long_run(&Station::of(&demand, counters, 600.0), LONG, SEED)[0];
        let expected = demand.steady(counters, 600.0).unwrap();
        agree(&measured, &expected, &format!("{counters} counters"));
    }
}

#[test]
fn the_engine_agrees_with_cobham_where_one_class_always_goes_first() {
    let per_hour = vec![6.0, 24.0];
    let expected = cobham(&per_hour, 300.0, 3).unwrap();
    let station = Station {
        per_hour,
        ..Station::of(&branch(None), 3, 600.0)
    };
    let measured = long_run(&station, LONG, SEED);
    for (class, (measured, expected)) in measured.iter().zip(expected).enumerate() {
        let what = format!("class {class}");
        within_two_percent(measured.steady.mean_wait_secs, expected, &what);
    }
}

#[test]
fn rows_go_from_one_counter_to_the_first_that_leaves_nothing_to_wish_for() {
    let staffing = wish(branch(None)).staffing(SHORT).unwrap();
    for rows in [&staffing.erlang, &staffing.simulated] {
        let counters: Vec<u32> = rows.iter().map(|row| row.counters).collect();
        let all: Vec<u32> = (1..).take(rows.len()).collect();
        assert_eq!(counters, all);
        let (last, before) = rows.split_last().unwrap();
        assert!(last.service_level >= LEVEL_ENOUGH);
        assert!(before.iter().all(|row| row.service_level < LEVEL_ENOUGH));
        for row in &rows[..2] {
            assert_eq!((row.mean_wait_secs, row.service_level), (None, 0.0));
            assert_eq!((row.wait_probability, row.utilisation), (1.0, 1.0));
        }
        assert!(rows[2].mean_wait_secs.is_some());
    }
    assert_eq!(staffing.errors_secs.len(), staffing.simulated.len());
    assert_eq!(staffing.errors_secs[1], None);
    assert!(staffing.errors_secs[2].unwrap() > 0.0);
}

#[test]
fn with_patience_every_number_of_counters_has_a_wait() {
    let staffing = wish(branch(Some(1800.0))).staffing(3_000_000).unwrap();
    for (erlang, simulated) in staffing.erlang.iter().zip(&staffing.simulated) {
        let what = format!("{} counters", erlang.counters);
        let (found, expected) = (
            simulated.mean_wait_secs.unwrap(),
            erlang.mean_wait_secs.unwrap(),
        );
        // The rarer a wait is, the less a run of the same length knows of it.
        assert!(
            (found / expected - 1.0).abs() < 0.05,
            "{what}: {found} {expected}"
        );
        assert!(
            (simulated.service_level - erlang.service_level).abs() < 0.005,
            "{what}"
        );
        assert!(
            (simulated.abandoned - erlang.abandoned).abs() < 0.005,
            "{what}"
        );
    }
}

#[test]
fn the_json_has_the_rows_and_nothing_else() {
    let staffing = wish(branch(None)).staffing(SHORT).unwrap();
    let json = serde_json::to_value(&staffing).unwrap();
    let keys = |value: &serde_json::Value| {
        let keys = value.as_object().unwrap().keys().cloned();
        keys.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(
        keys(&json),
        ["erlang", "simulated"].map(String::from).into()
    );
    let row = [
        "abandoned",
        "counters",
        "mean_wait_secs",
        "service_level",
        "utilisation",
        "wait_probability",
    ];
    for rows in [&json["erlang"], &json["simulated"]] {
        for one in rows.as_array().unwrap() {
            assert_eq!(keys(one), row.map(String::from).into());
        }
        assert!(rows[0]["mean_wait_secs"].is_null());
    }
}

#[test]
fn the_same_question_has_the_same_answer() {
    let ask = || wish(branch(Some(900.0))).staffing(SHORT).unwrap();
    assert_eq!(ask(), ask());
}

#[test]
fn numbers_that_cannot_be_meant_are_named() {
    let with = |change: &dyn Fn(&mut Wish)| {
        let mut wish = wish(branch(Some(1800.0)));
        change(&mut wish);
        match wish.staffing(SHORT).unwrap_err() {
            StaffingFault::OutOfRange { figure, .. } => figure,
            other @ StaffingFault::TooMany { .. } => panic!("{other:?}"),
        }
    };
    for value in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e12, f64::NEG_INFINITY] {
        assert_eq!(with(&|wish| wish.demand.per_hour = value), Figure::PerHour);
        assert_eq!(
            with(&|wish| wish.demand.service_secs = value),
            Figure::ServiceSecs
        );
        assert_eq!(with(&|wish| wish.within_secs = value), Figure::WithinSecs);
        assert_eq!(with(&|wish| wish.target = value), Figure::Target);
        let patience = |wish: &mut Wish| wish.demand.patience_secs = Some(value);
        assert_eq!(with(&patience), Figure::PatienceSecs);
    }
    assert_eq!(with(&|wish| wish.target = 1.0), Figure::Target);
}

#[test]
fn more_counters_than_any_branch_has_are_refused_before_anything_is_run() {
    for patience_secs in [None, Some(86_400.0)] {
        let demand = Demand {
            per_hour: 10_000.0,
            service_secs: 86_400.0,
            patience_secs,
        };
        let fault = StaffingFault::TooMany {
            per_hour: 10_000.0,
            most: COUNTERS_MAX,
        };
        assert_eq!(wish(demand).staffing(SHORT), Err(fault));
    }
}
