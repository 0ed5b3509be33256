//! A day as somebody expects it: who comes when, how long they take, who mans which counter.
//!
//! Written by hand as TOML; [`read`] takes it in and [`Scenario::check`] holds it against a branch. What
//! chance makes of it for one seed is [`Drawn`].

mod check;
mod dist;
mod drawn;
mod fault;
mod morning;
mod read;
mod world;

use antre_domain::config::Span;
use antre_domain::{ClassId, CounterId, LocalTime, ProfileId, ServiceId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::dist::{Dist, SECS_MAX};
pub use self::drawn::{Comer, Drawn, LEGS_MAX, Leg};
pub use self::fault::{Fault, FaultCode};
pub use self::read::{FileFault, SCENARIO_FILE_BYTES_MAX, ScenarioError, parse, read};
pub use self::world::DrawnWorld;

/// The most entries of any list but samples and rates.
pub const LIST_MAX: usize = 256;
/// The most tickets that one day may be expected to bring.
pub const TICKETS_MAX: usize = 20_000;

/// A day of a branch. Seconds and rates are finite and not negative; shares are 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called, on tables and charts.
    #[serde(default)]
    pub name: String,
    /// The branch file it is for, from where the scenario file lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// From which chance begins. The same seed gives the same day, always.
    #[serde(default = "one")]
    pub seed: u64,
    /// The business day, which says which hours hold.
    pub date: NaiveDate,
    /// Who walks in.
    #[serde(default)]
    pub arrivals: Vec<Arrivals>,
    /// Who has booked.
    #[serde(default)]
    pub appointments: Vec<Appointments>,
    /// How long each service takes.
    pub services: Vec<Serving>,
    /// Who goes on from one service to another, besides the journeys of the branch.
    #[serde(default)]
    pub moves: Vec<Move>,
    /// Counters that are manned otherwise than the branch file says.
    #[serde(default)]
    pub counters: Vec<Manned>,
    /// What lies between two services at a counter.
    #[serde(default)]
    pub between: Between,
    /// Who is called and not there.
    #[serde(default)]
    pub no_shows: NoShows,
    /// Who gives up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience: Option<Patience>,
    /// How one such day differs from another.
    #[serde(default)]
    pub variation: Variation,
}

/// Those who walk in for a service. A service may stand here several times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrivals {
    /// What they ask for.
    pub service: ServiceId,
    /// Of which classes they are, as weights; all regular where empty.
    #[serde(default)]
    pub classes: Vec<Weight>,
    /// How many come in an hour, by spans that do not overlap.
    #[serde(default)]
    pub rates: Vec<Rate>,
    /// The same, quarter hour by quarter hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarters: Option<Quarters>,
    /// How many come with others on one number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Party>,
}

/// A class and its weight among the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// The class; not one by appointment.
    pub class: ClassId,
    /// Its weight.
    pub weight: f64,
}

/// A rate over a span.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// When.
    pub between: Span,
    /// How many in an hour, on average.
    pub per_hour: f64,
}

/// Rates by quarter hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quarters {
    /// Where the first begins.
    pub from: LocalTime,
    /// How many in an hour, on average, one after the other.
    pub per_hour: Vec<f64>,
}

/// Several people on one number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Which share of the numbers is for more than one.
    pub share: f64,
    /// The most people of one number; any size from 2 is as likely.
    pub people_max: u8,
    /// How much longer each further one takes, in seconds.
    #[serde(default)]
    pub each_secs: f64,
}

/// Booked times of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointments {
    /// For what.
    pub service: ServiceId,
    /// A class by appointment.
    pub class: ClassId,
    /// The first booked time, and the end before which the last lies.
    pub between: Span,
    /// From one booked time to the next.
    pub every_mins: u16,
    /// How many are booked for each.
    #[serde(default = "one_person")]
    pub people: u16,
    /// Which share of them comes.
    #[serde(default = "all")]
    pub come: f64,
    /// How long before the booked time they come, on average; negative: after it.
    #[serde(default)]
    pub early_secs: f64,
    /// By how much that differs from one to another (the standard deviation of a normal distribution).
    #[serde(default)]
    pub early_sd_secs: f64,
}

/// How long a service takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serving {
    /// Which.
    pub id: ServiceId,
    /// From the start of serving to its end, by a clerk of speed 1. Never 0.
    pub secs: Dist,
    /// In place of [`Between::way_secs`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_secs: Option<Dist>,
    /// In place of [`Between::turnaround_secs`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnaround_secs: Option<Dist>,
}

/// Whoever was served at one service goes on to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// From.
    pub from: ServiceId,
    /// To.
    pub to: ServiceId,
    /// Which share does.
    pub share: f64,
}

/// A counter's day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manned {
    /// Which.
    pub id: CounterId,
    /// When; its hours in the branch file where absent. An empty list: nobody is there that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shifts: Option<Vec<Manning>>,
    /// How fast its clerk serves: 1.25 takes four fifths of the time.
    #[serde(default = "full_speed")]
    pub speed: f64,
}

/// A part of a counter's day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manning {
    /// When.
    pub between: Span,
    /// By which profile; the counter's own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileId>,
}

/// What lies between two services at a counter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Between {
    /// From the call until serving starts: the way to the counter.
    pub way_secs: Dist,
    /// From the end of a service until the next call, while somebody waits.
    pub turnaround_secs: Dist,
    /// From an arrival until an idle counter calls it.
    pub reaction_secs: Dist,
}

/// Who is called and not there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NoShows {
    /// Which share, of those who hardly waited.
    pub share: f64,
    /// By how much that share grows with each hour waited.
    pub more_per_hour: f64,
    /// From the call until the counter gives them up.
    pub secs: Dist,
}

/// Who gives up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patience {
    /// Which share would ever.
    pub share: f64,
    /// After what wait, in each queue.
    pub secs: Dist,
    /// Which share of those tells the kiosk or a clerk. The others are called, and are no-shows.
    #[serde(default)]
    pub tell: f64,
}

/// How one such day differs from another: coefficients of variation of a factor of mean 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Variation {
    /// Of the number that come.
    pub arrivals_cv: f64,
    /// Of how long everything takes.
    pub service_cv: f64,
}

impl Default for Between {
    fn default() -> Self {
        Self {
            way_secs: Dist::Fixed(0.0),
            turnaround_secs: Dist::Fixed(0.0),
            reaction_secs: Dist::Fixed(0.0),
        }
    }
}

impl Default for NoShows {
    fn default() -> Self {
        Self {
            share: 0.0,
            more_per_hour: 0.0,
            secs: Dist::Fixed(60.0),
        }
    }
}

impl Scenario {
    /// How long `service` takes; `None` where the scenario does not say.
    pub fn serving(&self, service: &ServiceId) -> Option<&Serving> {
        self.services.iter().find(|serving| serving.id == *service)
    }

    /// The counter's own entry.
    pub fn manned(&self, counter: &CounterId) -> Option<&Manned> {
        self.counters.iter().find(|manned| manned.id == *counter)
    }
}

fn one() -> u64 {
    1
}

fn one_person() -> u16 {
    1
}

fn all() -> f64 {
    1.0
}

fn full_speed() -> f64 {
    1.0
}
