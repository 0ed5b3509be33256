use std::collections::BTreeSet;
use std::path::PathBuf;

use antre_audio::Packs;
use antre_domain::config::Counter;
use antre_domain::{Config, Locale, TicketNumber};
use antre_hub::{BranchFileError, read_branch_file};
use antre_speech::{CounterName, Manner, Need, alike, calling, is_spoken, plan};
use anyhow::{Result, bail};
use serde::Serialize;

use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A branch's own recordings; the shipped voices where absent
    dir: Option<PathBuf>,
    /// A branch file: its prefixes and the names of its counters are looked at, too
    #[arg(long, value_name = "FILE")]
    branch: Option<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// What was found.
#[derive(Debug, Default, Serialize)]
struct Findings {
    /// Recordings that something is wrong with.
    flaws: Vec<Flawed>,
    /// Clips that must be there and are not.
    missing: Vec<Missing>,
    /// Clips that would sound better than what is put together in their place.
    better: Vec<Missing>,
    /// Prefixes that a hall may take for one another.
    alike: Vec<Alike>,
    /// What of the counters' names has no clip.
    synthesised: Vec<Synthesised>,
}

#[derive(Debug, Serialize)]
struct Flawed {
    file: String,
    clip: String,
    code: &'static str,
    what: String,
    played: bool,
}

#[derive(Debug, Serialize)]
struct Missing {
    language: String,
    clip: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Alike {
    language: String,
    prefixes: [String; 2],
}

#[derive(Debug, Serialize)]
struct Synthesised {
    language: String,
    counter: String,
    text: String,
}

/// Prints what a voice lacks; fails where a call would not be spoken as it should be.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let packs = match &arguments.dir {
        Some(dir) => Packs::own(dir).map_err(|error| WrongUsage(error.to_string()))?,
        None => Packs::shipped(),
    };
    let config = arguments.branch.as_deref().map(read_branch_file);
    let config = config.transpose().map_err(|error| match error {
        BranchFileError::Faulty(_) => anyhow::Error::from(error),
        BranchFileError::Unreadable { .. } | BranchFileError::TooLarge { .. } => {
            WrongUsage(error.to_string()).into()
        }
    })?;
    let findings = Findings::of(&packs, config.as_ref());
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        print!("{}", findings.text());
    }
    let unplayed = findings.flaws.iter().filter(|flaw| !flaw.played).count();
    match findings.missing.len() + unplayed {
        0 => Ok(()),
        count => bail!(
            "{count} clip(s) are missing or cannot be played: the shipped voice speaks in their place"
        ),
    }
}

impl Findings {
    fn of(packs: &Packs, config: Option<&Config>) -> Self {
        let mut findings = Self {
            flaws: packs
                .flaws()
                .iter()
                .map(|flawed| Flawed {
                    file: flawed.file.display().to_string(),
                    clip: flawed.clip.clone(),
                    code: flawed.flaw.code(),
                    what: flawed.flaw.to_string(),
                    played: flawed.flaw.is_bearable(),
                })
                .collect(),
            ..Self::default()
        };
        for language in packs.languages() {
            for recording in packs.missing(language) {
                let kind = match recording.need {
                    Need::Must => &mut findings.missing,
                    Need::Better => &mut findings.better,
                };
                kind.push(Missing {
                    language: language.as_str().to_owned(),
                    clip: recording.name,
                    text: recording.text,
                });
            }
        }
        if let Some(config) = config {
            findings.look_at(config, packs);
        }
        findings
    }

    fn look_at(&mut self, config: &Config, packs: &Packs) {
        let prefixes: BTreeSet<_> = config.series.iter().map(|series| &series.prefix).collect();
        let prefixes: Vec<_> = prefixes.into_iter().cloned().collect();
        for language in languages(config) {
            for (one, other) in alike::warnings(&prefixes, language) {
                self.alike.push(Alike {
                    language: language.as_str().to_owned(),
                    prefixes: [one, other].map(|prefix| prefix.as_str().to_owned()),
                });
            }
            for counter in &config.counters {
                let name = name(counter, language, config.language());
                let without = without_clip(&name, language, config, packs);
                self.synthesised
                    .extend(without.into_iter().map(|text| Synthesised {
                        language: language.as_str().to_owned(),
                        counter: counter.id.to_string(),
                        text,
                    }));
            }
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for flaw in &self.flaws {
            text += &format!("{}: {} [{}]\n", flaw.file, flaw.what, flaw.code);
        }
        for Missing {
            language,
            clip,
            text: words,
        } in &self.missing
        {
            text += &format!("{language}/{clip}.wav is missing: \"{words}\"\n");
        }
        for Alike { language, prefixes } in &self.alike {
            let [one, other] = prefixes;
            text += &format!(
                "{one} and {other} sound alike in a loud hall ({language}): give one of the series \
                 another prefix\n"
            );
        }
        for Synthesised {
            language,
            counter,
            text: words,
        } in &self.synthesised
        {
            text += &format!(
                "{counter} ({language}): \"{words}\" has no clip, the synthesiser speaks it\n"
            );
        }
        if !self.better.is_empty() {
            let count = self.better.len();
            text += &format!(
                "{count} more recordings would sound better than what is put together in their \
                 place: antre voice list names them\n"
            );
        }
        if self.flaws.is_empty() && self.missing.is_empty() {
            text += "every number, letter and shipped sentence has its clip\n";
        }
        text
    }
}

/// In which languages the branch calls.
fn languages(config: &Config) -> Vec<Locale> {
    match &config.hall.voice.languages {
        Some(languages) => languages.clone(),
        None => {
            let mut spoken = config.languages.iter().filter(|locale| is_spoken(**locale));
            spoken.next().copied().into_iter().collect()
        }
    }
}

fn name(counter: &Counter, language: Locale, own: Locale) -> CounterName {
    use antre_domain::Text;
    CounterName {
        noun: counter.noun.get(language, own).to_owned(),
        sign: counter.sign.clone(),
        spoken: counter.spoken.as_ref().and_then(|spoken| match spoken {
            Text::Same(spoken) => Some(spoken.clone()),
            Text::Each(each) => each.get(&language).cloned(),
        }),
    }
}

/// What of a counter's name no clip says.
fn without_clip(
    name: &CounterName,
    language: Locale,
    config: &Config,
    packs: &Packs,
) -> Vec<String> {
    let any: TicketNumber = "A1".parse().expect("A1 is a number");
    let manner = Manner {
        language,
        numbers: config.hall.voice.numbers,
        word: config.hall.voice.word,
        recall: false,
    };
    calling(&[any], name, &manner).map_or_else(Vec::new, |sentence| {
        let plan = plan(&sentence, packs.clips(language));
        plan.without_clip().map(str::to_owned).collect()
    })
}
