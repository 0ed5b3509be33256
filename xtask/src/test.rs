//! Everything that must hold before a change lands, the cheapest check first, stopping at the first
//! failure; then a summary whose last line counts.

use std::io::{self, BufRead, BufReader, IsTerminal};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};

use crate::setup::{self, Purpose};
use crate::tidy::{self, openapi};
use crate::workspace::{Workspace, run as run_command, shown};

struct Step {
    name: &'static str,
    run: fn(&Workspace) -> Result<Outcome>,
}

enum Outcome {
    Passed,
    Skipped(String),
    Tests(Count),
}

/// Dependencies are compiled twice at most: as metadata for clippy (and the domain alone), and for
/// real by the build, whose feature set is that of the tests, so that Slint is built once.
const STEPS: [Step; 8] = [
    Step {
        name: "formatting",
        run: |workspace| cargo(workspace, &["fmt", "--all", "--check"]),
    },
    Step {
        name: "house rules",
        run: house_rules,
    },
    Step {
        name: "domain alone",
        run: domain_alone,
    },
    Step {
        name: "lints",
        run: |workspace| {
            cargo(
                workspace,
                &[
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ],
            )
        },
    },
    Step {
        name: "build",
        run: |workspace| cargo(workspace, &["build", "--workspace", "--bins", "--tests"]),
    },
    Step {
        name: "openapi.json",
        run: openapi_is_fresh,
    },
    Step {
        name: "examples in docs",
        run: |workspace| cargo(workspace, &["test", "--workspace", "--doc", "--quiet"]),
    },
    Step {
        name: "tests",
        run: tests,
    },
];

/// Brings what is missing, then takes every step; fails with the first that fails.
pub(crate) fn run() -> Result<ExitCode> {
    setup::bring(Purpose::Test)?;
    let workspace = Workspace::load()?;
    setup::bring_nextest(&workspace)?;

    let mut report = Report::default();
    for step in &STEPS {
        if report.failed.is_some() {
            report.lines.push(format!("not run  {}", step.name));
            continue;
        }
        eprintln!("\n== {} ==", step.name);
        let start = Instant::now();
        let outcome = (step.run)(&workspace);
        report.add(step.name, outcome, start.elapsed());
    }
    report.print();
    Ok(if report.failed.is_some() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<Outcome> {
    run_command(&mut workspace.cargo(arguments))?;
    Ok(Outcome::Passed)
}

fn house_rules(workspace: &Workspace) -> Result<Outcome> {
    tidy::check(workspace)?;
    Ok(Outcome::Passed)
}

/// In the whole workspace others switch chrono's clock on; only alone does the domain show that it
/// needs none.
fn domain_alone(workspace: &Workspace) -> Result<Outcome> {
    cargo(workspace, &["check", "--package", "antre-domain", "--lib"])
}

fn openapi_is_fresh(workspace: &Workspace) -> Result<Outcome> {
    if !workspace.has("antre") {
        return Ok(Outcome::Skipped(
            "the workspace has no package `antre`".to_owned(),
        ));
    }
    openapi::check(
        workspace,
        &mut Command::new(workspace.program("debug", "antre")),
    )?;
    Ok(Outcome::Passed)
}

fn tests(workspace: &Workspace) -> Result<Outcome> {
    let color = if io::stderr().is_terminal() {
        "always"
    } else {
        "never"
    };
    let mut nextest = workspace.cargo(&[
        "nextest",
        "run",
        "--workspace",
        "--no-fail-fast",
        "--color",
        color,
    ]);
    let line = shown(&nextest);
    eprintln!("$ {line}");
    let mut child = nextest
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{line}` could not be started"))?;
    let mut counted = None;
    if let Some(output) = child.stderr.take() {
        for text in BufReader::new(output).split(b'\n') {
            let text = String::from_utf8_lossy(&text?).into_owned();
            eprintln!("{text}");
            counted = Count::in_summary(&text).or(counted);
        }
    }
    let status = child.wait()?;
    let count = counted.ok_or_else(|| anyhow!("`{line}` ended without a summary ({status})"))?;
    if !status.success() && count.failed == 0 {
        return Err(anyhow!("`{line}` failed ({status})"));
    }
    Ok(Outcome::Tests(count))
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u32,
    failed: u32,
    skipped: u32,
}

impl Count {
    /// Reads nextest's `Summary [   4.2s] 7 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 2 skipped`.
    fn in_summary(line: &str) -> Option<Self> {
        let plain = without_colors(line);
        let (_, results) = plain
            .trim_start()
            .strip_prefix("Summary [")?
            .split_once(" run: ")?;
        let mut count = Self::default();
        for part in results.split(", ") {
            let Some((number, what)) = part.trim().split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<u32>() else {
                continue;
            };
            if what.starts_with("passed") {
                count.passed += number;
            } else if what.starts_with("skipped") {
                count.skipped += number;
            } else if ["failed", "timed out", "exec failed"]
                .iter()
                .any(|bad| what.starts_with(bad))
            {
                count.failed += number;
            }
        }
        Some(count)
    }
}

fn without_colors(line: &str) -> String {
    let mut pieces = line.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |plain, piece| {
        plain + piece.split_once('m').map_or("", |(_, rest)| rest)
    })
}

#[derive(Default)]
struct Report {
    lines: Vec<String>,
    failed: Option<String>,
    steps_passed: u32,
    tests: Option<Count>,
}

impl Report {
    fn add(&mut self, name: &str, outcome: Result<Outcome>, took: Duration) {
        let took_secs = took.as_secs();
        let line = match outcome {
            Ok(Outcome::Passed) => format!("ok       {name} ({took_secs} s)"),
            Ok(Outcome::Skipped(why)) => format!("skipped  {name}: {why}"),
            Ok(Outcome::Tests(count)) => {
                self.tests = Some(count);
                if count.failed > 0 {
                    self.failed = Some(name.to_owned());
                }
                format!(
                    "{}  {name} ({took_secs} s)",
                    if count.failed > 0 {
                        "FAILED "
                    } else {
                        "ok     "
                    }
                )
            }
            Err(error) => {
                self.failed = Some(name.to_owned());
                format!("FAILED   {name} ({took_secs} s): {error:#}")
            }
        };
        self.steps_passed += u32::from(line.starts_with("ok"));
        self.lines.push(line);
    }

    fn print(&self) {
        println!("\n{}", self.lines.join("\n"));
        if let Some(step) = &self.failed {
            println!("The tree is not ready: `{step}` failed.");
        }
        println!("{}", self.closing_line());
    }

    /// Counts the tests, or the checks where it never came to the tests.
    fn closing_line(&self) -> String {
        match self.tests {
            Some(Count {
                passed,
                failed,
                skipped,
            }) if skipped > 0 => {
                format!("tests: {passed} passed, {failed} failed, {skipped} skipped")
            }
            Some(Count { passed, failed, .. }) => {
                format!("tests: {passed} passed, {failed} failed")
            }
            None => format!(
                "checks: {} passed, {} failed",
                self.steps_passed,
                u32::from(self.failed.is_some())
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_summary_is_read() {
        let line = "     Summary [   4.213s] 9 tests run: 6 passed (1 slow), 1 failed, 2 timed out, 3 skipped";
        assert_eq!(
            Count::in_summary(line),
            Some(Count {
                passed: 6,
                failed: 3,
                skipped: 3
            })
        );
    }

    #[test]
    fn a_colored_summary_is_read() {
        let line = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped";
        assert_eq!(
            Count::in_summary(line),
            Some(Count {
                passed: 2,
                failed: 0,
                skipped: 0
            })
        );
    }

    #[test]
    fn other_lines_are_no_summary() {
        assert_eq!(
            Count::in_summary("        PASS [   0.004s] antre-domain::it 1 passed"),
            None
        );
    }

    #[test]
    fn a_failing_test_fails_the_run_and_is_counted_last() {
        let mut report = Report::default();
        let count = Count {
            passed: 4,
            failed: 1,
            skipped: 0,
        };
        report.add("formatting", Ok(Outcome::Passed), Duration::ZERO);
        report.add("tests", Ok(Outcome::Tests(count)), Duration::ZERO);
        assert_eq!(report.failed.as_deref(), Some("tests"));
        assert_eq!(report.closing_line(), "tests: 4 passed, 1 failed");
    }

    #[test]
    fn a_run_that_stops_before_the_tests_counts_its_checks() {
        let mut report = Report::default();
        report.add("formatting", Ok(Outcome::Passed), Duration::ZERO);
        report.add("lints", Err(anyhow!("a warning")), Duration::ZERO);
        assert_eq!(report.closing_line(), "checks: 1 passed, 1 failed");
    }
}
