//! Where a scenario's day begins.

use antre_domain::Timestamp;
use antre_domain::config::{AtClosing, Config};

use super::Scenario;
use crate::hall::{Desk, Hall, Shift};
use crate::layout::Layout;

const MINUTE_MS: i64 = 60_000;

impl Scenario {
    /// The branch on the morning of the scenario: nobody waits, every counter has its shifts before it.
    /// Worked milliseconds are those of the business day.
    pub fn hall(&self, config: &Config, layout: &Layout) -> Hall {
        let midnight = config.time_zone.instant(self.date, 0).millis();
        let of_day = |at: Timestamp| at.millis() - midnight;
        let closes_ms = config.closes_at(self.date).map(of_day);
        let begins_ms = i64::from(config.day_starts.minutes()) * MINUTE_MS;
        let ends_ms = begins_ms + 24 * 60 * MINUTE_MS;
        let is_served_out = config.rules.at_closing == AtClosing::ServeOut;
        let desks = config.counters.iter().map(|counter| {
            let manned = self.manned(&counter.id);
            let shifts = manned.and_then(|manned| manned.shifts.as_ref());
            let rule = |profile| layout.rule(profile).expect("a checked profile is there");
            let mut shifts: Vec<Shift> = match shifts {
                Some(shifts) => shifts
                    .iter()
                    .filter_map(|shift| {
                        let (from, to) = shift.between.minutes(config.day_starts)?;
                        let profile = shift.profile.as_ref().unwrap_or(&counter.profile);
                        Some(Shift {
                            from_ms: i64::from(from) * MINUTE_MS,
                            to_ms: i64::from(to) * MINUTE_MS,
                            rule: rule(profile),
                        })
                    })
                    .collect(),
                None => {
                    let spans = config.manned(counter, self.date).into_iter();
                    let shift = |(from, to)| Shift {
                        from_ms: of_day(from),
                        to_ms: of_day(to),
                        rule: rule(&counter.profile),
                    };
                    spans.map(shift).collect()
                }
            };
            shifts.sort_by_key(|shift| shift.from_ms);
            // Whoever still waits at closing time is served by the counters that are there then.
            if let (Some(last), Some(closes_ms)) = (shifts.last_mut(), closes_ms)
                && is_served_out
                && last.to_ms >= closes_ms
            {
                last.to_ms = ends_ms;
            }
            Desk::free(shifts)
        });
        Hall {
            now_ms: begins_ms,
            held_ms: 0,
            of_day_ms: begins_ms,
            waiting: Vec::new(),
            desks: desks.collect(),
            turns: vec![antre_domain::rule::Turns::default(); layout.rules.len()],
            closes_ms: closes_ms.filter(|_| !is_served_out),
        }
    }
}
