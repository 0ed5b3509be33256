//! Which clock a branch believes.

use antre_domain::*;

use crate::scene::*;

fn unconfirmed(scene: &Scene) -> Rejection {
    Rejection::ClockUnconfirmed {
        clock: scene.clock,
        last: scene.branch.last_event_at(),
    }
}

#[test]
fn a_clock_that_goes_back_a_little_is_jitter_and_the_log_goes_on() {
    let mut scene = Scene::at_work();
    let last = scene.clock;
    scene.clock = instant("2026-11-23T07:58:00+07:00");
    let ticket = scene.touch("umum");
    assert_eq!(scene.ticket(ticket).issued_at, last);
}

#[test]
fn a_clock_behind_the_log_waits_for_a_supervisor() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    let last = scene.clock;
    scene.clock = instant("2026-11-23T07:57:59+07:00");
    for act in [
        issue("umum"),
        call_next("l1"),
        Act::Cancel(ticket),
        Act::Break {
            counter: id("l1"),
            reason: None,
        },
    ] {
        assert_eq!(scene.refused(supervisor(), act), unconfirmed(&scene));
    }
    scene.must(supervisor(), Act::ConfirmClock);
    let next = scene.touch("umum");
    assert_eq!(
        scene.ticket(next).issued_at,
        last,
        "the log's time stands until the clock has caught up"
    );
    // Each further step back needs its own word.
    scene.clock = instant("2026-11-23T07:50:00+07:00");
    assert_eq!(
        scene.refused(kiosk("k1"), issue("umum")),
        unconfirmed(&scene)
    );
}

#[test]
fn a_word_for_a_slow_clock_ends_when_it_has_caught_up() {
    let mut scene = Scene::at_work();
    scene.clock = instant("2026-11-23T07:00:00+07:00");
    scene.must(supervisor(), Act::ConfirmClock);
    scene.clock = instant("2026-11-23T08:30:00+07:00");
    scene.touch("umum");
    scene.clock = instant("2026-11-23T08:20:00+07:00");
    assert_eq!(
        scene.refused(kiosk("k1"), issue("umum")),
        unconfirmed(&scene)
    );
}

#[test]
fn a_clock_that_jumped_far_ahead_waits_for_a_supervisor() {
    let mut scene = Scene::at_work();
    let last = scene.clock;
    scene.clock = last.plus_secs(36 * 3_600 + 1);
    assert_eq!(
        scene.refused(kiosk("k1"), issue("umum")),
        unconfirmed(&scene)
    );
    scene.pass_deadlines();
    assert_eq!(
        scene.day().date.to_string(),
        "2026-11-23",
        "no day opens on the word of such a clock"
    );
    scene.must(supervisor(), Act::ConfirmClock);
    scene.pass_deadlines();
    assert_eq!(scene.day().date.to_string(), "2026-11-24");
}

#[test]
fn a_jump_within_a_day_and_a_half_needs_no_word() {
    let mut scene = Scene::at_work();
    scene.wait(36 * 3_600);
    assert_eq!(scene.day().date.to_string(), "2026-11-24");
}

#[test]
fn a_parked_tickets_return_is_no_word_for_a_clock_that_jumped() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    scene.must(clerk("l1"), park(ticket, Some(60)));
    scene.clock = scene.clock.plus_secs(40 * 3_600);
    let (at, reason) = next_deadline(&scene.branch).unwrap();
    assert_eq!(
        scene.refused(Actor::TIMER, Act::Due { reason, at }),
        unconfirmed(&scene)
    );
}

#[test]
fn a_new_configuration_is_no_word_for_a_clock_that_jumped() {
    let mut scene = Scene::at_work();
    let last = scene.branch.last_event_at();
    scene.clock = scene.clock.plus_secs(40 * 3_600);
    let mut config = scene.config();
    config.practice = true;
    scene.must(Actor::ADMIN, Act::Configure(Box::new(config)));
    assert_eq!(scene.branch.last_event_at(), last);
    assert_eq!(
        scene.refused(kiosk("k1"), issue("umum")),
        unconfirmed(&scene)
    );
}

#[test]
fn a_clock_at_the_end_of_time_opens_no_day_twice() {
    let mut scene = Scene::at_work();
    scene.clock = Timestamp::from_millis(i64::MAX);
    scene.must(supervisor(), Act::ConfirmClock);
    scene.pass_deadlines();
    let mut scene = Scene::at_work();
    scene.clock = Timestamp::from_millis(i64::MIN);
    scene.must(supervisor(), Act::ConfirmClock);
    scene.touch("umum");
}
