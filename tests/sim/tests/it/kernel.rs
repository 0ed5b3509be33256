//! The kernel alone, without a branch around it: plans drawn by lot that have a bound, halls that fill
//! and empty, and clerks who choose by hand as often as they like.

use antre_domain::rule::{Finally, Head, Line, Moment, Plan, Run, Step, Turns, Waiting};
use antre_sim_tests::lot::Lot;

const CALLS: usize = 10_000;
/// The most who wait in one hall.
const CROWD_MAX: usize = 60;
/// Queues of one line: those of two services.
const QUEUES_PER_LINE: u8 = 2;

#[test]
fn no_line_is_passed_over_more_often_than_its_bound() {
    let mut met = 0;
    for seed in 0..16 {
        met += watch(seed, 0);
    }
    assert!(
        met >= 24,
        "only {met} lines waited as long as their bound allows"
    );
}

#[test]
fn calls_by_hand_break_no_bound_for_the_calls_by_the_rule() {
    for seed in 100..112 {
        watch(seed, 30);
        watch(seed, 80);
    }
}

#[test]
fn the_rule_run_forward_calls_as_the_rule_does() {
    for seed in 200..230 {
        println!("seed {seed}");
        let mut lot = Lot::new(seed);
        let plan = plan(&mut lot);
        let mut hall = Hall::empty();
        for _ in 0..CROWD_MAX {
            hall.somebody_comes(&mut lot, &plan);
        }
        let waiting = hall.waiting.clone();
        let now = hall.now;
        let foretold: Vec<u64> = Run::new(&plan, hall.turns.clone(), waiting, now).collect();
        let mut called = Vec::new();
        while let Some(key) = hall.call(&plan) {
            called.push(key);
        }
        assert_eq!(foretold, called, "{plan:?}");
    }
}

/// Watches one hall; how many lines waited for exactly as many calls as their bound allows.
fn watch(seed: u64, by_hand_percent: u32) -> usize {
    println!("seed {seed}, {by_hand_percent} % by hand");
    let mut lot = Lot::new(seed);
    let plan = plan(&mut lot);
    println!("{plan:?}");
    let bounds = plan.bounds().expect("the plan has a bound");
    let mut hall = Hall::empty();
    let mut passed = vec![0_u16; plan.lines.len()];
    let mut worst = passed.clone();
    for _ in 0..CALLS {
        for _ in 0..lot.below(3) {
            hall.somebody_comes(&mut lot, &plan);
        }
        hall.now.now_ms += i64::from(lot.between(0, 60_000));
        hall.now.minute =
            u16::try_from(hall.now.now_ms / 60_000 % 1440).expect("a minute of the day");
        let firsts: Vec<Option<Waiting>> = (0..plan.lines.len())
            .map(|line| hall.first_of(&plan, line))
            .collect();
        if firsts.iter().all(Option::is_none) {
            assert_eq!(hall.call(&plan), None, "nobody waits");
            continue;
        }
        let by_hand = lot.chance(by_hand_percent);
        let called = if by_hand {
            let index = lot.below(hall.waiting.len());
            hall.take(&plan, index)
        } else {
            let waiting = hall.waiting.clone();
            let key = hall.call(&plan).expect("somebody waits");
            *waiting
                .iter()
                .find(|one| one.key == key)
                .expect("whoever is called waited")
        };
        for (line, bound) in bounds.iter().enumerate() {
            let Some(first) = firsts[line] else {
                passed[line] = 0;
                continue;
            };
            let is_older = bound.in_common && age(&plan, &called) <= age(&plan, &first);
            let begins_anew = by_hand && plan.lines[line].one_in.is_none();
            if usize::from(called.head.line) == line || is_older || begins_anew {
                passed[line] = 0;
            } else if !by_hand {
                passed[line] += 1;
                assert!(
                    passed[line] < bound.calls_max,
                    "line {line}, {bound:?}, was passed over {} times",
                    passed[line]
                );
                worst[line] = worst[line].max(passed[line]);
            }
        }
    }
    let met = |(worst, bound): &(&u16, &antre_domain::rule::Bound)| {
        bound.calls_max > 1 && **worst + 1 == bound.calls_max
    };
    worst.iter().zip(&bounds).filter(met).count()
}

/// A hall with its clock and what its counters remember.
struct Hall {
    waiting: Vec<Waiting>,
    turns: Turns,
    now: Moment,
    arrivals: u64,
}

impl Hall {
    fn empty() -> Self {
        Self {
            waiting: Vec::new(),
            turns: Turns::default(),
            now: Moment {
                now_ms: 0,
                minute: 0,
            },
            arrivals: 0,
        }
    }

    /// Most come to one line for a while: a crowd is what starves the others.
    fn somebody_comes(&mut self, lot: &mut Lot, plan: &Plan) {
        if self.waiting.len() >= CROWD_MAX {
            return;
        }
        self.arrivals += 1;
        let lines = plan.lines.len();
        let crowded = usize::try_from(self.arrivals / 50).expect("few arrivals") % lines;
        let line = if lot.chance(60) {
            crowded
        } else {
            lot.below(lines)
        };
        let since_ms = self.now.now_ms - i64::from(lot.between(0, 3)) * 60_000;
        self.waiting.push(Waiting {
            head: Head {
                line: u8::try_from(line).expect("few lines"),
                level: 1,
                since_ms,
                born_ms: since_ms - i64::from(lot.between(0, 5)) * 60_000,
                target_ms: 600_000 * i64::from(lot.between(1, 3)),
                // No hold ever makes two ages one here.
                wall_ms: 0,
                turn: self.arrivals,
                waiting: 1,
            },
            key: self.arrivals * u64::from(QUEUES_PER_LINE)
                + lot.bits() % u64::from(QUEUES_PER_LINE),
        });
    }

    /// The first of each queue, with its index among those who wait.
    fn heads(&self, plan: &Plan) -> Vec<(Head, usize)> {
        let mut heads: Vec<(Head, usize)> = Vec::new();
        let queue = |one: &Waiting| (one.head.line, one.key % u64::from(QUEUES_PER_LINE));
        for (index, one) in self.waiting.iter().enumerate() {
            match heads
                .iter_mut()
                .find(|(_, at)| queue(&self.waiting[*at]) == queue(one))
            {
                Some((head, at)) => {
                    let waiting = head.waiting + 1;
                    if age(plan, one) < age(plan, &self.waiting[*at]) {
                        (*head, *at) = (one.head, index);
                    }
                    head.waiting = waiting;
                }
                None => heads.push((one.head, index)),
            }
        }
        heads
    }

    fn first_of(&self, plan: &Plan, line: usize) -> Option<Waiting> {
        let of_line = self
            .waiting
            .iter()
            .filter(|one| usize::from(one.head.line) == line);
        of_line.min_by_key(|one| age(plan, one)).copied()
    }

    /// Calls whoever comes next, by the key.
    fn call(&mut self, plan: &Plan) -> Option<u64> {
        let heads = self.heads(plan);
        let only: Vec<Head> = heads.iter().map(|(head, _)| *head).collect();
        let choice = plan.next(&self.turns, &only, self.now);
        assert_eq!(
            choice,
            plan.next(&self.turns, &only, self.now),
            "the same hall, the same call"
        );
        assert_eq!(
            choice.is_some(),
            !only.is_empty(),
            "somebody is called where somebody waits"
        );
        let (_, index) = heads[choice?.head];
        Some(self.take(plan, index).key)
    }

    fn take(&mut self, plan: &Plan, index: usize) -> Waiting {
        let heads: Vec<Head> = self.heads(plan).into_iter().map(|(head, _)| head).collect();
        self.turns
            .took(plan, &heads, self.waiting[index].head.line, self.now);
        self.waiting.remove(index)
    }
}

/// The age that orders a line.
fn age(plan: &Plan, one: &Waiting) -> (i64, u64) {
    let age_ms = match plan.finally {
        Finally::LongestLife => one.head.born_ms,
        Finally::LongestWait
        | Finally::NearestToTarget
        | Finally::Ratio(_)
        | Finally::Priority(_) => one.head.since_ms,
    };
    (age_ms, one.head.turn)
}

/// A plan of two to six lines that has a bound.
fn plan(lot: &mut Lot) -> Plan {
    loop {
        let plan = draft(lot);
        let shares: Vec<usize> = plan
            .lines
            .iter()
            .filter_map(|line| line.one_in)
            .map(usize::from)
            .collect();
        // What the check of a branch file asks for besides the bound.
        if shares.iter().all(|one_in| *one_in >= shares.len()) && plan.bounds().is_ok() {
            return plan;
        }
    }
}

fn draft(lot: &mut Lot) -> Plan {
    let count = lot.between(2, 6);
    let lines = u8::try_from(count).expect("few lines");
    let with_share = *lot.pick(&[100, 100, 60, 0]);
    let with_cap = *lot.pick(&[0, 50]);
    let line = |lot: &mut Lot| Line {
        one_in: lot
            .chance(with_share)
            .then(|| u16::try_from(lot.between(count, count + 6)).expect("few lines")),
        cap_ms: lot
            .chance(with_cap)
            .then(|| i64::from(lot.between(60, 1_200)) * 1000),
    };
    let any = |lot: &mut Lot| u8::try_from(lot.below(usize::from(lines))).expect("few lines");
    let finally = match lot.below(5) {
        0 => Finally::LongestWait,
        1 => Finally::LongestLife,
        2 => Finally::NearestToTarget,
        3 => {
            let mut slots: Vec<u8> = (0..lines).collect();
            slots.extend((0..lot.below(4)).map(|_| any(lot)));
            let by = lot.below(slots.len());
            slots.rotate_left(by);
            Finally::Ratio(slots)
        }
        _ => Finally::Priority((0..lines).collect()),
    };
    Plan {
        lines: (0..lines).map(|_| line(lot)).collect(),
        steps: (0..lot.below(3))
            .map(|_| Step {
                line: any(lot),
                waited_ms: lot
                    .chance(40)
                    .then(|| i64::from(lot.between(60, 600)) * 1000),
                waiting: lot.chance(40).then(|| lot.between(1, 8)),
                between: lot.chance(30).then_some((300, 900)),
                due: false,
            })
            .collect(),
        finally,
    }
}
