//! A day that was, played back: who came when, how long they took, who mans which counter when, all as
//! the log has it; whom a counter calls is left to the rule.
//!
//! Played back unchanged it gives the day's own waits wherever the rule decided. What people decided
//! (a call by hand, a ticket set aside, an act taken back) is counted in [`Unlike`] and not done again.

mod asks;
mod recorder;
mod world;

use antre_domain::Config;
use antre_domain::rule::Turns;
use chrono::NaiveDate;
use serde::Serialize;

use crate::day::{Arrangement, End, Leg, Outcome};
use crate::hall::{Desk, Hall, Shift};
use crate::layout::{Layout, Queue, Seat};

pub use self::recorder::Recorder;
pub use self::world::ReplayWorld;

/// The most tickets of a day that is played back.
pub const TICKETS_MAX: usize = 20_000;

/// Why a day cannot be played back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    /// The events are of no business day: begin with one that opens it.
    #[error("these events open no business day")]
    NoDay,
    /// Nothing to learn from it.
    #[error("nobody took a number on this day")]
    NoTickets,
    /// More than anybody compares.
    #[error("more than {TICKETS_MAX} stays on this day")]
    TooMany,
}

/// A day as its log has it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Which.
    pub date: NaiveDate,
    /// What was not left to the rule.
    pub unlike: Unlike,
    config: Config,
    layout: Layout,
    /// By key: the stays that follow from one another.
    chains: Vec<Vec<Stop>>,
    /// By [`Seat`].
    shifts: Vec<Vec<Shift>>,
    begins_ms: i64,
    closes_ms: i64,
    /// By service: the median time that a call took a counter, where there was one.
    usual_taken_ms: Vec<Option<i64>>,
    /// The median time that an idle counter took to call.
    usual_reaction_ms: i64,
}

/// What a day had that is not played back as it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Unlike {
    /// Calls that the rule made.
    pub by_rule: u32,
    /// Calls of somebody whom a clerk chose.
    pub by_hand: u32,
    /// Calls of somebody who was sent on to one counter or clerk.
    pub directed: u32,
    /// Numbers that were given and called at a counter in one act.
    pub at_counter: u32,
    /// Calls to a counter at which somebody stood already.
    pub together: u32,
    /// How often somebody was set aside.
    pub parked: u32,
    /// How often somebody came back to a queue: from aside, or after a no-show.
    pub returned: u32,
    /// How often an act was taken back.
    pub undone: u32,
    /// How often somebody changed the queue while they waited, or the counter while they were served.
    pub moved: u32,
    /// How often the branch's configuration was changed while numbers were given. The day is played back
    /// by the one before.
    pub reconfigured: u32,
    /// For how long the branch was held, in seconds. That time is left out.
    pub held_secs: u32,
}

impl Unlike {
    /// Whether the rule decided everything.
    pub fn is_nothing(&self) -> bool {
        let by_rule = self.by_rule;
        *self
            == Self {
                by_rule,
                ..Self::default()
            }
    }
}

/// A stay in one queue. Times are worked milliseconds of the business day.
#[derive(Debug, Clone, Copy)]
struct Stop {
    queue: Queue,
    joined_ms: i64,
    since_ms: i64,
    end: Ended,
    /// The idle counter that turned to them, and how long it took to call.
    wakes: Option<(Seat, i64)>,
}

#[derive(Debug, Clone, Copy)]
enum Ended {
    Called {
        seat: Seat,
        at_ms: i64,
        taken_ms: i64,
        no_show: bool,
    },
    Left {
        at_ms: i64,
    },
    Waits,
}

impl Recorded {
    /// The branch as it was on that day.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The day's own arrangement: its rules, and its counters as they were manned.
    pub fn arrangement(&self, name: impl Into<String>) -> Arrangement {
        let desks = self.shifts.iter().cloned().map(Desk::free);
        Arrangement {
            name: name.into(),
            config: self.config.clone(),
            layout: self.layout.clone(),
            hall: Hall {
                now_ms: self.begins_ms,
                held_ms: 0,
                of_day_ms: self.begins_ms,
                waiting: Vec::new(),
                desks: desks.collect(),
                turns: vec![Turns::default(); self.layout.rules.len()],
                // Whoever was sent away at closing time left when they did.
                closes_ms: None,
            },
            closes_ms: self.closes_ms,
        }
    }

    /// What brings the same people again.
    pub fn world(&self) -> ReplayWorld<'_> {
        ReplayWorld::new(self)
    }

    /// The day itself: what became of everybody, by the log.
    pub fn own(&self) -> Outcome {
        let mut legs: Vec<Leg> = Vec::new();
        for (key, chain) in (0_u32..).zip(&self.chains) {
            legs.extend(chain.iter().map(|stop| Leg {
                key,
                queue: stop.queue,
                joined_ms: stop.joined_ms,
                since_ms: stop.since_ms,
                end: match stop.end {
                    Ended::Called {
                        seat,
                        at_ms,
                        taken_ms,
                        no_show,
                    } => End::Called {
                        seat,
                        at_ms,
                        cause: None,
                        taken_ms,
                        no_show,
                    },
                    Ended::Left { at_ms } => End::Left { at_ms },
                    Ended::Waits => End::Waits,
                },
            }));
        }
        legs.sort_by_key(|leg| (leg.joined_ms, leg.key));
        let desks = self.arrangement("").worked(&legs);
        Outcome {
            legs,
            desks,
            turned_away: 0,
        }
    }
}
