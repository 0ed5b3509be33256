//! What a wait is told from where the rule cannot be run forward: how many are ahead and how long each
//! takes, and below that, how long the last one waited.

use statrs::distribution::{ContinuousCDF as _, Gamma};

use crate::formula::{queue_length_quantile_secs, queue_length_wait_secs};
use crate::hall::{At, Desk, Hall, Shift};
use crate::layout::{Layout, Queue};
use crate::learn::Learnt;
use crate::spread::{Basis, Spread};

/// How the wait of the last one called varies against one's own: the shape of a gamma.
const LAST_CALLED_SHAPE: f64 = 2.0;
/// Shorter than this no wait of the last one is believed to be.
const LAST_CALLED_MIN_SECS: f64 = 60.0;

/// Nobody is ahead and a counter is free.
const AT_ONCE: Spread = Spread {
    mean_secs: 0.0,
    p10_secs: 0.0,
    p50_secs: 0.0,
    p80_secs: 0.0,
    p90_secs: 0.0,
    never: 0.0,
};

/// The wait of one with `ahead` before them at `counters` that are all taken, each customer taking
/// `mean_secs`: an Erlang distribution of `ahead + 1` departures. `None` where no counter works or the
/// mean is no duration.
pub fn queue_length(ahead: u32, mean_secs: f64, counters: u32) -> Option<Spread> {
    if counters == 0 || !mean_secs.is_finite() || mean_secs <= 0.0 {
        return None;
    }
    let at = |at| queue_length_quantile_secs(ahead, mean_secs, counters, at);
    Some(Spread {
        mean_secs: queue_length_wait_secs(ahead, mean_secs, counters, None),
        p10_secs: at(0.1),
        p50_secs: at(0.5),
        p80_secs: at(0.8),
        p90_secs: at(0.9),
        never: 0.0,
    })
}

/// The wait of one who comes after somebody was called who had waited `wait_secs`. `None` where that is no
/// wait.
pub fn last_called(wait_secs: f64) -> Option<Spread> {
    if !wait_secs.is_finite() || wait_secs < 0.0 {
        return None;
    }
    let mean_secs = wait_secs.max(LAST_CALLED_MIN_SECS);
    let gamma = Gamma::new(LAST_CALLED_SHAPE, LAST_CALLED_SHAPE / mean_secs).ok()?;
    Some(Spread {
        mean_secs,
        p10_secs: gamma.inverse_cdf(0.1),
        p50_secs: gamma.inverse_cdf(0.5),
        p80_secs: gamma.inverse_cdf(0.8),
        p90_secs: gamma.inverse_cdf(0.9),
        never: 0.0,
    })
}

/// The wait of one who would come now, without a run: from the counters that are at work and take them.
/// `None` where there is none, or nothing is known.
pub fn estimate(
    layout: &Layout,
    hall: &Hall,
    learnt: &Learnt,
    queue: Queue,
) -> Option<(Spread, Basis)> {
    let takes = |rule: u16, queue: Queue| {
        let rule = layout.rules.get(usize::from(rule));
        rule.is_some_and(|rule| rule.takes.iter().any(|(taken, _)| *taken == queue))
    };
    let able: Vec<(&Desk, u16)> = hall
        .desks
        .iter()
        .filter_map(|desk| Some((desk, desk.rule_at(hall.now_ms)?)))
        .filter(|(_, rule)| takes(*rule, queue))
        .collect();
    let counters = u32::try_from(able.len())
        .ok()
        .filter(|counters| *counters > 0)?;
    let waits_for_them = |queue: Queue| able.iter().any(|(_, rule)| takes(*rule, queue));
    let waiting = hall.waiting.iter().filter(|waiter| !waiter.ghost);
    let ahead = waiting
        .filter(|waiter| waits_for_them(waiter.queue))
        .count();
    if ahead == 0 && able.iter().any(|(desk, _)| desk.now == At::Free) {
        return Some((AT_ONCE, Basis::QueueLength));
    }
    if let Some(mean_secs) = learnt.mean_taken_secs(queue) {
        let spread = queue_length(u32::try_from(ahead).ok()?, mean_secs, counters)?;
        return Some((spread, Basis::QueueLength));
    }
    let spread = last_called(learnt.last_wait_secs(queue)?)?;
    Some((spread, Basis::LastCalled))
}

impl Desk {
    /// By which rule it calls at this time, if it works then.
    fn rule_at(&self, at_ms: i64) -> Option<u16> {
        let on = |shift: &&Shift| (shift.from_ms..shift.to_ms).contains(&at_ms);
        self.shifts.iter().find(on).map(|shift| shift.rule)
    }
}
