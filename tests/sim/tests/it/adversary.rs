//! No rule that can be saved starves anyone, and the bound that is shown with it is honest: a search
//! for the unluckiest person in the worst of halls never passes it and comes close to it.

mod hall;
mod states;

use std::collections::BTreeMap;

use antre_domain::rule::{Bound, Culprit, Finally, Line, Plan, Step};
use antre_sim_tests::load::{Queue, SHIPPED, Stage, shipped};
use antre_sim_tests::lot::Lot;

use self::hall::{Hall, Moves};

/// A line of a shipped profile, what it is promised, and the worst that was found.
pub(crate) struct Found {
    pub(crate) branch: &'static str,
    pub(crate) profile: String,
    pub(crate) line: String,
    pub(crate) bound: Bound,
    pub(crate) found: u16,
}

/// Every line of every shipped profile.
pub(crate) fn shipped_lines() -> Vec<Found> {
    let mut lines = Vec::new();
    // Many profiles share their rule; each rule is searched once.
    let mut known: Vec<(Stage, Vec<u16>)> = Vec::new();
    for branch in SHIPPED {
        let config = shipped(branch);
        for profile in &config.profiles {
            let stage = Stage::of(&config, profile);
            let bounds = config.bounds(profile);
            let found = match known.iter().find(|(same, _)| *same == stage) {
                Some((_, found)) => found.clone(),
                None => {
                    let search = |line| worst(&stage, line);
                    let found: Vec<u16> = (0..bounds.len()).map(search).collect();
                    known.push((stage, found.clone()));
                    found
                }
            };
            for ((line, bound), found) in bounds.into_iter().zip(found) {
                lines.push(Found {
                    branch,
                    profile: profile.id.to_string(),
                    line: line.to_string(),
                    bound,
                    found,
                });
            }
        }
    }
    lines
}

#[test]
fn the_bound_of_every_shipped_line_is_kept_and_within_a_factor_of_two_of_the_worst() {
    for Found {
        branch,
        profile,
        line,
        bound,
        found,
    } in shipped_lines()
    {
        let calls_max = bound.calls_max;
        println!("{branch:<10} {profile:<16} {line:<16} bound {calls_max:>3}  found {found:>3}");
        assert!(
            found <= calls_max,
            "{branch}, {profile}, {line}: waited {found} calls"
        );
        assert!(
            calls_max <= 2 * found,
            "{branch}, {profile}, {line}: only {found} found"
        );
    }
}

#[test]
fn no_plan_with_bounds_passes_them_whatever_comes() {
    let mut lot = Lot::new(1);
    let mut tried = 0;
    let mut reached = 0;
    for seed in 0..PLANS {
        let stage = any_stage(&mut lot);
        let Ok(bounds) = stage.plan.bounds() else {
            continue;
        };
        let moves = Moves::of(&stage);
        let mut hall = Hall::empty(&stage, moves.minute(&mut lot));
        for _ in 0..CALLS_PER_PLAN {
            let next = moves.any(&mut lot);
            hall.step(&next, &mut lot);
        }
        for (line, (bound, found)) in bounds.iter().zip(&hall.found).enumerate() {
            let calls_max = bound.calls_max;
            assert!(
                *found <= calls_max,
                "plan {seed}: line {line} waited {found} of {calls_max}: {stage:?}"
            );
            tried += 1;
            reached += u32::from(*found == calls_max);
        }
    }
    println!("{tried} lines, {reached} of them waited their whole bound by chance alone");
    assert!(
        tried > 2 * PLANS / 3,
        "only {tried} lines had a bound to try"
    );
    assert!(
        2 * reached > tried,
        "the halls are too kind: {reached} of {tried}"
    );
}

#[test]
fn a_plan_that_is_refused_can_let_a_thousand_pass_before_the_line_it_names() {
    let mut lot = Lot::new(2);
    let mut by_culprit: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..PLANS {
        let stage = any_stage(&mut lot);
        let Err(unbounded) = stage.plan.bounds() else {
            continue;
        };
        let kind = match unbounded.by {
            Culprit::Cap(_) => "cap",
            Culprit::Step(_) => "step",
            Culprit::Share(_) if !takes_all(&stage.plan) => {
                *by_culprit.entry("share with room to spare").or_default() += 1;
                continue;
            }
            Culprit::Share(_) => "share",
            Culprit::Finally => "finally",
        };
        assert!(
            starves(&stage, unbounded.line, &mut lot),
            "plan {seed}: nobody starves line {}: {stage:?}, {unbounded:?}",
            unbounded.line
        );
        *by_culprit.entry(kind).or_default() += 1;
    }
    println!("{by_culprit:?}");
    for kind in ["cap", "step", "share", "finally"] {
        assert!(
            by_culprit.get(kind).is_some_and(|count| *count >= 10),
            "{kind}: {by_culprit:?}"
        );
    }
}

#[test]
fn as_many_shares_as_calls_are_kept_to_the_call_and_one_fewer_is_not() {
    let worst_of = |stage: &Stage| -> Vec<u16> {
        (0..stage.plan.lines.len())
            .map(|line| worst(stage, line))
            .collect()
    };
    for lines in 2..=4_u16 {
        let fits = vec![lines; lines.into()];
        assert_eq!(
            worst_of(&shares(&fits)),
            fits,
            "{lines} lines with one call in {lines} each"
        );
        let tight = worst_of(&shares(&vec![lines - 1; lines.into()]));
        let broken = tight.iter().any(|calls| *calls > lines - 1);
        assert!(
            broken,
            "{lines} lines with one call in {} each: {tight:?}",
            lines - 1
        );
    }
    // Room in all is not enough: while one takes every second call, the others come due together.
    let narrow = worst_of(&shares(&[8, 8, 2]));
    assert!(
        narrow[0] > 8 || narrow[1] > 8 || narrow[2] > 2,
        "{narrow:?}"
    );
}

/// Plans drawn by lot in each test.
const PLANS: u32 = 1_500;
/// Calls in each of them.
const CALLS_PER_PLAN: u32 = 80;
/// A crowd: more than any search calls.
const CROWD: u32 = 5_000;
/// How many halls are kept for each length of wait, how many ways on are tried from each, how deep,
/// and how often it begins anew.
const KEPT: usize = 12;
const TRIED: usize = 8;
const DEPTH_MAX: u16 = 48;
const BEGUN: u64 = 3;
/// What nobody can call patience any more.
const STARVED_CALLS: u32 = 1_000;

/// The most calls for which a search finds the first of `line` waiting, its own included. It ends
/// early only with one above the bound.
fn worst(stage: &Stage, line: usize) -> u16 {
    let enough = match stage.plan.bounds() {
        Ok(bounds) => bounds[line].calls_max,
        Err(_) => u16::MAX,
    };
    let moves = Moves::of(stage);
    let mut found = 0;
    for seed in 0..BEGUN {
        let mut lot = Lot::new(seed);
        let mut halls: Vec<Hall<'_>> = (0..KEPT)
            .map(|_| Hall::empty(stage, moves.minute(&mut lot)))
            .collect();
        for _ in 0..DEPTH_MAX.min(enough.saturating_mul(4)) {
            let mut further: BTreeMap<u16, Vec<(u32, u64, Hall<'_>)>> = BTreeMap::new();
            for hall in &halls {
                for _ in 0..TRIED {
                    let mut on = hall.clone();
                    let next = moves.any(&mut lot);
                    on.step(&next, &mut lot);
                    found = found.max(on.found[line]);
                    let kept = further.entry(on.passed(line)).or_default();
                    kept.push((on.pressure(line), lot.bits(), on));
                }
            }
            if found > enough {
                return found;
            }
            halls.clear();
            for mut kept in further.into_values() {
                kept.sort_by_key(|(pressure, lot, _)| std::cmp::Reverse((*pressure, *lot)));
                halls.extend(kept.into_iter().take(KEPT).map(|(_, _, hall)| hall));
            }
        }
    }
    found
}

/// Whether a thousand can be called while the first of `line` waits. In the order of age all of them
/// come later than it; elsewhere they may have been there before, in their own lines.
fn starves(stage: &Stage, line: usize, lot: &mut Lot) -> bool {
    let has_own_step = stage
        .plan
        .steps
        .first()
        .is_some_and(|step| usize::from(step.line) == line);
    let is_by_wait = stage.plan.finally == Finally::LongestWait && !has_own_step;
    let is_by_life = stage.plan.finally == Finally::LongestLife;
    let moves = Moves::of(stage);
    let own = |queue: &Queue| usize::from(queue.line) == line && queue.level == 1;
    (0..400).any(|_| {
        let mut hall = Hall::empty(stage, moves.minute(lot));
        let victims: Vec<usize> = (0..stage.queues.len())
            .filter(|queue| own(&stage.queues[*queue]))
            .collect();
        let victim = *lot.pick(&victims);
        let comes_last = !is_by_wait && lot.below(2) == 0;
        let rivals: Vec<usize> = (0..stage.queues.len())
            .filter(|queue| usize::from(stage.queues[*queue].line) != line && lot.below(3) > 0)
            .collect();
        let rivals_come = |hall: &mut Hall<'_>| {
            for rival in &rivals {
                hall.arrives(*rival, CROWD, 0);
            }
        };
        if comes_last {
            rivals_come(&mut hall);
            hall.passes(moves.gap(lot));
        }
        // By the age in the branch, one who was elsewhere before is older than all who came since.
        let was_elsewhere = is_by_life && lot.below(2) == 0;
        let born_ms = hall.now_ms - if was_elsewhere { 3_600_000 } else { 0 };
        hall.joins(victim, hall.now_ms, born_ms, 1);
        hall.passes(1);
        if !comes_last {
            rivals_come(&mut hall);
        }
        hall.passes(moves.gap(lot));
        (0..STARVED_CALLS).all(|_| {
            hall.call()
                .is_some_and(|called| usize::from(called) != line)
        })
    })
}

/// Whether the shares of a plan come to all calls.
fn takes_all(plan: &Plan) -> bool {
    let shares: Vec<u16> = plan.lines.iter().filter_map(|line| line.one_in).collect();
    shares
        .iter()
        .all(|one_in| usize::from(*one_in) == shares.len())
}

/// Lines with these shares and nothing else, the last taken first.
fn shares(one_in: &[u16]) -> Stage {
    let lines = one_in.iter().map(|one_in| Line {
        one_in: Some(*one_in),
        cap_ms: None,
    });
    let order = (0..one_in.len()).rev().map(|line| line as u8);
    let queue = |line| Queue {
        line,
        level: 1,
        target_ms: 600_000,
        is_booked: false,
    };
    Stage {
        queues: (0..one_in.len() as u8).map(queue).collect(),
        plan: Plan {
            lines: lines.collect(),
            steps: Vec::new(),
            finally: Finally::Priority(order.collect()),
        },
    }
}

/// A plan drawn by lot, with lines for two kinds of queue each at most. Shares are as narrow as a
/// configuration may have them, or wider.
fn any_stage(lot: &mut Lot) -> Stage {
    let count = 1 + lot.below(6);
    let have_all = lot.below(2) == 0;
    let shared: Vec<bool> = (0..count).map(|_| have_all || lot.below(3) == 0).collect();
    let narrowest = shared.iter().filter(|has| **has).count() as u16;
    let lines = shared.iter().map(|has| Line {
        one_in: has.then(|| narrowest + *lot.pick(&[0, 0, 1, 2, 6])),
        cap_ms: (lot.below(4) == 0).then(|| *lot.pick(&[300_000, 600_000, 1_200_000])),
    });
    let lines: Vec<Line> = lines.collect();
    let any_line = |lot: &mut Lot| lot.below(count) as u8;
    let steps = (0..*lot.pick(&[0, 0, 1, 3])).map(|_| Step {
        line: any_line(lot),
        waited_ms: (lot.below(3) == 0).then(|| *lot.pick(&[60_000, 900_000])),
        waiting: (lot.below(3) == 0).then(|| *lot.pick(&[1, 3, 6])),
        between: (lot.below(4) == 0).then(|| *lot.pick(&[(480, 540), (780, 1_020)])),
        due: lot.below(4) == 0,
    });
    let steps: Vec<Step> = steps.collect();
    let mut order: Vec<u8> = (0..count as u8).collect();
    order.sort_by_key(|_| lot.bits());
    let finally = match lot.below(5) {
        0 => Finally::LongestWait,
        1 => Finally::LongestLife,
        2 => Finally::NearestToTarget,
        3 => {
            let turns = order
                .iter()
                .flat_map(|line| std::iter::repeat_n(*line, 1 + lot.below(3)));
            Finally::Ratio(turns.collect())
        }
        _ => Finally::Priority(order),
    };
    let mut queues = Vec::new();
    for line in 0..count as u8 {
        for nth in 0..1 + lot.below(2) {
            queues.push(Queue {
                line,
                level: if nth == 0 { 1 } else { 1 + lot.below(2) as u8 },
                target_ms: *lot.pick(&[600_000, 1_200_000, 2_400_000]),
                is_booked: lot.below(6) == 0,
            });
        }
    }
    Stage {
        plan: Plan {
            lines,
            steps,
            finally,
        },
        queues,
    }
}
