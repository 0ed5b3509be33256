//! A scenario's day as the domain lives it.

use std::collections::BTreeMap;

use antre_domain::{
    Branch, Config, Event, Outcome, State, TicketId, Timestamp, What, decode, encode,
};
use antre_forecast::rehearsal::Rehearsal;
use antre_forecast::scenario::{self, Scenario};

const BANK: &str = include_str!("../../../../assets/branches/bank.toml");

/// A Monday.
fn morning() -> Timestamp {
    "2026-11-23T03:00:00+07:00".parse().unwrap()
}

fn bank() -> Config {
    toml::from_str(BANK).unwrap()
}

fn day(config: &Config) -> Scenario {
    let text = r#"
        date = "2026-11-23"
        services = [
            { id = "setor", secs = { lognormal = { mean = 240.0, cv = 0.6 } } },
            { id = "rekening", secs = { lognormal = { mean = 900.0, cv = 0.5 } } },
            { id = "kartu", secs = { lognormal = { mean = 480.0, cv = 0.5 } } },
        ]
        moves = [{ from = "setor", to = "kartu", share = 0.1 }]
        no_shows = { share = 0.05, secs = { fixed = 90.0 } }
        patience = { share = 0.2, secs = { fixed = 900.0 }, tell = 0.5 }

        [between]
        way_secs = { fixed = 12.0 }
        turnaround_secs = { lognormal = { mean = 15.0, cv = 0.5 } }
        reaction_secs = { fixed = 5.0 }

        [[arrivals]]
        service = "setor"
        classes = [{ class = "umum", weight = 4 }, { class = "prioritas", weight = 1 }]
        rates = [{ between = "07:45-15:00", per_hour = 36 }]

        [[arrivals]]
        service = "rekening"
        rates = [{ between = "07:45-15:00", per_hour = 6 }]

        [[appointments]]
        service = "kartu"
        class = "janji-temu"
        between = "09:00-14:00"
        every_mins = 30
        early_secs = 300
        early_sd_secs = 300
    "#;
    scenario::parse(text, config).unwrap()
}

/// One day's events, and the branch behind them.
fn lived(seed: u64) -> (Vec<Event>, Branch) {
    let config = bank();
    let mut events = Vec::new();
    let mut note = |_: &Branch, event: &Event| events.push(event.clone());
    let mut rehearsal = Rehearsal::begin(&config, morning(), (1, 7), true, &mut note).unwrap();
    rehearsal.live(&day(&config), seed, &mut note).unwrap();
    let branch = rehearsal.branch().clone();
    (events, branch)
}

#[test]
fn a_day_ends_with_everybody_served_missed_or_gone_and_every_counter_closed() {
    let (events, branch) = lived(3);
    let day = branch.day().unwrap();
    assert!(day.tickets.len() > 200, "{}", day.tickets.len());
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for ticket in day.tickets.values() {
        assert!(
            ticket.state.is_ended() || matches!(ticket.state, State::NoShow { .. }),
            "{ticket:?}"
        );
        *ends.entry(ticket.state.name().as_str()).or_default() += 1;
    }
    assert!(
        ends["finished"] > 150 && ends["no_show"] > 5 && ends["cancelled"] > 2,
        "{ends:?}"
    );
    for (id, counter) in &day.counters {
        assert_eq!(counter.desk, antre_domain::Desk::Closed, "{id}");
    }
    let moved = |event: &&Event| matches!(event.what, What::TicketTransferred { .. });
    assert!(events.iter().filter(moved).count() > 5);
}

#[test]
fn the_same_seed_gives_the_same_log_and_another_seed_another() {
    let encoded = |seed| {
        let (events, _) = lived(seed);
        events.iter().map(encode).collect::<Vec<_>>()
    };
    assert_eq!(encoded(5), encoded(5));
    assert_ne!(encoded(5), encoded(6));
}

#[test]
fn whoever_reads_its_log_stands_where_it_stood() {
    let (events, branch) = lived(4);
    let mut reader = Branch::default();
    for event in &events {
        reader.apply(&decode(&encode(event)).unwrap());
    }
    assert_eq!(reader, branch);
}

#[test]
fn nobody_is_called_before_they_came_and_every_service_takes_its_time() {
    let (events, _) = lived(8);
    let mut issued: BTreeMap<TicketId, Timestamp> = BTreeMap::new();
    let mut started: BTreeMap<TicketId, Timestamp> = BTreeMap::new();
    let mut served_ms = Vec::new();
    for event in &events {
        match &event.what {
            What::TicketIssued { ticket, .. } => {
                issued.insert(*ticket, event.at);
            }
            What::TicketCalled { ticket, .. } => assert!(event.at >= issued[ticket]),
            What::TicketStarted { ticket, .. } => {
                started.insert(*ticket, event.at);
            }
            What::TicketFinished {
                ticket,
                outcome: Outcome::Served,
                ..
            } => served_ms.push(event.at.millis() - started[ticket].millis()),
            _ => {}
        }
    }
    let mean_secs = served_ms.iter().sum::<i64>() as f64 / served_ms.len() as f64 / 1000.0;
    assert!((200.0..500.0).contains(&mean_secs), "{mean_secs}");
}

#[test]
fn a_history_goes_on_over_weekends_and_holidays() {
    let config = bank();
    let mut nothing = |_: &Branch, _: &Event| {};
    let mut rehearsal = Rehearsal::begin(&config, morning(), (1, 7), true, &mut nothing).unwrap();
    let scenario = day(&config);
    let mut tickets = Vec::new();
    for seed in 0..8 {
        rehearsal.live(&scenario, seed, &mut nothing).unwrap();
        tickets.push(rehearsal.branch().day().unwrap().tickets.len());
        let next = rehearsal.branch().last_event_at().plus_secs(24 * 3600);
        let next = config.time_zone.instant(
            config.time_zone.business_date(next, config.day_starts),
            config.day_starts.minutes(),
        );
        rehearsal.wait(next, &mut nothing).unwrap();
    }
    assert_eq!(tickets.len(), 8);
    let idle = tickets.iter().filter(|count| **count == 0).count();
    assert_eq!(idle, 2, "a Saturday and a Sunday: {tickets:?}");
}
