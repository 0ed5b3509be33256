//! What each rule with a name stands for in the grammar beneath, and what the sample profiles promise.

mod bounds;

use antre_domain::config::{Class, Config, Custom, Rule, Window};
use antre_domain::rule::Bound;
use antre_domain::{Act, Age, CallReason};
use serde_json::{Value, json};

use crate::scene::*;

/// The puskesmas with these classes after the regular one; `booked` is by appointment, and all but
/// `staff` have priority.
fn with_classes(names: &[&str]) -> Config {
    let mut config = puskesmas();
    config.classes.truncate(1);
    config.series.remove(1);
    config.classes.extend(names.iter().map(|name| Class {
        appointment: (*name == "booked").then(Window::default),
        priority: *name != "staff",
        ..class(name, 600)
    }));
    config
}

/// The puskesmas whose general counters work by `text`, which must be sound.
fn by(mut config: Config, text: Value) -> Config {
    config.profiles[0].rule = rule(text);
    assert_eq!(config.check(), Ok(()));
    config
}

fn grammar(config: &Config) -> Custom {
    config.grammar(&config.profiles[0]).unwrap()
}

fn custom(text: Value) -> Custom {
    serde_json::from_value(text).expect("the grammar as a branch file says it")
}

/// What each line of the general profile is promised: how many calls, and whether all lines are one.
fn promised(config: &Config) -> Vec<(String, u16, bool)> {
    let bounds = config.bounds(&config.profiles[0]).into_iter();
    let told = bounds.map(|(line, bound)| {
        let Bound {
            calls_max,
            in_common,
        } = bound;
        (line.to_string(), calls_max, in_common)
    });
    told.collect()
}

#[test]
fn fair_is_a_line_for_each_class_with_a_share_and_the_nearest_target() {
    let config = by(puskesmas(), json!({"fair": {}}));
    let expected = json!({
        "lines": [
            {"id": "regular", "classes": ["regular"], "one_in": 4},
            {"id": "priority", "classes": ["priority"], "one_in": 4},
        ],
        "finally": "nearest_to_target",
    });
    assert_eq!(grammar(&config), custom(expected));
    let config = by(
        puskesmas(),
        json!({"fair": {"one_in": 2, "cap_secs": 2_700}}),
    );
    let expected = json!({
        "lines": [
            {"id": "regular", "classes": ["regular"], "one_in": 2, "cap_secs": 2_700},
            {"id": "priority", "classes": ["priority"], "one_in": 2, "cap_secs": 2_700},
        ],
        "finally": "nearest_to_target",
    });
    assert_eq!(grammar(&config), custom(expected));
}

#[test]
fn fair_is_what_a_profile_says_that_says_nothing() {
    assert_eq!(puskesmas().profiles[0].rule, Rule::Fair(Default::default()));
    let written = serde_json::to_value(&puskesmas().profiles[0]).unwrap();
    assert_eq!(written.get("rule"), None);
}

#[test]
fn fair_has_room_for_as_many_classes_as_a_branch_can_have() {
    let names: Vec<String> = (1..16).map(|index| format!("c-{index}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let config = by(with_classes(&names), json!({"fair": {}}));
    assert!(promised(&config).iter().all(|(_, calls, _)| *calls == 16));
}

#[test]
fn two_to_one_is_turns_of_all_who_have_priority_and_all_who_have_not() {
    let config = with_classes(&["priority", "infants", "staff"]);
    let config = by(config, json!({"ratio": {"priority": 2, "regular": 1}}));
    let expected = json!({
        "lines": [
            {"id": "priority", "classes": ["priority", "infants"]},
            {"id": "regular", "classes": ["regular", "staff"]},
        ],
        "finally": {"ratio": [
            {"line": "priority", "turns": 2}, {"line": "regular", "turns": 1},
        ]},
    });
    assert_eq!(grammar(&config), custom(expected));
}

#[test]
fn under_a_cap_the_turns_become_shares() {
    let text = json!({"ratio": {"priority": 2, "regular": 1, "cap_secs": 1_800}});
    let config = by(puskesmas(), text);
    // Of three calls two are the priority's, so the others wait three, and the priority two.
    let expected = json!({
        "lines": [
            {"id": "priority", "classes": ["priority"], "one_in": 2, "cap_secs": 1_800},
            {"id": "regular", "classes": ["regular"], "one_in": 3, "cap_secs": 1_800},
        ],
        "finally": {"ratio": [
            {"line": "priority", "turns": 2}, {"line": "regular", "turns": 1},
        ]},
    });
    assert_eq!(grammar(&config), custom(expected));
}

#[test]
fn appointments_first_is_a_step_for_those_who_are_due_and_a_share_for_all_others() {
    let config = with_classes(&["priority", "booked"]);
    let config = by(config, json!({"appointments_first": {}}));
    let expected = json!({
        "lines": [
            {"id": "booked", "classes": ["booked"], "one_in": 3},
            {"id": "regular", "classes": ["regular"], "one_in": 4},
            {"id": "priority", "classes": ["priority"], "one_in": 4},
        ],
        "steps": [{"when": {"due": true}, "call": "booked"}],
        "finally": "nearest_to_target",
    });
    assert_eq!(grammar(&config), custom(expected));
    let text = json!({"appointments_first": {"one_in": 3, "cap_secs": 3_600}});
    let config = by(with_classes(&["booked"]), text);
    let expected = json!({
        "lines": [
            {"id": "booked", "classes": ["booked"], "one_in": 2, "cap_secs": 3_600},
            {"id": "regular", "classes": ["regular"], "one_in": 3, "cap_secs": 3_600},
        ],
        "steps": [{"when": {"due": true}, "call": "booked"}],
        "finally": "nearest_to_target",
    });
    assert_eq!(grammar(&config), custom(expected));
}

#[test]
fn a_profile_that_is_like_another_calls_by_its_rule_over_its_own_services() {
    let mut config = puskesmas();
    config.profiles[1].rule = rule(json!({"ratio": {"priority": 3, "regular": 2}}));
    config.profiles[0].rule = rule(json!({"like": "mothers"}));
    assert_eq!(config.check(), Ok(()));
    assert_eq!(
        config.grammar(&config.profiles[0]),
        config.grammar(&config.profiles[1])
    );
    assert_eq!(
        config.bounds(&config.profiles[0]),
        config.bounds(&config.profiles[1])
    );
}

#[test]
fn a_rule_is_read_as_it_was_written() {
    for text in [
        json!({"fair": {"one_in": 3}}),
        json!({"ratio": {"priority": 2, "regular": 1}}),
        json!({"appointments_first": {"cap_secs": 600}}),
        json!({"like": "mothers"}),
        json!({"custom": {
            "lines": [{"id": "all", "name": {"id": "Semua", "en": "All"}}],
            "steps": [{"when": {"between": "08:00-12:00", "waiting": 3}, "call": "all"}],
            "finally": {"priority": ["all"]},
        }}),
    ] {
        let read = rule(text.clone());
        assert_eq!(serde_json::to_value(&read).unwrap(), text);
    }
    for text in [
        json!("fair"),
        json!({"fair": {"one_of": 3}}),
        json!({"fair": {}, "like": "mothers"}),
        json!({"ratio": {"priority": 2}}),
        json!({"ratio": {"priority": -2, "regular": 1}}),
        json!({"ratio": {"priority": 65_536, "regular": 1}}),
        json!({"custom": {"lines": [{"id": "Semua orang"}], "finally": "longest_wait"}}),
        json!({"custom": {"lines": [], "finally": "shortest_wait"}}),
        json!({"custom": {"lines": []}}),
    ] {
        assert!(
            serde_json::from_value::<Rule>(text.clone()).is_err(),
            "{text}"
        );
    }
}

/// What a manager is told when a profile is saved: each line, and the most calls of these counters
/// that its first can have to wait. `together` where all lines are one.
#[test]
fn the_promise_of_each_rule_is_told_line_by_line() {
    let two = |first: Value, rest: Value, finally: Value| {
        let mut lines = json!([{"id": "first", "classes": ["priority"]}, {"id": "rest"}]);
        for (line, knobs) in [first, rest].into_iter().enumerate() {
            for (knob, value) in knobs.as_object().unwrap() {
                lines[line][knob] = value.clone();
            }
        }
        json!({"custom": {"lines": lines, "finally": finally}})
    };
    let turns = |first: u16, rest: u16| {
        json!({"ratio": [
            {"line": "first", "turns": first}, {"line": "rest", "turns": rest},
        ]})
    };
    let table: Vec<(Value, &str)> = vec![
        (json!({"fair": {}}), "regular 4, priority 4"),
        (
            json!({"fair": {"one_in": 9, "cap_secs": 60}}),
            "regular 9, priority 9",
        ),
        (
            json!({"ratio": {"priority": 1, "regular": 1}}),
            "priority 2, regular 2",
        ),
        (
            json!({"ratio": {"priority": 2, "regular": 1}}),
            "priority 2, regular 3",
        ),
        (
            json!({"ratio": {"priority": 5, "regular": 3}}),
            "priority 4, regular 6",
        ),
        (
            json!({"ratio": {"priority": 5, "regular": 3, "cap_secs": 600}}),
            "priority 4, regular 6",
        ),
        (
            json!({"ratio": {"priority": 63, "regular": 1}}),
            "priority 2, regular 64",
        ),
        (
            json!({"custom": {"lines": [{"id": "all"}], "finally": "nearest_to_target"}}),
            "all 1",
        ),
        (
            two(json!({}), json!({}), json!("longest_wait")),
            "first 1 together, rest 1 together",
        ),
        (
            two(json!({}), json!({}), json!("longest_life")),
            "first 1 together, rest 1 together",
        ),
        (two(json!({}), json!({}), turns(3, 1)), "first 2, rest 4"),
        (
            two(
                json!({"one_in": 2}),
                json!({"one_in": 100}),
                json!({"priority": ["first", "rest"]}),
            ),
            "first 2, rest 100",
        ),
    ];
    for (text, expected) in table {
        let config = by(puskesmas(), text.clone());
        let told = promised(&config);
        let told = told.iter().map(|(line, calls, in_common)| {
            let together = if *in_common { " together" } else { "" };
            format!("{line} {calls}{together}")
        });
        assert_eq!(told.collect::<Vec<_>>().join(", "), expected, "{text}");
    }
}

/// The puskesmas at work by two lines with a share, `steps`, and the longest wait.
fn at_work_by(steps: Value, hours: &str, from: &str) -> Scene {
    let mut config = puskesmas();
    config.hours = every_day(hours);
    let lines = json!([
        {"id": "first", "classes": ["priority"], "one_in": 50},
        {"id": "rest", "one_in": 50},
    ]);
    let text = json!({"custom": {"lines": lines, "steps": steps, "finally": "longest_wait"}});
    let mut scene = Scene::of(by(config, text), from);
    scene.must(clerk("l1"), open("l1"));
    scene
}

/// Why the next one is called, and whether it has priority.
fn next(scene: &mut Scene) -> (bool, CallReason) {
    let (ticket, reason) = scene.next("l1").expect("somebody waits");
    (scene.ticket(ticket).class == id("priority"), reason)
}

const AT_EIGHT: &str = "2026-11-23T08:00:00+07:00";

#[test]
fn a_step_without_a_condition_always_calls_and_says_so() {
    let mut scene = at_work_by(json!([{"call": "first"}]), "08:00-15:00", AT_EIGHT);
    scene.touch("umum");
    scene.wait(60);
    scene.touch_as("umum", "priority");
    let line = id("first");
    let waited_secs = 0;
    let reason = CallReason::LineFirst { waited_secs, line };
    assert_eq!(next(&mut scene), (true, reason));
    let waited_secs = 60;
    assert_eq!(
        next(&mut scene),
        (false, CallReason::LongestWait { waited_secs })
    );
}

#[test]
fn a_step_calls_whoever_has_waited_so_long_to_the_second() {
    let steps = json!([{"when": {"waited_secs": 300}, "call": "first"}]);
    let scene = |after: u32| {
        let mut scene = at_work_by(steps.clone(), "08:00-15:00", AT_EIGHT);
        scene.touch("umum");
        scene.wait(1);
        scene.touch_as("umum", "priority");
        scene.wait(after);
        next(&mut scene)
    };
    let waited_secs = 300;
    assert_eq!(scene(299), (false, CallReason::LongestWait { waited_secs }));
    let past = CallReason::WaitedPast {
        waited_secs,
        limit_secs: 300,
    };
    assert_eq!(scene(300), (true, past));
}

#[test]
fn a_step_calls_from_a_line_in_which_so_many_wait() {
    let steps = json!([{"when": {"waiting": 3}, "call": "first"}]);
    let mut scene = at_work_by(steps, "08:00-15:00", AT_EIGHT);
    for _ in 0..3 {
        scene.touch("umum");
    }
    scene.wait(10);
    // Three tickets in two queues of the line.
    for service in ["umum", "gigi", "umum"] {
        scene.touch_as(service, "priority");
    }
    let crowded = CallReason::Crowded {
        waited_secs: 0,
        line: id("first"),
        least: 3,
    };
    assert_eq!(next(&mut scene), (true, crowded));
    let waited_secs = 10;
    assert_eq!(
        next(&mut scene),
        (false, CallReason::LongestWait { waited_secs })
    );
}

#[test]
fn a_step_calls_at_its_time_of_day_to_the_minute() {
    let steps = json!([{"when": {"between": "09:00-10:00"}, "call": "first"}]);
    for (at, in_time) in [
        ("2026-11-23T08:59:59+07:00", false),
        ("2026-11-23T09:00:00+07:00", true),
        ("2026-11-23T09:59:59+07:00", true),
        ("2026-11-23T10:00:00+07:00", false),
    ] {
        let mut scene = at_work_by(steps.clone(), "08:00-15:00", AT_EIGHT);
        scene.touch("umum");
        scene.at(at);
        scene.touch_as("umum", "priority");
        let (is_first, reason) = next(&mut scene);
        let by_time = CallReason::TimeOfDay {
            waited_secs: 0,
            line: id("first"),
            between: id("09:00-10:00"),
        };
        assert_eq!((is_first, reason == by_time), (in_time, in_time), "{at}");
    }
}

#[test]
fn a_time_of_day_may_cross_midnight() {
    let steps = json!([{"when": {"between": "23:30-00:30"}, "call": "first"}]);
    for (at, in_time) in [
        ("2026-11-23T23:29:59+07:00", false),
        ("2026-11-23T23:30:00+07:00", true),
        ("2026-11-24T00:29:59+07:00", true),
        ("2026-11-24T00:30:00+07:00", false),
    ] {
        let from = "2026-11-23T22:00:00+07:00";
        let mut scene = at_work_by(steps.clone(), "22:00-02:00", from);
        scene.touch("umum");
        scene.at(at);
        scene.touch_as("umum", "priority");
        assert_eq!(next(&mut scene).0, in_time, "{at}");
    }
}

#[test]
fn of_several_steps_the_first_whose_conditions_all_hold_calls() {
    let steps = json!([
        {"when": {"waiting": 2, "waited_secs": 60}, "call": "rest"},
        {"when": {"waiting": 2}, "call": "first"},
    ]);
    let mut scene = at_work_by(steps, "08:00-15:00", AT_EIGHT);
    for class in ["regular", "priority", "priority", "priority"] {
        scene.touch_as("umum", class);
    }
    scene.wait(60);
    // One regular customer is no crowd.
    assert!(next(&mut scene).0);
    scene.touch("umum");
    let (is_first, reason) = next(&mut scene);
    assert_eq!((is_first, reason.code()), (false, "waited_past"));
    assert!(next(&mut scene).0);
}

#[test]
fn an_order_of_lines_names_the_line_that_came_first() {
    let lines = json!([
        {"id": "first", "classes": ["priority"], "one_in": 5},
        {"id": "rest", "one_in": 5},
    ]);
    let finally = json!({"priority": ["first", "rest"]});
    let text = json!({"custom": {"lines": lines, "finally": finally}});
    let mut scene = Scene::of(by(puskesmas(), text), AT_EIGHT);
    scene.must(clerk("l1"), open("l1"));
    scene.touch("umum");
    for _ in 0..5 {
        scene.touch_as("umum", "priority");
    }
    let first = CallReason::FirstInOrder {
        waited_secs: 0,
        line: id("first"),
    };
    for _ in 0..4 {
        assert_eq!(next(&mut scene), (true, first.clone()));
    }
    let guaranteed = CallReason::GuaranteedTurn {
        waited_secs: 0,
        line: id("rest"),
        one_in: 5,
    };
    assert_eq!(next(&mut scene), (false, guaranteed));
}

#[test]
fn by_the_longest_life_whoever_came_to_the_branch_first_is_called_first() {
    let text = json!({"custom": {"lines": [{"id": "all"}], "finally": "longest_life"}});
    let mut scene = Scene::of(by(puskesmas(), text), AT_EIGHT);
    scene.must(clerk("l1"), open("l1"));
    let early = scene.touch("kia");
    scene.wait(300);
    scene.touch("umum");
    scene.wait(60);
    let fresh = Act::Transfer {
        ticket: early,
        service: id("umum"),
        class: None,
        age: Some(Age::Fresh),
        to: None,
        note: None,
    };
    scene.must(supervisor(), fresh);
    scene.wait(5);
    let longest = CallReason::LongestLife {
        waited_secs: 5,
        life_secs: 365,
    };
    assert_eq!(scene.next("l1"), Some((early, longest)));
}

#[test]
fn a_clerk_brings_their_own_profile_to_whichever_counter_they_open() {
    let mut config = puskesmas();
    config.clerks = vec![antre_domain::config::Clerk {
        id: id("clerk-l1"),
        profile: id("mothers"),
    }];
    let mut scene = Scene::of(config, AT_EIGHT);
    for counter in ["l1", "l2"] {
        scene.must(clerk(counter), open(counter));
    }
    let general = scene.touch("umum");
    let mother = scene.touch("kia");
    assert_eq!(scene.next("l1").unwrap().0, mother);
    assert_eq!(scene.next("l1"), None);
    assert_eq!(scene.next("l2").unwrap().0, general);
    // What they are asked to open with comes before.
    let act = Act::OpenCounter {
        counter: id("l1"),
        profile: Some(id("general")),
    };
    scene.must(clerk("l1"), act);
    scene.touch("umum");
    assert!(scene.next("l1").is_some());
}

#[test]
fn a_counter_helps_only_where_nobody_waits_for_what_it_takes_first() {
    let mut config = puskesmas();
    config.profiles[0].services = vec![id("umum")];
    config.profiles[0].helps = vec![vec![id("kia")]];
    config.profiles[1].helps = vec![vec![id("gigi")]];
    config.profiles[0].rule = rule(json!({"fair": {"cap_secs": 1_200}}));
    let mut scene = Scene::of(config, AT_EIGHT);
    for counter in ["l1", "k1"] {
        scene.must(clerk(counter), open(counter));
    }
    let mother = scene.touch("kia");
    scene.wait(60);
    let own = scene.touch("umum");
    // The mother came first, and has a counter of her own.
    assert_eq!(scene.next("l1").unwrap().0, own);
    assert_eq!(scene.next("l1").unwrap().0, mother, "now it helps");
    let mother = scene.touch("kia");
    scene.wait(1_200);
    let first = scene.touch("umum");
    let (called, reason) = scene.next("l1").unwrap();
    let past = (mother, "past_cap");
    assert_eq!((called, reason.code()), past, "nobody passes a cap");

    let mother = scene.touch("kia");
    scene.wait(1);
    let last = scene.touch("umum");
    // Her counter closes: she stands among its own, by age.
    scene.must(clerk("k1"), Act::CloseCounter(id("k1")));
    let called = [(); 3].map(|()| scene.next("l1").unwrap().0);
    assert_eq!(called, [first, mother, last]);
}
