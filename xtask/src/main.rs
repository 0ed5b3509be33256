//! The developer commands: `cargo xtask setup | test | demo | bench | tidy`.
//!
//! It builds and starts other programs and reads the tree; it links none of Antre's rooms, so that it
//! is built in seconds on a fresh machine and can judge a tree that does not compile.
//!
//! Driven by people and by `.ci/run`. Exit codes: 0 done, 1 failed, 2 wrong usage.

mod apps;
mod setup;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::setup::Purpose;
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The developer commands of Antre")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what this machine lacks to build and, unless --build-only, to run all tests.
    Setup {
        /// Leave out what only the tests need (browser, X server, QR reader).
        #[arg(long)]
        build_only: bool,
    },
    /// Check formatting, house rules and lints, build, and run every test.
    Test,
    /// Run a whole branch on this machine: hub, kiosk, hall display, counter, simulated printer.
    Demo {
        /// Passed to `antre demo`, for example --branch bank, --printer tcp://10.0.0.5:9100, --headless.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measure a release build: a table and JSON.
    Bench {
        /// Passed to the measuring program.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Check the house rules: layers, licences, texts, translations, generated files.
    Tidy,
}

fn main() -> ExitCode {
    let done = run(Cli::parse().command);
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Setup { build_only: true } => setup::bring(Purpose::Build)?,
        Command::Setup { build_only: false } => {
            setup::bring(Purpose::Test)?;
            setup::bring_nextest(&Workspace::load()?)?;
        }
        Command::Test => return test::run(),
        Command::Demo { arguments } => {
            setup::bring(Purpose::Build)?;
            apps::demo(&Workspace::load()?, arguments)?;
        }
        Command::Bench { arguments } => {
            setup::bring(Purpose::Build)?;
            apps::bench(&Workspace::load()?, &arguments)?;
        }
        Command::Tidy => return tidy::run(&Workspace::load()?),
    }
    Ok(ExitCode::SUCCESS)
}
