//! How right ranges are: rehearsed days, each number's range told when it was given, and the wait that came
//! of it. What is told is what a hub would tell: from the days before, from the hall as the branch shows it
//! at that moment, corrected by those waits alone that have ended by then.

use std::collections::BTreeMap;

use antre_domain::{Branch, Config, Desk, Event, Rejection, TicketId, What};
use chrono::{Days, NaiveDate};

use super::{Rehearsal, Visits};
use crate::calibrate::Calibrator;
use crate::estimator;
use crate::hall::{Expected, Hall};
use crate::layout::{Layout, Queue};
use crate::learn::Learnt;
use crate::ranges::outlook_of_in;
use crate::round;
use crate::scenario::Scenario;
use crate::spread::{Basis, Range, Spread};

/// How many days before a scenario's own the branch's history begins.
pub const PAST_DAYS: u64 = 14;
/// On so many of them ranges were told already: that is what later ones are corrected by.
pub const TOLD_DAYS: u64 = 3;

/// A served ticket: what was told when it was given, and how long it waited.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wait {
    /// The seed of its day.
    pub seed: u64,
    /// Its first queue.
    pub queue: Queue,
    /// The hour of the business day in which it was given.
    pub hour: u8,
    /// What was told; `None` for "–".
    pub told: Option<Told>,
    /// What a queue-length estimator says: (n + 1) · m / s.
    pub queue_length_secs: Option<f64>,
    /// How long whoever was called last of its service and class had waited.
    pub last_called_secs: Option<f64>,
    /// How long it waited.
    pub wait_secs: f64,
}

/// A range before and after it was printed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// From what.
    pub basis: Basis,
    /// Corrected, not yet rounded.
    pub spread: Spread,
    /// As printed.
    pub range: Range,
}

/// Rehearses the scenario's day with `seed`, after a past of other seeds, and tells every ticket its range,
/// each from so many `runs`.
///
/// # Errors
/// Where the branch refuses what the scenario asks of it.
pub fn trial(
    config: &Config,
    scenario: &Scenario,
    seed: u64,
    runs: u32,
) -> Result<Vec<Wait>, Rejection> {
    trial_after(config, scenario, scenario, seed, runs)
}

/// The same after days of another scenario, `past`.
///
/// # Errors
/// Where the branch refuses what a scenario asks of it.
pub fn trial_after(
    config: &Config,
    past: &Scenario,
    scenario: &Scenario,
    seed: u64,
    runs: u32,
) -> Result<Vec<Wait>, Rejection> {
    let layout = Layout::of(config);
    let begins = |date: NaiveDate| config.time_zone.instant(date, config.day_starts.minutes());
    let first = scenario.date - Days::new(PAST_DAYS);
    let mut silent = |_: &Branch, _: &Event| {};
    let epoch = (1, mixed(seed, u64::MAX));
    let mut rehearsal = Rehearsal::begin(config, begins(first), epoch, true, &mut silent)?;
    let mut teller = Teller {
        layout: &layout,
        visits: Visits::new(&layout),
        learnt: Learnt::from(&layout, &[], first),
        expected: Expected::default(),
        calibrator: Calibrator::new(layout.services.len()),
        seed,
        runs,
        tells: false,
        open: BTreeMap::new(),
        waits: Vec::new(),
    };
    for (day, date) in (0..=PAST_DAYS).zip(first.iter_days()) {
        rehearsal.wait(begins(date), &mut |branch, event| {
            teller.looks(branch, event)
        })?;
        teller.learnt.turn_to(date);
        teller.expected = Expected {
            seats: teller.learnt.manned(),
            break_secs: teller.learnt.break_secs(),
        };
        teller.tells = day + TOLD_DAYS >= PAST_DAYS;
        teller.waits.clear();
        let (scenario, seed) = if day == PAST_DAYS {
            (scenario, seed)
        } else {
            (past, mixed(seed, day))
        };
        rehearsal.live(scenario, seed, &mut |branch, event| {
            teller.looks(branch, event)
        })?;
    }
    Ok(teller.waits)
}

/// Looks on at a branch, tells each new number its range, and learns from what comes of it.
struct Teller<'a> {
    layout: &'a Layout,
    visits: Visits<'a>,
    learnt: Learnt,
    expected: Expected,
    calibrator: Calibrator,
    seed: u64,
    runs: u32,
    tells: bool,
    /// By ticket: what was told, before and after it was corrected.
    open: BTreeMap<TicketId, (Option<Spread>, i64, Wait)>,
    /// Of those who were served.
    waits: Vec<Wait>,
}

impl Teller<'_> {
    fn looks(&mut self, branch: &Branch, event: &Event) {
        for visit in self.visits.take(branch, event) {
            self.learnt.take(visit);
        }
        if !self.tells {
            return;
        }
        if let What::TicketIssued { ticket, .. } = &event.what {
            self.tell(branch, *ticket);
        } else if let What::TicketCalled { ticket, .. } = &event.what {
            if let Some((raw, issued_ms, wait)) = self.open.get_mut(ticket) {
                wait.wait_secs = (event.at.millis() - *issued_ms) as f64 / 1000.0;
                if let Some(raw) = raw.take() {
                    let service = self.layout.service_of(wait.queue);
                    self.calibrator.take(service, &raw, wait.wait_secs);
                }
            }
        } else if let What::TicketStarted { ticket, .. } = &event.what {
            // Only the first leg is told at the kiosk, and only whoever was there is served.
            let wait = self.open.remove(ticket);
            self.waits.extend(wait.map(|(_, _, wait)| wait));
        } else if let What::TicketNoShow { ticket, .. } = &event.what {
            self.open.remove(ticket);
        }
    }

    fn tell(&mut self, branch: &Branch, id: TicketId) {
        let (Some(day), Some(ticket)) = (branch.day(), branch.ticket(id)) else {
            return;
        };
        let queue = self.layout.queue(&ticket.leg.service, &ticket.class);
        let now = ticket.issued_at;
        let seen = Hall::of(branch, self.layout, now, &self.expected);
        let (Some(queue), Some(mut seen)) = (queue, seen) else {
            return;
        };
        let key = seen.tickets.iter().position(|known| *known == id);
        let Some(key) = key.and_then(|key| u32::try_from(key).ok()) else {
            return;
        };
        let raw = match self.learnt.basis(queue) {
            Some(Basis::Run) => {
                let hall = &seen.hall;
                let seed = mixed(self.seed, id.bits());
                let world = |run| {
                    let seed = seed.wrapping_add(u64::from(run));
                    self.learnt.world(self.layout, hall, seed)
                };
                let spread = outlook_of_in(self.layout, hall, key, self.runs, world);
                spread.map(|spread| (spread, Basis::Run))
            }
            Some(Basis::QueueLength | Basis::LastCalled) | None => {
                seen.hall.waiting.retain(|waiter| waiter.key != key);
                estimator::estimate(self.layout, &seen.hall, &self.learnt, queue)
            }
        };
        let service = self.layout.service_of(queue);
        let told = raw.and_then(|(raw, basis)| {
            let spread = self.calibrator.apply(service, &raw);
            let range = round::round(&spread)?;
            Some(Told {
                basis,
                spread,
                range,
            })
        });
        let able = day.counters.values().filter(|counter| {
            let plan = branch.plans().get(&counter.profile);
            let asked = (ticket.leg.service.clone(), ticket.class.clone());
            counter.desk == Desk::Open && plan.is_some_and(|plan| plan.queues.contains_key(&asked))
        });
        let idle = able.clone().any(|counter| counter.ticket.is_none());
        let able = able.count();
        let ahead = branch.tickets_ahead(ticket);
        let mean_secs = self.learnt.mean_taken_secs(queue).filter(|_| able > 0);
        let queue_length_secs = mean_secs.map(|mean_secs| {
            let all_busy = !(idle && ahead == 0);
            f64::from(u8::from(all_busy)) * f64::from(ahead + 1) * mean_secs / able as f64
        });
        let hour = seen.hall.of_day_ms / 3_600_000;
        let wait = Wait {
            seed: self.seed,
            queue,
            hour: u8::try_from(hour).unwrap_or(u8::MAX),
            told,
            queue_length_secs,
            last_called_secs: self.learnt.last_wait_secs(queue),
            wait_secs: 0.0,
        };
        let raw = raw.map(|(raw, _)| raw);
        self.open.insert(id, (raw, now.millis(), wait));
    }
}

/// Another seed for each thing that is drawn.
fn mixed(seed: u64, of: u64) -> u64 {
    let bits = (seed ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (bits ^ of ^ (bits >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb) ^ (of >> 31)
}
