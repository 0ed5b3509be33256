//! Numbers as words, and words that are letters, in Indonesian and in English.
//!
//! Words stand one by one ("dua", "belas"), without the marks that only writing has: English "twenty-one"
//! is `["twenty", "one"]`, "one thousand, two hundred" has no comma. Apart from these two marks every
//! number from 0 to 9999 reads as in Debian's `num2words`; a test compares them.

use antre_domain::Locale;

/// The largest number that is read by its value; beyond it digits are read one by one.
pub const VALUE_MAX: u16 = 9_999;

/// A language that calls are put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Indonesian.
    Indonesian,
    /// English.
    English,
}

const INDONESIAN: [&str; 10] = [
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
];
const ENGLISH: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// By the official names of the alphabet.
const INDONESIAN_LETTERS: [&str; 26] = [
    "a", "be", "ce", "de", "e", "ef", "ge", "ha", "i", "je", "ka", "el", "em", "en", "o", "pe",
    "ki", "er", "es", "te", "u", "ve", "we", "eks", "ye", "zet",
];

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Indonesian, Self::English];

    /// The one of this code; `None` for all others.
    pub fn of(locale: Locale) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.locale() == locale)
    }

    /// Its code.
    pub fn locale(self) -> Locale {
        match self {
            Self::Indonesian => Locale::ID,
            Self::English => Locale::EN,
        }
    }

    /// A number by its value, 0 to [`VALUE_MAX`]: "dua belas". A larger one digit by digit.
    pub fn by_value(self, value: u16) -> Vec<&'static str> {
        if value > VALUE_MAX {
            return self.by_digit(&value.to_string());
        }
        let mut words = Vec::new();
        match self {
            Self::Indonesian => indonesian(value, &mut words),
            Self::English => english(value, &mut words),
        }
        words
    }

    /// Digits one by one, leading zeros too: "nol satu dua". What is no digit 0–9 is passed over.
    pub fn by_digit(self, digits: &str) -> Vec<&'static str> {
        let names = match self {
            Self::Indonesian => &INDONESIAN[..],
            Self::English => &ENGLISH[..10],
        };
        let value = |c: char| c.to_digit(10).map(|digit| digit as usize);
        digits
            .chars()
            .filter_map(value)
            .map(|digit| names[digit])
            .collect()
    }

    /// The letter that sounds like this word, as in "ka i a" for KIA. English letters are written as
    /// letters: their names are words of other meanings, or none at all.
    pub fn letter(self, word: &str) -> Option<char> {
        let named = match self {
            Self::Indonesian => INDONESIAN_LETTERS.iter().position(|name| *name == word)?,
            Self::English => return None,
        };
        ('A'..='Z').nth(named)
    }
}

fn indonesian(value: u16, words: &mut Vec<&'static str>) {
    let below_ten = |value: u16| INDONESIAN[usize::from(value)];
    match value {
        0..=9 => words.push(below_ten(value)),
        10 => words.push("sepuluh"),
        11 => words.push("sebelas"),
        12..=19 => words.extend([below_ten(value - 10), "belas"]),
        20..=99 => words.extend([below_ten(value / 10), "puluh"]),
        100..=199 => words.push("seratus"),
        200..=999 => words.extend([below_ten(value / 100), "ratus"]),
        1000..=1999 => words.push("seribu"),
        2000.. => words.extend([below_ten(value / 1000), "ribu"]),
    }
    match value {
        20..=99 => rest(value % 10, words, indonesian),
        100..=999 => rest(value % 100, words, indonesian),
        1000.. => rest(value % 1000, words, indonesian),
        0..=19 => {}
    }
}

fn english(value: u16, words: &mut Vec<&'static str>) {
    let small = |value: u16| ENGLISH[usize::from(value)];
    match value {
        0..=19 => words.push(small(value)),
        20..=99 => words.push(ENGLISH_TENS[usize::from(value / 10)]),
        100..=999 => words.extend([small(value / 100), "hundred"]),
        1000.. => words.extend([small(value / 1000), "thousand"]),
    }
    let below = match value {
        0..=19 => 0,
        20..=99 => value % 10,
        100..=999 => value % 100,
        1000.. => value % 1000,
    };
    if value >= 100 && (1..=99).contains(&below) {
        words.push("and");
    }
    rest(below, words, english);
}

fn rest(value: u16, words: &mut Vec<&'static str>, say: fn(u16, &mut Vec<&'static str>)) {
    if value > 0 {
        say(value, words);
    }
}
