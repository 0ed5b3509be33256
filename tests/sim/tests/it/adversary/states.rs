//! All there is, where that is little: every state that up to four lines with a share can come to.

use std::collections::BTreeSet;

use antre_domain::rule::{Cause, Finally, Head, Line, Moment, Plan, Turns};

/// Lines wait or do not, in any combination from call to call, and the rest of the rule would call from any
/// of them: more than any hall can bring about.
#[test]
fn in_no_state_that_can_be_reached_is_a_share_broken_or_do_more_guaranteed_turns_follow() {
    let mut states = 0;
    for count in 1..=4_u16 {
        for wider in widths(count) {
            let one_in: Vec<u16> = wider.iter().map(|wider| count + wider).collect();
            let (reached, passed_max, run_max) = every_state(&one_in);
            states += reached;
            let promised: Vec<u16> = one_in.iter().map(|one_in| one_in - 1).collect();
            assert_eq!(
                passed_max[..one_in.len()],
                promised,
                "exactly, for {one_in:?}"
            );
            if wider.iter().all(|wider| *wider > 0) {
                assert_eq!(run_max, count, "guaranteed turns in a row for {one_in:?}");
            } else {
                assert!(
                    run_max > count,
                    "{one_in:?} is refused beside a line without a share"
                );
            }
        }
    }
    println!("{states} states");
}

/// How much wider than the narrowest each of `count` shares is: every combination, in order.
fn widths(count: u16) -> Vec<Vec<u16>> {
    let widest = if count < 4 { 2 } else { 1 };
    let mut all = vec![Vec::new()];
    for _ in 0..count {
        let more = all.iter().flat_map(|widths: &Vec<u16>| {
            let from = widths.last().copied().unwrap_or(0);
            (from..=widest).map(|wider| [&widths[..], &[wider]].concat())
        });
        all = more.collect();
    }
    all
}

/// Goes through every state of the memory of a plan with these shares and one line without any, in which
/// the oldest is called: how many there are, the most calls that passed over each line while it waited,
/// and the most guaranteed turns in a row (counted to one more than there are shares).
fn every_state(one_in: &[u16]) -> (usize, Vec<u16>, u16) {
    let shares = one_in.iter().map(|one_in| Line {
        one_in: Some(*one_in),
        cap_ms: None,
    });
    let plan = Plan {
        lines: shares.chain([Line::default()]).collect(),
        steps: Vec::new(),
        finally: Finally::LongestWait,
    };
    let count = plan.lines.len();
    let moment = Moment {
        now_ms: 1_000,
        minute: 480,
    };
    let mut passed_max = vec![0; count];
    let mut run_max = 0;
    let mut seen = BTreeSet::new();
    let mut open = vec![(vec![0_u16; count], 0_u16, Turns::default())];
    while let Some((passed, run, turns)) = open.pop() {
        if !seen.insert((passed.clone(), run)) {
            continue;
        }
        for (waiting, oldest) in
            (1..1_u32 << count).flat_map(|set| (0..count).map(move |line| (set, line)))
        {
            let waits = |line: usize| waiting & (1 << line) != 0;
            if !waits(oldest) {
                continue;
            }
            let head = |line: usize| Head {
                line: line as u8,
                level: 1,
                since_ms: i64::from(line != oldest),
                born_ms: 0,
                target_ms: 0,
                wall_ms: 0,
                turn: line as u64,
                waiting: 1,
            };
            let heads: Vec<Head> = (0..count).filter(|line| waits(*line)).map(head).collect();
            let choice = plan.next(&turns, &heads, moment).expect("somebody waits");
            let called = heads[choice.head].line;
            let is_guaranteed = matches!(choice.cause, Cause::GuaranteedTurn { .. });
            let mut turns = turns.clone();
            turns.took(&plan, &heads, called, moment);
            let passes = |line: usize| {
                let is_passed = waits(line) && line != usize::from(called);
                let has_share = plan.lines[line].one_in.is_some();
                if is_passed && has_share {
                    passed[line] + 1
                } else {
                    0
                }
            };
            let passed: Vec<u16> = (0..count).map(passes).collect();
            let run = if is_guaranteed {
                (run + 1).min(count as u16)
            } else {
                0
            };
            for (max, passed) in passed_max.iter_mut().zip(&passed) {
                *max = (*max).max(*passed);
            }
            run_max = run_max.max(run);
            open.push((passed, run, turns));
        }
    }
    (seen.len(), passed_max, run_max)
}
