//! What a profile remembers from call to call: who was passed over, and whose turn it is.

use super::{Finally, Firsts, Head, LINES_MAX, Moment, Plan};

/// The memory of a profile. All counters that work by it share it, so that a ratio is kept by them
/// together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turns {
    /// By line: how many calls have passed it over since its last one, while somebody waited there.
    skipped: [u16; LINES_MAX],
    /// The slot of the ratio's cycle that comes next.
    slot: u16,
}

impl Turns {
    /// Takes in that a counter of this profile called somebody from `line` while `heads` waited, for
    /// whatever reason: a call by hand counts like one by the rule.
    pub fn took(&mut self, plan: &Plan, heads: &[Head], line: u8, now: Moment) {
        if let Some(firsts) = Firsts::among(plan, heads, now) {
            self.took_among(plan, &firsts, line);
        }
    }

    pub(super) fn took_among(&mut self, plan: &Plan, firsts: &Firsts, line: u8) {
        if let Finally::Ratio(slots) = &plan.finally
            && let Some(slot) = self.slot(slots, firsts)
            && slots[slot] == line
        {
            self.slot = u16::try_from((slot + 1) % slots.len()).unwrap_or_default();
        }
        for (index, skipped) in self.skipped.iter_mut().enumerate() {
            let passed_over = firsts.waits(index) && index != usize::from(line);
            *skipped = if passed_over {
                skipped.saturating_add(1)
            } else {
                0
            };
        }
    }

    /// The line whose guaranteed turn has come, with its share, where a call from the line `free`, as
    /// the rest of the rule would have it, would break a share.
    ///
    /// A line with one call in `n` has a slack: how many more calls may pass it over. With the slacks
    /// of all lines but `free` sorted, the `j`-th (from 0) can let this call and the `j` before it pass
    /// only while its slack is above `j`. Where one cannot, the line of least slack goes now. As long as
    /// every `n` is at least the number of lines with a share, no slack ever falls below 0: that is
    /// the bound. Calls by hand can push it below; whoever is furthest behind then goes first, so that
    /// the rest of the calls keep the bound among themselves.
    pub(super) fn forced(&self, plan: &Plan, firsts: &Firsts, free: u8) -> Option<(u8, u16)> {
        let mut slacks = [(0_i32, 0_u8, 0_u16); LINES_MAX];
        let mut count = 0;
        for (index, line) in (0_u8..).zip(&plan.lines) {
            let Some(one_in) = line.one_in.filter(|_| firsts.waits(index.into())) else {
                continue;
            };
            let skipped = self.skipped[usize::from(index)];
            let slack = i32::from(one_in) - 1 - i32::from(skipped);
            slacks[count] = (slack, index, one_in);
            count += 1;
        }
        let slacks = &mut slacks[..count];
        slacks.sort_unstable();
        let others = slacks.iter().filter(|(_, line, _)| *line != free);
        let breaks_one = (0..)
            .zip(others)
            .any(|(ahead, (slack, ..))| *slack <= ahead);
        let (_, line, one_in) = *slacks.first()?;
        (breaks_one && line != free).then_some((line, one_in))
    }

    /// The first slot of the cycle, from the present one, in whose line somebody waits.
    pub(super) fn slot(&self, slots: &[u8], firsts: &Firsts) -> Option<usize> {
        let from = usize::from(self.slot);
        (0..slots.len())
            .map(|step| (from + step) % slots.len())
            .find(|&slot| firsts.waits(slots[slot].into()))
    }
}
