//! A day's roster, from what people write down to the counters of each half hour.

use antre_forecast::formula::Demand;
use antre_forecast::staffing::roster::{Arrivals, ArrivalsFault, roster};
use antre_forecast::staffing::{StaffingFault, Wish};

const DAY: &str = "\
from,arrivals
08:00,6
08:30,14
09:00,22
09:30,24
10:00,18
10:30,12
11:00,8
11:30,4
";

fn wish() -> Wish {
    Wish {
        demand: Demand {
            per_hour: f64::NAN,
            service_secs: 300.0,
            patience_secs: None,
        },
        within_secs: 600.0,
        target: 0.8,
    }
}

#[test]
fn each_half_hour_has_the_fewest_counters_that_keep_the_promise() {
    let day = Arrivals::from_csv(DAY).unwrap();
    let roster = roster(&day, &wish()).unwrap();
    let counters: Vec<u32> = roster
        .half_hours
        .iter()
        .map(|one| one.erlang.counters)
        .collect();
    assert_eq!(counters, [2, 3, 5, 5, 4, 3, 2, 2]);
    assert_eq!(roster.counter_hours, 13.0);
    for half_hour in &roster.half_hours {
        assert!(half_hour.erlang.service_level >= 0.8);
    }
    let from: Vec<&str> = roster
        .half_hours
        .iter()
        .map(|one| one.from.as_str())
        .collect();
    assert_eq!(from[..3], ["08:00", "08:30", "09:00"]);
}

/// Where every half hour is like the others, and long, the whole day is what the formula says of each.
#[test]
fn an_even_day_is_what_the_formula_says() {
    let day = Arrivals {
        from_minute: 0,
        counts: vec![15.0; 96],
    };
    let roster = roster(&day, &wish()).unwrap();
    let expected = roster.half_hours[0].erlang;
    // The first half hour begins with an empty hall.
    let first = roster.half_hours[0].simulated.unwrap();
    assert!(first.mean_wait_secs < expected.mean_wait_secs.unwrap());
    let settled = &roster.half_hours[24..];
    let mean = settled
        .iter()
        .map(|one| one.simulated.unwrap().mean_wait_secs);
    let mean = mean.sum::<f64>() / settled.len() as f64;
    let off = mean / expected.mean_wait_secs.unwrap() - 1.0;
    assert!(off.abs() < 0.03, "{off}");
    let level = settled
        .iter()
        .map(|one| one.simulated.unwrap().service_level);
    let level = level.sum::<f64>() / settled.len() as f64;
    assert!((level - expected.service_level).abs() < 0.01, "{level}");
}

/// What the formula cannot know: those of the rush still wait when it is over.
#[test]
fn behind_a_rush_the_engine_finds_those_whom_the_formula_forgets() {
    let mut wish = wish();
    wish.target = 0.5;
    let day = Arrivals::from_csv("08:00,12\n08:30,29\n09:00,2\n09:30,2\n").unwrap();
    let roster = roster(&day, &wish).unwrap();
    let behind = &roster.half_hours[2];
    let simulated = behind.simulated.unwrap();
    let forgotten = behind.erlang.service_level - simulated.service_level;
    assert!(forgotten > 0.1, "{behind:?}");
    assert!(simulated.mean_wait_secs > 2.0 * behind.erlang.mean_wait_secs.unwrap());
}

#[test]
fn a_half_hour_without_anybody_keeps_one_counter_for_those_who_still_wait() {
    let mut wish = wish();
    for patience_secs in [None, Some(900.0)] {
        wish.demand.patience_secs = patience_secs;
        let day = Arrivals::from_csv("08:00,12\n10:00,12\n").unwrap();
        assert_eq!(day.counts, [12.0, 0.0, 0.0, 0.0, 12.0]);
        let roster = roster(&day, &wish).unwrap();
        assert_eq!(roster.half_hours[1].erlang.counters, 1);
        assert_eq!(roster.half_hours[1].simulated, None);
        let json = serde_json::to_string(&roster).unwrap();
        assert!(json.contains("\"simulated\":null"), "{json}");
    }
}

#[test]
fn spreadsheets_of_any_language_and_files_by_hand_say_the_same() {
    let comma = Arrivals::from_csv(DAY).unwrap();
    let other = DAY
        .replace(',', ";")
        .replace("14", "14,0")
        .replace('\n', "\r\n");
    assert_eq!(
        Arrivals::from_csv(&format!("\u{feff}{other}")).unwrap(),
        comma
    );
    let toml = DAY.lines().skip(1).map(|line| {
        let (from, count) = line.split_once(',').unwrap();
        format!("\"{from}\" = {count}\n")
    });
    let toml = format!("[arrivals]\n{}", toml.collect::<String>());
    assert_eq!(Arrivals::from_toml(&toml).unwrap(), comma);
    let night = Arrivals::from_csv("23:30,1\n24:30,2").unwrap();
    assert_eq!(
        (night.from_minute, night.counts),
        (1410, vec![1.0, 0.0, 2.0])
    );
}

#[test]
fn a_day_that_cannot_be_meant_is_named_with_its_line() {
    let csv = |text: &str| Arrivals::from_csv(text).unwrap_err();
    for (text, code, line) in [
        ("", "nobody", None),
        ("from,arrivals\n", "nobody", None),
        ("08:00,0", "nobody", None),
        ("08:00,3\n08:10,3", "not_a_half_hour", Some(2)),
        ("08:00,3\nnoon,3", "not_a_half_hour", Some(2)),
        ("08:00,3\n48:00,3", "not_a_half_hour", Some(2)),
        ("08:00,3\n-1:00,3", "not_a_half_hour", Some(2)),
        ("08:00,many", "not_a_count", Some(1)),
        ("08:00,-3", "not_a_count", Some(1)),
        ("08:00,NaN", "not_a_count", Some(1)),
        ("08:00,1e9", "not_a_count", Some(1)),
        ("08:00", "not_two_cells", Some(1)),
        ("08:00,3,4", "not_two_cells", Some(1)),
        ("08:00,3\n\n08:00,3", "twice", Some(3)),
        ("00:00,1\n47:30,1\n08:00,-0.1", "not_a_count", Some(3)),
    ] {
        let ArrivalsFault {
            code: found,
            line: at,
            ..
        } = csv(text);
        assert_eq!((found, at), (code, line), "{text}");
    }
    assert_eq!(
        csv("08:00,-3").to_string().split(": ").next(),
        Some("line 1")
    );
    let toml = |text: &str| Arrivals::from_toml(text).unwrap_err().code;
    assert_eq!(toml("arrivals = 3"), "no_arrivals");
    assert_eq!(toml("[arrival]\n\"08:00\" = 3"), "unknown_key");
    assert_eq!(toml("[arrivals]\n\"08:00\" = true"), "not_a_count");
    assert_eq!(toml("[arrivals]\n\"08:00\" = nan"), "not_a_count");
    assert_eq!(toml("[arrivals"), "not_toml");
}

#[test]
fn a_rush_beyond_all_counters_is_refused() {
    let day = Arrivals::from_csv("08:00,12\n08:30,5000").unwrap();
    let fault = roster(&day, &wish()).unwrap_err();
    assert!(matches!(fault, StaffingFault::TooMany { per_hour, .. } if per_hour == 10_000.0));
}
