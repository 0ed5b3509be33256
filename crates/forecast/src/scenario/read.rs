//! The scenario file: TOML in, a scenario out, or every fault with its line.

use std::fmt;
use std::ops::Range;

use antre_domain::Config;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{FaultCode, Scenario};

/// The largest scenario file, in bytes.
pub const SCENARIO_FILE_BYTES_MAX: u64 = 1 << 20;

/// Why a scenario was not taken: its author has to change something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct ScenarioError(pub Vec<FileFault>);

/// One thing wrong in a scenario file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The stable code: that of a [`FaultCode`], or `not_toml`, `file_too_large`.
    pub code: &'static str,
    /// What, where, and the remedy.
    pub message: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            code,
            message,
        } = self;
        write!(f, "{line}:{column}: {message} [{code}]")
    }
}

/// Reads a scenario without holding it against a branch.
///
/// # Errors
/// The first fault of form: no TOML, an unknown key, a value of another kind; or a file of more than
/// [`SCENARIO_FILE_BYTES_MAX`].
pub fn read(text: &str) -> Result<Scenario, ScenarioError> {
    if text.len() as u64 > SCENARIO_FILE_BYTES_MAX {
        return Err(ScenarioError(vec![FileFault {
            line: 1,
            column: 1,
            code: "file_too_large",
            message: format!(
                "larger than {SCENARIO_FILE_BYTES_MAX} bytes: is this the scenario file?"
            ),
        }]));
    }
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let (line, column) = position(text, error.span().map_or(0, |span| span.start));
        let message = error.message().to_owned();
        ScenarioError(vec![FileFault {
            line,
            column,
            code: "not_toml",
            message,
        }])
    })
}

/// Reads a scenario and holds it against the branch it is for.
///
/// # Errors
/// As [`read`], or all faults of content.
pub fn parse(text: &str, config: &Config) -> Result<Scenario, ScenarioError> {
    let scenario = read(text)?;
    let faults = scenario.check(config);
    if faults.is_empty() {
        return Ok(scenario);
    }
    // The same text was read a moment ago, so this reading of it cannot fail.
    let table = DeTable::parse(text).ok();
    let located = faults.iter().map(|fault| {
        let span = table
            .as_ref()
            .and_then(|table| span_of(table, &fault.place));
        let (line, column) = position(text, span.map_or(0, |span| span.start));
        FileFault {
            line,
            column,
            code: FaultCode::code(fault.code),
            message: fault.to_string(),
        }
    });
    Err(ScenarioError(located.collect()))
}

/// Where the value at a path like `arrivals[1].rates` stands; what is left out stands nowhere: then the
/// nearest thing around it that does.
fn span_of(table: &Spanned<DeTable<'_>>, path: &str) -> Option<Range<usize>> {
    let mut steps = path
        .split(['.', '['])
        .map(|step| step.trim_end_matches(']'));
    let mut value = table.get_ref().get(steps.next()?)?;
    for step in steps {
        let inner = match value.get_ref() {
            DeValue::Table(table) => table.get(step),
            DeValue::Array(array) => step.parse().ok().and_then(|index: usize| array.get(index)),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => None,
        };
        match inner {
            Some(inner) => value = inner,
            None => break,
        }
    }
    Some(value.span())
}

/// Line and column, from 1, of the byte at `at`.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

fn lines(faults: &[FileFault]) -> String {
    let lines = faults.iter().map(FileFault::to_string);
    lines.collect::<Vec<_>>().join("\n")
}
