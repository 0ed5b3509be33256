//! What a hall is to show and say at a time: plain functions of its configuration.

use antre_domain::Locale;
use antre_domain::config::{Level, MediaItem, VoicePolicy, Week};
use chrono::{NaiveDate, Weekday};

use crate::scene::{every_day, id};

const MINS_PER_DAY: u16 = 24 * 60;

fn at(time: &str) -> u16 {
    let time: antre_domain::LocalTime = id(time);
    time.minutes()
}

fn levels(levels: &[(Week, u8)]) -> VoicePolicy {
    let levels = levels.iter().cloned();
    VoicePolicy {
        levels: levels.map(|(at, volume)| Level { at, volume }).collect(),
        ..VoicePolicy::default()
    }
}

fn fridays(span: &str) -> Week {
    Week {
        fri: vec![id(span)],
        ..Week::default()
    }
}

#[test]
fn the_voice_pauses_for_the_friday_prayer_and_at_no_other_time() {
    let voice = levels(&[(fridays("11:45-13:00"), 0)]);
    for (weekday, time, volume) in [
        (Weekday::Fri, "11:44", 80),
        (Weekday::Fri, "11:45", 0),
        (Weekday::Fri, "12:59", 0),
        (Weekday::Fri, "13:00", 80),
        (Weekday::Thu, "12:00", 80),
        (Weekday::Sat, "12:00", 80),
    ] {
        assert_eq!(
            voice.volume_at(weekday, at(time)),
            volume,
            "{weekday} {time}"
        );
    }
}

#[test]
fn the_first_level_that_fits_counts() {
    let voice = levels(&[
        (fridays("11:45-13:00"), 0),
        (every_day("11:00-14:00").week, 95),
    ]);
    assert_eq!(voice.volume_at(Weekday::Fri, at("12:00")), 0);
    assert_eq!(voice.volume_at(Weekday::Fri, at("11:30")), 95);
    assert_eq!(voice.volume_at(Weekday::Mon, at("12:00")), 95);
}

#[test]
fn a_level_over_midnight_belongs_to_the_day_on_which_it_begins() {
    let voice = levels(&[(fridays("22:00-05:00"), 30)]);
    for (weekday, time, volume) in [
        (Weekday::Fri, "00:00", 80),
        (Weekday::Fri, "21:59", 80),
        (Weekday::Fri, "22:00", 30),
        (Weekday::Sat, "00:00", 30),
        (Weekday::Sat, "04:59", 30),
        (Weekday::Sat, "05:00", 80),
        (Weekday::Sat, "22:00", 80),
    ] {
        assert_eq!(
            voice.volume_at(weekday, at(time)),
            volume,
            "{weekday} {time}"
        );
    }
}

#[test]
fn from_a_time_to_the_same_is_a_whole_day() {
    let voice = levels(&[(fridays("18:00-18:00"), 10)]);
    let quiet = |weekday: Weekday| {
        let minutes = (0..MINS_PER_DAY).filter(|minute| voice.volume_at(weekday, *minute) == 10);
        minutes.count()
    };
    assert_eq!(quiet(Weekday::Fri), 6 * 60);
    assert_eq!(quiet(Weekday::Sat), 18 * 60);
    assert_eq!(quiet(Weekday::Sun), 0);
}

#[test]
fn a_hall_speaks_the_branchs_first_language_that_can_be_spoken() {
    let language = |code: &str| Locale::new(code).unwrap();
    let voice = VoicePolicy::default();
    for (offered, spoken) in [
        (&["id", "en"][..], &["id"][..]),
        (&["en", "id"], &["en"]),
        (&["su", "ar", "id"], &["id"]),
        (&["zh", "ar"], &[]),
        (&[], &[]),
    ] {
        let offered: Vec<Locale> = offered.iter().map(|code| language(code)).collect();
        let spoken: Vec<Locale> = spoken.iter().map(|code| language(code)).collect();
        assert_eq!(voice.languages(&offered), spoken, "{offered:?}");
    }
    let both = VoicePolicy {
        languages: Some(vec![Locale::ID, Locale::EN]),
        ..VoicePolicy::default()
    };
    assert_eq!(both.languages(&[Locale::EN]), [Locale::ID, Locale::EN]);
    let silent = VoicePolicy {
        languages: Some(Vec::new()),
        ..VoicePolicy::default()
    };
    assert_eq!(silent.languages(&[Locale::ID]), []);
}

fn picture() -> MediaItem {
    MediaItem {
        file: "promo.png".to_owned(),
        sha256: String::new(),
        secs: 15,
        zones: Vec::new(),
        from: None,
        to: None,
        at: Vec::new(),
    }
}

fn date(text: &str) -> NaiveDate {
    id(text)
}

#[test]
fn a_picture_without_conditions_is_always_due() {
    for time in ["00:00", "12:00", "23:59"] {
        assert!(picture().is_due(date("2026-11-23"), at(time), None));
        assert!(picture().is_due(date("2026-11-23"), at(time), Some(&id("utara"))));
    }
}

#[test]
fn a_picture_is_due_from_its_first_to_its_last_day() {
    let item = MediaItem {
        from: Some(date("2026-12-01")),
        to: Some(date("2026-12-03")),
        ..picture()
    };
    let due = (28..=30)
        .map(|day| format!("2026-11-{day}"))
        .chain((1..=5).map(|day| format!("2026-12-0{day}")))
        .filter(|day| item.is_due(date(day), at("09:00"), None));
    let due: Vec<String> = due.collect();
    assert_eq!(due, ["2026-12-01", "2026-12-02", "2026-12-03"]);
}

#[test]
fn a_picture_over_midnight_ends_on_the_morning_after_its_last_day() {
    let item = MediaItem {
        from: Some(date("2026-12-01")),
        to: Some(date("2026-12-01")),
        at: vec![id("22:00-02:00"), id("08:00-09:00")],
        ..picture()
    };
    for (day, time, due) in [
        ("2026-12-01", "01:59", false),
        ("2026-12-01", "08:00", true),
        ("2026-12-01", "09:00", false),
        ("2026-12-01", "22:00", true),
        ("2026-12-02", "01:59", true),
        ("2026-12-02", "02:00", false),
        ("2026-12-02", "08:00", false),
        ("2026-12-02", "22:00", false),
    ] {
        assert_eq!(item.is_due(date(day), at(time), None), due, "{day} {time}");
    }
}

#[test]
fn a_picture_of_one_zone_is_shown_there_and_on_the_display_of_the_whole_hall() {
    let item = MediaItem {
        zones: vec![id("utara")],
        ..picture()
    };
    let due = |zone: Option<&str>| {
        let zone = zone.map(id);
        item.is_due(date("2026-11-23"), at("09:00"), zone.as_ref())
    };
    assert_eq!(
        [due(Some("utara")), due(Some("selatan")), due(None)],
        [true, false, true]
    );
}
