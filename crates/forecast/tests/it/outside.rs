//! The engine against Ciw, a simulator that shares no code with it: see outside/queues.py.

use std::path::PathBuf;
use std::process::Command;

use antre_forecast::staffing::{Length, Measured, SEED, Station, long_run};
use serde::Deserialize;

#[derive(Deserialize)]
struct Answer {
    ciw: String,
    within_secs: f64,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    per_hour: Vec<f64>,
    service_secs: f64,
    counters: u32,
    patience_secs: Option<f64>,
    classes: Vec<Class>,
}

/// What Ciw found of a class; `error` is two standard errors of the mean wait.
#[derive(Deserialize)]
struct Class {
    mean_wait_secs: f64,
    wait_probability: f64,
    service_level: f64,
    abandoned: f64,
    error: f64,
}

fn outside() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/outside")
}

fn kept() -> Answer {
    let json = std::fs::read_to_string(outside().join("ciw.json")).unwrap();
    serde_json::from_str(&json).unwrap()
}

fn ours(case: &Case, within_secs: f64) -> Vec<Measured> {
    let station = Station {
        per_hour: case.per_hour.clone(),
        service_secs: case.service_secs,
        patience_secs: case.patience_secs,
        counters: case.counters,
        within_secs,
    };
    let length = Length {
        people_max: 2_000_000,
        error: 0.015,
    };
    long_run(&station, length, SEED)
}

#[test]
fn the_engine_agrees_with_what_ciw_found() {
    let kept = kept();
    for case in &kept.cases {
        let ours = ours(case, kept.within_secs);
        assert_eq!(ours.len(), case.classes.len());
        for (ours, theirs) in ours.iter().zip(&case.classes) {
            let (name, found) = (&case.name, ours.steady);
            let off = (found.mean_wait_secs - theirs.mean_wait_secs).abs();
            let may_be_off = theirs.error + 0.02 * theirs.mean_wait_secs;
            assert!(off < may_be_off, "{name}: {off} {may_be_off}");
            for (ours, theirs) in [
                (found.wait_probability, theirs.wait_probability),
                (found.service_level, theirs.service_level),
                (found.abandoned, theirs.abandoned),
            ] {
                assert!((ours - theirs).abs() < 0.01, "{name}: {ours} {theirs}");
            }
        }
    }
}

/// Only where python3 finds Ciw; elsewhere the kept numbers stand for it, as the test above compares.
#[test]
fn ciw_still_says_what_was_kept_of_it() {
    let script = outside().join("queues.py");
    let run = Command::new("python3").args(["-c", "import ciw"]).output();
    if !run.is_ok_and(|run| run.status.success()) {
        eprintln!("python3 has no ciw here: only its kept numbers were compared");
        return;
    }
    let run = Command::new("python3")
        .arg(script)
        .args(["3", "200"])
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let now: Answer = serde_json::from_slice(&run.stdout).unwrap();
    let kept = kept();
    println!("Ciw {}, kept from {}", now.ciw, kept.ciw);
    for (now, kept) in now.cases.iter().zip(&kept.cases) {
        for (now, kept) in now.classes.iter().zip(&kept.classes) {
            let off = (now.mean_wait_secs - kept.mean_wait_secs).abs();
            // Three short runs know little: this finds a script that no longer says what it did.
            assert!(
                off < 0.3 * kept.mean_wait_secs,
                "{off} of {}",
                kept.mean_wait_secs
            );
            assert!((now.service_level - kept.service_level).abs() < 0.1);
            assert!((now.abandoned - kept.abandoned).abs() < 0.05);
        }
    }
    assert_eq!(now.cases.len(), kept.cases.len());
}
