//! Limits of the clerks' verbs, and what the end of a day does.

use serde::{Deserialize, Serialize};

use crate::desk::Asks;

/// Limits of the clerks' verbs, and what becomes of those whom the day leaves unserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// How often one call may be repeated.
    pub recalls_max: u8,
    /// How long an act can be undone, in seconds.
    pub undo_secs: u32,
    /// How long after a no-show its ticket may come back, in seconds.
    pub return_grace_secs: u32,
    /// A returned no-show is placed after this many others: at least one, never at once in front.
    pub return_after: u8,
    /// What closing time does with those still waiting.
    #[serde(skip_serializing_if = "AtClosing::is_default")]
    pub at_closing: AtClosing,
    /// What the end of the day does with those still waiting.
    pub unserved: Unserved,
    /// Whether a clerk who calls a ticket out of its turn must say why.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub choice_needs_reason: bool,
    /// Whether whoever is called is taken for served from that moment: one stroke a customer, and nobody
    /// says when they begin.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub serves_at_call: bool,
    /// How long after a call it may be repeated, in seconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub recall_gap_secs: u32,
    /// How long after a counter's call it may call again, in seconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub call_gap_secs: u32,
    /// How long after a service a counter puts things in order before arrivals are called to it by
    /// themselves, in seconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub wrap_up_secs: u32,
    /// Whether a clerk says how a service ended.
    #[serde(skip_serializing_if = "Asks::is_never")]
    pub outcome: Asks,
    /// Whether a clerk says what was delivered, where the service has deliveries.
    #[serde(skip_serializing_if = "Asks::is_never")]
    pub delivered: Asks,
    /// Whether clerks sign in: a counter then does nothing without one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sign_in: bool,
    /// A panel locks itself after so many seconds without a key; 0: never.
    #[serde(skip_serializing_if = "is_default_lock")]
    pub lock_secs: u32,
    /// For so long a ticket that was sent on to one counter or clerk waits for them alone, in seconds.
    #[serde(skip_serializing_if = "is_default_directed")]
    pub directed_secs: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            recalls_max: 5,
            undo_secs: 10,
            return_grace_secs: 1_800,
            return_after: 2,
            at_closing: AtClosing::ServeOut,
            unserved: Unserved::Expire,
            choice_needs_reason: false,
            serves_at_call: false,
            recall_gap_secs: 0,
            call_gap_secs: 0,
            wrap_up_secs: 0,
            outcome: Asks::Never,
            delivered: Asks::Never,
            sign_in: false,
            lock_secs: LOCK_SECS_DEFAULT,
            directed_secs: DIRECTED_SECS_DEFAULT,
        }
    }
}

/// What the end of the day does with those still waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unserved {
    /// Their tickets end unserved, and are counted.
    Expire,
    /// They go on the next day with a new number and their old age.
    Carry,
}

/// What closing time does with those still waiting: no numbers are given after it in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtClosing {
    /// The counters serve on until nobody waits, or the day ends.
    #[default]
    ServeOut,
    /// Their tickets end unserved at once, and are counted.
    Expire,
}

impl AtClosing {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A panel locks itself after so many seconds where the branch file says nothing.
const LOCK_SECS_DEFAULT: u32 = 600;
/// A ticket waits so many seconds for one counter or clerk where the branch file says nothing.
const DIRECTED_SECS_DEFAULT: u32 = 1_800;

fn is_zero(secs: &u32) -> bool {
    *secs == 0
}

fn is_default_lock(secs: &u32) -> bool {
    *secs == LOCK_SECS_DEFAULT
}

fn is_default_directed(secs: &u32) -> bool {
    *secs == DIRECTED_SECS_DEFAULT
}
