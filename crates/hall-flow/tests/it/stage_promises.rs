//! Whatever clerks do, in whatever order: the stage keeps its promises.

use std::collections::BTreeMap;
use std::time::Duration;

use antre_domain::{Locale, TicketId};
use antre_hall_flow::stage::{PLACES_MAX, SHOWN_AT_LEAST, Stage};
use proptest::prelude::*;

use crate::made::{call, view};

#[derive(Debug, Clone)]
enum Step {
    Call(u8),
    End(u8),
    Withdraw(u8),
    Pass(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1u8..9).prop_map(Step::Call),
        2 => (1u8..9).prop_map(Step::End),
        1 => (1u8..9).prop_map(Step::Withdraw),
        4 => (1u16..60).prop_map(Step::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_call_stands_ten_seconds_and_no_ticket_twice(steps in proptest::collection::vec(step(), 1..80)) {
        let mut stage = Stage::default();
        let mut view = view(&[Locale::ID]);
        let mut now = Duration::ZERO;
        let mut seq = 100;
        // Since when each ticket on the stage has stood, and who must still come.
        let mut standing: BTreeMap<TicketId, Duration> = BTreeMap::new();
        let mut owed: BTreeMap<TicketId, Duration> = BTreeMap::new();
        for step in steps {
            let mut withdrawn = None;
            match step {
                Step::Call(number) => {
                    seq += 1;
                    let call = call(seq, &format!("A{number:03}"), 0, "3");
                    view.open_calls.retain(|other| other.ticket != call.ticket);
                    view.open_calls.push(call.clone());
                    view.recent_calls.retain(|other| other.ticket != call.ticket);
                    view.recent_calls.insert(0, call.clone());
                    view.recent_calls.truncate(12);
                    owed.insert(call.ticket, now);
                    stage.take_in(&view, &[(call, 0)], now);
                }
                Step::End(number) => {
                    let ticket = call(0, &format!("A{number:03}"), 0, "3").ticket;
                    view.open_calls.retain(|other| other.ticket != ticket);
                    stage.take_in(&view, &[], now);
                }
                Step::Withdraw(number) => {
                    let ticket = call(0, &format!("A{number:03}"), 0, "3").ticket;
                    view.open_calls.retain(|other| other.ticket != ticket);
                    view.recent_calls.retain(|other| other.ticket != ticket);
                    owed.remove(&ticket);
                    withdrawn = Some(ticket);
                    stage.take_in(&view, &[], now);
                }
                Step::Pass(tenths) => {
                    for _ in 0..tenths {
                        now += Duration::from_millis(100);
                        stage.settle(now);
                        look(&stage, now, None, &mut standing, &mut owed)?;
                    }
                }
            }
            look(&stage, now, withdrawn, &mut standing, &mut owed)?;
        }
        // Nobody new: within one turn a place each, all who are owed one have had it.
        for _ in 0..(100 * 9) {
            now += Duration::from_millis(100);
            stage.settle(now);
            look(&stage, now, None, &mut standing, &mut owed)?;
        }
        prop_assert!(owed.is_empty(), "never on the stage: {owed:?}");
        for open in &view.open_calls {
            let mut seen = false;
            for _ in 0..(100 * 9) {
                now += Duration::from_millis(100);
                stage.settle(now);
                seen |= stage.shown(now).iter().any(|shown| shown.call.ticket == open.ticket);
            }
            prop_assert!(seen, "an open call was left out for good");
        }
    }
}

fn look(
    stage: &Stage,
    now: Duration,
    withdrawn: Option<TicketId>,
    standing: &mut BTreeMap<TicketId, Duration>,
    owed: &mut BTreeMap<TicketId, Duration>,
) -> Result<(), TestCaseError> {
    let shown = stage.shown(now);
    prop_assert!(shown.len() <= PLACES_MAX);
    let tickets: Vec<TicketId> = shown.iter().map(|shown| shown.call.ticket).collect();
    let mut unique = tickets.clone();
    unique.sort();
    unique.dedup();
    prop_assert_eq!(unique.len(), tickets.len(), "a ticket stands there twice");
    for (ticket, since) in standing.iter() {
        let stays = tickets.contains(ticket);
        let stood = now >= *since + SHOWN_AT_LEAST;
        prop_assert!(
            stays || stood || withdrawn == Some(*ticket),
            "it left after {:?}",
            now - *since
        );
    }
    standing.retain(|ticket, _| tickets.contains(ticket));
    for shown in &shown {
        owed.remove(&shown.call.ticket);
        standing.insert(shown.call.ticket, shown.arrived_at);
    }
    Ok(())
}
