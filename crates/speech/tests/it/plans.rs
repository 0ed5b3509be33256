//! From words to clips.

use std::collections::BTreeSet;
use std::path::Path;

use antre_domain::config::NumberStyle;
use antre_domain::{Locale, Prefix, Text, TicketNumber};
use antre_speech::{Clips, CounterName, Manner, Need, Piece, Plan, calling, plan, vocabulary};
use serde::Deserialize;

use crate::made::{counter, full_pack, manner, number};

fn planned(text: &str, noun: &str, sign: &str, clips: &Clips) -> Plan {
    let sentence = calling(&[number(text)], &counter(noun, sign), &manner(Locale::ID));
    plan(&sentence.unwrap(), clips)
}

fn clip(name: &str) -> Piece {
    Piece::Clip(name.to_owned())
}

fn synthesised(text: &str, language: &str) -> Piece {
    Piece::Synthesised {
        text: text.to_owned(),
        language: Locale::new(language).unwrap(),
    }
}

#[test]
fn every_number_by_value_in_indonesian_is_clips_alone() {
    is_clips_alone(Locale::ID, NumberStyle::Value);
}

#[test]
fn every_number_by_digit_in_indonesian_is_clips_alone() {
    is_clips_alone(Locale::ID, NumberStyle::Digits);
}

#[test]
fn every_number_by_value_in_english_is_clips_alone() {
    is_clips_alone(Locale::EN, NumberStyle::Value);
}

#[test]
fn every_number_by_digit_in_english_is_clips_alone() {
    is_clips_alone(Locale::EN, NumberStyle::Digits);
}

/// With every prefix A–Z, from what a pack must hold and nothing more.
fn is_clips_alone(language: Locale, numbers: NumberStyle) {
    let must = vocabulary(language)
        .into_iter()
        .filter(|clip| clip.need == Need::Must);
    let pack = Clips::new(must.map(|clip| clip.name));
    let manner = Manner {
        numbers,
        ..manner(language)
    };
    let nameless = counter("", "");
    for letter in 'A'..='Z' {
        let prefix = Prefix::new(&letter.to_string()).unwrap();
        for value in 0..=9_999 {
            let number = TicketNumber::new(prefix, value, 4).unwrap();
            let plan = plan(&calling(&[number], &nameless, &manner).unwrap(), &pack);
            assert_eq!(plan.without_clip().next(), None, "{number}");
        }
    }
}

#[test]
fn of_several_clips_the_longest_is_played() {
    assert_eq!(
        planned("A221", "Loket", "3", &full_pack(Locale::ID)).pieces,
        [
            clip("nomor-antrean"),
            clip("letter_a"),
            Piece::Pause(280),
            clip("dua-ratus"),
            clip("dua-puluh-satu"),
            Piece::Pause(280),
            clip("silakan-menuju"),
            clip("loket"),
            clip("tiga"),
            Piece::Pause(650),
        ]
    );
}

#[test]
fn a_branch_may_record_a_whole_counter() {
    let own = ["silakan-menuju", "loket", "tiga", "loket-tiga"].map(str::to_owned);
    let pieces = planned("A1", "Loket", "3", &Clips::new(own)).pieces;
    assert_eq!(
        pieces[pieces.len() - 3..],
        [
            clip("silakan-menuju"),
            clip("loket-tiga"),
            Piece::Pause(650)
        ]
    );
}

/// What a branch file says of a counter.
#[derive(Deserialize)]
struct Signed {
    noun: Text,
    sign: String,
    spoken: Option<Text>,
}

#[derive(Deserialize)]
struct Branch {
    counters: Vec<Signed>,
}

#[test]
fn every_counter_of_the_shipped_branches_is_clips_alone() {
    let branches = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/branches");
    let files = std::fs::read_dir(branches)
        .unwrap()
        .map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|kind| kind == "toml"));
    let texts = files.map(|path| std::fs::read_to_string(path).unwrap());
    let branches: Vec<Branch> = texts.map(|text| toml::from_str(&text).unwrap()).collect();
    assert!(branches.len() >= 3);
    for counter in branches.iter().flat_map(|branch| &branch.counters) {
        for language in [Locale::ID, Locale::EN] {
            let named = |text: &Text| text.get(language, language).to_owned();
            let name = CounterName {
                noun: named(&counter.noun),
                sign: counter.sign.clone(),
                spoken: counter.spoken.as_ref().map(named),
            };
            let sentence = calling(&[number("A1")], &name, &manner(language)).unwrap();
            let plan = plan(&sentence, &full_pack(language));
            assert_eq!(plan.without_clip().next(), None, "{name:?}");
        }
    }
}

#[test]
fn a_letter_is_never_taken_for_a_word() {
    let words = ["a", "nomor", "antrean", "satu"].map(str::to_owned);
    let pieces = planned("A1", "", "", &Clips::new(words)).pieces;
    assert!(pieces.contains(&synthesised("A", "id")), "{pieces:?}");
}

#[test]
fn missing_clips_are_synthesised_in_one_breath_and_named() {
    let clips = ["nomor-antrean", "dua", "belas", "tiga"].map(str::to_owned);
    let plan = planned("A012", "Ruang", "3", &Clips::new(clips));
    assert_eq!(
        plan.pieces,
        [
            clip("nomor-antrean"),
            synthesised("A", "id"),
            Piece::Pause(280),
            clip("dua"),
            clip("belas"),
            Piece::Pause(280),
            synthesised("silakan menuju Ruang", "id"),
            clip("tiga"),
            Piece::Pause(650),
        ]
    );
    assert_eq!(
        plan.without_clip().collect::<Vec<_>>(),
        ["A", "silakan menuju Ruang"]
    );
}

#[test]
fn without_any_clip_everything_is_still_said() {
    let plan = planned("B7", "Loket", "2", &Clips::default());
    assert_eq!(
        plan.without_clip().collect::<Vec<_>>(),
        ["nomor antrean B", "tujuh", "silakan menuju Loket dua"]
    );
}

#[test]
fn a_name_in_a_script_that_the_voice_lacks_says_which_language_has_it() {
    let cases = [
        ("柜台", "zh"),
        ("まどぐち", "ja"),
        ("窓口です", "ja"),
        ("شباك", "ar"),
        ("ช่อง", "th"),
        ("काउंटर", "hi"),
        ("Окно", "ru"),
        ("창구", "ko"),
        ("ꦭꦺꦴꦏꦺꦠ꧀", "jv"),
        ("ᓇᓂ", "und"),
        ("Café", "id"),
    ];
    for (name, language) in cases {
        let pieces = planned("A1", name, "3", &full_pack(Locale::ID)).pieces;
        assert!(pieces.contains(&synthesised(name, language)), "{pieces:?}");
        assert_eq!(pieces[pieces.len() - 2], clip("tiga"), "the rest is said");
    }
    let sign = planned("A1", "Loket", "ช่อง", &full_pack(Locale::ID));
    assert_eq!(sign.without_clip().collect::<Vec<_>>(), ["ช่อง"]);
}

#[test]
fn every_clip_has_a_name_of_its_own_that_is_fit_for_a_file() {
    for language in [Locale::ID, Locale::EN] {
        let clips = vocabulary(language);
        let names: BTreeSet<&str> = clips.iter().map(|clip| clip.name.as_str()).collect();
        assert_eq!(names.len(), clips.len());
        for clip in &clips {
            let fit = |c: char| c.is_ascii_lowercase() || c == '-' || c == '_';
            assert!(clip.name.chars().all(fit), "{}", clip.name);
            assert!((1..=100).contains(&clip.name.len()), "{}", clip.name);
            assert!(!clip.text.is_empty());
        }
    }
    assert_eq!(vocabulary(Locale::new("zh").unwrap()), []);
}
