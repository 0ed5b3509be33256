use antre_domain::*;

use crate::scene::*;

fn desk(scene: &Scene, counter: &str) -> Desk {
    scene.day().counters[&id(counter)].desk
}

#[test]
fn counters_begin_the_day_closed_with_their_own_profile() {
    let scene = Scene::puskesmas();
    for (name, profile) in [("l1", "general"), ("k1", "mothers")] {
        let counter = &scene.day().counters[&id(name)];
        assert_eq!(
            (counter.desk, &counter.profile, counter.ticket),
            (Desk::Closed, &id(profile), None)
        );
    }
}

#[test]
fn a_closed_or_resting_counter_calls_nobody() {
    let mut scene = Scene::puskesmas();
    let ticket = scene.touch("umum");
    let closed = Rejection::CounterClosed(id("l1"));
    assert_eq!(scene.refused(clerk("l1"), call_next("l1")), closed);
    assert_eq!(scene.refused(clerk("l1"), call("l1", ticket)), closed);
    scene.must(clerk("l1"), open("l1"));
    scene.must(
        clerk("l1"),
        Act::Break {
            counter: id("l1"),
            reason: None,
        },
    );
    assert_eq!(scene.refused(clerk("l1"), call_next("l1")), closed);
    scene.must(clerk("l1"), open("l1"));
    assert_eq!(scene.next("l1").unwrap().0, ticket);
}

#[test]
fn a_counter_is_not_put_twice_into_the_same_state() {
    let mut scene = Scene::puskesmas();
    let unchanged = Rejection::CounterUnchanged(id("l1"));
    assert_eq!(
        scene.refused(clerk("l1"), Act::CloseCounter(id("l1"))),
        unchanged
    );
    assert_eq!(
        scene.refused(
            clerk("l1"),
            Act::Break {
                counter: id("l1"),
                reason: None
            }
        ),
        Rejection::CounterClosed(id("l1"))
    );
    scene.must(clerk("l1"), open("l1"));
    assert_eq!(scene.refused(clerk("l1"), open("l1")), unchanged);
    scene.must(
        clerk("l1"),
        Act::Break {
            counter: id("l1"),
            reason: None,
        },
    );
    assert_eq!(
        scene.refused(
            clerk("l1"),
            Act::Break {
                counter: id("l1"),
                reason: None
            }
        ),
        unchanged
    );
    scene.must(clerk("l1"), Act::CloseCounter(id("l1")));
    assert_eq!(desk(&scene, "l1"), Desk::Closed);
}

#[test]
fn nobody_is_left_standing_at_a_counter_that_stops() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    let busy = Rejection::CounterBusy {
        counter: id("l1"),
        ticket,
    };
    assert_eq!(
        scene.refused(
            clerk("l1"),
            Act::Break {
                counter: id("l1"),
                reason: None
            }
        ),
        busy
    );
    assert_eq!(
        scene.refused(clerk("l1"), Act::CloseCounter(id("l1"))),
        busy
    );
    scene.must(clerk("l1"), finish(ticket));
    scene.must(
        clerk("l1"),
        Act::Break {
            counter: id("l1"),
            reason: None,
        },
    );
}

#[test]
fn a_counter_helps_with_another_profile_and_returns_to_its_own() {
    let mut scene = Scene::at_work();
    let mother = scene.touch("kia");
    scene.must(
        clerk("l1"),
        Act::OpenCounter {
            counter: id("l1"),
            profile: Some(id("mothers")),
        },
    );
    assert_eq!(scene.next("l1").unwrap().0, mother);
    scene.must(clerk("l1"), open("l1"));
    assert_eq!(scene.day().counters[&id("l1")].profile, id("general"));
    assert_eq!(
        scene.day().counters[&id("l1")].ticket,
        Some(mother),
        "a change of profile sends nobody away"
    );
}

#[test]
fn unknown_counters_and_profiles_are_named() {
    let mut scene = Scene::puskesmas();
    let unknown = Rejection::UnknownCounter(id("l9"));
    for act in [
        open("l9"),
        Act::CloseCounter(id("l9")),
        Act::Break {
            counter: id("l9"),
            reason: None,
        },
        call_next("l9"),
    ] {
        assert_eq!(scene.refused(supervisor(), act), unknown);
    }
    let act = Act::OpenCounter {
        counter: id("l1"),
        profile: Some(id("night")),
    };
    assert_eq!(
        scene.refused(clerk("l1"), act),
        Rejection::UnknownProfile(id("night"))
    );
}
