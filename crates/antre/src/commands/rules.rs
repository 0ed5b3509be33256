use std::path::PathBuf;

use antre_domain::Config;
use antre_domain::config::Profile;
use antre_hub::{BranchFileError, FileFault, Tongue, read_branch_file, rule_words};
use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::language::Language;
use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The branch file
    #[arg(long)]
    branch: PathBuf,
    /// The language of the sentences
    #[arg(long, value_enum, default_value_t = Language::Id)]
    lang: Language,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Prints what each profile of a branch file means, or what is wrong with the file.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let Arguments { branch, lang, json } = arguments;
    let tongue = Tongue::from(lang);
    match read_branch_file(&branch) {
        Ok(config) if json => println!("{}", as_json(tongue, &config)),
        Ok(config) => print!("{}", as_text(tongue, &config)),
        Err(BranchFileError::Faulty(faults)) if json => {
            let faults: Vec<Value> = faults.iter().map(fault).collect();
            println!("{}", json!({ "faults": faults }));
            bail!("this branch file cannot be taken in");
        }
        Err(error @ BranchFileError::Faulty(_)) => return Err(error.into()),
        Err(error @ (BranchFileError::Unreadable { .. } | BranchFileError::TooLarge { .. })) => {
            return Err(WrongUsage(error.to_string()).into());
        }
    }
    Ok(())
}

fn as_text(tongue: Tongue, config: &Config) -> String {
    let mut text = String::new();
    for profile in &config.profiles {
        let name = rule_words::name(tongue, config, profile);
        let counters = rule_words::counters(tongue, config, profile).join(", ");
        let (services, rule) = (
            rule_words::services(tongue, config, profile),
            rule_words::rule(tongue, config, profile),
        );
        text += &format!("{name} [{}]: {counters}\n", profile.id);
        for sentence in services.iter().chain(&rule) {
            text += &format!("  {sentence}\n");
        }
        for line in rule_words::lines(tongue, config, profile) {
            text += &format!("  - {}\n", line.sentence);
        }
        text.push('\n');
    }
    for footnote in rule_words::footnotes(tongue) {
        text += &format!("{footnote}\n");
    }
    text
}

fn as_json(tongue: Tongue, config: &Config) -> Value {
    let profiles = config
        .profiles
        .iter()
        .map(|one| profile(tongue, config, one));
    json!({
        "branch": config.name,
        "profiles": profiles.collect::<Vec<_>>(),
        "footnotes": rule_words::footnotes(tongue),
    })
}

fn profile(tongue: Tongue, config: &Config, profile: &Profile) -> Value {
    let counters = config
        .counters
        .iter()
        .filter(|counter| counter.profile == profile.id);
    let lines = rule_words::lines(tongue, config, profile);
    // The grammar has the same lines in the same order.
    let custom = config.grammar(profile).ok();
    let custom = custom.iter().flat_map(|custom| &custom.lines);
    let lines = lines.into_iter().zip(custom).map(|(line, promised)| {
        json!({
            "id": line.id,
            "name": line.name,
            "one_in": promised.one_in,
            "cap_secs": promised.cap_secs,
            "calls_max": line.bound.calls_max,
            "in_common": line.bound.in_common,
            "text": line.sentence,
        })
    });
    json!({
        "id": profile.id,
        "name": rule_words::name(tongue, config, profile),
        "counters": counters.map(|counter| &counter.id).collect::<Vec<_>>(),
        "services": profile.services,
        "helps": profile.helps,
        "rule": profile.rule,
        "text": rule_words::services(tongue, config, profile)
            .into_iter()
            .chain(rule_words::rule(tongue, config, profile))
            .collect::<Vec<_>>(),
        "lines": lines.collect::<Vec<_>>(),
    })
}

fn fault(fault: &FileFault) -> Value {
    json!({
        "path": fault.path,
        "line": fault.line,
        "column": fault.column,
        "message": fault.message,
    })
}
