//! `antre staffing`: how many counters, all day long and by half hour.

use std::process::{Command, Output};

use antre_domain::TicketId;
use serde_json::Value;

use crate::why::days::Days;

fn staffing(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_antre"))
        .arg("staffing")
        .args(arguments)
        .output()
        .unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(arguments: &[&str]) -> Value {
    let output = staffing(arguments);
    assert!(output.status.success(), "{}", said(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const BRANCH: [&str; 6] = [
    "--per-hour",
    "30",
    "--service-secs",
    "300",
    "--within-secs",
    "600",
];

#[test]
fn the_json_answers_by_formula_and_by_simulation() {
    let answer = json(&[&BRANCH[..], &["--target", "0.8", "--json"]].concat());
    assert_eq!(answer.as_object().unwrap().len(), 2);
    for rows in ["erlang", "simulated"] {
        let rows = answer[rows].as_array().unwrap();
        assert_eq!(rows[0]["counters"], 1);
        assert!(rows[0]["mean_wait_secs"].is_null() && rows[1]["mean_wait_secs"].is_null());
        for (row, wait_secs) in [(&rows[2], 421.35), (&rows[3], 63.97)] {
            let off = row["mean_wait_secs"].as_f64().unwrap() / wait_secs;
            assert!((off - 1.0).abs() < 0.02, "{row}");
            assert_eq!(row.as_object().unwrap().len(), 6);
        }
        assert!(rows.last().unwrap()["service_level"].as_f64().unwrap() >= 0.999);
    }
}

#[test]
fn the_table_marks_the_first_row_that_reaches_the_target() {
    for (lang, sentence) in [
        ("id", "baris pertama yang mencapai sasaran"),
        ("en", "the first row that reaches the target"),
    ] {
        let output = staffing(&[&BRANCH[..], &["--lang", lang]].concat());
        let table = said(&output.stdout);
        assert!(table.contains(sentence), "{table}");
        let marked: Vec<&str> = table.lines().filter(|line| line.starts_with('>')).collect();
        let row: Vec<&str> = marked[0].split_whitespace().collect();
        assert_eq!(row[..5], [">", "4", "32.0", "%", "1:04"], "{table}");
    }
}

#[test]
fn with_patience_the_first_rows_have_waits_and_people_who_give_up() {
    let answer = json(&[&BRANCH[..], &["--patience-secs", "1800", "--json"]].concat());
    for rows in ["erlang", "simulated"] {
        let row = &answer[rows][1];
        let off = row["abandoned"].as_f64().unwrap() / 0.25256;
        assert!((off - 1.0).abs() < 0.02, "{row}");
    }
}

#[test]
fn numbers_that_cannot_be_meant_are_wrong_usage_and_named_by_option() {
    for option in [
        "--per-hour",
        "--service-secs",
        "--within-secs",
        "--patience-secs",
        "--target",
    ] {
        for value in ["0", "-5", "nan", "inf", "1e18", "many", ""] {
            let mut arguments: Vec<&str> = BRANCH.to_vec();
            match arguments.iter().position(|one| *one == option) {
                Some(at) => arguments[at + 1] = value,
                None => arguments.extend([option, value]),
            }
            let output = staffing(&arguments);
            assert_eq!(output.status.code(), Some(2), "{option} {value}");
            assert!(
                said(&output.stderr).contains(option),
                "{}",
                said(&output.stderr)
            );
            assert!(output.stdout.is_empty());
        }
    }
    for (arguments, words) in [
        (
            vec!["--service-secs", "300", "--within-secs", "600"],
            "--per-hour",
        ),
        (
            vec!["--per-hour", "30", "--within-secs", "600"],
            "--service-secs",
        ),
        (
            vec![
                "--per-hour",
                "9999",
                "--service-secs",
                "80000",
                "--within-secs",
                "600",
            ],
            "more than 200 counters",
        ),
        (
            vec!["--data", "nowhere", "--within-secs", "600"],
            "--service",
        ),
        ([&BRANCH[..], &["--day", "day.csv"]].concat(), "--day"),
    ] {
        let output = staffing(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            said(&output.stderr).contains(words),
            "{}",
            said(&output.stderr)
        );
    }
}

#[test]
fn a_day_becomes_a_roster_and_a_bad_file_names_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("day.csv");
    let path = file.to_str().unwrap();
    let ask = |more: &[&str]| {
        let wish = [
            "--day",
            path,
            "--service-secs",
            "300",
            "--within-secs",
            "600",
        ];
        staffing(&[&wish[..], more].concat())
    };
    std::fs::write(&file, "jam,datang\n08:00,6\n08:30,24\n09:00,4\n").unwrap();
    let table = said(&ask(&["--lang", "en"]).stdout);
    assert!(table.contains("\n08:30  24.0         5"), "{table}");
    let answer: Value = serde_json::from_slice(&ask(&["--json"]).stdout).unwrap();
    let counters = answer["half_hours"].as_array().unwrap().iter();
    let counters: Vec<u64> = counters
        .map(|one| one["erlang"]["counters"].as_u64().unwrap())
        .collect();
    assert_eq!(counters, [2, 5, 2]);
    assert!(answer["simulated"]["service_level"].as_f64().unwrap() > 0.8);
    assert!(answer["learnt"].is_null());

    std::fs::write(&file, "08:00,6\n08:30,-24\n").unwrap();
    let output = ask(&[]);
    assert_eq!(output.status.code(), Some(2));
    let error = said(&output.stderr);
    assert!(
        error.contains("day.csv: line 2: ") && error.contains("[not_a_count]"),
        "{error}"
    );
    let gone = dir.path().join("gone.csv");
    let gone = [
        "--day",
        gone.to_str().unwrap(),
        "--service-secs",
        "300",
        "--within-secs",
        "600",
    ];
    assert_eq!(staffing(&gone).status.code(), Some(2));
}

/// Four come to the doctor in the first half hour and two in the second; each takes ten minutes.
fn a_day() -> (tempfile::TempDir, String) {
    let mut days = Days::begin();
    days.at("08:00");
    for _ in 0..4 {
        days.comes("poli", "umum");
    }
    days.open("poli-1");
    let mut last: Option<TicketId> = None;
    for (time, number) in [
        ("08:00", "A001"),
        ("08:10", "A002"),
        ("08:20", "A003"),
        ("08:30", "A004"),
    ] {
        days.at(time);
        last = Some(days.calls("poli-1", number));
        days.start(last.unwrap());
    }
    for _ in 0..2 {
        days.comes("poli", "umum");
    }
    days.at("08:40");
    days.finish(last.unwrap());
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    days.write(&data);
    let data = data.to_str().unwrap().to_owned();
    (dir, data)
}

#[test]
fn a_branch_learns_its_roster_from_its_own_log() {
    let (_dir, data) = a_day();
    let wish = ["--data", &data, "--service", "poli", "--within-secs", "600"];
    let answer = json(&[&wish[..], &["--json"]].concat());
    assert_eq!(answer["learnt"]["people"], 6);
    assert_eq!(answer["learnt"]["days"], 1);
    assert_eq!(answer["learnt"]["service_secs"], 600.0);
    assert_eq!(answer["half_hours"][0]["from"], "08:00");
    assert_eq!(answer["half_hours"][0]["arrivals"], 4.0);
    assert_eq!(answer["half_hours"][1]["arrivals"], 2.0);
    let table = said(&staffing(&wish).stdout);
    assert!(
        table.contains("Dari 1 hari, 6 orang; satu orang 600 detik"),
        "{table}"
    );

    let other = staffing(&[
        "--data",
        &data,
        "--service",
        "parkir",
        "--within-secs",
        "600",
    ]);
    assert_eq!(other.status.code(), Some(2));
    assert!(
        said(&other.stderr).contains("name one of"),
        "{}",
        said(&other.stderr)
    );
    let sunday = staffing(&[&wish[..], &["--weekday", "sunday"]].concat());
    assert_eq!(sunday.status.code(), Some(1));
    let nowhere = staffing(&[
        "--data",
        "/nowhere",
        "--service",
        "poli",
        "--within-secs",
        "600",
    ]);
    assert_eq!(nowhere.status.code(), Some(1));
}
