//! What the hall hears: scripts, one after the other.

use std::process::Command;
use std::sync::Arc;

use antre_audio::{Packs, RATE_HZ, Studio, Told, write_wav};
use antre_domain::config::{NumberStyle, QueueWord};
use antre_domain::{Locale, TicketNumber};
use antre_speech::{Chime, CounterName, Manner, Piece, Plan, Script, calling, plan};

use crate::heard::{Taped, until};

fn number(text: &str) -> TicketNumber {
    text.parse().unwrap()
}

fn manner(language: Locale) -> Manner {
    Manner {
        language,
        numbers: NumberStyle::Value,
        word: QueueWord::Antrean,
        recall: false,
    }
}

fn counter(noun: &str, sign: &str) -> CounterName {
    CounterName {
        noun: noun.to_owned(),
        sign: sign.to_owned(),
        spoken: None,
    }
}

/// `number` is called to `Loket sign`, from the clips of `packs`.
fn call(id: u64, ticket: &str, sign: &str, packs: &Packs) -> Script {
    let sentence = calling(
        &[number(ticket)],
        &counter("Loket", sign),
        &manner(Locale::ID),
    );
    Script {
        id,
        chime: Some(Chime::Call),
        plans: vec![plan(&sentence.unwrap(), packs.clips(Locale::ID))],
        volume: 100,
        pre_empts: false,
    }
}

fn shipped() -> Arc<Packs> {
    Arc::new(Packs::shipped())
}

fn hall(packs: &Arc<Packs>) -> Taped {
    Taped::with(|setup| setup.packs = Arc::clone(packs))
}

fn begun_and_ended(told: &[Told]) -> Vec<(char, u64)> {
    told.iter()
        .map(|told| match told {
            Told::Began(id) => ('b', *id),
            Told::Ended(id) => ('e', *id),
            Told::Lost(_)
            | Told::Back
            | Told::NoVoice(_)
            | Told::Missing { .. }
            | Told::Unspoken { .. } => panic!("{told:?}"),
        })
        .collect()
}

fn decibels(samples: &[i16]) -> f64 {
    let sum: f64 = samples.iter().map(|s| f64::from(*s).powi(2)).sum();
    20.0 * ((sum / samples.len().max(1) as f64).sqrt() / 32_767.0)
        .max(1e-6)
        .log10()
}

/// Stretches of sound that silence of at least `gap_ms` parts, as ranges of samples.
fn stretches(samples: &[i16], gap_ms: usize) -> Vec<std::ops::Range<usize>> {
    let gap = gap_ms * RATE_HZ as usize / 1_000;
    let mut stretches: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in samples.iter().enumerate().filter(|(_, s)| s.abs() > 8) {
        match stretches.last_mut() {
            Some(last) if at - last.end < gap => last.end = at + 1,
            _ => stretches.push(at..at + 1),
        }
    }
    stretches
}

#[test]
fn twenty_calls_at_once_are_spoken_in_order_one_after_the_other() {
    let packs = shipped();
    let scripts: Vec<Script> = (1..=20)
        .map(|n| call(n, &format!("A{n:03}"), &n.to_string(), &packs))
        .collect();
    let mut studio = Studio::new(Arc::clone(&packs));
    let alone: Vec<Vec<i16>> = scripts
        .iter()
        .map(|script| studio.record(script).unwrap().samples)
        .collect();

    let taped = hall(&packs);
    for script in &scripts {
        taped.speaker.play(script.clone());
    }
    let (told, tape) = taped.end();

    let order: Vec<(char, u64)> = (1..=20).flat_map(|n| [('b', n), ('e', n)]).collect();
    assert_eq!(begun_and_ended(&told), order);
    // Nothing is heard beside anything else: the tape is the calls, sample for sample.
    assert_eq!(
        tape.samples.len(),
        alone.iter().map(Vec::len).sum::<usize>()
    );
    assert!(tape.samples == alone.concat());
    assert!(tape.peak < 1.0, "{}", tape.peak);
    let loudness: Vec<f64> = alone.iter().map(|call| spoken_db(call)).collect();
    let softest = loudness.iter().copied().fold(f64::INFINITY, f64::min);
    let loudest = loudness.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    assert!(loudest - softest < 2.0, "{softest:.1} to {loudest:.1} dB");
    // Between two calls there is silence, and in the middle of one there is none so long.
    assert_eq!(stretches(&tape.samples, 600).len(), 20);
}

/// How loud a call is where it is not silent, after its chime.
fn spoken_db(call: &[i16]) -> f64 {
    let words: Vec<i16> = stretches(&call[13 * RATE_HZ as usize / 10..], 40)
        .into_iter()
        .flat_map(|range| call[13 * RATE_HZ as usize / 10..][range].to_vec())
        .collect();
    decibels(&words)
}

#[test]
fn sox_finds_no_clipping_and_the_pauses_of_the_plan() {
    let packs = shipped();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.wav");
    let mut studio = Studio::new(Arc::clone(&packs));
    let take = studio.record(&call(1, "B127", "6", &packs)).unwrap();
    assert_eq!((take.missing.len(), take.unspoken.len()), (0, 0));
    write_wav(&path, &take.samples).unwrap();
    let stats = Command::new("sox")
        .arg(&path)
        .args(["-n", "stats"])
        .output()
        .unwrap();
    let stats = String::from_utf8_lossy(&stats.stderr).into_owned();
    let figure = |name: &str| -> f64 {
        let line = stats.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().last().unwrap().parse().unwrap()
    };
    assert!(figure("Pk lev dB") < -2.0, "{stats}");
    assert!((-30.0..-18.0).contains(&figure("RMS lev dB")), "{stats}");
    assert!(figure("Flat factor") < 1.0, "{stats}");
    // Chime, number, counter: two pauses within, and the silence at the end.
    let parts = stretches(&take.samples, 100);
    assert!((2..=5).contains(&parts.len()), "{parts:?}");
    let end_ms = (take.samples.len() - parts[parts.len() - 1].end) * 1_000 / RATE_HZ as usize;
    assert!((640..800).contains(&end_ms), "{end_ms} ms");
    // Nine calls a minute, or eight where the number is as long as this one.
    let secs = take.samples.len() as f64 / f64::from(RATE_HZ);
    assert!((5.0..60.0 / 8.0).contains(&secs), "{secs} s");
    let short = studio.record(&call(2, "A12", "3", &packs)).unwrap();
    let secs = short.samples.len() as f64 / f64::from(RATE_HZ);
    assert!((4.0..60.0 / 9.0).contains(&secs), "{secs} s");
}

#[test]
fn an_emergency_cuts_off_what_is_said_and_what_waits() {
    let packs = shipped();
    let taped = hall(&packs);
    taped.speaker.play(call(1, "A001", "1", &packs));
    taped.speaker.play(call(2, "A002", "2", &packs));
    assert_eq!(taped.next_word(), Told::Began(1));
    taped.wait_for_secs(0.3);
    let mut emergency = call(3, "A003", "3", &packs);
    emergency.chime = Some(Chime::Emergency);
    emergency.pre_empts = true;
    taped.speaker.play(emergency);
    let (told, tape) = taped.end();
    assert_eq!(
        begun_and_ended(&told),
        [('e', 2), ('e', 1), ('b', 3), ('e', 3)]
    );
    assert!(tape.samples.len() > RATE_HZ as usize * 6);
}

#[test]
fn cut_ends_what_is_said_and_the_next_script_is_heard() {
    let packs = shipped();
    let taped = hall(&packs);
    taped.speaker.play(call(1, "A001", "1", &packs));
    assert_eq!(taped.next_word(), Told::Began(1));
    taped.speaker.cut();
    assert_eq!(taped.next_word(), Told::Ended(1));
    taped.speaker.play(call(2, "A002", "2", &packs));
    let (told, _) = taped.end();
    assert_eq!(begun_and_ended(&told), [('b', 2), ('e', 2)]);
}

#[test]
fn the_chime_sounds_while_the_words_are_still_being_made() {
    let packs = Arc::new(Packs::none());
    let taped = hall(&packs);
    let script = call(1, "A012", "3", &packs);
    taped.speaker.play(script.clone());
    let (told, tape) = taped.end();
    assert_eq!(begun_and_ended(&told), [('b', 1), ('e', 1)]);
    let take = Studio::new(packs).record(&script).unwrap();
    let chime = 12 * RATE_HZ as usize / 10;
    assert_eq!(tape.samples[..chime], take.samples[..chime]);
    assert!(tape.samples.len() >= take.samples.len());
}

#[test]
fn a_script_without_sound_ends_at_once_and_never_begins() {
    let packs = shipped();
    let taped = hall(&packs);
    let mut silent = call(1, "A001", "1", &packs);
    silent.volume = 0;
    taped.speaker.play(silent);
    let (told, tape) = taped.end();
    assert_eq!(begun_and_ended(&told), [('e', 1)]);
    assert!(tape.samples.is_empty());
}

#[test]
fn more_scripts_than_may_wait_push_out_the_oldest() {
    let packs = shipped();
    let taped = hall(&packs);
    taped.speaker.play(call(0, "A001", "1", &packs));
    assert_eq!(taped.next_word(), Told::Began(0));
    let silent = |id| Script {
        id,
        chime: None,
        plans: Vec::new(),
        volume: 100,
        pre_empts: false,
    };
    for id in 1..=100 {
        taped.speaker.play(silent(id));
    }
    let (told, _) = taped.end();
    let mut ended: Vec<u64> = begun_and_ended(&told)
        .into_iter()
        .filter_map(|(what, id)| (what == 'e').then_some(id))
        .collect();
    ended.sort_unstable();
    assert_eq!(ended, (0..=100).collect::<Vec<u64>>());
}

#[test]
fn a_clip_that_went_missing_is_synthesised_and_told_once() {
    let packs = shipped();
    let mut script = call(1, "A001", "1", &packs);
    script.plans[0]
        .pieces
        .insert(0, Piece::Clip("loket-khusus".to_owned()));
    let taped = hall(&packs);
    taped.speaker.play(script.clone());
    assert_eq!(
        taped.next_word(),
        Told::Missing {
            language: Locale::ID,
            clip: "loket-khusus".to_owned()
        }
    );
    script.id = 2;
    taped.speaker.play(script.clone());
    let (told, _) = taped.end();
    assert_eq!(
        begun_and_ended(&told),
        [('b', 1), ('e', 1), ('b', 2), ('e', 2)]
    );
    let take = Studio::new(Arc::clone(&packs)).record(&script).unwrap();
    assert_eq!(take.missing, [(Locale::ID, "loket-khusus".to_owned())]);
    let without = Studio::new(packs.clone()).record(&call(1, "A001", "1", &packs));
    assert!(take.samples.len() > without.unwrap().samples.len() + RATE_HZ as usize / 3);
}

#[test]
fn words_that_no_voice_speaks_are_passed_over_and_the_rest_is_heard() {
    let packs = shipped();
    let mut script = call(1, "A001", "1", &packs);
    let whole = Studio::new(Arc::clone(&packs)).record(&script).unwrap();
    let language = Locale::new("qq").unwrap();
    script.plans[0].pieces.push(Piece::Synthesised {
        text: "ᮜᮧᮊᮨᮒ᮪".to_owned(),
        language,
    });
    let taped = hall(&packs);
    taped.speaker.play(script);
    assert_eq!(taped.next_word(), Told::Began(1));
    let unspoken = taped.next_word();
    assert!(
        matches!(&unspoken, Told::Unspoken { language: of, .. } if *of == language),
        "{unspoken:?}"
    );
    let (told, tape) = taped.end();
    assert_eq!(begun_and_ended(&told), [('e', 1)]);
    // Silence may have come between chime and words; the words are the same.
    let words = &whole.samples[13 * RATE_HZ as usize / 10..];
    assert!(tape.samples.ends_with(words));
}

#[test]
fn clips_are_heard_where_there_is_no_synthesiser() {
    let packs = shipped();
    let taped = Taped::with(|setup| {
        setup.packs = Arc::clone(&packs);
        setup.synthesiser = "/nowhere/espeak-ng".into();
    });
    let Told::Lost(fault) = taped.next_word() else {
        panic!("nothing was lost");
    };
    assert!(fault.is_of_synthesiser());
    let mut script = call(1, "A001", "1", &packs);
    let whole = Studio::new(Arc::clone(&packs)).record(&script).unwrap();
    script.plans[0].pieces.push(Piece::Synthesised {
        text: "Khusus".to_owned(),
        language: Locale::ID,
    });
    taped.speaker.play(script);
    let (told, tape) = taped.end();
    assert!(told.contains(&Told::Began(1)) && told.contains(&Told::Ended(1)));
    assert!(told.contains(&Told::Unspoken {
        language: Locale::ID,
        text: "Khusus".to_owned()
    }));
    assert!(tape.samples == whole.samples);
}

#[test]
fn without_a_file_every_script_ends_and_the_loss_is_told() {
    let packs = shipped();
    let (tell, told) = std::sync::mpsc::channel();
    let mut setup = antre_audio::Setup::new(antre_audio::Output::File("/nowhere/x.wav".into()));
    setup.packs = Arc::clone(&packs);
    let speaker = antre_audio::Speaker::set_up(setup, move |word| tell.send(word).unwrap());
    for id in 1..=3 {
        speaker.play(call(id, "A001", "1", &packs));
    }
    let mut words = Vec::new();
    until(|| {
        words.extend(told.try_iter());
        words.contains(&Told::Ended(3))
    });
    drop(speaker);
    assert!(matches!(words[0], Told::Lost(_)));
    assert_eq!(words[1..], [1, 2, 3].map(Told::Ended));
}

#[test]
fn a_plan_of_nothing_is_nothing() {
    let empty = Script {
        id: 1,
        chime: None,
        plans: vec![Plan {
            language: Locale::ID,
            pieces: Vec::new(),
        }],
        volume: 100,
        pre_empts: false,
    };
    let take = Studio::new(shipped()).record(&empty).unwrap();
    assert!(take.samples.is_empty());
    let taped = hall(&shipped());
    taped.speaker.play(empty);
    assert_eq!(taped.next_word(), Told::Ended(1));
}
