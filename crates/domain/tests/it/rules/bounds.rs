//! The promise of a plan against the worst that arrivals can do to it, searched in full: before each
//! call an adversary lets people stand in the other lines, or takes them away, as it hurts most.

use antre_domain::rule::{Finally, Head, Line, Moment, Plan, Step, Turns};

const LINES: u8 = 3;
const NOW_MS: i64 = 100_000_000;
const NOW: Moment = Moment {
    now_ms: NOW_MS,
    minute: 600,
};
/// The cap and the step's limit of the plans below, in milliseconds.
const LIMIT_MS: i64 = 600_000;
/// How many calls are made before the one who is to starve comes.
const CALLS_BEFORE: usize = 4;

/// Who stands first in a line that the adversary fills.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Other {
    Nobody,
    /// Came just now, and is already due.
    Fresh,
    /// One of a crowd that is past every limit.
    Old,
}

/// Every way to fill the lines, other than `spared`.
fn halls(spared: Option<u8>, others: &[Other]) -> Vec<Vec<Head>> {
    let mut all: Vec<Vec<Head>> = vec![Vec::new()];
    for line in (0..LINES).filter(|line| Some(*line) != spared) {
        let with = |hall: &Vec<Head>, other: &Other| {
            let mut hall = hall.clone();
            let (waited_ms, waiting) = match other {
                Other::Nobody => return hall,
                Other::Fresh => (0, 1),
                Other::Old => (2 * LIMIT_MS, 100),
            };
            hall.push(head(line, waited_ms, 0, waiting));
            hall
        };
        all = all
            .iter()
            .flat_map(|hall| others.iter().map(move |other| with(hall, other)))
            .collect();
    }
    all
}

fn head(line: u8, waited_ms: i64, target_ms: i64, waiting: u32) -> Head {
    Head {
        line,
        level: 1,
        since_ms: NOW_MS - waited_ms,
        born_ms: NOW_MS - waited_ms,
        target_ms,
        wall_ms: NOW_MS - waited_ms,
        turn: u64::from(line) + 10,
        waiting,
    }
}

/// What the profile can remember after each hall of `halls` was called from, with the line called.
fn after(plan: &Plan, turns: &Turns, hall: &[Head]) -> Option<(u8, Turns)> {
    let choice = plan.next(turns, hall, NOW)?;
    let line = hall[choice.head].line;
    let mut turns = turns.clone();
    turns.took(plan, hall, line, NOW);
    Some((line, turns))
}

/// The most calls until somebody in `line` is called, their own included; `None` where it is more than
/// `calls_max`.
fn worst(plan: &Plan, line: u8, others: &[Other], calls_max: usize) -> Option<usize> {
    let before = halls(None, &[Other::Nobody, Other::Fresh]);
    let halls = halls(Some(line), others);
    let mut starts = vec![Turns::default()];
    let mut fresh = starts.clone();
    for _ in 0..CALLS_BEFORE {
        let mut found = Vec::new();
        for (turns, hall) in fresh
            .iter()
            .flat_map(|turns| before.iter().map(move |hall| (turns, hall)))
        {
            if let Some((_, next)) = after(plan, turns, hall)
                && !starts.contains(&next)
            {
                starts.push(next.clone());
                found.push(next);
            }
        }
        fresh = found;
    }
    let waits = head(line, 1, 86_400_000, 1);
    let mut unserved = starts;
    for call in 1..=calls_max {
        let mut still = Vec::new();
        for turns in &unserved {
            for hall in &halls {
                let mut hall = hall.clone();
                hall.push(waits);
                let (called, next) = after(plan, turns, &hall).expect("somebody waits");
                if called != line && !still.contains(&next) {
                    still.push(next);
                }
            }
        }
        if still.is_empty() {
            return Some(call);
        }
        unserved = still;
    }
    None
}

/// Plans of three lines: every choice of shares, one cap, steps and final rules.
fn plans() -> Vec<Plan> {
    let shares = [None, Some(3), Some(5)];
    let caps = [None, Some(LIMIT_MS)];
    let always = Step {
        line: 0,
        ..Step::default()
    };
    let crowded = Step {
        line: 1,
        waiting: Some(10),
        ..Step::default()
    };
    let past = Step {
        line: 2,
        waited_ms: Some(LIMIT_MS),
        ..Step::default()
    };
    let steps = [vec![], vec![always], vec![crowded, past]];
    let finals = [
        Finally::LongestWait,
        Finally::NearestToTarget,
        Finally::Ratio(vec![0, 0, 1, 2]),
        Finally::Priority(vec![0, 1, 2]),
    ];
    let mut plans = Vec::new();
    for share in 0..27 {
        for cap_ms in caps {
            for steps in &steps {
                for finally in &finals {
                    let line = |one_in: usize, cap_ms| Line {
                        one_in: shares[one_in % 3],
                        cap_ms,
                    };
                    plans.push(Plan {
                        lines: vec![
                            line(share, cap_ms),
                            line(share / 3, None),
                            line(share / 9, None),
                        ],
                        steps: steps.clone(),
                        finally: finally.clone(),
                    });
                }
            }
        }
    }
    plans
}

#[test]
fn no_arrivals_whatever_make_a_line_wait_longer_than_its_promise() {
    let mut proven = 0;
    for plan in plans() {
        let Ok(bounds) = plan.bounds() else { continue };
        let has_shares = plan.lines.iter().any(|line| line.one_in.is_some());
        for (line, bound) in (0..LINES).zip(bounds) {
            // Where all lines are one, whoever came earlier stands before.
            let others: &[Other] = if bound.in_common {
                &[Other::Nobody, Other::Fresh]
            } else {
                &[Other::Nobody, Other::Fresh, Other::Old]
            };
            let calls_max = usize::from(bound.calls_max);
            let worst = worst(&plan, line, others, calls_max);
            let worst =
                worst.unwrap_or_else(|| panic!("line {line} waits past {bound:?}: {plan:?}"));
            // The promise to a line without a share, beside lines that have one, is a rough one.
            let is_close = 2 * worst >= calls_max;
            let is_rough = has_shares && plan.lines[usize::from(line)].one_in.is_none();
            assert!(
                is_close || is_rough,
                "{worst} of {bound:?}, line {line}: {plan:?}"
            );
            proven += 1;
        }
    }
    assert!(proven > 300, "{proven}");
}

#[test]
fn a_line_without_a_promise_is_in_fact_passed_over_again_and_again() {
    let unbounded = plans().into_iter().filter_map(|plan| {
        let unbounded = plan.bounds().err()?;
        Some((plan, u8::try_from(unbounded.line).unwrap()))
    });
    let sample: Vec<(Plan, u8)> = unbounded.step_by(7).collect();
    let others = [Other::Nobody, Other::Fresh, Other::Old];
    let starves = |(plan, line): &&(Plan, u8)| worst(plan, *line, &others, 12).is_none();
    let starving = sample.iter().filter(starves).count();
    // The rest is refused to be on the safe side.
    assert!(
        2 * starving > sample.len(),
        "{starving} of {}",
        sample.len()
    );
}
