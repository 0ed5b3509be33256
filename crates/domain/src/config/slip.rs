//! What a branch prints: its templates, its logo, and whether numbers are given without paper.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The longest name of a file, in characters.
pub(super) const FILE_NAME_CHARS_MAX: usize = 100;
/// The largest template or picture, in bytes.
pub const SLIP_FILE_BYTES_MAX: usize = 64 * 1024;
/// The most that all of a branch's templates and pictures have together, in bytes.
pub const SLIP_FILES_BYTES_MAX: usize = 256 * 1024;

/// What is printed, and what happens where it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SlipPolicy {
    /// Numbers are given while the printer cannot print: they stand large on the screen with their QR.
    pub paperless: bool,
    /// The template of the customer's slip: a built-in one by its name (`standard`), or a file.
    pub ticket: String,
    /// The template where the customer has chosen large text.
    pub large: String,
    /// The template of a second slip for the officer; none is printed where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// The template of the day's closing report.
    pub closing: String,
    /// The branch's logo, a PNG or SVG file, for templates that have a place for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// The content of the files that are named above, by their names: TOML as it is, pictures in
    /// base64. Whoever reads a branch file fills this in; a branch file does not hold it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
}

impl Default for SlipPolicy {
    fn default() -> Self {
        Self {
            paperless: true,
            ticket: "standard".to_owned(),
            large: "large".to_owned(),
            officer: None,
            closing: "closing".to_owned(),
            logo: None,
            files: BTreeMap::new(),
        }
    }
}

impl SlipPolicy {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Every template and picture that it names, by the field that names it.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("ticket", Some(&self.ticket)),
            ("large", Some(&self.large)),
            ("officer", self.officer.as_ref()),
            ("closing", Some(&self.closing)),
            ("logo", self.logo.as_ref()),
        ]
        .into_iter()
        .filter_map(|(field, name)| Some((field, name?.as_str())))
    }

    /// Those that are files, and may be read from beside the branch file.
    pub fn files_named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.named()
            .filter(|(field, name)| Self::is_file_for(field, name))
    }

    /// A file beside the branch file or below it, of the kind that `field` asks for: whichever system
    /// reads it, the name leads nowhere else.
    pub(super) fn is_file_for(field: &str, name: &str) -> bool {
        let endings: &[&str] = match field {
            "logo" => &[".png", ".svg"],
            "attract" => &[".png"],
            "media" => &[".png", ".jpg", ".jpeg"],
            _ => &[".toml"],
        };
        let lower = name.to_ascii_lowercase();
        let is_step = |step: &str| !step.is_empty() && step != "." && step != "..";
        let is_strange = |c: char| c.is_control() || c == '\\' || c == ':';
        endings.iter().any(|ending| lower.ends_with(ending))
            && name.chars().count() <= FILE_NAME_CHARS_MAX
            && !name.chars().any(is_strange)
            && name.split('/').all(is_step)
    }
}
