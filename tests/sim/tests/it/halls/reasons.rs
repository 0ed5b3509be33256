//! Whether the reason of a call is so, from what can be seen in the hall.

use antre_domain::config::{Finally, Step};
use antre_domain::{CallReason, Event, Ticket};
use antre_sim_tests::paper::{Hall, Paper, Stand, Why};

/// What the reason says is so, and whoever is called is whom the rule on paper comes to.
pub(crate) fn is_true(
    ticket: &Ticket,
    hall: &Hall,
    paper: &Paper,
    called: Stand,
    event: &Event,
    reason: &CallReason,
) {
    let (expected, why) = paper.next(hall).expect("somebody waits");
    let secs = |ms: i64| u32::try_from(ms.max(0) / 1000).expect("a short wait");
    let firsts = hall.firsts(paper.custom.lines.len());
    let rivals = || firsts.iter().flatten();
    let line = &paper.custom.lines[called.line];
    let waited = secs(hall.now_ms - called.since_ms);
    let lived = secs(hall.now_ms - called.born_ms);
    let target = secs(called.target_ms);
    let due_at = |one: &Stand| one.since_ms + one.target_ms;
    let is_first = firsts[called.line] == Some(called);
    let step = |holds: &dyn Fn(&Step) -> bool| {
        let mut steps = paper.custom.steps.iter().enumerate();
        let found = steps.any(|(index, step)| {
            step.call == line.id && holds(step) && paper.step_holds(index, hall, called)
        });
        assert!(found && is_first, "no step says so: {reason:?}");
    };
    let say = |holds: bool| {
        assert!(
            holds,
            "untrue: {reason:?} of {called:?} in {hall:?} by {paper:?}"
        )
    };
    match reason {
        CallReason::LongestWait { waited_secs } => {
            say(*waited_secs == waited && !paper.is_by_life());
            // Of all in the same tier, not only of the firsts of their lines.
            let mut all = hall.stands.iter().filter(|one| one.tier == called.tier);
            say(all.all(|one| one.since_ms >= called.since_ms));
        }
        CallReason::LongestLife {
            waited_secs,
            life_secs,
        } => {
            say(*waited_secs == waited && *life_secs == lived);
            let mut all = hall.stands.iter().filter(|one| one.tier == called.tier);
            say(all.all(|one| one.born_ms >= called.born_ms));
        }
        CallReason::PastTarget {
            waited_secs,
            target_secs,
        } => {
            say(*waited_secs == waited && *target_secs == target && waited >= target);
            say(rivals().all(|one| due_at(one) >= due_at(&called)));
        }
        CallReason::NearestToTarget {
            waited_secs,
            target_secs,
        } => {
            say(*waited_secs == waited && *target_secs == target && waited < target);
            say(rivals().all(|one| due_at(one) >= due_at(&called)));
        }
        CallReason::PastCap {
            waited_secs,
            cap_secs,
        } => {
            let by_age = if paper.is_by_life() { lived } else { waited };
            say(*waited_secs == by_age && Some(*cap_secs) == line.cap_secs);
            say(by_age >= *cap_secs);
        }
        CallReason::GuaranteedTurn {
            waited_secs,
            line: named,
            one_in,
        } => {
            say(*waited_secs == waited && *named == line.id && Some(*one_in) == line.one_in);
            say(is_first && why == Why::Share);
        }
        CallReason::RatioTurn {
            waited_secs,
            line: named,
            turns,
            cycle,
        } => {
            say(*waited_secs == waited && *named == line.id && is_first);
            let Finally::Ratio(shares) = &paper.custom.finally else {
                panic!("no ratio: {reason:?}");
            };
            let own = shares.iter().find(|share| share.line == line.id);
            say(own.is_some_and(|share| share.turns == *turns));
            say(*cycle == shares.iter().map(|share| share.turns).sum::<u16>());
        }
        CallReason::FirstInOrder {
            waited_secs,
            line: named,
        } => {
            say(*waited_secs == waited && *named == line.id && is_first);
            let Finally::Priority(order) = &paper.custom.finally else {
                panic!("no order: {reason:?}");
            };
            let place = |line: usize| {
                order
                    .iter()
                    .position(|id| *id == paper.custom.lines[line].id)
            };
            say(rivals().all(|one| place(one.line) >= place(called.line)));
        }
        CallReason::AppointmentDue { booked_at } => {
            say(ticket.booked_at == Some(*booked_at));
            say(*booked_at <= event.at);
            step(&|step| step.when.due);
        }
        CallReason::WaitedPast {
            waited_secs,
            limit_secs,
        } => {
            say(*waited_secs == waited && waited >= *limit_secs);
            step(&|step| step.when.waited_secs == Some(*limit_secs));
        }
        CallReason::Crowded {
            waited_secs,
            line: named,
            least,
        } => {
            say(*waited_secs == waited && *named == line.id);
            let of_line = hall
                .stands
                .iter()
                .filter(|one| one.line == called.line)
                .count();
            say(of_line >= *least as usize);
            step(&|step| step.when.waiting == Some(*least));
        }
        CallReason::TimeOfDay {
            waited_secs,
            line: named,
            between,
        } => {
            say(*waited_secs == waited && *named == line.id);
            let (from, to) = paper.minutes(*between);
            say((from..to).contains(&hall.minute));
            step(&|step| step.when.between == Some(*between));
        }
        CallReason::LineFirst {
            waited_secs,
            line: named,
        } => {
            say(*waited_secs == waited && *named == line.id);
            step(&|step| {
                step.when.waited_secs.is_none()
                    && step.when.waiting.is_none()
                    && step.when.between.is_none()
            });
        }
        CallReason::Chosen { .. } | CallReason::Directed { .. } | CallReason::WalkIn => {
            unreachable!("nobody chose")
        }
    }
    assert_eq!(
        expected.ticket, called.ticket,
        "on paper by {why:?}: {reason:?} {hall:?} {paper:?}"
    );
}
