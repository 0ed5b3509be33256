//! Nobody waits for ever because others are sent on to the counters, whether clerks press the key or
//! arrivals are called by themselves. Of any two calls in a row of one counter one at least is the
//! rule's, so that whoever waits twice as many calls as the rule alone promises, and one more for each
//! counter, has been called.

use std::collections::BTreeMap;

use antre_domain::config::{Config, Profile};
use antre_domain::{
    Act, CallReason, CounterId, Directed, Event, Finish, ProfileId, TicketId, What,
};
use antre_sim_tests::draw::Wanted;
use antre_sim_tests::load::{SHIPPED, lifted, line_of, shipped};
use antre_sim_tests::world::{World, clerk, kiosk, supervisor};

/// How many of each service and class wait when the counters begin.
const CROWD: usize = 3;
/// From one call of the hall to its next, in seconds.
const STEP_SECS: u32 = 15;

#[test]
fn everyone_is_called_within_twice_the_promise_however_many_are_sent_on() {
    each_profile(false);
}

#[test]
fn everyone_is_called_within_twice_the_promise_where_arrivals_are_called_by_themselves() {
    each_profile(true);
}

fn each_profile(by_itself: bool) {
    for branch in SHIPPED {
        let config = lifted(shipped(branch));
        for profile in &config.profiles {
            let name = format!("{branch}, {}", profile.id);
            Hall::open(&config, profile, by_itself).empties(&name);
        }
    }
}

/// The counters of one profile, and who waits for them from the beginning.
struct Hall<'a> {
    config: &'a Config,
    profile: &'a Profile,
    world: World,
    counters: Vec<CounterId>,
    by_itself: bool,
    /// By ticket: its line, in the order in which they came.
    crowd: Vec<(TicketId, usize)>,
    /// Who was called, in order, and whether because they were sent on.
    calls: Vec<(TicketId, bool)>,
}

impl<'a> Hall<'a> {
    fn open(config: &'a Config, profile: &'a Profile, by_itself: bool) -> Self {
        let mut world = World::of(config.clone(), Wanted::Any);
        world.clock = world.clock.plus_secs(3_600);
        let own = |id: &ProfileId| *id == profile.id;
        let mut counters: Vec<CounterId> = config
            .counters
            .iter()
            .filter(|counter| own(&counter.profile))
            .map(|counter| counter.id.clone())
            .collect();
        if counters.is_empty() {
            counters.extend(config.counters.first().map(|counter| counter.id.clone()));
        }
        let mut hall = Self {
            config,
            profile,
            world,
            counters,
            by_itself,
            crowd: Vec::new(),
            calls: Vec::new(),
        };
        hall.fill();
        for counter in hall.counters.clone() {
            let profile = Some(profile.id.clone());
            let (by, on) = (supervisor(), true);
            let act = Act::OpenCounter {
                counter: counter.clone(),
                profile,
            };
            hall.take(&by, &act);
            if by_itself {
                hall.take(&by, &Act::StandBy { counter, on });
            }
        }
        hall
    }

    fn fill(&mut self) {
        for _ in 0..CROWD {
            for service in &self.profile.services {
                for class in &self.config.classes {
                    if class.appointment.is_some() {
                        continue;
                    }
                    self.world.clock = self.world.clock.plus_secs(1);
                    let ticket = self.comes(Act::Issue {
                        service: service.clone(),
                        class: Some(class.id.clone()),
                        locale: None,
                        count: 1,
                        party: 1,
                        booked_at: None,
                        note: None,
                    });
                    let line = line_of(self.config, self.profile, service, &class.id);
                    self.crowd.push((ticket, line.into()));
                }
            }
        }
    }

    fn comes(&mut self, act: Act) -> TicketId {
        let events = self.world.must(&kiosk(), &act);
        events[0].what.ticket().expect("a number was given")
    }

    /// One more comes, and is sent on to `counter`, where such a one waits at every call from now on.
    fn is_sent_on(&mut self, counter: &CounterId) {
        let service = self.profile.services[0].clone();
        let ticket = self.comes(Act::Issue {
            service: service.clone(),
            class: None,
            locale: None,
            count: 1,
            party: 1,
            booked_at: None,
            note: None,
        });
        self.world.must(
            &supervisor(),
            &Act::Transfer {
                ticket,
                service,
                class: None,
                age: None,
                to: Some(Directed::Counter(counter.clone())),
                note: None,
            },
        );
    }

    fn take(&mut self, by: &antre_domain::Actor, act: &Act) {
        let events = self.world.must(by, act);
        self.note(&events);
        while let Some((by, act)) = self.world.due() {
            let events = self.world.must(&by, &act);
            self.note(&events);
        }
    }

    fn note(&mut self, events: &[Event]) {
        for event in events {
            if let What::TicketCalled { ticket, reason, .. } = &event.what {
                let is_sent = matches!(reason, CallReason::Directed { .. });
                self.calls.push((*ticket, is_sent));
            }
        }
    }

    fn empties(mut self, name: &str) {
        let most = 3 * self.crowd.len() + 10;
        for turn in 0..most {
            let counter = self.counters[turn % self.counters.len()].clone();
            self.is_sent_on(&counter);
            self.world.clock = self.world.clock.plus_secs(STEP_SECS);
            let present = self.world.day().counters[&counter].ticket;
            match present {
                Some(ticket) if self.by_itself => self.take(
                    &clerk(&counter),
                    &Act::Finish {
                        ticket,
                        finish: Finish {
                            outcome: Some(antre_domain::Outcome::Served),
                            delivered: Vec::new(),
                        },
                    },
                ),
                Some(_) | None => {
                    let finish = Finish::default();
                    let quiet = None;
                    let act = Act::CallNext {
                        counter: counter.clone(),
                        quiet,
                        finish,
                    };
                    self.take(&clerk(&counter), &act);
                }
            }
            let left = |(ticket, _): &&(TicketId, usize)| self.call_of(*ticket).is_none();
            if self.crowd.iter().filter(left).count() == 0 {
                break;
            }
        }
        self.is_kept(name);
    }

    fn call_of(&self, ticket: TicketId) -> Option<usize> {
        self.calls.iter().position(|(called, _)| *called == ticket)
    }

    fn is_kept(&self, name: &str) {
        let bounds: Vec<_> = self.config.bounds(self.profile);
        let mut before: BTreeMap<usize, usize> = BTreeMap::new();
        for (all_before, (ticket, line)) in self.crowd.iter().enumerate() {
            let of_line = before.entry(*line).or_default();
            let (_, bound) = bounds[*line];
            let ahead = if bound.in_common {
                all_before
            } else {
                *of_line
            };
            *of_line += 1;
            let promised = (ahead + 1) * usize::from(bound.calls_max);
            let most = 2 * promised + self.counters.len();
            let call = self
                .call_of(*ticket)
                .unwrap_or_else(|| panic!("{name}: {ticket} of line {line} waits for ever"));
            assert!(
                call < most,
                "{name}: {ticket} of line {line} was called by call {call} of {most}"
            );
        }
        let sent = self.calls.iter().filter(|(_, is_sent)| *is_sent).count();
        assert!(3 * sent > self.calls.len(), "{name}: nobody was sent on");
    }
}
