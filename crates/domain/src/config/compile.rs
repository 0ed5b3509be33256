//! From a profile as the branch file says it to the plan in plain integers that the kernel runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::calling::{
    AppointmentsFirst, Custom, Fair, Finally, Line, Profile, Ratio, Rule, Step, When,
};
use super::{Class, Config, Share};
use crate::ids::{ClassId, LineId, ProfileId, ServiceId};
use crate::rule;

/// A share that a rule with a name gives where its knob is left alone: one call in four.
const ONE_IN_DEFAULT: u16 = 4;

/// Why a profile has no rule of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LikeFault {
    /// It is like a profile that does not exist.
    Unknown,
    /// It is like a profile that is, in the end, like itself.
    Cyclic,
}

/// A profile, ready for the kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// The rule in plain integers.
    pub plan: rule::Plan,
    /// The rule in words, of which the plan's lines and steps are the same by index.
    pub(crate) custom: Custom,
    /// Where each queue that it takes stands.
    pub queues: BTreeMap<(ServiceId, ClassId), QueueOf>,
}

/// Where a queue stands in a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueOf {
    /// The line it belongs to.
    pub line: u8,
    /// The skill level at which the profile takes it, from 1.
    pub level: u8,
    /// The wait that its class is promised, in milliseconds.
    pub target_ms: i64,
}

/// Every profile of a configuration.
pub type Plans = Arc<BTreeMap<ProfileId, Compiled>>;

impl Config {
    /// The grammar that a profile's rule comes to: what a named rule stands for, or what the profile it
    /// is like says.
    pub fn grammar(&self, profile: &Profile) -> Result<Custom, LikeFault> {
        let mut seen = BTreeSet::from([&profile.id]);
        let mut rule = &profile.rule;
        loop {
            return Ok(match rule {
                Rule::Fair(fair) => self.fair(*fair),
                Rule::Ratio(ratio) => self.ratio(*ratio),
                Rule::AppointmentsFirst(first) => self.appointments_first(*first),
                Rule::Custom(custom) => custom.clone(),
                Rule::Like(other) => {
                    if !seen.insert(other) {
                        return Err(LikeFault::Cyclic);
                    }
                    rule = &self.profile(other).ok_or(LikeFault::Unknown)?.rule;
                    continue;
                }
            });
        }
    }

    /// For each line of a profile, how many calls its first can have to wait at most.
    ///
    /// # Panics
    /// Where the configuration has not passed [`Config::check`].
    pub fn bounds(&self, profile: &Profile) -> Vec<(LineId, rule::Bound)> {
        let compiled = self.compile(profile).expect("a checked profile has a rule");
        let bounds = compiled.plan.bounds().expect("a checked rule has bounds");
        let lines = compiled.custom.lines.into_iter().map(|line| line.id);
        lines.zip(bounds).collect()
    }

    /// The rule of a profile in plain integers; `None` for one that [`Config::check`] would refuse.
    pub fn plan(&self, profile: &Profile) -> Option<rule::Plan> {
        Some(self.compile(profile)?.plan)
    }

    /// Every profile, ready for the kernel.
    pub fn compile_all(&self) -> Plans {
        let compiled = self
            .profiles
            .iter()
            .filter_map(|profile| Some((profile.id.clone(), self.compile(profile)?)));
        Arc::new(compiled.collect())
    }

    /// `None` for a profile that the check would refuse.
    pub(crate) fn compile(&self, profile: &Profile) -> Option<Compiled> {
        let custom = self.grammar(profile).ok()?;
        let lines = custom.lines.iter().map(|line| rule::Line {
            one_in: line.one_in,
            cap_ms: line.cap_secs.map(millis),
        });
        let index = |id: &LineId| custom.line(id);
        let steps = custom.steps.iter().map(|step| {
            let When {
                waited_secs,
                waiting,
                between,
                due,
            } = step.when;
            let between = match between {
                Some(span) => Some(span.minutes(self.day_starts)?),
                None => None,
            };
            Some(rule::Step {
                line: index(&step.call)?,
                waited_ms: waited_secs.map(millis),
                waiting,
                between,
                due,
            })
        });
        let finally = match &custom.finally {
            Finally::LongestWait => rule::Finally::LongestWait,
            Finally::LongestLife => rule::Finally::LongestLife,
            Finally::NearestToTarget => rule::Finally::NearestToTarget,
            Finally::Ratio(shares) => {
                let mut slots = Vec::new();
                for share in shares {
                    let line = index(&share.line)?;
                    slots.extend(std::iter::repeat_n(line, share.turns.into()));
                }
                rule::Finally::Ratio(slots)
            }
            Finally::Priority(order) => {
                rule::Finally::Priority(order.iter().map(index).collect::<Option<_>>()?)
            }
        };
        let plan = rule::Plan {
            lines: lines.collect(),
            steps: steps.collect::<Option<_>>()?,
            finally,
        };
        let queues = self.queues_of(profile, &custom);
        Some(Compiled {
            plan,
            custom,
            queues,
        })
    }

    fn queues_of(
        &self,
        profile: &Profile,
        custom: &Custom,
    ) -> BTreeMap<(ServiceId, ClassId), QueueOf> {
        let mut queues = BTreeMap::new();
        for service in profile.takes() {
            for class in &self.classes {
                let line = custom
                    .lines
                    .iter()
                    .position(|line| line.takes(service, &class.id));
                let line = line.and_then(|line| u8::try_from(line).ok());
                if let (Some(line), Some(level)) = (line, profile.level(service)) {
                    let target_ms = millis(class.target_wait_secs);
                    let queue = QueueOf {
                        line,
                        level,
                        target_ms,
                    };
                    queues.insert((service.clone(), class.id.clone()), queue);
                }
            }
        }
        queues
    }

    /// A line for each class, so that nobody is passed inside their class.
    fn fair(&self, knobs: Fair) -> Custom {
        let one_in = Some(self.share(knobs.one_in));
        let line = |class: &Class| line(class.id.as_str(), &[class], one_in, knobs.cap_secs);
        Custom {
            lines: self.classes.iter().map(line).collect(),
            steps: Vec::new(),
            finally: Finally::NearestToTarget,
        }
    }

    fn ratio(&self, knobs: Ratio) -> Custom {
        let (priority, regular): (Vec<&Class>, Vec<&Class>) =
            self.classes.iter().partition(|class| class.priority);
        let cycle = knobs.priority.saturating_add(knobs.regular);
        // Under a cap the order alone promises nothing any more: the same turns become shares.
        let share = |turns: u16| {
            let others = cycle.saturating_sub(turns);
            knobs.cap_secs.map(|_| others.saturating_add(1))
        };
        let lines = vec![
            line("priority", &priority, share(knobs.priority), knobs.cap_secs),
            line("regular", &regular, share(knobs.regular), knobs.cap_secs),
        ];
        let turns = [knobs.priority, knobs.regular];
        let shares = lines.iter().zip(turns).map(|(line, turns)| Share {
            line: line.id.clone(),
            turns,
        });
        Custom {
            finally: Finally::Ratio(shares.collect()),
            lines,
            steps: Vec::new(),
        }
    }

    fn appointments_first(&self, knobs: AppointmentsFirst) -> Custom {
        let (booked, others): (Vec<&Class>, Vec<&Class>) = self
            .classes
            .iter()
            .partition(|class| class.appointment.is_some());
        let one_in = Some(self.share(knobs.one_in));
        let lines_max = u16::try_from(others.len() + 1).unwrap_or(u16::MAX);
        let first = line(
            "appointments",
            &booked,
            Some(lines_max.max(2)),
            knobs.cap_secs,
        );
        let step = Step {
            when: When {
                due: true,
                ..When::default()
            },
            call: first.id.clone(),
        };
        let others = others
            .iter()
            .map(|class| line(class.id.as_str(), &[class], one_in, knobs.cap_secs));
        Custom {
            lines: std::iter::once(first).chain(others).collect(),
            steps: vec![step],
            finally: Finally::NearestToTarget,
        }
    }

    /// The share of a named rule: its knob, or what suits this branch.
    fn share(&self, knob: Option<u16>) -> u16 {
        let classes = u16::try_from(self.classes.len()).unwrap_or(u16::MAX);
        knob.unwrap_or(classes.max(ONE_IN_DEFAULT))
    }
}

impl Custom {
    /// The index of a line.
    pub(crate) fn line(&self, id: &LineId) -> Option<u8> {
        let index = self.lines.iter().position(|line| line.id == *id)?;
        u8::try_from(index).ok()
    }
}

impl Line {
    /// Whether a queue belongs here, if no line before takes it.
    pub(crate) fn takes(&self, service: &ServiceId, class: &ClassId) -> bool {
        let of_service = self.services.is_empty() || self.services.contains(service);
        let of_class = self.classes.is_empty() || self.classes.contains(class);
        of_service && of_class
    }
}

/// A line of whole classes; one of a single class goes by the class's own id.
fn line(id: &str, classes: &[&Class], one_in: Option<u16>, cap_secs: Option<u32>) -> Line {
    let id = match classes {
        [only] => only.id.as_str(),
        _ => id,
    };
    Line {
        id: LineId::new(id).expect("a class's id and these words are slugs"),
        name: None,
        classes: classes.iter().map(|class| class.id.clone()).collect(),
        services: Vec::new(),
        one_in,
        cap_secs,
    }
}

fn millis(secs: u32) -> i64 {
    i64::from(secs) * 1000
}
