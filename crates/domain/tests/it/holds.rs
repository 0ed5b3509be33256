//! The whole branch stops, and goes on as if the hold had not been.

use antre_domain::*;
use serde_json::json;

use crate::scene::*;

fn hold(scene: &mut Scene) {
    scene.must(supervisor(), Act::Hold(HoldReason::SystemDown));
}

fn resume(scene: &mut Scene) {
    scene.must(supervisor(), Act::ResumeBranch);
}

/// Holds the branch for so long.
fn held(scene: &mut Scene, secs: u32) {
    hold(scene);
    scene.wait(secs);
    resume(scene);
}

#[test]
fn a_held_branch_gives_no_numbers_calls_nobody_and_misses_nobody() {
    let mut scene = Scene::at_work();
    let called = scene.touch("umum");
    let waiting = scene.touch("umum");
    scene.next("l1");
    hold(&mut scene);
    let held = Rejection::BranchHeld(HoldReason::SystemDown);
    for (by, act) in [
        (kiosk("k1"), issue("umum")),
        (supervisor(), issue("umum")),
        (clerk("l2"), call_next("l2")),
        (clerk("l2"), call("l2", waiting)),
        (clerk("l1"), Act::Recall(called)),
        (clerk("l1"), Act::NoShow(called)),
        (supervisor(), Act::Hold(HoldReason::Evacuation)),
    ] {
        assert_eq!(scene.refused(by, act.clone()), held, "{act:?}");
    }
    assert_eq!(scene.state(called), StateName::Called);
    assert_eq!(scene.state(waiting), StateName::Waiting);
}

#[test]
fn whoever_stands_at_a_counter_can_still_be_served_or_go() {
    let mut scene = Scene::at_work();
    let [first, second] = [(); 2].map(|()| scene.touch("umum"));
    let third = scene.touch("umum");
    scene.next("l1");
    scene.next("l2");
    hold(&mut scene);
    scene.must(clerk("l1"), Act::Start(first));
    scene.must(clerk("l1"), finish(first));
    scene.must(clerk("l2"), park(second, None));
    scene.must(supervisor(), Act::Cancel(third));
    scene.must(
        clerk("l2"),
        Act::Break {
            counter: id("l2"),
            reason: None,
        },
    );
    scene.must(clerk("l1"), Act::CloseCounter(id("l1")));
}

#[test]
fn only_a_supervisor_stops_the_branch_and_only_one_who_stopped_it_goes_on() {
    let mut scene = Scene::at_work();
    for by in [kiosk("k1"), clerk("l1"), Actor::TIMER] {
        let act = Act::Hold(HoldReason::Other);
        assert_eq!(scene.refused(by.clone(), act), Rejection::Forbidden);
        assert_eq!(scene.refused(by, Act::ResumeBranch), Rejection::Forbidden);
    }
    assert_eq!(
        scene.refused(supervisor(), Act::ResumeBranch),
        Rejection::NotHeld
    );
    hold(&mut scene);
    let hold = scene.day().hold().unwrap();
    assert_eq!(
        (hold.since, hold.reason),
        (scene.clock, HoldReason::SystemDown)
    );
    scene.wait(754);
    let resumed = scene.must(Actor::ADMIN, Act::ResumeBranch);
    assert_eq!(resumed[0].what, What::BranchResumed { held_ms: 754_000 });
    assert_eq!(scene.day().hold(), None);
}

#[test]
fn no_wait_grows_while_the_branch_is_held() {
    let mut scene = Scene::at_work();
    scene.touch("umum");
    scene.wait(100);
    held(&mut scene, 3_600);
    scene.wait(20);
    held(&mut scene, 60);
    scene.wait(3);
    let (_, reason) = scene.next("l1").unwrap();
    assert_eq!(reason, CallReason::LongestWait { waited_secs: 123 });
}

#[test]
fn what_is_shown_as_waited_leaves_out_the_holds_that_are_over() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    let since = scene.ticket(ticket).leg.place.since;
    scene.wait(100);
    held(&mut scene, 3_600);
    scene.wait(20);
    let called_at = scene.clock;
    hold(&mut scene);
    scene.wait(50);
    let shown = |scene: &Scene, until| scene.day().waits_since(since, until);
    // The hold that lasts is not counted yet, nor ever for whoever was called before it.
    assert_eq!(shown(&scene, None), since.plus_secs(3_600));
    resume(&mut scene);
    assert_eq!(shown(&scene, None), since.plus_secs(3_650));
    assert_eq!(shown(&scene, Some(called_at)), since.plus_secs(3_600));
}

#[test]
fn targets_and_caps_stand_still() {
    let mut config = puskesmas();
    config.profiles[0].rule = rule(json!({"fair": {"cap_secs": 900}}));
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    scene.touch("umum");
    scene.wait(60);
    scene.touch_as("umum", "priority");
    held(&mut scene, 7_200);
    // Without the hold both would be hours past target and cap.
    let (ticket, reason) = scene.next("l1").unwrap();
    assert_eq!(scene.number(ticket), "B001");
    let nearest = CallReason::NearestToTarget {
        waited_secs: 0,
        target_secs: 600,
    };
    assert_eq!(reason, nearest);
    scene.wait(840);
    let past = CallReason::PastCap {
        waited_secs: 900,
        cap_secs: 900,
    };
    assert_eq!(scene.next("l1").unwrap().1, past);
}

#[test]
fn the_order_after_a_hold_is_the_order_before_it() {
    let mut config = puskesmas();
    config.profiles[0].rule = rule(json!({"custom": {
        "lines": [
            {"id": "first", "classes": ["priority"], "one_in": 3, "cap_secs": 600},
            {"id": "rest", "one_in": 3, "cap_secs": 1_200},
        ],
        "steps": [{"when": {"waited_secs": 300}, "call": "rest"}],
        "finally": "nearest_to_target",
    }}));
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    let hall: Vec<TicketId> = (0..12)
        .map(|index| {
            scene.wait(40);
            scene.touch_as(
                "umum",
                if index % 3 == 0 {
                    "priority"
                } else {
                    "regular"
                },
            )
        })
        .collect();
    let ahead = |scene: &Scene| -> Vec<u32> {
        let of = |ticket: &TicketId| scene.branch.ahead(scene.ticket(*ticket));
        hall.iter().map(of).collect()
    };
    let before = ahead(&scene);
    hold(&mut scene);
    assert_eq!(ahead(&scene), before);
    scene.wait(5_000);
    resume(&mut scene);
    assert_eq!(ahead(&scene), before);
}

#[test]
fn whoever_came_after_a_hold_stands_behind_whoever_came_before_it() {
    let mut scene = Scene::at_work();
    let before = scene.touch("umum");
    held(&mut scene, 1_800);
    let after = scene.touch("gigi");
    assert_eq!(scene.next("l1").unwrap().0, before);
    assert_eq!(scene.next("l1").unwrap().0, after);
}

#[test]
fn a_parked_ticket_comes_back_as_much_later_as_the_hold_was_long() {
    let mut scene = Scene::at_work();
    let parked = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), park(parked, Some(600)));
    scene.wait(500);
    hold(&mut scene);
    scene.wait(3_000);
    assert_eq!(
        scene.state(parked),
        StateName::Parked,
        "not while it is held"
    );
    resume(&mut scene);
    scene.wait(99);
    assert_eq!(scene.state(parked), StateName::Parked);
    scene.wait(1);
    assert_eq!(scene.state(parked), StateName::Waiting);
}

#[test]
fn whoever_is_parked_during_a_hold_has_their_time_from_its_end() {
    let mut scene = Scene::at_work();
    let parked = scene.touch("umum");
    scene.next("l1");
    hold(&mut scene);
    scene.wait(3_000);
    scene.must(clerk("l1"), park(parked, Some(600)));
    scene.wait(600);
    assert_eq!(scene.state(parked), StateName::Parked);
    resume(&mut scene);
    scene.wait(599);
    assert_eq!(scene.state(parked), StateName::Parked);
    scene.wait(1);
    assert_eq!(scene.state(parked), StateName::Waiting);
}

#[test]
fn the_grace_of_a_no_show_stands_still() {
    let mut scene = Scene::at_work();
    let [absent, gone] = [(); 2].map(|()| scene.touch("umum"));
    for ticket in [absent, gone] {
        scene.next("l1");
        scene.must(clerk("l1"), Act::NoShow(ticket));
    }
    scene.wait(1_000);
    held(&mut scene, 9_000);
    scene.wait(800);
    scene.must(clerk("l1"), requeue(absent));
    scene.wait(1);
    assert_eq!(
        scene.refused(clerk("l1"), requeue(gone)),
        Rejection::GraceOver
    );
}

#[test]
fn closing_time_waits_for_the_end_of_a_hold() {
    let mut config = puskesmas();
    config.rules.at_closing = config::AtClosing::Expire;
    let mut scene = Scene::of(config, "2026-11-23T14:00:00+07:00");
    let waiting = scene.touch("umum");
    scene.at("2026-11-23T14:50:00+07:00");
    hold(&mut scene);
    scene.at("2026-11-23T15:30:00+07:00");
    assert_eq!(scene.state(waiting), StateName::Waiting);
    resume(&mut scene);
    scene.pass_deadlines();
    assert_eq!(scene.state(waiting), StateName::Expired);
    let due_at = instant("2026-11-23T15:00:00+07:00");
    let closed = What::QueuesClosed {
        due_at,
        ended: vec![waiting],
    };
    assert_eq!(scene.log.last().unwrap().what, closed);
}

#[test]
fn the_turn_of_the_day_ends_a_hold() {
    let mut scene = Scene::at_work();
    let parked = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), park(parked, Some(600)));
    hold(&mut scene);
    scene.at("2026-11-24T02:59:59+07:00");
    assert!(scene.day().hold().is_some());
    scene.at("2026-11-24T08:00:00+07:00");
    assert_eq!(
        (scene.date().as_str(), scene.day().hold()),
        ("2026-11-24", None)
    );
    scene.touch("umum");
    assert_eq!(
        scene.refused(supervisor(), Act::ResumeBranch),
        Rejection::NotHeld
    );
}

#[test]
fn a_day_takes_sixty_four_holds_and_says_so() {
    let mut scene = Scene::at_work();
    let waiting = scene.touch("umum");
    for _ in 0..64 {
        held(&mut scene, 30);
        scene.wait(1);
    }
    assert_eq!(
        scene.refused(supervisor(), Act::Hold(HoldReason::Other)),
        Rejection::HoldLimit(64)
    );
    let (called, reason) = scene.next("l1").unwrap();
    assert_eq!(
        (called, reason),
        (waiting, CallReason::LongestWait { waited_secs: 64 })
    );
}
