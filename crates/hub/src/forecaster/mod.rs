//! The forecaster: a thread that tells how long people will wait, off everybody's way.
//!
//! It is told by the follower that something happened, copies the hall under the readers' lock, and
//! computes without any. What it finds are instants, which the follower keeps for whoever asks.

mod judged;
mod past;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use antre_domain::{Config, Timestamp};
use antre_forecast::estimator;
use antre_forecast::hall::{At, Hall};
use antre_forecast::hall::{Expected, Seen};
use antre_forecast::layout::{Layout, Queue};
use antre_forecast::learn::Learnt;
use antre_forecast::ranges;
use antre_forecast::spread::{Basis, Spread};
use antre_storage::{DataDir, Leg, StorageError, ToldWait};

pub(crate) use self::judged::JudgedHandle;
use self::past::Past;
use crate::clock::HubClock;
use crate::follower::FollowerHandle;
use crate::waits::{Estimate, Newcomer, Outlook, basis_of};

/// How often ranges are computed at most while things happen.
pub const FORECAST_REST: Duration = Duration::from_secs(10);
/// How old ranges get while somebody waits or is served: services go on without an event.
const LIVELY_PERIOD: Duration = Duration::from_secs(30);
/// How old they get in an empty hall.
const QUIET_PERIOD: Duration = Duration::from_secs(300);
/// What is older than its period by so much is not told any more, in seconds.
const LATE_SECS_MAX: u32 = 30;
/// How many news wait while a forecast is made; of more, the reports are read again.
const NEWS_MAX: usize = 4_096;
/// The same hall has the same ranges: they do not flicker by chance.
const SEED: u64 = 0x61_6e74_7265;

/// What the follower has to tell.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// The legs that were written anew.
    pub(crate) legs: Vec<Leg>,
    /// What came of what people were told.
    pub(crate) told: Vec<ToldWait>,
}

/// The follower's way to the forecaster. It never waits for it.
#[derive(Debug)]
pub(crate) struct Teller {
    news: SyncSender<News>,
    lost: Arc<AtomicBool>,
}

impl Teller {
    /// Says that something happened.
    pub(crate) fn tell(&self, news: News) {
        if self.news.try_send(news).is_err() {
            self.lost.store(true, Ordering::Release);
        }
    }
}

/// What is heard from a [`Teller`].
#[derive(Debug)]
pub(crate) struct Ear {
    news: Receiver<News>,
    lost: Arc<AtomicBool>,
}

/// The two ends of a bounded line.
pub(crate) fn line() -> (Teller, Ear) {
    let (sender, receiver) = sync_channel(NEWS_MAX);
    let lost = Arc::new(AtomicBool::new(false));
    let teller = Teller {
        news: sender,
        lost: Arc::clone(&lost),
    };
    let ear = Ear {
        news: receiver,
        lost,
    };
    (teller, ear)
}

/// How forecasts are made.
#[derive(Debug, Clone)]
pub struct ForecastOptions {
    /// How long the forecaster rests between two of them at least.
    pub rest: Duration,
    /// Held while one is made. Tests hold it to see that nobody waits for the forecaster.
    pub gate: Arc<Mutex<()>>,
}

impl Default for ForecastOptions {
    fn default() -> Self {
        Self {
            rest: FORECAST_REST,
            gate: Arc::default(),
        }
    }
}

/// The forecaster before its thread runs.
#[derive(Debug)]
pub(crate) struct Forecaster {
    dir: DataDir,
    follower: FollowerHandle,
    ear: Ear,
    judged: JudgedHandle,
    clock: HubClock,
    options: ForecastOptions,
    learnt: Option<Taught>,
    /// Something happened since the last forecast.
    is_due: bool,
    is_lively: bool,
    forecast_at: Option<Instant>,
}

/// What is known of the past, for one configuration and day.
#[derive(Debug)]
struct Taught {
    config_seq: u64,
    layout: Layout,
    learnt: Learnt,
    past: Past,
}

impl Forecaster {
    pub(crate) fn new(
        dir: &DataDir,
        follower: FollowerHandle,
        ear: Ear,
        clock: HubClock,
        options: ForecastOptions,
    ) -> Self {
        Self {
            dir: dir.clone(),
            follower,
            ear,
            judged: JudgedHandle::default(),
            clock,
            options,
            learnt: None,
            is_due: true,
            is_lively: true,
            forecast_at: None,
        }
    }

    /// How right it was.
    pub(crate) fn judged(&self) -> JudgedHandle {
        self.judged.clone()
    }

    /// Runs until the follower is gone.
    pub(crate) fn spawn(mut self) -> std::io::Result<JoinHandle<()>> {
        std::thread::Builder::new()
            .name("antre-forecaster".into())
            .spawn(move || self.run())
    }

    fn run(&mut self) {
        loop {
            match self.ear.news.recv_timeout(self.sleep()) {
                Ok(news) => {
                    self.hear(news);
                    while let Ok(news) = self.ear.news.try_recv() {
                        self.hear(news);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if self.sleep().is_zero() {
                self.forecast();
            }
        }
    }

    /// How long there is nothing to compute.
    fn sleep(&self) -> Duration {
        let Some(forecast_at) = self.forecast_at else {
            return Duration::ZERO;
        };
        let rest = if self.is_due {
            self.options.rest
        } else {
            self.period()
        };
        rest.saturating_sub(forecast_at.elapsed())
    }

    fn period(&self) -> Duration {
        if self.is_lively {
            LIVELY_PERIOD
        } else {
            QUIET_PERIOD
        }
    }

    fn hear(&mut self, news: News) {
        self.is_due = true;
        let Some(taught) = &mut self.learnt else {
            return;
        };
        for leg in &news.legs {
            if let Some(visit) = taught.past.visit(&taught.layout, leg) {
                taught.learnt.take(visit);
            }
        }
        for told in &news.told {
            taught.past.judge(&taught.layout, told);
        }
        if !news.told.is_empty() {
            self.judged
                .set(taught.past.judged(&taught.layout, &taught.learnt));
        }
    }

    /// One forecast. Whatever goes wrong with it stays here: ranges then run out by themselves.
    fn forecast(&mut self) {
        self.is_due = false;
        let started_at = Instant::now();
        self.forecast_at = Some(started_at);
        let made = catch_unwind(AssertUnwindSafe(|| self.try_forecast()));
        match made {
            Ok(Ok(true)) => {
                metrics::counter!("antre_forecasts_total").increment(1);
                metrics::histogram!("antre_forecast_seconds")
                    .record(started_at.elapsed().as_secs_f64());
            }
            Ok(Ok(false)) => {}
            Ok(Err(error)) => {
                metrics::counter!("antre_forecast_failures_total").increment(1);
                tracing::warn!(%error, "the past cannot be read: no waiting ranges");
                self.learnt = None;
            }
            Err(_) => {
                metrics::counter!("antre_forecast_failures_total").increment(1);
                tracing::error!("a forecast panicked: ranges run out until the next one");
                self.learnt = None;
            }
        }
    }

    /// Says whether there was anything to tell.
    fn try_forecast(&mut self) -> Result<bool, StorageError> {
        let Some((config_seq, age)) = self
            .follower
            .read(|followed| Some((followed.config_seq()?, followed.waits_age())))
        else {
            return Ok(false);
        };
        if self.ear.lost.swap(false, Ordering::AcqRel) {
            self.learnt = None;
        }
        if self
            .learnt
            .as_ref()
            .is_none_or(|taught| taught.config_seq != config_seq)
        {
            self.learnt = self.learn(config_seq)?;
        }
        let Some(Taught {
            layout,
            learnt,
            past,
            ..
        }) = &self.learnt
        else {
            return Ok(false);
        };
        self.judged.set(past.judged(layout, learnt));
        let expected = Expected {
            seats: learnt.manned(),
            break_secs: learnt.break_secs(),
        };
        let seen = self.follower.read(|followed| {
            // Not before: whoever came a moment ago would seem to come after one who comes now.
            let now = self.clock.now().max(followed.branch.last_event_at());
            let seen = Hall::of(&followed.branch, layout, now, &expected)?;
            Some((now, seen))
        });
        let Some((now, seen)) = seen else {
            return Ok(false);
        };
        let is_busy = seen.hall.desks.iter().any(|desk| desk.now != At::Free);
        self.is_lively = is_busy || !seen.hall.waiting.is_empty();
        let gate = self
            .options
            .gate
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let looked = Look {
            layout,
            learnt,
            past,
            seen: &seen,
            now,
        };
        let late = Duration::from_secs(LATE_SECS_MAX.into());
        let valid_secs = self.period().saturating_add(late).as_secs();
        let outlook = looked.outlook(age, u32::try_from(valid_secs).unwrap_or(u32::MAX));
        drop(gate);
        self.follower.publish(outlook);
        metrics::gauge!("antre_forecast_at_seconds").set(now.millis() as f64 / 1_000.0);
        Ok(true)
    }

    /// Reads the last days anew. `None` where the branch has no configuration yet.
    fn learn(&self, config_seq: u64) -> Result<Option<Taught>, StorageError> {
        let config = self.follower.read(|followed| {
            Some((
                followed.branch.config()?.clone(),
                followed.branch.day()?.date,
            ))
        });
        let Some((config, today)): Option<(Config, _)> = config else {
            return Ok(None);
        };
        let layout = Layout::of(&config);
        let (past, visits) = Past::read(&self.dir, &config, &layout, today)?;
        let learnt = Learnt::from(&layout, &visits, today);
        Ok(Some(Taught {
            config_seq,
            layout,
            learnt,
            past,
        }))
    }
}

/// A hall and what is known of it.
struct Look<'a> {
    layout: &'a Layout,
    learnt: &'a Learnt,
    past: &'a Past,
    seen: &'a Seen,
    now: Timestamp,
}

impl Look<'_> {
    /// Everybody's wait.
    fn outlook(&self, age: u64, valid_secs: u32) -> Outlook {
        let Self { layout, seen, .. } = self;
        let forecast = ranges::forecast(layout, &seen.hall, self.learnt, SEED, ranges::RUNS);
        let queues = (0..).map(Queue).take(layout.queues());
        let newcomers = queues.filter_map(|queue| {
            let index = usize::from(queue.0);
            let (spread, basis) = match self.learnt.basis(queue)? {
                Basis::Run => (forecast.newcomers[index]?, Basis::Run),
                Basis::QueueLength | Basis::LastCalled => self.estimate(&seen.hall, queue)?,
            };
            let service = layout.services[layout.service_of(queue)].clone();
            let class = layout.classes[layout.class_of(queue)].clone();
            let newcomer = Newcomer {
                estimate: self.told(queue, spread, basis),
                pace_secs: forecast.pace_secs[index],
            };
            Some(((service, class), newcomer))
        });
        let tickets = seen.hall.waiting.iter().filter_map(|waiter| {
            let key = usize::try_from(waiter.key).ok()?;
            let id = *seen.tickets.get(key)?;
            let spread = match self.learnt.basis(waiter.queue) {
                Some(Basis::Run) => forecast.tickets[key].map(|spread| (spread, Basis::Run)),
                Some(Basis::QueueLength | Basis::LastCalled) => self.estimate(
                    &ahead_of(&seen.hall, waiter.turn, waiter.queue),
                    waiter.queue,
                ),
                None => None,
            };
            Some((
                id,
                spread.map(|(spread, basis)| self.told(waiter.queue, spread, basis)),
            ))
        });
        Outlook {
            age,
            valid_until: self.now.plus_secs(valid_secs),
            newcomers: newcomers.collect(),
            tickets: tickets.collect(),
        }
    }

    /// Where too little is known for a run.
    fn estimate(&self, hall: &Hall, queue: Queue) -> Option<(Spread, Basis)> {
        estimator::estimate(self.layout, hall, self.learnt, queue)
    }

    fn told(&self, queue: Queue, raw: Spread, basis: Basis) -> Estimate {
        let service = self.layout.service_of(queue);
        Estimate {
            at: self.now,
            raw,
            corrected: self.past.calibrator.apply(service, &raw),
            basis,
        }
    }
}

/// The hall without whoever stands behind one of its queue.
fn ahead_of(hall: &Hall, turn: u64, queue: Queue) -> Hall {
    let mut hall = hall.clone();
    hall.waiting
        .retain(|waiter| waiter.queue != queue || waiter.turn < turn);
    hall
}

/// A basis that an older version of the reports may not have known is none.
fn told_basis(told: &ToldWait) -> Option<Basis> {
    basis_of(&told.basis)
}
