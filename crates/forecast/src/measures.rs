//! What a day was like for those who waited, and for those who served.

use std::collections::BTreeSet;

use antre_domain::{ClassId, CounterId, ServiceId};
use serde::Serialize;

use crate::day::{Arrangement, End, Leg, Outcome, Worked};
use crate::layout::Queue;

/// How long a step of [`Measures::by_time`] is, in minutes.
pub const STEP_MINUTES: u16 = 15;
const STEP_MS: i64 = STEP_MINUTES as i64 * 60_000;

/// A day, or several days together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measures {
    /// How many days.
    pub days: usize,
    /// How many came and were given no number, a day.
    pub turned_away: f64,
    /// Everybody.
    pub all: Waits,
    /// By class, in the order of the branch file; of those with anybody.
    pub classes: Vec<OfClass>,
    /// By service, in the order of the branch file; of those with anybody.
    pub services: Vec<OfService>,
    /// How many calls a day passed over somebody of the same service and class who was there first.
    pub slips: f64,
    /// The longest run of calls of priority classes by one profile while a regular customer waited whom
    /// it takes first.
    pub priority_run_max: u32,
    /// Jain's index (Σx)² / (n·Σx²) over the waits of all who were called: 1 where all waited as long,
    /// 1/n where one did alone. `None` where nobody was called.
    pub jain: Option<f64>,
    /// What part of the time that counters were manned somebody stood there; `None` where none was.
    pub utilisation: Option<f64>,
    /// By counter, in the order of the branch file.
    pub counters: Vec<OfCounter>,
    /// How long those waited who joined a queue in each quarter hour of the business day, in seconds in
    /// the mean; `None` where nobody did. The first begins at the start of the business day.
    pub by_time: Vec<Option<f64>>,
}

/// The waits of some. A ticket that goes on to a further service waits again, and counts again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Waits {
    /// How many joined a queue, a day.
    pub joined: f64,
    /// How many of them were called and came, a day.
    pub served: f64,
    /// How many were called and were not there, a day.
    pub no_shows: f64,
    /// How many left before they were called, a day; those sent away too.
    pub left: f64,
    /// The mean wait until the call, in seconds; `None` where nobody was called, as below.
    pub mean_secs: Option<f64>,
    /// Half waited no longer.
    pub p50_secs: Option<f64>,
    /// Nineteen in twenty waited no longer.
    pub p95_secs: Option<f64>,
    /// The longest.
    pub max_secs: Option<f64>,
    /// Called within the target of their class ÷ (called + no-show + left after it).
    pub service_level: Option<f64>,
}

/// The waits of a class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfClass {
    /// Which.
    pub class: ClassId,
    /// The wait that it is promised, in seconds.
    pub target_secs: u32,
    /// How long they waited.
    #[serde(flatten)]
    pub waits: Waits,
}

/// The waits for a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfService {
    /// Which.
    pub service: ServiceId,
    /// How long they waited.
    #[serde(flatten)]
    pub waits: Waits,
}

/// What a counter did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfCounter {
    /// Which.
    pub counter: CounterId,
    /// For how long it was manned, a day.
    pub manned_secs: f64,
    /// What part of that time somebody stood there; `None` where it was not manned.
    pub utilisation: Option<f64>,
}

impl Measures {
    /// Of days under one arrangement, all together.
    pub fn of(arrangement: &Arrangement, days: &[Outcome]) -> Self {
        let layout = &arrangement.layout;
        let targets: Vec<i64> = arrangement
            .config
            .classes
            .iter()
            .map(|class| i64::from(class.target_wait_secs) * 1000)
            .collect();
        let target_ms = |queue: Queue| targets[layout.class_of(queue)];
        let count = days.len().max(1) as f64;
        let legs = || days.iter().flat_map(|day| &day.legs);
        let waits = |is_counted: &dyn Fn(Queue) -> bool| {
            let counted = legs().filter(|leg| is_counted(leg.queue));
            Waits::of(counted, count, target_ms)
        };
        let classes = arrangement.config.classes.iter().enumerate();
        let classes = classes.map(|(index, class)| OfClass {
            class: class.id.clone(),
            target_secs: class.target_wait_secs,
            waits: waits(&|queue| layout.class_of(queue) == index),
        });
        let services = layout.services.iter().enumerate();
        let services = services.map(|(index, service)| OfService {
            service: service.clone(),
            waits: waits(&|queue| layout.service_of(queue) == index),
        });
        let called: Vec<f64> = legs()
            .filter_map(|leg| leg.called())
            .map(|(_, waited_ms)| waited_ms as f64 / 1000.0)
            .collect();
        let worked = |seat: usize| {
            let of_day = days.iter().filter_map(|day| day.desks.get(seat));
            of_day.fold(Worked::default(), |sum, day| Worked {
                busy_ms: sum.busy_ms + day.busy_ms,
                manned_ms: sum.manned_ms + day.manned_ms,
            })
        };
        let all: Vec<Worked> = (0..layout.counters.len()).map(worked).collect();
        let counters = layout.counters.iter().zip(&all);
        let (busy_ms, manned_ms) = all.iter().fold((0, 0), |(busy_ms, manned_ms), one| {
            (busy_ms + one.busy_ms, manned_ms + one.manned_ms)
        });
        Self {
            days: days.len(),
            turned_away: days
                .iter()
                .map(|day| f64::from(day.turned_away))
                .sum::<f64>()
                / count,
            all: waits(&|_| true),
            classes: classes.filter(|one| one.waits.joined > 0.0).collect(),
            services: services.filter(|one| one.waits.joined > 0.0).collect(),
            slips: days.iter().map(|day| slips(&day.legs) as f64).sum::<f64>() / count,
            priority_run_max: days
                .iter()
                .map(|day| priority_run(arrangement, &day.legs))
                .max()
                .unwrap_or(0),
            jain: jain(&called),
            utilisation: ratio(busy_ms, manned_ms),
            counters: counters
                .map(|(counter, worked)| OfCounter {
                    counter: counter.clone(),
                    manned_secs: worked.manned_ms as f64 / 1000.0 / count,
                    utilisation: ratio(worked.busy_ms, worked.manned_ms),
                })
                .collect(),
            by_time: by_time(legs(), arrangement.hall.now_ms),
        }
    }
}

impl Waits {
    fn of<'a>(
        legs: impl Iterator<Item = &'a Leg>,
        days: f64,
        target_ms: impl Fn(Queue) -> i64,
    ) -> Self {
        let (mut joined, mut no_shows, mut left) = (0_u32, 0_u32, 0_u32);
        let (mut within, mut late) = (0_u32, 0_u32);
        let mut called: Vec<i64> = Vec::new();
        for leg in legs {
            joined += 1;
            match leg.end {
                End::Called { at_ms, no_show, .. } => {
                    let waited_ms = (at_ms - leg.counts_from_ms()).max(0);
                    called.push(waited_ms);
                    no_shows += u32::from(no_show);
                    within += u32::from(waited_ms <= target_ms(leg.queue));
                }
                End::Left { at_ms } => {
                    left += 1;
                    late += u32::from(at_ms - leg.counts_from_ms() > target_ms(leg.queue));
                }
                End::Waits => late += 1,
            }
        }
        called.sort_unstable();
        let counted = called.len() as f64 + f64::from(late);
        let sum: f64 = called.iter().map(|waited_ms| *waited_ms as f64).sum();
        let at = |part: f64| {
            let last = called.len().checked_sub(1)?;
            let place = (part * called.len() as f64).ceil() as usize;
            Some(called[place.saturating_sub(1).min(last)] as f64 / 1000.0)
        };
        Self {
            joined: f64::from(joined) / days,
            served: (called.len() as f64 - f64::from(no_shows)) / days,
            no_shows: f64::from(no_shows) / days,
            left: f64::from(left) / days,
            mean_secs: (!called.is_empty()).then(|| sum / called.len() as f64 / 1000.0),
            p50_secs: at(0.5),
            p95_secs: at(0.95),
            max_secs: at(1.0),
            service_level: (counted > 0.0).then(|| f64::from(within) / counted),
        }
    }
}

/// Jain's index; 1 where nobody waited at all.
pub fn jain(waits: &[f64]) -> Option<f64> {
    let sum: f64 = waits.iter().sum();
    let squares: f64 = waits.iter().map(|wait| wait * wait).sum();
    match waits.is_empty() {
        true => None,
        false if squares == 0.0 => Some(1.0),
        false => Some(sum * sum / (waits.len() as f64 * squares)),
    }
}

/// Something at an instant, of a sweep through a day: who joined comes before who was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Joins,
    Goes { called: bool },
}

fn steps(legs: &[Leg]) -> Vec<(i64, Step, usize)> {
    let mut steps = Vec::with_capacity(2 * legs.len());
    for (index, leg) in legs.iter().enumerate() {
        steps.push((leg.joined_ms, Step::Joins, index));
        match leg.end {
            End::Called { at_ms, .. } => steps.push((at_ms, Step::Goes { called: true }, index)),
            End::Left { at_ms } => steps.push((at_ms, Step::Goes { called: false }, index)),
            End::Waits => {}
        }
    }
    steps.sort_unstable();
    steps
}

/// How many calls passed over somebody of the same queue who is older.
fn slips(legs: &[Leg]) -> usize {
    let mut waiting: BTreeSet<(Queue, i64, usize)> = BTreeSet::new();
    let mut slips = 0;
    for (at_ms, step, index) in steps(legs) {
        let leg = &legs[index];
        let place = (leg.queue, leg.since_ms, index);
        match step {
            Step::Joins => {
                waiting.insert(place);
            }
            Step::Goes { called } => {
                waiting.remove(&place);
                let mut ahead = waiting.range((leg.queue, i64::MIN, 0)..place);
                let passed = ahead
                    .next()
                    .is_some_and(|(_, since_ms, _)| *since_ms <= at_ms);
                slips += usize::from(called && passed);
            }
        }
    }
    slips
}

/// The longest run of priority calls by one profile while a regular customer waits whom it takes first.
fn priority_run(arrangement: &Arrangement, legs: &[Leg]) -> u32 {
    let layout = &arrangement.layout;
    let classes = &arrangement.config.classes;
    let is_priority = |queue: Queue| classes[layout.class_of(queue)].priority;
    let mut waiting = vec![0_u32; layout.queues()];
    let mut runs = vec![0_u32; layout.rules.len()];
    let mut longest = 0;
    for (at_ms, step, index) in steps(legs) {
        let leg = &legs[index];
        let queue = usize::from(leg.queue.0);
        match step {
            Step::Joins => waiting[queue] += 1,
            Step::Goes { .. } => waiting[queue] = waiting[queue].saturating_sub(1),
        }
        let (Step::Goes { called: true }, End::Called { seat, .. }) = (step, leg.end) else {
            continue;
        };
        let desk = &arrangement.hall.desks[usize::from(seat.0)];
        let mut shifts = desk.shifts.iter();
        let shift = shifts.find(|shift| (shift.from_ms..=shift.to_ms).contains(&at_ms));
        let Some(rule) = shift.map(|shift| usize::from(shift.rule)) else {
            continue;
        };
        let regular_waits = layout.rules[rule].takes.iter().any(|(queue, of)| {
            of.level == 1 && !is_priority(*queue) && waiting[usize::from(queue.0)] > 0
        });
        runs[rule] = if is_priority(leg.queue) && regular_waits {
            runs[rule] + 1
        } else {
            0
        };
        longest = longest.max(runs[rule]);
    }
    longest
}

fn by_time<'a>(legs: impl Iterator<Item = &'a Leg>, begins_ms: i64) -> Vec<Option<f64>> {
    const STEPS: usize = 24 * 60 / STEP_MINUTES as usize;
    let mut sums = vec![(0_i64, 0_i64); STEPS];
    for leg in legs {
        let step = usize::try_from((leg.counts_from_ms() - begins_ms) / STEP_MS);
        if let (Some((_, waited_ms)), Ok(step)) = (leg.called(), step)
            && let Some((sum_ms, count)) = sums.get_mut(step)
        {
            *sum_ms += waited_ms;
            *count += 1;
        }
    }
    let mean =
        |(sum_ms, count): (i64, i64)| (count > 0).then(|| sum_ms as f64 / 1000.0 / count as f64);
    sums.into_iter().map(mean).collect()
}

fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
