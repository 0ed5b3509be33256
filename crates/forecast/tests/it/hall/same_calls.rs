//! A branch driven by `decide` and the same branch run forward call the same people at the same counters
//! at the same instants for the same reasons.

use std::collections::{BTreeMap, VecDeque};

use antre_domain::rule::Cause;
use antre_domain::{Act, Directed, HoldReason, State, TicketId};
use antre_forecast::hall::{Expected, Hall, Present, Seen, Shift};
use antre_forecast::layout::{Layout, Queue, Seat};
use antre_forecast::run::{Arrival, Call, Go, Stay, Then, Watch, World, run};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::branch::{SERVICES, Scene, Takes, config, counter, rules};
use super::driver::Driver;

pub(super) const REACTS_MS: i64 = 3_000;
pub(super) const HORIZON_MS: i64 = 2 * 3_600_000;

/// What happens before the run begins.
#[derive(Debug, Clone)]
enum Before {
    Issue(usize, usize, i64),
    CallNext(usize),
    Direct(usize, usize),
    Hold(i64),
}

/// A day.
#[derive(Debug, Clone)]
pub(super) struct Script {
    pub(super) profiles: Vec<Takes>,
    pub(super) seats: Vec<usize>,
    before: Vec<(i64, Before)>,
    /// After so many seconds: for which service, in which class, booked how many seconds ahead.
    pub(super) arrivals: Vec<(i64, usize, usize, i64)>,
    /// By counter: whether it is open when the run begins.
    pub(super) open: Vec<bool>,
    /// By counter: when it comes if it is not, when it rests, and for how long; 0: it closes.
    shifts: Vec<(i64, i64, i64)>,
    seed: u64,
}

/// A service and a class. Nobody books the service whose journey goes on by the age of the visit: whoever
/// has booked keeps the booked time in the engine, which knows of one age only.
fn wish() -> impl Strategy<Value = (usize, usize)> {
    (0..3_usize, 0..3_usize).prop_map(|(s, c)| if s == 2 { (s, c % 2) } else { (s, c) })
}

pub(super) fn script() -> impl Strategy<Value = Script> {
    let takes = (0..rules().len(), 1..8_usize, 0..8_usize).prop_map(|(rule, own, helps)| {
        let of = |bits: usize| (0..3).filter(|bit| bits >> bit & 1 == 1).collect();
        let (own, helps) = (of(own), of(helps & !own));
        Takes { rule, own, helps }
    });
    let before = prop_oneof![
        6 => (wish(), -600..3_600_i64).prop_map(|((s, c), b)| Before::Issue(s, c, b)),
        3 => (0..4_usize).prop_map(Before::CallNext),
        1 => (0..40_usize, 0..4_usize).prop_map(|(which, seat)| Before::Direct(which, seat)),
        1 => (10..300_i64).prop_map(Before::Hold),
    ];
    (
        prop::collection::vec(takes, 1..4),
        prop::collection::vec(0..3_usize, 1..5),
        prop::collection::vec((0..90_i64, before), 0..40),
        prop::collection::vec((0..150_i64, wish(), 0..3_600_i64), 0..40).prop_map(|all| {
            all.into_iter()
                .map(|(gap, (s, c), b)| (gap, s, c, b))
                .collect()
        }),
        prop::collection::vec(prop::bool::weighted(0.8), 5),
        prop::collection::vec(
            (1..2_000_i64, 1..4_000_i64, prop_oneof![Just(0), 1..900_i64]),
            5,
        ),
        any::<u64>(),
    )
        .prop_map(
            |(mut profiles, seats, before, arrivals, open, shifts, seed)| {
                let seats: Vec<usize> = seats
                    .into_iter()
                    .map(|seat| seat % profiles.len())
                    .collect();
                // Every service is some counter's.
                for service in 0..SERVICES.len() {
                    if !seats
                        .iter()
                        .any(|seat| profiles[*seat].own.contains(&service))
                    {
                        profiles[seats[0]].own.push(service);
                        profiles[seats[0]].helps.retain(|helped| *helped != service);
                    }
                }
                Script {
                    profiles,
                    seats,
                    before,
                    arrivals,
                    open,
                    shifts,
                    seed,
                }
            },
        )
}

/// One line of the list that is compared: when, where, who, why.
pub(super) type Line = (i64, usize, u32, &'static str);

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(8),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_engine_calls_whom_the_branch_calls(script in script()) {
        let (scene, layout, seen) = morning(&script);
        let by_the_engine = run_forward(&script, &scene, &layout, &seen);
        let by_the_branch = Driver::new(&script, scene, &layout, &seen).drive();
        prop_assert_eq!(by_the_engine, by_the_branch);
    }
}

/// The branch as it stands when the run begins, and the hall that is made of it.
pub(super) fn morning(script: &Script) -> (Scene, Layout, Seen) {
    let config = config(&script.profiles, &script.seats);
    let layout = Layout::of(&config);
    let mut scene = Scene::of(config);
    let seats = script.seats.len();
    for seat in (0..seats).filter(|seat| script.open[*seat]) {
        let (counter, profile) = (counter(seat), None);
        scene.must(Act::OpenCounter { counter, profile });
    }
    let mut tickets = Vec::new();
    for (gap_secs, before) in &script.before {
        scene.pass(gap_secs * 1_000);
        match before {
            Before::Issue(service, class, booked_secs) => {
                tickets.push(scene.issue(*service, *class, *booked_secs));
            }
            Before::CallNext(seat) if *seat < seats && script.open[*seat] => {
                scene.call_next(*seat);
            }
            Before::Direct(which, seat) if *seat < seats && !tickets.is_empty() => {
                direct(&mut scene, tickets[which % tickets.len()], *seat);
            }
            Before::Hold(secs) => {
                scene.must(Act::Hold(HoldReason::SystemDown));
                scene.pass(secs * 1_000);
                scene.must(Act::ResumeBranch);
            }
            Before::CallNext(_) | Before::Direct(..) => {}
        }
    }
    let now = scene.clock;
    let seen = Hall::of(&scene.branch, &layout, now, &Expected::default()).unwrap();
    (scene, layout, seen)
}

/// Sends one who waits on to a counter, to which nobody is on the way yet.
fn direct(scene: &mut Scene, id: TicketId, seat: usize) {
    let to = Directed::Counter(counter(seat));
    let day = scene.branch.day().unwrap();
    let is_taken = day.tickets.values().any(|ticket| {
        ticket.state == State::Waiting
            && ticket.directed.as_ref().is_some_and(|(who, _)| *who == to)
    });
    let ticket = &day.tickets[&id];
    if ticket.state != State::Waiting || is_taken {
        return;
    }
    let (service, class) = (ticket.leg.service.clone(), ticket.class.clone());
    // To a closed counter it is refused, which is no matter here.
    let _ = scene.ask(
        antre_domain::Actor::ADMIN,
        Act::Transfer {
            ticket: id,
            service,
            class: Some(class),
            age: None,
            to: Some(to),
            note: None,
        },
    );
}

/// When the counter `seat` works, in milliseconds from the run's beginning.
pub(super) fn shifts(script: &Script, seat: usize) -> Vec<(i64, i64)> {
    let (comes, rests, for_secs) = script.shifts[seat];
    let from = if script.open[seat] { 0 } else { comes };
    let to = from + rests;
    let back = (for_secs > 0).then_some(((to + for_secs) * 1_000, 2 * HORIZON_MS));
    [(from * 1_000, to * 1_000)]
        .into_iter()
        .chain(back)
        .collect()
}

pub(super) fn taken_ms(script: &Script, key: u32) -> i64 {
    let mixed = script
        .seed
        .wrapping_mul(u64::from(key) + 77)
        .rotate_left(23);
    1_000 * (20 + i64::try_from(mixed % 300).unwrap())
}

pub(super) fn is_absent(script: &Script, key: u32) -> bool {
    key != u32::MAX && script.seed.rotate_left(key % 60).is_multiple_of(9)
}

pub(super) fn arrival_key(index: usize) -> u32 {
    1_000 + u32::try_from(index).unwrap()
}

struct Scripted<'a> {
    script: &'a Script,
    layout: &'a Layout,
    arrivals: VecDeque<Arrival>,
    /// By key: to which service they go on, by place.
    onward: BTreeMap<u32, usize>,
    /// By counter: the same of who stands there at the start.
    onward_present: Vec<Option<usize>>,
}

impl Scripted<'_> {
    fn stay(&mut self, key: u32, queue: Queue, onward: Option<usize>) -> Stay {
        let then = match onward {
            _ if is_absent(self.script, key) => Then::NoShow,
            Some(service) => Then::MovesOn {
                queue: self.layout.queue_at(service, self.layout.class_of(queue)),
                after_ms: 0,
                by_visit: SERVICES[self.layout.service_of(queue)] == "c",
            },
            None => Then::Leaves,
        };
        let taken_ms = taken_ms(self.script, key);
        Stay { taken_ms, then }
    }
}

impl World for Scripted<'_> {
    fn arrives(&mut self) -> Option<Arrival> {
        self.arrivals.pop_front()
    }

    fn remains(&mut self, seat: Seat, present: &Present, _: i64) -> Option<Stay> {
        let onward = self.onward_present[usize::from(seat.0)];
        Some(self.stay(u32::MAX, present.queue, onward))
    }

    fn serves(&mut self, call: &Call) -> Stay {
        let onward = self.onward.remove(&call.key);
        self.stay(call.key, call.queue, onward)
    }

    fn reacts_ms(&mut self, _: Seat, _: Queue) -> i64 {
        REACTS_MS
    }

    fn answers(&mut self, _: u32, _: Queue, idle: &[Seat], _: i64) -> Option<Seat> {
        idle.iter().min().copied()
    }
}

struct Log {
    from_ms: i64,
    calls: Vec<Line>,
}

impl Watch for Log {
    fn called(&mut self, call: &Call) -> Go {
        let seat = usize::from(call.seat.0);
        let code = code_of(call.cause);
        self.calls
            .push((call.at_ms - self.from_ms, seat, call.key, code));
        Go::On
    }
}

fn code_of(cause: Option<Cause>) -> &'static str {
    match cause {
        None => "directed",
        Some(Cause::GuaranteedTurn { .. }) => "guaranteed_turn",
        Some(Cause::PastCap { .. }) => "past_cap",
        Some(Cause::Step(_)) => "step",
        Some(Cause::LongestWait) => "longest_wait",
        Some(Cause::LongestLife) => "longest_life",
        Some(Cause::PastTarget) => "past_target",
        Some(Cause::NearestToTarget) => "nearest_to_target",
        Some(Cause::Ratio) => "ratio_turn",
        Some(Cause::Priority) => "first_in_order",
    }
}

fn run_forward(script: &Script, scene: &Scene, layout: &Layout, seen: &Seen) -> Vec<Line> {
    let mut hall = seen.hall.clone();
    let now_ms = hall.now_ms;
    for (seat, desk) in hall.desks.iter_mut().enumerate() {
        let shift = |(from, to)| Shift {
            from_ms: now_ms + from,
            to_ms: now_ms + to,
            rule: u16::try_from(script.seats[seat]).unwrap(),
        };
        desk.shifts = shifts(script, seat).into_iter().map(shift).collect();
    }
    let day = scene.branch.day().unwrap();
    let onward_of = |id: &TicketId| {
        let next = day.tickets[id].onward.first()?;
        SERVICES
            .iter()
            .position(|service| *service == next.as_str())
    };
    let mut onward: BTreeMap<u32, usize> = (0..)
        .zip(&seen.tickets)
        .filter_map(|(key, id)| Some((key, onward_of(id)?)))
        .collect();
    let present = (0..script.seats.len()).map(|seat| onward_of(&scene.present(seat)?));
    let onward_present = present.collect();
    let mut arrivals = VecDeque::new();
    let mut at_ms = now_ms;
    for (index, (gap_secs, service, class, booked_secs)) in script.arrivals.iter().enumerate() {
        at_ms += gap_secs * 1_000;
        let key = arrival_key(index);
        let ahead_ms = if *class == 2 { booked_secs * 1_000 } else { 0 };
        arrivals.push_back(Arrival {
            key,
            at_ms,
            queue: layout.queue_at(*service, *class),
            since_ms: at_ms + ahead_ms,
            patience_ms: None,
        });
        match *service {
            1 => onward.insert(key, 0),
            2 => onward.insert(key, 1),
            _ => None,
        };
    }
    let mut world = Scripted {
        script,
        layout,
        arrivals,
        onward,
        onward_present,
    };
    let mut log = Log {
        from_ms: now_ms,
        calls: Vec::new(),
    };
    run(layout, &hall, &mut world, &mut log, now_ms + HORIZON_MS);
    log.calls
}
