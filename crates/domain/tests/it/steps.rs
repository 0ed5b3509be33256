//! Small random branches, and what may happen in them.

use antre_domain::Prefix;
use antre_domain::config::{self, Config, Series, Service, Unserved};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::scene::*;

const CLASSES: [&str; 3] = ["regular", "priority", "appointment"];
const SERVICES: [&str; 3] = ["umum", "gigi", "lab"];
const COUNTERS: [&str; 3] = ["l1", "l2", "l3"];

/// A small branch: few numbers, so that they run out; few services, so that tickets meet.
pub fn branches() -> impl Strategy<Value = Config> {
    (
        prop::collection::vec(select(vec![1u32, 60, 600, 1_800]), 1..=3),
        1..=3usize,
        1..=3usize,
        select(vec![3u16, 12, 99]),
        any::<[bool; 4]>(),
        (
            0..=2u8,
            select(vec![0u32, 10, 300]),
            select(vec![0u32, 60, 1_800]),
            1..=3u8,
        ),
    )
        .prop_map(
            |(targets, services, counters, last, [carry, own_series, shared, reserved], rules)| {
                let mut config = puskesmas();
                config.hours = every_day("03:00-03:00");
                config.numbers_lead_mins = 0;
                let (recalls_max, undo_secs, return_grace_secs, return_after) = rules;
                config.rules = config::Rules {
                    recalls_max,
                    undo_secs,
                    return_grace_secs,
                    return_after,
                    unserved: if carry {
                        Unserved::Carry
                    } else {
                        Unserved::Expire
                    },
                };
                config.classes = CLASSES
                    .iter()
                    .zip(&targets)
                    .map(|(name, target)| class(name, *target))
                    .collect();
                let services = &SERVICES[..services];
                config.services = services.iter().map(|name| service(name)).collect();
                if reserved && services.len() == 3 {
                    config.services[2] = Service {
                        walk_in: false,
                        ..service("lab")
                    };
                }
                config.series = if shared {
                    vec![Series {
                        last,
                        ..series("A", services)
                    }]
                } else {
                    let each = services.iter().zip(["A", "C", "D"]);
                    each.map(|(name, prefix)| Series {
                        last,
                        ..series(prefix, &[name])
                    })
                    .collect()
                };
                if own_series && targets.len() > 1 {
                    config.series.push(Series {
                        class: Some(id("priority")),
                        last,
                        ..series("B", services)
                    });
                }
                config.profiles = vec![profile("all", services), profile("first", &services[..1])];
                config.counters = COUNTERS[..counters]
                    .iter()
                    .map(|name| counter(name, "all"))
                    .collect();
                config
            },
        )
}

/// What happens next, with everything still to be resolved against the branch of that moment.
#[derive(Debug, Clone)]
pub enum Step {
    Issue {
        service: Index,
        class: Option<Index>,
        count: u8,
        party: u8,
    },
    Counter {
        counter: Index,
        verb: CounterVerb,
    },
    Ticket {
        ticket: Index,
        verb: TicketVerb,
        fitting: bool,
    },
    Configure(Change),
    Wait(u32),
    Doubt {
        ahead: bool,
    },
    Jump {
        hours: u32,
    },
}

#[derive(Debug, Clone, Copy)]
pub enum CounterVerb {
    Open,
    Help,
    Close,
    Break,
    CallNext,
}

#[derive(Debug, Clone)]
pub enum TicketVerb {
    Call(Index),
    Recall,
    Start,
    Finish,
    Transfer {
        service: Index,
        class: Option<Index>,
        fresh: bool,
    },
    Park(Option<u32>),
    Resume,
    NoShow,
    Requeue,
    Cancel,
    Undo,
}

#[derive(Debug, Clone, Copy)]
pub enum Change {
    Target(u32),
    Last(u16),
    DropCounter,
    AddCounter,
    DropService,
    DropClass,
    DropProfile,
    Shut,
    Reopen,
    Carry(bool),
    Prefix,
}

#[derive(Debug, Clone, Copy)]
pub enum Who {
    Clerk,
    OtherClerk,
    Supervisor,
    Kiosk,
}

pub fn steps() -> impl Strategy<Value = Vec<(Who, Step)>> {
    let who = prop_oneof![
        7 => Just(Who::Clerk),
        2 => Just(Who::Supervisor),
        1 => Just(Who::OtherClerk),
        1 => Just(Who::Kiosk),
    ];
    let counter_verb = prop_oneof![
        3 => Just(CounterVerb::Open),
        1 => Just(CounterVerb::Help),
        1 => Just(CounterVerb::Close),
        1 => Just(CounterVerb::Break),
        8 => Just(CounterVerb::CallNext),
    ];
    let ticket_verb = prop_oneof![
        2 => any::<Index>().prop_map(TicketVerb::Call),
        1 => Just(TicketVerb::Recall),
        2 => Just(TicketVerb::Start),
        2 => Just(TicketVerb::Finish),
        3 => (any::<Index>(), any::<Option<Index>>(), any::<bool>())
            .prop_map(|(service, class, fresh)| TicketVerb::Transfer { service, class, fresh }),
        2 => select(vec![None, Some(0), Some(1), Some(30), Some(900), Some(86_400), Some(86_401)])
            .prop_map(TicketVerb::Park),
        2 => Just(TicketVerb::Resume),
        4 => Just(TicketVerb::NoShow),
        5 => Just(TicketVerb::Requeue),
        1 => Just(TicketVerb::Cancel),
        3 => Just(TicketVerb::Undo),
    ];
    let change = prop_oneof![
        select(vec![1u32, 60, 3_600]).prop_map(Change::Target),
        select(vec![1u16, 20, 200]).prop_map(Change::Last),
        Just(Change::DropCounter),
        Just(Change::AddCounter),
        Just(Change::DropService),
        Just(Change::DropClass),
        Just(Change::DropProfile),
        Just(Change::Shut),
        Just(Change::Reopen),
        any::<bool>().prop_map(Change::Carry),
        Just(Change::Prefix),
    ];
    let count = prop_oneof![8 => Just(1u8), 2 => 2..=5u8, 1 => select(vec![0u8, 50, 51])];
    let party = prop_oneof![9 => Just(1u8), 1 => select(vec![0u8, 2, 50, 51])];
    let step = prop_oneof![
        20 => (any::<Index>(), any::<Option<Index>>(), count, party)
            .prop_map(|(service, class, count, party)| Step::Issue { service, class, count, party }),
        18 => (any::<Index>(), counter_verb).prop_map(|(counter, verb)| Step::Counter { counter, verb }),
        32 => (any::<Index>(), ticket_verb, prop::bool::weighted(0.85))
            .prop_map(|(ticket, verb, fitting)| Step::Ticket { ticket, verb, fitting }),
        2 => change.prop_map(Step::Configure),
        14 => prop_oneof![6 => 1..20u32, 3 => 20..2_000u32, 1 => 2_000..100_000u32].prop_map(Step::Wait),
        1 => any::<bool>().prop_map(|ahead| Step::Doubt { ahead }),
        1 => (37..80u32).prop_map(|hours| Step::Jump { hours }),
    ];
    prop::collection::vec((who, step), 60..=90)
}

/// The configuration with one change, good or bad.
pub fn changed(config: &Config, change: Change) -> Config {
    let mut config = config.clone();
    match change {
        Change::Target(secs) => config.classes[0].target_wait_secs = secs,
        Change::Last(last) => config
            .series
            .iter_mut()
            .for_each(|series| series.last = last),
        Change::DropCounter => drop(config.counters.pop()),
        Change::AddCounter => config
            .counters
            .push(counter(&format!("l{}", config.counters.len() + 1), "all")),
        Change::DropService => {
            let gone = config.services.pop().unwrap().id;
            config
                .series
                .iter_mut()
                .for_each(|series| series.services.retain(|service| *service != gone));
            config.series.retain(|series| !series.services.is_empty());
            config
                .profiles
                .iter_mut()
                .for_each(|profile| profile.services.retain(|service| *service != gone));
        }
        Change::DropClass => {
            let gone = config.classes.pop().unwrap().id;
            config
                .series
                .retain(|series| series.class.as_ref() != Some(&gone));
        }
        Change::DropProfile => drop(config.profiles.pop()),
        Change::Shut => config.hours = every_day(""),
        Change::Reopen => config.hours = every_day("03:00-03:00"),
        Change::Carry(carry) => {
            config.rules.unserved = if carry {
                Unserved::Carry
            } else {
                Unserved::Expire
            };
        }
        Change::Prefix => config.series[0].prefix = Prefix::new("Z").unwrap(),
    }
    config
}
