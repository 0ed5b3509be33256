//! `antre voice`: what halls are told, without a hall.

mod check;
mod day;
mod rehearsal;
mod sample;
mod say;

use std::path::Path;
use std::sync::Arc;

use antre_audio::Packs;
use antre_domain::Locale;
use antre_speech::{Need, vocabulary};
use anyhow::Result;

use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Say what a voice lacks, which recordings are badly cut, and which prefixes sound alike
    Check(check::Arguments),
    /// List what is to be recorded for a voice: language, name of the clip, words, must or better
    List,
    /// Speak one call into a WAV
    Say(say::Arguments),
    /// Speak the calls of a day into one WAV, with a transcript
    Day(day::Arguments),
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Check(arguments) => check::run(arguments),
        Command::List => {
            list();
            Ok(())
        }
        Command::Say(arguments) => say::run(arguments),
        Command::Day(arguments) => day::run(arguments),
    }
}

fn list() {
    for language in [Locale::ID, Locale::EN] {
        for recording in vocabulary(language) {
            let (name, text) = (recording.name, recording.text);
            let language = language.as_str();
            println!("{language}\t{name}\t{text}\t{}", need(recording.need));
        }
    }
}

fn need(need: Need) -> &'static str {
    match need {
        Need::Must => "must",
        Need::Better => "better",
    }
}

/// The shipped voices, and a branch's own recordings over them where it has some.
fn packs(own: Option<&Path>) -> Result<Arc<Packs>> {
    let packs = match own {
        None => Packs::shipped(),
        Some(folder) => {
            Packs::open(folder).map_err(|error| WrongUsage(format!("--voices {error}")))?
        }
    };
    for flawed in packs.flaws() {
        eprintln!("{}: {}", flawed.file.display(), flawed.flaw);
    }
    Ok(Arc::new(packs))
}
