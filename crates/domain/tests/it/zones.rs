//! Days in zones whose clocks are changed.

use antre_domain::config::{Config, Opening};
use antre_domain::*;

use crate::scene::*;

fn in_zone(zone: &str, day_starts: &str) -> Config {
    let mut config = puskesmas();
    config.time_zone = TimeZone::new(zone).unwrap();
    config.day_starts = id(day_starts);
    config.hours = every_day(&format!("{day_starts}-{day_starts}"));
    config.numbers_lead_mins = 0;
    config
}

#[test]
fn round_the_clock_means_every_minute_of_the_day() {
    let mut scene = Scene::of(
        in_zone("Asia/Jakarta", "03:00"),
        "2026-11-23T03:00:00+07:00",
    );
    for _ in 0..50 {
        scene.touch("umum");
        scene.wait(3_599);
    }
    assert_eq!(
        scene.dates_opened(),
        ["2026-11-23", "2026-11-24", "2026-11-25"]
    );
}

/// Lives through `hours` in steps of `step_secs`, issuing at each: dates only rise, each day opens
/// exactly when it is due, and no number comes twice on one.
fn live_through(
    zone: &str,
    day_starts: &str,
    from: &str,
    hours: u32,
    step_secs: u32,
) -> Vec<(String, Timestamp)> {
    let mut scene = Scene::of(in_zone(zone, day_starts), from);
    let mut given = std::collections::BTreeSet::new();
    for _ in 0..hours * 3_600 / step_secs {
        let ticket = scene.touch("umum");
        assert!(
            given.insert((scene.date(), scene.number(ticket))),
            "a number came twice on {}",
            scene.date()
        );
        let zone = scene.config().time_zone;
        assert_eq!(
            zone.business_date(scene.clock, id(day_starts)),
            scene.day().date
        );
        scene.wait(step_secs);
    }
    let opened = scene.log.iter().filter_map(|event| match &event.what {
        What::DayOpened { date, due_at, .. } => Some((date.to_string(), *due_at)),
        _ => None,
    });
    let opened: Vec<(String, Timestamp)> = opened.skip(1).collect();
    assert!(opened.is_sorted_by(|(a, _), (b, _)| a < b), "{opened:?}");
    opened
}

#[test]
fn a_day_that_starts_in_the_hour_left_out_in_spring_starts_after_it() {
    let opened = live_through(
        "Europe/Berlin",
        "02:30",
        "2026-03-28T12:00:00+01:00",
        48,
        600,
    );
    let expected = [
        ("2026-03-29", "2026-03-29T03:00:00+02:00"),
        ("2026-03-30", "2026-03-30T02:30:00+02:00"),
    ];
    assert_eq!(
        opened,
        expected.map(|(date, at)| (date.to_owned(), instant(at)))
    );
    let opened = live_through(
        "America/New_York",
        "02:00",
        "2026-03-07T12:00:00-05:00",
        48,
        600,
    );
    let expected = [
        ("2026-03-08", "2026-03-08T03:00:00-04:00"),
        ("2026-03-09", "2026-03-09T02:00:00-04:00"),
    ];
    assert_eq!(
        opened,
        expected.map(|(date, at)| (date.to_owned(), instant(at)))
    );
}

#[test]
fn a_day_that_starts_in_the_hour_that_comes_twice_in_autumn_starts_once() {
    let opened = live_through(
        "Europe/Berlin",
        "02:30",
        "2026-10-24T12:00:00+02:00",
        48,
        600,
    );
    let expected = [
        ("2026-10-25", "2026-10-25T02:30:00+02:00"),
        ("2026-10-26", "2026-10-26T02:30:00+01:00"),
    ];
    assert_eq!(
        opened,
        expected.map(|(date, at)| (date.to_owned(), instant(at)))
    );
    let opened = live_through(
        "America/New_York",
        "01:30",
        "2026-10-31T12:00:00-04:00",
        48,
        600,
    );
    let expected = [
        ("2026-11-01", "2026-11-01T01:30:00-04:00"),
        ("2026-11-02", "2026-11-02T01:30:00-05:00"),
    ];
    assert_eq!(
        opened,
        expected.map(|(date, at)| (date.to_owned(), instant(at)))
    );
}

#[test]
fn a_hub_that_wakes_in_the_second_of_the_two_hours_opens_the_new_day_not_the_old_one_again() {
    let mut scene = Scene::of(
        in_zone("Europe/Berlin", "02:30"),
        "2026-10-24T12:00:00+02:00",
    );
    scene.touch("umum");
    // 02:10 for the second time: forty minutes after the day turned.
    scene.at("2026-10-25T02:10:00+01:00");
    assert_eq!(scene.date(), "2026-10-25");
    scene.touch("umum");
    scene.at("2026-10-25T02:50:00+01:00");
    assert_eq!(scene.dates_opened(), ["2026-10-24", "2026-10-25"]);
}

#[test]
fn clocks_set_back_over_midnight_do_not_bring_yesterday_back() {
    // Azores: 01:00 becomes 00:00; Asuncion (until 2024) 00:00 becomes 23:00 of the day before.
    live_through(
        "Atlantic/Azores",
        "00:30",
        "2026-10-24T12:00:00-00:00",
        30,
        600,
    );
    let opened = live_through(
        "America/Asuncion",
        "00:00",
        "2024-03-23T12:00:00-03:00",
        36,
        600,
    );
    assert_eq!(opened.len(), 1);
    let opened = live_through(
        "America/Asuncion",
        "23:30",
        "2024-03-23T12:00:00-03:00",
        37,
        600,
    );
    assert_eq!(opened.len(), 2);
}

#[test]
fn a_country_that_skips_a_day_still_has_one_numbering_a_day() {
    live_through(
        "Pacific/Apia",
        "03:00",
        "2011-12-29T04:00:00-10:00",
        72,
        1_800,
    );
}

#[test]
fn hours_in_a_changing_night_are_read_on_the_wall_clock() {
    let mut config = in_zone("Europe/Berlin", "03:00");
    config.hours = every_day("08:00-15:00");
    let opens = |at: &str| match config.branch_opening(instant(at)) {
        Opening::Closed { opens_at } => opens_at.unwrap(),
        Opening::Open { .. } => panic!("open at {at}"),
    };
    assert_eq!(
        opens("2026-03-29T06:00:00+02:00"),
        instant("2026-03-29T08:00:00+02:00")
    );
    assert_eq!(
        opens("2026-10-25T06:00:00+01:00"),
        instant("2026-10-25T08:00:00+01:00")
    );
    assert_eq!(
        opens("2026-10-24T20:00:00+02:00"),
        instant("2026-10-25T08:00:00+01:00")
    );
}
