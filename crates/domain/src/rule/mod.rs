//! The calling rule: a kernel over queue heads in plain integers, which the forecast runs too.
//!
//! Those who wait stand in queues (a service and a class), and the queues of a profile in *lines*.
//! Inside a line the oldest comes first, always: nobody is passed by a later arrival of their own
//! line. Which line comes next is decided in this order:
//!
//! 1. **a guaranteed turn**: a line with a reserved share of one call in `n` is due one, and what
//!    follows would call from another;
//! 2. **a hard cap**: somebody has waited past the cap of their line;
//! 3. **the steps** of the profile, from the first: `when … then call from …`;
//! 4. **finally** the profile's own rule: longest wait, longest life, nearest to its target, turns in
//!    a ratio, or strict priority.
//!
//! The choice is total (somebody is called whenever somebody waits) and deterministic: ties go to
//! whoever came first. [`Plan::bounds`] says for each line how many calls its first can have to wait.

mod bound;
mod reason;
mod run;
mod turns;

pub use bound::{Bound, Culprit, Unbounded};
pub use reason::{CallReason, ChoiceReason};
pub use run::{Run, Waiting};
pub use turns::Turns;

/// The most lines of one profile.
pub const LINES_MAX: usize = 16;
/// The most steps of one profile.
pub const STEPS_MAX: usize = 32;
/// The most turns of one cycle of a ratio.
pub const SLOTS_MAX: usize = 64;

/// A profile's rule, in plain integers. [`crate::config::Profile`] is its form for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its lines, at most [`LINES_MAX`].
    pub lines: Vec<Line>,
    /// `when … then call from …`, tried in order.
    pub steps: Vec<Step>,
    /// What decides where no step did.
    pub finally: Finally,
}

/// What a line is promised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    /// A reserved share: while somebody waits here, at least one in so many calls is theirs.
    pub one_in: Option<u16>,
    /// A hard cap: nobody here waits longer than so many milliseconds while another is called, unless
    /// that one is past a cap too or has a guaranteed turn. Under [`Finally::LongestLife`] the
    /// whole time in the branch counts, as everywhere in its lines.
    pub cap_ms: Option<i64>,
}

/// One `when … then call from …`: every condition that is given must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// The line it calls from.
    pub line: u8,
    /// Its first has waited at least so many milliseconds.
    pub waited_ms: Option<i64>,
    /// At least so many wait there.
    pub waiting: Option<u32>,
    /// The wall clock stands from the first to before the second, in minutes of the business day.
    pub between: Option<(u16, u16)>,
    /// Only for appointments: the booked time has come. (It holds for everybody else.)
    pub due: bool,
}

/// What decides where no step did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finally {
    /// Whoever has waited longest in this queue.
    LongestWait,
    /// Whoever has been in the branch longest. Inside the lines the same age counts.
    LongestLife,
    /// Whoever reaches the target of their class first.
    NearestToTarget,
    /// Turns in a cycle, each slot naming its line: two for priority and one for the others is
    /// `[0, 0, 1]`. A slot whose line is empty is passed over.
    Ratio(Vec<u8>),
    /// The first line of these in which somebody waits.
    Priority(Vec<u8>),
}

/// The first of one queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The line its queue belongs to.
    pub line: u8,
    /// The skill level at which the counter takes it: 1 before 2.
    pub level: u8,
    /// Since when it waits, in milliseconds. An appointment waits from the booked time, which may lie
    /// ahead: it is then called only where nobody else can be.
    pub since_ms: i64,
    /// Since when it is in the branch, in milliseconds.
    pub born_ms: i64,
    /// The wait its class is promised, in milliseconds.
    pub target_ms: i64,
    /// The age that orders its line, by the clock on the wall, in milliseconds. Where a hold has made
    /// two ages one, it keeps their order.
    pub wall_ms: i64,
    /// Breaks ties: the order of arrival.
    pub turn: u64,
    /// How many wait in its queue, itself included.
    pub waiting: u32,
}

/// When a choice is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// In milliseconds, on the same scale as [`Head::since_ms`].
    pub now_ms: i64,
    /// On the wall clock, in minutes of the business day (25:00 is 1500).
    pub minute: u16,
}

/// Who comes next, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The index among the heads.
    pub head: usize,
    /// Why this one.
    pub cause: Cause,
}

/// Why this one, in plain integers; [`CallReason`] is its form for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Cause {
    GuaranteedTurn { one_in: u16 },
    PastCap { cap_ms: i64 },
    Step(u8),
    LongestWait,
    LongestLife,
    PastTarget,
    NearestToTarget,
    Ratio,
    Priority,
}

/// What decides between two heads, smallest first: an age or a due time, the wait, and the tie.
type Precedence = (i64, i64, (i64, u64));

impl Head {
    fn due_ms(&self) -> i64 {
        self.since_ms.saturating_add(self.target_ms)
    }

    /// Smaller is called earlier: whoever can be served now before appointments that are early, and
    /// what the counter takes first before what it only helps with.
    fn tier(&self, now: Moment) -> (bool, u8) {
        (self.since_ms > now.now_ms, self.level)
    }

    fn tie(&self) -> (i64, u64) {
        (self.wall_ms, self.turn)
    }

    fn waited_ms(&self, now: Moment) -> i64 {
        (now.now_ms - self.since_ms).max(0)
    }
}

/// The first of each line, among the heads that can be called now.
struct Firsts {
    of_line: [Option<usize>; LINES_MAX],
}

impl Firsts {
    fn among(plan: &Plan, heads: &[Head], now: Moment) -> Option<Self> {
        let best = heads.iter().map(|head| head.tier(now)).min()?;
        let mut of_line: [Option<usize>; LINES_MAX] = [None; LINES_MAX];
        for (index, head) in heads.iter().enumerate() {
            if head.tier(now) != best {
                continue;
            }
            let first = &mut of_line[usize::from(head.line)];
            if first.is_none_or(|other: usize| plan.age(head) < plan.age(&heads[other])) {
                *first = Some(index);
            }
        }
        Some(Self { of_line })
    }

    fn of(&self, line: u8) -> Option<usize> {
        self.of_line[usize::from(line)]
    }

    fn waits(&self, line: usize) -> bool {
        self.of_line[line].is_some()
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        self.of_line.iter().copied().flatten()
    }
}

impl Plan {
    /// Who of `heads` comes next; `None` only where there are none.
    ///
    /// # Panics
    /// Where a head names a line that the plan does not have.
    pub fn next(&self, turns: &Turns, heads: &[Head], now: Moment) -> Option<Choice> {
        let firsts = Firsts::among(self, heads, now)?;
        self.choose(turns, heads, &firsts, now)
    }

    /// [`Plan::next`], and [`Turns::took`] of whoever it is: for whoever runs the rule forward.
    pub fn call(&self, turns: &mut Turns, heads: &[Head], now: Moment) -> Option<Choice> {
        let firsts = Firsts::among(self, heads, now)?;
        let choice = self.choose(turns, heads, &firsts, now)?;
        turns.took_among(self, &firsts, heads[choice.head].line);
        Some(choice)
    }

    fn choose(
        &self,
        turns: &Turns,
        heads: &[Head],
        firsts: &Firsts,
        now: Moment,
    ) -> Option<Choice> {
        let free = self.unforced(turns, heads, firsts, now)?;
        let free_line = heads[free.head].line;
        let Some((line, one_in)) = turns.forced(self, firsts, free_line) else {
            return Some(free);
        };
        let head = firsts.of(line)?;
        let cause = Cause::GuaranteedTurn { one_in };
        Some(Choice { head, cause })
    }

    /// Who would come next if no line were due a guaranteed turn.
    fn unforced(
        &self,
        turns: &Turns,
        heads: &[Head],
        firsts: &Firsts,
        now: Moment,
    ) -> Option<Choice> {
        let choice = |head: usize, cause| Some(Choice { head, cause });
        if let Some((head, cap_ms)) = self.past_cap(heads, now) {
            return choice(head, Cause::PastCap { cap_ms });
        }
        for (index, step) in (0..).zip(&self.steps) {
            if let Some(head) = firsts.of(step.line)
                && step.holds(heads, head, now)
            {
                return choice(head, Cause::Step(index));
            }
        }
        self.finally(turns, heads, firsts, now)
    }

    fn finally(
        &self,
        turns: &Turns,
        heads: &[Head],
        firsts: &Firsts,
        now: Moment,
    ) -> Option<Choice> {
        let least = |key: &dyn Fn(&Head) -> Precedence| {
            firsts.all().min_by_key(|&index| key(&heads[index]))
        };
        let by_wait = |head: &Head| (head.since_ms, head.since_ms, head.tie());
        let (head, cause) = match &self.finally {
            Finally::LongestWait => (least(&by_wait)?, Cause::LongestWait),
            Finally::LongestLife => {
                let by_life = |head: &Head| (head.born_ms, head.born_ms, head.tie());
                (least(&by_life)?, Cause::LongestLife)
            }
            Finally::NearestToTarget => {
                let by_target = |head: &Head| (head.due_ms(), head.since_ms, head.tie());
                let nearest = least(&by_target)?;
                let cause = if Some(nearest) == least(&by_wait) {
                    Cause::LongestWait
                } else if heads[nearest].waited_ms(now) >= heads[nearest].target_ms {
                    Cause::PastTarget
                } else {
                    Cause::NearestToTarget
                };
                (nearest, cause)
            }
            Finally::Ratio(slots) => {
                let slot = turns.slot(slots, firsts)?;
                (firsts.of(slots[slot])?, Cause::Ratio)
            }
            Finally::Priority(order) => {
                let first = order.iter().find_map(|&line| firsts.of(line))?;
                (first, Cause::Priority)
            }
        };
        Some(Choice { head, cause })
    }

    /// Whoever passed the cap of their line first, whatever the counter's skill.
    fn past_cap(&self, heads: &[Head], now: Moment) -> Option<(usize, i64)> {
        let capped = heads.iter().enumerate().filter_map(|(index, head)| {
            let cap_ms = self.lines[usize::from(head.line)].cap_ms?;
            // By the age that orders the line: else one who came later could pass its cap first.
            let (age_ms, _) = self.age(head);
            let is_past = head.since_ms <= now.now_ms && now.now_ms - age_ms >= cap_ms;
            is_past.then_some((age_ms + cap_ms, self.age(head), index, cap_ms))
        });
        let (_, _, index, cap_ms) = capped.min()?;
        Some((index, cap_ms))
    }

    /// Whether lines are ordered by the time since the ticket was made, not by the time in the queue.
    pub fn is_by_life(&self) -> bool {
        self.finally == Finally::LongestLife
    }

    /// How many turns `line` has in a cycle of a ratio, and how many the cycle has.
    pub(crate) fn turns_of(&self, line: u8) -> (u16, u16) {
        let slots: &[u8] = match &self.finally {
            Finally::Ratio(slots) => slots,
            Finally::LongestWait
            | Finally::LongestLife
            | Finally::NearestToTarget
            | Finally::Priority(_) => &[],
        };
        let count = |of: usize| u16::try_from(of).unwrap_or(u16::MAX);
        let own = slots.iter().filter(|slot| **slot == line).count();
        (count(own), count(slots.len()))
    }

    /// The age that orders a line: smaller is older.
    fn age(&self, head: &Head) -> (i64, (i64, u64)) {
        let age_ms = if self.is_by_life() {
            head.born_ms
        } else {
            head.since_ms
        };
        (age_ms, head.tie())
    }
}

impl Step {
    fn holds(&self, heads: &[Head], first: usize, now: Moment) -> bool {
        let waited = self
            .waited_ms
            .is_none_or(|limit_ms| heads[first].waited_ms(now) >= limit_ms);
        let in_time = self
            .between
            .is_none_or(|(from, to)| (from..to).contains(&now.minute));
        let due = !self.due || heads[first].since_ms <= now.now_ms;
        let crowded = || {
            let of_line = heads.iter().filter(|head| head.line == self.line);
            of_line.map(|head| head.waiting).sum::<u32>()
        };
        waited && in_time && due && self.waiting.is_none_or(|least| crowded() >= least)
    }
}

/// Whole seconds in `ms`; 0 for what lies ahead.
pub(crate) fn whole_secs(ms: i64) -> u32 {
    u32::try_from(ms.max(0) / 1000).unwrap_or(u32::MAX)
}
