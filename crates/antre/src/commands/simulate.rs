mod input;
mod picture;
mod tables;

use std::path::PathBuf;
use std::str::FromStr;

use antre_domain::config::Span;
use antre_domain::{CounterId, ProfileId};
use antre_forecast::day::Arrangement;
use antre_forecast::replay::{Recorded, Unlike};
use antre_forecast::run::Runner;
use antre_forecast::what_if::{Change, ChangeFault, Comparison, DAYS_MAX, compare};
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use serde::Serialize;

use super::language::Language;
use super::ranges;
use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A scenario file, or one that comes with the program: bank, puskesmas, mpp
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// The branch file; the one that the scenario names where absent
    #[arg(long, value_name = "FILE")]
    branch: Option<PathBuf>,
    /// Play back this business day of a branch's log instead, as 2026-11-23
    #[arg(long, value_name = "DATE", value_parser = date, requires = "data", conflicts_with_all = ["scenarios", "branch"])]
    replay: Option<NaiveDate>,
    /// The data directory of that branch; a hub may be running on it
    #[arg(long, alias = "data-dir", value_name = "DIR", requires = "replay")]
    data: Option<PathBuf>,
    /// From which chance begins; the scenario's own seed where absent
    #[arg(long, conflicts_with = "replay")]
    seed: Option<u64>,
    /// So many days, by the seeds that follow
    #[arg(long, default_value_t = 1, conflicts_with = "replay",
        value_parser = clap::value_parser!(u32).range(1..=i64::from(DAYS_MAX)))]
    days: u32,
    /// Compare with another branch file
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    against: Option<PathBuf>,
    /// Compare with one more counter, as teller@10:00-12:00
    #[arg(long, value_name = "PROFILE@FROM-TO")]
    more: Vec<More>,
    /// Compare with a counter that works by another profile, as teller-3=teller
    #[arg(long, value_name = "COUNTER=PROFILE")]
    profile: Vec<Works>,
    /// Compare with another rule of a profile, as in the branch file:
    /// 'teller={ ratio = { priority = 1, regular = 1 } }'
    #[arg(long, value_name = "PROFILE=RULE")]
    rule: Vec<Calls>,
    /// Draw the comparison into this file
    #[arg(long, value_name = "SVG")]
    svg: Option<PathBuf>,
    /// How right waiting ranges are on such days, against what then happened; all samples where none is
    /// named
    #[arg(long, conflicts_with_all = ["replay", "days", "seed", "against", "more", "profile", "rule", "svg"])]
    ranges: bool,
    /// The language of tables and pictures
    #[arg(long, value_enum, default_value_t = Language::Id)]
    lang: Language,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// The answer for programs.
#[derive(Serialize)]
struct Answer<'a> {
    scenario: Option<&'a str>,
    seed: Option<u64>,
    date: NaiveDate,
    days: usize,
    replay: Option<Unlike>,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

/// What is compared, and from what.
struct Compared {
    title: String,
    seed: Option<u64>,
    date: NaiveDate,
    unlike: Option<Unlike>,
    changes: Vec<Change>,
    arrangements: Vec<Arrangement>,
    comparison: Comparison,
}

/// Lives a day, or plays one back, and tells how it would have been otherwise.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    if arguments.ranges {
        return show_ranges(&arguments);
    }
    let compared = match (&arguments.replay, &arguments.data) {
        (Some(date), Some(data)) => {
            let recorded = input::recorded(data, *date)?;
            replayed(&arguments, &recorded)?
        }
        (Some(_) | None, _) => simulated(&arguments)?,
    };
    if let Some(path) = &arguments.svg {
        let svg = picture::of(&compared, arguments.lang).svg()?;
        std::fs::write(path, svg).with_context(|| path.display().to_string())?;
    }
    if arguments.json {
        let answer = Answer {
            scenario: compared.unlike.is_none().then_some(&compared.title),
            seed: compared.seed,
            date: compared.date,
            days: compared.comparison.arrangements[0].together.days,
            replay: compared.unlike,
            comparison: &compared.comparison,
        };
        println!("{}", serde_json::to_string_pretty(&answer)?);
    } else {
        print!("{}", tables::of(&compared, arguments.lang));
    }
    Ok(())
}

fn simulated(arguments: &Arguments) -> Result<Compared> {
    let [name] = &arguments.scenarios[..] else {
        let what =
            "name one scenario: a file, or bank, puskesmas, mpp (or --replay DATE --data DIR)";
        return Err(WrongUsage(what.to_owned()).into());
    };
    let read = input::scenario(name, arguments.branch.as_deref());
    let (config, scenario) = read.map_err(|refused| refused.told(arguments.json))?;
    let seed = arguments.seed.unwrap_or(scenario.seed);
    let now = Arrangement::of(words(arguments.lang, "Sekarang", "Now"), config, &scenario);
    let mut arrangements = vec![now];
    if let Some(path) = &arguments.against {
        let other = input::branch(path).map_err(|refused| refused.told(arguments.json))?;
        let faults = scenario.check(&other);
        if let Some(fault) = faults.first() {
            let what = format!("--against {}: {fault}", path.display());
            return Err(WrongUsage(what).into());
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        arrangements.push(Arrangement::of(name, other, &scenario));
    }
    let changes = arguments.changes();
    if !changes.is_empty() {
        arrangements.push(changed(&arrangements[0], &changes, arguments.lang)?);
    }
    let comparison = compare(&arrangements, &scenario, seed, arguments.days);
    let title = if scenario.name.is_empty() {
        name.clone()
    } else {
        scenario.name.clone()
    };
    Ok(Compared {
        title,
        seed: Some(seed),
        date: scenario.date,
        unlike: None,
        changes,
        arrangements,
        comparison,
    })
}

/// The day itself by its log; the same played back; and, where asked, as it would have been otherwise.
fn replayed(arguments: &Arguments, recorded: &Recorded) -> Result<Compared> {
    let lang = arguments.lang;
    let own = recorded.arrangement(words(lang, "Catatan hari itu", "The day's log"));
    let again = recorded.arrangement(words(lang, "Diputar ulang", "Played back"));
    let changes = arguments.changes();
    let mut arrangements = vec![own, again];
    if !changes.is_empty() {
        arrangements.push(changed(&arrangements[1], &changes, lang)?);
    }
    let mut lived = vec![vec![recorded.own()]];
    for arrangement in &arrangements[1..] {
        let mut runner = Runner::new(&arrangement.layout);
        lived.push(vec![arrangement.live(&mut runner, &mut recorded.world())]);
    }
    // With changes, what is played back is how things were: the log's own hand is not in either.
    if !changes.is_empty() {
        arrangements.remove(0);
        lived.remove(0);
    }
    let comparison = Comparison::of(&arrangements, &lived);
    Ok(Compared {
        title: recorded.config().name.clone(),
        seed: None,
        date: recorded.date,
        unlike: Some(recorded.unlike),
        changes,
        arrangements,
        comparison,
    })
}

fn changed(now: &Arrangement, changes: &[Change], lang: Language) -> Result<Arrangement> {
    let said: Vec<String> = changes
        .iter()
        .map(|change| tables::said(change, lang))
        .collect();
    let wrong = |fault: ChangeFault| WrongUsage(format!("{fault} [{}]", fault.code()));
    Ok(now.changed(said.join(", "), changes).map_err(wrong)?)
}

fn show_ranges(arguments: &Arguments) -> Result<()> {
    let all = ["bank", "puskesmas", "mpp"].map(str::to_owned);
    let names = match &arguments.scenarios[..] {
        [] => &all[..],
        named => named,
    };
    for name in names {
        let read = input::scenario(name, arguments.branch.as_deref());
        let (config, scenario) = read.map_err(|refused| refused.told(arguments.json))?;
        ranges::show(&config, &scenario, arguments.json)?;
    }
    Ok(())
}

impl Arguments {
    fn changes(&self) -> Vec<Change> {
        let more = self.more.iter().map(|one| one.0.clone());
        let works = self.profile.iter().map(|one| one.0.clone());
        let calls = self.rule.iter().map(|one| one.0.clone());
        more.chain(works).chain(calls).collect()
    }
}

/// `PROFILE@FROM-TO`.
#[derive(Clone)]
struct More(Change);

impl FromStr for More {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const SHAPE: &str = "write it as in teller@10:00-12:00";
        let (profile, span) = text.split_once('@').ok_or(SHAPE)?;
        let span: Span = span.parse().map_err(|_| SHAPE)?;
        Ok(Self(Change::OneMoreCounter {
            profile: profile_of(profile)?,
            from: span.from,
            to: span.to,
        }))
    }
}

/// `COUNTER=PROFILE`.
#[derive(Clone)]
struct Works(Change);

impl FromStr for Works {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (counter, profile) = text
            .split_once('=')
            .ok_or("write it as in teller-3=teller")?;
        Ok(Self(Change::Profile {
            counter: CounterId::new(counter).map_err(|error| error.to_string())?,
            profile: profile_of(profile)?,
        }))
    }
}

/// `PROFILE=RULE`.
#[derive(Clone)]
struct Calls(Change);

impl FromStr for Calls {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            rule: antre_domain::config::Rule,
        }
        const SHAPE: &str = "write it as in 'teller={ ratio = { priority = 1, regular = 1 } }'";
        let (profile, rule) = text.split_once('=').ok_or(SHAPE)?;
        let written: Written = toml::from_str(&format!("rule = {rule}"))
            .map_err(|error| format!("{}; {SHAPE}", error.message()))?;
        Ok(Self(Change::Rule {
            profile: profile_of(profile)?,
            rule: written.rule,
        }))
    }
}

fn profile_of(text: &str) -> Result<ProfileId, String> {
    ProfileId::new(text.trim()).map_err(|error| error.to_string())
}

fn words(lang: Language, indonesian: &'static str, english: &'static str) -> &'static str {
    match lang {
        Language::Id => indonesian,
        Language::En => english,
    }
}

fn date(text: &str) -> Result<NaiveDate, &'static str> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| "not a date; write it as in 2026-11-23")
}
