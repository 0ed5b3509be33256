//! One run: what happens, instant by instant.

use crate::hall::{At, Hall, Present, Waiter};
use crate::layout::{Layout, Seat};

use super::floor::{Runner, Stands, What};
use super::{Arrival, Call, Go, Stay, Then, Watch, World};

/// Of one who comes behind whoever is there by then.
const LAST_TURN: u64 = u64::MAX;

pub(super) struct Course<'a, W, L> {
    pub(super) layout: &'a Layout,
    pub(super) hall: &'a Hall,
    pub(super) world: &'a mut W,
    pub(super) watch: &'a mut L,
    pub(super) floor: &'a mut Runner,
    pub(super) now_ms: i64,
    /// Whoever comes next.
    comes: Option<Arrival>,
}

impl Present {
    /// As one who waited.
    fn waiter(&self) -> Waiter {
        let place = self.place;
        Waiter {
            key: self.key,
            queue: self.queue,
            since_ms: place.since_ms,
            born_ms: place.born_ms,
            since_wall_ms: place.since_wall_ms,
            born_wall_ms: place.born_wall_ms,
            turn: place.turn,
            directed: None,
            leaves_ms: None,
            ghost: false,
        }
    }
}

impl<'a, W: World, L: Watch> Course<'a, W, L> {
    pub(super) fn new(
        layout: &'a Layout,
        hall: &'a Hall,
        world: &'a mut W,
        watch: &'a mut L,
        floor: &'a mut Runner,
    ) -> Self {
        Self {
            layout,
            hall,
            world,
            watch,
            floor,
            now_ms: hall.now_ms,
            comes: None,
        }
    }

    pub(super) fn go(mut self, until_ms: i64) {
        self.begins();
        while let Some(event) = self.floor.comes(until_ms) {
            self.now_ms = event.at_ms;
            if self.happens(event.what) == Go::Stop {
                return;
            }
        }
    }

    fn begins(&mut self) {
        let now_ms = self.now_ms;
        if let Some(closes_ms) = self.hall.closes_ms {
            self.floor.plan(closes_ms.max(now_ms), What::Closes);
        }
        for slot in 0..self.floor.slots.len() {
            let waiter = self.floor.slots[slot].waiter;
            let slot = u32::try_from(slot).expect("far fewer stand in one hall");
            self.plan_for(slot, &waiter);
        }
        for seat in self.seats() {
            self.takes_duty(seat);
        }
        self.floor.duties_changed();
        for seat in self.seats() {
            if let Stands::Idle = self.post(seat).stands
                && let Some(queue) = self.would_call(seat)
            {
                let at_ms = now_ms + self.world.reacts_ms(seat, queue).max(0);
                self.reacts(seat, at_ms);
            }
        }
        self.show_ghosts();
        self.next_arrival();
    }

    /// Puts a counter where the run finds it, and plans its shifts.
    fn takes_duty(&mut self, seat: Seat) {
        let now_ms = self.now_ms;
        let on_shift = self.post(seat).rule_at(now_ms);
        let stands = match &self.hall.desks[usize::from(seat.0)].now {
            At::Free => match on_shift {
                Some(_) => Stands::Idle,
                None => Stands::Away,
            },
            At::Busy(present) => match self.world.remains(seat, present, now_ms) {
                Some(stay) => {
                    let at_ms = now_ms + stay.taken_ms.max(0);
                    let waiter = present.waiter();
                    self.floor.plan(at_ms, What::Done(seat));
                    self.moves_on(seat, &waiter, &stay, at_ms);
                    Stands::Busy(None, stay)
                }
                None => Stands::Stuck,
            },
        };
        let post = &mut self.floor.posts[usize::from(seat.0)];
        (post.stands, post.rule) = (stands, on_shift);
        for index in 0..post.shifts.len() {
            let shift = self.post(seat).shifts[index];
            if shift.from_ms > now_ms {
                self.floor.plan(shift.from_ms, What::ShiftBegins(seat));
            }
            if shift.to_ms > now_ms {
                self.floor.plan(shift.to_ms, What::ShiftEnds(seat));
            }
        }
    }

    fn happens(&mut self, what: What) -> Go {
        match what {
            What::Closes => self.closes(),
            What::ShiftEnds(seat) => match self.post(seat).stands {
                Stands::Idle | Stands::Reacts(_) => self.goes(seat),
                Stands::Away | Stands::Busy(..) | Stands::Stuck => {}
            },
            What::ShiftBegins(seat) => {
                if let Stands::Away = self.post(seat).stands {
                    let rule = self.post(seat).rule_at(self.now_ms);
                    self.floor.posts[usize::from(seat.0)].rule = rule;
                    self.floor.duties_changed();
                    self.reacts(seat, self.now_ms);
                }
            }
            What::Arrives => self.arrives(),
            What::Joins(_, slot) => self.joins(slot),
            What::Freed(slot) => {
                let freed = self.floor.slot(slot);
                let until_ms = freed.waiter.directed.map(|(_, until_ms)| until_ms);
                if freed.waits && until_ms == Some(self.now_ms) {
                    self.wakes(slot);
                }
            }
            What::Done(seat) => return self.done(seat),
            What::Reacts(seat) => {
                if let Stands::Reacts(at_ms) = self.post(seat).stands
                    && at_ms == self.now_ms
                {
                    return self.asks(seat);
                }
            }
            What::Sees(slot, seat) => {
                let ghost = self.floor.slot(slot);
                if ghost.waits && ghost.waiter.ghost {
                    return self.calls_ghost(seat, slot, None);
                }
            }
            What::GivesUp(slot) => {
                let waits = self.floor.slot(slot);
                if waits.waits && waits.waiter.leaves_ms.is_some_and(|at| at <= self.now_ms) {
                    self.gives_up(slot);
                }
            }
        }
        Go::On
    }

    /// Whoever has not been called is sent away.
    fn closes(&mut self) {
        for queue in 0..self.floor.queues.len() {
            while let Some(slot) = self.floor.queues[queue].back().copied() {
                self.gives_up(slot);
            }
            while let Some(slot) = self.floor.ghosts[queue].last().copied() {
                self.floor.leaves(slot);
            }
        }
    }

    fn gives_up(&mut self, slot: u32) {
        let waiter = self.floor.leaves(slot);
        if !waiter.ghost {
            let Waiter {
                key,
                queue,
                since_ms,
                ..
            } = waiter;
            self.watch.left(key, queue, since_ms, self.now_ms);
        }
    }

    fn next_arrival(&mut self) {
        self.comes = self.world.arrives();
        if let Some(arrival) = self.comes {
            self.floor
                .plan(arrival.at_ms.max(self.now_ms), What::Arrives);
        }
    }

    fn arrives(&mut self) {
        if let Some(arrival) = self.comes.take() {
            let held_ms = self.hall.held_ms;
            let waiter = Waiter {
                key: arrival.key,
                queue: arrival.queue,
                since_ms: arrival.since_ms,
                born_ms: self.now_ms,
                since_wall_ms: arrival.since_ms + held_ms,
                born_wall_ms: self.now_ms + held_ms,
                turn: LAST_TURN,
                directed: None,
                leaves_ms: arrival.patience_ms.map(|patience| self.now_ms + patience),
                ghost: false,
            };
            let slot = self.floor.keeps(waiter);
            self.joins(slot);
        }
        self.next_arrival();
    }

    fn joins(&mut self, slot: u32) {
        if self.floor.slot(slot).waiter.turn == LAST_TURN {
            self.floor.last_turn += 1;
            self.floor.slots[slot as usize].waiter.turn = self.floor.last_turn;
        }
        let waiter = self.floor.slot(slot).waiter;
        self.floor.waits(slot);
        self.plan_for(slot, &waiter);
        self.watch.joined(waiter.key, waiter.queue, self.now_ms);
        self.wakes(slot);
    }

    /// What the time brings to one who waits.
    fn plan_for(&mut self, slot: u32, waiter: &Waiter) {
        if let Some(leaves_ms) = waiter.leaves_ms {
            let at_ms = leaves_ms.max(self.now_ms);
            self.floor.plan(at_ms, What::GivesUp(slot));
        }
        if let Some((_, until_ms)) = waiter.directed
            && until_ms > self.now_ms
        {
            self.floor.plan(until_ms, What::Freed(slot));
        }
    }

    /// An idle counter turns to one who may be called from now on.
    fn wakes(&mut self, slot: u32) {
        if let Some((seat, at_ms)) = self.idle_for(slot) {
            self.reacts(seat, at_ms);
        }
    }

    /// Which idle counter turns to `slot`, and when it calls.
    fn idle_for(&mut self, slot: u32) -> Option<(Seat, i64)> {
        let waiter = self.floor.slot(slot).waiter;
        let queue = waiter.queue;
        let alone = (!waiter.is_for_all(self.now_ms)).then_some(waiter.directed);
        let alone = alone.flatten().map(|(seat, _)| seat);
        let mut idle = std::mem::take(&mut self.floor.idle);
        idle.clear();
        let mut first: Option<((u8, i64), Seat)> = None;
        for (seat, post) in (0..).map(Seat).zip(&self.floor.posts) {
            let (Stands::Idle, Some(rule)) = (post.stands, post.rule) else {
                continue;
            };
            let level = match alone {
                Some(only) if only != seat => continue,
                Some(_) => 1,
                None => match self.floor.level(rule, queue) {
                    Some(own) => self.floor.level_now(own, queue),
                    None => continue,
                },
            };
            idle.push(seat);
            let rank = (level, post.called_ms);
            if first.is_none_or(|(best, _)| rank < best) {
                first = Some((rank, seat));
            }
        }
        let seat = first.map(|(_, seat)| {
            let answer = self
                .world
                .answers(waiter.key, queue, &idle, self.now_ms)
                .filter(|answer| idle.contains(answer));
            answer.unwrap_or(seat)
        });
        self.floor.idle = idle;
        let seat = seat?;
        let reacts_ms = self.world.reacts_ms(seat, queue).max(0);
        Some((seat, self.now_ms + reacts_ms))
    }

    fn reacts(&mut self, seat: Seat, at_ms: i64) {
        self.floor.posts[usize::from(seat.0)].stands = Stands::Reacts(at_ms);
        self.floor.plan(at_ms, What::Reacts(seat));
    }

    /// A counter is done with whoever stood before it.
    fn done(&mut self, seat: Seat) -> Go {
        let now_ms = self.now_ms;
        let post = &mut self.floor.posts[usize::from(seat.0)];
        let Stands::Busy(call, stay) = post.stands else {
            return Go::On;
        };
        self.watch.done(seat, call.as_ref(), &stay, now_ms);
        let rule = self.post(seat).rule_at(now_ms);
        let Some(_) = rule else {
            self.goes(seat);
            return Go::On;
        };
        if self.post(seat).rule != rule {
            self.floor.posts[usize::from(seat.0)].rule = rule;
            self.floor.duties_changed();
        }
        self.asks(seat)
    }

    /// Whoever is done at `done_ms` may go on, and that before the counter is ready for the next: with the
    /// same place where the age stays the same.
    fn moves_on(&mut self, seat: Seat, waiter: &Waiter, stay: &Stay, done_ms: i64) {
        let Then::MovesOn {
            queue,
            after_ms,
            by_visit,
        } = stay.then
        else {
            return;
        };
        let at_ms = (done_ms + after_ms).max(self.now_ms);
        let (since_ms, since_wall_ms) = if by_visit {
            (waiter.since_ms, waiter.since_wall_ms)
        } else {
            (at_ms, at_ms + self.hall.held_ms)
        };
        let mut moved = Waiter {
            queue,
            since_ms,
            since_wall_ms,
            directed: None,
            leaves_ms: None,
            ..*waiter
        };
        if since_wall_ms != waiter.since_wall_ms {
            moved.turn = LAST_TURN;
        }
        let slot = self.floor.keeps(moved);
        self.floor.plan(at_ms, What::Joins(seat, slot));
    }

    /// A counter leaves; for good, if no shift follows, and whoever waited for it alone waits for all.
    fn goes(&mut self, seat: Seat) {
        let now_ms = self.now_ms;
        let post = &mut self.floor.posts[usize::from(seat.0)];
        (post.stands, post.rule) = (Stands::Away, None);
        let is_gone = !post.comes_back(now_ms - 1);
        self.floor.duties_changed();
        if !is_gone {
            return;
        }
        for index in (0..self.floor.directed.len()).rev() {
            let slot = self.floor.directed[index];
            let waiter = &mut self.floor.slots[slot as usize].waiter;
            if waiter.directed.is_some_and(|(only, _)| only == seat) {
                waiter.directed = None;
                self.floor.directed.swap_remove(index);
                self.wakes(slot);
            }
        }
    }

    /// What a call comes to.
    pub(super) fn serves(&mut self, call: Call, waiter: Waiter) {
        let stay: Stay = self.world.serves(&call);
        let at_ms = self.now_ms + stay.taken_ms.max(0);
        let post = &mut self.floor.posts[usize::from(call.seat.0)];
        post.stands = Stands::Busy(Some(call), stay);
        post.called_ms = self.now_ms;
        post.directed_last = call.cause.is_none();
        self.floor.plan(at_ms, What::Done(call.seat));
        self.moves_on(call.seat, &waiter, &stay, at_ms);
    }

    /// To each ghost that nobody else keeps a counter from, an idle one turns as to anybody.
    fn show_ghosts(&mut self) {
        for queue in 0..self.floor.ghosts.len() {
            for index in 0..self.floor.ghosts[queue].len() {
                let slot = self.floor.ghosts[queue][index];
                if let Some((seat, at_ms)) = self.idle_for(slot) {
                    self.floor.plan(at_ms, What::Sees(slot, seat));
                }
            }
        }
    }

    pub(super) fn post(&self, seat: Seat) -> &super::floor::Post {
        &self.floor.posts[usize::from(seat.0)]
    }

    fn seats(&self) -> impl Iterator<Item = Seat> + use<W, L> {
        let count = u16::try_from(self.floor.posts.len()).unwrap_or(u16::MAX);
        (0..count).map(Seat)
    }
}
