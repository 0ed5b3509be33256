//! The last days as the reports hold them.

use std::collections::{BTreeMap, BTreeSet};

use antre_domain::{ClassId, Config, CounterId, ServiceId, TicketId};
use antre_forecast::accuracy::{Accuracy, Told};
use antre_forecast::calibrate::Calibrator;
use antre_forecast::layout::{Layout, Queue};
use antre_forecast::learn::{End, Learnt, Visit};
use antre_forecast::spread::{Range, Spread};
use antre_storage::{DataDir, Expected, Leg, StorageError, ToldWait};
use chrono::{Days, NaiveDate};

use super::judged::Judged;
use super::told_basis;

/// How many days durations are learnt from.
const LEARNT_DAYS: u64 = 60;
/// How many legs of them at most, the newest.
const LEGS_MAX: usize = 100_000;
/// How many days of what people were told count.
pub(crate) const TOLD_DAYS: u64 = 28;
/// How many of them at most, the newest.
const TOLD_MAX: usize = 20_000;
/// How many clerks are told apart; all others are one.
const CLERKS_MAX: usize = 1_000;

/// How right ranges were, and what it takes to read legs.
#[derive(Debug)]
pub(super) struct Past {
    pub(super) calibrator: Calibrator,
    accuracy: Accuracy,
    /// How many days of the last ones people were told anything on.
    days: BTreeSet<NaiveDate>,
    config: Config,
    clerks: BTreeMap<String, u32>,
}

impl Past {
    /// From the reports, with the legs of the last days, today's among them.
    pub(super) fn read(
        dir: &DataDir,
        config: &Config,
        layout: &Layout,
        today: NaiveDate,
    ) -> Result<(Self, Vec<Visit>), StorageError> {
        let back = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        let history = dir.report_history()?;
        let mut past = Self {
            calibrator: Calibrator::new(layout.services.len()),
            accuracy: Accuracy::new(),
            days: BTreeSet::new(),
            config: config.clone(),
            clerks: BTreeMap::new(),
        };
        for told in &history.told(back(TOLD_DAYS), TOLD_MAX)? {
            past.judge(layout, told);
        }
        let legs = history.legs(back(LEARNT_DAYS), LEGS_MAX)?;
        let visits = legs.iter().filter_map(|leg| past.visit(layout, leg));
        let visits = visits.collect();
        Ok((past, visits))
    }

    /// A leg in the words of the forecast; `None` where this branch has no such queue any more.
    pub(super) fn visit(&mut self, layout: &Layout, leg: &Leg) -> Option<Visit> {
        let ticket: TicketId = leg.ticket.parse().ok()?;
        let seat = leg.counter.as_deref().and_then(|counter| {
            let counter: CounterId = counter.parse().ok()?;
            layout.seat(&counter)
        });
        let midnight_ms = self.config.time_zone.instant(leg.day, 0).millis();
        let of_day = |at_ms: i64| at_ms - midnight_ms;
        Some(Visit {
            day: leg.day,
            ticket: ticket.bits().into(),
            leg: u8::try_from(leg.leg).unwrap_or(u8::MAX),
            queue: queue(layout, &leg.service, &leg.class)?,
            seat,
            clerk: leg.clerk.as_deref().and_then(|clerk| self.clerk(clerk)),
            joined_ms: of_day(leg.joined_at_ms),
            called_ms: leg.called_at_ms.map(of_day),
            started_ms: leg.started_at_ms.map(of_day),
            ended_ms: leg.ended_at_ms.map(of_day),
            end: end(leg.outcome.as_deref()),
        })
    }

    fn clerk(&mut self, id: &str) -> Option<u32> {
        if let Some(known) = self.clerks.get(id) {
            return Some(*known);
        }
        let next = self.clerks.len();
        if next >= CLERKS_MAX {
            return None;
        }
        let next = u32::try_from(next).ok()?;
        self.clerks.insert(id.to_owned(), next);
        Some(next)
    }

    /// Takes in what came of what somebody was told.
    pub(super) fn judge(&mut self, layout: &Layout, told: &ToldWait) {
        let queue = queue(layout, &told.service, &told.class);
        let (Some(queue), Some(basis)) = (queue, told_basis(told)) else {
            return;
        };
        let service = layout.service_of(queue);
        self.calibrator
            .take(service, &spread(&told.raw), told.waited_secs);
        let range = Range {
            from_secs: told.from_secs,
            to_secs: told.to_secs,
        };
        let judged = Told {
            service,
            hour: told.hour,
            basis,
            spread: spread(&told.corrected),
            range,
        };
        self.accuracy.take(&judged, told.waited_secs);
        self.days.insert(told.day);
    }

    /// The same for whoever asks.
    pub(super) fn judged(&self, layout: &Layout, learnt: &Learnt) -> Judged {
        let services = layout.services.iter().enumerate();
        let services = services.map(|(index, service)| {
            let basis = learnt.basis(layout.queue_at(index, 0));
            (service.clone(), basis, self.calibrator.widened(index))
        });
        Judged {
            services: services.collect(),
            accuracy: self.accuracy.clone(),
            days: u16::try_from(self.days.len()).unwrap_or(u16::MAX),
        }
    }
}

fn queue(layout: &Layout, service: &str, class: &str) -> Option<Queue> {
    let service: ServiceId = service.parse().ok()?;
    let class: ClassId = class.parse().ok()?;
    layout.queue(&service, &class)
}

/// How a leg ended, from the word that the reports have for it.
fn end(outcome: Option<&str>) -> End {
    match outcome {
        None => End::Open,
        Some("served" | "incomplete" | "left") => End::Served,
        Some("no_show") => End::NoShow,
        Some("transferred") => End::MovedOn,
        Some("cancelled") => End::Cancelled,
        Some(_) => End::Other,
    }
}

fn spread(expected: &Expected) -> Spread {
    Spread {
        mean_secs: expected.mean_secs,
        p10_secs: expected.p10_secs,
        p50_secs: expected.p50_secs,
        p80_secs: expected.p80_secs,
        p90_secs: expected.p90_secs,
        never: 0.0,
    }
}
