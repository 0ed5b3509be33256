//! What the engine does at single instants, in halls of one rule.

use antre_forecast::hall::{At, Desk, Hall, Place, Present, Shift, Waiter};
use antre_forecast::layout::{Layout, Queue, Seat};
use antre_forecast::run::{Arrival, Call, Go, Runner, Stay, Then, Watch, World, run};

use super::branch::{Takes, config};

pub const MIN_MS: i64 = 60_000;
/// Service a, the regular class; and b, c.
pub const A: Queue = Queue(0);
pub const B: Queue = Queue(3);

/// Everything takes its time: five minutes a customer, two seconds to react.
#[derive(Default)]
pub struct Steady {
    pub arrivals: Vec<Arrival>,
    pub stuck: bool,
    pub moves_on: Option<Then>,
}

impl World for Steady {
    fn arrives(&mut self) -> Option<Arrival> {
        (!self.arrivals.is_empty()).then(|| self.arrivals.remove(0))
    }

    fn remains(&mut self, _: Seat, _: &Present, _: i64) -> Option<Stay> {
        (!self.stuck).then_some(Stay {
            taken_ms: MIN_MS,
            then: Then::Leaves,
        })
    }

    fn serves(&mut self, _: &Call) -> Stay {
        Stay {
            taken_ms: 5 * MIN_MS,
            then: self.moves_on.take().unwrap_or(Then::Leaves),
        }
    }

    fn reacts_ms(&mut self, _: Seat, _: Queue) -> i64 {
        2_000
    }
}

#[derive(Default)]
pub struct Book {
    pub calls: Vec<(u32, u16, i64)>,
    pub left: Vec<(u32, i64)>,
    pub done: Vec<i64>,
}

impl Watch for Book {
    fn called(&mut self, call: &Call) -> Go {
        self.calls.push((call.key, call.seat.0, call.at_ms));
        Go::On
    }

    fn done(&mut self, _: Seat, _: Option<&Call>, _: &Stay, at_ms: i64) {
        self.done.push(at_ms);
    }

    fn left(&mut self, key: u32, _: Queue, _: i64, at_ms: i64) {
        self.left.push((key, at_ms));
    }
}

/// Two profiles in the order of age: one for a that helps with b, one for b.
pub fn layout() -> Layout {
    let takes = |own: &[usize], helps: &[usize]| Takes {
        rule: 7,
        own: own.to_vec(),
        helps: helps.to_vec(),
    };
    Layout::of(&config(&[takes(&[0], &[1]), takes(&[1, 2], &[])], &[0, 1]))
}

/// At instant 0, with one counter of the first profile at work for ten hours.
pub fn hall(waiting: Vec<Waiter>) -> Hall {
    Hall {
        now_ms: 0,
        held_ms: 0,
        of_day_ms: 10 * 60 * MIN_MS,
        waiting,
        desks: vec![Desk::free(vec![shift(0, 600, 0)]), Desk::free(Vec::new())],
        turns: vec![Default::default(); 2],
        closes_ms: None,
    }
}

pub fn shift(from_min: i64, to_min: i64, rule: u16) -> Shift {
    Shift {
        from_ms: from_min * MIN_MS,
        to_ms: to_min * MIN_MS,
        rule,
    }
}

pub fn waiter(key: u32, queue: Queue, since_min: i64) -> Waiter {
    Waiter {
        key,
        queue,
        since_ms: since_min * MIN_MS,
        born_ms: since_min * MIN_MS,
        since_wall_ms: since_min * MIN_MS,
        born_wall_ms: since_min * MIN_MS,
        turn: u64::from(key),
        directed: None,
        leaves_ms: None,
        ghost: false,
    }
}

fn arrival(key: u32, at_ms: i64, queue: Queue) -> Arrival {
    Arrival {
        key,
        at_ms,
        queue,
        since_ms: at_ms,
        patience_ms: None,
    }
}

fn book(hall: &Hall, mut world: Steady) -> Book {
    let mut book = Book::default();
    run(&layout(), hall, &mut world, &mut book, 24 * 60 * MIN_MS);
    book
}

#[test]
fn an_idle_counter_reacts_and_a_busy_one_calls_at_once() {
    let world = Steady {
        arrivals: vec![arrival(1, MIN_MS, A), arrival(2, 2 * MIN_MS, A)],
        ..Steady::default()
    };
    let book = book(&hall(Vec::new()), world);
    let first = MIN_MS + 2_000;
    assert_eq!(book.calls, [(1, 0, first), (2, 0, first + 5 * MIN_MS)]);
}

#[test]
fn whoever_runs_out_of_patience_leaves_unless_called_at_that_instant() {
    let mut last = waiter(2, A, -1);
    last.leaves_ms = Some(2_000 + 5 * MIN_MS);
    let mut gone = waiter(3, A, 0);
    gone.leaves_ms = Some(4 * MIN_MS);
    let book = book(&hall(vec![waiter(1, A, -2), last, gone]), Steady::default());
    assert_eq!(book.calls, [(1, 0, 2_000), (2, 0, 2_000 + 5 * MIN_MS)]);
    assert_eq!(book.left, [(3, 4 * MIN_MS)]);
}

#[test]
fn at_closing_time_whoever_waits_is_sent_away() {
    let mut hall = hall(vec![waiter(1, A, -2), waiter(2, A, -1)]);
    hall.waiting.push(hall.newcomer(9, A));
    hall.closes_ms = Some(3 * MIN_MS);
    let book = book(&hall, Steady::default());
    assert_eq!(book.calls, [(1, 0, 2_000)]);
    assert_eq!(book.left, [(2, 3 * MIN_MS)]);
    assert_eq!(book.done, [2_000 + 5 * MIN_MS]);
}

#[test]
fn a_counter_leaves_at_the_end_of_its_shift_and_comes_back_for_the_next() {
    let mut hall = hall(vec![waiter(1, A, -3), waiter(2, A, -2), waiter(3, A, -1)]);
    hall.desks[0].shifts = vec![shift(0, 6, 0), shift(30, 600, 0)];
    let book = book(&hall, Steady::default());
    let second = 2_000 + 5 * MIN_MS;
    assert_eq!(
        book.calls,
        [(1, 0, 2_000), (2, 0, second), (3, 0, 30 * MIN_MS)]
    );
}

#[test]
fn whoever_stands_at_a_counter_is_served_over_the_end_of_its_shift() {
    let mut hall = hall(vec![waiter(1, A, -1)]);
    let present = Present {
        key: 9,
        queue: A,
        place: Place::since(-10 * MIN_MS),
        called_ms: -MIN_MS,
        started_ms: None,
    };
    hall.desks[0].now = At::Busy(present);
    hall.desks[0].shifts = vec![Shift {
        from_ms: -MIN_MS,
        to_ms: 30_000,
        rule: 0,
    }];
    let book = book(&hall, Steady::default());
    assert_eq!((book.calls.len(), book.done), (0, vec![MIN_MS]));
}

#[test]
fn a_counter_that_never_finishes_calls_nobody() {
    let mut hall = hall(vec![waiter(1, A, -1)]);
    hall.waiting.push(hall.newcomer(9, A));
    hall.desks[0].now = At::Busy(Present {
        key: 8,
        queue: A,
        place: Place::since(-600 * MIN_MS),
        called_ms: -500 * MIN_MS,
        started_ms: None,
    });
    let world = Steady {
        stuck: true,
        ..Steady::default()
    };
    assert_eq!(book(&hall, world).calls, []);
}

#[test]
fn of_several_idle_counters_the_one_turns_whose_own_task_it_is() {
    let mut hall = hall(Vec::new());
    hall.desks[0].called_ms = Some(-600 * MIN_MS);
    hall.desks[1] = Desk::free(vec![shift(0, 600, 1)]);
    hall.desks[1].called_ms = Some(-MIN_MS);
    let comes = || Steady {
        arrivals: vec![arrival(1, MIN_MS, B)],
        ..Steady::default()
    };
    assert_eq!(book(&hall, comes()).calls, [(1, 1, MIN_MS + 2_000)]);
    // Where nobody has it as their own task it is everybody's.
    hall.desks[1].shifts.clear();
    assert_eq!(book(&hall, comes()).calls, [(1, 0, MIN_MS + 2_000)]);
}

#[test]
fn of_equals_whoever_has_called_nobody_for_longest_turns() {
    let mut hall = hall(Vec::new());
    hall.desks[1] = Desk::free(vec![shift(0, 600, 0)]);
    hall.desks[0].called_ms = Some(-2 * MIN_MS);
    hall.desks[1].called_ms = Some(-3 * MIN_MS);
    let world = Steady {
        arrivals: vec![arrival(1, MIN_MS, A), arrival(2, 10 * MIN_MS, A)],
        ..Steady::default()
    };
    let seats: Vec<u16> = book(&hall, world).calls.iter().map(|call| call.1).collect();
    assert_eq!(seats, [1, 0]);
}

#[test]
fn by_the_age_of_the_visit_whoever_moves_on_passes_those_who_came_later() {
    let moving = |by_visit| Steady {
        moves_on: Some(Then::MovesOn {
            queue: B,
            after_ms: 0,
            by_visit,
        }),
        ..Steady::default()
    };
    let hall = hall(vec![waiter(1, A, -9), waiter(2, B, -5), waiter(3, B, -4)]);
    let order = |by_visit| -> Vec<u32> {
        let calls = book(&hall, moving(by_visit)).calls;
        calls.iter().map(|call| call.0).collect()
    };
    assert_eq!(order(true), [1, 1, 2, 3]);
    assert_eq!(order(false), [1, 2, 3, 1]);
}

#[test]
fn a_runner_that_is_used_again_remembers_nothing() {
    let layout = layout();
    let busy = hall((0..50).map(|key| waiter(key, A, -1)).collect());
    let small = hall(vec![waiter(7, A, -1)]);
    let mut runner = Runner::new(&layout);
    let mut again = Book::default();
    for (hall, until_ms) in [(&busy, 3 * MIN_MS), (&small, 600 * MIN_MS)] {
        again = Book::default();
        runner.run(&layout, hall, &mut Steady::default(), &mut again, until_ms);
    }
    assert_eq!(again.calls, book(&small, Steady::default()).calls);
}

#[test]
fn whoever_waits_for_one_counter_alone_waits_for_all_once_it_is_gone_and_not_while_it_rests() {
    let mut sent_on = waiter(1, A, -1);
    sent_on.directed = Some((Seat(1), 60 * MIN_MS));
    let mut hall = hall(vec![sent_on]);
    hall.desks[1] = Desk::free(vec![shift(-1, 1, 0)]);
    hall.desks[1].now = At::Busy(Present {
        key: 9,
        queue: A,
        place: Place::since(-10 * MIN_MS),
        called_ms: -MIN_MS,
        started_ms: None,
    });
    let calls = book(&hall, Steady::default()).calls;
    assert_eq!(calls, [(1, 0, MIN_MS + 2_000)]);
    hall.desks[1].shifts.push(shift(30, 600, 0));
    let calls = book(&hall, Steady::default()).calls;
    assert_eq!(calls, [(1, 1, 30 * MIN_MS)]);
}
