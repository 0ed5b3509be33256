//! The kiosk's program: its command line, its screen, and what joins them.

use std::process::ExitCode;

use antre_kiosk::branch::{Branch, Stop};
use antre_kiosk::flow::News;
use antre_ui_kit::{Screen, ScreenArgs, ScreenError};
use clap::Parser;

#[derive(Debug, Parser)]
#[command(version, about = "The kiosk of an Antre branch")]
struct Args {
    #[command(flatten)]
    screen: ScreenArgs,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("antre-kiosk: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), ScreenError> {
    let screen = Screen::open(&args.screen)?;
    let kiosk = antre_kiosk::init(0, antre_kiosk::steady_clock(), |_act| {})?;
    kiosk.news(News::Branch(Box::new(Branch {
        stop: Some(Stop::HubGone(None)),
        ..Branch::default()
    })));
    screen.run(kiosk.window())
}
