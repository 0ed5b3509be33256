//! What was found, for people and for programs.

use serde::Serialize;

/// Whom it is told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    Indonesian,
    English,
}

impl Reader {
    pub(super) fn pick<T>(self, indonesian: T, english: T) -> T {
        match self {
            Self::Indonesian => indonesian,
            Self::English => english,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    /// As it should be.
    Well,
    /// Good to know, and nothing to be done now.
    Note,
    /// To be put right.
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    /// What was looked at, in a stable word: `disk_space`.
    pub(super) check: &'static str,
    pub(super) level: Level,
    /// A sentence.
    pub(super) text: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remedy: Option<String>,
}

impl Finding {
    pub(super) fn well(check: &'static str, text: String) -> Self {
        Self {
            check,
            level: Level::Well,
            text,
            remedy: None,
        }
    }

    pub(super) fn note(check: &'static str, text: String, remedy: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Note,
            text,
            remedy: Some(remedy.into()),
        }
    }

    pub(super) fn wrong(check: &'static str, text: String, remedy: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Wrong,
            text,
            remedy: Some(remedy.into()),
        }
    }

    /// The sentence behind a word that can be found at a glance, the remedy below it.
    pub(super) fn told(&self, reader: Reader) -> String {
        let word = match self.level {
            Level::Well => reader.pick("baik ", "well "),
            Level::Note => reader.pick("ingat", "note "),
            Level::Wrong => reader.pick("SALAH", "WRONG"),
        };
        let mut told = format!("{word}  {}", self.text);
        if let Some(remedy) = &self.remedy {
            told.push_str("\n       ");
            told.push_str(remedy);
        }
        told
    }
}
