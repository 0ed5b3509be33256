//! A whole day, from the first who comes to the last who is served: what became of everybody.

use antre_domain::config::{AtClosing, Config};
use antre_domain::rule::Cause;

use crate::hall::{Hall, Shift};
use crate::layout::{Layout, Queue, Seat};
use crate::run::{Call, Go, Runner, Stay, Then, Watch, World};
use crate::scenario::{Drawn, DrawnWorld, Scenario};

/// A branch as somebody would have it on one day: its rules, its counters and their shifts.
#[derive(Debug, Clone)]
pub struct Arrangement {
    /// What it is called, on tables and charts.
    pub name: String,
    /// The branch. It has passed its own check.
    pub config: Config,
    /// The same, in indices.
    pub layout: Layout,
    /// The morning: nobody is there but whoever has waited from before.
    pub hall: Hall,
    /// When the branch closes, in milliseconds of the business day. Counters that serve on are paid for it
    /// only while somebody stands there.
    pub closes_ms: i64,
}

/// What became of everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Every stay in a queue, in the order in which they began.
    pub legs: Vec<Leg>,
    /// By [`Seat`].
    pub desks: Vec<Worked>,
    /// How many came and were given no number.
    pub turned_away: u32,
}

/// A stay in one queue. Times are worked milliseconds of the business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// Whose.
    pub key: u32,
    /// Which.
    pub queue: Queue,
    /// When they came to it.
    pub joined_ms: i64,
    /// The age by which they queued there.
    pub since_ms: i64,
    /// What became of it.
    pub end: End,
}

/// How a stay in a queue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// They were called.
    Called {
        /// To which counter.
        seat: Seat,
        /// When.
        at_ms: i64,
        /// Why they, where the rule decided.
        cause: Option<Cause>,
        /// How long the counter was theirs.
        taken_ms: i64,
        /// They were not there.
        no_show: bool,
    },
    /// They gave up, or were sent away at closing time.
    Left {
        /// When.
        at_ms: i64,
    },
    /// Nobody had called them when the day was over.
    Waits,
}

/// What a counter did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worked {
    /// How long somebody stood before it.
    pub busy_ms: i64,
    /// How long it was manned: its shifts till the branch closed, and whatever it worked beyond.
    pub manned_ms: i64,
}

impl Leg {
    /// From when their wait counts: one who has booked does not wait before the booked time.
    pub fn counts_from_ms(&self) -> i64 {
        self.joined_ms.max(self.since_ms)
    }

    /// When they were called and how long they had waited, in milliseconds; `None` where they were not.
    pub fn called(&self) -> Option<(i64, i64)> {
        match self.end {
            End::Called { at_ms, .. } => Some((at_ms, (at_ms - self.counts_from_ms()).max(0))),
            End::Left { .. } | End::Waits => None,
        }
    }
}

impl Arrangement {
    /// The branch of `config`, manned as `scenario` has it.
    ///
    /// # Panics
    /// Where [`Scenario::check`] finds a fault.
    pub fn of(name: impl Into<String>, config: Config, scenario: &Scenario) -> Self {
        let layout = Layout::of(&config);
        let hall = scenario.hall(&config, &layout);
        let midnight = config.time_zone.instant(scenario.date, 0).millis();
        let closes = config.closes_at(scenario.date);
        let closes_ms = closes.map_or(hall.now_ms, |at| at.millis() - midnight);
        Self {
            name: name.into(),
            config,
            layout,
            hall,
            closes_ms,
        }
    }

    /// The day that `scenario` and chance bring for `seed`.
    pub fn day(&self, runner: &mut Runner, scenario: &Scenario, seed: u64) -> Outcome {
        let drawn = Drawn::of(scenario, &self.config, &self.layout, seed);
        let mut world = DrawnWorld::new(&drawn, &self.layout);
        Outcome {
            turned_away: drawn.turned_away,
            ..self.live(runner, &mut world)
        }
    }

    /// The day that `world` brings.
    pub fn live<W: World>(&self, runner: &mut Runner, world: &mut W) -> Outcome {
        const DAY_MS: i64 = 24 * 3_600_000;
        let mut diary = Diary::default();
        for waiter in &self.hall.waiting {
            diary.begins(waiter.key, waiter.queue, self.hall.now_ms);
        }
        let until_ms = self.hall.now_ms + DAY_MS;
        runner.run(&self.layout, &self.hall, world, &mut diary, until_ms);
        let mut outcome = Outcome {
            legs: diary.legs,
            ..Outcome::default()
        };
        outcome.desks = self.worked(&outcome.legs);
        outcome
    }

    /// What each counter did, by the calls that it made.
    pub(crate) fn worked(&self, legs: &[Leg]) -> Vec<Worked> {
        let paid = |shifts: &[Shift]| -> Vec<(i64, i64)> {
            let ends = |shift: &Shift| match self.config.rules.at_closing {
                AtClosing::ServeOut if shift.to_ms > self.closes_ms => {
                    self.closes_ms.max(shift.from_ms)
                }
                AtClosing::ServeOut | AtClosing::Expire => shift.to_ms,
            };
            let shifts = shifts.iter().map(|shift| (shift.from_ms, ends(shift)));
            shifts.collect()
        };
        let desks = self.hall.desks.iter();
        let paid: Vec<_> = desks.map(|desk| paid(&desk.shifts)).collect();
        let manned = paid.iter().map(|spans| Worked {
            busy_ms: 0,
            manned_ms: spans.iter().map(|(from, to)| to - from).sum(),
        });
        let mut worked: Vec<Worked> = manned.collect();
        for leg in legs {
            let End::Called {
                seat,
                at_ms,
                taken_ms,
                ..
            } = leg.end
            else {
                continue;
            };
            let index = usize::from(seat.0);
            let Some(desk) = worked.get_mut(index) else {
                continue;
            };
            let inside = paid[index].iter().map(|(from, to)| {
                let (from, to) = (at_ms.max(*from), (at_ms + taken_ms).min(*to));
                (to - from).max(0)
            });
            desk.busy_ms += taken_ms;
            desk.manned_ms += taken_ms - inside.sum::<i64>();
        }
        worked
    }
}

/// Writes down what happens.
#[derive(Debug, Default)]
struct Diary {
    legs: Vec<Leg>,
    /// By key: their last leg.
    last: Vec<Option<usize>>,
}

impl Diary {
    fn begins(&mut self, key: u32, queue: Queue, joined_ms: i64) {
        let place = key as usize;
        if self.last.len() <= place {
            self.last.resize(place + 1, None);
        }
        self.last[place] = Some(self.legs.len());
        self.legs.push(Leg {
            key,
            queue,
            joined_ms,
            since_ms: joined_ms,
            end: End::Waits,
        });
    }

    fn last(&mut self, key: u32) -> Option<&mut Leg> {
        let leg = self.last.get(key as usize).copied().flatten()?;
        self.legs.get_mut(leg)
    }
}

impl Watch for Diary {
    fn called(&mut self, call: &Call) -> Go {
        if let Some(leg) = self.last(call.key) {
            leg.since_ms = call.since_ms;
            leg.end = End::Called {
                seat: call.seat,
                at_ms: call.at_ms,
                cause: call.cause,
                taken_ms: 0,
                no_show: false,
            };
        }
        Go::On
    }

    fn done(&mut self, seat: Seat, call: Option<&Call>, stay: &Stay, at_ms: i64) {
        let Some(call) = call else {
            return;
        };
        // One who went on before the counter was ready has a further leg by now.
        let mut legs = self.legs.iter_mut().rev();
        let leg = legs.find(|leg| {
            let called = leg.called().map(|(at_ms, _)| at_ms);
            leg.key == call.key && called == Some(call.at_ms)
        });
        if let Some(leg) = leg
            && let End::Called { cause, .. } = leg.end
        {
            leg.end = End::Called {
                seat,
                at_ms: call.at_ms,
                cause,
                taken_ms: at_ms - call.at_ms,
                no_show: stay.then == Then::NoShow,
            };
        }
    }

    fn left(&mut self, key: u32, _queue: Queue, since_ms: i64, at_ms: i64) {
        if let Some(leg) = self.last(key) {
            leg.since_ms = since_ms;
            leg.end = End::Left { at_ms };
        }
    }

    fn joined(&mut self, key: u32, queue: Queue, at_ms: i64) {
        self.begins(key, queue, at_ms);
    }
}
