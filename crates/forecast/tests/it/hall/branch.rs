//! Small branches of three services and three classes, driven by the domain's own `decide`.

use antre_domain::{
    Act, Actor, Branch, Command, Config, Context, Event, Finish, LogTail, Role, TicketId,
    Timestamp, decide, next_deadline,
};
use serde_json::{Value, json};

pub const SERVICES: [&str; 3] = ["a", "b", "c"];
pub const CLASSES: [&str; 3] = ["regular", "priority", "booked"];

/// The rules that a profile may have: each is sound with these classes.
pub fn rules() -> Vec<Value> {
    let lines = json!([
        { "id": "first", "classes": ["priority", "booked"], "one_in": 3 },
        { "id": "rest", "one_in": 3, "cap_secs": 2400 },
    ]);
    let custom = |steps: Value, finally: Value| json!({ "custom": { "lines": lines, "steps": steps, "finally": finally } });
    vec![
        json!({ "fair": {} }),
        json!({ "fair": { "one_in": 3, "cap_secs": 1500 } }),
        json!({ "ratio": { "priority": 2, "regular": 1 } }),
        json!({ "appointments_first": {} }),
        custom(
            json!([
                { "when": { "waited_secs": 600 }, "call": "rest" },
                { "when": { "waiting": 3 }, "call": "first" },
                { "when": { "between": "08:45-09:15" }, "call": "rest" },
            ]),
            json!("longest_wait"),
        ),
        custom(json!([]), json!({ "priority": ["first", "rest"] })),
        json!({ "custom": { "lines": [{ "id": "all" }], "finally": "longest_life" } }),
        json!({ "custom": { "lines": [{ "id": "all" }], "finally": "longest_wait" } }),
    ]
}

/// A profile: its rule among [`rules`], its services, and those that it helps with.
#[derive(Debug, Clone)]
pub struct Takes {
    pub rule: usize,
    pub own: Vec<usize>,
    pub helps: Vec<usize>,
}

/// A branch with a counter for each of `seats`, by the places of their profiles.
pub fn config(profiles: &[Takes], seats: &[usize]) -> Config {
    let text = |text: &str| json!({ "id": text, "en": text });
    let names = |services: &[usize]| -> Vec<&str> {
        services.iter().map(|service| SERVICES[*service]).collect()
    };
    let profiles = profiles.iter().enumerate().map(|(index, takes)| {
        let helps: Vec<_> = match takes.helps.is_empty() {
            true => Vec::new(),
            false => vec![names(&takes.helps)],
        };
        json!({
            "id": format!("p{index}"), "name": text("Profil"), "services": names(&takes.own),
            "helps": helps, "rule": rules()[takes.rule],
        })
    });
    let counters = seats.iter().enumerate().map(|(index, profile)| {
        json!({
            "id": format!("s{index}"), "noun": text("Loket"), "sign": index.to_string(),
            "profile": format!("p{profile}"),
        })
    });
    let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let week: serde_json::Map<_, _> = week
        .iter()
        .map(|day| (day.to_string(), json!(["08:00-16:00"])))
        .collect();
    let value = json!({
        "name": "Cabang", "time_zone": "Asia/Jakarta", "numbers_lead_mins": 60, "reserve": 0,
        "rules": { "directed_secs": 900, "unserved": "expire" },
        "hours": { "week": week },
        "classes": [
            { "id": "regular", "name": text("Umum"), "target_wait_secs": 1800 },
            { "id": "priority", "name": text("Prioritas"), "priority": true, "target_wait_secs": 600 },
            { "id": "booked", "name": text("Janji"), "target_wait_secs": 300,
              "appointment": { "early_secs": 7200, "late_secs": 3600 } },
        ],
        "series": [{ "id": "n", "prefix": "A", "services": SERVICES }],
        "services": [
            { "id": "a", "name": text("A") },
            { "id": "b", "name": text("B"), "journey": "stop" },
            { "id": "c", "name": text("C"), "journey": "visit" },
        ],
        "journeys": [
            { "id": "stop", "name": text("Dua"), "stops": ["b", "a"], "age": "stop" },
            { "id": "visit", "name": text("Dua"), "stops": ["c", "b"], "age": "visit" },
        ],
        "profiles": profiles.collect::<Vec<_>>(),
        "counters": counters.collect::<Vec<_>>(),
    });
    let config: Config = serde_json::from_value(value).unwrap();
    if let Err(faults) = config.check() {
        panic!("{faults:?}");
    }
    config
}

/// A branch, its clock and its writer.
pub struct Scene {
    pub branch: Branch,
    pub clock: Timestamp,
    seed: u64,
}

impl Scene {
    /// On a Monday at 08:00, every counter closed.
    pub fn of(config: Config) -> Self {
        let mut scene = Self {
            branch: Branch::default(),
            clock: "2026-11-23T08:00:00+07:00".parse().unwrap(),
            seed: 0,
        };
        let (counter, random, rehearsal) = (1, 7, false);
        scene.must(Act::StartEpoch {
            counter,
            random,
            rehearsal,
        });
        scene.must(Act::Configure(Box::new(config)));
        scene.pass(0);
        scene
    }

    /// Lets milliseconds pass, and what is due.
    pub fn pass(&mut self, ms: i64) {
        self.clock = Timestamp::from_millis(self.clock.millis() + ms);
        while let Some((at, reason)) =
            next_deadline(&self.branch).filter(|(at, _)| *at <= self.clock)
        {
            let events = self.ask(Actor::TIMER, Act::Due { reason, at });
            if events.is_err() {
                return;
            }
        }
    }

    pub fn ask(&mut self, by: Actor, act: Act) -> Result<Vec<Event>, antre_domain::Rejection> {
        self.seed += 1;
        let context = Context {
            clock: self.clock,
            seed: self.seed.wrapping_mul(0x9e37_79b9),
            tail: LogTail {
                seq: self.seed,
                hash: [7; 32],
            },
        };
        let events = decide(&self.branch, &Command { by, act }, &context)?;
        for event in &events {
            self.branch.apply(event);
        }
        Ok(events)
    }

    /// One command of a supervisor that must be accepted.
    pub fn must(&mut self, act: Act) -> Vec<Event> {
        let by = Actor {
            role: Role::Supervisor,
            ..Actor::ADMIN
        };
        let events = self.ask(by, act.clone());
        events.unwrap_or_else(|rejection| panic!("{act:?} was refused: {rejection}"))
    }

    /// A number for a service, in a class, booked so many seconds from now.
    pub fn issue(&mut self, service: usize, class: usize, booked_secs: i64) -> TicketId {
        let booked_at = Timestamp::from_millis(self.clock.millis() + booked_secs * 1_000);
        let events = self.must(Act::Issue {
            service: SERVICES[service].parse().unwrap(),
            class: Some(CLASSES[class].parse().unwrap()),
            locale: None,
            count: 1,
            party: 1,
            booked_at: (class == 2).then_some(booked_at),
            note: None,
        });
        events[0].what.ticket().unwrap()
    }

    pub fn call_next(&mut self, seat: usize) -> Vec<Event> {
        self.must(Act::CallNext {
            counter: counter(seat),
            quiet: None,
            finish: Finish::default(),
        })
    }

    /// Who stands before a counter.
    pub fn present(&self, seat: usize) -> Option<TicketId> {
        self.branch.day().unwrap().counters[&counter(seat)].ticket
    }
}

pub fn counter(seat: usize) -> antre_domain::CounterId {
    format!("s{seat}").parse().unwrap()
}
