//! The files that a branch file names for its slips: each fault is led to its line.

use std::path::Path;

use antre_hub::{BranchFileError, read_branch_file};
use tempfile::TempDir;

use crate::fixture::BRANCH;

/// The faults of a branch file with this `[slip]`, beside which stand these files.
fn faults(slip: &str, files: &[(&str, &[u8])]) -> Vec<String> {
    let dir = TempDir::new().unwrap();
    for (name, content) in files {
        std::fs::write(dir.path().join(name), content).unwrap();
    }
    let path = dir.path().join("branch.toml");
    std::fs::write(&path, format!("{BRANCH}[slip]\n{slip}\n")).unwrap();
    match read_branch_file(&path) {
        Ok(_) => Vec::new(),
        Err(BranchFileError::Faulty(faults)) => {
            let shown = faults.iter().map(ToString::to_string);
            let dir = format!("{}/", dir.path().display());
            shown.map(|fault| fault.replace(&dir, "")).collect()
        }
        Err(other) => panic!("not a fault of content: {other}"),
    }
}

/// The line after `[slip]`.
fn first_line() -> usize {
    BRANCH.lines().count() + 2
}

#[track_caller]
fn one_fault(slip: &str, files: &[(&str, &[u8])], start: &str, words: &str) {
    let faults = faults(slip, files);
    let is_it = faults.len() == 1 && faults[0].starts_with(start) && faults[0].contains(words);
    assert!(is_it, "{start:?} … {words:?}: {faults:#?}");
}

#[test]
fn what_leads_elsewhere_is_never_read() {
    let at = format!("branch.toml:{}:", first_line());
    for name in ["../x.toml", "/etc/x.toml", "a/../../x.toml", "C:x.toml"] {
        let slip = format!("ticket = {name:?}");
        one_fault(&slip, &[], &at, "slip.ticket: neither built in nor a file");
    }
}

#[test]
fn a_file_that_is_missing_too_large_no_text_or_no_file_is_named_with_its_line() {
    let at = format!("branch.toml:{}:", first_line());
    let ticket = r#"ticket = "t.toml""#;
    one_fault(ticket, &[], &at, "this file was not read; put it beside");
    let large = vec![b'#'; 65_537];
    one_fault(
        ticket,
        &[("t.toml", &large)],
        &at,
        "larger than 65536 bytes",
    );
    one_fault(ticket, &[("t.toml", b"# \xff")], &at, "not text in UTF-8");
    let dir = TempDir::new().unwrap();
    std::fs::create_dir(dir.path().join("t.toml")).unwrap();
    let path = dir.path().join("branch.toml");
    std::fs::write(&path, format!("{BRANCH}[slip]\n{ticket}\n")).unwrap();
    let error = read_branch_file(&path).unwrap_err().to_string();
    assert!(error.contains("this is no file"), "{error}");
}

#[test]
fn a_template_that_does_not_exist_or_is_for_something_else_is_told() {
    let at = format!("branch.toml:{}:", first_line());
    one_fault(r#"large = "huge""#, &[], &at, "name one of standard, large");
    one_fault(r#"ticket = "closing""#, &[], &at, "for the closing report");
    one_fault(r#"closing = "standard""#, &[], &at, "for a ticket");
}

#[test]
fn a_fault_within_a_template_is_led_to_the_templates_own_line() {
    let standard = include_str!("../../../../assets/slips/standard.toml");
    let broken = format!("{standard}\nbesar = 3\n");
    let ticket = r#"ticket = "t.toml""#;
    let found = faults(ticket, &[("t.toml", broken.as_bytes())]);
    assert!(
        !found.is_empty() && found.iter().all(|fault| fault.starts_with("t.toml:")),
        "{found:#?}"
    );
}

#[test]
fn a_logo_that_is_no_picture_is_told_at_its_place() {
    let at = format!("branch.toml:{}:", first_line());
    let png: (&str, &[u8]) = ("logo.png", b"GIF89a");
    one_fault(r#"logo = "logo.png""#, &[png], &at, "neither PNG nor SVG");
    let svg =
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>"#;
    let sound = faults(r#"logo = "logo.svg""#, &[("logo.svg", svg.as_bytes())]);
    assert_eq!(sound, [] as [&str; 0]);
}

#[test]
fn a_branch_file_does_not_hold_the_files_themselves() {
    let slip = "files = { \"t.toml\" = \"x\" }\nticket = \"t.toml\"";
    let at = format!("branch.toml:{}:", first_line());
    one_fault(slip, &[], &at, "leave it out");
}

#[test]
fn the_samples_name_only_what_is_there() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/branches");
    for name in ["puskesmas", "bank", "mpp"] {
        let config = read_branch_file(&samples.join(name).with_extension("toml")).unwrap();
        for (_, file) in config.slip.files_named() {
            assert!(config.slip.files.contains_key(file), "{name}: {file}");
        }
    }
}
