//! The sample branches, and the hour at which a demo opens.

use antre_domain::config::Opening;
use antre_domain::{Config, Timestamp};
use anyhow::{Context, Result};
use chrono::{Datelike, Days, Weekday};
use clap::ValueEnum;

/// The hour at which a rehearsal begins, in minutes after midnight.
const OPENS_MINS: u16 = 8 * 60;
/// How far ahead a day is looked for on which the branch is open.
const DAYS_AHEAD_MAX: u64 = 31;

/// A branch that comes with the program.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Sample {
    Puskesmas,
    Bank,
    Mpp,
}

impl Sample {
    /// Its branch file, with the address of its status pages.
    pub(crate) fn file(self, public_url: &str) -> String {
        format!("public_url = {public_url:?}\n{}", self.branch())
    }

    /// Its branch file.
    pub(crate) fn branch(self) -> &'static str {
        match self {
            Self::Puskesmas => include_str!("../../../../assets/branches/puskesmas.toml"),
            Self::Bank => include_str!("../../../../assets/branches/bank.toml"),
            Self::Mpp => include_str!("../../../../assets/branches/mpp.toml"),
        }
    }

    /// The scenario of its busy days.
    pub(crate) fn scenario(self) -> &'static str {
        match self {
            Self::Puskesmas => include_str!("../../../../assets/scenarios/puskesmas.toml"),
            Self::Bank => include_str!("../../../../assets/scenarios/bank.toml"),
            Self::Mpp => include_str!("../../../../assets/scenarios/mpp.toml"),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Puskesmas => "puskesmas",
            Self::Bank => "bank",
            Self::Mpp => "mpp",
        }
    }
}

/// Eight o'clock on the branch's present or next weekday that is no holiday.
pub(crate) fn weekday_morning(config: &Config, now: Timestamp) -> Result<Timestamp> {
    let today = config.time_zone.local(now).date_naive();
    let days = (0..DAYS_AHEAD_MAX).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
    let weekdays = days.filter(|date| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun));
    let mut mornings = weekdays.map(|date| config.time_zone.instant(date, OPENS_MINS));
    mornings
        .find(|at| matches!(config.branch_opening(*at), Opening::Open { .. }))
        .context("the branch opens on no weekday soon")
}
