use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::job::{Roll, RollChange};

/// So many slips before the roll's end it counts as low.
pub const LOW_SLIPS: u32 = 50;
/// From the head to the knife, in millimetres: fed before each cut and on no slip. Printers have 12 to
/// 20; what is too much here warns a little early.
pub const CUT_FEED_MM: u32 = 20;
/// How many slips back the longest one is looked for.
pub const RECENT_MAX: usize = 64;

/// How far a roll has come: millimetres and cuts since it was changed, and how many more slips it
/// holds. It lives on numbers alone; whoever drives it makes them last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Odometer {
    v: u32,
    used_mm: u32,
    cuts: u32,
    /// The roll has run out and no other was seen yet.
    out: bool,
    /// What the last slips took, feed included, in millimetres: the oldest first.
    recent_mm: VecDeque<u32>,
}

/// The version of its JSON.
const VERSION: u32 = 1;

impl Default for Odometer {
    /// A full roll. Nobody can measure the one that a printer is installed with.
    fn default() -> Self {
        Self {
            v: VERSION,
            used_mm: 0,
            cuts: 0,
            out: false,
            recent_mm: VecDeque::new(),
        }
    }
}

impl Odometer {
    /// A slip of this length was printed and cut.
    pub fn printed(&mut self, length_mm: u32) {
        let taken_mm = length_mm.saturating_add(CUT_FEED_MM);
        self.used_mm = self.used_mm.saturating_add(taken_mm);
        self.cuts = self.cuts.saturating_add(1);
        if self.recent_mm.len() >= RECENT_MAX {
            self.recent_mm.pop_front();
        }
        self.recent_mm.push_back(taken_mm);
    }

    /// Paper was fed that is no slip, such as the test line.
    pub fn fed(&mut self, length_mm: u32) {
        let taken_mm = length_mm.saturating_add(CUT_FEED_MM);
        self.used_mm = self.used_mm.saturating_add(taken_mm);
        self.cuts = self.cuts.saturating_add(1);
    }

    /// A slip was lost sight of: it counts as the longest of late.
    pub fn lost_sight(&mut self) {
        self.fed(self.longest_mm().unwrap_or(0).saturating_sub(CUT_FEED_MM));
    }

    /// The roll was changed for a full one. Says what the one before had given.
    pub fn changed(&mut self, by_hand: bool) -> RollChange {
        let change = RollChange {
            used_mm: self.used_mm,
            cuts: self.cuts,
            by_hand,
        };
        self.used_mm = 0;
        self.cuts = 0;
        self.out = false;
        change
    }

    /// The roll has run out. `false` where that was known.
    pub fn ran_out(&mut self) -> bool {
        !std::mem::replace(&mut self.out, true)
    }

    /// Whether the roll had run out when last seen.
    pub fn is_out(&self) -> bool {
        self.out
    }

    /// What it says of a roll that was so long when it was full.
    pub fn roll(&self, roll_length_mm: u32) -> Roll {
        let left_mm = roll_length_mm.saturating_sub(self.used_mm);
        Roll {
            used_mm: self.used_mm,
            cuts: self.cuts,
            slips_left: self.longest_mm().map(|longest_mm| left_mm / longest_mm),
        }
    }

    /// One line of JSON.
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain numbers always become JSON")
    }

    /// Reads what [`encode`](Self::encode) wrote; `None` for anything else.
    pub fn decode(record: &[u8]) -> Option<Self> {
        let mut odometer: Self = serde_json::from_slice(record).ok()?;
        while odometer.recent_mm.len() > RECENT_MAX {
            odometer.recent_mm.pop_front();
        }
        odometer
            .recent_mm
            .retain(|&taken_mm| taken_mm >= CUT_FEED_MM);
        (odometer.v == VERSION).then_some(odometer)
    }

    fn longest_mm(&self) -> Option<u32> {
        self.recent_mm.iter().copied().max()
    }
}

impl Roll {
    /// Whether so few slips are left that somebody should fetch a new one.
    pub fn is_low(&self) -> bool {
        self.slips_left.is_some_and(|left| left <= LOW_SLIPS)
    }
}
