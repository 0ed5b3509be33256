//! From touch to durable ticket.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::hub::BenchHub;
use crate::spread::Spread;
use crate::table::{Table, Target};

const BODY: &str = r#"{"service":"teller"}"#;
/// What HTTP, the writer's thread and the reply may add to a raw commit, in milliseconds.
const OVERHEAD_MS: f64 = 0.35;

pub(crate) async fn measure(table: &mut Table, acts: usize) -> Result<()> {
    round_trip(table, acts).await?;
    one_client(table, acts).await?;
    let sixteen = many(table, 16, acts).await?;
    let sixty_four = many(table, 64, acts).await?;
    table.figure(
        "64 clients : 16 clients, rate",
        sixty_four / sixteen,
        "×",
        Some(Target::AtLeast(1.0)),
    );
    Ok(())
}

/// The floor of everything over HTTP.
pub(crate) async fn round_trip(table: &mut Table, acts: usize) -> Result<()> {
    let hub = BenchHub::start()?;
    let mut asker = hub.connect(&hub.token("kiosk", None)?).await?;
    let mut durations = Vec::with_capacity(acts);
    for _ in 0..acts {
        let started = Instant::now();
        asker.get("/healthz").await?;
        durations.push(started.elapsed());
    }
    let spread = Spread::of(durations);
    table.set_round_trip(&spread);
    table.duration("empty HTTP round trip (/healthz)", &spread, 50, None);
    Ok(())
}

async fn one_client(table: &mut Table, acts: usize) -> Result<()> {
    let hub = BenchHub::start()?;
    let mut asker = hub.connect(&hub.token("kiosk", None)?).await?;
    let mut durations = Vec::with_capacity(acts);
    for _ in 0..acts {
        let started = Instant::now();
        let (status, _) = asker.post("/api/v1/tickets", BODY).await?;
        durations.push(started.elapsed());
        ensure!(status == 201, "a ticket was refused with {status}");
    }
    let spread = Spread::of(durations);
    let target = Target::AtMost(table.raw_commit_ms() + OVERHEAD_MS);
    table.duration("1 client, issue over HTTP", &spread, 50, Some(target));
    Ok(())
}

/// Rate in tickets a second with so many clients at once.
async fn many(table: &mut Table, clients: usize, acts: usize) -> Result<f64> {
    let hub = BenchHub::start()?;
    let admin = hub.token("admin", None)?;
    let mut watcher = hub.connect(&admin).await?;
    let before = Commits::read(&watcher.get("/metrics").await?)?;
    let mut askers = Vec::with_capacity(clients);
    for _ in 0..clients {
        askers.push(hub.connect(&hub.token("kiosk", None)?).await?);
    }
    let each = (2 * acts).div_ceil(clients);
    let started = Instant::now();
    let tasks = askers.into_iter().map(|mut asker| {
        tokio::spawn(async move {
            let mut numbers = Vec::with_capacity(each);
            let mut durations = Vec::with_capacity(each);
            for _ in 0..each {
                let asked = Instant::now();
                let (status, body) = asker.post("/api/v1/tickets", BODY).await?;
                durations.push(asked.elapsed());
                ensure!(status == 201, "a ticket was refused with {status}");
                let ticket: serde_json::Value = serde_json::from_slice(&body)?;
                numbers.push(
                    ticket["number"]
                        .as_str()
                        .context("a ticket has a number")?
                        .to_owned(),
                );
            }
            Ok((numbers, durations))
        })
    });
    let mut numbers = Vec::new();
    let mut durations: Vec<Duration> = Vec::new();
    for done in futures_util::future::join_all(tasks).await {
        let (theirs, took) = done??;
        numbers.extend(theirs);
        durations.extend(took);
    }
    let rate = numbers.len() as f64 / started.elapsed().as_secs_f64();
    let after = Commits::read(&watcher.get("/metrics").await?)?;
    let batch = (after.events - before.events) / (after.commits - before.commits);
    let raw_rate = 1_000.0 / table.raw_commit_ms();
    let duplicates = numbers.len() - numbers.iter().collect::<BTreeSet<_>>().len();
    let aimed = |target| (clients == 16).then_some(target);
    table.duration(
        &format!("{clients} clients, issue over HTTP"),
        &Spread::of(durations),
        50,
        None,
    );
    table.figure(&format!("{clients} clients, rate"), rate, "1/s", None);
    let ratio = format!("{clients} clients, rate : raw single-commit rate");
    table.figure(&ratio, rate / raw_rate, "×", aimed(Target::AtLeast(1.5)));
    table.figure(
        &format!("{clients} clients, events a commit"),
        batch,
        "",
        aimed(Target::AtLeast(4.0)),
    );
    table.figure(
        &format!("{clients} clients, duplicates"),
        duplicates as f64,
        "",
        Some(Target::AtMost(0.0)),
    );
    Ok(rate)
}

/// How often the hub committed, and how much, by its own metrics.
struct Commits {
    events: f64,
    commits: f64,
}

impl Commits {
    fn read(metrics: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(metrics)?;
        // A counter is told from its first count on.
        let value = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            let value = line.and_then(|line| line.split_whitespace().last());
            value.unwrap_or("0").parse().context("a metric is a number")
        };
        Ok(Self {
            events: value("antre_events_total")?,
            commits: value("antre_commits_total")?,
        })
    }
}
