//! `antre simulate`: days in virtual time, and what a change would do.

use std::process::{Command, Output};

use serde_json::Value;

use crate::why::days::Days;

fn simulate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_antre"))
        .arg("simulate")
        .args(arguments)
        .output()
        .unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(arguments: &[&str]) -> Value {
    let output = simulate(arguments);
    assert!(output.status.success(), "{}", said(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const MORE: [&str; 3] = ["bank", "--more", "teller@10:00-12:00"];

#[test]
fn the_answer_for_programs_has_the_documented_shape() {
    let answer = json(&[&MORE[..], &["--days", "3", "--json"]].concat());
    assert_eq!(answer["seed"], 1);
    assert_eq!(answer["days"], 3);
    assert_eq!(answer["date"], "2026-12-01");
    assert!(answer["scenario"].is_string() && answer["replay"].is_null());
    let arrangements = answer["arrangements"].as_array().unwrap();
    assert_eq!(arrangements.len(), 2);
    for one in arrangements {
        assert!(one["name"].is_string());
        assert!(one["spread"]["mean_secs_sd"].is_number());
        let together = &one["together"];
        for figure in [
            "slips",
            "priority_run_max",
            "jain",
            "utilisation",
            "turned_away",
        ] {
            assert!(together[figure].is_number(), "{figure}");
        }
        for figure in [
            "joined",
            "served",
            "no_shows",
            "left",
            "mean_secs",
            "p50_secs",
            "p95_secs",
            "max_secs",
            "service_level",
        ] {
            assert!(together["all"][figure].is_number(), "{figure}");
            assert!(together["classes"][0][figure].is_number(), "{figure}");
            assert!(together["services"][0][figure].is_number(), "{figure}");
        }
        assert_eq!(together["classes"][0]["class"], "umum");
        assert_eq!(together["services"][0]["service"], "setor");
        assert_eq!(together["counters"][0]["counter"], "teller-1");
        assert_eq!(together["by_time"].as_array().unwrap().len(), 96);
    }
    let difference = &answer["differences"][0][0];
    assert_eq!(difference["figure"], "mean_secs");
    assert!(difference["mean"].as_f64().unwrap() < 0.0);
    assert!(difference["within"].is_number() && difference["is_real"].is_boolean());
}

#[test]
fn the_table_and_the_picture_compare_now_with_what_would_be() {
    let folder = tempfile::tempdir().unwrap();
    let svg = folder.path().join("more.svg");
    let arguments = [
        "--days",
        "3",
        "--lang",
        "en",
        "--svg",
        svg.to_str().unwrap(),
    ];
    let output = simulate(&[&MORE[..], &arguments].concat());
    let text = said(&output.stdout);
    assert!(output.status.success(), "{}", said(&output.stderr));
    for words in [
        "Now",
        "+1 teller 10:00–12:00",
        "Jain's index",
        "prioritas",
        "mean wait: -",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let picture = std::fs::read_to_string(svg).unwrap();
    assert!(picture.contains("one more counter") && picture.contains("</svg>"));
}

#[test]
fn the_same_seed_gives_the_same_answer() {
    let once = simulate(&["mpp", "--seed", "9", "--json"]).stdout;
    assert_eq!(once, simulate(&["mpp", "--seed", "9", "--json"]).stdout);
    assert_ne!(once, simulate(&["mpp", "--seed", "10", "--json"]).stdout);
}

#[test]
fn what_cannot_be_meant_is_wrong_usage_with_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("day.toml");
    let text = "date = \"2026-12-01\"\n[[arrivals]]\nservice = \"setor\"\n\
        rates = [{ between = \"08:00-12:00\", per_hour = -3 }]\n\
        [[services]]\nid = \"setor\"\nsecs = { fixed = 60 }\n";
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let branch = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../assets/branches/bank.toml"
    );
    let cases: [(&[&str], &str); 8] = [
        (&[file, "--branch", branch], "day.toml:4:"),
        (&[file, "--branch", branch], "[negative]"),
        (&[file], "name the branch file"),
        (&["no-such-day.toml"], "no-such-day.toml"),
        (&[], "name one scenario"),
        (&["bank", "--more", "kasir@10:00-12:00"], "unknown_profile"),
        (
            &[
                "bank",
                "--rule",
                "teller={ ratio = { priority = 0, regular = 0 } }",
            ],
            "refused",
        ),
        (&["bank", "--more", "teller"], "teller@10:00-12:00"),
    ];
    for (arguments, words) in cases {
        let output = simulate(arguments);
        let text = said(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(text.contains(words), "{arguments:?}: {text}");
    }
    let output = simulate(&[file, "--branch", branch, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let faults: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(faults["faults"][0]["code"], "negative");
    assert_eq!(faults["faults"][0]["line"], 4);
}

#[test]
fn a_day_of_the_log_is_played_back_with_what_people_decided_counted() {
    let mut days = Days::begin();
    days.at("08:00");
    for _ in 0..3 {
        days.comes("poli", "umum");
    }
    days.open("poli-1");
    let mut last = None;
    for (time, number) in [("08:00", "A001"), ("08:10", "A002"), ("08:20", "A003")] {
        days.at(time);
        let ticket = days.calls("poli-1", number);
        days.start(ticket);
        last = Some(ticket);
    }
    days.at("08:30");
    days.finish(last.unwrap());
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    days.write(&data);
    let data = data.to_str().unwrap();
    let replay = |date| ["--replay", date, "--data-dir", data, "--json"];
    let answer = json(&replay("2026-11-23"));
    assert_eq!(answer["seed"], Value::Null);
    let decided = &answer["replay"];
    let calls = decided["by_rule"].as_u64().unwrap() + decided["by_hand"].as_u64().unwrap();
    assert_eq!(calls, 3, "{decided}");
    let all = |nth: usize| &answer["arrangements"][nth]["together"]["all"];
    assert_eq!(all(0), all(1));
    assert_eq!(all(0)["max_secs"], 1_200.0);
    let output = simulate(&replay("2026-11-22"));
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output.stderr).contains("2026-11-23"),
        "{}",
        said(&output.stderr)
    );
}
