//! Ranges against rehearsed days: a slice of what `antre simulate --ranges` prints whole.

use antre_domain::Config;
use antre_forecast::rehearsal::{Score, Wait, trial, trial_after};
use antre_forecast::scenario::{self, Scenario};

/// The first of the twenty of the whole table.
const SEEDS: [u64; 2] = [1, 2];
/// Fewer than a hub's, to be done in a second or two.
const RUNS: u32 = 60;

fn bank() -> (Config, Scenario) {
    read(
        include_str!("../../../../assets/branches/bank.toml"),
        include_str!("../../../../assets/scenarios/bank.toml"),
    )
}

fn read(branch: &str, day: &str) -> (Config, Scenario) {
    let config = toml::from_str(branch).unwrap();
    let scenario = scenario::parse(day, &config).unwrap();
    (config, scenario)
}

fn waits((config, scenario): (Config, Scenario)) -> Vec<Wait> {
    let of_seed = |seed| trial(&config, &scenario, seed, RUNS).unwrap();
    SEEDS.into_iter().flat_map(of_seed).collect()
}

fn is_right(waits: &[Wait], at_least: u32) -> Score {
    let score = Score::of(waits);
    assert!(score.served >= at_least, "{score:?}");
    assert_eq!(
        score.untold, 0,
        "everybody who was served had been told a range"
    );
    let inside = score.inside().unwrap();
    assert!((0.75..=0.85).contains(&inside), "p10–p90 held {inside}");
    let within = score.within().unwrap();
    assert!(
        (0.75..=0.85).contains(&within),
        "the printed bound held {within}"
    );
    let against = score.against_queue_length().unwrap();
    assert!(against <= 1.05, "{against} of the queue's length's error");
    let against = score.against_last_called().unwrap();
    assert!(against <= 0.6, "{against} of the last one called's error");
    score
}

#[test]
fn at_a_bank_four_in_five_wait_as_they_were_told() {
    is_right(&waits(bank()), 600);
}

#[test]
fn at_a_clinic_four_in_five_wait_as_they_were_told() {
    let branch = include_str!("../../../../assets/branches/puskesmas.toml");
    let day = include_str!("../../../../assets/scenarios/puskesmas.toml");
    is_right(&waits(read(branch, day)), 500);
}

#[test]
fn at_a_government_hall_four_in_five_wait_as_they_were_told() {
    let branch = include_str!("../../../../assets/branches/mpp.toml");
    let day = include_str!("../../../../assets/scenarios/mpp.toml");
    is_right(&waits(read(branch, day)), 800);
}

#[test]
fn what_is_told_before_noon_knows_nothing_of_the_afternoon() {
    const NOON: u8 = 12;
    let (config, scenario) = bank();
    let mut quiet = scenario.clone();
    for arrivals in &mut quiet.arrivals {
        let noon = u16::from(NOON) * 60;
        arrivals
            .rates
            .retain(|rate| rate.between.from.minutes() < noon);
    }
    let busy = trial(&config, &scenario, 1, RUNS).unwrap();
    let quiet = trial_after(&config, &scenario, &quiet, 1, RUNS).unwrap();
    // The same people come before noon and are told the same; how long they wait may differ.
    let told = |waits: &[Wait]| {
        let mut told: Vec<_> = waits
            .iter()
            .filter(|wait| wait.hour < NOON - 1)
            .map(|wait| (wait.queue, wait.told.map(|told| (told.spread, told.range))))
            .map(|told| format!("{told:?}"))
            .collect();
        told.sort();
        told
    };
    assert!(
        busy.len() > quiet.len() + 50,
        "{} {}",
        busy.len(),
        quiet.len()
    );
    assert!(told(&busy).len() > 100);
    assert_eq!(told(&busy), told(&quiet));
}
