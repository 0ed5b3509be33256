//! When people came, and how long they took, from the log of a branch.

use std::collections::BTreeMap;
use std::path::Path;

use antre_domain::{Branch, Event, ServiceId, TicketId, Timestamp, What, decode};
use antre_forecast::staffing::roster::{Arrivals, STEP_MINUTES};
use antre_storage::{LogReader, OpenedDay, READ_EVENTS_MAX};
use anyhow::{Context as _, Result, bail};
use chrono::{Datelike as _, Weekday};

use crate::exit::WrongUsage;

/// What was learnt of some services that the same counters serve.
pub(super) struct Learnt {
    /// How many came in each half hour, in the mean.
    pub(super) arrivals: Arrivals,
    /// From the call to the end, in the mean; `None` where nobody was served.
    pub(super) service_secs: Option<f64>,
    /// From so many days.
    pub(super) days: usize,
    /// Who came on them.
    pub(super) people: usize,
}

/// A ticket's leg, and how many it had.
type LegOf = (TicketId, u8);

/// One day, as it is folded. An act that was taken back and done again counts once.
#[derive(Default)]
struct Day {
    branch: Branch,
    is_over: bool,
    came: BTreeMap<LegOf, (ServiceId, Timestamp)>,
    taken_ms: BTreeMap<LegOf, (ServiceId, i64)>,
}

impl Learnt {
    /// Of the last `days_max` days that are over (of those on `weekday`); of a day that still goes on
    /// where there is none.
    pub(super) fn from(
        data: &Path,
        services: &[String],
        days_max: usize,
        weekday: Option<Weekday>,
    ) -> Result<Self> {
        let reader = LogReader::open(data).with_context(|| format!("--data {}", data.display()))?;
        let opened = reader.days()?;
        let ends = opened.iter().skip(1).map(|day| day.first_seq);
        let spans: Vec<(&OpenedDay, u64)> = opened.iter().zip(ends.chain([u64::MAX])).collect();
        let wanted = |day: &OpenedDay| weekday.is_none_or(|weekday| day.date.weekday() == weekday);
        let wanted = spans.into_iter().rev().filter(|(day, _)| wanted(day));
        let mut days: Vec<Day> = Vec::new();
        for (opened, end_seq) in wanted.take(days_max + 1) {
            days.push(Day::of(&reader, opened.first_seq, end_seq)?);
        }
        if days.len() > 1 && !days[0].is_over {
            days.remove(0);
        }
        days.truncate(days_max);
        let Some(last) = days.first() else {
            bail!(
                "--data {}: no such business day in this log",
                data.display()
            );
        };
        let services = known(services, &last.branch)?;
        let mut half_hours: BTreeMap<u16, f64> = BTreeMap::new();
        let mut people = 0;
        let (mut taken_ms, mut served) = (0, 0_u32);
        let share = 1.0 / days.len() as f64;
        for day in &days {
            let Some(config) = day.branch.config() else {
                continue;
            };
            for (service, at) in day.came.values() {
                if services.contains(service) {
                    let minute = config.minute_of_day(*at);
                    let from = minute - minute % STEP_MINUTES;
                    *half_hours.entry(from).or_default() += share;
                    people += 1;
                }
            }
            for (service, ms) in day.taken_ms.values() {
                if services.contains(service) {
                    taken_ms += ms;
                    served += 1;
                }
            }
        }
        let arrivals = Arrivals::of(&half_hours);
        Ok(Self {
            arrivals: arrivals.with_context(|| format!("--data {}", data.display()))?,
            service_secs: (served > 0).then(|| taken_ms as f64 / 1000.0 / f64::from(served)),
            days: days.len(),
            people,
        })
    }
}

/// The services by name, where the branch has them.
fn known(services: &[String], branch: &Branch) -> Result<Vec<ServiceId>> {
    let config = branch.config().context("this log has no configuration")?;
    let ids = || config.services.iter().map(|service| &service.id);
    let one = |name: &String| {
        ids()
            .find(|id| id.as_str() == name)
            .cloned()
            .ok_or_else(|| {
                let all: Vec<&str> = ids().map(ServiceId::as_str).collect();
                WrongUsage(format!(
                    "--service {name:?}: no such service; name one of {}",
                    all.join(", ")
                ))
            })
    };
    Ok(services.iter().map(one).collect::<Result<_, _>>()?)
}

impl Day {
    fn of(reader: &LogReader, first_seq: u64, end_seq: u64) -> Result<Self> {
        let mut day = Self::default();
        let mut next_seq = first_seq;
        loop {
            let page = reader.events(next_seq, READ_EVENTS_MAX)?;
            let Some(last) = page.last().map(|stored| stored.seq) else {
                return Ok(day);
            };
            for stored in page {
                if stored.seq >= end_seq {
                    return Ok(day);
                }
                let event = decode(&stored.body)
                    .with_context(|| format!("event {} of the log", stored.seq))?;
                day.take(&event);
            }
            next_seq = last + 1;
        }
    }

    fn take(&mut self, event: &Event) {
        let ticket = event.what.ticket();
        let before = ticket.and_then(|id| self.branch.ticket(id).cloned());
        self.branch.apply(event);
        self.is_over |= matches!(event.what, What::DayClosed { .. });
        if let Some(before) = &before
            && matches!(
                event.what,
                What::TicketFinished { .. } | What::TicketTransferred { .. }
            )
            && let Some(called_at) = before.leg.called_at
            && before.state.counter().is_some()
        {
            let taken_ms = event.at.millis() - called_at.millis();
            let leg = (before.id, before.legs);
            self.taken_ms
                .insert(leg, (before.leg.service.clone(), taken_ms));
        }
        let after = ticket.and_then(|id| self.branch.ticket(id));
        let legs_before = before.map_or(0, |before| before.legs);
        if let Some(after) = after.filter(|after| after.legs > legs_before) {
            let joined = (after.leg.service.clone(), after.leg.joined_at);
            self.came.insert((after.id, after.legs), joined);
        }
    }
}
