//! What hours may not say.

use super::{Check, FaultCode, LIST_MAX, SPANS_MAX};
use crate::config::{Hours, Span};
use crate::time::LocalTime;

impl Check<'_> {
    pub(super) fn hours(&mut self, path: &str, hours: &Hours) {
        self.week(&format!("{path}.week"), hours.week.days());
        self.at_most(format!("{path}.periods"), hours.periods.len(), LIST_MAX);
        for (index, period) in hours.periods.iter().enumerate() {
            let path = format!("{path}.periods[{index}]");
            if period.to < period.from {
                self.fault(format!("{path}.to"), FaultCode::PeriodBackwards, period.to);
            }
            if let Some(name) = &period.name {
                self.holiday(&path, name);
            }
            self.week(&format!("{path}.week"), period.week.days());
        }
    }

    fn week(&mut self, path: &str, days: [(&str, &[Span]); 7]) {
        for (day, spans) in days {
            self.at_most(format!("{path}.{day}"), spans.len(), SPANS_MAX);
            for (index, span) in spans.iter().enumerate() {
                let path = format!("{path}.{day}[{index}]");
                let day_starts: LocalTime = self.config.day_starts;
                let Some((from, to)) = span.minutes(day_starts) else {
                    self.fault(path, FaultCode::HoursCrossDayStart, span);
                    continue;
                };
                let overlaps = |other: &&Span| {
                    other
                        .minutes(day_starts)
                        .is_some_and(|(start, end)| from < end && start < to)
                };
                if let Some(other) = spans[..index].iter().find(overlaps) {
                    self.fault(
                        path,
                        FaultCode::HoursOverlap,
                        format_args!("{span} and {other}"),
                    );
                }
            }
        }
    }
}
