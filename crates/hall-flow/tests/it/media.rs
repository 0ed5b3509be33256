//! Still pictures: what is shown, what is passed over, and that no call waits for them.

use std::time::Duration;

use antre_domain::config::{MediaItem, MediaPlace};
use antre_hall_flow::fit::Arrangement;
use antre_hall_flow::hall::Picture;
use antre_protocol::DisplayFault;
use chrono::NaiveDate;

use crate::house::{House, hall_of, setup, zone};

fn item(name: &str, secs: u16) -> MediaItem {
    MediaItem {
        file: format!("{name}.png"),
        sha256: name.to_owned(),
        secs,
        zones: Vec::new(),
        from: None,
        to: None,
        at: Vec::new(),
    }
}

fn house(items: Vec<MediaItem>) -> House {
    let mut house = House::new(setup(false));
    house.view.hall.media = items;
    house.hear();
    house
}

fn ready(house: &mut House, names: &[&str]) {
    for name in names {
        house.hall.handle_picture(name, Picture::Ready);
    }
    house.settle();
}

fn failed(house: &mut House, name: &str, code: &str) {
    let fault = DisplayFault {
        code: code.to_owned(),
        about: format!("{name}.png"),
    };
    house.hall.handle_picture(name, Picture::Failed(fault));
    house.settle();
}

fn picture(house: &House) -> Option<String> {
    house.face().picture
}

fn codes(house: &mut House) -> Vec<String> {
    let at = house.at();
    let faults = house.hall.report(at).faults;
    faults.into_iter().map(|fault| fault.code).collect()
}

#[test]
fn pictures_that_fail_are_passed_over_named_and_reported() {
    let mut house = house(vec![
        item("a", 10),
        item("b", 10),
        item("c", 10),
        item("d", 10),
    ]);
    failed(&mut house, "a", "media_corrupt");
    failed(&mut house, "b", "media_too_large");
    failed(&mut house, "c", "media_unknown_kind");
    ready(&mut house, &["d"]);
    for _ in 0..40 {
        assert_eq!(picture(&house).as_deref(), Some("d"));
        house.secs(1);
    }
    assert_eq!(
        codes(&mut house),
        ["media_corrupt", "media_too_large", "media_unknown_kind"]
    );
}

#[test]
fn a_playlist_that_loops_on_nothing_is_reported_once_and_keeps_nobody_awake() {
    let mut house = house(vec![item("a", 5), item("b", 5)]);
    failed(&mut house, "a", "media_corrupt");
    failed(&mut house, "b", "media_corrupt");
    assert_eq!(picture(&house), None);
    let first = house.at();
    let first = house.hall.report(first);
    assert!(
        first
            .faults
            .iter()
            .any(|fault| fault.code == "playlist_empty")
    );
    let mut looks = 0;
    let end = house.now + Duration::from_secs(60);
    while let Some(due) = house.hall.next_deadline(house.now, Some(house.at()))
        && due < end
    {
        assert!(due > house.now, "a busy loop");
        house.now = due;
        house.settle();
        looks += 1;
    }
    assert!(looks <= 1, "only the clock: {looks}");
    let again = house.at();
    assert_eq!(house.hall.report(again), first, "nothing new to tell");
}

#[test]
fn a_picture_without_content_is_missing() {
    let mut nameless = item("a", 5);
    nameless.sha256.clear();
    let mut house = house(vec![nameless]);
    assert!(house.hall.wanted_pictures().is_empty());
    assert_eq!(codes(&mut house), ["media_missing", "playlist_empty"]);
}

#[test]
fn what_is_not_there_yet_is_not_waited_for() {
    let mut house = house(vec![item("a", 5), item("b", 5)]);
    assert_eq!(picture(&house), None);
    ready(&mut house, &["b"]);
    assert_eq!(picture(&house).as_deref(), Some("b"));
    assert!(codes(&mut house).is_empty());
    ready(&mut house, &["a"]);
    assert_eq!(picture(&house).as_deref(), Some("b"), "it stands its time");
    house.secs(5);
    assert_eq!(picture(&house).as_deref(), Some("a"));
}

#[test]
fn each_picture_stands_for_its_own_time() {
    let mut house = house(vec![item("a", 5), item("b", 12)]);
    ready(&mut house, &["a", "b"]);
    let mut seen = Vec::new();
    house.pass_with(Duration::from_secs(34), |house| {
        seen.push(picture(house).unwrap());
    });
    let runs: Vec<(String, usize)> = seen
        .chunk_by(|one, next| one == next)
        .map(|run| (run[0].clone(), run.len() / 10))
        .collect();
    let runs: Vec<(&str, usize)> = runs
        .iter()
        .map(|(name, secs)| (name.as_str(), *secs))
        .collect();
    assert_eq!(&runs[..3], [("a", 4), ("b", 12), ("a", 5)]);
}

#[test]
fn a_picture_is_shown_on_its_days_and_at_its_hours() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let mut over = item("over", 5);
    over.to = day.pred_opt();
    let mut later = item("later", 5);
    later.from = day.succ_opt();
    let mut noon = item("noon", 5);
    noon.at = vec!["08:44-09:00".parse().unwrap()];
    let mut house = house(vec![over, later, noon]);
    ready(&mut house, &["over", "later", "noon"]);
    assert_eq!(picture(&house), None);
    assert!(codes(&mut house).is_empty(), "something will come");
    house.secs(120);
    assert_eq!(picture(&house).as_deref(), Some("noon"));
    house.secs(17 * 60);
    assert_eq!(picture(&house), None);
}

#[test]
fn a_playlist_whose_days_are_over_is_empty() {
    let mut over = item("over", 5);
    over.to = NaiveDate::from_ymd_opt(2026, 11, 22);
    let mut house = house(vec![over]);
    ready(&mut house, &["over"]);
    assert_eq!(codes(&mut house), ["playlist_empty"]);
}

#[test]
fn a_picture_of_another_zone_is_not_even_wanted() {
    let mut house = House::new(antre_hall_flow::hall::Setup {
        zone: Some(antre_domain::ZoneId::new("1").unwrap()),
        ..setup(false)
    });
    house.view.hall.zones = vec![zone("1", &["1"]), zone("2", &["2"])];
    let mut other = item("b", 5);
    other.zones = vec![antre_domain::ZoneId::new("2").unwrap()];
    house.view.hall.media = vec![item("a", 5), other];
    house.hear();
    let wanted = house.hall.wanted_pictures();
    assert_eq!(wanted.len(), 1);
    assert_eq!(
        (wanted[0].file.as_str(), wanted[0].sha256.as_str()),
        ("a.png", "a")
    );
}

#[test]
fn a_call_takes_the_pictures_place_at_once_and_the_next_one_follows_it() {
    let mut house = house(vec![item("a", 60), item("b", 60)]);
    ready(&mut house, &["a", "b"]);
    assert_eq!(picture(&house).as_deref(), Some("a"));
    let call = house.call("A012", "3");
    assert_eq!((picture(&house), house.numbers().len()), (None, 1));
    house.end(&call);
    house.secs(10);
    assert_eq!(picture(&house).as_deref(), Some("b"));
}

#[test]
fn beside_a_call_the_picture_stays_where_the_hall_leaves_room() {
    let mut house = house(vec![item("a", 60)]);
    house.view.hall.media_place = MediaPlace::Beside;
    house.hear();
    ready(&mut house, &["a"]);
    house.call("A012", "3");
    let face = house.face();
    assert_eq!(face.arrangement, Arrangement::Beside);
    assert_eq!(face.picture.as_deref(), Some("a"));
    assert!(face.size + 0.5 >= hall_of(10.0).size_least, "{}", face.size);
    house.call("B005", "2");
    let face = house.face();
    assert_eq!((face.arrangement, face.picture), (Arrangement::Rows, None));
}

#[test]
fn in_a_deep_hall_the_picture_gives_way_to_the_call() {
    let mut house = house(vec![item("a", 60)]);
    house.view.hall.media_place = MediaPlace::Beside;
    house.hall.handle_fit(hall_of(11.0), house.now);
    house.hear();
    ready(&mut house, &["a"]);
    assert_eq!(picture(&house).as_deref(), Some("a"));
    house.call("A012", "3");
    let face = house.face();
    assert_eq!((face.arrangement, face.picture), (Arrangement::Slip, None));
    assert!(face.size >= hall_of(11.0).size_least);
}
