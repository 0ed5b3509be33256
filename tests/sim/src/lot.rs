//! Drawing by lot, from a seed.

/// A source of lots: the SplitMix64 generator (Steele, Lea, Flood, "Fast splittable pseudorandom
/// number generators", 2014). The same seed draws the same, on any machine.
#[derive(Debug, Clone)]
pub struct Lot {
    state: u64,
}

impl Lot {
    /// Begins from `seed`.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let bits = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// From 0 to below `end`, which is at least 1.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.bits() % end as u64).expect("below a usize")
    }

    /// From `first` to `last`, both included.
    pub fn between(&mut self, first: u32, last: u32) -> u32 {
        let span = u64::from(last - first) + 1;
        first + u32::try_from(self.bits() % span).expect("below a u32")
    }

    /// True in `percent` of all draws.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of `of`, which is not empty.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Each of `of` with the same chance, in their order; never none of them.
    pub fn some<T: Clone>(&mut self, of: &[T]) -> Vec<T> {
        let kept: Vec<T> = of.iter().filter(|_| self.chance(50)).cloned().collect();
        if kept.is_empty() {
            vec![self.pick(of).clone()]
        } else {
            kept
        }
    }
}
