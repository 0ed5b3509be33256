use antre_domain::*;

use crate::scene::*;

/// A branch with one ticket in `state`, and another that waits.
fn with_ticket_in(state: StateName) -> (Scene, TicketId) {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.touch("umum");
    if state != StateName::Waiting && state != StateName::Cancelled {
        scene.next("l1");
    }
    match state {
        StateName::Waiting | StateName::Called => {}
        StateName::Serving => {
            scene.must(clerk("l1"), Act::Start(ticket));
        }
        StateName::Parked => {
            scene.must(clerk("l1"), park(ticket, None));
        }
        StateName::NoShow => {
            scene.must(clerk("l1"), Act::NoShow(ticket));
        }
        StateName::Finished => {
            scene.must(clerk("l1"), finish(ticket));
        }
        StateName::Cancelled => {
            scene.must(clerk("l1"), Act::Cancel(ticket));
        }
        StateName::Expired => panic!("an expired ticket is one of yesterday's"),
    }
    assert_eq!(scene.state(ticket), state);
    (scene, ticket)
}

const STATES: [StateName; 7] = [
    StateName::Waiting,
    StateName::Called,
    StateName::Serving,
    StateName::Parked,
    StateName::NoShow,
    StateName::Finished,
    StateName::Cancelled,
];

type Row = (Verb, fn(TicketId) -> Act, [Option<StateName>; STATES.len()]);

/// Each verb, and what becomes of a ticket in each of [`STATES`]; `None` where the verb does not fit.
fn table() -> Vec<Row> {
    use StateName::*;
    vec![
        (
            Verb::Call,
            |t| call("l1", t),
            [Some(Called), None, None, None, None, None, None],
        ),
        (
            Verb::Recall,
            Act::Recall,
            [None, Some(Called), None, None, None, None, None],
        ),
        (
            Verb::Start,
            Act::Start,
            [None, Some(Serving), None, None, None, None, None],
        ),
        (
            Verb::Finish,
            finish,
            [None, Some(Finished), Some(Finished), None, None, None, None],
        ),
        (
            Verb::Transfer,
            |t| transfer(t, "kia"),
            [
                Some(Waiting),
                Some(Waiting),
                Some(Waiting),
                None,
                None,
                None,
                None,
            ],
        ),
        (
            Verb::Park,
            |t| park(t, None),
            [None, Some(Parked), Some(Parked), None, None, None, None],
        ),
        (
            Verb::Resume,
            Act::Resume,
            [None, None, None, Some(Waiting), None, None, None],
        ),
        (
            Verb::NoShow,
            Act::NoShow,
            [None, Some(NoShow), None, None, None, None, None],
        ),
        (
            Verb::Requeue,
            requeue,
            [None, Some(Waiting), None, None, Some(Waiting), None, None],
        ),
        (
            Verb::Cancel,
            Act::Cancel,
            [
                Some(Cancelled),
                Some(Cancelled),
                Some(Cancelled),
                Some(Cancelled),
                Some(Cancelled),
                None,
                None,
            ],
        ),
        (
            Verb::CheckIn,
            Act::CheckIn,
            [
                Some(Waiting),
                Some(Called),
                Some(Serving),
                Some(Waiting),
                Some(Waiting),
                None,
                None,
            ],
        ),
    ]
}

#[test]
fn every_verb_in_every_state_is_allowed_or_refused_by_the_table() {
    for (verb, act, row) in table() {
        for (state, becomes) in STATES.into_iter().zip(row) {
            for actor in [clerk("l1"), supervisor()] {
                let (mut scene, ticket) = with_ticket_in(state);
                match becomes {
                    Some(next) => {
                        scene.must(actor, act(ticket));
                        assert_eq!(scene.state(ticket), next, "{verb:?} from {state:?}");
                    }
                    None => {
                        let rejection = scene.refused(actor, act(ticket));
                        assert_eq!(rejection, Rejection::WrongState { state, verb });
                    }
                }
            }
        }
    }
}

/// What a hold stops: whatever asks a customer to come, and what blames them for not coming.
fn is_stopped_by_a_hold(verb: Verb) -> bool {
    match verb {
        Verb::Call | Verb::Recall | Verb::NoShow => true,
        Verb::Start
        | Verb::Finish
        | Verb::Transfer
        | Verb::Park
        | Verb::Resume
        | Verb::Requeue
        | Verb::Cancel
        | Verb::CheckIn
        | Verb::Note
        | Verb::Copy => false,
    }
}

#[test]
fn during_a_hold_every_verb_in_every_state_is_as_the_table_says_but_for_calls() {
    let held = HoldReason::Evacuation;
    for (verb, act, row) in table() {
        for (state, becomes) in STATES.into_iter().zip(row) {
            let (mut scene, ticket) = with_ticket_in(state);
            scene.must(supervisor(), Act::Hold(held));
            match becomes {
                Some(next) if !is_stopped_by_a_hold(verb) => {
                    scene.must(clerk("l1"), act(ticket));
                    assert_eq!(scene.state(ticket), next, "{verb:?} from {state:?}");
                }
                Some(next) => {
                    let rejection = scene.refused(clerk("l1"), act(ticket));
                    assert_eq!(rejection, Rejection::BranchHeld(held), "{verb:?}");
                    // What was refused is possible as soon as the branch goes on.
                    scene.must(supervisor(), Act::ResumeBranch);
                    scene.must(clerk("l1"), act(ticket));
                    assert_eq!(scene.state(ticket), next);
                }
                None => {
                    let rejection = scene.refused(clerk("l1"), act(ticket));
                    let wrong = Rejection::WrongState { state, verb };
                    let is_held = rejection == Rejection::BranchHeld(held);
                    assert!(
                        rejection == wrong || (is_held && is_stopped_by_a_hold(verb)),
                        "{verb:?} from {state:?}: {rejection}"
                    );
                }
            }
        }
    }
}

#[test]
fn during_a_hold_no_number_is_given_and_nobody_is_called_or_finished_by_a_call() {
    let held = Rejection::BranchHeld(HoldReason::PowerCut);
    let (mut scene, ticket) = with_ticket_in(StateName::Serving);
    scene.must(supervisor(), Act::Hold(HoldReason::PowerCut));
    assert_eq!(scene.refused(kiosk("k1"), issue("umum")), held);
    assert_eq!(scene.refused(supervisor(), issue_many("umum", 5)), held);
    assert_eq!(scene.refused(clerk("l1"), call_next("l1")), held);
    assert_eq!(scene.state(ticket), StateName::Serving);
    // Counters come and go as ever.
    scene.must(clerk("k1"), open("k1"));
    scene.must(
        clerk("l2"),
        Act::Break {
            counter: id("l2"),
            reason: None,
        },
    );
    scene.must(clerk("l2"), Act::CloseCounter(id("l2")));
    scene.must(clerk("l1"), finish(ticket));
    scene.must(clerk("l1"), Act::Undo(ticket));
    assert_eq!(scene.state(ticket), StateName::Serving);
}

#[test]
fn a_verb_on_a_ticket_of_nobody_names_it() {
    let mut scene = Scene::at_work();
    let nobody = TicketId::from_bits(1);
    for (_, act, _) in table() {
        assert_eq!(
            scene.refused(clerk("l1"), act(nobody)),
            Rejection::UnknownTicket(nobody)
        );
    }
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(nobody)),
        Rejection::UnknownTicket(nobody)
    );
}

#[test]
fn service_ends_with_the_outcome_that_the_clerk_names() {
    for outcome in [Outcome::Served, Outcome::Incomplete, Outcome::Left] {
        let (mut scene, ticket) = with_ticket_in(StateName::Serving);
        scene.must(
            clerk("l1"),
            Act::Finish {
                ticket,
                finish: outcome.into(),
            },
        );
        assert_eq!(scene.ticket(ticket).state, State::Finished { outcome });
    }
}

#[test]
fn a_leg_keeps_the_times_of_its_call_and_start() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    let joined = scene.clock;
    scene.wait(100);
    scene.next("l1");
    scene.wait(20);
    scene.must(clerk("l1"), Act::Start(ticket));
    let leg = &scene.ticket(ticket).leg;
    assert_eq!(leg.joined_at, joined);
    assert_eq!(leg.called_at, Some(joined.plus_secs(100)));
    assert_eq!(leg.started_at, Some(joined.plus_secs(120)));
}

#[test]
fn yesterdays_tickets_are_gone() {
    let (mut scene, ticket) = with_ticket_in(StateName::Waiting);
    scene.at("2026-11-24T08:00:00+07:00");
    assert_eq!(
        scene.refused(supervisor(), Act::Cancel(ticket)),
        Rejection::UnknownTicket(ticket)
    );
}
