//! What the grammar of a rule may not say.

use antre_domain::config::{Config, FaultCode};
use serde_json::{Value, json};

use super::Plant;
use super::rule::{booked, general, lines, two_lines};

/// Faults of lines, and of what decides between them.
pub(super) fn of_lines() -> Vec<(FaultCode, &'static str, Plant)> {
    use FaultCode::*;
    vec![
        (EmptyList, "profiles[0].rule.custom.lines", |c| {
            lines(c, json!([]), json!("longest_wait"))
        }),
        (EmptyText, "profiles[0].rule.custom.lines[0].name", |c| {
            lines(
                c,
                json!([{"id": "all", "name": " "}]),
                json!("longest_wait"),
            )
        }),
        (DuplicateId, "profiles[0].rule.custom.lines[1].id", |c| {
            lines(
                c,
                json!([{"id": "all", "classes": ["priority"]}, {"id": "all"}]),
                json!("longest_wait"),
            )
        }),
        (
            UnknownReference,
            "profiles[0].rule.custom.lines[0].classes[1]",
            |c| {
                lines(
                    c,
                    json!([{"id": "first", "classes": ["priority", "vip"]}, {"id": "rest"}]),
                    json!("longest_wait"),
                )
            },
        ),
        (
            NotOfThisProfile,
            "profiles[0].rule.custom.lines[0].services[1]",
            |c| {
                lines(
                    c,
                    json!([{"id": "first", "services": ["umum", "kia"]}, {"id": "rest"}]),
                    json!("longest_wait"),
                )
            },
        ),
        // Everybody stands in the line before it.
        (LineWithoutQueues, "profiles[0].rule.custom.lines[1]", |c| {
            lines(
                c,
                json!([{"id": "all"}, {"id": "first", "classes": ["priority"]}]),
                json!("longest_wait"),
            )
        }),
        // Its only service stands in the line before it, in every class.
        (LineWithoutQueues, "profiles[0].rule.custom.lines[2]", |c| {
            lines(
                c,
                json!([
                    {"id": "teeth", "services": ["gigi"]},
                    {"id": "rest", "services": ["umum"]},
                    {"id": "young", "services": ["gigi"], "classes": ["priority"]},
                ]),
                json!("longest_wait"),
            )
        }),
        (QueueWithoutLine, "profiles[0].rule", |c| {
            lines(
                c,
                json!([{"id": "first", "classes": ["priority"]}]),
                json!("longest_wait"),
            )
        }),
        (QueueWithoutLine, "profiles[0].rule", |c| {
            lines(
                c,
                json!([
                    {"id": "first", "classes": ["priority"]},
                    {"id": "rest", "services": ["umum"]},
                ]),
                json!("longest_wait"),
            )
        }),
        (LineLeftOut, "profiles[0].rule.custom.finally", |c| {
            let ratio = json!({"ratio": [{"line": "first", "turns": 2}]});
            two_lines(c, json!([]), ratio)
        }),
        (LineLeftOut, "profiles[0].rule.custom.finally", |c| {
            two_lines(c, json!([]), json!({"priority": ["rest"]}))
        }),
        (
            ContradictingOrder,
            "profiles[0].rule.custom.finally.priority[2]",
            |c| {
                two_lines(
                    c,
                    json!([]),
                    json!({"priority": ["first", "rest", "first"]}),
                )
            },
        ),
        (
            ContradictingOrder,
            "profiles[0].rule.custom.finally.ratio[1]",
            |c| {
                let turn = |line| json!({"line": line, "turns": 1});
                let ratio = json!({"ratio": [turn("first"), turn("first"), turn("rest")]});
                two_lines(c, json!([]), ratio)
            },
        ),
        (
            UnknownReference,
            "profiles[0].rule.custom.finally.priority[1]",
            |c| two_lines(c, json!([]), json!({"priority": ["first", "vip", "rest"]})),
        ),
        (
            RatioOfZero,
            "profiles[0].rule.custom.finally.ratio[1].turns",
            |c| {
                let ratio = json!({"ratio": [
                    {"line": "first", "turns": 2}, {"line": "rest", "turns": 0},
                ]});
                two_lines(c, json!([]), ratio)
            },
        ),
        (OutOfRange, "profiles[0].rule.custom.finally", |c| {
            let ratio = json!({"ratio": [
                {"line": "first", "turns": 64}, {"line": "rest", "turns": 1},
            ]});
            two_lines(c, json!([]), ratio)
        }),
        (OutOfRange, "profiles[0].rule.custom.finally", |c| {
            let ratio = json!({"ratio": [
                {"line": "first", "turns": u16::MAX}, {"line": "rest", "turns": u16::MAX},
            ]});
            two_lines(c, json!([]), ratio)
        }),
        (
            OutOfRange,
            "profiles[0].rule.custom.lines[1].cap_secs",
            |c| {
                lines(
                    c,
                    json!([
                        {"id": "first", "classes": ["priority"], "one_in": 2},
                        {"id": "rest", "one_in": 2, "cap_secs": 86_401},
                    ]),
                    json!("longest_wait"),
                )
            },
        ),
        (
            RatioOfZero,
            "profiles[0].rule.custom.lines[1].one_in",
            |c| {
                lines(
                    c,
                    json!([
                        {"id": "first", "classes": ["priority"], "one_in": 2},
                        {"id": "rest", "one_in": 0},
                    ]),
                    json!("longest_wait"),
                )
            },
        ),
        (OutOfRange, "profiles[0].rule.custom.lines[0].one_in", |c| {
            lines(
                c,
                json!([
                    {"id": "first", "classes": ["priority"], "one_in": 101},
                    {"id": "rest", "one_in": 2},
                ]),
                json!("longest_wait"),
            )
        }),
        (
            SharesOver100,
            "profiles[0].rule.custom.lines[1].one_in",
            |c| {
                lines(
                    c,
                    json!([
                        {"id": "first", "classes": ["priority"], "one_in": 3},
                        {"id": "rest", "one_in": 1},
                    ]),
                    json!("longest_wait"),
                )
            },
        ),
        // Three halves.
        (
            SharesOver100,
            "profiles[0].rule.custom.lines[2].one_in",
            |c| {
                lines(
                    c,
                    json!([
                        {"id": "first", "classes": ["priority"], "one_in": 2},
                        {"id": "teeth", "services": ["gigi"], "one_in": 2},
                        {"id": "rest", "one_in": 2},
                    ]),
                    json!("longest_wait"),
                )
            },
        ),
        // All calls in all, but three can be due at once and the first cannot wait for two others.
        (
            ShareTooTight,
            "profiles[0].rule.custom.lines[0].one_in",
            |c| {
                lines(
                    c,
                    json!([
                        {"id": "first", "classes": ["priority"], "one_in": 2},
                        {"id": "teeth", "services": ["gigi"], "one_in": 4},
                        {"id": "rest", "one_in": 4},
                    ]),
                    json!("longest_wait"),
                )
            },
        ),
    ]
}

/// Faults of steps.
pub(super) fn of_steps() -> Vec<(FaultCode, &'static str, Plant)> {
    use FaultCode::*;
    vec![
        (
            UnknownReference,
            "profiles[0].rule.custom.steps[0].call",
            |c| step(c, json!({"call": "vip"})),
        ),
        (
            OutOfRange,
            "profiles[0].rule.custom.steps[0].when.waited_secs",
            |c| step(c, json!({"when": {"waited_secs": 0}, "call": "rest"})),
        ),
        (
            OutOfRange,
            "profiles[0].rule.custom.steps[0].when.waited_secs",
            |c| {
                step(
                    c,
                    json!({"when": {"waited_secs": u32::MAX}, "call": "rest"}),
                )
            },
        ),
        (
            OutOfRange,
            "profiles[0].rule.custom.steps[0].when.waiting",
            |c| step(c, json!({"when": {"waiting": 0}, "call": "rest"})),
        ),
        (
            HoursCrossDayStart,
            "profiles[0].rule.custom.steps[0].when.between",
            |c| {
                step(
                    c,
                    json!({"when": {"between": "22:00-04:00"}, "call": "rest"}),
                )
            },
        ),
        (
            HoursCrossDayStart,
            "profiles[0].rule.custom.steps[0].when.between",
            |c| {
                step(
                    c,
                    json!({"when": {"between": "12:00-12:00"}, "call": "rest"}),
                )
            },
        ),
        // Nobody has an appointment.
        (
            ContradictingStep,
            "profiles[0].rule.custom.steps[0].when.due",
            |c| step(c, json!({"when": {"due": true}, "call": "rest"})),
        ),
        // Whoever has one stands in the line before.
        (
            ContradictingStep,
            "profiles[0].rule.custom.steps[0].when.due",
            |c| {
                booked(c);
                let lines = json!([
                    {"id": "booked", "classes": ["booked"], "one_in": 2},
                    {"id": "rest", "one_in": 2},
                ]);
                let steps = json!([{"when": {"due": true}, "call": "rest"}]);
                general(
                    c,
                    json!({"custom": {"lines": lines, "steps": steps, "finally": "longest_wait"}}),
                )
            },
        ),
        (UnreachableStep, "profiles[0].rule.custom.steps[1]", |c| {
            let steps = json!([
                {"call": "rest"},
                {"when": {"waited_secs": 600}, "call": "rest"},
            ]);
            two_lines(c, steps, json!("longest_wait"))
        }),
        (UnreachableStep, "profiles[0].rule.custom.steps[2]", |c| {
            let steps = json!([
                {"when": {"waited_secs": 600, "between": "08:00-12:00"}, "call": "rest"},
                {"when": {"waiting": 5}, "call": "first"},
                {"when": {"waited_secs": 900, "waiting": 3, "between": "09:00-12:00"}, "call": "rest"},
            ]);
            two_lines(c, steps, json!("longest_wait"))
        }),
        // The same twice.
        (UnreachableStep, "profiles[0].rule.custom.steps[1]", |c| {
            let crowded = json!({"when": {"waiting": 5}, "call": "first"});
            two_lines(c, json!([crowded, crowded]), json!("longest_wait"))
        }),
        // The cap has called before.
        (UnreachableStep, "profiles[0].rule.custom.steps[0]", |c| {
            let lines = json!([
                {"id": "first", "classes": ["priority"], "one_in": 2},
                {"id": "rest", "one_in": 2, "cap_secs": 1_800},
            ]);
            let steps = json!([{"when": {"waited_secs": 1_800}, "call": "rest"}]);
            general(
                c,
                json!({"custom": {"lines": lines, "steps": steps, "finally": "longest_wait"}}),
            )
        }),
    ]
}

fn step(config: &mut Config, step: Value) {
    two_lines(config, json!([step]), json!("longest_wait"));
}
