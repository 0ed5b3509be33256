use std::path::PathBuf;

use anyhow::Result;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The branch's data directory
    #[arg(long)]
    data: PathBuf,
    /// A directory that does not exist yet
    #[arg(long)]
    out: PathBuf,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let tail = antre_storage::backup(&arguments.data, &arguments.out)?;
    if arguments.json {
        let epoch = tail.epoch.to_string();
        println!(
            "{}",
            serde_json::json!({ "out": arguments.out, "epoch": epoch, "seq": tail.seq })
        );
    } else {
        println!(
            "{}: everything up to event {}",
            arguments.out.display(),
            tail.seq
        );
    }
    Ok(())
}
