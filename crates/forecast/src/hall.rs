//! A hall at one moment, in plain numbers: the compact copy that runs begin with.
//!
//! Two clocks: *worked* milliseconds stand still while the branch is held (as in
//! [`antre_domain::Day::worked_ms`]); the wall's go on. Behind the beginning nobody holds the branch, so
//! that they differ by a constant.

mod seen;

use antre_domain::rule::Turns;

use crate::layout::{Queue, Seat};

pub use self::seen::{Expected, Seen};

/// A hall at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hall {
    /// Now, in worked milliseconds.
    pub now_ms: i64,
    /// What makes worked milliseconds those of the wall.
    pub held_ms: i64,
    /// Now on the wall clock, in milliseconds of the business day (25:00 is 90,000,000).
    pub of_day_ms: i64,
    /// Who waits, in any order.
    pub waiting: Vec<Waiter>,
    /// By [`Seat`]: the counters.
    pub desks: Vec<Desk>,
    /// By rule: what the profile remembers of its calls.
    pub turns: Vec<Turns>,
    /// When whoever still waits is sent away, in worked milliseconds; `None` where all are served.
    pub closes_ms: Option<i64>,
}

/// One who waits. Times are worked milliseconds where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiter {
    /// Whoever asks knows it by this.
    pub key: u32,
    /// Its queue.
    pub queue: Queue,
    /// Since when it waits; ahead for an appointment that is early.
    pub since_ms: i64,
    /// Since when it is in the branch.
    pub born_ms: i64,
    /// [`Waiter::since_ms`] on the wall.
    pub since_wall_ms: i64,
    /// [`Waiter::born_ms`] on the wall.
    pub born_wall_ms: i64,
    /// Breaks ties: the order of arrival.
    pub turn: u64,
    /// The counter that alone may call it, and before when.
    pub directed: Option<(Seat, i64)>,
    /// When it gives up if nobody has called it by then.
    pub leaves_ms: Option<i64>,
    /// Nobody yet: it is called when its turn comes and takes no time, which tells how long one who
    /// came now would wait, and changes nothing for the others (not even the count of a crowd).
    pub ghost: bool,
}

/// A counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// What it does now.
    pub now: At,
    /// When it works, in worked milliseconds, in order and apart. A counter that nobody stands before at
    /// a shift's end leaves; else it leaves when it is done.
    pub shifts: Vec<Shift>,
    /// When it last called somebody, in worked milliseconds: of several that stand idle, whoever has
    /// called nobody for longest comes first. `None`: not today.
    pub called_ms: Option<i64>,
    /// Its last call was of somebody who waited for it alone: such are never two in a row.
    pub directed_last: bool,
}

impl Desk {
    /// A counter at which nobody stands, and that has not called anybody yet.
    pub fn free(shifts: Vec<Shift>) -> Self {
        Self {
            now: At::Free,
            shifts,
            called_ms: None,
            directed_last: false,
        }
    }
}

/// A part of a counter's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Its start.
    pub from_ms: i64,
    /// Its end.
    pub to_ms: i64,
    /// The rule by which it calls.
    pub rule: u16,
}

/// What a counter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// It calls as soon as it is on a shift and somebody is there.
    Free,
    /// Somebody stands before it. When they leave, the [`World`](crate::run::World) says.
    Busy(Present),
}

/// Who stands before a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Present {
    /// Known by this; [`u32::MAX`] where nobody asks.
    pub key: u32,
    /// The queue they came from.
    pub queue: Queue,
    /// The place that they had in their queue, which they may keep in the next.
    pub place: Place,
    /// When they were called, in worked milliseconds.
    pub called_ms: i64,
    /// When serving began, in worked milliseconds; `None` where they are still on the way.
    pub started_ms: Option<i64>,
}

/// A place in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// As [`Waiter::since_ms`].
    pub since_ms: i64,
    /// As [`Waiter::born_ms`].
    pub born_ms: i64,
    /// As [`Waiter::since_wall_ms`].
    pub since_wall_ms: i64,
    /// As [`Waiter::born_wall_ms`].
    pub born_wall_ms: i64,
    /// As [`Waiter::turn`].
    pub turn: u64,
}

impl Place {
    /// Of one who came at `at_ms` in a branch that was never held, before everybody who came then.
    pub fn since(at_ms: i64) -> Self {
        Self {
            since_ms: at_ms,
            born_ms: at_ms,
            since_wall_ms: at_ms,
            born_wall_ms: at_ms,
            turn: 0,
        }
    }
}
