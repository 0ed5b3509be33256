//! How long the calling rule takes in a full hall: the kernel alone, and a whole decision.

use std::hint::black_box;
use std::time::Instant;

use antre_domain::rule::{Finally, Head, Line, Moment, Plan, Step, Turns};
use antre_domain::{
    Act, Actor, Branch, Command, Config, Context, Finish, LogTail, Timestamp, decide,
};
use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::spread::Spread;
use crate::table::{Table, Target};

const KERNEL_US_MAX: f64 = 5.0;
const DECIDE_US_MAX: f64 = 50.0;
/// Services in two classes each: 40 queues.
const SERVICES: usize = 20;
/// By queue: 2,000 in all.
const WAITING: u8 = 50;
const STEPS: u8 = 10;
/// One reading of the clock covers so many choices of the kernel.
const CHOICES_PER_READING: u32 = 100;
/// 2026-11-23 08:00 in Jakarta.
const OPENS_AT: &str = "2026-11-23T08:00:00+07:00";

pub(crate) fn measure(table: &mut Table, times: usize) -> Result<()> {
    let kernel = kernel(times);
    figure(
        table,
        "rule: next of 2,000 in 40 queues, 10 steps",
        &kernel,
        KERNEL_US_MAX,
    );
    let (branch, by) = full_hall()?;
    let call = Command {
        by,
        act: Act::CallNext {
            counter: "c".parse()?,
            quiet: None,
            finish: Finish::default(),
        },
    };
    let context = context(&branch);
    let decisions = timed(times, || {
        decide(&branch, black_box(&call), &context).is_ok()
    });
    figure(
        table,
        "decide: call-next among 2,000",
        &decisions,
        DECIDE_US_MAX,
    );
    let day = branch.day().context("a day is open")?;
    let last = day
        .tickets
        .values()
        .max_by_key(|ticket| ticket.number.value());
    let last = last.context("somebody waits")?;
    let ahead = timed(times.div_ceil(20), || branch.ahead(black_box(last)));
    table.figure(
        "people ahead of the last of 2,000 p50",
        ahead.median_ms() * 1_000.0,
        "µs",
        None,
    );
    Ok(())
}

fn figure(table: &mut Table, name: &str, spread: &Spread, most: f64) {
    for percent in [50, 99] {
        let value = spread.percentile_ms(percent) * 1_000.0;
        let target = (percent == 50).then_some(Target::AtMost(most));
        table.figure(&format!("{name} p{percent}"), value, "µs", target);
    }
}

fn timed<T>(times: usize, mut act: impl FnMut() -> T) -> Spread {
    let once = |_| {
        let begun = Instant::now();
        black_box(act());
        begun.elapsed()
    };
    Spread::of((0..times).map(once).collect())
}

/// The kernel alone. No step ever holds, so that all ten are looked at, and then the final rule.
fn kernel(times: usize) -> Spread {
    let line = Line {
        one_in: Some(8),
        cap_ms: Some(7_200_000),
    };
    let step = |line| Step {
        line: line % 4,
        waited_ms: Some(3_600_000),
        waiting: Some(10),
        ..Step::default()
    };
    let plan = Plan {
        lines: vec![line; 4],
        steps: (0..STEPS).map(step).collect(),
        finally: Finally::NearestToTarget,
    };
    let head = |index: i64| Head {
        line: u8::try_from(index % 4).unwrap_or_default(),
        level: 1,
        since_ms: 1_000_000 + index * 7_919 % 600_000,
        born_ms: 1_000_000,
        target_ms: 900_000 + index % 4 * 300_000,
        wall_ms: 1_000_000,
        turn: index.unsigned_abs(),
        waiting: WAITING.into(),
    };
    let heads: Vec<Head> = (0..2 * SERVICES as i64).map(head).collect();
    let turns = Turns::default();
    let now = Moment {
        now_ms: 2_000_000,
        minute: 600,
    };
    let readings = timed(times, || {
        for _ in 0..CHOICES_PER_READING {
            black_box(plan.next(black_box(&turns), black_box(&heads), now));
        }
    });
    readings.divided_by(CHOICES_PER_READING)
}

/// A branch in which 2,000 people wait in 40 queues, and the actor who may do everything there.
fn full_hall() -> Result<(Branch, Actor)> {
    let mut branch = Branch::default();
    let by = Actor::ADMIN;
    let start = Act::StartEpoch {
        counter: 1,
        random: 1,
        rehearsal: false,
    };
    let config: Config = serde_json::from_value(config())?;
    act(&mut branch, &by, start)?;
    act(&mut branch, &by, Act::Configure(Box::new(config)))?;
    let (at, reason) = antre_domain::next_deadline(&branch).context("the day is due")?;
    act(&mut branch, &Actor::TIMER, Act::Due { reason, at })?;
    for service in 0..SERVICES {
        for class in ["regular", "priority"] {
            let issue = Act::Issue {
                service: format!("s{service}").parse()?,
                class: Some(class.parse()?),
                locale: None,
                count: WAITING,
                party: 1,
                booked_at: None,
                note: None,
            };
            act(&mut branch, &by, issue)?;
        }
    }
    let open = Act::OpenCounter {
        counter: "c".parse()?,
        profile: None,
    };
    act(&mut branch, &by, open)?;
    Ok((branch, by))
}

fn act(branch: &mut Branch, by: &Actor, act: Act) -> Result<()> {
    let command = Command {
        by: by.clone(),
        act,
    };
    for event in decide(branch, &command, &context(branch))? {
        branch.apply(&event);
    }
    Ok(())
}

fn context(branch: &Branch) -> Context {
    let opens_at: Timestamp = OPENS_AT.parse().expect("an instant in RFC 3339");
    Context {
        clock: opens_at.max(branch.last_event_at()),
        seed: 7,
        tail: LogTail::default(),
    }
}

fn config() -> Value {
    let services: Vec<String> = (0..SERVICES).map(|service| format!("s{service}")).collect();
    let step = |index: u16| {
        let line = if index.is_multiple_of(2) {
            "priority"
        } else {
            "regular"
        };
        json!({"when": {"waited_secs": 3_600 + index, "waiting": 20 - index}, "call": line})
    };
    let letter = |index: usize| char::from(b'A' + u8::try_from(index % 26).unwrap_or_default());
    json!({
        "name": "Bench",
        "time_zone": "Asia/Jakarta",
        "hours": {"week": {"mon": ["08:00-15:00"]}},
        "classes": [
            {"id": "regular", "name": "Regular", "target_wait_secs": 1_800},
            {"id": "priority", "name": "Priority", "priority": true, "target_wait_secs": 600},
        ],
        "series": services.iter().enumerate().map(|(index, service)| json!({
            "id": service, "prefix": letter(index).to_string(), "services": [service],
        })).collect::<Vec<_>>(),
        "services": services.iter().map(|id| json!({"id": id, "name": id})).collect::<Vec<_>>(),
        "profiles": [{
            "id": "all", "name": "All", "services": services,
            "rule": {"custom": {
                "lines": [
                    {"id": "priority", "classes": ["priority"], "one_in": 3, "cap_secs": 7_200},
                    {"id": "regular", "one_in": 3, "cap_secs": 7_200},
                ],
                "steps": (0..STEPS).map(u16::from).map(step).collect::<Vec<_>>(),
                "finally": "nearest_to_target",
            }},
        }],
        "counters": [{"id": "c", "noun": "Loket", "sign": "1", "profile": "all"}],
    })
}
