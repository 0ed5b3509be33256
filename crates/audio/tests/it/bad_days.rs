//! A machine that lacks something.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::mpsc::channel;

use antre_audio::{Output, SoundFault, Speaker, Told, Tone};

use crate::heard::{Taped, children, until, utterance};

fn code(told: &Told) -> &'static str {
    match told {
        Told::Lost(fault) => fault.code(),
        Told::Back
        | Told::NoVoice(_)
        | Told::Began(_)
        | Told::Ended(_)
        | Told::Missing { .. }
        | Told::Unspoken { .. } => panic!("{told:?}"),
    }
}

fn program(path: &Path, script: &str) {
    let unfinished = path.with_extension("new");
    std::fs::write(&unfinished, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&unfinished, Permissions::from_mode(0o755)).unwrap();
    std::fs::rename(unfinished, path).unwrap();
}

#[test]
fn a_missing_synthesiser_is_told_once_and_missed_no_longer_when_it_comes() {
    let dir = tempfile::tempdir().unwrap();
    let late = dir.path().join("synthesiser");
    let taped = Taped::with(|setup| setup.synthesiser = late.clone().into());
    assert_eq!(code(&taped.next_word()), "no_synthesiser");
    for _ in 0..20 {
        taped.speaker.say(utterance("Pilih layanan.", "id", 100));
    }
    program(&late, "exec espeak-ng \"$@\"");
    assert_eq!(taped.next_word(), Told::Back);
    taped.speaker.say(utterance("Pilih layanan.", "id", 100));
    let (told, tape) = taped.end();
    assert_eq!(told, []);
    assert!(tape.rms > 0.02);
    assert_eq!(children(), [""; 0]);
}

#[test]
fn a_tone_needs_no_synthesiser() {
    let taped = Taped::with(|setup| setup.synthesiser = "/nowhere/espeak-ng".into());
    taped.speaker.tone(Tone::Refused, 100);
    let (told, tape) = taped.end();
    assert!(tape.peak > 0.2);
    assert_eq!(
        told.iter().map(code).collect::<Vec<_>>(),
        ["no_synthesiser"]
    );
}

#[test]
fn a_mute_synthesiser_is_told_and_leaves_nobody_behind() {
    let taped = Taped::with(|setup| setup.synthesiser = "true".into());
    taped.speaker.say(utterance("Pilih layanan.", "id", 100));
    assert_eq!(taped.next_word(), Told::Lost(SoundFault::MuteSynthesiser));
    drop(taped);
    assert_eq!(children(), [""; 0]);
}

#[test]
fn a_synthesiser_that_hangs_is_killed_by_the_next_word() {
    let dir = tempfile::tempdir().unwrap();
    let hangs = dir.path().join("synthesiser");
    program(&hangs, "exec sleep 600");
    let taped = Taped::with(|setup| setup.synthesiser = hangs.into());
    for _ in 0..5 {
        taped.speaker.say(utterance("Pilih layanan.", "id", 100));
        until(|| children().iter().any(|child| child.contains("(sleep)")));
        assert!(children().len() <= 1, "one at a time: {:?}", children());
    }
    taped.speaker.hush();
    until(|| children().is_empty());
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let (tell, told) = channel();
    let nowhere = Output::File("/nowhere/heard.wav".into());
    let speaker = Speaker::open(nowhere, move |word| tell.send(word).unwrap());
    speaker.say(utterance("Pilih layanan.", "id", 100));
    speaker.tone(Tone::Start, 100);
    drop(speaker);
    let told: Vec<Told> = told.into_iter().collect();
    assert_eq!(told.iter().map(code).collect::<Vec<_>>(), ["no_file"]);
}

#[test]
fn a_machine_without_a_card_goes_on_without_sound() {
    let (tell, told) = channel();
    let speaker = Speaker::open(Output::Card, move |word| tell.send(word).unwrap());
    for _ in 0..100 {
        speaker.say(utterance("Pilih layanan.", "id", 0));
        speaker.tone(Tone::Start, 0);
    }
    drop(speaker);
    let told: Vec<Told> = told.into_iter().collect();
    assert!(told.len() <= 1, "{told:?}");
    assert_eq!(children(), [""; 0]);
}

#[test]
fn a_silent_speaker_needs_nothing() {
    let (tell, told) = channel();
    let speaker = Speaker::open(Output::Silent, move |word| tell.send(word).unwrap());
    speaker.say(utterance("Pilih layanan.", "id", 100));
    speaker.hush();
    drop(speaker);
    assert_eq!(told.into_iter().collect::<Vec<Told>>(), []);
}
