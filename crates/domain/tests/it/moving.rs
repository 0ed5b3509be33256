//! Transfer, parking, no-show: how a ticket leaves its place and comes back.

use antre_domain::*;

use crate::scene::*;

#[test]
fn a_transferred_ticket_keeps_its_age_and_number() {
    let mut scene = Scene::at_work();
    let moved = scene.touch("umum");
    scene.wait(60);
    let native = scene.touch("kia");
    scene.wait(60);
    scene.next("l1");
    scene.must(clerk("l1"), transfer(moved, "kia"));
    assert_eq!(scene.queue("kia", "regular"), [moved, native]);
    assert_eq!(scene.number(moved), "A001");
    let ticket = scene.ticket(moved);
    assert_eq!(
        (ticket.legs, ticket.leg.joined_at, ticket.leg.called_at),
        (2, scene.clock, None)
    );
    scene.must(clerk("k1"), open("k1"));
    assert_eq!(scene.next_number("k1"), "A001");
}

#[test]
fn a_transfer_there_and_back_keeps_the_place_among_those_of_one_instant() {
    let mut scene = Scene::at_work();
    scene.must(kiosk("k1"), issue_many("umum", 3));
    let queue = scene.queue("umum", "regular");
    scene.must(clerk("l1"), transfer(queue[1], "kia"));
    scene.must(clerk("l1"), transfer(queue[1], "umum"));
    assert_eq!(scene.queue("umum", "regular"), queue);
}

#[test]
fn a_ticket_transferred_fresh_joins_at_the_end() {
    let mut scene = Scene::at_work();
    let moved = scene.touch("umum");
    let native = scene.touch("kia");
    scene.wait(1);
    let act = Act::Transfer {
        ticket: moved,
        service: id("kia"),
        class: None,
        age: Some(Age::Fresh),
        to: None,
        note: None,
    };
    scene.must(clerk("l1"), act);
    assert_eq!(scene.queue("kia", "regular"), [native, moved]);
}

#[test]
fn a_change_of_class_keeps_the_number_and_changes_the_queue() {
    let mut scene = Scene::at_work();
    scene.touch("umum");
    let pregnant = scene.touch("umum");
    let act = Act::Transfer {
        ticket: pregnant,
        service: id("umum"),
        class: Some(id("priority")),
        age: Some(Age::Keep),
        to: None,
        note: None,
    };
    scene.must(clerk("l1"), act);
    assert_eq!(scene.queue("umum", "priority"), [pregnant]);
    assert_eq!(scene.next_number("l1"), "A002");
}

#[test]
fn a_transfer_that_moves_nothing_is_refused() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    let same = Rejection::SameService(id("umum"));
    assert_eq!(scene.refused(clerk("l1"), transfer(ticket, "umum")), same);
    scene.next("l1");
    assert_eq!(scene.refused(clerk("l1"), transfer(ticket, "umum")), same);
    let unknown = Rejection::UnknownService(id("kantin"));
    assert_eq!(
        scene.refused(clerk("l1"), transfer(ticket, "kantin")),
        unknown
    );
    let act = Act::Transfer {
        ticket,
        service: id("kia"),
        class: Some(id("vip")),
        age: Some(Age::Keep),
        to: None,
        note: None,
    };
    assert_eq!(
        scene.refused(clerk("l1"), act),
        Rejection::UnknownClass(id("vip"))
    );
}

#[test]
fn a_transfer_frees_the_counter_and_reaches_services_without_walk_in() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), Act::Start(ticket));
    scene.must(clerk("l1"), transfer(ticket, "lab"));
    assert_eq!(scene.day().counters[&id("l1")].ticket, None);
    scene.must(clerk("lab"), open("lab"));
    assert_eq!(scene.next("lab").unwrap().0, ticket);
}

#[test]
fn a_parked_ticket_comes_back_by_itself_to_its_old_place() {
    let mut scene = Scene::at_work();
    let parked = scene.touch("umum");
    let other = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), park(parked, Some(900)));
    let due_at = scene.clock.plus_secs(900);
    assert_eq!(
        next_deadline(&scene.branch),
        Some((due_at, DeadlineReason::ParkingEnds(parked)))
    );
    scene.wait(899);
    assert_eq!(scene.state(parked), StateName::Parked);
    scene.wait(1);
    let resumed = scene.log.last().unwrap();
    assert_eq!(
        resumed.what,
        What::TicketResumed {
            ticket: parked,
            due_at: Some(due_at)
        }
    );
    assert_eq!(resumed.by, Actor::TIMER);
    assert_eq!(scene.queue("umum", "regular"), [parked, other]);
}

#[test]
fn a_late_timer_records_both_the_due_and_the_actual_time() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), park(ticket, Some(60)));
    let due_at = scene.clock.plus_secs(60);
    scene.wait(600);
    let resumed = scene.log.last().unwrap();
    assert_eq!(
        resumed.what,
        What::TicketResumed {
            ticket,
            due_at: Some(due_at)
        }
    );
    assert_eq!(resumed.at, scene.clock);
}

#[test]
fn a_ticket_parked_without_a_return_comes_back_only_by_hand() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), park(ticket, None));
    scene.wait(6 * 3_600);
    assert_eq!(scene.state(ticket), StateName::Parked);
    scene.must(clerk("l1"), Act::Resume(ticket));
    assert_eq!(scene.state(ticket), StateName::Waiting);
}

#[test]
fn a_ticket_resumed_by_hand_or_cancelled_leaves_no_deadline_behind() {
    for act in [Act::Resume as fn(TicketId) -> Act, Act::Cancel] {
        let mut scene = Scene::at_work();
        let ticket = scene.touch("umum");
        scene.next("l1");
        scene.must(clerk("l1"), park(ticket, Some(60)));
        scene.must(clerk("l1"), act(ticket));
        assert!(matches!(
            next_deadline(&scene.branch),
            Some((_, DeadlineReason::DayTurns))
        ));
    }
}

#[test]
fn a_return_lies_within_a_day() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    for secs in [0, 86_401, u32::MAX] {
        assert_eq!(
            scene.refused(clerk("l1"), park(ticket, Some(secs))),
            Rejection::ReturnOutOfRange
        );
    }
    scene.must(clerk("l1"), park(ticket, Some(86_400)));
}

/// A no-show before `others` who wait.
fn no_show_before(others: usize) -> (Scene, TicketId, Vec<TicketId>) {
    let mut scene = Scene::at_work();
    let absent = scene.touch("umum");
    let others = (0..others)
        .map(|_| {
            scene.wait(10);
            scene.touch("umum")
        })
        .collect();
    scene.next("l1");
    scene.must(clerk("l1"), Act::NoShow(absent));
    (scene, absent, others)
}

#[test]
fn a_no_show_comes_back_after_two_others() {
    let (mut scene, absent, others) = no_show_before(4);
    scene.must(clerk("l1"), requeue(absent));
    assert_eq!(
        scene.queue("umum", "regular"),
        [others[0], others[1], absent, others[2], others[3]]
    );
}

#[test]
fn a_no_show_comes_back_behind_the_last_where_fewer_wait() {
    let (mut scene, absent, others) = no_show_before(1);
    scene.must(clerk("l1"), requeue(absent));
    assert_eq!(scene.queue("umum", "regular"), [others[0], absent]);
    let (mut scene, absent, _) = no_show_before(0);
    scene.wait(5);
    scene.must(clerk("l1"), requeue(absent));
    assert_eq!(scene.queue("umum", "regular"), [absent]);
    assert_eq!(
        scene.ticket(absent).leg.place.since,
        scene.clock,
        "it lost its age"
    );
}

#[test]
fn two_no_shows_come_back_in_the_order_of_their_return() {
    let mut scene = Scene::at_work();
    let absent: Vec<TicketId> = (0..3).map(|_| scene.touch("umum")).collect();
    let others: Vec<TicketId> = (0..3).map(|_| scene.touch("umum")).collect();
    for ticket in &absent {
        scene.next("l1");
        scene.must(clerk("l1"), Act::NoShow(*ticket));
    }
    for ticket in &absent[..2] {
        scene.must(clerk("l1"), requeue(*ticket));
    }
    assert_eq!(
        scene.queue("umum", "regular"),
        [others[0], others[1], absent[0], absent[1], others[2]]
    );
}

#[test]
fn a_no_show_comes_back_only_within_the_grace() {
    let (mut scene, absent, _) = no_show_before(1);
    scene.wait(1_801);
    assert_eq!(
        scene.refused(clerk("l1"), requeue(absent)),
        Rejection::GraceOver
    );
    let (mut scene, absent, _) = no_show_before(1);
    scene.wait(1_800);
    scene.must(clerk("l1"), requeue(absent));
}

#[test]
fn a_withdrawn_call_goes_back_to_its_old_place() {
    let mut scene = Scene::at_work();
    let first = scene.touch("umum");
    let second = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), requeue(first));
    assert_eq!(scene.queue("umum", "regular"), [first, second]);
    assert_eq!(scene.ticket(first).leg.called_at, None);
    assert_eq!(scene.day().counters[&id("l1")].ticket, None);
}

/// Two no-shows, the first of which came back behind `others[1]`, was called and stands at `l1`
/// while the second came back to the place it had left.
fn whose_place_was_taken() -> (Scene, TicketId, TicketId, Vec<TicketId>) {
    let mut scene = Scene::at_work();
    let absent: Vec<TicketId> = (0..2).map(|_| scene.touch("umum")).collect();
    let others: Vec<TicketId> = (0..3).map(|_| scene.touch("umum")).collect();
    for ticket in &absent {
        scene.next("l1");
        scene.must(clerk("l1"), Act::NoShow(*ticket));
    }
    scene.must(clerk("l1"), requeue(absent[0]));
    scene.must(clerk("l1"), call("l1", absent[0]));
    scene.must(clerk("l1"), requeue(absent[1]));
    (scene, absent[0], absent[1], others)
}

#[test]
fn nobody_is_lost_when_a_withdrawn_call_finds_its_place_taken() {
    let (mut scene, first, second, others) = whose_place_was_taken();
    scene.must(clerk("l1"), requeue(first));
    assert_eq!(
        scene.queue("umum", "regular"),
        [others[0], others[1], second, first, others[2]]
    );
}

#[test]
fn nobody_is_lost_when_a_parked_ticket_finds_its_place_taken() {
    let (mut scene, first, second, others) = whose_place_was_taken();
    scene.must(clerk("l1"), park(first, Some(5)));
    scene.wait(5);
    assert_eq!(
        scene.queue("umum", "regular"),
        [others[0], others[1], second, first, others[2]]
    );
}

#[test]
fn nobody_is_lost_when_an_undo_finds_the_place_taken() {
    let mut scene = Scene::at_work();
    let absent: Vec<TicketId> = (0..2).map(|_| scene.touch("umum")).collect();
    let others: Vec<TicketId> = (0..2).map(|_| scene.touch("umum")).collect();
    for ticket in &absent {
        scene.next("l1");
        scene.must(clerk("l1"), Act::NoShow(*ticket));
    }
    scene.must(clerk("l1"), requeue(absent[0]));
    scene.must(clerk("l1"), transfer(absent[0], "kia"));
    scene.must(clerk("l1"), requeue(absent[1]));
    scene.must(clerk("l1"), Act::Undo(absent[0]));
    assert_eq!(
        scene.queue("umum", "regular"),
        [others[0], others[1], absent[1], absent[0]]
    );
}

#[test]
fn nobody_is_lost_when_a_transfer_brings_a_place_that_is_taken_there() {
    let mut scene = Scene::at_work();
    let absent: Vec<TicketId> = (0..2).map(|_| scene.touch("umum")).collect();
    let guide = scene.touch("umum");
    for ticket in &absent {
        scene.next("l1");
        scene.must(clerk("l1"), Act::NoShow(*ticket));
    }
    // Both come back behind the same ticket, once in each of two queues.
    scene.must(clerk("l1"), requeue(absent[0]));
    scene.must(clerk("l1"), transfer(absent[0], "gigi"));
    scene.must(clerk("l1"), requeue(absent[1]));
    scene.must(clerk("l1"), transfer(absent[1], "gigi"));
    assert_eq!(scene.queue("gigi", "regular"), absent);
    assert_eq!(scene.queue("umum", "regular"), [guide]);
}

/// The puskesmas where the general counters call whoever has been in the branch longest, and a
/// no-show comes back behind one other.
fn by_life() -> Scene {
    let mut config = puskesmas();
    config.profiles[0].rule = config::Rule::Custom(config::Custom {
        lines: vec![config::Line {
            id: id("all"),
            name: None,
            classes: Vec::new(),
            services: Vec::new(),
            one_in: None,
            cap_secs: None,
        }],
        steps: Vec::new(),
        finally: config::Finally::LongestLife,
    });
    config.rules.return_after = 1;
    config.rules.unserved = config::Unserved::Carry;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    scene
}

/// Comes for another service, and joins the general queue behind those who wait there.
fn joins_late(scene: &mut Scene, ticket: TicketId) {
    let act = Act::Transfer {
        ticket,
        service: id("umum"),
        class: None,
        age: Some(Age::Fresh),
        to: None,
        note: None,
    };
    scene.must(clerk("l1"), act);
    scene.wait(60);
}

#[test]
fn a_no_show_that_comes_back_has_not_grown_older_than_it_was() {
    let mut scene = by_life();
    let eldest = scene.touch("kia");
    scene.wait(60);
    let second = scene.touch("kia");
    scene.wait(60);
    let absent = scene.touch("umum");
    scene.wait(60);
    joins_late(&mut scene, eldest);
    joins_late(&mut scene, second);
    scene.must(clerk("l1"), call("l1", absent));
    scene.must(clerk("l1"), Act::NoShow(absent));
    // It stands behind the first of the queue, who is older than it ever was.
    scene.must(clerk("l1"), requeue(absent));
    let called: Vec<TicketId> = std::iter::from_fn(|| Some(scene.next("l1")?.0)).collect();
    assert_eq!(called, [eldest, second, absent]);
}

#[test]
fn two_no_shows_of_different_age_come_back_in_the_order_of_their_return() {
    let mut scene = by_life();
    let waiting = scene.touch("kia");
    let [elder, younger] = [(); 2].map(|()| {
        scene.wait(60);
        scene.touch("umum")
    });
    joins_late(&mut scene, waiting);
    for absent in [elder, younger] {
        scene.must(clerk("l1"), call("l1", absent));
        scene.must(clerk("l1"), Act::NoShow(absent));
    }
    for absent in [younger, elder] {
        scene.must(clerk("l1"), requeue(absent));
    }
    assert_eq!(scene.queue("umum", "regular"), [waiting, younger, elder]);
}

#[test]
fn a_carried_ticket_keeps_the_age_of_its_visit() {
    let mut scene = by_life();
    let moved = scene.touch("kia");
    scene.wait(60);
    let stayed = scene.touch("umum");
    scene.wait(60);
    joins_late(&mut scene, moved);
    let numbers = [stayed, moved].map(|ticket| scene.ticket(ticket).leg.place.born);
    scene.at("2026-11-24T08:00:00+07:00");
    let queue = scene.queue("umum", "regular");
    let born: Vec<Timestamp> = queue
        .iter()
        .map(|ticket| scene.ticket(*ticket).leg.place.born)
        .collect();
    assert_eq!(born, numbers);
    scene.must(clerk("l1"), open("l1"));
    assert_eq!(
        scene.next("l1").unwrap().0,
        queue[1],
        "who came earlier yesterday"
    );
}
