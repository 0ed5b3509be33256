//! Rules on the text of the sources.

use super::Source;

/// A file of more lines tells more than one story.
const LINES_MAX: usize = 600;

/// What a room is, what it deliberately lacks, who drives it.
const OPENING_PARAGRAPHS_MIN: usize = 3;

/// Where a thread may sleep, and why.
const SLEEPERS: [(&str, &str); 6] = [
    (
        "crates/printing/src/line/file.rs",
        "a device that says nothing gives nothing to wait on",
    ),
    (
        "tests/bench/src/counter.rs",
        "it strikes keys as a hand does, with rests, and watches a program that has nothing to do",
    ),
    (
        "tests/bench/src/glass.rs",
        "a glass tells nobody that it has changed",
    ),
    (
        "tests/bench/src/display.rs",
        "it watches a program at rest, and a glass tells nobody that it has changed",
    ),
    (
        "tests/bench/src/kiosk.rs",
        "it plays a wire on which bytes take their time",
    ),
    (
        "tests/bench/src/start.rs",
        "it watches programs at rest, and a screen tells nobody that it has changed",
    ),
];

/// Called, or brought in under its bare name.
const SLEEPS: [&str; 2] = [
    concat!("thread::", "sleep", "("),
    concat!("thread::", "sleep", ";"),
];

/// Macros that say "not done".
const UNDONE: [&str; 3] = ["todo", "unimplemented", "dbg"];

/// Directories in which some machine keeps a person's files or a checkout.
const PRIVATE_DIRECTORIES: [&str; 4] = ["home", "root", "work", "Users"];

pub(crate) fn faults(sources: &[Source]) -> Vec<String> {
    sources.iter().flat_map(faults_of).collect()
}

fn faults_of(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    let is_rust = source.path.ends_with(".rs");
    let lines = source.text.lines().count();
    if (is_rust || source.path.ends_with(".slint")) && lines > LINES_MAX {
        faults.push(format!(
            "sources: {} has {lines} lines, more than {LINES_MAX}",
            source.path
        ));
    }
    if source.path.ends_with("src/lib.rs")
        && opening_paragraphs(&source.text) < OPENING_PARAGRAPHS_MIN
    {
        faults.push(format!(
            "sources: {} must open with {OPENING_PARAGRAPHS_MIN} paragraphs of `//!`: what it is, what it lacks, who drives it",
            source.path
        ));
    }
    for (number, line) in (1..).zip(source.text.lines()) {
        let fault = private_path(line)
            .or_else(|| is_rust.then(|| fault_in_rust(&source.path, line)).flatten());
        faults.extend(fault.map(|fault| format!("sources: {}:{number} {fault}", source.path)));
    }
    faults
}

/// Counts the paragraphs of prose at the very top; headings are none.
fn opening_paragraphs(text: &str) -> usize {
    let opening = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim);
    let lines: Vec<&str> = opening.collect();
    let paragraphs = lines.split(|line| line.is_empty());
    paragraphs
        .filter(|paragraph| paragraph.first().is_some_and(|line| !line.starts_with('#')))
        .count()
}

fn fault_in_rust(path: &str, line: &str) -> Option<String> {
    let undone = UNDONE.iter().find(|name| invokes(line, name));
    if let Some(name) = undone {
        return Some(format!("is not done: `{name}!`"));
    }
    if line.trim_start().starts_with(concat!("#[", "ignore")) {
        return Some("ignores a test: mend it or delete it".to_owned());
    }
    let may_sleep = SLEEPERS.iter().any(|(place, _)| path.starts_with(place));
    if SLEEPS.iter().any(|call| line.contains(call)) && !may_sleep {
        return Some("sleeps: wait on a condition with a bound (or name the place and the reason in SLEEPERS)".to_owned());
    }
    None
}

fn invokes(line: &str, name: &str) -> bool {
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(name) {
        let whole_word = !before.ends_with(|last: char| last.is_alphanumeric() || last == '_');
        if whole_word && after.starts_with('!') && !after.starts_with("!=") {
            return true;
        }
        rest = after;
    }
    false
}

/// An absolute path into somebody's files: nobody else has it.
fn private_path(line: &str) -> Option<String> {
    let found = PRIVATE_DIRECTORIES
        .iter()
        .map(|directory| format!("/{directory}/"))
        .find(|path| {
            line.match_indices(path.as_str()).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                !before.is_some_and(|before| before.is_alphanumeric() || "._-/~}*".contains(before))
            })
        });
    found.map(|path| format!("names a path that only one machine has ({path}…)"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    fn faults_in(path: &str, text: &str) -> usize {
        faults(&[source(path, text)]).len()
    }

    #[test]
    fn a_file_that_tells_more_than_one_story_is_a_fault() {
        assert_eq!(faults_in("a.rs", &"x\n".repeat(LINES_MAX)), 0);
        assert_eq!(faults_in("a.rs", &"x\n".repeat(LINES_MAX + 1)), 1);
        assert_eq!(faults_in("ui/a.slint", &"x\n".repeat(LINES_MAX + 1)), 1);
        assert_eq!(faults_in("Cargo.lock", &"x\n".repeat(LINES_MAX + 1)), 0);
    }

    #[test]
    fn a_room_that_does_not_introduce_itself_is_a_fault() {
        let three = "//! What.\n//! More.\n//!\n//! Lacks.\n//!\n//! Driven.\n\nmod a;\n";
        assert_eq!(faults_in("crates/a/src/lib.rs", three), 0);
        for two in [
            three.replace("//! Driven.", ""),
            three.replace("//! Driven.", "//! # Driven"),
            format!("\n{three}"),
        ] {
            assert_eq!(faults_in("crates/a/src/lib.rs", &two), 1, "{two}");
        }
        assert_eq!(faults_in("crates/a/src/other.rs", ""), 0);
    }

    #[test]
    fn what_is_not_done_is_a_fault() {
        for name in UNDONE {
            assert_eq!(
                faults_in("a.rs", &format!("    let x = {name}!(1);")),
                1,
                "{name}"
            );
            assert_eq!(faults_in("a.md", &format!("{name}!(1)")), 0);
        }
        assert_eq!(faults_in("a.rs", "if dbg != 1 && todo() { mytodo!() }"), 0);
    }

    #[test]
    fn an_ignored_test_is_a_fault() {
        assert_eq!(
            faults_in("a.rs", concat!("    #[", "ignore = \"flaky\"]")),
            1
        );
        assert_eq!(faults_in("a.rs", "    // ignore this"), 0);
    }

    #[test]
    fn a_sleeping_thread_is_a_fault() {
        assert_eq!(
            faults_in(
                "crates/a/src/b.rs",
                concat!("std::thread::", "sleep(pause);")
            ),
            1
        );
        assert_eq!(
            faults_in("crates/a/src/b.rs", concat!("use std::thread::", "sleep;")),
            1
        );
        assert_eq!(
            faults_in("crates/a/src/b.rs", "condition.wait_timeout(guard, bound)"),
            0
        );
    }

    #[test]
    fn a_path_of_one_machine_is_a_fault() {
        for directory in PRIVATE_DIRECTORIES {
            let absolute = format!("path = \"/{directory}/someone\"");
            assert_eq!(faults_in("a.toml", &absolute), 1, "{absolute}");
            let relative = format!("include!(\"../{directory}/x\")");
            assert_eq!(faults_in("a.rs", &relative), 0, "{relative}");
        }
        assert_eq!(faults_in("a.md", "https://example.org/home/page"), 0);
    }
}
