//! Measures what users feel: from touch to durable ticket, from key to screen, at rest.
//!
//! It asserts nothing. Machines differ and are noisy, so every figure stands beside a raw commit and
//! an empty HTTP round trip of the same run, with its median and its spread.
//!
//! `cargo xtask bench` drives it; programs are taken from beside it.

mod apps;
mod call;
mod hub;
mod issue;
mod print;
mod raw;
mod rule;
mod slip;
mod spread;
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
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut table = Table::default();
    raw::measure(&mut table, arguments.acts)?;
    issue::measure(&mut table, arguments.acts).await?;
    call::measure(&mut table, arguments.acts / 4).await?;
    slip::measure(&mut table, arguments.acts / 4)?;
    print::measure(&mut table, arguments.acts / 10).await?;
    rule::measure(&mut table, arguments.acts)?;
    apps::measure(&mut table, Duration::from_secs(arguments.rest_secs)).await?;
    print!("{table}");
    if let Some(path) = arguments.json {
        std::fs::write(&path, table.to_json()?)?;
    }
    Ok(())
}
