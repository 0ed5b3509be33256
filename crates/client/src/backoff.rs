//! How long to wait before trying again.

use std::time::Duration;

/// The wait after a first failure, before jitter. It doubles with each further one.
pub const BACKOFF_FIRST: Duration = Duration::from_millis(250);
/// The longest wait, before jitter.
pub const BACKOFF_LAST: Duration = Duration::from_secs(5);

/// Spreads the clients of a hub that came back, so that they do not all knock at once.
///
/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014): small, and
/// the same on every machine. Not for secrets.
#[derive(Debug)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The wait after `failures` in a row (0 counts as 1): the doubled base ± 50 %.
    pub(crate) fn wait(&mut self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(16);
        let base = (BACKOFF_FIRST * 2u32.pow(doublings)).min(BACKOFF_LAST);
        let base_us = base.as_micros() as u64;
        Duration::from_micros(base_us / 2 + self.next() % (base_us + 1))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_the_longest_and_stay_within_half_of_it() {
        let mut jitter = Jitter::new(7);
        for (failures, base_ms) in [
            (1, 250),
            (2, 500),
            (3, 1_000),
            (4, 2_000),
            (5, 4_000),
            (6, 5_000),
            (99, 5_000),
        ] {
            for _ in 0..200 {
                let ms = jitter.wait(failures).as_millis();
                assert!(
                    (base_ms / 2..=base_ms * 3 / 2).contains(&ms),
                    "{failures} failures: {ms} ms"
                );
            }
        }
    }

    #[test]
    fn two_seeds_do_not_knock_together() {
        let waits = |seed| {
            (1..8)
                .map(|n| Jitter::new(seed).wait(n))
                .collect::<Vec<_>>()
        };
        assert_ne!(waits(1), waits(2));
        assert_eq!(waits(1), waits(1));
    }
}
