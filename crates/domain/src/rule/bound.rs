//! Nobody waits for ever: for each line of a plan, how long its first can have to wait, in calls.

use super::{Finally, Line, Plan, Step};

/// The promise to one line: its first is called within so many calls of the profile's counters.
/// Whoever has `k` before them waits at most `(k + 1) × calls_max` calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The most calls up to and including their own, at least 1.
    pub calls_max: u16,
    /// All lines are one: those before them are those of every line who came earlier.
    pub in_common: bool,
}

/// A line that could wait for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unbounded {
    /// The line.
    pub line: usize,
    /// What could pass it over at every call.
    pub by: Culprit,
}

/// The part of a plan that could pass a line over at every call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Culprit {
    /// The cap of this line: under a crowd its waiters are always past it.
    Cap(usize),
    /// This step.
    Step(usize),
    /// The reserved share of this line.
    Share(usize),
    /// The final rule.
    Finally,
}

impl Plan {
    /// The bound of each line, in the plan's order; or the first line that has none.
    ///
    /// A line with a reserved share of one call in `n` waits `n` calls at most, whatever the rest of
    /// the plan does (the reason stands with the shares in `turns`).
    ///
    /// A line without a share has a bound where nothing but shares comes before what calls from it:
    /// its own first step, if that asks for nothing; or the final rule, which calls from it at least
    /// once in so many calls: 1 in the order of age and for the first line of an order of priority,
    /// the widest gap between two of its turns in a ratio. Where `s` lines have a share, each of one
    /// call in more than `s`, guaranteed turns come in between: at most one of each follow one another,
    /// so that the bound is `s + 1` times as much (in a ratio less: see `widest_gap`).
    pub fn bounds(&self) -> Result<Vec<Bound>, Unbounded> {
        (0..self.lines.len()).map(|line| self.bound(line)).collect()
    }

    fn bound(&self, line: usize) -> Result<Bound, Unbounded> {
        let bound = |calls_max, in_common| {
            Ok(Bound {
                calls_max,
                in_common,
            })
        };
        if self.lines.len() == 1 {
            return bound(1, false);
        }
        if let Some(one_in) = self.lines[line].one_in {
            return bound(one_in, false);
        }
        let is_own = |other: u8| usize::from(other) == line;
        let reach = self.steps_before(line);
        let comes_first =
            reach.len() < self.steps.len() && reach.iter().all(|step| is_own(step.line));
        let none_by = |by| Err(Unbounded { line, by });
        if let Some(by) = self.diverts_from(line, comes_first) {
            return none_by(by);
        }
        let every = self.shares() + 1;
        if comes_first {
            return bound(every, false);
        }
        match &self.finally {
            Finally::LongestWait | Finally::LongestLife => bound(every, true),
            Finally::Ratio(slots) => match self.widest_gap(slots, line) {
                Some(gap) => bound(gap, false),
                None => none_by(Culprit::Finally),
            },
            Finally::Priority(order) if order.first().copied().is_some_and(is_own) => {
                bound(every, false)
            }
            Finally::NearestToTarget | Finally::Priority(_) => none_by(Culprit::Finally),
        }
    }

    /// What could take every call from `line`, which has no share, before its own first step or the
    /// final rule is asked.
    fn diverts_from(&self, line: usize, comes_first: bool) -> Option<Culprit> {
        let other = |has: &dyn Fn(&Line) -> bool| {
            (0..self.lines.len()).find(|&other| other != line && has(&self.lines[other]))
        };
        // In the order of age, whoever is past their own cap is passed by nobody who came later; but a
        // step goes by the wait in the queue, whatever the age.
        let is_by_age = self.is_by_life() || self.finally == Finally::LongestWait;
        let own_cap = self.lines[line]
            .cap_ms
            .filter(|_| is_by_age && !comes_first);
        let passes = |after_ms: i64| own_cap.is_none_or(|own_ms| after_ms < own_ms);
        let step = self.steps_before(line).iter().position(|step| {
            let comes_by = |waited_ms| self.is_by_life() || passes(waited_ms);
            usize::from(step.line) != line && step.waited_ms.is_none_or(comes_by)
        });
        let shares = self.shares();
        step.map(Culprit::Step)
            .or_else(|| other(&|other| other.cap_ms.is_some_and(passes)).map(Culprit::Cap))
            .or_else(|| {
                other(&|other| other.one_in.is_some_and(|n| n <= shares)).map(Culprit::Share)
            })
    }

    /// The steps that are asked while somebody waits in `line`, up to its own that asks for nothing.
    fn steps_before(&self, line: usize) -> &[Step] {
        let own = |step: &Step| usize::from(step.line) == line && step.asks_nothing();
        let reach = self.steps.iter().position(own);
        &self.steps[..reach.unwrap_or(self.steps.len())]
    }

    /// How many calls lie between one turn of `line` in the cycle and its next, at the widest; `None`
    /// where it has none. Before each turn every line with a share but the one whose turn it is can
    /// have one guaranteed turn.
    fn widest_gap(&self, slots: &[u8], line: usize) -> Option<u16> {
        let shares = self.shares();
        let calls = |slot: u8| match self.lines[usize::from(slot)].one_in {
            Some(_) => shares,
            None => shares + 1,
        };
        let gap = |from: usize| {
            let turns = (1..=slots.len()).map(|step| slots[(from + step) % slots.len()]);
            let mut gap = 0_u16;
            for slot in turns {
                gap = gap.saturating_add(calls(slot));
                if usize::from(slot) == line {
                    return Some(gap);
                }
            }
            None
        };
        (0..slots.len()).filter_map(gap).max()
    }

    /// How many lines have a share.
    fn shares(&self) -> u16 {
        let shares = self.lines.iter().filter(|line| line.one_in.is_some());
        u16::try_from(shares.count()).unwrap_or(u16::MAX)
    }
}

impl Step {
    /// Whether it calls from its line whenever somebody waits there. (A booked time has come before
    /// anybody waits for it.)
    fn asks_nothing(&self) -> bool {
        self.waited_ms.is_none()
            && self.between.is_none()
            && self.waiting.is_none_or(|least| least <= 1)
    }
}
