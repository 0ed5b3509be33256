//! Several services in one visit, under one number.

use antre_domain::config::{Config, Journey, JourneyAge, StopOrder, Unserved};
use antre_domain::*;

use crate::scene::*;

/// The puskesmas with a counter for each of loket, umum, gigi, lab and farmasi, and a visit that
/// begins for whoever takes a number for `umum`.
fn visiting(stops: &[&str], order: StopOrder, age: JourneyAge) -> Config {
    let mut config = puskesmas();
    config.profiles.clear();
    config.counters.clear();
    for name in ["loket", "farmasi"] {
        config.services.push(service(name));
        config.series[0].services.push(id(name));
    }
    for name in ["loket", "umum", "gigi", "lab", "farmasi", "kia"] {
        config.profiles.push(profile(name, &[name]));
        let mut at = counter(name, name);
        at.sign = name[..3].to_uppercase();
        config.counters.push(at);
    }
    config.journeys.push(Journey {
        id: id("berobat"),
        name: "Berobat".into(),
        stops: stops.iter().map(|stop| id(stop)).collect(),
        order,
        age,
    });
    config.services[0].journey = Some(id("berobat"));
    config
}

const ALL: [&str; 4] = ["loket", "umum", "lab", "farmasi"];

fn on_the_way(stops: &[&str], order: StopOrder, age: JourneyAge) -> Scene {
    let config = visiting(stops, order, age);
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for name in ["loket", "umum", "gigi", "lab", "farmasi", "kia"] {
        scene.must(clerk(name), open(name));
    }
    scene
}

fn fixed() -> Scene {
    on_the_way(&ALL, StopOrder::Fixed, JourneyAge::Stop)
}

/// Where a ticket is waited for, and what follows.
fn path(scene: &Scene, ticket: TicketId) -> Vec<String> {
    let ticket = scene.ticket(ticket);
    let here = std::iter::once(&ticket.leg.service);
    here.chain(&ticket.onward)
        .map(ToString::to_string)
        .collect()
}

/// `counter` serves whoever comes next.
fn serves(scene: &mut Scene, counter: &str) -> TicketId {
    let (ticket, _) = scene.next(counter).expect("somebody waits");
    scene.must(clerk(counter), Act::Start(ticket));
    scene.wait(60);
    scene.must(clerk(counter), finish(ticket));
    ticket
}

#[test]
fn a_visit_goes_from_stop_to_stop_in_order_under_one_number() {
    let mut scene = fixed();
    let visit = scene.touch("umum");
    let number = scene.number(visit);
    assert_eq!(path(&scene, visit), ALL);
    assert_eq!(
        scene.ticket(visit).issued_for,
        id("umum"),
        "what they came for"
    );
    for (index, stop) in ALL.iter().enumerate() {
        assert_eq!(usize::from(scene.ticket(visit).legs), index + 1);
        assert_eq!(serves(&mut scene, stop), visit);
        assert_eq!(scene.number(visit), number);
    }
    let served = Outcome::Served;
    assert_eq!(
        scene.ticket(visit).state,
        State::Finished { outcome: served }
    );
    let moves = scene.log.iter().filter_map(|event| match &event.what {
        What::TicketTransferred {
            served, service, ..
        } => Some((*served, service.to_string())),
        _ => None,
    });
    let expected = ["umum", "lab", "farmasi"].map(|stop| (true, stop.to_owned()));
    assert_eq!(moves.collect::<Vec<_>>(), expected);
}

#[test]
fn the_next_call_sends_the_present_visitor_on() {
    let mut scene = fixed();
    let first = scene.touch("umum");
    scene.touch("umum");
    scene.next("loket");
    let kinds: Vec<&str> = scene
        .must(clerk("loket"), call_next("loket"))
        .iter()
        .map(|event| event.what.kind())
        .collect();
    assert_eq!(
        kinds,
        ["ticket_started", "ticket_transferred", "ticket_called"]
    );
    assert_eq!(path(&scene, first), ["umum", "lab", "farmasi"]);
}

#[test]
fn in_any_order_the_stop_with_the_fewest_waiting_comes_next() {
    let mut scene = on_the_way(
        &["umum", "lab", "farmasi"],
        StopOrder::Any,
        JourneyAge::Stop,
    );
    // Equal: as written.
    let first = scene.touch("umum");
    assert_eq!(path(&scene, first), ["umum", "lab", "farmasi"]);
    let second = scene.touch("umum");
    assert_eq!(path(&scene, second), ["lab", "umum", "farmasi"]);
    let third = scene.touch("umum");
    assert_eq!(path(&scene, third), ["farmasi", "umum", "lab"]);
    let fourth = scene.touch("umum");
    assert_eq!(path(&scene, fourth), ["umum", "lab", "farmasi"]);
    // Each goes on to where fewest wait by then: two wait for umum, one for the laboratory.
    assert_eq!(serves(&mut scene, "farmasi"), third);
    assert_eq!(path(&scene, third), ["lab", "umum"]);
    // And nobody is sent where they have been.
    assert_eq!(serves(&mut scene, "umum"), first);
    assert_eq!(path(&scene, first), ["farmasi", "lab"]);
    assert_eq!(serves(&mut scene, "farmasi"), first);
    assert_eq!(path(&scene, first), ["lab"]);
}

#[test]
fn a_stop_is_waited_for_from_the_moment_one_gets_there() {
    let mut scene = fixed();
    let visit = scene.touch("umum");
    scene.wait(600);
    let early = scene.touch("gigi");
    scene.must(supervisor(), transfer(early, "umum"));
    assert_eq!(serves(&mut scene, "loket"), visit);
    assert_eq!(scene.ticket(visit).leg.place.since, scene.clock);
    let (first, reason) = scene.next("umum").unwrap();
    assert_eq!(
        (first, reason),
        (early, CallReason::LongestWait { waited_secs: 60 })
    );
}

#[test]
fn by_the_age_of_the_visit_whoever_came_to_the_branch_earlier_is_called_earlier() {
    let mut scene = on_the_way(&ALL, StopOrder::Fixed, JourneyAge::Visit);
    let came_at = scene.clock;
    let visit = scene.touch("umum");
    scene.wait(600);
    let later = scene.touch("gigi");
    scene.must(supervisor(), transfer(later, "umum"));
    assert_eq!(serves(&mut scene, "loket"), visit);
    assert_eq!(scene.ticket(visit).leg.place.since, came_at);
    let (first, reason) = scene.next("umum").unwrap();
    assert_eq!(
        (first, reason),
        (visit, CallReason::LongestWait { waited_secs: 660 })
    );
    scene.must(clerk("umum"), finish(visit));
    assert_eq!(
        scene.ticket(visit).leg.place.since,
        came_at,
        "at every stop"
    );
}

#[test]
fn a_transfer_off_the_path_comes_back_to_it() {
    let mut scene = fixed();
    let visit = scene.touch("umum");
    serves(&mut scene, "loket");
    scene.next("umum");
    // The doctor sends them to the dentist first.
    scene.must(clerk("umum"), transfer(visit, "gigi"));
    assert_eq!(path(&scene, visit), ["gigi", "lab", "farmasi"]);
    assert_eq!(serves(&mut scene, "gigi"), visit);
    assert_eq!(path(&scene, visit), ["lab", "farmasi"]);
}

#[test]
fn a_transfer_to_a_later_stop_takes_it_out_of_the_path() {
    let mut scene = fixed();
    let visit = scene.touch("umum");
    scene.next("loket");
    scene.must(clerk("loket"), transfer(visit, "lab"));
    assert_eq!(path(&scene, visit), ["lab", "umum", "farmasi"]);
    scene.must(clerk("loket"), Act::Undo(visit));
    assert_eq!(
        path(&scene, visit),
        ALL,
        "and taken back, it is there again"
    );
    assert_eq!(scene.state(visit), StateName::Called);
}

#[test]
fn a_visit_that_ends_incomplete_goes_no_further() {
    for outcome in [Outcome::Incomplete, Outcome::Left] {
        let mut scene = fixed();
        let visit = scene.touch("umum");
        serves(&mut scene, "loket");
        scene.next("umum");
        let act = Act::Finish {
            ticket: visit,
            finish: outcome.into(),
        };
        scene.must(clerk("umum"), act);
        assert_eq!(scene.ticket(visit).state, State::Finished { outcome });
        assert_eq!(scene.next("lab"), None);
    }
}

#[test]
fn going_on_can_be_taken_back_like_any_finish() {
    let mut scene = fixed();
    let visit = scene.touch("umum");
    scene.next("loket");
    scene.must(clerk("loket"), finish(visit));
    assert_eq!(path(&scene, visit), ["umum", "lab", "farmasi"]);
    scene.must(clerk("loket"), Act::Undo(visit));
    assert_eq!(path(&scene, visit), ALL);
    assert_eq!(scene.day().counters[&id("loket")].ticket, Some(visit));
    assert_eq!(scene.ticket(visit).legs, 1);
}

#[test]
fn a_no_show_at_a_stop_comes_back_to_that_stop() {
    let mut scene = fixed();
    let visit = scene.touch("umum");
    let other = scene.touch("umum");
    serves(&mut scene, "loket");
    serves(&mut scene, "loket");
    scene.next("umum");
    scene.must(clerk("umum"), Act::NoShow(visit));
    scene.must(clerk("umum"), requeue(visit));
    assert_eq!(scene.queue("umum", "regular"), [other, visit]);
    assert_eq!(path(&scene, visit), ["umum", "lab", "farmasi"]);
}

#[test]
fn a_stop_that_the_branch_no_longer_has_is_left_out() {
    let mut scene = fixed();
    let visit = scene.touch("umum");
    let mut config = scene.config();
    let gone = |name: &ServiceId| *name == id::<ServiceId>("lab");
    config.services.retain(|service| !gone(&service.id));
    config.profiles.retain(|profile| profile.id != id("lab"));
    config.counters.retain(|counter| counter.id != id("lab"));
    config.series[0].services.retain(|service| !gone(service));
    config.journeys[0].stops.retain(|stop| !gone(stop));
    scene.must(Actor::ADMIN, Act::Configure(Box::new(config)));
    serves(&mut scene, "loket");
    serves(&mut scene, "umum");
    assert_eq!(path(&scene, visit), ["farmasi"]);
}

#[test]
fn a_journey_that_is_gone_or_changed_lets_those_on_the_way_finish_theirs() {
    let mut scene = on_the_way(&ALL, StopOrder::Fixed, JourneyAge::Visit);
    let visit = scene.touch("umum");
    let mut config = scene.config();
    config.journeys.clear();
    config.services[0].journey = None;
    scene.must(Actor::ADMIN, Act::Configure(Box::new(config)));
    let fresh = scene.touch("umum");
    assert_eq!(path(&scene, fresh), ["umum"], "a visit of one stop");
    serves(&mut scene, "loket");
    assert_eq!(path(&scene, visit), ["umum", "lab", "farmasi"]);
}

#[test]
fn whoever_is_carried_goes_on_where_they_were() {
    let mut config = visiting(&ALL, StopOrder::Fixed, JourneyAge::Stop);
    config.rules.unserved = Unserved::Carry;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("loket"), open("loket"));
    scene.touch("umum");
    serves(&mut scene, "loket");
    scene.at("2026-11-24T08:00:00+07:00");
    let carried = *scene.day().tickets.keys().next().unwrap();
    assert_eq!(path(&scene, carried), ["umum", "lab", "farmasi"]);
    for stop in ["umum", "lab", "farmasi"] {
        scene.must(clerk(stop), open(stop));
        assert_eq!(serves(&mut scene, stop), carried);
    }
    assert_eq!(scene.state(carried), StateName::Finished);
}

#[test]
fn a_group_goes_together_to_the_same_first_stop() {
    let mut scene = on_the_way(&["umum", "lab"], StopOrder::Any, JourneyAge::Stop);
    scene.touch("umum");
    let given = scene.must(kiosk("k1"), issue_many("umum", 3));
    for event in &given {
        let ticket = event.what.ticket().unwrap();
        assert_eq!(path(&scene, ticket), ["lab", "umum"]);
    }
}

#[test]
fn a_stop_keeps_the_class() {
    let mut scene = fixed();
    let visit = scene.touch_as("umum", "priority");
    serves(&mut scene, "loket");
    assert_eq!(scene.ticket(visit).class, id("priority"));
    assert_eq!(scene.queue("umum", "priority"), [visit]);
}
