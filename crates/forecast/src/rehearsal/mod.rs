//! A scenario's day lived by the domain itself: every number, call, start, end and rest is a command that
//! [`decide`] answers and [`Branch::apply`] takes in, so that what comes out is a log like any other.
//!
//! It shares the scenario's chances with simulated days, and nothing of the engine: which makes it the
//! independent truth that forecasts are measured against.

mod floor;
mod score;
mod trial;
mod visits;

use antre_domain::{
    Act, Actor, Branch, Command, Config, Context, Event, LogTail, Rejection, Timestamp, decide,
    next_deadline,
};
use chrono::NaiveDate;

use crate::scenario::Scenario;

pub use score::{Score, table};
pub use trial::{PAST_DAYS, TOLD_DAYS, Told, Wait, trial, trial_after};
pub use visits::Visits;

/// What looks on at each event, once the branch has taken it in.
pub type Onlooker<'a> = &'a mut dyn FnMut(&Branch, &Event);

/// A branch in virtual time.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    branch: Branch,
    /// The end of the log, for what a new day records of the one before: whoever writes the events down
    /// says it before the day turns.
    pub tail: LogTail,
    /// How many commands were decided: the source of the numbers' identities.
    commands: u64,
    seed: u64,
}

impl Rehearsal {
    /// A new history of a checked branch. It begins at `at` with that business day.
    pub fn begin(
        config: &Config,
        at: Timestamp,
        epoch: (u32, u64),
        rehearsal: bool,
        onlooker: Onlooker<'_>,
    ) -> Result<Self, Rejection> {
        let (counter, random) = epoch;
        let mut new = Self {
            branch: Branch::default(),
            tail: LogTail::default(),
            commands: 0,
            seed: random,
        };
        let start = Act::StartEpoch {
            counter,
            random,
            rehearsal,
        };
        new.act(at, &Actor::ADMIN, start, onlooker)?;
        new.act(
            at,
            &Actor::ADMIN,
            Act::Configure(Box::new(config.clone())),
            onlooker,
        )?;
        new.wait(at, onlooker)?;
        Ok(new)
    }

    /// The branch as it stands.
    pub fn branch(&self) -> &Branch {
        &self.branch
    }

    /// The open business day.
    pub fn date(&self) -> Option<NaiveDate> {
        self.branch.day().map(|day| day.date)
    }

    /// Lets time pass until `at`: whatever becomes due by then happens at its own instant.
    pub fn wait(&mut self, at: Timestamp, onlooker: Onlooker<'_>) -> Result<(), Rejection> {
        while let Some((due_at, reason)) = next_deadline(&self.branch)
            && due_at <= at
        {
            let act = Act::Due { reason, at: due_at };
            self.act(due_at, &Actor::TIMER, act, onlooker)?;
        }
        Ok(())
    }

    /// Lives the rest of the present day as `scenario` draws it with `seed`.
    pub fn live(
        &mut self,
        scenario: &Scenario,
        seed: u64,
        onlooker: Onlooker<'_>,
    ) -> Result<(), Rejection> {
        floor::live(self, scenario, seed, onlooker)
    }

    /// One command at `at`, or now where the branch is later; says how many events it came to.
    fn act(
        &mut self,
        at: Timestamp,
        by: &Actor,
        act: Act,
        onlooker: Onlooker<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.commands += 1;
        let context = Context {
            clock: at.max(self.branch.last_event_at()),
            seed: self.seed ^ self.commands.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            tail: self.tail,
        };
        let by = by.clone();
        let events = decide(&self.branch, &Command { by, act }, &context)?;
        for event in &events {
            self.branch.apply(event);
            onlooker(&self.branch, event);
        }
        Ok(events)
    }
}
