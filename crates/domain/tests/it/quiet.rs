//! Calls that are not for all eyes or ears.

use antre_domain::*;

use crate::scene::*;

const FETCHED: Quiet = Quiet {
    without: Without::Both,
    because: QuietReason::Safety,
};

fn call_next_quietly(counter: &str, quiet: Quiet) -> Act {
    Act::CallNext {
        counter: id(counter),
        quiet: Some(quiet),
        finish: Finish::default(),
    }
}

fn call_quietly(counter: &str, ticket: TicketId, quiet: Quiet) -> Act {
    Act::Call {
        counter: id(counter),
        ticket,
        because: None,
        quiet: Some(quiet),
        finish: Finish::default(),
    }
}

/// What the ticket's call goes without, while it is called.
fn quiet_of(scene: &Scene, ticket: TicketId) -> Option<Quiet> {
    match &scene.ticket(ticket).state {
        State::Called { quiet, .. } => *quiet,
        other => panic!("{other:?}"),
    }
}

fn quiet_in(events: &[Event]) -> Option<Quiet> {
    let mut calls = events.iter().filter_map(|event| match &event.what {
        What::TicketCalled { quiet, .. } => Some(*quiet),
        _ => None,
    });
    calls.next_back().expect("somebody was called")
}

#[test]
fn every_kind_of_quiet_call_stands_in_the_log_and_in_the_tickets_state() {
    for without in [Without::Voice, Without::Screen, Without::Both] {
        for because in [
            QuietReason::Delicate,
            QuietReason::Safety,
            QuietReason::Asked,
            QuietReason::Other,
        ] {
            let quiet = Quiet { without, because };
            let mut scene = Scene::at_work();
            let [next, chosen] = [scene.touch("umum"), scene.touch("umum")];
            let events = scene.must(clerk("l1"), call_next_quietly("l1", quiet));
            assert_eq!(quiet_in(&events), Some(quiet));
            assert_eq!(quiet_of(&scene, next), Some(quiet));
            let events = scene.must(clerk("l2"), call_quietly("l2", chosen, quiet));
            assert_eq!(quiet_in(&events), Some(quiet));
            assert_eq!(quiet_of(&scene, chosen), Some(quiet));
        }
    }
}

#[test]
fn a_quiet_call_calls_the_one_whom_a_loud_one_would_have_called() {
    let mut loud = Scene::at_work();
    let mut quiet = Scene::at_work();
    for scene in [&mut loud, &mut quiet] {
        scene.touch("umum");
        scene.touch_as("umum", "priority");
        scene.touch("gigi");
    }
    for _ in 0..3 {
        let (called, reason) = loud.next("l1").unwrap();
        let events = quiet.must(clerk("l1"), call_next_quietly("l1", FETCHED));
        let What::TicketCalled {
            ticket,
            reason: why,
            ..
        } = &events.last().unwrap().what
        else {
            panic!("{events:?}")
        };
        assert_eq!(quiet.number(*ticket), loud.number(called));
        assert_eq!(*why, reason);
    }
}

#[test]
fn a_quiet_call_where_nobody_waits_is_none() {
    let mut scene = Scene::at_work();
    assert_eq!(
        scene.must(clerk("l1"), call_next_quietly("l1", FETCHED)),
        []
    );
}

#[test]
fn a_recall_stays_as_quiet_as_its_call() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.must(clerk("l1"), call_next_quietly("l1", FETCHED));
    for times in 1..=2 {
        scene.must(clerk("l1"), Act::Recall(ticket));
        let state = State::Called {
            counter: id("l1"),
            recalls: times,
            quiet: Some(FETCHED),
        };
        assert_eq!(scene.ticket(ticket).state, state);
    }
}

#[test]
fn back_in_the_queue_a_ticket_is_called_aloud_again() {
    let back: [fn(TicketId) -> [Act; 2]; 4] = [
        |ticket| [requeue(ticket), Act::CheckIn(ticket)],
        |ticket| [Act::NoShow(ticket), requeue(ticket)],
        |ticket| [park(ticket, None), Act::Resume(ticket)],
        |ticket| [transfer(ticket, "gigi"), transfer(ticket, "umum")],
    ];
    for acts in back {
        let mut scene = Scene::at_work();
        let ticket = scene.touch("umum");
        scene.must(clerk("l1"), call_next_quietly("l1", FETCHED));
        for act in acts(ticket) {
            scene.must(clerk("l1"), act);
        }
        assert_eq!(scene.state(ticket), StateName::Waiting);
        let events = scene.must(clerk("l1"), call_next("l1"));
        assert_eq!(quiet_in(&events), None);
        assert_eq!(quiet_of(&scene, ticket), None);
    }
}

/// Whoever was fetched in person must not stand on the screens because a clerk's no-show was a slip.
#[test]
fn a_no_show_taken_back_is_as_quiet_as_it_was() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.must(clerk("l1"), call_next_quietly("l1", FETCHED));
    scene.must(clerk("l1"), Act::NoShow(ticket));
    scene.must(clerk("l1"), Act::Undo(ticket));
    assert_eq!(quiet_of(&scene, ticket), Some(FETCHED));
}

#[test]
fn whoever_is_called_when_the_day_turns_is_called_aloud_the_next_day() {
    let mut scene = Scene::at_work();
    let mut config = scene.config();
    config.rules.unserved = config::Unserved::Carry;
    scene.must(supervisor(), Act::Configure(Box::new(config)));
    scene.touch("umum");
    scene.must(clerk("l1"), call_next_quietly("l1", FETCHED));
    scene.at("2026-11-24T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    let events = scene.must(clerk("l1"), call_next("l1"));
    assert_eq!(quiet_in(&events), None);
}

#[test]
fn a_loud_call_is_written_as_before() {
    let mut scene = Scene::at_work();
    scene.touch("umum");
    let events = scene.must(clerk("l1"), call_next("l1"));
    let stored: serde_json::Value = serde_json::from_slice(&encode(&events[0])).unwrap();
    assert_eq!(stored.get("quiet"), None);
}
