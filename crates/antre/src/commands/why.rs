use std::path::PathBuf;

use antre_domain::Story;
use antre_domain::story::Asked;
use antre_hub::Tongue;
use antre_hub::story::{self, Question, WhyError};
use anyhow::{Result, anyhow};
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::language::Language;
use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A number, as A012, or a ticket id
    ticket: String,
    /// The branch's data directory; a hub may be running on it
    #[arg(long)]
    data: PathBuf,
    /// The business day, as 2026-11-23; the last one where absent
    #[arg(long)]
    date: Option<String>,
    /// Tell only why this number went before TICKET
    #[arg(long, value_name = "OTHER")]
    before: Option<String>,
    /// The reader's language; the branch's own where absent
    #[arg(long)]
    lang: Option<Language>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Tells the story of a ticket, in sentences or as JSON.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let asked_in = arguments.lang.map(Tongue::from);
    // Before the log is read nobody knows the branch's language.
    let tongue = asked_in.unwrap_or(Tongue::Id);
    let before = arguments.before.as_deref();
    let question = Question {
        ticket: asked(&arguments.ticket, tongue)?,
        before: before.map(|before| asked(before, tongue)).transpose()?,
        date: arguments
            .date
            .map(|date| date_of(&date, tongue))
            .transpose()?,
    };
    let why = story::why(&arguments.data, &question).map_err(|error| told_apart(&error, tongue))?;
    if arguments.json {
        let mut answer = written(&why.story);
        answer["first_seq"] = why.first_seq.into();
        if let Some(before) = &why.before {
            answer["before"] = written(before);
        }
        println!("{answer:#}");
    } else {
        print!("{}", why.tell(asked_in.unwrap_or(why.language())));
    }
    Ok(())
}

/// Wrong usage is told apart from a question that has no answer by the exit code.
fn told_apart(error: &WhyError, tongue: Tongue) -> anyhow::Error {
    let sentence = error.sentence(tongue);
    match error {
        WhyError::SameTicket => WrongUsage(sentence).into(),
        WhyError::Storage(_)
        | WhyError::Event { .. }
        | WhyError::NoDays
        | WhyError::NoSuchDay { .. }
        | WhyError::NoSuchTicket { .. } => anyhow!(sentence),
    }
}

/// The story with the two numbers that people ask for first.
fn written(story: &Story) -> Value {
    let (before, came_later) = story.numbers_before();
    let mut written = json!(story);
    written["numbers_before"] = before.into();
    written["numbers_before_that_came_later"] = came_later.into();
    written
}

fn asked(text: &str, tongue: Tongue) -> Result<Asked, WrongUsage> {
    text.parse().map_err(|_| {
        let why = say(
            tongue,
            "bukan nomor antrean; tulis seperti A012",
            "not a ticket number; write it as in A012",
        );
        WrongUsage(format!("{text:?}: {why}"))
    })
}

fn date_of(text: &str, tongue: Tongue) -> Result<NaiveDate, WrongUsage> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| {
        let why = say(
            tongue,
            "bukan tanggal; tulis seperti 2026-11-23",
            "not a date; write it as in 2026-11-23",
        );
        WrongUsage(format!("--date {text:?}: {why}"))
    })
}

fn say(tongue: Tongue, indonesian: &'static str, english: &'static str) -> &'static str {
    match tongue {
        Tongue::Id => indonesian,
        Tongue::En => english,
    }
}
