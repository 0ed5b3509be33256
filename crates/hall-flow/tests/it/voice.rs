//! What is heard, in which words, and what stays silent.

use std::time::Duration;

use antre_domain::config::{Level, Week};
use antre_domain::{AnnouncementKind, Locale, SoundHealth, Text, Without};
use antre_hall_flow::hall::{Setup, Told};
use antre_speech::{Chime, Clips, Piece};

use crate::house::{House, setup};

fn house() -> House {
    House::new(setup(true))
}

/// Silent from 08:42 to 08:50 in Jakarta, which is when the display begins.
fn pause() -> Level {
    Level {
        at: Week {
            mon: vec!["08:42-08:50".parse().unwrap()],
            ..Week::default()
        },
        volume: 0,
    }
}

#[test]
fn a_call_is_said_in_the_branchs_own_language() {
    let mut house = house();
    house.call("A012", "3");
    house.secs(10);
    assert_eq!(
        house.lines(Told::Spoken),
        ["Nomor antrean A, dua belas, silakan menuju Loket tiga."]
    );
    assert_eq!(house.scripts[0].1.chime, Some(Chime::Call));
    assert_eq!(house.scripts[0].1.volume, 80);
}

#[test]
fn a_second_language_and_the_repeat_follow_by_configuration() {
    let mut house = house();
    house.view.hall.voice.languages = Some(vec![Locale::ID, Locale::EN]);
    house.view.hall.voice.repeat = true;
    house.view.hall.voice.chime = false;
    house.hear();
    house.call("A012", "3");
    let script = &house.scripts[0].1;
    let languages: Vec<Locale> = script.plans.iter().map(|plan| plan.language).collect();
    assert_eq!(languages, [Locale::ID, Locale::EN, Locale::ID, Locale::EN]);
    assert_eq!(script.chime, None);
    assert!(house.lines(Told::Spoken)[0].ends_with("Ticket A twelve, please go to Counter three."));
}

#[test]
fn a_spoken_name_is_said_in_its_own_language_only() {
    let mut house = house();
    house.view.hall.voice.languages = Some(vec![Locale::EN]);
    house.view.counters[2].spoken = Some(Text::Each([(Locale::ID, "tiga A".to_owned())].into()));
    house.hear();
    house.call("A012", "3");
    assert_eq!(
        house.lines(Told::Spoken),
        ["Ticket A twelve, please go to Counter three."]
    );
}

#[test]
fn a_hall_without_languages_has_no_voice_and_says_so() {
    let mut house = house();
    house.view.hall.voice.languages = Some(Vec::new());
    house.hear();
    house.call("A012", "3");
    house.say(AnnouncementKind::Fire, None);
    house.secs(10);
    assert!(house.scripts.is_empty());
    assert!(!house.face().sound_lost);
    let at = house.at();
    assert_eq!(house.hall.report(at).sound, SoundHealth::Off);
}

#[test]
fn a_display_without_a_voice_shows_all_and_says_nothing() {
    let mut house = House::new(setup(false));
    house.call("A012", "3");
    house.lose_sound();
    house.secs(5);
    assert!(house.scripts.is_empty());
    assert!(!house.face().sound_lost, "it is not meant to be heard");
    assert_eq!(house.shown_as_new(), ["A012"]);
}

#[test]
fn in_a_pause_calls_are_shown_and_not_said_and_an_emergency_is_heard() {
    let mut house = house();
    house.view.hall.voice.levels = vec![pause()];
    house.hear();
    house.call("A012", "3");
    assert_eq!(house.numbers(), ["A012"]);
    house.secs(10);
    assert!(house.scripts.is_empty());
    assert_eq!(house.lines(Told::Silent), ["A012 Loket 3 (a pause)"]);
    house.say(AnnouncementKind::Evacuate, None);
    assert_eq!(house.scripts.len(), 1);
    assert_eq!(house.scripts[0].1.volume, 100);
    assert_eq!(house.scripts[0].1.chime, Some(Chime::Emergency));
}

#[test]
fn what_waits_when_a_pause_begins_is_silent_and_does_not_come_after_it() {
    let mut house = house();
    house.view.hall.voice.levels = vec![Level {
        at: Week {
            mon: vec!["08:43-08:50".parse().unwrap()],
            ..Week::default()
        },
        volume: 0,
    }];
    house.hear();
    house.secs(57);
    for (number, counter) in [("A012", "3"), ("B005", "2"), ("F032", "12")] {
        house.call(number, counter);
    }
    house.secs(600);
    assert_eq!(house.scripts.len(), 1);
    assert_eq!(house.lines(Told::Silent).len(), 2);
    assert_eq!(house.shown_as_new(), ["A012", "B005", "F032"]);
}

#[test]
fn a_pause_over_midnight_belongs_to_the_day_on_which_it_began() {
    let mut house = house();
    house.view.hall.voice.levels = vec![Level {
        at: Week {
            sun: vec!["22:00-08:50".parse().unwrap()],
            ..Week::default()
        },
        volume: 0,
    }];
    house.hear();
    house.call("A012", "3");
    assert!(house.scripts.is_empty(), "it is Monday morning");
    house.secs(600);
    house.call("A013", "3");
    assert_eq!(house.scripts.len(), 1);
}

#[test]
fn a_quiet_call_is_shown_or_said_as_the_clerk_wished() {
    let mut house = house();
    let mut mute = house.made("A012", "3");
    mute.without = Some(Without::Voice);
    house.announce(&mute, 0);
    let mut unseen = house.made("B005", "2");
    unseen.without = Some(Without::Screen);
    house.announce(&unseen, 0);
    house.secs(15);
    assert_eq!(house.shown_as_new(), ["A012"]);
    assert_eq!(house.numbers(), ["A012"]);
    assert_eq!(house.lines(Told::Spoken).len(), 1);
    assert!(house.lines(Told::Spoken)[0].contains("B, lima"));
    assert_eq!(house.lines(Told::Silent), ["A012 Loket 3 (a quiet call)"]);
    assert!(
        house
            .face()
            .recent
            .iter()
            .all(|slip| slip.shown.call.ticket != unseen.ticket)
    );
}

#[test]
fn a_call_that_arrives_late_or_ended_is_shown_and_not_said() {
    let mut house = house();
    let old = house.made("A012", "3");
    house.announce(&old, 61);
    let gone = house.made("B005", "2");
    house.open(&gone);
    house
        .view
        .open_calls
        .retain(|open| open.ticket != gone.ticket);
    house.hear_with(&[(gone, 5)]);
    house.secs(5);
    assert!(house.scripts.is_empty());
    assert_eq!(
        house.lines(Told::Silent),
        ["A012 Loket 3 (too old)", "B005 Loket 2 (ended already)"]
    );
    assert_eq!(house.numbers(), ["B005", "A012"]);
    assert_eq!(house.shown_as_new(), ["B005"], "an old call is not news");
}

#[test]
fn a_call_that_ends_while_it_waits_is_not_said() {
    let mut house = house();
    house.call("A012", "3");
    let b = house.call("B005", "2");
    house.end(&b);
    house.secs(20);
    assert_eq!(house.lines(Told::Spoken).len(), 1);
}

#[test]
fn two_wishes_to_recall_are_one_recall() {
    let mut house = house();
    let a = house.call("A012", "3");
    house.call("B005", "2");
    let again = house.recall(&a);
    house.recall(&again);
    house.secs(40);
    let spoken = house.lines(Told::Spoken);
    assert_eq!(spoken.len(), 3);
    assert!(spoken[2].starts_with("Panggilan ulang, nomor antrean A, dua belas"));
}

#[test]
fn several_numbers_to_one_counter_are_said_together() {
    let mut house = house();
    house.call("B001", "12");
    for number in ["A012", "A015", "A017"] {
        house.call(number, "3");
    }
    house.secs(20);
    assert_eq!(
        house.lines(Told::Spoken)[1],
        "Nomor antrean A dua belas, A lima belas, dan A tujuh belas, silakan menuju Loket tiga."
    );
}

#[test]
fn a_lost_voice_floods_nobody_when_it_is_back_and_the_screen_compensates() {
    let mut house = house();
    house.call("A012", "3");
    house.call("B005", "2");
    house.lose_sound();
    assert!(house.face().sound_lost);
    house.call("F032", "12");
    house.secs(12);
    let beats = house
        .face()
        .calls
        .iter()
        .any(|slip| slip.shown.frame != antre_hall_flow::stage::Frame::Rest);
    assert!(
        beats,
        "what is new stands out for longer where nobody can hear it"
    );
    house.secs(30);
    let at = house.at();
    assert_eq!(house.hall.report(at).sound, SoundHealth::Lost);
    house.hall.handle_sound(SoundHealth::Well, house.now);
    house.secs(30);
    assert_eq!(
        house.lines(Told::Spoken).len(),
        1,
        "only what was said before"
    );
    assert_eq!(house.lines(Told::Silent), ["F032 Loket 12 (no sound)"]);
    house.call("F033", "12");
    assert_eq!(house.lines(Told::Spoken).len(), 2);
    assert_eq!(house.shown_as_new(), ["A012", "B005", "F032", "F033"]);
}

#[test]
fn an_emergency_that_stands_is_said_when_the_voice_is_back() {
    let mut house = house();
    house.lose_sound();
    house.say(AnnouncementKind::Fire, None);
    house.secs(5);
    assert!(house.scripts.is_empty());
    house.hall.handle_sound(SoundHealth::Well, house.now);
    house.secs(1);
    assert!(house.lines(Told::Spoken)[0].starts_with("Perhatian, terjadi kebakaran."));
}

#[test]
fn a_clip_that_is_missing_is_named_and_the_call_is_heard_and_shown() {
    let clips = [
        "nomor-antrean",
        "letter_a",
        "dua-belas",
        "silakan-menuju",
        "loket",
    ];
    let clips = Clips::new(clips.map(str::to_owned));
    let mut house = House::new(Setup {
        clips: [(Locale::ID, clips)].into(),
        ..setup(true)
    });
    house.call("A012", "3");
    let pieces = &house.scripts[0].1.plans[0].pieces;
    assert!(pieces.contains(&Piece::Clip("dua-belas".to_owned())));
    let at = house.at();
    let faults = house.hall.report(at).faults;
    assert_eq!(
        (faults[0].code.as_str(), faults[0].about.as_str()),
        ("clip_missing", "id/tiga")
    );
    assert_eq!(house.numbers(), ["A012"]);
}

#[test]
fn a_counter_in_a_script_the_voice_lacks_is_shown_and_its_number_is_said() {
    let mut house = house();
    house.view.counters[2].noun = Text::Same("窓口".to_owned());
    house.hear();
    house.call("A012", "3");
    let pieces = &house.scripts[0].1.plans[0].pieces;
    let foreign = pieces.iter().any(|piece| match piece {
        Piece::Synthesised { language, .. } => *language != Locale::ID,
        Piece::Clip(_) | Piece::Pause(_) => false,
    });
    assert!(
        foreign,
        "whoever plays it knows that it may lack a voice for this"
    );
    assert_eq!(house.numbers(), ["A012"]);
}

#[test]
fn a_speaker_that_never_says_it_is_done_does_not_silence_the_hall() {
    let mut house = house();
    house.script_for = Duration::from_secs(100_000);
    house.call("A012", "3");
    house.call("B005", "2");
    house.secs(130);
    assert_eq!(house.scripts.len(), 2);
    assert!(house.scripts[1].1.pre_empts);
}
