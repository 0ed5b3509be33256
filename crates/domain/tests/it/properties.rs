//! Random branches live through random days, beside the naive model; after every step both agree
//! and the promises hold.

use antre_domain::config::Config;
use antre_domain::*;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::consistency;
use crate::model::Model;
use crate::scene::*;
use crate::steps::{CounterVerb, Step, TicketVerb, Who, branches, changed, steps};

/// What a branch takes for the passage of time; more is a jump of the clock.
const JUMP_SECS_MAX: u32 = 36 * 3_600;
/// A branch and its model, side by side.
struct Pair {
    branch: Branch,
    model: Model,
    clock: Timestamp,
    log: Vec<Event>,
    seed: u64,
}

impl Pair {
    fn new(config: Config) -> Self {
        let clock = instant("2026-11-23T08:00:00+07:00");
        let model = Model::new(config.clone(), clock);
        let mut pair = Self {
            branch: Branch::default(),
            model,
            clock,
            log: Vec::new(),
            seed: 0,
        };
        let begin = Act::StartEpoch {
            counter: 1,
            random: 7,
            rehearsal: false,
        };
        pair.branch_only(&Actor::ADMIN, begin).unwrap();
        pair.branch_only(&Actor::ADMIN, Act::Configure(Box::new(config)))
            .unwrap();
        let due = Act::Due {
            reason: DeadlineReason::DayTurns,
            at: clock,
        };
        pair.branch_only(&Actor::TIMER, due).unwrap();
        pair
    }

    /// Decides and applies without asking the model.
    fn branch_only(&mut self, by: &Actor, act: Act) -> Answer {
        self.seed += 1;
        let context = Context {
            clock: self.clock,
            seed: self.seed,
            tail: LogTail::default(),
        };
        let command = Command {
            by: by.clone(),
            act,
        };
        let answer = decide(&self.branch, &command, &context);
        assert_eq!(answer, decide(&self.branch, &command, &context));
        for event in answer.iter().flatten() {
            assert!(event.at >= self.branch.last_event_at());
            self.branch.apply(event);
            self.log.push(event.clone());
        }
        consistency::check(&self.branch);
        answer
    }

    /// The same act for both: both accept or both refuse, and stand alike afterwards.
    fn both(&mut self, by: &Actor, act: Act) {
        let now = self.clock.max(self.branch.last_event_at());
        let answer = self.branch_only(by, act.clone());
        let fresh: Vec<TicketId> = answer.iter().flatten().flat_map(new_tickets).collect();
        if let (Act::Issue { count, .. }, Ok(_)) = (&act, &answer) {
            assert_eq!(fresh.len(), usize::from(*count), "one act, so many tickets");
        }
        let expected = self.model.act(by, &act, now, &fresh);
        assert_eq!(
            answer.is_ok(),
            expected.is_ok(),
            "{act:?} by {by:?}: {answer:?}, the model {expected:?}"
        );
        self.compare();
    }

    fn pass_deadlines(&mut self) {
        for _ in 0..200 {
            let due = next_deadline(&self.branch).expect("a day has an end");
            assert_eq!(due, self.model.next_deadline());
            let (at, reason) = due;
            if at > self.clock {
                return;
            }
            self.both(&Actor::TIMER, Act::Due { reason, at });
        }
        panic!("a deadline fires for ever");
    }

    fn compare(&self) {
        let day = self.branch.day().unwrap();
        let model = &self.model;
        assert_eq!(day.tickets.len(), model.tickets.len());
        for seen in &model.tickets {
            let ticket = &day.tickets[&seen.id];
            assert_eq!(ticket.number.to_string(), seen.number);
            assert_eq!(
                (&ticket.leg.service, &ticket.class, &ticket.state),
                (&seen.service, &seen.class, &seen.state)
            );
            assert_eq!(ticket.leg.place.since.millis(), seen.since_ms);
            if seen.state == State::Waiting {
                let earlier = |other: &&crate::model::Seen| {
                    let same = other.state == State::Waiting && other.service == seen.service;
                    same && model.urgency(other) < model.urgency(seen)
                };
                let ahead = model.tickets.iter().filter(earlier).count();
                assert_eq!(
                    self.branch.ahead(ticket) as usize,
                    ahead,
                    "ahead of {}",
                    seen.number
                );
            }
        }
        for ((service, class), queue) in &day.queues {
            let mut waiting: Vec<_> = model.tickets.iter().collect();
            waiting.retain(|t| {
                t.state == State::Waiting && t.service == *service && t.class == *class
            });
            waiting.sort_by_key(|t| (t.since_ms, t.turn));
            let expected: Vec<TicketId> = waiting.iter().map(|t| t.id).collect();
            assert_eq!(
                queue.values().copied().collect::<Vec<_>>(),
                expected,
                "the order of {service}, {class}"
            );
        }
        assert_eq!(day.counters.len(), model.booths.len());
        for (id, counter) in &day.counters {
            let booth = &model.booths[id];
            assert_eq!(
                (counter.desk, &counter.profile, counter.calls),
                (booth.desk, &booth.profile, booth.calls)
            );
            assert_eq!(counter.ticket, model.at(id));
        }
    }

    fn step(&mut self, who: Who, step: Step) {
        match step {
            Step::Wait(secs) => {
                let until = self.clock.plus_secs(secs);
                if until.secs_since(self.branch.last_event_at()) > JUMP_SECS_MAX {
                    // A timer that late would need a supervisor: this one is on time.
                    self.clock = self.clock.max(self.model.next_deadline().0);
                    self.pass_deadlines();
                }
                self.clock = until;
                self.pass_deadlines();
            }
            Step::Doubt { ahead } => self.doubt(ahead),
            Step::Jump { hours } => {
                self.clock = self.clock.plus_secs(hours * 3_600);
                self.branch_only(&supervisor(), Act::ConfirmClock).unwrap();
                self.pass_deadlines();
            }
            Step::Issue {
                service,
                class,
                count,
                party,
            } => {
                let config = &self.model.config;
                let service = service.get(&config.services).id.clone();
                let class = class.map(|class| class.get(&config.classes).id.clone());
                let by = self.actor(who, None, true);
                self.both(
                    &by,
                    Act::Issue {
                        service,
                        class,
                        locale: None,
                        count,
                        party,
                    },
                );
            }
            Step::Counter { counter, verb } => {
                let counter = counter.get(&self.model.config.counters).id.clone();
                let by = self.actor(who, Some(&counter), false);
                self.counter_step(by, counter, verb);
            }
            Step::Ticket {
                ticket,
                verb,
                fitting,
            } => {
                if let Some(ticket) = self.pick(ticket, &verb, fitting) {
                    self.ticket_step(who, ticket, verb);
                }
            }
            Step::Configure(change) => {
                let config = changed(&self.model.config, change);
                let by = self.actor(who, None, false);
                self.both(&by, Act::Configure(Box::new(config)));
            }
        }
    }

    fn counter_step(&mut self, by: Actor, counter: CounterId, verb: CounterVerb) {
        let act = match verb {
            CounterVerb::Open => Act::OpenCounter {
                counter,
                profile: None,
            },
            CounterVerb::Help => Act::OpenCounter {
                counter,
                profile: Some(id("first")),
            },
            CounterVerb::Close => Act::CloseCounter(counter),
            CounterVerb::Break => Act::Break(counter),
            CounterVerb::CallNext => {
                let first = self
                    .model
                    .waiting_for(&counter)
                    .first()
                    .map(|ticket| ticket.id);
                let before = self.log.len();
                self.both(&by, Act::CallNext(counter.clone()));
                let called = self.log[before..]
                    .iter()
                    .find_map(|event| match &event.what {
                        What::TicketCalled { ticket, reason, .. } => {
                            Some((*ticket, reason.clone()))
                        }
                        _ => None,
                    });
                if let Some((called, reason)) = called {
                    // Nobody is passed by one who is due later; so none is passed for ever.
                    assert_eq!(Some(called), first);
                    assert_ne!(reason.code(), "chosen");
                }
                return;
            }
        };
        self.both(&by, act);
    }

    fn ticket_step(&mut self, who: Who, ticket: TicketId, verb: TicketVerb) {
        let seen = self
            .model
            .tickets
            .iter()
            .find(|seen| seen.id == ticket)
            .unwrap();
        let mut counter = seen.state.counter().cloned();
        let act = match verb {
            TicketVerb::Call(at) => {
                let chosen = at.get(&self.model.config.counters).id.clone();
                counter = Some(chosen.clone());
                Act::Call {
                    counter: chosen,
                    ticket,
                }
            }
            TicketVerb::Recall => Act::Recall(ticket),
            TicketVerb::Start => Act::Start(ticket),
            TicketVerb::Finish => finish(ticket),
            TicketVerb::Transfer {
                service,
                class,
                fresh,
            } => Act::Transfer {
                ticket,
                service: service.get(&self.model.config.services).id.clone(),
                class: class.map(|class| class.get(&self.model.config.classes).id.clone()),
                age: if fresh { Age::Fresh } else { Age::Keep },
            },
            TicketVerb::Park(secs) => park(ticket, secs),
            TicketVerb::Resume => Act::Resume(ticket),
            TicketVerb::NoShow => Act::NoShow(ticket),
            TicketVerb::Requeue => Act::Requeue(ticket),
            TicketVerb::Cancel => Act::Cancel(ticket),
            TicketVerb::Undo => {
                let hand = self
                    .branch
                    .ticket(ticket)
                    .and_then(|ticket| ticket.undo.as_ref()?.device.clone());
                let clerk = hand.and_then(|device| device.as_str().strip_prefix("pc-").map(id));
                counter = counter.or(clerk);
                Act::Undo(ticket)
            }
        };
        let by = self.actor(who, counter.as_ref(), false);
        self.both(&by, act);
    }

    /// Most often a ticket that the verb fits, so that branches get somewhere.
    fn pick(&self, ticket: Index, verb: &TicketVerb, fitting: bool) -> Option<TicketId> {
        let fits = |seen: &&crate::model::Seen| match verb {
            TicketVerb::Call(_) => seen.state == State::Waiting,
            TicketVerb::Recall | TicketVerb::Start | TicketVerb::NoShow => {
                seen.state.name() == StateName::Called
            }
            TicketVerb::Finish | TicketVerb::Park(_) => seen.state.counter().is_some(),
            TicketVerb::Transfer { .. } | TicketVerb::Cancel => !seen.state.is_ended(),
            TicketVerb::Resume => seen.state.name() == StateName::Parked,
            TicketVerb::Requeue => {
                matches!(seen.state.name(), StateName::Called | StateName::NoShow)
            }
            TicketVerb::Undo => self
                .branch
                .ticket(seen.id)
                .is_some_and(|ticket| ticket.undo.is_some()),
        };
        let fitted: Vec<_> = self.model.tickets.iter().filter(fits).collect();
        let any: Vec<_> = self.model.tickets.iter().collect();
        let among = if fitting && !fitted.is_empty() {
            fitted
        } else {
            any
        };
        (!among.is_empty()).then(|| ticket.get(&among).id)
    }

    fn actor(&self, who: Who, counter: Option<&CounterId>, at_kiosk: bool) -> Actor {
        let home = counter.map_or("l1", |counter| counter.as_str());
        match who {
            Who::Clerk if at_kiosk => kiosk("k1"),
            Who::Clerk => clerk(home),
            Who::OtherClerk => clerk(if home == "l1" { "l2" } else { "l1" }),
            Who::Supervisor => supervisor(),
            Who::Kiosk => kiosk("k1"),
        }
    }

    /// A clock that nobody can believe changes nothing until it is right again.
    fn doubt(&mut self, ahead: bool) {
        let right = self.clock;
        let last = self.branch.last_event_at();
        self.clock = if ahead {
            last.plus_secs(37 * 3_600)
        } else {
            Timestamp::from_millis(last.millis() - 121_000)
        };
        let answer = self.branch_only(&kiosk("k1"), issue("umum"));
        assert!(
            matches!(answer, Err(Rejection::ClockUnconfirmed { .. })),
            "{answer:?}"
        );
        let (at, reason) = next_deadline(&self.branch).unwrap();
        self.branch_only(&Actor::TIMER, Act::Due { reason, at })
            .unwrap_err();
        self.compare();
        self.clock = right;
    }

    /// The log, written and read again, leads to the same branch: all of it, and the last day alone.
    fn replay(&self) {
        let mut whole = Branch::default();
        let mut today = Branch::default();
        for event in &self.log {
            let event = decode(&encode(event)).unwrap();
            whole.apply(&event);
            if matches!(event.what, What::DayOpened { .. }) {
                today = Branch::default();
            }
            today.apply(&event);
        }
        assert_eq!(whole, self.branch);
        assert_eq!(today, self.branch);
    }
}

fn new_tickets(event: &Event) -> Vec<TicketId> {
    match &event.what {
        What::TicketIssued { ticket, .. } => vec![*ticket],
        What::DayOpened { carried, .. } => carried.iter().map(|carried| carried.ticket).collect(),
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_branch_keeps_its_promises_whatever_is_asked_of_it(config in branches(), steps in steps()) {
        prop_assert_eq!(config.check(), Ok(()));
        let mut pair = Pair::new(config);
        for (who, step) in steps {
            pair.step(who, step);
        }
        pair.replay();
    }

    #[test]
    fn the_rule_calls_whoever_is_due_first(
        heads in prop::collection::vec((0..5_000i64, 0..5u32, 0..4u64), 0..8),
        now_ms in 0..10_000i64,
    ) {
        let heads = heads.into_iter();
        let heads: Vec<rule::Head> =
            heads.map(|(since_ms, target_secs, turn)| rule::Head { since_ms, target_secs, turn }).collect();
        let due_ms = |head: &rule::Head| head.since_ms + i64::from(head.target_secs) * 1_000;
        let first = heads.iter().map(|head| (due_ms(head), head.since_ms, head.turn)).min();
        let called = rule::next(heads.iter().copied(), now_ms);
        prop_assert_eq!(called.as_ref().map(|(index, _)| {
            let head = &heads[*index];
            (due_ms(head), head.since_ms, head.turn)
        }), first);
    }
}
