//! From a sentence to what is played: the longest clips that a voice pack has, and a synthesiser for
//! the rest.

use std::collections::BTreeSet;

use antre_domain::Locale;

use crate::sentence::{Phrase, Sentence};
use crate::word::Word;

/// Which clips a voice pack has, by their names: `silakan-menuju`, `dua-belas`, `letter_a`. What names are
/// made of says [`Word::clip_name`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clips {
    names: BTreeSet<String>,
    longest_words: usize,
}

/// A sentence as it is played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its language.
    pub language: Locale,
    /// What is played, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The clip of this name.
    Clip(String),
    /// Words without a clip, for the synthesiser.
    Synthesised {
        /// The words; a letter as its capital, which a synthesiser says by its name.
        text: String,
        /// The plan's language, or that of the script the words are written in: a voice that lacks a
        /// script cannot read it. `und` where nothing is known of the script.
        language: Locale,
    },
    /// Silence, in milliseconds.
    Pause(u16),
}

impl Clips {
    /// A pack with clips of these names.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names: BTreeSet<String> = names.into_iter().collect();
        let words = |name: &String| name.split('-').count();
        Self {
            longest_words: names.iter().map(words).max().unwrap_or(0),
            names,
        }
    }

    /// Whether it has a clip of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

impl Plan {
    /// What has no clip, in order.
    pub fn without_clip(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Synthesised { text, .. } => Some(text.as_str()),
            Piece::Clip(_) | Piece::Pause(_) => None,
        })
    }
}

/// Cuts each phrase of `sentence`, from the left, into the longest clips there are.
pub fn plan(sentence: &Sentence, clips: &Clips) -> Plan {
    let mut pieces = Vec::new();
    for phrase in &sentence.phrases {
        cut(phrase, sentence.language, clips, &mut pieces);
        pieces.push(Piece::Pause(phrase.rest.ms()));
    }
    Plan {
        language: sentence.language,
        pieces,
    }
}

fn cut(phrase: &Phrase, own: Locale, clips: &Clips, pieces: &mut Vec<Piece>) {
    let mut words = phrase.words.as_slice();
    while let Some((first, rest)) = words.split_first() {
        if let Some((name, count)) = longest(words, clips) {
            pieces.push(Piece::Clip(name));
            words = &words[count..];
        } else {
            synthesise(first, own, pieces);
            words = rest;
        }
    }
}

/// The longest clip that says what `words` begin with, and how many of them it says.
fn longest(words: &[Word], clips: &Clips) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut found = None;
    for (count, word) in (1..=clips.longest_words).zip(words) {
        if count > 1 {
            name.push('-');
        }
        name.push_str(&word.clip_name());
        if clips.has(&name) {
            found = Some((name.len(), count));
        }
    }
    let (length, count) = found?;
    name.truncate(length);
    Some((name, count))
}

/// Neighbours in one language are said in one breath.
fn synthesise(word: &Word, own: Locale, pieces: &mut Vec<Piece>) {
    let wanted = word.language(own);
    match pieces.last_mut() {
        Some(Piece::Synthesised { text, language }) if *language == wanted => {
            text.push(' ');
            text.push_str(&word.written());
        }
        _ => pieces.push(Piece::Synthesised {
            text: word.written(),
            language: wanted,
        }),
    }
}
