//! Instants, local times and the business day.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Timelike, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) const MINS_PER_DAY: u16 = 24 * 60;

/// An instant: milliseconds since 1970-01-01T00:00:00Z. In JSON RFC 3339 with milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since 1970. Clamped to years 1970–9999, which is all that the log can write.
    pub fn from_millis(millis: i64) -> Self {
        const YEAR_10000_MS: i64 = 253_402_300_800_000;
        Self(millis.clamp(0, YEAR_10000_MS - 1))
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The instant `secs` later.
    pub fn plus_secs(self, secs: u32) -> Self {
        Self::from_millis(self.0 + i64::from(secs) * 1000)
    }

    /// Whole seconds since `earlier`; 0 where `earlier` is later.
    pub fn secs_since(self, earlier: Self) -> u32 {
        u32::try_from((self.0 - earlier.0).max(0) / 1000).unwrap_or(u32::MAX)
    }

    /// The same instant for calendar arithmetic.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).expect("a timestamp lies in the years 1970 to 9999")
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(instant: DateTime<Utc>) -> Self {
        Self::from_millis(instant.timestamp_millis())
    }
}

/// A text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an instant; write it as in 2026-11-23T08:00:00+07:00 (RFC 3339)")]
pub struct InvalidTimestamp;

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidTimestamp)?;
        Ok(instant.to_utc().into())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_utc().format("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// A time on the wall clock, to the minute: `07:45`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(u16);

impl LocalTime {
    /// Minutes since midnight, below 1440.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for LocalTime {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time = NaiveTime::parse_from_str(text, "%H:%M")?;
        Ok(Self((time.hour() * 60 + time.minute()) as u16))
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| D::Error::custom("a time is written as in \"07:45\""))
    }
}

/// The branch's time zone, by its IANA name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeZone(chrono_tz::Tz);

impl TimeZone {
    /// By IANA name, as in `Asia/Jakarta`; `None` where no such zone exists.
    pub fn new(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// The IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// `at` on the wall clock of this zone.
    pub fn local(self, at: Timestamp) -> DateTime<chrono_tz::Tz> {
        at.to_utc().with_timezone(&self.0)
    }

    /// The business day that `at` belongs to, where days start at `day_starts`: the last whose start
    /// has come. A start comes once: clocks that are set back over it do not bring yesterday back.
    pub fn business_date(self, at: Timestamp, day_starts: LocalTime) -> NaiveDate {
        let date = self.local(at).date_naive();
        let has_begun = |date: &NaiveDate| self.instant(*date, day_starts.minutes()) <= at;
        let tomorrow = date.succ_opt().unwrap_or(date);
        [tomorrow, date]
            .into_iter()
            .find(has_begun)
            .unwrap_or_else(|| previous(date))
    }

    /// The instant at which the wall clock shows `minutes` after midnight of `date`; `minutes` may
    /// pass 1440 into the next day. A time that a change of clocks leaves out means the first
    /// instant after the gap; one that happens twice means the first.
    pub fn instant(self, date: NaiveDate, minutes: u16) -> Timestamp {
        let midnight = date.and_time(NaiveTime::MIN);
        let mut wall = midnight + TimeDelta::minutes(i64::from(minutes));
        // No zone has ever left out more than a day.
        for _ in 0..=MINS_PER_DAY {
            if let Some(instant) = self.0.from_local_datetime(&wall).earliest() {
                return instant.to_utc().into();
            }
            wall += TimeDelta::minutes(1);
        }
        midnight.and_utc().into()
    }
}

fn previous(date: NaiveDate) -> NaiveDate {
    date.pred_opt().unwrap_or(date)
}

impl Serialize for TimeZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for TimeZone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&name).ok_or_else(|| {
            D::Error::custom("unknown time zone: use an IANA name, as in \"Asia/Jakarta\"")
        })
    }
}
