//! Where everything of a chart stands, in pixels; the template only writes it down.

use askama::Template;

use super::{BarsPanel, Chart, DayPanel, Panel};

const WIDTH: f64 = 1120.0;
const MARGIN: f64 = 48.0;
const GAP: f64 = 48.0;
/// Left of a day's plot: room for the numbers of the axis.
const AXIS: f64 = 56.0;
const PLOT_HEIGHT: f64 = 272.0;
/// Above a plot or the bars: the title of the panel.
const HEADING: f64 = 48.0;
const BAR: f64 = 20.0;
const GROUP_GAP: f64 = 20.0;
/// Right of the longest bar: room for its value.
const VALUE: f64 = 72.0;
/// How wide a letter is in the mean, in units of the type's size.
const LETTER: f64 = 0.54;

/// By run, how its lines and bars look: apart in grey too.
const STYLES: [Style; super::RUNS_MAX] = [
    Style::new("#85796A", "7 5", "#FFFDF8"),
    Style::new("#1E3A6E", "none", "#1E3A6E"),
    Style::new("#BC432F", "14 5", "#E3AC9E"),
    Style::new("#1C7C3D", "2 4", "#1C7C3D"),
];

#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) stroke: &'static str,
    pub(super) dashes: &'static str,
    pub(super) fill: &'static str,
}

impl Style {
    const fn new(stroke: &'static str, dashes: &'static str, fill: &'static str) -> Self {
        Self {
            stroke,
            dashes,
            fill,
        }
    }
}

#[derive(Template)]
#[template(path = "chart.svg")]
pub(super) struct Drawing {
    width: f64,
    height: f64,
    title: String,
    subtitle: String,
    lurik: Vec<f64>,
    legend: Vec<Key>,
    days: Vec<Day>,
    bars: Vec<Bars>,
    footnote: Text,
}

/// A text at a place.
struct Text {
    x: f64,
    y: f64,
    text: String,
}

/// What a run looks like.
struct Key {
    style: Style,
    name: Text,
}

struct Day {
    title: Text,
    unit: Text,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    rows: Vec<Text>,
    hours: Vec<Text>,
    bands: Vec<Bandage>,
    lines: Vec<Line>,
    level: Option<Text>,
}

/// A band behind the lines.
struct Bandage {
    x: f64,
    width: f64,
    label: Text,
}

struct Line {
    style: Style,
    path: String,
    /// Steps between two of which nothing is known.
    dots: Vec<(f64, f64)>,
}

struct Bars {
    title: Text,
    unit: Text,
    left: f64,
    top: f64,
    bottom: f64,
    names: Vec<Text>,
    bars: Vec<Bar>,
}

struct Bar {
    style: Style,
    y: f64,
    width: f64,
    value: Text,
}

impl Drawing {
    pub(super) fn of(chart: &Chart) -> Self {
        let inner = WIDTH - 2.0 * MARGIN;
        let mut y = 160.0;
        let legend = legend(&chart.runs, &mut y);
        let (mut days, mut bars) = (Vec::new(), Vec::new());
        let mut beside: Option<f64> = None;
        for (index, panel) in chart.panels.iter().enumerate() {
            match panel {
                Panel::Day(day) => {
                    y = beside.take().map_or(y, |bottom| y.max(bottom)) + GAP;
                    days.push(Day::of(day, y));
                    y += HEADING + PLOT_HEIGHT + 32.0;
                }
                Panel::Bars(panel) => {
                    let next_is_bars = matches!(chart.panels.get(index + 1), Some(Panel::Bars(_)));
                    let half = (inner - GAP) / 2.0;
                    match beside.take() {
                        Some(bottom) => {
                            let drawn = Bars::of(panel, MARGIN + half + GAP, y, half);
                            y = bottom.max(drawn.bottom);
                            bars.push(drawn);
                        }
                        None => {
                            y += GAP;
                            let width = if next_is_bars { half } else { inner };
                            let drawn = Bars::of(panel, MARGIN, y, width);
                            if next_is_bars {
                                beside = Some(drawn.bottom);
                            } else {
                                y = drawn.bottom;
                            }
                            bars.push(drawn);
                        }
                    }
                }
            }
        }
        y += GAP;
        Self {
            width: WIDTH,
            height: y + 40.0,
            title: cut(&chart.title, inner, 32.0),
            subtitle: cut(&chart.subtitle, inner, 17.0),
            lurik: (0..7).map(|thread| f64::from(thread) * 184.0).collect(),
            legend,
            days,
            bars,
            footnote: Text {
                x: MARGIN,
                y,
                text: cut(&chart.footnote, inner, 15.0),
            },
        }
    }
}

/// The runs' names side by side, on a new line where one does not fit; `y` becomes the last line's.
fn legend(runs: &[String], y: &mut f64) -> Vec<Key> {
    let mut x = MARGIN;
    let mut keys = Vec::new();
    for (name, style) in runs.iter().zip(STYLES) {
        let text = cut(name, WIDTH - 2.0 * MARGIN - 56.0, 17.0);
        let width = 56.0 + wide(&text, 17.0);
        if x > MARGIN && x + width > WIDTH - MARGIN {
            x = MARGIN;
            *y += 32.0;
        }
        let name = Text { x, y: *y, text };
        keys.push(Key { style, name });
        x += width + 32.0;
    }
    keys
}

impl Day {
    fn of(panel: &DayPanel, y: f64) -> Self {
        let (left, right) = (MARGIN + AXIS, WIDTH - MARGIN);
        let (top, bottom) = (y + HEADING, y + HEADING + PLOT_HEIGHT);
        let steps = panel.by_run.first().map_or(0, Vec::len);
        let minutes = f64::from(panel.step_minutes) * steps as f64;
        let at_minute = |minute: f64| {
            let part = (minute - f64::from(panel.from_minute)) / minutes;
            (left + part.clamp(0.0, 1.0) * (right - left)).round()
        };
        let values = panel.by_run.iter().flatten().copied().flatten();
        let level = panel.level.iter().map(|level| level.value);
        let axis = Axis::up_to(values.chain(level).fold(0.0, f64::max));
        let at_value = |value: f64| (bottom - value / axis.top * (bottom - top)).round();
        let middle = |step: usize| {
            let minute = (step as f64 + 0.5) * f64::from(panel.step_minutes);
            at_minute(f64::from(panel.from_minute) + minute)
        };
        let lines = panel.by_run.iter().zip(STYLES).map(|(run, style)| {
            let points: Vec<Option<(f64, f64)>> = run
                .iter()
                .enumerate()
                .map(|(step, value)| value.map(|value| (middle(step), at_value(value))))
                .collect();
            let (path, dots) = traced(&points);
            Line { style, path, dots }
        });
        Self {
            title: Text {
                x: MARGIN,
                y: y + 16.0,
                text: cut(&panel.title, right - MARGIN - 160.0, 20.0),
            },
            unit: Text {
                x: right,
                y: y + 16.0,
                text: cut(&panel.unit, 144.0, 15.0),
            },
            left,
            right,
            top,
            bottom,
            rows: axis
                .ticks()
                .map(|(value, text)| Text {
                    x: left - 12.0,
                    y: at_value(value),
                    text,
                })
                .collect(),
            hours: hours(panel, minutes)
                .map(|minute| Text {
                    x: at_minute(f64::from(minute)),
                    y: bottom + 24.0,
                    text: clock(minute),
                })
                .collect(),
            bands: panel
                .bands
                .iter()
                .map(|band| {
                    let x = at_minute(band.from_minute.into());
                    let width = (at_minute(band.to_minute.into()) - x).max(0.0);
                    let text = cut(&band.label, right - x - 8.0, 15.0);
                    let label = Text {
                        x: x + 8.0,
                        y: top + 20.0,
                        text,
                    };
                    Bandage { x, width, label }
                })
                .collect(),
            // Lines lie over each other: how things are now is drawn last, thin, so that it shows.
            lines: lines.rev().collect(),
            level: panel.level.as_ref().map(|level| Text {
                x: right,
                y: at_value(level.value),
                text: cut(&level.label, 320.0, 15.0),
            }),
        }
    }
}

/// The full hours of a day, every so many that at most twelve are written.
fn hours(panel: &DayPanel, minutes: f64) -> impl Iterator<Item = u16> + use<> {
    let first = panel.from_minute.div_ceil(60);
    let last = ((f64::from(panel.from_minute) + minutes) / 60.0).floor() as u16;
    let every = (last.saturating_sub(first) / 12 + 1).max(1);
    (first..=last)
        .step_by(every.into())
        .map(|hour| hour.saturating_mul(60))
}

/// A path through the points that follow one another, and the points that stand alone.
fn traced(points: &[Option<(f64, f64)>]) -> (String, Vec<(f64, f64)>) {
    let mut path = String::new();
    let mut dots = Vec::new();
    for stretch in points.split(Option::is_none) {
        let mut stretch = stretch.iter().copied().flatten();
        let Some((x, y)) = stretch.next() else {
            continue;
        };
        let rest: String = stretch.map(|(x, y)| format!("L{x} {y}")).collect();
        if rest.is_empty() {
            dots.push((x, y));
        } else {
            path += &format!("M{x} {y}{rest}");
        }
    }
    (path, dots)
}

impl Bars {
    fn of(panel: &BarsPanel, left: f64, y: f64, width: f64) -> Self {
        let longest = panel
            .groups
            .iter()
            .map(|group| wide(&group.name, 15.0))
            .fold(0.0, f64::max);
        let names_width = longest.min(width * 0.45).ceil() + 1.0;
        let from = left + names_width + 16.0;
        let room = width - names_width - 16.0 - VALUE;
        let values = panel.groups.iter().flat_map(|group| &group.by_run);
        let most = values.copied().flatten().fold(0.0, f64::max);
        let decimals = usize::from(panel.decimals.min(3));
        let (mut names, mut bars) = (Vec::new(), Vec::new());
        let top = y + HEADING;
        let mut bar_y = top + 4.0;
        for group in &panel.groups {
            names.push(Text {
                x: left,
                y: bar_y + BAR * group.by_run.len() as f64 / 2.0,
                text: cut(&group.name, names_width, 15.0),
            });
            for (value, style) in group.by_run.iter().zip(STYLES) {
                let width = match value {
                    Some(value) if most > 0.0 => (value / most * room).round(),
                    Some(_) | None => 0.0,
                };
                let text = value.map_or_else(|| "–".to_owned(), |v| format!("{v:.decimals$}"));
                let value = Text {
                    x: from + width + 8.0,
                    y: bar_y + BAR / 2.0,
                    text,
                };
                bars.push(Bar {
                    style,
                    y: bar_y + 2.0,
                    width,
                    value,
                });
                bar_y += BAR;
            }
            bar_y += GROUP_GAP;
        }
        Self {
            title: Text {
                x: left,
                y: y + 16.0,
                text: cut(&panel.title, width - 120.0, 20.0),
            },
            unit: Text {
                x: left + width,
                y: y + 16.0,
                text: cut(&panel.unit, 112.0, 15.0),
            },
            left: from,
            top,
            bottom: bar_y - GROUP_GAP + 4.0,
            names,
            bars,
        }
    }
}

/// An axis from 0 in round steps, at most five of them.
struct Axis {
    step: f64,
    top: f64,
}

impl Axis {
    fn up_to(most: f64) -> Self {
        let most = if most > 0.0 { most } else { 1.0 };
        let unit = 10_f64.powf((most / 5.0).log10().floor());
        let rough = most / 5.0 / unit;
        let round = [1.0, 2.0, 5.0, 10.0];
        let step = unit * round.into_iter().find(|&r| rough <= r).unwrap_or(10.0);
        let top = step * (most / step).ceil();
        Self { step, top }
    }

    fn ticks(&self) -> impl Iterator<Item = (f64, String)> + use<> {
        let (step, count) = (self.step, (self.top / self.step).round() as u32);
        let decimals = (-step.log10().floor()).max(0.0) as usize;
        (0..=count).map(move |tick| {
            let value = step * f64::from(tick);
            (value, format!("{value:.decimals$}"))
        })
    }
}

/// A time of day; after midnight of the same business day it goes on, as 25:00.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn wide(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * LETTER * size
}

/// The text without what no XML can hold, cut to about `width` pixels at a type of `size`.
fn cut(text: &str, width: f64, size: f64) -> String {
    let plain = |char: &char| !char.is_control() && !matches!(char, '\u{fffe}' | '\u{ffff}');
    let chars: Vec<char> = text.chars().filter(plain).collect();
    let most = (width / (LETTER * size)).max(1.0) as usize;
    match chars.get(..most.saturating_sub(1)) {
        Some(start) if chars.len() > most => start.iter().chain(['…'].iter()).collect(),
        Some(_) | None => chars.into_iter().collect(),
    }
}
