//! Short ways to plant a rule.

use antre_domain::config::{Config, Window};
use serde_json::{Value, json};

use crate::scene::*;

/// The general counters work by `text`.
pub(super) fn general(config: &mut Config, text: Value) {
    config.profiles[0].rule = rule(text);
}

/// Two lines, priority and all others, with `steps` and `finally`, and a share of one in three each.
pub(super) fn two_lines(config: &mut Config, steps: Value, finally: Value) {
    let lines = json!([
        {"id": "first", "classes": ["priority"], "one_in": 3},
        {"id": "rest", "one_in": 3},
    ]);
    general(
        config,
        json!({"custom": {"lines": lines, "steps": steps, "finally": finally}}),
    );
}

/// The general counters work by these lines.
pub(super) fn lines(config: &mut Config, lines: Value, finally: Value) {
    general(
        config,
        json!({"custom": {"lines": lines, "finally": finally}}),
    );
}

/// A class by appointment.
pub(super) fn booked(config: &mut Config) {
    let mut booked = class("booked", 600);
    booked.appointment = Some(Window::default());
    config.classes.push(booked);
}
