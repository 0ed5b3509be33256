//! How a profile works, written out from the branch file in the model's own way.

use std::collections::BTreeMap;

use antre_domain::config::{self, Config, Finally, Profile, Rule};
use antre_domain::*;

use super::Seen;

/// A share where the branch file leaves it open: one call in four.
const SHARE: u16 = 4;

/// How a profile works, written out: every line with all its classes and services, and what they are
/// promised.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub lines: Vec<Line>,
    pub steps: Vec<config::Step>,
    pub finally: Finally,
    pub levels: BTreeMap<ServiceId, usize>,
    pub targets: BTreeMap<ClassId, u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    id: String,
    classes: Vec<ClassId>,
    services: Vec<ServiceId>,
    pub one_in: Option<u16>,
    pub cap_secs: Option<u32>,
}

impl Sheet {
    pub fn of(config: &Config, profile: &Profile) -> Self {
        let mut rule = &profile.rule;
        while let Rule::Like(other) = rule {
            rule = &config.profile(other).unwrap().rule;
        }
        let skills = std::iter::once(&profile.services).chain(&profile.helps);
        let levels = skills
            .enumerate()
            .flat_map(|(level, services)| services.iter().map(move |s| (s.clone(), level + 1)));
        let levels: BTreeMap<ServiceId, usize> = levels.collect();
        let all_classes: Vec<ClassId> = config.classes.iter().map(|c| c.id.clone()).collect();
        let all_services: Vec<ServiceId> = levels.keys().cloned().collect();
        let share = |knob: Option<u16>| Some(knob.unwrap_or(SHARE.max(all_classes.len() as u16)));
        let line = |id: &str, classes: Vec<ClassId>, one_in, cap_secs| Line {
            id: id.to_owned(),
            classes,
            services: all_services.clone(),
            one_in,
            cap_secs,
        };
        let those = |wanted: &dyn Fn(&config::Class) -> bool| {
            let classes = config.classes.iter().filter(|class| wanted(class));
            classes.map(|class| class.id.clone()).collect::<Vec<_>>()
        };
        let one_each = |classes: Vec<ClassId>, one_in, cap_secs| {
            let lines = classes.into_iter();
            let lines =
                lines.map(|class| line(class.as_str(), vec![class.clone()], one_in, cap_secs));
            lines.collect::<Vec<_>>()
        };
        let turns = |line: &str, turns| config::Share {
            line: line.parse().unwrap(),
            turns,
        };
        let (lines, steps, finally) = match rule {
            Rule::Like(_) => unreachable!("followed to its end"),
            Rule::Fair(fair) => {
                let lines = one_each(all_classes.clone(), share(fair.one_in), fair.cap_secs);
                (lines, Vec::new(), Finally::NearestToTarget)
            }
            Rule::Ratio(ratio) => {
                let both = ratio.priority + ratio.regular;
                // Under a cap: the most calls that can lie between two turns, as a share.
                let gap = |turns: u16| ratio.cap_secs.map(|_| both + 1 - turns);
                let (high, low) = (
                    those(&|class| class.priority),
                    those(&|class| !class.priority),
                );
                let lines = vec![
                    line("high", high, gap(ratio.priority), ratio.cap_secs),
                    line("low", low, gap(ratio.regular), ratio.cap_secs),
                ];
                let cycle = vec![turns("high", ratio.priority), turns("low", ratio.regular)];
                (lines, Vec::new(), Finally::Ratio(cycle))
            }
            Rule::AppointmentsFirst(first) => {
                let booked = those(&|class| class.appointment.is_some());
                let others = those(&|class| class.appointment.is_none());
                let lines_count = others.len() as u16 + 1;
                let mut lines = vec![line(
                    "booked",
                    booked,
                    Some(lines_count.max(2)),
                    first.cap_secs,
                )];
                lines.extend(one_each(others, share(first.one_in), first.cap_secs));
                let step = config::Step {
                    when: config::When {
                        due: true,
                        ..config::When::default()
                    },
                    call: "booked".parse().unwrap(),
                };
                (lines, vec![step], Finally::NearestToTarget)
            }
            Rule::Custom(custom) => {
                let or_all = |some: &[ClassId]| match some {
                    [] => all_classes.clone(),
                    some => some.to_vec(),
                };
                let lines = custom.lines.iter().map(|line| Line {
                    id: line.id.to_string(),
                    classes: or_all(&line.classes),
                    services: if line.services.is_empty() {
                        all_services.clone()
                    } else {
                        line.services.clone()
                    },
                    one_in: line.one_in,
                    cap_secs: line.cap_secs,
                });
                (
                    lines.collect(),
                    custom.steps.clone(),
                    custom.finally.clone(),
                )
            }
        };
        let targets = config.classes.iter();
        let targets = targets.map(|class| (class.id.clone(), class.target_wait_secs));
        Self {
            lines,
            steps,
            finally,
            levels,
            targets: targets.collect(),
        }
    }

    pub fn named(&self, id: &LineId) -> usize {
        let found = self.lines.iter().position(|line| line.id == id.as_str());
        found.unwrap()
    }

    pub fn line_of(&self, seen: &Seen) -> usize {
        let takes = |line: &Line| {
            line.classes.contains(&seen.class) && line.services.contains(&seen.service)
        };
        self.lines.iter().position(takes).unwrap()
    }
}
