//! A new configuration while the hall is full: rules, services, classes and hours that change under
//! those who wait.

use antre_domain::config::{AtClosing, Config, Rule, Window};
use antre_domain::*;

use crate::scene::*;

fn reconfigure(scene: &mut Scene, change: impl FnOnce(&mut Config)) {
    let mut config = scene.config();
    change(&mut config);
    scene.must(supervisor(), Act::Configure(Box::new(config)));
    scene.pass_deadlines();
}

fn two_to_one(config: &mut Config) {
    config.profiles[0].rule = Rule::Ratio(config::Ratio {
        priority: 2,
        regular: 1,
        cap_secs: None,
    });
}

/// Both general counters open, calling two of the priority class and one of the others in turn, and a
/// crowd of each.
fn in_turns() -> Scene {
    let mut scene = Scene::at_work();
    reconfigure(&mut scene, two_to_one);
    for class in ["regular", "priority"] {
        for _ in 0..8 {
            scene.touch_as("umum", class);
        }
    }
    scene
}

fn prefixes(scene: &mut Scene, calls: usize) -> String {
    let numbers = (0..calls).map(|_| scene.next_number("l1").remove(0));
    numbers.collect()
}

#[test]
fn a_change_that_is_not_the_rules_leaves_the_turns_where_they_are() {
    let mut scene = in_turns();
    assert_eq!(prefixes(&mut scene, 2), "BB");
    reconfigure(&mut scene, |config| {
        config.notices = vec!["Imunisasi hari ini".into()];
        config.profiles[1].rule = Rule::Like(id("general"));
    });
    assert_eq!(prefixes(&mut scene, 4), "ABBA");
}

#[test]
fn a_profile_that_calls_by_another_rule_begins_its_turns_anew() {
    let mut scene = in_turns();
    assert_eq!(prefixes(&mut scene, 2), "BB");
    reconfigure(&mut scene, |config| {
        config.profiles[0].rule = Rule::Ratio(config::Ratio {
            priority: 1,
            regular: 1,
            cap_secs: None,
        });
    });
    assert_eq!(prefixes(&mut scene, 4), "BABA");
}

#[test]
fn an_open_counter_whose_profile_loses_a_service_calls_it_no_more() {
    let mut scene = Scene::at_work();
    let tooth = scene.touch("gigi");
    scene.wait(60);
    let mother = scene.touch("kia");
    scene.must(clerk("k1"), open("k1"));
    assert_eq!(scene.branch.ahead(scene.ticket(mother)), 0);
    reconfigure(&mut scene, |config| {
        config.profiles[0].services = vec![id("umum")];
        config.profiles[1].services = vec![id("kia"), id("gigi")];
    });
    assert_eq!(scene.branch.ahead(scene.ticket(mother)), 1);
    assert_eq!(scene.next("l1"), None);
    assert_eq!(scene.next("k1").unwrap().0, tooth);
}

#[test]
fn one_called_for_a_service_that_the_profile_lost_is_still_served() {
    let mut scene = Scene::at_work();
    let tooth = scene.touch("gigi");
    scene.next("l1");
    reconfigure(&mut scene, |config| {
        config.profiles[0].services = vec![id("umum")];
        config.profiles[1].services = vec![id("kia"), id("gigi")];
    });
    scene.must(clerk("l1"), Act::Start(tooth));
    scene.must(clerk("l1"), finish(tooth));
    assert_eq!(scene.state(tooth), StateName::Finished);
}

#[test]
fn those_who_wait_in_a_class_that_becomes_by_appointment_keep_their_place() {
    let mut scene = Scene::at_work();
    let before = scene.touch_as("umum", "priority");
    scene.wait(60);
    reconfigure(&mut scene, |config| {
        config.classes[1].appointment = Some(Window::default());
    });
    assert_eq!(
        scene.refused(kiosk("k1"), issue_as("umum", "priority")),
        Rejection::BookingNeeded(id("priority"))
    );
    let booked = scene.must(
        kiosk("k1"),
        book("umum", "priority", "2026-11-23T08:00:30+07:00"),
    );
    let booked = booked[0].what.ticket().unwrap();
    assert_eq!(scene.queue("umum", "priority"), [before, booked]);
    assert_eq!(scene.next("l1").unwrap().0, before);
    assert_eq!(scene.next("l1").unwrap().0, booked);
}

#[test]
fn a_class_that_is_no_longer_by_appointment_keeps_the_order_of_the_booked_times() {
    let mut config = puskesmas();
    config.classes[1].appointment = Some(Window::default());
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    let at = ["2026-11-23T08:40:00+07:00", "2026-11-23T08:20:00+07:00"];
    let [late, early] = at.map(|at| {
        let events = scene.must(kiosk("k1"), book("umum", "priority", at));
        events[0].what.ticket().unwrap()
    });
    reconfigure(&mut scene, |config| config.classes[1].appointment = None);
    let walk_in = scene.touch_as("umum", "priority");
    let called: Vec<TicketId> = std::iter::from_fn(|| Some(scene.next("l1")?.0)).collect();
    assert_eq!(called, [walk_in, early, late]);
}

#[test]
fn a_closing_time_that_is_moved_back_behind_now_comes_at_once_and_once() {
    let mut scene = Scene::at_work();
    reconfigure(&mut scene, |config| {
        config.rules.at_closing = AtClosing::Expire;
    });
    let waiting = scene.touch("umum");
    scene.at("2026-11-23T10:00:00+07:00");
    assert_eq!(scene.state(waiting), StateName::Waiting);
    reconfigure(&mut scene, |config| config.hours = every_day("08:00-09:30"));
    assert_eq!(scene.state(waiting), StateName::Expired);
    // Moved on again, it comes again.
    reconfigure(&mut scene, |config| config.hours = every_day("08:00-12:00"));
    let second = scene.touch("umum");
    scene.at("2026-11-23T12:00:00+07:00");
    assert_eq!(scene.state(second), StateName::Expired);
    let closings = scene.log.iter();
    let closings = closings.filter(|event| event.what.kind() == "queues_closed");
    assert_eq!(closings.count(), 2);
}

#[test]
fn a_counter_that_gets_a_lunch_of_its_own_in_mid_morning_takes_it() {
    let mut scene = Scene::at_work();
    scene.at("2026-11-23T10:00:00+07:00");
    reconfigure(&mut scene, |config| {
        config.counters[0].hours = Some(every_day("08:00-12:00 13:00-15:00"));
    });
    scene.at("2026-11-23T12:00:00+07:00");
    let desk = |scene: &Scene, counter: &str| scene.day().counters[&id(counter)].desk;
    assert_eq!(
        (desk(&scene, "l1"), desk(&scene, "l2")),
        (Desk::Paused, Desk::Open)
    );
}

#[test]
fn a_lunch_that_is_due_waits_for_the_customer_through_any_other_change() {
    let mut config = puskesmas();
    config.counters[0].hours = Some(every_day("08:00-12:00 13:00-15:00"));
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(clerk("l1"), open("l1"));
    let ticket = scene.touch("umum");
    scene.at("2026-11-23T11:55:00+07:00");
    scene.next("l1");
    scene.at("2026-11-23T12:05:00+07:00");
    reconfigure(&mut scene, |config| {
        config.name = "Puskesmas Mawar".to_owned()
    });
    assert_eq!(scene.day().counters[&id("l1")].desk, Desk::Open);
    scene.must(clerk("l1"), finish(ticket));
    scene.pass_deadlines();
    assert_eq!(scene.day().counters[&id("l1")].desk, Desk::Paused);
}
