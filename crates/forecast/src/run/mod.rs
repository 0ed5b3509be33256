//! The calling rule run forward from a hall: who is called when, if the world goes so.
//!
//! One loop serves ranges, simulated days, what-if and replays; they differ in the [`World`] that tells
//! what chance (or a log) brings, and in the [`Watch`] that looks on.

mod asks;
mod course;
mod floor;

use antre_domain::rule::Cause;

use crate::hall::{Hall, Present};
use crate::layout::{Layout, Queue, Seat};

pub use self::floor::Runner;

/// What chance or a log brings.
pub trait World {
    /// Who comes next, never earlier than whoever came before; `None` where nobody comes any more.
    fn arrives(&mut self) -> Option<Arrival>;

    /// How much longer a counter is taken by who stands before it at the run's start, in milliseconds,
    /// and what becomes of them; `None` where nobody can say that it ever ends.
    fn remains(&mut self, seat: Seat, present: &Present, now_ms: i64) -> Option<Stay>;

    /// How long whoever is called takes a counter, and what becomes of them.
    fn serves(&mut self, call: &Call) -> Stay;

    /// How long a counter that nobody stands before takes to call one who has come, in milliseconds.
    fn reacts_ms(&mut self, seat: Seat, queue: Queue) -> i64;

    /// Which of the `idle` counters that take `queue` turns to `key`, who has just come; `None`, or one
    /// that is not idle: whoever takes it at the lowest level, and of those who has called nobody for
    /// longest.
    fn answers(&mut self, _key: u32, _queue: Queue, _idle: &[Seat], _now_ms: i64) -> Option<Seat> {
        None
    }
}

/// Somebody takes a number. Times are worked milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Known by this.
    pub key: u32,
    /// When.
    pub at_ms: i64,
    /// For what.
    pub queue: Queue,
    /// The age by which they queue: `at_ms` but for an appointment, which queues by the booked time.
    pub since_ms: i64,
    /// How long they wait before they give up.
    pub patience_ms: Option<i64>,
}

/// A call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Whose.
    pub key: u32,
    /// From which queue.
    pub queue: Queue,
    /// To which counter.
    pub seat: Seat,
    /// When, in worked milliseconds.
    pub at_ms: i64,
    /// Since when they waited.
    pub since_ms: i64,
    /// Since when they are in the branch.
    pub born_ms: i64,
    /// Why this one; `None` for one who waited for this counter alone.
    pub cause: Option<Cause>,
    /// Nobody: see [`Waiter::ghost`](crate::hall::Waiter::ghost).
    pub ghost: bool,
}

impl Call {
    /// How long they waited; 0 for one called before the booked time.
    pub fn waited_ms(&self) -> i64 {
        (self.at_ms - self.since_ms).max(0)
    }
}

/// What a call comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// From the call until the counter asks for the next: the way, the service and the putting in order.
    pub taken_ms: i64,
    /// What becomes of them.
    pub then: Then,
}

/// What becomes of one who was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Served, and gone.
    Leaves,
    /// They were not there.
    NoShow,
    /// Served, and on to another queue under the same key.
    MovesOn {
        /// Which.
        queue: Queue,
        /// So much later than the counter asks for the next, in milliseconds; below 0 where they go before
        /// it has put things in order.
        after_ms: i64,
        /// Whether they queue there by the age that they have, which is that of the visit where they came
        /// without a booked time.
        by_visit: bool,
    },
}

/// Looks on.
pub trait Watch {
    /// Somebody was called, a ghost perhaps.
    fn called(&mut self, call: &Call) -> Go;

    /// A counter is done with whoever it called, or with whoever stood there at the start (then without
    /// a call).
    fn done(&mut self, _seat: Seat, _call: Option<&Call>, _stay: &Stay, _at_ms: i64) {}

    /// Somebody gave up, or was sent away at closing time.
    fn left(&mut self, _key: u32, _queue: Queue, _since_ms: i64, _at_ms: i64) {}

    /// Somebody took a number or came from another queue.
    fn joined(&mut self, _key: u32, _queue: Queue, _at_ms: i64) {}
}

/// Whether a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Go {
    On,
    Stop,
}

/// Runs `hall` forward until nothing happens any more, [`Watch`] says stop, or behind `until_ms`. Whoever
/// runs often keeps a [`Runner`].
pub fn run<W: World, L: Watch>(
    layout: &Layout,
    hall: &Hall,
    world: &mut W,
    watch: &mut L,
    until_ms: i64,
) {
    Runner::new(layout).run(layout, hall, world, watch, until_ms);
}
