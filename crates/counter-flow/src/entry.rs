//! What is typed at the desk: a number, a note.

use std::time::Duration;

use antre_protocol::NOTE_CHARS_MAX;

use crate::face::Purpose;
use crate::intent::Concealed;

/// The longest number: letters and digits.
pub const NUMBER_CHARS_MAX: usize = 8;
/// A number that nobody goes on typing is forgotten: a stray digit must not become a call.
pub const NUMBER_WITHIN: Duration = Duration::from_secs(15);

/// A field with the cursor at its end.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) purpose: Purpose,
    text: Concealed,
    typed_at: Duration,
}

impl Entry {
    pub(crate) fn new(purpose: Purpose, now: Duration) -> Self {
        Self {
            purpose,
            text: Concealed::default(),
            typed_at: now,
        }
    }

    pub(crate) fn text(&self) -> &str {
        self.text.reveal()
    }

    pub(crate) fn chars_max(&self) -> usize {
        match self.purpose {
            Purpose::Call | Purpose::Copy => NUMBER_CHARS_MAX,
            Purpose::Note | Purpose::NoteAlong => NOTE_CHARS_MAX,
        }
    }

    pub(crate) fn is_number(&self) -> bool {
        match self.purpose {
            Purpose::Call | Purpose::Copy => true,
            Purpose::Note | Purpose::NoteAlong => false,
        }
    }

    /// Types `letter` where it fits.
    pub(crate) fn push(&mut self, letter: char, now: Duration) {
        self.typed_at = now;
        let fits = match self.is_number() {
            true => letter.is_ascii_alphanumeric(),
            false => !letter.is_control(),
        };
        if fits && self.text().chars().count() < self.chars_max() {
            let letter = match self.is_number() {
                true => letter.to_ascii_uppercase(),
                false => letter,
            };
            self.text = Concealed::new(format!("{}{letter}", self.text()));
        }
    }

    /// Takes the last letter back. `false` where there was none.
    pub(crate) fn pop(&mut self, now: Duration) -> bool {
        self.typed_at = now;
        let mut text = self.text().to_owned();
        let had = text.pop().is_some();
        self.text = Concealed::new(text);
        had
    }

    /// When it is forgotten.
    pub(crate) fn until(&self) -> Option<Duration> {
        self.is_number().then(|| self.typed_at + NUMBER_WITHIN)
    }

    /// The letters and the value of a typed number: `A012`, `12`.
    pub(crate) fn number(&self) -> Option<(String, u16)> {
        let text = self.text();
        let digits_from = text.find(|sign: char| sign.is_ascii_digit())?;
        let (letters, digits) = text.split_at(digits_from);
        let value = digits.parse().ok().filter(|value| *value > 0)?;
        Some((letters.to_owned(), value))
    }

    /// The words of a note, where there are any.
    pub(crate) fn note(&self) -> Option<Concealed> {
        let text = self.text().trim();
        (!text.is_empty()).then(|| Concealed::new(text))
    }
}
