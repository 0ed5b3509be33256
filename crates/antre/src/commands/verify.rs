use std::path::PathBuf;

use anyhow::{Result, bail};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The branch's data directory
    #[arg(long)]
    data: PathBuf,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let report = antre_storage::verify(&arguments.data, |_, _| {})?;
    let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    if arguments.json {
        let answer = serde_json::json!({
            "epoch": report.tail.epoch.to_string(),
            "seq": report.tail.seq,
            "events": report.events,
            "days": report.days,
            "faults": faults,
        });
        println!("{answer}");
    } else {
        println!("{} events of {} business days", report.events, report.days);
        for fault in &faults {
            println!("{fault}");
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    bail!("the log is not as it was written: restore a backup")
}
