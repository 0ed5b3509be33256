//! Counts and durations, and their rendering for Prometheus.

use std::sync::OnceLock;
use std::time::Duration;

use antre_domain::SoundHealth;
use antre_protocol::{DisplayCard, PrinterCard};
use axum::http::StatusCode;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Upper bounds of the request durations, in seconds.
const REQUEST_SECS: [f64; 10] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 5.0,
];

/// The same of forecasts.
const FORECAST_SECS: [f64; 8] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0];

/// The recorder belongs to the process: hubs of one process (only tests have several) share it.
static OF_PROCESS: OnceLock<Metrics> = OnceLock::new();

/// The way to what was counted.
#[derive(Clone)]
pub(crate) struct Metrics(Option<PrometheusHandle>);

impl Metrics {
    /// The process's recorder, installed the first time it is asked for.
    pub(crate) fn of_process() -> Self {
        OF_PROCESS.get_or_init(Self::install).clone()
    }

    fn install() -> Self {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(
                Matcher::Full("antre_request_seconds".to_owned()),
                &REQUEST_SECS,
            )
            .and_then(|builder| {
                let name = Matcher::Full("antre_forecast_seconds".to_owned());
                builder.set_buckets_for_metric(name, &FORECAST_SECS)
            })
            .expect("the lists of bounds are not empty");
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        match metrics::set_global_recorder(recorder) {
            Ok(()) => Self(Some(handle)),
            Err(_) => {
                tracing::warn!("another recorder is installed: /metrics stays empty");
                Self(None)
            }
        }
    }

    /// Counts one answered request. Routes are patterns, so their number is bounded and no ticket's
    /// id is among them.
    pub(crate) fn request(&self, route: Option<&str>, status: StatusCode, took: Duration) {
        let route = route.unwrap_or("none").to_owned();
        let status = status.as_str().to_owned();
        metrics::counter!("antre_requests_total", "route" => route.clone(), "status" => status)
            .increment(1);
        metrics::histogram!("antre_request_seconds", "route" => route).record(took.as_secs_f64());
    }

    /// Counts the printers by how they are, as staff screens show them.
    pub(crate) fn printers(cards: &[PrinterCard]) {
        let is_faulty = |card: &&PrinterCard| card.health.fault.is_some();
        let is_low = |card: &&PrinterCard| !is_faulty(card) && card.health.paper_low;
        let faulty = cards.iter().filter(is_faulty).count();
        let low = cards.iter().filter(is_low).count();
        for (state, count) in [
            ("faulty", faulty),
            ("paper_low", low),
            ("ready", cards.len() - faulty - low),
        ] {
            metrics::gauge!("antre_printers", "state" => state).set(count as f64);
        }
    }

    /// How right waiting ranges were over the last days: which fraction was called before the end of its
    /// range, and which between its tenths. Nothing of the kind is shown before there is any.
    pub(crate) fn forecasts(within: Option<f64>, inside: Option<f64>) {
        for (bound, fraction) in [("printed_end", within), ("tenths", inside)] {
            if let Some(fraction) = fraction {
                metrics::gauge!("antre_forecast_coverage", "bound" => bound).set(fraction);
            }
        }
    }

    /// Counts the displays by how they are. One out of reach is not counted as without sound, too.
    pub(crate) fn displays(cards: &[DisplayCard]) {
        let is_silent = |card: &&DisplayCard| card.reachable && card.sound == SoundHealth::Lost;
        let unreachable = cards.iter().filter(|card| !card.reachable).count();
        let without_sound = cards.iter().filter(is_silent).count();
        for (state, count) in [
            ("unreachable", unreachable),
            ("without_sound", without_sound),
            ("ready", cards.len() - unreachable - without_sound),
        ] {
            metrics::gauge!("antre_displays", "state" => state).set(count as f64);
        }
    }

    /// Prometheus text.
    pub(crate) fn render(&self) -> String {
        let Some(handle) = &self.0 else {
            return String::new();
        };
        handle.run_upkeep();
        handle.render()
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}
