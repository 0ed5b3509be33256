//! Scenario, branch file and log, taken in or refused with the place.

use std::path::{Path, PathBuf};

use antre_domain::{Config, decode};
use antre_forecast::replay::{Recorded, Recorder};
use antre_forecast::scenario::{self, FileFault, SCENARIO_FILE_BYTES_MAX, Scenario, ScenarioError};
use antre_hub::{BranchFileError, read_branch_file};
use antre_storage::{LogReader, READ_EVENTS_MAX};
use anyhow::{Context as _, Result, anyhow};
use chrono::NaiveDate;
use clap::ValueEnum as _;
use serde_json::json;

use crate::demo::branch::Sample;
use crate::exit::WrongUsage;

/// What cannot be taken in.
pub(super) enum Refused {
    /// The scenario file, with each fault at its line.
    Scenario(PathBuf, ScenarioError),
    /// Anything else, in words.
    Other(String),
}

impl Refused {
    /// For whoever asked: on standard error, or as JSON on standard output too.
    pub(super) fn told(self, as_json: bool) -> anyhow::Error {
        let (path, faults) = match self {
            Self::Other(what) => return WrongUsage(what).into(),
            Self::Scenario(path, ScenarioError(faults)) => (path, faults),
        };
        if as_json {
            let written = |fault: &FileFault| {
                json!({
                    "path": path,
                    "line": fault.line,
                    "column": fault.column,
                    "code": fault.code,
                    "message": fault.message,
                })
            };
            let faults: Vec<_> = faults.iter().map(written).collect();
            println!("{}", json!({ "faults": faults }));
            return WrongUsage("this scenario cannot be taken in".to_owned()).into();
        }
        let lines = faults
            .iter()
            .map(|fault| format!("{}:{fault}", path.display()));
        WrongUsage(lines.collect::<Vec<_>>().join("\n")).into()
    }
}

/// A scenario by its file or sample name, with its branch.
pub(super) fn scenario(
    name: &str,
    branch_file: Option<&Path>,
) -> Result<(Config, Scenario), Refused> {
    let path = PathBuf::from(name);
    let sample = Sample::from_str(name, false)
        .ok()
        .filter(|_| !path.exists());
    let text = match sample {
        Some(sample) => sample.scenario().to_owned(),
        None => bounded(&path)?,
    };
    let refused = |error| Refused::Scenario(path.clone(), error);
    let named = scenario::read(&text).map_err(refused)?.branch;
    let config = match (branch_file, sample, named) {
        (Some(file), _, _) => branch(file)?,
        (None, Some(sample), _) => {
            let read = antre_hub::parse_branch_file(sample.branch(), Path::new(name));
            read.map_err(|error| Refused::Other(error.to_string()))?
        }
        (None, None, Some(named)) => {
            let beside = path.parent().unwrap_or(Path::new(""));
            branch(&beside.join(named))?
        }
        (None, None, None) => {
            let what = "name the branch file: --branch FILE, or branch = \"…\" in the scenario";
            return Err(Refused::Other(what.to_owned()));
        }
    };
    let scenario =
        scenario::parse(&text, &config).map_err(|error| Refused::Scenario(path.clone(), error))?;
    Ok((config, scenario))
}

/// A checked branch file.
pub(super) fn branch(path: &Path) -> Result<Config, Refused> {
    read_branch_file(path).map_err(|error: BranchFileError| Refused::Other(error.to_string()))
}

fn bounded(path: &Path) -> Result<String, Refused> {
    let unread = |error| Refused::Other(format!("{}: {error}", path.display()));
    let size = std::fs::metadata(path).map_err(unread)?.len();
    if size > SCENARIO_FILE_BYTES_MAX {
        let what = format!(
            "{}: larger than {SCENARIO_FILE_BYTES_MAX} bytes: is this the scenario file? [file_too_large]",
            path.display()
        );
        return Err(Refused::Other(what));
    }
    std::fs::read_to_string(path).map_err(unread)
}

/// A business day of a log.
pub(super) fn recorded(data: &Path, date: NaiveDate) -> Result<Recorded> {
    let reader = LogReader::open(data).with_context(|| format!("--data {}", data.display()))?;
    let days = reader.days()?;
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Err(anyhow!("the branch has not had a business day yet"));
    };
    let index = days.iter().position(|day| day.date == date);
    let Some(index) = index else {
        let (first, last) = (first.date, last.date);
        let what = format!("--replay {date}: no such business day; the log has {first} to {last}");
        return Err(WrongUsage(what).into());
    };
    let ends = days.get(index + 1).map_or(u64::MAX, |next| next.first_seq);
    let mut recorder = Recorder::default();
    let mut next_seq = days[index].first_seq;
    loop {
        let page = reader.events(next_seq, READ_EVENTS_MAX)?;
        let Some(last) = page.last() else {
            break;
        };
        next_seq = last.seq + 1;
        for stored in page.iter().filter(|stored| stored.seq < ends) {
            let event = decode(&stored.body).with_context(|| format!("event {}", stored.seq))?;
            recorder.take(&event);
        }
        if next_seq >= ends {
            break;
        }
    }
    recorder.end().with_context(|| format!("--replay {date}"))
}
