//! What the users of other systems wished for, and did not get: each wish a story, each call with
//! the reason that a customer is told.

use antre_domain::config::{Config, FaultCode, Journey, JourneyAge, StopOrder, Window};
use antre_domain::*;
use serde_json::{Value, json};

use crate::scene::*;

/// The puskesmas whose two general counters call by `text`, at work on a Monday at eight.
fn at_work_by(text: Value) -> Scene {
    at_work(by(text))
}

fn by(text: Value) -> Config {
    let mut config = puskesmas();
    config.profiles[0].rule = rule(text);
    config
}

fn at_work(config: Config) -> Scene {
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for counter in ["l1", "l2"] {
        scene.must(clerk(counter), open(counter));
    }
    scene
}

/// So many numbers for the general clinic, in one class.
fn crowd(scene: &mut Scene, class: &str, count: usize) -> Vec<TicketId> {
    (0..count).map(|_| scene.touch_as("umum", class)).collect()
}

/// `counter` calls next: it must be `number`, for this reason.
#[track_caller]
fn calls(scene: &mut Scene, counter: &str, number: &str, reason: CallReason) {
    let (ticket, because) = scene.next(counter).expect("somebody waits");
    assert_eq!((scene.number(ticket).as_str(), because), (number, reason));
}

fn turn(line: &str, turns: u16, cycle: u16, waited_secs: u32) -> CallReason {
    CallReason::RatioTurn {
        waited_secs,
        line: id(line),
        turns,
        cycle,
    }
}

fn guaranteed(line: &str, one_in: u16, waited_secs: u32) -> CallReason {
    CallReason::GuaranteedTurn {
        waited_secs,
        line: id(line),
        one_in,
    }
}

fn nearest(target_secs: u32, waited_secs: u32) -> CallReason {
    CallReason::NearestToTarget {
        waited_secs,
        target_secs,
    }
}

fn longest(waited_secs: u32) -> CallReason {
    CallReason::LongestWait { waited_secs }
}

/// The rules that a manager meets, each with a booked class to go by.
fn every_rule() -> Vec<(&'static str, Config)> {
    let rules = [
        ("fair", json!({"fair": {}})),
        ("1:1", json!({"ratio": {"priority": 1, "regular": 1}})),
        ("2:1", json!({"ratio": {"priority": 2, "regular": 1}})),
        (
            "2:1 under a cap",
            json!({"ratio": {"priority": 2, "regular": 1, "cap_secs": 1_800}}),
        ),
        ("appointments first", json!({"appointments_first": {}})),
        (
            "priority first with a share",
            json!({"custom": {
                "lines": [
                    {"id": "first", "classes": ["priority"], "one_in": 2},
                    {"id": "rest", "one_in": 5, "cap_secs": 3_600},
                ],
                "steps": [{"when": {"waiting": 8}, "call": "rest"}],
                "finally": {"priority": ["first", "rest"]},
            }}),
        ),
        (
            "longest life",
            json!({"custom": {"lines": [{"id": "all"}], "finally": "longest_life"}}),
        ),
    ];
    let with_booked = |(name, text)| {
        let mut config = by(text);
        config.classes.push(booked());
        (name, config)
    };
    rules.into_iter().map(with_booked).collect()
}

fn booked() -> config::Class {
    let mut booked = class("booked", 300);
    booked.appointment = Some(Window::default());
    booked
}

#[test]
fn one_priority_and_one_regular_in_turn() {
    let mut scene = at_work_by(json!({"ratio": {"priority": 1, "regular": 1}}));
    crowd(&mut scene, "regular", 3);
    crowd(&mut scene, "priority", 4);
    scene.wait(60);
    for number in ["B001", "A001", "B002", "A002", "B003", "A003"] {
        let line = if number.starts_with('B') {
            "priority"
        } else {
            "regular"
        };
        calls(&mut scene, "l1", number, turn(line, 1, 2, 60));
    }
    // Nobody's turn is wasted on an empty line, and it is not saved up either.
    calls(&mut scene, "l1", "B004", turn("priority", 1, 2, 60));
    crowd(&mut scene, "regular", 2);
    crowd(&mut scene, "priority", 1);
    calls(&mut scene, "l1", "A004", turn("regular", 1, 2, 0));
    calls(&mut scene, "l1", "B005", turn("priority", 1, 2, 0));
    calls(&mut scene, "l1", "A005", turn("regular", 1, 2, 0));
}

#[test]
fn two_priority_and_one_regular_in_turn_by_all_counters_together() {
    let mut scene = at_work_by(json!({"ratio": {"priority": 2, "regular": 1}}));
    crowd(&mut scene, "regular", 3);
    crowd(&mut scene, "priority", 6);
    let cycle = [
        ("l1", "B001"),
        ("l2", "B002"),
        ("l2", "A001"),
        ("l1", "B003"),
        ("l2", "B004"),
        ("l1", "A002"),
        ("l1", "B005"),
        ("l1", "B006"),
        ("l2", "A003"),
    ];
    for (counter, number) in cycle {
        let (line, turns) = if number.starts_with('B') {
            ("priority", 2)
        } else {
            ("regular", 1)
        };
        calls(&mut scene, counter, number, turn(line, turns, 3, 0));
    }
}

#[test]
fn normal_never_starves() {
    let mut scene = at_work_by(json!({"fair": {}}));
    // Thirty with priority wait, and for each one called two more come.
    crowd(&mut scene, "priority", 30);
    scene.wait(120);
    scene.touch("umum");
    for called in 1..=3 {
        crowd(&mut scene, "priority", 2);
        let number = format!("B{called:03}");
        calls(&mut scene, "l1", &number, longest(120 + 10 * (called - 1)));
        scene.wait(10);
    }
    calls(&mut scene, "l2", "A001", guaranteed("regular", 4, 30));
}

#[test]
fn normal_never_starves_under_any_rule_that_can_be_saved() {
    for (name, config) in every_rule() {
        let bounds = config.bounds(&config.profiles[0]);
        let lines = &config.grammar(&config.profiles[0]).unwrap().lines;
        let takes_regular =
            |line: &config::Line| line.classes.is_empty() || line.classes.contains(&id("regular"));
        let index = lines.iter().position(takes_regular).unwrap();
        let bound = bounds[index].1;
        let mut scene = at_work(config);
        let before = if bound.in_common || lines.len() == 1 {
            20
        } else {
            0
        };
        crowd(&mut scene, "priority", 20);
        let regular = scene.touch("umum");
        for call in 1.. {
            crowd(&mut scene, "priority", 2);
            if scene.next("l1").unwrap().0 == regular {
                break;
            }
            assert!(
                call < before + usize::from(bound.calls_max),
                "{name}: passed over {call} times under a bound of {}",
                bound.calls_max
            );
            scene.wait(30);
        }
    }
}

#[test]
fn priority_first_and_nothing_else_cannot_be_saved() {
    let config = by(json!({"custom": {
        "lines": [{"id": "first", "classes": ["priority"]}, {"id": "rest"}],
        "finally": {"priority": ["first", "rest"]},
    }}));
    let faults = config.check().unwrap_err();
    assert_eq!(
        (faults[0].code, faults[0].detail.as_str()),
        (FaultCode::Unbounded, "line rest")
    );
    let mut scene = Scene::puskesmas();
    let refused = scene.refused(Actor::ADMIN, Act::Configure(Box::new(config)));
    assert!(
        matches!(refused, Rejection::ConfigFaulty(why) if why.contains("reserve those a share"))
    );
}

#[test]
fn priority_is_not_only_a_word() {
    let mut scene = at_work_by(json!({"fair": {}}));
    crowd(&mut scene, "regular", 20);
    scene.wait(300);
    crowd(&mut scene, "priority", 1);
    // Their target lies ten minutes ahead, that of the first twenty-five.
    calls(&mut scene, "l1", "B001", nearest(600, 0));
    calls(&mut scene, "l1", "A001", longest(300));
}

/// How many people each of `tickets` has before them.
fn ahead(scene: &Scene, tickets: &[TicketId]) -> Vec<u32> {
    let of = |ticket: &TicketId| scene.branch.ahead(scene.ticket(*ticket));
    tickets.iter().map(of).collect()
}

#[test]
fn the_order_stays_while_people_watch() {
    for (name, config) in every_rule() {
        let mut scene = at_work(config);
        let mut hall = Vec::new();
        for _ in 0..4 {
            hall.extend(crowd(&mut scene, "regular", 2));
            scene.wait(20);
            hall.extend(crowd(&mut scene, "priority", 1));
        }
        let seen = ahead(&scene, &hall);
        scene.wait(600);
        assert_eq!(ahead(&scene, &hall), seen, "{name}: nobody came or went");
        hall.sort_by_key(|ticket| scene.branch.ahead(scene.ticket(*ticket)));
        for counter in ["l1", "l2"].iter().cycle().take(hall.len()) {
            let waiting: Vec<u32> = (0..).take(hall.len()).collect();
            assert_eq!(ahead(&scene, &hall), waiting, "{name}");
            let (called, _) = scene.next(counter).unwrap();
            assert_eq!(called, hall.remove(0), "{name}: whoever was shown as next");
        }
    }
}

#[test]
fn priority_never_flips() {
    // Of two who have priority the first to come is the first to be called, and a regular customer
    // who has been passed is not passed again by whoever comes now beyond the ratio.
    let mut scene = at_work_by(json!({"ratio": {"priority": 1, "regular": 1}}));
    let regular = crowd(&mut scene, "regular", 2);
    crowd(&mut scene, "priority", 2);
    assert_eq!(ahead(&scene, &regular), [1, 3]);
    calls(&mut scene, "l1", "B001", turn("priority", 1, 2, 0));
    crowd(&mut scene, "priority", 9);
    assert_eq!(
        ahead(&scene, &regular),
        [0, 2],
        "nine came, nobody moved back"
    );
    calls(&mut scene, "l2", "A001", turn("regular", 1, 2, 0));
    crowd(&mut scene, "priority", 9);
    assert_eq!(ahead(&scene, &regular[1..]), [1]);
    calls(&mut scene, "l2", "B002", turn("priority", 1, 2, 0));
    calls(&mut scene, "l1", "A002", turn("regular", 1, 2, 0));
}

#[test]
fn a_chosen_call_with_a_reason() {
    let mut config = by(json!({"fair": {}}));
    config.rules.choice_needs_reason = true;
    let mut scene = at_work(config);
    let hall = crowd(&mut scene, "regular", 3);
    scene.wait(90);
    let refused = scene.refused(clerk("l1"), call("l1", hall[2]));
    assert_eq!(refused, Rejection::ReasonNeeded);
    assert_eq!(scene.queue("umum", "regular"), hall);

    let act = Act::Call {
        counter: id("l1"),
        ticket: hall[2],
        because: Some(ChoiceReason::Emergency),
        quiet: None,
        finish: Finish::default(),
    };
    let events = scene.must(clerk("l1"), act);
    let reason = CallReason::Chosen {
        waited_secs: 90,
        because: Some(ChoiceReason::Emergency),
    };
    let called = What::TicketCalled {
        ticket: hall[2],
        counter: id("l1"),
        reason,
        quiet: None,
    };
    assert_eq!(events.last().unwrap().what, called, "it stands in the log");
    // The others are as they were, one behind the other.
    calls(&mut scene, "l2", "A001", longest(90));
    calls(&mut scene, "l2", "A002", longest(90));
}

#[test]
fn chosen_calls_do_not_eat_the_turn_of_those_who_wait() {
    let mut scene = at_work_by(json!({"fair": {}}));
    let favoured = crowd(&mut scene, "priority", 6);
    scene.wait(60);
    crowd(&mut scene, "regular", 1);
    for ticket in &favoured[3..] {
        scene.must(clerk("l1"), call("l1", *ticket));
    }
    calls(&mut scene, "l1", "A001", guaranteed("regular", 4, 0));
}

#[test]
fn a_no_show_is_never_put_in_front() {
    let mut scene = at_work_by(json!({"fair": {}}));
    let hall = crowd(&mut scene, "regular", 5);
    scene.wait(30);
    calls(&mut scene, "l1", "A001", longest(30));
    scene.must(clerk("l1"), Act::NoShow(hall[0]));
    scene.wait(120);
    scene.must(clerk("l1"), requeue(hall[0]));
    assert_eq!(ahead(&scene, &hall), [2, 0, 1, 3, 4], "after two others");
    for number in ["A002", "A003", "A001", "A004", "A005"] {
        calls(&mut scene, "l1", number, longest(150));
    }
}

#[test]
fn two_clerks_are_never_handed_one_customer_under_any_rule() {
    for (name, config) in every_rule() {
        let mut scene = at_work(config);
        let mut hall = crowd(&mut scene, "regular", 12);
        hall.extend(crowd(&mut scene, "priority", 12));
        for minute in 0..6 {
            let at = format!("2026-11-23T08:{minute:02}:00+07:00");
            let given = scene.must(kiosk("k1"), book("umum", "booked", &at));
            hall.extend(given[0].what.ticket());
        }
        let mut called = Vec::new();
        for counter in ["l1", "l2"].iter().cycle().take(hall.len()) {
            let (ticket, _) = scene.next(counter).expect("somebody waits");
            let other = if *counter == "l1" { "l2" } else { "l1" };
            scene.refused(clerk(other), call(other, ticket));
            called.push(ticket);
        }
        assert_eq!(scene.next("l1"), None, "{name}");
        called.sort();
        hall.sort();
        assert_eq!(called, hall, "{name}: each once, and all");
    }
}

#[test]
fn the_wrong_service_costs_nobody_their_age() {
    let mut scene = at_work_by(json!({"fair": {}}));
    let astray = scene.touch("kia");
    scene.wait(1_200);
    crowd(&mut scene, "regular", 5);
    scene.wait(60);
    scene.must(supervisor(), transfer(astray, "umum"));
    calls(&mut scene, "l1", "D001", longest(1_260));
    calls(&mut scene, "l2", "A001", longest(60));
}

#[test]
fn a_family_is_counted_as_its_people() {
    let mut scene = at_work_by(json!({"fair": {}}));
    let family = scene.must(kiosk("k1"), issue_party("umum", 5));
    let family = family[0].what.ticket().unwrap();
    let behind = scene.touch("umum");
    let last = scene.touch("umum");
    assert_eq!(ahead(&scene, &[family, behind, last]), [0, 5, 6]);
    calls(&mut scene, "l1", "A001", longest(0));
    assert_eq!(
        ahead(&scene, &[behind, last]),
        [0, 1],
        "one call, five people"
    );
}

#[test]
fn an_appointment_is_kept_though_the_hall_is_full() {
    let mut config = by(json!({"appointments_first": {"one_in": 3}}));
    config.classes.push(booked());
    let mut scene = at_work(config);
    crowd(&mut scene, "regular", 30);
    scene.at("2026-11-23T08:50:00+07:00");
    let at_nine = "2026-11-23T09:00:00+07:00";
    scene.must(kiosk("k1"), book("umum", "booked", at_nine));
    scene.at("2026-11-23T08:59:59+07:00");
    calls(&mut scene, "l1", "A001", longest(3_599));
    scene.at(at_nine);
    let booked_at = instant(at_nine);
    let due = CallReason::AppointmentDue { booked_at };
    calls(&mut scene, "l1", "A031", due.clone());
    calls(&mut scene, "l1", "A002", longest(3_600));

    // And whoever walked in is not forgotten over ten appointments.
    for _ in 0..10 {
        scene.must(kiosk("k1"), book("umum", "booked", at_nine));
    }
    calls(&mut scene, "l1", "A032", due.clone());
    calls(&mut scene, "l2", "A033", due.clone());
    calls(&mut scene, "l1", "A003", guaranteed("regular", 3, 3_600));
    calls(&mut scene, "l2", "A034", due);
}

#[test]
fn several_services_in_one_visit_without_queuing_anew() {
    let mut config = by(json!({"fair": {}}));
    config.journeys.push(Journey {
        id: id("berobat"),
        name: "Berobat".into(),
        stops: vec![id("umum"), id("lab")],
        order: StopOrder::Fixed,
        age: JourneyAge::Visit,
    });
    config.services[0].journey = Some(id("berobat"));
    let mut scene = at_work(config);
    scene.must(clerk("lab"), open("lab"));
    let early = scene.touch("umum");
    scene.wait(600);
    let late = scene.touch("gigi");
    calls(&mut scene, "l1", "A001", longest(600));
    calls(&mut scene, "l2", "C001", longest(0));
    scene.wait(60);
    // The one who came later is sent to the laboratory first, and keeps the age of their own visit.
    scene.must(clerk("l2"), transfer(late, "lab"));
    scene.wait(300);
    scene.must(clerk("l1"), finish(early));
    assert_eq!(
        scene.state(early),
        StateName::Waiting,
        "the same number goes on"
    );
    assert_eq!(ahead(&scene, &[early, late]), [0, 1]);
    calls(&mut scene, "lab", "A001", longest(960));
    calls(&mut scene, "lab", "C001", longest(360));
    assert_eq!(scene.next("lab"), None);
    assert_eq!(scene.state(early), StateName::Finished);
}
