//! The rule run forward over a compact copy: in which order those who wait would be called if nobody
//! else came and no time passed.

use super::{Head, Moment, Plan, Turns};

/// One who waits, in plain integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Where it stands; `waiting` is not read.
    pub head: Head,
    /// Whoever asks knows it by this.
    pub key: u64,
}

/// A hall that empties by one plan, call by call.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    plan: &'a Plan,
    turns: Turns,
    now: Moment,
    /// By line and tier, the last to be called first.
    lines: Vec<Vec<Waiting>>,
}

impl<'a> Run<'a> {
    /// Begins with those who wait, in any order, and what the profile remembers.
    pub fn new(
        plan: &'a Plan,
        turns: Turns,
        waiting: impl IntoIterator<Item = Waiting>,
        now: Moment,
    ) -> Self {
        let mut groups: std::collections::BTreeMap<_, Vec<Waiting>> = Default::default();
        for one in waiting {
            let group = groups.entry((one.head.line, one.head.tier(now)));
            group.or_default().push(one);
        }
        let mut lines: Vec<Vec<Waiting>> = groups.into_values().collect();
        for line in &mut lines {
            // Of equals the first is called first, as among heads.
            line.sort_by_key(|one| plan.age(&one.head));
            line.reverse();
        }
        Self {
            plan,
            turns,
            now,
            lines,
        }
    }
}

impl Iterator for Run<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.lines.retain(|line| !line.is_empty());
        let first = |line: &Vec<Waiting>| {
            let waiting = u32::try_from(line.len()).unwrap_or(u32::MAX);
            let first = line.last().expect("empty lines were dropped");
            Head {
                waiting,
                ..first.head
            }
        };
        let heads: Vec<Head> = self.lines.iter().map(first).collect();
        let choice = self.plan.call(&mut self.turns, &heads, self.now)?;
        self.lines[choice.head].pop().map(|one| one.key)
    }
}
