//! `antre pin`: the staff's PIN comes on standard input, and nothing says it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use antre_storage::{DataDir, OpenOptions};
use tempfile::TempDir;

fn pin(data: &Path, typed: &str, arguments: &[&str]) -> Output {
    let mut antre = Command::new(env!("CARGO_BIN_EXE_antre"))
        .arg("pin")
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have refused its arguments already, and listen no more.
    let _ = antre.stdin.take().unwrap().write_all(typed.as_bytes());
    antre.wait_with_output().unwrap()
}

#[test]
fn what_is_no_pin_is_wrong_usage_and_is_not_repeated() {
    let dir = TempDir::new().unwrap();
    for (typed, words) in [
        ("", "4 to 8 digits"),
        ("258\n", "4 to 8 digits"),
        ("258025802\n", "4 to 8 digits"),
        ("25 80\n", "4 to 8 digits"),
        ("2580\n2580\n", "4 to 8 digits"),
        ("0000\n", "guessed at the first try"),
        ("1234\n", "guessed at the first try"),
    ] {
        let output = pin(dir.path(), typed, &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{typed:?}: {said}");
        assert!(said.contains(words), "{typed:?}: {said}");
        let typed = typed.trim();
        assert!(typed.is_empty() || !said.contains(typed), "{said}");
        assert!(output.stdout.is_empty());
    }
    let nowhere = pin(&dir.path().join("typo"), "2580\n", &[]);
    assert_eq!(nowhere.status.code(), Some(2));
    let argument = pin(dir.path(), "2580\n", &["2580"]);
    assert_eq!(argument.status.code(), Some(2), "never on the command line");
}

#[test]
fn a_pin_is_set_where_no_hub_runs_and_a_program_can_read_that_it_was() {
    let dir = TempDir::new().unwrap();
    let output = pin(dir.path(), "2580\r\n", &["--json"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        (output.status.code(), said.trim()),
        (Some(0), r#"{"pin":"set"}"#)
    );
    let data = DataDir::open(
        dir.path(),
        OpenOptions {
            create: true,
            ..OpenOptions::default()
        },
    );
    let kept = data.unwrap().vault().unwrap().pin().unwrap().unwrap();
    assert!(kept.matches("2580"));
}
