//! `antre voice`: what halls are told, and what a voice lacks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

fn voice(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_antre"))
        .arg("voice")
        .args(arguments)
        .output()
        .unwrap()
}

fn said(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")
}

fn path(dir: &tempfile::TempDir, name: &str) -> String {
    dir.path().join(name).to_str().unwrap().to_owned()
}

/// A figure of `sox FILE -n stats`.
fn stats(wav: &str, figure: &str) -> f64 {
    let stats = Command::new("sox").args([wav, "-n", "stats"]).output();
    let stats = stats.unwrap().stderr;
    let line = said(&stats).lines().find(|line| line.starts_with(figure));
    let value = line.unwrap().split_whitespace().last().unwrap();
    value.parse().unwrap()
}

#[test]
fn a_call_is_spoken_into_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let out = path(&dir, "call.wav");
    let call = ["say", "--number", "A012", "--counter", "Loket 3"];
    let told = voice(&[&call[..], &["--out", &out]].concat());
    assert_eq!(told.status.code(), Some(0), "{}", said(&told.stderr));
    assert_eq!(
        said(&told.stdout),
        "Nomor antrean A, dua belas, silakan menuju Loket tiga.\n"
    );
    assert!((5.0..8.0).contains(&stats(&out, "Length s")));
    assert!(stats(&out, "Pk lev dB") < -2.0);
}

#[test]
fn several_numbers_are_called_digit_by_digit_in_english() {
    let dir = tempfile::tempdir().unwrap();
    let out = path(&dir, "call.wav");
    let call = ["say", "--number", "A012,A015", "--counter", "Pharmacy"];
    let manner = ["--lang", "en", "--digits", "--out", &out];
    let told = voice(&[&call[..], &manner].concat());
    assert_eq!(
        said(&told.stdout),
        "Tickets A zero one two and A zero one five, please go to Pharmacy.\n"
    );
}

#[test]
fn what_cannot_be_said_is_wrong_usage() {
    for (arguments, why) in [
        (
            vec!["say", "--number", "12", "--counter", "Loket 3"],
            "A012",
        ),
        (
            vec!["say", "--number", "A1,A2,A3,A4,A5", "--counter", "Loket 3"],
            "at most 4",
        ),
        (
            vec![
                "say",
                "--number",
                "A1",
                "--counter",
                "x",
                "--voices",
                "/nowhere",
            ],
            "/nowhere",
        ),
        (vec!["check", "/nowhere"], "/nowhere"),
        (vec!["check", "--branch", "/nowhere.toml"], "/nowhere.toml"),
        (vec!["day", "--log", "/nowhere.jsonl"], "/nowhere.jsonl"),
        (vec!["day"], "--log"),
    ] {
        let mut with_out = arguments.clone();
        if arguments[0] != "check" {
            with_out.extend(["--out", "/tmp/never"]);
        }
        let told = voice(&with_out);
        assert_eq!(told.status.code(), Some(2), "{arguments:?}");
        assert!(said(&told.stderr).contains(why), "{}", said(&told.stderr));
    }
}

#[test]
fn the_shipped_voice_is_whole_and_prefixes_that_sound_alike_are_named() {
    let branch = assets().join("branches/puskesmas.toml");
    let told = voice(&["check", "--json", "--branch", branch.to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(0), "{}", said(&told.stderr));
    let findings: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(findings["missing"], Value::Array(Vec::new()));
    assert_eq!(findings["flaws"], Value::Array(Vec::new()));
    let alike = findings["alike"].as_array().unwrap();
    assert!(alike.iter().any(|pair| pair["prefixes"][0] == "B"));
}

#[test]
fn a_counter_that_no_clip_names_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let bank = fs::read_to_string(assets().join("branches/bank.toml")).unwrap();
    assert!(bank.contains("Teller"));
    let branch = path(&dir, "branch.toml");
    fs::write(&branch, bank.replace("Teller", "Melati")).unwrap();
    let told = voice(&["check", "--branch", &branch]);
    assert_eq!(told.status.code(), Some(0), "{}", said(&told.stderr));
    assert!(said(&told.stdout).contains("\"Melati\" has no clip"));
}

#[test]
fn a_voice_with_a_missing_and_a_bad_clip_fails_and_names_them() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("id");
    fs::create_dir(&own).unwrap();
    for entry in fs::read_dir(assets().join("voices/id")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), own.join(entry.file_name())).unwrap();
    }
    let folder = dir.path().to_str().unwrap();
    assert_eq!(voice(&["check", folder]).status.code(), Some(0));

    fs::remove_file(own.join("dua-belas.wav")).unwrap();
    fs::write(own.join("loket.wav"), b"no sound").unwrap();
    let told = voice(&["check", folder]);
    assert_eq!(told.status.code(), Some(1));
    assert!(said(&told.stdout).contains("id/dua-belas.wav is missing: \"dua belas\""));
    assert!(said(&told.stdout).contains("loket.wav: it is no WAV file"));
    assert!(said(&told.stderr).contains("2 clip(s)"));
}

#[test]
fn the_list_names_each_clip_once_with_its_words() {
    let told = voice(&["list"]);
    let rows: Vec<Vec<&str>> = said(&told.stdout)
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert!(rows.contains(&vec!["id", "letter_b", "B", "must"]));
    assert!(rows.contains(&vec!["en", "twenty-one", "twenty one", "better"]));
    let names: std::collections::BTreeSet<_> = rows.iter().map(|row| (row[0], row[1])).collect();
    assert_eq!(names.len(), rows.len());
}

#[test]
fn a_morning_is_heard_one_call_after_the_other() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().to_str().unwrap();
    let told = voice(&["day", "--branch", "bank", "--hours", "1", "--out", out]);
    assert_eq!(told.status.code(), Some(0), "{}", said(&told.stderr));
    let transcript = fs::read_to_string(dir.path().join("transcript.txt")).unwrap();
    let lines: Vec<(f64, f64, &str)> = transcript
        .lines()
        .map(|line| {
            let mut words = line.split_whitespace();
            let mut figure = || words.next().unwrap().parse().unwrap();
            (figure(), figure(), line)
        })
        .collect();
    assert!(lines.len() > 20, "{transcript}");
    for pair in lines.windows(2) {
        let ((_, ends, before), (begins, _, after)) = (pair[0], pair[1]);
        assert!(begins >= ends, "{before}\n{after}");
        assert!(begins - ends <= 1.0, "{before}\n{after}");
    }
    let wav = path(&dir, "day.wav");
    assert!((stats(&wav, "Length s") - lines[lines.len() - 1].1).abs() < 0.01);
    assert!(stats(&wav, "Pk lev dB") < -2.0);
    assert!(transcript.contains("Panggilan ulang"), "{transcript}");
    let again = tempfile::tempdir().unwrap();
    let there = again.path().to_str().unwrap();
    voice(&["day", "--branch", "bank", "--hours", "1", "--out", there]);
    let other = fs::read_to_string(again.path().join("transcript.txt")).unwrap();
    // Ids are drawn by the same lots: the same day.
    assert_eq!(transcript, other);
}

#[test]
fn a_log_that_breaks_off_is_named_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let log = path(&dir, "log.jsonl");
    let begin = r#"{"v":1,"at":"2026-11-23T01:00:00Z","by":{"role":"admin"},"type":"epoch_started","counter":1,"random":"1","rehearsal":true}"#;
    fs::write(&log, format!("{begin}\n{{\"v\":1,\"at\":")).unwrap();
    let told = voice(&["day", "--log", &log, "--out", dir.path().to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(1));
    assert!(
        said(&told.stderr).contains("line 2"),
        "{}",
        said(&told.stderr)
    );
    fs::write(&log, "").unwrap();
    let told = voice(&["day", "--log", &log, "--out", dir.path().to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(2));
}

/// A branch's log, an event a line, as `antre demo` leaves it.
struct Log(Vec<String>);

impl Log {
    /// Of a branch that has just been set up.
    fn of(branch: &str) -> Self {
        let file = fs::read_to_string(assets().join("branches").join(branch)).unwrap();
        let config = antre_hub::parse_branch_file(&file, Path::new(branch)).unwrap();
        let mut log = Self(Vec::new());
        log.add(0, json!({"type": "configured", "config": config}));
        log
    }

    fn add(&mut self, millis: u32, what: Value) {
        let (secs, millis) = (millis / 1_000, millis % 1_000);
        let mut event = json!({
            "v": 1,
            "at": format!("2026-11-23T01:00:{secs:02}.{millis:03}Z"),
            "by": {"role": "admin"},
        });
        let event_map = event.as_object_mut().unwrap();
        event_map.extend(what.as_object().unwrap().clone());
        self.0.push(event.to_string());
    }

    /// The number is given and called at once.
    fn call(&mut self, millis: u32, ticket: &str, number: &str, counter: &str) {
        self.add(
            millis,
            json!({
                "type": "ticket_issued", "ticket": ticket, "number": number, "series": "a",
                "service": "poli-umum", "class": "umum", "locale": "id", "party": 1,
            }),
        );
        self.add(
            millis,
            json!({
                "type": "ticket_called", "ticket": ticket, "counter": counter,
                "reason": {"code": "longest_wait", "waited_secs": 1},
            }),
        );
    }

    /// What a hall says of it, announcement by announcement: from, to, and the words.
    fn heard(&self) -> Vec<(f64, f64, String)> {
        let dir = tempfile::tempdir().unwrap();
        let log = path(&dir, "log.jsonl");
        fs::write(&log, self.0.join("\n")).unwrap();
        let told = voice(&["day", "--log", &log, "--out", dir.path().to_str().unwrap()]);
        assert_eq!(told.status.code(), Some(0), "{}", said(&told.stderr));
        let transcript = fs::read_to_string(dir.path().join("transcript.txt")).unwrap();
        let line = |line: &str| {
            let mut words = line.split_whitespace();
            let mut figure = || words.next().unwrap().parse().unwrap();
            (figure(), figure(), line.to_owned())
        };
        transcript.lines().map(line).collect()
    }
}

#[test]
fn an_emergency_in_the_log_cuts_off_the_call() {
    let mut log = Log::of("puskesmas.toml");
    log.call(2_000, "76z65v2xmdzh2", "A012", "loket-1");
    let id = "0123456789abcdef0123456789abcdef";
    let since = "2026-11-23T01:00:05Z";
    log.add(
        5_000,
        json!({
            "type": "announced",
            "announcement": {"id": id, "kind": "fire", "since": since, "spoken": true},
        }),
    );
    log.add(30_000, json!({"type": "announcement_ended", "id": id}));
    let heard = log.heard();
    // Three seconds of the call, then the fire until it is over, then the call from its beginning.
    assert_eq!(heard[0].1, 3.0);
    assert!(heard[0].2.contains("A, dua belas"), "{heard:?}");
    assert!(
        heard[1].2.contains("Perhatian, terjadi kebakaran"),
        "{heard:?}"
    );
    assert!(
        heard[heard.len() - 1].2.contains("A, dua belas"),
        "{heard:?}"
    );
}

#[test]
fn of_twenty_calls_in_one_second_each_is_said_and_in_order() {
    let mut log = Log::of("puskesmas.toml");
    let tickets = "0123456789abcdefghjk".chars();
    for (count, letter) in (1_u32..).zip(tickets) {
        let ticket = format!("76z65v2xmdzh{letter}");
        let counter = ["loket-1", "poli-1", "poli-2"][count as usize % 3];
        log.call(
            1_000 + 50 * count,
            &ticket,
            &format!("A{count:03}"),
            counter,
        );
    }
    let heard = log.heard();
    let words = heard.iter().map(|(_, _, line)| line.as_str());
    let words = words.collect::<Vec<_>>().join(" ");
    let mut from = 0;
    for count in 1..=20 {
        let number = format!("A, {}", INDONESIAN[count - 1]);
        let at = words[from..].find(&number);
        assert!(at.is_some(), "{number} after {from} in {words}");
        from += at.unwrap() + number.len();
    }
    for pair in heard.windows(2) {
        assert!(pair[1].0 >= pair[0].1, "{pair:?}");
    }
}

const INDONESIAN: [&str; 20] = [
    "satu,",
    "dua,",
    "tiga,",
    "empat,",
    "lima,",
    "enam,",
    "tujuh,",
    "delapan,",
    "sembilan,",
    "sepuluh,",
    "sebelas,",
    "dua belas,",
    "tiga belas,",
    "empat belas,",
    "lima belas,",
    "enam belas,",
    "tujuh belas,",
    "delapan belas,",
    "sembilan belas,",
    "dua puluh,",
];
