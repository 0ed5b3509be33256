//! Voice packs: the shipped ones are whole, and what is wrong with a branch's own is named.

use std::f32::consts::TAU;
use std::fs;
use std::path::Path;

use antre_audio::{Flaw, PackError, Packs};
use antre_domain::Locale;
use antre_speech::Need;
use hound::{SampleFormat, WavSpec, WavWriter};

fn spec(channels: u16, sample_rate: u32) -> WavSpec {
    WavSpec {
        channels,
        sample_rate,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    }
}

/// A hum between two silences of 50 ms.
fn word(peak: f32, secs: f32) -> Vec<i16> {
    let count = (secs * 22_050.0) as usize;
    let hum =
        (0..count).map(|n| (peak * 32_767.0 * (TAU * 220.0 * n as f32 / 22_050.0).sin()) as i16);
    let silence = vec![0; 1_102];
    [silence.clone(), hum.collect(), silence].concat()
}

fn write(path: &Path, spec: WavSpec, samples: &[i16]) {
    let mut writer = WavWriter::create(path, spec).unwrap();
    for sample in samples {
        writer.write_sample(*sample).unwrap();
    }
    writer.finalize().unwrap();
}

/// The codes of what is wrong with one clip `satu`, and whether it is played.
fn judged(fill: impl FnOnce(&Path)) -> (Vec<&'static str>, bool) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("id")).unwrap();
    fill(&dir.path().join("id/satu.wav"));
    let packs = Packs::own(dir.path()).unwrap();
    for flawed in packs.flaws() {
        assert_eq!(
            (flawed.language, flawed.clip.as_str()),
            (Locale::ID, "satu")
        );
        assert_eq!(flawed.file, dir.path().join("id/satu.wav"));
    }
    let codes = packs.flaws().iter().map(|flawed| flawed.flaw.code());
    (codes.collect(), packs.clips(Locale::ID).has("satu"))
}

fn judged_samples(samples: &[i16]) -> (Vec<&'static str>, bool) {
    judged(|path| write(path, spec(1, 22_050), samples))
}

#[test]
fn the_shipped_packs_have_every_clip_that_they_must_have() {
    let packs = Packs::shipped();
    for language in [Locale::ID, Locale::EN] {
        let must: Vec<String> = packs
            .missing(language)
            .into_iter()
            .filter(|recording| recording.need == Need::Must)
            .map(|recording| recording.name)
            .collect();
        assert!(
            must.is_empty(),
            "{language:?}: {must:?}; run assets/voices/make.py"
        );
    }
    assert_eq!(
        packs.languages().collect::<Vec<_>>(),
        [Locale::EN, Locale::ID]
    );
}

#[test]
fn nothing_is_wrong_with_any_shipped_clip() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/voices");
    let packs = Packs::own(&folder).unwrap();
    assert_eq!(packs.flaws(), []);
}

#[test]
fn a_good_recording_has_no_flaw() {
    assert_eq!(judged_samples(&word(0.3, 0.6)), (vec![], true));
}

#[test]
fn what_cannot_be_played_is_named_and_left_out() {
    type Fill = dyn Fn(&Path);
    let cases: [(&str, &Fill); 8] = [
        ("not_wav", &|path| fs::write(path, b"MP3, really").unwrap()),
        ("not_wav", &|path| fs::write(path, b"").unwrap()),
        ("wrong_format", &|path| {
            write(path, spec(2, 22_050), &word(0.3, 0.6));
        }),
        ("wrong_format", &|path| {
            write(path, spec(1, 44_100), &word(0.3, 0.6));
        }),
        ("too_long", &|path| {
            write(path, spec(1, 22_050), &word(0.3, 5.2));
        }),
        ("too_long", &|path| {
            fs::write(path, vec![0; 40_000_000]).unwrap()
        }),
        ("silent", &|path| write(path, spec(1, 22_050), &[0; 9_000])),
        ("silent", &|path| write(path, spec(1, 22_050), &[])),
    ];
    for (code, fill) in cases {
        assert_eq!(judged(fill), (vec![code], false));
    }
}

#[test]
fn no_byte_of_a_header_brings_the_reader_down() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("id")).unwrap();
    let path = dir.path().join("id/satu.wav");
    write(&path, spec(1, 22_050), &word(0.3, 0.1));
    let good = fs::read(&path).unwrap();
    for at in 0..60 {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut bad = good.clone();
            bad[at] = value;
            fs::write(&path, &bad).unwrap();
            let packs = Packs::own(dir.path()).unwrap();
            let is_played = packs.clips(Locale::ID).has("satu");
            assert!(
                is_played || !packs.flaws().is_empty(),
                "byte {at} is {value}"
            );
        }
    }
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let (codes, is_played) = judged(|path| fs::create_dir(path).unwrap());
    assert_eq!((codes, is_played), (vec!["not_wav"], false));
}

#[test]
fn a_recording_that_ends_in_the_middle_of_a_file_is_no_wav() {
    let (codes, is_played) = judged(|path| {
        write(path, spec(1, 22_050), &word(0.3, 0.6));
        let whole = fs::read(path).unwrap();
        fs::write(path, &whole[..whole.len() / 2]).unwrap();
    });
    assert_eq!((codes, is_played), (vec!["not_wav"], false));
}

#[test]
fn what_sounds_bad_is_named_and_played_all_the_same() {
    assert_eq!(judged_samples(&word(0.01, 0.6)), (vec!["too_quiet"], true));
    assert_eq!(judged_samples(&word(2.0, 0.6)), (vec!["clipped"], true));
    let mut offset = word(0.3, 0.6);
    offset.iter_mut().for_each(|sample| *sample += 2_000);
    assert_eq!(judged_samples(&offset), (vec!["dc_offset"], true));
    let whole = word(0.3, 0.6);
    let middle = whole.len() / 2;
    assert_eq!(judged_samples(&whole[middle..]), (vec!["cut_begin"], true));
    assert_eq!(judged_samples(&whole[..middle]), (vec!["cut_end"], true));
}

#[test]
fn a_flaw_says_what_to_do() {
    let flaw = Flaw::Format {
        channels: 2,
        bits: 16,
        rate_hz: 44_100,
    };
    assert_eq!(
        flaw.to_string(),
        "it has 2 channel(s) of 16 bits at 44100 Hz: save it as mono, 16 bits, 22050 Hz"
    );
    assert!(!flaw.is_bearable());
}

#[test]
fn a_branchs_own_recordings_come_before_the_shipped_ones() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("id")).unwrap();
    let path = dir.path().join("id/loket-khusus.wav");
    write(&path, spec(1, 22_050), &word(0.3, 0.6));
    write(
        &dir.path().join("id/dua.wav"),
        spec(2, 8_000),
        &word(0.3, 0.6),
    );
    let packs = Packs::open(dir.path()).unwrap();
    assert!(packs.clips(Locale::ID).has("loket-khusus"));
    // Its own cannot be played: the shipped one is.
    assert!(packs.clips(Locale::ID).has("dua"));
    assert_eq!(packs.flaws().len(), 1);
    assert!(packs.clips(Locale::EN).has("two"));
    assert!(!Packs::own(dir.path()).unwrap().clips(Locale::ID).has("dua"));
}

#[test]
fn a_file_with_another_name_than_a_clips_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("id")).unwrap();
    let path = dir.path().join("id/Dua Belas.wav");
    write(&path, spec(1, 22_050), &word(0.3, 0.6));
    fs::write(dir.path().join("id/notes.txt"), "none of our business").unwrap();
    let packs = Packs::own(dir.path()).unwrap();
    let codes: Vec<_> = packs.flaws().iter().map(|f| f.flaw.code()).collect();
    assert_eq!(codes, ["wrong_name"]);
}

#[test]
fn a_folder_that_is_no_voice_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(
        Packs::open(&dir.path().join("nowhere")),
        Err(PackError::Folder { .. })
    ));
    assert!(matches!(
        Packs::open(dir.path()),
        Err(PackError::NoLanguage(_))
    ));
    fs::create_dir(dir.path().join("id")).unwrap();
    fs::write(dir.path().join("id/pack.toml"), "synthesiser = 7").unwrap();
    let error = Packs::open(dir.path()).unwrap_err();
    assert!(matches!(error, PackError::PackFile { .. }), "{error}");
}
