//! How a service ended and what was delivered, where a branch insists on being told.

use antre_domain::*;

use super::{at_work, delivery};
use crate::scene::*;

/// Somebody is served at `l1`, and somebody waits.
fn served(outcome: Asks, delivered: Asks) -> (Scene, TicketId, TicketId) {
    let mut scene = at_work(|config| {
        config.rules.outcome = outcome;
        config.rules.delivered = delivered;
        config.deliveries = vec![
            delivery("obat", &["umum"]),
            delivery("surat", &[]),
            delivery("foto", &["gigi"]),
        ];
    });
    let [served, waits] = [(); 2].map(|()| scene.touch("umum"));
    scene.next("l1");
    scene.must(clerk("l1"), Act::Start(served));
    (scene, served, waits)
}

fn finish_with(outcome: Option<Outcome>, delivered: &[&str]) -> Finish {
    Finish {
        outcome,
        delivered: delivered.iter().map(|name| id(name)).collect(),
    }
}

/// Every way to end the service of the one who stands at `l1`.
fn ways(served: TicketId, waits: TicketId, finish: &Finish) -> [Act; 4] {
    let finish = finish.clone();
    [
        Act::Finish {
            ticket: served,
            finish: finish.clone(),
        },
        Act::CallNext {
            counter: id("l1"),
            quiet: None,
            finish: finish.clone(),
        },
        Act::Call {
            counter: id("l1"),
            ticket: waits,
            because: None,
            quiet: None,
            finish: finish.clone(),
        },
        Act::CallSeveral {
            counter: id("l1"),
            tickets: vec![waits],
            because: None,
            quiet: None,
            finish,
        },
    ]
}

#[test]
fn where_the_outcome_is_mandatory_no_service_ends_without_it() {
    let (_, ticket, waits) = served(Asks::Mandatory, Asks::Never);
    for way in 0..4 {
        let mut scene = served(Asks::Mandatory, Asks::Never).0;
        let silent = ways(ticket, waits, &finish_with(None, &[]))[way].clone();
        assert_eq!(scene.refused(clerk("l1"), silent), Rejection::OutcomeNeeded);
        assert_eq!(scene.state(ticket), StateName::Serving, "nothing was done");
        let left = finish_with(Some(Outcome::Left), &[]);
        scene.must(clerk("l1"), ways(ticket, waits, &left)[way].clone());
        let outcome = Outcome::Left;
        assert_eq!(scene.ticket(ticket).state, State::Finished { outcome });
    }
}

#[test]
fn whoever_is_merely_called_costs_an_outcome_only_where_a_call_begins_the_service() {
    for serves_at_call in [false, true] {
        let mut scene = at_work(|config| {
            config.rules.outcome = Asks::Mandatory;
            config.rules.serves_at_call = serves_at_call;
        });
        let ticket = scene.touch("umum");
        scene.next("l1");
        let finish = finish_with(None, &[]);
        let silent = Act::Finish { ticket, finish };
        if serves_at_call {
            let refused = scene.refused(clerk("l1"), silent);
            assert_eq!(refused, Rejection::OutcomeNeeded);
        } else {
            scene.must(clerk("l1"), silent);
        }
    }
}

#[test]
fn where_a_delivery_is_mandatory_nobody_is_served_without_one() {
    let (_, ticket, waits) = served(Asks::Never, Asks::Mandatory);
    for way in 0..4 {
        let mut scene = served(Asks::Never, Asks::Mandatory).0;
        let silent = ways(ticket, waits, &finish_with(None, &[]))[way].clone();
        assert_eq!(
            scene.refused(clerk("l1"), silent),
            Rejection::DeliveryNeeded
        );
        let said = finish_with(None, &["surat", "obat"]);
        let events = scene.must(clerk("l1"), ways(ticket, waits, &said)[way].clone());
        let What::TicketFinished { delivered, .. } = &events[0].what else {
            panic!("{events:?}");
        };
        assert_eq!(*delivered, [id("surat"), id("obat")]);
    }
    // Whoever left got nothing.
    let (mut scene, ticket, waits) = served(Asks::Never, Asks::Mandatory);
    let left = finish_with(Some(Outcome::Left), &[]);
    scene.must(clerk("l1"), ways(ticket, waits, &left)[0].clone());
}

#[test]
fn a_service_without_deliveries_is_asked_for_none() {
    let mut scene = at_work(|config| {
        config.rules.delivered = Asks::Mandatory;
        config.deliveries = vec![delivery("foto", &["gigi"])];
    });
    let ticket = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), Act::Start(ticket));
    scene.must(clerk("l1"), finish(ticket));
}

#[test]
fn whoever_was_merely_called_needs_neither() {
    let mut scene = at_work(|config| {
        config.rules.outcome = Asks::Mandatory;
        config.rules.delivered = Asks::Mandatory;
        config.deliveries = vec![delivery("surat", &[])];
    });
    let [first, _] = [(); 2].map(|()| scene.touch("umum"));
    scene.next("l1");
    scene.must(clerk("l1"), call_next("l1"));
    assert_eq!(scene.state(first), StateName::Finished);
}

#[test]
fn what_the_service_does_not_deliver_is_refused_by_its_name() {
    for name in ["foto", "emas"] {
        let (mut scene, ticket, waits) = served(Asks::Optional, Asks::Optional);
        for act in ways(ticket, waits, &finish_with(None, &["surat", name])) {
            assert_eq!(
                scene.refused(clerk("l1"), act),
                Rejection::UnknownDelivery(id(name))
            );
        }
    }
}

#[test]
fn each_delivery_is_recorded_once_and_eight_at_most() {
    let (mut scene, ticket, waits) = served(Asks::Optional, Asks::Optional);
    let many = ["surat"; 9];
    let act = ways(ticket, waits, &finish_with(None, &many))[0].clone();
    assert_eq!(
        scene.refused(clerk("l1"), act),
        Rejection::TooManyDeliveries(DELIVERED_MAX)
    );
    let twice = finish_with(None, &["surat", "surat"]);
    let events = scene.must(clerk("l1"), ways(ticket, waits, &twice)[0].clone());
    let What::TicketFinished { delivered, .. } = &events[0].what else {
        panic!("{events:?}");
    };
    assert_eq!(*delivered, [id("surat")]);
}

#[test]
fn a_branch_that_never_asks_serves_whoever_nobody_says_anything_of() {
    let (mut scene, ticket, waits) = served(Asks::Never, Asks::Never);
    let silent = ways(ticket, waits, &Finish::default())[1].clone();
    scene.must(clerk("l1"), silent);
    let outcome = Outcome::Served;
    assert_eq!(scene.ticket(ticket).state, State::Finished { outcome });
}
