//! How often a device may try the staff's PIN: few digits are guessed quickly by whoever may try for ever.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use antre_domain::DeviceId;

use crate::limits::DEVICES_MAX;

/// So many wrong PINs of one device ...
pub(crate) const WRONG_MAX: usize = 5;
/// ... within so long lock it out.
pub(crate) const WRONG_WINDOW: Duration = Duration::from_secs(10 * 60);
/// For so long the first time, and twice as long each time after.
pub(crate) const LOCKED_FIRST: Duration = Duration::from_secs(60);
/// The longest.
pub(crate) const LOCKED_MAX: Duration = Duration::from_secs(15 * 60);
/// A device from which nothing wrong came for so long begins anew.
pub(crate) const FORGOTTEN_AFTER: Duration = Duration::from_secs(60 * 60);

/// The wrong PINs of each device, in memory only: whoever can restart the hub needs no PIN.
#[derive(Debug, Default)]
pub(crate) struct PinTries {
    known: Mutex<BTreeMap<DeviceId, Tries>>,
}

#[derive(Debug)]
struct Tries {
    /// When the last wrong ones came, oldest first; at most [`WRONG_MAX`].
    wrong_at: Vec<Instant>,
    locked_until: Option<Instant>,
    /// How often it was locked out: from then on each wrong PIN does it again.
    lockouts: u32,
}

impl PinTries {
    /// Whether `device` may try now; where not, in how many seconds. It is not told whether the PIN
    /// it named is right.
    pub(crate) fn may_try(&self, device: &DeviceId, now: Instant) -> Result<(), u32> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let locked_until = known.get(device).and_then(|tries| tries.locked_until);
        match locked_until {
            Some(until) if now < until => Err(whole_secs(until - now)),
            Some(_) | None => Ok(()),
        }
    }

    /// A wrong PIN; where that locks the device out, for how many seconds.
    pub(crate) fn wrong(&self, device: &DeviceId, now: Instant) -> Option<u32> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, tries| !tries.is_forgotten(now));
        // Only devices of the vault come here, and it holds no more than these.
        if known.len() >= DEVICES_MAX && !known.contains_key(device) {
            return Some(whole_secs(LOCKED_MAX));
        }
        let tries = known.entry(device.clone()).or_insert_with(|| Tries {
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

    /// The right PIN.
    pub(crate) fn right(&self, device: &DeviceId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(device);
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

    fn device(name: &str) -> DeviceId {
        DeviceId::new(name).unwrap()
    }

    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    #[test]
    fn the_fifth_wrong_pin_within_ten_minutes_locks_one_device_for_a_minute() {
        let (tries, start) = (PinTries::default(), Instant::now());
        let (one, other) = (device("k-1"), device("k-2"));
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
        let (tries, start) = (PinTries::default(), Instant::now());
        for index in 0..20 {
            assert_eq!(tries.wrong(&device("k-1"), start + secs(151 * index)), None);
        }
    }

    #[test]
    fn after_a_lockout_each_wrong_pin_locks_again_twice_as_long_up_to_a_quarter_of_an_hour() {
        let (tries, mut now) = (PinTries::default(), Instant::now());
        let one = device("k-1");
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
        let one = device("k-1");
        let tries = PinTries::default();
        let locked =
            |tries: &PinTries, now| (0..WRONG_MAX).filter_map(|_| tries.wrong(&one, now)).last();
        assert_eq!(locked(&tries, start), Some(60));
        tries.right(&one);
        assert_eq!(tries.wrong(&one, start), None);
        let tries = PinTries::default();
        assert_eq!(locked(&tries, start), Some(60));
        let later = start + LOCKED_FIRST + FORGOTTEN_AFTER;
        assert_eq!(tries.wrong(&one, later), None);
    }
}
