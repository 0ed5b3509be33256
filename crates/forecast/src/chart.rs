//! A picture of days side by side: how long people wait by time of day, and bars by class. One SVG
//! without scripts, fonts or anything else from outside.

mod draw;

use askama::Template as _;

/// The most days that one chart compares.
pub const RUNS_MAX: usize = 4;
/// The most panels of one chart.
pub const PANELS_MAX: usize = 12;
/// The most steps of a day: every five minutes of two days.
pub const STEPS_MAX: usize = 576;
/// The most groups of bars in one panel.
pub const GROUPS_MAX: usize = 32;
/// The most stretches of a day that are marked in one panel.
pub const BANDS_MAX: usize = 16;

/// What is drawn. Texts of any length and content: those too long end in "…".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chart {
    /// In one line what the reader should take along.
    pub title: String,
    /// Where, when, from what.
    pub subtitle: String,
    /// The days that are compared, by name; how things are now comes first. 1 to [`RUNS_MAX`].
    pub runs: Vec<String>,
    /// From top to bottom; two of bars that follow one another stand side by side.
    pub panels: Vec<Panel>,
    /// How it was made.
    pub footnote: String,
}

/// A part of a chart.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Panel {
    Day(DayPanel),
    Bars(BarsPanel),
}

/// Something by time of day, as a line for each run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DayPanel {
    /// What is shown.
    pub title: String,
    /// What it is counted in.
    pub unit: String,
    /// When the first step begins, in minutes of the business day (25:00 is 1500).
    pub from_minute: u16,
    /// How long a step is, in minutes.
    pub step_minutes: u16,
    /// By run, by step; `None` where there is nothing to say. At least 0 each.
    pub by_run: Vec<Vec<Option<f64>>>,
    /// What is marked behind the lines: when the runs differ.
    pub bands: Vec<Band>,
    /// A line across: what was promised.
    pub level: Option<Level>,
}

/// A stretch of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Its start, in minutes of the business day.
    pub from_minute: u16,
    /// Its end.
    pub to_minute: u16,
    /// What happens then.
    pub label: String,
}

/// A line across a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// At which value.
    pub value: f64,
    /// What it is.
    pub label: String,
}

/// Bars in groups, one in each for each run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BarsPanel {
    /// What is shown.
    pub title: String,
    /// What it is counted in.
    pub unit: String,
    /// With how many decimals the values are written, at most 3.
    pub decimals: u8,
    /// From top to bottom.
    pub groups: Vec<Group>,
}

/// The bars of a class, a service or a counter.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// By run; `None` where there is nothing to say. At least 0 each.
    pub by_run: Vec<Option<f64>>,
}

/// What cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChartFault {
    /// There must be one, and no more than fit.
    #[error("a chart has 1 to {most} {what}, not {count}")]
    Count {
        /// Of what.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many may be.
        most: usize,
    },
    /// A panel must speak of every run, each as long as the others.
    #[error("the panel {panel:?} does not have the same values for every run")]
    Uneven {
        /// Its title.
        panel: String,
    },
    /// Values are numbers from 0.
    #[error("the panel {panel:?} has a value that is no number from 0 to 1e9")]
    NotANumber {
        /// Its title.
        panel: String,
    },
}

impl Chart {
    /// The picture, as the text of an SVG file.
    ///
    /// # Errors
    /// Where there is too much or too little of something, or a value is none.
    pub fn svg(&self) -> Result<String, ChartFault> {
        self.check()?;
        let drawing = draw::Drawing::of(self);
        Ok(drawing.render().expect("text is written into memory"))
    }

    fn check(&self) -> Result<(), ChartFault> {
        within("runs", self.runs.len(), RUNS_MAX)?;
        within("panels", self.panels.len(), PANELS_MAX)?;
        self.panels.iter().try_for_each(|panel| match panel {
            Panel::Day(day) => day.check(self.runs.len()),
            Panel::Bars(bars) => bars.check(self.runs.len()),
        })
    }
}

impl DayPanel {
    fn check(&self, runs: usize) -> Result<(), ChartFault> {
        let steps = self.by_run.first().map_or(0, Vec::len);
        within("steps", steps, STEPS_MAX)?;
        within("minutes a step", self.step_minutes.into(), 24 * 60)?;
        if self.bands.len() > BANDS_MAX {
            within("bands", self.bands.len(), BANDS_MAX)?;
        }
        let is_even = self.by_run.len() == runs && self.by_run.iter().all(|run| run.len() == steps);
        let values = self.by_run.iter().flatten().copied().flatten();
        let values = values.chain(self.level.iter().map(|level| level.value));
        checked(&self.title, is_even, values)
    }
}

impl BarsPanel {
    fn check(&self, runs: usize) -> Result<(), ChartFault> {
        within("groups", self.groups.len(), GROUPS_MAX)?;
        let is_even = self.groups.iter().all(|group| group.by_run.len() == runs);
        let values = self.groups.iter().flat_map(|group| &group.by_run);
        checked(&self.title, is_even, values.copied().flatten())
    }
}

fn within(what: &'static str, count: usize, most: usize) -> Result<(), ChartFault> {
    match (1..=most).contains(&count) {
        true => Ok(()),
        false => Err(ChartFault::Count { what, count, most }),
    }
}

fn checked(
    panel: &str,
    is_even: bool,
    mut values: impl Iterator<Item = f64>,
) -> Result<(), ChartFault> {
    let panel = panel.to_owned();
    if !is_even {
        return Err(ChartFault::Uneven { panel });
    }
    match values.all(|value| (0.0..=1e9).contains(&value)) {
        true => Ok(()),
        false => Err(ChartFault::NotANumber { panel }),
    }
}
