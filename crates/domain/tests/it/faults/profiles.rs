//! Profiles that would let somebody wait for ever, in all ways there are; and those at the edge.

use antre_domain::config::{Config, FaultCode, Rule};
use serde_json::{Value, json};

use super::rule::{general, lines, two_lines};
use super::{faults, told};
use crate::scene::*;

#[test]
fn profiles_that_are_like_each_other_in_a_circle_are_all_told() {
    let two = faults(|c| {
        c.profiles[0].rule = Rule::Like(id("mothers"));
        c.profiles[1].rule = Rule::Like(id("general"));
    });
    let cyclic = |index: usize| {
        (
            format!("profiles[{index}].rule.like"),
            FaultCode::CyclicProfile,
        )
    };
    assert_eq!(two, [cyclic(0), cyclic(1)]);
    let three = faults(|c| {
        c.profiles[0].rule = Rule::Like(id("mothers"));
        c.profiles[1].rule = Rule::Like(id("laboratory"));
        c.profiles[2].rule = Rule::Like(id("general"));
    });
    assert_eq!(three, [cyclic(0), cyclic(1), cyclic(2)]);
    // One that is like two who are like each other has no rule either.
    let outside = faults(|c| {
        c.profiles[0].rule = Rule::Like(id("mothers"));
        c.profiles[1].rule = Rule::Like(id("laboratory"));
        c.profiles[2].rule = Rule::Like(id("mothers"));
    });
    assert_eq!(outside, [cyclic(0), cyclic(1), cyclic(2)]);
}

/// Each culprit that can starve a line: what it does, where it is told, and who would starve.
#[test]
fn a_profile_without_a_bound_is_refused_naming_the_culprit_and_who_would_wait_for_ever() {
    type Case = (&'static str, Value, &'static str, &'static str);
    let two = |first: Value, rest: Value, steps: Value, finally: &str| {
        let of = |id: &str, classes: Value, more: Value| {
            let mut line = json!({"id": id, "classes": classes});
            for (knob, value) in more.as_object().unwrap() {
                line[knob] = value.clone();
            }
            line
        };
        let lines = json!([
            of("first", json!(["priority"]), first),
            of("rest", json!([]), rest)
        ]);
        json!({"custom": {"lines": lines, "steps": steps, "finally": finally}})
    };
    let order = json!({"custom": {
        "lines": [{"id": "first", "classes": ["priority"]}, {"id": "rest"}],
        "finally": {"priority": ["first", "rest"]},
    }});
    let cases: [Case; 7] = [
        (
            "a cap is past for ever under a crowd",
            two(
                json!({"cap_secs": 600}),
                json!({}),
                json!([]),
                "longest_wait",
            ),
            "lines[0].cap_secs",
            "rest",
        ),
        (
            "a step always calls from its line",
            two(
                json!({}),
                json!({}),
                json!([{"call": "first"}]),
                "longest_wait",
            ),
            "steps[0]",
            "rest",
        ),
        (
            "a step of the whole day is always",
            two(
                json!({"one_in": 2}),
                json!({}),
                json!([{"when": {"between": "03:00-03:00"}, "call": "first"}]),
                "longest_life",
            ),
            "steps[0]",
            "rest",
        ),
        (
            "the second step, where the first calls from the line itself",
            two(
                json!({}),
                json!({"one_in": 2}),
                json!([{"when": {"waiting": 9}, "call": "first"}, {"when": {"waiting": 2}, "call": "rest"}]),
                "longest_wait",
            ),
            "steps[1]",
            "first",
        ),
        (
            "a share of every call",
            two(json!({"one_in": 1}), json!({}), json!([]), "longest_wait"),
            "lines[0].one_in",
            "rest",
        ),
        (
            "a short target is always nearer",
            two(json!({}), json!({}), json!([]), "nearest_to_target"),
            "finally",
            "first",
        ),
        (
            "the first in order is never empty",
            order,
            "finally",
            "rest",
        ),
    ];
    for (why, text, path, starving) in cases {
        let told = told(|c| general(c, text.clone()));
        let [fault] = &told[..] else {
            panic!("{why}: {told:?}")
        };
        assert_eq!(fault.code, FaultCode::Unbounded, "{why}");
        assert_eq!(
            fault.path,
            format!("profiles[0].rule.custom.{path}"),
            "{why}"
        );
        assert_eq!(fault.detail, format!("line {starving}"), "{why}");
        assert!(
            fault
                .to_string()
                .contains("reserve those a share with one_in")
        );
    }
}

#[test]
fn every_starved_line_is_healed_by_the_remedy_that_its_fault_names() {
    let lines = json!([
        {"id": "first", "classes": ["priority"], "cap_secs": 600, "one_in": 2},
        {"id": "rest", "one_in": 4},
    ]);
    for finally in [
        json!("longest_wait"),
        json!("longest_life"),
        json!("nearest_to_target"),
        json!({"priority": ["first", "rest"]}),
    ] {
        let mut config = puskesmas();
        let steps = json!([{"call": "first"}]);
        let text = json!({"custom": {"lines": lines, "steps": steps, "finally": finally}});
        general(&mut config, text);
        assert_eq!(config.check(), Ok(()));
        let bounds = config.bounds(&config.profiles[0]);
        let calls: Vec<u16> = bounds.iter().map(|(_, bound)| bound.calls_max).collect();
        assert_eq!(calls, [2, 4]);
    }
}

#[test]
fn the_percentage_of_shares_is_told() {
    let fault = &told(|c| general(c, json!({"fair": {"one_in": 1}})))[0];
    assert_eq!(
        fault.to_string(),
        "profiles[0].rule.fair.one_in: the shares reserved up to here come to more than all calls; \
         raise one_in (200 % so far)"
    );
}

#[test]
fn a_profile_has_at_most_sixteen_lines_and_thirty_two_steps() {
    let mut config = puskesmas();
    let names: Vec<String> = (0..17).map(|index| format!("s-{index}")).collect();
    for name in &names {
        config.services.push(service(name));
        config.series[0].services.push(id(name));
        config.profiles[0].services.push(id(name));
    }
    let line = |name: &String| json!({"id": name, "services": [name]});
    let rest = json!({"id": "rest", "services": ["umum", "gigi"]});
    let mut all: Vec<Value> = names.iter().map(line).collect();
    all.push(rest);
    let text = json!({"custom": {"lines": all, "finally": "longest_wait"}});
    general(&mut config, text);
    let found = config.check().unwrap_err();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].path.as_str(), found[0].code),
        ("profiles[0].rule.custom.lines", FaultCode::ListTooLong)
    );

    let step = |least: u32| json!({"when": {"waiting": least}, "call": "rest"});
    let with_steps = |count: u32| {
        let steps: Vec<Value> = (0..count).map(|index| step(100 - index)).collect();
        move |c: &mut Config| two_lines(c, json!(steps), json!("longest_wait"))
    };
    let mut config = puskesmas();
    with_steps(32)(&mut config);
    assert_eq!(config.check(), Ok(()));
    assert_eq!(
        faults(with_steps(33)),
        [(
            "profiles[0].rule.custom.steps".to_owned(),
            FaultCode::ListTooLong
        )]
    );
}

#[test]
fn a_hundred_and_twenty_eight_profiles_each_like_the_next_have_a_rule() {
    let mut config = puskesmas();
    for index in 0..125 {
        let next = if index == 124 {
            "general".to_owned()
        } else {
            format!("p-{}", index + 1)
        };
        let mut like = profile(&format!("p-{index}"), &["umum"]);
        like.rule = Rule::Like(id(&next));
        config.profiles.push(like);
    }
    assert_eq!(config.check(), Ok(()));
    let first = config.profile(&id("p-0")).unwrap();
    assert_eq!(config.grammar(first), config.grammar(&config.profiles[0]));
    let mut one_more = config.clone();
    one_more.profiles.push(profile("last", &["umum"]));
    let found = one_more.check().unwrap_err();
    assert_eq!(
        (found[0].path.as_str(), found[0].code),
        ("profiles", FaultCode::ListTooLong)
    );
    // Closed into a circle, all of them are told, and it ends.
    config.profiles[0].rule = Rule::Like(id("p-0"));
    assert_eq!(config.check().unwrap_err().len(), 126);
}

#[test]
fn a_rule_with_a_thousand_lines_is_refused_without_being_run() {
    let many: Vec<Value> = (0..1_000)
        .map(|index| json!({"id": format!("l-{index}"), "one_in": 1, "cap_secs": u32::MAX}))
        .collect();
    let turns: Vec<Value> = (0..1_000)
        .map(|index| json!({"line": format!("l-{index}"), "turns": u16::MAX}))
        .collect();
    let found = faults(|c| {
        lines(c, json!(many), json!({"ratio": turns}));
        c.profiles[1].rule = Rule::Like(id("general"));
    });
    assert!(found.contains(&(
        "profiles[0].rule.custom.lines".to_owned(),
        FaultCode::ListTooLong
    )));
}

#[test]
fn a_service_that_all_only_help_with_is_served() {
    let mut config = puskesmas();
    config.profiles[1].services = vec![id("lab")];
    config.profiles[2].helps = vec![vec![id("umum")], vec![id("kia")]];
    assert_eq!(config.check(), Ok(()));
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("lab"), open("lab"));
    let helped = scene.touch("kia");
    scene.wait(60);
    scene.touch("umum");
    assert_eq!(scene.next("lab").unwrap().0, helped, "nobody else is open");
}
