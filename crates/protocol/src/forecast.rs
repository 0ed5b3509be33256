//! Waiting ranges on screens, how right they were, and what a day would have been otherwise.

use antre_domain::config::Rule;
use antre_domain::{ClassId, CounterId, LocalTime, ProfileId, ServiceId, Text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rest::Wait;
use crate::view::View;

/// How much of a day one what-if may change.
pub const WHAT_IF_CHANGES_MAX: usize = 4;

/// How long one who comes now in another class than the regular one may wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassWait {
    /// The class.
    pub class: ClassId,
    /// As [`crate::ServiceCard::wait`].
    pub wait: Option<Wait>,
}

/// How long one who comes now may wait, for a hall to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitCard {
    /// The service.
    pub service: ServiceId,
    /// Its name.
    pub name: Text,
    /// The letters of its regular series.
    pub prefix: String,
    /// The colour of its regular series, as [`crate::ServiceCard::colour`].
    pub colour: u8,
    /// As [`crate::ServiceCard::wait`].
    pub wait: Option<Wait>,
}

/// `GET /api/v1/forecast`: how right the waiting ranges were that people were told when they took their
/// numbers, over the last days.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ForecastAnswer {
    /// How many business days the figures are of.
    pub days: u16,
    /// What `within` is meant to be, from 0 to 1.
    pub nominal: f64,
    /// Of all services.
    pub all: ForecastFigures,
    /// By service, in the order of the branch file.
    pub services: Vec<ServiceForecast>,
    /// By hour of the clock in which the number was taken; only hours in which any was.
    pub hours: Vec<HourForecast>,
    /// By service and hour; only where any was.
    pub cells: Vec<CellForecast>,
}

/// How right ranges were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ForecastFigures {
    /// How many people were told a range and called later.
    pub count: u32,
    /// Which fraction of them was called before the end of their range; `null` where there is nobody.
    pub within: Option<f64>,
    /// Which fraction was called between the bounds that one in ten stays below and one in ten
    /// passes; 0.8 is meant.
    pub covered: Option<f64>,
    /// How much longer they waited than the mean that was expected, in seconds; negative where
    /// shorter.
    pub bias_secs: Option<i32>,
}

/// How right the ranges of a service were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceForecast {
    /// The service.
    #[schema(value_type = String)]
    pub service: ServiceId,
    /// Its name in the reader's language.
    pub name: String,
    /// From what its range is told now: `run` (the rule run forward), `queue_length` (how many are
    /// ahead, and how long each takes), `last_called` (how long the last one waited), or `none`.
    pub basis: String,
    /// By how much a range's upper end is stretched now, since the last ones were right less often or
    /// more often than meant: 1.0 is not at all.
    pub widened: f64,
    /// The figures.
    pub figures: ForecastFigures,
}

/// How right ranges were by hour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HourForecast {
    /// 0 to 23.
    pub hour: u8,
    /// The figures.
    pub figures: ForecastFigures,
}

/// How right the ranges of a service were in an hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CellForecast {
    /// The service.
    #[schema(value_type = String)]
    pub service: ServiceId,
    /// 0 to 23.
    pub hour: u8,
    /// The figures.
    pub figures: ForecastFigures,
}

/// `POST /api/v1/what-if`: what a day would have been otherwise. Nothing is changed by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIfRequest {
    /// Which business day; the present one up to now where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub date: Option<NaiveDate>,
    /// What would have been otherwise, 1 to 4 changes together.
    pub changes: Vec<WhatIfChange>,
}

/// Something that could have been otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum WhatIfChange {
    /// One more counter.
    OneMoreCounter {
        /// By this profile.
        #[schema(value_type = String)]
        profile: ProfileId,
        /// From this time of day, as `10:00`.
        #[schema(value_type = String)]
        from: LocalTime,
        /// To this one.
        #[schema(value_type = String)]
        to: LocalTime,
    },
    /// A counter works by another profile all day.
    Profile {
        /// Which counter.
        #[schema(value_type = String)]
        counter: CounterId,
        /// By which.
        #[schema(value_type = String)]
        profile: ProfileId,
    },
    /// A profile has another rule.
    Rule {
        /// Which profile.
        #[schema(value_type = String)]
        profile: ProfileId,
        /// Its rule, as in the branch file.
        #[schema(value_type = Object)]
        rule: Rule,
    },
}

/// A day as it was and as it would have been.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WhatIfAnswer {
    /// The business day.
    #[schema(value_type = String, format = Date)]
    pub date: NaiveDate,
    /// As it was: the day played back unchanged.
    pub was: WhatIfDay,
    /// As it would have been.
    pub would_be: WhatIfDay,
}

/// The figures of a day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WhatIfDay {
    /// By class, in the order of the branch file; only those of which anybody came.
    pub classes: Vec<WhatIfClass>,
    /// Mean waits by half hour of arrival; only those in which anybody came.
    pub half_hours: Vec<WhatIfHalfHour>,
    /// How often a later ticket of the same service and class was called earlier.
    pub slips: u32,
    /// The most calls of priority classes in a row while a regular waited.
    pub longest_priority_run: u32,
    /// Jain's index of fairness over all waits, from 0 to 1; `null` where nobody waited.
    pub jain: Option<f64>,
    /// Which fraction of the counters' time was taken, from 0 to 1.
    pub utilisation: Option<f64>,
}

/// The waits of a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WhatIfClass {
    /// The class.
    #[schema(value_type = String)]
    pub class: ClassId,
    /// Its name in the reader's language.
    pub name: String,
    /// How many were called.
    pub called: u32,
    /// Their mean wait, in seconds.
    pub mean_secs: u32,
    /// Half waited for less.
    pub p50_secs: u32,
    /// Nineteen in twenty waited for less.
    pub p95_secs: u32,
    /// The longest wait.
    pub max_secs: u32,
    /// Which fraction was called within the wait that the class is promised, from 0 to 1.
    pub service_level: Option<f64>,
}

/// The waits of those who came within half an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WhatIfHalfHour {
    /// Its start, in minutes of the business day: 01:00 of a night that belongs to it is 1500.
    pub from_minute: u16,
    /// How many came.
    pub count: u32,
    /// Their mean wait, in seconds.
    pub mean_secs: u32,
}

impl View {
    /// A service's waiting range is another.
    pub(crate) fn waits_for(
        &mut self,
        service: &ServiceId,
        wait: Option<Wait>,
        waits: Vec<ClassWait>,
    ) {
        if let Self::Display(view) = self {
            let mut known = view.waits.iter_mut();
            if let Some(card) = known.find(|card| card.service == *service) {
                card.wait = wait;
            }
        }
        let mut known = self.services_mut().into_iter().flatten();
        if let Some(card) = known.find(|card| card.id == *service) {
            card.wait = wait;
            card.waits = waits;
        }
    }
}
