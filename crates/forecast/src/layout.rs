//! What does not change while a day runs: who is called by which rule, in indices instead of names.

use antre_domain::config::{Config, JourneyAge, QueueOf, Service};
use antre_domain::rule::Plan;
use antre_domain::{Age, ClassId, CounterId, ProfileId, ServiceId};

/// A queue: a service and a class, by index (`service * classes + class`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Queue(pub u16);

/// A counter, by its place in the branch file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat(pub u16);

/// The names of a branch behind the indices of a run, and its rules. Runs read only [`Layout::rules`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The services, in the order of the branch file.
    pub services: Vec<ServiceId>,
    /// The classes, in the order of the branch file.
    pub classes: Vec<ClassId>,
    /// The counters, in the order of the branch file.
    pub counters: Vec<CounterId>,
    /// The profiles, in the order of the branch file.
    pub profiles: Vec<ProfileId>,
    /// By profile: its rule.
    pub rules: Vec<Rule>,
    /// By the service one leaves, then the one they go on to: whether they queue there by their age.
    pub keeps_age: Vec<Vec<bool>>,
}

/// A profile's rule and the queues it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The kernel's plan.
    pub plan: Plan,
    /// The queues it takes, by rising index.
    pub takes: Vec<(Queue, QueueOf)>,
}

impl Layout {
    /// Of a configuration that has passed [`Config::check`].
    pub fn of(config: &Config) -> Self {
        let plans = config.compile_all();
        let mut layout = Self {
            services: config
                .services
                .iter()
                .map(|service| service.id.clone())
                .collect(),
            classes: config
                .classes
                .iter()
                .map(|class| class.id.clone())
                .collect(),
            counters: config
                .counters
                .iter()
                .map(|counter| counter.id.clone())
                .collect(),
            profiles: config
                .profiles
                .iter()
                .map(|profile| profile.id.clone())
                .collect(),
            rules: Vec::new(),
            keeps_age: keeps_age(config),
        };
        let rules = layout.profiles.iter().map(|profile| {
            let compiled = &plans[profile];
            let takes = compiled.queues.iter();
            let mut takes: Vec<_> = takes
                .filter_map(|((service, class), of)| Some((layout.queue(service, class)?, *of)))
                .collect();
            takes.sort_unstable_by_key(|(queue, _)| *queue);
            let plan = compiled.plan.clone();
            Rule { plan, takes }
        });
        layout.rules = rules.collect();
        layout
    }

    /// How many queues there are.
    pub fn queues(&self) -> usize {
        self.services.len() * self.classes.len()
    }

    /// The queue of a service and a class; `None` where the branch has none such.
    pub fn queue(&self, service: &ServiceId, class: &ClassId) -> Option<Queue> {
        let service = self.services.iter().position(|known| known == service)?;
        let class = self.classes.iter().position(|known| known == class)?;
        Some(self.queue_at(service, class))
    }

    /// The queue of the service and the class at these places.
    pub fn queue_at(&self, service: usize, class: usize) -> Queue {
        let index = service * self.classes.len() + class;
        Queue(u16::try_from(index).expect("a checked branch has far fewer queues"))
    }

    /// The place of a queue's service.
    pub fn service_of(&self, queue: Queue) -> usize {
        usize::from(queue.0) / self.classes.len()
    }

    /// The place of a queue's class.
    pub fn class_of(&self, queue: Queue) -> usize {
        usize::from(queue.0) % self.classes.len()
    }

    /// A counter's index.
    pub fn seat(&self, counter: &CounterId) -> Option<Seat> {
        let seat = self.counters.iter().position(|known| known == counter)?;
        u16::try_from(seat).ok().map(Seat)
    }

    /// A profile's index among [`Layout::rules`].
    pub fn rule(&self, profile: &ProfileId) -> Option<u16> {
        let rule = self.profiles.iter().position(|known| known == profile)?;
        u16::try_from(rule).ok()
    }
}

/// A journey says it for its stops, else the service that somebody is transferred to.
fn keeps_age(config: &Config) -> Vec<Vec<bool>> {
    let between = |from: &ServiceId, to: &Service| {
        let mut journeys = config.journeys.iter();
        let journey = journeys.find(|journey| {
            let stops = &journey.stops;
            stops.contains(from) && stops.contains(&to.id)
        });
        match journey {
            Some(journey) => journey.age == JourneyAge::Visit,
            None => to.on_transfer.age == Age::Keep,
        }
    };
    let from = config.services.iter();
    from.map(|from| {
        config
            .services
            .iter()
            .map(|to| between(&from.id, to))
            .collect()
    })
    .collect()
}
