//! What a branch may not say about its halls: zones, voice, pictures.

use antre_domain::Locale;
use antre_domain::config::FaultCode::*;
use antre_domain::config::{Config, Level, MEDIA_MAX, MediaItem, Week, ZONES_MAX, Zone};

use super::{FaultCode, Plant, faults, puskesmas};
use crate::scene::{every_day, id};

pub(super) fn of_halls() -> Vec<(FaultCode, &'static str, Plant)> {
    let mut planted = of_zones();
    planted.extend(of_the_voice());
    planted.extend(of_pictures());
    planted
}

fn of_zones() -> Vec<(FaultCode, &'static str, Plant)> {
    vec![
        (DuplicateId, "hall.zones[1].id", |c| {
            c.hall.zones = vec![zone("utara", &["l1"]), zone("utara", &["l2"])]
        }),
        (EmptyText, "hall.zones[0].name", |c| {
            c.hall.zones = vec![zone("utara", &["l1"])];
            c.hall.zones[0].name = " ".into();
        }),
        (EmptyList, "hall.zones[0].counters", |c| {
            c.hall.zones = vec![zone("utara", &[])]
        }),
        (UnknownReference, "hall.zones[0].counters[1]", |c| {
            c.hall.zones = vec![zone("utara", &["l1", "l9"])]
        }),
        (DuplicateId, "hall.zones[0].counters[2]", |c| {
            c.hall.zones = vec![zone("utara", &["l1", "l2", "l1"])]
        }),
        (ListTooLong, "hall.zones", |c| {
            let zones = (0..=ZONES_MAX).map(|nth| zone(&format!("z{nth}"), &["l1"]));
            c.hall.zones = zones.collect();
        }),
    ]
}

fn of_the_voice() -> Vec<(FaultCode, &'static str, Plant)> {
    vec![
        (NotSpoken, "hall.voice.languages[1]", |c| {
            c.hall.voice.languages = Some(vec![Locale::ID, Locale::new("su").unwrap()])
        }),
        (NotSpoken, "hall.voice.languages[1]", |c| {
            c.hall.voice.languages = Some(vec![Locale::EN, Locale::EN])
        }),
        (OutOfRange, "hall.voice.volume", |c| {
            c.hall.voice.volume = 101
        }),
        (OutOfRange, "hall.voice.levels[0].volume", |c| {
            c.hall.voice.levels = vec![level("12:00-13:00", u8::MAX)]
        }),
        (EmptyList, "hall.voice.levels[1].at", |c| {
            c.hall.voice.levels = vec![level("12:00-13:00", 0), level("", 0)]
        }),
        (ListTooLong, "hall.voice.levels", |c| {
            c.hall.voice.levels = vec![level("12:00-13:00", 0); 17]
        }),
        (ListTooLong, "hall.voice.levels[0].at.fri", |c| {
            let mut pause = level("12:00-13:00", 0);
            pause.at.fri = vec![id("11:45-13:00"); 17];
            c.hall.voice.levels = vec![pause];
        }),
    ]
}

fn of_pictures() -> Vec<(FaultCode, &'static str, Plant)> {
    let mut planted: Vec<(FaultCode, &'static str, Plant)> = vec![
        (FileNotRead, "hall.media[0].file", |c| {
            c.hall.media = vec![MediaItem {
                sha256: String::new(),
                ..picture("promo.png")
            }]
        }),
        (FileNotRead, "hall.media[0].file", |c| {
            c.hall.media = vec![MediaItem {
                sha256: format!("../{}", "a".repeat(61)),
                ..picture("promo.png")
            }]
        }),
        (FileNotRead, "hall.media[0].file", |c| {
            c.hall.media = vec![MediaItem {
                sha256: "A".repeat(64),
                ..picture("promo.png")
            }]
        }),
        (OutOfRange, "hall.media[1].secs", |c| {
            c.hall.media = vec![picture("a.png"), picture("b.png")];
            c.hall.media[1].secs = 4;
        }),
        (OutOfRange, "hall.media[0].secs", |c| {
            c.hall.media = vec![picture("a.png")];
            c.hall.media[0].secs = 3_601;
        }),
        (UnknownReference, "hall.media[0].zones[0]", |c| {
            c.hall.media = vec![picture("a.png")];
            c.hall.media[0].zones = vec![id("utara")];
        }),
        (PeriodBackwards, "hall.media[0].to", |c| {
            c.hall.media = vec![picture("a.png")];
            c.hall.media[0].from = Some(id("2026-12-02"));
            c.hall.media[0].to = Some(id("2026-12-01"));
        }),
        (ListTooLong, "hall.media[0].at", |c| {
            c.hall.media = vec![picture("a.png")];
            c.hall.media[0].at = vec![id("08:00-09:00"); 17];
        }),
        (ListTooLong, "hall.media", |c| {
            c.hall.media = vec![picture("a.png"); MEDIA_MAX + 1]
        }),
    ];
    let names: [Plant; 10] = [
        |c| c.hall.media = vec![picture("")],
        |c| c.hall.media = vec![picture("promo")],
        |c| c.hall.media = vec![picture("promo.gif")],
        |c| c.hall.media = vec![picture("promo.mp4")],
        |c| c.hall.media = vec![picture("../promo.png")],
        |c| c.hall.media = vec![picture("layar/promo.png")],
        |c| c.hall.media = vec![picture("/srv/promo.png")],
        |c| c.hall.media = vec![picture("C:\\promo.png")],
        |c| c.hall.media = vec![picture("promo\u{0}.png")],
        |c| c.hall.media = vec![picture(&format!("{}.png", "x".repeat(97)))],
    ];
    planted.extend(names.map(|plant| (BadMediaName, "hall.media[0].file", plant)));
    planted
}

fn zone(name: &str, counters: &[&str]) -> Zone {
    Zone {
        id: id(name),
        name: "Aula".into(),
        counters: counters.iter().map(|counter| id(counter)).collect(),
    }
}

fn level(span: &str, volume: u8) -> Level {
    let at: Week = every_day(span).week;
    Level { at, volume }
}

fn picture(file: &str) -> MediaItem {
    MediaItem {
        file: file.to_owned(),
        sha256: "a1".repeat(32),
        secs: 15,
        zones: Vec::new(),
        from: None,
        to: None,
        at: Vec::new(),
    }
}

/// As much as a hall may have.
fn full(config: &mut Config) {
    let zones = (0..ZONES_MAX).map(|nth| zone(&format!("z{nth}"), &["l1", "k1"]));
    config.hall.zones = zones.collect();
    config.hall.voice.languages = Some(vec![Locale::EN, Locale::ID]);
    config.hall.voice.volume = 100;
    // Any hour, and over midnight and the start of the business day, and one in another.
    let mut levels = vec![level("22:00-05:00 23:00-04:00", 0)];
    levels.resize(16, level("00:00-00:00", 100));
    config.hall.voice.levels = levels;
    let file = |nth: usize| ["promo.PNG", "promo.jpg", "iklan layanan.jpeg"][nth % 3];
    let item = |nth| MediaItem {
        secs: if nth == 0 { 5 } else { 3_600 },
        zones: vec![id("z0"), id("z15")],
        from: Some(id("2026-12-01")),
        to: Some(id("2026-12-01")),
        at: vec![id("22:00-05:00"); 16],
        ..picture(file(nth))
    };
    config.hall.media = (0..MEDIA_MAX).map(item).collect();
}

#[test]
fn a_full_hall_is_no_fault() {
    let mut config = puskesmas();
    full(&mut config);
    assert_eq!(config.check(), Ok(()));
    config.hall.voice.languages = Some(Vec::new());
    assert_eq!(config.check(), Ok(()), "a hall may have no voice");
}

#[test]
fn a_third_language_is_one_too_many_whichever() {
    let found = faults(|c| {
        c.hall.voice.languages = Some(vec![Locale::ID, Locale::EN, Locale::new("ar").unwrap()])
    });
    let at = |path: &str, code| (path.to_owned(), code);
    assert_eq!(
        found,
        [
            at("hall.voice.languages", ListTooLong),
            at("hall.voice.languages[2]", NotSpoken)
        ]
    );
}

#[test]
fn faults_of_a_hall_name_the_value() {
    let details = |plant: Plant| {
        let found = super::told(plant);
        found
            .into_iter()
            .map(|fault| fault.detail)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        details(|c| c.hall.media = vec![picture("promo.gif")]),
        ["\"promo.gif\""]
    );
    assert_eq!(
        details(|c| c.hall.voice.languages = Some(vec![Locale::new("su").unwrap()])),
        ["su"]
    );
    assert_eq!(
        details(|c| c.hall.voice.volume = 120),
        ["120, allowed 0 to 100"]
    );
}
