use std::time::Duration;

use antre_domain::{AnnouncementKind, Locale, ZoneId};
use antre_hall_flow::hall::{Setup, Told};
use antre_protocol::DisplayView;

use crate::house::{House, setup, zone};
use crate::made::view;

fn zoned() -> DisplayView {
    let mut view = view(&[Locale::ID, Locale::EN]);
    view.hall.zones = vec![zone("1", &["1", "2", "3"]), zone("2", &["5", "7", "12"])];
    view
}

fn of_zone(id: &str) -> Setup {
    Setup {
        zone: Some(ZoneId::new(id).unwrap()),
        ..setup(true)
    }
}

#[test]
fn an_unknown_zone_is_reported_and_the_whole_hall_is_shown() {
    let mut house = House::with(of_zone("garden"), zoned());
    house.call("A012", "3");
    house.call("F032", "12");
    assert_eq!(house.numbers(), ["F032", "A012"]);
    assert_eq!(house.face().zone, None);
    let at = house.at();
    let report = house.hall.report(at);
    assert_eq!(report.zone, None);
    assert_eq!(
        (
            report.faults[0].code.as_str(),
            report.faults[0].about.as_str()
        ),
        ("unknown_zone", "garden")
    );
}

#[test]
fn a_display_shows_and_says_only_the_calls_of_its_zone() {
    let mut house = House::with(of_zone("2"), zoned());
    house.call("A012", "3");
    house.call("F032", "12");
    assert_eq!(house.numbers(), ["F032"]);
    house.secs(20);
    assert_eq!(house.lines(Told::Spoken).len(), 1);
    assert!(house.lines(Told::Spoken)[0].contains("F, tiga puluh dua"));
    let face = house.face();
    assert_eq!(face.zone.as_deref(), Some("Lantai 2"));
    let counters: Vec<&str> = face
        .recent
        .iter()
        .map(|slip| slip.shown.call.counter.as_str())
        .collect();
    assert_eq!(counters, ["5", "12", "7"]);
    let at = house.at();
    assert_eq!(house.hall.report(at).zone, Some(ZoneId::new("2").unwrap()));
}

#[test]
fn an_announcement_is_for_its_zones_or_for_all() {
    let mut house = House::with(of_zone("2"), zoned());
    house.say(AnnouncementKind::Notice, Some("Untuk lantai satu."));
    house.view.announcements[0].zones = vec![ZoneId::new("1").unwrap()];
    house.hear();
    assert_eq!(house.face().announcement, None);
    house.say(AnnouncementKind::Notice, Some("Untuk semua."));
    assert_eq!(house.face().announcement.unwrap().text, "Untuk semua.");
    house.view.announcements[0]
        .zones
        .push(ZoneId::new("2").unwrap());
    house.view.announcements.truncate(1);
    house.hear();
    assert_eq!(
        house.face().announcement.unwrap().text,
        "Untuk lantai satu."
    );
}

#[test]
fn a_busy_zone_does_not_push_a_quiet_ones_call_off_the_screen() {
    let mut house = House::with(of_zone("2"), zoned());
    let quiet = house.call("F032", "12");
    house.end(&quiet);
    for number in 100..120 {
        let busy = house.call(&format!("A{number}"), "1");
        house.end(&busy);
        house.pass(Duration::from_millis(100));
    }
    assert!(
        house
            .view
            .recent_calls
            .iter()
            .all(|call| call.ticket != quiet.ticket),
        "the branch's list has forgotten it"
    );
    assert_eq!(house.numbers(), ["F032"], "it stands its ten seconds");
    house.secs(10);
    assert!(house.numbers().is_empty());
    assert_eq!(house.face().recent[0].shown.call.ticket, quiet.ticket);
}

#[test]
fn a_withdrawn_call_of_the_zone_is_not_remembered() {
    let mut house = House::with(of_zone("2"), zoned());
    let call = house.call("F032", "12");
    house.view.open_calls.clear();
    house
        .view
        .recent_calls
        .retain(|recent| recent.ticket != call.ticket);
    house.hear();
    assert!(house.numbers().is_empty());
    assert!(
        house
            .face()
            .recent
            .iter()
            .all(|slip| slip.shown.call.ticket != call.ticket)
    );
}

#[test]
fn the_day_ends_for_all_zones_together() {
    let mut late = zoned();
    late.branch.open = false;
    late.cloth = vec![0, 1, 2];
    for counter in &mut late.counters {
        counter.state = if counter.id.as_str() == "1" {
            "serving"
        } else {
            "closed"
        }
        .to_owned();
    }
    let mut house = House::with(of_zone("2"), late);
    assert!(
        house.face().cloth.is_empty(),
        "somebody is still served elsewhere"
    );
    house.view.counters[0].state = "closed".to_owned();
    house.hear();
    let face = house.face();
    assert_eq!((face.cloth, face.served), (vec![0, 1, 2], 8));
}
