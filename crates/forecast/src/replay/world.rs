//! The people of a recorded day, as runs ask for them.

use super::{Ended, Recorded, Stop};
use crate::hall::Present;
use crate::layout::{Queue, Seat};
use crate::run::{Arrival, Call, Stay, Then, World};

/// An idle counter that has nothing recorded calls after so long, in milliseconds, where the day tells
/// nothing.
pub(super) const REACTION_MS: i64 = 5_000;
/// A call takes a counter so long, in milliseconds, where the day tells nothing of the service.
const TAKEN_MS: i64 = 300_000;

/// Plays a recorded day back. Whoever was called then takes as long now; whoever left then leaves after
/// the same wait.
#[derive(Debug, Clone)]
pub struct ReplayWorld<'a> {
    recorded: &'a Recorded,
    /// How many have come.
    came: usize,
    /// By key: which stop is theirs.
    stops: Vec<usize>,
    /// The counter that turned to whoever came last, and how long it takes.
    turned: Option<(Seat, i64)>,
}

impl<'a> ReplayWorld<'a> {
    pub(super) fn new(recorded: &'a Recorded) -> Self {
        Self {
            recorded,
            came: 0,
            stops: vec![0; recorded.chains.len()],
            turned: None,
        }
    }

    fn stop(&self, key: u32) -> &'a Stop {
        let chain = &self.recorded.chains[key as usize];
        &chain[self.stops[key as usize].min(chain.len() - 1)]
    }
}

impl World for ReplayWorld<'_> {
    fn arrives(&mut self) -> Option<Arrival> {
        let chain = self.recorded.chains.get(self.came)?;
        let key = u32::try_from(self.came).ok()?;
        self.came += 1;
        let first = chain.first()?;
        let left_ms = match first.end {
            Ended::Left { at_ms } => Some(at_ms - first.joined_ms),
            Ended::Called { .. } | Ended::Waits => None,
        };
        Some(Arrival {
            key,
            at_ms: first.joined_ms,
            queue: first.queue,
            since_ms: first.since_ms,
            patience_ms: left_ms,
        })
    }

    fn remains(&mut self, _seat: Seat, _present: &Present, _now_ms: i64) -> Option<Stay> {
        None
    }

    fn serves(&mut self, call: &Call) -> Stay {
        let recorded = self.recorded;
        let stop = self.stop(call.key);
        let Ended::Called {
            at_ms,
            taken_ms,
            no_show,
            ..
        } = stop.end
        else {
            let service = recorded.layout.service_of(call.queue);
            return Stay {
                taken_ms: recorded.usual_taken_ms[service].unwrap_or(TAKEN_MS),
                then: Then::Leaves,
            };
        };
        let place = &mut self.stops[call.key as usize];
        *place += 1;
        let then = match recorded.chains[call.key as usize].get(*place) {
            Some(next) => Then::MovesOn {
                queue: next.queue,
                after_ms: next.joined_ms - (at_ms + taken_ms),
                by_visit: next.since_ms == stop.since_ms,
            },
            None if no_show => Then::NoShow,
            None => Then::Leaves,
        };
        Stay { taken_ms, then }
    }

    fn reacts_ms(&mut self, seat: Seat, _queue: Queue) -> i64 {
        match self.turned.take() {
            Some((turned, reacts_ms)) if turned == seat => reacts_ms,
            Some(_) | None => self.recorded.usual_reaction_ms,
        }
    }

    fn answers(&mut self, key: u32, _queue: Queue, idle: &[Seat], _now_ms: i64) -> Option<Seat> {
        self.turned = self.stop(key).wakes.filter(|(seat, _)| idle.contains(seat));
        self.turned.map(|(seat, _)| seat)
    }
}
