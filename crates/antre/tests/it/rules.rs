//! `antre rules`: what a manager is told about a branch file.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/branches")
}

fn rules(branch: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_antre"))
        .args(["rules", "--branch"])
        .arg(branch)
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The bank with one thing changed, in a directory that lives as long as the first value.
fn bank_with(from: &str, to: &str) -> (tempfile::TempDir, PathBuf) {
    let bank = std::fs::read_to_string(samples().join("bank.toml")).unwrap();
    assert!(bank.contains(from), "the sample has this: {from}");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("branch.toml");
    std::fs::write(&path, bank.replacen(from, to, 1)).unwrap();
    (dir, path)
}

#[test]
fn every_sample_is_told_in_both_languages() {
    for sample in ["bank.toml", "puskesmas.toml", "mpp.toml"] {
        for (language, promise) in [
            ("id", "paling lambat pada panggilan ke-"),
            ("en", "call at the latest"),
        ] {
            let told = rules(&samples().join(sample), &["--lang", language]);
            assert_eq!(told.status.code(), Some(0));
            assert!(text(&told.stdout).contains(promise), "{sample} {language}");
            assert!(told.stderr.is_empty());
        }
    }
}

#[test]
fn the_tellers_of_the_bank_take_turns_two_to_one() {
    let told = rules(&samples().join("bank.toml"), &[]);
    let told = text(&told.stdout);
    let teller = told.split("\n\n").next().unwrap();
    let expected = "\
Teller [teller]: Teller 1, Teller 2
  Melayani Setor Tunai, Tarik Tunai, serta Transfer dan Pembayaran.
  Prioritas 2:1: 2 panggilan untuk Prioritas, lalu 1 untuk Umum dan Janji temu, dan begitu seterusnya; giliran yang tidak ada orangnya dilompati.
  - Prioritas: yang terdepan dipanggil paling lambat pada panggilan ke-2; yang kelima paling lambat pada panggilan ke-10.
  - Umum dan Janji temu: yang terdepan dipanggil paling lambat pada panggilan ke-3; yang kelima paling lambat pada panggilan ke-15.";
    assert_eq!(teller, expected);
}

#[test]
fn a_knob_that_is_turned_moves_the_bound() {
    let (_dir, path) = bank_with("priority = 2, regular = 1", "priority = 3, regular = 2");
    let told = rules(&path, &["--json"]);
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let teller = &told["profiles"][0];
    assert_eq!(
        teller["counters"],
        serde_json::json!(["teller-1", "teller-2"])
    );
    assert_eq!(teller["rule"]["ratio"]["priority"], 3);
    let bounds: Vec<_> = teller["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            (
                line["id"].as_str().unwrap(),
                line["calls_max"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(bounds, [("prioritas", 3), ("regular", 4)]);
    let helper = &told["profiles"][1];
    assert_eq!(
        helper["helps"],
        serde_json::json!([["setor", "tarik", "transfer"]])
    );
    assert_eq!(
        helper["lines"][1]["calls_max"], 4,
        "it goes by the same rule"
    );
}

#[test]
fn a_fault_is_led_to_its_line_and_is_a_failure() {
    let (_dir, path) = bank_with("priority = 2, regular = 1", "priority = 2, regular = 0");
    let bank = std::fs::read_to_string(&path).unwrap();
    let line = 1 + bank
        .lines()
        .position(|line| line.contains("regular = 0"))
        .unwrap();

    let told = rules(&path, &[]);
    assert_eq!(told.status.code(), Some(1));
    assert!(told.stdout.is_empty());
    let place = format!("branch.toml:{line}:");
    let said = text(&told.stderr);
    assert!(
        said.contains(&place) && said.contains("give it at least one turn"),
        "{said}"
    );

    let told = rules(&path, &["--json"]);
    assert_eq!(told.status.code(), Some(1));
    let faults: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(faults["faults"][0]["line"], line);
}

#[test]
fn the_hub_tells_what_new_profiles_promise_once() {
    let dir = tempfile::tempdir().unwrap();
    let teller = "profile teller: Priority at the 2nd call at the latest; \
                  Regular and Appointment at the 3rd call at the latest";
    assert!(hub_says(dir.path(), "bank.toml").contains(teller));
    let again = hub_says(dir.path(), "bank.toml");
    assert!(!again.contains("profile teller"), "{again}");
}

/// What a hub writes to standard error until it serves.
fn hub_says(dir: &Path, sample: &str) -> String {
    let mut hub = Command::new(env!("CARGO_BIN_EXE_antre"))
        .args(["hub", "--listen", "127.0.0.1:0", "--data"])
        .arg(dir.join("data"))
        .arg("--branch")
        .arg(samples().join(sample))
        .env_remove("RUST_LOG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    let stdout = hub.stdout.as_mut().unwrap();
    BufReader::new(stdout).read_line(&mut address).unwrap();
    assert!(address.starts_with("http://"), "{address}");
    hub.kill().unwrap();
    let output = hub.wait_with_output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_missing_file_or_word_is_wrong_usage() {
    let missing = rules(Path::new("/nowhere/branch.toml"), &[]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("/nowhere/branch.toml"));
    let unknown = rules(&samples().join("bank.toml"), &["--lang", "xx"]);
    assert_eq!(unknown.status.code(), Some(2));
}
