//! How a random branch is made.

use antre_domain::ClassId;
use antre_domain::config::{
    self, AtClosing, Config, Custom, Finally, JourneyAge, Line, Rule, Series, Step, StopOrder,
    Unserved, When,
};
use proptest::prelude::*;
use proptest::sample::select;

use super::{CLASSES, COUNTERS, SERVICES};
use crate::model::{LUNCH_AT_NOON, UNTIL_FOUR};
use crate::scene::*;

/// What a branch is made of.
#[derive(Debug, Clone)]
struct Making {
    targets: Vec<u32>,
    services: usize,
    counters: usize,
    last: u16,
    rules: config::Rules,
    own_series: bool,
    shared: bool,
    lab_by_transfer: bool,
    until_four: bool,
    window: Option<config::Window>,
    journey: Option<config::Journey>,
    quota: Option<config::Quota>,
    helps: bool,
    lunch: bool,
    own_profile: bool,
    rule: Wanted,
    like: bool,
}

/// A calling rule, before it is known which classes and services there are.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    kind: RuleKind,
    /// How much wider than needed the shares are; the default where absent.
    slack: Option<u16>,
    cap_secs: Option<u32>,
    turns: (u16, u16),
    steps: [bool; 5],
    finally: u8,
}

#[derive(Debug, Clone, Copy)]
enum RuleKind {
    Fair,
    Ratio,
    AppointmentsFirst,
    /// A grammar of two lines in which steps and shares meet.
    Steps,
    /// A grammar of two lines without shares.
    Plain,
}

/// A small branch: few numbers, so that they run out; few services, so that tickets meet.
pub fn branches() -> impl Strategy<Value = Config> {
    makings()
        .prop_map(made)
        .prop_filter("a branch that can work", |config| config.check().is_ok())
}

fn targets() -> impl Strategy<Value = u32> {
    select(vec![1u32, 60, 600, 1_800])
}

fn makings() -> impl Strategy<Value = Making> {
    let small = (
        select(vec![1, 2, 2, 2, 3, 3, 3, 3usize])
            .prop_flat_map(|classes| prop::collection::vec(targets(), classes)),
        1..=3usize,
        1..=3usize,
        select(vec![3u16, 12, 99, 99]),
    );
    let rules = (
        0..=2u8,
        select(vec![0u32, 10, 300]),
        select(vec![0u32, 60, 1_800]),
        1..=3u8,
        any::<[bool; 3]>(),
    );
    let rules = rules.prop_map(
        |(recalls_max, undo_secs, return_grace_secs, return_after, [carry, reason, closing])| {
            config::Rules {
                recalls_max,
                undo_secs,
                return_grace_secs,
                return_after,
                at_closing: if closing {
                    AtClosing::Expire
                } else {
                    AtClosing::ServeOut
                },
                unserved: if carry {
                    Unserved::Carry
                } else {
                    Unserved::Expire
                },
                choice_needs_reason: reason,
                ..config::Rules::default()
            }
        },
    );
    let window = (select(vec![60u32, 600, 3_600]), select(vec![0u32, 300]));
    let window = window.prop_map(|(early_secs, late_secs)| config::Window {
        early_secs,
        late_secs,
    });
    let quota =
        (any::<bool>(), select(vec![2u16, 9, 60])).prop_map(|(part, people_max)| config::Quota {
            between: part.then(|| id("08:00-12:00")),
            people_max,
        });
    (
        (small, rules, any::<[bool; 8]>()),
        (
            prop::option::weighted(0.8, window),
            prop::option::of(journeys()),
            prop::option::weighted(0.3, quota),
            prop::bool::weighted(0.25),
            wanted(),
        ),
    )
        .prop_map(
            |((small, rules, flags), (window, journey, quota, until_four, rule))| {
                let (targets, services, counters, last) = small;
                let [
                    own_series,
                    shared,
                    reserved,
                    carries,
                    helps,
                    lunch,
                    own_profile,
                    like,
                ] = flags;
                Making {
                    targets,
                    services,
                    counters,
                    last,
                    rules,
                    own_series,
                    shared,
                    lab_by_transfer: reserved && carries,
                    until_four,
                    window,
                    journey,
                    quota,
                    helps,
                    lunch,
                    own_profile,
                    rule,
                    like,
                }
            },
        )
}

fn journeys() -> impl Strategy<Value = config::Journey> {
    let stops = Just(SERVICES.to_vec()).prop_shuffle();
    (stops, any::<[bool; 2]>()).prop_map(|(stops, [any_order, visit])| config::Journey {
        id: id("tour"),
        name: "tour".into(),
        stops: stops.into_iter().map(id).collect(),
        order: if any_order {
            StopOrder::Any
        } else {
            StopOrder::Fixed
        },
        age: if visit {
            JourneyAge::Visit
        } else {
            JourneyAge::Stop
        },
    })
}

pub(super) fn wanted() -> impl Strategy<Value = Wanted> {
    let kind = prop_oneof![
        3 => Just(RuleKind::Fair),
        2 => Just(RuleKind::Ratio),
        2 => Just(RuleKind::AppointmentsFirst),
        6 => Just(RuleKind::Steps),
        2 => Just(RuleKind::Plain),
    ];
    let turns = (1..=3u16, 1..=3u16);
    let steps = [0.3, 0.4, 0.3, 0.6, 0.6].map(prop::bool::weighted);
    let cap = prop::option::weighted(0.4, select(vec![30u32, 600, 1_500]));
    (kind, prop::option::of(0..=2u16), cap, turns, steps, 0..=4u8).prop_map(
        |(kind, slack, cap_secs, turns, steps, finally)| Wanted {
            kind,
            slack,
            cap_secs,
            turns,
            steps,
            finally,
        },
    )
}

fn made(making: Making) -> Config {
    let mut config = puskesmas();
    config.hours = every_day(if making.until_four {
        UNTIL_FOUR
    } else {
        "03:00-03:00"
    });
    config.numbers_lead_mins = 0;
    config.rules = making.rules;
    let classes = CLASSES.iter().zip(&making.targets);
    config.classes = classes.map(|(name, target)| class(name, *target)).collect();
    if let [_, _, booked] = &mut config.classes[..] {
        booked.appointment = making.window;
    }
    let services = &SERVICES[..making.services];
    config.services = services.iter().map(|name| service(name)).collect();
    if let [_, _, lab] = &mut config.services[..] {
        lab.walk_in = !making.lab_by_transfer;
    }
    config.services[0].quotas = making.quota.into_iter().collect();
    if let Some(mut journey) = making.journey {
        journey
            .stops
            .retain(|stop| services.contains(&stop.as_str()));
        config.services[0].journey = Some(journey.id.clone());
        config.journeys = vec![journey];
    }
    let last = making.last;
    config.series = if making.shared {
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
    if making.own_series && making.targets.len() > 1 {
        config.series.push(Series {
            class: Some(id("priority")),
            last,
            ..series("B", services)
        });
    }
    let (first, others) = services.split_at(1);
    let mut narrow = profile("first", first);
    if making.helps {
        narrow.helps = others.iter().map(|name| vec![id(name)]).collect();
    }
    config.profiles = vec![profile("all", services), narrow];
    config.profiles[0].rule = rule(&config, making.rule);
    if making.like {
        config.profiles[1].rule = Rule::Like(id("all"));
    }
    let counters = &COUNTERS[..making.counters];
    config.counters = counters.iter().map(|name| counter(name, "all")).collect();
    if making.lunch {
        config.counters[0].hours = Some(every_day(LUNCH_AT_NOON));
    }
    if making.own_profile {
        config.clerks = vec![config::Clerk {
            id: id("clerk-l1"),
            profile: id("first"),
        }];
    }
    config
}

/// The rule that was wanted, or *Adil* where this branch has nobody for it.
pub(super) fn rule(config: &Config, wanted: Wanted) -> Rule {
    let Wanted {
        kind,
        slack,
        cap_secs,
        turns,
        ..
    } = wanted;
    let classes = config.classes.len() as u16;
    let one_in = slack.map(|slack| classes + slack);
    let has = |wanted: fn(&config::Class) -> bool| config.classes.iter().any(wanted);
    match kind {
        RuleKind::Ratio if has(|class| class.priority) => Rule::Ratio(config::Ratio {
            priority: turns.0,
            regular: turns.1,
            cap_secs,
        }),
        RuleKind::AppointmentsFirst if has(|class| class.appointment.is_some()) => {
            Rule::AppointmentsFirst(config::AppointmentsFirst { one_in, cap_secs })
        }
        RuleKind::Steps if classes > 1 => Rule::Custom(two_lines(config, wanted)),
        RuleKind::Plain if classes > 1 => {
            let custom = two_lines(
                config,
                Wanted {
                    steps: [false; 5],
                    cap_secs: None,
                    ..wanted
                },
            );
            let lines = custom.lines.into_iter();
            let finally = match custom.finally {
                Finally::NearestToTarget | Finally::Priority(_) => Finally::LongestWait,
                bounded => bounded,
            };
            Rule::Custom(Custom {
                lines: lines
                    .map(|line| Line {
                        one_in: None,
                        ..line
                    })
                    .collect(),
                finally,
                ..custom
            })
        }
        RuleKind::Fair
        | RuleKind::Ratio
        | RuleKind::AppointmentsFirst
        | RuleKind::Steps
        | RuleKind::Plain => Rule::Fair(config::Fair { one_in, cap_secs }),
    }
}

/// The last class before the others, as far as steps and shares have it.
fn two_lines(config: &Config, wanted: Wanted) -> Custom {
    let last = config.classes.last().unwrap();
    let line = |name: &str, classes: Vec<ClassId>, cap_secs| Line {
        id: id(name),
        name: None,
        classes,
        services: Vec::new(),
        one_in: Some(2 + wanted.slack.unwrap_or_default()),
        cap_secs,
    };
    let finally = match wanted.finally {
        0 => Finally::Priority(vec![id("urgent"), id("rest")]),
        1 => Finally::LongestWait,
        2 => Finally::LongestLife,
        3 => Finally::NearestToTarget,
        _ => Finally::Ratio(vec![
            config::Share {
                line: id("urgent"),
                turns: wanted.turns.0,
            },
            config::Share {
                line: id("rest"),
                turns: wanted.turns.1,
            },
        ]),
    };
    let when = When::default();
    let [crowded, morning, waited, due, always] = wanted.steps;
    let candidates = [
        (
            crowded,
            When {
                waiting: Some(3),
                ..when
            },
            "rest",
        ),
        (
            morning,
            When {
                between: Some(id("08:00-12:00")),
                ..when
            },
            "urgent",
        ),
        (
            waited,
            When {
                waited_secs: Some(20),
                ..when
            },
            "rest",
        ),
        (
            due && last.appointment.is_some(),
            When { due: true, ..when },
            "urgent",
        ),
        (always, when, "urgent"),
    ];
    let steps = candidates.into_iter().filter(|(is_wanted, ..)| *is_wanted);
    // Who has been in the branch longest need not have waited longest: under a cap only age decides.
    let cap_secs = wanted.cap_secs.filter(|_| finally != Finally::LongestLife);
    Custom {
        lines: vec![
            line("urgent", vec![last.id.clone()], None),
            line("rest", Vec::new(), cap_secs),
        ],
        steps: steps
            .map(|(_, when, line)| Step {
                when,
                call: id(line),
            })
            .collect(),
        finally,
    }
}
