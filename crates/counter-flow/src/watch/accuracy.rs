//! How right the waiting ranges were, as whoever leads the hall reads it: so many in ten, so many minutes,
//! and no judgement where too few were told a range.

use antre_domain::ServiceId;
use antre_protocol::{ForecastAnswer, ForecastFigures};

/// Fewer people than these say nothing about a range.
pub const JUDGED_FROM: u32 = 20;
/// So far from what is meant a figure is still right.
const RIGHT_WITHIN: f64 = 0.05;
/// That many standard errors more are chance.
const CHANCE: f64 = 2.0;

/// The page that says how right the ranges were.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AccuracyPage {
    pub(super) answer: Option<Box<ForecastAnswer>>,
    /// The row that the keys are at.
    pub(super) at: usize,
}

/// What figures say about the ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody was told a range and called later.
    Nobody,
    /// Too few were.
    TooFew,
    /// About as many as meant were called before their range ended.
    Right,
    /// Fewer were: people wait longer than they are told.
    TooShort,
    /// More were: people wait less than they are told.
    TooLong,
}

/// Figures in whole people and minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// How many people they are of.
    pub count: u32,
    /// How many in a hundred were called before their range ended. 0 and 100 mean none and all.
    pub percent: Option<u8>,
    /// How many minutes longer people waited than expected; negative where shorter.
    pub bias_mins: Option<i32>,
    /// What they say.
    pub verdict: Verdict,
}

/// From what a range is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The rule run forward.
    Run,
    /// How many are ahead, and how long each takes.
    QueueLength,
    /// How long the last one waited.
    LastCalled,
    /// No range is told.
    Nothing,
}

/// Everybody, or a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The service and its name; `None` for everybody.
    pub service: Option<(ServiceId, String)>,
    /// Its figures.
    pub figure: Figure,
    /// From what its range is told; `None` for everybody.
    pub source: Option<Source>,
    /// By how many percent its ranges are stretched now; 0 where they are told as they are.
    pub stretched_percent: i32,
}

impl AccuracyPage {
    /// Of how many days the figures are; `None` before they are there.
    pub fn days(&self) -> Option<u16> {
        self.answer.as_deref().map(|answer| answer.days)
    }

    /// How many in ten are meant to be called before their range ends.
    pub fn meant_in_ten(&self) -> u8 {
        let nominal = self.answer.as_deref().map_or(0.8, |answer| answer.nominal);
        // A fraction.
        (nominal.clamp(0.0, 1.0) * 10.0).round() as u8
    }

    /// Everybody first, then the services in the branch's order; empty before the figures are there.
    pub fn rows(&self) -> Vec<Judged> {
        let Some(answer) = self.answer.as_deref() else {
            return Vec::new();
        };
        let everybody = Judged {
            service: None,
            figure: Figure::of(&answer.all, answer.nominal),
            source: None,
            stretched_percent: 0,
        };
        let services = answer.services.iter().map(|service| Judged {
            service: Some((service.service.clone(), service.name.clone())),
            figure: Figure::of(&service.figures, answer.nominal),
            source: Some(match service.basis.as_str() {
                "run" => Source::Run,
                "queue_length" => Source::QueueLength,
                "last_called" => Source::LastCalled,
                _ => Source::Nothing,
            }),
            stretched_percent: percent(service.widened - 1.0).unwrap_or(0),
        });
        std::iter::once(everybody).chain(services).collect()
    }

    /// The row that the keys are at.
    pub fn at(&self) -> usize {
        let services = self
            .answer
            .as_deref()
            .map_or(0, |answer| answer.services.len());
        self.at.min(services)
    }

    /// The figures of that row by the hour in which the number was taken.
    pub fn hours(&self) -> Vec<(u8, Figure)> {
        let Some(answer) = self.answer.as_deref() else {
            return Vec::new();
        };
        let service = self
            .at()
            .checked_sub(1)
            .and_then(|at| answer.services.get(at));
        match service {
            None => {
                let hours = answer.hours.iter();
                hours
                    .map(|row| (row.hour, Figure::of(&row.figures, answer.nominal)))
                    .collect()
            }
            Some(service) => {
                let cells = answer.cells.iter();
                cells
                    .filter(|cell| cell.service == service.service)
                    .map(|cell| (cell.hour, Figure::of(&cell.figures, answer.nominal)))
                    .collect()
            }
        }
    }

    pub(super) fn step(&mut self, by: isize) {
        self.go_to(self.at().saturating_add_signed(by));
    }

    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
        self.at = self.at();
    }
}

impl Figure {
    fn of(figures: &ForecastFigures, nominal: f64) -> Self {
        let within = figures.within.filter(|within| within.is_finite());
        Self {
            count: figures.count,
            percent: within.map(|within| {
                let whole = (within * 100.0).round().clamp(0.0, 100.0);
                // None and all are said only of none and all.
                let (least, most) = (
                    f64::from(u8::from(within > 0.0)),
                    100.0 - f64::from(u8::from(within < 1.0)),
                );
                whole.clamp(least, most) as u8
            }),
            bias_mins: figures
                .bias_secs
                .map(|secs| (f64::from(secs) / 60.0).round() as i32),
            verdict: match within {
                None => Verdict::Nobody,
                Some(_) if figures.count < JUDGED_FROM => Verdict::TooFew,
                Some(within) => {
                    let error = (nominal * (1.0 - nominal) / f64::from(figures.count))
                        .max(0.0)
                        .sqrt();
                    let slack = RIGHT_WITHIN + CHANCE * error;
                    if within < nominal - slack {
                        Verdict::TooShort
                    } else if within > nominal + slack {
                        Verdict::TooLong
                    } else {
                        Verdict::Right
                    }
                }
            },
        }
    }
}

/// A fraction in whole percent; `None` where it is no number.
fn percent(fraction: f64) -> Option<i32> {
    // What is beyond it is cut off, not wrapped.
    fraction
        .is_finite()
        .then(|| (fraction * 100.0).round() as i32)
}
