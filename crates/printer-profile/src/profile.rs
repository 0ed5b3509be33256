use serde::Deserialize;

use crate::check::{self, FILE_BYTES_MAX};
use crate::fault::{ProfileError, ProfileFault};
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

macro_rules! model {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../assets/printers/", $name, ".toml")),
        )
    };
}

/// The models that Antre knows, by the name of their file.
const MODELS: [(&str, &str); 7] = [
    model!("generic-80"),
    model!("generic-58"),
    model!("epson-tm-t88-180"),
    model!("epson-tm-t88-203"),
    model!("epson-tm-t20"),
    model!("clone-80"),
    model!("clone-5890k"),
];

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
        let refused = |line, fault| ProfileError {
            file: file.to_owned(),
            line,
            fault,
        };
        if text.len() > FILE_BYTES_MAX {
            return Err(refused(1, ProfileFault::TooLarge));
        }
        let profile: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let what = error.message().to_owned();
            refused(check::line_at(text, start), ProfileFault::Malformed(what))
        })?;
        match check::check(&profile) {
            Ok(()) => Ok(profile),
            Err((place, fault)) => Err(refused(check::line_of(text, place), fault)),
        }
    }
}
