//! A day that was, played back.

use std::collections::BTreeMap;

use antre_domain::{Config, Event, Timestamp};
use antre_forecast::day::{Leg, Outcome};
use antre_forecast::rehearsal::Rehearsal;
use antre_forecast::replay::{Recorded, Recorder, ReplayFault};
use antre_forecast::run::Runner;
use antre_forecast::scenario::{self, Scenario};

pub(crate) const SAMPLES: [(&str, &str, &str); 3] = [
    (
        "bank",
        include_str!("../../../../assets/branches/bank.toml"),
        include_str!("../../../../assets/scenarios/bank.toml"),
    ),
    (
        "puskesmas",
        include_str!("../../../../assets/branches/puskesmas.toml"),
        include_str!("../../../../assets/scenarios/puskesmas.toml"),
    ),
    (
        "mpp",
        include_str!("../../../../assets/branches/mpp.toml"),
        include_str!("../../../../assets/scenarios/mpp.toml"),
    ),
];

pub(crate) fn sample(name: &str) -> (Config, Scenario) {
    let (_, branch, day) = SAMPLES.iter().find(|one| one.0 == name).unwrap();
    let config: Config = toml::from_str(branch).unwrap();
    let scenario = scenario::parse(day, &config).unwrap();
    (config, scenario)
}

/// The events of a rehearsed day.
fn lived(config: &Config, scenario: &Scenario, seed: u64) -> Vec<Event> {
    let at: Timestamp = config.day_starts_at(scenario.date);
    let mut events = Vec::new();
    let mut onlooker = |_: &antre_domain::Branch, event: &Event| events.push(event.clone());
    let mut rehearsal = Rehearsal::begin(config, at, (1, 7), true, &mut onlooker).unwrap();
    rehearsal.live(scenario, seed, &mut onlooker).unwrap();
    events
}

fn recorded(events: &[Event]) -> Recorded {
    let mut recorder = Recorder::default();
    events.iter().for_each(|event| recorder.take(event));
    recorder.end().unwrap()
}

fn replayed(recorded: &Recorded) -> Outcome {
    let arrangement = recorded.arrangement("again");
    let mut runner = Runner::new(&arrangement.layout);
    arrangement.live(&mut runner, &mut recorded.world())
}

/// By ticket and stay: when it was called and how long it had waited, in milliseconds.
fn waits(outcome: &Outcome) -> BTreeMap<(u32, usize), Option<(i64, i64)>> {
    let mut stays: BTreeMap<u32, usize> = BTreeMap::new();
    let mut waits = BTreeMap::new();
    for leg in &outcome.legs {
        let nth = stays.entry(leg.key).or_default();
        waits.insert((leg.key, *nth), Leg::called(leg));
        *nth += 1;
    }
    waits
}

#[test]
fn an_unchanged_replay_gives_the_days_own_waits() {
    for (name, ..) in SAMPLES {
        let (config, scenario) = sample(name);
        for seed in [1, 2, 3] {
            let recorded = recorded(&lived(&config, &scenario, seed));
            let (own, again) = (waits(&recorded.own()), waits(&replayed(&recorded)));
            assert!(own.len() > 300, "{name} {seed}: {}", own.len());
            let unlike: Vec<_> = own
                .iter()
                .filter(|(place, wait)| again.get(place) != Some(wait))
                .map(|(place, wait)| (place, wait, again.get(place)))
                .collect();
            assert!(
                unlike.is_empty() && own.len() == again.len(),
                "{name} {seed}: {} of {} differ, first {:?}; {:?}",
                unlike.len(),
                own.len(),
                unlike.first(),
                recorded.unlike
            );
        }
    }
}

#[test]
fn events_of_no_day_are_refused() {
    assert_eq!(Recorder::default().end().unwrap_err(), ReplayFault::NoDay);
    let (config, scenario) = sample("bank");
    let events = lived(&config, &scenario, 1);
    let mut recorder = Recorder::default();
    events.iter().take(3).for_each(|event| recorder.take(event));
    assert_eq!(recorder.end().unwrap_err(), ReplayFault::NoTickets);
}
