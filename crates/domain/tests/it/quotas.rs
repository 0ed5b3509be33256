//! How many people a service takes, over a day and over its parts.

use antre_domain::config::{Config, Hours, Quota, Unserved, Week};
use antre_domain::*;

use crate::scene::*;

fn part(between: &str, people_max: u16) -> Quota {
    Quota {
        between: Some(id(between)),
        people_max,
    }
}

fn whole_day(people_max: u16) -> Quota {
    Quota {
        between: None,
        people_max,
    }
}

/// The puskesmas whose general clinic takes so many people; 08:00–15:00, numbers from 07:45.
fn taking(quotas: &[Quota]) -> Config {
    let mut config = puskesmas();
    config.services[0].quotas = quotas.to_vec();
    config
}

fn at_eight(quotas: &[Quota]) -> Scene {
    Scene::of(taking(quotas), "2026-11-23T08:00:00+07:00")
}

fn take(scene: &mut Scene, count: u8, party: u8) -> Answer {
    let act = Act::Issue {
        service: id("umum"),
        class: None,
        locale: None,
        count,
        party,
        booked_at: None,
        note: None,
    };
    scene.ask(kiosk("k1"), act)
}

fn full(left: u16, opens_at: Option<&str>) -> Answer {
    Err(Rejection::ServiceFull {
        service: id("umum"),
        left,
        opens_at: opens_at.map(instant),
    })
}

/// For how many people the general clinic still gives numbers.
fn left(scene: &Scene) -> Option<u16> {
    let config = scene.config();
    let service = config.service(&id("umum")).unwrap();
    let places = scene.day().places_left(&config, service, scene.clock);
    places.map(|places| places.left)
}

#[test]
fn a_service_takes_so_many_people_a_day_and_no_more() {
    let mut scene = at_eight(&[whole_day(3)]);
    for left_after in [2, 1, 0] {
        scene.touch("umum");
        assert_eq!(left(&scene), Some(left_after));
    }
    assert_eq!(take(&mut scene, 1, 1), full(0, None));
    scene.touch("gigi");
    scene.at("2026-11-24T08:00:00+07:00");
    assert_eq!(left(&scene), Some(3), "a new day");
    scene.touch("umum");
}

#[test]
fn a_service_without_a_quota_takes_everybody() {
    let mut scene = at_eight(&[]);
    assert_eq!(left(&scene), None);
    for _ in 0..4 {
        take(&mut scene, 50, 1).unwrap();
    }
}

#[test]
fn people_count_not_tickets_and_all_of_them_or_none() {
    let mut scene = at_eight(&[whole_day(10)]);
    take(&mut scene, 2, 3).unwrap();
    assert_eq!(left(&scene), Some(4));
    assert_eq!(take(&mut scene, 1, 5), full(4, None));
    assert_eq!(take(&mut scene, 5, 1), full(4, None));
    assert_eq!(take(&mut scene, 50, 50), full(4, None), "2,500 people");
    take(&mut scene, 4, 1).unwrap();
    assert_eq!(take(&mut scene, 1, 1), full(0, None));
}

#[test]
fn a_cancelled_ticket_gives_its_places_back_and_an_absent_one_does_not() {
    let mut scene = at_eight(&[whole_day(4)]);
    scene.must(clerk("l1"), open("l1"));
    let given = take(&mut scene, 1, 3).unwrap();
    let family = given[0].what.ticket().unwrap();
    let absent = scene.touch("umum");
    assert_eq!(left(&scene), Some(0));
    scene.must(supervisor(), Act::Cancel(family));
    assert_eq!(left(&scene), Some(3));
    scene.next("l1");
    scene.must(clerk("l1"), Act::NoShow(absent));
    assert_eq!(left(&scene), Some(3));
    take(&mut scene, 3, 1).unwrap();
    // And a cancellation that is taken back takes the places again.
    let act = Act::Undo(family);
    scene.must(supervisor(), act);
    assert_eq!(left(&scene), Some(0));
    assert_eq!(take(&mut scene, 1, 1), full(0, None));
}

#[test]
fn each_part_of_the_day_has_its_own_places() {
    let mut scene = at_eight(&[part("08:00-10:00", 2), part("10:00-15:00", 1)]);
    take(&mut scene, 2, 1).unwrap();
    let at_ten = "2026-11-23T10:00:00+07:00";
    assert_eq!(take(&mut scene, 1, 1), full(0, Some(at_ten)));
    scene.at("2026-11-23T09:59:59.999+07:00");
    assert_eq!(take(&mut scene, 1, 1), full(0, Some(at_ten)));
    scene.at(at_ten);
    assert_eq!(
        left(&scene),
        Some(1),
        "what was not used before is not added"
    );
    take(&mut scene, 1, 1).unwrap();
    assert_eq!(take(&mut scene, 1, 1), full(0, None));
}

#[test]
fn numbers_before_the_doors_count_to_the_part_that_begins_with_them() {
    let quotas = [part("08:00-10:00", 2), part("10:00-15:00", 5)];
    let mut scene = Scene::of(taking(&quotas), "2026-11-23T07:45:00+07:00");
    take(&mut scene, 2, 1).unwrap();
    assert_eq!(
        take(&mut scene, 1, 1),
        full(0, Some("2026-11-23T10:00:00+07:00"))
    );
    scene.at("2026-11-23T08:00:00+07:00");
    assert_eq!(left(&scene), Some(0));
    // A part that begins in the middle of the hours begins to the minute.
    scene.at("2026-11-23T09:50:00+07:00");
    assert_eq!(left(&scene), Some(0));
}

#[test]
fn a_part_after_a_pause_opens_with_the_numbers_after_it() {
    let mut config = taking(&[part("08:00-11:30", 1), part("13:00-15:00", 1)]);
    config.hours = every_day("08:00-11:30 13:00-15:00");
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    take(&mut scene, 1, 1).unwrap();
    let opens_at = "2026-11-23T12:45:00+07:00";
    assert_eq!(take(&mut scene, 1, 1), full(0, Some(opens_at)));
    scene.at(opens_at);
    take(&mut scene, 1, 1).unwrap();
    scene.at("2026-11-23T13:30:00+07:00");
    assert_eq!(take(&mut scene, 1, 1), full(0, None));
}

#[test]
fn outside_every_part_there_is_no_limit() {
    let mut scene = at_eight(&[part("08:00-09:00", 1)]);
    take(&mut scene, 1, 1).unwrap();
    scene.at("2026-11-23T09:00:00+07:00");
    assert_eq!(left(&scene), None);
    take(&mut scene, 9, 1).unwrap();
}

#[test]
fn of_several_quotas_the_tightest_counts() {
    let mut scene = at_eight(&[whole_day(3), part("08:00-10:00", 2)]);
    take(&mut scene, 2, 1).unwrap();
    assert_eq!(
        take(&mut scene, 1, 1),
        full(0, Some("2026-11-23T10:00:00+07:00"))
    );
    scene.at("2026-11-23T10:00:00+07:00");
    take(&mut scene, 1, 1).unwrap();
    assert_eq!(
        take(&mut scene, 1, 1),
        full(0, None),
        "the whole day is used up"
    );
}

#[test]
fn a_part_may_cross_midnight() {
    let mut config = taking(&[part("23:00-01:00", 2)]);
    config.hours = every_day("22:00-02:00");
    config.numbers_lead_mins = 0;
    let mut scene = Scene::of(config, "2026-11-23T22:30:00+07:00");
    take(&mut scene, 5, 1).unwrap();
    scene.at("2026-11-23T23:30:00+07:00");
    take(&mut scene, 1, 1).unwrap();
    scene.at("2026-11-24T00:59:00+07:00");
    take(&mut scene, 1, 1).unwrap();
    let at_one = "2026-11-24T01:00:00+07:00";
    assert_eq!(take(&mut scene, 1, 1), full(0, Some(at_one)));
    scene.at(at_one);
    take(&mut scene, 1, 1).unwrap();
}

#[test]
fn whoever_is_transferred_here_takes_no_place_and_whoever_leaves_keeps_theirs() {
    let mut scene = at_eight(&[whole_day(2)]);
    let leaves = scene.touch("umum");
    let comes = scene.touch("gigi");
    scene.must(supervisor(), transfer(leaves, "gigi"));
    scene.must(supervisor(), transfer(comes, "umum"));
    assert_eq!(left(&scene), Some(1));
    take(&mut scene, 1, 1).unwrap();
    assert_eq!(take(&mut scene, 1, 1), full(0, None));
}

#[test]
fn those_who_are_carried_take_places_of_the_new_day_but_not_of_its_parts() {
    let mut config = taking(&[whole_day(5), part("08:00-15:00", 4)]);
    config.rules.unserved = Unserved::Carry;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    take(&mut scene, 1, 2).unwrap();
    scene.at("2026-11-24T08:00:00+07:00");
    assert_eq!(left(&scene), Some(3), "two of five came yesterday");
    take(&mut scene, 3, 1).unwrap();
    assert_eq!(take(&mut scene, 1, 1), full(0, None));
}

#[test]
fn a_quota_that_is_lowered_below_what_was_given_is_used_up() {
    let mut scene = at_eight(&[whole_day(10)]);
    take(&mut scene, 5, 1).unwrap();
    let act = Act::Configure(Box::new(taking(&[whole_day(3)])));
    scene.must(Actor::ADMIN, act);
    assert_eq!(left(&scene), Some(0));
    assert_eq!(take(&mut scene, 1, 1), full(0, None));
    scene.must(
        Actor::ADMIN,
        Act::Configure(Box::new(taking(&[whole_day(6)]))),
    );
    take(&mut scene, 1, 1).unwrap();
}

#[test]
fn a_closed_service_says_that_it_is_closed_rather_than_full() {
    let mut config = taking(&[whole_day(1)]);
    config.services[0].hours = Some(Hours {
        week: Week {
            mon: vec![id("08:00-12:00")],
            ..Week::default()
        },
        periods: Vec::new(),
    });
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    take(&mut scene, 1, 1).unwrap();
    assert_eq!(take(&mut scene, 1, 1), full(0, None));
    scene.at("2026-11-23T12:00:00+07:00");
    assert!(matches!(
        take(&mut scene, 1, 1),
        Err(Rejection::ServiceClosed { .. })
    ));
}
