//! Branch files: the samples are sound, and each fault is led to its line.

use std::path::Path;

use antre_hub::{BranchFileError, FileFault, parse_branch_file, read_branch_file};

use crate::fixture::BRANCH;

/// What the sample branches promise: for each line, the most calls that its first can have to wait.
const PROMISES: &str = "\
bank teller: prioritas 2, regular 3
bank teller-valas: prioritas 2, regular 3
bank nasabah: janji-temu 3, umum 4, prioritas 4
bank kredit: janji-temu 3, umum 4, prioritas 4
mpp dukcapil: janji 3, prioritas 3, umum 3
mpp imigrasi: janji-temu 3, umum 4, prioritas 4
mpp kepolisian: umum 4, prioritas 4, janji-temu 4
mpp samsat: prioritas 3, regular 2
mpp usaha: janji-temu 3, umum 4, prioritas 4
mpp bpjs: umum 4, prioritas 4, janji-temu 4
puskesmas umum: umum 3, prioritas 3
puskesmas lansia: umum 3, prioritas 3
puskesmas gigi: umum 3, prioritas 3
puskesmas kia: prioritas 2, umum 2
puskesmas loket: umum 4, prioritas 4
puskesmas laboratorium: umum 4, prioritas 4
puskesmas farmasi: umum 3, prioritas 3
";

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
        assert!((7..=10).contains(&config.services.len()), "{name}");
        for profile in &config.profiles {
            assert!(!config.bounds(profile).is_empty(), "{name} {}", profile.id);
        }
        assert!(config.classes.iter().any(|class| class.priority), "{name}");
        assert_eq!(config.public_url, None, "{name}");
        for text in config.services.iter().map(|service| &service.name) {
            assert!(
                matches!(text, antre_domain::Text::Each(texts) if [antre_domain::Locale::ID, antre_domain::Locale::EN]
                    .iter()
                    .all(|locale| texts.contains_key(locale))),
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

/// The sound file with `rule` as the rule of its only profile.
fn with_rule(rule: &str) -> String {
    let profile = r#"services = ["poli", "siang", "lab", "kecil", "lebar"] }]"#;
    let ruled = profile.replace(" }]", &format!(", rule = {rule} }}]"));
    BRANCH.replacen(profile, &ruled, 1)
}

/// The one fault of `text` stands where `place` begins, the first one behind `after`.
#[track_caller]
fn is_led_to(text: &str, after: &str, place: &str, words: &str) {
    let from = text.find(after).expect("the file has this") + after.len();
    let at = from + text[from..].find(place).expect("the file has this place");
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    let faults = faults(text);
    let [fault] = &faults[..] else {
        panic!("one fault was planted: {faults:#?}")
    };
    assert_eq!((fault.line, fault.column), (line, column), "{fault}");
    assert!(fault.message.contains(words), "{fault}");
    assert!(
        fault
            .to_string()
            .starts_with(&format!("branch.toml:{line}:{column}: "))
    );
}

#[test]
fn a_step_that_is_never_reached_is_led_to_its_own_line() {
    let text = with_rule(
        r#"{ custom = { lines = [
            { id = "dulu", classes = ["prioritas"], one_in = 3 },
            { id = "lain", one_in = 3 },
        ], steps = [
            { when = { waiting = 5 }, call = "lain" },
            { call = "dulu" },
            { when = { waiting = 9, waited_secs = 60 }, call = "lain" },
        ], finally = "longest_wait" } }"#,
    );
    is_led_to(
        &text,
        r#"call = "dulu" },"#,
        "{ when = { waiting = 9",
        "never reached",
    );
}

#[test]
fn a_condition_that_never_comes_true_is_led_to_its_own_column() {
    let text = with_rule(
        r#"{ custom = { lines = [{ id = "semua" }], steps = [
            { when = { waited_secs = 60, due = true }, call = "semua" },
        ], finally = "longest_wait" } }"#,
    );
    is_led_to(
        &text,
        "due = ",
        "true",
        "nobody in semua has an appointment",
    );
}

#[test]
fn shares_over_all_calls_are_led_to_the_share_that_is_too_much() {
    let text = with_rule(
        r#"{ custom = { lines = [
            { id = "dulu", classes = ["prioritas"], one_in = 2 },
            { id = "anak", services = ["kecil"], one_in = 2 },
            { id = "lain", one_in = 3 },
        ], finally = "longest_wait" } }"#,
    );
    is_led_to(&text, r#""lain", one_in = "#, "3", "133 % so far");
}

#[test]
fn a_profile_that_could_starve_somebody_is_led_to_what_would_do_it() {
    let text = with_rule(
        r#"{ custom = { lines = [
            { id = "dulu", classes = ["prioritas"] },
            { id = "lain" },
        ], finally = { priority = ["dulu", "lain"] } } }"#,
    );
    is_led_to(
        &text,
        "finally = ",
        "{ priority",
        "reserve those a share with one_in (line lain)",
    );
}

#[test]
fn the_knobs_of_named_rules_are_led_to_their_values() {
    let text = with_rule("{ ratio = { priority = 2, regular = 0 } }");
    is_led_to(&text, "regular = ", "0", "at least one turn");
    let text = with_rule("{ fair = { one_in = 1 } }");
    is_led_to(&text, "{ fair = { one_in = ", "1", "more than all calls");
    let text = with_rule(r#"{ like = "semua" }"#);
    is_led_to(&text, "like = ", "\"semua\"", "in the end like itself");
    let text = with_rule("{ appointments_first = {} }");
    is_led_to(
        &text,
        "appointments_first = ",
        "{}",
        "nobody can ever stand in this line",
    );
}

#[test]
fn a_journey_that_returns_or_leads_nowhere_is_led_to_the_stop() {
    let journey = |stops: &str| {
        let head = "[[journeys]]\nid = \"berobat\"\nname = \"Berobat\"";
        format!("{BRANCH}\n{head}\nstops = [\n{stops}]\n")
    };
    let text = journey("  \"poli\",\n  \"lab\",\n  \"poli\",\n");
    let words = "comes back to a service it has been to";
    is_led_to(&text, "\"lab\",\n  ", "\"poli\"", words);
    let text = journey("  \"poli\",\n  \"apotek\",\n");
    is_led_to(
        &text,
        "\"poli\",\n  ",
        "\"apotek\"",
        "define it, or name another",
    );
}

#[test]
fn quotas_counter_hours_and_appointments_are_led_to_their_places() {
    let kecil = r#"{ id = "kecil", name = "Kecil" }"#;
    let text = BRANCH.replacen(
        kecil,
        r#"{ id = "kecil", name = "Kecil", quotas = [{ people_max = 5 }, { between = "08:00-12:00", people_max = 0 }] }"#,
        1,
    );
    is_led_to(&text, "\"08:00-12:00\", people_max = ", "0", "allowed 1 to");
    let text = BRANCH.replacen(
        r#"sign = "2", profile = "semua""#,
        r#"sign = "2", profile = "semua", hours = { week = { mon = ["08:00-12:00", "11:00-15:00"] } }"#,
        1,
    );
    is_led_to(&text, "[\"08:00-12:00\", ", "\"11:00-15:00\"", "overlaps");
    let text = BRANCH.replacen(
        r#"name = "Umum", target"#,
        r#"name = "Umum", appointment = { early_secs = 600 }, target"#,
        1,
    );
    is_led_to(
        &text,
        "appointment = ",
        "{ early",
        "put another class first",
    );
}

#[test]
fn a_step_that_is_misspelt_is_led_to_its_word() {
    let text = with_rule(
        r#"{ custom = { lines = [{ id = "semua" }], steps = [
            { when = { wated_secs = 60 }, call = "semua" },
        ], finally = "longest_wait" } }"#,
    );
    is_led_to(
        &text,
        "{ when = { ",
        "wated_secs",
        "unknown field `wated_secs`",
    );
    let text =
        with_rule(r#"{ custom = { lines = [{ id = "semua" }], finally = "shortest_wait" } }"#);
    is_led_to(
        &text,
        "finally = ",
        "\"shortest_wait\"",
        "unknown variant `shortest_wait`",
    );
}

#[test]
fn the_sample_profiles_promise_each_line_so_many_calls() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/branches");
    let mut told = String::new();
    for name in ["bank", "mpp", "puskesmas"] {
        let config = read_branch_file(&samples.join(name).with_extension("toml")).unwrap();
        for profile in &config.profiles {
            let bounds = config.bounds(profile);
            let lines = bounds
                .iter()
                .map(|(line, bound)| format!("{line} {}", bound.calls_max));
            let lines: Vec<String> = lines.collect();
            told += &format!("{name} {}: {}\n", profile.id, lines.join(", "));
        }
    }
    assert_eq!(told, PROMISES);
}
