//! The day's cloth: a thread for each person served, in order, in the colours of their series.

use antre_domain::*;

use crate::scene::*;

fn cloth(scene: &Scene) -> Vec<u8> {
    scene.day().cloth(&scene.config()).collect()
}

/// Calls, serves and finishes `ticket` at `counter`.
fn serve(scene: &mut Scene, counter: &str, ticket: TicketId) {
    scene.must(supervisor(), call(counter, ticket));
    scene.must(clerk(counter), finish(ticket));
}

#[test]
fn threads_lie_in_the_order_of_finishing_and_not_of_coming() {
    let mut scene = Scene::at_work();
    let [umum, gigi] = [scene.touch("umum"), scene.touch("gigi")];
    let priority = scene.touch_as("umum", "priority");
    assert!(cloth(&scene).is_empty());
    for ticket in [gigi, priority, umum] {
        serve(&mut scene, "l1", ticket);
    }
    // Series C, B and A of the branch file.
    assert_eq!(cloth(&scene), [2, 1, 0]);
}

#[test]
fn each_person_is_a_thread() {
    let mut scene = Scene::at_work();
    let events = scene.must(kiosk("k1"), issue_party("gigi", 3));
    let family = events[0].what.ticket().unwrap();
    serve(&mut scene, "l1", family);
    assert_eq!(cloth(&scene), [2, 2, 2]);
}

#[test]
fn whoever_was_not_served_is_no_thread() {
    let mut scene = Scene::at_work();
    for outcome in [Outcome::Incomplete, Outcome::Left] {
        let ticket = scene.touch("umum");
        scene.must(clerk("l1"), call("l1", ticket));
        scene.must(
            clerk("l1"),
            Act::Finish {
                ticket,
                finish: outcome.into(),
            },
        );
    }
    let cancelled = scene.touch("umum");
    scene.must(clerk("l1"), Act::Cancel(cancelled));
    let missed = scene.touch("umum");
    scene.must(clerk("l1"), call("l1", missed));
    scene.must(clerk("l1"), Act::NoShow(missed));
    assert!(cloth(&scene).is_empty());
}

#[test]
fn a_finish_that_is_taken_back_takes_its_own_thread_out() {
    let mut scene = Scene::at_work();
    let [umum, gigi] = [scene.touch("umum"), scene.touch("gigi")];
    serve(&mut scene, "l1", umum);
    serve(&mut scene, "l2", gigi);
    scene.must(clerk("l1"), Act::Undo(umum));
    assert_eq!(cloth(&scene), [2]);
    scene.must(clerk("l1"), finish(umum));
    assert_eq!(cloth(&scene), [2, 0], "at the end: it was finished again");
}

#[test]
fn another_act_taken_back_leaves_the_cloth_as_it_is() {
    let mut scene = Scene::at_work();
    let [umum, gigi] = [scene.touch("umum"), scene.touch("gigi")];
    serve(&mut scene, "l1", umum);
    scene.must(clerk("l1"), call("l1", gigi));
    scene.must(clerk("l1"), Act::NoShow(gigi));
    scene.must(clerk("l1"), Act::Undo(gigi));
    assert_eq!(cloth(&scene), [0]);
}

#[test]
fn whoever_is_finished_by_the_next_call_is_woven_in_too() {
    let mut scene = Scene::at_work();
    scene.touch("gigi");
    scene.next("l1");
    assert_eq!(scene.next("l1"), None);
    assert_eq!(cloth(&scene), [2]);
}

#[test]
fn a_series_that_is_gone_is_woven_in_the_first_colour_and_a_new_day_begins_a_new_cloth() {
    let mut scene = Scene::at_work();
    let gigi = scene.touch("gigi");
    serve(&mut scene, "l1", gigi);
    let config = scene.config();
    let mut without = config.clone();
    without.series.remove(2);
    assert_eq!(scene.day().cloth(&without).collect::<Vec<_>>(), [0]);
    assert_eq!(config.colour(&id("series-d")), 3);
    scene.at("2026-11-24T08:00:00+07:00");
    assert!(cloth(&scene).is_empty());
}
