//! What a voice pack is to hold: every clip, and what is to be spoken into it.

use std::collections::BTreeSet;

use antre_domain::config::QueueWord;
use antre_domain::{AnnouncementKind, Locale};

use crate::emergency::shipped;
use crate::number::Language;
use crate::sentence::Fixed;
use crate::word::Word;

/// A clip to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The clip's name, as in [`Word::clip_name`].
    pub name: String,
    /// What is to be spoken; a capital letter by its name in the language.
    pub text: String,
    /// What happens without it.
    pub need: Need,
}

/// How much a clip is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Without it a letter, a number or a shipped sentence is left to the synthesiser.
    Must,
    /// Others can be put together in its place, or a branch may not need it; it sounds better.
    Better,
}

/// What shipped branches, and most others, call their counters. A noun of its own a branch may record, too.
const INDONESIAN_NAMES: [&str; 20] = [
    "Loket",
    "Teller",
    "Meja",
    "Ruang",
    "Poli",
    "Kasir",
    "Farmasi",
    "Apotek",
    "Laboratorium",
    "Pendaftaran",
    "Informasi",
    "Layanan",
    "Umum",
    "Gigi",
    "Anak",
    "Lansia",
    "Gizi",
    "Imunisasi",
    "Tindakan",
    "Pelayanan",
];
const ENGLISH_NAMES: [&str; 20] = [
    "Counter",
    "Teller",
    "Desk",
    "Room",
    "Clinic",
    "Cashier",
    "Pharmacy",
    "Window",
    "Laboratory",
    "Registration",
    "Information",
    "Service",
    "General",
    "Dental",
    "Children",
    "Seniors",
    "Nutrition",
    "Immunisation",
    "Treatment",
    "Reception",
];

/// Everything that a pack in `language` is to hold, each name once; empty where there is no plan for it.
pub fn vocabulary(language: Locale) -> Vec<Recording> {
    let Some(language) = Language::of(language) else {
        return Vec::new();
    };
    let mut book = Book::default();
    for letter in 'A'..='Z' {
        book.say(vec![Word::Letter(letter)], Need::Must);
    }
    let round = [10, 100, 1000].map(|step| (1..10).map(move |count| count * step));
    for value in (0..20).chain(round.into_iter().flatten()) {
        book.text(&language.by_value(value), Need::Must);
    }
    for value in 21..100 {
        book.text(&language.by_value(value), Need::Better);
    }
    if language == Language::English {
        // "Two hundred and": said as one, the "and" is as short as it should be.
        for value in (100..1000).step_by(100).chain((1000..10_000).step_by(1000)) {
            let mut words = language.by_value(value);
            words.push("and");
            book.text(&words, Need::Better);
        }
    }
    for word in [QueueWord::Antrean, QueueWord::Antrian] {
        let fixed = Fixed::of(language, word);
        for words in [
            fixed.number,
            fixed.numbers,
            fixed.and,
            fixed.go_to,
            fixed.again,
        ] {
            book.text(words, Need::Must);
        }
    }
    for kind in AnnouncementKind::ALL {
        for sentence in shipped(kind, language.locale()) {
            book.text(&[sentence], Need::Must);
        }
    }
    let names = match language {
        Language::Indonesian => INDONESIAN_NAMES,
        Language::English => ENGLISH_NAMES,
    };
    for name in names {
        book.text(&[name], Need::Better);
    }
    book.recordings
}

#[derive(Default)]
struct Book {
    recordings: Vec<Recording>,
    names: BTreeSet<String>,
}

impl Book {
    fn text(&mut self, texts: &[&str], need: Need) {
        self.say(texts.iter().copied().map(Word::from).collect(), need);
    }

    fn say(&mut self, words: Vec<Word>, need: Need) {
        let joined = |of: fn(&Word) -> String, with| {
            let parts: Vec<String> = words.iter().map(of).collect();
            parts.join(with)
        };
        let name = joined(Word::clip_name, "-");
        if self.names.insert(name.clone()) {
            let text = joined(Word::written, " ");
            self.recordings.push(Recording { name, text, need });
        }
    }
}
