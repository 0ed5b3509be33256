//! Builds the programs and starts them: a branch to look at, and the measurements.

use std::env;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, run, shown};

/// The command and the three apps; `antre demo` starts the apps that lie beside it.
const APP_PACKAGES: [&str; 4] = ["antre", "antre-kiosk", "antre-display", "antre-counter"];

const BENCH_PACKAGE: &str = "antre-bench";

/// Builds and becomes `antre demo`; returns only where that fails.
pub(crate) fn demo(workspace: &Workspace, mut arguments: Vec<String>) -> Result<()> {
    build(workspace, &APP_PACKAGES, &[])?;
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    let out = workspace.target().join("demo");
    let added = headless_arguments(&arguments, has_screen, &out.to_string_lossy());
    if added.iter().any(|argument| argument == "--headless") {
        eprintln!("demo: no display server here, so a morning is played without windows");
    }
    if added.iter().any(|argument| argument == "--out") {
        eprintln!(
            "demo: slips, screens, log and summary go to {}",
            out.display()
        );
    }
    arguments.extend(added);
    become_program(
        Command::new(workspace.program("debug", "antre"))
            .arg("demo")
            .args(arguments),
    )
}

/// Builds in release and becomes the measuring program; returns only where that fails.
pub(crate) fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let packages: Vec<&str> = APP_PACKAGES.into_iter().chain([BENCH_PACKAGE]).collect();
    build(workspace, &packages, &["--release"])?;
    become_program(Command::new(workspace.program("release", BENCH_PACKAGE)).args(arguments))
}

/// Builds every program of the workspace, not only the ones asked for: another choice of packages is
/// another choice of features, for which Slint would be built once more by `cargo xtask test`.
fn build(workspace: &Workspace, needed: &[&str], options: &[&str]) -> Result<()> {
    if let Some(absent) = needed.iter().find(|package| !workspace.has(package)) {
        bail!("the workspace has no package `{absent}`");
    }
    run(workspace
        .cargo(&["build", "--workspace", "--bins"])
        .args(options))
}

/// What is added to the arguments of `antre demo`: no windows where there is no screen, and a place
/// for what a run without windows leaves behind.
fn headless_arguments(given: &[String], has_screen: bool, out: &str) -> Vec<String> {
    let given_flag = |flag: &str| {
        given
            .iter()
            .any(|argument| argument == flag || argument.starts_with(&format!("{flag}=")))
    };
    let mut added = Vec::new();
    if !has_screen && !given_flag("--headless") {
        added.push("--headless".to_owned());
    }
    let headless = given_flag("--headless") || !added.is_empty();
    if headless && !given_flag("--out") {
        added.extend(["--out".to_owned(), out.to_owned()]);
    }
    added
}

/// Replaces this process, so that keys, signals and the exit code are the program's own.
fn become_program(command: &mut Command) -> Result<()> {
    let line = shown(command);
    eprintln!("$ {line}");
    let error = command.exec();
    Err(error).with_context(|| {
        format!(
            "{} could not be started",
            OsStr::new(command.get_program()).display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(given: &[&str], has_screen: bool) -> Vec<String> {
        let given: Vec<String> = given
            .iter()
            .map(|argument| (*argument).to_owned())
            .collect();
        headless_arguments(&given, has_screen, "OUT")
    }

    #[test]
    fn with_a_screen_the_demo_opens_windows() {
        assert!(added(&["--branch", "bank"], true).is_empty());
    }

    #[test]
    fn without_a_screen_the_demo_runs_headless_and_says_where_it_writes() {
        assert_eq!(
            added(&["--branch", "bank"], false),
            ["--headless", "--out", "OUT"]
        );
    }

    #[test]
    fn what_the_user_chose_is_kept() {
        assert_eq!(added(&["--headless"], true), ["--out", "OUT"]);
        assert!(added(&["--headless", "--out=elsewhere"], false).is_empty());
        assert_eq!(added(&["--out", "elsewhere"], false), ["--headless"]);
    }
}
