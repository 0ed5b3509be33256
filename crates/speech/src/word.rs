//! The smallest thing that is said: a letter by its name, or a text.

use antre_domain::Locale;
use unicode_script::{Script, UnicodeScript as _};

/// What is said as one, and has at most one clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A letter A–Z, said by its name: "ka" in Indonesian, "kay" in English.
    Letter(char),
    /// A word, or a whole sentence that is never cut, as it is written.
    Text(String),
}

impl Word {
    /// What it is called in the name of a clip.
    ///
    /// A text: its words in lower case, letters and digits only, joined by `-`. A letter: `letter_k`, in
    /// every language; no text has a `_`, so that the letter is never taken for the words "a" or "i".
    /// Both are fit for a file name. Empty where nothing of a text can be said.
    pub fn clip_name(&self) -> String {
        match self {
            Self::Letter(letter) => format!("letter_{}", letter.to_ascii_lowercase()),
            Self::Text(text) => {
                let parts = text.split_whitespace().map(folded);
                let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
                parts.join("-")
            }
        }
    }

    /// As it stands in a transcript.
    pub fn written(&self) -> String {
        match self {
            Self::Letter(letter) => letter.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// The language whose voice can say it: `own` for everything in Latin letters, else the most common
    /// language of its script, and `und` where we know of none.
    pub(crate) fn language(&self, own: Locale) -> Locale {
        match self {
            Self::Letter(_) => own,
            Self::Text(text) => language_of_script(text).map_or(own, locale),
        }
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Whether a voice says anything for it: letters and digits, and the marks that belong to the letters of
/// some scripts; no punctuation.
pub(crate) fn is_said(c: char) -> bool {
    c.is_alphanumeric() || c.script() != Script::Common
}

fn folded(word: &str) -> String {
    word.chars()
        .filter(|c| is_said(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// `None` for Latin letters, digits and signs, which every voice of ours knows what to do with. A voice
/// that meets a script it lacks reads out the names of the characters, or nothing at all.
fn language_of_script(text: &str) -> Option<&'static str> {
    let languages = text.chars().filter_map(|c| match c.script() {
        Script::Latin | Script::Common | Script::Inherited => None,
        Script::Han => Some("zh"),
        Script::Hiragana | Script::Katakana => Some("ja"),
        Script::Hangul => Some("ko"),
        Script::Arabic => Some("ar"),
        Script::Thai => Some("th"),
        Script::Devanagari => Some("hi"),
        Script::Tamil => Some("ta"),
        Script::Bengali => Some("bn"),
        Script::Cyrillic => Some("ru"),
        Script::Greek => Some("el"),
        Script::Hebrew => Some("he"),
        Script::Javanese => Some("jv"),
        _ => Some("und"),
    });
    // Japanese is written in Han, too; its own letters tell it apart.
    languages.reduce(|first, other| if other == "ja" { other } else { first })
}

fn locale(code: &'static str) -> Locale {
    Locale::new(code).expect("a code of two or three lower-case letters")
}
