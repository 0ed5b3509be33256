//! The demo is no show: what it leaves behind comes from the real apps.

use std::path::Path;
use std::process::{Command, Output};

use antre_branch_tests::program;
use antre_domain::decode;
use antre_forecast::day::{Leg, Outcome};
use antre_forecast::replay::Recorder;
use antre_forecast::run::Runner;
use serde_json::Value;

const CUSTOMERS: usize = 30;

#[test]
fn a_headless_morning_at_a_clinic_leaves_slips_screens_and_a_log_made_by_kiosk_and_counters() {
    is_whole("puskesmas");
}

#[test]
fn a_headless_morning_at_a_bank_does_too() {
    is_whole("bank");
}

#[test]
fn a_headless_morning_at_a_government_hall_does_too() {
    is_whole("mpp");
}

fn is_whole(branch: &str) {
    let out = tempfile::tempdir().unwrap();
    let demo = play(&program("antre"), out.path(), branch);
    assert!(
        demo.status.success(),
        "{}",
        String::from_utf8_lossy(&demo.stderr)
    );

    assert!(pngs(&out.path().join("slips")).len() >= CUSTOMERS);
    let screens = pngs(&out.path().join("screens"));
    for app in ["kiosk-", "display-", "counter-"] {
        assert!(
            screens.iter().filter(|name| name.starts_with(app)).count() >= 3,
            "{screens:?}"
        );
    }
    let summary: Value =
        serde_json::from_slice(&std::fs::read(out.path().join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["issued"], CUSTOMERS);

    let log = std::fs::read_to_string(out.path().join("log.jsonl")).unwrap();
    let mut seen = (0, 0);
    for line in log.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        match event["type"].as_str().unwrap() {
            "ticket_issued" => {
                assert_eq!(event["by"]["role"], "kiosk", "{line}");
                seen.0 += 1;
            }
            "ticket_called" => {
                assert_eq!(event["by"]["role"], "counter", "{line}");
                seen.1 += 1;
            }
            _ => {}
        }
    }
    assert_eq!(seen, (CUSTOMERS, CUSTOMERS));
    gives_back_its_own_waits(&log);
}

/// The day played back from its log, by the rule alone.
fn gives_back_its_own_waits(log: &str) {
    let mut recorder = Recorder::default();
    for line in log.lines() {
        recorder.take(&decode(line.as_bytes()).unwrap());
    }
    let recorded = recorder.end().unwrap();
    assert!(recorded.unlike.is_nothing(), "{:?}", recorded.unlike);
    let day = recorded.arrangement("again");
    let again = day.live(&mut Runner::new(&day.layout), &mut recorded.world());
    let waits = |outcome: &Outcome| {
        let legs = outcome.legs.iter();
        let mut waits: Vec<_> = legs.map(|leg| (leg.key, Leg::called(leg))).collect();
        waits.sort_unstable();
        waits
    };
    let own = waits(&recorded.own());
    assert!(own.len() >= CUSTOMERS);
    assert_eq!(own, waits(&again));
}

#[test]
fn without_an_apps_binary_the_demo_fails_and_names_it() {
    let beside = tempfile::tempdir().unwrap();
    for name in ["antre", "antre-kiosk", "antre-display"] {
        std::fs::copy(program(name), beside.path().join(name)).unwrap();
    }
    let demo = play(
        &beside.path().join("antre"),
        &beside.path().join("out"),
        "bank",
    );
    assert_eq!(demo.status.code(), Some(1));
    let error = String::from_utf8_lossy(&demo.stderr);
    assert!(error.contains("antre-counter is missing"), "{error}");
}

fn play(antre: &Path, out: &Path, branch: &str) -> Output {
    Command::new(antre)
        .args(["demo", "--headless", "--branch", branch, "--out"])
        .arg(out)
        .output()
        .unwrap()
}

fn pngs(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.into_string().unwrap());
    names.filter(|name| name.ends_with(".png")).collect()
}
