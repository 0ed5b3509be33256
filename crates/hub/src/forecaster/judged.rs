//! How right the ranges were, for whoever asks.

use std::sync::{Arc, PoisonError, RwLock};

use antre_domain::ServiceId;
use antre_forecast::accuracy::{Accuracy, Tally};
use antre_forecast::spread::Basis;
use antre_protocol::{
    CellForecast, ForecastAnswer, ForecastFigures, HourForecast, ServiceForecast,
};

use crate::metrics::Metrics;
use crate::texts::Words;
use crate::waits::basis_word;

/// How many of those who are told a range are meant to be called before its end.
const NOMINAL: f64 = 0.8;

/// How right the ranges of the last days were.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judged {
    /// By their place in the layout: from what a service's range is told now, and by how much it is
    /// stretched.
    pub(super) services: Vec<(ServiceId, Option<Basis>, f64)>,
    pub(super) accuracy: Accuracy,
    pub(super) days: u16,
}

/// The newest of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct JudgedHandle(Arc<RwLock<Arc<Judged>>>);

impl JudgedHandle {
    pub(super) fn set(&self, judged: Judged) {
        let total = judged.accuracy.total();
        Metrics::forecasts(total.within_fraction(), total.inside_fraction());
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(judged);
    }

    /// As of now.
    pub(crate) fn get(&self) -> Arc<Judged> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Judged {
    /// In one reader's language.
    pub(crate) fn answer(&self, words: &Words<'_>) -> ForecastAnswer {
        let by_service = self.accuracy.by_service();
        let services = self.services.iter().enumerate();
        let services = services.map(|(index, (service, basis, widened))| ServiceForecast {
            service: service.clone(),
            name: words.service(service),
            basis: basis.map_or("none", basis_word).to_owned(),
            widened: thousandths(*widened),
            figures: by_service.get(&index).map(figures).unwrap_or_default(),
        });
        let hours = self.accuracy.by_hour().into_iter();
        let hours = hours.map(|(hour, tally)| HourForecast {
            hour,
            figures: figures(&tally),
        });
        let cells = self.accuracy.cells().filter_map(|(index, hour, tally)| {
            let (service, ..) = self.services.get(index)?;
            Some(CellForecast {
                service: service.clone(),
                hour,
                figures: figures(tally),
            })
        });
        ForecastAnswer {
            days: self.days,
            nominal: NOMINAL,
            all: figures(&self.accuracy.total()),
            services: services.collect(),
            hours: hours.collect(),
            cells: cells.collect(),
        }
    }
}

fn figures(tally: &Tally) -> ForecastFigures {
    ForecastFigures {
        count: tally.count,
        within: tally.within_fraction().map(thousandths),
        covered: tally.inside_fraction().map(thousandths),
        bias_secs: tally.bias_mean_secs().map(|secs| secs.round() as i32),
    }
}

/// More digits than that nobody can know.
fn thousandths(fraction: f64) -> f64 {
    (fraction * 1_000.0).round() / 1_000.0
}
