//! What the supervisor tells the hall, and what takes the whole screen.

use std::time::Duration;

use antre_domain::{AnnouncementKind, Locale, Text};
use antre_hall_flow::fit::Arrangement;
use antre_hall_flow::hall::Told;
use antre_hall_flow::stage::Frame;
use antre_protocol::AnnouncementCard;

use crate::house::{House, setup};

fn house() -> House {
    House::new(setup(true))
}

#[test]
fn an_announcement_whose_words_were_lost_shows_nothing_and_harms_nothing() {
    let mut house = house();
    house.say(AnnouncementKind::Notice, None);
    house.say(AnnouncementKind::Notice, Some("  "));
    house.secs(5);
    assert_eq!(house.face().announcement, None);
    assert!(house.lines(Told::Spoken).is_empty());
    house.call("A012", "3");
    assert_eq!(house.numbers(), ["A012"]);
}

#[test]
fn an_emergency_whose_words_were_lost_still_takes_the_screen() {
    let mut house = house();
    house.say(AnnouncementKind::Emergency, None);
    let emergency = house.face().emergency.unwrap();
    assert_eq!(emergency.texts[0].title, "Keadaan darurat");
    assert!(!emergency.texts[0].words.is_empty());
    house.secs(60);
}

#[test]
fn a_notice_is_read_and_heard_once() {
    let mut house = house();
    let id = house.say(
        AnnouncementKind::Notice,
        Some("Loket 5 pindah ke lantai 2."),
    );
    house.secs(60);
    assert_eq!(
        house.face().announcement.unwrap().text,
        "Loket 5 pindah ke lantai 2."
    );
    assert_eq!(house.lines(Told::Spoken), ["Loket 5 pindah ke lantai 2."]);
    house.unsay(id);
    assert_eq!(house.face().announcement, None);
}

#[test]
fn a_notice_speaks_the_branchs_languages_in_turn() {
    let mut house = house();
    house.say(AnnouncementKind::Notice, Some("x"));
    house.view.announcements[0].text = Some(Text::Each(
        [
            (Locale::ID, "Ada pemadaman.".to_owned()),
            (Locale::EN, "Power cut.".to_owned()),
        ]
        .into(),
    ));
    house.hear();
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(house.face().announcement.unwrap().text);
        let due = house
            .hall
            .next_deadline(house.now, Some(house.at()))
            .unwrap();
        assert!(due <= house.now + Duration::from_secs(10));
        house.secs(10);
    }
    assert_eq!(seen, ["Ada pemadaman.", "Power cut.", "Ada pemadaman."]);
}

#[test]
fn an_announcement_ends_by_the_hubs_clock_without_a_word_from_the_hub() {
    let mut house = house();
    house.say(AnnouncementKind::Evacuate, None);
    house.view.announcements[0].until = Some(house.at().plus_secs(20));
    house.hear();
    house.secs(19);
    assert!(house.face().emergency.is_some());
    let due = house
        .hall
        .next_deadline(house.now, Some(house.at()))
        .unwrap();
    assert!(due <= house.now + Duration::from_secs(1));
    house.secs(1);
    assert!(house.face().emergency.is_none());
    assert_eq!(house.lines(Told::Emergency), ["evacuate", "over"]);
    let said = house.lines(Told::Spoken).len();
    house.secs(30);
    assert_eq!(house.lines(Told::Spoken).len(), said);
    assert!(house.playing.is_none());
}

#[test]
fn an_emergency_takes_the_whole_screen_at_once_in_the_branchs_languages() {
    let mut house = house();
    house.call("A012", "3");
    house.say(AnnouncementKind::Fire, None);
    let face = house.face();
    assert!(face.calls.is_empty() && face.picture.is_none());
    let emergency = face.emergency.unwrap();
    let told: Vec<(&str, Locale)> = emergency
        .texts
        .iter()
        .map(|text| (text.title.as_str(), text.locale))
        .collect();
    assert_eq!(told, [("Kebakaran", Locale::ID), ("Fire", Locale::EN)]);
    assert!(
        house.scripts[1].1.pre_empts,
        "what was being said is cut off"
    );
    assert!(house.lines(Told::Spoken)[1].starts_with("Perhatian, terjadi kebakaran."));
}

#[test]
fn words_of_its_own_stand_in_their_language() {
    let mut house = house();
    house.say(AnnouncementKind::Fire, Some("Titik kumpul: halaman depan."));
    let emergency = house.face().emergency.unwrap();
    assert_eq!(emergency.texts[0].words, "Titik kumpul: halaman depan.");
    assert_ne!(emergency.texts[1].words, "Titik kumpul: halaman depan.");
}

#[test]
fn an_emergency_is_said_again_until_it_ends_and_then_cut_off() {
    let mut house = house();
    let id = house.say(AnnouncementKind::Earthquake, None);
    house.secs(40);
    assert!(house.scripts.len() >= 4, "{}", house.scripts.len());
    while house.playing.is_none() {
        house.pass(Duration::from_millis(100));
    }
    house.unsay(id);
    let (_, last) = house.scripts.last().unwrap();
    assert!(last.pre_empts && last.plans.is_empty());
    assert!(house.playing.is_none());
    let said = house.scripts.len();
    house.secs(60);
    assert_eq!(house.scripts.len(), said);
}

#[test]
fn under_a_silent_emergency_nobody_is_called() {
    let mut house = house();
    house.call("A012", "3");
    house.call("B005", "2");
    let card = house.card(AnnouncementKind::Evacuate, None);
    let id = card.id;
    house.view.announcements.push(AnnouncementCard {
        spoken: false,
        ..card
    });
    house.hear();
    house.secs(30);
    assert_eq!(house.lines(Told::Spoken).len(), 1, "what was being said");
    house.unsay(id);
    assert_eq!(house.lines(Told::Spoken).len(), 2);
}

#[test]
fn calls_under_a_short_emergency_are_new_when_it_is_over() {
    let mut house = house();
    let id = house.say(AnnouncementKind::Evacuate, None);
    house.call("A012", "3");
    house.secs(20);
    assert!(house.numbers().is_empty());
    house.unsay(id);
    assert_eq!(house.numbers(), ["A012"]);
    house.secs(20);
    assert_eq!(house.shown_as_new(), ["A012"]);
    let said = house.lines(Told::Spoken);
    assert!(said.last().unwrap().contains("A, dua belas"));
}

#[test]
fn calls_under_a_long_emergency_are_not_announced_late() {
    let mut house = house();
    house.call("F032", "12");
    house.call("B005", "2");
    house.secs(1);
    let id = house.say(AnnouncementKind::Evacuate, None);
    house.call("A012", "3");
    house.secs(600);
    let spoken = house.lines(Told::Spoken).len();
    house.unsay(id);
    assert_eq!(house.numbers().len(), 3, "whoever is still called is shown");
    house.secs(60);
    let after = &house.lines(Told::Spoken)[spoken..];
    assert!(after.is_empty(), "{after:?}");
    assert_eq!(house.shown_as_new(), ["F032", "B005"]);
}

#[test]
fn whoever_ended_under_an_emergency_is_not_shown_after_it() {
    let mut house = house();
    let a = house.call("A012", "3");
    let id = house.say(AnnouncementKind::Fire, None);
    house.end(&a);
    house.secs(5);
    house.unsay(id);
    assert!(house.numbers().is_empty());
}

#[test]
fn nobody_has_had_a_turn_on_a_stage_that_was_covered() {
    let mut house = house();
    for (number, counter) in [("A012", "3"), ("B005", "2"), ("C007", "5"), ("F032", "12")] {
        house.call(number, counter);
    }
    house.secs(5);
    assert_eq!(house.shown_as_new(), ["A012", "B005", "C007"]);
    let id = house.say(AnnouncementKind::Fire, None);
    house.secs(15);
    house.unsay(id);
    house.secs(10);
    let face = house.face();
    assert_eq!(face.calls[0].shown.call.number.to_string(), "F032");
    assert_ne!(
        face.calls[0].shown.frame,
        Frame::Rest,
        "its call is still news"
    );
    assert_eq!(house.shown_as_new(), ["A012", "B005", "C007", "F032"]);
}

#[test]
fn a_notice_takes_a_free_place_of_the_stage_and_never_a_calls() {
    let mut house = house();
    house.say(
        AnnouncementKind::Notice,
        Some("Loket 5 pindah ke lantai 2."),
    );
    house.call("A012", "3");
    assert_eq!(house.face().arrangement, Arrangement::Rows);
    house.call("B005", "2");
    house.call("F032", "12");
    let face = house.face();
    assert_eq!(face.calls.len(), 3);
    assert!(face.announcement.is_some(), "at the foot");
}
