//! How long the waiting ranges of a full hall take, how much of a core they are over a busy hour, and how
//! long a year of simulated days is.

use std::hint::black_box;
use std::time::{Duration, Instant};

use antre_domain::Config;
use antre_forecast::day::Arrangement;
use antre_forecast::hall::{At, Desk, Hall, Place, Present, Shift, Waiter};
use antre_forecast::layout::{Layout, Seat};
use antre_forecast::learn::{End, Learnt, Visit};
use antre_forecast::ranges::{self, RUNS};
use antre_forecast::run::Runner;
use antre_forecast::scenario;
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::spread::Spread;
use crate::table::{Table, Target};

const FORECAST_MS_MAX: f64 = 100.0;
const CORE_PERCENT_MAX: f64 = 1.0;
const YEAR_SECS_MAX: f64 = 60.0;
/// The hub makes a new forecast at most this often.
const FORECAST_EVERY_MS: f64 = 10_000.0;

const SERVICES: usize = 12;
const COUNTERS: u16 = 15;
const PROFILES: u16 = 5;
const WAITING: u32 = 200;
const DAYS: u64 = 300;
const HOUR_MS: i64 = 3_600_000;
/// 10:00 of the business day.
const NOW_MS: i64 = 10 * HOUR_MS;

/// The busiest sample: some 520 tickets a day.
const BRANCH: &str = include_str!("../../../assets/branches/mpp.toml");
const SCENARIO: &str = include_str!("../../../assets/scenarios/mpp.toml");

pub(crate) fn measure(table: &mut Table, times: usize) -> Result<()> {
    let config: Config = serde_json::from_value(config())?;
    let layout = Layout::of(&config);
    let (hall, learnt) = (hall(&layout), learnt(&layout)?);
    let once = |seed: usize| {
        let begun = Instant::now();
        black_box(ranges::forecast(&layout, &hall, &learnt, seed as u64, RUNS));
        begun.elapsed()
    };
    let spread = Spread::of((0..times.div_ceil(100)).map(once).collect());
    let most = Some(Target::AtMost(FORECAST_MS_MAX));
    table.duration("forecast: all ranges of 200 waiting", &spread, 50, most);
    table.figure(
        "forecast: every 10 s over a busy hour",
        spread.median_ms() / FORECAST_EVERY_MS * 100.0,
        "% of a core",
        Some(Target::AtMost(CORE_PERCENT_MAX)),
    );
    let (year, tickets) = year()?;
    table.figure(
        &format!("forecast: {DAYS} simulated days, {tickets} tickets"),
        year.as_secs_f64(),
        "s",
        Some(Target::AtMost(YEAR_SECS_MAX)),
    );
    Ok(())
}

/// How long the days of a year take, and how many numbers were given in them.
fn year() -> Result<(Duration, usize)> {
    let config: Config = toml::from_str(BRANCH)?;
    let scenario = scenario::parse(SCENARIO, &config)?;
    let arrangement = Arrangement::of("year", config, &scenario);
    let mut runner = Runner::new(&arrangement.layout);
    let begun = Instant::now();
    let mut tickets = 0;
    for day in 0..DAYS {
        let outcome = arrangement.day(&mut runner, &scenario, scenario.seed + day);
        tickets += black_box(outcome).legs.len();
    }
    Ok((begun.elapsed(), tickets))
}

/// Every counter is taken, and everybody has waited for some time.
fn hall(layout: &Layout) -> Hall {
    let waiting = (0..WAITING).map(|key| {
        let since_ms = NOW_MS - i64::from(WAITING - key) * 9_000;
        let class = usize::from(key.is_multiple_of(6));
        Waiter {
            key,
            queue: layout.queue_at(key as usize * 7 % SERVICES, class),
            since_ms,
            born_ms: since_ms,
            since_wall_ms: since_ms,
            born_wall_ms: since_ms,
            turn: key.into(),
            directed: None,
            leaves_ms: None,
            ghost: false,
        }
    });
    let desks = (0..COUNTERS).map(|seat| {
        let called_ms = NOW_MS - 120_000;
        let present = Present {
            key: u32::MAX,
            queue: layout.queue_at(usize::from(seat % PROFILES) * 3 % SERVICES, 0),
            place: Place::since(called_ms - 900_000),
            called_ms,
            started_ms: Some(called_ms + 15_000),
        };
        let shift = Shift {
            from_ms: 8 * HOUR_MS,
            to_ms: 20 * HOUR_MS,
            rule: seat % PROFILES,
        };
        Desk {
            now: At::Busy(present),
            called_ms: Some(called_ms),
            ..Desk::free(vec![shift])
        }
    });
    Hall {
        now_ms: NOW_MS,
        held_ms: 0,
        of_day_ms: NOW_MS,
        waiting: waiting.collect(),
        desks: desks.collect(),
        turns: vec![Default::default(); layout.rules.len()],
        closes_ms: None,
    }
}

/// What four weeks of 500 tickets a day teach: everybody waits ten minutes and takes one to eight.
fn learnt(layout: &Layout) -> Result<Learnt> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).context("a date")?;
    let mut visits = Vec::new();
    let days = today.iter_days().rev().skip(1).take(28);
    for day in days {
        for (ticket, number) in (0_i64..500).zip(0_u128..) {
            let seat = u16::try_from(ticket % i64::from(COUNTERS))?;
            let service = usize::from(seat % PROFILES) * 3 + ticket as usize / 15 % 4;
            let joined_ms = 8 * HOUR_MS + ticket * 55_000;
            let called_ms = joined_ms + 600_000;
            visits.push(Visit {
                day,
                ticket: number,
                leg: 0,
                queue: layout.queue_at(service % SERVICES, usize::from(ticket % 6 == 0)),
                seat: Some(Seat(seat)),
                clerk: Some(seat.into()),
                joined_ms,
                called_ms: Some(called_ms),
                started_ms: Some(called_ms + 15_000),
                ended_ms: Some(called_ms + 60_000 + ticket * 7_919_000 % 420_000),
                end: End::Served,
            });
        }
    }
    Ok(Learnt::from(layout, &visits, today))
}

/// Twelve services in three classes; five profiles of four services each, which help with two more.
fn config() -> Value {
    let text = |text: &str| json!({ "id": text, "en": text });
    let services: Vec<String> = (0..SERVICES).map(|service| format!("s{service}")).collect();
    let of = |profile: usize, from: usize, count: usize| -> Vec<&String> {
        let from = profile * 3 + from;
        (from..from + count)
            .map(|service| &services[service % SERVICES])
            .collect()
    };
    let profiles = (0..usize::from(PROFILES)).map(|profile| {
        json!({
            "id": format!("p{profile}"), "name": text("Profil"), "services": of(profile, 0, 4),
            "helps": [of(profile, 4, 2)], "rule": { "fair": { "one_in": 4, "cap_secs": 5_400 } },
        })
    });
    let counters = (0..COUNTERS).map(|seat| {
        json!({
            "id": format!("c{seat}"), "noun": text("Loket"), "sign": seat.to_string(),
            "profile": format!("p{}", seat % PROFILES),
        })
    });
    json!({
        "name": "Cabang", "time_zone": "Asia/Jakarta",
        "hours": { "week": { "mon": ["08:00-16:00"] } },
        "classes": [
            { "id": "regular", "name": text("Umum"), "target_wait_secs": 1_800 },
            { "id": "priority", "name": text("Prioritas"), "priority": true, "target_wait_secs": 600 },
            { "id": "booked", "name": text("Janji temu"), "target_wait_secs": 300, "appointment": {} },
        ],
        "series": [{ "id": "n", "prefix": "A", "services": services }],
        "services": services.iter().map(|id| json!({ "id": id, "name": text(id) })).collect::<Vec<_>>(),
        "profiles": profiles.collect::<Vec<_>>(),
        "counters": counters.collect::<Vec<_>>(),
    })
}
