use std::path::PathBuf;

use antre_audio::{Studio, write_wav};
use antre_domain::config::{NumberStyle, QueueWord};
use antre_domain::{Locale, TicketNumber};
use antre_speech::{Chime, CounterName, Manner, Script, calling, plan, transcript};
use anyhow::Result;

use crate::commands::language::Language;
use crate::exit::WrongUsage;

/// Numbers that one call names at most.
const NUMBERS_MAX: usize = antre_speech::lane::TOGETHER_MAX;
/// The longest sign of a counter.
const SIGN_CHARS_MAX: usize = 4;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The number that is called, as A012; several, separated by commas
    #[arg(long, required = true, value_delimiter = ',')]
    number: Vec<String>,
    /// The counter, as "Loket 3"
    #[arg(long)]
    counter: String,
    /// In which language
    #[arg(long, value_enum, default_value_t = Language::Id)]
    lang: Language,
    /// Read the number digit by digit
    #[arg(long)]
    digits: bool,
    /// As it is called again
    #[arg(long)]
    recall: bool,
    /// A branch's own recordings, over the shipped ones
    #[arg(long, value_name = "DIR")]
    voices: Option<PathBuf>,
    /// The WAV to write
    #[arg(long)]
    out: PathBuf,
}

/// Speaks one call into a file and prints its words.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let language = Locale::from(arguments.lang);
    if arguments.number.len() > NUMBERS_MAX {
        let count = arguments.number.len();
        let why = format!("--number: {count} numbers; one call names at most {NUMBERS_MAX}");
        return Err(WrongUsage(why).into());
    }
    let numbers = arguments.number.iter().map(|text| {
        text.parse::<TicketNumber>()
            .map_err(|_| WrongUsage(format!("--number {text:?}: write it as in A012")))
    });
    let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    let manner = Manner {
        language,
        numbers: if arguments.digits {
            NumberStyle::Digits
        } else {
            NumberStyle::Value
        },
        word: QueueWord::default(),
        recall: arguments.recall,
    };
    let nothing = || WrongUsage("there is nothing to say".to_owned());
    let sentence = calling(&numbers, &counter(&arguments.counter), &manner).ok_or_else(nothing)?;
    let packs = super::packs(arguments.voices.as_deref())?;
    let script = Script {
        id: 1,
        chime: Some(Chime::Call),
        plans: vec![plan(&sentence, packs.clips(language))],
        volume: antre_audio::VOLUME_MAX,
        pre_empts: false,
    };
    let take = Studio::new(packs).record(&script)?;
    write_wav(&arguments.out, &take.samples)?;
    println!("{}", transcript(&sentence));
    for (language, text) in &take.unspoken {
        eprintln!("no voice speaks {text:?} ({})", language.as_str());
    }
    Ok(())
}

/// `Loket 3` is the noun `Loket` with the sign `3`; what has no sign is a noun alone.
fn counter(name: &str) -> CounterName {
    let name = name.trim();
    let is_sign = |sign: &str| sign.chars().count() <= SIGN_CHARS_MAX;
    let (noun, sign) = name
        .rsplit_once(char::is_whitespace)
        .filter(|(_, sign)| is_sign(sign))
        .unwrap_or((name, ""));
    CounterName {
        noun: noun.to_owned(),
        sign: sign.to_owned(),
        spoken: None,
    }
}
