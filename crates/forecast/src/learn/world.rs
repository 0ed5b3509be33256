//! What was learnt, as the world of one run.

use std::collections::VecDeque;

use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::hall::{Hall, Present};
use crate::layout::{Layout, Queue, Seat};
use crate::run::{Arrival, Call, Stay, Then, World};

use super::arrivals::Arrivals;
use super::day::Move;
use super::drawn::Drawn;
use super::{Learnt, Shape};

/// Those who have not come yet are known by keys from here on.
pub const ARRIVAL_KEY_MIN: u32 = 1 << 31;

/// One run's world: the same seed gives the same numbers.
#[derive(Debug, Clone)]
pub struct LearntWorld<'a> {
    learnt: &'a Learnt,
    shape: Shape,
    durations: Drawn<'a>,
    rng: Xoshiro256PlusPlus,
    /// What makes worked milliseconds those of the business day.
    of_day_ms: i64,
    begin_of_day_ms: i64,
    level: f64,
    next_slot: usize,
    next_key: u32,
    coming: VecDeque<(i64, Queue)>,
}

impl Learnt {
    /// The world of one run from `hall` on.
    pub fn world(&self, _layout: &Layout, hall: &Hall, seed: u64) -> LearntWorld<'_> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let durations = self.durations.draw(&self.hands, &mut rng);
        let level = self.arrivals.level(&self.now, hall.of_day_ms, &mut rng);
        LearntWorld {
            learnt: self,
            shape: self.shape,
            durations,
            rng,
            of_day_ms: hall.of_day_ms - hall.now_ms,
            begin_of_day_ms: hall.of_day_ms,
            level,
            next_slot: Arrivals::slot_at(hall.of_day_ms),
            next_key: ARRIVAL_KEY_MIN,
            coming: VecDeque::new(),
        }
    }
}

impl LearntWorld<'_> {
    fn then(&mut self, queue: Queue) -> Then {
        let service = self.shape.service(queue);
        let to = service.and_then(|service| self.learnt.outcomes.moves(service, &mut self.rng));
        to.map_or(Then::Leaves, |to| self.moves(queue, to))
    }

    /// Whoever moves on keeps the class.
    fn moves(&self, from: Queue, to: Move) -> Then {
        let class = usize::from(from.0) % self.shape.classes.max(1);
        let queue = u16::try_from(to.to * self.shape.classes + class);
        queue.map_or(Then::Leaves, |queue| Then::MovesOn {
            queue: Queue(queue),
            // They go when they were served, not when the counter is in order again.
            after_ms: to.after_ms - self.learnt.durations.turnaround_ms(),
            by_visit: self.learnt.keeps_age(to.from, to.to),
        })
    }

    /// Whether one who was called and has not begun for so long will not come.
    fn stays_away(&mut self, present: &Present, elapsed_ms: i64) -> bool {
        let outcomes = &self.learnt.outcomes;
        let Some(service) = self.shape.service(present.queue) else {
            return false;
        };
        let waited_ms = (present.called_ms - present.place.born_ms).max(0);
        let absent = outcomes.no_show(service, waited_ms);
        let longer = |pool: &[i64]| {
            let from = pool.partition_point(|one| *one <= elapsed_ms);
            ((pool.len() - from) as f64 + 0.5) / (pool.len() as f64 + 1.0)
        };
        let missing = absent * longer(outcomes.no_shows_ms());
        let coming = (1.0 - absent) * longer(outcomes.ways_ms());
        self.rng.random::<f64>() * (missing + coming) < missing
    }
}

impl World for LearntWorld<'_> {
    fn arrives(&mut self) -> Option<Arrival> {
        loop {
            if let Some((of_day_ms, queue)) = self.coming.pop_front() {
                let at_ms = of_day_ms - self.of_day_ms;
                let key = self.next_key;
                self.next_key = self.next_key.checked_add(1)?;
                return Some(Arrival {
                    key,
                    at_ms,
                    queue,
                    since_ms: at_ms,
                    patience_ms: None,
                });
            }
            let arrivals = &self.learnt.arrivals;
            let from_ms = self.begin_of_day_ms;
            let come = arrivals.of_slot(self.next_slot, from_ms, self.level, &mut self.rng)?;
            self.next_slot += 1;
            self.coming.extend(come);
        }
    }

    fn remains(&mut self, seat: Seat, present: &Present, now_ms: i64) -> Option<Stay> {
        let elapsed_ms = (now_ms - present.called_ms).max(0);
        let of_day_ms = present.called_ms + self.of_day_ms;
        let seat = usize::from(seat.0);
        if present.started_ms.is_none() && self.stays_away(present, elapsed_ms) {
            let outcomes = &self.learnt.outcomes;
            return Some(Stay {
                taken_ms: outcomes.no_show_ms(elapsed_ms, &mut self.rng) - elapsed_ms,
                then: Then::NoShow,
            });
        }
        let remains_ms =
            self.durations
                .remains_ms(present.queue, seat, of_day_ms, elapsed_ms, &mut self.rng)?;
        Some(Stay {
            taken_ms: remains_ms as i64,
            then: self.then(present.queue),
        })
    }

    fn serves(&mut self, call: &Call) -> Stay {
        let outcomes = &self.learnt.outcomes;
        let absent = self
            .shape
            .service(call.queue)
            .map_or(0.0, |service| outcomes.no_show(service, call.waited_ms()));
        if self.rng.random::<f64>() < absent {
            return Stay {
                taken_ms: outcomes.no_show_ms(0, &mut self.rng),
                then: Then::NoShow,
            };
        }
        let (seat, of_day_ms) = (usize::from(call.seat.0), call.at_ms + self.of_day_ms);
        let taken_ms = self
            .durations
            .taken_ms(call.queue, seat, of_day_ms, &mut self.rng);
        Stay {
            taken_ms: taken_ms as i64,
            then: self.then(call.queue),
        }
    }

    fn reacts_ms(&mut self, _seat: Seat, _queue: Queue) -> i64 {
        self.learnt.outcomes.reaction_ms(&mut self.rng)
    }
}
