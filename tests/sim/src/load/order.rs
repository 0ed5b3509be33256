//! In which order they are called: by the branch, or by priority alone.

use std::collections::BTreeMap;

use antre_domain::{
    Act, Actor, Branch, CallReason, Command, Config, Context, CounterId, Finish, LogTail, Place,
    TicketId, Timestamp, What, decide, next_deadline,
};

use super::{Arrival, Overload};

/// Who is called next.
pub(super) trait Order {
    /// Takes in the `visit`th who comes, and says where they are placed.
    fn admit(&mut self, visit: usize, arrival: &Arrival) -> Place;
    /// Whom a counter calls, and whether that is a guaranteed turn. Somebody waits.
    fn call(&mut self, counter: &CounterId, now: Timestamp) -> (usize, bool);
}

/// The branch itself.
pub(super) struct Hall {
    branch: Branch,
    visits: BTreeMap<TicketId, usize>,
    seed: u64,
}

impl Hall {
    pub(super) fn open(overload: &Overload) -> Self {
        let mut hall = Self {
            branch: Branch::default(),
            visits: BTreeMap::new(),
            seed: 0,
        };
        let at = overload.begins_at;
        hall.act(
            at,
            Act::StartEpoch {
                counter: 1,
                random: 7,
                rehearsal: true,
            },
        );
        hall.act(at, Act::Configure(Box::new(overload.config.clone())));
        let (due_at, reason) = next_deadline(&hall.branch).expect("the first day begins");
        hall.act(at, Act::Due { reason, at: due_at });
        for (counter, profile) in &overload.desks {
            let (counter, profile) = (counter.clone(), Some(profile.id.clone()));
            hall.act(at, Act::OpenCounter { counter, profile });
        }
        hall
    }

    fn act(&mut self, clock: Timestamp, act: Act) -> Vec<What> {
        self.seed += 1;
        let context = Context {
            clock,
            seed: self.seed,
            tail: LogTail::default(),
        };
        let is_due = matches!(act, Act::Due { .. });
        let by = if is_due { Actor::TIMER } else { Actor::ADMIN };
        let command = Command { by, act };
        let events = decide(&self.branch, &command, &context)
            .unwrap_or_else(|rejection| panic!("{:?} was refused: {rejection}", command.act));
        for event in &events {
            self.branch.apply(event);
        }
        events.into_iter().map(|event| event.what).collect()
    }
}

impl Order for Hall {
    fn admit(&mut self, visit: usize, arrival: &Arrival) -> Place {
        let whats = self.act(
            arrival.at,
            Act::Issue {
                service: arrival.service.clone(),
                class: Some(arrival.class.clone()),
                locale: None,
                count: 1,
                party: 1,
                booked_at: arrival.booked_at,
                note: None,
            },
        );
        let ticket = whats[0].ticket().expect("a number was given");
        self.visits.insert(ticket, visit);
        let ticket = self.branch.ticket(ticket).expect("a ticket of today");
        ticket.leg.place
    }

    fn call(&mut self, counter: &CounterId, now: Timestamp) -> (usize, bool) {
        let whats = self.act(
            now,
            Act::CallNext {
                counter: counter.clone(),
                quiet: None,
                finish: Finish::default(),
            },
        );
        let called = whats.into_iter().find_map(|what| match what {
            What::TicketCalled { ticket, reason, .. } => Some((ticket, reason)),
            _ => None,
        });
        let (ticket, reason) = called.expect("somebody is called while somebody waits");
        (
            self.visits[&ticket],
            matches!(reason, CallReason::GuaranteedTurn { .. }),
        )
    }
}

/// "Priority first": those of a priority class before all others, each by age.
pub(super) struct Strict<'a> {
    config: &'a Config,
    /// By priority and age.
    waiting: BTreeMap<(bool, Timestamp, usize), usize>,
}

impl<'a> Strict<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        let waiting = BTreeMap::new();
        Self { config, waiting }
    }
}

impl Order for Strict<'_> {
    fn admit(&mut self, visit: usize, arrival: &Arrival) -> Place {
        let has_priority = self
            .config
            .class(&arrival.class)
            .is_some_and(|class| class.priority);
        let since = arrival.booked_at.unwrap_or(arrival.at);
        self.waiting.insert((!has_priority, since, visit), visit);
        Place {
            since,
            turn: visit as u64,
            born: arrival.at,
        }
    }

    fn call(&mut self, _: &CounterId, now: Timestamp) -> (usize, bool) {
        let ready = self.waiting.iter().find(|((_, since, _), _)| *since <= now);
        let earliest = || self.waiting.iter().min_by_key(|((_, since, _), _)| *since);
        let (key, visit) = ready.or_else(earliest).expect("somebody waits");
        let (key, visit) = (*key, *visit);
        self.waiting.remove(&key);
        (visit, false)
    }
}
