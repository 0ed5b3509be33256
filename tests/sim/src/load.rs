//! The shipped branches under load: what the calling rule of each profile looks at, and two hours in
//! which more people of the priority class come than its counters can serve.

mod order;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use antre_domain::config::{Class, Counter, Finally, Line, Profile, Span, Week};
use antre_domain::rule::{Bound, Plan};
use antre_domain::{ClassId, Config, CounterId, Place, ProfileId, ServiceId, Timestamp};

use self::order::{Hall, Order, Strict};

/// The branches that are shipped, in the order of the book.
pub const SHIPPED: [&str; 3] = ["bank", "puskesmas", "mpp"];
/// How long people come.
pub const LOAD_SECS: u32 = 2 * 3600;
/// How long each service takes, in seconds, from one customer to the next.
pub const SERVICE_SECS: [u32; 5] = [180, 300, 420, 240, 360];
/// The longest of them.
pub const SERVICE_SECS_MAX: u32 = 420;
/// All of them together.
const SERVICE_SECS_SUM: u32 = 1_500;
/// How many come for every hundred whom the counters can serve.
const PRIORITY_PERCENT: u32 = 150;
const REGULAR_PERCENT: u32 = 50;
const BOOKED_PERCENT: u32 = 25;
/// How much later than the booked time an appointment comes, in seconds; most come before.
const LATE_SECS: [i32; 4] = [-600, -300, 240, -60];

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A shipped branch, as its file says it.
pub fn shipped(name: &str) -> Config {
    let path = root().join(format!("assets/branches/{name}.toml"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let config: Config =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let faults = config.check().err().unwrap_or_default();
    assert!(faults.is_empty(), "{}: {faults:?}", path.display());
    config
}

/// A kind of queue, as the kernel sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Queue {
    /// Its line.
    pub line: u8,
    /// Its level of skill.
    pub level: u8,
    /// The target of its class, in milliseconds.
    pub target_ms: i64,
    /// Whether its people have booked.
    pub is_booked: bool,
}

/// What the kernel knows of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The rule.
    pub plan: Plan,
    /// The kinds of queue, each once.
    pub queues: Vec<Queue>,
}

impl Stage {
    /// The stage of a profile of a checked configuration.
    pub fn of(config: &Config, profile: &Profile) -> Self {
        let mut queues = BTreeSet::new();
        for service in profile.takes() {
            for class in &config.classes {
                let level = profile.level(service).expect("a service that it takes");
                queues.insert(Queue {
                    line: line_of(config, profile, service, &class.id),
                    level,
                    target_ms: i64::from(class.target_wait_secs) * 1000,
                    is_booked: class.appointment.is_some(),
                });
            }
        }
        Self {
            plan: config.plan(profile).expect("a checked profile has a rule"),
            queues: queues.into_iter().collect(),
        }
    }
}

/// The index of the line in which a queue of `profile` stands.
pub fn line_of(config: &Config, profile: &Profile, service: &ServiceId, class: &ClassId) -> u8 {
    let custom = config
        .grammar(profile)
        .expect("a checked profile has a rule");
    let takes = |line: &Line| {
        (line.services.is_empty() || line.services.contains(service))
            && (line.classes.is_empty() || line.classes.contains(class))
    };
    let line = custom.lines.iter().position(takes);
    let line = line.expect("every queue of a checked profile has a line");
    u8::try_from(line).expect("a profile has few lines")
}

/// One who comes.
#[derive(Debug, Clone)]
struct Arrival {
    at: Timestamp,
    service: ServiceId,
    class: ClassId,
    booked_at: Option<Timestamp>,
    service_secs: u32,
}

/// One who came, waited and was called. All calls of the branch are counted together, from 0.
#[derive(Debug, Clone)]
pub struct Visit {
    /// In which class.
    pub class: ClassId,
    /// For which service.
    pub service: ServiceId,
    /// By which place the branch ordered it.
    pub place: Place,
    /// How many calls had been made when it came.
    pub came_after: usize,
    /// When it could first be called: at its arrival, or at a booked time that still lay ahead.
    pub ready_at: Timestamp,
    /// How many calls had been made by then; `None` where it had been called before.
    pub ready_after: Option<usize>,
    /// When it was called.
    pub called_at: Timestamp,
    /// By which call.
    pub call: usize,
    /// By a counter of this profile.
    pub by: ProfileId,
    /// Whether it had a guaranteed turn.
    pub is_guaranteed: bool,
}

impl Visit {
    /// How long it waited, in seconds.
    pub fn wait_secs(&self) -> u32 {
        self.called_at.secs_since(self.ready_at)
    }

    /// Whether it could be called by the call `call`, and perhaps was.
    pub fn waits_at(&self, call: usize) -> bool {
        self.ready_after.is_some_and(|after| after <= call) && call <= self.call
    }
}

/// Two hours of too many people.
pub struct Overload {
    config: Config,
    /// Who works, each by which profile.
    desks: Vec<(CounterId, Profile)>,
    /// When the first can come.
    pub begins_at: Timestamp,
    arrivals: Vec<Arrival>,
}

impl Overload {
    /// The counters of `profile` alone; where no counter opens with it, the first takes it.
    pub fn alone(config: &Config, profile: &Profile) -> Self {
        let own = |counter: &&Counter| counter.profile == profile.id;
        let mut counters: Vec<&Counter> = config.counters.iter().filter(own).collect();
        if counters.is_empty() {
            counters.extend(config.counters.first());
        }
        let desks = counters
            .into_iter()
            .map(|counter| (counter.id.clone(), profile.clone()));
        Self::at(config, desks.collect())
    }

    /// All counters of the branch, each with the profile that it opens with.
    pub fn together(config: &Config) -> Self {
        let desks = config.counters.iter().filter_map(|counter| {
            let profile = config.profile(&counter.profile)?;
            Some((counter.id.clone(), profile.clone()))
        });
        Self::at(config, desks.collect())
    }

    fn at(config: &Config, desks: Vec<(CounterId, Profile)>) -> Self {
        let config = lifted(config.clone());
        let monday = "2026-11-23".parse().expect("a date");
        let begins_at = config.time_zone.instant(monday, 8 * 60);
        let profiles: BTreeMap<&ProfileId, &Profile> = desks
            .iter()
            .map(|(_, profile)| (&profile.id, profile))
            .collect();
        let crowds = profiles.into_values().flat_map(|profile| {
            let counters = desks
                .iter()
                .filter(|(_, other)| other.id == profile.id)
                .count();
            arrivals(&config, profile, counters, begins_at)
        });
        let mut arrivals: Vec<Arrival> = crowds.collect();
        arrivals.sort_by_key(|arrival| arrival.at);
        Self {
            desks,
            begins_at,
            arrivals,
            config,
        }
    }

    /// How many counters work by a profile.
    pub fn counters(&self, profile: &ProfileId) -> usize {
        self.desks
            .iter()
            .filter(|(_, own)| own.id == *profile)
            .count()
    }

    /// The whole of it, as the branch calls, until nobody waits.
    pub fn by_the_rule(&self) -> Vec<Visit> {
        self.drive(&mut Hall::open(self))
    }

    /// The same people under "priority first": whoever has priority before all others, each by age.
    pub fn priority_first(&self) -> Vec<Visit> {
        self.drive(&mut Strict::new(&self.config))
    }

    /// Lets people come and counters call, in the order of time; at one instant people come first.
    fn drive(&self, order: &mut dyn Order) -> Vec<Visit> {
        let mut visits: Vec<Visit> = Vec::new();
        let mut waiting: BTreeMap<&ServiceId, usize> = BTreeMap::new();
        let mut unready: BTreeSet<(Timestamp, usize)> = BTreeSet::new();
        let mut free_at = vec![self.begins_at; self.desks.len()];
        let mut arrivals = self.arrivals.iter().peekable();
        let mut calls = 0;
        loop {
            let arrives_at = arrivals.peek().map(|arrival| arrival.at);
            let ready_at = unready.first().map(|(at, _)| *at);
            let comes_at = arrives_at.into_iter().chain(ready_at).min();
            let can_call = |(desk, _): &(usize, Timestamp)| {
                let (_, profile) = &self.desks[*desk];
                profile.takes().any(|service| waiting.contains_key(service))
            };
            let desks = free_at.iter().copied().enumerate();
            let calls_next = desks.filter(can_call).min_by_key(|(_, at)| *at);
            if let Some(now) = comes_at
                && calls_next.is_none_or(|(_, at)| now <= at)
            {
                if ready_at == Some(now) {
                    let (_, visit) = unready.pop_first().expect("somebody becomes ready");
                    visits[visit].ready_after = Some(calls);
                } else if let Some(arrival) = arrivals.next() {
                    let index = visits.len();
                    let visit = arrival.comes(order.admit(index, arrival), calls);
                    if visit.ready_after.is_none() {
                        unready.insert((visit.ready_at, index));
                    }
                    visits.push(visit);
                    *waiting.entry(&arrival.service).or_default() += 1;
                }
                // Counters that stand idle call at once.
                for free in &mut free_at {
                    *free = (*free).max(now);
                }
            } else if let Some((desk, now)) = calls_next {
                let (counter, profile) = &self.desks[desk];
                let (index, is_guaranteed) = order.call(counter, now);
                let visit = &mut visits[index];
                visit.called_at = now;
                visit.call = calls;
                visit.by = profile.id.clone();
                visit.is_guaranteed = is_guaranteed;
                calls += 1;
                unready.remove(&(visit.ready_at, index));
                let arrival = &self.arrivals[index];
                free_at[desk] = now.plus_secs(arrival.service_secs);
                let others = waiting.entry(&arrival.service).or_default();
                *others -= 1;
                if *others == 0 {
                    waiting.remove(&arrival.service);
                }
            } else {
                return visits;
            }
        }
    }
}

impl Arrival {
    fn comes(&self, place: Place, calls: usize) -> Visit {
        let ready_at = self.booked_at.map_or(self.at, |booked| booked.max(self.at));
        Visit {
            class: self.class.clone(),
            service: self.service.clone(),
            place,
            came_after: calls,
            ready_at,
            ready_after: (ready_at == self.at).then_some(calls),
            called_at: self.at,
            call: usize::MAX,
            by: ProfileId::new("nobody").expect("a slug"),
            is_guaranteed: false,
        }
    }
}

/// What a profile promised to those who came, and what it kept.
pub struct Promises<'a> {
    profile: &'a Profile,
    visits: &'a [Visit],
    is_by_life: bool,
    /// By line.
    pub bounds: Vec<Bound>,
    /// By line, in seconds.
    pub caps_secs: Vec<Option<u32>>,
    /// By visit: its line, where the profile takes it at its first level.
    pub lines: Vec<Option<usize>>,
    counters: usize,
}

impl<'a> Promises<'a> {
    /// The promises of `profile` to those of `overload`.
    pub fn of(overload: &'a Overload, profile: &'a Profile, visits: &'a [Visit]) -> Self {
        let config = &overload.config;
        let custom = config
            .grammar(profile)
            .expect("a checked profile has a rule");
        let bounds = config.bounds(profile).into_iter();
        let is_first_task = |service: &ServiceId| {
            let own = profile.level(service);
            let others = || overload.desks.iter().map(|(_, other)| other.level(service));
            own == Some(1) || own.is_some() && !others().any(|other| other.is_some() && other < own)
        };
        let line = |visit: &Visit| {
            is_first_task(&visit.service)
                .then(|| line_of(config, profile, &visit.service, &visit.class).into())
        };
        Self {
            profile,
            visits,
            is_by_life: custom.finally == Finally::LongestLife,
            bounds: bounds.map(|(_, bound)| bound).collect(),
            caps_secs: custom.lines.iter().map(|line| line.cap_secs).collect(),
            lines: visits.iter().map(line).collect(),
            counters: overload.counters(&profile.id),
        }
    }

    /// The age by which the profile orders a visit.
    pub fn age(&self, visit: &Visit) -> (Timestamp, u64) {
        let place = visit.place;
        (
            if self.is_by_life {
                place.born
            } else {
                place.since
            },
            place.turn,
        )
    }

    /// How many calls of the profile's counters a visit waited, its own among them.
    pub fn calls(&self, visit: &Visit) -> usize {
        let by_it = self
            .visits
            .iter()
            .filter(|other| other.by == self.profile.id);
        by_it.filter(|other| visit.waits_at(other.call)).count()
    }

    /// The most that it could have had to wait, in calls: those who were before it when it could be
    /// called first, and those who came before it since by an older age, and itself.
    pub fn calls_max(&self, index: usize) -> Option<usize> {
        let line = self.lines[index]?;
        let bound = self.bounds[line];
        let visit = &self.visits[index];
        let is_before = |(other, other_line): (&Visit, &Option<usize>)| {
            (bound.in_common || *other_line == Some(line))
                && self.age(other) < self.age(visit)
                && visit.ready_after.is_some_and(|ready| ready <= other.call)
                && other.came_after <= visit.call
        };
        let before = self
            .visits
            .iter()
            .zip(&self.lines)
            .filter(|other| is_before(*other))
            .count();
        Some((before + 1) * usize::from(bound.calls_max))
    }

    /// The same in seconds. A counter calls as soon as it is free, so that each makes at least one call
    /// in every longest service time.
    pub fn wait_secs_max(&self, index: usize) -> Option<u32> {
        let services = self.calls_max(index)?.div_ceil(self.counters);
        Some(u32::try_from(services).unwrap_or(u32::MAX) * SERVICE_SECS_MAX)
    }
}

/// The branch with everything lifted that would keep a crowd away: hours, daily limits, and the way
/// through other services.
pub fn lifted(mut config: Config) -> Config {
    let all_day: Span = "08:00-23:00".parse().expect("a span");
    config.hours.week = Week {
        mon: vec![all_day],
        ..Week::default()
    };
    config.hours.periods.clear();
    for service in &mut config.services {
        service.hours = None;
        service.quotas.clear();
        service.journey = None;
        service.walk_in = true;
    }
    for series in &mut config.series {
        (series.first, series.last, series.width) = (1, 9_999, 4);
    }
    config
}

/// Who comes in the two hours. Every class comes evenly, and each of its people to the next service.
fn arrivals(config: &Config, profile: &Profile, counters: usize, from: Timestamp) -> Vec<Arrival> {
    let services = &profile.services;
    let capacity =
        u32::try_from(counters).unwrap_or(u32::MAX) * LOAD_SECS * SERVICE_SECS.len() as u32
            / SERVICE_SECS_SUM;
    let is_regular = |class: &&Class| !class.priority && class.appointment.is_none();
    let regulars = config.classes.iter().filter(is_regular).count() as u32;
    let priorities = config.classes.iter().filter(|class| class.priority).count() as u32;
    let mut arrivals = Vec::new();
    for class in &config.classes {
        let percent = match (class.priority, class.appointment) {
            (true, _) => PRIORITY_PERCENT / priorities,
            (false, Some(_)) => BOOKED_PERCENT,
            (false, None) => REGULAR_PERCENT / regulars,
        };
        let people = capacity * percent / 100;
        for index in 0..people {
            let at = from.plus_secs(LOAD_SECS * index / people);
            let booked_at = class.appointment.map(|window| {
                let late = LATE_SECS[index as usize % LATE_SECS.len()];
                let early = i64::from(window.early_secs);
                let late = i64::from(late).clamp(-early, i64::from(window.late_secs));
                Timestamp::from_millis(at.millis() - late * 1000)
            });
            arrivals.push(Arrival {
                at,
                service: services[index as usize % services.len()].clone(),
                class: class.id.clone(),
                booked_at,
                service_secs: SERVICE_SECS[index as usize % SERVICE_SECS.len()],
            });
        }
    }
    arrivals
}
