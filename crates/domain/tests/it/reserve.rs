//! Numbers that kiosks hold, give without the hub, and bring back.

mod joining;

use antre_domain::config::{Config, Unserved, Window};
use antre_domain::*;

use crate::scene::*;

fn reserve(device: &str) -> Act {
    Act::Reserve { device: id(device) }
}

fn give_back(device: &str, series: Option<&str>, given: &[TicketId]) -> Act {
    Act::ReturnReserve {
        device: id(device),
        series: series.map(|series| vec![id(series)]),
        given: given.to_vec(),
    }
}

/// What `device` holds of a series on `date`, lowest first.
fn held(scene: &Scene, device: &str, date: &str, series: &str) -> Vec<(TicketId, String)> {
    let device = id(device);
    let held = scene.day().reserves.of(&device);
    let held = held.filter(|(_, one)| one.date.to_string() == date && one.series == id(series));
    let mut held: Vec<_> = held.map(|(id, one)| (id, one.number)).collect();
    held.sort_by_key(|(_, number)| *number);
    let held = held.into_iter();
    held.map(|(id, number)| (id, number.to_string())).collect()
}

fn numbers(held: &[(TicketId, String)]) -> (usize, &str, &str) {
    let last = held.last().map_or("", |(_, number)| number);
    (held.len(), held.first().map_or("", |(_, n)| n), last)
}

const MONDAY: &str = "2026-11-23";
const TUESDAY: &str = "2026-11-24";

fn given(ticket: TicketId, service: &str, at: &str) -> Joining {
    Joining {
        ticket,
        service: id(service),
        class: id("regular"),
        locale: Locale::EN,
        party: 1,
        issued_at: instant(at),
        heard_at: instant("2026-11-23T08:00:00+07:00"),
        twins: Vec::new(),
    }
}

fn join(device: &str, tickets: &[Joining]) -> Act {
    Act::Join {
        device: id(device),
        tickets: tickets.to_vec(),
    }
}

/// The puskesmas at work, with one kiosk that holds numbers.
fn with_reserve() -> Scene {
    let mut scene = Scene::at_work();
    scene.must(kiosk("k1"), reserve("k1"));
    scene
}

/// The `index`-th number that k1 holds today of series A.
fn own(scene: &Scene, index: usize) -> TicketId {
    held(scene, "k1", MONDAY, "series-a")[index].0
}

#[test]
fn a_kiosk_holds_twenty_numbers_of_each_series_from_its_end_for_today_and_tomorrow() {
    let mut scene = with_reserve();
    for date in [MONDAY, TUESDAY] {
        for (series, letter) in [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")] {
            let held = held(&scene, "k1", date, &format!("series-{series}"));
            let (first, last) = (format!("{letter}980"), format!("{letter}999"));
            assert_eq!(numbers(&held), (20, first.as_str(), last.as_str()));
        }
    }
    // Whoever has them all is given none.
    assert_eq!(scene.must(kiosk("k1"), reserve("k1")), []);
    // Another kiosk's lie below.
    scene.must(kiosk("k2"), reserve("k2"));
    let second = held(&scene, "k2", MONDAY, "series-a");
    assert_eq!(numbers(&second), (20, "A960", "A979"));
    let online = scene_issue(&mut scene, "umum");
    assert_eq!(scene.number(online), "A001");
}

#[test]
fn nobody_else_asks_for_a_kiosks_numbers() {
    let mut scene = with_reserve();
    let ticket = own(&scene, 0);
    let acts = [
        reserve("k1"),
        give_back("k1", None, &[]),
        join("k1", &[given(ticket, "umum", "2026-11-23T08:01:00+07:00")]),
    ];
    for act in acts {
        for by in [kiosk("k2"), clerk("l1"), supervisor(), Actor::TIMER] {
            assert_eq!(scene.refused(by, act.clone()), Rejection::Forbidden);
        }
    }
}

#[test]
fn only_what_people_walk_in_for_is_held_and_only_on_days_with_hours() {
    let mut config = puskesmas();
    config.classes.push(class("booked", 300));
    config.classes[2].appointment = Some(Window::default());
    let mut booked = series("E", &["umum"]);
    booked.class = Some(id("booked"));
    config.series.push(booked);
    config.series.push(series("L", &["lab"]));
    config.series[0].services.pop();
    config.hours.week.tue.clear();
    config.hours.periods = vec![closed_on("2026-11-25")];
    assert_eq!(config.check(), Ok(()));
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    let granted = scene.must(kiosk("k1"), reserve("k1"));
    let granted = granted.iter().map(|event| match &event.what {
        What::ReserveGranted { date, series, .. } => format!("{date} {series}"),
        other => panic!("{other:?}"),
    });
    let expected = [MONDAY, "2026-11-26"]
        .map(|date| ["a", "b", "c", "d"].map(|series| format!("{date} series-{series}")));
    assert_eq!(granted.collect::<Vec<_>>(), expected.concat());
}

#[test]
fn a_branch_that_wants_no_reserve_has_none() {
    let mut config = puskesmas();
    config.reserve = 0;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    assert_eq!(scene.must(kiosk("k1"), reserve("k1")), []);
}

#[test]
fn the_head_of_a_series_stops_before_what_kiosks_hold_and_goes_on_when_it_is_given_back() {
    let mut config = puskesmas();
    config.series[2].last = 20;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    scene.must(kiosk("k1"), reserve("k1"));
    let mine = held(&scene, "k1", MONDAY, "series-c");
    assert_eq!(numbers(&mine), (5, "C016", "C020"));
    scene.must(kiosk("k1"), issue_many("gigi", 15));
    let exhausted = Rejection::SeriesExhausted {
        service: id("gigi"),
        left: 0,
    };
    assert_eq!(scene.refused(kiosk("k2"), issue("gigi")), exhausted);
    // Two of the five are on paper already.
    let paper = [mine[1].0, mine[4].0];
    scene.must(kiosk("k1"), give_back("k1", Some("series-c"), &paper));
    assert_eq!(next(&mut scene, "gigi"), "C016");
    assert_eq!(scene.refused(kiosk("k2"), issue("gigi")), exhausted);
    // Those two join, and the head passes over them.
    let joining = paper.map(|ticket| given(ticket, "gigi", "2026-11-23T08:00:00+07:00"));
    scene.must(kiosk("k1"), join("k1", &joining));
    assert_eq!(next(&mut scene, "gigi"), "C018");
    assert_eq!(next(&mut scene, "gigi"), "C019");
    assert_eq!(scene.refused(kiosk("k2"), issue("gigi")), exhausted);
    assert_eq!(scene.number(paper[0]), "C017");
}

/// The number that the head gives next.
fn next(scene: &mut Scene, service: &str) -> String {
    let ticket = scene_issue(scene, service);
    scene.number(ticket)
}

fn scene_issue(scene: &mut Scene, service: &str) -> TicketId {
    scene.must(kiosk("k2"), issue(service))[0]
        .what
        .ticket()
        .unwrap()
}

#[test]
fn a_kiosk_leaves_the_head_as_many_as_it_may_hold_itself() {
    let mut config = puskesmas();
    config.series[2].last = 80;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for device in ["k1", "k2", "k3", "k4", "k5"] {
        for _ in 0..3 {
            scene.must(kiosk(device), reserve(device));
        }
    }
    let counts =
        ["k1", "k2", "k3", "k4", "k5"].map(|device| held(&scene, device, MONDAY, "series-c").len());
    assert_eq!(counts, [20, 20, 20, 0, 0]);
    scene.must(kiosk("k1"), issue_many("gigi", 20));
}

#[test]
fn a_number_on_paper_is_never_given_again() {
    let mut scene = with_reserve();
    let paper = own(&scene, 3);
    let number = scene.day().reserves.get(paper).unwrap().number;
    // Everything else goes back, and both kiosks take anew.
    scene.must(kiosk("k1"), give_back("k1", None, &[paper]));
    scene.must(kiosk("k2"), reserve("k2"));
    scene.must(kiosk("k1"), reserve("k1"));
    let all = scene.day().reserves.iter();
    let same = all.filter(|(_, one)| one.number == number && one.date.to_string() == MONDAY);
    assert_eq!(same.map(|(id, _)| id).collect::<Vec<_>>(), [paper]);
    let joining = [given(paper, "umum", "2026-11-23T08:00:00+07:00")];
    scene.must(kiosk("k1"), join("k1", &joining));
    scene.must(kiosk("k1"), give_back("k1", None, &[]));
    scene.must(kiosk("k2"), give_back("k2", None, &[]));
    scene.must(kiosk("k2"), reserve("k2"));
    assert_eq!(scene.day().reserves.get(paper), None);
    let again = held(&scene, "k2", MONDAY, "series-a");
    assert!(again.iter().all(|(_, held)| *held != number.to_string()));
    assert_eq!(again.len(), 20);
}

#[test]
fn a_morning_without_the_hub_is_given_out_of_yesterdays_grant() {
    let mut scene = with_reserve();
    let paper = held(&scene, "k1", TUESDAY, "series-a");
    scene.at("2026-11-24T09:00:00+07:00");
    assert_eq!(held(&scene, "k1", TUESDAY, "series-a"), paper);
    assert!(held(&scene, "k1", MONDAY, "series-a").is_empty());
    let mut joining = given(paper[0].0, "umum", "2026-11-24T08:02:00+07:00");
    joining.heard_at = instant("2026-11-23T17:00:00+07:00");
    scene.must(kiosk("k1"), join("k1", &[joining]));
    let ticket = scene.ticket(paper[0].0);
    assert_eq!(ticket.issued_at, instant("2026-11-24T08:02:00+07:00"));
    assert_eq!(ticket.number.to_string(), "A980");
    // And topped up again, below what it still holds.
    scene.must(kiosk("k1"), reserve("k1"));
    let topped = held(&scene, "k1", TUESDAY, "series-a");
    assert_eq!(numbers(&topped), (20, "A979", "A999"));
}

#[test]
fn those_carried_into_a_day_take_the_head_and_never_what_a_kiosk_holds_for_it() {
    let mut config = puskesmas();
    config.rules.unserved = Unserved::Carry;
    config.series[2].last = 20;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for device in ["k1", "k2"] {
        scene.must(kiosk(device), reserve(device));
    }
    scene.must(kiosk("k3"), issue_many("gigi", 10));
    // More wait there than the next day's head has numbers.
    for _ in 0..4 {
        let ticket = scene.touch("kia");
        scene.must(supervisor(), transfer(ticket, "gigi"));
    }
    scene.at("2026-11-24T08:00:00+07:00");
    let mut carried: Vec<String> = scene
        .day()
        .tickets
        .keys()
        .map(|id| scene.number(*id))
        .collect();
    carried.sort();
    assert_eq!(
        (carried.len(), carried[0].as_str(), carried[9].as_str()),
        (10, "C001", "C010")
    );
    let paper = held(&scene, "k1", TUESDAY, "series-c");
    assert_eq!(numbers(&paper), (5, "C016", "C020"));
}

#[test]
fn the_kiosks_that_hold_numbers_are_bounded() {
    let mut config = puskesmas();
    config.reserve = 1;
    let mut scene = Scene::of(config, "2026-11-23T08:00:00+07:00");
    for index in 0..RESERVE_KIOSKS_MAX {
        let device = format!("kios-{index}");
        scene.must(kiosk(&device), reserve(&device));
    }
    let limit = Rejection::ReserveLimit(RESERVE_KIOSKS_MAX);
    assert_eq!(scene.refused(kiosk("k1"), reserve("k1")), limit);
    // One that gives up its own makes room.
    scene.must(kiosk("kios-0"), give_back("kios-0", None, &[]));
    scene.must(kiosk("k1"), reserve("k1"));
}

#[test]
fn a_configuration_with_another_size_loses_nothing_that_is_held() {
    let mut scene = with_reserve();
    let before = held(&scene, "k1", MONDAY, "series-a");
    let change = |scene: &mut Scene, change: fn(&mut Config)| {
        let mut config = scene.config();
        change(&mut config);
        scene.must(supervisor(), Act::Configure(Box::new(config)));
    };
    change(&mut scene, |config| config.reserve = 5);
    change(&mut scene, |config| config.series[0].last = 100);
    assert_eq!(held(&scene, "k1", MONDAY, "series-a"), before);
    assert_eq!(scene.must(kiosk("k1"), reserve("k1")), []);
    change(&mut scene, |config| config.reserve = 25);
    scene.must(kiosk("k1"), reserve("k1"));
    let after = held(&scene, "k1", MONDAY, "series-a");
    assert!(before.iter().all(|one| after.contains(one)));
    assert_eq!(after[0].1, "A096");
    scene.must(
        kiosk("k1"),
        join(
            "k1",
            &[given(before[19].0, "umum", "2026-11-23T08:00:00+07:00")],
        ),
    );
    assert_eq!(scene.number(before[19].0), "A999");
}
