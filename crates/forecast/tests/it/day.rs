//! Simulated days: what they are measured by, and what a change would do.

use antre_domain::config::Rule;
use antre_domain::{CounterId, ProfileId};
use antre_forecast::day::{Arrangement, End, Leg, Outcome, Worked};
use antre_forecast::layout::{Queue, Seat};
use antre_forecast::measures::{Measures, jain};
use antre_forecast::run::Runner;
use antre_forecast::what_if::{Change, ChangeFault, Figure, compare};

use crate::replay::{SAMPLES, sample};

const MINUTE_MS: i64 = 60_000;
const EIGHT_MS: i64 = 8 * 60 * MINUTE_MS;

fn bank() -> Arrangement {
    let (config, scenario) = sample("bank");
    Arrangement::of("now", config, &scenario)
}

/// A call at the first teller; minutes after eight.
fn called(key: u32, queue: u16, joined: i64, at: i64, no_show: bool) -> Leg {
    let joined_ms = EIGHT_MS + joined * MINUTE_MS;
    Leg {
        key,
        queue: Queue(queue),
        joined_ms,
        since_ms: joined_ms,
        end: End::Called {
            seat: Seat(0),
            at_ms: EIGHT_MS + at * MINUTE_MS,
            cause: None,
            taken_ms: MINUTE_MS,
            no_show,
        },
    }
}

fn day(legs: Vec<Leg>) -> Outcome {
    Outcome {
        legs,
        desks: vec![Worked {
            busy_ms: 30,
            manned_ms: 120,
        }],
        turned_away: 0,
    }
}

fn near(left: Option<f64>, right: f64) -> bool {
    left.is_some_and(|left| (left - right).abs() < 1e-9)
}

#[test]
fn waits_and_the_service_level_are_those_of_the_field() {
    // Queue 0 is setor for regular customers, with a target of 20 minutes.
    let mut legs = vec![
        called(0, 0, 0, 10, false),
        called(1, 0, 1, 21, false),
        called(2, 0, 2, 32, true),
        called(3, 0, 3, 43, false),
    ];
    for (key, left) in [(4, 5), (5, 30)] {
        let joined_ms = EIGHT_MS + 4 * MINUTE_MS;
        legs.push(Leg {
            key,
            queue: Queue(0),
            joined_ms,
            since_ms: joined_ms,
            end: End::Left {
                at_ms: joined_ms + left * MINUTE_MS,
            },
        });
    }
    let measures = Measures::of(&bank(), &[day(legs)]);
    let all = measures.all;
    assert!(near(all.mean_secs, 25.0 * 60.0), "{all:?}");
    assert!(
        near(all.p50_secs, 1_200.0) && near(all.p95_secs, 2_400.0),
        "{all:?}"
    );
    assert!(near(all.max_secs, 2_400.0), "{all:?}");
    // Two within twenty minutes; three were called and came, one did not, one left after it.
    assert!(near(all.service_level, 2.0 / 5.0), "{all:?}");
    assert_eq!((all.served, all.no_shows, all.left), (3.0, 1.0, 2.0));
    assert!(near(measures.utilisation, 0.25));
    assert_eq!(measures.classes.len(), 1);
    // 10, 20, 30 and 40 minutes: 100² / (4 · 3000).
    assert!(near(measures.jain, 10_000.0 / 12_000.0));
}

#[test]
fn slips_and_priority_runs_are_counted() {
    // A later one of the same queue goes first, twice; a later one of another queue is none.
    let legs = vec![
        called(0, 0, 0, 30, false),
        called(1, 0, 1, 10, false),
        called(2, 0, 2, 11, false),
        called(3, 3, 3, 12, false),
    ];
    assert_eq!(Measures::of(&bank(), &[day(legs)]).slips, 2.0);
    // Queue 1 is setor for priority. Three in a row while a regular waits; the last waits alone.
    let legs = vec![
        called(0, 1, 0, 1, false),
        called(1, 0, 2, 20, false),
        called(2, 1, 3, 4, false),
        called(3, 1, 3, 5, false),
        called(4, 1, 3, 6, false),
        called(5, 1, 21, 22, false),
    ];
    let measures = Measures::of(&bank(), &[day(legs)]);
    assert_eq!((measures.priority_run_max, measures.slips), (3, 0.0));
}

#[test]
fn jains_index_is_one_for_all_alike_and_one_in_n_for_one_alone() {
    assert_eq!(jain(&[]), None);
    assert_eq!(jain(&[0.0, 0.0]), Some(1.0));
    assert_eq!(jain(&[5.0, 5.0, 5.0]), Some(1.0));
    assert_eq!(jain(&[8.0, 0.0, 0.0, 0.0]), Some(0.25));
}

#[test]
fn a_seed_gives_the_same_day_always_and_everybody_has_an_end() {
    for (name, ..) in SAMPLES {
        let (config, scenario) = sample(name);
        let arrangement = Arrangement::of(name, config, &scenario);
        let mut runner = Runner::new(&arrangement.layout);
        let one = arrangement.day(&mut runner, &scenario, 5);
        assert_eq!(one, arrangement.day(&mut runner, &scenario, 5));
        assert_ne!(one, arrangement.day(&mut runner, &scenario, 6));
        assert!(one.legs.iter().all(|leg| leg.end != End::Waits));
        let taken = |leg: &Leg| match leg.end {
            End::Called { taken_ms, .. } => taken_ms > 0,
            End::Left { .. } | End::Waits => true,
        };
        assert!(one.legs.iter().all(taken), "{name}");
    }
}

#[test]
fn one_more_counter_from_ten_to_twelve_helps_and_only_from_then_on() {
    let (config, scenario) = sample("bank");
    let now = Arrangement::of("now", config, &scenario);
    let more = Change::OneMoreCounter {
        profile: ProfileId::new("teller").unwrap(),
        from: "10:00".parse().unwrap(),
        to: "12:00".parse().unwrap(),
    };
    let with = now.changed("more", &[more]).unwrap();
    let mut runners = [&now, &with].map(|one| Runner::new(&one.layout));
    let before = now.day(&mut runners[0], &scenario, 3);
    let after = with.day(&mut runners[1], &scenario, 3);
    let until_ten = |outcome: &Outcome| -> Vec<_> {
        let calls = outcome
            .legs
            .iter()
            .filter_map(|leg| Some((leg.key, leg.called()?)));
        calls
            .filter(|(_, (at_ms, _))| *at_ms < 10 * 3_600_000)
            .collect()
    };
    assert_eq!(until_ten(&before), until_ten(&after));
    let compared = compare(&[now, with], &scenario, 1, 20);
    let difference = |figure| {
        let mut of_all = compared.differences[0].iter();
        *of_all.find(|one| one.figure == figure).unwrap()
    };
    let mean = difference(Figure::MeanSecs);
    assert!(mean.mean < -60.0 && mean.is_real == Some(true), "{mean:?}");
    assert!(difference(Figure::ServiceLevel).mean > 0.0);
    let counters = &compared.arrangements[1].together.counters;
    assert_eq!(counters.len(), 7);
    assert!(
        (counters[6].manned_secs - 7_200.0).abs() < 900.0,
        "{:?}",
        counters[6]
    );
}

#[test]
fn the_same_arrangement_twice_differs_by_nothing_and_one_day_proves_nothing() {
    let (config, scenario) = sample("puskesmas");
    let now = Arrangement::of("now", config, &scenario);
    let same = now.changed("same", &[]).unwrap();
    let compared = compare(&[now.clone(), same.clone()], &scenario, 1, 5);
    for one in &compared.differences[0] {
        assert_eq!((one.mean, one.is_real), (0.0, Some(false)), "{one:?}");
    }
    let compared = compare(&[now, same], &scenario, 1, 1);
    assert!(
        compared.differences[0]
            .iter()
            .all(|one| one.is_real.is_none())
    );
    assert!(compared.arrangements[0].spread.is_none());
}

#[test]
fn a_change_that_cannot_be_is_refused() {
    let now = bank();
    let profile = |id: &str| ProfileId::new(id).unwrap();
    let more = |profile, from: &str, to: &str| Change::OneMoreCounter {
        profile,
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
    };
    let works = |counter, to: &str| Change::Profile {
        counter: CounterId::new(counter).unwrap(),
        profile: profile(to),
    };
    let like = |other: &str| Change::Rule {
        profile: profile("teller"),
        rule: Rule::Like(profile(other)),
    };
    let code = |change| now.changed("", &[change]).unwrap_err().code();
    assert_eq!(
        code(more(profile("kasir"), "10:00", "12:00")),
        "unknown_profile"
    );
    assert_eq!(
        code(more(profile("teller"), "12:00", "10:00")),
        "span_backwards"
    );
    assert_eq!(code(works("teller-9", "teller")), "unknown_counter");
    assert_eq!(code(works("teller-1", "kasir")), "unknown_profile");
    assert_eq!(code(like("teller")), "refused");
    let many = vec![works("teller-1", "teller"); 9];
    assert_eq!(now.changed("", &many).unwrap_err(), ChangeFault::TooMany);
}
