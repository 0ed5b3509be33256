//! Whether the day will last for whoever takes a number now.

use crate::branch::{Day, Desk};
use crate::config::{AtClosing, Config, Service};
use crate::ids::CounterId;
use crate::time::Timestamp;

/// The pace is read from the calls of so many seconds.
pub(crate) const PACE_SECS: u32 = 3_600;
/// Fewer calls than this are no pace yet.
const CALLS_MIN: usize = 3;

impl Day {
    /// Whether one who takes a number for `service` at `now` will probably not be called before closing
    /// time ends the waiting: at the pace of the last hour at the open counters that take it, everybody
    /// who waits for those counters going first. `false` where the branch serves everybody out, and
    /// where nobody can say: no counter is open, or too little has happened for a pace.
    pub fn too_late(&self, config: &Config, service: &Service, now: Timestamp) -> bool {
        let closes_at = match config.rules.at_closing {
            AtClosing::ServeOut => None,
            AtClosing::Expire => self.closes_at.filter(|closes_at| *closes_at > now),
        };
        let Some(closes_at) = closes_at else {
            return false;
        };
        let first = self.first_stop(config, service);
        let open = self.counters.iter();
        let open = open.filter(|(_, counter)| counter.desk == Desk::Open);
        let taking: Vec<_> = open
            .filter_map(|(id, counter)| Some((id, config.profile(&counter.profile)?)))
            .filter(|(_, profile)| profile.level(&first).is_some())
            .collect();
        let is_taking = |counter: &CounterId| taking.iter().any(|(id, _)| *id == counter);
        let calls = self
            .calls
            .iter()
            .filter(|(at, counter)| now.secs_since(*at) <= PACE_SECS && is_taking(counter));
        let made = calls.clone().count();
        let Some((first_at, _)) = calls.min() else {
            return false;
        };
        let took_ms = self.worked_ms(now) - self.worked_ms(*first_at);
        if made < CALLS_MIN || took_ms <= 0 {
            return false;
        }
        let queues = self.queues.iter().filter(|((queued, _), _)| {
            taking
                .iter()
                .any(|(_, profile)| profile.level(queued).is_some())
        });
        let ahead: usize = queues.map(|(_, queue)| queue.len()).sum();
        let left_ms = closes_at.millis() - now.millis();
        // The next would be called after (ahead + 1) × took / made.
        let needed = (ahead as i128 + 1) * i128::from(took_ms);
        needed > i128::from(left_ms) * made as i128
    }
}
