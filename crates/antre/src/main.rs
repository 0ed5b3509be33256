//! The `antre` command: everything of a branch that has no window.
//!
//! It deliberately does nothing itself: each command parses its words, calls one room, and says in
//! its exit code what came of it: 0 done, 1 failed, 2 wrong usage.
//!
//! Installers, scripts and the demo drive it; `--json` is for programs.

mod commands;
mod demo;
mod exit;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{
    backup, clerk, doctor, hub, openapi, pin, printer, report, rules, simulate, staffing, ticket,
    token, verify, voice, why,
};

/// The queue system of a branch.
#[derive(Parser)]
#[command(name = "antre", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A whole branch to try: hub, kiosk, hall display, counter and printer
    Demo(demo::Arguments),
    /// Run the service of a branch
    Hub(hub::Arguments),
    /// Make a token for an app or a person, and print it alone
    Token(token::Arguments),
    /// Who may sign in at the counters: add, list, give another PIN, remove
    Clerk(clerk::Arguments),
    /// Set the PIN of the staff's pages on the kiosks, read from standard input
    Pin(pin::Arguments),
    /// Run a simulated ESC/POS printer: a picture for every slip it cuts
    Printer(printer::Arguments),
    /// Show what slips and reports will look like on paper
    Ticket(ticket::Arguments),
    /// Say in plain words what the profiles of a branch file mean
    Rules(rules::Arguments),
    /// Say how many counters a queue needs, all day long or by half hour
    Staffing(staffing::Arguments),
    /// Count a business day: numbers, served, no-shows, waits, copies, the log's last hash
    Report(report::Arguments),
    /// Check every event of the log and every page of the files
    Verify(verify::Arguments),
    /// Copy the data directory, beside a running hub or without one
    Backup(backup::Arguments),
    /// Tell why a ticket was called when it was
    Why(why::Arguments),
    /// Hear and check what halls are told
    Voice(voice::Arguments),
    /// Live a day in virtual time, or play one back: waits, and what another rule or roster would do
    Simulate(simulate::Arguments),
    /// Say what is wrong with a branch, its hub and its printers, and what to do
    Doctor(doctor::Arguments),
    /// Print the interface's description (OpenAPI 3.1)
    Openapi,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Demo(arguments) => demo::run(arguments),
        Command::Hub(arguments) => hub::run(arguments),
        Command::Token(arguments) => token::run(arguments),
        Command::Clerk(arguments) => clerk::run(arguments),
        Command::Pin(arguments) => pin::run(arguments),
        Command::Printer(arguments) => printer::run(arguments),
        Command::Ticket(arguments) => ticket::run(arguments),
        Command::Rules(arguments) => rules::run(arguments),
        Command::Staffing(arguments) => staffing::run(arguments),
        Command::Report(arguments) => report::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Backup(arguments) => backup::run(arguments),
        Command::Why(arguments) => why::run(arguments),
        Command::Voice(arguments) => voice::run(arguments),
        Command::Simulate(arguments) => simulate::run(arguments),
        Command::Doctor(arguments) => doctor::run(arguments),
        Command::Openapi => openapi::run(),
    };
    exit::code(outcome)
}
