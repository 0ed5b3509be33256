//! The calling rule: a kernel over queue heads in plain integers, which the forecast runs too.
//!
//! *Nearest to its target first*: each waiting ticket is due when its wait reaches the target of its
//! class; whoever is due earliest comes next. Nobody waits for ever, since a later arrival can pass
//! an earlier one only while the difference of their targets is larger than the difference of their
//! ages: after `target_max − target_min` seconds no newcomer passes a ticket any more.

use serde::{Deserialize, Serialize};

/// The first of one queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Since when it waits, in milliseconds since 1970.
    pub since_ms: i64,
    /// The wait its class is promised, in seconds.
    pub target_secs: u32,
    /// Breaks ties: the order of arrival.
    pub turn: u64,
}

impl Head {
    fn due_ms(&self) -> i64 {
        self.since_ms + i64::from(self.target_secs) * 1000
    }
}

/// Why this ticket, now: a closed list that a customer would accept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CallReason {
    /// It has waited longest of all that this counter takes.
    LongestWait {
        /// How long, in seconds.
        waited_secs: u32,
    },
    /// It has waited past its target, by more than anybody else.
    PastTarget {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The target, in seconds.
        target_secs: u32,
    },
    /// Its target comes up first.
    NearestToTarget {
        /// How long it waited, in seconds.
        waited_secs: u32,
        /// The target, in seconds.
        target_secs: u32,
    },
    /// A clerk chose it.
    Chosen {
        /// How long it waited, in seconds.
        waited_secs: u32,
    },
}

impl CallReason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LongestWait { .. } => "longest_wait",
            Self::PastTarget { .. } => "past_target",
            Self::NearestToTarget { .. } => "nearest_to_target",
            Self::Chosen { .. } => "chosen",
        }
    }
}

/// Which of `heads` comes next at `now_ms`, by index, and why; `None` where there are none.
///
/// Total and deterministic: ties are broken by the order of arrival.
pub fn next(heads: impl IntoIterator<Item = Head>, now_ms: i64) -> Option<(usize, CallReason)> {
    let mut first: Option<(usize, Head)> = None;
    let mut oldest_since_ms = i64::MAX;
    for (index, head) in heads.into_iter().enumerate() {
        oldest_since_ms = oldest_since_ms.min(head.since_ms);
        let key = |head: &Head| (head.due_ms(), head.since_ms, head.turn);
        if first
            .as_ref()
            .is_none_or(|(_, best)| key(&head) < key(best))
        {
            first = Some((index, head));
        }
    }
    let (index, head) = first?;
    let waited_secs = waited_secs(head.since_ms, now_ms);
    let target_secs = head.target_secs;
    let reason = if head.since_ms == oldest_since_ms {
        CallReason::LongestWait { waited_secs }
    } else if waited_secs >= target_secs {
        CallReason::PastTarget {
            waited_secs,
            target_secs,
        }
    } else {
        CallReason::NearestToTarget {
            waited_secs,
            target_secs,
        }
    };
    Some((index, reason))
}

/// Whole seconds from `since_ms` to `now_ms`; 0 where `since_ms` is later.
pub(crate) fn waited_secs(since_ms: i64, now_ms: i64) -> u32 {
    u32::try_from((now_ms - since_ms).max(0) / 1000).unwrap_or(u32::MAX)
}
