use std::io::Read as _;
use std::path::PathBuf;

use antre_hub::LocalError;
use anyhow::{Context as _, Result};
use serde_json::json;

use crate::exit::WrongUsage;

/// More than any PIN with its line's end; what is longer is none.
const STDIN_BYTES_MAX: u64 = 64;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The branch's data directory
    #[arg(long)]
    data: PathBuf,
    /// Say it for a program
    #[arg(long)]
    json: bool,
}

/// Sets the staff's PIN.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match antre_hub::set_pin(&arguments.data, &typed_pin()?) {
        Ok(()) if arguments.json => println!("{}", json!({"pin": "set"})),
        Ok(()) => println!("The staff's PIN is set."),
        Err(LocalError::Wrong(why)) => return Err(WrongUsage(why).into()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// A PIN from standard input, so that no list of processes and no history of commands shows it.
pub(super) fn typed_pin() -> Result<String> {
    let mut typed = String::new();
    std::io::stdin()
        .take(STDIN_BYTES_MAX)
        .read_to_string(&mut typed)
        .context("the PIN cannot be read from standard input")?;
    let pin = typed.strip_suffix('\n').unwrap_or(&typed);
    Ok(pin.strip_suffix('\r').unwrap_or(pin).to_owned())
}
