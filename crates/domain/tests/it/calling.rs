use antre_domain::*;

use crate::scene::*;

#[test]
fn nobody_waiting_is_no_error_and_no_event() {
    let mut scene = Scene::at_work();
    assert_eq!(scene.must(clerk("l1"), call_next("l1")), []);
}

#[test]
fn whoever_came_first_is_called_first_within_a_class() {
    let mut scene = Scene::at_work();
    for _ in 0..3 {
        scene.touch("umum");
        scene.wait(60);
    }
    let called: Vec<String> = (0..3).map(|_| scene.next_number("l1")).collect();
    assert_eq!(called, ["A001", "A002", "A003"]);
}

#[test]
fn tickets_of_one_instant_are_called_in_the_order_of_their_numbers() {
    let mut scene = Scene::at_work();
    scene.must(kiosk("k1"), issue_many("umum", 5));
    let called: Vec<String> = (0..5).map(|_| scene.next_number("l1")).collect();
    assert_eq!(called, ["A001", "A002", "A003", "A004", "A005"]);
}

#[test]
fn whoever_is_nearest_to_their_target_comes_first() {
    let mut scene = Scene::at_work();
    scene.touch("umum"); // due after 1800 s
    scene.wait(600);
    scene.touch_as("umum", "priority"); // due 600 s after now, so 1200 s after the first
    assert_eq!(scene.next_number("l1"), "B001");
    assert_eq!(scene.next_number("l1"), "A001");
}

#[test]
fn a_priority_ticket_that_comes_too_late_waits_for_the_regular_one() {
    let mut scene = Scene::at_work();
    scene.touch("umum");
    scene.wait(1_201);
    scene.touch_as("umum", "priority");
    assert_eq!(scene.next_number("l1"), "A001");
}

#[test]
fn of_two_that_are_due_together_the_older_comes_first() {
    let mut scene = Scene::at_work();
    scene.touch("umum");
    scene.wait(1_200);
    scene.touch_as("umum", "priority");
    assert_eq!(scene.next_number("l1"), "A001");
}

#[test]
fn of_two_that_came_together_the_earlier_arrival_comes_first() {
    let mut scene = Scene::at_work();
    scene.touch("gigi");
    scene.touch("umum");
    assert_eq!(scene.next_number("l1"), "C001");
    assert_eq!(scene.next_number("l2"), "A001");
}

#[test]
fn every_call_says_why() {
    let mut scene = Scene::at_work();
    scene.touch("umum");
    scene.wait(30);
    scene.touch_as("umum", "priority");
    scene.wait(10);
    let (_, reason) = scene.next("l1").unwrap();
    assert_eq!(
        reason,
        CallReason::NearestToTarget {
            waited_secs: 10,
            target_secs: 600
        }
    );
    let (_, reason) = scene.next("l1").unwrap();
    assert_eq!(reason, CallReason::LongestWait { waited_secs: 40 });

    scene.touch("umum");
    scene.wait(30);
    scene.touch_as("umum", "priority");
    scene.wait(600);
    let (_, reason) = scene.next("l1").unwrap();
    assert_eq!(
        reason,
        CallReason::PastTarget {
            waited_secs: 600,
            target_secs: 600
        }
    );
}

#[test]
fn a_flood_of_priority_never_holds_a_regular_ticket_past_the_bound() {
    let mut scene = Scene::at_work();
    let regular = scene.touch("umum");
    let bound_secs = 1_800 - 600;
    // A call every 20 s, and two priority tickets a call: the priority queue only grows.
    for elapsed_secs in (0..).step_by(20) {
        scene.must(kiosk("k1"), issue_as("umum", "priority"));
        scene.must(kiosk("k1"), issue_as("umum", "priority"));
        let (called, _) = scene.next("l1").unwrap();
        if called == regular {
            // Those who came within the bound are due earlier and go first; nobody who came after it.
            break;
        }
        let passed_by = scene.ticket(called).issued_at;
        assert!(
            passed_by.secs_since(scene.ticket(regular).issued_at) < bound_secs,
            "passed by a newcomer"
        );
        assert!(
            elapsed_secs <= 2 * bound_secs + 20,
            "the regular ticket starves"
        );
        scene.wait(20);
    }
    assert_eq!(scene.state(regular), StateName::Called);
}

#[test]
fn the_next_call_finishes_what_stands_at_the_counter() {
    let mut scene = Scene::at_work();
    let first = scene.touch("umum");
    let second = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), Act::Start(first));
    scene.next("l1");
    assert_eq!(
        scene.ticket(first).state,
        State::Finished {
            outcome: Outcome::Served
        }
    );
    assert_eq!(scene.day().counters[&id("l1")].ticket, Some(second));
}

#[test]
fn one_that_was_never_started_is_started_and_finished_by_the_next_call() {
    let mut scene = Scene::at_work();
    let first = scene.touch("umum");
    scene.touch("umum");
    scene.next("l1");
    let kinds: Vec<&str> = scene
        .must(clerk("l1"), call_next("l1"))
        .iter()
        .map(|event| event.what.kind())
        .collect();
    assert_eq!(
        kinds,
        ["ticket_started", "ticket_finished", "ticket_called"]
    );
    assert!(scene.ticket(first).leg.started_at.is_some());
}

#[test]
fn the_last_one_is_finished_even_where_nobody_waits() {
    let mut scene = Scene::at_work();
    let only = scene.touch("umum");
    scene.next("l1");
    assert_eq!(scene.next("l1"), None);
    assert_eq!(scene.state(only), StateName::Finished);
    assert_eq!(scene.day().counters[&id("l1")].ticket, None);
}

#[test]
fn two_counters_never_call_the_same_ticket() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    assert_eq!(scene.next("l1").unwrap().0, ticket);
    assert_eq!(scene.next("l2"), None);
    let wrong = Rejection::WrongState {
        state: StateName::Called,
        verb: Verb::Call,
    };
    assert_eq!(scene.refused(clerk("l2"), call("l2", ticket)), wrong);
    assert_eq!(scene.refused(supervisor(), call("l2", ticket)), wrong);
}

#[test]
fn a_counter_calls_only_what_its_profile_takes() {
    let mut scene = Scene::at_work();
    scene.touch("kia");
    assert_eq!(scene.next("l1"), None);
    scene.must(clerk("k1"), open("k1"));
    assert_eq!(scene.next_number("k1"), "D001");
}

#[test]
fn a_chosen_ticket_is_called_out_of_order_with_that_reason() {
    let mut scene = Scene::at_work();
    let first = scene.touch("umum");
    scene.wait(5);
    let chosen = scene.touch("umum");
    scene.wait(5);
    scene.next("l1");
    let events = scene.must(clerk("l1"), call("l1", chosen));
    let reason = CallReason::Chosen {
        waited_secs: 5,
        because: None,
    };
    assert_eq!(
        events.last().unwrap().what,
        What::TicketCalled {
            ticket: chosen,
            counter: id("l1"),
            reason,
            quiet: None,
        }
    );
    assert_eq!(scene.state(first), StateName::Finished);
}

#[test]
fn only_a_supervisor_chooses_from_outside_the_profile() {
    let mut scene = Scene::at_work();
    let mother = scene.touch("kia");
    assert_eq!(
        scene.refused(clerk("l1"), call("l1", mother)),
        Rejection::NotInProfile(id("kia"))
    );
    scene.must(supervisor(), call("l1", mother));
    assert_eq!(scene.day().counters[&id("l1")].ticket, Some(mother));
}

#[test]
fn a_refused_choice_leaves_the_present_ticket_where_it_is() {
    let mut scene = Scene::at_work();
    let present = scene.touch("umum");
    let mother = scene.touch("kia");
    scene.next("l1");
    scene.refused(clerk("l1"), call("l1", mother));
    assert_eq!(scene.state(present), StateName::Called);
}

#[test]
fn those_ahead_are_the_people_whom_the_same_counters_call_before() {
    let mut scene = Scene::at_work();
    let regular = scene.touch("umum");
    // Whoever waits for teeth is called by the same counters; mothers are not.
    scene.touch("gigi");
    scene.touch("kia");
    let priority = scene.touch_as("umum", "priority");
    let last = scene.touch("umum");
    let ahead = |scene: &Scene, ticket| scene.branch.ahead(scene.ticket(ticket));
    assert_eq!(
        [priority, regular, last].map(|ticket| ahead(&scene, ticket)),
        [0, 1, 3]
    );
    scene.must(clerk("l1"), call("l1", regular));
    assert_eq!(
        [priority, regular, last].map(|ticket| ahead(&scene, ticket)),
        [0, 0, 2]
    );
}

#[test]
fn a_party_ahead_counts_with_all_its_people() {
    let mut scene = Scene::at_work();
    scene.must(kiosk("k1"), issue_party("umum", 3));
    scene.must(kiosk("k1"), issue_party("gigi", 4));
    let last = scene.touch("umum");
    assert_eq!(scene.branch.ahead(scene.ticket(last)), 7);
    scene.next("l1");
    assert_eq!(scene.branch.ahead(scene.ticket(last)), 4);
}

#[test]
fn those_ahead_are_in_fact_called_before_and_nobody_else() {
    let mut scene = Scene::at_work();
    for round in 0..30 {
        scene.touch_as(
            "umum",
            if round % 3 == 0 {
                "priority"
            } else {
                "regular"
            },
        );
        scene.wait(70);
        scene.touch("gigi");
    }
    let told: Vec<(u32, TicketId)> = {
        let waiting = scene.day().tickets.values();
        waiting
            .map(|ticket| (scene.branch.ahead(ticket), ticket.id))
            .collect()
    };
    let called: Vec<TicketId> = std::iter::from_fn(|| Some(scene.next("l1")?.0)).collect();
    assert_eq!(called.len(), 60);
    for (ahead, ticket) in told {
        assert_eq!(called[ahead as usize], ticket, "{ahead} were ahead");
    }
}

#[test]
fn a_hold_changes_nobodys_place() {
    let mut config = puskesmas();
    config.classes[1].appointment = Some(config::Window::default());
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    let booked = scene.must(
        kiosk("k1"),
        book("umum", "priority", "2026-11-23T08:30:00+07:00"),
    );
    let booked = booked[0].what.ticket().unwrap();
    let regular = scene.touch("umum");
    let ahead = |scene: &Scene| [booked, regular].map(|t| scene.branch.ahead(scene.ticket(t)));
    assert_eq!(ahead(&scene), [1, 0]);
    scene.wait(60);
    scene.must(supervisor(), Act::Hold(HoldReason::Evacuation));
    assert_eq!(ahead(&scene), [1, 0], "half an hour before the booked time");
    scene.wait(60);
    scene.must(supervisor(), Act::ResumeBranch);
    assert_eq!(ahead(&scene), [1, 0]);
}

#[test]
fn whoever_goes_on_to_a_service_of_the_same_counter_can_be_called_there_at_once() {
    let mut config = puskesmas();
    config.services[0].journey = Some(id("visit"));
    config.journeys = vec![config::Journey {
        id: id("visit"),
        name: "visit".into(),
        stops: vec![id("umum"), id("gigi")],
        order: config::StopOrder::Fixed,
        age: config::JourneyAge::Stop,
    }];
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    let visit = scene.touch("umum");
    scene.next("l1");
    scene.wait(300);
    let reason = CallReason::LongestWait { waited_secs: 0 };
    assert_eq!(scene.next("l1"), Some((visit, reason)));
    assert_eq!(scene.ticket(visit).leg.service, id("gigi"));
    assert_eq!(scene.next("l1"), None);
    assert_eq!(scene.state(visit), StateName::Finished);
}

#[test]
fn an_open_counter_says_who_is_ahead_before_one_that_is_closed() {
    let mut config = puskesmas();
    // `k1` helps with teeth, which `l1` and `l2` take first.
    config.profiles[1].helps = vec![vec![id("gigi")]];
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for _ in 0..3 {
        scene.touch("umum");
    }
    scene.touch("kia");
    let tooth = scene.touch("gigi");
    assert_eq!(
        scene.branch.ahead(scene.ticket(tooth)),
        3,
        "as `l1` would call"
    );
    scene.must(clerk("k1"), open("k1"));
    assert_eq!(scene.branch.ahead(scene.ticket(tooth)), 1, "as `k1` calls");
}

#[test]
fn a_call_is_repeated_as_often_as_the_rules_allow() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    for times in 1..=5 {
        let events = scene.must(clerk("l1"), Act::Recall(ticket));
        assert_eq!(
            events[0].what,
            What::TicketRecalled {
                ticket,
                counter: id("l1"),
                times
            }
        );
    }
    assert_eq!(
        scene.refused(clerk("l1"), Act::Recall(ticket)),
        Rejection::RecallLimit(5)
    );
    assert_eq!(
        scene.ticket(ticket).state,
        State::Called {
            counter: id("l1"),
            recalls: 5,
            quiet: None,
        }
    );
}

#[test]
fn in_a_crowd_those_ahead_are_the_tickets_that_came_earlier() {
    let mut scene = Scene::at_work();
    for _ in 0..9 {
        scene.must(kiosk("k1"), issue_many("umum", 50));
    }
    scene.must(kiosk("k1"), issue_many("gigi", 49));
    let ahead = |scene: &Scene, ticket| scene.branch.ahead(scene.ticket(ticket));
    // The five hundredth for these counters: their order is told as the rule calls them.
    let priority = scene.touch_as("umum", "priority");
    assert_eq!(ahead(&scene, priority), 0);
    let last = scene.touch("umum");
    assert_eq!(ahead(&scene, priority), 499);
    assert_eq!(ahead(&scene, last), 500);
    scene.next("l1");
    assert_eq!(ahead(&scene, last), 499);
}
