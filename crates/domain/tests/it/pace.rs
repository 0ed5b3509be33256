//! Whether the day will last for whoever takes a number now.

use antre_domain::HoldReason;
use antre_domain::config::AtClosing;
use antre_domain::{Act, TicketId};

use crate::scene::*;

/// A branch that sends everybody home at 15:00; one counter has called somebody every five minutes
/// from 13:30 until 14:00.
fn slow_afternoon() -> Scene {
    let mut config = puskesmas();
    config.rules.at_closing = AtClosing::Expire;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.at("2026-11-23T13:30:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    for minute in (30..=60).step_by(5) {
        scene.clock = instant("2026-11-23T13:00:00+07:00").plus_secs(minute * 60);
        scene.touch("umum");
        scene.next("l1");
    }
    scene
}

fn too_late(scene: &Scene, service: &str) -> bool {
    let config = scene.config();
    let service = config.service(&id(service)).unwrap();
    scene.day().too_late(&config, service, scene.clock)
}

fn crowd(scene: &mut Scene, service: &str, count: usize) -> Vec<TicketId> {
    (0..count).map(|_| scene.touch(service)).collect()
}

#[test]
fn it_is_too_late_where_the_pace_of_the_last_hour_does_not_reach_to_closing_time() {
    let mut scene = slow_afternoon();
    // Seven calls in thirty-five minutes leave room for eleven in the fifty-five that are left.
    scene.at("2026-11-23T14:05:00+07:00");
    crowd(&mut scene, "umum", 10);
    assert!(!too_late(&scene, "umum"));
    crowd(&mut scene, "umum", 1);
    assert!(too_late(&scene, "umum"));
    // Whoever waits for another service of the same counter goes first as well.
    assert!(too_late(&scene, "gigi"));
    assert!(
        !too_late(&scene, "kia"),
        "nobody calls there, and nobody can say"
    );
}

#[test]
fn where_everybody_is_served_out_it_is_never_too_late() {
    let mut scene = slow_afternoon();
    crowd(&mut scene, "umum", 40);
    assert!(too_late(&scene, "umum"));
    let mut config = scene.config();
    config.rules.at_closing = AtClosing::ServeOut;
    scene.must(supervisor(), Act::Configure(Box::new(config)));
    assert!(!too_late(&scene, "umum"));
}

#[test]
fn without_a_pace_nobody_is_warned() {
    let mut config = puskesmas();
    config.rules.at_closing = AtClosing::Expire;
    let mut scene = Scene::of(config, "2026-11-23T14:50:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    crowd(&mut scene, "umum", 40);
    assert!(!too_late(&scene, "umum"));
    for _ in 0..2 {
        scene.next("l1");
        scene.wait(60);
    }
    assert!(!too_late(&scene, "umum"), "two calls are no pace");
    scene.next("l1");
    scene.wait(60);
    assert!(too_late(&scene, "umum"));
    // A counter that has closed keeps no promise.
    let present = scene.day().counters[&id("l1")].ticket.unwrap();
    scene.must(clerk("l1"), finish(present));
    scene.must(clerk("l1"), Act::CloseCounter(id("l1")));
    assert!(!too_late(&scene, "umum"));
}

#[test]
fn a_hold_is_no_pace_and_what_is_older_than_an_hour_is_forgotten() {
    let mut scene = slow_afternoon();
    crowd(&mut scene, "umum", 11);
    assert!(!too_late(&scene, "umum"));
    scene.must(supervisor(), Act::Hold(HoldReason::PowerCut));
    scene.wait(600);
    scene.must(supervisor(), Act::ResumeBranch);
    assert!(too_late(&scene, "umum"), "ten minutes fewer are left");
    let mut scene = slow_afternoon();
    crowd(&mut scene, "umum", 10);
    scene.at("2026-11-23T14:31:00+07:00");
    assert!(too_late(&scene, "umum"));
    // Only two of the seven calls are younger than an hour by then: no pace.
    scene.at("2026-11-23T14:55:00+07:00");
    assert!(!too_late(&scene, "umum"));
}
