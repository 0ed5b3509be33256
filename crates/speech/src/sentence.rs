//! What is said, in words and rests.
//!
//! | | |
//! | --- | --- |
//! | one number | Nomor antrean A, dua belas, silakan menuju Loket tiga. |
//! | | Ticket A twelve, please go to Counter three. |
//! | digit by digit | Nomor antrean A, nol satu dua, silakan menuju Loket tiga. |
//! | several | Nomor antrean A dua belas, A lima belas, dan A tujuh belas, silakan menuju Farmasi. |
//! | again | Panggilan ulang, nomor antrean A, dua belas, silakan menuju Loket tiga. |
//!
//! In Indonesian halls the letter stands apart from its number; among several numbers, and in English,
//! only a beat parts them, or nobody would hear which letter goes with which number.

use antre_domain::config::{NumberStyle, QueueWord};
use antre_domain::{AnnouncementKind, Locale, TicketNumber};

use crate::number::Language;
use crate::word::{Word, is_said};

/// A sentence, or several, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its language: one that [`is_spoken`] says there is a plan for, or whatever a synthesiser has.
    pub language: Locale,
    /// What is said in one breath each, in order.
    pub phrases: Vec<Phrase>,
}

/// What is said in one breath, and the rest after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Its words: the letter A; "dua", "belas"; "silakan", "menuju", "Loket", "tiga".
    pub words: Vec<Word>,
    /// What follows them.
    pub rest: Rest,
}

/// Silence to the ear, a mark to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Between a letter and its number: hardly a pause, and no mark.
    Beat,
    /// Where a speaker takes a short breath.
    Comma,
    /// At the end, also before the sentence is said again or in another language.
    Stop,
}

impl Rest {
    /// How long it lasts, in milliseconds. Clips are trimmed, so this is all the silence there is. A beat
    /// keeps a letter with its number. A comma outlasts the worst of a hall's echo, or the number would run
    /// into the words around it. A stop is clearly longer than a comma, and short enough that nobody takes
    /// it for the end while there is more to come.
    pub fn ms(self) -> u16 {
        match self {
            Self::Beat => 90,
            Self::Comma => 280,
            Self::Stop => 650,
        }
    }
}

/// How a counter is called, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterName {
    /// What it is: "Loket". May be empty.
    pub noun: String,
    /// Its sign: "3", "KIA". Numbers are said by value, capitals spelt, other words said.
    pub sign: String,
    /// How a voice says the sign, where the branch has written it down.
    pub spoken: Option<String>,
}

/// How a call is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// In which language.
    pub language: Locale,
    /// How numbers are read.
    pub numbers: NumberStyle,
    /// What a number is called in Indonesian.
    pub word: QueueWord,
    /// Whether they were called before.
    pub recall: bool,
}

/// Whether calls are put into sentences of this language: Indonesian and English.
pub fn is_spoken(language: Locale) -> bool {
    Language::of(language).is_some()
}

/// Calls `numbers`, in order, to one counter. A counter without any name is not spoken of.
///
/// `None` where the language has no plan, or nobody is called.
pub fn calling(
    numbers: &[TicketNumber],
    counter: &CounterName,
    manner: &Manner,
) -> Option<Sentence> {
    let language = Language::of(manner.language)?;
    let last = numbers.len().checked_sub(1)?;
    let fixed = Fixed::of(language, manner.word);
    let mut phrases = Vec::new();
    if manner.recall {
        phrases.push(phrase(words(fixed.again), Rest::Comma));
    }
    let after_letter = match language {
        Language::Indonesian if last == 0 => Rest::Comma,
        Language::Indonesian | Language::English => Rest::Beat,
    };
    for (index, number) in numbers.iter().enumerate() {
        let mut opening = match index {
            0 if last == 0 => words(fixed.number),
            0 => words(fixed.numbers),
            _ if index == last => words(fixed.and),
            _ => Vec::new(),
        };
        opening.extend(number.prefix().as_str().chars().map(Word::Letter));
        phrases.push(phrase(opening, after_letter));
        let spoken = match manner.numbers {
            NumberStyle::Value => language.by_value(number.value()),
            NumberStyle::Digits => language.by_digit(&number.digits()),
        };
        // "A twelve and A fifteen": two are not a list.
        let in_pair = last == 1 && index == 0;
        let after = if in_pair { Rest::Beat } else { Rest::Comma };
        phrases.push(phrase(words(&spoken), after));
    }
    let name = counter_words(counter, language);
    if !name.is_empty() {
        let mut way = words(fixed.go_to);
        way.extend(name);
        phrases.push(phrase(way, Rest::Comma));
    }
    end(manner.language, phrases)
}

/// Announces: the shipped words of an emergency first, then `text`, in this language.
///
/// `None` where nothing is left to say: no text, and no shipped words of this kind in this language.
pub fn announcing(
    kind: AnnouncementKind,
    text: Option<&str>,
    language: Locale,
) -> Option<Sentence> {
    let shipped = crate::emergency::shipped(kind, language).iter().copied();
    let said = shipped.chain(text.map(str::trim));
    // A sentence is one word: it is said as a whole, and never half by a clip and half by a synthesiser.
    let phrases = said
        .map(Word::from)
        .filter(|word| !word.clip_name().is_empty())
        .map(|word| phrase(vec![word], Rest::Stop))
        .collect();
    end(language, phrases)
}

/// The sentence as it is written down: "Nomor antrean A, dua belas, silakan menuju Loket tiga."
pub fn transcript(sentence: &Sentence) -> String {
    let mut written = String::new();
    let mut after = Rest::Stop;
    for phrase in &sentence.phrases {
        if !written.is_empty() {
            written.push(' ');
        }
        let words: Vec<String> = phrase.words.iter().map(Word::written).collect();
        let words = words.join(" ");
        match after {
            Rest::Stop => capitalised(&words, &mut written),
            Rest::Beat | Rest::Comma => written.push_str(&words),
        }
        after = phrase.rest;
        match after {
            Rest::Beat => {}
            Rest::Comma => written.push(','),
            // An announcement's own text comes with its own marks.
            Rest::Stop if written.ends_with(['.', '!', '?', '…', '。']) => {}
            Rest::Stop => written.push('.'),
        }
    }
    written
}

/// The words that every call is made of.
pub(crate) struct Fixed {
    pub(crate) again: &'static [&'static str],
    pub(crate) number: &'static [&'static str],
    pub(crate) numbers: &'static [&'static str],
    pub(crate) and: &'static [&'static str],
    pub(crate) go_to: &'static [&'static str],
}

impl Fixed {
    pub(crate) fn of(language: Language, word: QueueWord) -> Self {
        let number: &[&str] = match (language, word) {
            (Language::Indonesian, QueueWord::Antrean) => &["nomor", "antrean"],
            (Language::Indonesian, QueueWord::Antrian) => &["nomor", "antrian"],
            (Language::English, QueueWord::Antrean | QueueWord::Antrian) => &["ticket"],
        };
        match language {
            Language::Indonesian => Self {
                again: &["panggilan", "ulang"],
                number,
                numbers: number,
                and: &["dan"],
                go_to: &["silakan", "menuju"],
            },
            Language::English => Self {
                again: &["calling", "again"],
                number,
                numbers: &["tickets"],
                and: &["and"],
                go_to: &["please", "go", "to"],
            },
        }
    }
}

fn phrase(words: Vec<Word>, rest: Rest) -> Phrase {
    Phrase { words, rest }
}

fn words(texts: &[&str]) -> Vec<Word> {
    texts.iter().copied().map(Word::from).collect()
}

fn end(language: Locale, mut phrases: Vec<Phrase>) -> Option<Sentence> {
    phrases.last_mut()?.rest = Rest::Stop;
    Some(Sentence { language, phrases })
}

fn capitalised(words: &str, written: &mut String) {
    let mut rest = words.chars();
    written.extend(rest.next().into_iter().flat_map(char::to_uppercase));
    written.push_str(rest.as_str());
}

fn counter_words(counter: &CounterName, language: Language) -> Vec<Word> {
    let mut said = name_words(&counter.noun, language);
    let spoken = counter
        .spoken
        .as_deref()
        .map_or(Vec::new(), |spoken| name_words(spoken, language));
    if spoken.is_empty() {
        said.extend(sign_words(&counter.sign, language));
    } else {
        said.extend(spoken);
    }
    said
}

/// What a branch has written to be read aloud: word by word, digits as a number, a lone letter by its name
/// and a letter's name as that letter.
fn name_words(text: &str, language: Language) -> Vec<Word> {
    let mut said = Vec::new();
    for token in text.split_whitespace() {
        let bare = token.trim_matches(|c: char| !is_said(c));
        let lone = bare.parse().ok().filter(char::is_ascii_alphabetic);
        if let Some(letter) = lone.or_else(|| language.letter(bare)) {
            said.push(Word::Letter(letter.to_ascii_uppercase()));
        } else if bare.bytes().all(|byte| byte.is_ascii_digit()) {
            said.extend(digits_words(bare, language));
        } else {
            said.push(Word::from(bare));
        }
    }
    said
}

/// What a branch has put on a sign: "12", "A1", "KIA", "Gigi". Letters and digits take turns, what is
/// neither parts them.
fn sign_words(sign: &str, language: Language) -> Vec<Word> {
    #[derive(PartialEq)]
    enum Kind {
        Digit,
        Letter,
        Neither,
    }
    let kind = |c: char| match c {
        '0'..='9' => Kind::Digit,
        _ if is_said(c) => Kind::Letter,
        _ => Kind::Neither,
    };
    let chars: Vec<char> = sign.chars().collect();
    let mut said = Vec::new();
    for run in chars.chunk_by(|one, next| kind(*one) == kind(*next)) {
        let text: String = run.iter().collect();
        let is_spelt = run.iter().all(char::is_ascii_uppercase)
            || (run.len() == 1 && run[0].is_ascii_alphabetic());
        match kind(run[0]) {
            Kind::Neither => {}
            Kind::Digit => said.extend(digits_words(&text, language)),
            Kind::Letter if is_spelt => {
                said.extend(run.iter().map(|c| Word::Letter(c.to_ascii_uppercase())));
            }
            Kind::Letter => said.push(Word::Text(text)),
        }
    }
    said
}

/// By value, but for what is longer than any number of ours.
fn digits_words(digits: &str, language: Language) -> Vec<Word> {
    match digits.parse() {
        Ok(value) => words(&language.by_value(value)),
        Err(_) => words(&language.by_digit(digits)),
    }
}
