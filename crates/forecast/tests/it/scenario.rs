//! Scenario files: what they may not say, and what chance makes of them.

use antre_domain::Config;
use antre_forecast::layout::{Layout, Seat};
use antre_forecast::scenario::{self, Drawn, SCENARIO_FILE_BYTES_MAX, SECS_MAX, ScenarioError};

use crate::replay::sample;

/// A scenario of the sample bank; each case below replaces a part of it.
const GOOD: &str = r#"
date = "2026-12-01"
[[arrivals]]
service = "setor"
classes = [{ class = "umum", weight = 9 }, { class = "prioritas", weight = 1 }]
rates = [{ between = "08:00-12:00", per_hour = 20 }, { between = "12:00-15:00", per_hour = 10 }]
[[services]]
id = "setor"
secs = { lognormal = { mean = 200, cv = 0.5 } }
[[services]]
id = "kartu"
secs = { exponential = { mean = 300 } }
[[moves]]
from = "setor"
to = "kartu"
share = 0.1
[[counters]]
id = "teller-1"
shifts = [{ between = "08:00-12:00" }, { between = "13:00-15:00", profile = "teller-valas" }]
[no_shows]
share = 0.02
"#;

fn bank() -> Config {
    sample("bank").0
}

/// The faults of a file, as `code at line: place`.
fn faults(text: &str) -> Vec<(String, usize, String)> {
    match scenario::parse(text, &bank()) {
        Ok(_) => Vec::new(),
        Err(ScenarioError(faults)) => {
            let faults = faults.into_iter();
            let fault = |one: scenario::FileFault| (one.code.to_owned(), one.line, one.message);
            faults.map(fault).collect()
        }
    }
}

#[test]
fn what_cannot_be_meant_is_named_with_its_place_and_code() {
    assert_eq!(faults(GOOD), []);
    let cases = [
        (
            "per_hour = 20",
            "per_hour = -1",
            "negative",
            6,
            "arrivals[0].rates[0].per_hour",
        ),
        (
            "per_hour = 20",
            "per_hour = nan",
            "not_finite",
            6,
            "arrivals[0].rates[0].per_hour",
        ),
        (
            "per_hour = 20",
            "per_hour = inf",
            "not_finite",
            6,
            "arrivals[0].rates[0].per_hour",
        ),
        (
            "per_hour = 20",
            "per_hour = 1e9",
            "too_large",
            6,
            "arrivals[0].rates[0].per_hour",
        ),
        (
            "service = \"setor\"",
            "service = \"seter\"",
            "unknown_service",
            4,
            "arrivals[0].service",
        ),
        (
            "class = \"umum\"",
            "class = \"vip\"",
            "unknown_class",
            5,
            "arrivals[0].classes[0]",
        ),
        (
            "class = \"umum\"",
            "class = \"janji-temu\"",
            "by_appointment",
            5,
            "arrivals[0].classes[0]",
        ),
        (
            "class = \"umum\"",
            "class = \"prioritas\"",
            "twice",
            5,
            "arrivals[0].classes[1]",
        ),
        (
            "\"08:00-12:00\", per",
            "\"12:00-08:00\", per",
            "span_backwards",
            6,
            "arrivals[0].rates[0].between",
        ),
        (
            "\"12:00-15:00\", per",
            "\"11:00-15:00\", per",
            "spans_overlap",
            6,
            "arrivals[0].rates[1]",
        ),
        (
            "\"12:00-15:00\", per",
            "\"16:00-17:00\", per",
            "closed_then",
            6,
            "arrivals[0].rates[1]",
        ),
        ("2026-12-01", "2026-12-25", "closed_that_day", 2, "date"),
        (
            "{ lognormal = { mean = 200, cv = 0.5 } }",
            "{ fixed = 0 }",
            "no_duration",
            9,
            "services[0].secs",
        ),
        (
            "mean = 200",
            "mean = inf",
            "not_finite",
            9,
            "services[0].secs.lognormal.mean",
        ),
        (
            "cv = 0.5",
            "cv = -0.5",
            "negative",
            9,
            "services[0].secs.lognormal.cv",
        ),
        (
            "mean = 300",
            "mean = 1e7",
            "too_large",
            12,
            "services[1].secs.exponential.mean",
        ),
        (
            "{ exponential = { mean = 300 } }",
            "{ samples = [] }",
            "empty_list",
            12,
            "services[1].secs.samples",
        ),
        (
            "{ exponential = { mean = 300 } }",
            "{ erlang = { mean = 9, stages = 0 } }",
            "empty_list",
            12,
            "services[1].secs.erlang.stages",
        ),
        (
            "id = \"kartu\"",
            "id = \"setor\"",
            "twice",
            11,
            "services[1].id",
        ),
        (
            "id = \"kartu\"",
            "id = \"digital\"",
            "service_not_told",
            15,
            "moves[0].to",
        ),
        (
            "share = 0.1",
            "share = 1.1",
            "share_over_1",
            16,
            "moves[0].share",
        ),
        (
            "to = \"kartu\"\nshare = 0.1",
            "to = \"setor\"\nshare = 1",
            "endless_moves",
            13,
            "moves[0]",
        ),
        (
            "id = \"teller-1\"",
            "id = \"teller-9\"",
            "unknown_counter",
            18,
            "counters[0].id",
        ),
        (
            "profile = \"teller-valas\"",
            "profile = \"kasir\"",
            "unknown_profile",
            19,
            "counters[0].shifts[1].profile",
        ),
        (
            "{ between = \"13:00-15:00\"",
            "{ between = \"11:30-15:00\"",
            "spans_overlap",
            19,
            "counters[0].shifts[1]",
        ),
        (
            "share = 0.02",
            "share = 2",
            "share_over_1",
            21,
            "no_shows.share",
        ),
        (
            "share = 0.02",
            "shares = 0.02",
            "not_toml",
            21,
            "unknown field",
        ),
        ("date = ", "dato = ", "not_toml", 2, "unknown field"),
    ];
    for (was, is, code, line, place) in cases {
        assert!(GOOD.contains(was), "{was}");
        let found = faults(&GOOD.replacen(was, is, 1));
        let named = found
            .iter()
            .any(|(found, at, message)| found == code && *at == line && message.contains(place));
        assert!(
            named,
            "{is}: wanted {code} at {line} in {place}, found {found:?}"
        );
    }
}

#[test]
fn a_service_that_no_counter_takes_that_day_is_named() {
    let text = GOOD.to_owned()
        + "[[counters]]\nid = \"meja-1\"\nshifts = []\n[[counters]]\nid = \"meja-2\"\nshifts = []\n";
    let found = faults(&text);
    // Once for each class that comes to it.
    assert_eq!(found.len(), 2, "{found:?}");
    for (code, line, message) in found {
        assert_eq!((code.as_str(), line), ("nobody_serves", 15), "{message}");
        assert!(
            message.contains("moves[0].to") && message.contains("kartu"),
            "{message}"
        );
    }
}

#[test]
fn a_file_too_large_or_of_too_many_people_is_refused() {
    let long = "#".repeat(usize::try_from(SCENARIO_FILE_BYTES_MAX).unwrap() + 1);
    assert_eq!(faults(&long)[0].0, "file_too_large");
    let crowd = GOOD
        .replace("per_hour = 20", "per_hour = 3600")
        .replace("per_hour = 10", "per_hour = 3600");
    assert_eq!(faults(&crowd)[0].0, "too_large");
    let nobody = GOOD
        .replace("per_hour = 20", "per_hour = 0")
        .replace("per_hour = 10", "per_hour = 0");
    assert_eq!(faults(&nobody)[0].0, "nobody_comes");
}

#[test]
fn the_sample_days_are_busy_and_bring_as_many_as_they_say() {
    for (name, least, most) in [
        ("bank", 360, 450),
        ("puskesmas", 270, 350),
        ("mpp", 470, 580),
    ] {
        let (config, day) = sample(name);
        let layout = Layout::of(&config);
        let came = (1..=10).map(|seed| Drawn::of(&day, &config, &layout, seed).comers.len());
        let mean = came.sum::<usize>() / 10;
        assert!((least..most).contains(&mean), "{name}: {mean}");
    }
}

#[test]
fn what_happens_to_a_ticket_follows_from_the_seed_and_not_from_the_order() {
    let (config, day) = sample("bank");
    let layout = Layout::of(&config);
    let (one, same) = (
        Drawn::of(&day, &config, &layout, 7),
        Drawn::of(&day, &config, &layout, 7),
    );
    assert_eq!(one.comers, same.comers);
    let other = Drawn::of(&day, &config, &layout, 8);
    assert_ne!(one.comers, other.comers);
    let last = one.comers.len() - 1;
    let leg = |drawn: &Drawn<'_>, index: usize| {
        drawn.leg(
            &drawn.comers[index],
            0,
            drawn.comers[index].service,
            Seat(0),
        )
    };
    let ahead = leg(&one, last);
    (0..last).for_each(|index| {
        leg(&one, index);
    });
    assert_eq!(leg(&one, last), ahead);
    // A clerk twice as fast takes half of the serving, and nothing else changes.
    let mut quick = day.clone();
    quick.counters = toml::from_str::<Counters>("counters = [{ id = \"teller-1\", speed = 2 }]")
        .unwrap()
        .counters;
    let quick = Drawn::of(&quick, &config, &layout, 7);
    let twice = leg(&quick, last);
    assert_eq!(
        (twice.way_ms, twice.no_show_ms),
        (ahead.way_ms, ahead.no_show_ms)
    );
    assert!((twice.service_ms * 2 - ahead.service_ms).abs() <= 1);
}

#[derive(serde::Deserialize)]
struct Counters {
    counters: Vec<scenario::Manned>,
}

#[test]
fn distributions_have_the_mean_that_they_are_given() {
    use antre_forecast::scenario::Dist;
    use rand::SeedableRng as _;
    let mut rng = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(3);
    let dists = [
        Dist::Fixed(200.0),
        Dist::Exponential { mean: 200.0 },
        Dist::Lognormal {
            mean: 200.0,
            cv: 0.6,
        },
        Dist::Erlang {
            mean: 200.0,
            stages: 4,
        },
        Dist::Samples(vec![100.0, 300.0]),
    ];
    for dist in dists {
        let draws = (0..40_000).map(|_| dist.draw_secs(&mut rng));
        let mean = draws.sum::<f64>() / 40_000.0;
        assert!((mean - 200.0).abs() < 4.0, "{dist:?}: {mean}");
        assert!((dist.mean_secs() - 200.0).abs() < 1e-9);
    }
    let wild = Dist::Lognormal {
        mean: SECS_MAX,
        cv: 5.0,
    };
    assert!((0..10_000).all(|_| wild.draw_secs(&mut rng) <= SECS_MAX));
}

#[test]
fn hours_and_quotas_turn_people_away() {
    let (mut config, day) = sample("bank");
    let layout = Layout::of(&config);
    let whole = Drawn::of(&day, &config, &layout, 1);
    let setor = config
        .services
        .iter()
        .position(|one| one.id.as_str() == "setor")
        .unwrap();
    config.services[setor].quotas = vec![antre_domain::config::Quota {
        between: None,
        people_max: 10,
    }];
    let less = Drawn::of(&day, &config, &layout, 1);
    let of = |drawn: &Drawn<'_>| {
        drawn
            .comers
            .iter()
            .filter(|one| one.service == setor)
            .count()
    };
    assert_eq!(of(&less), 10);
    assert_eq!(
        less.turned_away as usize,
        whole.turned_away as usize + of(&whole) - 10
    );
}
