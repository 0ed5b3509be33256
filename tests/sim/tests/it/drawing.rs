//! What is drawn by lot is worth watching: every rule, condition and kind of customer comes often, and
//! the check refuses what it should.

use std::collections::BTreeMap;

use antre_domain::config::{Config, Finally, Rule};
use antre_sim_tests::draw::{self, Wanted};
use antre_sim_tests::lot::Lot;

const BRANCHES: usize = 400;

#[test]
fn every_rule_and_condition_is_drawn_often() {
    let mut lot = Lot::new(1);
    let mut drawn: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut refused_total = 0;
    for _ in 0..BRANCHES {
        let (config, refused) = draw::branch(&mut lot, Wanted::Any);
        refused_total += refused;
        for what in parts(&config) {
            *drawn.entry(what).or_default() += 1;
        }
    }
    println!("{drawn:?}, refused {refused_total}");
    let all = [
        "fair",
        "ratio",
        "appointments_first",
        "like",
        "custom",
        "longest_wait",
        "longest_life",
        "nearest_to_target",
        "turns",
        "priority",
        "waited",
        "waiting",
        "between",
        "due",
        "always",
        "cap",
        "share",
        "line without a share among others",
        "helps",
        "two levels of help",
        "appointment",
        "priority class",
        "journey",
        "several profiles",
    ];
    for what in all {
        let times = drawn.get(what).copied().unwrap_or_default();
        assert!(times >= 20, "{what} was drawn {times} times: {drawn:?}");
    }
    assert!(
        refused_total > BRANCHES / 2,
        "only {refused_total} drafts were refused"
    );
}

/// The parts of a branch that the rule is made of, each as often as it stands there.
fn parts(config: &Config) -> Vec<&'static str> {
    let mut parts = Vec::new();
    for class in &config.classes {
        parts.extend(class.appointment.map(|_| "appointment"));
        parts.extend(class.priority.then_some("priority class"));
    }
    parts.extend(
        config
            .services
            .iter()
            .filter_map(|service| service.journey.as_ref().map(|_| "journey")),
    );
    parts.extend((config.profiles.len() > 1).then_some("several profiles"));
    for profile in &config.profiles {
        match profile.helps.len() {
            0 => {}
            1 => parts.push("helps"),
            _ => parts.push("two levels of help"),
        }
        parts.push(match &profile.rule {
            Rule::Fair(_) => "fair",
            Rule::Ratio(_) => "ratio",
            Rule::AppointmentsFirst(_) => "appointments_first",
            Rule::Like(_) => "like",
            Rule::Custom(_) => "custom",
        });
        let Rule::Custom(custom) = &profile.rule else {
            continue;
        };
        parts.push(match custom.finally {
            Finally::LongestWait => "longest_wait",
            Finally::LongestLife => "longest_life",
            Finally::NearestToTarget => "nearest_to_target",
            Finally::Ratio(_) => "turns",
            Finally::Priority(_) => "priority",
        });
        let has_shares = custom.lines.iter().any(|line| line.one_in.is_some());
        for line in &custom.lines {
            parts.extend(line.cap_secs.map(|_| "cap"));
            parts.push(match line.one_in {
                Some(_) => "share",
                None if has_shares => "line without a share among others",
                None => "line",
            });
        }
        for step in &custom.steps {
            let when = &step.when;
            parts.extend(when.waited_secs.map(|_| "waited"));
            parts.extend(when.waiting.map(|_| "waiting"));
            parts.extend(when.between.map(|_| "between"));
            parts.extend(when.due.then_some("due"));
            parts.extend((*when == Default::default()).then_some("always"));
        }
    }
    parts
}
