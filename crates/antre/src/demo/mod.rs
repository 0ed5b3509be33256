//! A whole branch in one command: hub, simulated printer and the three apps, in windows for whoever
//! wants to try it, or headless with a morning of customers.

mod app;
pub(crate) mod branch;
mod leavings;
mod morning;
mod past;
mod place;
mod windows;

use std::path::PathBuf;

use antre_domain::Timestamp;
use anyhow::Result;

use crate::demo::branch::Sample;
use crate::demo::place::Place;
use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Play a morning of 30 customers without windows
    #[arg(long, requires = "out")]
    headless: bool,
    /// Where slips, pictures, log and summary of a headless morning go
    #[arg(long)]
    out: Option<PathBuf>,
    /// Which sample branch
    #[arg(long, value_enum, default_value_t = Sample::Puskesmas)]
    branch: Sample,
    /// What the branch's clock shows at the start; headless a weekday at 08:00
    #[arg(long)]
    at: Option<Timestamp>,
    /// A real printer: tcp://HOST:PORT, serial:/dev/ttyUSB0?baud=19200 or file:/dev/usb/lp0
    #[arg(long)]
    printer: Option<String>,
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let Arguments {
            headless,
            out,
            branch,
            at,
            printer,
        } = arguments;
        if headless && printer.is_some() {
            let why =
                "--headless reads the slips back from the simulated printer: leave --printer out";
            return Err(WrongUsage(why.to_owned()).into());
        }
        match out.filter(|_| headless) {
            Some(out) => {
                morning::play(Place::open(branch, at, Some(&out), None).await?, &out).await
            }
            None => windows::show(Place::open(branch, at, None, printer).await?).await,
        }
    })
}
