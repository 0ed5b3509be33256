//! Sentences and tones.

use antre_audio::{TEXT_BYTES_MAX, Told, Tone};

use crate::heard::{Taped, children, spoken, utterance};

const LONG: &str = "Nomor antrean Anda A, dua belas. Tujuh orang di depan Anda. Perkiraan dua puluh \
    sampai empat puluh menit. Siapkan KTP dan kartu BPJS. Ambil kertas di bawah layar.";

#[test]
fn every_language_of_the_kiosk_is_heard_and_none_is_too_loud() {
    let sentences = [
        ("id", "Pilih layanan. Delapan layanan."),
        ("en", "Choose a service. Eight services."),
        ("zh", "请选择服务。八项服务。"),
        ("ar", "اختر خدمة. ثماني خدمات."),
    ];
    for (language, text) in sentences {
        let tape = spoken(text, language, 100);
        assert!(
            tape.format.contains("Channels       : 1"),
            "{}",
            tape.format
        );
        assert!(tape.format.contains("22050"), "{}", tape.format);
        assert!(tape.samples.len() > 11_025, "{language}: half a second");
        assert!(tape.rms > 0.02, "{language} is heard: {}", tape.rms);
        assert!(tape.peak < 0.99, "{language} does not clip: {}", tape.peak);
    }
    assert_eq!(children(), [""; 0]);
}

#[test]
fn the_next_sentence_takes_the_place_of_the_rest_of_the_first() {
    let whole = spoken(LONG, "id", 80).samples.len();
    let next = spoken("Ambil nomor.", "id", 80).samples;
    let taped = Taped::new();
    taped.speaker.say(utterance(LONG, "id", 80));
    taped.wait_for_secs(0.5);
    taped.speaker.say(utterance("Ambil nomor.", "id", 80));
    let (told, tape) = taped.end();
    assert_eq!(told, []);
    assert!(tape.samples.len() < whole, "the rest of the first is gone");
    assert!(tape.samples.ends_with(&next[200..]), "the second is whole");
    assert_eq!(children(), [""; 0]);
}

#[test]
fn hush_is_the_end_of_a_sentence() {
    let whole = spoken(LONG, "id", 80).samples.len();
    let taped = Taped::new();
    taped.speaker.say(utterance(LONG, "id", 80));
    taped.wait_for_secs(0.3);
    taped.speaker.hush();
    let (_, tape) = taped.end();
    assert!(tape.samples.len() < whole);
}

#[test]
fn of_many_sentences_at_once_the_last_is_said() {
    let last = spoken("Selesai.", "id", 80).samples;
    let taped = Taped::new();
    for count in 0..50 {
        taped
            .speaker
            .say(utterance(&format!("Kalimat {count}."), "id", 80));
    }
    taped.speaker.say(utterance("Selesai.", "id", 80));
    let (_, tape) = taped.end();
    assert!(tape.samples.ends_with(&last[200..]));
    assert_eq!(children(), [""; 0]);
}

#[test]
fn half_the_volume_is_a_quarter_of_the_amplitude_and_none_is_silence() {
    let full = spoken("Pilih layanan.", "id", 100);
    let half = spoken("Pilih layanan.", "id", 50);
    let ratio = half.rms / full.rms;
    assert!((0.24..0.26).contains(&ratio), "{ratio}");
    assert!(spoken("Pilih layanan.", "id", 0).samples.is_empty());
}

#[test]
fn a_tone_sounds_beside_speech_without_clipping() {
    let taped = Taped::new();
    taped.speaker.say(utterance(LONG, "id", 100));
    taped.wait_for_secs(0.3);
    taped.speaker.tone(Tone::Warning, 100);
    let (told, tape) = taped.end();
    let alone = spoken(LONG, "id", 100);
    assert_eq!(told, []);
    assert_eq!(
        tape.samples.len(),
        alone.samples.len(),
        "beside, not between"
    );
    assert_ne!(tape.samples, alone.samples);
    assert!(tape.peak < 0.99, "{}", tape.peak);
}

#[test]
fn a_tone_alone_is_twelve_decibels_below_the_loudest() {
    let taped = Taped::new();
    taped.speaker.tone(Tone::Warning, 100);
    let (_, tape) = taped.end();
    assert!((0.24..0.26).contains(&tape.peak), "{}", tape.peak);
    assert!(tape.rms > 0.02);
}

#[test]
fn a_text_without_end_is_spoken_up_to_its_bound() {
    let bound = "satu ".repeat(TEXT_BYTES_MAX / 5);
    let beyond = "satu ".repeat(TEXT_BYTES_MAX);
    let (bound, beyond) = (spoken(&bound, "id", 50), spoken(&beyond, "id", 50));
    assert_eq!(bound.samples.len(), beyond.samples.len());
}

#[test]
fn nothing_to_say_says_nothing() {
    assert!(spoken(" \n ", "id", 100).samples.is_empty());
}

#[test]
fn a_language_without_a_voice_is_read_by_the_branchs_own_and_told_once() {
    let own = spoken("Poli Umum", "id", 100).samples;
    let taped = Taped::new();
    taped.speaker.say(utterance("Poli Umum", "qq", 100));
    assert_eq!(taped.next_word(), Told::NoVoice("qq".to_owned()));
    taped.speaker.say(utterance("Poli Umum", "qq", 100));
    taped.wait_for_secs(0.1);
    let (told, tape) = taped.end();
    assert_eq!(told, []);
    assert!(tape.samples.ends_with(&own[200..]));
}
