//! How often a PIN may be tried, from one device or for one person: few digits are guessed quickly by
//! whoever may try for ever.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many wrong PINs of one ...
pub(crate) const WRONG_MAX: usize = 5;
/// ... within so long lock it out.
pub(crate) const WRONG_WINDOW: Duration = Duration::from_secs(10 * 60);
/// For so long the first time, and twice as long each time after.
pub(crate) const LOCKED_FIRST: Duration = Duration::from_secs(60);
/// The longest.
pub(crate) const LOCKED_MAX: Duration = Duration::from_secs(15 * 60);
/// Whoever was wrong about nothing for so long begins anew.
pub(crate) const FORGOTTEN_AFTER: Duration = Duration::from_secs(60 * 60);

/// The wrong PINs of each of a bounded number, in memory only: whoever can restart the hub needs no PIN.
#[derive(Debug)]
pub(crate) struct PinTries<K> {
    known_max: usize,
    known: Mutex<BTreeMap<K, Tries>>,
}

#[derive(Debug)]
struct Tries {
    /// When the last wrong ones came, oldest first; at most [`WRONG_MAX`].
    wrong_at: Vec<Instant>,
    locked_until: Option<Instant>,
    /// How often it was locked out: from then on each wrong PIN does it again.
    lockouts: u32,
}

impl<K: Ord + Clone> PinTries<K> {
    /// Nobody was wrong yet. Where more than `known_max` are at a time, one more is locked out.
    pub(crate) fn new(known_max: usize) -> Self {
        Self {
            known_max,
            known: Mutex::default(),
        }
    }

    /// Whether `key` may be tried now; where not, in how many seconds. It is not told whether the PIN
    /// is right.
    pub(crate) fn may_try(&self, key: &K, now: Instant) -> Result<(), u32> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let locked_until = known.get(key).and_then(|tries| tries.locked_until);
        match locked_until {
            Some(until) if now < until => Err(whole_secs(until - now)),
            Some(_) | None => Ok(()),
        }
    }

    /// A wrong PIN; where that locks `key` out, for how many seconds.
    pub(crate) fn wrong(&self, key: &K, now: Instant) -> Option<u32> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, tries| !tries.is_forgotten(now));
        if known.len() >= self.known_max && !known.contains_key(key) {
            return Some(whole_secs(LOCKED_MAX));
        }
        let tries = known.entry(key.clone()).or_insert_with(|| Tries {
            wrong_at: Vec::new(),
            locked_until: None,
            lockouts: 0,
        });
        tries
            .wrong_at
            .retain(|at| now.saturating_duration_since(*at) < WRONG_WINDOW);
        if tries.wrong_at.len() == WRONG_MAX {
            tries.wrong_at.remove(0);
        }
        tries.wrong_at.push(now);
        if tries.lockouts == 0 && tries.wrong_at.len() < WRONG_MAX {
            return None;
        }
        let doubled = LOCKED_FIRST.saturating_mul(1 << tries.lockouts.min(8));
        let locked_for = doubled.min(LOCKED_MAX);
        tries.lockouts += 1;
        tries.locked_until = Some(now + locked_for);
        Some(whole_secs(locked_for))
    }

    /// The right PIN, or a new one.
    pub(crate) fn right(&self, key: &K) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(key);
    }
}

impl Tries {
    fn is_forgotten(&self, now: Instant) -> bool {
        let last = self.wrong_at.last().copied().max(self.locked_until);
        last.is_none_or(|at| now.saturating_duration_since(at) >= FORGOTTEN_AFTER)
    }
}

fn whole_secs(duration: Duration) -> u32 {
    let secs = duration.as_millis().div_ceil(1000);
    u32::try_from(secs).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    #[test]
    fn the_fifth_wrong_pin_within_ten_minutes_locks_one_device_for_a_minute() {
        let (tries, start) = (PinTries::new(8), Instant::now());
        let (one, other) = ("k-1", "k-2");
        for _ in 1..WRONG_MAX {
            assert_eq!(tries.wrong(&one, start), None);
        }
        assert_eq!(tries.may_try(&one, start), Ok(()));
        assert_eq!(tries.wrong(&one, start), Some(60));
        assert_eq!(tries.may_try(&one, start + secs(1)), Err(59));
        assert_eq!(tries.may_try(&other, start), Ok(()));
        assert_eq!(tries.may_try(&one, start + secs(60)), Ok(()));
    }

    #[test]
    fn wrong_pins_far_apart_lock_nobody_out() {
        let (tries, start) = (PinTries::new(8), Instant::now());
        for index in 0..20 {
            assert_eq!(tries.wrong(&"k-1", start + secs(151 * index)), None);
        }
    }

    #[test]
    fn after_a_lockout_each_wrong_pin_locks_again_twice_as_long_up_to_a_quarter_of_an_hour() {
        let (tries, mut now) = (PinTries::new(8), Instant::now());
        let one = "k-1";
        for _ in 1..WRONG_MAX {
            tries.wrong(&one, now);
        }
        for locked_for in [60, 120, 240, 480, 900, 900] {
            assert_eq!(tries.wrong(&one, now), Some(locked_for));
            now += secs(locked_for.into());
            assert_eq!(tries.may_try(&one, now), Ok(()));
        }
    }

    #[test]
    fn the_right_pin_and_a_quiet_hour_make_all_forgotten() {
        let start = Instant::now();
        let one = "k-1";
        let tries = PinTries::new(8);
        let locked = |tries: &PinTries<&str>, now| {
            (0..WRONG_MAX).filter_map(|_| tries.wrong(&one, now)).last()
        };
        assert_eq!(locked(&tries, start), Some(60));
        tries.right(&one);
        assert_eq!(tries.wrong(&one, start), None);
        let tries = PinTries::new(8);
        assert_eq!(locked(&tries, start), Some(60));
        let later = start + LOCKED_FIRST + FORGOTTEN_AFTER;
        assert_eq!(tries.wrong(&one, later), None);
    }

    #[test]
    fn ten_thousand_guesses_at_one_person_from_any_number_of_devices_take_more_than_two_weeks() {
        let (tries, start) = (PinTries::new(1), Instant::now());
        // The most patient guesser asks every second whether they may, and stays just below the bound
        // where that gets them further than the lock-out does.
        let guessed_in_a_day = |below_the_bound: bool| {
            tries.right(&"p-1");
            let mut guessed: Vec<u64> = Vec::new();
            for second in 0..24 * 3_600 {
                let now = start + secs(second);
                let lately = guessed.iter().rev();
                let lately = lately.take_while(|at| second - **at < WRONG_WINDOW.as_secs());
                let is_wise = !below_the_bound || lately.count() < WRONG_MAX - 1;
                if is_wise && tries.may_try(&"p-1", now).is_ok() {
                    tries.wrong(&"p-1", now);
                    guessed.push(second);
                }
            }
            guessed.len()
        };
        for below_the_bound in [false, true] {
            let guessed = guessed_in_a_day(below_the_bound);
            assert!(guessed * 14 < 10_000, "{guessed} a day");
        }
    }

    #[test]
    fn where_too_many_are_wrong_at_once_one_more_is_locked_out_and_nobody_else_is_hindered() {
        let (tries, start) = (PinTries::new(2), Instant::now());
        assert_eq!(tries.wrong(&"a", start), None);
        assert_eq!(tries.wrong(&"b", start), None);
        assert_eq!(tries.wrong(&"c", start), Some(900));
        assert_eq!(tries.wrong(&"b", start), None);
        assert_eq!(tries.may_try(&"a", start), Ok(()));
    }
}
