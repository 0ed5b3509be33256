//! Random branches live through random days, beside the naive model; after every step both agree
//! and the promises hold.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use antre_domain::config::Config;
use antre_domain::*;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use self::met::MET;
use crate::consistency;
use crate::model::Model;
use crate::scene::*;
use crate::steps::{CounterVerb, Happening, KioskVerb, TicketVerb, Who, branches, changed, steps};

mod desks;
mod halls;
mod kiosks;
mod met;

/// What a branch takes for the passage of time; more is a jump of the clock.
const JUMP_SECS_MAX: u32 = 36 * 3_600;
/// Emptying the model's hall takes long: at one command in so many.
const AHEAD_EVERY: u64 = 5;

/// A branch and its model, side by side.
struct Pair {
    branch: Branch,
    model: Model,
    clock: Timestamp,
    log: Vec<Event>,
    seed: u64,
    kiosks: [kiosks::Kiosk; 2],
    /// Every number that was ever on paper or on a screen, by its day: each once.
    numbers: BTreeSet<(chrono::NaiveDate, String)>,
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
            kiosks: kiosks::two(),
            numbers: BTreeSet::new(),
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
            self.note_numbers(event);
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
        let granted = answer.iter().flatten();
        for event in granted.filter(|event| matches!(event.what, What::ReserveGranted { .. })) {
            self.model.granted(event);
        }
        if !matches!(act, Act::Configure(_)) && answer.iter().flatten().next().is_some() {
            self.model.stirred_at = now;
        }
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
            let place = ticket.leg.place;
            assert_eq!(
                (place.since.millis(), place.born.millis()),
                (seen.since_ms, seen.born_ms)
            );
            assert_eq!(
                (ticket.party, &ticket.onward, ticket.booked_at),
                (seen.party, &seen.onward, seen.booked_at)
            );
            assert_eq!(
                (ticket.joined_at.is_some(), ticket.superseded_by),
                (seen.offline, seen.superseded_by)
            );
        }
        self.compare_kiosks();
        self.compare_hall();
        assert_eq!(day.hold().is_some(), model.is_held());
        if self.seed.is_multiple_of(AHEAD_EVERY) {
            self.compare_ahead();
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

    /// How many people are ahead of each who waits, by emptying the model's hall call by call.
    fn compare_ahead(&self) {
        let now = self.branch.last_event_at();
        let mut orders: BTreeMap<ProfileId, Vec<TicketId>> = BTreeMap::new();
        for seen in &self.model.tickets {
            let ticket = self.branch.ticket(seen.id).unwrap();
            let ahead = self.branch.ahead(ticket);
            if seen.state != State::Waiting {
                assert_eq!(ahead, 0);
                continue;
            }
            let caller = self.model.caller(seen);
            let order = orders
                .entry(caller.clone())
                .or_insert_with(|| self.model.order(&caller, now));
            let before = order.iter().take_while(|id| **id != seen.id);
            let people = before.map(|id| u32::from(self.branch.ticket(*id).unwrap().party));
            assert_eq!(ahead, people.sum::<u32>(), "ahead of {}", seen.number);
        }
    }

    fn step(&mut self, who: Who, step: Happening) {
        match step {
            Happening::Wait(secs) => {
                let until = self.clock.plus_secs(secs);
                if until.secs_since(self.branch.last_event_at()) > JUMP_SECS_MAX {
                    // A timer that late would need a supervisor: this one is on time.
                    self.clock = self.clock.max(self.model.next_deadline().0);
                    self.pass_deadlines();
                }
                self.clock = until;
                self.pass_deadlines();
            }
            Happening::Doubt { ahead } => self.doubt(ahead),
            Happening::Jump { hours } => {
                self.clock = self.clock.plus_secs(hours * 3_600);
                self.branch_only(&supervisor(), Act::ConfirmClock).unwrap();
                self.pass_deadlines();
            }
            Happening::Issue {
                service,
                class,
                count,
                party,
                booked_in_secs,
            } => {
                let config = &self.model.config;
                let service = service.get(&config.services).id.clone();
                let class = class.map(|class| class.get(&config.classes).id.clone());
                let by = self.actor(who, None, true);
                let by_appointment = class
                    .as_ref()
                    .is_some_and(|class| config.class(class).unwrap().appointment.is_some());
                let booked_in_secs = booked_in_secs.or(by_appointment.then_some(5));
                let booked_at = booked_in_secs.map(|secs| {
                    Timestamp::from_millis(self.clock.millis() + i64::from(secs) * 1_000)
                });
                self.both(
                    &by,
                    Act::Issue {
                        service,
                        class,
                        locale: None,
                        count,
                        party,
                        booked_at,
                        note: None,
                    },
                );
            }
            Happening::Counter { counter, verb } => {
                let counter = counter.get(&self.model.config.counters).id.clone();
                let by = self.actor(who, Some(&counter), false);
                self.counter_step(by, counter, verb);
            }
            Happening::Ticket {
                ticket,
                verb,
                fitting,
            } => {
                if let Some(ticket) = self.pick(ticket, &verb, fitting) {
                    self.ticket_step(who, ticket, verb);
                }
            }
            Happening::Offline {
                second,
                service,
                class,
                skew_secs,
                twin,
            } => self.give_offline(second, service, class, skew_secs, twin),
            Happening::Kiosk { second, verb } => self.kiosk_step(second, verb),
            Happening::Announce {
                kind,
                for_secs,
                zone,
                again,
            } => self.tell(who, kind, for_secs, zone, again),
            Happening::EndAnnouncement(told) => self.end(who, told),
            Happening::Sound { second, sound } => self.hear(who, second, sound),
            Happening::Pause(service) => {
                let service = service.get(&self.model.config.services).id.clone();
                let by = self.actor(who, None, false);
                self.both(&by, Act::PauseService(service));
            }
            Happening::Unpause(service) => {
                let service = service.get(&self.model.config.services).id.clone();
                self.both(&supervisor(), Act::ResumeService(service));
            }
            Happening::Hold => {
                let by = self.actor(who, None, false);
                self.both(&by, Act::Hold(HoldReason::PowerCut));
            }
            Happening::GoOn => {
                let by = supervisor();
                self.both(&by, Act::ResumeBranch);
            }
            Happening::Configure(change) => {
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
            CounterVerb::Break => Act::Break {
                counter,
                reason: None,
            },
            CounterVerb::CallNext(quiet) => {
                let before = self.log.len();
                self.model.last_choice = None;
                self.both(
                    &by,
                    Act::CallNext {
                        counter,
                        quiet,
                        finish: Finish::default(),
                    },
                );
                let called = self.log[before..]
                    .iter()
                    .find_map(|event| match &event.what {
                        What::TicketCalled { ticket, reason, .. } => Some((*ticket, reason.code())),
                        _ => None,
                    });
                assert_eq!(called, self.model.last_choice);
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
            TicketVerb::Call(at, because, quiet) => {
                let chosen = at.get(&self.model.config.counters).id.clone();
                counter = Some(chosen.clone());
                Act::Call {
                    counter: chosen,
                    ticket,
                    because,
                    quiet,
                    finish: Finish::default(),
                }
            }
            TicketVerb::Recall => Act::Recall(ticket),
            TicketVerb::Start => Act::Start(ticket),
            TicketVerb::Finish(outcome) => Act::Finish {
                ticket,
                finish: outcome.into(),
            },
            TicketVerb::Transfer {
                service,
                class,
                fresh,
            } => Act::Transfer {
                ticket,
                service: service.get(&self.model.config.services).id.clone(),
                class: class.map(|class| class.get(&self.model.config.classes).id.clone()),
                age: Some(if fresh { Age::Fresh } else { Age::Keep }),
                to: None,
                note: None,
            },
            TicketVerb::Park(secs) => park(ticket, secs),
            TicketVerb::Resume => Act::Resume(ticket),
            TicketVerb::NoShow => Act::NoShow(ticket),
            TicketVerb::Requeue => requeue(ticket),
            TicketVerb::Cancel => Act::Cancel(ticket),
            TicketVerb::CheckIn => Act::CheckIn(ticket),
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
            TicketVerb::Call(..) => seen.state == State::Waiting,
            TicketVerb::Recall | TicketVerb::Start | TicketVerb::NoShow => {
                seen.state.name() == StateName::Called
            }
            TicketVerb::Finish(_) | TicketVerb::Park(_) => seen.state.counter().is_some(),
            TicketVerb::Transfer { .. } | TicketVerb::Cancel => !seen.state.is_ended(),
            TicketVerb::Resume => seen.state.name() == StateName::Parked,
            TicketVerb::CheckIn => {
                matches!(seen.state.name(), StateName::Parked | StateName::NoShow)
            }
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
        What::TicketIssued {
            ticket,
            offline_at: None,
            ..
        } => vec![*ticket],
        What::DayOpened { carried, .. } => carried.iter().map(|carried| carried.ticket).collect(),
        _ => Vec::new(),
    }
}

/// Lives through `steps` in the branch of `config` and its model; what the log then holds, by kind of
/// event and by reason of call.
fn live(config: Config, steps: Vec<(Who, Happening)>) -> BTreeSet<&'static str> {
    assert_eq!(config.check(), Ok(()));
    let mut pair = Pair::new(config);
    for (who, step) in steps {
        pair.step(who, step);
    }
    pair.compare_ahead();
    pair.replay();
    let seen = pair.log.iter().flat_map(|event| {
        let reason = match &event.what {
            What::TicketCalled { reason, .. } => Some(reason.code()),
            _ => kiosks::joining(&pair.log, event),
        };
        let of_hall = halls::of_the_hall(event);
        reason.into_iter().chain(of_hall).chain([event.what.kind()])
    });
    seen.collect()
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

#[test]
fn a_branch_keeps_its_promises_whatever_is_asked_of_it() {
    runner(256)
        .run(&(branches(), steps(60..=90)), |(config, steps)| {
            live(config, steps);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// What such walks never came to, they would promise nothing about. The same walks at every run.
#[test]
fn the_walks_meet_every_kind_of_event_and_every_reason() {
    let met = RefCell::new(BTreeSet::new());
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, rng)
        .run(&(branches(), steps(60..=90)), |(config, steps)| {
            met.borrow_mut().extend(live(config, steps));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    let met = met.into_inner();
    let missed: Vec<_> = MET.iter().filter(|name| !met.contains(*name)).collect();
    assert!(missed.is_empty(), "never met: {missed:?}");
}

#[test]
fn a_branch_keeps_its_promises_over_ten_thousand_steps() {
    runner(2)
        .run(&(branches(), steps(10_000..=10_000)), |(config, steps)| {
            live(config, steps);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}
