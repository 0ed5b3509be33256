//! The scenario file: TOML in, a scenario out, or every fault with its line.

use std::fmt;

use antre_domain::Config;
use antre_domain::config::{Places, position};

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
    let places = Places::of(text);
    let located = faults.iter().map(|fault| {
        let (line, column) = places.at(&fault.place);
        FileFault {
            line,
            column,
            code: FaultCode::code(fault.code),
            message: fault.to_string(),
        }
    });
    Err(ScenarioError(located.collect()))
}

fn lines(faults: &[FileFault]) -> String {
    let lines = faults.iter().map(FileFault::to_string);
    lines.collect::<Vec<_>>().join("\n")
}
