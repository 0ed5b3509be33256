//! How many counters a queue needs: by formula, and by the engine that also tells waiting ranges. The
//! two know nothing of each other, so that each checks the other.

mod chance;
mod long_run;
pub mod roster;

use serde::Serialize;

use crate::formula::{Demand, Steady};

pub use self::long_run::{Length, Measured, Station, long_run};

/// The most counters that are asked about.
pub const COUNTERS_MAX: u32 = 200;
/// Rows end with the first that reaches this service level.
pub const LEVEL_ENOUGH: f64 = 0.999;
/// The seed of the simulated rows, so that a question has one answer.
pub const SEED: u64 = 20_261_123;

/// How many people the simulated rows of one answer follow together, at most, where an answer may take a
/// few seconds.
pub const PEOPLE_MAX: u64 = 10_000_000;
/// A row follows no fewer than that, wherever it stands.
const ROW_PEOPLE_MIN: u64 = 250_000;
/// A simulated row ends where its mean wait is known to one part in so many, with a certainty of 95 %.
const ERROR_ENOUGH: f64 = 0.01;

/// A queue and what is wished for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wish {
    /// Who comes, and how long they take.
    pub demand: Demand,
    /// By when they are to be called, in seconds.
    pub within_secs: f64,
    /// Which fraction of them.
    pub target: f64,
}

/// What so many counters come to. Fractions are 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Row {
    /// How many counters.
    pub counters: u32,
    /// Who waits at all.
    pub wait_probability: f64,
    /// The mean wait of all who come; `None` where the queue grows for ever.
    pub mean_wait_secs: Option<f64>,
    /// Who has been called within the time wished for, of all but those who gave up earlier.
    pub service_level: f64,
    /// Who gives up.
    pub abandoned: f64,
    /// Which part of the counters' time is taken.
    pub utilisation: f64,
}

/// Both ways of counting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Staffing {
    /// By formula.
    pub erlang: Vec<Row>,
    /// By the engine.
    pub simulated: Vec<Row>,
    /// By simulated row: so far the mean wait may be off, in seconds, with a certainty of 95 %; `None`
    /// where nothing was simulated.
    #[serde(skip)]
    pub errors_secs: Vec<Option<f64>>,
    /// How many people the simulated rows followed.
    #[serde(skip)]
    pub people: u64,
}

/// What a wish is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Figure {
    PerHour,
    ServiceSecs,
    WithinSecs,
    Target,
    PatienceSecs,
}

/// What cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum StaffingFault {
    /// A number that cannot be meant.
    #[error("{value} is not from {from} to {to}")]
    OutOfRange {
        /// Which.
        figure: Figure,
        /// What was said.
        value: f64,
        /// The least that can be.
        from: f64,
        /// The most.
        to: f64,
    },
    /// More counters than any branch has.
    #[error("more than {most} counters would be needed for {per_hour} an hour")]
    TooMany {
        /// How many come.
        per_hour: f64,
        /// The most that are asked about.
        most: u32,
    },
}

impl Figure {
    /// From and to, both included.
    fn range(self) -> (f64, f64) {
        match self {
            Self::PerHour => (0.1, 10_000.0),
            Self::ServiceSecs | Self::WithinSecs | Self::PatienceSecs => (1.0, 86_400.0),
            Self::Target => (0.01, LEVEL_ENOUGH),
        }
    }

    fn check(self, value: f64) -> Result<(), StaffingFault> {
        let (from, to) = self.range();
        match (from..=to).contains(&value) {
            true => Ok(()),
            false => Err(StaffingFault::OutOfRange {
                figure: self,
                value,
                from,
                to,
            }),
        }
    }
}

impl Wish {
    /// Whether it can be answered.
    ///
    /// # Errors
    /// Where one of its numbers cannot be meant.
    pub fn check(&self) -> Result<(), StaffingFault> {
        Figure::PerHour.check(self.demand.per_hour)?;
        self.check_but_arrivals()
    }

    fn check_but_arrivals(&self) -> Result<(), StaffingFault> {
        Figure::ServiceSecs.check(self.demand.service_secs)?;
        Figure::WithinSecs.check(self.within_secs)?;
        Figure::Target.check(self.target)?;
        match self.demand.patience_secs {
            Some(secs) => Figure::PatienceSecs.check(secs),
            None => Ok(()),
        }
    }

    /// The rows from one counter to the first that leaves nothing to wish for, both ways. The simulated
    /// ones follow about `people_max` people together.
    ///
    /// # Errors
    /// See [`StaffingFault`].
    pub fn staffing(&self, people_max: u64) -> Result<Staffing, StaffingFault> {
        self.check()?;
        let erlang = self.rows(|counters| Row::of(counters, self.steady(counters)))?;
        let mut errors_secs = Vec::new();
        let mut people = 0;
        let simulated = self.rows(|counters| {
            let measured = self.demand.is_stable(counters).then(|| {
                // The fewer the counters, the longer it takes until anything is known.
                let rest = people_max.saturating_sub(people);
                let length = Length {
                    people_max: (rest / 2).max(ROW_PEOPLE_MIN.min(people_max)),
                    error: ERROR_ENOUGH,
                };
                let station = Station::of(&self.demand, counters, self.within_secs);
                long_run(&station, length, SEED)[0]
            });
            errors_secs.push(measured.map(|measured| measured.error_secs));
            people += measured.map_or(0, |measured| measured.people);
            Row::of(counters, measured.map(|measured| measured.steady))
        })?;
        Ok(Staffing {
            erlang,
            simulated,
            errors_secs,
            people,
        })
    }

    /// The fewest counters that reach the target by formula.
    ///
    /// # Errors
    /// Where [`COUNTERS_MAX`] do not.
    pub fn counters(&self) -> Result<Row, StaffingFault> {
        let rows = self.enough_from()..=COUNTERS_MAX;
        let mut rows = rows.map(|counters| Row::of(counters, self.steady(counters)));
        rows.find(|row| row.service_level >= self.target)
            .ok_or(self.too_many())
    }

    fn rows(&self, mut row: impl FnMut(u32) -> Row) -> Result<Vec<Row>, StaffingFault> {
        if Row::of(COUNTERS_MAX, self.steady(COUNTERS_MAX)).service_level < LEVEL_ENOUGH {
            return Err(self.too_many());
        }
        let mut rows = Vec::new();
        for counters in 1..=COUNTERS_MAX {
            let row = row(counters);
            rows.push(row);
            if row.service_level >= LEVEL_ENOUGH {
                return Ok(rows);
            }
        }
        Err(self.too_many())
    }

    /// No fewer counters keep up.
    fn enough_from(&self) -> u32 {
        match self.demand.patience_secs {
            Some(_) => 1,
            None => (self.demand.offered().floor() as u32).saturating_add(1),
        }
    }

    fn steady(&self, counters: u32) -> Option<Steady> {
        self.demand.steady(counters, self.within_secs)
    }

    fn too_many(&self) -> StaffingFault {
        StaffingFault::TooMany {
            per_hour: self.demand.per_hour,
            most: COUNTERS_MAX,
        }
    }
}

impl Row {
    /// Where the queue grows for ever, all wait and nobody is called in time, in the end.
    fn of(counters: u32, steady: Option<Steady>) -> Self {
        let endless = Steady {
            wait_probability: 1.0,
            mean_wait_secs: f64::INFINITY,
            service_level: 0.0,
            abandoned: 0.0,
            utilisation: 1.0,
        };
        let fraction = |value: f64| value.clamp(0.0, 1.0);
        let known = steady.unwrap_or(endless);
        Self {
            counters,
            wait_probability: fraction(known.wait_probability),
            mean_wait_secs: steady.map(|steady| steady.mean_wait_secs),
            service_level: fraction(known.service_level),
            abandoned: fraction(known.abandoned),
            utilisation: fraction(known.utilisation),
        }
    }
}
