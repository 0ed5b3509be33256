//! What another rule, roster or counter would have done, before anybody has to live with it: the same
//! people under two arrangements.

use std::fmt;

use antre_domain::config::{Config, Counter, Rule, Span};
use antre_domain::{CounterId, LocalTime, ProfileId, Text};
use serde::Serialize;
use statrs::distribution::{ContinuousCDF as _, StudentsT};

use crate::day::{Arrangement, Outcome};
use crate::hall::{Desk, Shift};
use crate::layout::Layout;
use crate::measures::Measures;
use crate::run::Runner;
use crate::scenario::Scenario;

/// The most days of one comparison.
pub const DAYS_MAX: u32 = 1_000;
/// The most changes of one arrangement.
pub const CHANGES_MAX: usize = 8;

/// Something that would be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A counter more that works by a profile.
    OneMoreCounter {
        /// The profile.
        profile: ProfileId,
        /// From when.
        from: LocalTime,
        /// Until when.
        to: LocalTime,
    },
    /// A counter works by another profile, whenever it is manned.
    Profile {
        /// The counter.
        counter: CounterId,
        /// The profile.
        profile: ProfileId,
    },
    /// A profile calls by another rule.
    Rule {
        /// The profile.
        profile: ProfileId,
        /// Its rule.
        rule: Rule,
    },
}

/// A change that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeFault {
    /// Name one of the branch file.
    #[error("the branch has no profile {0}; use an id of the branch file")]
    UnknownProfile(ProfileId),
    /// Name one of the branch file.
    #[error("the branch has no counter {0}; use an id of the branch file")]
    UnknownCounter(CounterId),
    /// A span lies inside the business day.
    #[error("from {from} to {to}: ends before it begins, or crosses the start of the business day")]
    SpanBackwards {
        /// Its start.
        from: LocalTime,
        /// Its end.
        to: LocalTime,
    },
    /// The branch could not work like this: the check of the branch file says why.
    #[error("the branch could not work like this: {0}")]
    Refused(String),
    /// Ask for fewer.
    #[error("more than {CHANGES_MAX} changes at once")]
    TooMany,
}

impl ChangeFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownProfile(_) => "unknown_profile",
            Self::UnknownCounter(_) => "unknown_counter",
            Self::SpanBackwards { .. } => "span_backwards",
            Self::Refused(_) => "refused",
            Self::TooMany => "too_many_changes",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneMoreCounter { profile, from, to } => {
                write!(f, "one more {profile} {from}-{to}")
            }
            Self::Profile { counter, profile } => write!(f, "{counter} as {profile}"),
            Self::Rule { profile, .. } => write!(f, "another rule for {profile}"),
        }
    }
}

impl Arrangement {
    /// The same branch on the same day, with these changes, in their order.
    ///
    /// # Errors
    /// See [`ChangeFault`].
    pub fn changed(
        &self,
        name: impl Into<String>,
        changes: &[Change],
    ) -> Result<Self, ChangeFault> {
        if changes.len() > CHANGES_MAX {
            return Err(ChangeFault::TooMany);
        }
        let mut changed = Self {
            name: name.into(),
            ..self.clone()
        };
        for change in changes {
            changed.change(change)?;
        }
        changed.config.check().map_err(|faults| {
            let first = faults.first().map(ToString::to_string);
            ChangeFault::Refused(first.unwrap_or_default())
        })?;
        changed.layout = Layout::of(&changed.config);
        Ok(changed)
    }

    fn change(&mut self, change: &Change) -> Result<(), ChangeFault> {
        let rule_of = |layout: &Layout, profile: &ProfileId| {
            let unknown = || ChangeFault::UnknownProfile(profile.clone());
            layout.rule(profile).ok_or_else(unknown)
        };
        match change {
            Change::OneMoreCounter { profile, from, to } => {
                let rule = rule_of(&self.layout, profile)?;
                let span = Span {
                    from: *from,
                    to: *to,
                };
                let minutes = span.minutes(self.config.day_starts);
                let (from, to) = minutes.ok_or(ChangeFault::SpanBackwards {
                    from: *from,
                    to: *to,
                })?;
                let shift = Shift {
                    from_ms: i64::from(from) * 60_000,
                    to_ms: i64::from(to) * 60_000,
                    rule,
                };
                let counter = one_more(&self.config, profile);
                self.config.counters.push(counter);
                self.hall.desks.push(Desk::free(vec![shift]));
            }
            Change::Profile { counter, profile } => {
                let rule = rule_of(&self.layout, profile)?;
                let seat = self.layout.counters.iter().position(|id| id == counter);
                let seat = seat.ok_or_else(|| ChangeFault::UnknownCounter(counter.clone()))?;
                self.config.counters[seat].profile = profile.clone();
                for shift in &mut self.hall.desks[seat].shifts {
                    shift.rule = rule;
                }
            }
            Change::Rule { profile, rule } => {
                let mut profiles = self.config.profiles.iter_mut();
                let known = profiles.find(|known| known.id == *profile);
                let unknown = || ChangeFault::UnknownProfile(profile.clone());
                known.ok_or_else(unknown)?.rule = rule.clone();
            }
        }
        Ok(())
    }
}

/// A counter that no branch file has, by an id that is free.
fn one_more(config: &Config, profile: &ProfileId) -> Counter {
    let ids = (1_u32..).map(|number| {
        let id = format!("one-more-{number}");
        CounterId::new(&id).expect("a short slug")
    });
    let id = { ids }
        .find(|id| config.counter(id).is_none())
        .expect("a branch has few counters");
    let like = config.counters.iter();
    let like = like.clone().find(|counter| counter.profile == *profile);
    let plain = || Text::Same("+".to_owned());
    Counter {
        id,
        noun: like.map_or_else(plain, |counter| counter.noun.clone()),
        sign: "+".to_owned(),
        spoken: None,
        direction: None,
        profile: profile.clone(),
        hours: None,
    }
}

/// The same days under several arrangements: the first is how things are now.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// By arrangement: its name and how its days were.
    pub arrangements: Vec<Compared>,
    /// For each but the first, how its days differ from the same days under the first.
    pub differences: Vec<Vec<Difference>>,
}

/// Days under one arrangement.
#[derive(Debug, Clone, Serialize)]
pub struct Compared {
    /// Its name.
    pub name: String,
    /// All days together.
    pub together: Measures,
    /// How single days differ from one another; `None` for one day.
    pub spread: Option<DaySpread>,
}

/// How single days differ from one another: standard deviations over the days.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct DaySpread {
    /// Of a day's mean wait, in seconds.
    pub mean_secs_sd: f64,
    /// Of a day's 95th percentile, in seconds.
    pub p95_secs_sd: f64,
}

/// How a figure differs, day by day, from what it is under the first arrangement.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Which.
    pub figure: Figure,
    /// By how much in the mean, in the figure's own unit; above 0: more than now.
    pub mean: f64,
    /// Half the width of its interval of 95 % confidence (paired t); `None` for one day, which says
    /// nothing of others.
    pub within: Option<f64>,
    /// Whether that is more than chance: the interval leaves out 0. `None` for one day.
    pub is_real: Option<bool>,
}

/// A figure that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Figure {
    MeanSecs,
    P50Secs,
    P95Secs,
    MaxSecs,
    ServiceLevel,
    Left,
    Slips,
    Jain,
    Utilisation,
}

impl Figure {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::MeanSecs,
        Self::P50Secs,
        Self::P95Secs,
        Self::MaxSecs,
        Self::ServiceLevel,
        Self::Left,
        Self::Slips,
        Self::Jain,
        Self::Utilisation,
    ];

    /// Its value for everybody; `None` where nobody was called.
    pub fn of(self, measures: &Measures) -> Option<f64> {
        match self {
            Self::MeanSecs => measures.all.mean_secs,
            Self::P50Secs => measures.all.p50_secs,
            Self::P95Secs => measures.all.p95_secs,
            Self::MaxSecs => measures.all.max_secs,
            Self::ServiceLevel => measures.all.service_level,
            Self::Left => Some(measures.all.left),
            Self::Slips => Some(measures.slips),
            Self::Jain => measures.jain,
            Self::Utilisation => measures.utilisation,
        }
    }
}

/// Lives the days of `seed`, `seed + 1`, … of a scenario under each arrangement and compares them.
/// At most [`DAYS_MAX`] days; at least one.
pub fn compare(
    arrangements: &[Arrangement],
    scenario: &Scenario,
    seed: u64,
    days: u32,
) -> Comparison {
    let days = u64::from(days.clamp(1, DAYS_MAX));
    let lived = arrangements.iter().map(|arrangement| {
        let mut runner = Runner::new(&arrangement.layout);
        let days = (0..days).map(|day| {
            let seed = seed.wrapping_add(day);
            arrangement.day(&mut runner, scenario, seed)
        });
        days.collect()
    });
    let lived: Vec<Vec<Outcome>> = lived.collect();
    Comparison::of(arrangements, &lived)
}

impl Comparison {
    /// Of the same days under each arrangement, the first of which is how things are now.
    pub fn of(arrangements: &[Arrangement], lived: &[Vec<Outcome>]) -> Self {
        let of_day = |arrangement: &Arrangement, days: &Vec<Outcome>| -> Vec<Measures> {
            let days = days.chunks(1).map(|day| Measures::of(arrangement, day));
            days.collect()
        };
        let both = arrangements.iter().zip(lived);
        let single: Vec<Vec<Measures>> = both
            .clone()
            .map(|(arrangement, days)| of_day(arrangement, days))
            .collect();
        let compared = both.zip(&single).map(|((arrangement, days), single)| {
            let spread = (days.len() > 1).then(|| {
                let sd = |figure: Figure| {
                    let values = single.iter().filter_map(|day| figure.of(day));
                    deviation(&values.collect::<Vec<_>>())
                };
                DaySpread {
                    mean_secs_sd: sd(Figure::MeanSecs),
                    p95_secs_sd: sd(Figure::P95Secs),
                }
            });
            Compared {
                name: arrangement.name.clone(),
                together: Measures::of(arrangement, days),
                spread,
            }
        });
        let arrangements = compared.collect();
        let differences = single.iter().skip(1).map(|days| {
            let differences = Figure::ALL.iter().filter_map(|figure| {
                let pairs = days.iter().zip(&single[0]);
                let pairs = pairs.filter_map(|(day, now)| Some(figure.of(day)? - figure.of(now)?));
                difference(*figure, &pairs.collect::<Vec<_>>())
            });
            differences.collect()
        });
        Self {
            arrangements,
            differences: differences.collect(),
        }
    }
}

/// A paired t interval of 95 %.
fn difference(figure: Figure, pairs: &[f64]) -> Option<Difference> {
    let count = pairs.len() as f64;
    if pairs.is_empty() {
        return None;
    }
    let mean = pairs.iter().sum::<f64>() / count;
    let within = (pairs.len() > 1).then(|| {
        let student =
            StudentsT::new(0.0, 1.0, count - 1.0).expect("at least one degree of freedom");
        student.inverse_cdf(0.975) * deviation(pairs) / count.sqrt()
    });
    Some(Difference {
        figure,
        mean,
        within,
        is_real: within.map(|within| mean.abs() > within),
    })
}

/// The standard deviation of a sample; 0 for fewer than two.
fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    if values.len() < 2 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / (count - 1.0)).sqrt()
}
