//! A new configuration while the hall is full.

use antre_domain::config::Config;
use antre_domain::*;

use crate::scene::*;

fn reconfigure(scene: &mut Scene, change: impl FnOnce(&mut Config)) -> Answer {
    let mut config = scene.config();
    change(&mut config);
    scene.ask(supervisor(), Act::Configure(Box::new(config)))
}

fn in_use(what: &str) -> Answer {
    Err(Rejection::ConfigInUse(what.to_owned()))
}

/// Takes a service out of the whole configuration.
fn without_service(config: &mut Config, service: &str) {
    let service: ServiceId = id(service);
    config.services.retain(|other| other.id != service);
    config
        .series
        .iter_mut()
        .for_each(|series| series.services.retain(|other| *other != service));
    config.series.retain(|series| !series.services.is_empty());
    config
        .profiles
        .iter_mut()
        .for_each(|profile| profile.services.retain(|other| *other != service));
    config
        .profiles
        .retain(|profile| !profile.services.is_empty());
    let profiles: Vec<ProfileId> = config
        .profiles
        .iter()
        .map(|profile| profile.id.clone())
        .collect();
    config
        .counters
        .retain(|counter| profiles.contains(&counter.profile));
}

fn without_priority(config: &mut Config) {
    config.classes.pop();
    config.series.remove(1);
}

#[test]
fn the_same_configuration_again_changes_nothing() {
    let mut scene = Scene::at_work();
    assert_eq!(reconfigure(&mut scene, |_| {}), Ok(Vec::new()));
}

#[test]
fn a_faulty_configuration_is_refused_with_its_first_fault() {
    let mut scene = Scene::at_work();
    let before = scene.config();
    let answer = reconfigure(&mut scene, |config| config.name.clear());
    let Err(Rejection::ConfigFaulty(fault)) = answer else {
        panic!("{answer:?}")
    };
    assert!(fault.starts_with("name:"), "{fault}");
    assert_eq!(scene.config(), before);
}

#[test]
fn a_new_target_counts_for_those_who_wait_already() {
    let mut scene = Scene::at_work();
    scene.touch("umum");
    scene.wait(60);
    scene.touch_as("umum", "priority");
    reconfigure(&mut scene, |config| config.classes[0].target_wait_secs = 60).unwrap();
    assert_eq!(scene.next_number("l1"), "A001");
}

#[test]
fn a_service_with_open_tickets_stays() {
    for aside in [
        None,
        Some((|t| park(t, None)) as fn(TicketId) -> Act),
        Some(Act::NoShow),
    ] {
        let mut scene = Scene::at_work();
        let ticket = scene.touch("gigi");
        if let Some(act) = aside {
            scene.next("l1");
            scene.must(clerk("l1"), act(ticket));
        }
        // The number's own series goes first in the file, so it stays here.
        let answer = reconfigure(&mut scene, |config| {
            without_service(config, "gigi");
            config.series.push(series("C", &["kia"]));
            config.series.retain(|series| series.prefix.as_str() != "D");
        });
        assert_eq!(answer, in_use("service gigi"));
        scene.must(supervisor(), Act::Cancel(ticket));
        reconfigure(&mut scene, |config| {
            without_service(config, "gigi");
            config.series.push(series("C", &["kia"]));
            config.series.retain(|series| series.prefix.as_str() != "D");
        })
        .unwrap();
    }
}

#[test]
fn a_class_with_open_tickets_stays() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch_as("kia", "priority");
    assert_eq!(
        reconfigure(&mut scene, without_priority),
        in_use("class priority")
    );
    scene.must(supervisor(), Act::Cancel(ticket));
    reconfigure(&mut scene, without_priority).unwrap();
}

#[test]
fn a_series_that_gave_numbers_today_keeps_its_prefix_and_its_name() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("kia");
    scene.must(kiosk("k1"), Act::Cancel(ticket));
    let refused = in_use("series series-d with prefix D");
    assert_eq!(
        reconfigure(&mut scene, |config| config.series[3].prefix =
            Prefix::new("E").unwrap()),
        refused
    );
    assert_eq!(
        reconfigure(&mut scene, |config| config.series[3].id = id("mothers")),
        refused
    );
    assert_eq!(
        reconfigure(&mut scene, |config| without_service(config, "kia")),
        refused
    );
    // One that gave none may change, and numbers go on.
    reconfigure(&mut scene, |config| {
        config.series[2].prefix = Prefix::new("E").unwrap()
    })
    .unwrap();
    let next = scene.touch("kia");
    assert_eq!(scene.number(next), "D002");
}

#[test]
fn a_range_that_shrinks_moves_or_grows_never_gives_a_number_twice() {
    let mut scene = Scene::at_work();
    scene.must(kiosk("k1"), issue_many("umum", 5));
    reconfigure(&mut scene, |config| config.series[0].last = 3).unwrap();
    let exhausted = Rejection::SeriesExhausted {
        service: id("umum"),
        left: 0,
    };
    assert_eq!(scene.refused(kiosk("k1"), issue("umum")), exhausted);
    reconfigure(&mut scene, |config| config.series[0].last = 6).unwrap();
    let ticket = scene.touch("umum");
    assert_eq!(scene.number(ticket), "A006");
    reconfigure(&mut scene, |config| {
        (config.series[0].first, config.series[0].last) = (100, 101)
    })
    .unwrap();
    let ticket = scene.touch("umum");
    assert_eq!(scene.number(ticket), "A100");
    reconfigure(&mut scene, |config| {
        (config.series[0].first, config.series[0].last) = (1, 9_999)
    })
    .unwrap_err();
    reconfigure(&mut scene, |config| {
        (
            config.series[0].first,
            config.series[0].last,
            config.series[0].width,
        ) = (1, 9_999, 4);
    })
    .unwrap();
    let ticket = scene.touch("umum");
    assert_eq!(scene.number(ticket), "A0101");
}

#[test]
fn a_counter_with_a_ticket_stays() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("umum");
    scene.next("l1");
    let gone = |config: &mut Config| drop(config.counters.remove(0));
    assert_eq!(reconfigure(&mut scene, gone), in_use("counter l1"));
    scene.must(clerk("l1"), finish(ticket));
    reconfigure(&mut scene, gone).unwrap();
    assert_eq!(
        scene.refused(clerk("l1"), call_next("l1")),
        Rejection::UnknownCounter(id("l1"))
    );
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(ticket)),
        Rejection::NothingToUndo
    );
}

#[test]
fn a_new_counter_is_closed_at_first() {
    let mut scene = Scene::at_work();
    reconfigure(&mut scene, |config| {
        config.counters.push(counter("l3", "general"))
    })
    .unwrap();
    assert_eq!(
        scene.refused(clerk("l3"), call_next("l3")),
        Rejection::CounterClosed(id("l3"))
    );
    scene.must(clerk("l3"), open("l3"));
}

#[test]
fn a_profile_stays_while_an_open_counter_works_by_it() {
    let rename = |config: &mut Config| {
        config.profiles[0].id = id("hall");
        config.counters[0].profile = id("hall");
        config.counters[1].profile = id("hall");
    };
    let mut scene = Scene::at_work();
    assert_eq!(reconfigure(&mut scene, rename), in_use("profile general"));
    scene.must(clerk("l1"), Act::CloseCounter(id("l1")));
    scene.must(
        clerk("l2"),
        Act::Break {
            counter: id("l2"),
            reason: None,
        },
    );
    assert_eq!(reconfigure(&mut scene, rename), in_use("profile general"));
    scene.must(clerk("l2"), Act::CloseCounter(id("l2")));
    reconfigure(&mut scene, rename).unwrap();
    scene.must(clerk("l1"), open("l1"));
    assert_eq!(scene.day().counters[&id("l1")].profile, id("hall"));
}

#[test]
fn a_counter_and_its_profile_may_go_together() {
    let mut scene = Scene::at_work();
    scene.must(clerk("lab"), open("lab"));
    reconfigure(&mut scene, |config| without_service(config, "lab")).unwrap();
    assert!(!scene.day().counters.contains_key(&id("lab")));
}

#[test]
fn a_ticket_taken_back_never_waits_where_nobody_calls() {
    let mut scene = Scene::at_work();
    let ticket = scene.touch("kia");
    scene.must(clerk("l1"), transfer(ticket, "umum"));
    // The number D001 keeps its series; only the service goes.
    reconfigure(&mut scene, |config| {
        without_service(config, "kia");
        config.series.retain(|series| series.prefix.as_str() != "C");
        config.series.push(series("D", &["gigi"]));
    })
    .unwrap();
    assert_eq!(
        scene.refused(clerk("l1"), Act::Undo(ticket)),
        Rejection::NothingToUndo
    );
    assert_eq!(scene.queue("umum", "regular"), [ticket]);
}

#[test]
fn a_branch_that_moves_west_waits_for_its_next_date() {
    let mut scene = Scene::of(puskesmas(), "2026-11-23T08:00:00+07:00");
    scene.touch("umum");
    let zone = |scene: &mut Scene, name: &str| {
        reconfigure(scene, |config| {
            config.time_zone = TimeZone::new(name).unwrap()
        })
        .unwrap();
        scene.pass_deadlines();
    };
    zone(&mut scene, "America/New_York");
    assert_eq!(scene.day().date.to_string(), "2026-11-23");
    zone(&mut scene, "Pacific/Kiritimati");
    assert_eq!(scene.day().date.to_string(), "2026-11-23");
    scene.wait(12 * 3_600);
    assert_eq!(scene.day().date.to_string(), "2026-11-24");
    zone(&mut scene, "Asia/Jakarta");
    assert_eq!(scene.day().date.to_string(), "2026-11-24");
    scene.at("2026-11-24T12:00:00+07:00");
    assert_eq!(scene.day().date.to_string(), "2026-11-24");
    scene.at("2026-11-25T03:00:00+07:00");
    assert_eq!(scene.day().date.to_string(), "2026-11-25");
}
