//! A hall at the mercy of an adversary: who comes, when, and how long the counters take.

use std::collections::BTreeSet;

use antre_domain::rule::{Finally, Head, Moment, Turns};
use antre_sim_tests::load::Stage;
use antre_sim_tests::lot::Lot;

/// When every hall opens, in milliseconds.
const EIGHT_MS: i64 = 8 * 3_600_000;

/// A hall with one profile, in which time passes, people come and counters call.
#[derive(Clone)]
pub(super) struct Hall<'a> {
    stage: &'a Stage,
    in_common: Vec<bool>,
    turns: Turns,
    began_at: u16,
    pub(super) now_ms: i64,
    arrivals: u64,
    /// Who waits, by queue.
    queues: Vec<Vec<Group>>,
    /// By line: its first, and how many calls have passed it over since it became that.
    firsts: Vec<Option<First>>,
    /// The same for the first of all lines in common.
    first_of_all: Option<First>,
    /// By line: the most calls that a first has waited or, where it was passed over, is yet to wait.
    pub(super) found: Vec<u16>,
}

/// People of one queue who came together.
#[derive(Debug, Clone, Copy)]
struct Group {
    since_ms: i64,
    born_ms: i64,
    turn: u64,
    people: u32,
}

#[derive(Debug, Clone, Copy)]
struct First {
    turn: u64,
    line: usize,
    passed: u16,
}

/// What happens up to and with one call: time passes, people come, time passes.
pub(super) struct Move {
    before_ms: i64,
    arrivals: Vec<u32>,
    after_ms: i64,
}

/// What an adversary of a plan can do, with the times at which something changes in it.
pub(super) struct Moves {
    queues: usize,
    gaps_ms: Vec<i64>,
    minutes: Vec<u16>,
}

impl<'a> Hall<'a> {
    pub(super) fn empty(stage: &'a Stage, began_at: u16) -> Self {
        let lines = stage.plan.lines.len();
        let in_common = match stage.plan.bounds() {
            Ok(bounds) => bounds.iter().map(|bound| bound.in_common).collect(),
            Err(_) => vec![false; lines],
        };
        Self {
            stage,
            in_common,
            turns: Turns::default(),
            began_at,
            now_ms: EIGHT_MS,
            arrivals: 0,
            queues: vec![Vec::new(); stage.queues.len()],
            firsts: vec![None; lines],
            first_of_all: None,
            found: vec![0; lines],
        }
    }

    pub(super) fn passes(&mut self, ms: i64) {
        self.now_ms += ms;
    }

    /// So many come to `queue` together, in the order of age behind all who are there; those who have
    /// booked come `early_ms` before their time.
    pub(super) fn arrives(&mut self, queue: usize, people: u32, early_ms: i64) {
        if people == 0 {
            return;
        }
        let is_booked = self.stage.queues[queue].is_booked;
        let since_ms = self.now_ms + if is_booked { early_ms } else { 0 };
        self.joins(queue, since_ms, self.now_ms, people);
    }

    pub(super) fn joins(&mut self, queue: usize, since_ms: i64, born_ms: i64, people: u32) {
        let group = Group {
            since_ms,
            born_ms,
            turn: self.arrivals,
            people,
        };
        self.arrivals += u64::from(people);
        let is_by_life = self.stage.plan.finally == Finally::LongestLife;
        let age = |group: &Group| {
            if is_by_life {
                group.born_ms
            } else {
                group.since_ms
            }
        };
        let queue = &mut self.queues[queue];
        let at = queue.partition_point(|other| age(other) <= age(&group));
        queue.insert(at, group);
    }

    pub(super) fn step(&mut self, step: &Move, lot: &mut Lot) {
        self.passes(step.before_ms);
        for (queue, people) in step.arrivals.iter().enumerate() {
            let early_ms = *lot.pick(&[0, 600_000, 60_000, -300_000]);
            self.arrives(queue, *people, early_ms);
        }
        self.passes(step.after_ms);
        self.call();
    }

    /// The line that is called from; `None` where nobody waits.
    pub(super) fn call(&mut self) -> Option<u8> {
        let heads = self.heads();
        self.look(&heads);
        let minutes = (self.now_ms - EIGHT_MS) / 60_000 + i64::from(self.began_at);
        let minute = u16::try_from(minutes % (24 * 60)).expect("a minute of the day");
        let now = Moment {
            now_ms: self.now_ms,
            minute,
        };
        let choice = self.stage.plan.next(&self.turns, &heads, now)?;
        let called = heads[choice.head];
        self.turns.took(&self.stage.plan, &heads, called.line, now);
        self.count(called.turn);
        for queue in &mut self.queues {
            if let Some(group) = queue.iter_mut().find(|group| group.turn == called.turn) {
                group.people -= 1;
                group.turn += 1;
            }
            queue.retain(|group| group.people > 0);
        }
        Some(called.line)
    }

    fn heads(&self) -> Vec<Head> {
        let of = self.stage.queues.iter().zip(&self.queues);
        of.filter_map(|(of, queue)| {
            // Those whose time has come before those who are early; the queue is in the order of age.
            let first = queue
                .iter()
                .min_by_key(|group| group.since_ms > self.now_ms)?;
            Some(Head {
                line: of.line,
                level: of.level,
                since_ms: first.since_ms,
                born_ms: first.born_ms,
                target_ms: of.target_ms,
                // No hold ever makes two ages one here.
                wall_ms: 0,
                turn: first.turn,
                waiting: queue.iter().map(|group| group.people).sum(),
            })
        })
        .collect()
    }

    /// Sees who is first now. Only those count whose time has come, and whom the counter takes first.
    fn look(&mut self, heads: &[Head]) {
        let is_by_life = self.stage.plan.finally == Finally::LongestLife;
        let age = |head: &&Head| {
            (
                if is_by_life {
                    head.born_ms
                } else {
                    head.since_ms
                },
                head.turn,
            )
        };
        let now_ms = self.now_ms;
        let look = |before: Option<First>, of: &dyn Fn(&&Head) -> bool| {
            let due = heads
                .iter()
                .filter(of)
                .filter(|head| head.since_ms <= now_ms);
            let head = due.min_by_key(age).filter(|head| head.level == 1)?;
            let same = before.filter(|first| first.turn == head.turn);
            let fresh = First {
                turn: head.turn,
                line: head.line.into(),
                passed: 0,
            };
            Some(same.unwrap_or(fresh))
        };
        for (line, first) in self.firsts.iter_mut().enumerate() {
            *first = look(*first, &|head| usize::from(head.line) == line);
        }
        self.first_of_all = look(self.first_of_all, &|_| true);
    }

    /// Counts a call for and against those who were first.
    fn count(&mut self, called: u64) {
        for line in 0..self.firsts.len() {
            let first = if self.in_common[line] {
                self.first_of_all
                    .as_mut()
                    .filter(|first| first.line == line)
            } else {
                self.firsts[line].as_mut()
            };
            if let Some(first) = first {
                if first.turn != called {
                    first.passed += 1;
                }
                self.found[line] = self.found[line].max(first.passed + 1);
            }
        }
    }

    pub(super) fn passed(&self, line: usize) -> u16 {
        let of_all = self.first_of_all.filter(|first| first.line == line);
        let own = if self.in_common[line] {
            of_all
        } else {
            self.firsts[line]
        };
        own.map_or(0, |first| first.passed)
    }

    /// How long all others have been passed over: they will want their turns.
    pub(super) fn pressure(&self, line: usize) -> u32 {
        let others = (0..self.firsts.len()).filter(|other| *other != line);
        others
            .map(|other| u32::from(self.passed(other)).pow(2))
            .sum()
    }
}

impl Moves {
    pub(super) fn of(stage: &Stage) -> Self {
        let plan = &stage.plan;
        let caps = plan.lines.iter().filter_map(|line| line.cap_ms);
        let waits = plan.steps.iter().filter_map(|step| step.waited_ms);
        let targets = stage.queues.iter().map(|queue| queue.target_ms);
        let times: BTreeSet<i64> = caps.chain(waits).chain(targets).collect();
        let mut gaps_ms = BTreeSet::from([0, 1, 1_000]);
        for time in &times {
            gaps_ms.extend([*time, *time - 2_000]);
            gaps_ms.extend(
                times
                    .iter()
                    .filter(|other| *other < time)
                    .map(|other| time - other - 2_000),
            );
        }
        let spans = plan.steps.iter().filter_map(|step| step.between);
        Self {
            queues: stage.queues.len(),
            gaps_ms: gaps_ms.into_iter().filter(|gap| *gap >= 0).collect(),
            minutes: spans
                .map(|(from, _)| from)
                .chain([8 * 60, 13 * 60])
                .collect(),
        }
    }

    pub(super) fn gap(&self, lot: &mut Lot) -> i64 {
        *lot.pick(&self.gaps_ms)
    }

    pub(super) fn minute(&self, lot: &mut Lot) -> u16 {
        *lot.pick(&self.minutes)
    }

    /// Mostly little time passes and few come; now and then a crowd, or the time for something to end.
    pub(super) fn any(&self, lot: &mut Lot) -> Move {
        let mut gap = || if lot.below(3) == 0 { self.gap(lot) } else { 1 };
        let (before_ms, after_ms) = (gap(), gap());
        let people = |_| *lot.pick(&[0, 0, 0, 0, 1, 1, 2, 8]);
        Move {
            before_ms,
            arrivals: (0..self.queues).map(people).collect(),
            after_ms,
        }
    }
}
