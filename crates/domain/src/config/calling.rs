//! How a counter calls: work profiles and their rules, as the branch file says them.
//!
//! A manager meets three rules with a name and a knob or two: [`Rule::Fair`] (*Adil*),
//! [`Rule::Ratio`] (*Prioritas 2:1*) and [`Rule::AppointmentsFirst`] (*Janji temu dulu*). Each is
//! written in the grammar beneath, [`Custom`], which is there for whoever needs it.

use serde::{Deserialize, Serialize};

use super::Span;
use crate::ids::{ClassId, LineId, ProfileId, ServiceId};
use crate::text::Text;

/// A work profile: the services a counter takes, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its identifier.
    pub id: ProfileId,
    /// Its name for staff.
    pub name: Text,
    /// The services it takes first: skill level 1.
    pub services: Vec<ServiceId>,
    /// The services it helps with, by falling skill: level 2, then 3 and so on. They are called where
    /// nobody waits at a lower level, or past their cap. A service that no open counter takes at a
    /// lower level counts as level 1 here, so that nobody depends on a counter that is closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helps: Vec<Vec<ServiceId>>,
    /// How it chooses.
    #[serde(default, skip_serializing_if = "Rule::is_default")]
    pub rule: Rule,
}

/// How a profile chooses whom to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// *Adil*: whoever reaches the target of their class first, with a share for every class.
    Fair(Fair),
    /// *Prioritas 2:1*: so many of the priority classes, then so many of the others.
    Ratio(Ratio),
    /// *Janji temu dulu*: appointments at their booked time, the others nearest to their target.
    AppointmentsFirst(AppointmentsFirst),
    /// The rule of another profile.
    Like(ProfileId),
    /// The grammar itself.
    Custom(Custom),
}

impl Default for Rule {
    fn default() -> Self {
        Self::Fair(Fair::default())
    }
}

impl Rule {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// *Adil*: the ticket nearest to the target of its class comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fair {
    /// Every class in which somebody waits has at least one in so many calls; 4 where absent (or the
    /// number of classes, where there are more).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_in: Option<u16>,
    /// Nobody waits longer, in seconds, while another is called who is not past it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_secs: Option<u32>,
}

/// *Prioritas 2:1*: turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// How many of the priority classes are called in turn.
    pub priority: u16,
    /// How many of all others.
    pub regular: u16,
    /// As [`Fair::cap_secs`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_secs: Option<u32>,
}

/// *Janji temu dulu*: appointments first, from their booked time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AppointmentsFirst {
    /// As [`Fair::one_in`]: those who walk in keep this share of the calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_in: Option<u16>,
    /// As [`Fair::cap_secs`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_secs: Option<u32>,
}

/// The grammar: lines, steps tried in order, and what decides where none of them did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custom {
    /// The lines. A queue belongs to the first line that takes its service and class; inside a line
    /// the oldest comes first.
    pub lines: Vec<Line>,
    /// `when … then call from …`, tried in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What decides where no step did.
    pub finally: Finally,
}

/// Queues that are one to a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its identifier.
    pub id: LineId,
    /// Its name for people; its classes' or services' names where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The classes it takes; every class where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassId>,
    /// The services it takes; every service of the profile where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceId>,
    /// A reserved share: while somebody waits here, at least one in so many calls is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_in: Option<u16>,
    /// Nobody here waits longer, in seconds, while another is called who is not past a cap too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_secs: Option<u32>,
}

/// `when … then call from …`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Every condition that is given must hold; none is `always`.
    #[serde(default)]
    pub when: When,
    /// The line it calls from.
    pub call: LineId,
}

/// The conditions of a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// The first of the line has waited at least so long, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waited_secs: Option<u32>,
    /// At least so many tickets wait in the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<u32>,
    /// The wall clock stands in this span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<Span>,
    /// The booked time of the first has come: for lines of appointments.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub due: bool,
}

/// What decides where no step did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Finally {
    /// Whoever has waited longest in this queue.
    LongestWait,
    /// Whoever has been in the branch longest.
    LongestLife,
    /// Whoever reaches the target of their class first.
    NearestToTarget,
    /// Turns, line by line in this order.
    Ratio(Vec<Share>),
    /// The first of these lines in which somebody waits. Every line but the first needs a share:
    /// without one this order would let it wait for ever.
    Priority(Vec<LineId>),
}

/// A line's turns in a ratio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The line.
    pub line: LineId,
    /// How many turns it has in a cycle.
    pub turns: u16,
}

impl Profile {
    /// The skill level at which it takes `service`, from 1; `None` where it does not.
    pub fn level(&self, service: &ServiceId) -> Option<u8> {
        if self.services.contains(service) {
            return Some(1);
        }
        let helped = self
            .helps
            .iter()
            .position(|level| level.contains(service))?;
        u8::try_from(helped + 2).ok()
    }

    /// Every service it takes, at whatever level.
    pub fn takes(&self) -> impl Iterator<Item = &ServiceId> {
        self.services.iter().chain(self.helps.iter().flatten())
    }
}
