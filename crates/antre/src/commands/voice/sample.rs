//! A sample branch at work in virtual time: people come, clerks call, some do not answer.

use std::collections::BTreeMap;

use antre_domain::{
    Act, Actor, Branch, Command, Config, Context, CounterId, Event, Finish, LogTail, Outcome,
    ServiceId, TicketId, Timestamp, What, decide, next_deadline,
};
use anyhow::{Context as _, Result};

/// On average somebody comes after so many seconds, for each counter.
const COMES_SECS: u64 = 200;
/// So many of a hundred who are called do not hear it the first time, and do not come at all.
const DEAF_PERCENT: u64 = 12;
const AWAY_PERCENT: u64 = 4;
/// So many of a hundred are of another class than the regular one.
const OTHER_CLASS_PERCENT: u64 = 15;

/// The branch, its clock, and what its clerks are at.
struct World {
    branch: Branch,
    clock: Timestamp,
    lot: Lot,
    events: Vec<Event>,
    clerks: BTreeMap<CounterId, Clerk>,
}

/// What a clerk waits for.
#[derive(Debug, Clone, Copy)]
enum Clerk {
    Idle,
    /// Somebody is called.
    Called {
        ticket: TicketId,
        until: Timestamp,
        comes: Comes,
    },
    Serving {
        ticket: TicketId,
        until: Timestamp,
    },
}

#[derive(Debug, Clone, Copy)]
enum Comes {
    Now,
    WhenCalledAgain,
    Never,
}

/// The events of the first hours of a day that begins at `from`. The same branch has the same day.
pub(super) fn day(config: Config, from: Timestamp, hours: u32) -> Result<Vec<Event>> {
    let services: Vec<ServiceId> = config
        .services
        .iter()
        .filter(|service| service.walk_in)
        .map(|service| service.id.clone())
        .collect();
    let counters: Vec<CounterId> = config.counters.iter().map(|c| c.id.clone()).collect();
    let classes: Vec<_> = config.classes.iter().map(|c| c.id.clone()).collect();
    let mut world = World {
        branch: Branch::default(),
        clock: from,
        lot: Lot(17),
        events: Vec::new(),
        clerks: BTreeMap::new(),
    };
    world.must(Act::StartEpoch {
        counter: 1,
        random: 17,
        rehearsal: true,
    })?;
    world.must(Act::Configure(Box::new(config)))?;
    world.catch_up();
    for counter in counters {
        world.must(Act::OpenCounter {
            counter: counter.clone(),
            profile: None,
        })?;
        world.clerks.insert(counter, Clerk::Idle);
    }
    for _ in 0..u64::from(hours) * 3_600 {
        world.clock = world.clock.plus_secs(1);
        world.catch_up();
        if world.lot.below(COMES_SECS) < world.clerks.len() as u64 {
            let service = world.lot.pick(&services).cloned();
            let is_other = world.lot.below(100) < OTHER_CLASS_PERCENT;
            let class = world.lot.pick(&classes).filter(|_| is_other).cloned();
            if let Some(service) = service {
                // Not every class takes every service.
                world.try_to(Act::Issue {
                    service,
                    class,
                    locale: None,
                    count: 1,
                    party: 1,
                    booked_at: None,
                    note: None,
                });
            }
        }
        world.work();
    }
    Ok(world.events)
}

impl World {
    /// What time itself asks for.
    fn catch_up(&mut self) {
        while let Some((at, reason)) = next_deadline(&self.branch)
            && at <= self.clock
        {
            if self.act(Actor::TIMER, Act::Due { reason, at }).is_none() {
                return;
            }
        }
    }

    /// Each clerk does what is next.
    fn work(&mut self) {
        let clerks: Vec<(CounterId, Clerk)> = self
            .clerks
            .iter()
            .map(|(counter, clerk)| (counter.clone(), *clerk))
            .collect();
        for (counter, clerk) in clerks {
            let next = match clerk {
                Clerk::Idle => self.call_next(&counter),
                Clerk::Called { until, .. } | Clerk::Serving { until, .. }
                    if until > self.clock =>
                {
                    clerk
                }
                Clerk::Called { ticket, comes, .. } => self.look_up(ticket, comes),
                Clerk::Serving { ticket, .. } => {
                    self.try_to(Act::Finish {
                        ticket,
                        finish: Outcome::Served.into(),
                    });
                    Clerk::Idle
                }
            };
            self.clerks.insert(counter, next);
        }
    }

    fn call_next(&mut self, counter: &CounterId) -> Clerk {
        let events = self.try_to(Act::CallNext {
            counter: counter.clone(),
            quiet: None,
            finish: Finish::default(),
        });
        let called = events.iter().find_map(|event| match &event.what {
            What::TicketCalled { ticket, .. } => Some(*ticket),
            _ => None,
        });
        called.map_or(Clerk::Idle, |ticket| {
            let comes = match self.lot.below(100) {
                lot if lot < AWAY_PERCENT => Comes::Never,
                lot if lot < DEAF_PERCENT => Comes::WhenCalledAgain,
                _ => Comes::Now,
            };
            Clerk::Called {
                ticket,
                until: self.after(20, 45),
                comes,
            }
        })
    }

    /// The clerk looks up: somebody stands there, or is called again, or is not coming.
    fn look_up(&mut self, ticket: TicketId, comes: Comes) -> Clerk {
        match comes {
            Comes::Now => {
                self.try_to(Act::Start(ticket));
                Clerk::Serving {
                    ticket,
                    until: self.after(90, 300),
                }
            }
            Comes::WhenCalledAgain => {
                self.try_to(Act::Recall(ticket));
                Clerk::Called {
                    ticket,
                    until: self.after(20, 40),
                    comes: Comes::Now,
                }
            }
            Comes::Never => {
                self.try_to(Act::NoShow(ticket));
                Clerk::Idle
            }
        }
    }

    fn after(&mut self, least_secs: u32, most_secs: u32) -> Timestamp {
        let more = self.lot.below(u64::from(most_secs - least_secs)) as u32;
        self.clock.plus_secs(least_secs + more)
    }

    fn must(&mut self, act: Act) -> Result<()> {
        let what = format!("{act:?}");
        self.act(Actor::ADMIN, act)
            .map(|_| ())
            .with_context(|| format!("the sample day cannot begin: {what}"))
    }

    /// What it comes to; a refusal is an answer, too.
    fn try_to(&mut self, act: Act) -> Vec<Event> {
        self.act(Actor::ADMIN, act).unwrap_or_default()
    }

    fn act(&mut self, by: Actor, act: Act) -> Option<Vec<Event>> {
        let context = Context {
            clock: self.clock,
            seed: self.lot.next(),
            tail: LogTail {
                seq: self.events.len() as u64,
                hash: [0; 32],
            },
        };
        let events = decide(&self.branch, &Command { by, act }, &context).ok()?;
        for event in &events {
            self.branch.apply(event);
        }
        self.events.extend(events.iter().cloned());
        Some(events)
    }
}

/// SplitMix64: the same lots on every computer.
struct Lot(u64);

impl Lot {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(of.len() as u64) as usize;
        of.get(at)
    }
}
