use serde::Deserialize;

use crate::{Dialect, Manners, Paper};

/// One model of printer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What the model is called, for installers.
    pub name: String,
    /// Its paper.
    pub paper: Paper,
    /// What it is told.
    pub dialect: Dialect,
    /// How it answers.
    pub manners: Manners,
}

/// Why a profile was not taken: file, line, what, remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {fault}")]
pub struct ProfileError {
    /// As the caller named it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What and the remedy.
    pub fault: ProfileFault,
}

/// What is wrong with a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileFault {
    /// Not TOML, or a field that does not exist.
    #[error("{0}")]
    Malformed(String),
}

/// The models that Antre knows, by the name of their file.
const MODELS: [(&str, &str); 1] = [(
    "generic-80",
    include_str!("../../../assets/printers/generic-80.toml"),
)];

impl Profile {
    /// A model that Antre knows: `generic-80`, …
    pub fn named(name: &str) -> Option<Self> {
        let (_, text) = MODELS.iter().find(|(known, _)| *known == name)?;
        Some(Self::parse(name, text).expect("the profiles that are compiled in are tested"))
    }

    /// The names of the models that Antre knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        MODELS.iter().map(|(name, _)| *name)
    }

    /// Reads a profile; `file` is only for the messages.
    ///
    /// # Errors
    /// See [`ProfileFault`].
    pub fn parse(file: &str, text: &str) -> Result<Self, ProfileError> {
        toml::from_str(text).map_err(|error| ProfileError {
            file: file.to_owned(),
            line: 1,
            fault: ProfileFault::Malformed(error.message().to_owned()),
        })
    }
}
