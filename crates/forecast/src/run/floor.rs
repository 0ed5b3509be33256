//! What a run remembers while it goes on: who waits where, what each counter does, and what is still to
//! come. All of it is used again by the next run, so that none of them allocates once the first is over.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use antre_domain::rule::{Head, Turns};

use crate::hall::{Hall, Shift, Waiter};
use crate::layout::{Layout, Queue, Seat};

use super::course::Course;
use super::{Call, Stay, Watch, World};

/// Runs halls of one layout forward, one after another.
#[derive(Debug)]
pub struct Runner {
    /// By rule and queue: the level at which it takes the queue; 0 where it does not.
    takes: Vec<u8>,
    queues_count: usize,
    pub(super) slots: Vec<Slot>,
    unused: Vec<u32>,
    /// By queue, in order; without ghosts.
    pub(super) queues: Vec<VecDeque<u32>>,
    /// By queue, in order.
    pub(super) ghosts: Vec<Vec<u32>>,
    pub(super) ghosts_count: usize,
    /// Who came to wait for one counter alone and has not been called.
    pub(super) directed: Vec<u32>,
    pub(super) posts: Vec<Post>,
    /// By queue: the lowest level at which a counter on duty takes it.
    pub(super) lowest: Vec<u8>,
    pub(super) turns: Vec<Turns>,
    /// The same as they would be if ghosts were there.
    pub(super) ghost_turns: Vec<Turns>,
    events: BinaryHeap<Reverse<Event>>,
    pub(super) last_turn: u64,
    pub(super) heads: Heads,
    pub(super) ghost_heads: Heads,
    pub(super) alone: Vec<Head>,
    pub(super) idle: Vec<Seat>,
}

/// The first of each queue that a rule takes, and where each stands among the slots.
#[derive(Debug, Default)]
pub(super) struct Heads {
    pub(super) heads: Vec<Head>,
    pub(super) slots: Vec<u32>,
}

/// Somebody in the hall, or on the way to a further queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) waiter: Waiter,
    pub(super) waits: bool,
}

/// A counter.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) stands: Stands,
    /// The rule by which it calls while it is on duty.
    pub(super) rule: Option<u16>,
    pub(super) shifts: Vec<Shift>,
    /// Before every call is none.
    pub(super) called_ms: i64,
    pub(super) directed_last: bool,
}

/// What a counter does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stands {
    /// Not on duty.
    Away,
    /// It waits for somebody to come.
    Idle,
    /// It calls at this instant.
    Reacts(i64),
    /// Somebody stands before it; a call only where the run made it.
    Busy(Option<Call>, Stay),
    /// Somebody stands before it, and nobody can say that it ever ends.
    Stuck,
}

/// Something to come. Of one instant, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    pub(super) at_ms: i64,
    pub(super) what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Closes,
    ShiftEnds(Seat),
    ShiftBegins(Seat),
    Arrives,
    /// Whoever moved on from a counter stands in the next queue.
    Joins(Seat, u32),
    /// Whoever waited for one counter alone waits for everybody.
    Freed(u32),
    Done(Seat),
    Reacts(Seat),
    /// An idle counter turns to a ghost.
    Sees(u32, Seat),
    GivesUp(u32),
}

impl Runner {
    /// For halls of `layout`.
    pub fn new(layout: &Layout) -> Self {
        let queues_count = layout.queues();
        let mut takes = vec![0; layout.rules.len() * queues_count];
        for (rule, queues) in layout
            .rules
            .iter()
            .zip(takes.chunks_mut(queues_count.max(1)))
        {
            for (queue, of) in &rule.takes {
                queues[usize::from(queue.0)] = of.level;
            }
        }
        Self {
            takes,
            queues_count,
            slots: Vec::new(),
            unused: Vec::new(),
            queues: vec![VecDeque::new(); queues_count],
            ghosts: vec![Vec::new(); queues_count],
            ghosts_count: 0,
            directed: Vec::new(),
            posts: Vec::new(),
            lowest: vec![u8::MAX; queues_count],
            turns: Vec::new(),
            ghost_turns: Vec::new(),
            events: BinaryHeap::new(),
            last_turn: 0,
            heads: Heads::default(),
            ghost_heads: Heads::default(),
            alone: Vec::new(),
            idle: Vec::new(),
        }
    }

    /// Runs `hall` forward as [`run`](super::run) does. `layout` is the one that this was made for.
    pub fn run<W: World, L: Watch>(
        &mut self,
        layout: &Layout,
        hall: &Hall,
        world: &mut W,
        watch: &mut L,
        until_ms: i64,
    ) {
        self.take(hall);
        Course::new(layout, hall, world, watch, self).go(until_ms);
    }

    /// Forgets the last run and stands where `hall` does.
    fn take(&mut self, hall: &Hall) {
        self.slots.clear();
        self.unused.clear();
        self.queues.iter_mut().for_each(VecDeque::clear);
        self.ghosts.iter_mut().for_each(Vec::clear);
        self.ghosts_count = 0;
        self.directed.clear();
        self.events.clear();
        self.turns.clone_from(&hall.turns);
        self.ghost_turns.clone_from(&hall.turns);
        self.last_turn = 0;
        for waiter in &hall.waiting {
            self.last_turn = self.last_turn.max(waiter.turn);
            self.enters(*waiter);
        }
        self.posts.truncate(hall.desks.len());
        for (index, desk) in hall.desks.iter().enumerate() {
            if index == self.posts.len() {
                self.posts.push(Post::default());
            }
            let post = &mut self.posts[index];
            post.stands = Stands::Away;
            post.rule = None;
            post.shifts.clone_from(&desk.shifts);
            post.called_ms = desk.called_ms.unwrap_or(i64::MIN);
            post.directed_last = desk.directed_last;
        }
    }

    /// What comes next, if it comes by `until_ms`.
    pub(super) fn comes(&mut self, until_ms: i64) -> Option<Event> {
        let Reverse(event) = self.events.peek()?;
        if event.at_ms > until_ms {
            return None;
        }
        self.events.pop().map(|Reverse(event)| event)
    }

    pub(super) fn plan(&mut self, at_ms: i64, what: What) {
        self.events.push(Reverse(Event { at_ms, what }));
    }

    /// At which level a rule takes a queue; `None` where it does not.
    pub(super) fn level(&self, rule: u16, queue: Queue) -> Option<u8> {
        let level = self.takes[usize::from(rule) * self.queues_count + usize::from(queue.0)];
        (level > 0).then_some(level)
    }

    /// A service that no counter on duty takes at a lower level is nobody's first task, and so
    /// everybody's.
    pub(super) fn level_now(&self, own: u8, queue: Queue) -> u8 {
        if self.lowest[usize::from(queue.0)] < own {
            own
        } else {
            1
        }
    }

    /// Counters came or went, or took up another rule.
    pub(super) fn duties_changed(&mut self) {
        self.lowest.fill(u8::MAX);
        for post in &self.posts {
            let Some(rule) = post.rule else {
                continue;
            };
            let from = usize::from(rule) * self.queues_count;
            let takes = &self.takes[from..from + self.queues_count];
            for (lowest, level) in self.lowest.iter_mut().zip(takes) {
                if *level > 0 {
                    *lowest = (*lowest).min(*level);
                }
            }
        }
    }

    /// Lets somebody wait, in their place.
    pub(super) fn enters(&mut self, waiter: Waiter) -> u32 {
        let slot = self.keeps(waiter);
        self.waits(slot);
        slot
    }

    /// Remembers somebody who does not wait yet.
    pub(super) fn keeps(&mut self, waiter: Waiter) -> u32 {
        let kept = Slot {
            waiter,
            waits: false,
        };
        if let Some(slot) = self.unused.pop() {
            self.slots[slot as usize] = kept;
            return slot;
        }
        let slot = u32::try_from(self.slots.len()).expect("far fewer stand in one hall");
        self.slots.push(kept);
        slot
    }

    pub(super) fn waits(&mut self, slot: u32) {
        let waiter = self.slots[slot as usize].waiter;
        self.slots[slot as usize].waits = true;
        let queue = usize::from(waiter.queue.0);
        let slots = &self.slots;
        let is_before = |other: &u32| slots[*other as usize].waiter.place() <= waiter.place();
        if waiter.ghost {
            let place = self.ghosts[queue].partition_point(is_before);
            self.ghosts[queue].insert(place, slot);
            self.ghosts_count += 1;
            return;
        }
        let waiting = &mut self.queues[queue];
        // Most come last.
        if waiting.back().is_none_or(is_before) {
            waiting.push_back(slot);
        } else {
            let place = waiting.partition_point(is_before);
            waiting.insert(place, slot);
        }
        if waiter.directed.is_some() {
            self.directed.push(slot);
        }
    }

    /// Takes somebody out of their queue.
    pub(super) fn leaves(&mut self, slot: u32) -> Waiter {
        let waiter = self.slots[slot as usize].waiter;
        self.slots[slot as usize].waits = false;
        self.unused.push(slot);
        let queue = usize::from(waiter.queue.0);
        if waiter.ghost {
            self.ghosts[queue].retain(|other| *other != slot);
            self.ghosts_count -= 1;
            return waiter;
        }
        let waiting = &mut self.queues[queue];
        if waiting.front() == Some(&slot) {
            waiting.pop_front();
        } else {
            // Of several at one place any may be found first.
            let slots = &self.slots;
            let is_before = |other: &u32| slots[*other as usize].waiter.place() < waiter.place();
            let from = waiting.partition_point(is_before);
            let place = waiting.iter().skip(from).position(|other| *other == slot);
            let place = place.expect("whoever waits stands in their queue");
            waiting.remove(from + place);
        }
        if waiter.directed.is_some() {
            self.directed.retain(|other| *other != slot);
        }
        waiter
    }

    pub(super) fn slot(&self, slot: u32) -> &Slot {
        &self.slots[slot as usize]
    }
}

impl Default for Post {
    fn default() -> Self {
        Self {
            stands: Stands::Away,
            rule: None,
            shifts: Vec::new(),
            called_ms: i64::MIN,
            directed_last: false,
        }
    }
}

impl Post {
    /// The rule of the shift that it works at `at_ms`.
    pub(super) fn rule_at(&self, at_ms: i64) -> Option<u16> {
        let mut shifts = self.shifts.iter();
        let shift = shifts.find(|shift| shift.from_ms <= at_ms && at_ms < shift.to_ms)?;
        Some(shift.rule)
    }

    /// Whether it comes back once more behind `at_ms`.
    pub(super) fn comes_back(&self, at_ms: i64) -> bool {
        self.shifts.iter().any(|shift| shift.from_ms > at_ms)
    }
}

impl Waiter {
    /// What orders a queue: smaller comes first.
    pub(super) fn place(&self) -> (i64, i64, u64) {
        (self.since_ms, self.since_wall_ms, self.turn)
    }

    /// Whether anybody may call it at `at_ms`.
    pub(super) fn is_for_all(&self, at_ms: i64) -> bool {
        self.directed.is_none_or(|(_, until_ms)| at_ms >= until_ms)
    }
}
