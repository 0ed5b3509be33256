//! Branch files: the samples are sound, and each fault is led to its line.

use std::path::Path;

use antre_hub::{BranchFileError, FileFault, parse_branch_file, read_branch_file};

use crate::fixture::BRANCH;

fn faults(text: &str) -> Vec<FileFault> {
    match parse_branch_file(text, Path::new("branch.toml")).unwrap_err() {
        BranchFileError::Faulty(faults) => faults,
        other => panic!("not a fault of content: {other}"),
    }
}

/// Changes the sound file; the fault must stand on the changed line and say `words`.
#[track_caller]
fn is_led_to_its_line(from: &str, to: &str, words: &str) {
    let line = BRANCH
        .lines()
        .position(|line| line.contains(from))
        .expect("the sound file has this")
        + 1;
    let faults = faults(&BRANCH.replacen(from, to, 1));
    let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let found = faults
        .iter()
        .any(|fault| fault.line == line && fault.message.contains(words));
    assert!(found, "line {line}, {words:?}: {shown:#?}");
    assert!(shown[0].starts_with("branch.toml:"), "{shown:?}");
}

#[test]
fn every_sample_branch_loads_without_a_fault() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/branches");
    for name in ["puskesmas", "bank", "mpp"] {
        let config = read_branch_file(&samples.join(name).with_extension("toml")).unwrap();
        assert!((7..=9).contains(&config.services.len()), "{name}");
        assert!(config.classes.iter().any(|class| class.priority), "{name}");
        assert_eq!(config.public_url, None, "{name}");
        for text in config.services.iter().map(|service| &service.name) {
            assert!(
                matches!(text, antre_domain::Text::Each(texts) if texts.len() == 2),
                "{name} {text:?}"
            );
        }
    }
}

#[test]
fn a_duplicated_prefix() {
    is_led_to_its_line(
        r#"prefix = "C""#,
        r#"prefix = "A""#,
        "two series share this prefix",
    );
}

#[test]
fn overlapping_series() {
    is_led_to_its_line(
        r#"services = ["kecil"], last"#,
        r#"services = ["kecil", "poli"], last"#,
        "already numbered",
    );
}

#[test]
fn an_unknown_time_zone() {
    is_led_to_its_line("Asia/Jakarta", "Asia/Djakarta", "unknown time zone");
}

#[test]
fn hours_that_overlap() {
    is_led_to_its_line(
        r#"mon = ["08:00-15:00"]"#,
        r#"mon = ["08:00-12:00", "11:30-15:00"]"#,
        "overlaps",
    );
}

#[test]
fn hours_across_the_start_of_the_day() {
    is_led_to_its_line(
        r#"["13:00-15:00"]"#,
        r#"["22:00-04:00"]"#,
        "crosses the start of the business day",
    );
}

#[test]
fn a_fault_of_syntax() {
    is_led_to_its_line(r#"name = "Puskesmas Uji""#, r#"name = "Puskesmas Uji"#, "");
}

#[test]
fn an_unknown_field() {
    is_led_to_its_line(
        r#"last = 2 }"#,
        r#"last = 2, colour = "red" }"#,
        "unknown field `colour`",
    );
}

#[test]
fn a_missing_field() {
    is_led_to_its_line(
        r#"id = "kecil", name = "Kecil""#,
        r#"id = "kecil""#,
        "missing field `name`",
    );
}

#[test]
fn a_reference_to_nothing() {
    is_led_to_its_line(
        r#"sign = "2", profile = "semua""#,
        r#"sign = "2", profile = "sema""#,
        "nothing with this identifier",
    );
}

#[test]
fn numbers_that_do_not_fit() {
    is_led_to_its_line("last = 2000", "last = 20000", "must fit the width");
}

#[test]
fn several_faults_are_told_together_in_the_order_of_the_file() {
    let text = BRANCH
        .replace("\"C\"", "\"A\"")
        .replace("sign = \"1\"", "sign = \"11111\"");
    let faults = faults(&text);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].line < faults[1].line);
    assert_eq!(
        faults[0].column,
        1 + BRANCH
            .lines()
            .nth(faults[0].line - 1)
            .unwrap()
            .find("\"C\"")
            .unwrap()
    );
}

#[test]
fn a_missing_file_is_named() {
    let error = read_branch_file(Path::new("/nowhere/branch.toml")).unwrap_err();
    assert!(
        error.to_string().starts_with("/nowhere/branch.toml: "),
        "{error}"
    );
}
