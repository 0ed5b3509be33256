//! Measures what users feel: from touch to durable ticket, from key to screen, at rest.
//!
//! It asserts nothing. Machines differ and are noisy, so every figure stands beside a raw commit and
//! an empty HTTP round trip of the same run, with its median and its spread.
//!
//! `cargo xtask bench` drives it; programs are taken from beside it.

mod apps;
mod call;
mod counter;
mod display;
mod forecast;
mod glass;
mod hub;
mod issue;
mod kiosk;
mod print;
mod processes;
mod raw;
mod rule;
mod slip;
mod spread;
mod start;
mod table;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;

use crate::table::Table;

#[derive(Parser)]
struct Arguments {
    /// Write the figures as JSON here, too
    #[arg(long)]
    json: Option<PathBuf>,
    /// How long to watch programs at rest, in seconds
    #[arg(long, default_value_t = 60)]
    rest_secs: u64,
    /// How many acts each measurement takes
    #[arg(long, default_value_t = 2_000)]
    acts: usize,
    /// Measure this alone
    #[arg(long)]
    only: Option<Part>,
}

/// What is measured together.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// From a request to its commit, from a call to the last screen.
    Hub,
    /// From facts to bytes, from bytes to paper.
    Slip,
    /// The calling rule.
    Rule,
    /// Waiting ranges, and simulated days.
    Forecast,
    /// In front of the kiosk, and beside a browser.
    Kiosk,
    /// The hall screen: to its glass, to the ear, at rest, over a day.
    Display,
    /// The clerk's panel: from a key to its glass, its start, at rest.
    Counter,
    /// Programs at rest.
    Rest,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut table = Table::default();
    let wanted = |part: Part| arguments.only.is_none_or(|only| only == part);
    let rest = Duration::from_secs(arguments.rest_secs);
    raw::measure(&mut table, arguments.acts)?;
    if wanted(Part::Hub) {
        issue::measure(&mut table, arguments.acts).await?;
        call::measure(&mut table, arguments.acts / 4).await?;
    }
    if wanted(Part::Slip) {
        slip::measure(&mut table, arguments.acts / 4)?;
        print::measure(&mut table, arguments.acts / 10).await?;
    }
    if wanted(Part::Rule) {
        rule::measure(&mut table, arguments.acts)?;
    }
    if wanted(Part::Forecast) {
        forecast::measure(&mut table, arguments.acts)?;
    }
    if wanted(Part::Kiosk) {
        kiosk::measure(&mut table, arguments.acts)?;
        start::measure(&mut table, rest)?;
    }
    if wanted(Part::Display) {
        display::measure(&mut table, arguments.acts, rest).await?;
    }
    if wanted(Part::Counter) {
        counter::measure(&mut table, arguments.acts, rest).await?;
    }
    if wanted(Part::Rest) {
        apps::measure(&mut table, rest).await?;
    }
    print!("{table}");
    if let Some(path) = arguments.json {
        std::fs::write(&path, table.to_json()?)?;
    }
    Ok(())
}
