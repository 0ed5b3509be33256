//! Random branches, arrivals and clerks: after every step the promises hold, and every reason is true.

mod reasons;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use antre_domain::{
    Act, Actor, CallReason, CounterId, Event, ProfileId, Quiet, SeriesId, State, Ticket, TicketId,
    What,
};
use antre_sim_tests::draw::Wanted;
use antre_sim_tests::lot::Lot;
use antre_sim_tests::paper::{Book, Hall, Paper, Stand};
use antre_sim_tests::world::World;

/// Steps of one world.
const STEPS: usize = 10_000;
/// Every so many steps every ticket of the day is looked at, not only those who wait.
const STEPS_PER_ROLL_CALL: usize = 100;

#[test]
fn named_rules_keep_their_promises() {
    let seen = watch(Wanted::Named, &[1, 2, 3, 4]);
    seen.covers(&[
        "past_cap",
        "guaranteed_turn",
        "nearest_to_target",
        "past_target",
        "longest_wait",
        "ratio_turn",
        "appointment_due",
        "chosen",
    ]);
}

#[test]
fn rules_in_the_grammar_keep_their_promises() {
    let seen = watch(Wanted::Grammar, &[1, 3, 18, 56]);
    seen.covers(&[
        "past_cap",
        "guaranteed_turn",
        "waited_past",
        "crowded",
        "time_of_day",
        "line_first",
        "appointment_due",
        "first_in_order",
        "chosen",
    ]);
}

#[test]
fn other_rules_in_the_grammar_keep_their_promises() {
    let seen = watch(Wanted::Grammar, &[12, 21, 48, 54]);
    seen.covers(&[
        "past_cap",
        "guaranteed_turn",
        "waited_past",
        "crowded",
        "chosen",
    ]);
}

#[test]
fn rules_of_age_or_turns_alone_keep_their_promises() {
    let seen = watch(Wanted::Plain, &[31, 32, 33, 34]);
    seen.covers(&["longest_wait", "longest_life", "ratio_turn", "chosen"]);
    assert!(
        seen.whole_cycles > 100,
        "only {} cycles were whole",
        seen.whole_cycles
    );
}

#[test]
fn one_profile_alone_keeps_its_promises() {
    watch(Wanted::OneProfile, &[41, 42, 43, 44]);
}

#[test]
fn any_branch_keeps_its_promises() {
    watch(Wanted::Any, &[51, 52, 53, 54]);
}

/// What was seen in some worlds, so that a promise is not kept for want of a test of it.
#[derive(Default)]
struct Seen {
    reasons: BTreeMap<&'static str, u32>,
    /// How often a line waited for as many calls as its bound allows.
    at_the_bound: u32,
    /// How many full cycles of a ratio passed while every line waited.
    whole_cycles: u32,
    refused: u32,
    held: u32,
    /// Announcements, their ends and quiet calls.
    told: u32,
    ended: u32,
    quiet: u32,
}

impl Seen {
    fn covers(&self, codes: &[&str]) {
        for code in codes {
            let times = self.reasons.get(code).copied().unwrap_or_default();
            assert!(
                times >= 5,
                "{code} was seen {times} times: {:?}",
                self.reasons
            );
        }
        assert!(
            self.at_the_bound > 50,
            "the bound was met {} times",
            self.at_the_bound
        );
        assert!(self.held > 0, "the branch was never held");
        let hall = [self.told, self.ended, self.quiet];
        assert!(
            hall.iter().all(|times| *times > 50),
            "in the hall: {hall:?}"
        );
    }
}

fn watch(wanted: Wanted, seeds: &[u64]) -> Seen {
    let mut seen = Seen::default();
    for seed in seeds {
        println!("seed {seed}, {wanted:?}");
        let mut lot = Lot::new(*seed);
        let world = World::new(&mut lot, wanted);
        println!("profiles: {:?}", world.config().profiles);
        let mut watch = Watch::new(world, &mut seen);
        for step in 0..STEPS {
            watch.world.advance(&mut lot);
            while let Some((by, act)) = watch.world.due() {
                watch.take(&by, &act);
            }
            let (by, act) = watch.world.propose(&mut lot);
            watch.take(&by, &act);
            if let Some((by, act)) = watch.world.beside() {
                watch.take(&by, &act);
            }
            if step % STEPS_PER_ROLL_CALL == 0 {
                watch.roll_call();
            }
        }
        watch.roll_call();
    }
    println!(
        "{:?}, at the bound {}, cycles {}, refused {}, held {}",
        seen.reasons, seen.at_the_bound, seen.whole_cycles, seen.refused, seen.held
    );
    seen
}

/// Whoever looks on, and counts for themselves.
struct Watch<'a> {
    world: World,
    seen: &'a mut Seen,
    book: Book,
    /// By profile and line: how many calls by the rule have passed it over since it had one, while
    /// somebody waited there.
    passed: BTreeMap<ProfileId, Vec<u16>>,
    /// By profile: the lines of the last calls while every line waited, at most one cycle.
    cycles: BTreeMap<ProfileId, VecDeque<usize>>,
    /// The last number of each series, today.
    last_numbers: BTreeMap<SeriesId, u16>,
    numbers: BTreeSet<String>,
    /// What each ticket's last call went without.
    spared: BTreeMap<TicketId, Quiet>,
}

impl<'a> Watch<'a> {
    fn new(world: World, seen: &'a mut Seen) -> Self {
        let mut watch = Self {
            book: Book::of(&world),
            world,
            seen,
            passed: BTreeMap::new(),
            cycles: BTreeMap::new(),
            last_numbers: BTreeMap::new(),
            numbers: BTreeSet::new(),
            spared: BTreeMap::new(),
        };
        let all: Vec<ProfileId> = watch.book.papers.keys().cloned().collect();
        watch.begin_anew(all);
        watch
    }

    /// These count from nothing.
    fn begin_anew(&mut self, profiles: Vec<ProfileId>) {
        for id in profiles {
            let lines = self.book.papers[&id].custom.lines.len();
            self.passed.insert(id.clone(), vec![0; lines]);
            self.cycles.insert(id, VecDeque::new());
        }
    }

    /// One act, with everything that has to be true of it.
    fn take(&mut self, by: &Actor, act: &Act) {
        let events = match self.world.decide(by, act) {
            Ok(events) => events,
            Err(_) => {
                self.seen.refused += 1;
                return;
            }
        };
        let mut calls = false;
        for event in &events {
            calls |= matches!(event.what, What::TicketCalled { .. });
            self.before(event);
            self.book.before(&self.world, event);
            self.world.apply(event);
            let anew = self.book.after(&self.world, event);
            self.begin_anew(anew);
            self.after(event);
        }
        if let Act::CallNext { counter, .. } = act
            && !calls
        {
            let paper = &self.book.papers[&self.world.day().counters[counter].profile];
            let hall = paper.hall(&self.world, self.world.clock);
            assert!(
                hall.stands.is_empty(),
                "nobody was called where somebody waits: {hall:?}"
            );
        }
        self.a_counter_has_one_ticket();
    }

    fn before(&mut self, event: &Event) {
        let What::TicketCalled {
            ticket,
            counter,
            reason,
            ..
        } = &event.what
        else {
            return;
        };
        *self.seen.reasons.entry(reason.code()).or_default() += 1;
        let profile = self.world.day().counters[counter].profile.clone();
        let paper = &self.book.papers[&profile];
        let hall = paper.hall(&self.world, event.at);
        let called = hall.stand(*ticket);
        if let CallReason::Chosen { waited_secs, .. } = reason {
            let since = self.ticket(*ticket).leg.place.since;
            let waited_ms = self.world.worked_ms(event.at) - self.world.worked_ms(since);
            assert_eq!(i64::from(*waited_secs), waited_ms.max(0) / 1000);
        } else {
            let called = called.expect("whoever is called by the rule waited for it");
            nobody_older_of_the_line_is_passed(&hall, called, reason);
            nobody_past_a_cap_is_passed(&hall, paper, called, reason);
            reasons::is_true(self.ticket(*ticket), &hall, paper, called, event, reason);
        }
        // One that the profile does not take at all was called by a supervisor, past every rule.
        if let Some(called) = called {
            self.count(&hall, &profile, called, counter, reason);
        }
    }

    fn after(&mut self, event: &Event) {
        match &event.what {
            What::TicketIssued { series, number, .. } => {
                self.number_is_new(series.clone(), number.value(), number.to_string());
            }
            What::DayOpened { carried, .. } => {
                self.last_numbers.clear();
                self.numbers.clear();
                for ticket in carried {
                    let number = ticket.number;
                    self.number_is_new(ticket.series.clone(), number.value(), number.to_string());
                }
            }
            What::BranchHeld { .. } => self.seen.held += 1,
            What::Announced { announcement } => {
                self.seen.told += 1;
                let mut standing = self.world.day().announcements_at(event.at);
                assert!(standing.any(|other| other == announcement));
            }
            What::AnnouncementEnded { id } => {
                self.seen.ended += 1;
                let day = self.world.day();
                assert!(day.announcements.iter().all(|other| other.id != *id));
            }
            What::TicketCalled {
                ticket,
                quiet: Some(called),
                ..
            } => {
                self.seen.quiet += 1;
                self.spared.insert(*ticket, *called);
                self.is_as_quiet_as_called(*ticket);
            }
            What::TicketCalled { ticket, .. } => {
                self.spared.remove(ticket);
                self.is_as_quiet_as_called(*ticket);
            }
            What::TicketRecalled { ticket, .. } => self.is_as_quiet_as_called(*ticket),
            _ => {}
        }
    }

    /// A call that spared somebody does so until they are called anew, however often it is said.
    fn is_as_quiet_as_called(&self, id: TicketId) {
        let State::Called { quiet, .. } = &self.ticket(id).state else {
            panic!("{id} is called")
        };
        assert_eq!(*quiet, self.spared.get(&id).copied());
    }

    fn ticket(&self, ticket: TicketId) -> &Ticket {
        self.world.branch.ticket(ticket).expect("a ticket of today")
    }

    /// Promise 2: in its series a number is above all before it, and nobody else holds it.
    fn number_is_new(&mut self, series: SeriesId, value: u16, text: String) {
        let before = self.last_numbers.insert(series, value);
        assert!(
            before.is_none_or(|before| before < value),
            "{text} follows {before:?}"
        );
        assert!(self.numbers.insert(text.clone()), "{text} was given twice");
    }

    /// Promise 3, from the counters' side.
    fn a_counter_has_one_ticket(&self) {
        let mut seen = BTreeSet::new();
        for (id, counter) in &self.world.day().counters {
            if let Some(ticket) = counter.ticket {
                assert!(seen.insert(ticket), "{ticket} stands at two counters");
                assert_eq!(self.ticket(ticket).state.counter(), Some(id));
            }
        }
    }

    /// Promise 3 from the tickets' side, and that whoever waits stands in exactly one queue.
    fn roll_call(&self) {
        let day = self.world.day();
        let mut queued = BTreeSet::new();
        for ((service, class), queue) in &day.queues {
            for (place, id) in queue {
                let ticket = &day.tickets[id];
                assert!(queued.insert(*id), "{id} waits in two queues");
                assert_eq!(ticket.state, State::Waiting);
                assert_eq!((&ticket.leg.service, &ticket.class), (service, class));
                assert_eq!(ticket.leg.place, *place);
            }
        }
        for ticket in day.tickets.values() {
            assert_eq!(ticket.state == State::Waiting, queued.contains(&ticket.id));
            if let Some(counter) = ticket.state.counter() {
                assert_eq!(day.counters[counter].ticket, Some(ticket.id));
            }
        }
    }

    /// Promise 4. For every line, between two calls from it by counters of this profile, at most
    /// `calls_max - 1` calls by the rule of those counters go to other lines while somebody could be
    /// called from it: while one stands there who is not early for a booked time, and whom the
    /// counters take first (or nobody stands anywhere whom they would take before). Where all lines
    /// are one to the rule, a call of anybody older than the first of the line is a call for the line.
    ///
    /// With the order of age inside the line that is the promise: whoever is first of a line is called
    /// within `calls_max` calls, and whoever has `k` before them within `(k + 1) × calls_max`.
    ///
    /// Calls by hand are not counted, since a clerk may choose whom they like; and a line with a share
    /// does not begin anew because of them, save where they take from the line itself. A line without
    /// one does: what calls by hand took from the shares of others is made good before it.
    fn count(
        &mut self,
        hall: &Hall,
        profile: &ProfileId,
        called: Stand,
        counter: &CounterId,
        reason: &CallReason,
    ) {
        let paper = &self.book.papers[profile];
        let by_rule = !matches!(reason, CallReason::Chosen { .. });
        let firsts = hall.firsts(paper.custom.lines.len());
        let profile_now = self
            .world
            .config()
            .profile(profile)
            .expect("a configured profile");
        let bounds = self.world.config().bounds(profile_now);
        let passed = self
            .passed
            .get_mut(profile)
            .expect("every profile is counted");
        for (line, (id, bound)) in bounds.iter().enumerate() {
            let Some(first) = firsts[line] else {
                passed[line] = 0;
                continue;
            };
            let is_for_them = called.line == line || bound.in_common && called.age <= first.age;
            let has_share = paper.custom.lines[line].one_in.is_some();
            if is_for_them || !by_rule && !has_share {
                passed[line] = 0;
            } else if by_rule {
                passed[line] += 1;
                assert!(
                    passed[line] < bound.calls_max,
                    "line {id} of {profile} was passed over {} times, {bound:?}, at {counter}: {reason:?} {paper:?}",
                    passed[line]
                );
                self.seen.at_the_bound += u32::from(passed[line] + 1 == bound.calls_max);
            }
        }
        // A ratio of nothing but turns is exact while every line waits.
        let cycle = self
            .cycles
            .get_mut(profile)
            .expect("every profile is counted");
        if by_rule
            && paper.is_plain()
            && !paper.cycle.is_empty()
            && firsts.iter().all(Option::is_some)
        {
            cycle.push_back(called.line);
            if cycle.len() == paper.cycle.len() {
                let sorted = |lines: Vec<usize>| {
                    let mut lines = lines;
                    lines.sort_unstable();
                    lines
                };
                assert_eq!(
                    sorted(cycle.iter().copied().collect()),
                    sorted(paper.cycle.clone()),
                    "any cycle of calls has the turns of the ratio"
                );
                self.seen.whole_cycles += 1;
                cycle.pop_front();
            }
        } else {
            cycle.clear();
        }
    }
}

/// Inside a line the oldest of those who can be called comes first: of those whom the counter takes
/// now, or past a cap of all that are not early for a booked time.
fn nobody_older_of_the_line_is_passed(hall: &Hall, called: Stand, reason: &CallReason) {
    let is_past_cap = matches!(reason, CallReason::PastCap { .. });
    assert!(
        is_past_cap || Some(called.tier) == hall.tier(),
        "{called:?} before its tier: {hall:?}"
    );
    for other in hall.stands.iter().filter(|one| one.line == called.line) {
        let (is_early, _) = other.tier;
        let is_rival = if is_past_cap {
            !is_early
        } else {
            other.tier == called.tier
        };
        assert!(
            !is_rival || other.age >= called.age,
            "{called:?} passes {other:?} of its line: {reason:?}"
        );
    }
}

/// Nobody past their cap is passed, save by one who passed a cap before them, or by a guaranteed turn.
fn nobody_past_a_cap_is_passed(hall: &Hall, paper: &Paper, called: Stand, reason: &CallReason) {
    if matches!(reason, CallReason::GuaranteedTurn { .. }) {
        return;
    }
    for passed in hall
        .stands
        .iter()
        .filter(|one| one.ticket != called.ticket && paper.is_past_cap(hall, one))
    {
        assert!(
            paper.is_past_cap(hall, &called) && paper.cap_at(&called) <= paper.cap_at(passed),
            "{called:?} passes {passed:?}, which is past its cap: {reason:?} by {paper:?}"
        );
    }
}
