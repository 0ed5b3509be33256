//! How far a difference between groups is believed: as far as the groups differ by more than chance
//! would have them differ, and as each has been seen (the credibility of Bühlmann and Straub, 1970).

/// What is known of one group: its effect, and how sure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Effect {
    /// The best guess.
    pub(super) mean: f64,
    /// How far off it may be, as a variance.
    pub(super) var: f64,
}

/// What has been seen of one group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) count: f64,
    pub(super) sum: f64,
}

impl Seen {
    pub(super) fn take(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
    }

    /// The effect of a group among groups that differ by `between`, seen through noise of `within`
    /// (variances).
    pub(super) fn effect(&self, between: f64, within: f64) -> Effect {
        let believed = self.count * between / (self.count * between + within);
        let mean = if self.count > 0.0 {
            believed * self.sum / self.count
        } else {
            0.0
        };
        Effect {
            mean,
            var: between * (1.0 - believed),
        }
    }
}

/// What is assumed of the variance between groups before any is seen, and as how many groups it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prior {
    pub(super) between: f64,
    pub(super) groups: f64,
}

impl Prior {
    /// The variance between the groups, from how much more their means differ than noise of `within`
    /// would have them differ.
    pub(super) fn between<'a>(self, groups: impl Iterator<Item = &'a Seen>, within: f64) -> f64 {
        let (mut weight, mut excess) = (self.groups, self.groups * self.between);
        for seen in groups.filter(|seen| seen.count > 0.0) {
            let mean = seen.sum / seen.count;
            // A group seen often says more about the variance than one seen once.
            let sure = self.between / (self.between + within / seen.count);
            weight += sure * sure;
            excess += sure * sure * (mean * mean - within / seen.count);
        }
        (excess / weight).max(0.0)
    }
}
