//! Opening hours: spans of local time for each weekday, with date ranges that replace them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::Text;
use crate::time::{LocalTime, MINS_PER_DAY, TimeZone, Timestamp};

/// How far ahead the next opening is looked for, in days.
pub(crate) const LOOK_AHEAD_DAYS: u8 = 14;

/// From one local time to another, as in `08:00-15:00`. A span may cross midnight (`22:00-02:00`)
/// but not the start of the business day; `03:00-03:00` under a day that starts at 03:00 is the
/// whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Opens.
    pub from: LocalTime,
    /// Closes.
    pub to: LocalTime,
}

impl Span {
    /// The span in minutes after midnight of the business day, where 25:00 is 01:00 of the next
    /// calendar day; `None` where it would cross the start of the business day.
    pub fn minutes(self, day_starts: LocalTime) -> Option<(u16, u16)> {
        let start = day_starts.minutes();
        let on_day = |time: LocalTime| {
            let minutes = time.minutes();
            if minutes < start {
                minutes + MINS_PER_DAY
            } else {
                minutes
            }
        };
        let from = on_day(self.from);
        let to = if self.to == day_starts {
            start + MINS_PER_DAY
        } else {
            on_day(self.to)
        };
        (from < to).then_some((from, to))
    }

    /// Whether the clock on the wall shows a time in it at `minute` after midnight of the day on which it
    /// begins. It may go on after midnight; from a time to the same is a whole day.
    pub(super) fn holds(self, minute: u16) -> bool {
        let (from, to) = (self.from.minutes(), self.to.minutes());
        from <= minute && (minute < to || to <= from)
    }

    /// The same for the day after that.
    pub(super) fn holds_on_next_day(self, minute: u16) -> bool {
        let (from, to) = (self.from.minutes(), self.to.minutes());
        to <= from && minute < to
    }
}

impl FromStr for Span {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "a span of hours is written as in \"08:00-15:00\"";
        let (from, to) = text.split_once('-').ok_or(SHAPE)?;
        let time = |text: &str| text.trim().parse().map_err(|_| SHAPE);
        Ok(Self {
            from: time(from)?,
            to: time(to)?,
        })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// The spans of each weekday; a day without a span is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct Week {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mon: Vec<Span>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tue: Vec<Span>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wed: Vec<Span>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thu: Vec<Span>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fri: Vec<Span>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sat: Vec<Span>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sun: Vec<Span>,
}

impl Week {
    fn on(&self, weekday: Weekday) -> &[Span] {
        match weekday {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }

    /// Whether the clock on the wall shows a time in one of the spans at `minute` after midnight of a
    /// `weekday`. The start of the business day is nothing to it.
    pub(super) fn holds(&self, weekday: Weekday, minute: u16) -> bool {
        let mut today = self.on(weekday).iter();
        let mut yesterday = self.on(weekday.pred()).iter();
        today.any(|span| span.holds(minute)) || yesterday.any(|span| span.holds_on_next_day(minute))
    }

    /// Every weekday by its name in the branch file.
    pub(crate) fn days(&self) -> [(&'static str, &[Span]); 7] {
        [
            ("mon", &self.mon),
            ("tue", &self.tue),
            ("wed", &self.wed),
            ("thu", &self.thu),
            ("fri", &self.fri),
            ("sat", &self.sat),
            ("sun", &self.sun),
        ]
    }
}

/// A range of dates with hours of its own: Ramadan, a holiday (an empty week).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// What it is called, as in "Idulfitri": a kiosk says it where the branch is closed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The hours in it.
    #[serde(default)]
    pub week: Week,
}

impl Period {
    /// The first of `periods` that holds `date`.
    fn of(periods: &[Self], date: NaiveDate) -> Option<&Self> {
        let mut periods = periods.iter();
        periods.find(|period| (period.from..=period.to).contains(&date))
    }
}

/// Opening hours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The ordinary week.
    #[serde(default)]
    pub week: Week,
    /// Ranges of dates that replace it; the first that holds a date counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<Period>,
}

/// Where hours are read: the zone, the start of the business day, and the branch's own periods.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wall<'a> {
    pub(crate) zone: TimeZone,
    pub(crate) day_starts: LocalTime,
    pub(crate) branch_periods: &'a [Period],
}

impl Hours {
    /// The spans of one date: those of a period of its own, none where the branch itself is closed by
    /// one of its periods (a holiday need not be repeated in every service), or the ordinary week's.
    fn on(&self, date: NaiveDate, branch_periods: &[Period]) -> &[Span] {
        let weekday = date.weekday();
        if let Some(own) = Period::of(&self.periods, date) {
            return own.week.on(weekday);
        }
        match Period::of(branch_periods, date) {
            Some(holiday) if holiday.week.on(weekday).is_empty() => &[],
            Some(_) | None => self.week.on(weekday),
        }
    }

    /// The open spans of the business day `date` as instants, each opened `lead_mins` early.
    pub(crate) fn spans(
        &self,
        date: NaiveDate,
        wall: Wall<'_>,
        lead_mins: u16,
    ) -> Vec<(Timestamp, Timestamp)> {
        let spans = self
            .on(date, wall.branch_periods)
            .iter()
            .filter_map(|span| span.minutes(wall.day_starts));
        spans
            .map(|(from, to)| {
                let from = from
                    .saturating_sub(lead_mins)
                    .max(wall.day_starts.minutes());
                (wall.zone.instant(date, from), wall.zone.instant(date, to))
            })
            .collect()
    }

    /// The name of the period that closes the day `date`.
    pub(crate) fn closed_for(&self, date: NaiveDate) -> Option<&Text> {
        let period = Period::of(&self.periods, date)?;
        let is_closed = period.week.on(date.weekday()).is_empty();
        period.name.as_ref().filter(|_| is_closed)
    }

    /// When it closes for the business day `date`; `None` on a day without hours.
    pub(crate) fn closes_at(&self, date: NaiveDate, wall: Wall<'_>) -> Option<Timestamp> {
        let spans = self.spans(date, wall, 0);
        spans.into_iter().map(|(_, to)| to).max()
    }

    /// The next pause between two spans of one day that begins after `now`, and its end.
    pub(crate) fn next_pause(
        &self,
        now: Timestamp,
        wall: Wall<'_>,
    ) -> Option<(Timestamp, Timestamp)> {
        let date = wall.zone.business_date(now, wall.day_starts);
        let spans = self.spans(date, wall, 0);
        let is_open = |at: Timestamp| spans.iter().any(|(from, to)| *from <= at && at < *to);
        let pauses = spans.iter().filter_map(|&(_, end)| {
            let again = spans.iter().map(|(from, _)| *from);
            let again = again.filter(|from| *from > end).min()?;
            (end > now && !is_open(end)).then_some((end, again))
        });
        pauses.min()
    }

    /// Whether a span of the business day `date` begins at `minute` of it.
    pub(crate) fn opens_at_minute(&self, date: NaiveDate, minute: u16, wall: Wall<'_>) -> bool {
        let mut spans = self.on(date, wall.branch_periods).iter();
        spans.any(|span| {
            span.minutes(wall.day_starts)
                .is_some_and(|(from, _)| from == minute)
        })
    }

    /// Whether it is open at `now`, and where not, when it opens next (within two weeks).
    pub(crate) fn at(&self, now: Timestamp, wall: Wall<'_>, lead_mins: u16) -> Opening {
        let today = wall.zone.business_date(now, wall.day_starts);
        let mut opens_at: Option<Timestamp> = None;
        for ahead in 0..LOOK_AHEAD_DAYS {
            let date = today + TimeDelta::days(i64::from(ahead));
            for (from, to) in self.spans(date, wall, lead_mins) {
                if from <= now && now < to {
                    return Opening::Open { until: to };
                }
                if from > now {
                    opens_at = Some(opens_at.map_or(from, |earlier| earlier.min(from)));
                }
            }
            if opens_at.is_some() {
                break;
            }
        }
        Opening::Closed { opens_at }
    }
}

/// Open or closed, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Open now.
    Open {
        /// The end of this span.
        until: Timestamp,
    },
    /// Closed now.
    Closed {
        /// The next opening; `None` where none lies within two weeks.
        opens_at: Option<Timestamp>,
    },
}
