//! The branch as its manager describes it: policy is data.

mod brand;
mod calling;
mod check;
mod compile;
mod desk;
mod hall;
mod hours;
mod place;
mod rules;
mod slip;

use chrono::{NaiveDate, Timelike as _};
use serde::{Deserialize, Serialize};

pub use self::brand::{BRAND_FILE_BYTES_MAX, BrandPolicy, Colour};
pub use self::calling::{
    AppointmentsFirst, Custom, Fair, Finally, Line, Profile, Ratio, Rule, Share, Step, When,
};
pub use self::check::{Fault, FaultCode};
pub use self::compile::{Compiled, LikeFault, Plans, QueueOf};
pub use self::desk::{DELIVERIES_MAX, Delivery, OnTransfer, TransferClass};
pub use self::hall::{
    Direction, HallPolicy, Level, MEDIA_FILE_BYTES_MAX, MEDIA_MAX, MediaItem, MediaPlace,
    NumberStyle, QueueWord, VoicePolicy, ZONES_MAX, Zone,
};
pub use self::hours::{Hours, Opening, Period, Span, Week};
pub(crate) use self::hours::{LOOK_AHEAD_DAYS, Wall};
pub use self::place::{Places, position};
pub use self::rules::{AtClosing, Rules, Unserved};
pub use self::slip::{SLIP_FILE_BYTES_MAX, SLIP_FILES_BYTES_MAX, SlipPolicy};
use crate::ids::{ClassId, ClerkId, CounterId, JourneyId, ProfileId, SeriesId, ServiceId};
use crate::number::{Prefix, TicketNumber};
use crate::text::{Locale, Text};
use crate::time::{LocalTime, MINS_PER_DAY, TimeZone, Timestamp};

/// Everything a branch decides for itself. It is read from the branch file, changed only by
/// commands, and stands whole in `day_opened`. A `Config` in a [`crate::Branch`] has passed
/// [`Config::check`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The branch's name on slip, kiosk and hall display.
    pub name: String,
    /// IANA time zone.
    pub time_zone: TimeZone,
    /// The local time at which a business day starts.
    #[serde(default = "default_day_starts")]
    pub day_starts: LocalTime,
    /// The languages offered, the branch's own first.
    #[serde(default = "default_languages")]
    pub languages: Vec<Locale>,
    /// What the QR on a slip leads to, as in `http://192.168.1.10:8080`; without it there is no QR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// The guests' Wi-Fi, printed beside a QR whose address is private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wifi: Option<String>,
    /// A practice branch says LATIHAN on every screen and slip.
    #[serde(default)]
    pub practice: bool,
    /// One still line at the foot of the hall display, ten seconds each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Text>,
    /// When the counters serve.
    pub hours: Hours,
    /// How many minutes before that numbers are given (07:45 for 08:00).
    #[serde(default)]
    pub numbers_lead_mins: u16,
    /// Limits of the clerks' verbs.
    #[serde(default)]
    pub rules: Rules,
    /// What is printed.
    #[serde(default, skip_serializing_if = "SlipPolicy::is_default")]
    pub slip: SlipPolicy,
    /// How a kiosk looks.
    #[serde(default, skip_serializing_if = "BrandPolicy::is_default")]
    pub brand: BrandPolicy,
    /// What halls show and say.
    #[serde(default, skip_serializing_if = "HallPolicy::is_default")]
    pub hall: HallPolicy,
    /// How many numbers of each series every kiosk holds for the time when it does not reach the hub;
    /// 0: none. A short series lends at most a quarter of its numbers to one kiosk.
    #[serde(
        default = "default_reserve",
        skip_serializing_if = "is_default_reserve"
    )]
    pub reserve: u16,
    /// Classes of customers, the regular one first.
    pub classes: Vec<Class>,
    /// Series of numbers.
    pub series: Vec<Series>,
    /// Services.
    pub services: Vec<Service>,
    /// Work profiles.
    pub profiles: Vec<Profile>,
    /// Counters.
    pub counters: Vec<Counter>,
    /// Journeys: several services in one visit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub journeys: Vec<Journey>,
    /// Clerks who bring a profile of their own to whichever counter they open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clerks: Vec<Clerk>,
    /// What services can deliver, at most [`DELIVERIES_MAX`]: documents, cards, medicines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<Delivery>,
}

/// A class of customers, with the wait it is promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its identifier.
    pub id: ClassId,
    /// Its name for staff.
    pub name: Text,
    /// Whether slip and screens say "prioritas".
    #[serde(default)]
    pub priority: bool,
    /// The wait aimed at, in seconds.
    pub target_wait_secs: u32,
    /// Its tickets are booked: they queue by the booked time, and count their wait from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Window>,
}

/// When one who has booked may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Window {
    /// So long before the booked time a number is given, in seconds.
    pub early_secs: u32,
    /// Whoever comes later than so long after it, in seconds, queues as a regular customer.
    pub late_secs: u32,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            early_secs: 3_600,
            late_secs: 900,
        }
    }
}

/// A series of numbers: prefix, first, last, width. It numbers a set of services, optionally for
/// one class only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Its identifier.
    pub id: SeriesId,
    /// One or two letters.
    pub prefix: Prefix,
    /// The first number.
    #[serde(default = "default_first")]
    pub first: u16,
    /// The last number; after it the series is exhausted for the day.
    #[serde(default = "default_last")]
    pub last: u16,
    /// How many digits are shown.
    #[serde(default = "default_width")]
    pub width: u8,
    /// The services it numbers.
    pub services: Vec<ServiceId>,
    /// The one class it numbers; every class without a series of its own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassId>,
}

/// What a customer comes for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its identifier.
    pub id: ServiceId,
    /// Its name.
    pub name: Text,
    /// The heading it stands under on a kiosk with many services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Text>,
    /// Its icon, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Whether a kiosk offers it; `false` is reached only by transfer.
    #[serde(default = "default_true")]
    pub walk_in: bool,
    /// Its own hours; the branch's where absent. On a day that a period of the branch closes it is
    /// closed too, unless it has a period of its own for that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// How many people it takes: over the whole day, or over a part of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<Quota>,
    /// The journey that begins for whoever takes a number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey: Option<JourneyId>,
    /// What to bring, three lines at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bring: Vec<Text>,
    /// Where to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_area: Option<Text>,
    /// What it costs, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Text>,
    /// Short answers that may save the wait, three at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tips: Vec<Tip>,
    /// The kiosk gives a number by one touch, without a page about it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_once: bool,
    /// The kiosk asks for how many people the number is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_party: bool,
    /// What becomes of a ticket's class and age when it is moved here.
    #[serde(default, skip_serializing_if = "OnTransfer::is_default")]
    pub on_transfer: OnTransfer,
}

/// A question that many come to ask, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tip {
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
}

/// How many people a service takes in some part of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// The part of the day; all of it where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<Span>,
    /// How many people are given a number in it. A cancelled ticket gives its places back.
    pub people_max: u16,
}

/// Several services in one visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// Its identifier.
    pub id: JourneyId,
    /// Its name.
    pub name: Text,
    /// The services, each once. Whoever is served at one goes on to the next.
    pub stops: Vec<ServiceId>,
    /// In which order.
    #[serde(default)]
    pub order: StopOrder,
    /// By which age each further stop queues.
    #[serde(default)]
    pub age: JourneyAge,
}

/// In which order the stops of a journey follow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopOrder {
    /// As they are written.
    #[default]
    Fixed,
    /// Whichever of the rest has the fewest waiting; the first such as written.
    Any,
}

/// By which age a further stop of a journey queues.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JourneyAge {
    /// From the moment it gets there: at the end of the queue.
    #[default]
    Stop,
    /// By the age of the visit: whoever came to the branch earlier is called earlier.
    Visit,
}

/// A clerk, by reference, with the profile that goes where they go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clerk {
    /// The reference. Never a name: it stands in the log.
    pub id: ClerkId,
    /// The profile they open a counter with.
    pub profile: ProfileId,
}

/// A counter, as it is signed and spoken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// Its identifier.
    pub id: CounterId,
    /// What it is: Loket, Teller, Ruang.
    pub noun: Text,
    /// Its sign: at most four characters.
    pub sign: String,
    /// How a voice says the sign; the sign itself where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken: Option<Text>,
    /// Which way it lies, seen from its display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The profile it opens with.
    pub profile: ProfileId,
    /// When it is manned, where that differs from the branch: at the start of a pause between two
    /// spans it rests by itself as soon as nobody stands at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
}

impl Config {
    /// The branch's own language.
    pub fn language(&self) -> Locale {
        self.languages.first().copied().unwrap_or(Locale::ID)
    }

    /// The regular class.
    pub fn regular(&self) -> &Class {
        self.classes
            .first()
            .expect("a checked configuration has a class")
    }

    /// A class by its identifier.
    pub fn class(&self, id: &ClassId) -> Option<&Class> {
        self.classes.iter().find(|class| class.id == *id)
    }

    /// A service by its identifier.
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == *id)
    }

    /// A counter by its identifier.
    pub fn counter(&self, id: &CounterId) -> Option<&Counter> {
        self.counters.iter().find(|counter| counter.id == *id)
    }

    /// A profile by its identifier.
    pub fn profile(&self, id: &ProfileId) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id == *id)
    }

    /// A clerk by reference, where they have a profile of their own.
    pub fn clerk(&self, id: &ClerkId) -> Option<&Clerk> {
        self.clerks.iter().find(|clerk| clerk.id == *id)
    }

    /// A journey by its identifier.
    pub fn journey(&self, id: &JourneyId) -> Option<&Journey> {
        self.journeys.iter().find(|journey| journey.id == *id)
    }

    /// The series that numbers `service` for `class`: the class's own before the common one.
    pub fn series_of(&self, service: &ServiceId, class: &ClassId) -> Option<&Series> {
        let numbers = |series: &&Series| series.services.contains(service);
        let own = |series: &&Series| series.class.as_ref() == Some(class);
        let mut of_service = self.series.iter().filter(numbers);
        of_service
            .clone()
            .find(own)
            .or_else(|| of_service.find(|series| series.class.is_none()))
    }

    /// The colour of a series on every screen: its place in the branch file; 0 for one that stands
    /// there no more.
    pub fn colour(&self, series: &SeriesId) -> u8 {
        let place = self.series.iter().position(|known| known.id == *series);
        place
            .and_then(|place| u8::try_from(place).ok())
            .unwrap_or(0)
    }

    /// Whether numbers for `service` are given at `now`.
    pub fn opening(&self, service: &Service, now: Timestamp) -> Opening {
        let hours = service.hours.as_ref().unwrap_or(&self.hours);
        hours.at(now, self.wall(), self.numbers_lead_mins)
    }

    /// Whether the branch gives numbers at `now`.
    pub fn branch_opening(&self, now: Timestamp) -> Opening {
        self.hours.at(now, self.wall(), self.numbers_lead_mins)
    }

    /// The name of the holiday for which the branch is closed on the day of `now`; `None` where it has
    /// hours, or no name says why it has none.
    pub fn closed_for(&self, now: Timestamp) -> Option<&Text> {
        let date = self.time_zone.business_date(now, self.day_starts);
        self.hours.closed_for(date)
    }

    /// When the business day `date` begins.
    pub fn day_starts_at(&self, date: NaiveDate) -> Timestamp {
        self.time_zone.instant(date, self.day_starts.minutes())
    }

    /// The dates that kiosks hold numbers for: `today`, and the next day on which somebody may walk in.
    pub fn reserve_dates(&self, today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let has_hours = |date: &NaiveDate| {
            let mut walk_in = self.services.iter().filter(|service| service.walk_in);
            walk_in.any(|service| !self.spans(service, *date).is_empty())
        };
        let ahead = today.iter_days().skip(1).take(LOOK_AHEAD_DAYS.into());
        let next = ahead.into_iter().find(has_hours);
        std::iter::once(today).chain(next)
    }

    /// How many numbers of `series` a kiosk should hold for `date`: none where nobody can walk in for
    /// it, or only with a booked time.
    pub fn reserve_of(&self, series: &Series, date: NaiveDate) -> u16 {
        let by_appointment = series.class.as_ref().and_then(|id| self.class(id));
        let by_appointment = by_appointment.is_some_and(|class| class.appointment.is_some());
        let mut services = series.services.iter().filter_map(|id| self.service(id));
        let is_given = |service: &Service| service.walk_in && !self.spans(service, date).is_empty();
        if by_appointment || !services.any(is_given) {
            return 0;
        }
        let size = (series.last + 1).saturating_sub(series.first);
        self.reserve.min(size / RESERVE_PART)
    }

    /// When numbers for `service` are given on the business day `date`: from, to, in order.
    pub fn spans(&self, service: &Service, date: NaiveDate) -> Vec<(Timestamp, Timestamp)> {
        let hours = service.hours.as_ref().unwrap_or(&self.hours);
        let mut spans = hours.spans(date, self.wall(), self.numbers_lead_mins);
        spans.sort_unstable();
        spans
    }

    /// When `counter` is manned on the business day `date`, where nobody does otherwise: from, to, in
    /// order.
    pub fn manned(&self, counter: &Counter, date: NaiveDate) -> Vec<(Timestamp, Timestamp)> {
        let hours = counter.hours.as_ref().unwrap_or(&self.hours);
        let mut spans = hours.spans(date, self.wall(), 0);
        spans.sort_unstable();
        spans
    }

    /// When the last service of the business day `date` closes; `None` on a day without hours.
    pub fn closes_at(&self, date: NaiveDate) -> Option<Timestamp> {
        let own = self
            .services
            .iter()
            .filter_map(|service| service.hours.as_ref());
        own.chain([&self.hours])
            .filter_map(|hours| hours.closes_at(date, self.wall()))
            .max()
    }

    /// The next pause in a counter's own hours that begins after `now`, and its end.
    pub(crate) fn next_rest(
        &self,
        counter: &CounterId,
        now: Timestamp,
    ) -> Option<(Timestamp, Timestamp)> {
        let hours = self.counter(counter)?.hours.as_ref()?;
        hours.next_pause(now, self.wall())
    }

    /// The wall clock at `at`, in minutes of the business day: 01:00 of a night that belongs to it is
    /// 1500.
    pub fn minute_of_day(&self, at: Timestamp) -> u16 {
        let local = self.time_zone.local(at).time();
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
        if minute < self.day_starts.minutes() {
            minute + MINS_PER_DAY
        } else {
            minute
        }
    }

    pub(crate) fn wall(&self) -> Wall<'_> {
        Wall {
            zone: self.time_zone,
            day_starts: self.day_starts,
            branch_periods: &self.hours.periods,
        }
    }
}

fn default_day_starts() -> LocalTime {
    "03:00".parse().expect("the default start of day is a time")
}

/// A kiosk holds at most one in so many numbers of a series.
const RESERVE_PART: u16 = 4;
/// How many numbers a kiosk holds where the branch file says nothing.
pub(crate) const RESERVE_DEFAULT: u16 = 20;

fn default_reserve() -> u16 {
    RESERVE_DEFAULT
}

fn is_default_reserve(reserve: &u16) -> bool {
    *reserve == RESERVE_DEFAULT
}

fn default_languages() -> Vec<Locale> {
    vec![Locale::ID, Locale::EN]
}

fn default_first() -> u16 {
    1
}

fn default_last() -> u16 {
    999
}

fn default_width() -> u8 {
    3
}

fn default_true() -> bool {
    true
}

impl Series {
    /// Its number `value`.
    ///
    /// # Panics
    /// Where `value` does not fit the width, which no value of a checked series does.
    pub(crate) fn number(&self, value: u16) -> TicketNumber {
        TicketNumber::new(self.prefix, value, self.width)
            .expect("a checked series has only numbers that fit its width")
    }
}
