//! How right the waiting ranges were.

use antre_counter_flow::watch::{Figure, Judged, Source, Verdict};

use super::Watched;
use super::rows::{Reader, count, number};
use crate::pages::{WatchFigure, WatchHour, WatchJudged, WatchSource, WatchState, WatchVerdict};
use crate::show::follow;

impl Watched {
    pub(super) fn paint_accuracy(&self, state: &WatchState<'_>, reader: &Reader<'_>) {
        let page = reader.watch.accuracy();
        let rows: Vec<WatchJudged> = page.rows().iter().map(|row| reader.judged(row)).collect();
        state.set_chosen(rows.get(page.at()).cloned().unwrap_or_default());
        follow(&self.judged, rows);
        state.set_judged_at(count(page.at()));
        let hours = page.hours().into_iter().map(|(hour, told)| WatchHour {
            minute: i32::from(hour) * 60,
            figure: figure(told),
        });
        follow(&self.judged_hours, hours.collect());
        state.set_meant_in_ten(i32::from(page.meant_in_ten()));
        state.set_judging(reader.watch.is_judging());
        state.set_judged_days(page.days().map_or(-1, i32::from));
    }
}

impl Reader<'_> {
    fn judged(&self, row: &Judged) -> WatchJudged {
        let service = row.service.as_ref();
        let card =
            service.and_then(|(id, _)| self.view.services.iter().find(|card| card.id == *id));
        WatchJudged {
            everybody: service.is_none(),
            letters: card.map_or("", |card| &card.prefix).into(),
            series: card.map_or(0, |card| i32::from(card.colour)),
            name: service.map_or("", |(_, name)| name).into(),
            figure: figure(row.figure),
            source: match row.source {
                None => WatchSource::None,
                Some(Source::Run) => WatchSource::Run,
                Some(Source::QueueLength) => WatchSource::QueueLength,
                Some(Source::LastCalled) => WatchSource::LastCalled,
                Some(Source::Nothing) => WatchSource::Nothing,
            },
            stretched: row.stretched_percent,
        }
    }
}

fn figure(told: Figure) -> WatchFigure {
    WatchFigure {
        count: number(told.count),
        percent: told.percent.map_or(-1, i32::from),
        bias_known: told.bias_mins.is_some(),
        bias_mins: told.bias_mins.unwrap_or(0),
        verdict: match told.verdict {
            Verdict::Nobody => WatchVerdict::Nobody,
            Verdict::TooFew => WatchVerdict::TooFew,
            Verdict::Right => WatchVerdict::Right,
            Verdict::TooShort => WatchVerdict::TooShort,
            Verdict::TooLong => WatchVerdict::TooLong,
        },
    }
}
