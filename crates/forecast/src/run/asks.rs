//! A counter asks for the next: the domain's rule over the first of each of its queues.

use antre_domain::rule::{Cause, Head, Moment, Plan};

use crate::hall::Waiter;
use crate::layout::{Queue, Rule, Seat};

use super::course::Course;
use super::floor::{Heads, Runner, Stands};
use super::{Call, Go, Watch, World};

const MINUTE_MS: i64 = 60_000;

impl<W: World, L: Watch> Course<'_, W, L> {
    /// Calls whom the rule says; where nobody waits the counter is idle.
    pub(super) fn asks(&mut self, seat: Seat) -> Go {
        let Some(rule) = self.post(seat).rule else {
            return Go::On;
        };
        let own = self.first_directed_to(seat);
        if let Some(slot) = own.filter(|_| !self.post(seat).directed_last) {
            return self.calls(seat, slot, None);
        }
        let (index, rule) = (usize::from(rule), &self.layout.rules[usize::from(rule)]);
        let now = self.moment();
        let ghosts = self.floor.look(rule, now.now_ms);
        if ghosts > 0 && self.call_ghosts(seat, index, now) == Go::Stop {
            return Go::Stop;
        }
        let floor = &mut *self.floor;
        let turns = &mut floor.turns[index];
        // As long as no ghost stands first, the hall with them mostly is the hall.
        let is_same = ghosts == 0 && floor.ghost_turns[index] == *turns;
        let Some(choice) = rule.plan.call(turns, &floor.heads.heads, now) else {
            if let Some(slot) = own {
                return self.calls(seat, slot, None);
            }
            floor.posts[usize::from(seat.0)].stands = Stands::Idle;
            return Go::On;
        };
        if is_same {
            floor.ghost_turns[index].clone_from(turns);
        } else if floor.ghosts_count > 0 {
            let heads = match ghosts {
                0 => &floor.heads.heads,
                _ => &floor.ghost_heads.heads,
            };
            let line = floor.heads.heads[choice.head].line;
            floor.ghost_turns[index].took(&rule.plan, heads, line, now);
        }
        let slot = floor.heads.slots[choice.head];
        self.calls(seat, slot, Some(choice.cause))
    }

    /// The queue from which a counter would call now; `None` where nobody waits for it.
    pub(super) fn would_call(&mut self, seat: Seat) -> Option<Queue> {
        let rule = usize::from(self.post(seat).rule?);
        if let Some(slot) = self.first_directed_to(seat) {
            return Some(self.floor.slot(slot).waiter.queue);
        }
        let now = self.moment();
        let rule_of = &self.layout.rules[rule];
        self.floor.look(rule_of, now.now_ms);
        let heads = &self.floor.heads;
        let choice = rule_of
            .plan
            .next(&self.floor.turns[rule], &heads.heads, now)?;
        Some(self.floor.slot(heads.slots[choice.head]).waiter.queue)
    }

    /// Each ghost that would be called now if it were there, and no other were, is called; what is left
    /// in the end is the hall as ghosts see it.
    ///
    /// Asked all at once: where the rule chooses somebody out of many it chooses the same out of fewer.
    /// Only steps that count a crowd would count ghosts, too; under these each is asked for alone.
    fn call_ghosts(&mut self, seat: Seat, rule: usize, now: Moment) -> Go {
        let plan = &self.layout.rules[rule].plan;
        let counts = plan.steps.iter().any(|step| step.waiting.is_some());
        if counts {
            return self.call_ghosts_alone(seat, rule, now);
        }
        loop {
            let floor = &mut *self.floor;
            let turns = &floor.ghost_turns[rule];
            let choice = plan.next(turns, &floor.ghost_heads.heads, now);
            let Some(choice) = choice else {
                return Go::On;
            };
            let slot = floor.ghost_heads.slots[choice.head];
            if !floor.slot(slot).waiter.ghost {
                return Go::On;
            }
            let go = self.calls_ghost(seat, slot, Some(choice.cause));
            self.floor.steps_forward(plan, choice.head, slot, now);
            if go == Go::Stop {
                return Go::Stop;
            }
        }
    }

    fn call_ghosts_alone(&mut self, seat: Seat, rule: usize, now: Moment) -> Go {
        let plan = &self.layout.rules[rule].plan;
        let mut index = 0;
        while index < self.floor.ghost_heads.slots.len() {
            let floor = &mut *self.floor;
            let slot = floor.ghost_heads.slots[index];
            if !floor.slot(slot).waiter.ghost {
                index += 1;
                continue;
            }
            let cause = floor.chosen_alone(plan, rule, index, now);
            let Some(cause) = cause else {
                index += 1;
                continue;
            };
            let go = self.calls_ghost(seat, slot, Some(cause));
            // Whoever steps forward stands at the same index, or another head does.
            self.floor.steps_forward(plan, index, slot, now);
            if go == Go::Stop {
                return Go::Stop;
            }
        }
        Go::On
    }

    fn calls(&mut self, seat: Seat, slot: u32, cause: Option<Cause>) -> Go {
        let waiter = self.floor.leaves(slot);
        let call = self.call_of(seat, &waiter, cause);
        let go = self.watch.called(&call);
        if go == Go::On {
            self.serves(call, waiter);
        }
        go
    }

    pub(super) fn calls_ghost(&mut self, seat: Seat, slot: u32, cause: Option<Cause>) -> Go {
        let waiter = self.floor.leaves(slot);
        self.watch.called(&self.call_of(seat, &waiter, cause))
    }

    fn call_of(&self, seat: Seat, waiter: &Waiter, cause: Option<Cause>) -> Call {
        Call {
            key: waiter.key,
            queue: waiter.queue,
            seat,
            at_ms: self.now_ms,
            since_ms: waiter.since_ms,
            born_ms: waiter.born_ms,
            cause,
            ghost: waiter.ghost,
        }
    }

    /// The oldest who waits for this counter alone.
    fn first_directed_to(&self, seat: Seat) -> Option<u32> {
        let directed = self.floor.directed.iter().copied();
        let own = directed.filter(|slot| {
            let directed = self.floor.slot(*slot).waiter.directed;
            directed.is_some_and(|(only, until_ms)| only == seat && self.now_ms < until_ms)
        });
        own.min_by_key(|slot| self.floor.slot(*slot).waiter.place())
    }

    fn moment(&self) -> Moment {
        let of_day_ms = self.hall.of_day_ms + self.now_ms - self.hall.now_ms;
        Moment {
            now_ms: self.now_ms,
            minute: u16::try_from(of_day_ms.div_euclid(MINUTE_MS)).unwrap_or_default(),
        }
    }
}

impl Runner {
    /// Sets [`Runner::heads`] to the first of each queue that `rule` takes, and
    /// [`Runner::ghost_heads`] to the same with the ghosts that stand first: so many, and where there
    /// are none it is left alone.
    fn look(&mut self, rule: &Rule, now_ms: i64) -> usize {
        self.heads.clear();
        let is_by_life = rule.plan.is_by_life();
        for (queue, of) in &rule.takes {
            let waiting = &self.queues[usize::from(queue.0)];
            if waiting.is_empty() {
                continue;
            }
            let mut free = waiting
                .iter()
                .copied()
                .filter(|slot| self.slots[*slot as usize].waiter.is_for_all(now_ms));
            let first = if is_by_life {
                free.min_by_key(|slot| self.slots[*slot as usize].waiter.life(now_ms))
            } else {
                free.next()
            };
            if let Some(slot) = first {
                let waiter = &self.slots[slot as usize].waiter;
                let level = self.level_now(of.level, *queue);
                let waiting = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
                let head = Head {
                    line: of.line,
                    level,
                    since_ms: waiter.since_ms,
                    born_ms: waiter.born_ms,
                    target_ms: of.target_ms,
                    wall_ms: waiter.wall_ms(is_by_life),
                    turn: waiter.turn,
                    waiting,
                };
                self.heads.heads.push(head);
                self.heads.slots.push(slot);
            }
        }
        if self.ghosts_count == 0 {
            return 0;
        }
        self.look_with_ghosts(rule, now_ms)
    }

    fn look_with_ghosts(&mut self, rule: &Rule, now_ms: i64) -> usize {
        let is_by_life = rule.plan.is_by_life();
        self.ghost_heads.clear();
        let mut ghosts = 0;
        let mut real = 0;
        for (queue, of) in &rule.takes {
            let head = self.heads.slots.get(real).copied();
            let head = head.filter(|slot| self.slot(*slot).waiter.queue == *queue);
            if let Some(slot) = head {
                self.ghost_heads.heads.push(self.heads.heads[real]);
                self.ghost_heads.slots.push(slot);
                real += 1;
            }
            let Some(ghost) = self.first_ghost(*queue, is_by_life, now_ms) else {
                continue;
            };
            let place = |slot: u32| self.slot(slot).waiter.order(is_by_life, now_ms);
            if head.is_some_and(|slot| place(slot) <= place(ghost)) {
                continue;
            }
            ghosts += 1;
            if head.is_some() {
                self.ghost_heads.heads.pop();
                self.ghost_heads.slots.pop();
            }
            let waiter = &self.slots[ghost as usize].waiter;
            let waiting = self.queues[usize::from(queue.0)].len();
            self.ghost_heads.heads.push(Head {
                line: of.line,
                level: self.level_now(of.level, *queue),
                since_ms: waiter.since_ms,
                born_ms: waiter.born_ms,
                target_ms: of.target_ms,
                wall_ms: waiter.wall_ms(is_by_life),
                turn: waiter.turn,
                waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
            });
            self.ghost_heads.slots.push(ghost);
        }
        ghosts
    }

    fn first_ghost(&self, queue: Queue, is_by_life: bool, now_ms: i64) -> Option<u32> {
        let ghosts = self.ghosts[usize::from(queue.0)].iter().copied();
        ghosts.min_by_key(|slot| self.slot(*slot).waiter.order(is_by_life, now_ms))
    }

    /// Behind a ghost that was called, and stood at `index`, the next of its queue is seen.
    fn steps_forward(&mut self, plan: &Plan, index: usize, called: u32, now: Moment) {
        let queue = self.slot(called).waiter.queue;
        let is_by_life = plan.is_by_life();
        let place = |slot: u32| self.slot(slot).waiter.order(is_by_life, now.now_ms);
        let ghost = self.first_ghost(queue, is_by_life, now.now_ms);
        let real =
            (self.heads.slots.iter()).position(|slot| self.slot(*slot).waiter.queue == queue);
        let next_real = real.map(|real| self.heads.slots[real]);
        let is_ghost =
            ghost.is_some_and(|ghost| next_real.is_none_or(|real| place(ghost) < place(real)));
        match (ghost, real) {
            (Some(ghost), _) if is_ghost => {
                let waiter = &self.slots[ghost as usize].waiter;
                let head = &mut self.ghost_heads.heads[index];
                head.since_ms = waiter.since_ms;
                head.born_ms = waiter.born_ms;
                head.wall_ms = waiter.wall_ms(is_by_life);
                head.turn = waiter.turn;
                self.ghost_heads.slots[index] = ghost;
            }
            (_, Some(real)) => {
                self.ghost_heads.heads[index] = self.heads.heads[real];
                self.ghost_heads.slots[index] = self.heads.slots[real];
            }
            (_, None) => {
                self.ghost_heads.heads.remove(index);
                self.ghost_heads.slots.remove(index);
            }
        }
    }

    /// Why the ghost at `index` would be called if no other were there; `None` where it would not.
    fn chosen_alone(
        &mut self,
        plan: &Plan,
        rule: usize,
        index: usize,
        now: Moment,
    ) -> Option<Cause> {
        let ghost = self.ghost_heads.heads[index];
        let queue = self.slot(self.ghost_heads.slots[index]).waiter.queue;
        let mut alone = std::mem::take(&mut self.alone);
        alone.clear();
        let others = self.heads.heads.iter().zip(&self.heads.slots);
        let others = others.filter(|(_, slot)| self.slot(**slot).waiter.queue != queue);
        alone.extend(others.map(|(head, _)| *head));
        alone.push(Head {
            waiting: ghost.waiting + 1,
            ..ghost
        });
        let choice = plan.next(&self.ghost_turns[rule], &alone, now);
        let is_last = choice.filter(|choice| choice.head + 1 == alone.len());
        self.alone = alone;
        is_last.map(|choice| choice.cause)
    }
}

impl Heads {
    fn clear(&mut self) {
        self.heads.clear();
        self.slots.clear();
    }
}

impl Waiter {
    /// What orders a queue by the age of the visit: smaller comes first.
    fn life(&self, now_ms: i64) -> (bool, i64, i64, u64) {
        (
            self.since_ms > now_ms,
            self.born_ms,
            self.born_wall_ms,
            self.turn,
        )
    }

    fn order(&self, is_by_life: bool, now_ms: i64) -> (bool, i64, i64, u64) {
        if is_by_life {
            self.life(now_ms)
        } else {
            let (since_ms, wall_ms, turn) = self.place();
            (false, since_ms, wall_ms, turn)
        }
    }

    fn wall_ms(&self, is_by_life: bool) -> i64 {
        if is_by_life {
            self.born_wall_ms
        } else {
            self.since_wall_ms
        }
    }
}
